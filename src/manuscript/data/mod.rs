//! Pages made from data: the first key says which kind.

mod domains;
mod glossary;
mod guardrails;
mod responsibilities;

use readybook_derive::Format;

pub use self::{
    domains::{Domain, DomainAs},
    glossary::{Term, TermAs},
    guardrails::{Bound, Guardrail, GuardrailAs, Outside},
    responsibilities::{
        Basis, Cell, CellAs, Duty, DutyAs, Later, MustEnable, MustEnableAs, Responsibilities, Service, ServiceAs, ServiceKind,
        Trap, TrapAs, Witness,
    },
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, suggest},
    prose::Plain,
    source::{FileId, Source, SourcePath, Span},
    yaml::{self, Described as _, Entries, Fields, Key, Kind, Node, missing_key, unknown_key},
};

/// A page made from data.
#[derive(Debug, Clone)]
pub struct Data {
    /// Its file.
    pub file: FileId,
    /// Where the file is.
    pub path: SourcePath,
    /// Its title, if it has one of its own.
    pub title: Option<Plain>,
    /// What a reader gets, in a sentence.
    pub summary: Option<Plain>,
    /// What it holds.
    pub kind: DataKind,
}

/// The kinds of data.
#[derive(Debug, Clone)]
pub enum DataKind {
    /// Terms in plain words.
    Glossary(Entries<Term>),
    /// Who is responsible for what.
    Responsibilities(Box<Responsibilities>),
    /// Bounds, and what lies outside them.
    Guardrails(Entries<Guardrail>),
    /// Whom to ask.
    Domains(Entries<Domain>),
}

/// The keys of a data page: one of those of [`KINDS`] says what it holds.
#[derive(Debug, Clone, Format)]
#[format(name = "a data page")]
pub struct DataKeys {
    /// Its title, if it has one of its own.
    pub title: Option<Plain>,
    /// What a reader gets, in a sentence.
    pub summary: Option<Plain>,
    /// Terms in plain words.
    pub glossary: Option<Entries<Term>>,
    /// Who is responsible for what.
    pub responsibilities: Option<Responsibilities>,
    /// Bounds, and what lies outside them.
    pub guardrails: Option<Entries<Guardrail>>,
    /// Whom to ask.
    pub domains: Option<Entries<Domain>>,
}

/// The keys that say the kind.
const KINDS: &[&str] = &["glossary", "responsibilities", "guardrails", "domains"];

/// Reads a data page.
pub fn read(source: &Source, findings: &mut Findings) -> Option<Data> {
    let node = yaml::parse(source, 0..source.text.len()).map_err(|found| findings.push(found)).ok()?;
    let kind = kind(&node, source, findings)?;
    let mut fields = Fields::of(&node, DataKeys::FORMAT.name, findings)?;
    let keys = DataKeys::from_fields(&mut fields, findings);
    fields.finish(findings);
    for other in KINDS.iter().filter(|other| **other != kind) {
        if let Some(span) = fields.key(other) {
            let key = Key { text: (*other).to_owned(), span };
            findings.push(unknown_key(&key, DataKeys::FORMAT.name, &["title", "summary", kind]));
        }
    }
    let DataKeys { title, summary, glossary, responsibilities, guardrails, domains } = keys?;
    let kind = match kind {
        "glossary" => DataKind::Glossary(glossary.unwrap_or_default()),
        "guardrails" => DataKind::Guardrails(guardrails.unwrap_or_default()),
        "domains" => DataKind::Domains(domains.unwrap_or_default()),
        _ => {
            if let (None, Some(Node { kind: Kind::Null, .. })) = (&responsibilities, fields.node("responsibilities")) {
                findings.push(missing_key(
                    DataKeys::FORMAT.name,
                    "responsibilities",
                    fields.key("responsibilities").unwrap_or(node.span),
                ));
            }
            DataKind::Responsibilities(Box::new(responsibilities?))
        }
    };
    Some(Data { file: source.id, path: source.path.clone(), title, summary, kind })
}

fn kind(node: &Node, source: &Source, findings: &mut Findings) -> Option<&'static str> {
    let keys: Vec<(&str, Span)> = match &node.kind {
        Kind::Map(entries) => entries.iter().map(|(key, _)| (key.text.as_str(), key.span)).collect(),
        _ => Vec::new(),
    };
    let found = KINDS.iter().find(|kind| keys.iter().any(|(key, _)| key == *kind)).copied();
    if found.is_none() {
        let (written, span) = keys.first().copied().unwrap_or(("", Span::start_of(source.id)));
        findings.push(
            Diagnostic::new(Code::UnknownKey, span, "this file does not say which kind of data it holds").maybe_help(suggest(
                written,
                "its first key is one of",
                KINDS,
            )),
        );
    }
    found
}
