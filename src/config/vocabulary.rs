//! The small vocabularies: traits, tiers, roles, environments, sources, own fields.

use crate::{
    diagnostic::Findings,
    prose::Label,
    source::{At, spoken},
    yaml::{Fields, Id, KebabCase, Kind, Node, Read, WebAddress, word_enum},
};

/// A word of a vocabulary. Where only an id is written, the title is made from it.
#[derive(Debug, Clone)]
pub struct Word {
    /// What data files call it.
    pub id: Id,
    /// What readers call it.
    pub title: String,
    /// What it means.
    pub text: String,
}

impl Read for Word {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        if let Kind::Scalar(_) = node.kind {
            let id = Id::read(node, findings)?;
            return Some(Self { title: spoken(id.as_str()), id, text: String::new() });
        }
        let mut fields = Fields::of(node, "a word of a vocabulary", findings)?;
        let id: Option<Id> = fields.required("id", findings);
        let title = fields.optional("title", findings).map(|title: Label| title.0);
        let text: Option<String> = fields.optional("text", findings);
        fields.finish(findings);
        let id = id?;
        Some(Self { title: title.unwrap_or_else(|| spoken(id.as_str())), id, text: text.unwrap_or_default() })
    }
}

/// Where something comes from.
#[derive(Debug, Clone)]
pub struct Reference {
    /// What items call it.
    pub id: Id,
    /// What it is.
    pub title: String,
    /// Where it can be read, if anywhere.
    pub url: Option<String>,
}

pub(super) fn reference(id: At<String>, node: &Node, findings: &mut Findings) -> Option<Reference> {
    let mut fields = Fields::of(node, "a source", findings)?;
    let title = fields.required("title", findings).map(|title: Label| title.0);
    let url = fields.optional("url", findings).map(|url: WebAddress| url.0);
    fields.finish(findings);
    Some(Reference { id: At::new(KebabCase(id.value), id.span), title: title?, url })
}

word_enum! {
    /// What an own field belongs to.
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
    /// What an own field holds.
    FieldType {
        /// A text.
        Text = "text",
        /// A whole number.
        Number = "number",
        /// A date.
        Date = "date",
        /// An address.
        Url = "url",
        /// A list of texts.
        List = "list",
        /// Yes or no, written `true` or `false`.
        Flag = "flag",
    }
}

word_enum! {
    /// Where an own field is shown.
    Medium {
        /// On the pages.
        Screen = "screen",
        /// On the sheets.
        Paper = "paper",
    }
}

/// A company's own field.
#[derive(Debug, Clone)]
pub struct OwnField {
    /// The key that data files use.
    pub id: Id,
    /// What it belongs to.
    pub on: At<FieldOn>,
    /// What readers call it.
    pub title: String,
    /// What it holds.
    pub kind: FieldType,
    /// Where it is shown.
    pub show: Vec<At<Medium>>,
}

impl Read for OwnField {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "an own field", findings)?;
        let id: Option<Id> = fields.required("id", findings);
        let on = fields.required("on", findings);
        let title = fields.optional("title", findings).map(|title: Label| title.0);
        let kind = fields.optional("type", findings).unwrap_or(FieldType::Text);
        let show = fields.list("show", findings);
        fields.finish(findings);
        let id = id?;
        Some(Self { title: title.unwrap_or_else(|| spoken(id.as_str())), id, on: on?, kind, show })
    }
}
