//! One tree of nodes with places for each YAML text, and the way to read typed values from it.
//!
//! The only room that knows the YAML crate. A scalar is kept as it was written (`1.10`, `off`, `2026-11-22`): what it
//! means is decided by the one who reads it, so that `off` is never a truth value by accident.

mod canonical_text;
mod digest;
mod edition;
mod entries;
mod form;
mod format;
mod parse;
mod read;
mod schema;
mod words;
mod write;

pub(crate) use self::words::word_enum;
pub use self::{
    canonical_text::{canonical_text, tidy},
    digest::{Canonical, CanonicalValue, Digest, NoDigest, PREFIX, as_set, canonical_json, digest, digests_by_id, name_letters},
    edition::{EditionId, NoEdition},
    entries::Entries,
    form::Form,
    format::{DigestScope, Field, Format, HasFormat, HasKind, Presence, ReferenceKind, Rule, ValueKind},
    parse::parse,
    read::{
        AnyNode, BaseAddress, Fields, FromYaml, Id, KebabCase, SHIPPED_SUFFIX, StandIn, Table, WebAddress, unknown_key, within,
    },
    schema::{Mapping, schema},
    words::OneOf,
    write::{ExplicitList, ToYaml, YamlValue, flow_scalar, is_space, scalar},
};
use crate::source::Span;

/// A YAML node with its span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its span in the file; a mapping with keys has the span of its first key.
    pub span: Span,
    /// Its kind and content.
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
    /// Its text, unquoted and with escapes resolved. A plain scalar on one line is kept as written.
    pub text: String,
    /// Whether it was written without quotes.
    pub plain: bool,
    /// Source map: pairs of a byte offset in `text` and the byte offset in the file. A text that is written verbatim has
    /// one; any other has one a word, without the words that are written with an escape.
    pub pieces: Vec<(u32, u32)>,
}

/// A key with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its text.
    pub text: String,
    /// Its span in the file.
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
