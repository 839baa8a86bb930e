//! What of a record still counts: entries put right, withdrawn, lifted, closed and renewed by later ones.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    Record,
    entry::{Entry, What},
    format::{Amendment, Discussion, Renewal},
};
use crate::diagnostic::{Code, Diagnostic, Findings, suggest};

/// The entries of a record that still count, each with what became of it.
#[derive(Debug)]
pub struct Standing<'r> {
    /// The record.
    pub record: &'r Record,
    /// The entries in order; those that were withdrawn or put right are not among them.
    pub entries: Vec<Stands<'r>>,
}

/// An entry that still counts, and what became of it.
#[derive(Debug, Clone)]
pub struct Stands<'r> {
    /// The entry.
    pub entry: &'r Entry,
    /// The entries that it puts right, the nearest first.
    pub corrected: Vec<&'r Entry>,
    /// The entry that lifts or closes it, with its reason.
    pub ended: Option<(&'r Entry, &'r Amendment)>,
    /// The discussions of a walkthrough that are closed, each by its number, counted from 1.
    pub closed_discussions: Vec<(u32, &'r Entry, &'r Amendment)>,
    /// Its renewals in order.
    pub renewals: Vec<(&'r Entry, &'r Renewal)>,
}

impl<'r> Standing<'r> {
    /// What still counts of a record, whatever the day.
    #[must_use]
    pub fn of(record: &'r Record) -> Self {
        Self::on(record, Date::MAX)
    }

    /// What still counts of a record on a day; entries that were written down later are not there yet.
    #[must_use]
    pub fn on(record: &'r Record, day: Date) -> Self {
        let there: Vec<&Entry> = record.entries.iter().filter(|entry| entry.head.written_on.value <= day).collect();
        let by_id: BTreeMap<&str, &Entry> = there.iter().map(|entry| (entry.id.as_str(), *entry)).collect();
        let is_gone = |entry: &Entry| is_gone(&there, entry, &mut Vec::new());
        let standing = there.iter().copied().filter(|entry| !matches!(entry.what.value, What::Withdraw(_)) && !is_gone(entry));
        let entries = standing.map(|entry| {
            let mut corrected: Vec<&Entry> = Vec::new();
            let mut at = entry;
            while let Some(before) = at.head.corrects.as_ref().and_then(|found| by_id.get(found.entry.value.as_str())) {
                if before.id == entry.id || corrected.iter().any(|known| known.id == before.id) {
                    break;
                }
                corrected.push(before);
                at = before;
            }
            // What was said of the entry that this one puts right is said of this one.
            let is_this = |id: &str| entry.id == id || corrected.iter().any(|known| known.id == id);
            let later = there.iter().copied().filter(|other| !is_gone(other));
            let ended = later.clone().find_map(|other| match &other.what.value {
                What::Lift(amendment) | What::Close(amendment)
                    if is_this(&amendment.entry.value) && amendment.discussion.is_none() =>
                {
                    Some((other, amendment))
                }
                _ => None,
            });
            let closed_discussions = later.clone().filter_map(|other| match &other.what.value {
                What::Close(amendment) if is_this(&amendment.entry.value) => Some((amendment.discussion?, other, amendment)),
                _ => None,
            });
            let closed_discussions = closed_discussions.collect();
            let renewals = later.filter_map(|other| match &other.what.value {
                What::Renew(renewal) if is_this(&renewal.entry.value) => Some((other, renewal)),
                _ => None,
            });
            Stands { entry, closed_discussions, renewals: renewals.collect(), ended, corrected }
        });
        Self { record, entries: entries.collect() }
    }

    /// The entries of a kind, each with what it says.
    pub fn all<'a, T: 'r>(
        &'a self,
        kind: impl Fn(&'r What) -> Option<&'r T> + 'a,
    ) -> impl Iterator<Item = (&'a Stands<'r>, &'r T)>
    where
        'r: 'a,
    {
        self.entries.iter().filter_map(move |stands| Some((stands, kind(&stands.entry.what.value)?)))
    }

    /// Whether the service is in production.
    #[must_use]
    pub fn launched(&self) -> Option<&Stands<'r>> {
        self.entries.iter().find(|stands| matches!(stands.entry.what.value, What::Launched(_)))
    }
}

/// Whether an entry was withdrawn or put right by one that still counts. Entries that do away with each other all stay.
fn is_gone<'r>(there: &[&'r Entry], entry: &'r Entry, asked: &mut Vec<&'r str>) -> bool {
    if asked.contains(&entry.id.as_str()) {
        return false;
    }
    asked.push(&entry.id);
    let does_away = |other: &&&Entry| {
        let withdraws = matches!(&other.what.value, What::Withdraw(amendment) if amendment.entry.value == entry.id);
        other.id != entry.id && (withdraws || other.head.corrects.as_ref().is_some_and(|found| found.entry.value == entry.id))
    };
    let gone = there.iter().filter(does_away).any(|other| !is_gone(there, other, asked));
    asked.pop();
    gone
}

impl Stands<'_> {
    /// Whether it was lifted or closed.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.ended.is_some()
    }

    /// Whether it had been lifted or closed by a day, that day included.
    #[must_use]
    pub fn had_ended(&self, day: Date) -> bool {
        self.ended.is_some_and(|(end, _)| end.head.on.value <= day)
    }

    /// The discussions of a walkthrough, each with its number, counted from 1; of a closed one also what came of it.
    pub fn discussions(&self) -> impl Iterator<Item = (u32, &Discussion, Option<(&Entry, &Amendment)>)> {
        let found = match &self.entry.what.value {
            What::Walkthrough(walkthrough) => walkthrough.discussions.as_slice(),
            _ => &[],
        };
        (1..).zip(found).map(|(number, discussion)| {
            let closed = self.closed_discussions.iter().find(|(of, ..)| *of == number);
            (number, discussion, closed.map(|(_, entry, amendment)| (*entry, *amendment)))
        })
    }

    /// The discussions of a walkthrough that are not closed, each with its number.
    pub fn open_discussions(&self) -> impl Iterator<Item = (u32, &Discussion)> {
        self.discussions().filter(|(.., closed)| closed.is_none()).map(|(number, discussion, _)| (number, discussion))
    }

    /// The last day of an exception or a condition, renewals counted; `None` for any other entry.
    #[must_use]
    pub fn ends_on(&self) -> Option<Date> {
        let first = match &self.entry.what.value {
            What::Exception(exception) => exception.ends_on.value,
            What::Condition(condition) => condition.ends_on.value,
            _ => return None,
        };
        Some(self.renewals.last().map_or(first, |(_, renewal)| renewal.ends_on.value))
    }
}

/// Reports entries that name another one that is not there, or that cannot be about it.
pub fn check_names(record: &Record, findings: &mut Findings) {
    for entry in &record.entries {
        let corrects = entry.head.corrects.as_ref().map(|correction| &correction.entry);
        for name in entry.what.value.about().into_iter().chain(corrects) {
            let Some(other) = record.entries.iter().find(|other| other.id == name.value) else {
                let message = format!("the record has no entry `{}`", name.value);
                let others = record.entries.iter().map(|other| other.id.as_str());
                let ids: Vec<&str> = others.filter(|id| *id != entry.id).collect();
                findings.push(Diagnostic::new(Code::UnknownId, name.span, message).maybe_help(suggest(
                    &name.value,
                    "there are",
                    &ids,
                )));
                continue;
            };
            let is_circle = corrects.is_some() && is_circle(record, entry);
            if other.id == entry.id || is_circle {
                let message = if other.id == entry.id {
                    "this entry is about itself"
                } else {
                    "these entries put each other right, in a circle"
                };
                findings.push(Diagnostic::new(Code::RefusedEntry, name.span, message).help("name the entry that it is about"));
            } else if is_earlier(entry, other) {
                let message = "this entry is of an earlier day than the one that it is about";
                findings.push(
                    Diagnostic::new(Code::RefusedEntry, name.span, message).help("correct its dates, or name another entry"),
                );
            } else if let Some(help) = misfit(entry, other) {
                let (kind, about) = (entry.what.value.kind().word(), other.what.value.kind().word());
                let message = format!("`{kind}` cannot be about `{about}`");
                findings.push(Diagnostic::new(Code::RefusedEntry, name.span, message).help(help));
            }
        }
    }
}

/// Whether an entry is put right, over others, by itself.
fn is_circle(record: &Record, entry: &Entry) -> bool {
    let mut at = entry;
    for _ in 0..record.entries.len() {
        let next = at.head.corrects.as_ref().and_then(|found| record.entries.iter().find(|other| other.id == found.entry.value));
        match next {
            Some(next) if next.id == entry.id => return true,
            Some(next) => at = next,
            None => return false,
        }
    }
    false
}

/// Whether an entry lies before the one that it is about. One that puts another right has that one's day.
fn is_earlier(entry: &Entry, other: &Entry) -> bool {
    entry.head.written_on.value < other.head.written_on.value
        || (entry.head.corrects.is_none() && entry.head.on.value < other.head.on.value)
}

/// Why an entry cannot be about another one.
fn misfit(entry: &Entry, other: &Entry) -> Option<&'static str> {
    if entry.head.corrects.as_ref().is_some_and(|correction| correction.entry.value == other.id) {
        return (entry.what.value.kind() != other.what.value.kind())
            .then_some("an entry is put right by one of its own kind; withdraw it, and write another");
    }
    match (&entry.what.value, &other.what.value) {
        (What::Lift(_), What::Verdict(_))
        | (What::Close(Amendment { discussion: None, .. }), What::Condition(_) | What::Exception(_) | What::Challenge(_))
        | (What::Renew(_), What::Condition(_) | What::Exception(_))
        | (What::Challenge(_), What::Verdict(_) | What::Walkthrough(_) | What::Condition(_) | What::Exception(_))
        | (What::Withdraw(_), _) => None,
        (What::Close(Amendment { discussion: Some(number), .. }), What::Walkthrough(walkthrough)) => {
            let is_there = usize::try_from(*number).is_ok_and(|number| number <= walkthrough.discussions.len());
            (!is_there).then_some("this entry has no discussion of that number")
        }
        (What::Close(_), What::Walkthrough(_)) => Some("say which discussion is closed: `discussion: 1`"),
        (What::Lift(_), _) => Some("only a veto, or advice to wait, is lifted"),
        (What::Close(_), _) => Some("only a condition, an exception, a challenge or a discussion is closed"),
        (What::Renew(_), _) => Some("only a condition or an exception is renewed"),
        _ => Some("a challenge is about a `verdict`, a `walkthrough`, a `condition` or an `exception`"),
    }
}
