//! Guardrails: bounds with reasons, and what happens outside them.

use std::sync::Arc;

use super::{Inputs, frame, items, listing::data_files, painter::Painter};
use crate::{
    config::{Config, FieldOn},
    manuscript::data::{Bound, DataPage, Guardrail},
    site::{File, Rendered},
    source::SourcePath,
    theme::{BoundView, GuardrailView, GuardrailsView},
    yaml::Entries,
};

/// A page for each file of guardrails.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    data_files(inputs, &inputs.handbook.by_kind.guardrails, render)
}

fn render(inputs: &Inputs, page: &DataPage<Entries<Guardrail>>) -> Rendered {
    let DataPage { data, holds: guardrails } = page;
    let handbook = &inputs.handbook;
    let painter = Painter::new(inputs, &handbook.index.addresses[&data.path]);
    let is_bound = |id: &str| guardrails.good.iter().any(|guardrail| guardrail.bounds.iter().any(|(found, _)| found.value == id));
    let environments = handbook.config.environments.iter().filter(|word| is_bound(word.id.as_str()));
    let view = GuardrailsView {
        page: frame::of_file(&painter, &data.path),
        environments: environments.map(items::named).collect(),
        guardrails: guardrails.good.iter().map(|guardrail| view(&painter, guardrail, &data.path)).collect(),
    };
    painter.finish(&view)
}

fn view(painter: &Painter<'_>, guardrail: &Guardrail, from: &SourcePath) -> GuardrailView {
    let config = &painter.inputs.handbook.config;
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
        title_html: painter.unmarked(&guardrail.title, from),
        unit: guardrail.unit.clone(),
        bounds: guardrail.bounds.iter().map(|(environment, found)| bound(&environment.value, found)).collect(),
        why_html: painter.rich(&guardrail.why, from),
        example_html: painter.maybe(&guardrail.example, from),
        helper: guardrail.domain.as_ref().and_then(|domain| frame::helper(painter, domain.as_str())),
        talk_to: guardrail.outside.talk_to.as_ref().and_then(|domain| frame::helper(painter, domain.as_str())),
        sign_off: guardrail.outside.sign_off.iter().map(|role| Config::title(&config.roles, role.as_str())).collect(),
        bring_html: guardrail.outside.bring.iter().map(|text| painter.rich(text, from)).collect(),
        own: items::own(config, FieldOn::Guardrail, &guardrail.own),
    }
}
