//! Terms in plain words.

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::{Plain, Rich},
    source::{At, Span},
    yaml::{Fields, Node, Read},
};

/// A short text has this many words at most, so that it fits a sheet and a pop-up.
const SHORT_WORDS: usize = 15;

/// A term.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// Where it begins.
    pub span: Span,
    /// The term.
    pub term: At<String>,
    /// Its acronym.
    pub short_form: Option<At<String>>,
    /// Other words for it.
    pub also: Vec<At<String>>,
    /// What it means, in at most fifteen words.
    pub short: Plain,
    /// More about it.
    pub text: Option<Rich>,
    /// A page that says more.
    pub see: Option<At<String>>,
}

impl Term {
    /// Every way of writing it.
    pub fn names(&self) -> impl Iterator<Item = &At<String>> {
        std::iter::once(&self.term).chain(&self.short_form).chain(&self.also)
    }
}

impl Read for Term {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "a term", findings)?;
        let term = fields.required("term", findings);
        let short_form = fields.optional("short_form", findings);
        let also = fields.list("also", findings);
        let short: Option<Plain> = fields.required("short", findings);
        let text = fields.optional("text", findings);
        let see = fields.optional("see", findings);
        fields.finish(findings);
        let short = short?;
        let words = short.written.split_whitespace().count();
        if words > SHORT_WORDS {
            findings.push(
                Diagnostic::new(Code::TooLong, short.span, format!("`short` has {words} words, and {SHORT_WORDS} at most"))
                    .help("keep the one thing that a newcomer needs; the rest goes into `text`"),
            );
        }
        Some(Self { span: node.span, term: term?, short_form, also, short, text, see })
    }
}
