//! Domains: fields of knowledge, and who to ask about them.

use readybook_derive::Format;

use crate::{
    prose::{Address, InlineMarkdown, Literal, PlainText},
    yaml::Id,
};

/// A field of knowledge, and how to reach those who have it.
#[derive(Debug, Clone, PartialEq, Format)]
#[format(name = "a domain", in_part, rendered = DomainAs)]
pub struct Domain {
    /// The id by which pages and items refer to it.
    #[field(digest = nothing)]
    pub id: Id,
    /// Its title on pages and sheets.
    #[field(via = Literal)]
    pub title: String,
    /// The address of its page with its fragment, only in `handbook.json`.
    #[field(address)]
    pub address: Address,
    /// What they help with.
    pub helps_with: Option<PlainText>,
    /// How to reach them.
    #[field(digest = nothing)]
    pub contact: Option<InlineMarkdown>,
    /// The hours at which they can be reached.
    pub hours: Option<InlineMarkdown>,
}
