//! What changed last, as an Atom feed. It needs to know where the handbook is published, and the days that Git knows.

use std::sync::Arc;

use super::{Inputs, frame, own_file, painter::Painter, recent};
use crate::{
    site::{File, Rendered},
    source::SitePath,
    theme::{FeedEntry, FeedView},
};

/// Where the feed is.
pub const ADDRESS: &str = "feed.xml";

/// So many pages are in it.
const NEWEST: usize = 30;

/// The feed.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    if !exists(inputs) {
        return Vec::new();
    }
    vec![own_file(inputs, ADDRESS, "the feed", render)]
}

/// Whether there is a feed.
pub fn exists(inputs: &Inputs) -> bool {
    inputs.handbook.config.base_url.is_some() && !inputs.changed.is_empty()
}

fn render(inputs: &Inputs) -> Rendered {
    let address = SitePath::new(ADDRESS);
    let painter = Painter::new(inputs, &address);
    let newest = recent::newest(inputs, NEWEST);
    let tree = &inputs.handbook.index.tree;
    let url = |address: &SitePath| frame::public_url(inputs, address);
    let view = FeedView {
        updated: newest.first().map_or_else(String::new, |(day, _)| (*day).to_owned()),
        home: url(&tree.root().address),
        url: url(&address),
        entries: newest
            .into_iter()
            .map(|(day, number)| {
                let card = frame::card(&painter, number);
                let url = url(&tree.node(number).address);
                FeedEntry { title: card.title, url, day: day.to_owned(), summary: card.summary }
            })
            .collect(),
    };
    painter.finish(&view)
}
