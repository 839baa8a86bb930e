//! The meeting before a launch, as pages and sheets show it.

use super::{Inputs, reference_title::reference_title};
use crate::{
    config::{Config, Meeting, Signer, Step, Verdict},
    prose::DirectiveName,
    theme::{MeetingPart, MeetingView, OutcomeView, SignerView, StepView},
    yaml::{Id, ReferenceKind},
};

/// The meeting of the handbook, complete.
pub fn meeting(inputs: &Inputs) -> Meeting {
    Meeting::of(&inputs.handbook.config, &|name| inputs.theme.word(name).to_owned())
}

/// The launches that somebody signs for, in words: "Critical only". Empty for one who signs for all.
fn signs_only_for(inputs: &Inputs, signer: &Signer) -> String {
    if signer.tiers.is_empty() {
        return String::new();
    }
    let title = |id: &Id| reference_title(inputs, ReferenceKind::Tier, id.as_str());
    let tiers: Vec<String> = signer.tiers.iter().map(title).collect();
    inputs.theme.word("meeting_only").replace("{tiers}", &tiers.join(inputs.theme.word("joined_comma")))
}

/// Those who sign what was decided.
pub fn signers(inputs: &Inputs, meeting: &Meeting) -> Vec<SignerView> {
    let signer = |signer: &Signer| SignerView {
        title: Config::title(&inputs.handbook.config.roles, signer.role.as_str()),
        only_for: signs_only_for(inputs, signer),
        text: signer.text.clone(),
    };
    meeting.signs.iter().map(signer).collect()
}

/// What may come out of it.
pub fn outcomes(inputs: &Inputs, meeting: &Meeting) -> Vec<OutcomeView> {
    let outcome = |verdict: Verdict| OutcomeView {
        title: inputs.theme.word(verdict.theme_word()).to_owned(),
        text: meeting.verdicts.text(verdict).to_owned(),
    };
    inputs.handbook.config.verdicts().map(outcome).collect()
}

/// Its steps, with the minutes at which they begin and end.
pub fn steps(meeting: &Meeting) -> Vec<StepView> {
    let step = |(from, to, step): (u32, u32, &Step)| StepView { from, to, title: step.title.clone(), text: step.text.clone() };
    meeting.schedule().map(step).collect()
}

/// The table that a directive asks for; `None` for one of a checklist.
pub fn table(inputs: &Inputs, name: DirectiveName) -> Option<MeetingView> {
    let part = match name {
        DirectiveName::Schedule => MeetingPart::Schedule,
        DirectiveName::Signers => MeetingPart::Signers,
        DirectiveName::Verdicts => MeetingPart::Verdicts,
        DirectiveName::Checklist => return None,
    };
    let meeting = meeting(inputs);
    Some(MeetingView { part, steps: steps(&meeting), signers: signers(inputs, &meeting), verdicts: outcomes(inputs, &meeting) })
}
