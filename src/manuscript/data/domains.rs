//! Whom to ask.

use crate::{
    diagnostic::Findings,
    prose::{Label, Plain, Rich},
    yaml::{Fields, Id, Node, Read},
};

/// A field of knowledge, and how to reach those who have it.
#[derive(Debug, Clone, PartialEq)]
pub struct Domain {
    /// What pages and items call it.
    pub id: Id,
    /// What readers call it.
    pub title: String,
    /// What they help with.
    pub helps_with: Option<Plain>,
    /// How to reach them.
    pub contact: Option<Rich>,
    /// When.
    pub hours: Option<Rich>,
}

impl Read for Domain {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "a domain", findings)?;
        let id = fields.required("id", findings);
        let title = fields.required("title", findings).map(|title: Label| title.0);
        let helps_with = fields.optional("helps_with", findings);
        let contact = fields.optional("contact", findings);
        let hours = fields.optional("hours", findings);
        fields.finish(findings);
        Some(Self { id: id?, title: title?, helps_with, contact, hours })
    }
}
