//! Home: where am I, the one next thing, who helps, the green-light sheet one click away.

use std::sync::Arc;

use super::{Inputs, addresses::HOME, frame, items, listing::page_claim, painter::Painter};
use crate::{
    config::{Oversight, Phase},
    manuscript::Page,
    site::{Claimant, File, Rendered},
    source::SitePath,
    theme::{Card, HomeView, Link, PhaseCard},
};

/// Home is always there, whether somebody wrote it or not.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    let address = SitePath::new(HOME);
    let by = inputs.handbook.page_at(&address).map_or(Claimant::Own("the home page".into()), |page| page_claim(page));
    let inputs = Arc::clone(inputs);
    vec![File::new(address, by, move || render(&inputs))]
}

fn render(inputs: &Inputs) -> Rendered {
    let handbook = &inputs.handbook;
    let address = SitePath::new(HOME);
    let painter = Painter::new(inputs, &address);
    let page = handbook.page_at(&address);
    let view = HomeView {
        page: page.map_or_else(|| frame::frame(&painter), |page| frame::of_page(&painter, page)),
        body_html: page.map_or_else(String::new, |page: &Arc<Page>| items::body(&painter, page)),
        phases: handbook.config.phases.iter().map(|phase| card(&painter, phase)).collect(),
        sheet: sheet(&painter),
        sections: frame::children(&painter),
        helpers: handbook.domains().filter_map(|(_, domain)| frame::helper(&painter, domain.id.as_str())).collect(),
    };
    painter.finish(&view)
}

fn card(painter: &Painter<'_>, phase: &Phase) -> PhaseCard {
    let handbook = &painter.inputs.handbook;
    let page = handbook.phase_page(phase);
    let summary =
        page.as_ref().and_then(|page| handbook.index.tree.at(page)).map_or_else(String::new, |(_, node)| node.summary.clone());
    // The one next thing is the phase's first checklist, or else the first page in its section.
    let section = page.as_ref().and_then(|page| handbook.index.tree.at(page)).map(|(_, node)| node);
    let first = section.and_then(|node| node.children.first()).map(|&number| {
        let Card { title, href, summary: _ } = frame::card(painter, number);
        Link { title, href }
    });
    let checklist =
        phase.checklists.first().and_then(|id| handbook.checklists.iter().find(|found| found.head.id.value == id.value));
    let href = page.map(|page| painter.href(page, None));
    PhaseCard {
        title: phase.title.clone(),
        summary,
        signs_html: painter.plains(&phase.entry_signs, &handbook.config.path),
        next: match checklist {
            Some(found) => Some(Link { title: found.head.title.clone(), href: painter.href(&found.address(), None) }),
            None => first,
        },
        href,
    }
}

/// The first checklist of the first phase that only advises.
fn sheet(painter: &Painter<'_>) -> Option<Card> {
    let handbook = &painter.inputs.handbook;
    let phase = handbook.config.phases.iter().find(|phase| phase.oversight == Oversight::Advisory)?;
    let id = phase.checklists.first()?;
    let checklist = handbook.checklists.iter().find(|found| found.head.id.value == id.value)?;
    let intro =
        checklist.head.intro.as_ref().map_or_else(String::new, |intro| crate::handbook::fill(&intro.prose, &handbook.config));
    Some(Card { title: checklist.head.title.clone(), href: painter.href(&checklist.address(), None), summary: intro })
}
