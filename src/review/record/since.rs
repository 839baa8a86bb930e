//! What differs since a role has signed: only that is read again.

use serde::Serialize;
use serde_json::{Map, Value};

use super::{AnswerVersion, AnswersVersion, Record, VersionChanges, decision::Decision, entry::What, signed_versions::in_words};
use crate::review::{
    Review,
    changes::{Piece, compared, marked},
    plain::plain,
};

/// Why nothing can be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoSince {
    /// The role has not signed.
    Unsigned,
    /// The answers that it signed are not kept.
    NotKept,
}

/// What differs since the latest signature of a role.
#[derive(Debug, Clone, Serialize)]
pub struct Since {
    /// The title of the service.
    pub service: String,
    /// The title of the role.
    pub role: String,
    /// The names of those who signed.
    pub by: Vec<String>,
    /// The day on which they did, `YYYY-MM-DD`.
    pub on: String,
    /// The short digest of the answers that they signed.
    pub version: String,
    /// What differs, by ids.
    pub changes: VersionChanges,
    /// What the service is: the keys that differ.
    pub facts: Vec<Difference>,
    /// The questions whose answers differ: what they decide, their words, those that are asked since, those that no longer are.
    pub questions: Vec<SinceQuestion>,
}

/// A question that is read again.
#[derive(Debug, Clone, Serialize)]
pub struct SinceQuestion {
    /// Its id.
    pub id: String,
    /// The question; empty where the handbook no longer has it.
    pub ask: String,
    /// What became of it.
    pub became: Became,
    /// The keys of its answer that differ.
    pub differences: Vec<Difference>,
}

/// What became of a question since.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Became {
    /// Its answer differs.
    Changed,
    /// It applies since.
    Added,
    /// It no longer applies.
    Gone,
}

/// A key of an answer, or of the service, before and after.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    /// The key of the answer file.
    pub key: String,
    /// Its text word by word.
    pub words: Vec<Piece>,
}

/// What differs since the latest signature of a role: each answer word by word, what is asked since, and what no longer.
///
/// # Errors
/// When the role has not signed, or the answers of then are not kept.
pub fn since(review: &Review<'_>, record: &Record, decision: &Decision<'_>, role: &str) -> Result<Since, NoSince> {
    let signed = decision.standing.entries.iter().rev().find_map(|stands| match &stands.entry.what.value {
        What::SignOff(found) if found.role.as_str() == role => Some((stands.entry, found)),
        _ => None,
    });
    let (entry, sign_off) = signed.ok_or(NoSince::Unsigned)?;
    let kept = record.versions.get(&sign_off.version.value).ok_or(NoSince::NotKept)?;
    let now = AnswersVersion::of(review, &kept.phase);
    let changes = kept.changes_of(&now, |id| sign_off.covers(id));
    let empty = AnswerVersion::default();
    let all = changes.decides.iter().chain(&changes.words).chain(&changes.added).chain(&changes.gone);
    let question = |id: &String| {
        let (was, is) = (kept.answers.get(id), now.answers.get(id));
        let became = match (was, is) {
            (Some(_), Some(_)) => Became::Changed,
            (_, None) => Became::Gone,
            (None, Some(_)) => Became::Added,
        };
        let [was, is] = [was, is].map(|version| &version.unwrap_or(&empty).all);
        let differences = if became == Became::Gone { Vec::new() } else { differences(was, is) };
        let ask = review.row(id).map_or_else(String::new, |row| row.item.ask.clone());
        SinceQuestion { id: id.clone(), ask, became, differences }
    };
    Ok(Since {
        service: review.answers.service.name().to_owned(),
        role: review.export.title(&review.export.settings.roles, role).to_owned(),
        by: entry.head.by.iter().map(|id| record.people.name(id.as_str()).to_owned()).collect(),
        on: entry.head.on.value.to_string(),
        version: sign_off.version.value.short(),
        facts: differences(&kept.service, &now.service),
        questions: all.map(question).collect(),
        changes,
    })
}

/// The keys of two canonical forms that differ, in their order.
fn differences(was: &Map<String, Value>, is: &Map<String, Value>) -> Vec<Difference> {
    let mut keys: Vec<&String> = was.keys().chain(is.keys()).filter(|key| was.get(*key) != is.get(*key)).collect();
    keys.sort();
    keys.dedup();
    let text = |form: &Map<String, Value>, key: &str| form.get(key).map_or_else(String::new, text_of);
    keys.into_iter().map(|key| Difference { key: key.clone(), words: compared(&text(was, key), &text(is, key)) }).collect()
}

impl Since {
    /// As Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let Self { service, role, by, on, version: _, changes, facts, questions } = self;
        let mut blocks = vec![format!("# {}: {} {on}", plain(service), plain(role))];
        blocks.push(format!("{} agreed on {on}; since then {}.", plain(&by.join(", ")), plain(&in_words(changes))));
        blocks.extend((!facts.is_empty()).then(|| lines(facts)));
        for SinceQuestion { id, ask, became, differences } in questions {
            blocks.push(format!("## {id}"));
            blocks.extend((!ask.is_empty()).then(|| plain(ask)));
            blocks.extend(match became {
                Became::Changed => None,
                Became::Added => Some("It applies since.".to_owned()),
                Became::Gone => Some("It no longer applies.".to_owned()),
            });
            blocks.extend((!differences.is_empty()).then(|| lines(differences)));
        }
        format!("{}\n", blocks.join("\n\n"))
    }
}

fn lines(differences: &[Difference]) -> String {
    let line = |Difference { key, words }: &Difference| format!("- {key}: {}", marked(words));
    differences.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A canonical value as people read it.
fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(entries) => entries.iter().map(text_of).collect::<Vec<_>>().join("; "),
        Value::Object(form) => {
            form.iter().map(|(key, value)| format!("{key}: {}", text_of(value))).collect::<Vec<_>>().join("; ")
        }
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Null => String::new(),
    }
}
