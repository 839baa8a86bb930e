//! A question is one open question: it ends with "?" and is short enough to be read aloud.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Findings};

/// A question has so many words at most.
const WORDS: usize = 25;

/// Reports an `ask` that is no question, or longer than 25 words.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for (_, _, item) in subject.handbook.written_items() {
        let ask = &item.ask;
        // One that is missing has been told.
        if ask.span == item.span {
            continue;
        }
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
