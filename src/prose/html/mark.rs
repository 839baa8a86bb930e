//! What marks terms in a text that is drawn.

use crate::prose::LinkTarget;

/// Marks terms of the glossary in plain text, once a section.
pub trait TermMarker {
    /// A new section begins, in which each term is marked once more.
    fn section(&mut self);

    /// Splits a text into what is plain and what is a term.
    fn mark<'t>(&mut self, text: &'t str) -> Vec<MarkedText<'t>>;
}

/// A piece of marked text.
#[derive(Debug, PartialEq, Eq)]
pub enum MarkedText<'t> {
    /// Plain.
    Text(&'t str),
    /// A term.
    Term {
        /// As it stands in the text.
        text: &'t str,
        /// What it means, in a line.
        short: String,
        /// Where more is said.
        target: LinkTarget,
    },
}
