//! A version of a team's answers: what each says, in its canonical form. It is what a signature is for, and is kept once beside the
//! record, so that what differs can be told for ever.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    review::{Answer, Review, State},
    yaml::{Canonical as _, Digest, DigestScope, digest},
};

/// The folder of the versions that signatures are for, in the folder of a record.
pub const VERSIONS: &str = "versions";

/// The answers of one service to the checklists of one phase, as they stand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswersVersion {
    /// The id of the phase.
    pub phase: String,
    /// The canonical form of the service: what it is, without days and people.
    pub service: Map<String, Value>,
    /// Each question that applies, by its id.
    pub answers: BTreeMap<String, AnswerVersion>,
}

/// An answer as it stands; one that nobody has given has empty forms.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerVersion {
    /// The canonical form of what it decides.
    pub decides: Map<String, Value>,
    /// The canonical form of all that it says.
    pub all: Map<String, Value>,
}

/// What differs between two versions, by the ids of questions in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct VersionChanges {
    /// What the service is: the keys that differ.
    pub service: Vec<String>,
    /// What the answer decides is another thing now.
    pub decides: Vec<String>,
    /// The answer decides the same in other words, or shows something else.
    pub words: Vec<String>,
    /// Questions that apply since.
    pub added: Vec<String>,
    /// Questions that no longer apply.
    pub gone: Vec<String>,
}

impl AnswersVersion {
    /// The answers of a review to the checklists of a phase.
    #[must_use]
    pub fn of(review: &Review<'_>, phase: &str) -> Self {
        let empty = Answer::default();
        let answers = review.applying_in(phase).map(|row| {
            let answer = row.answer.unwrap_or(&empty);
            let [decides, all] = [DigestScope::Essential, DigestScope::All].map(|scope| answer.canonical(scope));
            (row.item.id.clone(), AnswerVersion { decides, all })
        });
        Self { phase: phase.to_owned(), service: review.answers.service.canonical(DigestScope::All), answers: answers.collect() }
    }

    /// The digest of the whole.
    #[must_use]
    pub fn digest(&self) -> Digest {
        match serde_json::to_value(self) {
            Ok(Value::Object(form)) => digest(&form),
            other => unreachable!("texts and maps of texts have a form: {other:?}"),
        }
    }

    /// The text of its file.
    #[must_use]
    pub fn to_json(&self) -> String {
        let text = serde_json::to_string_pretty(self).unwrap_or_else(|error| unreachable!("texts have a form: {error}"));
        text + "\n"
    }

    /// Reads the text of such a file.
    ///
    /// # Errors
    /// When it is no such file.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// What differs in a later version, as far as a signature covers it: of the questions that it names. One that covers all covers what is
    /// asked since as well.
    #[must_use]
    pub fn changes_of(&self, later: &Self, covers: impl Fn(&str) -> bool) -> VersionChanges {
        let mut changes = self.changes(later);
        if !self.answers.keys().all(|id| covers(id)) {
            for ids in [&mut changes.decides, &mut changes.words, &mut changes.gone] {
                ids.retain(|id| covers(id));
            }
            changes.added.clear();
        }
        changes
    }

    /// What differs in a later version.
    #[must_use]
    pub fn changes(&self, later: &Self) -> VersionChanges {
        let keys = self.service.keys().chain(later.service.keys());
        let mut service: Vec<String> = keys.filter(|key| self.service.get(*key) != later.service.get(*key)).cloned().collect();
        service.sort();
        service.dedup();
        let mut changes = VersionChanges { service, ..VersionChanges::default() };
        for (id, before) in &self.answers {
            match later.answers.get(id) {
                None => changes.gone.push(id.clone()),
                Some(now) if now.decides != before.decides => changes.decides.push(id.clone()),
                Some(now) if now.all != before.all => changes.words.push(id.clone()),
                Some(_) => {}
            }
        }
        changes.added = later.answers.keys().filter(|id| !self.answers.contains_key(*id)).cloned().collect();
        changes
    }
}

impl AnswerVersion {
    /// The digest of all that it says.
    #[must_use]
    pub fn digest(&self) -> Digest {
        digest(&self.all)
    }

    /// The state that it decides; [`State::Open`] where it says none.
    #[must_use]
    pub fn state(&self) -> State {
        match self.decides.get("state").and_then(Value::as_str) {
            Some("answered") => State::Answered,
            Some("gap") => State::Gap,
            Some("not-applicable") => State::NotApplicable,
            Some(_) | None => State::Open,
        }
    }

    /// A text of it, such as `says` or `why`; empty where it has none.
    #[must_use]
    pub fn text(&self, key: &str) -> &str {
        self.all.get(key).and_then(Value::as_str).unwrap_or_default()
    }
}

impl VersionChanges {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a signature no longer stands for it: something is decided otherwise, or asked that was not, or the service is
    /// another one. Other words alone change no decision.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        let Self { service, decides, words: _, added, gone: _ } = self;
        [service, decides, added].into_iter().any(|found| !found.is_empty())
    }
}
