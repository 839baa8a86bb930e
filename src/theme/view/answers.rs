//! Data of paper templates about a team: its service and its answers.

use serde::Serialize;

/// The service under review.
#[derive(Debug, Serialize)]
pub struct ReviewedData {
    /// Its title, plain text.
    pub title: String,
    /// Its id in the team's answer file.
    pub id: String,
    /// The team that builds and runs it; may be empty.
    pub team: String,
    /// The title of its tier.
    pub tier: Option<String>,
    /// The titles of its traits.
    pub traits: Vec<String>,
    /// The titles of the managed services that it uses.
    pub uses: Vec<String>,
    /// The day of the walkthrough, as an ISO date.
    pub walkthrough: Option<String>,
    /// The day of the launch, as an ISO date.
    pub launch_on: Option<String>,
    /// The kind of launch: a value of the format, as in `new-service`.
    pub launch: &'static str,
    /// Whether it is high-risk.
    pub high_risk: bool,
}

/// A team's answer to an item; texts are plain.
#[derive(Debug, Serialize)]
pub struct AnswerData {
    /// Its state: a value of the format, as in `open`.
    pub state: &'static str,
    /// Whether help is wanted.
    pub help_wanted: bool,
    /// Who handles it: a value of the format; none if nobody is named.
    pub handled_by: Option<&'static str>,
    /// The answer; may be empty.
    pub says: String,
    /// The line of configuration that enables it; may be empty.
    pub setting: String,
    /// The evidence, a text each.
    pub evidence: Vec<String>,
    /// The person who can speak to it; may be empty.
    pub speaker: String,
    /// Why it does not apply to the service; may be empty.
    pub why: String,
    /// The plan to close a gap; none without one.
    pub plan: Option<PlanData>,
}

/// A plan to close a gap.
#[derive(Debug, Serialize)]
pub struct PlanData {
    /// What is done.
    pub what: String,
    /// Who does it.
    pub owner: String,
    /// The due date, as an ISO date.
    pub due: Option<String>,
}

/// An area of a service's checklist, with room for what the room says of it.
#[derive(Debug, Serialize)]
pub struct TalkAreaData {
    /// Its title, plain text.
    pub title: String,
    /// How many of its questions are in each state, in words.
    pub counts: String,
    /// How many of its hard stops are open, in words; none if it has no hard stop.
    pub hard_stops: Option<String>,
    /// Whether nothing in it is open.
    pub nothing_open: bool,
    /// Who speaks to it; may be empty.
    pub speakers: String,
}
