//! The small vocabularies: traits, tiers, roles, environments, kinds of services, sources, custom fields.

use std::collections::BTreeMap;

use readybook_derive::Format;

use super::Settings;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::Literal,
    source::{Spanned, humanise},
    yaml::{FromYaml, HasKind, Id, Node, ValueKind, WebAddress, word_enum},
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

/// A kind of managed service, as in `database`.
#[derive(Debug, Clone, Format)]
#[format(name = "a kind of service", scalar = Id, rendered = ServiceKindAs)]
pub struct ServiceKind {
    /// The id by which services refer to it.
    pub id: Id,
    /// Its title on pages and sheets; the theme's word for it if it is missing, or else made from the id.
    #[field(via = Literal)]
    pub title: Option<String>,
}

impl From<Id> for ServiceKind {
    fn from(id: Id) -> Self {
        Self { id, title: None }
    }
}

/// The kinds of services where the settings list none.
const USUAL_KINDS: &[&str] = &["database", "cache", "queue", "object-store", "gateway", "compute", "cluster", "self-managed"];

/// The name of the theme's word for a kind of service. Ids are the handbook's own, so a words file may lack it.
#[must_use]
pub fn kind_word(id: &str) -> String {
    format!("kind_{}", id.replace('-', "_"))
}

impl Settings {
    /// The ids of the kinds of services.
    #[must_use]
    pub fn kinds(&self) -> Vec<&str> {
        let is_written = !self.service_kinds.valid.is_empty() || !self.service_kinds.invalid_ids.is_empty();
        if is_written { self.service_kinds.iter().map(|kind| kind.id.as_str()).collect() } else { USUAL_KINDS.to_vec() }
    }

    /// The title of a kind of service: as the settings say, or the theme's word, or made from its id.
    #[must_use]
    pub fn kind_title(&self, id: &str, words: &BTreeMap<String, String>) -> String {
        let written = self.service_kinds.iter().find(|kind| kind.id.as_str() == id).and_then(|kind| kind.title.as_ref());
        written.or_else(|| words.get(&kind_word(id))).cloned().unwrap_or_else(|| humanise(id))
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

/// The key of a custom field. It keeps its spelling, which may be that of another tool: letters, digits, `_` and `-`, beginning with
/// a letter.
pub struct FieldKey(Spanned<String>);

impl HasKind for FieldKey {
    const KIND: ValueKind = ValueKind::Text;
}

impl From<FieldKey> for Spanned<String> {
    fn from(key: FieldKey) -> Self {
        key.0
    }
}

impl FromYaml for FieldKey {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let key: Spanned<String> = Spanned::read(node, findings)?;
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if key.value.starts_with(|c: char| c.is_ascii_alphabetic()) && key.value.chars().all(is_part) {
            return Some(Self(key));
        }
        let found = Diagnostic::new(Code::InvalidId, key.span, format!("`{}` cannot be a key", key.value));
        findings.push(
            found.help("a key has letters from a to z, digits, `_` and `-`, and begins with a letter, as in `owner_slack`"),
        );
        None
    }
}

/// `tableOfContents` and `owner_slack` as titles.
fn title_of_key(key: &str) -> String {
    let (mut words, mut before) = (String::new(), ' ');
    for c in key.chars() {
        if c.is_ascii_uppercase() && before.is_ascii_lowercase() {
            words.push(' ');
            words.extend(c.to_lowercase());
        } else {
            words.push(c);
        }
        before = c;
    }
    humanise(&words)
}

/// A title that is made from an id.
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
    #[field(via = FieldKey)]
    pub id: Spanned<String>,
    /// The format that has the key.
    pub on: Spanned<FieldOn>,
    /// What readers call it; made from the id, if nothing is said.
    #[field(via = Literal, default = id_.as_ref().map_or_else(String::new, |id| title_of_key(&id.value)))]
    pub title: String,
    /// The type of its value.
    #[field(name = "type", default = FieldType::Text)]
    pub kind: FieldType,
    /// Where it is shown.
    pub show: Vec<Spanned<Medium>>,
}
