//! Data of the sheets for the meeting before a launch: agenda, blank and filled in, and decision record.

use serde::Serialize;

use super::{ItemData, OutcomeView, PieceView, ReviewedData, RichText, SignerView, TalkAreaData, WordData};
use crate::{
    manuscript::checklist::Severity,
    review::record::{Became, RecordReport, VersionChanges},
};

/// `agenda.typ`: the agenda of a walkthrough.
#[derive(Debug, Serialize)]
pub struct AgendaData {
    /// The name of the review in the settings.
    pub review_name: String,
    /// The service under review; none on the blank sheet.
    pub service: Option<ReviewedData>,
    /// The areas that have items, in order.
    pub areas: Vec<AgendaAreaData>,
    /// The roles that take part.
    pub roles: Vec<WordData>,
    /// The steps in order.
    pub steps: Vec<StepData>,
    /// The hard stops for which a thin answer is known, in order.
    pub thin: Vec<ThinData>,
}

/// How a thin answer to a question looks.
#[derive(Debug, Serialize)]
pub struct ThinData {
    /// The id of the question.
    pub id: String,
    /// The answer, and what it lacks.
    pub example: RichText,
}

/// An area on the agenda.
#[derive(Debug, Serialize)]
pub struct AgendaAreaData {
    /// Its title, plain text.
    pub title: String,
    /// How many questions it has, whichever service asks.
    pub count: usize,
    /// How many of them name a tier in `hard_stop`.
    pub hard_stops: usize,
}

/// A step of the walkthrough.
#[derive(Debug, Serialize)]
pub struct StepData {
    /// Its title.
    pub title: String,
    /// Its length in minutes.
    pub minutes: u32,
    /// What happens in it.
    pub text: String,
}

/// `walkthrough.typ`: the agenda of one service's walkthrough, or what to talk about in a phase that only advises.
#[derive(Debug, Serialize)]
pub struct WalkthroughData {
    /// The name of the review in the settings.
    pub review_name: String,
    /// The service under review.
    pub service: ReviewedData,
    /// When it was printed, of which answers, and the edition of each checklist: a text each.
    pub printed: Vec<String>,
    /// The meeting; none for a phase that only advises.
    pub meeting: Option<MeetingData>,
    /// How many points stand in full; none when all of them do.
    pub points: Option<String>,
    /// The items that need discussion in groups, riskiest first.
    pub groups: Vec<TalkGroupData>,
    /// The items that come up only if there is time.
    pub later: Vec<LaterData>,
    /// What was answered and steps aside: no part of the talk.
    pub aside: Vec<TalkGroupData>,
    /// The areas of the checklists; none in a phase that only advises.
    pub areas: Vec<TalkAreaData>,
    /// A sentence for each area where nothing is open; none where `areas` has them.
    pub nothing_open: Vec<String>,
}

/// What a room needs beside the questions.
#[derive(Debug, Serialize)]
pub struct MeetingData {
    /// The steps in order.
    pub steps: Vec<StepData>,
    /// Titles of the roles that take part.
    pub roles: Vec<String>,
}

/// Items that need discussion for the same reason.
#[derive(Debug, Serialize)]
pub struct TalkGroupData {
    /// The reason, with the number of items in brackets.
    pub title: String,
    /// Those that stand in full, in order.
    pub items: Vec<TalkData>,
}

/// An item that comes up only if there is time.
#[derive(Debug, Serialize)]
pub struct LaterData {
    /// Its id, as in `REL-04`.
    pub id: String,
    /// The question.
    pub ask: RichText,
    /// Its area.
    pub area: String,
    /// Its severity; none without one.
    pub severity: Option<Severity>,
}

/// An item that needs discussion.
#[derive(Debug, Serialize)]
pub struct TalkData {
    /// The item with its answer, flattened.
    #[serde(flatten)]
    pub item: ItemData,
    /// Its area.
    pub area: String,
    /// Whether it can stop the launch of this service.
    pub hard_stop_here: bool,
    /// Why it steps aside; `None` when it is asked.
    pub aside: Option<String>,
    /// What the answer still lacks, a text each.
    pub lacks: Vec<String>,
    /// How a thin answer looks, beside one that lacks something; none otherwise, and where nobody wrote one.
    pub thin_example: Option<RichText>,
    /// The answers to the items that it grows from, a sentence each.
    pub earlier: Vec<String>,
    /// The settings that must be enabled for its duty and are not proven.
    pub settings: Vec<ServiceSettingData>,
}

/// A setting that must be enabled on one managed service.
#[derive(Debug, Serialize)]
pub struct ServiceSettingData {
    /// The managed service.
    pub service: String,
    /// The setting's name at the provider.
    pub setting: String,
    /// Its default value.
    pub default: String,
    /// The line of configuration or code that proves it, to be copied.
    pub show: String,
}

/// `decision.typ`: the decision record, to be filled in by hand.
#[derive(Debug, Serialize)]
pub struct DecisionData {
    /// The name of the review in the settings.
    pub review_name: String,
    /// The possible verdicts in order.
    pub verdicts: Vec<OutcomeView>,
    /// The rules of the veto; none if the settings have none.
    pub veto: Option<VetoData>,
    /// Who signs, in order.
    pub signers: Vec<SignerView>,
}

/// `record.typ`: the decision record of one service, filled in from its record.
#[derive(Debug, Serialize)]
pub struct RecordData {
    /// The name of the review in the settings.
    pub review_name: String,
    /// The service under review.
    pub service: ReviewedData,
    /// When it was printed, of which answers, and the edition of each checklist: a text each.
    pub printed: Vec<String>,
    /// The version of the answers as they stand: their short digest.
    pub answers_version: String,
    /// The possible verdicts in order.
    pub verdicts: Vec<VerdictData>,
    /// What the record says.
    pub record: RecordReport,
}

/// A possible verdict.
#[derive(Debug, Serialize)]
pub struct VerdictData {
    /// Its word in the record, as in `go`.
    pub outcome: &'static str,
    /// Its title, plain text.
    pub title: String,
}

/// When a launch may be vetoed, and by whom.
#[derive(Debug, Serialize)]
pub struct VetoData {
    /// Titles of the tiers whose services may be vetoed.
    pub tiers: Vec<String>,
    /// Whether any high-risk service may be vetoed as well.
    pub or_high_risk: bool,
    /// Titles of the roles that may veto.
    pub by: Vec<String>,
}

/// `since.typ`: what differs since a role has signed.
#[derive(Debug, Serialize)]
pub struct SinceData {
    /// The title of the role.
    pub role: String,
    /// The names of those who signed.
    pub by: Vec<String>,
    /// The day on which they did.
    pub on: String,
    /// The short digest of the answers that they signed.
    pub version: String,
    /// What differs, by ids.
    pub changes: VersionChanges,
    /// What the service is: the keys that differ.
    pub facts: Vec<DifferenceData>,
    /// The questions that are read again.
    pub questions: Vec<SinceQuestionData>,
}

/// A question that is read again, on paper.
#[derive(Debug, Serialize)]
pub struct SinceQuestionData {
    /// Its id.
    pub id: String,
    /// The question; empty where the handbook no longer has it.
    pub ask: String,
    /// `changed`, `added` or `gone`.
    pub became: Became,
    /// The keys of its answer that differ.
    pub differences: Vec<DifferenceData>,
}

/// A key before and after, on paper.
#[derive(Debug, Serialize)]
pub struct DifferenceData {
    /// The key of the answer file.
    pub key: String,
    /// Its text in pieces.
    pub words: Vec<PieceView>,
}
