//! The closed editions of a checklist in `handbook.json`: what each asked and changed, for teams that have only that file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    config::Config,
    handbook::{Checklist, ClosedEditions, expand_text},
    manuscript::{
        checklist::{Condition, ItemDigests, Severity},
        edition::{Change, ChangeKind, Edition, EditionQuestion, Former},
    },
    source::Span,
    yaml::{Digest, EditionId, Id},
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
    /// The ids of all its questions, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<String>,
    /// The ids that were retired by then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retired: Vec<String>,
    /// The digest of the checklist as a whole; none in the file of a program that did not say what each edition asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
}

impl ClosedEdition {
    /// The ids of the questions that it brought, reworded or re-graded: those with a bar in the margin of a sheet.
    pub fn changed(&self) -> impl Iterator<Item = &str> {
        let kinds = [ChangeKind::Added, ChangeKind::Reworded, ChangeKind::Regraded].map(ChangeKind::word);
        let changes = self.changes.iter().filter(move |change| kinds.contains(&change.kind.as_str()));
        changes.filter_map(|change| change.id.as_deref())
    }
}

/// A question as closed editions asked it, where the checklist asks it otherwise today, elsewhere, or no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierQuestion {
    /// Its id.
    pub id: String,
    /// The editions that asked it so, in order.
    pub editions: Vec<EditionId>,
    /// The question.
    pub ask: String,
    /// What a team could show as evidence; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub evidence: String,
    /// The id of its area; empty in a checklist with one area.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub area: String,
    /// How deep the talk about a gap went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// The ids of the tiers in which a gap stopped the launch.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hard_stop: Vec<String>,
    /// The services that it was for; every launch without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applies_when: Option<FormerCondition>,
    /// Its digests.
    pub digests: ItemDigests,
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
    closed.into_iter().flat_map(ClosedEditions::iter).map(|file| one(&file.edition)).collect()
}

/// The questions of closed editions that the checklist does not ask so today, in the order of the editions. Names are filled in as they
/// are today.
pub fn earlier(closed: Option<&ClosedEditions<'_>>, checklist: &Checklist, config: &Config) -> Vec<EarlierQuestion> {
    let mut today = BTreeMap::new();
    for area in &checklist.areas {
        today.extend(area.written().items.valid.iter().map(|item| (item.id.value.as_str(), (area.id.as_str(), item.digests()))));
    }
    let mut known: BTreeMap<(&str, &str, Digest, Digest), usize> = BTreeMap::new();
    let mut all: Vec<EarlierQuestion> = Vec::new();
    for edition in closed.into_iter().flat_map(ClosedEditions::iter).map(|file| &file.edition) {
        for (id, question) in &edition.questions {
            let (id, area) = (id.value.as_str(), question.area.as_deref().unwrap_or_default());
            let digests = ItemDigests { asks: question.asks, all: question.all };
            if today.get(id) == Some(&(area, digests)) {
                continue;
            }
            let at = *known.entry((id, area, question.asks, question.all)).or_insert_with(|| {
                all.push(earlier_question(id, question, edition.closed.span, config));
                all.len() - 1
            });
            all[at].editions.push(edition.closed.value);
        }
    }
    all
}

fn earlier_question(id: &str, question: &EditionQuestion, place: Span, config: &Config) -> EarlierQuestion {
    let EditionQuestion { ask, evidence, area, severity, hard_stop, applies_when, asks, all } = question;
    EarlierQuestion {
        id: id.to_owned(),
        editions: Vec::new(),
        ask: expand_text(ask, place, config),
        evidence: evidence.as_ref().map_or_else(String::new, |evidence| expand_text(evidence, place, config)),
        area: area.clone().unwrap_or_default(),
        severity: *severity,
        hard_stop: ids(hard_stop),
        applies_when: applies_when.as_ref().map(condition),
        digests: ItemDigests { asks: *asks, all: *all },
    }
}

fn condition(Condition { any, all }: &Condition) -> FormerCondition {
    FormerCondition { any: ids(any), all: ids(all) }
}

fn one(edition: &Edition) -> ClosedEdition {
    ClosedEdition {
        id: edition.closed.value,
        after: edition.after.iter().map(|after| after.value).collect(),
        changes: edition.changes.iter().map(change).collect(),
        questions: edition.questions.iter().map(|(id, _)| id.value.clone()).collect(),
        retired: edition.retired.clone(),
        digest: Some(edition.all),
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
        applies_when: applies_when.as_ref().map(condition),
    })
}

fn ids(list: &[Id]) -> Vec<String> {
    list.iter().map(|id| id.as_str().to_owned()).collect()
}
