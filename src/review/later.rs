//! What later editions ask, told to a team whose launch is judged by an earlier one. All of it are notes: none of it stops the launch.

use super::{
    edit::AskedAnswer,
    ids::short_list,
    pinned::{Later, LaterChecklist, LaterKind, LaterQuestions, Pinned},
    reviewed::{Review, ReviewedChecklist},
    reworded::{KEPT, was_and_is},
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    yaml::EditionId,
};

/// Tells of what is otherwise today in a checklist that is judged by its pin. `unwritten` are the answers of the file of which it is known
/// to which words they were given, and not written.
pub(super) fn later(pinned: &Pinned<'_>, unwritten: &[AskedAnswer], sheet: &ReviewedChecklist<'_>, findings: &mut Findings) {
    let (Some(later), Some(edition)) = (pinned.later(&sheet.checklist.id), sheet.edition()) else { return };
    for LaterQuestions { kind, since, ids } in &later.questions {
        let since = in_words(*since);
        let ids = short_list(ids);
        let message = match kind {
            LaterKind::New => format!("new {since}, and not part of this launch: {ids}"),
            LaterKind::Regraded => format!("graded otherwise {since}, and for this launch as before: {ids}"),
            LaterKind::Reworded => format!("in other words {since}, and not answered yet: {ids}"),
            LaterKind::NoLonger => format!("no longer asked {since}, and still part of this launch: {ids}"),
        };
        findings.push(Diagnostic::new(Code::LaterEdition, edition.span, message).help(help(later)));
    }
    reworded(pinned, unwritten, sheet, findings);
}

/// Tells of checklists that belong to the file and came later.
pub(super) fn checklists(pinned: &Pinned<'_>, review: &Review<'_>, phase: Option<&str>, findings: &mut Findings) {
    let is_asked_for =
        |id: &str| phase.is_none_or(|phase| pinned.today.checklist(id).and_then(|found| found.phase.as_deref()) == Some(phase));
    for LaterChecklist { id, since, applies } in &pinned.checklists {
        if *applies == 0 || !is_asked_for(id) {
            continue;
        }
        let (since, apply) = (in_words(*since), if *applies == 1 { "applies" } else { "apply" });
        let message =
            format!("`{id}` is a new checklist {since}, and not part of this launch: {applies} of its questions {apply}");
        let found = Diagnostic::new(Code::LaterEdition, review.last_listed(), message);
        findings.push(found.help("`readybook review update` adds it"));
    }
}

/// Tells of each answer that was given to the pinned words of its question, which has others today.
fn reworded(pinned: &Pinned<'_>, unwritten: &[AskedAnswer], sheet: &ReviewedChecklist<'_>, findings: &mut Findings) {
    let Some(today) = pinned.today.checklist(&sheet.checklist.id) else { return };
    for row in sheet.rows() {
        let (Some(answer), Some(place)) = (row.answer, row.place) else { continue };
        let Some(now) = today.items().find(|item| item.id == row.item.id) else { continue };
        let noted = unwritten.iter().find(|(checklist, id, _)| (checklist, id) == (&sheet.checklist.id, &row.item.id));
        let given = noted.map_or_else(|| answer.asked.clone(), |(.., digest)| digest.to_string());
        if given.is_empty() || today.asks_the_same(now, &given) != Some(false) {
            continue;
        }
        let message = format!("`{}` was reworded after it was answered; for this launch the answer stands", row.item.id);
        let found = Diagnostic::new(Code::RewordedQuestion, place, message).label(was_and_is(&row.item.ask, now));
        findings.push(found.help(KEPT).as_advice());
    }
}

fn in_words(since: Option<EditionId>) -> String {
    since.map_or_else(|| "in the edition that is not closed yet".to_owned(), |since| format!("since {since}"))
}

fn help(later: &Later) -> &'static str {
    if later.is_closed {
        "this launch is judged by the edition named here; `readybook review update` moves the file to the handbook's, and brings in what is new"
    } else {
        "this launch is judged by the edition named here; once the handbook closes the next one, `readybook review update` moves the file to it"
    }
}
