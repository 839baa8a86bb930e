//! The report that a team takes into a walkthrough, as a value: the agenda sorted by risk, its duties, the checklists filled in.
//!
//! Markdown, JSON and paper are made from it.

use jiff::civil::Date;
use serde::Serialize;

use super::{
    answers::{Answer, HandledBy, Launch, Service, State},
    duties::{ServiceDuties, duties},
    handbook_export::{self, Item, MustEnable},
    meeting::{AgendaArea, Meeting, Point, if_there_is_time, meeting},
    record::{self, Record, RecordReport},
    reviewed::{Counts, Review, ReviewedChecklist, Row, begin_by, count},
    thin::Thinness,
};
use crate::{
    manuscript::checklist::{ItemAs, Severity},
    yaml::{Canonical as _, Digest, DigestScope},
};

/// The version of the report's JSON.
const VERSION: u32 = 2;

/// The report of one review, what Markdown, JSON and sheets are printed from: facts, agenda, duties, checklists.
#[derive(Debug, Clone, Serialize)]
pub struct ReviewReport {
    /// The version of this format.
    pub version: u32,
    /// What it is called: an agenda, or the talk of a phase that only advises.
    pub title: String,
    /// The name of the review, from the settings.
    pub review_name: String,
    /// The date on which it was printed, `YYYY-MM-DD`.
    pub printed_on: String,
    /// The version of the answers: the short form of their digest, as sheets print it.
    pub answers_version: String,
    /// The digest of the answers with the facts of the service, for programs.
    pub answers_digest: Digest,
    /// The service that is launched.
    pub service: ServiceFacts,
    /// The meeting at which the launch is decided; `None` for a phase that only advises.
    pub meeting: Option<Meeting>,
    /// The questions to speak about, by risk.
    pub agenda: Agenda,
    /// The team's duties on each managed service that it uses.
    pub duties: Vec<ServiceDuties>,
    /// The names of the managed services that it uses, and of which the handbook shows nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hidden_services: Vec<String>,
    /// The checklists, filled in.
    pub sheets: Vec<FilledSheet>,
    /// What was decided; `None` without a record, and for a phase that only advises.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordReport>,
}

/// The service that is launched, with titles in place of ids.
#[derive(Debug, Clone, Serialize)]
pub struct ServiceFacts {
    /// The id of the service.
    pub id: String,
    /// The title of the service, or its id.
    pub title: String,
    /// `new-service`, `new-product` or `change`.
    pub launch: Launch,
    /// Who builds and runs it; may be empty.
    pub team: String,
    /// The tier's title.
    pub tier: Option<String>,
    /// Whether it is high-risk.
    pub high_risk: bool,
    /// The titles of its traits, also of those that its managed services bring.
    pub traits: Vec<String>,
    /// The titles of the managed services that it uses.
    pub uses: Vec<String>,
    /// The date of the walkthrough, `YYYY-MM-DD`.
    pub walkthrough: Option<String>,
    /// The date of the launch, `YYYY-MM-DD`.
    pub launch_on: Option<String>,
    /// The date by which the checklist is begun, `YYYY-MM-DD`.
    pub begin: Option<String>,
}

/// The agenda of a walkthrough.
#[derive(Debug, Clone, Serialize)]
pub struct Agenda {
    /// The questions that need talk, the riskiest kind first; each question once.
    pub groups: Vec<Group>,
    /// The ids of those among them that come up only if there is time, in their order; the others fit into the meeting.
    pub if_there_is_time: Vec<String>,
    /// The areas that have questions for this service, in the handbook's order; none in a phase that only advises.
    pub areas: Vec<AgendaArea>,
    /// The areas where nothing is open.
    pub nothing_open: Vec<ClosedArea>,
}

impl Agenda {
    /// The questions that need talk.
    pub fn points(&self) -> impl Iterator<Item = &FilledItem> {
        self.groups.iter().flat_map(|group| &group.items)
    }

    /// Those of them that are talked about: all but what steps aside.
    pub fn asked(&self) -> impl Iterator<Item = &FilledItem> {
        self.points().filter(|item| item.aside.is_none())
    }

    /// Those that come up only if there is time, in their order.
    pub fn later(&self) -> impl Iterator<Item = &FilledItem> {
        self.if_there_is_time.iter().filter_map(|id| self.points().find(|item| item.id == *id))
    }
}

impl Group {
    /// Whether its questions step aside: it is no part of the talk, and stands after it.
    #[must_use]
    pub fn is_aside(&self) -> bool {
        self.kind == GroupKind::Aside
    }

    fn points(&self) -> impl Iterator<Item = Point<'_>> {
        let is_stop = |item: &FilledItem| self.kind == GroupKind::HardStops || item.hard_stop;
        self.items.iter().map(move |item| Point { id: &item.id, is_stop: is_stop(item), severity: item.weight() })
    }

    /// Those of its questions that fit into the meeting.
    #[must_use]
    pub fn in_full(&self, agenda: &Agenda) -> Vec<&FilledItem> {
        self.items.iter().filter(|item| !agenda.if_there_is_time.contains(&item.id)).collect()
    }
}

/// Questions that need talk for the same reason.
#[derive(Debug, Clone, Serialize)]
pub struct Group {
    /// The reason.
    pub kind: GroupKind,
    /// The questions, by severity and then in the handbook's order.
    pub items: Vec<FilledItem>,
}

/// Why a question needs talk, the riskiest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupKind {
    /// It can stop the launch, and is not answered or a gap.
    HardStops,
    /// It is not answered.
    Unanswered,
    /// It is a gap, with or without a plan.
    Gaps,
    /// Something must be enabled, and the answer relies on it and shows no setting.
    Settings,
    /// The answer says little so far.
    Thin,
    /// It steps aside, and somebody has written something.
    Aside,
}

impl GroupKind {
    /// The name of its title, with the words of reviews.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::HardStops => "review_agenda_stops",
            Self::Unanswered => "review_agenda_unanswered",
            Self::Gaps => "review_agenda_gaps",
            Self::Settings => "review_agenda_settings",
            Self::Thin => "review_agenda_thin",
            Self::Aside => "review_agenda_aside",
        }
    }
}

impl GroupKind {
    /// The same in a talk where nothing is judged and nothing is stopped.
    fn of_a_talk(self, row: &Row<'_>) -> Option<Self> {
        match self {
            Self::HardStops if row.state() == State::Gap => Some(Self::Gaps),
            Self::HardStops => Some(Self::Unanswered),
            Self::Thin => None,
            Self::Unanswered | Self::Gaps | Self::Settings | Self::Aside => Some(self),
        }
    }
}

/// An area where nothing is open.
#[derive(Debug, Clone, Serialize)]
pub struct ClosedArea {
    /// The title of the area.
    pub title: String,
    /// The number of its questions in each state.
    pub counts: Counts,
    /// Who can speak to it: titles of roles, or names.
    pub speakers: Vec<String>,
}

/// A checklist, filled in.
#[derive(Debug, Clone, Serialize)]
pub struct FilledSheet {
    /// The id of the checklist.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The id of the phase that it belongs to.
    pub phase: Option<String>,
    /// Whether its phase only advises.
    pub advisory: bool,
    /// The date of the edition that was filled in, `YYYY-MM-DD`.
    pub edition: Option<String>,
    /// The digest of the checklist, if the handbook has it in this edition.
    pub digest: Option<Digest>,
    /// The number of its questions in each state.
    pub counts: Counts,
    /// Its areas.
    pub areas: Vec<FilledArea>,
}

/// An area, filled in.
#[derive(Debug, Clone, Serialize)]
pub struct FilledArea {
    /// Its id in links; empty for the only area of a checklist.
    pub id: String,
    /// Its title.
    pub title: String,
    /// All its questions, also those that do not apply.
    pub items: Vec<FilledItem>,
}

/// A question with its answer.
#[derive(Debug, Clone, Serialize)]
pub struct FilledItem {
    /// The id of the item, PREFIX-NN.
    pub id: String,
    /// The area's title.
    pub area: String,
    /// The question.
    pub ask: String,
    /// The absolute URL of the item; without a base URL its address relative to the site's root.
    pub address: String,
    /// How deep the talk about a gap goes.
    pub severity: Option<Severity>,
    /// Whether a gap stops the launch of this service.
    pub hard_stop: bool,
    /// Why the question does not apply to this service, in words; `None` when it applies.
    pub aside: Option<String>,
    /// Whether the file's edition did not have it yet.
    pub is_new: bool,
    /// Answers to the one-page questions behind it.
    pub grew_from: Vec<EarlierAnswer>,
    /// What may be asked next.
    pub probes: Vec<String>,
    /// The settings that must be enabled and that the answer does not show.
    pub must_enable: Vec<ToEnable>,
    /// What the answer still lacks.
    pub thin: Vec<Thinness>,
    /// The answer; an empty one if nothing was said.
    #[serde(flatten)]
    pub answer: FilledAnswer,
}

/// An answer to an earlier question.
#[derive(Debug, Clone, Serialize)]
pub struct EarlierAnswer {
    /// The id of the question.
    pub id: String,
    /// The answer.
    pub says: String,
}

/// An answer, for readers.
#[derive(Debug, Clone, Serialize)]
pub struct FilledAnswer {
    /// Its state; a drafted answer is open.
    pub state: State,
    /// Whether help is wanted.
    pub help_wanted: bool,
    /// Who takes care of it.
    pub handled_by: Option<HandledBy>,
    /// The answer.
    pub says: String,
    /// The line that switches it on.
    pub setting: String,
    /// What can be shown: texts, or lines of files as `file:lines`.
    pub evidence: Vec<String>,
    /// Who can speak to it: the title of a role, or what was written.
    pub speaker: String,
    /// The plan to close a gap.
    pub plan: Option<FilledPlan>,
    /// Why it does not concern the service.
    pub why: String,
}

/// A plan to close a gap.
#[derive(Debug, Clone, Serialize)]
pub struct FilledPlan {
    /// What is done.
    pub what: String,
    /// Who does it.
    pub owner: String,
    /// The date until which it is done, `YYYY-MM-DD`.
    pub due: Option<String>,
}

/// A setting that must be switched on.
#[derive(Debug, Clone, Serialize)]
pub struct ToEnable {
    /// The title of the managed service.
    pub service: String,
    /// The setting.
    #[serde(flatten)]
    pub must: MustEnable,
}

impl FilledItem {
    /// What it weighs on an agenda; without a severity it is as deep as it gets.
    #[must_use]
    pub fn weight(&self) -> Severity {
        self.severity.unwrap_or(Severity::High)
    }
}

/// Makes the report of a review and its record, printed on a day; `phase` is the id of a phase whose checklists alone are in it.
#[must_use]
pub fn report(review: &Review<'_>, record: &Record, phase: Option<&str>, day: Date) -> ReviewReport {
    let digest = review.answers.digest(DigestScope::All);
    let is_of_phase = |sheet: &&ReviewedChecklist<'_>| phase.is_none_or(|phase| sheet.checklist.phase.as_deref() == Some(phase));
    // A list that the file lacks and of which nothing is asked is for other services.
    let is_theirs = |sheet: &&ReviewedChecklist<'_>| sheet.listed.is_some() || sheet.is_asked();
    let sheets: Vec<&ReviewedChecklist<'_>> = review.sheets.iter().filter(is_of_phase).filter(is_theirs).collect();
    let advises = phase.filter(|_| !sheets.is_empty() && sheets.iter().all(|sheet| sheet.checklist.advisory));
    let meeting = advises.is_none().then(|| meeting(review.export, &review.profile));
    let mut service = facts(review);
    if advises.is_some() {
        // Both are dates of the review before the launch.
        (service.begin, service.walkthrough) = (None, None);
    }
    ReviewReport {
        version: VERSION,
        title: title(review, advises),
        review_name: review.export.settings.review_name.clone(),
        printed_on: day.to_string(),
        answers_version: digest.short(),
        answers_digest: digest,
        service,
        agenda: agenda(review, &sheets, phase.is_some(), meeting.as_ref()),
        meeting,
        duties: duties(review),
        hidden_services: hidden_services(review),
        sheets: sheets.into_iter().map(|sheet| filled_sheet(review, sheet)).collect(),
        record: record::report(review, record, day).filter(|_| advises.is_none()),
    }
}

/// What a report is called; `advises` is the id of a phase that only advises.
fn title(review: &Review<'_>, advises: Option<&str>) -> String {
    let export = review.export;
    let (word, name) = match advises {
        Some(id) => ("review_talk_title", export.phases.iter().find(|phase| phase.id == id).map_or(id, |phase| &phase.title)),
        None => ("review_agenda_title", export.settings.review_name.as_str()),
    };
    export.word(word).replace("{name}", name).replace("{service}", review.answers.service.name())
}

fn facts(review: &Review<'_>) -> ServiceFacts {
    let service = &review.answers.service;
    let Service { id, launch, team, tier, high_risk, uses, walkthrough, launch_on, .. } = service;
    let settings = &review.export.settings;
    let name = |words: &[handbook_export::Word], id: &str| review.export.title(words, id).to_owned();
    ServiceFacts {
        id: id.value.to_string(),
        title: review.answers.service.name().to_owned(),
        launch: launch.value,
        team: team.clone(),
        tier: tier.as_ref().map(|tier| name(&settings.tiers, tier.as_str())),
        high_risk: *high_risk,
        traits: review.profile.traits().map(|id| name(&settings.traits, id)).collect(),
        uses: uses.iter().map(|id| review.export.service_title(id.as_str()).to_owned()).collect(),
        walkthrough: walkthrough.as_ref().map(|day| day.value.to_string()),
        launch_on: launch_on.as_ref().map(|day| day.value.to_string()),
        begin: begin_by(&review.answers.service, review.export).map(|day| day.to_string()),
    }
}

/// The agenda, without checklists of phases that only advise, unless such a phase is asked for.
fn agenda(review: &Review<'_>, sheets: &[&ReviewedChecklist<'_>], with_advice: bool, meeting: Option<&Meeting>) -> Agenda {
    let mut groups: Vec<Group> = Vec::new();
    let (mut areas, mut nothing_open) = (Vec::new(), Vec::new());
    let is_talk = meeting.is_none();
    let kind = |row: &Row<'_>| {
        let kind = kind(review, row)?;
        if is_talk { kind.of_a_talk(row) } else { Some(kind) }
    };
    for sheet in sheets.iter().filter(|sheet| with_advice || !sheet.checklist.advisory) {
        for (area, rows) in &sheet.areas {
            let kinds: Vec<(Option<GroupKind>, &Row<'_>)> = rows.iter().map(|row| (kind(row), row)).collect();
            for (kind, row) in kinds.iter().filter_map(|(kind, row)| Some(((*kind)?, row))) {
                let item = filled(review, &area.title, row);
                match groups.iter_mut().find(|group| group.kind == kind) {
                    Some(group) => group.items.push(item),
                    None => groups.push(Group { kind, items: vec![item] }),
                }
            }
            let applying: Vec<&Row<'_>> = rows.iter().filter(|row| row.applies()).collect();
            if applying.is_empty() {
                continue;
            }
            let is_closed = kinds.iter().all(|(kind, row)| kind.is_none() || !row.applies());
            let found = closed(review, sheet, area, &applying);
            if !is_talk {
                areas.push(AgendaArea {
                    title: found.title.clone(),
                    counts: found.counts,
                    hard_stops: applying.iter().filter(|row| row.hard_stop).count(),
                    hard_stops_open: kinds.iter().filter(|(kind, _)| *kind == Some(GroupKind::HardStops)).count(),
                    nothing_open: is_closed,
                    speakers: found.speakers.clone(),
                });
            }
            if is_closed {
                nothing_open.push(found);
            }
        }
    }
    groups.sort_by_key(|group| group.kind);
    for group in &mut groups {
        // Stable: within a severity the handbook's order stays.
        group.items.sort_by_key(FilledItem::weight);
    }
    // What steps aside is no point of the meeting, and takes no time.
    let points = groups.iter().filter(|group| !group.is_aside()).flat_map(Group::points);
    let if_there_is_time = meeting.map_or_else(Vec::new, |meeting| if_there_is_time(points, meeting.fits));
    Agenda { groups, if_there_is_time, areas, nothing_open }
}

/// An area where nothing is open. Who takes care of it speaks first, then whoever speaks to an answer.
fn closed(review: &Review<'_>, sheet: &ReviewedChecklist<'_>, area: &handbook_export::Area, rows: &[&Row<'_>]) -> ClosedArea {
    let owner = sheet.listed.and_then(|listed| listed.owner(area)).map(str::to_owned);
    let of_answers = rows.iter().filter_map(|row| row.answer).map(|answer| speaker(review, answer));
    let mut speakers: Vec<String> = Vec::new();
    for speaker in owner.into_iter().chain(of_answers) {
        if !speaker.is_empty() && !speakers.contains(&speaker) {
            speakers.push(speaker);
        }
    }
    ClosedArea { title: area.title.clone(), counts: count(rows.iter().copied()), speakers }
}

/// Why a question needs talk; `None` when it needs none.
fn kind(review: &Review<'_>, row: &Row<'_>) -> Option<GroupKind> {
    if !row.applies() {
        return row.answer.map(|_| GroupKind::Aside);
    }
    match row.state() {
        State::Open | State::Drafted | State::Gap if row.hard_stop => Some(GroupKind::HardStops),
        State::Open | State::Drafted => Some(GroupKind::Unanswered),
        State::Gap => Some(GroupKind::Gaps),
        State::Answered if !row.settings_not_shown(review).is_empty() => Some(GroupKind::Settings),
        State::Answered | State::NotApplicable if !row.thin.is_empty() => Some(GroupKind::Thin),
        State::Answered | State::NotApplicable => None,
    }
}

fn filled_sheet(review: &Review<'_>, sheet: &ReviewedChecklist<'_>) -> FilledSheet {
    let area = |(area, rows): &(&handbook_export::Area, Vec<Row<'_>>)| FilledArea {
        id: area.id.clone(),
        title: area.title.clone(),
        items: rows.iter().map(|row| filled(review, &area.title, row)).collect(),
    };
    FilledSheet {
        id: sheet.checklist.id.clone(),
        title: sheet.checklist.title.clone(),
        phase: sheet.checklist.phase.clone(),
        advisory: sheet.checklist.advisory,
        digest: sheet.checklist.digest.filter(|_| sheet.edition().map(|edition| edition.value) == sheet.checklist.edition),
        edition: sheet.edition().map(|edition| edition.value.to_string()),
        counts: count(sheet.rows()),
        areas: sheet.areas.iter().map(area).collect(),
    }
}

fn filled(review: &Review<'_>, area: &str, row: &Row<'_>) -> FilledItem {
    let Item { keys: ItemAs { id, ask, address, probes, severity, .. }, digests: _ } = row.item;
    let earlier = |(id, says): &(&str, &str)| EarlierAnswer { id: (*id).to_owned(), says: (*says).to_owned() };
    FilledItem {
        id: id.clone(),
        area: area.to_owned(),
        ask: ask.clone(),
        address: review.export.link(address),
        severity: *severity,
        hard_stop: row.hard_stop,
        aside: row.aside.clone(),
        is_new: row.is_new,
        grew_from: row.grew_from.iter().map(earlier).collect(),
        probes: probes.clone(),
        must_enable: if row.applies() { to_enable(review, row) } else { Vec::new() },
        thin: row.thin.clone(),
        answer: answer(review, row.answer.unwrap_or(&Answer::default())),
    }
}

fn to_enable(review: &Review<'_>, row: &Row<'_>) -> Vec<ToEnable> {
    let found = row.settings_not_shown(review).into_iter();
    found.map(|(service, _, must)| ToEnable { service: service.title.clone(), must: must.clone() }).collect()
}

impl FilledAnswer {
    /// An answer for readers; `speaker` is the title of a role, or a name.
    #[must_use]
    pub fn of(answer: &Answer, speaker: String) -> Self {
        Self {
            state: answer.state(),
            help_wanted: answer.help_wanted,
            handled_by: answer.handled_by.as_ref().map(|by| by.value),
            says: answer.says.clone(),
            setting: answer.setting.clone(),
            evidence: answer.evidence.iter().map(ToString::to_string).collect(),
            speaker,
            plan: answer.plan.as_ref().map(|plan| FilledPlan {
                what: plan.value.what.clone(),
                owner: plan.value.owner.clone(),
                due: plan.value.due.map(|due| due.to_string()),
            }),
            why: answer.why.clone(),
        }
    }
}

fn answer(review: &Review<'_>, answer: &Answer) -> FilledAnswer {
    FilledAnswer::of(answer, speaker(review, answer))
}

fn speaker(review: &Review<'_>, answer: &Answer) -> String {
    review.export.title(&review.export.settings.roles, &answer.speaker).to_owned()
}

fn hidden_services(review: &Review<'_>) -> Vec<String> {
    let used = review.answers.service.uses.iter().filter_map(|id| review.export.hidden_service(id.as_str()));
    used.map(|service| service.title.clone()).collect()
}
