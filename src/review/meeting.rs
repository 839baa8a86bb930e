//! What a room needs beside the questions: how the hour is spent, who is there, and how many points fit into it.

use serde::Serialize;

use super::{handbook_export::HandbookExport, profile::Profile, reviewed::Counts};
use crate::{config::USUAL_STEPS, manuscript::checklist::Severity};

/// Minutes that a point takes that is talked about with room to write.
const MINUTES_A_POINT: u32 = 3;

/// A meeting at which a launch is decided.
#[derive(Debug, Clone, Serialize)]
pub struct Meeting {
    /// Its steps in order.
    pub steps: Vec<MeetingStep>,
    /// The roles that take part, and those that sign for this service.
    pub roles: Vec<MeetingRole>,
    /// How many points fit into the step in which they are talked about.
    pub fits: usize,
}

/// A role in a meeting.
#[derive(Debug, Clone, Serialize)]
pub struct MeetingRole {
    /// Its title.
    pub title: String,
    /// Whether it signs what is decided of this service.
    pub signs: bool,
}

impl MeetingRole {
    /// Its title, and that it signs, in words.
    #[must_use]
    pub fn label(&self, export: &HandbookExport) -> String {
        if self.signs { export.word("review_meeting_signs").replace("{role}", &self.title) } else { self.title.clone() }
    }
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
    let signed = export.sign_off();
    let participants = signed.map_or(&[][..], |phase| &phase.participants);
    let signs = export.settings.meeting.as_ref().map_or(&[][..], |meeting| &meeting.signs);
    let signers: Vec<&String> =
        signs.iter().filter(|signer| profile.is_of(&signer.tiers)).filter_map(|signer| signer.role.as_ref()).collect();
    let others = signers.iter().copied().filter(|role| !participants.contains(role));
    let role =
        |id: &String| MeetingRole { title: export.title(&export.settings.roles, id).to_owned(), signs: signers.contains(&id) };
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
    USUAL_STEPS.iter().map(step).collect()
}

/// An area, as the room goes through it.
#[derive(Debug, Clone, Serialize)]
pub struct AgendaArea {
    /// The title of the area.
    pub title: String,
    /// The number of its questions in each state.
    pub counts: Counts,
    /// How many of its questions can stop the launch.
    pub hard_stops: usize,
    /// How many of those are open, or a gap.
    pub hard_stops_open: usize,
    /// Whether nothing in it needs talk.
    pub nothing_open: bool,
    /// Who can speak to it: titles of roles, or names.
    pub speakers: Vec<String>,
}

/// A question that needs talk, as far as it says how soon.
#[derive(Debug, Clone, Copy)]
pub struct Point<'a> {
    /// The id of the question.
    pub id: &'a str,
    /// Whether it can stop the launch.
    pub is_stop: bool,
    /// How deep the talk about it goes.
    pub severity: Severity,
}

/// The ids of the questions that come up if there is time: all but the `fits` that weigh most, by severity and then in the order
/// in which they come. A hard stop is never among them.
#[must_use]
pub fn if_there_is_time<'a>(points: impl Iterator<Item = Point<'a>>, fits: usize) -> Vec<String> {
    let mut points: Vec<Point<'_>> = points.collect();
    // Stable: what weighs the same stays in the order of the agenda.
    points.sort_by_key(|point| (!point.is_stop, point.severity));
    points.into_iter().skip(fits).filter(|point| !point.is_stop).map(|point| point.id.to_owned()).collect()
}
