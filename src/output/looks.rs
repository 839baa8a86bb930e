//! The page of what is due for another look: pages and facts, by month and by owner.

use std::{collections::BTreeMap, sync::Arc};

use super::{Inputs, addresses::LOOKS, frame, listing::generated_file, page_renderer::PageRenderer};
use crate::{
    handbook::{Look, LookOf, LookOwner},
    manuscript::{
        Page,
        data::{DataFile, Service},
    },
    site::{File, Rendered},
    source::SitePath,
    theme::{Link, LookMonth, LookOwnerView, LookView, LooksView, NeverView},
};

/// The page of what is due for another look.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    vec![generated_file(inputs, LOOKS, "the page of what is due for another look", render)]
}

fn render(inputs: &Inputs) -> Rendered {
    let address = SitePath::new(LOOKS);
    let renderer = PageRenderer::new(inputs, &address);
    let looks = looks(&renderer);
    let mut months: BTreeMap<String, Vec<LookView>> = BTreeMap::new();
    let mut owners: BTreeMap<String, Vec<LookView>> = BTreeMap::new();
    for look in looks {
        // An ISO date begins with its month.
        let month = look.due.rsplit_once('-').map_or("", |(month, _)| month);
        months.entry(month.to_owned()).or_default().push(look.clone());
        owners.entry(look.owner.clone()).or_default().push(look);
    }
    let word = |name: &str| inputs.theme.word(name).to_owned();
    let view = LooksView {
        page: frame::standalone(&renderer, word("looks_title"), word("looks_summary")),
        months: months.into_iter().map(|(month, looks)| LookMonth { month, looks }).collect(),
        owners: owners.into_iter().map(|(title, looks)| LookOwnerView { title, looks }).collect(),
        never: never(&renderer),
    };
    renderer.render(&view)
}

/// All looks by their days. Facts of one service that are due on one day are one look.
fn looks(renderer: &PageRenderer<'_>) -> Vec<LookView> {
    let mut all: Vec<LookView> = Vec::new();
    for look in renderer.inputs.handbook.looks() {
        let Some(view) = look_view(renderer, &look) else { continue };
        match all.last_mut().filter(|last| (&last.link, &last.due, &last.on) == (&view.link, &view.due, &view.on)) {
            Some(last) => last.facts += view.facts,
            None => all.push(view),
        }
    }
    // What is due on one day stays in the order of the handbook.
    all.sort_by(|one, other| one.due.cmp(&other.due));
    all
}

fn look_view(renderer: &PageRenderer<'_>, look: &Look<'_>) -> Option<LookView> {
    let (link, facts, changed_since) = match look.of {
        LookOf::Page(page) => (page_link(renderer, page)?, 0, page.has_changed_since_reviewed()),
        LookOf::Fact { data, service, .. } => (service_link(renderer, data, service), 1, false),
    };
    Some(LookView {
        link,
        facts,
        owner: owner(renderer, look.owner),
        on: look.on.value.to_string(),
        due: look.due.to_string(),
        changed_since,
    })
}

/// What nobody has looked at yet.
fn never(renderer: &PageRenderer<'_>) -> Vec<NeverView> {
    let handbook = &renderer.inputs.handbook;
    let unseen = handbook.pages.iter().filter(|page| page.meta.reviewed.is_none());
    let pages = unseen.filter_map(|page| {
        Some(NeverView { link: page_link(renderer, page)?, facts: 0, owner: owner(renderer, handbook.page_owner(page)) })
    });
    let services = handbook.services().filter_map(|(data, duties, service)| {
        let cells = duties.iter().filter_map(|duty| service.cell(duty.id.as_str()));
        let facts = cells.filter(|cell| cell.looked_at().is_none()).count();
        let link = service_link(renderer, data, service);
        (facts > 0).then(|| NeverView { link, facts, owner: owner(renderer, handbook.owner()) })
    });
    pages.chain(services).collect()
}

fn owner(renderer: &PageRenderer<'_>, owner: Option<LookOwner<'_>>) -> String {
    owner.map_or_else(|| renderer.inputs.theme.word("enablement_team").to_owned(), |owner| owner.title.to_owned())
}

fn page_link(renderer: &PageRenderer<'_>, page: &Page) -> Option<Link> {
    let index = &renderer.inputs.handbook.index;
    let (number, _) = index.tree.at(index.addresses.get(&page.path)?)?;
    let card = frame::card(renderer, number);
    Some(Link { title: card.title, href: card.href })
}

fn service_link(renderer: &PageRenderer<'_>, data: &DataFile, service: &Service) -> Link {
    let page = renderer.inputs.handbook.index.service(data, service.id.as_str());
    Link { title: service.title.clone(), href: renderer.href(&page, None) }
}
