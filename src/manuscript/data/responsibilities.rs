//! The responsibility matrix: services by duties. Who is responsible follows from the halves of a cell; nobody writes it.

use jiff::civil::Date;
use readybook_derive::Format;

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::{Address, InlineMarkdown, Literal},
    source::{Span, Spanned},
    yaml::{Entries, Fields, Id, Key, Node, Table, WebAddress, word_enum},
};

/// The responsibility matrix.
#[derive(Debug, Clone, Format)]
#[format(name = "the responsibilities")]
pub struct Responsibilities {
    /// Its columns: the duties.
    #[field(expected)]
    pub duties: Entries<Duty>,
    /// Its rows: the managed services.
    #[field(expected)]
    pub services: Entries<Service>,
}

/// What somebody must do for a service, whoever it is.
#[derive(Debug, Clone, Format)]
#[format(name = "a duty", in_part, rendered = DutyAs)]
pub struct Duty {
    /// The id by which cells refer to it.
    #[field(digest = nothing)]
    pub id: Id,
    /// Its title on pages and sheets.
    #[field(via = Literal)]
    pub title: String,
    /// The address of its page with its fragment, only in `handbook.json`.
    #[field(address)]
    pub address: Address,
    /// What the enablement team offers for it.
    pub enablement: Option<InlineMarkdown>,
    /// The old duties that it covers.
    #[field(unpublished)]
    pub covers: Vec<String>,
}

/// A managed service, or the same thing run by the team itself.
#[derive(Debug, Clone, Format)]
#[format(name = "a service", rest = custom, in_part, rendered = ServiceAs)]
pub struct Service {
    /// The span of its mapping.
    #[field(span)]
    pub span: Span,
    /// The id by which links and answers refer to it.
    #[field(digest = nothing)]
    pub id: Id,
    /// Its title on pages and sheets.
    #[field(via = Literal)]
    pub title: String,
    /// The id of its kind, as in `database`.
    #[field(names = ServiceKind)]
    pub kind: Id,
    /// The id of the provider that offers it.
    pub provider: Id,
    /// The traits that every service has which uses it, as in `stores-data` for a database.
    #[field(set, names = Trait)]
    pub implies: Vec<Id>,
    /// The address of its page, only in `handbook.json`.
    #[field(address)]
    pub address: Address,
    /// A cell for each duty, by the duty's id.
    #[field(expected, names = Duty, hidden)]
    pub cells: Table<Cell>,
    /// What surprises people.
    #[field(hidden)]
    pub traps: Entries<Trap>,
    /// Keys that the format does not list: custom fields, if the settings declare them.
    pub custom: Vec<(Key, Node)>,
}

impl Service {
    /// The cell of a duty; `None` when there is none.
    #[must_use]
    pub fn cell(&self, duty: &str) -> Option<&Cell> {
        self.cells.iter().find(|(id, _)| id.value == duty).map(|(_, cell)| cell)
    }
}

/// Who does one duty for one service.
#[derive(Debug, Clone, Format)]
#[format(name = "a cell", digested, in_part, check = check_cell, rules = [
    AnyOf(&["provider", "team", "not_applicable"]),
    NotBoth("not_applicable", "provider"),
    NotBoth("not_applicable", "team"),
    Needs("must_enable", "provider"),
    NeedsFor("basis", "source", "sources"),
    NotBoth("checked", "read_on"),
], rendered = CellAs)]
pub struct Cell {
    /// The span of its mapping.
    #[field(span)]
    pub span: Span,
    /// The address of its service's page with its fragment, only in `handbook.json`.
    #[field(address)]
    pub address: Address,
    /// The provider's half.
    #[field(digest = essential)]
    pub provider: Option<InlineMarkdown>,
    /// The team's half.
    #[field(digest = essential)]
    pub team: Option<InlineMarkdown>,
    /// How the enablement team helps with exactly this.
    pub enablement: Option<InlineMarkdown>,
    /// What must be switched on before the provider does its half.
    #[field(digest = essential)]
    pub must_enable: Option<MustEnable>,
    /// Why there is nothing to do.
    #[field(digest = essential)]
    pub not_applicable: Option<InlineMarkdown>,
    /// What the cell rests on.
    #[field(default = Basis::Unverified)]
    pub basis: Basis,
    /// The day on which somebody read its sources, or a copy of them; of each source that has no day of its own.
    #[field(digest = nothing)]
    pub read_on: Option<Spanned<Date>>,
    /// The day on which somebody opened the live pages and found it there; of each source that has no day of its own.
    #[field(digest = nothing)]
    pub checked_live: Option<Spanned<Date>>,
    /// What `read_on` was called before; it is read as that.
    #[field(digest = nothing, hidden)]
    pub checked: Option<Spanned<Date>>,
    /// The pages that were read.
    #[field(hidden)]
    pub sources: Entries<Citation>,
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

    /// The last look at it: that at the source that has waited longest. `None` if nobody looked.
    #[must_use]
    pub fn looked_at(&self) -> Option<&Spanned<Date>> {
        let own = last(self.read_on.as_ref(), self.checked_live.as_ref());
        let sources = self.sources.valid.iter().filter_map(|source| {
            last(source.read_on.as_ref().or(self.read_on.as_ref()), source.checked_live.as_ref().or(self.checked_live.as_ref()))
        });
        sources.min_by_key(|looked| looked.value).or(own)
    }

    /// The day on which somebody read all its sources, or copies of them: that of the source that was read longest ago.
    #[must_use]
    pub fn last_read(&self) -> Option<Date> {
        self.day_of_all(self.read_on.as_ref(), |source| source.read_on.as_ref())
    }

    /// The day on which somebody found it on all the live pages: that of the page that was opened longest ago.
    #[must_use]
    pub fn last_checked_live(&self) -> Option<Date> {
        self.day_of_all(self.checked_live.as_ref(), |source| source.checked_live.as_ref())
    }

    fn day_of_all(&self, own: Option<&Spanned<Date>>, of: fn(&Citation) -> Option<&Spanned<Date>>) -> Option<Date> {
        let sources = self.sources.valid.iter().map(|source| of(source).or(own).map(|day| day.value));
        if self.sources.valid.is_empty() { own.map(|day| day.value) } else { sources.min().flatten() }
    }

    /// All days on which somebody looked at it, as they are written.
    pub fn days(&self) -> impl Iterator<Item = &Spanned<Date>> {
        let sources = self.sources.valid.iter().flat_map(|source| source.read_on.iter().chain(&source.checked_live));
        self.read_on.iter().chain(&self.checked_live).chain(sources)
    }
}

/// The later of two days.
fn last<'a>(one: Option<&'a Spanned<Date>>, other: Option<&'a Spanned<Date>>) -> Option<&'a Spanned<Date>> {
    one.into_iter().chain(other).max_by_key(|day| day.value)
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
        /// A page of the provider that was read.
        Source = "source",
        /// A page that is not the provider's own.
        ThirdParty = "third-party",
        /// The nature of the duty.
        Judgement = "judgement",
        /// General knowledge that nobody has looked up.
        Unverified = "unverified",
    }
}

/// A setting that must be switched on.
#[derive(Debug, Clone, Format)]
#[format(name = "`must_enable`", digested, rendered = MustEnableAs)]
pub struct MustEnable {
    /// The setting.
    pub setting: String,
    /// Its value when nobody sets it.
    pub default: String,
    /// The line that switches it on, for an answer to show.
    pub show: String,
    /// Whether it can be switched on afterwards.
    #[field(default = Later::Possible)]
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

/// A citation: a page of the provider's documentation that a cell rests on.
#[derive(Debug, Clone, Format)]
#[format(name = "a source", digested, in_part)]
pub struct Citation {
    /// Its URL.
    #[field(via = WebAddress)]
    pub url: String,
    /// What it says, in our words.
    pub says: Option<InlineMarkdown>,
    /// The day on which somebody read it, or a copy of it.
    #[field(digest = nothing)]
    pub read_on: Option<Spanned<Date>>,
    /// The day on which somebody opened the live page and found it there.
    #[field(digest = nothing)]
    pub checked_live: Option<Spanned<Date>>,
}

/// A trap: what surprises people about a service.
#[derive(Debug, Clone, Format)]
#[format(name = "a trap", in_part, rendered = TrapAs)]
pub struct Trap {
    /// The duty that it belongs to.
    #[field(names = Duty)]
    pub duty: Option<Id>,
    /// What happens.
    pub text: InlineMarkdown,
    /// The setting that it depends on.
    #[field(filter = is_written)]
    pub setting: Option<String>,
}

#[expect(clippy::ptr_arg, reason = "an `Option<String>` is filtered by it")]
fn is_written(text: &String) -> bool {
    !text.is_empty()
}

fn check_cell(mut cell: Cell, fields: &Fields<'_>, findings: &mut Findings) -> Option<Cell> {
    // A half that is there and cannot be read has been told, and is not missed.
    let provider = cell.provider.is_some() || fields.holds_value("provider");
    let halves = provider || cell.team.is_some() || fields.holds_value("team");
    let applies = cell.not_applicable.is_none() && !fields.holds_value("not_applicable");
    let mut complaints = Vec::new();
    match (halves, applies) {
        (false, true) => complaints.push((
            Code::MissingKey,
            "a cell says neither the provider's half nor the team's",
            "write `provider`, `team` or both; or `not_applicable` and why",
        )),
        (true, false) => complaints.push((
            Code::WrongValue,
            "a cell that does not apply has no halves",
            "keep `not_applicable`, or the halves",
        )),
        (true, true) | (false, false) => {}
    }
    if cell.must_enable.is_some() && !provider && halves == applies {
        complaints.push((
            Code::MissingKey,
            "what must be enabled is done by the provider, whose half is missing",
            "write `provider` and what happens once it is on",
        ));
    }
    let nameless = match cell.basis {
        Basis::Source => Some("a cell with `basis: source` names no source"),
        Basis::ThirdParty => Some("a cell with `basis: third-party` names no source"),
        Basis::Judgement | Basis::Unverified => None,
    };
    if let Some(message) = nameless.filter(|_| !fields.holds_entries("sources")) {
        complaints.push((Code::MissingKey, message, "write `sources`, or `basis: judgement` or `basis: unverified`"));
    }
    if let (Some(_), Some(former)) = (&cell.read_on, &cell.checked) {
        let found = Diagnostic::new(Code::WrongValue, former.span, "`read_on` says this already: `checked` is its former name");
        findings.push(found.help("remove `checked`"));
    }
    cell.read_on = cell.read_on.or_else(|| cell.checked.clone());
    let is_whole = complaints.is_empty();
    for (code, message, help) in complaints {
        let place = fields.key("basis").filter(|_| halves).unwrap_or(cell.span);
        findings.push(Diagnostic::new(code, place, message).help(help));
    }
    is_whole.then_some(cell)
}
