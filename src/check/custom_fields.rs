//! Check: keys that no format knows are custom fields of the settings with a valid value, or mistakes.

use jiff::civil::Date;

use super::Subject;
use crate::{
    config::{CustomField, FieldOn, FieldType},
    diagnostic::Findings,
    manuscript::{
        FrontMatter,
        checklist::Item,
        data::{Guardrail, Service},
    },
    yaml::{Format, FromYaml, HasFormat as _, Key, Node, WebAddress, unknown_key},
};

/// Reports unknown keys of pages, items, guardrails and services, and custom fields with a value of the wrong type.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    let fields = &handbook.config.fields;
    let mut look = |on: FieldOn, format: &Format, own: &[(Key, Node)]| {
        let fields: Vec<&CustomField> = fields.iter().filter(|field| field.on.value == on).collect();
        for (key, node) in own {
            if let Some(field) = fields.iter().find(|field| field.id.as_str() == key.text) {
                fits(field, node, findings);
            } else {
                let all: Vec<&str> = format.names().into_iter().chain(fields.iter().map(|field| field.id.as_str())).collect();
                findings.push(unknown_key(key, format.name, &all));
            }
        }
    };
    for page in &handbook.pages {
        look(FieldOn::Page, &FrontMatter::FORMAT, &page.meta.custom);
    }
    for (_, _, item) in handbook.items() {
        look(FieldOn::Item, &Item::FORMAT, &item.custom);
    }
    for (_, guardrail) in handbook.guardrails() {
        look(FieldOn::Guardrail, &Guardrail::FORMAT, &guardrail.custom);
    }
    for (_, matrix) in handbook.matrices() {
        for service in &matrix.services.valid {
            look(FieldOn::Service, &Service::FORMAT, &service.custom);
        }
    }
}

/// Reads the value as the field's type, which reports what does not fit.
fn fits(field: &CustomField, node: &Node, findings: &mut Findings) {
    match field.kind {
        FieldType::Text => drop(String::read(node, findings)),
        FieldType::Url => drop(WebAddress::read(node, findings)),
        FieldType::Number => drop(u32::read(node, findings)),
        FieldType::Date => drop(Date::read(node, findings)),
        FieldType::List => drop(Vec::<String>::read(node, findings)),
        FieldType::Flag => drop(bool::read(node, findings)),
    }
}
