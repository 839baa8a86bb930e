//! A handbook and answers joined: which questions apply, the answer to each, and how many there are in each state.

use std::collections::BTreeSet;

use jiff::{Span as Time, civil::Date};
use serde::Serialize;

use super::{
    answers::{Answer, Answers, ChecklistAnswers, Service, State},
    handbook_export::{self, Area, Cell, Checklist, HandbookExport, Item},
    profile::{Asked, Profile, Unsaid},
    thin::{Fillers, Thinness, thinness},
    write,
};
use crate::{
    source::{Span, Spanned},
    yaml::EditionId,
};

/// An answer file joined with a handbook, checklist by checklist, in the handbook's order.
#[derive(Debug)]
pub struct Review<'a> {
    /// The handbook.
    pub export: &'a HandbookExport,
    /// The answers of the file.
    pub answers: &'a Answers,
    /// What the service is, as far as questions depend on it.
    pub profile: Profile<'a>,
    /// The checklists of the handbook that belong to the file, in the handbook's order: those that it lists, and the others of their
    /// phases.
    pub sheets: Vec<ReviewedChecklist<'a>>,
}

/// A checklist of the handbook joined with the answers of a file.
#[derive(Debug)]
pub struct ReviewedChecklist<'a> {
    /// The questions.
    pub checklist: &'a Checklist,
    /// The answers of the file to it; `None` when it belongs to the file and is not in it.
    pub listed: Option<ListedChecklist<'a>>,
    /// A row for each question, area by area.
    pub areas: Vec<(&'a Area, Vec<Row<'a>>)>,
    /// Answers under `items` to ids that the checklist does not have.
    pub unknown: Vec<&'a (Spanned<String>, Answer)>,
}

/// A checklist as a file lists it.
#[derive(Debug, Clone, Copy)]
pub struct ListedChecklist<'a> {
    /// The span of its key.
    pub place: Span,
    /// The answers.
    pub answers: &'a ChecklistAnswers,
}

/// A question with its answer.
#[derive(Debug)]
pub struct Row<'a> {
    /// The question.
    pub item: &'a Item,
    /// The span of its key in the file; `None` when it is not listed.
    pub place: Option<Span>,
    /// The answer; `None` when it is missing or empty.
    pub answer: Option<&'a Answer>,
    /// Why the question does not apply to this service, in words; `None` when it applies.
    pub aside: Option<String>,
    /// Whether the handbook hides the question; there is a row for it only where somebody has written something.
    pub is_hidden: bool,
    /// What nobody has said of the service, where the question could step aside otherwise.
    pub because_unsaid: Unsaid,
    /// Whether a gap stops the launch of this service.
    pub hard_stop: bool,
    /// What the answer still lacks; nothing in a phase that only advises, and where the question steps aside.
    pub thin: Vec<Thinness>,
    /// Whether the edition that the file answers did not have it yet.
    pub is_new: bool,
    /// Whether the answer was given to today's words; `None` without an answer, and where the file does not say to which.
    pub answers_today: Option<bool>,
    /// Answers to the one-page questions behind it: the id and what the answer says.
    pub grew_from: Vec<(&'a str, &'a str)>,
}

/// Numbers of questions by state; never a score.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Questions that apply.
    pub applies: usize,
    /// Questions that do not apply.
    pub aside: usize,
    /// Of those that apply: not decided yet.
    pub open: usize,
    /// With an answer.
    pub answered: usize,
    /// With a gap.
    pub gap: usize,
    /// That do not concern the service.
    pub not_applicable: usize,
    /// Where help is wanted.
    pub help_wanted: usize,
}

/// The checklists of the handbook that belong to an answer file, in the handbook's order: those that it lists, and the others of their
/// phases.
pub fn belonging<'a>(export: &'a HandbookExport, answers: &'a Answers) -> impl Iterator<Item = &'a Checklist> {
    let is_listed = |checklist: &Checklist| answers.checklists.iter().any(|(id, _)| id.value == checklist.id);
    let phases: BTreeSet<&str> =
        export.checklists.iter().filter(|found| is_listed(found)).filter_map(|found| found.phase.as_deref()).collect();
    export
        .checklists
        .iter()
        .filter(move |checklist| is_listed(checklist) || checklist.phase.as_deref().is_some_and(|phase| phases.contains(phase)))
}

/// Joins a handbook and the answers of a file.
#[must_use]
pub fn review<'a>(export: &'a HandbookExport, answers: &'a Answers) -> Review<'a> {
    let (profile, fillers) = (Profile::of(export, &answers.service), Fillers::of(export));
    let listed = |checklist: &Checklist| {
        let (id, answers) = answers.checklists.iter().find(|(id, _)| id.value == checklist.id)?;
        Some(ListedChecklist { place: id.span, answers })
    };
    let sheets = belonging(export, answers).map(|checklist| {
        let parts = ChecklistJoin { export, answers, profile: &profile, fillers: &fillers, checklist, listed: listed(checklist) };
        parts.join()
    });
    Review { export, answers, sheets: sheets.collect(), profile }
}

/// What one checklist is joined from.
struct ChecklistJoin<'a, 'r> {
    export: &'a HandbookExport,
    answers: &'a Answers,
    profile: &'r Profile<'a>,
    fillers: &'r Fillers,
    checklist: &'a Checklist,
    listed: Option<ListedChecklist<'a>>,
}

impl<'a> ChecklistJoin<'a, '_> {
    fn join(&self) -> ReviewedChecklist<'a> {
        let &Self { checklist, listed, .. } = self;
        let areas = checklist.areas.iter().map(|area| {
            let hidden = area.hidden.iter().map(|item| self.hidden_row(area, item)).filter(|row| row.answer.is_some());
            (area, area.items.iter().map(|item| self.row(area, item)).chain(hidden).collect())
        });
        let is_known = |id: &str| checklist.items().chain(checklist.hidden_items()).any(|item| item.id == id);
        let sorted = write::sorted(self.items(), Some(checklist)).into_iter();
        let unknown = sorted.filter(|(id, _)| !is_known(&id.value)).collect();
        ReviewedChecklist { checklist, listed, areas: areas.collect(), unknown }
    }

    fn items(&self) -> &'a [(Spanned<String>, Answer)] {
        self.listed.map_or(&[], |listed| &listed.answers.items)
    }

    /// The row of a question that the handbook hides: it steps aside and stops nothing, whatever the service is.
    fn hidden_row(&self, area: &Area, item: &'a Item) -> Row<'a> {
        let aside = Some(self.export.word("review_aside_hidden").to_owned());
        Row {
            aside,
            is_hidden: true,
            because_unsaid: Unsaid::default(),
            hard_stop: false,
            thin: Vec::new(),
            is_new: false,
            ..self.row(area, item)
        }
    }

    fn row(&self, area: &Area, item: &'a Item) -> Row<'a> {
        let found = self.items().iter().find(|(id, _)| id.value == item.id);
        let answer = found.map(|(_, answer)| answer).filter(|answer| !answer.is_empty());
        let hard_stop = self.profile.is_stopped_by(item);
        let (aside, because_unsaid) = match self.profile.asked(item) {
            Asked::Yes { because_unsaid } => (None, because_unsaid),
            Asked::Aside(reason) => (Some(reason), Unsaid::default()),
        };
        let thin = match answer {
            Some(answer) if aside.is_none() && !self.checklist.advisory => {
                thinness(item, answer, self.fillers, self.listed.is_some_and(|listed| listed.owner(area).is_some()), hard_stop)
            }
            _ => Vec::new(),
        };
        let edition = self.listed.and_then(|listed| listed.answers.edition.as_ref()).map(|edition| edition.value);
        Row {
            item,
            place: found.map(|(id, _)| id.span),
            answer,
            aside,
            is_hidden: false,
            because_unsaid,
            hard_stop,
            thin,
            answers_today: answer
                .filter(|answer| !answer.asked.is_empty())
                .and_then(|answer| self.checklist.asks_the_same(item, &answer.asked)),
            is_new: edition.zip(item.since).is_some_and(|(edition, since)| since > edition),
            grew_from: item.grows_from.iter().filter_map(|id| said(self.answers, id)).collect(),
        }
    }
}

impl<'a> Review<'a> {
    /// The row of a question; `None` where no checklist of the file has it.
    #[must_use]
    pub fn row(&self, id: &str) -> Option<&Row<'a>> {
        self.sheets.iter().flat_map(ReviewedChecklist::rows).find(|row| row.item.id == id)
    }

    /// The rows that apply of the checklists of a phase, in order.
    pub fn applying_in<'s>(&'s self, phase: &'s str) -> impl Iterator<Item = &'s Row<'a>> {
        let sheets = self.sheets.iter().filter(move |sheet| sheet.checklist.phase.as_deref() == Some(phase));
        sheets.flat_map(ReviewedChecklist::rows).filter(|row| row.applies())
    }

    /// The key of the last checklist that the file lists; that of the service without one.
    #[must_use]
    pub fn last_listed(&self) -> Span {
        self.answers.checklists.last().map_or(self.answers.service.id.span, |(id, _)| id.span)
    }
}

impl<'a> ListedChecklist<'a> {
    /// Who takes care of an area, by its id or its prefix; `None` when nobody is named.
    #[must_use]
    pub fn owner(&self, area: &Area) -> Option<&'a str> {
        let is_it = |name: &str| name == area.id || area.prefix.as_deref() == Some(name);
        self.answers.owners.iter().find(|(name, owner)| is_it(&name.value) && !owner.is_empty()).map(|(_, owner)| owner.as_str())
    }
}

/// The id and the `says` of the answer to an item of any checklist; `None` when that is empty.
fn said<'a>(answers: &'a Answers, id: &'a str) -> Option<(&'a str, &'a str)> {
    let (_, answer) = answers.checklists.iter().flat_map(|(_, found)| &found.items).find(|(item, _)| item.value == id)?;
    (!answer.says.is_empty()).then_some((id, answer.says.as_str()))
}

impl<'a> Row<'a> {
    /// Whether the question is asked of this service.
    #[must_use]
    pub fn applies(&self) -> bool {
        self.aside.is_none()
    }

    /// Whether it was answered, and then its words changed: those that a team answers to.
    #[must_use]
    pub fn is_reworded(&self) -> bool {
        self.answers_today == Some(false)
    }

    /// The state of the answer; [`State::Open`] without one.
    #[must_use]
    pub fn state(&self) -> State {
        self.answer.map_or(State::Open, Answer::state)
    }

    /// The cells of its duty in the responsibility matrix, one for each managed service in use.
    #[must_use]
    pub fn cells(&self, review: &Review<'a>) -> Vec<(&'a handbook_export::Service, &'a Cell)> {
        let Some(duty) = &self.item.duty else { return Vec::new() };
        let used = review.answers.service.uses.iter().filter_map(|id| review.export.service(id.as_str()));
        used.filter_map(|service| Some((service, service.cell(duty)?))).collect()
    }

    /// The settings that must first be switched on, that the answer relies on and does not show. An answer of the team itself relies on
    /// none, nor does one that says why it does without; one that leaves the duty to the provider relies on all.
    #[must_use]
    pub fn settings_not_shown(
        &self,
        review: &Review<'a>,
    ) -> Vec<(&'a handbook_export::Service, &'a Cell, &'a handbook_export::MustEnable)> {
        if self.answer.is_some_and(|answer| !answer.setting.is_empty() || !answer.relies_on_settings()) {
            return Vec::new();
        }
        self.cells(review).into_iter().filter_map(|(service, cell)| Some((service, cell, cell.must_enable.as_ref()?))).collect()
    }
}

impl<'a> ReviewedChecklist<'a> {
    /// The date of the edition that was filled in, with its span; `None` when the file does not say it.
    #[must_use]
    pub fn edition(&self) -> Option<&'a Spanned<EditionId>> {
        self.listed.and_then(|listed| listed.answers.edition.as_ref())
    }

    /// Whether any of its questions applies.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        self.rows().any(Row::applies)
    }

    /// All rows in order.
    pub fn rows(&self) -> impl Iterator<Item = &Row<'a>> {
        self.areas.iter().flat_map(|(_, rows)| rows)
    }

    /// All rows that apply, in order, each with its area.
    pub fn applying(&self) -> impl Iterator<Item = (&'a Area, &Row<'a>)> {
        self.areas.iter().flat_map(|(area, rows)| rows.iter().filter(|row| row.applies()).map(move |row| (*area, row)))
    }
}

/// Counts rows by state.
#[must_use]
pub fn count<'r, 'a: 'r>(rows: impl Iterator<Item = &'r Row<'a>>) -> Counts {
    let mut counts = Counts::default();
    for row in rows {
        if !row.applies() {
            counts.aside += 1;
            continue;
        }
        counts.applies += 1;
        counts.help_wanted += usize::from(row.answer.is_some_and(|answer| answer.help_wanted));
        match row.state() {
            State::Open | State::Drafted => counts.open += 1,
            State::Answered => counts.answered += 1,
            State::Gap => counts.gap += 1,
            State::NotApplicable => counts.not_applicable += 1,
        }
    }
    counts
}

/// The date by which the checklist is begun: `lead_time_days` before the walkthrough. `None` without a walkthrough.
#[must_use]
pub fn begin_by(service: &Service, export: &HandbookExport) -> Option<Date> {
    let walkthrough = service.walkthrough.as_ref()?.value;
    Some(walkthrough.saturating_sub(Time::new().days(i64::from(export.settings.lead_time_days.min(10_000)))))
}

/// What the handbook calls the review before a launch in a word; its whole name where the handbook was made without such a word.
#[must_use]
pub fn review_short(export: &HandbookExport) -> &str {
    export.words.get("review_short").unwrap_or(&export.settings.review_name)
}
