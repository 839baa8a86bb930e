//! What paper templates know of a team: its service and its answers.

use serde::Serialize;

/// The service that is looked at.
#[derive(Debug, Serialize)]
pub struct ReviewedData {
    /// What it is called.
    pub title: String,
    /// What its team's files call it.
    pub id: String,
    /// Who builds and runs it; may be empty.
    pub team: String,
    /// Its tier, in words.
    pub tier: Option<String>,
    /// Its traits, in words.
    pub traits: Vec<String>,
    /// The managed services that it uses, in words.
    pub uses: Vec<String>,
    /// The day of the walkthrough, as an ISO date.
    pub walkthrough: Option<String>,
    /// What is launched: the word of the format.
    pub launch: &'static str,
    /// Whether it is high-risk.
    pub high_risk: bool,
}

/// What a team answered.
#[derive(Debug, Serialize)]
pub struct AnswerData {
    /// How far it is: the word of the format.
    pub state: &'static str,
    /// Whether help is wanted.
    pub help_wanted: bool,
    /// Who takes care of it: the word of the format.
    pub handled_by: Option<&'static str>,
    /// The answer; may be empty.
    pub says: String,
    /// The line that switches it on; may be empty.
    pub setting: String,
    /// What can be shown.
    pub evidence: Vec<String>,
    /// Who can speak to it; may be empty.
    pub speaker: String,
    /// Why it does not concern the service; may be empty.
    pub why: String,
    /// What is done about a gap.
    pub plan: Option<PlanData>,
}

/// What is done about a gap.
#[derive(Debug, Serialize)]
pub struct PlanData {
    /// What is done.
    pub what: String,
    /// By whom.
    pub owner: String,
    /// Until when, as an ISO date.
    pub due: Option<String>,
}
