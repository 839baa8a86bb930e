//! The answer file, as it is written: each key with its place. Knows the format alone; what the ids mean, the handbook says.

use jiff::civil::Date;

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    source::{At, FileId, Source, Span, VersionedFormat},
    yaml::{self, Fields, Id, Kind, Node, Read, Table, word_enum},
};

/// The version of the answer file.
pub const VERSION: u32 = 1;
const FORMAT: VersionedFormat = VersionedFormat { what: "this answer file", version: VERSION };

/// An answer file.
#[derive(Debug, Clone)]
pub struct Answers {
    /// The file.
    pub file: FileId,
    /// What is launched.
    pub service: Service,
    /// The checklists that it answers, as they were written.
    pub checklists: Vec<(At<String>, Answered)>,
}

word_enum! {
    /// What is launched.
    Launch {
        /// A service that did not exist before.
        NewService = "new-service",
        /// A product that did not exist before.
        NewProduct = "new-product",
        /// Something that exists already changes: code review is its path.
        Change = "change",
    }
}

/// What is launched.
#[derive(Debug, Clone)]
pub struct Service {
    /// Where the block begins.
    pub span: Span,
    /// What files call it.
    pub id: Id,
    /// What people call it; may be empty.
    pub title: String,
    /// What kind of launch this is.
    pub launch: At<Launch>,
    /// Who builds and runs it; may be empty.
    pub team: String,
    /// How much depends on it.
    pub tier: Option<Id>,
    /// Whether people could be hurt by it, or the business.
    pub high_risk: bool,
    /// What it is like.
    pub traits: Vec<Id>,
    /// The managed services that it uses.
    pub uses: Vec<Id>,
    /// The day of the walkthrough; other days are counted back from it.
    pub walkthrough: Option<At<Date>>,
}

/// What a file says to one checklist.
#[derive(Debug, Clone)]
pub struct Answered {
    /// Where its answers begin; the checklist's own place without any.
    pub span: Span,
    /// The edition that was filled in.
    pub edition: Option<At<Date>>,
    /// An answer an item; one without a value is there to be filled in.
    pub items: Vec<(At<String>, Answer)>,
    /// Answers to what is no longer asked.
    pub retired: Vec<(At<String>, Answer)>,
}

word_enum! {
    /// How far an answer is.
    State {
        /// Not decided yet.
        Open = "open",
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
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// How far it is.
    pub state: Option<At<State>>,
    /// Whether somebody should help.
    pub help_wanted: bool,
    /// Who takes care of it.
    pub handled_by: Option<At<HandledBy>>,
    /// The answer in a few lines.
    pub says: String,
    /// The line that switches it on.
    pub setting: String,
    /// What can be shown: addresses, mostly.
    pub evidence: Vec<String>,
    /// Who can speak to it.
    pub speaker: String,
    /// What is done about a gap.
    pub plan: Option<At<Plan>>,
    /// Why it does not concern this service.
    pub why: String,
    /// The day of the last change.
    pub updated: Option<Date>,
}

/// What is done about a gap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// What is done.
    pub what: String,
    /// By whom.
    pub owner: String,
    /// Until when.
    pub due: Option<Date>,
}

impl Service {
    /// What readers call it: its title, or its id.
    #[must_use]
    pub fn name(&self) -> &str {
        if self.title.is_empty() { self.id.as_str() } else { &self.title }
    }
}

impl Answer {
    /// How far it is; nothing written is not decided yet.
    #[must_use]
    pub fn state(&self) -> State {
        self.state.as_ref().map_or(State::Open, |state| state.value)
    }

    /// Whether it says nothing at all; the day of a change alone is no answer.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { state: _, help_wanted, handled_by, says, setting, evidence, speaker, plan, why, updated: _ } = self;
        self.state() == State::Open
            && !help_wanted
            && handled_by.is_none()
            && [says, setting, speaker, why].into_iter().all(String::is_empty)
            && evidence.is_empty()
            && plan.as_ref().is_none_or(|plan| plan.value == Plan::default())
    }

    /// The same without places, to compare with.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        super::write::answer(self, 0) == super::write::answer(other, 0)
    }
}

/// Reads an answer file. `None` when it cannot be read as one at all; single mistakes are findings.
pub fn read(source: &Source, findings: &mut Findings) -> Option<Answers> {
    let node = yaml::parse(source, 0..source.text.len()).map_err(|found| findings.push(found)).ok()?;
    if matches!(node.kind, Kind::Null) {
        let found = Diagnostic::new(Code::MissingKey, Span::start_of(source.id), "this answer file is empty");
        findings.push(found.help("make one with `readybook review new`"));
        return None;
    }
    let mut fields = Fields::of(&node, "an answer file", findings)?;
    let version: Option<At<u32>> = fields.required("answers", findings);
    if let Some(At { value, span }) = version
        && let Err(unknown) = FORMAT.check(value)
    {
        // Whatever else it holds may mean something else.
        findings.push(Diagnostic::new(Code::WrongValue, span, unknown.to_string()).help(unknown.help()));
        return None;
    }
    let service = fields.required("service", findings);
    let checklists: Option<Table<Answered>> = fields.optional("checklists", findings);
    fields.finish(findings);
    Some(Answers { file: source.id, service: service?, checklists: checklists.unwrap_or_default().0 })
}

impl Read for Service {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "the service", findings)?;
        let id: Option<Id> = fields.required("id", findings);
        let title = text(&mut fields, "title", findings);
        let launch = fields.required("launch", findings);
        let service = |id: Id, launch, fields: &mut Fields<'_>, findings: &mut Findings| Self {
            span: node.span,
            title,
            id,
            launch,
            team: text(fields, "team", findings),
            tier: fields.optional("tier", findings),
            high_risk: fields.optional("high_risk", findings).unwrap_or(false),
            traits: fields.list("traits", findings),
            uses: fields.list("uses", findings),
            walkthrough: fields.optional("walkthrough", findings),
        };
        let placeholder = || At::new(Launch::NewService, node.span);
        let is_whole = launch.is_some();
        let made = service(id?, launch.unwrap_or_else(placeholder), &mut fields, findings);
        fields.finish(findings);
        is_whole.then_some(made)
    }
}

impl Read for Answered {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        if matches!(node.kind, Kind::Null) {
            return Some(Self { span: node.span, edition: None, items: Vec::new(), retired: Vec::new() });
        }
        let mut fields = Fields::of(node, "a checklist's answers", findings)?;
        let edition = fields.optional("edition", findings);
        let span = fields.key("items").unwrap_or(node.span);
        let items: Option<Table<Answer>> = fields.optional("items", findings);
        let retired: Option<Table<Answer>> = fields.optional("retired", findings);
        fields.finish(findings);
        let (items, retired) = (items.unwrap_or_default().0, retired.unwrap_or_default().0);
        for (id, _) in items.iter().chain(&retired).filter(|(id, _)| !is_item_id(&id.value)) {
            findings.push(
                Diagnostic::new(Code::InvalidId, id.span, format!("`{}` is not an item's id", id.value))
                    .help("write the area's prefix, a hyphen and two digits, as in `REL-04`"),
            );
        }
        Some(Self { span, edition, items, retired })
    }
}

/// PREFIX-NN.
fn is_item_id(id: &str) -> bool {
    id.split_once('-').is_some_and(|(prefix, number)| {
        prefix.starts_with(|c: char| c.is_ascii_uppercase())
            && prefix.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
            && !number.is_empty()
            && number.chars().all(|c| c.is_ascii_digit())
    })
}

impl Read for Answer {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        if matches!(node.kind, Kind::Null) {
            return Some(Self::default());
        }
        let mut fields = Fields::of(node, "an answer", findings)?;
        let answer = Self {
            state: fields.optional("state", findings),
            help_wanted: fields.optional("help_wanted", findings).unwrap_or(false),
            handled_by: fields.optional("handled_by", findings),
            says: text(&mut fields, "says", findings),
            setting: text(&mut fields, "setting", findings),
            evidence: evidence(&mut fields, findings),
            speaker: text(&mut fields, "speaker", findings),
            plan: fields.optional("plan", findings),
            why: text(&mut fields, "why", findings),
            updated: fields.optional("updated", findings),
        };
        fields.finish(findings);
        Some(answer)
    }
}

impl Read for Plan {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "a plan", findings)?;
        let plan = Self {
            what: text(&mut fields, "what", findings),
            owner: text(&mut fields, "owner", findings),
            due: fields.optional("due", findings),
        };
        fields.finish(findings);
        Some(plan)
    }
}

fn text(fields: &mut Fields<'_>, name: &'static str, findings: &mut Findings) -> String {
    let text: Option<String> = fields.optional(name, findings);
    text.map_or_else(String::new, |text| tidy(&text))
}

/// A list, or one text.
fn evidence(fields: &mut Fields<'_>, findings: &mut Findings) -> Vec<String> {
    let texts: Vec<String> = match fields.node("evidence") {
        None | Some(Node { kind: Kind::Null, .. }) => Vec::new(),
        Some(Node { kind: Kind::Scalar(scalar), .. }) => vec![scalar.text.clone()],
        Some(node) => Vec::read(node, findings).unwrap_or_default(),
    };
    texts.iter().map(|text| tidy(text)).filter(|text| !text.is_empty()).collect()
}

/// Line ends as files have them, without what nobody sees at the end.
pub(super) fn tidy(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").trim_end_matches(is_space).to_owned()
}

/// White space as a browser's `\s` has it, so that both sides agree.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() && c != '\u{85}' || c == '\u{feff}'
}

impl Answered {
    /// Nothing yet.
    #[must_use]
    pub fn empty(span: Span) -> Self {
        Self { span, edition: None, items: Vec::new(), retired: Vec::new() }
    }
}
