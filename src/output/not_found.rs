//! The page for an address that is not there. A server shows it at any depth, so it alone is root-relative.

use std::sync::Arc;

use super::{Inputs, frame, own_file, painter::Painter};
use crate::{
    site::{File, Rendered},
    source::SitePath,
    theme::{Frame, NotFoundView},
};

/// The page.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    vec![own_file(inputs, "404.html", "the page for a missing address", render)]
}

fn render(inputs: &Inputs) -> Rendered {
    let address = SitePath::new("404.html");
    let painter = Painter::new(inputs, &address);
    let word = |name: &str| inputs.theme.word(name).to_owned();
    let mut page = frame::bare(&painter, word("not_found_title"), word("not_found_summary"));
    root(&mut page, &base_path(inputs));
    // It stands for no address of its own.
    page.canonical = None;
    painter.finish(&NotFoundView { page })
}

/// The path of `base_url`, which is where a server shows the page; `/` without one.
fn base_path(inputs: &Inputs) -> String {
    let url = inputs.handbook.config.base_url.as_ref().map_or("", |url| url.value.as_str());
    let path = url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    let path = path.trim_matches('/');
    if path.is_empty() { "/".to_owned() } else { format!("/{path}/") }
}

fn root(page: &mut Frame, base: &str) {
    base.clone_into(&mut page.top);
    let links = &mut page.links;
    let crumbs = page.crumbs.iter_mut().map(|link| &mut link.href);
    let nav = page.nav.iter_mut().map(|item| &mut item.href);
    let phases = page.phases.iter_mut().filter_map(|step| step.href.as_mut());
    let is_ours = |href: &str| !href.starts_with('/') && !href.contains(':');
    let footer = page.footer.iter_mut().map(|link| &mut link.href).filter(|href| is_ours(href));
    let fixed = [&mut links.home, &mut links.contents, &mut links.search, &mut links.blanks]
        .into_iter()
        .chain(&mut links.glossary)
        .chain(&mut links.domains)
        .chain(&mut links.recent)
        .chain(&mut links.feed);
    for href in crumbs.chain(nav).chain(phases).chain(footer).chain(fixed) {
        *href = format!("{base}{href}");
    }
}
