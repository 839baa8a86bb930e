//! The 404 page. A server shows it at any path, so its links alone are root-relative.

use std::sync::Arc;

use super::{Inputs, addresses::NOT_FOUND, frame, listing::generated_file, page_renderer::PageRenderer};
use crate::{
    site::{File, Rendered},
    source::SitePath,
    theme::NotFoundView,
};

/// The 404 page.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    vec![generated_file(inputs, NOT_FOUND, "the page for a missing address", render)]
}

fn render(inputs: &Inputs) -> Rendered {
    let address = SitePath::new(NOT_FOUND);
    let renderer = PageRenderer::anywhere(inputs, &address, base_path(inputs));
    let word = |name: &str| inputs.theme.word(name).to_owned();
    let page = frame::standalone(&renderer, word("not_found_title"), word("not_found_summary"));
    renderer.render(&NotFoundView { page })
}

/// The path of `base_url` with a slash at both ends; `/` without one.
fn base_path(inputs: &Inputs) -> String {
    let url = inputs.handbook.config.base_url.as_ref().map_or("", |url| url.value.as_str());
    let path = url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    let path = path.trim_matches('/');
    if path.is_empty() { "/".to_owned() } else { format!("/{path}/") }
}
