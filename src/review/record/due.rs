//! What of a record is due by a day: the next talk, discussions, conditions, exceptions, second looks, findings.

use jiff::civil::Date;
use serde::Serialize;

use super::{
    entry::What,
    format::{Assessment, FindingState},
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

impl Standing<'_> {
    /// What is due on a day or before it, by date.
    #[must_use]
    pub fn due(&self, day: Date) -> Vec<Due> {
        let mut due: Vec<Due> = self.entries.iter().flat_map(|stands| self.dues_of(stands)).collect();
        due.retain(|due| due.day <= day.to_string());
        due.sort();
        due
    }

    fn dues_of(&self, stands: &Stands<'_>) -> Vec<Due> {
        let due = |kind: DueKind, day: Date, what: &str, whose: &[Id]| Due {
            day: day.to_string(),
            service: stands.entry.head.service.as_str().to_owned(),
            kind,
            what: what.to_owned(),
            whose: whose.iter().map(|id| id.as_str().to_owned()).collect(),
            entry: stands.entry.id.clone(),
            ticket: None,
        };
        let by = &stands.entry.head.by;
        let findings = |assessment: &Assessment| {
            let open = assessment.findings.iter().filter(|found| matches!(found.state, FindingState::Open | FindingState::Doing));
            let dated = open.filter_map(|found| {
                let day = found.due.as_ref()?.value;
                let whose = found.owner.as_ref().map_or(by.as_slice(), std::slice::from_ref);
                Some(Due { ticket: found.link.clone(), ..due(DueKind::Finding, day, &found.id, whose) })
            });
            dated.collect()
        };
        match &stands.entry.what.value {
            // Whoever has talked since knows what comes next.
            What::Talk(talk) if !self.was_talked_after(stands.entry.head.on.value) => {
                talk.next.iter().map(|next| due(DueKind::Talk, next.value, &talk.topic, by)).collect()
            }
            What::Walkthrough(_) => {
                let one = stands.open_discussions().map(|(_, found)| Due {
                    ticket: found.ticket.clone(),
                    ..due(DueKind::Discussion, found.due.value, &found.topic, std::slice::from_ref(&found.owner))
                });
                one.collect()
            }
            What::Condition(condition) if !stands.is_ended() => {
                let ends = stands.ends_on().unwrap_or(condition.ends_on.value);
                let what = due(DueKind::Condition, ends, &condition.what, std::slice::from_ref(&condition.owner));
                vec![Due { ticket: condition.ticket.clone(), ..what }]
            }
            What::Exception(exception) if !stands.is_ended() => {
                let ends = stands.ends_on().unwrap_or(exception.ends_on.value);
                let what = format!("{}: {}", exception.question.value, exception.gap);
                vec![Due { ticket: exception.ticket.clone(), ..due(DueKind::Exception, ends, &what, by) }]
            }
            What::Challenge(challenge) if !stands.is_ended() => {
                let day = challenge.second_look.iter();
                day.map(|day| due(DueKind::Challenge, day.value, &challenge.words, by)).collect()
            }
            What::Assessment(assessment) | What::LoadProfile(assessment) => findings(assessment),
            _ => Vec::new(),
        }
    }

    fn was_talked_after(&self, day: Date) -> bool {
        self.entries.iter().any(|other| matches!(other.entry.what.value, What::Talk(_)) && other.entry.head.on.value > day)
    }
}
