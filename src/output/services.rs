//! The page of each service: the team's duties on it.

use std::{collections::BTreeMap, sync::Arc};

use super::{Inputs, frame, items, matrix, page_renderer::PageRenderer};
use crate::{
    config::FieldOn,
    manuscript::data::{DataPage, Responsibilities, Who},
    site::{Claimant, File, Rendered},
    theme::{Accountable, Link, ServiceView, TrapView},
};

/// A page for each service whose provider the settings show.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    let handbook = &inputs.handbook;
    let mut files = Vec::new();
    for matrix in &handbook.by_kind.matrices {
        for (number, service) in matrix.holds.services.valid.iter().enumerate() {
            if handbook.config.shows(service.provider.as_str()) {
                let (inputs, matrix) = (Arc::clone(inputs), matrix.clone());
                let address = handbook.index.service(&matrix.data, service.id.as_str());
                let by = Claimant::Part(format!("the service `{}`", service.id.value), service.id.span);
                files.push(File::new(address, by, move || render(&inputs, &matrix, number)));
            }
        }
    }
    files
}

fn render(inputs: &Inputs, matrix: &DataPage<Responsibilities>, number: usize) -> Rendered {
    let handbook = &inputs.handbook;
    let DataPage { data, holds: found } = matrix;
    let service = &found.services.valid[number];
    let address = handbook.index.service(data, service.id.as_str());
    let renderer = PageRenderer::new(inputs, &address);
    let mut asked: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (_, _, item) in handbook.items() {
        if let Some(duty) = &item.duty {
            asked.entry(duty.as_str()).or_default().push(&item.id.value);
        }
    }
    let cells = matrix::cells(&renderer, &data.path, &found.duties.valid, service, &asked);
    let (must_enable, others): (Vec<_>, Vec<_>) = cells.into_iter().partition(|cell| cell.must_enable.is_some());
    let (team, others): (Vec<_>, Vec<_>) = others.into_iter().partition(|cell| cell.who == Accountable::Known(Who::Team));
    let (both, rest): (Vec<_>, Vec<_>) = others.into_iter().partition(|cell| cell.who == Accountable::Known(Who::Both));
    let page = frame::of_file(&renderer, &data.path);
    let home = &handbook.index.addresses[&data.path];
    let title = handbook.index.tree.at(home).map_or_else(String::new, |(_, node)| node.title.clone());
    let view = ServiceView {
        page,
        provider: service.provider.value.to_string(),
        kind: service.kind.value.to_string(),
        kind_title: handbook.config.kind_title(service.kind.as_str(), &inputs.theme.all_words),
        matrix: Link { title, href: renderer.href(home, Some(service.id.as_str())) },
        must_enable,
        team,
        both,
        rest,
        traps: service
            .traps
            .iter()
            .map(|trap| TrapView { text_html: renderer.markdown(&trap.text, &data.path), setting: trap.setting.clone() })
            .collect(),
        own: items::custom_fields(&handbook.config, FieldOn::Service, &service.custom),
    };
    renderer.render(&view)
}
