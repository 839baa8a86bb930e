//! Pages of prose with the areas that name them as guide, and generated indexes of folders.

use std::{collections::BTreeSet, sync::Arc};

use super::{Inputs, frame, items, listing::page_claim, page_renderer::PageRenderer};
use crate::{
    config::FieldOn,
    handbook::Handbook,
    manuscript::Page,
    site::{Claimant, File, LazyFile, Rendered},
    source::{SitePath, SourcePath, Span},
    theme::{Frame, PageView},
};

/// All pages of prose, and a generated index of each folder without one, be it a page or a file; those at `taken` paths are left to the kinds that
/// took them.
pub fn files(inputs: &Arc<Inputs>, taken: &BTreeSet<SitePath>) -> Vec<File> {
    let handbook = &inputs.handbook;
    // Of two files that want one address, the other kind draws one.
    let drawn: BTreeSet<&SourcePath> =
        taken.iter().filter_map(|address| handbook.page_at(address)).map(|page| &page.path).collect();
    let written = handbook.pages.iter().filter(|page| !drawn.contains(&page.path)).filter_map(|page| {
        let address = handbook.index.addresses.get(&page.path)?.clone();
        let (inputs, page, own) = (Arc::clone(inputs), Arc::clone(page), address.clone());
        Some(File::new(address, page_claim(&page), move || render(&inputs, Some(&page), &own)))
    });
    // A file of the author's at that very path is the folder's index.
    let is_theirs =
        |address: &SitePath| handbook.index.files.get(address).is_some_and(|path| inputs.static_files.contains_key(path));
    let generated = handbook.index.tree.generated();
    let made = generated.filter(|node| !taken.contains(&node.address) && !is_theirs(&node.address)).map(|node| {
        let (inputs, own) = (Arc::clone(inputs), node.address.clone());
        File::new(node.address.clone(), folder_claim(handbook, &node.address), move || render(&inputs, None, &own))
    });
    written.chain(made).collect()
}

/// The claimant of a folder's generated index: placed at the first file in the folder.
fn folder_claim(handbook: &Handbook, address: &SitePath) -> Claimant {
    let folder = address.as_str().strip_suffix("/index.html").unwrap_or_default();
    let folder = format!("content/{folder}");
    let words = format!("the list of the folder `{folder}`");
    let below = format!("{folder}/");
    let at = handbook.pages.partition_point(|page| page.path.as_str() < below.as_str());
    let page = handbook.pages.get(at).filter(|page| page.path.is_below(&folder)).map(|page| page.file);
    let data = || handbook.data.iter().find(|data| data.path.is_below(&folder)).map(|data| data.file);
    match page.or_else(data) {
        Some(file) => Claimant::Part(words, Span::start_of(file)),
        None => Claimant::Generated(words.into()),
    }
}

/// The page of prose at a site path.
pub fn file(inputs: &Arc<Inputs>, address: &SitePath) -> Option<LazyFile> {
    let (inputs, page, own) = (Arc::clone(inputs), Arc::clone(inputs.handbook.page_at(address)?), address.clone());
    Some(LazyFile::new(move || render(&inputs, Some(&page), &own)))
}

/// HTML of a page with a foreign body in the frame of the page at `address`; `title` counts if that page is not in the tree.
/// `None` when the template fails.
pub fn framed(inputs: &Inputs, address: &SitePath, title: String, body_html: String) -> Option<Vec<u8>> {
    let renderer = PageRenderer::new(inputs, address);
    let is_listed = inputs.handbook.index.tree.at(address).is_some();
    let page = if is_listed { frame::frame(&renderer) } else { frame::standalone(&renderer, title, String::new()) };
    let (areas, children, own) = (Vec::new(), Vec::new(), Vec::new());
    let view = PageView { page, body_html, helper: None, reviewed: None, children, areas, own };
    Some(inputs.theme.render(&view).ok()?.into_bytes())
}

fn render(inputs: &Inputs, page: Option<&Page>, address: &SitePath) -> Rendered {
    let handbook = &inputs.handbook;
    let config = &handbook.config;
    let renderer = PageRenderer::new(inputs, address);
    let meta = page.map(|page| &page.meta);
    let guided = handbook.index.guides.get(address).map(Vec::as_slice).unwrap_or_default();
    let around = page.map_or_else(|| frame::frame(&renderer), |page| frame::of_page(&renderer, page));
    let title = if around.title.is_empty() { config.title.clone() } else { around.title.clone() };
    let view = PageView {
        page: Frame { title, ..around },
        body_html: page.map_or_else(String::new, |page| items::body(&renderer, page)),
        helper: meta.and_then(|meta| meta.domain.as_ref()).and_then(|domain| frame::helper(&renderer, domain.as_str())),
        reviewed: page.and_then(|page| frame::reviewed(&renderer, page)),
        children: frame::children(&renderer),
        areas: guided
            .iter()
            .map(|&(checklist, area)| {
                let checklist = &handbook.checklists[checklist];
                items::area(&renderer, checklist, &checklist.areas[area])
            })
            .collect(),
        own: meta.map_or_else(Vec::new, |meta| items::custom_fields(config, FieldOn::Page, &meta.custom)),
    };
    renderer.render(&view)
}
