//! The pages of offers: what is ready-made, by group.

use std::sync::Arc;

use super::{Inputs, frame, items, listing::data_files, page_renderer::PageRenderer};
use crate::{
    manuscript::data::{DataPage, Offer, by_group},
    prose::slug,
    site::{File, Rendered},
    source::SourcePath,
    theme::{Link, OfferGroupView, OfferView, OffersView},
    yaml::Entries,
};

/// A page for each data file of offers.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    data_files(inputs, &inputs.handbook.by_kind.offers, render)
}

fn render(inputs: &Inputs, page: &DataPage<Entries<Offer>>) -> Rendered {
    let data = &page.data;
    let renderer = PageRenderer::new(inputs, &inputs.handbook.index.addresses[&data.path]);
    let groups = by_group(&page.holds.valid).into_iter().map(|(title, offers)| OfferGroupView {
        anchor: if title.is_empty() { String::new() } else { slug(title) },
        title: title.to_owned(),
        offers: offers.into_iter().map(|offer| view(&renderer, offer, &data.path)).collect(),
    });
    let view = OffersView { groups: groups.collect(), page: frame::of_file(&renderer, &data.path) };
    renderer.render(&view)
}

fn view(renderer: &PageRenderer<'_>, offer: &Offer, from: &SourcePath) -> OfferView {
    OfferView {
        id: offer.id.value.to_string(),
        title_html: renderer.unmarked(&offer.title, from),
        where_html: renderer.maybe(&offer.place, from),
        takes_html: offer.takes.as_ref().map_or_else(String::new, |text| renderer.unmarked(text, from)),
        lets_html: renderer.markdown(&offer.lets, from),
        example_html: renderer.maybe(&offer.example, from),
        helper: offer.domain.as_ref().and_then(|domain| frame::helper(renderer, domain.as_str())),
        questions: offer.questions.iter().filter_map(|id| items::line_or_successors(renderer, &id.value)).collect(),
        cells: offer.cells.iter().filter_map(|cell| self::cell(renderer, &cell.value)).collect(),
        guardrails: offer.guardrails.iter().filter_map(|id| guardrail(renderer, id.as_str())).collect(),
    }
}

/// The link to a duty, or to a cell of the matrix; `None` for an unknown one, and for a service that is not shown.
fn cell(renderer: &PageRenderer<'_>, written: &str) -> Option<Link> {
    let Some((service, duty)) = written.split_once('/') else { return items::duty(renderer, written) };
    let handbook = &renderer.inputs.handbook;
    let (data, duties, service) = handbook.services().find(|(_, _, found)| found.id.as_str() == service)?;
    let title = &duties.iter().find(|found| found.id.as_str() == duty)?.title;
    Some(Link {
        title: renderer.inputs.theme.word("cell_of").replace("{duty}", title).replace("{service}", &service.title),
        href: renderer.href(&handbook.index.service(data, service.id.as_str()), Some(duty)),
    })
}

fn guardrail(renderer: &PageRenderer<'_>, id: &str) -> Option<Link> {
    let handbook = &renderer.inputs.handbook;
    let (data, guardrail) = handbook.guardrails().find(|(_, found)| found.id.as_str() == id)?;
    let page = handbook.index.addresses.get(&data.path)?;
    Some(Link { title: renderer.words(&guardrail.title), href: renderer.href(page, Some(id)) })
}
