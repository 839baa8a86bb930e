//! Offers in a document: a table for each group.

use super::sheet_renderer::SheetRenderer;
use crate::{
    manuscript::data::{DataFile, Offer, by_group},
    prose::{BlockNode, InlineNode, slug},
    theme::{Blocks, RichText},
};

/// A heading and a table for each group; those without a group come first.
pub fn blocks(renderer: &SheetRenderer<'_>, data: &DataFile, offers: &[Offer], page: &str) -> Blocks {
    by_group(offers).into_iter().flat_map(|(title, offers)| group(renderer, data, title, &offers, page)).collect()
}

fn group(renderer: &SheetRenderer<'_>, data: &DataFile, title: &str, offers: &[&Offer], page: &str) -> Blocks {
    let handbook = &renderer.inputs.handbook;
    let mut blocks = Vec::new();
    if !title.is_empty() {
        blocks.push(BlockNode::Heading { level: 2, anchor: format!("{page}/{}", slug(title)), body: text(title) });
    }
    let row = |offer: &&Offer| {
        let helps = offer.domain.as_ref().and_then(|domain| handbook.domain(domain.as_str()));
        let mut place = renderer.maybe(offer.place.as_ref(), &data.path).unwrap_or_default();
        if let Some(takes) = &offer.takes {
            place.extend(text(if place.is_empty() { "(" } else { " (" }));
            place.extend(renderer.plain(takes, &data.path));
            place.extend(text(")"));
        }
        vec![
            renderer.plain(&offer.title, &data.path),
            place,
            renderer.markdown(&offer.lets, &data.path),
            helps.map_or_else(Vec::new, |(_, domain)| text(&domain.title)),
        ]
    };
    let head = ["offer", "offer_where", "offer_lets", "offer_helps"];
    blocks.push(BlockNode::Table {
        align: vec!["left"; head.len()],
        head: head.iter().map(|word| text(renderer.inputs.theme.word(word))).collect(),
        rows: offers.iter().map(row).collect(),
    });
    blocks
}

fn text(text: &str) -> RichText {
    vec![InlineNode::Text { text: text.to_owned() }]
}
