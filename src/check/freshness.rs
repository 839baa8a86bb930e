//! Check: pages and cells of matrices whose last review is older than the settings allow.

use jiff::civil::Date;

use super::Subject;
use crate::{
    config::due_on,
    diagnostic::{Code, Diagnostic, Findings},
    source::Spanned,
};

/// Reports each `reviewed` and `checked` whose due date is before `as_of`; nothing without `as_of`.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(today) = subject.as_of else { return };
    let handbook = subject.handbook;
    let fresh = handbook.config.fresh_for_months;
    let mut past = |date: &Spanned<Date>, what: &str| {
        if date.value > today {
            let message = format!("{what} {}, and that is still to come", date.value);
            findings.push(
                Diagnostic::new(Code::FutureDate, date.span, message).help("write the day on which it was, as a day of the past"),
            );
        }
    };
    for checklist in &handbook.checklists {
        if let Some(edition) = &checklist.header.edition {
            past(&Spanned::new(edition.value.day, edition.span), "this edition is of");
        }
    }
    for page in &handbook.pages {
        if let Some(reviewed) = &page.meta.reviewed {
            past(reviewed, "this page was reviewed on");
        }
    }
    for page in &handbook.pages {
        let Some(reviewed) = &page.meta.reviewed else { continue };
        let months = page.meta.fresh_for_months.unwrap_or(fresh.pages);
        if due_on(reviewed.value, months) < today {
            findings.push(
                Diagnostic::new(
                    Code::ReviewDue,
                    reviewed.span,
                    format!("this page was last reviewed more than {months} months ago"),
                )
                .help("read it again, mend what has changed, and write today's date"),
            );
        }
    }
    for (_, matrix) in handbook.matrices() {
        for (service, (duty, cell)) in
            matrix.services.valid.iter().flat_map(|service| service.cells.iter().map(move |cell| (service, cell)))
        {
            let Some(checked) = cell.checked.as_ref().filter(|checked| due_on(checked.value, fresh.facts) < today) else {
                continue;
            };
            findings.push(
                Diagnostic::new(
                    Code::ReviewDue,
                    checked.span,
                    format!("`{}` of `{}` was last checked more than {} months ago", duty.value, service.id.value, fresh.facts),
                )
                .help("read its sources again, and write today's date"),
            );
        }
    }
}
