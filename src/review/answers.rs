//! The answer file, as it is written: each value with its span. Knows the format alone; what the ids mean, the handbook says.

use jiff::civil::Date;
use readybook_derive::Format;

use super::{evidence::Evidence, tidy::Tidy};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::{Visitor, Walk},
    source::{Source, Span, Spanned, VersionedFormat},
    yaml::{
        self, EditionId, ExplicitList, Fields, Form, FromYaml, HasFormat as _, HasKind, Id, Node, NodeKind, Table, ToYaml,
        ValueKind, YamlValue, word_enum,
    },
};

/// The version of the answer file that is written.
pub const VERSION: u32 = 2;
const FORMAT: VersionedFormat = VersionedFormat { what: "this answer file", version: VERSION };

/// A parsed answer file.
#[derive(Debug, Clone, Format)]
#[format(name = "an answer file", digested, written)]
pub struct Answers {
    /// The span of its mapping.
    #[field(span)]
    pub span: Span,
    /// The version of the format.
    #[field(name = "answers", digest = nothing)]
    pub version: Version,
    /// The file of an earlier launch of the same service that this one goes on from, as a path.
    #[field(via = Tidy, default, since = 2, digest = nothing)]
    pub from: String,
    /// The service that is launched.
    pub service: Service,
    /// The checklists that it answers, by their ids.
    #[field(default)]
    pub checklists: Table<ChecklistAnswers>,
}

/// The version that a file says. What is written is always [`VERSION`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version(pub u32);

word_enum! {
    /// The kind of a launch.
    Launch {
        /// A service that did not exist before.
        NewService = "new-service",
        /// A product that did not exist before.
        NewProduct = "new-product",
        /// Something that exists already changes: code review is its path.
        Change = "change",
    }
}

/// The service that is launched.
#[derive(Debug, Clone, Format)]
#[format(name = "the service", digested, written)]
pub struct Service {
    /// The span of its mapping.
    #[field(span)]
    pub span: Span,
    /// The id of the service.
    pub id: Id,
    /// The title of the service; may be empty.
    #[field(via = Tidy, default)]
    pub title: String,
    /// What kind of launch this is.
    pub launch: Spanned<Launch>,
    /// Who builds and runs it; may be empty.
    #[field(via = Tidy, default, digest = nothing)]
    pub team: String,
    /// The tier of the service: how much depends on it.
    #[field(names = Tier)]
    pub tier: Option<Id>,
    /// Whether people could be hurt by it, or the business.
    pub high_risk: bool,
    /// The traits of the service; an empty list says that it has none, a missing one that nobody has said.
    #[field(set)]
    pub traits: Option<ExplicitList<Id>>,
    /// The managed services that it uses.
    #[field(set, names = Service)]
    pub uses: Vec<Id>,
    /// The day of the walkthrough; other days are counted back from it.
    #[field(digest = nothing)]
    pub walkthrough: Option<Spanned<Date>>,
    /// The day of the launch.
    #[field(since = 2, digest = nothing)]
    pub launch_on: Option<Spanned<Date>>,
}

/// The answers of a file to one checklist.
#[derive(Debug, Clone, Format)]
#[format(name = "a checklist's answers", digested, written, null = ChecklistAnswers::empty(node.span), check = begins_at_its_items)]
pub struct ChecklistAnswers {
    /// The span of its `items` key; that of its mapping without one.
    #[field(span)]
    pub span: Span,
    /// The edition that was filled in.
    #[field(digest = nothing)]
    pub edition: Option<Spanned<EditionId>>,
    /// Who takes care of each area, by its id or prefix; an area without a value is there to be filled in.
    #[field(via = ByArea, default, since = 2, digest = nothing)]
    pub owners: Table<String>,
    /// An answer for each item, by its id; one without a value is there to be filled in.
    #[field(via = ByItem, default)]
    pub items: Table<Answer>,
    /// Answers to items that are no longer asked, by their ids.
    #[field(via = ByItem, default)]
    pub retired: Table<Answer>,
}

word_enum! {
    /// How far an answer is.
    State {
        /// Not decided yet.
        Open = "open",
        /// Somebody or a program wrote a proposal; nobody has decided yet.
        Drafted = "drafted",
        /// There is an answer.
        Answered = "answered",
        /// It is not as it should be, and there is a plan.
        Gap = "gap",
        /// It does not concern this service.
        NotApplicable = "not-applicable",
    }
}

word_enum! {
    /// Who takes care of it.
    HandledBy {
        /// The team itself.
        Team = "team",
        /// The platform of the company.
        Platform = "platform",
        /// The provider of a managed service.
        Provider = "provider",
    }
}

/// What a team says to one question. An empty text is one that is not there.
#[derive(Debug, Clone, Default, Format)]
#[format(name = "an answer", digested, written = Answer::is_said, null = Answer::default())]
pub struct Answer {
    /// How far it is; an open one says nothing of it.
    #[field(filter = is_decided, digest = essential)]
    pub state: Option<Spanned<State>>,
    /// Who or what wrote the proposal.
    #[field(via = Tidy, default, since = 2, digest = nothing)]
    pub drafted_by: String,
    /// Whether it is marked for another look.
    #[field(since = 2)]
    pub look: bool,
    /// Whether somebody should help.
    pub help_wanted: bool,
    /// Who takes care of it.
    #[field(digest = essential)]
    pub handled_by: Option<Spanned<HandledBy>>,
    /// The answer in a few lines.
    #[field(via = Tidy, default)]
    pub says: String,
    /// The line that switches it on.
    #[field(via = Tidy, default, digest = essential)]
    pub setting: String,
    /// What can be shown: mostly URLs, and lines of files.
    #[field(via = EvidenceList, default)]
    pub evidence: Vec<Evidence>,
    /// Who can speak to it.
    #[field(via = Tidy, default, digest = nothing)]
    pub speaker: String,
    /// The plan to close a gap.
    #[field(digest = essential)]
    pub plan: Option<Spanned<Plan>>,
    /// Why it does not concern this service.
    #[field(via = Tidy, default, digest = essential)]
    pub why: String,
    /// Proposals by programs.
    #[field(since = 2)]
    pub found: Vec<Proposal>,
    /// The digest of the question as it was when it was answered.
    #[field(via = Tidy, default, since = 2, digest = nothing)]
    pub asked: String,
    /// The day of the last change.
    #[field(digest = nothing)]
    pub updated: Option<Date>,
}

/// A plan to close a gap.
#[derive(Debug, Clone, Default, PartialEq, Eq, Format)]
#[format(name = "a plan", digested, written)]
pub struct Plan {
    /// What is done.
    #[field(via = Tidy, default)]
    pub what: String,
    /// Who does it.
    #[field(via = Tidy, default, digest = nothing)]
    pub owner: String,
    /// The date until which it is done.
    pub due: Option<Date>,
}

/// What a program found that could be an answer.
#[derive(Debug, Clone, PartialEq, Format)]
#[format(name = "a proposal", digested, check = Proposal::names_its_program, rules = [IsVisible("by")], written)]
pub struct Proposal {
    /// The name of the program.
    #[field(via = Tidy)]
    pub by: String,
    /// What it proposes.
    #[field(via = Tidy, default)]
    pub says: String,
    /// The evidence that it rests on.
    #[field(via = EvidenceList, default)]
    pub evidence: Vec<Evidence>,
    /// The day on which it was found.
    #[field(digest = nothing)]
    pub found_on: Option<Date>,
}

impl Service {
    /// Its title, or its id if that is empty.
    #[must_use]
    pub fn name(&self) -> &str {
        if self.title.is_empty() { self.id.as_str() } else { &self.title }
    }

    /// Its traits; none if nobody has said.
    #[must_use]
    pub fn traits(&self) -> &[Id] {
        self.traits.as_deref().unwrap_or_default()
    }
}

impl Answer {
    /// Its state; a missing one and [`State::Drafted`] count as [`State::Open`].
    #[must_use]
    pub fn state(&self) -> State {
        match self.state.as_ref().map(|state| state.value) {
            None | Some(State::Drafted) => State::Open,
            Some(state) => state,
        }
    }

    /// Whether it says nothing; `asked` and `updated` alone are no answer, nor is an empty plan.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self {
            state,
            drafted_by,
            look,
            help_wanted,
            handled_by,
            says,
            setting,
            evidence,
            speaker,
            plan,
            why,
            found,
            asked: _,
            updated: _,
        } = self;
        state.is_none()
            && !look
            && !help_wanted
            && handled_by.is_none()
            && [drafted_by, says, setting, speaker, why].into_iter().all(String::is_empty)
            && evidence.is_empty()
            && found.is_empty()
            && plan.as_ref().is_none_or(|plan| plan.value == Plan::default())
    }

    /// Whether it relies on what the responsibility matrix says must first be switched on: somebody else takes care of it, or nobody
    /// says who. With `why` an answered one says that the team does without, and why.
    #[must_use]
    pub fn relies_on_settings(&self) -> bool {
        match self.handled_by.as_ref().map(|by| by.value) {
            Some(HandledBy::Team) => false,
            Some(HandledBy::Provider) => true,
            Some(HandledBy::Platform) | None => self.why.is_empty(),
        }
    }

    fn is_said(&self) -> bool {
        !self.is_empty()
    }
}

impl Proposal {
    /// Refuses a proposal with an empty `by`.
    fn names_its_program(self, fields: &Fields<'_>, findings: &mut Findings) -> Option<Self> {
        if self.by.is_empty() {
            findings.push(fields.missing("by"));
            return None;
        }
        Some(self)
    }
}

impl ChecklistAnswers {
    /// No answers yet, at this span.
    #[must_use]
    pub fn empty(span: Span) -> Self {
        Self { span, edition: None, owners: Table::default(), items: Table::default(), retired: Table::default() }
    }
}

/// Reads an answer file. `None`, with a finding, when it is empty, no YAML, of an unknown version, or lacks a required key;
/// any other mistake is a finding alone.
pub fn read(source: &Source, findings: &mut Findings) -> Option<Answers> {
    let node = yaml::parse(source, 0..source.text.len()).map_err(|found| findings.push(found)).ok()?;
    if matches!(node.kind, NodeKind::Null) {
        let found = Diagnostic::new(Code::MissingKey, Span::start_of(source.id), "this answer file is empty");
        findings.push(found.help("make one with `readybook review new`"));
        return None;
    }
    let mut fields = Fields::of(&node, Answers::FORMAT.name, findings)?;
    // In another version whatever else it holds may mean something else.
    let version: Option<Spanned<u32>> = fields.optional("answers", &mut Findings::default());
    if let Some(Spanned { value, span }) = version
        && let Err(unknown) = FORMAT.check(value)
    {
        findings.push(Diagnostic::new(Code::WrongValue, span, unknown.to_string()).help(unknown.help()));
        return None;
    }
    Answers::read(&node, findings)
}

#[expect(clippy::unnecessary_wraps, reason = "a check of a format may refuse what it looks at")]
fn begins_at_its_items(answered: ChecklistAnswers, fields: &Fields<'_>, _findings: &mut Findings) -> Option<ChecklistAnswers> {
    Some(ChecklistAnswers { span: fields.key("items").unwrap_or(answered.span), ..answered })
}

fn is_decided(state: &Spanned<State>) -> bool {
    state.value != State::Open
}

/// Reads evidence: a list, or a single text.
struct EvidenceList(Vec<Evidence>);

impl FromYaml for EvidenceList {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let all: Vec<Evidence> = match node.kind {
            NodeKind::Scalar(_) => vec![Evidence::read(node, findings)?],
            NodeKind::Null | NodeKind::List(_) | NodeKind::Map(_) => Vec::read(node, findings)?,
        };
        let tidy = |evidence| match evidence {
            Evidence::Text(text) => Evidence::Text(Tidy::of(&text).into()),
            Evidence::Lines(lines) => Evidence::Lines(lines),
        };
        Some(Self(all.into_iter().map(tidy).filter(|evidence| !evidence.is_empty()).collect()))
    }
}

impl HasKind for EvidenceList {
    const KIND: ValueKind = ValueKind::ListOrOne(&Evidence::KIND);
}

impl From<EvidenceList> for Vec<Evidence> {
    fn from(list: EvidenceList) -> Self {
        list.0
    }
}

/// Reads answers by the ids of their items; an invalid id is reported, and kept.
struct ByItem(Table<Answer>);

impl FromYaml for ByItem {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let table: Table<Answer> = Table::read(node, findings)?;
        for (id, _) in table.iter().filter(|(id, _)| !Form::AnsweredId.matches(&id.value)) {
            findings.push(
                Diagnostic::new(Code::InvalidId, id.span, format!("`{}` is not an item's id", id.value))
                    .help(Form::AnsweredId.help()),
            );
        }
        Some(Self(table))
    }
}

impl HasKind for ByItem {
    const KIND: ValueKind = ValueKind::TableBy(Form::AnsweredId, &Answer::KIND);
}

impl From<ByItem> for Table<Answer> {
    fn from(table: ByItem) -> Self {
        table.0
    }
}

/// Reads texts by areas. A key without a value is left out; an invalid one is reported, and kept.
struct ByArea(Table<String>);

impl FromYaml for ByArea {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let NodeKind::Map(entries) = &node.kind else {
            return Table::read(node, findings).map(Self);
        };
        let mut owners = Vec::new();
        for (key, node) in entries {
            if !Form::Area.matches(&key.text) {
                findings.push(
                    Diagnostic::new(Code::InvalidId, key.span, format!("`{}` is not an area", key.text)).help(Form::Area.help()),
                );
            }
            if let NodeKind::Null = node.kind {
                continue;
            }
            owners.extend(Tidy::read(node, findings).map(|owner| (Spanned::new(key.text.clone(), key.span), owner.into())));
        }
        Some(Self(Table::from(owners)))
    }
}

impl HasKind for ByArea {
    const KIND: ValueKind = ValueKind::TableBy(Form::Area, &ValueKind::OrNothing(&ValueKind::Text));
}

impl From<ByArea> for Table<String> {
    fn from(table: ByArea) -> Self {
        table.0
    }
}

impl FromYaml for Version {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        u32::read(node, findings).map(Self)
    }
}

impl HasKind for Version {
    const KIND: ValueKind = ValueKind::Number(1, VERSION);
}

impl Walk for Version {
    fn walk<'a>(&'a self, _visitor: &mut dyn Visitor<'a>) {}
}

impl ToYaml for Version {
    fn write(&self) -> YamlValue {
        VERSION.write()
    }
}
