//! Answers: what a team says to the questions of a handbook, read, judged, written and printed.
//!
//! All of it is functions of two values: a [`Book`], which is the handbook as far as answers need it, and the answers.
//! It knows no page and no template.

pub mod book;
mod publish;

pub use self::{book::Book, publish::book};
