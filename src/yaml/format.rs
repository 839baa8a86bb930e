//! A format of ours, described: each key once, with all that reading, writing, suggestions, `handbook.json`, the browser's
//! scripts and digests have to know of it.
//!
//! A description is derived from the struct that holds the values (`readybook_derive::Format`), so that the two cannot differ.

use serde::Serialize;

use super::Form;

/// The keys of one kind of mapping.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Format {
    /// Its name in findings, with an article, as in "an item".
    pub name: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
    /// Whether keys that it does not list are kept as custom fields instead of being reported.
    pub open: bool,
    /// Its keys, in the order in which they are written.
    pub keys: &'static [Field],
    /// What must be true of its keys together.
    pub rules: &'static [Rule],
}

/// One key.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Field {
    /// The key as it is written.
    pub name: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
    /// The kind of its value.
    pub kind: ValueKind,
    /// Whether it may be missing.
    pub presence: Presence,
    /// The version of its format that brought it, counted from 1.
    pub since: u32,
    /// Which digests its value is part of.
    pub digest: DigestScope,
    /// Whether the order of its list says nothing to a digest.
    #[serde(skip)]
    pub set: bool,
    /// What other tools call it.
    #[serde(skip)]
    pub foreign: &'static [&'static str],
    /// What is said to who writes one of these names.
    #[serde(skip)]
    pub foreign_help: &'static str,
}

/// The kind of a key's value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueKind {
    /// A plain text.
    Text,
    /// A text in which variables, `{{name}}`, are expanded.
    Inline,
    /// A text of inline Markdown.
    Markdown,
    /// An id in kebab-case; a reference to something that is declared elsewhere, if its kind is given.
    Id(Option<ReferenceKind>),
    /// A text that is written in a certain way.
    Form(Form),
    /// `true` or `false`.
    Flag,
    /// An integer between a minimum and a maximum, both inclusive.
    Number(u32, u32),
    /// The path of a page or a file, relative to the file that says it.
    Path,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A list.
    List(&'static Self),
    /// A list that is written even when it is empty, which says that there is none.
    StatedList(&'static Self),
    /// A list; an entry of it that is a single value may stand there alone.
    ListOrOne(&'static Self),
    /// A mapping from ids to values of one kind.
    Table(&'static Self),
    /// The same, whose keys are written in a certain way.
    TableBy(Form, &'static Self),
    /// A mapping with keys of its own.
    Mapping(&'static Format),
    /// A value of one of these kinds.
    Either(&'static [Self]),
    /// This, or nothing: a key without a value says something, or an entry does.
    OrNothing(&'static Self),
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
    /// It may be missing; the default value, as a Rust expression.
    Default(&'static str),
}

/// What must be true of the keys of a mapping together. Whoever checks it has words of its own; a schema says it to editors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// At least one of these keys says something; an empty list does not.
    AnyOf(&'static [&'static str]),
    /// Exactly one of these keys is written.
    ExactlyOne(&'static [&'static str]),
    /// The two do not say something both.
    NotBoth(&'static str, &'static str),
    /// Where the first key says something, the second does.
    Needs(&'static str, &'static str),
    /// Where the first key has this word, another key says something.
    NeedsFor(&'static str, &'static str, &'static str),
    /// A key that is written has a value.
    HasValue(&'static str),
    /// A text that is written is not empty.
    IsVisible(&'static str),
}

/// Which digest of a thing changes when the value of a key does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DigestScope {
    /// The digest of the essential keys (what a team answers to, or what an answer decides), and the digest of all.
    Essential,
    /// The digest of all keys.
    All,
    /// None.
    Nothing,
}

impl DigestScope {
    /// Whether the digest of this scope holds keys of another.
    #[must_use]
    pub fn holds(self, key: Self) -> bool {
        match self {
            Self::Essential => key == Self::Essential,
            Self::All => key != Self::Nothing,
            Self::Nothing => false,
        }
    }
}

/// The kind of thing that an id refers to.
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
    /// A role of the settings, or a domain.
    RoleOrDomain,
    /// An environment of the settings.
    Environment,
    /// A kind of service of the settings.
    ServiceKind,
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
    /// A cell of a matrix, written `service/duty`, or a duty of every service.
    Cell,
    /// A managed service of a matrix.
    Service,
    /// A guardrail.
    Guardrail,
}

/// A struct that holds the values of one mapping.
pub trait HasFormat {
    /// Its description.
    const FORMAT: Format;
}

/// A type that a key's value can have.
pub trait HasKind {
    /// The kind of its values.
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
    /// Its noun in findings, in the singular, without an article.
    #[must_use]
    pub fn one(self) -> &'static str {
        match self {
            Self::Phase => "phase",
            Self::Tier => "tier",
            Self::Trait => "trait",
            Self::TraitOrTier => "trait or tier",
            Self::Role => "role",
            Self::RoleOrDomain => "role or domain",
            Self::Environment => "environment",
            Self::ServiceKind => "kind of service",
            Self::Source => "source",
            Self::Checklist => "checklist",
            Self::Item => "item",
            Self::Domain => "domain",
            Self::Duty => "duty",
            Self::Cell => "cell or duty",
            Self::Service => "managed service",
            Self::Guardrail => "guardrail",
        }
    }
}
