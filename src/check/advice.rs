//! Check: what the oversight of a phase forbids: grades up to `advisory`; in `spend-only` questions and guardrails about anything but cost.

use super::Subject;
use crate::{
    config::{Oversight, Phase},
    diagnostic::{Code, Diagnostic, Findings},
    handbook::{Checklist, ChecklistArea, Handbook},
    manuscript::checklist::Item,
    source::Spanned,
    yaml::Id,
};

/// Ids of domains, duties and areas that make an item one about cost.
const COST: &[&str] = &["cost", "costs"];

/// Reports graded items in advisory phases, and items not about cost in phases that only watch spend.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    for (checklist, area, item) in handbook.written_items() {
        for phase in phases(handbook, checklist) {
            if phase.oversight <= Oversight::Advisory {
                ungraded(phase, item, findings);
            }
            if phase.oversight == Oversight::SpendOnly {
                about_cost(phase, area, item, findings);
            }
        }
        if let Some(phase) = item.earliest.as_ref().and_then(|id| handbook.config.phase(id.as_str()))
            && phase.oversight == Oversight::SpendOnly
        {
            about_cost(phase, area, item, findings);
        }
    }
    for phase in handbook.config.phases.iter().filter(|phase| phase.oversight == Oversight::SpendOnly) {
        bounded(phase, handbook, findings);
    }
}

/// Reports guardrails that bound anything but cost in the environments of a phase that only watches spend.
fn bounded(phase: &Phase, handbook: &Handbook, findings: &mut Findings) {
    for guardrail in handbook
        .guardrails()
        .map(|(_, guardrail)| guardrail)
        .filter(|guardrail| !is_cost(guardrail.domain.as_ref().map(Id::as_str)))
    {
        for (environment, _) in guardrail.bounds.written().filter(|(environment, _)| phase.has_environment(&environment.value)) {
            let message = format!(
                "the phase `{}` watches spend only, and the guardrail `{}` bounds `{}` there",
                phase.id.value, guardrail.id.value, environment.value
            );
            findings.push(Diagnostic::new(Code::NotAboutCost, environment.span, message).help(
                "remove this bound and make the value the default of your template, or give the guardrail `domain: cost` if it is about cost",
            ));
        }
    }
}

/// The phase that the checklist names, and those that name the checklist.
fn phases<'a>(handbook: &'a Handbook, checklist: &'a Checklist) -> impl Iterator<Item = &'a Phase> {
    let own = checklist.header.phase.as_ref().map(Spanned::as_str);
    handbook.config.phases.iter().filter(move |phase| {
        own == Some(phase.id.as_str()) || phase.checklists.iter().any(|id| id.value == checklist.header.id.value)
    })
}

fn ungraded(phase: &Phase, item: &Item, findings: &mut Findings) {
    let mut report = |what: &str, span| {
        findings.push(
            Diagnostic::new(Code::GradedAdvice, span, format!("the phase `{}` advises, and `{what}` grades", phase.id.value))
                .label("no grades here")
                .help("remove it: this list starts a conversation; the readiness checklist asks again, with a severity"),
        );
    };
    if let Some(severity) = &item.severity {
        report("severity", severity.span);
    }
    if let Some(tier) = item.hard_stop.first() {
        report("hard_stop", tier.span);
    }
}

fn is_cost(id: Option<&str>) -> bool {
    id.is_some_and(|id| COST.contains(&id))
}

fn about_cost(phase: &Phase, area: &ChecklistArea, item: &Item, findings: &mut Findings) {
    let written = area.area();
    let domain = item.domain.as_ref().or(written.domain.as_ref()).map(Spanned::as_str);
    if is_cost(domain) || is_cost(item.duty.as_ref().map(Spanned::as_str)) || is_cost(Some(&area.id)) {
        return;
    }
    findings.push(
        Diagnostic::new(
            Code::NotAboutCost,
            item.id.span,
            format!("the phase `{}` watches spend only, and `{}` is not about cost", phase.id.value, item.id.value),
        )
        .help("ask it in a later phase, or give it `domain: cost` if it is about cost"),
    );
}
