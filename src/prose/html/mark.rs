//! What marks terms in a text that is drawn.

use crate::prose::Target;

/// Marks terms in plain text.
pub trait Mark {
    /// A new section begins, in which each term is marked once more.
    fn section(&mut self);

    /// Splits a text into what is plain and what is a term.
    fn mark<'t>(&mut self, text: &'t str) -> Vec<Marked<'t>>;
}

/// A piece of marked text.
#[derive(Debug, PartialEq, Eq)]
pub enum Marked<'t> {
    /// Plain.
    Text(&'t str),
    /// A term.
    Term {
        /// As it stands in the text.
        text: &'t str,
        /// What it means, in a line.
        short: String,
        /// Where more is said.
        target: Target,
    },
}
