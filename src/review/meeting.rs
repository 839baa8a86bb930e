//! What a room needs beside the questions: how the hour is spent, who is there, and how many points fit into it.

use serde::Serialize;

use super::{
    handbook_export::HandbookExport,
    profile::Profile,
    report::{FilledItem, Group, GroupKind},
};
use crate::config::Oversight;

/// Minutes that a point takes that is talked about with room to write.
const MINUTES_A_POINT: u32 = 3;

/// The steps of a meeting of an hour: stem of the name of its words, and minutes.
const STEPS: &[(&str, u32)] = &[("purpose", 10), ("open", 30), ("follow_up", 10), ("verdict", 10)];

/// A meeting at which a launch is decided.
#[derive(Debug, Clone, Serialize)]
pub struct Meeting {
    /// Its steps in order.
    pub steps: Vec<MeetingStep>,
    /// The titles of the roles that take part.
    pub roles: Vec<String>,
    /// How many points fit into the step in which they are talked about.
    pub fits: usize,
}

/// A step of a meeting.
#[derive(Debug, Clone, Serialize)]
pub struct MeetingStep {
    /// Its title.
    pub title: String,
    /// Its length in minutes.
    pub minutes: u32,
    /// What happens in it.
    pub text: String,
}

/// The meeting of the first phase with sign-off, for a service with this profile; without such a phase nobody has a role in it.
#[must_use]
pub fn meeting(export: &HandbookExport, profile: &Profile<'_>) -> Meeting {
    let steps = steps(export);
    let signed = export.phases.iter().find(|phase| phase.oversight == Oversight::SignOff);
    let participants = signed.map_or(&[][..], |phase| &phase.participants);
    let signs = export.settings.meeting.as_ref().map_or(&[][..], |meeting| &meeting.signs);
    let signers: Vec<&String> =
        signs.iter().filter(|signer| profile.is_of(&signer.tiers)).filter_map(|signer| signer.role.as_ref()).collect();
    let others = signers.iter().copied().filter(|role| !participants.contains(role));
    let role = |id: &String| {
        let title = export.title(&export.settings.roles, id);
        match signers.contains(&id) {
            true => export.word("review_meeting_signs").replace("{role}", title),
            false => title.to_owned(),
        }
    };
    Meeting {
        roles: participants.iter().chain(others).map(role).collect(),
        // The step for what is open is the longest.
        fits: steps.iter().map(|step| step.minutes / MINUTES_A_POINT).max().unwrap_or(0) as usize,
        steps,
    }
}

/// The steps that a handbook says, or those of an hour if it was published before it could.
fn steps(export: &HandbookExport) -> Vec<MeetingStep> {
    if let Some(meeting) = &export.settings.meeting {
        let made = meeting.steps.iter().map(|step| MeetingStep {
            title: step.title.clone(),
            minutes: step.minutes,
            text: step.text.clone(),
        });
        return made.collect();
    }
    let word = |name: String| export.word(&name).to_owned();
    let step = |&(name, minutes): &(&str, u32)| MeetingStep {
        title: word(format!("paper_step_{name}")),
        minutes,
        text: word(format!("paper_step_{name}_text")),
    };
    STEPS.iter().map(step).collect()
}

/// The ids of the questions that come up if there is time: all but the `fits` that weigh most, by severity and then by the order
/// of their groups. A hard stop that applies is never among them.
#[must_use]
pub fn if_there_is_time(groups: &[Group], fits: usize) -> Vec<String> {
    let mut points: Vec<(GroupKind, &FilledItem)> =
        groups.iter().flat_map(|group| group.items.iter().map(|item| (group.kind, item))).collect();
    let is_stop = |kind: GroupKind, item: &FilledItem| kind == GroupKind::HardStops || (item.hard_stop && item.aside.is_none());
    // Stable: what weighs the same stays in the order of the agenda.
    points.sort_by_key(|(kind, item)| (!is_stop(*kind, item), *kind == GroupKind::Aside, item.weight()));
    let points = points.into_iter().enumerate().filter(|(n, (kind, item))| *n >= fits && !is_stop(*kind, item));
    points.map(|(_, (_, item))| item.id.clone()).collect()
}
