//! The home page: phases with their next step, the first advisory checklist, sections, contacts.

use std::sync::Arc;

use super::{Inputs, addresses::HOME, frame, items, listing::page_claim, page_renderer::PageRenderer};
use crate::{
    config::{Oversight, Phase},
    manuscript::Page,
    site::{Claimant, File, Rendered},
    source::SitePath,
    theme::{Card, HomeView, Link, PhaseCard},
};

/// The home page, which always exists, with or without a source file.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    let address = SitePath::new(HOME);
    let by = inputs.handbook.page_at(&address).map_or(Claimant::Generated("the home page".into()), |page| page_claim(page));
    let inputs = Arc::clone(inputs);
    vec![File::new(address, by, move || render(&inputs))]
}

fn render(inputs: &Inputs) -> Rendered {
    let handbook = &inputs.handbook;
    let address = SitePath::new(HOME);
    let renderer = PageRenderer::new(inputs, &address);
    let page = handbook.page_at(&address);
    let view = HomeView {
        page: page.map_or_else(|| frame::frame(&renderer), |page| frame::of_page(&renderer, page)),
        body_html: page.map_or_else(String::new, |page: &Arc<Page>| items::body(&renderer, page)),
        phases: handbook.config.phases.iter().map(|phase| card(&renderer, phase)).collect(),
        sheet: sheet(&renderer),
        sections: frame::children(&renderer),
        helpers: handbook.domains().filter_map(|(_, domain)| frame::helper(&renderer, domain.id.as_str())).collect(),
    };
    renderer.render(&view)
}

fn card(renderer: &PageRenderer<'_>, phase: &Phase) -> PhaseCard {
    let handbook = &renderer.inputs.handbook;
    let page = handbook.phase_page(phase);
    let summary =
        page.as_ref().and_then(|page| handbook.index.tree.at(page)).map_or_else(String::new, |(_, node)| node.summary.clone());
    // The one next thing is the phase's first checklist, or else the first page in its section.
    let section = page.as_ref().and_then(|page| handbook.index.tree.at(page)).map(|(_, node)| node);
    let first = section.and_then(|node| node.children.first()).map(|&number| {
        let Card { title, href, summary: _ } = frame::card(renderer, number);
        Link { title, href }
    });
    let checklist =
        phase.checklists.first().and_then(|id| handbook.checklists.iter().find(|found| found.header.id.value == id.value));
    let href = page.map(|page| renderer.href(page, None));
    PhaseCard {
        title: phase.title.clone(),
        summary,
        signs_html: renderer.plains(&phase.entry_signs, &handbook.config.path),
        next: match checklist {
            Some(found) => Some(Link { title: found.header.title.clone(), href: renderer.href(&found.address(), None) }),
            None => first,
        },
        href,
    }
}

/// The card of the first checklist of the first advisory phase.
fn sheet(renderer: &PageRenderer<'_>) -> Option<Card> {
    let handbook = &renderer.inputs.handbook;
    let phase = handbook.config.phases.iter().find(|phase| phase.oversight == Oversight::Advisory)?;
    let id = phase.checklists.first()?;
    let checklist = handbook.checklists.iter().find(|found| found.header.id.value == id.value)?;
    let intro =
        checklist.header.intro.as_ref().map_or_else(String::new, |intro| crate::handbook::expand(&intro.prose, &handbook.config));
    Some(Card { title: checklist.header.title.clone(), href: renderer.href(&checklist.address(), None), summary: intro })
}
