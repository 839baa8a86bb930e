//! Check: no text says a name that the settings do not give any more, nor how many areas or phases there were.

use std::ops::Range;

use super::Subject;
use crate::{
    config::{FormerName, FormerNames, SHIPPED_PHASES},
    diagnostic::Findings,
    handbook::{Checklist, ChecklistArea, Handbook, each_text},
    manuscript::data::{DataKind, Term},
    source::Span,
};

/// The checklist of the shipped handbook whose areas are counted in its texts, and how many there were.
pub const SHIPPED_AREAS: (&str, usize) = ("operational-readiness", 10);

/// The checklist of the shipped handbook whose questions are counted in its texts, and how many there were.
pub const SHIPPED_QUESTIONS: (&str, usize) = ("green-light", 13);

const NUMBERS: [&str; 16] = [
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen",
];

/// Reports each place of each such name.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    let FormerNames(mut names) = handbook.config.names_not_given();
    names.extend(counts(handbook));
    let names = FormerNames(names);
    if names.0.is_empty() {
        return;
    }
    let told = |text: &str, span: Span, takes_variables: bool| {
        let place = |place: Range<usize>| {
            // Where the text stands letter for letter the name can be pointed at.
            let start = span.range().start;
            let is_written = span.range().len() == text.len();
            if is_written { Span::new(span.file, start + place.start..start + place.end) } else { span }
        };
        names.find(text).map(|(at, name)| name.told(&text[at.clone()], place(at), takes_variables)).collect::<Vec<_>>()
    };
    for prose in each_text(handbook).iter().map(|text| text.prose) {
        for words in &prose.words {
            findings.extend(told(&words.value, words.span, true));
        }
        for line in prose.diagrams.iter().flatten() {
            findings.extend(told(&line.value, line.span, false));
        }
    }
    // A title that is taken letter for letter has no place of its own; what it is the title of has.
    for checklist in &handbook.checklists {
        let of = |title: &str, span: Span| {
            names.find(title).map(|(at, name)| name.told(&title[at], span, false).label("its title says it")).collect::<Vec<_>>()
        };
        findings.extend(of(&checklist.header.title, checklist.header.id.span));
        for area in checklist.areas.iter().map(ChecklistArea::area) {
            let id = area.id.as_ref().map_or(area.span, |id| id.span);
            findings.extend(of(area.title.as_deref().unwrap_or_default(), id));
        }
    }
    for data in &handbook.data {
        if let DataKind::Glossary(terms) = &data.kind {
            for name in terms.written().flat_map(Term::names) {
                findings.extend(told(&name.value, name.span, false));
            }
        }
    }
}

/// What texts of the shipped handbook count, where it is another number now.
fn counts(handbook: &Handbook) -> Vec<FormerName> {
    let checklist = |id: &str| handbook.checklists.iter().find(|checklist| checklist.header.id.as_str() == id);
    let areas = checklist(SHIPPED_AREAS.0).map(|list| (SHIPPED_AREAS.1, list.areas.len(), "areas"));
    let asked = |list: &Checklist| list.areas.iter().map(|area| area.area().items.valid.len()).sum();
    let questions = checklist(SHIPPED_QUESTIONS.0).map(|list| (SHIPPED_QUESTIONS.1, asked(list), "questions"));
    let phases = &handbook.config.phases;
    let is_shipped = phases.iter().any(|phase| SHIPPED_PHASES.iter().any(|(id, _)| phase.id.as_str() == *id));
    let phases = is_shipped.then(|| (SHIPPED_PHASES.len(), phases.iter().count(), "phases"));
    let changed = areas.into_iter().chain(questions).chain(phases).filter(|(before, now, _)| before != now);
    changed
        .flat_map(|(before, now, what)| said(before, what).into_iter().zip(said(now, what)))
        .map(|(before, now)| FormerName::new(&before, &now))
        .collect()
}

/// The ways in which a number of things is said.
fn said(number: usize, what: &str) -> [String; 3] {
    let word = NUMBERS.get(number).map_or_else(|| number.to_string(), |word| (*word).to_owned());
    let what = if number == 1 { what.trim_end_matches('s') } else { what };
    let mut capital = word.clone();
    capital[..1].make_ascii_uppercase();
    [format!("{word} {what}"), format!("{capital} {what}"), format!("{number} {what}")]
}
