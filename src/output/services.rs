//! A page a service: what remains yours on it.

use std::{collections::BTreeMap, sync::Arc};

use super::{Inputs, frame, items, matrix, painter::Painter};
use crate::{
    config::FieldOn,
    manuscript::data::{Data, DataKind},
    site::{Claimant, File, Rendered},
    theme::{Link, ServiceView, TrapView},
};

/// The pages of all services that are shown.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    let handbook = &inputs.handbook;
    let mut files = Vec::new();
    for data in &handbook.data {
        let DataKind::Responsibilities(found) = &data.kind else { continue };
        for (number, service) in found.services.good.iter().enumerate() {
            if handbook.config.shows(service.provider.as_str()) {
                let (inputs, data) = (Arc::clone(inputs), Arc::clone(data));
                let address = handbook.index.service(&data, service.id.as_str());
                let by = Claimant::Part(format!("the service `{}`", service.id.value), service.id.span);
                files.push(File::new(address, by, move || render(&inputs, &data, number)));
            }
        }
    }
    files
}

fn render(inputs: &Inputs, data: &Data, number: usize) -> Rendered {
    let handbook = &inputs.handbook;
    let DataKind::Responsibilities(found) = &data.kind else { unreachable!("only matrices are listed") };
    let service = &found.services.good[number];
    let address = handbook.index.service(data, service.id.as_str());
    let painter = Painter::new(inputs, &address);
    let mut asked: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (_, _, item) in handbook.items() {
        if let Some(duty) = &item.duty {
            asked.entry(duty.as_str()).or_default().push(&item.id.value);
        }
    }
    let cells = matrix::cells(&painter, &data.path, &found.duties.good, service, &asked);
    let (must_enable, others): (Vec<_>, Vec<_>) = cells.into_iter().partition(|cell| cell.must_enable.is_some());
    let (team, others): (Vec<_>, Vec<_>) = others.into_iter().partition(|cell| cell.who == "team");
    let (both, rest): (Vec<_>, Vec<_>) = others.into_iter().partition(|cell| cell.who == "both");
    let page = frame::of_file(&painter, &data.path);
    let home = &handbook.index.addresses[&data.path];
    let title = handbook.index.tree.at(home).map_or_else(String::new, |(_, node)| node.title.clone());
    let view = ServiceView {
        page,
        provider: service.provider.value.to_string(),
        kind: service.kind.word(),
        matrix: Link { title, href: painter.href(home, Some(service.id.as_str())) },
        must_enable,
        team,
        both,
        rest,
        traps: service
            .traps
            .iter()
            .map(|trap| TrapView { text_html: painter.rich(&trap.text, &data.path), setting: trap.setting.clone() })
            .collect(),
        own: items::own(&handbook.config, FieldOn::Service, &service.own),
    };
    painter.finish(&view)
}
