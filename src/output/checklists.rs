//! The page of each checklist, and the page that lists them.

use std::sync::Arc;

use super::{Inputs, addresses::CHECKLISTS, edition_changes, frame, items, listing::generated_file, page_renderer::PageRenderer};
use crate::{
    config::Oversight,
    handbook::{Checklist, Handbook},
    site::{Claimant, File, Rendered},
    source::{SitePath, Span},
    theme::{ChecklistCard, ChecklistView, ChecklistsView},
};

/// A page for each listed checklist, and the list of all if there are any.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    let mut files: Vec<File> = listed(&inputs.handbook)
        .map(|(number, checklist)| {
            let by = Claimant::File(checklist.header.path.clone(), Some(Span::start_of(checklist.header.file)));
            let inputs = Arc::clone(inputs);
            File::new(checklist.address(), by, move || render(&inputs, number))
        })
        .collect();
    if !files.is_empty() {
        files.push(generated_file(inputs, CHECKLISTS, "the list of all checklists", render_all));
    }
    files
}

/// The checklists that get pages, with their index in `handbook.checklists`. One with another one's id is left out unless its
/// file stands where the id says; duplicate ids are a finding of their own.
pub fn listed(handbook: &Handbook) -> impl Iterator<Item = (usize, &Checklist)> {
    let checklists = &handbook.checklists;
    let is_another = |number: usize, checklist: &Checklist| {
        let others = checklists.iter().enumerate().filter(|(_, other)| other.header.id.value == checklist.header.id.value);
        others.into_iter().any(|(other, found)| found.is_in_place() || other < number)
    };
    let listed = checklists.iter().enumerate();
    listed.filter(move |(number, checklist)| checklist.is_in_place() || !is_another(*number, checklist))
}

/// Cards of the checklists that are `wanted`, in the handbook's order.
pub fn cards(renderer: &PageRenderer<'_>, wanted: impl Fn(&Checklist) -> bool) -> Vec<ChecklistCard> {
    let checklists = renderer.inputs.handbook.checklists.iter().filter(|checklist| wanted(checklist));
    checklists
        .map(|checklist| ChecklistCard {
            title: checklist.header.title.clone(),
            href: renderer.href(&checklist.address(), None),
            intro_html: renderer.maybe(&checklist.header.intro, &checklist.header.path),
            count: checklist.items().count(),
            edition: checklist.header.edition.as_ref().map(|edition| edition.value.to_string()),
        })
        .collect()
}

fn render_all(inputs: &Inputs) -> Rendered {
    let address = SitePath::new(CHECKLISTS);
    let renderer = PageRenderer::new(inputs, &address);
    let mut page = frame::frame(&renderer);
    inputs.theme.word("checklists_summary").clone_into(&mut page.summary);
    let view = ChecklistsView { page, checklists: cards(&renderer, |_| true) };
    renderer.render(&view)
}

fn render(inputs: &Inputs, number: usize) -> Rendered {
    let handbook = &inputs.handbook;
    let checklist = &handbook.checklists[number];
    let head = &checklist.header;
    let address = checklist.address();
    let renderer = PageRenderer::new(inputs, &address);
    let phase = head.phase.as_ref().and_then(|id| handbook.config.phase(id.as_str()));
    let guide = checklist.areas.first().filter(|_| checklist.is_single()).and_then(|area| area.area().guide.as_ref());
    let mut page = frame::of_file(&renderer, &head.path);
    // A question that changed is a change of the checklist.
    let areas = checklist.areas.iter().filter_map(|area| inputs.changed.get(&area.path).cloned());
    page.changed = areas.chain(page.changed).max();
    // The newest come first: the running one, which has no id, and the last closed one.
    let mut lines = edition_changes::lines(&renderer, checklist);
    let last = lines.iter().position(|line| line.edition.is_some()).map_or(0, |at| at + 1);
    lines.truncate(last);
    let view = ChecklistView {
        page,
        id: head.id.as_str().to_owned(),
        intro_html: renderer.maybe(&head.intro, &head.path),
        edition: head.edition.as_ref().map(|edition| edition.value.to_string()),
        editions: lines,
        former: edition_changes::former(inputs, checklist),
        phase: head.phase.as_ref().and_then(|id| items::phase(&renderer, id.as_str())),
        advisory: phase.is_some_and(|phase| phase.oversight <= Oversight::Advisory),
        guide: guide.and_then(|guide| renderer.link(guide, &head.path)),
        full: checklist.is_single(),
        count: checklist.items().count(),
        hard_stops: checklist.items().filter(|item| !item.hard_stop.is_empty()).count(),
        areas: items::areas(&renderer, checklist),
    };
    renderer.render(&view)
}
