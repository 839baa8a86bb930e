//! Terms in plain words.

use readybook_derive::Format;

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::{Address, Plain, Rich},
    source::{At, Span},
    yaml::Fields,
};

/// A short text has this many words at most, so that it fits a sheet and a pop-up.
const SHORT_WORDS: usize = 15;

/// A term.
#[derive(Debug, Clone, PartialEq, Format)]
#[format(name = "a term", check = check, rendered = TermAs)]
pub struct Term {
    /// Where it begins.
    #[field(span)]
    pub span: Span,
    /// The term.
    pub term: At<String>,
    /// Its acronym.
    pub short_form: Option<At<String>>,
    /// Other words for it.
    pub also: Vec<At<String>>,
    /// What it means, in at most fifteen words.
    #[field(digest = essential)]
    pub short: Plain,
    /// More about it.
    pub text: Option<Rich>,
    /// A page that says more.
    #[field(path, unpublished)]
    pub see: Option<At<String>>,
    /// Where it is.
    #[field(address)]
    pub address: Address,
}

impl Term {
    /// Every way of writing it.
    pub fn names(&self) -> impl Iterator<Item = &At<String>> {
        std::iter::once(&self.term).chain(&self.short_form).chain(&self.also)
    }
}

fn check(term: Term, _fields: &Fields<'_>, findings: &mut Findings) -> Option<Term> {
    let words = term.short.written.split_whitespace().count();
    if words > SHORT_WORDS {
        findings.push(
            Diagnostic::new(Code::TooLong, term.short.span, format!("`short` has {words} words, and {SHORT_WORDS} at most"))
                .help("keep the one thing that a newcomer needs; the rest goes into `text`"),
        );
    }
    Some(term)
}
