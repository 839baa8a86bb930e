//! What of a record is due by a day: the next talk, discussions, conditions, exceptions, second looks, findings.

use jiff::civil::Date;
use serde::Serialize;

use super::{
    entry::What,
    format::FindingState,
    standing::{Standing, Stands},
};
use crate::yaml::{Id, word_enum};

word_enum! {
    /// What is due.
    DueKind {
        /// The next talk.
        Talk = "talk",
        /// A discussion of the walkthrough.
        Discussion = "discussion",
        /// A condition.
        Condition = "condition",
        /// An exception, which ends.
        Exception = "exception",
        /// The second look at what the team disagrees with.
        Challenge = "challenge",
        /// Something that an assessment or a load profile found.
        Finding = "finding",
    }
}

/// Something that is due.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Due {
    /// The day.
    pub day: String,
    /// The service.
    pub service: String,
    /// What it is.
    pub kind: DueKind,
    /// What it is about, in the words of the entry.
    pub what: String,
    /// The ids of those whose it is.
    pub whose: Vec<String>,
    /// The entry that says so.
    pub entry: String,
    /// The ticket that rules, if there is one.
    pub ticket: Option<String>,
}

/// Something with a day of its own that is not done yet, by the entry that says so.
#[derive(Debug, Clone)]
pub struct Open<'d> {
    /// The entry.
    pub stands: &'d Stands<'d>,
    /// What it is.
    pub kind: DueKind,
    /// The day.
    pub day: Date,
    /// Which of the entry's own list it is: the number of a discussion, or the id of a finding.
    pub part: Option<String>,
    /// What it is about, in the words of the entry.
    pub what: String,
    /// Whose it is.
    pub whose: Vec<&'d Id>,
    /// The ticket that rules.
    pub ticket: Option<&'d str>,
}

impl Standing<'_> {
    /// What is due on a day or before it, by date.
    #[must_use]
    pub fn due(&self, day: Date) -> Vec<Due> {
        let mut due: Vec<Due> = self.open().filter(|open| open.day <= day).map(Open::told).collect();
        due.sort();
        due
    }

    /// What has a day and is not done, in the order of the entries.
    pub fn open(&self) -> impl Iterator<Item = Open<'_>> {
        self.entries.iter().flat_map(|stands| self.open_of(stands))
    }

    fn open_of<'d>(&'d self, stands: &'d Stands<'d>) -> Vec<Open<'d>> {
        let by: Vec<&Id> = stands.entry.head.by.iter().collect();
        let open = |kind: DueKind, day: Date, what: &str| Open {
            stands,
            kind,
            day,
            part: None,
            what: what.to_owned(),
            whose: by.clone(),
            ticket: None,
        };
        match &stands.entry.what.value {
            What::Talk(talk) if self.is_awaited(stands) => {
                talk.next.iter().map(|next| open(DueKind::Talk, next.value, &talk.topic)).collect()
            }
            What::Walkthrough(_) => {
                let one = stands.open_discussions().map(|(number, found)| Open {
                    part: Some(number.to_string()),
                    whose: vec![&found.owner],
                    ticket: found.ticket.as_deref(),
                    ..open(DueKind::Discussion, found.due.value, &found.topic)
                });
                one.collect()
            }
            What::Condition(found) if !stands.is_ended() => {
                let ends = stands.ends_on().unwrap_or(found.ends_on.value);
                let one = open(DueKind::Condition, ends, &found.what);
                vec![Open { whose: vec![&found.owner], ticket: found.ticket.as_deref(), ..one }]
            }
            What::Exception(found) if !stands.is_ended() => {
                let ends = stands.ends_on().unwrap_or(found.ends_on.value);
                let what = format!("{}: {}", found.question.value, found.gap);
                vec![Open { ticket: found.ticket.as_deref(), ..open(DueKind::Exception, ends, &what) }]
            }
            What::Challenge(found) if !stands.is_ended() => {
                found.second_look.iter().map(|day| open(DueKind::Challenge, day.value, &found.words)).collect()
            }
            What::Assessment(found) | What::LoadProfile(found) => {
                // What is accepted ends with its exception.
                let waits = found.unfinished().filter(|found| found.state != FindingState::Accepted);
                let dated = waits.filter_map(|found| {
                    let day = found.due.as_ref()?.value;
                    let whose = found.owner.as_ref().map_or_else(|| by.clone(), |owner| vec![owner]);
                    let one = open(DueKind::Finding, day, &found.id);
                    Some(Open { part: Some(found.id.clone()), whose, ticket: found.link.as_deref(), ..one })
                });
                dated.collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether the next talk that a talk names is still to come: whoever has talked since, or has launched, knows what comes next.
    fn is_awaited(&self, stands: &Stands<'_>) -> bool {
        let day = stands.entry.head.on.value;
        // The latest come last, so they are looked at first.
        !self.entries.iter().rev().any(|other| match other.entry.what.value {
            What::Talk(_) => other.entry.head.on.value > day,
            What::Launched(_) => other.entry.head.on.value >= day,
            _ => false,
        })
    }
}

impl Open<'_> {
    /// As it is told and exported.
    fn told(self) -> Due {
        Due {
            day: self.day.to_string(),
            service: self.stands.entry.head.service.as_str().to_owned(),
            kind: self.kind,
            what: self.what,
            whose: self.whose.into_iter().map(|id| id.as_str().to_owned()).collect(),
            entry: self.stands.entry.id.clone(),
            ticket: self.ticket.map(str::to_owned),
        }
    }
}
