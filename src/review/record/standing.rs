//! What of a record still counts: entries put right, withdrawn, lifted, closed and renewed by later ones.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    Record,
    circles::Circles,
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
        let away = Away::among(&there);
        let later = Later::of(there.iter().zip(&away.is_gone).filter(|(_, is_gone)| !**is_gone).map(|(entry, _)| *entry));
        let counts = |at: &usize| !away.is_gone[*at] && !matches!(there[*at].what.value, What::Withdraw(_));
        let entries = (0..there.len()).filter(counts).map(|at| {
            let corrected: Vec<&Entry> = away.corrected(&there, at).collect();
            // What was said of the entry that this one puts right is said of this one.
            let ids = || std::iter::once(&there[at].id).chain(corrected.iter().map(|before| &before.id)).map(String::as_str);
            Stands {
                entry: there[at],
                ended: said_of(&later.ended, ids()).into_iter().next(),
                closed_discussions: said_of(&later.closed_discussions, ids()),
                renewals: said_of(&later.renewals, ids()),
                corrected,
            }
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

/// What does away with what.
struct Away {
    /// Whether each entry was withdrawn or put right by one that still counts. Entries that do away with each other all stay.
    is_gone: Vec<bool>,
    /// The entry that each puts right, unless that one does away with it as well.
    corrects: Vec<Option<usize>>,
}

impl Away {
    fn among(there: &[&Entry]) -> Self {
        let by_id: BTreeMap<&str, usize> = there.iter().enumerate().map(|(at, entry)| (entry.id.as_str(), at)).collect();
        let withdraws = |entry: &Entry| match &entry.what.value {
            What::Withdraw(amendment) => by_id.get(amendment.entry.value.as_str()).copied(),
            _ => None,
        };
        let corrects = |entry: &Entry| by_id.get(entry.head.corrects.as_ref()?.entry.value.as_str()).copied();
        let to: Vec<Vec<usize>> =
            there.iter().map(|entry| withdraws(entry).into_iter().chain(corrects(entry)).collect()).collect();
        let circles = Circles::of(&to);
        let mut is_gone = vec![false; there.len()];
        // Whatever does away with an entry comes before it, and is decided by then.
        for at in circles.order.iter().copied() {
            if !is_gone[at] {
                for other in to[at].iter().filter(|other| !circles.are_one(at, **other)) {
                    is_gone[*other] = true;
                }
            }
        }
        let nearest = |(at, entry): (usize, &&Entry)| corrects(entry).filter(|other| !circles.are_one(at, *other));
        let corrects = there.iter().enumerate().map(nearest).collect();
        Self { is_gone, corrects }
    }

    /// The entries that one puts right, the nearest first.
    fn corrected<'r>(&self, there: &[&'r Entry], at: usize) -> impl Iterator<Item = &'r Entry> {
        std::iter::successors(self.corrects[at], |at| self.corrects[*at]).map(|at| there[at])
    }
}

/// What entries that still count say of others, in order, by the ids of those.
#[derive(Default)]
struct Later<'r> {
    /// What lifts or closes an entry.
    ended: SaidOf<'r, (&'r Entry, &'r Amendment)>,
    /// What closes a discussion of a walkthrough, with its number.
    closed_discussions: SaidOf<'r, (u32, &'r Entry, &'r Amendment)>,
    /// What renews one.
    renewals: SaidOf<'r, (&'r Entry, &'r Renewal)>,
}

/// What is said of each entry, by its id, with the place at which it is said.
type SaidOf<'r, T> = BTreeMap<&'r str, Vec<(usize, T)>>;

impl<'r> Later<'r> {
    fn of(entries: impl Iterator<Item = &'r Entry>) -> Self {
        let mut later = Self::default();
        for (at, entry) in entries.enumerate() {
            match &entry.what.value {
                What::Lift(said) | What::Close(said) => {
                    let id = said.entry.value.as_str();
                    match said.discussion {
                        None => later.ended.entry(id).or_default().push((at, (entry, said))),
                        Some(number) if matches!(entry.what.value, What::Close(_)) => {
                            later.closed_discussions.entry(id).or_default().push((at, (number, entry, said)));
                        }
                        Some(_) => {}
                    }
                }
                What::Renew(said) => {
                    later.renewals.entry(said.entry.value.as_str()).or_default().push((at, (entry, said)));
                }
                _ => {}
            }
        }
        later
    }
}

/// What is said of any of these, in order.
fn said_of<'i, T: Copy>(said: &SaidOf<'_, T>, ids: impl Iterator<Item = &'i str>) -> Vec<T> {
    let mut found: Vec<(usize, T)> = ids.filter_map(|id| said.get(id)).flatten().copied().collect();
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, what)| what).collect()
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
    let by_id: BTreeMap<&str, usize> = record.entries.iter().enumerate().map(|(at, entry)| (entry.id.as_str(), at)).collect();
    let put_right = |entry: &Entry| by_id.get(entry.head.corrects.as_ref()?.entry.value.as_str()).copied();
    let to: Vec<Vec<usize>> = record.entries.iter().map(|entry| put_right(entry).into_iter().collect()).collect();
    let circles = Circles::of(&to);
    for (at, entry) in record.entries.iter().enumerate() {
        let corrects = entry.head.corrects.as_ref().map(|correction| &correction.entry);
        for name in entry.what.value.about().into_iter().chain(corrects) {
            let Some(other) = by_id.get(name.value.as_str()).map(|at| &record.entries[*at]) else {
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
            if other.id == entry.id || circles.is_round(at) {
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
