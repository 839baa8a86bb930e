//! Whom to ask.

use std::sync::Arc;

use super::{Inputs, data_files, frame, painter::Painter};
use crate::{
    manuscript::data::{Data, DataKind},
    site::{File, Rendered},
    theme::DomainsView,
};

/// A page for each file of domains.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    data_files(inputs, |kind| matches!(kind, DataKind::Domains(_)), render)
}

fn render(inputs: &Inputs, data: &Data) -> Rendered {
    let painter = Painter::new(inputs, &inputs.handbook.index.addresses[&data.path]);
    let DataKind::Domains(domains) = &data.kind else { unreachable!("only domains are listed") };
    let helpers = domains.good.iter().filter_map(|domain| frame::helper(&painter, domain.id.as_str())).collect();
    let view = DomainsView { page: frame::of_file(&painter, &data.path), helpers };
    painter.finish(&view)
}
