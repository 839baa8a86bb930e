//! A format of ours, described: each key once, with all that reading, writing, suggestions, `handbook.json`, the browser's
//! scripts and digests have to know of it.
//!
//! A description is derived from the struct that holds the values (`readybook_derive::Format`), so that the two cannot differ.

use serde::Serialize;

/// The keys of one kind of mapping.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Format {
    /// As findings call it, as in "an item".
    pub name: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
    /// Whether a company may add keys of its own.
    pub open: bool,
    /// Its keys, in the order in which they are written.
    pub keys: &'static [Field],
}

/// One key.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Field {
    /// How it is written.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
    /// What it holds.
    pub kind: ValueKind,
    /// Whether it may be missing.
    pub presence: Presence,
    /// The version of its format that brought it.
    pub since: u32,
    /// Which digest it belongs to.
    pub digest: Digest,
    /// What other tools call it.
    #[serde(skip)]
    pub foreign: &'static [&'static str],
    /// What is said to who writes one of these names.
    #[serde(skip)]
    pub foreign_help: &'static str,
}

/// What a key holds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueKind {
    /// A text as it is.
    Text,
    /// A text in which `{{names}}` are filled in.
    Inline,
    /// A text of inline Markdown.
    Markdown,
    /// An id in kebab-case; of something that is declared elsewhere, if that is said.
    Id(Option<ReferenceKind>),
    /// The id of an item, such as `REL-04`, or of something else that is declared elsewhere.
    ItemId,
    /// A day of the calendar, as in `2026-11-22`.
    Date,
    /// `true` or `false`.
    Flag,
    /// A whole number between two others, both included.
    Number(u32, u32),
    /// A whole web address.
    WebAddress,
    /// The path of a page or a file, relative to the file that says it.
    Path,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A list.
    List(&'static Self),
    /// A list that says something even when it is empty: that there is none.
    StatedList(&'static Self),
    /// A mapping from ids to values of one kind.
    Table(&'static Self),
    /// A mapping with keys of its own.
    Mapping(&'static Format),
    /// One thing or another.
    Either(&'static [Self]),
    /// Whatever stands there.
    Anything,
}

/// Whether a key may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// It must be there.
    Required,
    /// It may be missing, which is the same as empty.
    Optional,
    /// It may be missing; then it counts as this, an expression of the program.
    Default(&'static str),
}

/// Which digest of a thing changes when the value of a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Digest {
    /// The one of what a team answers to, or of what an answer decides; and the one of all.
    Essential,
    /// The one of all.
    All,
    /// None.
    Nothing,
}

/// What an id is the id of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReferenceKind {
    /// A phase of the settings.
    Phase,
    /// A tier of the settings.
    Tier,
    /// A trait of the settings.
    Trait,
    /// A trait or a tier of the settings.
    TraitOrTier,
    /// A role of the settings.
    Role,
    /// An environment of the settings.
    Environment,
    /// A source of the settings.
    Source,
    /// A checklist.
    Checklist,
    /// An item of a checklist.
    Item,
    /// A domain.
    Domain,
    /// A duty of a matrix.
    Duty,
    /// A managed service of a matrix.
    Service,
}

/// A struct that holds the values of one mapping.
pub trait HasFormat {
    /// Its description.
    const FORMAT: Format;
}

/// A type whose values stand behind a key.
pub trait HasKind {
    /// What kind of value that is.
    const KIND: ValueKind;
}

impl Format {
    /// What to say to who writes a key as another tool calls it.
    #[must_use]
    pub fn foreign_help(&self, name: &str) -> Option<&'static str> {
        self.keys.iter().find(|field| field.foreign.contains(&name)).map(|field| field.foreign_help)
    }

    /// The names of its keys, in order.
    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        self.keys.iter().map(|field| field.name).collect()
    }
}

impl ReferenceKind {
    /// As findings call one of them.
    #[must_use]
    pub fn one(self) -> &'static str {
        match self {
            Self::Phase => "phase",
            Self::Tier => "tier",
            Self::Trait => "trait",
            Self::TraitOrTier => "trait or tier",
            Self::Role => "role",
            Self::Environment => "environment",
            Self::Source => "source",
            Self::Checklist => "checklist",
            Self::Item => "item",
            Self::Domain => "domain",
            Self::Duty => "duty",
            Self::Service => "managed service",
        }
    }
}
