//! The page of blanks: variables that are still empty, with the pages that use them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{Inputs, addresses::BLANKS, frame, listing::generated_file, page_renderer::PageRenderer};
use crate::{
    handbook::each_text,
    site::{File, Rendered},
    source::SitePath,
    theme::{BlankView, BlanksView, Link},
};

/// The page of blanks.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    vec![generated_file(inputs, BLANKS, "the page of what is left to fill in", render)]
}

fn render(inputs: &Inputs) -> Rendered {
    let handbook = &inputs.handbook;
    let address = SitePath::new(BLANKS);
    let renderer = PageRenderer::new(inputs, &address);
    let mut used: BTreeMap<&str, BTreeSet<&SitePath>> = BTreeMap::new();
    for text in each_text(handbook) {
        if let Some(page) = handbook.index.addresses.get(text.from) {
            text.prose.variables.iter().for_each(|name| {
                used.entry(&name.value).or_default().insert(page);
            });
        }
    }
    let link = |page: &SitePath| {
        let title = handbook.index.tree.at(page).map_or_else(|| page.to_string(), |(_, node)| node.title.clone());
        Link { title, href: renderer.href(page, None) }
    };
    let (open, filled): (Vec<_>, Vec<_>) = handbook.config.blanks.iter().partition(|(_, text)| text.is_empty());
    let word = |name: &str| inputs.theme.word(name).to_owned();
    let view = BlanksView {
        page: frame::standalone(&renderer, word("blanks_title"), word("blanks_summary")),
        blanks: open
            .iter()
            .map(|(name, _)| BlankView {
                name: name.value.clone(),
                pages: used.get(name.value.as_str()).into_iter().flatten().map(|page| link(page)).collect(),
            })
            .collect(),
        filled: filled.len(),
    };
    renderer.render(&view)
}
