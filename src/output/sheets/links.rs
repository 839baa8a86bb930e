//! What pages show of the sheets: those that print what a page says, the documents that hold it, and the list of all.

use super::{Kind, Scope, Sheet};
use crate::{
    config::Paper,
    output::{Inputs, addresses, painter::Painter},
    source::SitePath,
    theme::{Link, PdfLink, SheetLink},
};

/// The sheets that print what the page of a painter says, the published documents that hold it, and the list of all sheets.
pub fn links(painter: &Painter<'_>) -> (Vec<SheetLink>, Vec<Link>, Option<String>) {
    let inputs = painter.inputs;
    let here = inputs.shelf.sheets.iter().filter(|sheet| sheet.source(&inputs.handbook).as_ref() == Some(painter.address));
    let all = inputs.shelf.printed().next().map(|_| painter.href(&SitePath::new(addresses::SHEETS), None));
    let link = |document: &Sheet| Link { title: document.title.clone(), href: card(painter, document).href };
    let documents = holding(inputs, painter.address).into_iter().map(link).collect();
    (here.map(|sheet| card(painter, sheet)).collect(), documents, all)
}

/// A sheet in a list.
pub fn card(painter: &Painter<'_>, sheet: &Sheet) -> SheetLink {
    let pdf = |paper: Paper| PdfLink { paper: paper.word(), href: painter.href(&addresses::pdf(&sheet.id, paper), None) };
    let pdfs: Vec<PdfLink> = sheet.papers().map(pdf).collect();
    let href = match (&sheet.kind, pdfs.first()) {
        (Kind::Document(_), Some(only)) => only.href.clone(),
        _ => painter.href(&addresses::sheet(&sheet.id), None),
    };
    SheetLink { title: sheet.title.clone(), href, pdfs }
}

/// The published document that holds a page, if the page lies in a section, and the whole handbook.
fn holding<'i>(inputs: &'i Inputs, page: &SitePath) -> Vec<&'i Sheet> {
    let tree = &inputs.handbook.index.tree;
    let way = tree.at(page).map(|(number, _)| tree.path(number)).unwrap_or_default();
    let holds = |sheet: &&Sheet| match &sheet.kind {
        Kind::Document(Scope::Below(section)) => way.iter().any(|&number| tree.node(number).address == *section),
        Kind::Document(Scope::Whole) => true,
        Kind::Checklist(_)
        | Kind::Agenda
        | Kind::Decision
        | Kind::HardStops
        | Kind::Path
        | Kind::Duties(..)
        | Kind::Matrix(_)
        | Kind::Guardrails(_) => false,
    };
    // The smaller one first.
    inputs.shelf.documents.iter().filter(holds).rev().collect()
}
