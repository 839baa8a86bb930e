//! `handbook.yaml`, read and checked: the words that everything else is written in.
//!
//! Knows the settings file alone. Whether a page or a checklist that it names exists is asked later.

mod phase;
mod read;
mod repository;
mod vocabulary;

use jiff::civil::Date;

pub use self::{
    phase::{LaunchKind, Oversight, Phase},
    read::read,
    repository::{Place, Repository},
    vocabulary::{FieldOn, FieldType, Medium, OwnField, Reference, Word},
};
use crate::{
    prose::Filled,
    source::{At, SourcePath},
    yaml::{Id, word_enum},
};

/// The settings of a handbook.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where the file is.
    pub path: SourcePath,
    /// The handbook's title.
    pub title: String,
    /// What it is for, in a sentence.
    pub summary: String,
    /// Whose it is.
    pub organisation: String,
    /// The language of its content and of the interface, as in `en`.
    pub language: At<String>,
    /// Where it is published; only the feed, the site map and printed addresses need to know.
    pub base_url: Option<At<String>>,
    /// The theme's name.
    pub theme: At<String>,
    /// How it shows whose it is.
    pub brand: Brand,
    /// The papers that sheets are laid out for.
    pub paper: Vec<At<Paper>>,
    /// Which pages are published as one document as well.
    pub documents: Vec<At<Document>>,
    /// Where its sources are kept.
    pub repository: Option<Repository>,
    /// What the review before a launch is called.
    pub review_name: String,
    /// The checklist is started so many days before the walkthrough.
    pub lead_time_days: u32,
    /// How long pages and facts count as fresh.
    pub fresh_for_months: FreshFor,
    /// What only this company knows, in the order of the file; an empty one is still to be filled in.
    pub blanks: Vec<(At<String>, String)>,
    /// The providers that are shown.
    pub providers: Vec<Id>,
    /// The environments that guardrails speak of.
    pub environments: Vec<Word>,
    /// What a service can be like.
    pub traits: Vec<Word>,
    /// How much depends on a service.
    pub tiers: Vec<Word>,
    /// Who takes part.
    pub roles: Vec<Word>,
    /// When a launch may be stopped.
    pub veto: Option<Veto>,
    /// Where items come from.
    pub sources: Vec<Reference>,
    /// A company's own fields.
    pub fields: Vec<OwnField>,
    /// The phases in order.
    pub phases: Vec<Phase>,
    /// Ids of words and phases that could not be read; they have been reported and are not missed elsewhere.
    pub lost: Vec<String>,
}

/// How the handbook shows whose it is.
#[derive(Debug, Clone, Default)]
pub struct Brand {
    /// The colour of accents, as in `#2b6`.
    pub colour: Option<String>,
    /// A picture's path below the handbook's folder.
    pub logo: Option<At<String>>,
    /// Links at the foot of each page.
    pub footer: Vec<FooterLink>,
}

/// A link at the foot of each page.
#[derive(Debug, Clone)]
pub struct FooterLink {
    /// What it says.
    pub title: String,
    /// Where it leads: a path of a source file from the handbook's folder, or an address that is taken as it is.
    pub url: At<String>,
}

word_enum! {
    /// A size of paper.
    Paper {
        /// 210 × 297 mm.
        A4 = "a4",
        /// 8.5 × 11 in.
        Letter = "letter",
    }
}

word_enum! {
    /// Pages that are published together as a PDF.
    Document {
        /// All pages.
        Handbook = "handbook",
        /// Each section at the top, with all that lies in it.
        Sections = "sections",
    }
}

/// How long pages and facts count as fresh, in months.
#[derive(Debug, Clone, Copy)]
pub struct FreshFor {
    /// A page after its `reviewed`.
    pub pages: u32,
    /// A cell of the matrix after its `checked`.
    pub facts: u32,
}

/// When a launch may be stopped.
#[derive(Debug, Clone)]
pub struct Veto {
    /// For services of these tiers.
    pub tiers: Vec<Id>,
    /// And for any service that is high-risk.
    pub or_high_risk: bool,
    /// By these roles.
    pub by: Vec<Id>,
}

impl Config {
    /// The settings that `{{name}}` may use.
    pub const SETTINGS: &'static [&'static str] =
        &["title", "summary", "organisation", "review_name", "lead_time_days", "base_url"];

    /// What a `{{name}}` stands for; `None` when nothing has the name.
    #[must_use]
    pub fn name(&self, name: &str) -> Option<Filled> {
        let text = match name {
            "title" => self.title.clone(),
            "summary" => self.summary.clone(),
            "organisation" => self.organisation.clone(),
            "review_name" => self.review_name.clone(),
            "lead_time_days" => self.lead_time_days.to_string(),
            "base_url" => self.base_url.as_ref().map(|url| url.value.clone()).unwrap_or_default(),
            _ => {
                let (_, text) = self.blanks.iter().find(|(blank, _)| blank.value == name)?;
                if text.is_empty() {
                    return Some(Filled::Blank(name.to_owned()));
                }
                text.clone()
            }
        };
        Some(Filled::Text(text))
    }

    /// Every name that `{{name}}` may use.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        Self::SETTINGS.iter().copied().chain(self.blanks.iter().map(|(blank, _)| blank.value.as_str()))
    }

    /// The phase with an id.
    #[must_use]
    pub fn phase(&self, id: &str) -> Option<&Phase> {
        self.phases.iter().find(|phase| phase.id.as_str() == id)
    }

    /// The word with an id in a vocabulary.
    #[must_use]
    pub fn word<'a>(words: &'a [Word], id: &str) -> Option<&'a Word> {
        words.iter().find(|word| word.id.as_str() == id)
    }

    /// The title of a word; its id when the vocabulary lacks it, which has been reported.
    #[must_use]
    pub fn title(words: &[Word], id: &str) -> String {
        Self::word(words, id).map_or_else(|| id.to_owned(), |word| word.title.clone())
    }

    /// The title of a trait or a tier; its id when the vocabularies lack it.
    #[must_use]
    pub fn condition(&self, id: &str) -> String {
        let word = Self::word(&self.traits, id).or_else(|| Self::word(&self.tiers, id));
        word.map_or_else(|| id.to_owned(), |word| word.title.clone())
    }

    /// Whether a provider's services are shown. Without a list of providers all are.
    #[must_use]
    pub fn shows(&self, provider: &str) -> bool {
        self.providers.is_empty() || self.providers.iter().any(|id| id.as_str() == provider)
    }
}

/// The day on which something that was looked at is due again.
#[must_use]
pub fn due_on(looked_at: Date, months: u32) -> Date {
    looked_at.saturating_add(jiff::Span::new().months(i64::from(months.min(1200))))
}
