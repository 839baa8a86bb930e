//! Check: duplicate ids, ids that do not fit their area or file, and retired ids in use.

use std::collections::BTreeMap;

use super::Subject;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    handbook::Handbook,
    source::{Span, Spanned},
};

/// Reports duplicate ids of a kind (terms ignoring case), reused retired ids, item ids without their area's prefix, and
/// checklist ids other than the name of their file or folder.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    // A hidden one comes back when the settings say so.
    let items = handbook.items().chain(handbook.hidden_items()).map(|(_, _, item)| item.id.clone());
    unique("item", items, findings);
    let ids = |id: &crate::yaml::Id| Spanned::new(id.value.to_string(), id.span);
    // One with the id of another place is told below, and only there.
    let in_place = handbook.checklists.iter().filter(|checklist| checklist.is_in_place());
    unique("checklist", in_place.map(|checklist| ids(&checklist.header.id)), findings);
    unique("domain", handbook.domains().map(|(_, domain)| ids(&domain.id)), findings);
    unique("guardrail", handbook.guardrails().map(|(_, guardrail)| ids(&guardrail.id)), findings);
    unique("offer", handbook.offers().map(|(_, offer)| ids(&offer.id)), findings);
    for (_, matrix) in handbook.matrices() {
        unique("duty", matrix.duties.valid.iter().map(|duty| ids(&duty.id)), findings);
        unique("service", matrix.services.valid.iter().map(|service| ids(&service.id)), findings);
    }
    // Terms are found however they are capitalised.
    let terms = handbook.terms().flat_map(|(_, term)| term.names().cloned().collect::<Vec<_>>());
    unique("term", terms.map(|name| Spanned::new(name.value.to_lowercase(), name.span)), findings);
    items_fit(handbook, findings);
    for checklist in handbook.checklists.iter().filter(|checklist| !checklist.is_in_place()) {
        let (id, place) = (&checklist.header.id, checklist.place());
        let message = format!("the checklist `{}` is in a place named `{place}`", id.value);
        findings
            .push(Diagnostic::new(Code::WrongValue, id.span, message).help(format!("write `id: {place}`, or rename the place")));
    }
}

fn unique(what: &str, ids: impl IntoIterator<Item = Spanned<String>>, findings: &mut Findings) {
    let mut first: BTreeMap<String, Span> = BTreeMap::new();
    for id in ids {
        match first.get(&id.value) {
            Some(&span) => findings.push(
                Diagnostic::new(Code::DuplicateId, id.span, format!("the {what} `{}` is there twice", id.value))
                    .label("again")
                    .also(span, "first here")
                    .help(if what == "term" {
                        "it is explained already: keep one of the two"
                    } else {
                        "give one of them another name"
                    }),
            ),
            None => {
                first.insert(id.value, id.span);
            }
        }
    }
}

fn items_fit(handbook: &Handbook, findings: &mut Findings) {
    let retired: BTreeMap<&str, Span> = handbook
        .checklists
        .iter()
        .flat_map(|checklist| &checklist.areas)
        .flat_map(|area| &area.area().retired)
        .map(|retired| (retired.id.value.as_str(), retired.id.span))
        .collect();
    for (_, area, item) in handbook.items().chain(handbook.hidden_items()) {
        if let Some(&span) = retired.get(item.id.value.as_str()) {
            findings.push(
                Diagnostic::new(Code::ReusedId, item.id.span, format!("the id `{}` is retired", item.id.value))
                    .also(span, "retired here")
                    .help("old answers still carry it: give the new question a new number"),
            );
        }
        let Some(prefix) = &area.area().prefix else { continue };
        if item.id.value.split_once('-').is_none_or(|(own, _)| own != prefix.value) {
            let number = item.id.value.split_once('-').map_or("01", |(_, number)| number);
            findings.push(
                Diagnostic::new(
                    Code::WrongPrefix,
                    item.id.span,
                    format!("the id `{}` does not begin with `{}-`", item.id.value, prefix.value),
                )
                .also(prefix.span, "the area's prefix")
                .help(format!("write `{}-{number}`, or move the item to its area", prefix.value)),
            );
        }
    }
}
