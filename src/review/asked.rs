//! Which words an answer was given to, where its file says so without a digest: the question stands in a comment above the answer, and the
//! checklist has the same edition.

use super::{
    edit::{AskedAnswer, one_line},
    reviewed::{Review, ReviewedChecklist, Row},
};

/// The answers of which that is known and not written yet. `text` is the text of the file that was reviewed.
pub fn unwritten(text: &str, review: &Review<'_>) -> Vec<AskedAnswer> {
    let is_same_edition =
        |sheet: &&ReviewedChecklist<'_>| sheet.edition().map(|edition| edition.value) == sheet.checklist.edition;
    let mut found = Vec::new();
    for sheet in review.sheets.iter().filter(is_same_edition) {
        // What is marked for another look may have come from an earlier launch, and was put below today's question.
        let is_open = |row: &&Row<'_>| row.answer.is_some_and(|answer| answer.asked.is_empty() && !answer.look);
        for row in sheet.rows().filter(is_open).filter(|row| is_below_its_question(text, row)) {
            let digests = row.item.digests;
            found.extend(digests.map(|digests| (sheet.checklist.id.clone(), row.item.id.clone(), digests.asks)));
        }
    }
    found
}

/// Whether one of the comments right above an answer is its question, word by word.
fn is_below_its_question(text: &str, row: &Row<'_>) -> bool {
    let ask = one_line(&row.item.ask);
    comments_above(text, row).any(|comment| one_line(comment) == ask)
}

/// The former question, where it stands as a comment right above the answer: the nearest one that ends as a question does.
pub fn former_question<'t>(text: &'t str, row: &Row<'_>) -> Option<&'t str> {
    comments_above(text, row).map(str::trim).find(|comment| comment.ends_with('?'))
}

/// What the comments right above an answer say, the nearest first.
fn comments_above<'t>(text: &'t str, row: &Row<'_>) -> impl Iterator<Item = &'t str> {
    let before = row.place.and_then(|place| text.get(..place.start as usize)).unwrap_or("");
    let above = before.lines().rev().skip(usize::from(!before.ends_with('\n')));
    above.map_while(|line| line.trim().strip_prefix('#'))
}
