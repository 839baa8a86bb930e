//! Check: keys that no format knows are custom fields of the settings with a valid value, or mistakes.

use jiff::civil::Date;

use super::Subject;
use crate::{
    config::{CustomField, FieldOn, FieldType},
    diagnostic::{Code, Diagnostic, Findings, did_you_mean},
    manuscript::{
        FrontMatter,
        checklist::Item,
        data::{Guardrail, Service},
    },
    yaml::{Format, FromYaml, HasFormat as _, Key, Node, SHIPPED_SUFFIX, WebAddress, unknown_key},
};

/// Reports unknown keys of pages, items, guardrails and services, and custom fields with a value of the wrong type.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    let fields = &handbook.config.fields;
    findings.extend(fields.iter().filter_map(clash));
    let mut look = |on: FieldOn, format: &Format, own: &[(Key, Node)]| {
        let fields: Vec<&CustomField> = fields.iter().filter(|field| field.on.value == on).collect();
        for (key, node) in own {
            if let Some(field) = fields.iter().find(|field| field.id.value == key.text) {
                fits(field, node, findings);
            } else if key.text.ends_with(SHIPPED_SUFFIX) {
                findings.push(unknown_key(key, format.name, &[]));
            } else {
                let all: Vec<&str> =
                    format.names().into_iter().chain(fields.iter().map(|field| field.id.value.as_str())).collect();
                // A key of another tool, one of a company's own, or a mistake.
                let foreign = format.foreign_help(&key.text).map(str::to_owned);
                let own = || "leave it out, or declare it in `fields` of the settings".to_owned();
                let help = foreign.or_else(|| did_you_mean(&key.text, all.iter().copied())).unwrap_or_else(own);
                findings.push(unknown_key(key, format.name, &all).help(help));
            }
        }
    };
    for page in &handbook.pages {
        look(FieldOn::Page, &FrontMatter::FORMAT, &page.meta.custom);
    }
    for (_, _, item) in handbook.written_items() {
        look(FieldOn::Item, &Item::FORMAT, &item.custom);
    }
    for (_, guardrail) in handbook.written_guardrails() {
        look(FieldOn::Guardrail, &Guardrail::FORMAT, &guardrail.custom);
    }
    for (_, matrix) in handbook.matrices() {
        for service in matrix.services.written() {
            look(FieldOn::Service, &Service::FORMAT, &service.custom);
        }
    }
}

/// Reads the value as what its field says; what does not fit is reported, with where that is said.
fn fits(field: &CustomField, node: &Node, findings: &mut Findings) {
    let mut found = Findings::default();
    let hint = format!("or give `{}` another `type` in the settings", field.id.value);
    found.hinted(&hint, |found| match field.kind {
        FieldType::Text => drop(String::read(node, found)),
        FieldType::Url => drop(WebAddress::read(node, found)),
        FieldType::Number => drop(u32::read(node, found)),
        FieldType::Date => drop(Date::read(node, found)),
        FieldType::List => drop(Vec::<String>::read(node, found)),
        FieldType::Flag => drop(bool::read(node, found)),
    });
    findings.extend(found.into_vec().into_iter().map(|found| found.also(field.id.span, "declared here")));
}

/// A field whose key the format has already would never be read.
fn clash(field: &CustomField) -> Option<Diagnostic> {
    let format = match field.on.value {
        FieldOn::Item => Item::FORMAT,
        FieldOn::Page => FrontMatter::FORMAT,
        FieldOn::Service => Service::FORMAT,
        FieldOn::Guardrail => Guardrail::FORMAT,
    };
    let is_ours = format.names().contains(&field.id.value.as_str());
    is_ours.then(|| {
        let message = format!("{} has a key `{}` already", format.name, field.id.value);
        Diagnostic::new(Code::DuplicateId, field.id.span, message).help("give the field another id")
    })
}
