//! An answer file → the same file for the handbook's current edition. Answers to what is no longer asked are kept.

use super::{
    answers::{Answers, VERSION},
    asked,
    check::kept_twice,
    edit::{Edit, EditError, Reword, apply, note_asked, raise, read_text},
    handbook_export::HandbookExport,
    pinned::{Pinned, grade, pinned},
    reviewed::{ReviewedChecklist, Row, review},
};
use crate::{diagnostic::Diagnostic, yaml::EditionId};

/// What an update to the current edition changed in one checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChecklistUpdate {
    /// The id of the checklist.
    pub checklist: String,
    /// Whether the file did not list the checklist.
    pub is_begun: bool,
    /// The date of the edition before, if one was written, and now; `None` when it stays.
    pub edition: Option<(Option<EditionId>, EditionId)>,
    /// Questions that the file did not hold: id and question.
    pub added: Vec<(String, String)>,
    /// Questions that were answered and then reworded.
    pub reworded: Vec<Reworded>,
    /// Questions of the file that weigh more or less than in the edition that it pinned, or stop other launches.
    pub regraded: Vec<Regraded>,
    /// Questions that are no longer asked: id, why, and the ids of those that ask for it now.
    pub retired: Vec<(String, String, Vec<String>)>,
}

/// A question that was answered and then reworded: its answer is kept, and marked to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reworded {
    /// The id of the item.
    pub id: String,
    /// The question that was answered, where the file shows it.
    pub before: Option<String>,
    /// The question of today.
    pub now: String,
}

/// A question that weighs otherwise than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regraded {
    /// The id of the item.
    pub id: String,
    /// The question.
    pub ask: String,
    /// What it weighed, in words.
    pub before: String,
    /// What it weighs.
    pub now: String,
}

/// An answer file after an update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Updated {
    /// The new text of the file.
    pub text: String,
    /// The version of the format that it had, if it was an older one.
    pub raised_from: Option<u32>,
    /// Of how many answers the file says from now on to which words they were given.
    pub asked: usize,
    /// What changed, checklist by checklist; one in which nothing changed is not listed.
    pub moved: Vec<ChecklistUpdate>,
}

/// Why an answer file is not updated.
#[derive(Debug)]
pub enum UpdateError {
    /// The answers to the checklist with this id, or the version of the format where it is empty, are written in a way that cannot be
    /// edited in place.
    Unwritable(String),
    /// Answers that would be kept under `retired` and have one there already.
    KeptTwice(Vec<Diagnostic>),
}

/// Updates an answer file in place to the current version of the format and to the handbook's editions. `answers` are those of `text`.
///
/// # Errors
/// When the text is written in a way that cannot be edited in place, and when an answer would take the place of another one.
pub fn update(text: &str, answers: &Answers, today: &HandbookExport) -> Result<Updated, UpdateError> {
    let twice: Vec<Diagnostic> = review(today, answers).sheets.iter().flat_map(kept_twice).collect();
    if !twice.is_empty() {
        return Err(UpdateError::KeptTwice(twice));
    }
    let pinned = pinned(today, answers);
    // Of the pinned edition it is known to which words an answer was given, whatever is asked today.
    let known = asked::unwritten(text, &review(&pinned.export, answers));
    let raised = raise(text).map_err(unwritable(""))?;
    let (before_all, asked) = note_asked(&raised, &known);
    let noted = read_text(&before_all).ok_or(EditError).map_err(unwritable(""))?;
    let review = review(today, &noted);
    let (before_all, mut text) = (before_all.as_str(), before_all.clone());
    let mut all = Vec::new();
    for sheet in &review.sheets {
        let id = &sheet.checklist.id;
        let mut moved = ChecklistUpdate {
            checklist: id.clone(),
            is_begun: sheet.listed.is_none(),
            edition: None,
            added: Vec::new(),
            reworded: Vec::new(),
            regraded: regraded(&pinned, sheet),
            retired: Vec::new(),
        };
        let mut steps = Vec::new();
        if moved.is_begun && sheet.applying().next().is_some() {
            steps.push(Edit::Begin(sheet.checklist.edition));
        }
        let before = sheet.edition().map(|edition| edition.value);
        let is_newer = |now: &EditionId| !moved.is_begun && before.is_none_or(|before| before < *now);
        if let Some(now) = sheet.checklist.edition.filter(is_newer) {
            moved.edition = Some((before, now));
            steps.push(Edit::Edition(now));
        }
        for (item, _) in &sheet.unknown {
            let Some(retired) = sheet.checklist.retired(&item.value) else { continue };
            moved.retired.push((item.value.clone(), retired.why.clone(), retired.replaced_by.clone()));
            steps.push(Edit::Retire(item.value.clone()));
        }
        for (_, row) in sheet.applying().filter(|(_, row)| row.place.is_none()) {
            moved.added.push((row.item.id.clone(), row.item.ask.clone()));
            steps.push(Edit::List(row.item.id.clone(), row.item.ask.clone()));
        }
        for row in sheet.rows().filter(|row| row.is_reworded()) {
            let Some(digests) = row.item.digests else { continue };
            let before = asked::former_question(before_all, row);
            let ask = row.item.ask.clone();
            let former =
                before.map(|before| (before.to_owned(), review.export.word("review_former_question").replace("{ask}", before)));
            steps.push(Edit::Reword(Reword { item: row.item.id.clone(), ask: ask.clone(), asks: digests.asks, former }));
            moved.reworded.push(Reworded { id: row.item.id.clone(), before: before.map(str::to_owned), now: ask });
        }
        for step in &steps {
            text = apply(&text, id, Some(sheet.checklist), step).map_err(unwritable(id))?;
        }
        if !steps.is_empty() {
            all.push(moved);
        }
    }
    let version = answers.version.0;
    Ok(Updated { text, raised_from: (version < VERSION).then_some(version), asked, moved: all })
}

fn unwritable(checklist: &str) -> impl Fn(EditError) -> UpdateError {
    move |EditError| UpdateError::Unwritable(checklist.to_owned())
}

/// The questions that apply and weigh otherwise than in the edition by which the checklist is judged; none if that is today's.
fn regraded(pinned: &Pinned<'_>, sheet: &ReviewedChecklist<'_>) -> Vec<Regraded> {
    let Some(before) = pinned.later(&sheet.checklist.id).and_then(|_| pinned.export.checklist(&sheet.checklist.id)) else {
        return Vec::new();
    };
    let one = |row: &Row<'_>| {
        let was = before.items().find(|item| item.id == row.item.id)?;
        let (before, now) = (grade(was), grade(row.item));
        (before != now).then(|| Regraded { id: row.item.id.clone(), ask: row.item.ask.clone(), before, now })
    };
    sheet.applying().filter_map(|(_, row)| one(row)).collect()
}
