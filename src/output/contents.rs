//! All pages on one: in their order, by phase, by area and by domain. Only this page and the one of `search/` grow with the handbook.

use std::sync::Arc;

use super::{Inputs, addresses::CONTENTS, frame, listing::own_file, painter::Painter, phases};
use crate::{
    config::Phase,
    handbook::{Checklist, ChecklistArea},
    manuscript::data::{Data, Domain},
    site::{File, Rendered},
    source::SitePath,
    theme::{ContentsView, Link, NavItem, TopicView, TopicsView},
    yaml::Id,
};

/// The page.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    vec![own_file(inputs, CONTENTS, "the page of all pages", render)]
}

fn render(inputs: &Inputs) -> Rendered {
    let address = SitePath::new(CONTENTS);
    let painter = Painter::new(inputs, &address);
    let word = |name: &str| inputs.theme.word(name).to_owned();
    let tree = inputs.handbook.index.tree.root().children.iter().flat_map(|&number| branch(&painter, number, 0)).collect();
    let topics = [("phase", by_phase(&painter)), ("area", by_area(&painter)), ("domain", by_domain(&painter))]
        .into_iter()
        .filter(|(_, topics)| !topics.is_empty())
        .map(|(kind, topics)| TopicsView { kind, topics })
        .collect();
    let view = ContentsView { page: frame::bare(&painter, word("contents_title"), word("contents_summary")), tree, topics };
    painter.finish(&view)
}

/// A page with what lies in it. Below the deepest level that a template draws, children stand beside their parent.
fn branch(painter: &Painter<'_>, number: usize, depth: usize) -> Vec<NavItem> {
    let card = frame::card(painter, number);
    let children = &painter.inputs.handbook.index.tree.node(number).children;
    let mut children: Vec<NavItem> = children.iter().flat_map(|&child| branch(painter, child, depth + 1)).collect();
    let beside = if depth < frame::DEEPEST { Vec::new() } else { std::mem::take(&mut children) };
    let item = NavItem { title: card.title, href: card.href, here: false, open: true, children };
    std::iter::once(item).chain(beside).collect()
}

/// What helps in each phase, and its checklists.
fn by_phase(painter: &Painter<'_>) -> Vec<TopicView> {
    let handbook = &painter.inputs.handbook;
    let topic = |phase: &Phase| {
        let guidance = phases::guidance(handbook, phase).into_iter().map(|number| link(painter, number));
        let ours = |checklist: &&Checklist| phase.checklists.iter().any(|id| id.value == checklist.head.id.value);
        let checklists = handbook.checklists.iter().filter(ours).filter_map(|checklist| at(painter, &checklist.address()));
        TopicView {
            title: phase.title.clone(),
            href: handbook.phase_page(phase).map(|page| painter.href(page, None)),
            pages: guidance.chain(checklists).collect(),
        }
    };
    handbook.config.phases.iter().map(topic).collect()
}

/// The guides that the questions of each area name.
fn by_area(painter: &Painter<'_>) -> Vec<TopicView> {
    let handbook = &painter.inputs.handbook;
    let areas = handbook.checklists.iter().flat_map(|checklist| &checklist.areas).filter(|area| !area.id.is_empty());
    let topic = |area: &ChecklistArea| {
        let mut pages: Vec<Link> = Vec::new();
        for guide in area.area().items.good.iter().filter_map(|item| item.guide.as_ref()) {
            let found = painter.link(guide, &area.path).and_then(without_anchor);
            if let Some(link) = found.filter(|link| !pages.contains(link)) {
                pages.push(link);
            }
        }
        TopicView { title: area.title.clone(), href: Some(painter.href(&area.address, None)), pages }
    };
    areas.map(topic).collect()
}

/// The pages and areas that each domain answers for.
fn by_domain(painter: &Painter<'_>) -> Vec<TopicView> {
    let handbook = &painter.inputs.handbook;
    let topic = |(data, domain): (&Data, &Domain)| {
        let is_its = |id: &Option<Id>| id.as_ref().is_some_and(|id| id.value == domain.id.value);
        let pages = handbook.pages.iter().filter(|page| is_its(&page.meta.domain));
        let pages = pages.filter_map(|page| handbook.index.addresses.get(&page.path));
        let areas = handbook.checklists.iter().flat_map(|checklist| &checklist.areas);
        let areas = areas.filter(|area| is_its(&area.area().domain)).map(|area| &area.address);
        let mut links: Vec<Link> = Vec::new();
        for link in pages.chain(areas).filter_map(|address| at(painter, address)) {
            if !links.contains(&link) {
                links.push(link);
            }
        }
        let own = handbook.index.addresses.get(&data.path);
        TopicView {
            title: domain.title.clone(),
            href: own.map(|page| painter.href(page, Some(domain.id.as_str()))),
            pages: links,
        }
    };
    handbook.domains().map(topic).collect()
}

fn link(painter: &Painter<'_>, number: usize) -> Link {
    let card = frame::card(painter, number);
    Link { title: card.title, href: card.href }
}

fn at(painter: &Painter<'_>, address: &SitePath) -> Option<Link> {
    painter.inputs.handbook.index.tree.at(address).map(|(number, _)| link(painter, number))
}

/// The page that a key's link leads to, whatever place on it; nothing for an address outside.
fn without_anchor(link: Link) -> Option<Link> {
    let page = link.href.split('#').next().unwrap_or_default();
    (!page.is_empty() && !page.contains(':')).then(|| Link { href: page.to_owned(), ..link })
}
