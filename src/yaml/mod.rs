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
    format::{Digest, Field, Format, HasFormat, HasKind, Presence, ReferenceKind, ValueKind},
    parse::parse,
    read::{AnyNode, BaseAddress, Fields, FromYaml, Id, KebabCase, StandIn, Table, WebAddress, unknown_key, within},
    words::OneOf,
    write::{ExplicitList, ToYaml, YamlValue, is_space, scalar},
};
use crate::source::Span;

/// A YAML node with its span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Where it is; for a mapping or a list, where it begins.
    pub span: Span,
    /// What it is.
    pub kind: NodeKind,
}

/// The kind of a node. Scalars keep their text; their type is decided by whoever reads them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeKind {
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
            NodeKind::Null => "nothing",
            NodeKind::Scalar(_) => "a single value",
            NodeKind::List(_) => "a list",
            NodeKind::Map(_) => "a mapping",
        }
    }
}
