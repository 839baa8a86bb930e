//! A launch is judged by the editions with which its checklists were opened: the handbook as an answer file pinned it, and beside it what
//! is otherwise today.
//!
//! What a later edition asks, the running one among them, never stops the launch; `readybook review update` moves the pin.
//!
//! The browser has the same rules in `themes/default/assets/answers-pinned.js`; `tests/web/pinned.test.mjs` holds both to the same answers.

use std::collections::BTreeMap;

use super::{
    answers::{Answers, ChecklistAnswers},
    at_edition::at_editions,
    changes::{self, Change, Changed},
    export_editions::ClosedEdition,
    handbook_export::{Area, Checklist, HandbookExport, Item},
    profile::Profile,
};
use crate::{manuscript::checklist::Severity, source::Spanned, yaml::EditionId};

/// The first version of the answer file whose editions are pins.
const PINS_SINCE: u32 = 2;

/// A handbook as an answer file pinned it.
#[derive(Debug, Clone)]
pub struct Pinned<'a> {
    /// The handbook of today.
    pub today: &'a HandbookExport,
    /// The handbook by which the file is judged: checklists as their pinned editions closed them, without checklists that came later.
    pub export: HandbookExport,
    /// What is otherwise today, of each checklist that is judged by its pin; nothing in one that is not.
    pub later: Vec<Later>,
    /// The checklists that belong to the file and came later.
    pub checklists: Vec<LaterChecklist>,
}

/// A checklist that is judged by the edition that the file pinned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Later {
    /// The id of the checklist.
    pub checklist: String,
    /// Whether a later edition than the pinned one is closed; else only the running one differs.
    pub is_closed: bool,
    /// What is otherwise today, for this service.
    pub questions: Vec<LaterQuestions>,
}

/// Questions that changed in the same way, in the same edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaterQuestions {
    /// What changed.
    pub kind: LaterKind,
    /// The last edition that changed it so; `None` for the one that is not closed yet.
    pub since: Option<EditionId>,
    /// The questions, in the order of the handbook: the id, with what it weighed and weighs behind it where that is the change.
    pub ids: Vec<String>,
}

/// How a question is otherwise today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LaterKind {
    /// It is asked of this service.
    New,
    /// It weighs more or less, or stops other launches.
    Regraded,
    /// It has other words, and is not answered.
    Reworded,
    /// It is no longer asked of this service.
    NoLonger,
}

/// A checklist that belongs to a file and is newer than what the file pinned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaterChecklist {
    /// Its id.
    pub id: String,
    /// Its first edition; `None` while none is closed.
    pub since: Option<EditionId>,
    /// How many of its questions apply to the service.
    pub applies: usize,
}

impl Pinned<'_> {
    /// What is otherwise today in a checklist; `None` if it is not judged by a pin.
    #[must_use]
    pub fn later(&self, checklist: &str) -> Option<&Later> {
        self.later.iter().find(|later| later.checklist == checklist)
    }
}

/// The handbook as an answer file pinned it. A checklist without a pin, with one of which the handbook does not say what it asked, or in a
/// file of the first version of the format is as it is today.
#[must_use]
pub fn pinned<'a>(today: &'a HandbookExport, answers: &Answers) -> Pinned<'a> {
    let pin = |(id, listed): &'_ (Spanned<String>, ChecklistAnswers)| {
        let (edition, checklist) = (listed.edition.as_ref()?.value, today.checklist(&id.value)?);
        checklist.closed(edition).map(|_| (checklist.id.as_str(), edition))
    };
    let pins: Vec<(&str, EditionId)> = match answers.version.0 {
        PINS_SINCE.. => answers.checklists.iter().filter_map(pin).collect(),
        _ => Vec::new(),
    };
    if pins.is_empty() {
        return Pinned { today, export: today.clone(), later: Vec::new(), checklists: Vec::new() };
    }
    let mut export = at_editions(today, &pins);
    let checklists = later_checklists(today, answers, &pins);
    export.checklists.retain(|checklist| checklists.iter().all(|later| later.id != checklist.id));
    let later = later(today, &export, answers, &pins);
    for (id, listed) in answers.checklists.iter().filter(|(id, _)| pins.iter().any(|(pin, _)| *pin == id.value)) {
        let (Some(now), Some(then)) = (today.checklist(&id.value), export.checklists.iter_mut().find(|then| then.id == id.value))
        else {
            continue;
        };
        for (item, answer) in &listed.items {
            keep_known(&item.value, answer.is_empty(), now, then);
        }
    }
    Pinned { today, export, later, checklists }
}

/// Makes an id that a file lists known to a checklist as it was, if today's knows it. What somebody has answered is shown and stops
/// nothing; an empty place is not there.
fn keep_known(id: &str, is_empty: bool, now: &Checklist, then: &mut Checklist) {
    let is_known = then.items().chain(then.hidden_items()).any(|item| item.id == id) || then.retired(id).is_some();
    if is_known {
        return;
    }
    let of = |area: &Area| {
        let asked = area.items.iter().find(|item| item.id == id);
        let found = asked.or_else(|| area.hidden.iter().find(|item| item.id == id))?;
        Some((area.clone(), found.clone(), asked.is_some()))
    };
    if let Some((area, mut item, is_asked)) = now.areas.iter().find_map(of) {
        item.keys.hard_stop.clear();
        let at = then.areas.iter().position(|known| known.id == area.id).unwrap_or_else(|| {
            then.areas.push(Area { items: Vec::new(), hidden: Vec::new(), retired: Vec::new(), ..area });
            then.areas.len() - 1
        });
        let area = &mut then.areas[at];
        if is_asked && !is_empty { &mut area.items } else { &mut area.hidden }.push(item);
    } else if let (Some(retired), Some(area)) = (now.retired(id), then.areas.first_mut()) {
        area.retired.push(retired.clone());
    }
}

/// The checklists of the same phases that the file does not list, and whose first edition is later than what it pinned in their phase.
fn later_checklists(today: &HandbookExport, answers: &Answers, pins: &[(&str, EditionId)]) -> Vec<LaterChecklist> {
    let profile = Profile::of(today, &answers.service);
    let is_listed = |checklist: &Checklist| answers.checklists.iter().any(|(id, _)| id.value == checklist.id);
    let one = |checklist: &Checklist| {
        let phase = checklist.phase.as_deref()?;
        let of_phase = |id: &str| today.checklist(id).and_then(|pinned| pinned.phase.as_deref()) == Some(phase);
        let last = pins.iter().filter(|(id, _)| of_phase(id)).map(|(_, edition)| *edition).max()?;
        let first = checklist.editions.first().map(|edition| edition.id);
        // One that has an edition and never closed it was there before the handbook closed any.
        let is_later = first.or(checklist.edition).is_none_or(|first| first > last);
        let applies = checklist.items().filter(|item| profile.asks(item)).count();
        is_later.then(|| LaterChecklist { id: checklist.id.clone(), since: first, applies })
    };
    today.checklists.iter().filter(|checklist| !is_listed(checklist)).filter_map(one).collect()
}

/// What is otherwise today in each checklist that is judged by its pin.
fn later(today: &HandbookExport, then: &HandbookExport, answers: &Answers, pins: &[(&str, EditionId)]) -> Vec<Later> {
    let all = changes::of_edition(changes::changes(("", then), ("", today)));
    let all = changes::for_service(all, then, today, answers).questions;
    let (was, is) = (Profile::of(then, &answers.service), Profile::of(today, &answers.service));
    let one = |&(id, pin): &(&str, EditionId)| {
        let (before, now) = (then.checklist(id)?, today.checklist(id)?);
        let mut found: BTreeMap<(LaterKind, Option<EditionId>), Vec<String>> = BTreeMap::new();
        for changed in all.iter().filter(|changed| changed.place.as_ref().is_some_and(|place| place.checklist == id)) {
            let item = |checklist: &'_ Checklist| checklist.items().find(|item| item.id == changed.id).cloned();
            let (before, after) = (item(before), item(now));
            let asked = (before.as_ref().is_some_and(|item| was.asks(item)), after.as_ref().is_some_and(|item| is.asks(item)));
            let Some(kind) = kind(changed, asked) else { continue };
            let mut told = changed.id.clone();
            if let (LaterKind::Regraded, Some(before), Some(after)) = (kind, &before, &after) {
                told.push_str(&format!(" ({} → {})", grade(before), grade(after)));
            }
            found.entry((kind, since(now, pin, kind, &changed.id))).or_default().push(told);
        }
        let questions = found.into_iter().map(|((kind, since), ids)| LaterQuestions { kind, since, ids }).collect();
        Some(Later { checklist: id.to_owned(), is_closed: now.edition.is_some_and(|last| last > pin), questions })
    };
    pins.iter().filter_map(one).collect()
}

/// How a question is otherwise today; `asked` is whether it was asked of the service then, and is now. `None` where nothing follows from
/// it, or where its answer is told of by itself.
fn kind(changed: &Changed, asked: (bool, bool)) -> Option<LaterKind> {
    let is_answered = changed.answer.is_some_and(|answer| answer.state.is_some());
    let is = |wanted: &dyn Fn(&Change) -> bool| changed.changes.iter().any(wanted);
    match asked {
        (false, true) if is_answered => None,
        // It moved here from a checklist that still has it as it was.
        (false, true) if is(&|change| matches!(change, Change::Moved { .. })) => None,
        (false, true) => Some(LaterKind::New),
        (true, false) if is(&|change| matches!(change, Change::Moved { .. })) => None,
        (true, false) => Some(LaterKind::NoLonger),
        (true, true) if is(&is_regrading) => Some(LaterKind::Regraded),
        (true, true) if is(&|change| matches!(change, Change::Reworded { .. })) && !is_answered => Some(LaterKind::Reworded),
        (false, false) | (true, true) => None,
    }
}

fn is_regrading(change: &Change) -> bool {
    matches!(
        change,
        Change::Regraded { .. } | Change::HardStopBegan { .. } | Change::HardStopEnded { .. } | Change::HardStopTiers { .. }
    )
}

/// The last edition after the pinned one that changed a question so; `None` if only the running one does.
fn since(checklist: &Checklist, pin: EditionId, kind: LaterKind, id: &str) -> Option<EditionId> {
    let kinds: &[&str] = match kind {
        LaterKind::New => &["added", "condition", "moved"],
        LaterKind::Regraded => &["re-graded"],
        LaterKind::Reworded => &["reworded", "correction"],
        LaterKind::NoLonger => &["retired", "condition", "moved"],
    };
    let mut later = checklist.editions.iter().rev().filter(|edition| edition.id > pin);
    let is_it = |edition: &&ClosedEdition| {
        edition.changes.iter().any(|change| change.id.as_deref() == Some(id) && kinds.contains(&change.kind.as_str()))
    };
    later.find(is_it).map(|edition| edition.id)
}

/// What a question weighs, in words.
#[must_use]
pub fn grade(item: &Item) -> String {
    let severity = item.severity.map_or("no grade", Severity::word);
    if item.hard_stop.is_empty() {
        severity.to_owned()
    } else {
        format!("{severity}, a hard stop for {}", item.hard_stop.join(", "))
    }
}
