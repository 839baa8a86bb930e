//! Check: editions follow one upon another, no id dies or comes back unseen, and what differs from the last edition is told.

use std::collections::BTreeSet;

use super::Subject;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    handbook::{Checklist, ClosedEditions, Handbook, Reused, Vanished, reused},
    manuscript::{
        checklist::Item,
        edition::{Change, ChangeKind, EDITIONS, Edition, EditionFile, Editions, REFERENCE, Reference},
    },
    source::{SourcePath, Spanned},
    yaml::EditionId,
};

/// How many ids a note names.
const NAMED: usize = 5;

/// Reports what is wrong with closed editions, ids that vanished or came back for another question, and for each checklist in a note what
/// differs from its last closed edition.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    let editions = &handbook.editions;
    reference(subject, findings);
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
    // A question that is missed may stand where nothing could be read.
    let is_any_lost = handbook.index.unreadable.iter().any(|path| path.is_below("checklists"));
    let mut gone = BTreeSet::new();
    for file in editions.checklists.iter().rev() {
        let id = &file.edition.checklist;
        let is_there = handbook.checklists.iter().any(|checklist| checklist.header.id.value == id.value);
        if !is_any_lost && !is_there && gone.insert(id.as_str()) {
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
                let links: Vec<Link<'_>> = closed.iter().map(Link::from).collect();
                if is_whole(handbook, checklist.header.id.as_str()) && follow(&links, findings) {
                    head(checklist, &closed, findings);
                }
                future(subject, checklist.header.edition.as_ref(), &links, findings);
                if !is_any_lost {
                    vanished(handbook, checklist, &closed, findings);
                }
                if !is_part_lost(handbook, checklist) {
                    running(handbook, checklist, &closed, findings);
                }
            }
            None => {
                let message = format!("no edition of `{}` is closed yet", checklist.header.id.value);
                let found = Diagnostic::new(Code::RunningEdition, checklist.header.id.span, message);
                findings.push(found.help("`readybook edition` closes the first one"));
            }
        }
        for item in checklist.written_items() {
            was_another(editions, checklist, item, findings);
        }
    }
}

/// What one edition says of the others.
struct Link<'a> {
    closed: &'a Spanned<EditionId>,
    after: &'a [Spanned<EditionId>],
    path: &'a SourcePath,
}

impl<'a> From<&'a EditionFile<Edition>> for Link<'a> {
    fn from(EditionFile { path, edition, .. }: &'a EditionFile<Edition>) -> Self {
        Self { closed: &edition.closed, after: &edition.after, path }
    }
}

impl<'a> From<&'a EditionFile<Reference>> for Link<'a> {
    fn from(EditionFile { path, edition, .. }: &'a EditionFile<Reference>) -> Self {
        Self { closed: &edition.closed, after: &edition.after, path }
    }
}

/// Whether all files in a folder of editions could be read.
fn is_whole(handbook: &Handbook, of: &str) -> bool {
    let folder = format!("{EDITIONS}/{of}");
    !handbook.index.unreadable.iter().any(|path| path.is_below(&folder))
}

/// Whether a file with an area of a checklist could not be read.
fn is_part_lost(handbook: &Handbook, checklist: &Checklist) -> bool {
    let path = &checklist.header.path;
    path.stem() == "_checklist" && handbook.index.unreadable.iter().any(|lost| lost.folder() == path.folder())
}

/// Reports what is wrong with the editions of the matrix, guardrails, terms and pages.
fn reference(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    let links: Vec<Link<'_>> = handbook.editions.references.iter().map(|file| Link::from(&**file)).collect();
    if is_whole(handbook, REFERENCE) {
        follow(&links, findings);
    }
    future(subject, None, &links, findings);
}

/// Reports editions whose place in the order is unknown, or that several follow side by side. Whether one is the last.
fn follow(links: &[Link<'_>], findings: &mut Findings) -> bool {
    let known: BTreeSet<EditionId> = links.iter().map(|link| link.closed.value).collect();
    let followed: BTreeSet<EditionId> = links.iter().flat_map(|link| link.after).map(|after| after.value).collect();
    for Link { closed, after, path } in links {
        for after in after.iter().filter(|after| !known.contains(&after.value)) {
            let message = format!("the edition before this one, {}, is not there", after.value);
            let help = format!("bring back `{}/{}.yaml`, as with `git log -- {}`", path.folder(), after.value, path.folder());
            findings.push(Diagnostic::new(Code::EditionChain, after.span, message).help(help));
        }
        for after in after.iter().filter(|after| after.value >= closed.value) {
            let message = format!("the edition before this one, {}, is not older", after.value);
            findings.push(Diagnostic::new(Code::EditionChain, after.span, message).help(RESTORE));
        }
    }
    let tips: Vec<&Spanned<EditionId>> =
        links.iter().map(|link| link.closed).filter(|closed| !followed.contains(&closed.value)).collect();
    if let [first, second, ..] = tips[..] {
        let names: Vec<String> = tips.iter().map(|closed| closed.value.to_string()).collect();
        let message = format!("no edition follows {} yet: each was closed on a branch of its own", names.join(" and "));
        findings.push(
            Diagnostic::new(Code::EditionChain, second.span, message)
                .also(first.span, "the other one")
                .help("both files stay as they are; run `readybook edition`: it closes one that follows both"),
        );
    }
    tips.len() == 1
}

/// Reports a checklist that does not name its last closed edition.
fn head(checklist: &Checklist, closed: &ClosedEditions<'_>, findings: &mut Findings) {
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
fn future(subject: &Subject<'_>, named: Option<&Spanned<EditionId>>, links: &[Link<'_>], findings: &mut Findings) {
    let Some(today) = subject.as_of else { return };
    for Link { closed, .. } in links {
        if closed.value.day > today && named.is_none_or(|named| named.value != closed.value) {
            let message = format!("this edition is of {}, which is in the future", closed.value);
            findings.push(
                Diagnostic::new(Code::FutureDate, closed.span, message)
                    .help("remove the file if nobody has seen it, and close the edition again on the day on which it is"),
            );
        }
    }
}

fn vanished(handbook: &Handbook, checklist: &Checklist, closed: &ClosedEditions<'_>, findings: &mut Findings) {
    for Vanished { id, area, was_retired } in closed.vanished(checklist) {
        // One that moved to another checklist is still asked, and looked at there.
        let is_asked = handbook.checklists.iter().flat_map(Checklist::written_items).any(|item| item.id.value == id);
        if is_asked || handbook.index.retired_or_invalid.contains_key(id) {
            continue;
        }
        let part = area.and_then(|area| checklist.areas.iter().find(|found| found.id == area));
        let place = part.and_then(|area| area.area().id.as_ref()).map_or(checklist.header.id.span, |id| id.span);
        let place = part.filter(|area| area.path != checklist.header.path).map_or(place, |area| area.area().span);
        let under = match (area, part) {
            (None, _) => String::new(),
            (Some(area), Some(_)) => format!(" of the area `{area}`"),
            (Some(area), None) => format!(" of another area, as `{area}` is gone"),
        };
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

/// Reports an id that was away and is back for another question, and one that asks something else than when it was asked last.
fn was_another(editions: &Editions, checklist: &Checklist, item: &Item, findings: &mut Findings) {
    let (id, span) = (&item.id.value, item.id.span);
    let help = "give the new question a new number, and put this id under `retired`: answers to what it asked still carry it";
    let (code, message, help) = match reused(editions, checklist, item) {
        None => return,
        Some(Reused::Other(ask, edition)) => {
            let say = format!("{help}; if it still asks the same, say so with `readybook edition --reworded {id}`");
            (Code::OtherQuestion, format!("`{id}` asked “{ask}” in the edition {edition}"), say)
        }
        Some(Reused::Back(ask)) => (Code::ReusedId, format!("`{id}` asked “{ask}” in an earlier edition"), help.to_owned()),
    };
    findings.push(Diagnostic::new(code, span, message).help(help));
}

fn running(handbook: &Handbook, checklist: &Checklist, closed: &ClosedEditions<'_>, findings: &mut Findings) {
    let changes = closed.changes(handbook, checklist);
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
        (ChangeKind::Moved, "moved"),
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
