//! The meeting before a launch: its schedule, who signs, and what may come out of it.

use readybook_derive::Format;

use super::{Oversight, Phase, Settings};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::Literal,
    yaml::{Fields, Id, word_enum},
};

/// The steps of a meeting of an hour, for settings without any: stem of the names of the words, and minutes.
pub const USUAL_STEPS: &[(&str, u32)] = &[("purpose", 10), ("open", 30), ("follow_up", 10), ("verdict", 10)];

word_enum! {
    /// What may come out of the meeting.
    Verdict {
        /// The launch takes place.
        Go = "go",
        /// It takes place, and what is named is closed by its date.
        GoWithConditions = "go-with-conditions",
        /// Advice to wait; the team and its product owner decide.
        NotYet = "not-yet",
        /// It waits until what lifts the veto is done; only if the settings have a veto.
        Veto = "veto",
    }
}

impl Verdict {
    /// All of them, in order.
    pub const ALL: &'static [Self] = &[Self::Go, Self::GoWithConditions, Self::NotYet, Self::Veto];

    /// The name of the theme's word for its title; with `_text` behind it, of that for what it means.
    #[must_use]
    pub const fn theme_word(self) -> &'static str {
        match self {
            Self::Go => "paper_verdict_go",
            Self::GoWithConditions => "paper_verdict_conditions",
            Self::NotYet => "paper_verdict_not_yet",
            Self::Veto => "paper_verdict_veto",
        }
    }
}

/// The meeting before a launch. What the settings leave out is filled in by [`Meeting::of`].
#[derive(Debug, Clone, Default, Format)]
#[format(name = "the meeting", check = check, rendered = MeetingAs)]
pub struct Meeting {
    /// How long it takes, in minutes: what its steps add up to.
    #[field(bounds = 1..=1440)]
    pub minutes: Option<u32>,
    /// Its steps in order.
    pub steps: Vec<Step>,
    /// Who signs what was decided.
    pub signs: Vec<Signer>,
    /// What each outcome means.
    #[field(default)]
    pub verdicts: Verdicts,
}

/// A step of the meeting.
#[derive(Debug, Clone, Format)]
#[format(name = "a step of the meeting", rendered = StepAs)]
pub struct Step {
    /// What it is about.
    #[field(via = Literal)]
    pub title: String,
    /// Its length in minutes.
    #[field(bounds = 1..=1440)]
    pub minutes: u32,
    /// What happens in it.
    #[field(default)]
    pub text: String,
}

/// Somebody who signs.
#[derive(Debug, Clone, Format)]
#[format(name = "who signs", rendered = SignerAs)]
pub struct Signer {
    /// The role.
    #[field(required, names = Role)]
    pub role: Id,
    /// The tiers of the services for which this role signs; all, if none is named.
    #[field(names = Tier)]
    pub tiers: Vec<Id>,
    /// What the signature is for, where that is not the whole launch.
    #[field(default)]
    pub text: String,
}

/// What each outcome means, in the words of the company.
#[derive(Debug, Clone, Default, Format)]
#[format(name = "the verdicts", rendered = VerdictsAs)]
pub struct Verdicts {
    /// The launch takes place.
    #[field(default)]
    pub go: String,
    /// It takes place, and what is named is closed by its date.
    #[field(name = "go-with-conditions", default)]
    pub go_with_conditions: String,
    /// Advice to wait; the team and its product owner decide.
    #[field(name = "not-yet", default)]
    pub not_yet: String,
    /// It waits until what lifts the veto is done.
    #[field(default)]
    pub veto: String,
}

impl Verdicts {
    /// What a verdict means.
    #[must_use]
    pub fn text(&self, verdict: Verdict) -> &str {
        match verdict {
            Verdict::Go => &self.go,
            Verdict::GoWithConditions => &self.go_with_conditions,
            Verdict::NotYet => &self.not_yet,
            Verdict::Veto => &self.veto,
        }
    }
}

impl Meeting {
    /// The meeting of a handbook, complete: what the settings leave out is in the words of the theme, which `word` gives by name, and
    /// signed by those who take part in the phase with a sign-off.
    #[must_use]
    pub fn of(settings: &Settings, word: &dyn Fn(&str) -> String) -> Self {
        let Self { mut steps, mut signs, verdicts, .. } = settings.meeting.clone().unwrap_or_default();
        if steps.is_empty() {
            let step = |&(name, minutes): &(&str, u32)| Step {
                title: word(&format!("paper_step_{name}")),
                minutes,
                text: word(&format!("paper_step_{name}_text")),
            };
            steps = USUAL_STEPS.iter().map(step).collect();
        }
        if signs.is_empty() {
            let participants = settings.sign_off().map_or(&[][..], |phase| &phase.participants);
            signs =
                participants.iter().map(|role| Signer { role: role.clone(), tiers: Vec::new(), text: String::new() }).collect();
        }
        let text = |verdict: Verdict| match verdicts.text(verdict) {
            "" => word(&format!("{}_text", verdict.theme_word())),
            text => text.to_owned(),
        };
        let verdicts = Verdicts {
            go: text(Verdict::Go),
            go_with_conditions: text(Verdict::GoWithConditions),
            not_yet: text(Verdict::NotYet),
            veto: settings.veto.as_ref().map_or_else(String::new, |_| text(Verdict::Veto)),
        };
        Self { minutes: Some(total(&steps)), steps, signs, verdicts }
    }

    /// Its steps, each with the minutes at which it begins and ends.
    pub fn schedule(&self) -> impl Iterator<Item = (u32, u32, &Step)> {
        self.steps.iter().scan(0, |end, step| {
            let start = *end;
            *end += step.minutes;
            Some((start, *end, step))
        })
    }
}

impl Settings {
    /// The first phase with a sign-off.
    #[must_use]
    pub fn sign_off(&self) -> Option<&Phase> {
        self.phases.iter().find(|phase| phase.oversight == Oversight::SignOff)
    }

    /// The verdicts that there can be, in order.
    pub fn verdicts(&self) -> impl Iterator<Item = Verdict> {
        Verdict::ALL.iter().copied().filter(|verdict| *verdict != Verdict::Veto || self.veto.is_some())
    }
}

/// How long steps take together, in minutes.
fn total(steps: &[Step]) -> u32 {
    steps.iter().map(|step| step.minutes).sum()
}

/// Says so when the steps do not add up to the meeting.
#[expect(clippy::unnecessary_wraps, reason = "a check of a format may refuse what it looks at")]
fn check(meeting: Meeting, fields: &Fields<'_>, findings: &mut Findings) -> Option<Meeting> {
    let written = !meeting.steps.is_empty();
    let sum = if written { total(&meeting.steps) } else { USUAL_STEPS.iter().map(|(_, minutes)| minutes).sum() };
    // Steps that could not be read have been reported.
    let is_told = !written && fields.holds_entries("steps");
    if let Some(minutes) = meeting.minutes.filter(|minutes| *minutes != sum && !is_told) {
        let which = if written { "its steps" } else { "the usual steps" };
        let help = if written {
            format!("write `minutes: {sum}`, or change the minutes of a step")
        } else {
            "write its `steps`, each with a title and its minutes".to_owned()
        };
        findings.push(
            Diagnostic::new(
                Code::WrongValue,
                fields.value_span("minutes"),
                format!("the meeting takes {minutes} minutes, and {which} take {sum}"),
            )
            .help(help),
        );
    }
    Some(meeting)
}
