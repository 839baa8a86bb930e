//! Whom to ask.

use std::sync::Arc;

use super::{Inputs, frame, listing::data_files, painter::Painter};
use crate::{
    manuscript::data::{DataPage, Domain},
    site::{File, Rendered},
    theme::DomainsView,
    yaml::Entries,
};

/// A page for each file of domains.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    data_files(inputs, &inputs.handbook.by_kind.domains, render)
}

fn render(inputs: &Inputs, page: &DataPage<Entries<Domain>>) -> Rendered {
    let data = &page.data;
    let painter = Painter::new(inputs, &inputs.handbook.index.addresses[&data.path]);
    let helpers = page.holds.good.iter().filter_map(|domain| frame::helper(&painter, domain.id.as_str())).collect();
    let view = DomainsView { page: frame::of_file(&painter, &data.path), helpers };
    painter.finish(&view)
}
