//! Sheets on paper, as the preview shows them beside a page.

use rayon::prelude::*;
use serde::Serialize;

use crate::{
    config::Paper,
    output::{
        addresses,
        sheets::{Sheet, measure},
    },
    pipeline::Built,
    source::{SitePath, encode_path},
};

/// A sheet in the list.
#[derive(Serialize)]
struct SheetSummary<'a> {
    id: &'a str,
    title: &'a str,
    /// Whether it prints what the open page says.
    here: bool,
}

/// A sheet, laid out.
#[derive(Serialize)]
struct SheetDetail<'a> {
    id: &'a str,
    /// The names of all its papers.
    names: Vec<&'static str>,
    /// Those that were asked for.
    papers: Vec<SheetOnPaper>,
}

/// A sheet on one paper.
#[derive(Serialize)]
struct SheetOnPaper {
    /// The paper's name, as in `a4`.
    paper: &'static str,
    /// Its pages.
    leaves: Vec<PageImage>,
    /// How many pages it may take, if somebody said.
    limit: Option<usize>,
    /// How many lines are left; so many are too much when it is negative.
    lines_left: Option<i64>,
}

/// A page of a sheet.
#[derive(Serialize)]
struct PageImage {
    /// The address of its picture below the preview's own files. A page that looks the same keeps its address.
    picture: String,
    /// In points.
    width: f64,
    /// In points.
    height: f64,
}

/// All sheets; those first that belong to the page at an address.
pub fn list(built: &Built, address: &SitePath) -> Vec<u8> {
    let handbook = &built.inputs.handbook;
    let guided = handbook.index.guides.get(address).into_iter().flatten();
    let lists: Vec<SitePath> = guided.map(|&(number, _)| handbook.checklists[number].address()).collect();
    let is_here = |sheet: &Sheet| {
        let source = sheet.source(handbook);
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

/// A sheet on all its papers, or on the one that the path names after its id; `None` when there is no such sheet, or it
/// cannot be laid out.
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
    let papers = papers
        .into_par_iter()
        .filter(|paper| wanted.is_none_or(|name| paper.word() == name))
        .map(|paper| {
            let layout = &built.layouts.get(sheet, paper).ok()?.layout;
            let space_used = measure(&built.layouts, sheet, paper);
            let leaf = |number| {
                let (width, height) = layout.page_size(number);
                let picture = format!("leaf/{}/{}/{number}?{:032x}", encode_path(id), paper.word(), layout.page_hash(number));
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

/// One page of a sheet as a picture: `path` is the sheet's id, the paper's name and the page's number.
pub fn page_image(built: &Built, path: &str) -> Option<Vec<u8>> {
    let mut parts = path.rsplitn(3, '/');
    let (number, name, id) = (parts.next()?.parse().ok()?, parts.next()?, parts.next()?);
    let sheet = built.inputs.sheet_set.get(id)?;
    let paper = sheet.papers().find(|paper| paper.word() == name)?;
    Some(built.layouts.get(sheet, paper).ok()?.layout.page_svg(number)?.into_bytes())
}
