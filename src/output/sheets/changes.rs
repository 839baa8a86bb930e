//! The sheet of what changed in a checklist: its last closed edition, and before it the running one.

use super::sheet_renderer::SheetRenderer;
use crate::{
    handbook::{Checklist, ClosedEditions, Handbook, RunningEditions},
    manuscript::edition::Edition,
    output::edition_changes::{address, closed, counted, groups, running_address},
    source::SitePath,
    theme::{ChangesData, EditionData},
};

/// The page with the same content; `None` when the checklist has no sheet of changes, because none of its editions changed anything.
pub fn page(handbook: &Handbook, running: &RunningEditions, checklist: &Checklist) -> Option<SitePath> {
    let closed = closed(handbook, checklist)?;
    let last = closed.last();
    if !last.changes.is_empty() {
        return Some(address(checklist, last.closed.value));
    }
    running.get(checklist).map(|_| running_address(checklist))
}

/// Data of the sheet of the checklist `number`.
pub fn data(renderer: &SheetRenderer<'_>, number: usize) -> ChangesData {
    let inputs = renderer.inputs;
    let handbook = &inputs.handbook;
    let checklist = &handbook.checklists[number];
    let word = |name: &str| inputs.theme.word(name).to_owned();
    let told = |title: String, edition: &Edition| EditionData {
        title,
        says: counted(inputs, edition),
        groups: groups(inputs, checklist, edition, &|_, _| None),
    };
    let running = inputs.running.get(checklist).map(|edition| told(word("edition_running"), edition));
    let closed = closed(handbook, checklist);
    let last = closed.as_ref().map(ClosedEditions::last).filter(|last| !last.changes.is_empty());
    let last = last.map(|edition| told(word("edition_of").replace("{edition}", &edition.closed.value.to_string()), edition));
    ChangesData { editions: running.into_iter().chain(last).collect() }
}
