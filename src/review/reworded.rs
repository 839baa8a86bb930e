//! Answers that were given to former words of their questions.

use super::{asked::former_question, edit::one_line, handbook_export::Item, reviewed::ReviewedChecklist};
use crate::diagnostic::{Code, Diagnostic, Findings};

/// Tells of each answer to a question that was reworded since, with the former words where the file shows them. `text` is the file's.
pub(super) fn reworded(text: &str, sheet: &ReviewedChecklist<'_>, findings: &mut Findings) {
    for row in sheet.rows().filter(|row| row.is_reworded()) {
        let Some(place) = row.place else { continue };
        let id = &row.item.id;
        let asks = match former_question(text, row) {
            Some(before) => was_and_is(before, row.item),
            None => format!("it is: {}", one_line(&row.item.ask)),
        };
        findings.push(
            Diagnostic::new(Code::RewordedQuestion, place, format!("`{id}` was reworded after it was answered"))
                .label(asks)
                .help(KEPT),
        );
    }
}

/// What becomes of an answer to former words.
pub(super) const KEPT: &str =
    "`readybook review update` keeps the answer, marks it to be looked at, and puts today's words above it";

/// What a question asked before and asks now, in a line; where it reads the same, what to show now.
pub(super) fn was_and_is(before: &str, now: &Item) -> String {
    let (before, asks) = (one_line(before), one_line(&now.ask));
    if before == asks { format!("what to show changed: {}", now.evidence) } else { format!("it was: {before} It is: {asks}") }
}
