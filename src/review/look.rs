//! Answers that are marked for another look: one note, which counts them.

use super::reviewed::ReviewedChecklist;
use crate::diagnostic::{Code, Diagnostic, Findings};

/// How many ids are named.
const MOST: usize = 12;

/// Tells of all answers of these checklists that are marked with `look: true`, at the first of them.
pub(super) fn look<'r, 'a: 'r>(sheets: impl Iterator<Item = &'r ReviewedChecklist<'a>>, findings: &mut Findings) {
    let marked = sheets.flat_map(ReviewedChecklist::rows).filter(|row| row.answer.is_some_and(|answer| answer.look));
    let marked: Vec<_> = marked.filter_map(|row| Some((row.place?, row.item.id.as_str()))).collect();
    let Some((first, _)) = marked.first() else { return };
    let ids: Vec<&str> = marked.iter().map(|(_, id)| *id).collect();
    let (answers, are) = if ids.len() == 1 { ("1 answer".to_owned(), "is") } else { (format!("{} answers", ids.len()), "are") };
    let more = if ids.len() > MOST { format!(" and {} more", ids.len() - MOST) } else { String::new() };
    let message = format!("{answers} {are} marked to be looked at again: {}{more}", ids[..ids.len().min(MOST)].join(", "));
    let help = "where it is still true, remove `look: true`; otherwise change the answer";
    findings.push(Diagnostic::new(Code::LookAgain, *first, message).help(help));
}
