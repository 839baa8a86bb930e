//! The meeting before a launch, as tables in the middle of a page.

use serde::Serialize;

/// One table about the meeting before a launch, in the middle of a page.
#[derive(Debug, Serialize)]
pub struct MeetingView {
    /// Which table is asked for.
    pub part: MeetingPart,
    /// The steps in order.
    pub steps: Vec<StepView>,
    /// Who signs, in order.
    pub signers: Vec<SignerView>,
    /// The possible outcomes in order.
    pub verdicts: Vec<OutcomeView>,
}

/// A table about the meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MeetingPart {
    /// When what happens.
    Schedule,
    /// Who signs.
    Signers,
    /// What may come out.
    Verdicts,
}

/// A step of the meeting.
#[derive(Debug, Serialize)]
pub struct StepView {
    /// The minute at which it begins, from 0.
    pub from: u32,
    /// The minute at which it ends.
    pub to: u32,
    /// Its title, plain text.
    pub title: String,
    /// What happens in it, plain text; may be empty.
    pub text: String,
}

/// Somebody who signs.
#[derive(Debug, Serialize)]
pub struct SignerView {
    /// The role's title, plain text.
    pub title: String,
    /// The launches for which it signs, in words; empty for all.
    pub only_for: String,
    /// What the signature is for, plain text; empty for the whole launch.
    pub text: String,
}

/// What may come out.
#[derive(Debug, Serialize)]
pub struct OutcomeView {
    /// Its title, plain text.
    pub title: String,
    /// What it means, plain text.
    pub text: String,
}
