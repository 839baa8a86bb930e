//! A handbook and answers joined: which questions apply, the answer to each, and how many there are in each state.

use jiff::{Span as Time, civil::Date};
use serde::Serialize;

use super::{
    answers::{Answer, Answers, ChecklistAnswers, Service, State},
    handbook_export::{self, Area, Cell, Checklist, HandbookExport, Item},
    write,
};
use crate::source::{Span, Spanned};

/// An answer file joined with a handbook, checklist by checklist, in the handbook's order.
#[derive(Debug)]
pub struct Review<'a> {
    /// The handbook.
    pub export: &'a HandbookExport,
    /// The answers of the file.
    pub answers: &'a Answers,
    /// The checklists that the file names and the handbook has, in the handbook's order.
    pub sheets: Vec<ReviewedChecklist<'a>>,
}

/// A checklist of the handbook joined with the answers of a file.
#[derive(Debug)]
pub struct ReviewedChecklist<'a> {
    /// The questions.
    pub checklist: &'a Checklist,
    /// The answers of the file to it.
    pub answered: &'a ChecklistAnswers,
    /// The span of the checklist's key in the file.
    pub place: Span,
    /// A row for each question, area by area.
    pub areas: Vec<(&'a Area, Vec<Row<'a>>)>,
    /// Answers under `items` to ids that the checklist does not have.
    pub unknown: Vec<&'a (Spanned<String>, Answer)>,
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
    /// Whether a gap stops the launch of this service.
    pub hard_stop: bool,
    /// Whether the edition that the file answers did not have it yet.
    pub is_new: bool,
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

/// Joins a handbook and the answers of a file.
#[must_use]
pub fn review<'a>(export: &'a HandbookExport, answers: &'a Answers) -> Review<'a> {
    let sheet = |checklist: &'a Checklist| {
        let (id, answered) = answers.checklists.iter().find(|(id, _)| id.value == checklist.id)?;
        Some(sheet(export, answers, checklist, (id.span, answered)))
    };
    Review { export, answers, sheets: export.checklists.iter().filter_map(sheet).collect() }
}

fn sheet<'a>(
    export: &'a HandbookExport,
    answers: &'a Answers,
    checklist: &'a Checklist,
    found: (Span, &'a ChecklistAnswers),
) -> ReviewedChecklist<'a> {
    let (place, answered) = found;
    let service = &answers.service;
    let row = |item: &'a Item| {
        let listed = answered.items.iter().find(|(id, _)| id.value == item.id);
        let edition = answered.edition.as_ref().map(|edition| edition.value);
        Row {
            item,
            place: listed.map(|(id, _)| id.span),
            answer: listed.map(|(_, answer)| answer).filter(|answer| !answer.is_empty()),
            aside: aside(export, service, item),
            hard_stop: service.tier.as_ref().is_some_and(|tier| item.hard_stop.iter().any(|stop| stop == tier.as_str())),
            is_new: edition.zip(item.since).is_some_and(|(edition, since)| since > edition),
            grew_from: item.grows_from.iter().filter_map(|id| said(answers, id)).collect(),
        }
    };
    let areas = checklist.areas.iter().map(|area| (area, area.items.iter().map(row).collect())).collect();
    let is_known = |id: &str| checklist.items().any(|item| item.id == id);
    let unknown = write::sorted(&answered.items, Some(checklist)).into_iter().filter(|(id, _)| !is_known(&id.value)).collect();
    ReviewedChecklist { checklist, answered, place, areas, unknown }
}

/// The id and the `says` of the answer to an item of any checklist; `None` when that is empty.
fn said<'a>(answers: &'a Answers, id: &'a str) -> Option<(&'a str, &'a str)> {
    let (_, answer) = answers.checklists.iter().flat_map(|(_, found)| &found.items).find(|(item, _)| item.value == id)?;
    (!answer.says.is_empty()).then_some((id, answer.says.as_str()))
}

/// Why an item does not apply to a service, in words for readers; `None` when it applies.
fn aside(export: &HandbookExport, service: &Service, item: &Item) -> Option<String> {
    let has = |id: &String| {
        service.traits().iter().any(|own| own.as_str() == id) || service.tier.as_ref().is_some_and(|tier| tier.as_str() == id)
    };
    let handbook_export::Condition { any, all } = &item.applies_when;
    let title = |id: &String| {
        let words = export.settings.traits.iter().chain(&export.settings.tiers);
        words.clone().find(|word| word.id == *id).map_or_else(|| id.clone(), |word| word.title.clone())
    };
    let reason = |word: &str, ids: Vec<&String>, joined: &str| {
        let names: Vec<String> = ids.into_iter().map(title).collect();
        Some(export.word(word).replace("{names}", &names.join(export.word(joined))))
    };
    let missing: Vec<&String> = all.iter().filter(|id| !has(id)).collect();
    if !missing.is_empty() {
        return reason("review_aside_all", missing, "review_and");
    }
    if any.is_empty() || any.iter().any(has) {
        return None;
    }
    reason("review_aside_any", any.iter().collect(), "review_or")
}

impl<'a> Row<'a> {
    /// Whether the question is asked of this service.
    #[must_use]
    pub fn applies(&self) -> bool {
        self.aside.is_none()
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

    /// The settings that the matrix asks for and that the answer does not show.
    #[must_use]
    pub fn settings_not_shown(
        &self,
        review: &Review<'a>,
    ) -> Vec<(&'a handbook_export::Service, &'a Cell, &'a handbook_export::MustEnable)> {
        if !self.answer.is_none_or(|answer| answer.setting.is_empty()) {
            return Vec::new();
        }
        self.cells(review).into_iter().filter_map(|(service, cell)| Some((service, cell, cell.must_enable.as_ref()?))).collect()
    }
}

impl<'a> ReviewedChecklist<'a> {
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
