//! Terms in plain words.

use readybook_derive::Format;

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::{Address, InlineMarkdown, PlainText},
    source::{Span, Spanned},
    yaml::Fields,
};

/// A short text has this many words at most, so that it fits a sheet and a pop-up.
const SHORT_WORDS: usize = 15;

/// An entry of the glossary.
#[derive(Debug, Clone, PartialEq, Format)]
#[format(name = "a term", digested, check = check, in_part, rendered = TermAs)]
pub struct Term {
    /// The span of its mapping.
    #[field(span)]
    pub span: Span,
    /// The term.
    pub term: Spanned<String>,
    /// Its acronym.
    #[field(foreign("acronym", "abbreviation", "abbr"))]
    pub short_form: Option<Spanned<String>>,
    /// Other words for it.
    #[field(set, foreign("aliases", "synonyms"))]
    pub also: Vec<Spanned<String>>,
    /// What it means, in at most fifteen words.
    #[field(digest = essential, foreign("definition", "meaning", "description"))]
    pub short: PlainText,
    /// More about it.
    pub text: Option<InlineMarkdown>,
    /// A page that says more.
    #[field(path, unpublished)]
    pub see: Option<Spanned<String>>,
    /// The address of its page with its fragment, only in `handbook.json`.
    #[field(address)]
    pub address: Address,
}

impl Term {
    /// The term, its acronym and its other names, as written.
    pub fn names(&self) -> impl Iterator<Item = &Spanned<String>> {
        std::iter::once(&self.term).chain(&self.short_form).chain(&self.also)
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a check of a format may refuse what it looks at")]
fn check(term: Term, _fields: &Fields<'_>, findings: &mut Findings) -> Option<Term> {
    let words = term.short.written.split_whitespace().count();
    if words > SHORT_WORDS {
        findings.push(
            Diagnostic::new(
                Code::TooLong,
                term.short.span,
                format!("`short` has {words} words, and at most {SHORT_WORDS} are allowed"),
            )
            .help("keep the one thing that a newcomer needs; the rest goes into `text`"),
        );
    }
    Some(term)
}
