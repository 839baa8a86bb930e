//! A page for each closed edition of a checklist, and one for the running edition where something differs: what changed, and why.

use std::sync::Arc;

use super::{
    Inputs, checklists,
    edition_changes::{address, closed, counted, groups, lines, running_address, title},
    frame,
    page_renderer::PageRenderer,
};
use crate::{
    handbook::{Checklist, ClosedEditions, Handbook},
    manuscript::edition::Edition,
    site::{Claimant, File, Rendered},
    source::{SitePath, Span},
    theme::{EditionView, Link},
    yaml::EditionId,
};

/// The pages of all editions; none in a handbook without closed editions.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    let handbook = &inputs.handbook;
    let mut files = Vec::new();
    for (number, checklist) in checklists::listed(handbook) {
        let Some(closed) = closed(handbook, checklist) else { continue };
        for file in closed.iter() {
            let id = file.edition.closed.value;
            let by = Claimant::Part(format!("the page of the edition `{id}`"), Span::start_of(file.file));
            let inputs = Arc::clone(inputs);
            files.push(File::new(address(checklist, id), by, move || render(&inputs, number, Some(id))));
        }
        if inputs.running.get(checklist).is_some() {
            let by = Claimant::Part("the page of the running edition".to_owned(), Span::start_of(checklist.header.file));
            let inputs = Arc::clone(inputs);
            files.push(File::new(running_address(checklist), by, move || render(&inputs, number, None)));
        }
    }
    files
}

/// All closed editions with a page, each with its checklist, the newest first; those of one day in the order of the handbook.
pub fn newest(handbook: &Handbook) -> Vec<(&Checklist, &Edition)> {
    let mut all: Vec<(&Checklist, &Edition)> = Vec::new();
    for (_, checklist) in checklists::listed(handbook) {
        all.extend(closed(handbook, checklist).iter().flat_map(ClosedEditions::iter).map(|file| (checklist, &file.edition)));
    }
    all.sort_by_key(|(_, edition)| std::cmp::Reverse(edition.closed.value));
    all
}

/// The page of a closed edition, or with `None` of the running one.
fn render(inputs: &Inputs, number: usize, id: Option<EditionId>) -> Rendered {
    let handbook = &inputs.handbook;
    let checklist = &handbook.checklists[number];
    let at = id.map_or_else(|| running_address(checklist), |id| address(checklist, id));
    let renderer = PageRenderer::new(inputs, &at);
    let closed_one = |id: EditionId| {
        let closed = closed(handbook, checklist)?;
        closed.iter().find(|file| file.edition.closed.value == id).map(|file| &file.edition)
    };
    // It was listed from the very same handbook.
    let edition = id.map_or_else(|| inputs.running.get(checklist), closed_one);
    let title = match id {
        Some(id) => title(inputs, checklist, id),
        None => inputs.theme.word("edition_title_running").replace("{checklist}", &checklist.header.title),
    };
    let parent = Link { title: checklist.header.title.clone(), href: renderer.href(&checklist.address(), None) };
    let href = |page: &SitePath, id: &str| Some(renderer.href(page, Some(id)));
    let view = EditionView {
        page: frame::below(&renderer, title, parent.clone()),
        checklist: parent,
        edition: id.map(|id| id.to_string()),
        after: edition.iter().flat_map(|edition| &edition.after).map(|after| after.value.to_string()).collect(),
        says: edition.map_or_else(String::new, |edition| counted(inputs, edition)),
        groups: edition.map_or_else(Vec::new, |edition| groups(inputs, checklist, edition, &href)),
        editions: lines(&renderer, checklist),
    };
    renderer.render(&view)
}
