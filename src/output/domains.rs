//! Whom to ask.

use std::sync::Arc;

use super::{File, Inputs, frame, painter::Painter};
use crate::{
    manuscript::data::{Data, DataKind},
    site::{Entry, Rendered},
    theme::DomainsView,
};

/// A page for each file of domains.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    let data = inputs.handbook.data.iter().filter(|data| matches!(data.kind, DataKind::Domains(_)));
    data.filter_map(|data| {
        let address = inputs.handbook.index.addresses.get(&data.path)?.clone();
        let (inputs, data) = (Arc::clone(inputs), Arc::clone(data));
        Some((address, Entry::new(move || render(&inputs, &data))))
    })
    .collect()
}

fn render(inputs: &Inputs, data: &Data) -> Rendered {
    let painter = Painter::new(inputs, &inputs.handbook.index.addresses[&data.path]);
    let DataKind::Domains(domains) = &data.kind else { unreachable!("only domains are listed") };
    let helpers = domains.good.iter().filter_map(|domain| frame::helper(&painter, domain.id.as_str())).collect();
    let view = DomainsView { page: frame::of_file(&painter, &data.path), helpers };
    painter.finish(&view)
}
