//! A handbook as it is, with the questions of closed editions in the place of today's.

use super::handbook_export::{Area, Checklist, Condition, ExportRendition, HandbookExport, Item, Retired};
use crate::{
    config::Config,
    handbook::expand,
    manuscript::{
        checklist::{self, ItemAs, ItemDigests},
        edition::{Edition, EditionQuestion},
    },
    prose::PlainText,
    source::Span,
    yaml::Id,
};

/// The same handbook, its checklists as these editions closed them, of each checklist at most one. What an edition does not keep, such as
/// the reason for a question and everything beside checklists, is that of today.
#[must_use]
pub fn at_editions(today: &HandbookExport, editions: &[&Edition], config: &Config) -> HandbookExport {
    let mut export = today.clone();
    for checklist in &mut export.checklists {
        if let Some(edition) = editions.iter().find(|edition| edition.checklist.as_str() == checklist.id) {
            lay(checklist, edition, today, config);
        }
    }
    export
}

fn lay(checklist: &mut Checklist, edition: &Edition, today: &HandbookExport, config: &Config) {
    checklist.edition = Some(edition.closed.value);
    checklist.digest = Some(edition.all);
    let asked_today: Vec<bool> = checklist.areas.iter().map(|area| !(area.items.is_empty() && area.hidden.is_empty())).collect();
    for area in &mut checklist.areas {
        area.digest = None;
        area.items.clear();
        area.hidden.clear();
        area.retired.retain(|retired| edition.retired.contains(&retired.id));
    }
    for (id, question) in &edition.questions {
        let (item, is_hidden) = item(&id.value, question, today, edition.closed.span, config);
        let area = question.area.as_deref().unwrap_or_default();
        let at = checklist.areas.iter().position(|known| known.id == area).unwrap_or_else(|| {
            checklist.areas.push(gone(checklist, area));
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

/// A question as an edition has it, and whether the settings hide it now.
fn item(id: &str, question: &EditionQuestion, today: &HandbookExport, place: Span, config: &Config) -> (Item, bool) {
    let areas = || today.checklists.iter().flat_map(|checklist| &checklist.areas);
    let is_it = |item: &&Item| item.id == id;
    let shown = areas().flat_map(|area| &area.items).find(is_it);
    let hidden = areas().flat_map(|area| &area.hidden).find(is_it).filter(|_| shown.is_none());
    let now = shown.or(hidden);
    let EditionQuestion { ask, evidence, area: _, severity, hard_stop, applies_when, asks, all } = question;
    let mut keys = now.map_or_else(nothing, |item| item.keys.clone());
    id.clone_into(&mut keys.id);
    // The same words read the same, however they are laid out in the source.
    if now.and_then(|item| item.digests.as_ref()).is_none_or(|digests| digests.asks != *asks) {
        keys.ask = filled(ask, place, config);
        keys.evidence = evidence.as_ref().map_or_else(String::new, |evidence| filled(evidence, place, config));
    }
    keys.severity = *severity;
    keys.hard_stop = ids(hard_stop);
    keys.applies_when = applies_when.as_ref().map_or_else(Condition::default, condition);
    (Item { keys, digests: Some(ItemDigests { asks: *asks, all: *all }) }, hidden.is_some())
}

/// A text with the names filled in as they are today.
fn filled(text: &str, place: Span, config: &Config) -> String {
    expand(&PlainText::made(text, place).prose, config)
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

fn condition(checklist::Condition { any, all }: &checklist::Condition) -> Condition {
    Condition { any: ids(any), all: ids(all) }
}

fn ids(list: &[Id]) -> Vec<String> {
    list.iter().map(|id| id.as_str().to_owned()).collect()
}
