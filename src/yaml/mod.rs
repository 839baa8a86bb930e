//! One tree of nodes with places for each YAML text, and the way to read typed values from it.
//!
//! The only room that knows the YAML crate. A scalar is kept as it was written (`1.10`, `off`, `2026-11-22`): what it
//! means is decided by the one who reads it, so that `off` is never a truth value by accident.

mod entries;
mod format;
mod parse;
mod read;
mod words;
mod write;

pub(crate) use self::words::word_enum;
pub use self::{
    entries::Entries,
    format::{Described, Digest, Field, Format, Kinded, Names, Presence, ValueKind},
    parse::parse,
    read::{Anything, BaseAddress, Fields, Id, KebabCase, Read, Table, WebAddress, missing_key, unknown_key, within},
    words::OneOf,
    write::{Stated, Write, Written, is_space, scalar},
};
use crate::source::Span;

/// A value with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where it is; for a mapping or a list, where it begins.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// Nothing, `~` or `null`.
    Null,
    /// A text, a number, a date: all the same until somebody reads it.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order in which it was written.
    Map(Vec<(Key, Node)>),
}

/// A scalar as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar {
    /// Its text, without quotes and with escapes resolved.
    pub text: String,
    /// Whether it was written without quotes.
    pub plain: bool,
    /// Where the words of `text` stand: a byte of the text, and the byte of the file that it stands at. Quotes, line
    /// breaks and indents lie between them; a word that was written with an escape is not listed.
    pub pieces: Vec<(u32, u32)>,
}

/// A key with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its text.
    pub text: String,
    /// Where it is.
    pub span: Span,
}

impl Node {
    /// What kind of thing it is, for a message.
    #[must_use]
    pub fn kind_name(&self) -> &'static str {
        match &self.kind {
            Kind::Null => "nothing",
            Kind::Scalar(_) => "a single value",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a mapping",
        }
    }
}
