//! Check: the `ask` of an item ends with `?` and is short enough to be read aloud.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Findings};

/// Maximum number of words of an `ask`, separated by white space.
const WORDS: usize = 25;

/// Reports an `ask` that does not end with `?`, or has more than 25 words.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (_, _, item) in subject.handbook.items() {
        let ask = &item.ask;
        if !ask.written.trim_end().ends_with('?') {
            findings.push(
                Diagnostic::new(
                    Code::NotAQuestion,
                    ask.span,
                    format!("`{}` does not ask: it does not end with `?`", item.id.value),
                )
                .help("ask an open question: what, how, when did you last"),
            );
        }
        let words = ask.written.split_whitespace().count();
        if words > WORDS {
            findings.push(
                Diagnostic::new(Code::TooLong, ask.span, format!("the question has {words} words, and {WORDS} at most"))
                    .help("keep one thought; the rest goes into `probes`"),
            );
        }
    }
}
