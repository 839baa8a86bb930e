//! Check: pages that say something else than when somebody last stood by them. It needs no clock.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Findings};

/// Reports each `text` in a page's `reviewed` that is the digest of something else.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    for page in handbook.pages.iter().filter(|page| page.has_changed_since_reviewed()) {
        let Some((reviewed, text)) = page.meta.reviewed.as_ref().and_then(|of| Some((of, of.text.as_ref()?))) else { continue };
        let message = format!("this page has changed since it was reviewed on {}", reviewed.on.value);
        let help = format!("read it again, and run `readybook reviewed {}`; a correction may wait for the next look", page.path);
        let found = Diagnostic::new(Code::ChangedSinceReviewed, text.span, message).label("what it said then").help(help);
        findings.push(match handbook.page_owner(page) {
            Some(owner) => found.owner(owner.id, owner.title),
            None => found,
        });
    }
}
