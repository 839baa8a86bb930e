//! Marks terms in a text that is rendered.

use crate::prose::LinkTarget;

/// Marks terms of the glossary in plain text, once a section.
pub trait TermMarker {
    /// A new section begins, in which each term is marked once more.
    fn section(&mut self);

    /// Splits a text into plain pieces and terms, in order and without a gap.
    fn mark<'t>(&mut self, text: &'t str) -> Vec<MarkedText<'t>>;
}

/// A piece of marked text.
#[derive(Debug, PartialEq, Eq)]
pub enum MarkedText<'t> {
    /// Plain.
    Text(&'t str),
    /// A term.
    Term {
        /// The term as it is written in the text.
        text: &'t str,
        /// Its short explanation, as plain text.
        short: String,
        /// Its entry in the glossary.
        target: LinkTarget,
    },
}
