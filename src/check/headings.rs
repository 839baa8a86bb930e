//! The headings of a page: one title, and no level left out, so that a reader who listens finds the way.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Findings};

/// Looks at the levels of all headings.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for page in &subject.handbook.pages {
        let is_title = |anchor: &str| page.title_anchor.as_deref() == Some(anchor);
        let mut before = 1;
        for heading in page.body.headings.iter().filter(|heading| !is_title(&heading.anchor)) {
            let found = match heading.level {
                1 => {
                    let found = Diagnostic::new(Code::HeadingLevel, heading.span, "this page has a title already");
                    let title = page.title.span;
                    Some(if page.meta.title.is_some() {
                        found.also(title, "its title").help("remove this one or `title`, or write it as `## …`")
                    } else {
                        found.also(title, "its title").help("write it as `## …`")
                    })
                }
                level if level > before + 1 => {
                    let message = format!("a heading of level {level} follows one of level {before}");
                    let help = format!("write `{} …`: no level is left out", "#".repeat(usize::from(before) + 1));
                    Some(Diagnostic::new(Code::HeadingLevel, heading.span, message).help(help))
                }
                _ => None,
            };
            findings.extend(found);
            before = heading.level;
        }
    }
}
