//! Check: what a revision in Git had closed still says the same. Only where somebody names a revision.

use super::Subject;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    handbook::Handbook,
    manuscript::past_editions::PastEdition,
    source::{SourcePath, Span},
    yaml::{Canonical as _, Digest, DigestScope},
};

/// Reports editions that were changed or removed since the revision.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let (Some(since), handbook) = (subject.since, subject.handbook) else { return };
    let revision = &since.revision;
    for PastEdition { path, checklist, digest } in &since.files {
        let help = format!(
            "bring it back with `git restore --source={revision} {path}`; changes belong in the checklist, and `readybook edition` \
             closes the next edition"
        );
        match today(handbook, path) {
            Some((place, now)) if now != *digest => {
                let message = format!("this edition differs from the one at `{revision}`");
                findings.push(Diagnostic::new(Code::EditedHistory, place, message).help(help));
            }
            Some(_) => {}
            // One that cannot be read has been told.
            None if handbook.index.unreadable.contains(path) => {}
            None => {
                let head = handbook.checklists.iter().find(|found| Some(found.header.id.as_str()) == checklist.as_deref());
                let place = head.map_or(handbook.config.language.span, |found| {
                    found.header.edition.as_ref().map_or(found.header.id.span, |edition| edition.span)
                });
                let message = format!("`{revision}` has the edition `{path}`, and here it is gone");
                findings.push(Diagnostic::new(Code::EditedHistory, place, message).help(help));
            }
        }
    }
}

/// The edition in a file as it is now: its last line, and the digest of all that it says.
fn today(handbook: &Handbook, path: &SourcePath) -> Option<(Span, Digest)> {
    let editions = &handbook.editions;
    let checklist = editions.checklists.iter().find(|file| file.path == *path).map(|file| &file.edition);
    let reference = editions.references.iter().find(|file| file.path == *path).map(|file| &file.edition);
    let of_checklist = checklist.map(|edition| (edition.digest.span, edition.digest(DigestScope::All)));
    of_checklist.or_else(|| reference.map(|edition| (edition.digest.span, edition.digest(DigestScope::All))))
}
