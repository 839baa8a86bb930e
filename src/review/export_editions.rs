//! The closed editions of a checklist in `handbook.json`: what each changed, for teams that have only that file.

use serde::{Deserialize, Serialize};

use crate::{
    handbook::ClosedEditions,
    manuscript::{
        checklist::Condition,
        edition::{Change, ChangeKind, Edition, Former},
    },
    yaml::{EditionId, Id},
};

/// A closed edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedEdition {
    /// Its id.
    pub id: EditionId,
    /// The edition before it; several where branches were joined, none for the first one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<EditionId>,
    /// What it changed; nothing in the first one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<EditionChange>,
    /// The ids of all its questions; only of the first edition and of the last one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<String>,
}

/// A change from one edition to the next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionChange {
    /// How it changed: `added`, `correction`, `reworded`, `retired`, `re-graded`, `condition`, `moved` or `details`.
    pub kind: String,
    /// The id of the question; none for what stands around all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The ids that ask for it now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replaced_by: Vec<String>,
    /// The id of the checklist that asks it now, where it moved to another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// What it said before, as far as that changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former: Option<FormerQuestion>,
}

/// What a question said before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerQuestion {
    /// The question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask: Option<String>,
    /// What a team could show as evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// The id of the checklist that asked it, where that was another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checklist: Option<String>,
    /// The id of its area.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// How deep the talk about a gap went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    /// The ids of the tiers in which a gap stopped the launch.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hard_stop: Vec<String>,
    /// The services that it was for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applies_when: Option<FormerCondition>,
}

/// The services that a question was for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerCondition {
    /// One of these traits or tiers was enough.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub any: Vec<String>,
    /// All of these were needed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub all: Vec<String>,
}

/// The closed editions of a checklist in their order; none when none is closed.
pub fn editions(closed: Option<&ClosedEditions<'_>>) -> Vec<ClosedEdition> {
    let mut all: Vec<ClosedEdition> = closed.into_iter().flat_map(ClosedEditions::iter).map(|file| one(&file.edition)).collect();
    let last = all.len().saturating_sub(1);
    for (number, edition) in all.iter_mut().enumerate() {
        if number != 0 && number != last {
            edition.questions.clear();
        }
    }
    all
}

fn one(edition: &Edition) -> ClosedEdition {
    ClosedEdition {
        id: edition.closed.value,
        after: edition.after.iter().map(|after| after.value).collect(),
        changes: edition.changes.iter().map(change).collect(),
        questions: edition.questions.iter().map(|(id, _)| id.value.clone()).collect(),
    }
}

fn change(change: &Change) -> EditionChange {
    EditionChange {
        kind: change.kind.word().to_owned(),
        id: change.id.clone(),
        why: change.why.clone(),
        replaced_by: change.replaced_by.clone(),
        to: change.to.as_ref().map(|id| id.as_str().to_owned()),
        former: former(change),
    }
}

/// A question that was graded for nobody, or asked of every launch, says so by an empty value.
fn former(change: &Change) -> Option<FormerQuestion> {
    let empty = Former::default();
    let said = change.former.as_ref();
    let Former { ask, evidence, checklist, area, severity, hard_stop, applies_when } = said.unwrap_or(&empty);
    let was_changed = matches!(change.kind, ChangeKind::Regraded | ChangeKind::Condition | ChangeKind::Moved);
    (said.is_some() || was_changed).then(|| FormerQuestion {
        ask: ask.clone(),
        evidence: evidence.clone(),
        checklist: checklist.as_ref().map(|id| id.as_str().to_owned()),
        area: area.clone(),
        severity: severity.map(|severity| severity.word().to_owned()),
        hard_stop: ids(hard_stop),
        applies_when: applies_when.as_ref().map(|Condition { any, all }| FormerCondition { any: ids(any), all: ids(all) }),
    })
}

fn ids(list: &[Id]) -> Vec<String> {
    list.iter().map(|id| id.as_str().to_owned()).collect()
}
