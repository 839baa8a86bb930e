//! The overview of all pages: as a tree, by phase, by area and by domain. Only this page and the search page grow with the
//! handbook.

use std::sync::Arc;

use super::{Inputs, addresses::CONTENTS, frame, listing::generated_file, page_renderer::PageRenderer, phases};
use crate::{
    config::Phase,
    handbook::{Checklist, ChecklistArea},
    manuscript::data::{DataFile, Domain},
    site::{File, Rendered},
    source::SitePath,
    theme::{ContentsView, Link, NavItem, TopicView, TopicsView},
    yaml::Id,
};

/// The overview page.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    vec![generated_file(inputs, CONTENTS, "the page of all pages", render)]
}

fn render(inputs: &Inputs) -> Rendered {
    let address = SitePath::new(CONTENTS);
    let renderer = PageRenderer::new(inputs, &address);
    let word = |name: &str| inputs.theme.word(name).to_owned();
    let tree = inputs.handbook.index.tree.root().children.iter().flat_map(|&number| branch(&renderer, number, 0)).collect();
    let topics = [("phase", by_phase(&renderer)), ("area", by_area(&renderer)), ("domain", by_domain(&renderer))]
        .into_iter()
        .filter(|(_, topics)| !topics.is_empty())
        .map(|(kind, topics)| TopicsView { kind, topics })
        .collect();
    let view =
        ContentsView { page: frame::standalone(&renderer, word("contents_title"), word("contents_summary")), tree, topics };
    renderer.render(&view)
}

/// A node of the tree with its descendants. Below [`frame::MAX_DEPTH`], children become siblings of their parent.
fn branch(renderer: &PageRenderer<'_>, number: usize, depth: usize) -> Vec<NavItem> {
    let card = frame::card(renderer, number);
    let children = &renderer.inputs.handbook.index.tree.node(number).children;
    let mut children: Vec<NavItem> = children.iter().flat_map(|&child| branch(renderer, child, depth + 1)).collect();
    let beside = if depth < frame::MAX_DEPTH { Vec::new() } else { std::mem::take(&mut children) };
    let item = NavItem { title: card.title, href: card.href, here: false, open: true, children };
    std::iter::once(item).chain(beside).collect()
}

/// A topic for each phase: its guidance and its checklists.
fn by_phase(renderer: &PageRenderer<'_>) -> Vec<TopicView> {
    let handbook = &renderer.inputs.handbook;
    let topic = |phase: &Phase| {
        let guidance = phases::guidance(handbook, phase).into_iter().map(|number| link(renderer, number));
        let ours = |checklist: &&Checklist| phase.checklists.iter().any(|id| id.value == checklist.header.id.value);
        let checklists = handbook.checklists.iter().filter(ours).filter_map(|checklist| at(renderer, &checklist.address()));
        TopicView {
            title: phase.title.clone(),
            href: handbook.phase_page(phase).map(|page| renderer.href(page, None)),
            pages: guidance.chain(checklists).collect(),
        }
    };
    handbook.config.phases.iter().map(topic).collect()
}

/// A topic for each area: the guides that its items name, each once.
fn by_area(renderer: &PageRenderer<'_>) -> Vec<TopicView> {
    let handbook = &renderer.inputs.handbook;
    let areas = handbook.checklists.iter().flat_map(|checklist| &checklist.areas).filter(|area| !area.id.is_empty());
    let topic = |area: &ChecklistArea| {
        let mut pages: Vec<Link> = Vec::new();
        for guide in area.area().items.valid.iter().filter_map(|item| item.guide.as_ref()) {
            let found = renderer.link(guide, &area.path).and_then(without_anchor);
            if let Some(link) = found.filter(|link| !pages.contains(link)) {
                pages.push(link);
            }
        }
        TopicView { title: area.title.clone(), href: Some(renderer.href(&area.address, None)), pages }
    };
    areas.map(topic).collect()
}

/// A topic for each domain: the pages and areas that name it.
fn by_domain(renderer: &PageRenderer<'_>) -> Vec<TopicView> {
    let handbook = &renderer.inputs.handbook;
    let topic = |(data, domain): (&DataFile, &Domain)| {
        let is_its = |id: &Option<Id>| id.as_ref().is_some_and(|id| id.value == domain.id.value);
        let pages = handbook.pages.iter().filter(|page| is_its(&page.meta.domain));
        let pages = pages.filter_map(|page| handbook.index.addresses.get(&page.path));
        let areas = handbook.checklists.iter().flat_map(|checklist| &checklist.areas);
        let areas = areas.filter(|area| is_its(&area.area().domain)).map(|area| &area.address);
        let mut links: Vec<Link> = Vec::new();
        for link in pages.chain(areas).filter_map(|address| at(renderer, address)) {
            if !links.contains(&link) {
                links.push(link);
            }
        }
        let own = handbook.index.addresses.get(&data.path);
        TopicView {
            title: domain.title.clone(),
            href: own.map(|page| renderer.href(page, Some(domain.id.as_str()))),
            pages: links,
        }
    };
    handbook.domains().map(topic).collect()
}

fn link(renderer: &PageRenderer<'_>, number: usize) -> Link {
    let card = frame::card(renderer, number);
    Link { title: card.title, href: card.href }
}

fn at(renderer: &PageRenderer<'_>, address: &SitePath) -> Option<Link> {
    renderer.inputs.handbook.index.tree.at(address).map(|(number, _)| link(renderer, number))
}

/// The link without its fragment; `None` for an external URL, or one to the page itself.
fn without_anchor(link: Link) -> Option<Link> {
    let page = link.href.split('#').next().unwrap_or_default();
    (!page.is_empty() && !page.contains(':')).then(|| Link { href: page.to_owned(), ..link })
}
