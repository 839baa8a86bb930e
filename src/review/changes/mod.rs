//! What is different between two states of a handbook, as a value: a pure function of two [`HandbookExport`]s.
//!
//! ```text
//! HandbookExport ┐                          ┌──► text      (text.rs)
//!                ├──► Changes ─► for_service ┼──► Markdown  (markdown.rs)
//! HandbookExport ┘                          └──► JSON      (as it is)
//! ```
//!
//! Things are told apart by their digests where both sides have them, so that a name which is filled in otherwise is no change; by their
//! words where a side was made by a program that knew no digests.

mod markdown;
mod questions;
mod reference;
mod service;
mod text;
mod wording;
mod words;

use serde::Serialize;

pub use self::{
    markdown::markdown,
    markdown::words as marked,
    service::for_service,
    text::text,
    words::{Piece, words as compared},
};
use super::{
    HandbookExport, State,
    handbook_export::{Condition, Word},
};
use crate::manuscript::checklist::Severity;

/// The version of the changes as JSON. A field or a kind is added freely; one that changes or goes needs a new version.
const VERSION: u32 = 1;

/// What is different between two states of a handbook.
#[derive(Debug, Clone, Serialize)]
pub struct Changes {
    /// The version of this format.
    pub version: u32,
    /// The older state.
    pub old: Side,
    /// The newer state.
    pub new: Side,
    /// The service that they are told for; none if all are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Checklists that came, went or have another title, edition, phase or introduction.
    pub checklists: Vec<Changed>,
    /// Areas that came, went or have another title or domain; by `checklist/area`.
    pub areas: Vec<Changed>,
    /// Questions.
    pub questions: Vec<Changed>,
    /// Guardrails.
    pub guardrails: Vec<Changed>,
    /// Duties of the responsibility matrix.
    pub duties: Vec<Changed>,
    /// Managed services.
    pub services: Vec<Changed>,
    /// Cells of the matrix, of services and duties that are in both states; by `service/duty`.
    pub cells: Vec<Changed>,
    /// Terms of the glossary.
    pub terms: Vec<Changed>,
}

/// One of the two states.
#[derive(Debug, Clone, Serialize)]
pub struct Side {
    /// How it was named: a folder, a file, a revision or an edition.
    pub name: String,
    /// The title of the handbook.
    pub title: String,
    /// The words that conditions, grades and bounds are told with: ids and titles.
    #[serde(skip)]
    titles: Vec<(String, String)>,
}

/// A thing with all that is different about it.
#[derive(Debug, Clone, Serialize)]
pub struct Changed {
    /// Its id.
    pub id: String,
    /// Its title; of a question, what it asks. As it is now, or as it was if it is gone.
    pub title: String,
    /// Where a question stands, or stood if it is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// What is different about it; at least one change.
    pub changes: Vec<Change>,
    /// What becomes of the service's answer; only of questions, and where answers were named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<AnswerStill>,
}

/// Where a question stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The id of its checklist.
    pub checklist: String,
    /// The title of its checklist.
    pub checklist_title: String,
    /// The id of its area; empty for the only one of a checklist.
    pub area: String,
    /// The title of its area.
    pub area_title: String,
}

/// A change of one thing.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Change {
    /// It is new.
    Added {
        /// How a gap is graded; only of questions.
        #[serde(skip_serializing_if = "Option::is_none")]
        severity: Option<Severity>,
        /// The ids of the tiers in which a gap stops the launch; only of questions.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        hard_stop: Vec<String>,
        /// The ids of retired questions that it replaces.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        replaces: Vec<String>,
    },
    /// It was retired, and is asked again under its old id.
    Returned,
    /// It is no longer asked, and the handbook says so.
    Retired {
        /// Why; may be empty.
        why: String,
        /// The ids of questions that ask for it now, those that were retired as well replaced by what replaces them.
        replaced_by: Vec<String>,
    },
    /// It is gone, and nothing is said of it.
    Removed,
    /// What a team answers to, or goes by, has other words.
    Reworded {
        /// The key that holds them.
        part: &'static str,
        /// The words.
        words: Vec<Piece>,
    },
    /// What explains a question has other words; the question itself has not.
    Explained {
        /// The key that holds them.
        part: &'static str,
        /// The words.
        words: Vec<Piece>,
    },
    /// A gap is graded otherwise.
    Regraded {
        /// The grade before.
        was: Option<Severity>,
        /// The grade now.
        is: Option<Severity>,
    },
    /// A gap stops the launch now.
    HardStopBegan {
        /// The ids of the tiers in which it does.
        is: Vec<String>,
    },
    /// A gap no longer stops the launch.
    HardStopEnded {
        /// The ids of the tiers in which it did.
        was: Vec<String>,
    },
    /// A gap stops the launch in other tiers.
    HardStopTiers {
        /// The ids of the tiers before.
        was: Vec<String>,
        /// The ids of the tiers now.
        is: Vec<String>,
    },
    /// It is asked of other services.
    Condition {
        /// The condition before.
        was: Condition,
        /// The condition now.
        is: Condition,
    },
    /// It is asked of the service now, or no longer, though its condition is the same: what the service uses brings other traits. Only
    /// where answers were named.
    Applies {
        /// Whether it is asked now.
        is: bool,
    },
    /// It stands in another area or checklist.
    Moved {
        /// Where it stood.
        was: Place,
        /// Where it stands.
        is: Place,
    },
    /// Another value.
    Set {
        /// The key that holds it.
        part: &'static str,
        /// The environment of a bound.
        #[serde(skip_serializing_if = "Option::is_none")]
        environment: Option<String>,
        /// The values before.
        was: Vec<String>,
        /// The values now.
        is: Vec<String>,
    },
    /// What explains a question is another, such as its reason or its example; of that an edition keeps a digest alone.
    Details,
    /// It is written otherwise, and `handbook.json` shows the same: a name that is filled in, a source, a page that is linked.
    Unseen {
        /// Whether that is in what a team answers to.
        in_question: bool,
    },
}

/// What becomes of an answer when its question changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AnswerStill {
    /// How far the answer is; none if there is no answer.
    pub state: Option<State>,
    /// What becomes of it.
    pub verdict: Verdict,
}

/// Whether an answer to the question as it was is one to the question as it is; of several changes the last one here counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It is: the same is asked, and it weighs the same.
    Stands,
    /// It is, and somebody should look at it: the same is asked, and it weighs otherwise.
    StandsButLook,
    /// Perhaps: other words are asked.
    Look,
    /// There is no answer yet.
    ToAnswer,
    /// The question is no longer asked of this service; an answer is kept.
    SetAside,
    /// The question is no longer asked; an answer is kept.
    NoLongerAsked,
}

/// Compares two states of a handbook; the names are how they were called.
#[must_use]
pub fn changes(old: (&str, &HandbookExport), new: (&str, &HandbookExport)) -> Changes {
    let side = |(name, export): (&str, &HandbookExport)| Side {
        name: name.to_owned(),
        title: export.title.clone(),
        titles: titles(export),
    };
    let (was, is) = (old.1, new.1);
    Changes {
        version: VERSION,
        old: side(old),
        new: side(new),
        service: None,
        checklists: questions::checklists(was, is),
        areas: questions::areas(was, is),
        questions: questions::questions(was, is),
        guardrails: reference::guardrails(was, is),
        duties: reference::duties(was, is),
        services: reference::services(was, is),
        cells: reference::cells(was, is),
        terms: reference::terms(was, is),
    }
}

/// The same changes, where one of the two states is a closed edition: of what explains a question it keeps no words.
#[must_use]
pub fn of_edition(mut changes: Changes) -> Changes {
    for change in changes.questions.iter_mut().flat_map(|changed| &mut changed.changes) {
        if matches!(change, Change::Unseen { in_question: false }) {
            *change = Change::Details;
        }
    }
    changes
}

fn titles(export: &HandbookExport) -> Vec<(String, String)> {
    let settings = &export.settings;
    let words = settings.traits.iter().chain(&settings.tiers).chain(&settings.roles).chain(&settings.environments);
    let word = |word: &Word| (word.id.clone(), word.title.clone());
    words.map(word).chain(export.domains.iter().map(|domain| (domain.id.clone(), domain.title.clone()))).collect()
}

impl Side {
    /// The title of a word of the settings or of a domain; its id if the handbook has none such.
    fn title_of<'a>(&'a self, id: &'a str) -> &'a str {
        self.titles.iter().find(|(known, _)| known == id).map_or(id, |(_, title)| title)
    }
}

impl Changes {
    /// All that is different, with a name for each group.
    pub fn groups(&self) -> [(&'static str, &[Changed]); 8] {
        [
            ("checklist", &self.checklists),
            ("area", &self.areas),
            ("question", &self.questions),
            ("guardrail", &self.guardrails),
            ("duty", &self.duties),
            ("managed service", &self.services),
            ("cell of the matrix", &self.cells),
            ("term", &self.terms),
        ]
    }

    /// Whether nothing is different.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups().iter().all(|(_, changed)| changed.is_empty())
    }
}

impl Changed {
    /// A thing that differs; `None` when nothing about it does.
    fn new(id: &str, title: &str, changes: Vec<Change>) -> Option<Self> {
        let is_changed = !changes.is_empty();
        is_changed.then(|| Self { id: id.to_owned(), title: title.to_owned(), place: None, changes, answer: None })
    }
}

impl Change {
    /// A thing that is new, and no question.
    fn added() -> Self {
        Self::Added { severity: None, hard_stop: Vec::new(), replaces: Vec::new() }
    }

    /// Other words in `part`; `None` where they say the same.
    fn reworded(part: &'static str, was: &str, is: &str) -> Option<Self> {
        (!words::is_same(was, is)).then(|| Self::Reworded { part, words: words::words(was, is) })
    }

    /// Other words of explanation in `part`; `None` where they say the same.
    fn explained(part: &'static str, was: &str, is: &str) -> Option<Self> {
        (!words::is_same(was, is)).then(|| Self::Explained { part, words: words::words(was, is) })
    }

    /// Another value of `part`; `None` where it is the same.
    fn set(part: &'static str, was: Vec<String>, is: Vec<String>) -> Option<Self> {
        (was != is).then_some(Self::Set { part, environment: None, was, is })
    }

    /// Another set of values of `part`: their order says nothing.
    fn set_of(part: &'static str, was: &[String], is: &[String]) -> Option<Self> {
        Self::set(part, sorted(was), sorted(is))
    }
}

/// A set as a list, so that two of them can be compared.
fn sorted(set: &[String]) -> Vec<String> {
    let mut list = set.to_vec();
    list.sort();
    list.dedup();
    list
}

/// Things of the older state and of the newer one with the same key, in the order of the newer one; those that are gone come last.
fn pairs<'a, T>(was: &'a [T], is: &'a [T], key: impl Fn(&T) -> &str) -> Vec<(Option<&'a T>, Option<&'a T>)> {
    let at = |list: &'a [T], wanted: &T| list.iter().find(|one| key(one) == key(wanted));
    let here = is.iter().map(|one| (at(was, one), Some(one)));
    let gone = was.iter().filter(|one| at(is, one).is_none()).map(|one| (Some(one), None));
    here.chain(gone).collect()
}
