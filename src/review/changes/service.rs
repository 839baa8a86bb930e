//! What of the changes touches one service, and what becomes of its answers.

use std::collections::BTreeSet;

use super::{AnswerStill, Change, Changed, Changes, Verdict};
use crate::{
    review::{
        Answer, Answers, HandbookExport, Profile, State,
        handbook_export::{Checklist, Item},
        profile::Asked,
    },
    source::Spanned,
};

/// Keeps what touches the service of an answer file, and says of each question what becomes of the answer: questions that apply to it in
/// either state or that it answers, in checklists that belong to the file; guardrails, which hold for every service; and of the matrix the
/// managed services that it uses.
#[must_use]
pub fn for_service(changes: Changes, old: &HandbookExport, new: &HandbookExport, answers: &Answers) -> Changes {
    let belonging: BTreeSet<&str> = [old, new].into_iter().flat_map(|export| belonging(export, answers)).collect();
    let (was, is) = (Profile::of(old, &answers.service), Profile::of(new, &answers.service));
    let uses = |id: &str| answers.service.uses.iter().any(|used| used.as_str() == id);
    let kept = |changed: Vec<Changed>, is_kept: &dyn Fn(&Changed) -> bool| changed.into_iter().filter(is_kept).collect();
    let first = |changed: &Changed| changed.id.split('/').next().unwrap_or_default().to_owned();
    let question = |mut changed: Changed| {
        let place = changed.place.as_ref()?;
        let answer = answer(answers, &changed.id);
        let applied = asked(old, &was, &changed.id);
        let applies = asked(new, &is, &changed.id);
        let is_of_it = belonging.contains(place.checklist.as_str()) && (applied == Some(true) || applies == Some(true));
        if answer.is_none() && !is_of_it {
            return None;
        }
        let state = answer.map(Answer::state).filter(|state| *state != State::Open);
        let verdict = verdict(&changed.changes, state, applies);
        changed.answer = Some(AnswerStill { state, verdict });
        Some(changed)
    };
    Changes {
        service: Some(answers.service.name().to_owned()),
        checklists: kept(changes.checklists, &|changed| belonging.contains(changed.id.as_str())),
        areas: kept(changes.areas, &|changed| belonging.contains(first(changed).as_str())),
        questions: changes.questions.into_iter().filter_map(question).collect(),
        services: kept(changes.services, &|changed| uses(&changed.id)),
        cells: kept(changes.cells, &|changed| uses(&first(changed))),
        duties: Vec::new(),
        terms: Vec::new(),
        ..changes
    }
}

/// The ids of the checklists of a state that belong to an answer file: those that it lists, and the others of their phases.
fn belonging<'a>(export: &'a HandbookExport, answers: &'a Answers) -> impl Iterator<Item = &'a str> {
    let is_listed = |checklist: &Checklist| answers.checklists.iter().any(|(id, _)| id.value == checklist.id);
    let phases: BTreeSet<&str> =
        export.checklists.iter().filter(|found| is_listed(found)).filter_map(|found| found.phase.as_deref()).collect();
    let belongs = move |checklist: &&Checklist| {
        is_listed(checklist) || checklist.phase.as_deref().is_some_and(|phase| phases.contains(phase))
    };
    export.checklists.iter().filter(belongs).map(|checklist| checklist.id.as_str())
}

/// The answer to a question, of any checklist, set aside or not; `None` where nothing is said.
fn answer<'a>(answers: &'a Answers, id: &str) -> Option<&'a Answer> {
    let all = answers.checklists.iter().flat_map(|(_, found)| found.items.iter().chain(found.retired.iter()));
    all.filter(|(item, _): &&(Spanned<String>, Answer)| item.value == id).map(|(_, answer)| answer).find(|answer| !answer.is_empty())
}

/// Whether a question is asked of the service; `None` where the handbook does not have it.
fn asked(export: &HandbookExport, profile: &Profile<'_>, id: &str) -> Option<bool> {
    let item: &Item = export.checklists.iter().flat_map(Checklist::items).find(|item| item.id == id)?;
    Some(matches!(profile.asked(item), Asked::Yes { .. }))
}

fn verdict(changes: &[Change], state: Option<State>, applies: Option<bool>) -> Verdict {
    match applies {
        None => return Verdict::NoLongerAsked,
        Some(false) => return Verdict::SetAside,
        Some(true) if state.is_none() => return Verdict::ToAnswer,
        Some(true) => {}
    }
    changes.iter().map(weight).max().unwrap_or(Verdict::Stands)
}

/// What one change makes of an answer to a question that is still asked.
fn weight(change: &Change) -> Verdict {
    match change {
        Change::Reworded { .. } | Change::Unseen { in_question: true } | Change::Added { .. } | Change::Returned => Verdict::Look,
        Change::Regraded { .. }
        | Change::HardStopBegan { .. }
        | Change::HardStopEnded { .. }
        | Change::HardStopTiers { .. }
        | Change::Condition { .. } => Verdict::StandsButLook,
        Change::Explained { .. } | Change::Moved { .. } | Change::Set { .. } | Change::Unseen { in_question: false } => {
            Verdict::Stands
        }
        Change::Retired { .. } | Change::Removed => Verdict::NoLongerAsked,
    }
}
