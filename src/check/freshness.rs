//! Check: pages and cells of matrices that are due for another look, and days that are still to come.

use jiff::civil::Date;

use super::Subject;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    handbook::{Look, LookOf},
    source::Spanned,
};

/// Reports what was due before `as_of`, each with its owner, and days after it; nothing without `as_of`.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(today) = subject.as_of else { return };
    let handbook = subject.handbook;
    let mut past = |date: &Spanned<Date>, what: &str| {
        if date.value > today {
            let message = format!("{what} {}, which is in the future", date.value);
            findings.push(Diagnostic::new(Code::FutureDate, date.span, message).help("write the date on which it happened"));
        }
    };
    for checklist in &handbook.checklists {
        if let Some(edition) = &checklist.header.edition {
            past(&Spanned::new(edition.value.day, edition.span), "this edition is of");
        }
    }
    for page in &handbook.pages {
        if let Some(reviewed) = &page.meta.reviewed {
            past(&reviewed.on, "this page was reviewed on");
        }
    }
    for (_, matrix) in handbook.matrices() {
        let cells = matrix.services.valid.iter().flat_map(|service| &service.cells);
        for day in cells.flat_map(|(_, cell)| cell.days()) {
            past(day, "this was looked at on");
        }
    }
    for look in handbook.looks().filter(|look| look.due < today) {
        findings.push(due(&look));
    }
}

/// The finding for what should have been looked at again by now.
fn due(look: &Look<'_>) -> Diagnostic {
    let (what, help) = match look.of {
        LookOf::Page(_) => (
            "this page".to_owned(),
            "read it again, correct what has changed, and write today's date; `readybook reviewed` writes it with what was read",
        ),
        LookOf::Fact { service, duty, .. } => {
            (format!("`{}` of `{}`", duty.id.as_str(), service.id.as_str()), "read its sources again, and write today's date")
        }
    };
    let owner = look.owner.map_or_else(String::new, |owner| format!("; its owner is `{}`", owner.title));
    let found = Diagnostic::new(Code::ReviewDue, look.on.span, format!("{what} was due for another look on {}{owner}", look.due));
    let found = found.help(help);
    match look.owner {
        Some(owner) => found.owner(owner.id, owner.title),
        None => found,
    }
}
