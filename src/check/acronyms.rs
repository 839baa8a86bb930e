//! Check: acronyms in texts that the glossary does not explain.

use std::collections::BTreeSet;

use super::Subject;
use crate::{
    diagnostic::{Code, Diagnostic, Findings, did_you_mean},
    handbook::each_text,
    source::{SourcePath, Span},
};

/// Reports each unexplained acronym once per file; nothing without a glossary.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    if handbook.written_terms().next().is_none() {
        return;
    }
    let names: Vec<&str> =
        handbook.terms().flat_map(|(_, term)| term.names().map(|name| name.value.as_str()).collect::<Vec<_>>()).collect();
    let mut seen: BTreeSet<(&SourcePath, String)> = BTreeSet::new();
    for text in each_text(handbook) {
        for words in &text.prose.words {
            let explained: Vec<_> = handbook.index.terms.find(&words.value).into_iter().map(|(range, _)| range).collect();
            for (at, word) in acronyms(&words.value) {
                let is_explained =
                    explained.iter().any(|range| range.contains(&at)) || handbook.index.terms.named(word).is_some();
                let is_explained = is_explained || handbook.index.terms.is_lost(word);
                if is_explained || !seen.insert((text.from, word.to_owned())) {
                    continue;
                }
                // Where the text stands letter for letter the word can be pointed at.
                let length = words.span.range().len();
                let span = if length == words.value.len() {
                    Span::new(words.span.file, words.span.range().start + at..words.span.range().start + at + word.len())
                } else {
                    words.span
                };
                findings.push(
                    Diagnostic::new(Code::UndefinedAcronym, span, format!("nothing explains `{word}`"))
                        .help("add it to the glossary, or write it out")
                        .maybe_help(
                            did_you_mean(word, names.iter().copied())
                                .map(|near| format!("{near} otherwise add it to the glossary, or write it out")),
                        ),
                );
            }
        }
    }
}

/// Acronyms with their byte offsets: words of 2 to 6 ASCII capitals, a plural `s` stripped. Parts of ids and names (`REL-04`,
/// `a.B`) are none.
fn acronyms(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '=');
    text.split(move |c: char| !is_part(c))
        .map(|word| word.trim_end_matches(['.', '-', '=']))
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
        .filter(|(_, word)| {
            let stem = word.strip_suffix('s').unwrap_or(word);
            (2..=6).contains(&stem.len()) && stem.chars().all(|c| c.is_ascii_uppercase())
        })
        .map(|(at, word)| (at, word.strip_suffix('s').unwrap_or(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_names_are_no_acronyms() {
        let found: Vec<_> = acronyms("HA, SLOs. REL-04 MAX_SIZE GiB A OK. E.U. x=AB").map(|(_, word)| word).collect();
        assert_eq!(found, ["HA", "SLO", "OK"]);
    }
}
