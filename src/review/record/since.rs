//! What differs since a role has signed, as Markdown: only that is read again.

use serde_json::Value;

use super::{AnswerVersion, AnswersVersion, Record, decision::Decision, entry::What, signed_versions::in_words};
use crate::review::{
    Review,
    changes::{compared, marked},
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

/// What differs since the latest signature of a role: each answer word by word, what is asked since, and what no longer.
///
/// # Errors
/// When the role has not signed, or the answers of then are not kept.
pub fn since(review: &Review<'_>, record: &Record, decision: &Decision<'_>, role: &str) -> Result<String, NoSince> {
    let signed = decision.standing.entries.iter().rev().find_map(|stands| match &stands.entry.what.value {
        What::SignOff(found) if found.role.as_str() == role => Some((stands.entry, found)),
        _ => None,
    });
    let (entry, sign_off) = signed.ok_or(NoSince::Unsigned)?;
    let kept = record.versions.get(&sign_off.version.value).ok_or(NoSince::NotKept)?;
    let now = AnswersVersion::of(review, &kept.phase);
    let changes = kept.changes_of(&now, |id| sign_off.covers(id));
    let by = entry.head.by.iter().map(|id| record.people.name(id.as_str())).collect::<Vec<_>>().join(", ");
    let title = review.export.title(&review.export.settings.roles, role);
    let mut blocks = vec![format!("# {}: {} {}", plain(review.answers.service.name()), plain(title), entry.head.on.value)];
    blocks.push(format!("{} agreed on {}; since then {}.", plain(&by), entry.head.on.value, plain(&in_words(&changes))));
    let (empty, service) = (AnswerVersion::default(), &changes.service);
    if !service.is_empty() {
        let line = |key: &String| {
            let text = |form: &serde_json::Map<String, Value>| form.get(key).map_or_else(String::new, text_of);
            format!("- {key}: {}", marked(&compared(&text(&kept.service), &text(&now.service))))
        };
        blocks.push(service.iter().map(line).collect::<Vec<_>>().join("\n"));
    }
    let all = changes.decides.iter().chain(&changes.words).chain(&changes.added).chain(&changes.gone);
    for id in all {
        let row = review.row(id);
        blocks.push(format!("## {id}"));
        blocks.extend(row.map(|row| plain(&row.item.ask)));
        let (was, is) = (kept.answers.get(id).unwrap_or(&empty), now.answers.get(id).unwrap_or(&empty));
        let mut keys: Vec<&String> = was.all.keys().chain(is.all.keys()).collect();
        keys.sort();
        keys.dedup();
        let lines = keys.into_iter().filter(|key| was.all.get(*key) != is.all.get(*key)).map(|key| {
            let text = |version: &AnswerVersion| version.all.get(key).map_or_else(String::new, text_of);
            format!("- {key}: {}", marked(&compared(&text(was), &text(is))))
        });
        let lines: Vec<String> = lines.collect();
        blocks.push(if kept.answers.contains_key(id) && now.answers.contains_key(id) {
            lines.join("\n")
        } else if now.answers.contains_key(id) {
            format!("It applies since.\n\n{}", lines.join("\n"))
        } else {
            "It no longer applies.".to_owned()
        });
    }
    Ok(format!("{}\n", blocks.join("\n\n")))
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
