//! Every page with its whole address, for search engines. It needs to know where the handbook is published.

use std::sync::Arc;

use super::{Inputs, frame, own_file, painter::Painter, recent};
use crate::{
    site::{File, Rendered},
    source::SitePath,
    theme::{SitemapEntry, SitemapView},
};

/// Where the site map is.
const ADDRESS: &str = "sitemap.xml";

/// The site map.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    if inputs.handbook.config.base_url.is_none() {
        return Vec::new();
    }
    vec![own_file(inputs, ADDRESS, "the site map", render)]
}

fn render(inputs: &Inputs) -> Rendered {
    let address = SitePath::new(ADDRESS);
    let painter = Painter::new(inputs, &address);
    let days = recent::days(inputs);
    let pages = inputs.handbook.index.tree.in_order().map(|(number, node)| SitemapEntry {
        url: frame::public_url(inputs, &node.address),
        day: days.get(&number).map(|&day| day.to_owned()),
    });
    let view = SitemapView { pages: pages.collect() };
    painter.finish(&view)
}
