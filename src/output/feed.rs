//! The Atom feed of recent changes (RFC 4287). It needs `base_url` and dates from Git.

use std::sync::Arc;

use super::{
    Inputs,
    addresses::{self, FEED},
    frame,
    listing::generated_file,
    page_renderer::PageRenderer,
    recent,
};
use crate::{
    site::{File, Rendered},
    source::SitePath,
    theme::{FeedEntry, FeedView},
};

/// Maximum number of entries.
const NEWEST: usize = 30;

/// The feed; none without `base_url` or dates.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    if !addresses::has_feed(inputs) {
        return Vec::new();
    }
    vec![generated_file(inputs, FEED, "the feed", render)]
}

fn render(inputs: &Inputs) -> Rendered {
    let address = SitePath::new(FEED);
    let renderer = PageRenderer::new(inputs, &address);
    let newest = recent::newest(inputs, NEWEST);
    let tree = &inputs.handbook.index.tree;
    let url = |address: &SitePath| addresses::public_url(inputs, address);
    let view = FeedView {
        updated: newest.first().map_or_else(String::new, |(day, _)| (*day).to_owned()),
        home: url(&tree.root().address),
        url: url(&address),
        entries: newest
            .into_iter()
            .map(|(day, number)| {
                let card = frame::card(&renderer, number);
                let url = url(&tree.node(number).address);
                FeedEntry { title: card.title, url, day: day.to_owned(), summary: card.summary }
            })
            .collect(),
    };
    renderer.render(&view)
}
