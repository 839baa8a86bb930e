//! The words in which changes are told, whatever face they have.

use super::{AnswerStill, Change, Changed, Changes, Piece, Place, Side, Verdict};
use crate::{manuscript::checklist::Severity, review::handbook_export::Condition};

/// A change as a line: what it is, and the words where there are some.
pub struct Line<'a> {
    /// What it is.
    pub what: String,
    /// The words that differ; none where `what` says all.
    pub words: &'a [Piece],
}

/// The words of the question itself, if they differ: they stand where its title would.
pub fn question_words(changed: &Changed) -> Option<&[Piece]> {
    changed.changes.iter().find_map(|change| match change {
        Change::Reworded { part: "ask", words } => Some(words.as_slice()),
        _ => None,
    })
}

/// All that is told of a thing: its changes, and what becomes of an answer.
pub fn lines<'a>(changes: &'a Changes, changed: &'a Changed) -> Vec<Line<'a>> {
    let is_question = changed.place.is_some();
    let mut lines: Vec<Line<'_>> = changed.changes.iter().map(|change| line(changes, change, is_question)).collect();
    lines.extend(changed.answer.map(|answer| Line { what: still(answer).to_owned(), words: &[] }));
    lines
}

fn line<'a>(changes: &'a Changes, change: &'a Change, is_question: bool) -> Line<'a> {
    let Changes { old, new, .. } = changes;
    let titles = |side: &Side, ids: &[String]| joined(ids.iter().map(|id| side.title_of(id).to_owned()));
    let what = match change {
        Change::Added { replaces, severity, hard_stop } => {
            let severity = severity.map(|severity| format!("severity {}", severity.word()));
            let replaces = (!replaces.is_empty()).then(|| format!("replaces {}", joined(replaces.iter().cloned())));
            let stop = (!hard_stop.is_empty()).then(|| format!("a gap stops the launch ({})", titles(new, hard_stop)));
            let told = [Some("new".to_owned()), severity, stop, replaces];
            told.into_iter().flatten().collect::<Vec<_>>().join("; ")
        }
        Change::Returned => "asked again under an id that had been retired".to_owned(),
        Change::Retired { why, replaced_by } => {
            let by =
                if replaced_by.is_empty() { String::new() } else { format!("; now {}", joined(replaced_by.iter().cloned())) };
            let why = if why.is_empty() { String::new() } else { format!(": {why}") };
            format!("no longer asked{by}{why}")
        }
        Change::Removed if is_question => "gone, and not listed under `retired`".to_owned(),
        Change::Removed => "gone".to_owned(),
        Change::Reworded { part: "ask", .. } => return Line { what: "reworded".to_owned(), words: &[] },
        Change::Reworded { part, words } | Change::Explained { part, words } => {
            return Line { what: label(part).to_owned(), words };
        }
        Change::Regraded { was, is } => format!("severity: {} → {}", grade(*was), grade(*is)),
        Change::HardStopBegan { is } => format!("a gap now stops the launch ({})", titles(new, is)),
        Change::HardStopEnded { was } => format!("a gap no longer stops the launch (it did: {})", titles(old, was)),
        Change::HardStopTiers { was, is } => format!("a gap stops the launch: {} → {}", titles(old, was), titles(new, is)),
        Change::Condition { was, is } => format!("asked of: {} → {}", condition(old, was), condition(new, is)),
        Change::Applies { is: true } => "asked of this service now: what it uses brings other traits".to_owned(),
        Change::Applies { is: false } => "no longer asked of this service: what it uses brings other traits".to_owned(),
        Change::Moved { was, is } => format!("moved: {} → {}", place(was), place(is)),
        Change::Set { part, environment, was, is } => {
            let value = |side: &Side, values: &[String]| match values {
                [] => "none".to_owned(),
                values if names_words(part) => titles(side, values),
                values => joined(values.iter().cloned()),
            };
            let environment = environment.as_ref().map_or_else(String::new, |id| format!(" ({})", new.title_of(id)));
            format!("{}{environment}: {} → {}", label(part), value(old, was), value(new, is))
        }
        Change::Details => "explained otherwise; an edition keeps no words of that".to_owned(),
        Change::Unseen { in_question: true } => "the question is written otherwise, and reads the same here".to_owned(),
        Change::Unseen { in_question: false } => "written otherwise, and reads the same here".to_owned(),
    };
    Line { what, words: &[] }
}

fn joined(texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<_>>().join(", ")
}

fn grade(grade: Option<Severity>) -> &'static str {
    grade.map_or("none", Severity::word)
}

/// Where a question stands, for people.
pub fn place(Place { checklist: _, checklist_title, area, area_title }: &Place) -> String {
    let area = if area.is_empty() { "" } else { area_title.as_str() };
    let names = [checklist_title.as_str(), area];
    names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", ")
}

fn condition(side: &Side, Condition { any, all }: &Condition) -> String {
    let titles = |ids: &[String], word: &str| ids.iter().map(|id| side.title_of(id)).collect::<Vec<_>>().join(word);
    match (any.is_empty(), all.is_empty()) {
        (true, true) => "every launch".to_owned(),
        (false, true) => titles(any, " or "),
        (true, false) => titles(all, " and "),
        (false, false) => format!("{} and ({})", titles(all, " and "), titles(any, " or ")),
    }
}

fn still(AnswerStill { state, verdict }: AnswerStill) -> &'static str {
    match (verdict, state.is_some()) {
        (Verdict::Stands, _) => "the answer stands",
        (Verdict::StandsButLook, _) => "the answer stands; look at it once more",
        (Verdict::Look, _) => "look at the answer: other words are asked",
        (Verdict::ToAnswer, _) => "to be answered",
        (Verdict::SetAside, true) => "no longer asked of this service; the answer is kept",
        (Verdict::SetAside, false) => "no longer asked of this service",
        (Verdict::NoLongerAsked, true) => "the answer is kept",
        (Verdict::NoLongerAsked, false) => "there was no answer",
    }
}

/// Whether the values of a key are ids that have titles.
fn names_words(part: &str) -> bool {
    matches!(part, "domain" | "talk_to" | "sign_off" | "implies")
}

/// What a key holds, for people.
fn label(part: &str) -> &str {
    match part {
        "evidence" => "what could be shown",
        "why" => "why",
        "example" => "example",
        "probes" => "what may be asked next",
        "domain" => "who to ask",
        "grows_from" => "grows from",
        "earliest" => "first thought of in",
        "intro" => "introduction",
        "talk_to" => "who to talk to outside the bounds",
        "sign_off" => "who agrees outside the bounds",
        "bring" => "what to bring",
        "who" => "who does it",
        "team" => "the team's half",
        "provider" => "the provider's half",
        "must_enable" => "must be enabled",
        "not_applicable" => "why there is nothing to do",
        "enablement" => "help",
        "basis" => "rests on",
        "short_form" => "short form",
        "also" => "other names",
        "short" => "meaning",
        "text" => "more about it",
        "implies" => "traits that it brings",
        // The key is the word: edition, title, phase, unit, bounds, duty, guide, kind, sources, traps.
        part => part,
    }
}

/// What differs, counted: `3 questions (1 new, 2 reworded), 1 term`.
pub fn summary(changes: &Changes) -> String {
    let counted = |count: usize, one: &str| match (count, one) {
        (1, one) => format!("1 {one}"),
        (count, "duty") => format!("{count} duties"),
        (count, "cell of the matrix") => format!("{count} cells of the matrix"),
        (count, one) => format!("{count} {one}s"),
    };
    let groups = changes.groups().into_iter().filter(|(_, changed)| !changed.is_empty());
    let told: Vec<String> = groups
        .map(|(one, changed)| {
            let kinds = if one == "question" { format!(" ({})", kinds(changed)) } else { String::new() };
            format!("{}{kinds}", counted(changed.len(), one))
        })
        .collect();
    if told.is_empty() { "nothing differs".to_owned() } else { told.join(", ") }
}

/// How many questions changed in each way; one that changed in two counts for both.
fn kinds(changed: &[Changed]) -> String {
    const KINDS: &[&str] = &[
        "new",
        "asked again",
        "no longer asked",
        "gone",
        "reworded",
        "re-graded",
        "hard stop",
        "condition",
        "moved",
        "explained otherwise",
        "other",
    ];
    let kind = |change: &Change| match change {
        Change::Added { .. } => "new",
        Change::Returned => "asked again",
        Change::Retired { .. } => "no longer asked",
        Change::Removed => "gone",
        Change::Reworded { .. } => "reworded",
        Change::Regraded { .. } => "re-graded",
        Change::HardStopBegan { .. } | Change::HardStopEnded { .. } | Change::HardStopTiers { .. } => "hard stop",
        Change::Condition { .. } | Change::Applies { .. } => "condition",
        Change::Moved { .. } => "moved",
        Change::Explained { .. } | Change::Details => "explained otherwise",
        Change::Set { .. } | Change::Unseen { .. } => "other",
    };
    let count =
        |wanted: &&str| changed.iter().filter(|changed| changed.changes.iter().any(|change| kind(change) == *wanted)).count();
    let counts = KINDS.iter().map(|kind| (count(kind), kind)).filter(|(count, _)| *count > 0);
    counts.map(|(count, kind)| format!("{count} {kind}")).collect::<Vec<_>>().join(", ")
}

/// The name of a group as a heading.
pub fn heading(group: &str) -> &str {
    match group {
        "checklist" => "Checklists",
        "area" => "Areas",
        "question" => "Questions",
        "guardrail" => "Guardrails",
        "duty" => "Duties",
        "managed service" => "Managed services",
        "cell of the matrix" => "Responsibility matrix",
        _ => "Terms",
    }
}
