//! Checklists, areas and questions of two states, compared.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, Changed, Place, pairs, sorted};
use crate::{
    manuscript::checklist::ExamplesAs,
    review::handbook_export::{Area, Checklist, Condition, ExportRendition, HandbookExport, Item, Retired},
};

/// Checklists that came, went or changed by themselves.
pub fn checklists(was: &HandbookExport, is: &HandbookExport) -> Vec<Changed> {
    let changed = pairs(&was.checklists, &is.checklists, |checklist| &checklist.id).into_iter().filter_map(|pair| match pair {
        (None, Some(is)) => Changed::new(&is.id, &is.title, vec![Change::added()]),
        (Some(was), None) => Changed::new(&was.id, &was.title, vec![Change::Removed]),
        (Some(was), Some(is)) => Changed::new(&is.id, &is.title, checklist(was, is)),
        (None, None) => None,
    });
    changed.collect()
}

fn checklist(was: &Checklist, is: &Checklist) -> Vec<Change> {
    let edition = |checklist: &Checklist| checklist.edition.iter().map(ToString::to_string).collect();
    let phase = |checklist: &Checklist| checklist.phase.iter().cloned().collect();
    let changes = [
        Change::set("edition", edition(was), edition(is)),
        Change::reworded("title", &was.title, &is.title),
        Change::reworded("intro", &was.intro, &is.intro),
        Change::set("phase", phase(was), phase(is)),
    ];
    changes.into_iter().flatten().collect()
}

/// Areas that came, went or changed by themselves, of checklists that are in both states; by `checklist/area`.
pub fn areas(was: &HandbookExport, is: &HandbookExport) -> Vec<Changed> {
    let domain = |area: &Area| area.domain.iter().cloned().collect::<Vec<_>>();
    let mut found = Vec::new();
    for now in &is.checklists {
        let Some(before) = was.checklist(&now.id) else { continue };
        for pair in pairs(&before.areas, &now.areas, |area| &area.id) {
            let (area, changes) = match pair {
                (None, Some(area)) => (area, vec![Change::added()]),
                (Some(area), None) => (area, vec![Change::Removed]),
                (Some(was), Some(is)) => {
                    let changes =
                        [Change::reworded("title", &was.title, &is.title), Change::set("domain", domain(was), domain(is))];
                    (is, changes.into_iter().flatten().collect())
                }
                (None, None) => continue,
            };
            found.extend(Changed::new(&format!("{}/{}", now.id, area.id), &area.title, changes));
        }
    }
    found
}

/// All questions of a state by their ids, each with its place; and those that are retired.
struct Asked<'a> {
    items: BTreeMap<&'a str, (Place, &'a Item)>,
    /// The ids in the order of the handbook.
    order: Vec<&'a str>,
    retired: BTreeMap<&'a str, &'a Retired>,
}

impl<'a> Asked<'a> {
    fn of(export: &'a HandbookExport) -> Self {
        let mut asked = Self { items: BTreeMap::new(), order: Vec::new(), retired: BTreeMap::new() };
        for checklist in &export.checklists {
            for area in &checklist.areas {
                let place = Place {
                    checklist: checklist.id.clone(),
                    checklist_title: checklist.title.clone(),
                    area: area.id.clone(),
                    area_title: area.title.clone(),
                };
                for item in &area.items {
                    // An id that is there twice is a finding of its own; the first one counts.
                    if !asked.items.contains_key(item.id.as_str()) {
                        asked.items.insert(&item.id, (place.clone(), item));
                        asked.order.push(&item.id);
                    }
                }
                asked.retired.extend(area.retired.iter().map(|retired| (retired.id.as_str(), retired)));
            }
        }
        asked
    }

    /// The same place in this state, as far as it has questions.
    fn place(&self, wanted: &Place) -> Option<&Place> {
        let is_it = |place: &&Place| (&place.checklist, &place.area) == (&wanted.checklist, &wanted.area);
        self.items.values().map(|(place, _)| place).find(is_it)
    }

    /// The questions that ask now for a retired one: what was retired as well is replaced by what replaces that.
    fn replacing(&self, retired: &Retired) -> Vec<String> {
        let (mut found, mut seen) = (Vec::new(), BTreeSet::from([retired.id.as_str()]));
        let mut open: Vec<&str> = retired.replaced_by.iter().rev().map(String::as_str).collect();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            match self.retired.get(id) {
                Some(next) if !self.items.contains_key(id) => open.extend(next.replaced_by.iter().rev().map(String::as_str)),
                _ => found.push(id.to_owned()),
            }
        }
        found
    }
}

/// All questions of a state in its order, each with its place.
pub fn placed(export: &HandbookExport) -> Vec<(Place, &Item)> {
    let mut asked = Asked::of(export);
    let order = std::mem::take(&mut asked.order);
    order.into_iter().filter_map(|id| asked.items.remove(id)).collect()
}

/// Questions that came, went or changed, in the order of the newer state; those that are gone stand behind what they stood behind.
pub fn questions(was: &HandbookExport, is: &HandbookExport) -> Vec<Changed> {
    let (was, is) = (Asked::of(was), Asked::of(is));
    let mut replaces: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for id in was.order.iter().filter(|id| !is.items.contains_key(*id)) {
        for by in is.retired.get(id).into_iter().flat_map(|retired| is.replacing(retired)) {
            replaces.entry(by).or_default().push((*id).to_owned());
        }
    }
    let mut found = Vec::new();
    for id in order(&was, &is) {
        let ((place, item), changes) = match (was.items.get(id), is.items.get(id)) {
            (None, Some(now)) if was.retired.contains_key(id) => (now, vec![Change::Returned]),
            (None, Some(now)) => (now, vec![added(now.1, replaces.remove(id))]),
            (Some(before), None) => {
                let change = is.retired.get(id).map_or(Change::Removed, |retired| Change::Retired {
                    why: retired.why.clone(),
                    replaced_by: is.replacing(retired),
                });
                (before, vec![change])
            }
            (Some(before), Some(now)) => (now, question(before, now)),
            (None, None) => continue,
        };
        let changed = Changed::new(id, &item.ask, changes);
        // What is gone is told below the title that its place has now.
        let place = is.place(place).unwrap_or(place);
        found.extend(changed.map(|changed| Changed { place: Some(place.clone()), ..changed }));
    }
    found
}

/// The ids of both states, each once.
fn order<'a>(was: &Asked<'a>, is: &Asked<'a>) -> Vec<&'a str> {
    let mut order = is.order.clone();
    // One that is gone stands behind the last one before it that is still there, in its own checklist.
    let mut at = 0;
    let mut checklist = "";
    for id in &was.order {
        let own = was.items[id].0.checklist.as_str();
        if own != checklist {
            checklist = own;
            let is_of_it = |id: &&str| is.items.get(id).is_some_and(|(place, _)| place.checklist == own);
            at = order.iter().position(is_of_it).unwrap_or(order.len());
        }
        match order.iter().position(|known| known == id) {
            Some(place) if is.items[id].0.checklist == own => at = place + 1,
            Some(_) => {}
            None => {
                order.insert(at, id);
                at += 1;
            }
        }
    }
    order
}

fn added(item: &Item, replaces: Option<Vec<String>>) -> Change {
    Change::Added { severity: item.severity, hard_stop: sorted(&item.hard_stop), replaces: replaces.unwrap_or_default() }
}

fn question((before, was): &(Place, &Item), (now, is): &(Place, &Item)) -> Vec<Change> {
    let digests = was.digests.as_ref().zip(is.digests.as_ref());
    let is_same_question = digests.map(|(was, is)| was.asks == is.asks);
    let mut changes = Vec::new();
    if (&before.checklist, &before.area) != (&now.checklist, &now.area) {
        changes.push(Change::Moved { was: before.clone(), is: now.clone() });
    }
    if digests.is_some_and(|(was, is)| was.all == is.all) {
        return changes;
    }
    let before_keys = changes.len();
    if is_same_question != Some(true) {
        changes.extend(Change::reworded("ask", &was.ask, &is.ask));
        changes.extend(Change::reworded("evidence", &was.evidence, &is.evidence));
        if is_same_question == Some(false) && changes.len() == before_keys {
            changes.push(Change::Unseen { in_question: true });
        }
    }
    if was.severity != is.severity {
        changes.push(Change::Regraded { was: was.severity, is: is.severity });
    }
    changes.extend(hard_stop(sorted(&was.hard_stop), sorted(&is.hard_stop)));
    if !is_same_condition(&was.applies_when, &is.applies_when) {
        changes.push(Change::Condition { was: was.applies_when.clone(), is: is.applies_when.clone() });
    }
    let list = |texts: &[String]| texts.join("\n");
    let id = |id: &Option<String>| id.iter().cloned().collect::<Vec<_>>();
    // A page that has another title is the same page.
    let guide = |item: &Item| item.guide.iter().map(|page| page.address.clone()).collect::<Vec<_>>();
    let more = [
        Change::explained("why", &was.why, &is.why),
        Change::explained("example", &was.example, &is.example),
        Change::explained("examples", &examples(&was.examples), &examples(&is.examples)),
        Change::explained("probes", &list(&was.probes), &list(&is.probes)),
        Change::set("domain", id(&was.domain), id(&is.domain)),
        Change::set("duty", id(&was.duty), id(&is.duty)),
        Change::set("guide", guide(was), guide(is)),
        Change::set_of("grows_from", &was.grows_from, &is.grows_from),
        Change::set("earliest", id(&was.earliest), id(&is.earliest)),
    ];
    changes.extend(more.into_iter().flatten());
    if digests.is_some() && changes.len() == before_keys {
        changes.push(Change::Unseen { in_question: false });
    }
    changes
}

/// The example answers, a line each.
fn examples(ExamplesAs { good, thin, gap }: &ExamplesAs<ExportRendition>) -> String {
    [good, thin, gap].map(String::as_str).join("\n")
}

fn hard_stop(was: Vec<String>, is: Vec<String>) -> Option<Change> {
    match (was.is_empty(), is.is_empty()) {
        (true, false) => Some(Change::HardStopBegan { is }),
        (false, true) => Some(Change::HardStopEnded { was }),
        _ if was == is => None,
        _ => Some(Change::HardStopTiers { was, is }),
    }
}

fn is_same_condition(was: &Condition, is: &Condition) -> bool {
    sorted(&was.any) == sorted(&is.any) && sorted(&was.all) == sorted(&is.all)
}
