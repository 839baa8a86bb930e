//! The Atom feed of recent changes (RFC 4287). It needs `base_url` and dates from Git.

use std::sync::Arc;

use super::{
    Inputs,
    addresses::{self, FEED},
    edition_changes, editions, frame,
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
    let mut entries: Vec<FeedEntry> = editions(inputs);
    entries.extend(newest.into_iter().map(|(day, number)| {
        let card = frame::card(&renderer, number);
        let url = url(&tree.node(number).address);
        FeedEntry { title: card.title, url, day: day.to_owned(), summary: card.summary }
    }));
    // An edition stands before the pages of its day.
    entries.sort_by(|one, other| other.day.cmp(&one.day));
    entries.truncate(NEWEST);
    let view = FeedView {
        updated: entries.first().map_or_else(String::new, |entry| entry.day.clone()),
        home: url(&tree.root().address),
        url: url(&address),
        entries,
    };
    renderer.render(&view)
}

/// An entry for each closed edition, which says what it changed.
fn editions(inputs: &Inputs) -> Vec<FeedEntry> {
    let handbook = &inputs.handbook;
    editions::newest(handbook)
        .into_iter()
        .take(NEWEST)
        .map(|(checklist, edition)| {
            let id = edition.closed.value;
            FeedEntry {
                title: edition_changes::title(inputs, checklist, id),
                url: addresses::public_url(inputs, &edition_changes::address(checklist, id)),
                day: id.day.to_string(),
                summary: edition_changes::counted(inputs, edition),
            }
        })
        .collect()
}
