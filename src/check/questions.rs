//! Check: the `ask` of an item ends with `?` and is short enough to be read aloud.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Findings};

/// Maximum number of words of an `ask`, separated by white space.
const WORDS: usize = 25;

/// Reports an `ask` that does not end with `?`, or has more than 25 words.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let language = subject.handbook.config.language.value.split('-').next().unwrap_or_default();
    for (_, _, item) in subject.handbook.written_items() {
        let ask = &item.ask;
        // One that is missing has been told.
        if ask.span == item.span {
            continue;
        }
        if !asks(&ask.written, language) {
            findings.push(
                Diagnostic::new(
                    Code::NotAQuestion,
                    ask.span,
                    format!("`{}` does not ask: it does not end with `?`", item.id.value),
                )
                .help("ask an open question: what, how, when did you last"),
            );
        }
        if language == "en" && is_closed(&ask.written) {
            findings.push(
                Diagnostic::new(
                    Code::ClosedQuestion,
                    ask.span,
                    "this question can be answered with yes or no, which shows nothing",
                )
                .help("ask an open question: what, how, when did you last; or name both sides, as in `… or …?`"),
            );
        }
        let words = ask.written.split_whitespace().count();
        if words > WORDS {
            findings.push(
                Diagnostic::new(
                    Code::TooLong,
                    ask.span,
                    format!("the question has {words} words, and at most {WORDS} are allowed"),
                )
                .help("keep one thought; the rest goes into `probes`"),
            );
        }
    }
}

/// Whether a text ends with a question mark, as its language writes it.
fn asks(text: &str, language: &str) -> bool {
    let text = text.trim_end();
    text.ends_with(['?', '؟', '？', '\u{37e}']) || language == "el" && text.ends_with(';')
}

/// How English questions begin that ask for yes or no.
const CLOSED: &[&str] = &[
    "am", "are", "is", "was", "were", "do", "does", "did", "has", "have", "had", "can", "could", "will", "would", "shall",
    "should", "may", "must",
];

/// Whether yes or no is an answer to an English question; one that names two sides asks which.
fn is_closed(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default().to_lowercase();
    CLOSED.contains(&first.as_str()) && text.trim_end().ends_with('?') && !text.contains(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_ends_as_its_language_writes_it() {
        for (text, language) in [("How?", "en"), ("كيف؟", "ar"), ("どうやって？", "ja"), ("Πώς;", "el"), ("Πώς\u{37e}", "en")]
        {
            assert!(asks(text, language), "{text}");
        }
        assert!(!asks("How;", "en") && !asks("How.", "el"));
    }

    #[test]
    fn yes_and_no_answer_closed_questions_alone() {
        for closed in ["Do you have backups?", "Is there a plan for it?", "Has it been tried out? "] {
            assert!(is_closed(closed), "{closed}");
        }
        for open in ["How do you restore one?", "Is it the team or the provider?", "Do it.", "Doing what?", ""] {
            assert!(!is_closed(open), "{open}");
        }
    }
}
