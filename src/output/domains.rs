//! The pages of domains: who to ask.

use std::sync::Arc;

use super::{Inputs, frame, listing::data_files, page_renderer::PageRenderer};
use crate::{
    manuscript::data::{DataPage, Domain},
    site::{File, Rendered},
    theme::DomainsView,
    yaml::Entries,
};

/// A page for each data file of domains.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    data_files(inputs, &inputs.handbook.by_kind.domains, render)
}

fn render(inputs: &Inputs, page: &DataPage<Entries<Domain>>) -> Rendered {
    let data = &page.data;
    let renderer = PageRenderer::new(inputs, &inputs.handbook.index.addresses[&data.path]);
    let helpers = page.holds.valid.iter().filter_map(|domain| frame::helper(&renderer, domain.id.as_str())).collect();
    let view = DomainsView { page: frame::of_file(&renderer, &data.path), helpers };
    renderer.render(&view)
}
