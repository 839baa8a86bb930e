//! Variables that stand in one pair of braces, and would stand so before readers.

use std::borrow::Cow;

use super::Subject;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    handbook::each_text,
    source::Span,
};

/// Looks for `{name}` in every text. A word such as `title` may stand in braces for itself, so only names that could be nothing
/// else count: those of the company, and those with `_` in them.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let config = &subject.handbook.config;
    let is_own = |name: &str| config.blanks.iter().any(|(blank, _)| blank.value == name);
    let names: Vec<_> = config.variables().filter(|name| name.contains('_') || is_own(name)).collect();
    for text in each_text(subject.handbook) {
        for words in &text.prose.words {
            for (at, _) in words.value.match_indices('{') {
                let rest = &words.value[at + 1..];
                // To look for the end of each brace would take the square of the time in a text that closes none.
                let is_here = |name: &&Cow<'_, str>| rest.strip_prefix(&***name).is_some_and(|after| after.starts_with('}'));
                let Some(name) = names.iter().find(is_here) else { continue };
                if words.value[..at].ends_with(['{', '$', '%', '\\']) || rest[name.len()..].starts_with("}}") {
                    continue;
                }
                // Where the text stands letter for letter the name can be pointed at.
                let range = words.span.range();
                let span = if range.len() == words.value.len() {
                    Span::new(words.span.file, range.start + at..range.start + at + name.len() + 2)
                } else {
                    words.span
                };
                let message = format!("`{{{name}}}` is not filled in");
                findings.push(Diagnostic::new(Code::SingleBraces, span, message).help(format!("write `{{{{{name}}}}}`")));
            }
        }
    }
}
