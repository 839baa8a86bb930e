//! Data of the sheets of responsibility matrices, services and guardrails.

use std::collections::BTreeMap;

use super::{bounds::in_words, checklists::words, sheet_renderer::SheetRenderer};
use crate::{
    config::Config,
    manuscript::data::{Basis, Cell, DataPage, Duty, Guardrail, Responsibilities, Service},
    prose::{InlineMarkdown, InlineNode},
    source::SourcePath,
    theme::{
        Accountable, CellData, DutiesData, DutyData, GuardrailData, GuardrailsData, MatrixCellData, MatrixData, MatrixNoteData,
        MatrixRowData, RichText, ServiceData, SettingData, Theme, TrapData, provider_word,
    },
    yaml::Entries,
};

/// The duties on the service `number` of a matrix.
pub fn duties(renderer: &SheetRenderer<'_>, page: &DataPage<Responsibilities>, number: usize) -> DutiesData {
    let DataPage { data, holds: matrix } = page;
    let service = &matrix.services.valid[number];
    let theme = &renderer.inputs.theme;
    let kind = renderer.inputs.handbook.config.kind_title(service.kind.as_str(), &theme.all_words);
    let title = |id: &str| {
        let duty = matrix.duties.valid.iter().find(|duty| duty.id.as_str() == id);
        duty.map_or_else(|| id.to_owned(), |duty| duty.title.clone())
    };
    DutiesData {
        service: ServiceData { title: service.title.clone(), provider: provider(theme, service), kind },
        duties: matrix
            .duties
            .valid
            .iter()
            .map(|duty| cell_data(renderer, &data.path, duty, service.cell(duty.id.as_str())))
            .collect(),
        traps: service
            .traps
            .iter()
            .map(|trap| TrapData {
                title: trap.duty.as_ref().map_or_else(String::new, |duty| title(duty.as_str())),
                text: renderer.markdown(&trap.text, &data.path),
                setting: trap.setting.clone().unwrap_or_default(),
            })
            .collect(),
    }
}

fn cell_data(renderer: &SheetRenderer<'_>, from: &SourcePath, duty: &Duty, cell: Option<&Cell>) -> CellData {
    let half = |text: fn(&Cell) -> Option<&InlineMarkdown>| renderer.maybe(cell.and_then(text), from);
    CellData {
        title: duty.title.clone(),
        who: Accountable::of(cell),
        provider: half(|cell| cell.provider.as_ref()),
        team: half(|cell| cell.team.as_ref()),
        not_applicable: half(|cell| cell.not_applicable.as_ref()),
        must_enable: cell.and_then(|cell| cell.must_enable.as_ref()).map(|must| SettingData {
            setting: must.setting.clone(),
            default: must.default.clone(),
            show: must.show.clone(),
            later: must.later,
        }),
        basis: cell.map_or(Basis::Unverified, |cell| cell.basis),
        read_on: cell.and_then(Cell::last_read).map(|day| day.to_string()),
        checked_live: cell.and_then(Cell::last_checked_live).map(|day| day.to_string()),
    }
}

/// A provider's name in the theme's words; its id if there is none.
fn provider(theme: &Theme, service: &Service) -> String {
    let id = service.provider.as_str();
    theme.all_words.get(&provider_word(id)).cloned().unwrap_or_else(|| id.to_owned())
}

/// The matrix of shown services, with a numbered note for each setting that must be enabled.
pub fn matrix(renderer: &SheetRenderer<'_>, page: &DataPage<Responsibilities>) -> MatrixData {
    let matrix = &page.holds;
    let config = &renderer.inputs.handbook.config;
    let mut notes: Vec<MatrixNoteData> = Vec::new();
    let mut services = Vec::new();
    for service in matrix.services.valid.iter().filter(|service| config.shows(service.provider.as_str())) {
        let mut cells = BTreeMap::new();
        for duty in &matrix.duties.valid {
            let found = service.cell(duty.id.as_str());
            let must = found.and_then(|cell| cell.must_enable.as_ref());
            let note = must.map(|must| {
                let text = |text: String| InlineNode::Text { text };
                let mut body: RichText = vec![text(format!("{}, {}: ", service.title, duty.title))];
                body.push(InlineNode::Code { text: if must.show.is_empty() { must.setting.clone() } else { must.show.clone() } });
                notes.push(MatrixNoteData { number: notes.len() + 1, text: body });
                notes.len()
            });
            let data = MatrixCellData { who: Accountable::of(found), must_enable: must.is_some(), note };
            cells.insert(duty.id.value.to_string(), data);
        }
        services.push(MatrixRowData {
            title: service.title.clone(),
            provider: provider(&renderer.inputs.theme, service),
            kind: config.kind_title(service.kind.as_str(), &renderer.inputs.theme.all_words),
            cells,
        });
    }
    let duties = matrix.duties.valid.iter();
    MatrixData {
        duties: duties.map(|duty| DutyData { id: duty.id.value.to_string(), title: duty.title.clone() }).collect(),
        services,
        notes,
    }
}

/// Guardrails with their bounds as text.
pub fn guardrails(renderer: &SheetRenderer<'_>, page: &DataPage<Entries<Guardrail>>) -> GuardrailsData {
    let DataPage { data, holds: guardrails } = page;
    let handbook = &renderer.inputs.handbook;
    let config = &handbook.config;
    let theme = &renderer.inputs.theme;
    let domain = |id: &str| handbook.domain(id).map_or_else(|| id.to_owned(), |(_, domain)| domain.title.clone());
    let from = &data.path;
    let rows = guardrails.valid.iter().map(|guardrail| GuardrailData {
        title: renderer.plain(&guardrail.title, from),
        unit: guardrail.unit.clone(),
        bounds: guardrail.bounds.iter().map(|(environment, bound)| (environment.value.clone(), in_words(theme, bound))).collect(),
        talk_to: guardrail
            .outside
            .talk_to
            .as_ref()
            .or(guardrail.domain.as_ref())
            .map_or_else(String::new, |id| domain(id.as_str())),
        sign_off: guardrail.outside.sign_off.iter().map(|id| Config::title(&config.roles, id.as_str())).collect(),
        why: renderer.markdown(&guardrail.why, from),
        example: renderer.maybe(guardrail.example.as_ref(), from),
    });
    GuardrailsData { environments: words(config.environments.iter()), guardrails: rows.collect() }
}
