//! The page of each phase: entry and exit signs, rules, people, guidance, checklists, and items of later phases that begin here.

use std::sync::Arc;

use super::{Inputs, addresses::HOME, checklists, frame, items, listing::page_claim, page_renderer::PageRenderer};
use crate::{
    config::{Config, LaunchKind, Oversight, Phase},
    handbook::Handbook,
    site::{Claimant, File, Rendered},
    source::SitePath,
    theme::{CardGroup, ItemLine, PhaseView, VetoView, WordView},
};

/// A page for each phase that names one.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    let handbook = &inputs.handbook;
    let phases = handbook.config.phases.iter().enumerate();
    let mut drawn = vec![SitePath::new(HOME)];
    phases
        .filter_map(|(number, phase)| {
            let address = handbook.phase_page(phase)?.clone();
            let by = match &phase.page {
                // A page is drawn once: as home, or for the first phase that names it.
                Some(named) if drawn.contains(&address) => Claimant::Part(format!("the phase `{}`", phase.id.value), named.span),
                _ => page_claim(handbook.page_at(&address)?),
            };
            drawn.push(address.clone());
            let (inputs, own) = (Arc::clone(inputs), address.clone());
            Some(File::new(address, by, move || render(&inputs, number, &own)))
        })
        .collect()
}

fn render(inputs: &Inputs, number: usize, address: &SitePath) -> Rendered {
    let handbook = &inputs.handbook;
    let phase = &handbook.config.phases[number];
    let renderer = PageRenderer::new(inputs, address);
    let page = handbook.page_at(address);
    let from = &handbook.config.path;
    let is_signed = phase.oversight == Oversight::SignOff;
    let view = PhaseView {
        page: page.map_or_else(|| frame::frame(&renderer), |page| frame::of_page(&renderer, page)),
        body_html: page.map_or_else(String::new, |page| items::body(&renderer, page)),
        oversight: phase.oversight.word(),
        entry_html: renderer.plains(&phase.entry_signs, from),
        exit_html: renderer.plains(&phase.exit_signs, from),
        rules_html: renderer.plains(&phase.rules, from),
        people: phase.participants.iter().filter_map(|id| person(&handbook.config, id.as_str())).collect(),
        only_for: phase.only_for.iter().map(|kind: &crate::source::Spanned<LaunchKind>| kind.value.word()).collect(),
        veto: handbook.config.veto.as_ref().filter(|_| is_signed).map(|veto| VetoView {
            tiers: veto.tiers.iter().map(|id| Config::title(&handbook.config.tiers, id.as_str())).collect(),
            or_high_risk: veto.or_high_risk,
            by: veto.by.iter().map(|id| Config::title(&handbook.config.roles, id.as_str())).collect(),
        }),
        lead_time_days: is_signed.then_some(handbook.config.lead_time_days),
        guidance: by_section(&renderer, guidance(handbook, phase)),
        checklists: checklists::cards(&renderer, |checklist| {
            phase.checklists.iter().any(|id| id.value == checklist.header.id.value)
        }),
        early: early(&renderer, phase),
        reviewed: page.and_then(|page| frame::reviewed(&renderer, page)),
        helper: page.and_then(|page| page.meta.domain.as_ref()).and_then(|domain| frame::helper(&renderer, domain.as_str())),
    };
    renderer.render(&view)
}

fn person(config: &Config, id: &str) -> Option<WordView> {
    Config::word(&config.roles, id).map(items::named)
}

/// Tree nodes of the phase's guidance: children of its page, then pages that name the phase.
pub fn guidance(handbook: &Handbook, phase: &Phase) -> Vec<usize> {
    let tree = &handbook.index.tree;
    let own = handbook.phase_page(phase);
    let mut numbers: Vec<usize> = own.and_then(|own| tree.at(own)).map_or_else(Vec::new, |(_, node)| node.children.clone());
    for page in handbook.pages.iter().filter(|page| page.meta.phases.iter().any(|id| id.value == phase.id.value)) {
        let found = handbook.index.addresses.get(&page.path).and_then(|address| tree.at(address));
        if let Some((number, _)) = found.filter(|(number, node)| !numbers.contains(number) && Some(&node.address) != own) {
            numbers.push(number);
        }
    }
    numbers
}

/// The cards of tree nodes, in a group for each section that they are in; a section stands where its first node does.
fn by_section(renderer: &PageRenderer<'_>, numbers: Vec<usize>) -> Vec<CardGroup> {
    let tree = &renderer.inputs.handbook.index.tree;
    let mut sections: Vec<(usize, CardGroup)> = Vec::new();
    for number in numbers {
        let card = frame::card(renderer, number);
        let section = tree.node(number).parent.unwrap_or_default();
        match sections.iter_mut().find(|(of, _)| *of == section) {
            Some((_, group)) => group.cards.push(card),
            None => sections.push((section, CardGroup { title: frame::card(renderer, section).title, cards: vec![card] })),
        }
    }
    sections.into_iter().map(|(_, group)| group).collect()
}

/// Items of other phases' checklists that begin in this phase: by `earliest`, or by `grows_from` an item of this phase.
fn early(renderer: &PageRenderer<'_>, phase: &Phase) -> Vec<ItemLine> {
    let handbook = &renderer.inputs.handbook;
    let here = |id: &str| phase.checklists.iter().any(|checklist| checklist.as_str() == id);
    let begins = |item: &crate::manuscript::checklist::Item| {
        item.earliest.as_ref().is_some_and(|id| id.value == phase.id.value)
            || item
                .grows_from
                .iter()
                .any(|id| handbook.item(&id.value).is_some_and(|(checklist, _, _)| here(checklist.header.id.as_str())))
    };
    let items = handbook.items().filter(|(checklist, _, item)| !here(checklist.header.id.as_str()) && begins(item));
    items.filter_map(|(_, _, item)| items::line(renderer, &item.id.value)).collect()
}
