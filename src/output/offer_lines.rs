//! Offers where they help: at a question, a cell of the matrix, a guardrail.

use super::page_renderer::PageRenderer;
use crate::{
    manuscript::data::{DataFile, Offer},
    theme::OfferLine,
};

/// The offers that help with a question.
pub fn for_question(renderer: &PageRenderer<'_>, id: &str) -> Vec<OfferLine> {
    lines(renderer, &|offer| offer.answers(id))
}

/// The offers that help with a duty for a service.
pub fn for_cell(renderer: &PageRenderer<'_>, service: &str, duty: &str) -> Vec<OfferLine> {
    lines(renderer, &|offer| offer.covers(service, duty))
}

/// The offers that keep a team inside a guardrail.
pub fn for_guardrail(renderer: &PageRenderer<'_>, id: &str) -> Vec<OfferLine> {
    lines(renderer, &|offer| offer.keeps_inside(id))
}

fn lines(renderer: &PageRenderer<'_>, helps: &dyn Fn(&Offer) -> bool) -> Vec<OfferLine> {
    let handbook = &renderer.inputs.handbook;
    let line = |(data, offer): (&DataFile, &Offer)| {
        let page = handbook.index.addresses.get(&data.path)?;
        Some(OfferLine {
            title: renderer.words(&offer.title),
            href: renderer.href(page, Some(offer.id.as_str())),
            takes_html: offer.takes.as_ref().map_or_else(String::new, |text| renderer.unmarked(text, &data.path)),
        })
    };
    handbook.offers().filter(|(_, offer)| helps(offer)).filter_map(line).collect()
}
