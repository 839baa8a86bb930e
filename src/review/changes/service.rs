//! What of the changes touches one service, and what becomes of its answers.

use std::collections::BTreeSet;

use super::{AnswerStill, Change, Changed, Changes, Verdict, questions::placed};
use crate::{
    review::{
        Answer, Answers, HandbookExport, Profile, State,
        handbook_export::{Checklist, Item},
        reviewed::belonging,
    },
    source::Spanned,
};

/// Keeps what touches the service of an answer file, and says of each question what becomes of the answer: questions that apply to it in
/// either state or that it answers, in checklists that belong to the file; guardrails, which hold for every service; and of the matrix the
/// managed services that it uses.
#[must_use]
pub fn for_service(changes: Changes, old: &HandbookExport, new: &HandbookExport, answers: &Answers) -> Changes {
    let belonging = [old, new].into_iter().flat_map(|export| belonging(export, answers));
    let belonging: BTreeSet<&str> = belonging.map(|checklist| checklist.id.as_str()).collect();
    let (was, is) = (Profile::of(old, &answers.service), Profile::of(new, &answers.service));
    let uses = |id: &str| answers.service.uses.iter().any(|used| used.as_str() == id);
    let kept = |changed: Vec<Changed>, is_kept: &dyn Fn(&Changed) -> bool| changed.into_iter().filter(is_kept).collect();
    let first = |changed: &Changed| changed.id.split('/').next().unwrap_or_default().to_owned();
    let mut questions = changes.questions;
    let all = placed(new);
    for (at, (place, now)) in all.iter().enumerate() {
        let Some(before) = item(old, &now.id) else { continue };
        let (applied, applies) = (was.asks(before), is.asks(now));
        if applied == applies {
            continue;
        }
        let change = Change::Applies { is: applies };
        match questions.iter_mut().find(|changed| changed.id == now.id) {
            Some(changed) if changed.changes.iter().any(|change| matches!(change, Change::Condition { .. })) => {}
            Some(changed) => changed.changes.push(change),
            None => {
                // Where the handbook has it: before the next question that changed.
                let later: BTreeSet<&str> = all[at..].iter().map(|(_, item)| item.id.as_str()).collect();
                let next = questions.iter().position(|changed| later.contains(changed.id.as_str())).unwrap_or(questions.len());
                let changed = Changed::new(&now.id, &now.ask, vec![change]);
                let changed = changed.map(|changed| Changed { place: Some(place.clone()), ..changed });
                questions.splice(next..next, changed);
            }
        }
    }
    let question = |mut changed: Changed| {
        let place = changed.place.as_ref()?;
        let answer = answer(answers, &changed.id);
        let (before, now) = (item(old, &changed.id), item(new, &changed.id));
        let (applied, applies) = (before.map(|item| was.asks(item)), now.map(|item| is.asks(item)));
        let is_of_it = belonging.contains(place.checklist.as_str()) && (applied == Some(true) || applies == Some(true));
        if answer.is_none() && !is_of_it {
            return None;
        }
        let state = answer.map(Answer::state).filter(|state| *state != State::Open);
        let verdict = match applies {
            None => Verdict::NoLongerAsked,
            Some(false) => Verdict::SetAside,
            Some(true) if state.is_none() => Verdict::ToAnswer,
            Some(true) => {
                let is_to_these_words =
                    answer.zip(now).is_some_and(|(answer, now)| now.asks_the_same(&answer.asked) == Some(true));
                let weights = changed.changes.iter().map(|change| weight(change, is_to_these_words));
                weights.max().unwrap_or(Verdict::Stands)
            }
        };
        changed.answer = Some(AnswerStill { state, verdict });
        Some(changed)
    };
    Changes {
        service: Some(answers.service.name().to_owned()),
        checklists: kept(changes.checklists, &|changed| belonging.contains(changed.id.as_str())),
        areas: kept(changes.areas, &|changed| belonging.contains(first(changed).as_str())),
        questions: questions.into_iter().filter_map(question).collect(),
        services: kept(changes.services, &|changed| uses(&changed.id)),
        cells: kept(changes.cells, &|changed| uses(&first(changed))),
        duties: Vec::new(),
        terms: Vec::new(),
        ..changes
    }
}

/// The answer to a question, of any checklist, set aside or not; `None` where nothing is said.
fn answer<'a>(answers: &'a Answers, id: &str) -> Option<&'a Answer> {
    let all = answers.checklists.iter().flat_map(|(_, found)| found.items.iter().chain(found.retired.iter()));
    all.filter(|(item, _): &&(Spanned<String>, Answer)| item.value == id)
        .map(|(_, answer)| answer)
        .find(|answer| !answer.is_empty())
}

/// The question with an id.
fn item<'a>(export: &'a HandbookExport, id: &str) -> Option<&'a Item> {
    export.checklists.iter().flat_map(Checklist::items).find(|item| item.id == id)
}

/// What one change makes of an answer to a question that is still asked; `is_to_these_words` if it was given to the words of now.
fn weight(change: &Change, is_to_these_words: bool) -> Verdict {
    match change {
        Change::Reworded { .. } | Change::Unseen { in_question: true } if is_to_these_words => Verdict::Stands,
        Change::Reworded { .. } | Change::Unseen { in_question: true } | Change::Added { .. } | Change::Returned => Verdict::Look,
        Change::Regraded { .. }
        | Change::HardStopBegan { .. }
        | Change::HardStopEnded { .. }
        | Change::HardStopTiers { .. }
        | Change::Condition { .. }
        | Change::Applies { .. } => Verdict::StandsButLook,
        Change::Explained { .. }
        | Change::Details
        | Change::Moved { .. }
        | Change::Set { .. }
        | Change::Unseen { in_question: false } => Verdict::Stands,
        Change::Retired { .. } | Change::Removed => Verdict::NoLongerAsked,
    }
}
