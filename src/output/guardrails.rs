//! The pages of guardrails: bounds by environment, reasons, and what to do outside them.

use std::sync::Arc;

use super::{Inputs, frame, items, listing::data_files, offer_lines, page_renderer::PageRenderer};
use crate::{
    config::{Config, FieldOn},
    manuscript::data::{Bound, DataPage, Guardrail},
    site::{File, Rendered},
    source::SourcePath,
    theme::{BoundView, GuardrailView, GuardrailsView},
    yaml::Entries,
};

/// A page for each data file of guardrails.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    data_files(inputs, &inputs.handbook.by_kind.guardrails, render)
}

fn render(inputs: &Inputs, page: &DataPage<Entries<Guardrail>>) -> Rendered {
    let DataPage { data, holds: guardrails } = page;
    let handbook = &inputs.handbook;
    let renderer = PageRenderer::new(inputs, &handbook.index.addresses[&data.path]);
    let is_bound =
        |id: &str| guardrails.valid.iter().any(|guardrail| guardrail.bounds.iter().any(|(found, _)| found.value == id));
    let environments = handbook.config.environments.iter().filter(|word| is_bound(word.id.as_str()));
    let view = GuardrailsView {
        page: frame::of_file(&renderer, &data.path),
        environments: environments.map(items::named).collect(),
        guardrails: guardrails.valid.iter().map(|guardrail| view(&renderer, guardrail, &data.path)).collect(),
    };
    renderer.render(&view)
}

fn view(renderer: &PageRenderer<'_>, guardrail: &Guardrail, from: &SourcePath) -> GuardrailView {
    let config = &renderer.inputs.handbook.config;
    let bound = |environment: &str, bound: &Bound| BoundView {
        id: environment.to_owned(),
        environment: Config::title(&config.environments, environment),
        min: bound.min.clone(),
        max: bound.max.clone(),
        equals: bound.equals.clone(),
        one_of: bound.one_of.clone(),
    };
    GuardrailView {
        id: guardrail.id.value.to_string(),
        title_html: renderer.unmarked(&guardrail.title, from),
        unit: guardrail.unit.clone(),
        bounds: guardrail.bounds.iter().map(|(environment, found)| bound(&environment.value, found)).collect(),
        why_html: renderer.markdown(&guardrail.why, from),
        example_html: renderer.maybe(&guardrail.example, from),
        helper: guardrail.domain.as_ref().and_then(|domain| frame::helper(renderer, domain.as_str())),
        talk_to: guardrail.outside.talk_to.as_ref().and_then(|domain| frame::helper(renderer, domain.as_str())),
        sign_off: guardrail.outside.sign_off.iter().map(|role| Config::title(&config.roles, role.as_str())).collect(),
        bring_html: guardrail.outside.bring.iter().map(|text| renderer.markdown(text, from)).collect(),
        offers: offer_lines::for_guardrail(renderer, guardrail.id.as_str()),
        own: items::custom_fields(config, FieldOn::Guardrail, &guardrail.custom),
    }
}
