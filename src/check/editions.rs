//! Check: editions follow one upon another, no id dies or comes back unseen, and what differs from the last edition is told.

use std::collections::BTreeSet;

use super::Subject;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    handbook::{Checklist, ClosedEditions, Handbook, Vanished},
    manuscript::edition::{Change, ChangeKind, EDITIONS, Edition, EditionFile},
    source::Spanned,
    yaml::EditionId,
};

/// How many ids a note names.
const NAMED: usize = 5;

/// Reports what is wrong with closed editions, ids that vanished or came back for another question, and for each checklist in a note what
/// differs from its last closed edition.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    let editions = &handbook.editions;
    if editions.checklists.is_empty() {
        // A file that cannot be read has been told.
        let is_any = handbook.index.unreadable.iter().any(|path| path.is_below(EDITIONS));
        let edition = handbook.checklists.iter().find_map(|checklist| checklist.header.edition.as_ref());
        if let (Some(edition), Some(_), false) = (edition, subject.as_of, is_any) {
            let message = "no edition of this handbook is closed, so nobody is told what a later one changes";
            let found = Diagnostic::new(Code::NoEditions, edition.span, message);
            findings.push(found.help("run `readybook edition`: it closes the first one of each checklist"));
        }
        return;
    }
    let mut gone = BTreeSet::new();
    for file in editions.checklists.iter().rev() {
        let id = &file.edition.checklist;
        if !handbook.checklists.iter().any(|checklist| checklist.header.id.value == id.value) && gone.insert(id.as_str()) {
            let message = format!("there is no checklist `{}`, which has closed editions", id.value);
            findings.push(Diagnostic::new(Code::UnknownId, id.span, message).help(format!(
                "bring it back with its questions under `retired`, so that none of their ids is used again; or remove \
                 `{EDITIONS}/{}` with what it remembers",
                id.value
            )));
        }
    }
    for checklist in &handbook.checklists {
        match ClosedEditions::of(editions, checklist.header.id.as_str()) {
            Some(closed) => {
                let is_whole = !is_any_unreadable(handbook, checklist);
                if is_whole {
                    chain(checklist, &closed, findings);
                }
                future(subject, checklist, &closed, findings);
                vanished(handbook, checklist, &closed, findings);
                for item in checklist.items() {
                    came_back(&item.id, item.digests().asks, &item.ask.written, &closed, findings);
                }
                running(checklist, &closed, findings);
            }
            None => {
                let message = format!("no edition of `{}` is closed yet", checklist.header.id.value);
                let found = Diagnostic::new(Code::RunningEdition, checklist.header.id.span, message);
                findings.push(found.help("`readybook edition` closes the first one"));
            }
        }
    }
}

/// Whether a file of its editions could not be read.
fn is_any_unreadable(handbook: &Handbook, checklist: &Checklist) -> bool {
    let folder = format!("{EDITIONS}/{}", checklist.header.id.value);
    handbook.index.unreadable.iter().any(|path| path.is_below(&folder))
}

fn chain(checklist: &Checklist, closed: &ClosedEditions<'_>, findings: &mut Findings) {
    let known: BTreeSet<EditionId> = closed.iter().map(|file| file.edition.closed.value).collect();
    for (number, EditionFile { edition, path, .. }) in closed.iter().enumerate() {
        for after in edition.after.iter().filter(|after| !known.contains(&after.value)) {
            let message = format!("the edition before this one, {}, is not there", after.value);
            let help = format!("bring back `{}/{}.yaml`, as with `git log -- {}`", path.folder(), after.value, path.folder());
            findings.push(Diagnostic::new(Code::EditionChain, after.span, message).help(help));
        }
        for after in edition.after.iter().filter(|after| after.value >= edition.closed.value) {
            let message = format!("the edition before this one, {}, is not older", after.value);
            findings.push(Diagnostic::new(Code::EditionChain, after.span, message).help(RESTORE));
        }
        if edition.after.is_empty() && number > 0 {
            let message = "this edition names none before it, and it is not the first one";
            findings.push(Diagnostic::new(Code::EditionChain, edition.closed.span, message).help(RESTORE));
        }
    }
    let tips = closed.tips();
    if let [first, second, ..] = tips[..] {
        let names: Vec<String> = tips.iter().map(|file| file.edition.closed.value.to_string()).collect();
        let message = format!("no edition follows {} yet: each was closed on a branch of its own", names.join(" and "));
        findings.push(
            Diagnostic::new(Code::EditionChain, second.edition.closed.span, message)
                .also(first.edition.closed.span, "the other one")
                .help("both files stay as they are; run `readybook edition`: it closes one that follows both"),
        );
        return;
    }
    let (head, last) = (&checklist.header, closed.last().closed.value);
    match &head.edition {
        Some(edition) if edition.value == last => {}
        Some(edition) => {
            let message = format!("the last closed edition is {last}, and this says {}", edition.value);
            let help =
                format!("write `edition: {last}`; `readybook edition` sets it, and closes the next one if something differs");
            findings.push(Diagnostic::new(Code::EditionChain, edition.span, message).help(help));
        }
        None => {
            let message = format!("the last closed edition is {last}, and the checklist does not say so");
            findings.push(Diagnostic::new(Code::EditionChain, head.id.span, message).help(format!("write `edition: {last}`")));
        }
    }
}

const RESTORE: &str = "bring back what the file said when it was closed, as with `git restore`";

/// Reports closed editions that are still to come; the one that the checklist names is told there.
fn future(subject: &Subject<'_>, checklist: &Checklist, closed: &ClosedEditions<'_>, findings: &mut Findings) {
    let Some(today) = subject.as_of else { return };
    let named = checklist.header.edition.as_ref().map(|edition| edition.value);
    for Edition { closed, .. } in closed.iter().map(|file| &file.edition) {
        if closed.value.day > today && Some(closed.value) != named {
            let message = format!("this edition is of {}, and that is still to come", closed.value);
            findings.push(
                Diagnostic::new(Code::FutureDate, closed.span, message)
                    .help("remove the file if nobody has seen it, and close the edition again on the day on which it is"),
            );
        }
    }
}

fn vanished(handbook: &Handbook, checklist: &Checklist, closed: &ClosedEditions<'_>, findings: &mut Findings) {
    for Vanished { id, area, was_retired } in closed.vanished(checklist) {
        // One that moved to another checklist is still asked.
        if let Some((_, _, item)) = handbook.item(id) {
            came_back(&item.id, item.digests().asks, &item.ask.written, closed, findings);
            continue;
        }
        if handbook.index.retired_or_invalid.contains_key(id) {
            continue;
        }
        let part = area.and_then(|area| checklist.areas.iter().find(|found| found.id == area));
        let place = part.and_then(|area| area.area().id.as_ref()).map_or(checklist.header.id.span, |id| id.span);
        let place = part.filter(|area| area.path != checklist.header.path).map_or(place, |area| area.area().span);
        let under = area.map_or_else(String::new, |area| format!(" of the area `{area}`"));
        let (message, help) = if was_retired {
            let message = format!("`{id}` was retired, and the line that says so is gone");
            (message, format!("write `- {{id: {id}, why: \"…\"}}` back under `retired`, so that nobody uses the id again"))
        } else {
            let last = closed.last().closed.value;
            let message = format!("the edition {last} asks `{id}`, and now it is neither asked nor retired");
            (message, format!("write `- {{id: {id}, why: \"…\"}}` under `retired`{under}, or bring the question back"))
        };
        findings.push(Diagnostic::new(Code::VanishedId, place, message).help(help));
    }
}

/// Reports an id that was away and is back for another question, and one that asks something else than in the last edition.
fn came_back(id: &Spanned<String>, asks: crate::yaml::Digest, ask: &str, closed: &ClosedEditions<'_>, findings: &mut Findings) {
    let help = "give the new question a new number, and put this id under `retired`: answers to what it asked still carry it";
    if let Some(last) = closed.last_question(&id.value) {
        if last.asks != asks && is_another(&last.ask, ask) {
            let message = format!("`{}` asked “{}” in the edition {}", id.value, last.ask, closed.last().closed.value);
            let say = format!("{help}; if it still asks the same, say so with `readybook edition --reworded {}`", id.value);
            findings.push(Diagnostic::new(Code::OtherQuestion, id.span, message).help(say));
        }
        return;
    }
    let mut before = closed.questions(&id.value).peekable();
    let Some(first) = before.peek() else { return };
    let first = &first.ask;
    if before.all(|question| question.asks != asks) {
        let message = format!("`{}` asked “{first}” in an earlier edition", id.value);
        findings.push(Diagnostic::new(Code::ReusedId, id.span, message).help(help));
    }
}

/// Whether two questions have no word of four letters and more in common.
fn is_another(one: &str, other: &str) -> bool {
    let words = |text: &str| -> BTreeSet<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() >= 4);
        words.map(str::to_lowercase).collect()
    };
    words(one).is_disjoint(&words(other))
}

fn running(checklist: &Checklist, closed: &ClosedEditions<'_>, findings: &mut Findings) {
    let changes = closed.changes(checklist);
    if changes.is_empty() {
        return;
    }
    let head = &checklist.header;
    let span = head.edition.as_ref().map_or(head.id.span, |edition| edition.span);
    let message = format!("since the edition {}: {}", closed.last().closed.value, told(&changes));
    findings.push(Diagnostic::new(Code::RunningEdition, span, message).help("`readybook edition` closes the next one"));
}

/// Changes in a line, as in `new: REL-12, REL-13; no longer asked: REL-02`.
fn told(changes: &[Change]) -> String {
    let kinds = [
        (ChangeKind::Added, "new"),
        (ChangeKind::Reworded, "other words"),
        (ChangeKind::Regraded, "re-graded"),
        (ChangeKind::Condition, "for other services"),
        (ChangeKind::Moved, "in another area"),
        (ChangeKind::Details, "details"),
        (ChangeKind::Retired, "retired"),
    ];
    let mut parts = Vec::new();
    for (kind, name) in kinds {
        let ids: Vec<&str> = changes
            .iter()
            .filter(|change| change.kind == kind)
            .map(|change| change.id.as_deref().unwrap_or("what stands around the questions"))
            .collect();
        if !ids.is_empty() {
            let more = ids.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            parts.push(format!("{name}: {}{more}", ids[..ids.len().min(NAMED)].join(", ")));
        }
    }
    parts.join("; ")
}
