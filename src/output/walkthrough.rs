//! The page for the room in which the meeting before a launch is held: schedule, points, decisions as they fall.

use std::sync::Arc;

use super::{
    Inputs,
    addresses::{WALKTHROUGH, has_walkthrough},
    frame,
    listing::generated_file,
    meeting,
    page_renderer::PageRenderer,
};
use crate::{
    site::{File, Rendered},
    source::SitePath,
    theme::{Link, WalkthroughView},
};

/// The page for the room; none where nobody signs.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    let page = || generated_file(inputs, WALKTHROUGH, "the page for the meeting before a launch", render);
    has_walkthrough(inputs).then(page).into_iter().collect()
}

/// What it is called.
pub fn title(inputs: &Inputs) -> String {
    inputs.theme.word("room_title").replace("{name}", &inputs.handbook.config.review_name)
}

/// What it is for, in a sentence.
pub fn summary(inputs: &Inputs) -> String {
    inputs.theme.word("room_summary").to_owned()
}

fn render(inputs: &Inputs) -> Rendered {
    let address = SitePath::new(WALKTHROUGH);
    let renderer = PageRenderer::new(inputs, &address);
    let handbook = &inputs.handbook;
    let phase = handbook.config.sign_off().and_then(|phase| {
        let page = handbook.phase_page(phase)?;
        Some(Link { title: phase.title.clone(), href: renderer.href(page, None) })
    });
    let mut page = match phase {
        Some(phase) => frame::below(&renderer, title(inputs), phase),
        None => frame::standalone(&renderer, title(inputs), String::new()),
    };
    page.summary = summary(inputs);
    let view = WalkthroughView { page, steps: meeting::steps(&meeting::meeting(inputs)) };
    renderer.render(&view)
}
