//! Answers → text, in the one canonical order. `tests/fixtures/answers/README.md` says the rule; the browser writes the same.

use super::{
    answers::{Answer, Answers, ChecklistAnswers},
    handbook_export::{Area, Checklist, HandbookExport},
};
use crate::{
    source::Spanned,
    yaml::{Table, ToYaml as _},
};

/// The canonical text of a whole answer file, each line ended by `\n`.
#[must_use]
pub fn file(answers: &Answers, export: &HandbookExport) -> String {
    in_order(answers, export).write().lines(0).iter().flat_map(|line| [line, "\n"]).collect()
}

/// The answers with their checklists, owners, items and retired answers in canonical order.
pub(super) fn in_order(answers: &Answers, export: &HandbookExport) -> Answers {
    let mut checklists = answers.checklists.valid.clone();
    checklists.sort_by_key(|(id, _)| {
        let known = export.checklists.iter().position(|checklist| checklist.id == id.value);
        (known.unwrap_or(usize::MAX), id.value.clone())
    });
    let in_order = |(id, answered): (Spanned<String>, ChecklistAnswers)| {
        let known = export.checklist(&id.value);
        let table = |table: &Table<Answer>| Table::from(sorted(table, known).into_iter().cloned().collect::<Vec<_>>());
        let mut owners = answered.owners;
        owners.valid.sort_by_cached_key(|(area, _)| (place(&area.value, known), area.value.clone()));
        let answered = ChecklistAnswers { owners, items: table(&answered.items), retired: table(&answered.retired), ..answered };
        (id, answered)
    };
    Answers { checklists: Table::from(checklists.into_iter().map(in_order).collect::<Vec<_>>()), ..answers.clone() }
}

/// Answers in canonical order, as [`order`] has it.
pub(super) fn sorted<'a>(
    answers: &'a [(Spanned<String>, Answer)],
    checklist: Option<&Checklist>,
) -> Vec<&'a (Spanned<String>, Answer)> {
    let mut sorted: Vec<_> = answers.iter().collect();
    sorted.sort_by_key(|(id, _)| order(&id.value, checklist));
    sorted
}

/// The index of an area in its checklist, by its id or its prefix; `usize::MAX` for an unknown one.
fn place(area: &str, checklist: Option<&Checklist>) -> usize {
    let is_it = |known: &Area| known.id == area || known.prefix.as_deref() == Some(area);
    checklist.and_then(|checklist| checklist.areas.iter().position(is_it)).unwrap_or(usize::MAX)
}

/// The sort key of an item's id: the index of the area with its prefix, the prefix, the number, the id.
pub(super) fn order(id: &str, checklist: Option<&Checklist>) -> (usize, String, u64, String) {
    let digits = id.len() - id.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (prefix, number) = id.split_at(id.len() - digits);
    let prefix = prefix.strip_suffix('-').unwrap_or(prefix);
    let place = checklist.and_then(|checklist| checklist.areas.iter().position(|area| area.prefix.as_deref() == Some(prefix)));
    (place.unwrap_or(usize::MAX), prefix.to_owned(), number.parse().unwrap_or(0), id.to_owned())
}
