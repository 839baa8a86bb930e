//! Thin answers: those from which somebody else could not yet tell what is the case. They are told to the team first, and talked about
//! in the room. They are never counted against anybody.
//!
//! The browser has the same rules in `themes/default/assets/answers-thin.js`; `tests/fixtures/answers/thin.json` holds both to the same
//! answers.

use std::collections::BTreeSet;

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation as _;

use super::{
    answers::{Answer, HandledBy, State},
    handbook_export::{HandbookExport, Item},
};
use crate::manuscript::checklist::{ExamplesAs, Severity};

/// What an answer still lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Thinness {
    /// Nothing is written, and nobody else takes care of it.
    Nothing,
    /// What is written is a filler, as in "tbd".
    Filler,
    /// It is an example or a sentence of the handbook, word for word.
    Example,
    /// It has fewer than three words, and nothing can be shown.
    Short,
    /// Much depends on it, and nothing can be shown.
    NoEvidence,
    /// Nobody is named who can speak to it.
    NoSpeaker,
    /// It can stop the launch, and is set aside as not applicable.
    HardStopAside,
}

impl Thinness {
    /// The name of its words, with those of reviews.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Nothing => "review_thin_nothing",
            Self::Filler => "review_thin_filler",
            Self::Example => "review_thin_example",
            Self::Short => "review_thin_short",
            Self::NoEvidence => "review_thin_no_evidence",
            Self::NoSpeaker => "review_thin_no_speaker",
            Self::HardStopAside => "review_thin_hard_stop_aside",
        }
    }
}

/// The fewest words that say something without evidence.
const FEWEST_WORDS: usize = 3;

/// The words that stand for an answer and are none, in the language of a handbook: folded, without punctuation.
#[derive(Debug, Clone)]
pub struct Fillers(BTreeSet<String>);

impl Fillers {
    /// The fillers of a handbook: a list with semicolons between them, in its words.
    #[must_use]
    pub fn of(export: &HandbookExport) -> Self {
        Self(export.word("review_fillers").split(';').map(folded).collect())
    }

    fn holds(&self, folded: &str) -> bool {
        folded.is_empty() || self.0.contains(folded)
    }
}

/// What an answer to an item still lacks; `is_owned` says that somebody takes care of its area, `hard_stop` that a gap stops the launch.
#[must_use]
pub fn thinness(item: &Item, answer: &Answer, fillers: &Fillers, is_owned: bool, hard_stop: bool) -> Vec<Thinness> {
    match answer.state() {
        State::Answered => {}
        State::NotApplicable if hard_stop => return vec![Thinness::HardStopAside],
        State::NotApplicable | State::Open | State::Drafted | State::Gap => return Vec::new(),
    }
    let says = folded(&answer.says);
    let is_somebody_elses =
        answer.handled_by.as_ref().is_some_and(|by| matches!(by.value, HandledBy::Platform | HandledBy::Provider));
    let can_be_shown = !answer.evidence.is_empty() || !answer.setting.is_empty();
    // That somebody else does it, and why the team does without, are answers.
    let is_said_elsewhere = is_somebody_elses || !answer.why.is_empty();
    let ExamplesAs { good, thin, gap } = &item.examples;
    let words = [&item.ask, &item.evidence, &item.example, good, thin, gap];
    let mut found = Vec::new();
    if answer.says.is_empty() {
        if !is_said_elsewhere {
            found.push(Thinness::Nothing);
        }
    } else if fillers.holds(&says) {
        found.push(Thinness::Filler);
    } else if words.into_iter().any(|text| folded(text) == says) {
        found.push(Thinness::Example);
    } else if !can_be_shown && !is_said_elsewhere && answer.says.unicode_words().count() < FEWEST_WORDS {
        found.push(Thinness::Short);
    }
    if !can_be_shown && item.severity == Some(Severity::High) {
        found.push(Thinness::NoEvidence);
    }
    if answer.speaker.is_empty() && !is_owned {
        found.push(Thinness::NoSpeaker);
    }
    found
}

/// A text in lower case with a space between two words, and nothing but letters and digits.
fn folded(text: &str) -> String {
    text.to_lowercase().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
