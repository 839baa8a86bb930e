//! Who is responsible for what: services by duties. The answer follows from the halves of a cell; nobody writes it.

use jiff::civil::Date;

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::{Label, Rich},
    source::{At, Span},
    yaml::{Entries, Fields, Id, Key, Node, Read, Table, WebAddress, word_enum},
};

/// The matrix.
#[derive(Debug, Clone)]
pub struct Responsibilities {
    /// Its columns.
    pub duties: Entries<Duty>,
    /// Its rows.
    pub services: Entries<Service>,
}

/// What somebody must do for a service, whoever it is.
#[derive(Debug, Clone)]
pub struct Duty {
    /// What cells call it.
    pub id: Id,
    /// What readers call it.
    pub title: String,
    /// What the enablement team offers for it.
    pub enablement: Option<Rich>,
    /// The old duties that it covers.
    pub covers: Vec<String>,
}

word_enum! {
    /// What kind of thing a service is.
    ServiceKind {
        /// Keeps rows or documents.
        Database = "database",
        /// Keeps copies for speed.
        Cache = "cache",
        /// Passes messages on.
        Queue = "queue",
        /// Keeps files.
        ObjectStore = "object-store",
        /// Runs code.
        Compute = "compute",
        /// Runs containers.
        Cluster = "cluster",
        /// Run by the team itself.
        SelfManaged = "self-managed",
    }
}

/// A managed service, or the same thing run by the team itself.
#[derive(Debug, Clone)]
pub struct Service {
    /// Where it begins.
    pub span: Span,
    /// What links and answers call it.
    pub id: Id,
    /// What readers call it.
    pub title: String,
    /// What kind of thing it is.
    pub kind: ServiceKind,
    /// Who offers it.
    pub provider: Id,
    /// A cell a duty.
    pub cells: Vec<(At<String>, Cell)>,
    /// What surprises people.
    pub traps: Vec<Trap>,
    /// Keys that only the settings can explain.
    pub own: Vec<(Key, Node)>,
}

impl Service {
    /// The keys that a service knows, for suggestions.
    pub const KEYS: &'static [&'static str] = &["id", "title", "kind", "provider", "cells", "traps"];

    /// Who does a duty; `None` when nobody wrote it down.
    #[must_use]
    pub fn cell(&self, duty: &str) -> Option<&Cell> {
        self.cells.iter().find(|(id, _)| id.value == duty).map(|(_, cell)| cell)
    }
}

/// Who does one duty for one service.
#[derive(Debug, Clone)]
pub struct Cell {
    /// Where it begins.
    pub span: Span,
    /// The provider's half.
    pub provider: Option<Rich>,
    /// The team's half.
    pub team: Option<Rich>,
    /// How the enablement team helps with exactly this.
    pub enablement: Option<Rich>,
    /// What must be switched on before the provider does its half.
    pub must_enable: Option<MustEnable>,
    /// Why there is nothing to do.
    pub not_applicable: Option<Rich>,
    /// What the cell rests on.
    pub basis: Basis,
    /// The pages that were read.
    pub sources: Vec<Witness>,
    /// The day on which they were read; "not checked yet" without one.
    pub checked: Option<At<Date>>,
}

impl Cell {
    /// Who is responsible; it follows from the halves that are there.
    #[must_use]
    pub fn who(&self) -> Who {
        match (&self.provider, &self.team) {
            (Some(_), Some(_)) => Who::Both,
            (Some(_), None) => Who::Provider,
            (None, Some(_)) => Who::Team,
            (None, None) => Who::None,
        }
    }
}

word_enum! {
    /// Who is responsible for a duty.
    Who {
        /// The team alone.
        Team = "team",
        /// The provider alone.
        Provider = "provider",
        /// Both have a half.
        Both = "both",
        /// There is nothing to do.
        None = "none",
    }
}

word_enum! {
    /// What a cell rests on.
    Basis {
        /// A page that was read.
        Source = "source",
        /// The nature of the duty.
        Judgement = "judgement",
        /// General knowledge that nobody has looked up.
        Unverified = "unverified",
    }
}

/// What must be switched on.
#[derive(Debug, Clone)]
pub struct MustEnable {
    /// The setting.
    pub setting: String,
    /// What it is when nobody sets it.
    pub default: String,
    /// The line to show.
    pub show: String,
    /// Whether it can be switched on afterwards.
    pub later: Later,
}

word_enum! {
    /// Whether something can be switched on afterwards.
    Later {
        /// At any time.
        Possible = "possible",
        /// With a move, a copy or an outage.
        Costly = "costly",
        /// Only when the thing is made.
        Impossible = "impossible",
    }
}

/// A page that was read.
#[derive(Debug, Clone)]
pub struct Witness {
    /// Where it is.
    pub url: String,
    /// What it says, in our words.
    pub says: Option<Rich>,
}

/// What surprises people.
#[derive(Debug, Clone)]
pub struct Trap {
    /// The duty that it belongs to.
    pub duty: Option<Id>,
    /// What happens.
    pub text: Rich,
    /// The setting that it hangs on.
    pub setting: Option<String>,
}

impl Read for Responsibilities {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "the responsibilities", findings)?;
        let duties = fields.required("duties", findings);
        let services = fields.required("services", findings);
        fields.finish(findings);
        Some(Self { duties: duties.unwrap_or_default(), services: services.unwrap_or_default() })
    }
}

impl Read for Duty {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "a duty", findings)?;
        let id = fields.required("id", findings);
        let title = fields.required("title", findings).map(|title: Label| title.0);
        let enablement = fields.optional("enablement", findings);
        let covers = fields.list("covers", findings);
        fields.finish(findings);
        Some(Self { id: id?, title: title?, enablement, covers })
    }
}

impl Read for Service {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "a service", findings)?;
        let id = fields.required("id", findings);
        let title = fields.required("title", findings).map(|title: Label| title.0);
        let kind = fields.required("kind", findings);
        let provider = fields.required("provider", findings);
        let cells: Option<Table<Cell>> = fields.required("cells", findings);
        let traps = fields.list("traps", findings);
        let own = fields.rest();
        Some(Self {
            span: node.span,
            id: id?,
            title: title?,
            kind: kind?,
            provider: provider?,
            cells: cells.unwrap_or_default().0,
            traps,
            own,
        })
    }
}

impl Read for Cell {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "a cell", findings)?;
        let cell = Self {
            span: node.span,
            provider: fields.optional("provider", findings),
            team: fields.optional("team", findings),
            enablement: fields.optional("enablement", findings),
            must_enable: fields.optional("must_enable", findings),
            not_applicable: fields.optional("not_applicable", findings),
            basis: fields.optional("basis", findings).unwrap_or(Basis::Unverified),
            sources: fields.list("sources", findings),
            checked: fields.optional("checked", findings),
        };
        let has_basis = fields.key("basis");
        fields.finish(findings);
        let halves = cell.provider.is_some() || cell.team.is_some();
        let complaint = match (halves, cell.not_applicable.is_some()) {
            (false, false) => Some((
                Code::MissingKey,
                "a cell says neither the provider's half nor the team's",
                "write `provider`, `team` or both; or `not_applicable` and why",
            )),
            (true, true) => {
                Some((Code::WrongValue, "a cell that does not apply has no halves", "keep `not_applicable`, or the halves"))
            }
            _ if cell.must_enable.is_some() && cell.provider.is_none() => Some((
                Code::MissingKey,
                "what must be enabled is done by the provider, whose half is missing",
                "write `provider` and what happens once it is on",
            )),
            _ if cell.basis == Basis::Source && cell.sources.is_empty() => Some((
                Code::MissingKey,
                "a cell with `basis: source` names no source",
                "write `sources`, or `basis: judgement` or `basis: unverified`",
            )),
            _ => None,
        };
        if let Some((code, message, help)) = complaint {
            findings.push(Diagnostic::new(code, has_basis.filter(|_| halves).unwrap_or(node.span), message).help(help));
            return None;
        }
        Some(cell)
    }
}

impl Read for MustEnable {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "`must_enable`", findings)?;
        let setting = fields.required("setting", findings);
        let default = fields.required("default", findings);
        let show = fields.required("show", findings);
        let later = fields.optional("later", findings).unwrap_or(Later::Possible);
        fields.finish(findings);
        Some(Self { setting: setting?, default: default?, show: show?, later })
    }
}

impl Read for Witness {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "a source", findings)?;
        let url = fields.required("url", findings).map(|url: WebAddress| url.0);
        let says = fields.optional("says", findings);
        fields.finish(findings);
        Some(Self { url: url?, says })
    }
}

impl Read for Trap {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "a trap", findings)?;
        let duty = fields.optional("duty", findings);
        let text = fields.required("text", findings);
        let setting = fields.optional("setting", findings).filter(|setting: &String| !setting.is_empty());
        fields.finish(findings);
        Some(Self { duty, text: text?, setting })
    }
}
