//! Answers that were given to former words of their questions.

use super::{asked::former_question, edit::one_line, reviewed::ReviewedChecklist};
use crate::diagnostic::{Code, Diagnostic, Findings};

/// Tells of each answer to a question that was reworded since, with the former words where the file shows them. `text` is the file's.
pub(super) fn reworded(text: &str, sheet: &ReviewedChecklist<'_>, findings: &mut Findings) {
    for row in sheet.rows().filter(|row| row.answers_today == Some(false)) {
        let Some(place) = row.place else { continue };
        let id = &row.item.id;
        let now = one_line(&row.item.ask);
        let asks = match former_question(text, row).map(one_line) {
            Some(before) if before != now => format!("it was: {before} It is: {now}"),
            Some(_) => format!("what to show changed: {}", row.item.evidence),
            None => format!("it is: {now}"),
        };
        findings.push(
            Diagnostic::new(Code::RewordedQuestion, place, format!("`{id}` was reworded after it was answered"))
                .label(asks)
                .help("`readybook review update` keeps the answer, marks it to be looked at, and puts today's words above it"),
        );
    }
}
