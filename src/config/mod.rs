//! `handbook.yaml`, read and checked: the words that everything else is written in.
//!
//! Knows the settings file alone. Whether a page or a checklist that it names exists is asked later.

mod downloads;
mod former;
mod identity;
mod levels;
mod meeting;
mod phase;
mod read;
mod record;
mod repository;
mod vocabulary;

use std::borrow::Cow;

use readybook_derive::Format;

pub use self::{
    downloads::DownloadPattern,
    former::{FormerName, FormerNames, SHIPPED_PHASES, SHIPPED_TITLE},
    identity::HandbookId,
    levels::Level,
    meeting::{Meeting, MeetingAs, Signer, Step, USUAL_STEPS, Verdict, Verdicts},
    phase::{LaunchKind, Oversight, Phase, PhaseAs},
    read::read,
    record::{Exceptions, RecordRules},
    repository::{Repository, UrlValues},
    vocabulary::{CitedSource, CustomField, FieldOn, FieldType, Medium, ServiceKind, ServiceKindAs, Word, WordAs, kind_word},
};
use self::{former::PHASE_VARIABLE, read::Colour};
use crate::{
    prose::{Literal, VariableValue, slug},
    source::{SourcePath, Span, Spanned},
    yaml::{BaseAddress, Entries, Id, ReferenceKind, Table, word_enum},
};

/// What a review is called where the settings do not say it.
pub const USUAL_REVIEW: &str = "product technical walkthrough";

/// The settings of a handbook, `handbook.yaml`, and the path of the file. Dereferences to [`Settings`].
#[derive(Debug, Clone)]
pub struct Config {
    /// The path of the file, relative to the handbook's folder.
    pub path: SourcePath,
    /// Its keys.
    pub settings: Settings,
}

impl Config {
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
}

impl std::ops::Deref for Config {
    type Target = Settings;

    fn deref(&self) -> &Settings {
        &self.settings
    }
}

/// The keys of `handbook.yaml`.
#[derive(Debug, Clone, Format)]
#[format(name = "`handbook.yaml`", check = read::check, in_part)]
pub struct Settings {
    /// The handbook's id in manifests and answers; the slug of its title if it is missing.
    #[field(digest = nothing)]
    pub id: Option<Spanned<HandbookId>>,
    /// Names that no text says any more, each with the one that it says now.
    #[field(default, digest = nothing)]
    pub former_names: Table<String>,
    /// Ids that it had before.
    #[field(digest = nothing)]
    pub former_ids: Vec<Spanned<HandbookId>>,
    /// The handbook's title.
    #[field(via = Literal, foreign("site_name", "name"))]
    pub title: String,
    /// What it is for, in a sentence.
    #[field(via = Literal, default, foreign("description", "site_description", "tagline"))]
    pub summary: String,
    /// The organisation whose handbook it is; plain text, may be empty.
    #[field(via = Literal, default, foreign("company"))]
    pub organisation: String,
    /// The language of its content and of the interface, as in `en`.
    #[field(default = Spanned::new("en".into(), Span::start_of(fields.span().file)), foreign("lang", "locale", "languageCode"))]
    pub language: Spanned<String>,
    /// Where it is published; only the feed, the site map and printed addresses need to know.
    #[field(via = Spanned<BaseAddress>, foreign("site_url", "url", "site", "baseURL", "baseUrl", "baseurl"))]
    pub base_url: Option<Spanned<String>>,
    /// The theme's name.
    #[field(default = Spanned::new("default".into(), Span::start_of(fields.span().file)))]
    pub theme: Spanned<String>,
    /// Colour, logo and footer links.
    #[field(default)]
    pub brand: Brand,
    /// The paper sizes that sheets are laid out for.
    pub paper: Vec<Spanned<Paper>>,
    /// Which pages are published as one document as well.
    pub documents: Vec<Spanned<Document>>,
    /// Whether programs find each page as Markdown, and a list of all pages in `llms.txt`.
    #[field(default = true, digest = nothing)]
    pub markdown: bool,
    /// Files below `content/` that are neither pages nor data, and are offered as they are.
    #[field(digest = nothing)]
    pub downloads: Vec<Spanned<DownloadPattern>>,
    /// Where its sources are kept.
    #[field(foreign("repo_url", "repo"))]
    pub repository: Option<Repository>,
    /// What the review before a launch is called.
    #[field(via = Literal, default = USUAL_REVIEW.into())]
    pub review_name: String,
    /// What it is called in a word, where its whole name would be too long; the last word of its name if it is missing.
    #[field(via = Literal)]
    pub review_short: Option<String>,
    /// How many days before the walkthrough the checklist is started.
    #[field(default = 30, bounds = 0..=3650)]
    pub lead_time_days: u32,
    /// How long pages and facts count as fresh, in months.
    #[field(default)]
    pub fresh_for_months: FreshFor,
    /// Who looks again at what has no domain of its own: the id of a role or of a domain.
    #[field(digest = nothing, names = RoleOrDomain)]
    pub owner: Option<Id>,
    /// What only this company knows, in the order of the file; an empty one is still to be filled in.
    #[field(default, foreign("variables", "params", "extra"))]
    pub blanks: Table<Variable>,
    /// Numbers and names that several pages share, each written once.
    #[field(default)]
    pub values: Table<String>,
    /// The providers that are shown.
    pub providers: Vec<Id>,
    /// The kinds of services of the responsibility matrix; the usual ones if none is listed.
    pub service_kinds: Entries<ServiceKind>,
    /// The questions that are not asked here, by their ids.
    #[field(names = Item)]
    pub hide: Vec<Spanned<String>>,
    /// The environments that guardrails speak of.
    pub environments: Entries<Word>,
    /// The traits that a service can have.
    pub traits: Entries<Word>,
    /// The tiers of services, by how much depends on them.
    pub tiers: Entries<Word>,
    /// The roles of those who take part.
    pub roles: Entries<Word>,
    /// When a launch may be stopped.
    pub veto: Option<Veto>,
    /// The schedule of the review before a launch, who signs, and what may come out of it.
    pub meeting: Option<Meeting>,
    /// How long a gap may be accepted, and who accepts it.
    #[field(default)]
    pub exceptions: Exceptions,
    /// What holds for the records of reviews.
    #[field(default)]
    pub record: RecordRules,
    /// The sources that items cite, by their ids.
    #[field(default)]
    pub sources: Table<CitedSource>,
    /// A company's custom fields.
    pub fields: Vec<CustomField>,
    /// How much findings weigh, by their codes, where that is not what the code says.
    #[field(default, digest = nothing)]
    pub levels: Table<Spanned<Level>>,
    /// The phases in order.
    pub phases: Entries<Phase>,
}

/// The value of a variable below `blanks`; empty until somebody fills it in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Variable(pub String);

impl std::ops::Deref for Variable {
    type Target = String;

    fn deref(&self) -> &String {
        &self.0
    }
}

/// How the handbook shows whose it is.
#[derive(Debug, Clone, Default, Format)]
#[format(name = "the brand", check = read::no_comment, rules = [HasValue("colour")])]
pub struct Brand {
    /// The colour of accents, as in `#2b6`.
    #[field(via = Colour)]
    pub colour: Option<String>,
    /// The path of a picture, relative to the handbook's folder.
    #[field(path)]
    pub logo: Option<Spanned<String>>,
    /// Links at the foot of each page.
    pub footer: Vec<FooterLink>,
}

/// A link at the foot of each page.
#[derive(Debug, Clone, Format)]
#[format(name = "a link of the footer")]
pub struct FooterLink {
    /// Its text.
    #[field(via = Literal)]
    pub title: String,
    /// Its target: the path of a source file, relative to the handbook's folder, or a URL that is taken as it is.
    pub url: Spanned<String>,
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
#[derive(Debug, Clone, Copy, Format)]
#[format(name = "`fresh_for_months`")]
pub struct FreshFor {
    /// Months for which a page counts as fresh after its `reviewed`.
    #[field(default = 12, bounds = 0..=1200)]
    pub pages: u32,
    /// Months for which a cell of the matrix counts as fresh after its sources were read.
    #[field(default = 12, bounds = 0..=1200)]
    pub facts: u32,
}

impl Default for FreshFor {
    fn default() -> Self {
        Self { pages: 12, facts: 12 }
    }
}

/// When a launch may be stopped.
#[derive(Debug, Clone, Format)]
#[format(name = "the veto", rendered = VetoAs)]
pub struct Veto {
    /// The tiers of services whose launch may be stopped.
    #[field(names = Tier)]
    pub tiers: Vec<Id>,
    /// Whether the launch of any high-risk service may be stopped as well.
    pub or_high_risk: bool,
    /// The roles that may stop it.
    #[field(names = Role)]
    pub by: Vec<Id>,
}

impl Settings {
    /// The settings that `{{name}}` may use.
    pub const SETTINGS: &'static [&'static str] =
        &["title", "summary", "organisation", "review_name", "review_short", "lead_time_days", "base_url"];

    /// The handbook's id in manifests, answers and browser storage: the `id` of the settings, else the slug of the title,
    /// else `handbook`.
    #[must_use]
    pub fn handbook_id(&self) -> String {
        if let Some(id) = &self.id {
            return id.value.0.clone();
        }
        let id = slug(&self.title);
        if id.is_empty() { "handbook".into() } else { id }
    }

    /// The value of the variable `{{name}}`; `None` when there is no such setting or variable.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<VariableValue> {
        let text = match name {
            "title" => self.title.clone(),
            "summary" => self.summary.clone(),
            "organisation" => self.organisation.clone(),
            "review_name" => self.review_name.clone(),
            "review_short" => self.review_short().to_owned(),
            "lead_time_days" => self.lead_time_days.to_string(),
            "base_url" => self.base_url.as_ref().map(|url| url.value.clone()).unwrap_or_default(),
            _ => {
                if let Some((_, text)) = self.values.iter().find(|(value, _)| value.value == name) {
                    return Some(VariableValue::Text(text.clone()));
                }
                let Some((_, Variable(text))) = self.blanks.iter().find(|(blank, _)| blank.value == name) else {
                    return self.phase(name.strip_prefix(PHASE_VARIABLE)?).map(|phase| VariableValue::Text(phase.title.clone()));
                };
                if text.is_empty() {
                    return Some(VariableValue::Unset(name.to_owned()));
                }
                text.clone()
            }
        };
        Some(VariableValue::Text(text))
    }

    /// The names of all variables: those of settings, then those below `blanks` and `values`, then those of phases.
    pub fn variables(&self) -> impl Iterator<Item = Cow<'_, str>> {
        let own = self.own_variables().map(|name| name.value.as_str());
        let phases = self.phases.iter().map(|phase| Cow::Owned(format!("{PHASE_VARIABLE}{}", phase.id.value)));
        Self::SETTINGS.iter().copied().chain(own).map(Cow::Borrowed).chain(phases)
    }

    /// The names of the variables below `blanks` and `values`.
    pub fn own_variables(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.blanks.iter().map(|(name, _)| name).chain(self.values.iter().map(|(name, _)| name))
    }

    /// The ids of words and phases that could not be read; they have been reported and are not missed elsewhere.
    pub fn invalid_ids(&self) -> impl Iterator<Item = &str> {
        let words = [&self.environments, &self.traits, &self.tiers, &self.roles].into_iter().flat_map(|words| &words.invalid_ids);
        words.chain(&self.service_kinds.invalid_ids).chain(&self.phases.invalid_ids).map(|id| id.value.as_str())
    }

    /// The source with an id.
    #[must_use]
    pub fn source(&self, id: &str) -> Option<&CitedSource> {
        self.sources.iter().find(|(name, _)| name.value == id).map(|(_, source)| source)
    }

    /// The phase with an id.
    #[must_use]
    pub fn phase(&self, id: &str) -> Option<&Phase> {
        self.phases.iter().find(|phase| phase.id.as_str() == id)
    }

    /// The title of a trait or a tier; its id when the vocabularies lack it.
    #[must_use]
    pub fn condition(&self, id: &str) -> String {
        let word = Config::word(&self.traits, id).or_else(|| Config::word(&self.tiers, id));
        word.map_or_else(|| id.to_owned(), |word| word.title.clone())
    }

    /// The title of something that an id refers to; the id itself where the settings do not declare it.
    #[must_use]
    pub fn reference_title(&self, kind: ReferenceKind, id: &str) -> String {
        match kind {
            ReferenceKind::Tier => Config::title(&self.tiers, id),
            ReferenceKind::Role | ReferenceKind::RoleOrDomain => Config::title(&self.roles, id),
            ReferenceKind::Environment => Config::title(&self.environments, id),
            ReferenceKind::Trait | ReferenceKind::TraitOrTier => self.condition(id),
            ReferenceKind::Source => self.source(id).map_or_else(|| id.to_owned(), |source| source.title.clone()),
            ReferenceKind::Phase => self.phase(id).map_or_else(|| id.to_owned(), |phase| phase.title.clone()),
            ReferenceKind::Checklist
            | ReferenceKind::Item
            | ReferenceKind::Domain
            | ReferenceKind::Duty
            | ReferenceKind::Cell
            | ReferenceKind::Service
            | ReferenceKind::ServiceKind
            | ReferenceKind::Guardrail => id.to_owned(),
        }
    }

    /// Whether a file below `content/` is offered as it is.
    #[must_use]
    pub fn offers(&self, path: &SourcePath) -> bool {
        self.downloads.iter().any(|pattern| pattern.value.names(path))
    }

    /// Whether a provider's services are shown. Without a list of providers all are.
    #[must_use]
    pub fn shows(&self, provider: &str) -> bool {
        self.providers.is_empty() || self.providers.iter().any(|id| id.as_str() == provider)
    }
}
