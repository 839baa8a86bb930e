//! The sitemap (sitemaps.org protocol): every page of the tree, that for the room of a meeting, and those of
//! closed editions, with its absolute URL. It needs `base_url`.

use std::sync::Arc;

use super::{
    Inputs,
    addresses::{self, SITEMAP, WALKTHROUGH},
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
    let room = addresses::has_walkthrough(inputs)
        .then(|| SitemapEntry { url: addresses::public_url(inputs, &SitePath::new(WALKTHROUGH)), day: None });
    let editions = editions::newest(&inputs.handbook).into_iter().map(|(checklist, edition)| {
        let closed = edition.closed.value;
        SitemapEntry {
            url: addresses::public_url(inputs, &edition_changes::address(checklist, closed)),
            day: Some(closed.day.to_string()),
        }
    });
    let view = SitemapView { pages: pages.chain(room).chain(editions).collect() };
    renderer.render(&view)
}
