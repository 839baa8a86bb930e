//! The flags of every entry: when, who, how it was confirmed.

use jiff::civil::Date;

use super::{
    Scene,
    ask::{Ask, at, id},
    parts::one_of,
};
use crate::{
    cli::{
        common::CliError,
        day::AsOf,
        review::{common::HandbookSource, record_files::RecordPlace},
    },
    review::record::{Confirmed, Entry, Head, Kind, What},
};

/// The flags of every entry.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Every entry")]
pub struct HeadFlags {
    /// The day on which it happened or was decided [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// Who said or decided it, by the ids of `people.yaml`; several with commas
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    pub by: Vec<String>,
    /// Who writes it down
    #[arg(long, value_name = "ID")]
    pub written_by: Option<String>,
    /// How those who decided have confirmed it
    #[arg(long, value_name = "WORD", value_parser = one_of::<Confirmed>())]
    confirmed: Option<Confirmed>,
    /// Where that can be seen: the address of the merge request, or where the paper is kept
    #[arg(long, value_name = "TEXT")]
    seen_at: Option<String>,
    /// The phase that the service was in [default: that of the entry it is about, or the one that fits the kind and the day]
    #[arg(long, value_name = "ID")]
    pub phase: Option<String>,
    #[command(flatten)]
    pub place: RecordPlace,
    #[command(flatten)]
    pub source: HandbookSource,
    #[command(flatten)]
    pub as_of: AsOf,
}

impl HeadFlags {
    /// The day taken for today.
    pub fn today(&self) -> Date {
        self.as_of.day()
    }

    /// What every entry says, of a new one.
    ///
    /// # Errors
    /// When nobody answers.
    pub fn head(&self, scene: &Scene<'_>, what: &What, ask: &mut Ask<'_>) -> Result<Head, CliError> {
        let on = self.on.unwrap_or_else(|| self.today());
        let asked = ("--by ID", by_question(what.kind()));
        let by = ask.ids(&self.by, &scene.people(), asked)?.iter().map(|one| id(one)).collect();
        let about = what.about().map(|entry| entry.value.as_str());
        let phase = id(&scene.phase_of(what.kind(), about, on));
        self.completed(scene, Head { phase, on: at(on), by, ..self.empty(scene) }, ask)
    }

    /// What every entry says, of one that puts another one right: when, who and which phase stay where no flag says otherwise.
    ///
    /// # Errors
    /// When nobody answers.
    pub fn head_after(&self, scene: &Scene<'_>, before: &Entry, ask: &mut Ask<'_>) -> Result<Head, CliError> {
        let by = if self.by.is_empty() { before.head.by.clone() } else { self.by.iter().map(|one| id(one)).collect() };
        let on = self.on.map_or_else(|| before.head.on.clone(), at);
        let phase = self.phase.as_deref().map_or_else(|| before.head.phase.clone(), id);
        self.completed(scene, Head { phase, on, by, ..self.empty(scene) }, ask)
    }

    fn empty(&self, scene: &Scene<'_>) -> Head {
        Head {
            service: scene.review.answers.service.id.clone(),
            phase: id(""),
            on: at(self.today()),
            by: Vec::new(),
            written_by: id(""),
            written_on: at(self.today()),
            confirmed: None,
            seen_at: String::new(),
            corrects: None,
        }
    }

    fn completed(&self, scene: &Scene<'_>, head: Head, ask: &mut Ask<'_>) -> Result<Head, CliError> {
        let written_by = ask.id(self.written_by.as_ref(), &scene.people(), ("--written-by ID", "Who writes it down?"))?;
        let confirmed = ask.may_word(self.confirmed, "How have those who decided confirmed it?")?;
        let seen_at = match (&self.seen_at, confirmed) {
            (None, Some(Confirmed::MergeRequest | Confirmed::Paper)) => ask.may_text(None, "Where can that be seen?")?,
            (said, _) => said.clone().unwrap_or_default(),
        };
        Ok(Head { written_by, confirmed: confirmed.map(at), seen_at, ..head })
    }
}

fn by_question(kind: Kind) -> &'static str {
    match kind {
        Kind::Talk => "Who talked with the team? Ids with commas:",
        Kind::Walkthrough => "Who says so? Ids with commas:",
        Kind::SignOff => "Who signs? One id:",
        Kind::Challenge => "Who of the team says it? Ids with commas:",
        Kind::Exception => "Who accepts it? Ids with commas:",
        _ => "Who said or decided it? Ids with commas:",
    }
}
