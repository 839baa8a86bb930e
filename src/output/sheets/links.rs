//! Links from pages to sheets and documents.

use super::{DocumentScope, Sheet, SheetKind};
use crate::{
    config::{Oversight, Paper},
    handbook::{Checklist, Handbook},
    output::{Inputs, addresses, page_renderer::PageRenderer},
    source::SitePath,
    theme::{Link, PdfLink, SheetLink},
};

/// The sheets with the current page's content, those of the meeting where the page belongs to it, the published documents that contain it (smallest first), and the URL of the
/// list of sheets; `None` if nothing is printed.
pub fn links(renderer: &PageRenderer<'_>) -> (Vec<SheetLink>, Vec<Link>, Option<String>) {
    let inputs = renderer.inputs;
    let own = |sheet: &&Sheet| sheet.source(inputs).as_ref() == Some(renderer.address);
    let is_of_meeting = belongs_to_meeting(&inputs.handbook, renderer.address);
    let meeting = |sheet: &&Sheet| is_of_meeting && sheet.is_of_meeting();
    let sheets = &inputs.sheet_set.sheets;
    let here = sheets.iter().filter(own).chain(sheets.iter().filter(meeting));
    let all = inputs.sheet_set.printed().next().map(|_| renderer.href(&SitePath::new(addresses::SHEETS), None));
    let link = |document: &Sheet| Link { title: document.title.clone(), href: card(renderer, document).href };
    let documents = holding(inputs, renderer.address).into_iter().map(link).collect();
    (here.map(|sheet| card(renderer, sheet)).collect(), documents, all)
}

/// Whether a page is that of a phase with sign-off, or of one of its checklists.
fn belongs_to_meeting(handbook: &Handbook, address: &SitePath) -> bool {
    let mut signed = handbook.config.phases.iter().filter(|phase| phase.oversight == Oversight::SignOff);
    signed.any(|phase| {
        let of_phase = |checklist: &&Checklist| phase.checklists.iter().any(|id| id.value == checklist.header.id.value);
        handbook.phase_page(phase) == Some(address)
            || handbook.checklists.iter().filter(of_phase).any(|checklist| checklist.address() == *address)
    })
}

/// The link to a sheet and its PDFs; a document's link is its first PDF.
pub fn card(renderer: &PageRenderer<'_>, sheet: &Sheet) -> SheetLink {
    let pdf = |paper: Paper| PdfLink { paper: paper.word(), href: renderer.href(&addresses::pdf(&sheet.id, paper), None) };
    let pdfs: Vec<PdfLink> = sheet.papers().map(pdf).collect();
    let href = match (&sheet.kind, pdfs.first()) {
        (SheetKind::Document(_), Some(only)) => only.href.clone(),
        _ => renderer.href(&addresses::sheet(&sheet.id), None),
    };
    SheetLink { title: sheet.title.clone(), href, pdfs }
}

/// The published documents that contain a page: its section's, then the whole handbook.
fn holding<'i>(inputs: &'i Inputs, page: &SitePath) -> Vec<&'i Sheet> {
    let tree = &inputs.handbook.index.tree;
    let way = tree.at(page).map(|(number, _)| tree.path(number)).unwrap_or_default();
    let holds = |sheet: &&Sheet| match &sheet.kind {
        SheetKind::Document(DocumentScope::Below(section)) => way.iter().any(|&number| tree.node(number).address == *section),
        SheetKind::Document(DocumentScope::Whole) => true,
        SheetKind::Checklist(_)
        | SheetKind::Changes(_)
        | SheetKind::Agenda
        | SheetKind::Decision
        | SheetKind::HardStops
        | SheetKind::Path
        | SheetKind::Duties(..)
        | SheetKind::Matrix(_)
        | SheetKind::Guardrails(_) => false,
    };
    // The smaller one first.
    inputs.sheet_set.documents.iter().filter(holds).rev().collect()
}
