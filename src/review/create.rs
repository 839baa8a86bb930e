//! The text of a new answer file: the service, and every question that applies with an empty place for its answer.
//!
//! Each question stands above its place, so that the file can be filled in without the handbook at hand, and so that Git
//! merges two people's answers to neighbouring questions.

use super::{
    answers::{Answers, ChecklistAnswers},
    edit::one_line,
    handbook_export::{Checklist, HandbookExport},
    reviewed::review,
    write,
};
use crate::{
    source::{Span, Spanned},
    yaml::{Table, scalar},
};

/// The text of a new answer file; `answers` holds the service and no checklist yet.
#[must_use]
pub fn create(answers: &Answers, export: &HandbookExport) -> String {
    let mut text = comment(export.word("review_file_head").replace("{handbook}", &one_line(&export.title)).as_str(), 0);
    text.push_str(&write::file(answers, export));
    if export.checklists.is_empty() {
        return text;
    }
    // The rows of a file that answers every checklist and says nothing yet.
    let place = answers.service.span;
    let empty = |checklist: &Checklist| (Spanned::new(checklist.id.clone(), place), ChecklistAnswers::empty(place));
    let all = Answers { checklists: Table::from(export.checklists.iter().map(empty).collect::<Vec<_>>()), ..answers.clone() };
    text.push_str("checklists:\n");
    for sheet in review(export, &all).sheets {
        text.push_str(&format!("  {}:\n", scalar(&sheet.checklist.id)));
        if let Some(edition) = sheet.checklist.edition {
            text.push_str(&format!("    edition: {edition}\n"));
        }
        text.push_str("    items:\n");
        for (_, row) in sheet.applying() {
            text.push_str(&comment(&row.item.ask, 6));
            text.push_str(&format!("      {}:\n", scalar(&row.item.id)));
        }
    }
    text
}

fn comment(text: &str, indent: usize) -> String {
    let pad = " ".repeat(indent);
    text.lines().map(|line| format!("{pad}# {}\n", one_line(line))).collect()
}

/// A span for values from the command line. It is in no file of any other [`Sources`](crate::source::Sources), so it must not
/// be looked up there.
#[must_use]
pub fn nowhere() -> Span {
    let mut sources = crate::source::Sources::default();
    Span::start_of(sources.add(crate::source::SourcePath::new("typed"), "".into(), true))
}
