//! The part of a handbook that answers are read against, as a value of its own.
//!
//! It is made from a [`Handbook`](crate::handbook::Handbook) (`export_handbook.rs`), written as `handbook.json` by every build,
//! and read again where there is no handbook, in a team's repository. All texts are plain text with variables expanded;
//! all addresses are relative to the site's root and percent-encoded.

use std::{collections::BTreeMap, fmt};

use jiff::civil::Date;
use serde::{Deserialize, Serialize, de::IntoDeserializer as _};

use super::{
    export_editions::{ClosedEdition, EarlierQuestion},
    export_record::ForRecords,
};
use crate::{
    config::{Level, MeetingAs, Oversight, Paper, PhaseAs, ServiceKindAs, VetoAs, WordAs},
    diagnostic::{Code, Levels},
    manuscript::{
        checklist::{ConditionAs, ItemAs, ItemDigests, RetiredAs},
        data::{CellAs, DomainAs, DutyAs, MustEnableAs, OfferAs, ServiceAs, TermAs, TrapAs, Who},
    },
    prose::{ReadableRendition, Rendition},
    source::{UnknownVersion, VersionedFormat},
    yaml::{Digest, EditionId},
};

/// Values in `handbook.json`: texts are plain, references are ids.
#[derive(Debug, Clone, Copy)]
pub struct ExportRendition;

impl Rendition for ExportRendition {
    const IS_HTML: bool = false;
    const IS_PUBLISHED: bool = true;
    type Inline = String;
    type Markdown = String;
    type Reference = String;
    type Page = Link;
}

impl ReadableRendition for ExportRendition {}

/// The version of `handbook.json`. A field is added freely; one that changes or goes needs a new version.
pub const VERSION: u32 = 1;
const FORMAT: VersionedFormat = VersionedFormat { what: "it", version: VERSION };

/// The export of a handbook, `handbook.json`: all that answers are read against.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HandbookExport {
    /// The version of this format: [`VERSION`].
    pub readybook: u32,
    /// The handbook's id, under which browsers keep answers.
    pub id: String,
    /// Ids that it had before; answers that are kept under one of them are offered to the reader.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_ids: Vec<String>,
    /// The handbook's title.
    pub title: String,
    /// What it is for, in a sentence.
    pub summary: String,
    /// The organisation whose handbook it is; may be empty.
    pub organisation: String,
    /// The language of its content, as in `en`.
    pub language: String,
    /// The URL at which it is published, if the settings say so; ends with `/`.
    pub base_url: Option<String>,
    /// The settings that answers refer to.
    pub settings: Settings,
    /// The phases in order.
    pub phases: Vec<Phase>,
    /// The checklists in order.
    pub checklists: Vec<Checklist>,
    /// Fields of knowledge, and who to ask about them.
    pub domains: Vec<Domain>,
    /// The glossary.
    pub terms: Vec<Term>,
    /// Who is responsible for what.
    pub responsibilities: Responsibilities,
    /// Bounds, and what lies outside them.
    pub guardrails: Vec<Guardrail>,
    /// What is ready-made for teams; none in the file of a program that knew none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<Offer>,
    /// The words of reviews, by their names in the words file.
    pub words: BTreeMap<String, String>,
}

/// The words of the decision record that stand on its sheet as well.
const OF_DECISIONS: &[&str] = &[
    "paper_verdict",
    "paper_conditions",
    "paper_exceptions",
    "paper_objection",
    "paper_lifted_when",
    "paper_accepted_by",
    "paper_ends_on",
];

/// Whether a word of the words file belongs to reviews, by its name: `review_…`, the steps of a meeting, and what may come out of it.
#[must_use]
pub fn is_review_word(name: &str) -> bool {
    ["review_", "paper_step_", "paper_verdict_"].iter().any(|begin| name.starts_with(begin)) || OF_DECISIONS.contains(&name)
}

/// The settings that answers refer to.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Settings {
    /// What the review before a launch is called.
    pub review_name: String,
    /// How many days before the walkthrough the checklist is started.
    pub lead_time_days: u32,
    /// The paper sizes that sheets are laid out for; the first is the usual one.
    #[serde(default)]
    pub paper: Vec<Paper>,
    /// The ids of the providers that are shown; all, if there are none.
    pub providers: Vec<String>,
    /// The kinds of services, each with a title; none in the file of a program that knew only its own.
    #[serde(default)]
    pub service_kinds: Vec<ServiceKindAs<ExportRendition>>,
    /// The environments that guardrails speak of.
    pub environments: Vec<Word>,
    /// The traits that a service can have.
    pub traits: Vec<Word>,
    /// The tiers of services, by how much depends on them.
    pub tiers: Vec<Word>,
    /// The roles of those who take part.
    pub roles: Vec<Word>,
    /// When a launch may be stopped.
    pub veto: Option<Veto>,
    /// The meeting before a launch, complete; none where nothing is signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meeting: Option<Meeting>,
    /// What holds for the records of reviews.
    #[serde(default, skip_serializing_if = "ForRecords::is_usual")]
    pub records: ForRecords,
    /// The level of each code that the settings name: `error`, `warning`, `note` or `off`. Codes and levels of a newer readybook count
    /// for nothing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub levels: BTreeMap<String, String>,
}

impl Settings {
    /// The levels that count: those of codes that this program knows and whose level may be that one.
    #[must_use]
    pub fn levels(&self) -> Levels {
        let level = |(code, level): (&String, &String)| {
            let level = Level::deserialize(level.as_str().into_deserializer()).map_err(|_: serde::de::value::Error| ()).ok()?;
            let severity = level.severity();
            Some((Code::named(code)?, severity)).filter(|(code, severity)| code.may_be(*severity))
        };
        self.levels.iter().filter_map(level).collect()
    }
}

/// A word of a vocabulary.
pub type Word = WordAs<ExportRendition>;

/// When a launch may be stopped.
pub type Veto = VetoAs<ExportRendition>;

/// The meeting before a launch.
pub type Meeting = MeetingAs<ExportRendition>;

/// A phase.
pub type Phase = PhaseAs<ExportRendition>;

/// A checklist.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Checklist {
    /// The id by which answers refer to it.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The id of the phase that it belongs to.
    pub phase: Option<String>,
    /// Whether the phase only advises: nobody grades its answers.
    pub advisory: bool,
    /// The last edition that was closed.
    pub edition: Option<EditionId>,
    /// One or two sentences at its top; may be empty.
    pub intro: String,
    /// The address of its page.
    pub address: String,
    /// The digest of all that it says; none in the file of a program that knew none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// Its closed editions in order; none in a handbook that has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub editions: Vec<ClosedEdition>,
    /// The questions of those editions that it does not ask so today.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierQuestion>,
    /// Its areas in order; one without an id for a checklist that has no areas.
    pub areas: Vec<Area>,
}

/// An area of a checklist.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Area {
    /// Its id in links; empty for the only area of a checklist.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The prefix of its items' ids, as in `REL`.
    pub prefix: Option<String>,
    /// The address of the page that shows its items in full.
    pub address: String,
    /// The id of the domain to ask about it.
    pub domain: Option<String>,
    /// The digest of all that it says; none in the file of a program that knew none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// Its questions in order.
    pub items: Vec<Item>,
    /// Questions that the settings hide: nobody is asked them, and answers to them stay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<Item>,
    /// Questions that are no longer asked.
    pub retired: Vec<Retired>,
}

/// A question.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Item {
    /// Its own keys in the checklist.
    #[serde(flatten)]
    pub keys: ItemAs<ExportRendition>,
    /// Its digests; none in the file of a program that knew none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digests: Option<ItemDigests>,
}

impl std::ops::Deref for Item {
    type Target = ItemAs<ExportRendition>;

    fn deref(&self) -> &ItemAs<ExportRendition> {
        &self.keys
    }
}

impl Item {
    /// Whether `asked`, as an answer says it, is the digest of the words that are asked now; `None` where this has no digests.
    #[must_use]
    pub fn asks_the_same(&self, asked: &str) -> Option<bool> {
        self.digests.map(|digests| digests.asks.to_string() == asked)
    }
}

/// Which services an item is for; every launch, if both lists are empty.
pub type Condition = ConditionAs<ExportRendition>;

/// A page with its title.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Link {
    /// The title of the page.
    pub title: String,
    /// The address of the page with its fragment; an absolute URL when it is not part of the handbook.
    pub address: String,
}

/// A question that is no longer asked.
pub type Retired = RetiredAs<ExportRendition>;

/// A field of knowledge, and how to reach those who have it.
pub type Domain = DomainAs<ExportRendition>;

/// A term of the glossary.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Term {
    /// Its own keys in the glossary.
    #[serde(flatten)]
    pub keys: TermAs<ExportRendition>,
    /// The digest of all that it says; none in the file of a program that knew none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
}

impl std::ops::Deref for Term {
    type Target = TermAs<ExportRendition>;

    fn deref(&self) -> &TermAs<ExportRendition> {
        &self.keys
    }
}

/// All matrices of the handbook as one.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Responsibilities {
    /// What somebody must do for a service.
    pub duties: Vec<Duty>,
    /// The managed services.
    pub services: Vec<Service>,
    /// The managed services of providers that the settings leave out: answers may go on using them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<HiddenService>,
}

/// A managed service of which the handbook shows nothing, as its provider is none of those in the settings.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HiddenService {
    /// Its id, by which answers go on using it.
    pub id: String,
    /// Its name.
    pub title: String,
    /// The id of who offers it.
    pub provider: String,
    /// The ids of the traits that it brings.
    pub implies: Vec<String>,
}

/// What somebody must do for a service, whoever it is.
pub type Duty = DutyAs<ExportRendition>;

/// A managed service.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Service {
    /// Its own keys in the matrix.
    #[serde(flatten)]
    pub keys: ServiceAs<ExportRendition>,
    /// A cell for each duty that the matrix answers, in the order of the duties.
    pub cells: Vec<Cell>,
    /// What surprises people.
    pub traps: Vec<Trap>,
}

impl std::ops::Deref for Service {
    type Target = ServiceAs<ExportRendition>;

    fn deref(&self) -> &ServiceAs<ExportRendition> {
        &self.keys
    }
}

/// Who does one duty for one service.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Cell {
    /// The id of the duty.
    pub duty: String,
    /// Who is responsible; follows from the halves.
    pub who: Who,
    /// Its own keys in the matrix.
    #[serde(flatten)]
    pub keys: CellAs<ExportRendition>,
    /// The URLs of the pages that it rests on.
    pub sources: Vec<String>,
    /// The same as `read_on`, under the name that programs knew first.
    #[serde(default)]
    pub checked: Option<Date>,
    /// The digest of all that it says; none in the file of a program that knew none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
}

impl Cell {
    /// The day on which somebody read its sources, whatever the key is called.
    #[must_use]
    pub fn read_on(&self) -> Option<Date> {
        self.keys.read_on.or(self.checked)
    }
}

impl std::ops::Deref for Cell {
    type Target = CellAs<ExportRendition>;

    fn deref(&self) -> &CellAs<ExportRendition> {
        &self.keys
    }
}

/// A setting that must be switched on.
pub type MustEnable = MustEnableAs<ExportRendition>;

/// A trap: what surprises people about a service.
pub type Trap = TrapAs<ExportRendition>;

/// A guardrail.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Guardrail {
    /// Its id, which is its anchor on the page.
    pub id: String,
    /// What it bounds.
    pub title: String,
    /// The address of its page with its fragment.
    pub address: String,
    /// The unit of its numbers; may be empty.
    pub unit: String,
    /// The id of the domain to ask about it.
    pub domain: Option<String>,
    /// The bounds of each environment, in their order.
    pub bounds: Vec<Bound>,
    /// The id of the domain to talk to outside the bounds.
    pub talk_to: Option<String>,
    /// The ids of the roles that agree.
    pub sign_off: Vec<String>,
    /// What to bring.
    pub bring: Vec<String>,
    /// Why it is there.
    pub why: String,
    /// A worked example.
    pub example: String,
    /// The digest of all that it says; none in the file of a program that knew none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
}

/// What is ready-made for teams, and what it helps with.
pub type Offer = OfferAs<ExportRendition>;

/// The bounds of one environment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Bound {
    /// The id of the environment.
    pub environment: String,
    /// The smallest allowed value.
    pub min: Option<String>,
    /// The largest allowed value.
    pub max: Option<String>,
    /// The only allowed value.
    pub equals: Option<String>,
    /// The allowed values.
    pub one_of: Vec<String>,
}

/// Why a file is no `handbook.json` that this program reads.
#[derive(Debug)]
pub enum ExportError {
    /// Its version is unknown to this program.
    Version(UnknownVersion),
    /// It is not JSON, or JSON of another shape.
    Foreign(serde_json::Error),
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(unknown) => unknown.fmt(f),
            Self::Foreign(cause) => cause.fmt(f),
        }
    }
}

impl std::error::Error for ExportError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Version(unknown) => Some(unknown),
            Self::Foreign(cause) => Some(cause),
        }
    }
}

/// The version, which is read before anything else.
#[derive(Deserialize)]
struct Version {
    readybook: u64,
}

impl HandbookExport {
    /// Deserialises a `handbook.json` in UTF-8.
    ///
    /// # Errors
    /// When it is not JSON of this shape, or of a version that this program does not know.
    pub fn from_json(bytes: &[u8]) -> Result<Self, ExportError> {
        let version: Version = serde_json::from_slice(bytes).map_err(ExportError::Foreign)?;
        FORMAT.check(version.readybook).map_err(ExportError::Version)?;
        serde_json::from_slice(bytes).map_err(ExportError::Foreign)
    }

    /// The word of reviews with a key of the words file; the key itself when there is none.
    #[must_use]
    pub fn word<'a>(&'a self, name: &'a str) -> &'a str {
        self.words.get(name).map_or(name, String::as_str)
    }

    /// The checklist with an id.
    #[must_use]
    pub fn checklist(&self, id: &str) -> Option<&Checklist> {
        self.checklists.iter().find(|checklist| checklist.id == id)
    }

    /// The first phase with a sign-off.
    #[must_use]
    pub fn sign_off(&self) -> Option<&Phase> {
        self.phases.iter().find(|phase| phase.oversight == Oversight::SignOff)
    }

    /// The phase with an id.
    #[must_use]
    pub fn phase(&self, id: &str) -> Option<&Phase> {
        self.phases.iter().find(|phase| phase.id == id)
    }

    /// The managed service with an id.
    #[must_use]
    pub fn service(&self, id: &str) -> Option<&Service> {
        self.responsibilities.services.iter().find(|service| service.id == id)
    }

    /// The managed service with an id that the settings leave out.
    #[must_use]
    pub fn hidden_service(&self, id: &str) -> Option<&HiddenService> {
        self.responsibilities.hidden.iter().find(|service| service.id == id)
    }

    /// The name of a managed service, shown or hidden; its id when the handbook does not have it.
    #[must_use]
    pub fn service_title<'a>(&'a self, id: &'a str) -> &'a str {
        let hidden = || self.hidden_service(id).map_or(id, |service| service.title.as_str());
        self.service(id).map_or_else(hidden, |service| service.title.as_str())
    }

    /// The title of a word in a vocabulary (traits, tiers, roles); its id when the vocabulary lacks it.
    #[must_use]
    pub fn title<'a>(&'a self, words: &'a [Word], id: &'a str) -> &'a str {
        words.iter().find(|word| word.id == id).map_or(id, |word| word.title.as_str())
    }

    /// The title of a trait or a tier of a condition; the id where the vocabularies lack it. A tier of the veto says that it stands for
    /// high-risk services as well, if it does.
    #[must_use]
    pub fn condition_title(&self, id: &str) -> String {
        let Settings { traits, tiers, veto, .. } = &self.settings;
        let title = traits.iter().chain(tiers).find(|word| word.id == id).map_or(id, |word| word.title.as_str());
        match veto {
            Some(veto) if veto.or_high_risk && veto.tiers.iter().any(|tier| tier == id) => {
                self.word("review_tier_or_high_risk").replace("{title}", title)
            }
            _ => title.to_owned(),
        }
    }

    /// The absolute URL of an address; the address unchanged when it is absolute already, or the handbook has no base URL.
    #[must_use]
    pub fn link(&self, address: &str) -> String {
        if address.contains("://") {
            return address.to_owned();
        }
        match &self.base_url {
            Some(base) => format!("{}/{address}", base.trim_end_matches('/')),
            None => address.to_owned(),
        }
    }
}

impl Checklist {
    /// Its items in order.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.areas.iter().flat_map(|area| &area.items)
    }

    /// The questions that the settings hide, in order.
    pub fn hidden_items(&self) -> impl Iterator<Item = &Item> {
        self.areas.iter().flat_map(|area| &area.hidden)
    }

    /// Whether `asked`, as an answer says it, is the digest of the words of its question as they are today, or as they were before nothing
    /// but corrections; `None` where the handbook has no digests.
    #[must_use]
    pub fn asks_the_same(&self, item: &Item, asked: &str) -> Option<bool> {
        let mut asks = item.digests?.asks;
        let mut later: Option<&ClosedEdition> = None;
        for edition in self.editions.iter().rev() {
            let Some(before) = self.asks_at(edition, item) else { break };
            let is_correction = |edition: &ClosedEdition| {
                edition.changes.iter().any(|change| change.kind == "correction" && change.id.as_ref() == Some(&item.id))
            };
            if before != asks && !later.is_some_and(is_correction) {
                break;
            }
            if asks.to_string() == asked {
                return Some(true);
            }
            (asks, later) = (before, Some(edition));
        }
        Some(asks.to_string() == asked)
    }

    /// The digest of the words with which an edition asked a question of today; `None` if it did not, or nobody knows.
    fn asks_at(&self, edition: &ClosedEdition, item: &Item) -> Option<Digest> {
        edition.digest?;
        let earlier = self.earlier.iter().find(|found| found.id == item.id && found.editions.contains(&edition.id));
        let today = || edition.questions.contains(&item.id).then_some(item.digests?.asks);
        earlier.map(|found| found.digests.asks).or_else(today)
    }

    /// The question with an id that is no longer asked.
    #[must_use]
    pub fn retired(&self, id: &str) -> Option<&Retired> {
        self.areas.iter().flat_map(|area| &area.retired).find(|retired| retired.id == id)
    }
}

impl Service {
    /// The cell of a duty.
    #[must_use]
    pub fn cell(&self, duty: &str) -> Option<&Cell> {
        self.cells.iter().find(|cell| cell.duty == duty)
    }
}
