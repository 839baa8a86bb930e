//! A handbook as it is, with the questions of closed editions in the place of today's.

use super::{
    export_editions::{ClosedEdition, EarlierQuestion, FormerCondition},
    handbook_export::{Area, Checklist, Condition, ExportRendition, HandbookExport, Item, Retired},
};
use crate::{
    manuscript::checklist::{ExamplesAs, ItemAs},
    yaml::EditionId,
};

/// The same handbook, these checklists as these of their editions closed them. What an edition does not keep, such as the reason for a
/// question and everything beside checklists, is that of today. An edition of which the handbook does not say what it asked changes
/// nothing.
#[must_use]
pub fn at_editions(today: &HandbookExport, editions: &[(&str, EditionId)]) -> HandbookExport {
    let mut export = today.clone();
    for checklist in &mut export.checklists {
        let named = editions.iter().find(|(id, _)| *id == checklist.id);
        let now = today.checklist(&checklist.id);
        if let Some((edition, now)) = named.zip(now).and_then(|((_, id), now)| Some((now.closed(*id)?, now))) {
            lay(checklist, edition, now, today);
        }
    }
    export
}

impl Checklist {
    /// The closed edition with an id; `None` where the handbook does not say what it asked.
    #[must_use]
    pub fn closed(&self, id: EditionId) -> Option<&ClosedEdition> {
        self.editions.iter().find(|edition| edition.id == id && edition.digest.is_some())
    }
}

/// Puts the questions of an edition into a checklist; `now` is the checklist of today.
fn lay(checklist: &mut Checklist, edition: &ClosedEdition, now: &Checklist, today: &HandbookExport) {
    checklist.edition = Some(edition.id);
    checklist.digest = edition.digest;
    let asked_today: Vec<bool> = checklist.areas.iter().map(|area| !(area.items.is_empty() && area.hidden.is_empty())).collect();
    for area in &mut checklist.areas {
        area.digest = None;
        area.items.clear();
        area.hidden.clear();
        area.retired.retain(|retired| edition.retired.contains(&retired.id));
    }
    for id in &edition.questions {
        let earlier = now.earlier.iter().find(|question| question.id == *id && question.editions.contains(&edition.id));
        let Some(Question { item, area, is_hidden }) = question(id, earlier, now, today) else { continue };
        let at = checklist.areas.iter().position(|known| known.id == area).unwrap_or_else(|| {
            checklist.areas.push(gone(checklist, &area));
            checklist.areas.len() - 1
        });
        let area = &mut checklist.areas[at];
        if is_hidden { &mut area.hidden } else { &mut area.items }.push(item);
    }
    // An area whose questions are all later ones was not there.
    let mut asked_today = asked_today.into_iter();
    checklist.areas.retain(|area| {
        let is_empty = area.items.is_empty() && area.hidden.is_empty() && area.retired.is_empty();
        !(asked_today.next() == Some(true) && is_empty)
    });
    let known: Vec<&Retired> = checklist.areas.iter().flat_map(|area| &area.retired).collect();
    let lost = edition.retired.iter().filter(|id| !known.iter().any(|retired| retired.id == **id));
    let lost: Vec<Retired> = lost.map(|id| Retired { id: id.clone(), why: String::new(), replaced_by: Vec::new() }).collect();
    if let Some(area) = checklist.areas.first_mut() {
        area.retired.extend(lost);
    }
}

/// An area that there is no longer; nobody knows its title.
fn gone(checklist: &Checklist, id: &str) -> Area {
    Area {
        id: id.to_owned(),
        title: if id.is_empty() { checklist.title.clone() } else { id.to_owned() },
        prefix: None,
        address: checklist.address.clone(),
        domain: None,
        digest: None,
        items: Vec::new(),
        hidden: Vec::new(),
        retired: Vec::new(),
    }
}

/// A question with the id of its area, and whether the settings hide it now.
struct Question {
    item: Item,
    area: String,
    is_hidden: bool,
}

/// A question as an edition has it: as it is today, or as it was earlier. `None` if nobody knows what it asked.
fn question(id: &str, earlier: Option<&EarlierQuestion>, now: &Checklist, today: &HandbookExport) -> Option<Question> {
    let here = || placed(&now.areas, id);
    let found = here().or_else(|| today.checklists.iter().find_map(|checklist| placed(&checklist.areas, id)));
    let Some(earlier) = earlier else {
        return here().map(|(area, item, is_hidden)| Question { item: item.clone(), area: area.id.clone(), is_hidden });
    };
    let EarlierQuestion { id: _, editions: _, ask, evidence, area, severity, hard_stop, applies_when, digests } = earlier;
    let mut keys = found.map_or_else(nothing, |(_, item, _)| item.keys.clone());
    id.clone_into(&mut keys.id);
    // The same words read the same, however they are laid out in the source.
    if found.and_then(|(_, item, _)| item.digests).is_none_or(|now| now.asks != digests.asks) {
        ask.clone_into(&mut keys.ask);
        evidence.clone_into(&mut keys.evidence);
    }
    keys.severity = *severity;
    keys.hard_stop.clone_from(hard_stop);
    keys.applies_when = applies_when.as_ref().map_or_else(Condition::default, condition);
    let item = Item { keys, digests: Some(*digests) };
    Some(Question { item, area: area.clone(), is_hidden: found.is_some_and(|(.., is_hidden)| is_hidden) })
}

fn condition(FormerCondition { any, all }: &FormerCondition) -> Condition {
    Condition { any: any.clone(), all: all.clone() }
}

/// The question with an id, its area, and whether the settings hide it; one that is asked comes before a hidden one.
fn placed<'a>(areas: &'a [Area], id: &str) -> Option<(&'a Area, &'a Item, bool)> {
    let asked = areas.iter().flat_map(|area| area.items.iter().map(move |item| (area, item, false)));
    let hidden = areas.iter().flat_map(|area| area.hidden.iter().map(move |item| (area, item, true)));
    asked.chain(hidden).find(|(_, item, _)| item.id == id)
}

/// A question of which only what an edition keeps is known.
fn nothing() -> ItemAs<ExportRendition> {
    ItemAs {
        id: String::new(),
        ask: String::new(),
        address: String::new(),
        why: String::new(),
        evidence: String::new(),
        example: String::new(),
        examples: ExamplesAs::default(),
        probes: Vec::new(),
        severity: None,
        hard_stop: Vec::new(),
        applies_when: Condition::default(),
        grows_from: Vec::new(),
        earliest: None,
        domain: None,
        duty: None,
        guide: None,
        sources: Vec::new(),
        since: None,
    }
}
