//! Pages made from data: the first key says which kind.

mod domains;
mod glossary;
mod guardrails;
mod offers;
mod responsibilities;

use std::sync::Arc;

use readybook_derive::Format;

pub use self::{
    domains::{Domain, DomainAs},
    glossary::{Term, TermAs},
    guardrails::{Bound, Guardrail, GuardrailAs, Outside},
    offers::{Offer, OfferAs, by_group},
    responsibilities::{
        Basis, Cell, CellAs, Citation, Duty, DutyAs, Later, MustEnable, MustEnableAs, Responsibilities, Service, ServiceAs, Trap,
        TrapAs, Who,
    },
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, suggest},
    prose::PlainText,
    source::{FileId, Source, SourcePath, Span},
    yaml::{self, Entries, Fields, HasFormat as _, Key, Mapping, Node, NodeKind, Presence, Rule, ValueKind, unknown_key},
};

/// A data page: a YAML file below `content/`, which becomes one page.
#[derive(Debug, Clone)]
pub struct DataFile {
    /// Its file.
    pub file: FileId,
    /// The path of the file, relative to the handbook's folder.
    pub path: SourcePath,
    /// Its title, if it has one of its own.
    pub title: Option<PlainText>,
    /// What a reader gets, in a sentence.
    pub summary: Option<PlainText>,
    /// Its kind, and the values in it.
    pub kind: DataKind,
}

/// The kinds of data.
#[derive(Debug, Clone)]
pub enum DataKind {
    /// Terms in plain words.
    Glossary(Arc<Entries<Term>>),
    /// Who is responsible for what.
    Responsibilities(Arc<Responsibilities>),
    /// Bounds, and what lies outside them.
    Guardrails(Arc<Entries<Guardrail>>),
    /// Fields of knowledge, and who to ask about them.
    Domains(Arc<Entries<Domain>>),
    /// What is ready-made for teams.
    Offers(Arc<Entries<Offer>>),
}

/// A data page together with its values of one kind.
#[derive(Debug, Clone)]
pub struct DataPage<T> {
    /// The page.
    pub data: Arc<DataFile>,
    /// Its values; the same as in its `kind`.
    pub holds: Arc<T>,
}

impl<T> DataPage<T> {
    /// Pairs a page with its values.
    pub fn new(data: &Arc<DataFile>, holds: &Arc<T>) -> Self {
        Self { data: Arc::clone(data), holds: Arc::clone(holds) }
    }
}

/// Data pages, sorted by their kind.
#[derive(Debug, Clone, Default)]
pub struct ByKind {
    /// Terms in plain words.
    pub glossaries: Vec<DataPage<Entries<Term>>>,
    /// Who is responsible for what.
    pub matrices: Vec<DataPage<Responsibilities>>,
    /// Bounds, and what lies outside them.
    pub guardrails: Vec<DataPage<Entries<Guardrail>>>,
    /// Fields of knowledge, and who to ask about them.
    pub domains: Vec<DataPage<Entries<Domain>>>,
    /// What is ready-made for teams.
    pub offers: Vec<DataPage<Entries<Offer>>>,
}

impl ByKind {
    /// Sorts pages by kind; those of one kind keep their order.
    #[must_use]
    pub fn of(pages: &[Arc<DataFile>]) -> Self {
        let mut found = Self::default();
        for page in pages {
            match &page.kind {
                DataKind::Glossary(holds) => found.glossaries.push(DataPage::new(page, holds)),
                DataKind::Responsibilities(holds) => found.matrices.push(DataPage::new(page, holds)),
                DataKind::Guardrails(holds) => found.guardrails.push(DataPage::new(page, holds)),
                DataKind::Domains(holds) => found.domains.push(DataPage::new(page, holds)),
                DataKind::Offers(holds) => found.offers.push(DataPage::new(page, holds)),
            }
        }
        found
    }
}

/// The keys of a data page: one of those in `KINDS` says what it holds.
#[derive(Debug, Clone, Format)]
#[format(name = "a data page")]
pub struct DataKeys {
    /// Its title, if it has one of its own.
    pub title: Option<PlainText>,
    /// What a reader gets, in a sentence.
    pub summary: Option<PlainText>,
    /// Terms in plain words.
    pub glossary: Option<Entries<Term>>,
    /// Who is responsible for what.
    pub responsibilities: Option<Responsibilities>,
    /// Bounds, and what lies outside them.
    pub guardrails: Option<Entries<Guardrail>>,
    /// Fields of knowledge, and who to ask about them.
    pub domains: Option<Entries<Domain>>,
    /// What is ready-made for teams.
    pub offers: Option<Entries<Offer>>,
}

/// The keys that say the kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KindKey {
    Glossary,
    Responsibilities,
    Guardrails,
    Domains,
    Offers,
}

/// All of them, as they are written. A file with several is of the kind that comes first here.
const KINDS: [(&str, KindKey); 5] = [
    ("glossary", KindKey::Glossary),
    ("responsibilities", KindKey::Responsibilities),
    ("guardrails", KindKey::Guardrails),
    ("domains", KindKey::Domains),
    ("offers", KindKey::Offers),
];

/// What a YAML file may be, if it is no data page.
const OR_A_DOWNLOAD: &str = "a file to download is named below `downloads` in `handbook.yaml`";

/// The keys of a data page of one kind, named by its key.
#[must_use]
pub fn keys_of(kind: &str) -> Mapping {
    let mut keys = Mapping::from(DataKeys::FORMAT);
    keys.keys.retain(|field| field.name == kind || KINDS.iter().all(|(name, _)| *name != field.name));
    for field in DataKeys::FORMAT.keys.iter().filter(|field| field.name == kind) {
        // A list without an entry may be left out; a matrix has keys of its own.
        let is_list = matches!(field.kind, ValueKind::List(_));
        let holds = if is_list { ValueKind::OrNothing(&field.kind) } else { field.kind };
        keys = keys.with(kind, holds, Presence::Required);
    }
    keys
}

/// The keys of a data page of any kind.
#[must_use]
pub fn keys_of_any() -> Mapping {
    let mut keys = Mapping::from(DataKeys::FORMAT);
    let matrix = keys.keys.iter().filter(|field| matches!(field.kind, ValueKind::Mapping(_)));
    keys.rules.extend(matrix.map(|field| Rule::HasValue(field.name)));
    keys.rules.push(Rule::ExactlyOne(&["glossary", "responsibilities", "guardrails", "domains", "offers"]));
    keys
}

/// Reads a data page.
pub fn read(source: &Source, findings: &mut Findings) -> Option<DataFile> {
    let node = yaml::parse(source, 0..source.text.len()).map_err(|found| findings.push(may_be_download(source, found))).ok()?;
    let (name, kind) = kind(&node, source, findings)?;
    let mut fields = Fields::of(&node, DataKeys::FORMAT.name, findings)?;
    let keys = DataKeys::from_fields(&mut fields, findings);
    fields.reject_unknown(findings);
    for (other, _) in KINDS.iter().filter(|(_, other)| *other != kind) {
        if let Some(span) = fields.key(other) {
            let key = Key { text: (*other).to_owned(), span };
            findings.push(unknown_key(&key, DataKeys::FORMAT.name, &["title", "summary", name]));
        }
    }
    let DataKeys { title, summary, glossary, responsibilities, guardrails, domains, offers } = keys?;
    let kind = match kind {
        KindKey::Glossary => DataKind::Glossary(Arc::new(glossary.unwrap_or_default())),
        KindKey::Guardrails => DataKind::Guardrails(Arc::new(guardrails.unwrap_or_default())),
        KindKey::Domains => DataKind::Domains(Arc::new(domains.unwrap_or_default())),
        KindKey::Offers => DataKind::Offers(Arc::new(offers.unwrap_or_default())),
        KindKey::Responsibilities => {
            if fields.is_null(name) {
                findings.push(fields.missing(name));
            }
            DataKind::Responsibilities(Arc::new(responsibilities?))
        }
    };
    Some(DataFile { file: source.id, path: source.path.clone(), title, summary, kind })
}

/// Adds to a mistake in a file of which no line names a kind what it may be instead.
fn may_be_download(source: &Source, found: Diagnostic) -> Diagnostic {
    let names_kind = |line: &str| KINDS.iter().any(|(name, _)| line.strip_prefix(name).is_some_and(|rest| rest.starts_with(':')));
    if source.text.lines().any(names_kind) {
        return found;
    }
    let help = found.help.as_ref().map_or_else(|| OR_A_DOWNLOAD.to_owned(), |help| format!("{help}; {OR_A_DOWNLOAD}"));
    found.help(help)
}

fn kind(node: &Node, source: &Source, findings: &mut Findings) -> Option<(&'static str, KindKey)> {
    let keys: Vec<(&str, Span)> = match &node.kind {
        NodeKind::Map(entries) => entries.iter().map(|(key, _)| (key.text.as_str(), key.span)).collect(),
        _ => Vec::new(),
    };
    let found = KINDS.iter().find(|(name, _)| keys.iter().any(|(key, _)| key == name)).copied();
    if found.is_none() && keys.iter().any(|(key, _)| matches!(*key, "items" | "areas")) {
        let message = "this is a checklist, and checklists lie below `checklists/`";
        let found = Diagnostic::new(Code::MisplacedFile, Span::start_of(source.id), message);
        findings.push(found.help(format!("move it to `checklists/{}`", source.path.name())));
    } else if found.is_none() {
        let kinds = KINDS.each_ref().map(|(name, _)| *name);
        let (written, span) = keys.first().copied().unwrap_or(("", Span::start_of(source.id)));
        findings.push(
            Diagnostic::new(Code::UnknownKey, span, "this file does not say which kind of data it holds")
                .maybe_help(suggest(written, "its first key is one of", &kinds).map(|help| format!("{help}; {OR_A_DOWNLOAD}"))),
        );
    }
    found
}
