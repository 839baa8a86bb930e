//! The preview's API for sheets on paper: lists and layouts as JSON, pages as SVG.

use rayon::prelude::*;
use serde::Serialize;

use crate::{
    config::Paper,
    output::{
        addresses,
        sheets::{Sheet, SheetLayout, measure},
    },
    pipeline::Built,
    source::{SitePath, encode_path},
};

/// An entry of the JSON list of sheets.
#[derive(Serialize)]
struct SheetSummary<'a> {
    id: &'a str,
    title: &'a str,
    /// Whether the sheet prints the content of the requested page.
    here: bool,
}

/// A laid-out sheet, as JSON.
#[derive(Serialize)]
struct SheetDetail<'a> {
    id: &'a str,
    /// The names of all paper sizes it has, as in `a4`.
    names: Vec<&'static str>,
    /// The requested layouts: one paper size, or all.
    papers: Vec<SheetOnPaper>,
}

/// The layout of a sheet on one paper size.
#[derive(Serialize)]
struct SheetOnPaper {
    /// The name of the paper size, as in `a4`.
    paper: &'static str,
    /// Its pages in order.
    leaves: Vec<PageImage>,
    /// The budget in pages; `None` without one.
    limit: Option<usize>,
    /// Lines left within the budget; negative when that many are too much. `None` if it could not be measured.
    lines_left: Option<i64>,
}

/// A page of a sheet.
#[derive(Serialize)]
struct PageImage {
    /// URL of its SVG, relative to `/__readybook/`; its query is a hash of the page, so an equal page keeps its URL.
    picture: String,
    /// In points (1/72 inch).
    width: f64,
    /// In points (1/72 inch).
    height: f64,
}

/// All sheets as a JSON array of [`SheetSummary`], those that belong to the page at `address` first.
pub fn list(built: &Built, address: &SitePath) -> Vec<u8> {
    let handbook = &built.inputs.handbook;
    let guided = handbook.index.guides.get(address).into_iter().flatten();
    let lists: Vec<SitePath> = guided.map(|&(number, _)| handbook.checklists[number].address()).collect();
    let is_here = |sheet: &Sheet| {
        let source = sheet.source(&built.inputs);
        addresses::sheet(&sheet.id) == *address || source.is_some_and(|source| source == *address || lists.contains(&source))
    };
    let mut listed: Vec<SheetSummary<'_>> = built
        .inputs
        .sheet_set
        .sheets
        .iter()
        .map(|sheet| SheetSummary { id: &sheet.id, title: &sheet.title, here: is_here(sheet) })
        .collect();
    listed.sort_by_key(|sheet| !sheet.here);
    serde_json::to_vec(&listed).unwrap_or_default()
}

/// A sheet as JSON ([`SheetDetail`]): `path` is `id` for all paper sizes, or `id/paper` for one. `None` when there is no such
/// sheet, or it cannot be laid out.
pub fn show(built: &Built, path: &str) -> Option<Vec<u8>> {
    let (id, wanted) = match path.rsplit_once('/') {
        Some((id, name)) => (id, Some(name)),
        None => (path, None),
    };
    let sheet = built.inputs.sheet_set.get(id)?;
    let papers: Vec<Paper> = sheet.papers().collect();
    let names: Vec<&str> = papers.iter().map(|paper| paper.word()).collect();
    // A paper that the handbook has no more is not missed.
    let wanted = wanted.filter(|name| names.contains(name));
    let paper_engine = &built.inputs.theme.paper_engine;
    let papers = papers
        .into_par_iter()
        .filter(|paper| wanted.is_none_or(|name| paper.word() == name))
        .map(|paper| {
            let printed = built.layouts.get(sheet, paper).ok()?;
            let SheetLayout { input, layout, .. } = &*printed;
            let space_used = measure(&built.layouts, sheet, paper);
            let leaf = |number| {
                let (width, height) = layout.page_size(number);
                let picture = format!(
                    "leaf/{}/{}/{number}?{:032x}",
                    encode_path(id),
                    paper.word(),
                    paper_engine.page_hash(input, layout, number)
                );
                PageImage { picture, width, height }
            };
            Some(SheetOnPaper {
                paper: paper.word(),
                leaves: (1..=layout.pages()).map(leaf).collect(),
                limit: space_used.and_then(|space_used| space_used.limit),
                lines_left: space_used.map(|space_used| space_used.lines_left),
            })
        })
        .collect::<Option<Vec<SheetOnPaper>>>()?;
    serde_json::to_vec(&SheetDetail { id: &sheet.id, names, papers }).ok()
}

/// One page of a sheet as SVG: `path` is `id/paper/number`, pages numbered from 1. `None` when there is no such page.
pub fn page_image(built: &Built, path: &str) -> Option<Vec<u8>> {
    let mut parts = path.rsplitn(3, '/');
    let (number, name, id) = (parts.next()?.parse().ok()?, parts.next()?, parts.next()?);
    let sheet = built.inputs.sheet_set.get(id)?;
    let paper = sheet.papers().find(|paper| paper.word() == name)?;
    let printed = built.layouts.get(sheet, paper).ok()?;
    Some(built.inputs.theme.paper_engine.page_svg(&printed.input, &printed.layout, number)?.into_bytes())
}
