//! Sheets on paper, as the preview shows them beside a page.

use rayon::prelude::*;
use serde::Serialize;

use crate::{
    config::Paper,
    output::sheets::{Sheet, measured, page_address, svg_address},
    pipeline::Made,
    source::SitePath,
};

/// A sheet in the list.
#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    title: &'a str,
    /// Whether it prints what the open page says.
    here: bool,
}

/// A sheet, laid out.
#[derive(Serialize)]
struct Shown<'a> {
    id: &'a str,
    papers: Vec<On>,
}

/// A sheet on one paper.
#[derive(Serialize)]
struct On {
    /// The paper's name, as in `a4`.
    paper: &'static str,
    /// The address of its picture, all pages one below the other.
    picture: SitePath,
    /// Where each page is in the picture: from above, width, height, in points.
    leaves: Vec<(f64, f64, f64)>,
    /// How many pages it may take, if somebody said.
    limit: Option<usize>,
    /// How many lines are left; so many are too much when it is negative.
    lines_left: Option<i64>,
}

/// All sheets; those first that belong to the page at an address.
pub fn list(made: &Made, address: &SitePath) -> Vec<u8> {
    let handbook = &made.inputs.handbook;
    let guided = handbook.index.guides.get(address).into_iter().flatten();
    let lists: Vec<SitePath> = guided.map(|&(number, _)| handbook.checklists[number].address()).collect();
    let is_here = |sheet: &Sheet| {
        let source = sheet.source(handbook);
        page_address(sheet) == *address || source.is_some_and(|source| source == *address || lists.contains(&source))
    };
    let mut listed: Vec<Listed<'_>> = made
        .inputs
        .shelf
        .sheets
        .iter()
        .map(|sheet| Listed { id: &sheet.id, title: &sheet.title, here: is_here(sheet) })
        .collect();
    listed.sort_by_key(|sheet| !sheet.here);
    serde_json::to_vec(&listed).unwrap_or_default()
}

/// A sheet on all its papers; `None` when there is no such sheet, or it cannot be laid out.
pub fn show(made: &Made, id: &str) -> Option<Vec<u8>> {
    let inputs = &made.inputs;
    let sheet = inputs.shelf.get(id)?;
    let papers: Vec<Paper> = sheet.papers().collect();
    let papers = papers
        .into_par_iter()
        .map(|paper| {
            let laid = &sheet.on(inputs, paper).ok()?.laid;
            let room = measured(inputs, sheet, paper);
            let leaf = |number| {
                let (width, height) = laid.page_size(number);
                (laid.top(number), width, height)
            };
            Some(On {
                paper: paper.word(),
                picture: svg_address(sheet, paper),
                leaves: (1..=laid.pages()).map(leaf).collect(),
                limit: room.and_then(|room| room.limit),
                lines_left: room.map(|room| room.lines_left),
            })
        })
        .collect::<Option<Vec<On>>>()?;
    serde_json::to_vec(&Shown { id: &sheet.id, papers }).ok()
}
