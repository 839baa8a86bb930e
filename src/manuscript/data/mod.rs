//! Pages made from data: the first key says which kind.

mod domains;
mod glossary;
mod guardrails;
mod responsibilities;

pub use self::{
    domains::Domain,
    glossary::Term,
    guardrails::{Bound, Guardrail, Outside},
    responsibilities::{Basis, Cell, Duty, Later, MustEnable, Responsibilities, Service, ServiceKind, Trap, Witness},
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, suggest},
    prose::Plain,
    source::{FileId, Source, SourcePath, Span},
    yaml::{self, Entries, Fields, Kind, Node},
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

/// The keys that say the kind.
const KINDS: &[&str] = &["glossary", "responsibilities", "guardrails", "domains"];

/// Reads a data page.
pub fn read(source: &Source, findings: &mut Findings) -> Option<Data> {
    let node = yaml::parse(source, 0..source.text.len()).map_err(|found| findings.push(found)).ok()?;
    let kind = kind(&node, source, findings)?;
    let mut fields = Fields::of(&node, "a data page", findings)?;
    let title = fields.optional("title", findings);
    let summary = fields.optional("summary", findings);
    let kind = match kind {
        "glossary" => DataKind::Glossary(fields.optional("glossary", findings).unwrap_or_default()),
        "responsibilities" => DataKind::Responsibilities(Box::new(fields.required("responsibilities", findings)?)),
        "guardrails" => DataKind::Guardrails(fields.optional("guardrails", findings).unwrap_or_default()),
        _ => DataKind::Domains(fields.optional("domains", findings).unwrap_or_default()),
    };
    fields.finish(findings);
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
