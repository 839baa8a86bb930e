//! The text of a new answer file: the service, and every question that applies with its answer, or an empty place for it.
//! `themes/default/assets/answers-places.js` writes the same bytes.
//!
//! Each question stands above its place, so that the file can be filled in without the handbook at hand, and so that Git
//! merges two people's answers to neighbouring questions.

use super::{
    answers::{Answers, ChecklistAnswers},
    edit::one_line,
    handbook_export::{Checklist, HandbookExport},
    reviewed::{ListedChecklist, ReviewedChecklist, review},
    write,
};
use crate::{
    source::{Span, Spanned},
    yaml::{Table, ToYaml as _, YamlValue, scalar},
};

/// The text of a new answer file: what `answers` say, and a place for every question that applies and is not answered.
#[must_use]
pub fn create(answers: &Answers, export: &HandbookExport) -> String {
    let mut text = comment(export.word("review_file_head").replace("{handbook}", &one_line(&export.title)).as_str(), 0);
    text.push_str(&write::file(&Answers { checklists: Table::default(), ..answers.clone() }, export));
    if export.checklists.is_empty() {
        return text;
    }
    let answers = write::in_order(answers, export);
    // A row for each question of the handbook, whether somebody has said something of its checklist or not.
    let place = answers.service.span;
    let listed = |checklist: &Checklist| {
        let said = answers.checklists.iter().find(|(id, _)| id.value == checklist.id);
        let answered = said.map_or_else(|| ChecklistAnswers::empty(place), |(_, answered)| answered.clone());
        (Spanned::new(checklist.id.clone(), place), answered)
    };
    let listed: Vec<_> = export.checklists.iter().map(listed).collect();
    let all = Answers { checklists: Table::from(listed), ..answers.clone() };
    text.push_str("checklists:\n");
    let sheets = review(export, &all).sheets;
    let has_places = sheets.iter().any(has_a_place);
    for sheet in sheets.iter().filter(|sheet| has_a_place(sheet) || !has_places) {
        let Some(ListedChecklist { answers: answered, .. }) = sheet.listed else { continue };
        text.push_str(&format!("  {}:\n", scalar(&sheet.checklist.id)));
        let edition = answered.edition.as_ref().map(|edition| edition.value);
        if let Some(edition) = edition.or(sheet.checklist.edition) {
            text.push_str(&format!("    edition: {edition}\n"));
        }
        text.push_str(&lines(&answered.owners.write(), "owners", 4));
        text.push_str("    items:\n");
        for row in sheet.rows().filter(|row| row.applies() || row.answer.is_some()) {
            text.push_str(&comment(&one_line(&row.item.ask), 6));
            match row.answer {
                Some(answer) => text.push_str(&lines(&answer.write(), &row.item.id, 6)),
                None => text.push_str(&format!("      {}:\n", scalar(&row.item.id))),
            }
        }
        for (id, answer) in &sheet.unknown {
            text.push_str(&lines(&answer.write(), &id.value, 6));
        }
        text.push_str(&lines(&answered.retired.write(), "retired", 4));
    }
    text
}

/// Whether a new file says anything of a checklist. One of which nothing is asked, such as an add-on for another kind of system, is left out.
fn has_a_place(sheet: &ReviewedChecklist<'_>) -> bool {
    let said = sheet.listed.is_some_and(|ListedChecklist { answers, .. }| {
        answers.edition.is_some() || !answers.owners.is_empty() || !answers.items.is_empty() || !answers.retired.is_empty()
    });
    said || sheet.is_asked()
}

/// The lines of a key with its value, each ended by `\n`; none for a value of which nothing is written.
fn lines(value: &YamlValue, key: &str, indent: usize) -> String {
    value.lines_behind(key, indent).iter().flat_map(|line| [line, "\n"]).collect()
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
