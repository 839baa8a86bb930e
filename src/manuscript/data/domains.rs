//! Whom to ask.

use readybook_derive::Format;

use crate::{
    prose::{Address, InlineMarkdown, Literal, PlainText},
    yaml::Id,
};

/// A field of knowledge, and how to reach those who have it.
#[derive(Debug, Clone, PartialEq, Format)]
#[format(name = "a domain", rendered = DomainAs)]
pub struct Domain {
    /// What pages and items call it.
    #[field(digest = nothing)]
    pub id: Id,
    /// What readers call it.
    #[field(via = Literal)]
    pub title: String,
    /// Where it is.
    #[field(address)]
    pub address: Address,
    /// What they help with.
    pub helps_with: Option<PlainText>,
    /// How to reach them.
    pub contact: Option<InlineMarkdown>,
    /// When.
    pub hours: Option<InlineMarkdown>,
}
