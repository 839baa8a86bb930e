//! The pages of responsibility matrices: services by duties, grouped by provider.

use std::{collections::BTreeMap, sync::Arc};

use super::{Inputs, frame, items, listing::data_files, offer_lines, page_renderer::PageRenderer};
use crate::{
    handbook::fact_due,
    manuscript::data::{Basis, Cell, DataFile, DataPage, Duty, Responsibilities, Service},
    site::{File, Rendered},
    source::SourcePath,
    theme::{
        Accountable, CellView, CitationView, DutyView, ItemLine, KindView, MatrixView, MustEnableView, ProviderView, RowView,
    },
};

/// A page for each data file of responsibilities.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    data_files(inputs, &inputs.handbook.by_kind.matrices, render)
}

fn render(inputs: &Inputs, page: &DataPage<Responsibilities>) -> Rendered {
    let DataPage { data, holds } = page;
    let handbook = &inputs.handbook;
    let address = &handbook.index.addresses[&data.path];
    let renderer = PageRenderer::new(inputs, address);
    let Responsibilities { duties, services } = &**holds;
    let mut groups: Vec<ProviderView> = Vec::new();
    for service in services.valid.iter().filter(|service| handbook.config.shows(service.provider.as_str())) {
        let provider = service.provider.value.to_string();
        let row = row(&renderer, data, &duties.valid, service);
        match groups.iter_mut().find(|group| group.provider == provider) {
            Some(group) => group.services.push(row),
            None => groups.push(ProviderView { provider, services: vec![row] }),
        }
    }
    let view = MatrixView {
        page: frame::of_file(&renderer, &data.path),
        duties: duties
            .valid
            .iter()
            .map(|duty| DutyView {
                id: duty.id.value.to_string(),
                title: duty.title.clone(),
                enablement_html: renderer.maybe(&duty.enablement, &data.path),
            })
            .collect(),
        kinds: kinds(inputs, &groups),
        groups,
    };
    renderer.render(&view)
}

/// The kinds of the rows that are shown, in the order of the settings.
fn kinds(inputs: &Inputs, groups: &[ProviderView]) -> Vec<KindView> {
    let config = &inputs.handbook.config;
    let is_shown = |kind: &&str| groups.iter().flat_map(|group| &group.services).any(|row| row.kind == *kind);
    let view = |id: &str| KindView { id: id.to_owned(), title: config.kind_title(id, &inputs.theme.all_words) };
    config.kinds().into_iter().filter(is_shown).map(view).collect()
}

fn row(renderer: &PageRenderer<'_>, data: &DataFile, duties: &[Duty], service: &Service) -> RowView {
    RowView {
        id: service.id.value.to_string(),
        title: service.title.clone(),
        href: renderer.href(&renderer.inputs.handbook.index.service(data, service.id.as_str()), None),
        kind: service.kind.value.to_string(),
        kind_title: renderer.inputs.handbook.config.kind_title(service.kind.as_str(), &renderer.inputs.theme.all_words),
        cells: cells(renderer, &data.path, duties, service, &BTreeMap::new()),
    }
}

/// The cells of a service in the order of the duties; one without an entry is unknown. `items` has item ids by duty id.
pub fn cells(
    renderer: &PageRenderer<'_>,
    from: &SourcePath,
    duties: &[Duty],
    service: &Service,
    items: &BTreeMap<&str, Vec<&str>>,
) -> Vec<CellView> {
    duties
        .iter()
        .map(|duty| {
            let lines = items.get(duty.id.as_str()).into_iter().flatten().filter_map(|id| items::line(renderer, id)).collect();
            let cell = service.cell(duty.id.as_str());
            view(renderer, from, duty, service, (cell, lines))
        })
        .collect()
}

fn view(
    renderer: &PageRenderer<'_>,
    from: &SourcePath,
    duty: &Duty,
    service: &Service,
    (cell, items): (Option<&Cell>, Vec<ItemLine>),
) -> CellView {
    CellView {
        anchor: format!("{}-{}", service.id.value, duty.id.value),
        duty: duty.id.value.to_string(),
        title: duty.title.clone(),
        who: Accountable::of(cell),
        provider_html: renderer.maybe(cell.and_then(|cell| cell.provider.as_ref()), from),
        team_html: renderer.maybe(cell.and_then(|cell| cell.team.as_ref()), from),
        enablement_html: renderer.maybe(cell.and_then(|cell| cell.enablement.as_ref()), from),
        not_applicable_html: renderer.maybe(cell.and_then(|cell| cell.not_applicable.as_ref()), from),
        must_enable: cell.and_then(|cell| cell.must_enable.as_ref()).map(|must| MustEnableView {
            setting: must.setting.clone(),
            default: must.default.clone(),
            show: must.show.clone(),
            later: must.later,
        }),
        basis: cell.map_or(Basis::Unverified, |cell| cell.basis),
        read_on: cell.and_then(Cell::last_read).map(|day| day.to_string()),
        checked_live: cell.and_then(Cell::last_checked_live).map(|day| day.to_string()),
        due: cell.and_then(|cell| fact_due(&renderer.inputs.handbook.config, from, service, cell)).map(|day| day.to_string()),
        sources: cell
            .into_iter()
            .flat_map(|cell| &cell.sources)
            .map(|witness| CitationView {
                url: witness.url.clone(),
                says_html: renderer.maybe(&witness.says, from),
                read_on: witness.read_on.as_ref().map(|day| day.value.to_string()),
                checked_live: witness.checked_live.as_ref().map(|day| day.value.to_string()),
            })
            .collect(),
        items,
        offers: offer_lines::for_cell(renderer, service.id.as_str(), duty.id.as_str()),
    }
}
