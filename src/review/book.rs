//! The part of a handbook that answers are read against, as a value of its own.
//!
//! It is made from a [`Handbook`](crate::handbook::Handbook) (`publish.rs`), written as `handbook.json` by every build,
//! and read again where there is no handbook, in a team's repository. All texts are plain text with names filled in;
//! all addresses begin at the top of the site.

use std::{collections::BTreeMap, fmt};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    config::{LaunchKind, Oversight, Paper},
    manuscript::{
        checklist::Severity,
        data::{Basis, Later, ServiceKind, Who},
    },
};

/// The version of `handbook.json`. A field is added freely; one that changes or goes needs a new version.
pub const VERSION: u32 = 1;

/// A handbook, as far as answers need it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Book {
    /// The version of this format: [`VERSION`].
    pub readybook: u32,
    /// The handbook's name where answers are kept, in kebab-case; made from its title.
    pub id: String,
    /// The handbook's title.
    pub title: String,
    /// What it is for, in a sentence.
    pub summary: String,
    /// Whose it is.
    pub organisation: String,
    /// The language of its content, as in `en`.
    pub language: String,
    /// Where it is published, if the settings say so; ends with `/`.
    pub base_url: Option<String>,
    /// What answers are written in.
    pub settings: Settings,
    /// The phases in order.
    pub phases: Vec<Phase>,
    /// The checklists in order.
    pub checklists: Vec<Checklist>,
    /// Whom to ask.
    pub domains: Vec<Domain>,
    /// The glossary.
    pub terms: Vec<Term>,
    /// Who is responsible for what.
    pub responsibilities: Responsibilities,
    /// Bounds, and what lies outside them.
    pub guardrails: Vec<Guardrail>,
    /// The words of reviews, by their names in the words file; all begin with `review_`.
    pub words: BTreeMap<String, String>,
}

/// What answers are written in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Settings {
    /// What the review before a launch is called.
    pub review_name: String,
    /// The checklist is started so many days before the walkthrough.
    pub lead_time_days: u32,
    /// The papers that sheets are laid out for; the first is the usual one.
    #[serde(default)]
    pub paper: Vec<Paper>,
    /// The providers that are shown; all, if there are none.
    pub providers: Vec<String>,
    /// The environments that guardrails speak of.
    pub environments: Vec<Word>,
    /// What a service can be like.
    pub traits: Vec<Word>,
    /// How much depends on a service.
    pub tiers: Vec<Word>,
    /// Who takes part.
    pub roles: Vec<Word>,
    /// When a launch may be stopped.
    pub veto: Option<Veto>,
}

/// A word of a vocabulary.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Word {
    /// What answers call it.
    pub id: String,
    /// What readers call it.
    pub title: String,
    /// What it means.
    pub text: String,
}

/// When a launch may be stopped.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Veto {
    /// For services of these tiers.
    pub tiers: Vec<String>,
    /// And for any service that is high-risk.
    pub or_high_risk: bool,
    /// By these roles.
    pub by: Vec<String>,
}

/// A phase.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Phase {
    /// What checklists call it.
    pub id: String,
    /// What readers call it.
    pub title: String,
    /// Its page.
    pub address: Option<String>,
    /// How closely the enablement team looks on.
    pub oversight: Oversight,
    /// How a team notices that it is here.
    pub entry_signs: Vec<String>,
    /// How a team notices that it is through.
    pub exit_signs: Vec<String>,
    /// What holds while a team is here.
    pub rules: Vec<String>,
    /// The roles that take part.
    pub participants: Vec<String>,
    /// The checklists that belong here.
    pub checklists: Vec<String>,
    /// The launches that a sign-off is for.
    pub only_for: Vec<LaunchKind>,
}

/// A checklist.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Checklist {
    /// What answers call it.
    pub id: String,
    /// What readers call it.
    pub title: String,
    /// The phase that it belongs to.
    pub phase: Option<String>,
    /// Whether the phase only advises: nobody grades its answers.
    pub advisory: bool,
    /// The day of this edition.
    #[serde(with = "day")]
    pub edition: Option<Date>,
    /// One or two sentences at its top.
    pub intro: String,
    /// Its page.
    pub address: String,
    /// Its areas in order; one without an id for a checklist that has no areas.
    pub areas: Vec<Area>,
}

/// An area of a checklist.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Area {
    /// What links call it; may be empty.
    pub id: String,
    /// What readers call it.
    pub title: String,
    /// What the ids of its items begin with.
    pub prefix: Option<String>,
    /// The page that shows its items in full.
    pub address: String,
    /// Whom to ask.
    pub domain: Option<String>,
    /// Its questions in order.
    pub items: Vec<Item>,
    /// Questions that are no longer asked.
    pub retired: Vec<Retired>,
}

/// A question.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Item {
    /// PREFIX-NN, never used for another question.
    pub id: String,
    /// The question.
    pub ask: String,
    /// Its place: page and anchor.
    pub address: String,
    /// Why it is asked.
    pub why: String,
    /// What could be shown.
    pub evidence: String,
    /// What may be asked next.
    pub probes: Vec<String>,
    /// How deep the talk about a gap goes.
    pub severity: Option<Severity>,
    /// The tiers in which a gap stops the launch.
    pub hard_stop: Vec<String>,
    /// The services that it is for.
    pub applies_when: Condition,
    /// The one-page questions behind it.
    pub grows_from: Vec<String>,
    /// The phase in which to think about it first.
    pub earliest: Option<String>,
    /// Whom to ask: its own domain, or its area's.
    pub domain: Option<String>,
    /// The duty of the responsibility matrix that it is about.
    pub duty: Option<String>,
    /// The page that explains it.
    pub guide: Option<Link>,
    /// The edition that brought it, where the author says so.
    #[serde(with = "day")]
    pub since: Option<Date>,
}

/// Which services an item is for; every launch, if both lists are empty.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Condition {
    /// One of these traits or tiers is enough.
    pub any: Vec<String>,
    /// All of these are needed.
    pub all: Vec<String>,
}

/// A page with its title.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Link {
    /// What it is called.
    pub title: String,
    /// Where it is; a whole web address when it is not part of the handbook.
    pub address: String,
}

/// A question that is no longer asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Retired {
    /// Its id.
    pub id: String,
    /// Why it was taken out.
    pub why: String,
    /// The items that ask for it now.
    pub replaced_by: Vec<String>,
}

/// A field of knowledge, and how to reach those who have it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Domain {
    /// What items call it.
    pub id: String,
    /// What readers call it.
    pub title: String,
    /// Its place.
    pub address: String,
    /// What they help with.
    pub helps_with: String,
    /// How to reach them.
    pub contact: String,
    /// When.
    pub hours: String,
}

/// A term of the glossary.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Term {
    /// The term.
    pub term: String,
    /// Its acronym.
    pub short_form: Option<String>,
    /// Other words for it.
    pub also: Vec<String>,
    /// What it means, in a line.
    pub short: String,
    /// More about it.
    pub text: String,
    /// Its place.
    pub address: String,
}

/// All matrices of the handbook as one.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Responsibilities {
    /// What somebody must do for a service.
    pub duties: Vec<Duty>,
    /// The managed services.
    pub services: Vec<Service>,
}

/// What somebody must do for a service, whoever it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Duty {
    /// What items and cells call it.
    pub id: String,
    /// What readers call it.
    pub title: String,
    /// Its place.
    pub address: String,
    /// What the enablement team offers for it.
    pub enablement: String,
}

/// A managed service.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Service {
    /// What answers call it in `uses`.
    pub id: String,
    /// What readers call it.
    pub title: String,
    /// What kind of thing it is.
    pub kind: ServiceKind,
    /// Who offers it.
    pub provider: String,
    /// Its page.
    pub address: String,
    /// A cell a duty, in the order of the duties; a duty that nobody wrote down has none.
    pub cells: Vec<Cell>,
    /// What surprises people.
    pub traps: Vec<Trap>,
}

/// Who does one duty for one service.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Cell {
    /// The duty.
    pub duty: String,
    /// Who is responsible; follows from the halves.
    pub who: Who,
    /// Its place on the service's page.
    pub address: String,
    /// The provider's half.
    pub provider: String,
    /// The team's half.
    pub team: String,
    /// How the enablement team helps with exactly this.
    pub enablement: String,
    /// What must be switched on before the provider does its half.
    pub must_enable: Option<MustEnable>,
    /// Why there is nothing to do.
    pub not_applicable: String,
    /// What the cell rests on.
    pub basis: Basis,
    /// The day on which its sources were read.
    #[serde(with = "day")]
    pub checked: Option<Date>,
    /// The pages that were read.
    pub sources: Vec<String>,
}

/// What must be switched on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

/// What surprises people.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Trap {
    /// The duty that it belongs to.
    pub duty: Option<String>,
    /// What happens.
    pub text: String,
    /// The setting that it hangs on.
    pub setting: Option<String>,
}

/// A guardrail.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Guardrail {
    /// What links call it.
    pub id: String,
    /// What it bounds.
    pub title: String,
    /// Its place.
    pub address: String,
    /// The unit of its numbers; may be empty.
    pub unit: String,
    /// Whom to ask.
    pub domain: Option<String>,
    /// The bounds of each environment, in their order.
    pub bounds: Vec<Bound>,
    /// The domain to talk to outside the bounds.
    pub talk_to: Option<String>,
    /// The roles that agree.
    pub sign_off: Vec<String>,
    /// What to bring.
    pub bring: Vec<String>,
    /// Why it is there.
    pub why: String,
    /// A worked example.
    pub example: String,
}

/// The bounds of one environment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Bound {
    /// The environment.
    pub environment: String,
    /// Not less than this.
    pub min: Option<String>,
    /// Not more than this.
    pub max: Option<String>,
    /// This and nothing else.
    pub equals: Option<String>,
    /// One of these.
    pub one_of: Vec<String>,
}

/// Why a text is no `handbook.json` that can be read.
#[derive(Debug)]
pub enum Refusal {
    /// It has a version that did not exist when this program was made.
    Newer(u64),
    /// It is no `handbook.json`.
    Foreign(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newer(version) => write!(f, "it has version {version}, and this program reads version {VERSION}"),
            Self::Foreign(why) => f.write_str(why),
        }
    }
}

/// What is looked at before anything else.
#[derive(Deserialize)]
struct Version {
    readybook: u64,
}

impl Book {
    /// Reads a `handbook.json`.
    ///
    /// # Errors
    /// When it is none, or of a version that this program does not know.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Refusal> {
        let foreign = |error: serde_json::Error| Refusal::Foreign(error.to_string());
        let version: Version = serde_json::from_slice(bytes).map_err(foreign)?;
        if version.readybook > u64::from(VERSION) {
            return Err(Refusal::Newer(version.readybook));
        }
        serde_json::from_slice(bytes).map_err(foreign)
    }

    /// A word of reviews; its name when there is none.
    #[must_use]
    pub fn word<'a>(&'a self, name: &'a str) -> &'a str {
        self.words.get(name).map_or(name, String::as_str)
    }

    /// The checklist with an id.
    #[must_use]
    pub fn checklist(&self, id: &str) -> Option<&Checklist> {
        self.checklists.iter().find(|checklist| checklist.id == id)
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

    /// What a reader calls a trait, a tier or a role; its id when the vocabulary lacks it.
    #[must_use]
    pub fn title<'a>(&'a self, words: &'a [Word], id: &'a str) -> &'a str {
        words.iter().find(|word| word.id == id).map_or(id, |word| word.title.as_str())
    }

    /// An address as somebody outside the site can follow it; as it is, when nobody knows where the site is.
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

/// Days as ISO dates.
mod day {
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde calls it like this")]
    pub fn serialize<S: Serializer>(day: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
        match day {
            Some(day) => serializer.collect_str(day),
            None => serializer.serialize_none(),
        }
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
        let text: Option<String> = Option::deserialize(deserializer)?;
        text.map(|text| text.parse().map_err(D::Error::custom)).transpose()
    }
}
