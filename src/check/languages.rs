//! Check: code blocks in a language that cannot be highlighted.

use super::Subject;
use crate::{
    diagnostic::{Code, Diagnostic, Findings, did_you_mean},
    handbook::each_text,
    source::limits,
};

/// Reports code blocks in a language without a grammar.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let mut unknown = 0;
    for text in each_text(subject.handbook) {
        for language in text.prose.languages.iter().filter(|language| !subject.highlighter.knows(&language.value)) {
            unknown += 1;
            let known = subject.highlighter.languages().filter(|_| unknown <= limits::SUGGESTIONS);
            findings.push(
                Diagnostic::new(
                    Code::UnknownLanguage,
                    language.span,
                    format!("code in `{}` cannot be highlighted", language.value),
                )
                .help(did_you_mean(&language.value, known).unwrap_or_else(|| "write `text` to show it as it is".into())),
            );
        }
    }
}
