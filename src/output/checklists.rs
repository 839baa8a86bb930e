//! The page of each checklist, and the page of all of them.

use std::sync::Arc;

use super::{Inputs, addresses::CHECKLISTS, frame, items, listing::own_file, painter::Painter};
use crate::{
    config::Oversight,
    handbook::{Checklist, Handbook},
    site::{Claimant, File, Rendered},
    source::{SitePath, Span},
    theme::{ChecklistCard, ChecklistView, ChecklistsView},
};

/// The pages.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    let mut files: Vec<File> = listed(&inputs.handbook)
        .map(|(number, checklist)| {
            let by = Claimant::File(checklist.head.path.clone(), Some(Span::start_of(checklist.head.file)));
            let inputs = Arc::clone(inputs);
            File::new(checklist.address(), by, move || render(&inputs, number))
        })
        .collect();
    if !files.is_empty() {
        files.push(own_file(inputs, CHECKLISTS, "the list of all checklists", render_all));
    }
    files
}

/// The checklists that have files of their own, by their numbers. One with the id of another one's place is told as that,
/// and wants nothing on top.
pub fn listed(handbook: &Handbook) -> impl Iterator<Item = (usize, &Checklist)> {
    let checklists = &handbook.checklists;
    let is_another = |number: usize, checklist: &Checklist| {
        let others = checklists.iter().enumerate().filter(|(_, other)| other.head.id.value == checklist.head.id.value);
        others.into_iter().any(|(other, found)| found.is_in_place() || other < number)
    };
    let listed = checklists.iter().enumerate();
    listed.filter(move |(number, checklist)| checklist.is_in_place() || !is_another(*number, checklist))
}

/// Checklists as cards.
pub fn cards(painter: &Painter<'_>, wanted: impl Fn(&Checklist) -> bool) -> Vec<ChecklistCard> {
    let checklists = painter.inputs.handbook.checklists.iter().filter(|checklist| wanted(checklist));
    checklists
        .map(|checklist| ChecklistCard {
            title: checklist.head.title.clone(),
            href: painter.href(&checklist.address(), None),
            intro_html: painter.maybe(&checklist.head.intro, &checklist.head.path),
            count: checklist.items().count(),
            edition: checklist.head.edition.as_ref().map(|edition| edition.value.to_string()),
        })
        .collect()
}

fn render_all(inputs: &Inputs) -> Rendered {
    let address = SitePath::new(CHECKLISTS);
    let painter = Painter::new(inputs, &address);
    let mut page = frame::frame(&painter);
    inputs.theme.word("checklists_summary").clone_into(&mut page.summary);
    let view = ChecklistsView { page, checklists: cards(&painter, |_| true) };
    painter.finish(&view)
}

fn render(inputs: &Inputs, number: usize) -> Rendered {
    let handbook = &inputs.handbook;
    let checklist = &handbook.checklists[number];
    let head = &checklist.head;
    let address = checklist.address();
    let painter = Painter::new(inputs, &address);
    let phase = head.phase.as_ref().and_then(|id| handbook.config.phase(id.as_str()));
    let guide = checklist.areas.first().filter(|_| checklist.is_single()).and_then(|area| area.area().guide.as_ref());
    let mut page = frame::of_file(&painter, &head.path);
    // A question that changed is a change of the checklist.
    let areas = checklist.areas.iter().filter_map(|area| inputs.changed.get(&area.path).cloned());
    page.changed = areas.chain(page.changed).max();
    let view = ChecklistView {
        page,
        id: head.id.as_str().to_owned(),
        intro_html: painter.maybe(&head.intro, &head.path),
        edition: head.edition.as_ref().map(|edition| edition.value.to_string()),
        phase: head.phase.as_ref().and_then(|id| items::phase(&painter, id.as_str())),
        advisory: phase.is_some_and(|phase| phase.oversight <= Oversight::Advisory),
        guide: guide.and_then(|guide| painter.link(guide, &head.path)),
        full: checklist.is_single(),
        count: checklist.items().count(),
        hard_stops: checklist.items().filter(|item| !item.hard_stop.is_empty()).count(),
        areas: checklist.areas.iter().map(|area| items::area(&painter, checklist, area)).collect(),
    };
    painter.finish(&view)
}
