//! The sitemap (sitemaps.org protocol): every page of the tree, and those that are made beside it, with their absolute URLs. It needs
//! `base_url`.

use std::sync::Arc;

use super::{
    Inputs,
    addresses::{self, BLANKS, CONTENTS, LOOKS, RECENT, SEARCH, SITEMAP, WALKTHROUGH},
    edition_changes, editions,
    listing::generated_file,
    page_renderer::PageRenderer,
    recent,
};
use crate::{
    site::{File, Rendered},
    source::SitePath,
    theme::{SitemapEntry, SitemapView},
};

/// The sitemap; none without `base_url`.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    if !addresses::has_sitemap(inputs) {
        return Vec::new();
    }
    vec![generated_file(inputs, SITEMAP, "the site map", render)]
}

fn render(inputs: &Inputs) -> Rendered {
    let address = SitePath::new(SITEMAP);
    let renderer = PageRenderer::new(inputs, &address);
    let days = recent::days(inputs);
    let pages = inputs.handbook.index.tree.in_order().map(|(number, node)| SitemapEntry {
        url: addresses::public_url(inputs, &node.address),
        day: days.get(&number).map(|&day| day.to_owned()),
    });
    let made =
        generated(inputs).into_iter().map(|address| SitemapEntry { url: addresses::public_url(inputs, &address), day: None });
    let editions = editions::newest(&inputs.handbook).into_iter().map(|(checklist, edition)| {
        let closed = edition.closed.value;
        SitemapEntry {
            url: addresses::public_url(inputs, &edition_changes::address(checklist, closed)),
            day: Some(closed.day.to_string()),
        }
    });
    let view = SitemapView { pages: pages.chain(made).chain(editions).collect() };
    renderer.render(&view)
}

/// The pages that are none of the tree, but for the one of an address that nothing has.
fn generated(inputs: &Inputs) -> Vec<SitePath> {
    let room = addresses::has_walkthrough(inputs).then_some(WALKTHROUGH);
    let recent = addresses::has_recent(inputs).then_some(RECENT);
    let named = [Some(CONTENTS), recent, Some(SEARCH), Some(BLANKS), Some(LOOKS), room];
    let generated = named.into_iter().flatten().map(SitePath::new);
    generated.chain(sheets(inputs)).collect()
}

/// The pages around the printed sheets.
#[cfg(feature = "paper")]
fn sheets(inputs: &Inputs) -> Vec<SitePath> {
    let sheet_set = &inputs.sheet_set;
    let overview = sheet_set.printed().next().map(|_| SitePath::new(addresses::SHEETS));
    overview.into_iter().chain(sheet_set.sheets.iter().map(|sheet| addresses::sheet(&sheet.id))).collect()
}

/// Without paper there are none.
#[cfg(not(feature = "paper"))]
fn sheets(_: &Inputs) -> Vec<SitePath> {
    Vec::new()
}
