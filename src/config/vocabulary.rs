//! The small vocabularies: traits, tiers, roles, environments, sources, custom fields.

use readybook_derive::Format;

use crate::{
    prose::Literal,
    source::{Spanned, humanise},
    yaml::{Id, WebAddress, word_enum},
};

/// A word of a vocabulary. Where only an id is written, the title is made from it.
#[derive(Debug, Clone, Format)]
#[format(name = "a word of a vocabulary", scalar = Id, rendered = WordAs)]
pub struct Word {
    /// The id by which other files refer to it.
    pub id: Id,
    /// Its title on pages and sheets; made from the id if it is missing.
    #[field(via = Literal, default = title_of(id_.as_ref()))]
    pub title: String,
    /// What it means.
    #[field(default)]
    pub text: String,
}

impl From<Id> for Word {
    fn from(id: Id) -> Self {
        Self { title: humanise(id.as_str()), id, text: String::new() }
    }
}

/// A source that items cite; its id is the key before it.
#[derive(Debug, Clone, Format)]
#[format(name = "a source")]
pub struct CitedSource {
    /// Its title.
    #[field(via = Literal)]
    pub title: String,
    /// The URL at which it can be read.
    #[field(via = WebAddress)]
    pub url: Option<String>,
}

/// A title that is made from an id; empty without one.
pub(super) fn title_of(id: Option<&Id>) -> String {
    id.map_or_else(String::new, |id| humanise(id.as_str()))
}

word_enum! {
    /// The format that a custom field belongs to.
    FieldOn {
        /// An item of a checklist.
        Item = "item",
        /// A page.
        Page = "page",
        /// A managed service.
        Service = "service",
        /// A guardrail.
        Guardrail = "guardrail",
    }
}

word_enum! {
    /// The type of a custom field's value.
    FieldType {
        /// A text.
        Text = "text",
        /// A whole number.
        Number = "number",
        /// A date.
        Date = "date",
        /// A URL.
        Url = "url",
        /// A list of texts.
        List = "list",
        /// Yes or no, written `true` or `false`.
        Flag = "flag",
    }
}

word_enum! {
    /// Where a custom field is shown.
    Medium {
        /// On the pages.
        Screen = "screen",
        /// On the sheets.
        Paper = "paper",
    }
}

/// A custom field: a key that a company adds to a format.
#[derive(Debug, Clone, Format)]
#[format(name = "a custom field")]
pub struct CustomField {
    /// The key that data files use.
    pub id: Id,
    /// The format that has the key.
    pub on: Spanned<FieldOn>,
    /// Its title on pages and sheets; made from the id if it is missing.
    #[field(via = Literal, default = title_of(id_.as_ref()))]
    pub title: String,
    /// The type of its value.
    #[field(name = "type", default = FieldType::Text)]
    pub kind: FieldType,
    /// Where it is shown.
    pub show: Vec<Spanned<Medium>>,
}
