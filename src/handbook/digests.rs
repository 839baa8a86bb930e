//! What in a file has a digest, each thing with its canonical form.

use serde_json::{Map, Value};

use super::{Checklist, Handbook};
use crate::{
    manuscript::{
        checklist::{Area, Areas},
        data::{DataFile, DataKind},
    },
    prose::slug,
    source::SourcePath,
    yaml::{Canonical, DigestScope},
};

/// Something that has a digest.
#[derive(Debug, Clone, PartialEq)]
pub struct Digested {
    /// What it is, as in "question".
    pub what: &'static str,
    /// Its id in its file, as in `REL-04`; empty for what the whole file says.
    pub id: String,
    /// Its canonical forms, each with the name of its scope, as in `asks`.
    pub forms: Vec<(&'static str, Map<String, Value>)>,
}

impl Digested {
    /// Something with one digest.
    pub fn new(what: &'static str, id: impl Into<String>, thing: &impl Canonical) -> Self {
        Self { what, id: id.into(), forms: vec![("all", thing.canonical(DigestScope::All))] }
    }

    /// Something with two; `essential` is the name of that scope.
    pub fn with_two(what: &'static str, id: &str, essential: &'static str, thing: &impl Canonical) -> Self {
        let forms = [(essential, DigestScope::Essential), ("all", DigestScope::All)];
        Self { what, id: id.to_owned(), forms: forms.map(|(name, scope)| (name, thing.canonical(scope))).into() }
    }
}

/// All that has a digest in a file of a handbook, in the order of the file; nothing where nothing has one.
#[must_use]
pub fn digested(handbook: &Handbook, path: &SourcePath) -> Vec<Digested> {
    if let Some(page) = handbook.page(path) {
        return vec![Digested::new("page", "", &**page)];
    }
    if let Some(data) = handbook.data.iter().find(|data| data.path == *path) {
        return of_data(data);
    }
    handbook.checklists.iter().flat_map(|checklist| of_checklist(checklist, path)).collect()
}

fn of_data(data: &DataFile) -> Vec<Digested> {
    match &data.kind {
        DataKind::Glossary(terms) => terms.iter().map(|term| Digested::new("term", slug(&term.term.value), term)).collect(),
        DataKind::Guardrails(all) => all.iter().map(|found| Digested::new("guardrail", found.id.as_str(), found)).collect(),
        DataKind::Responsibilities(matrix) => matrix
            .services
            .iter()
            .flat_map(|service| {
                let id = |duty: &str| format!("{}/{duty}", service.id.as_str());
                service.cells.iter().map(move |(duty, cell)| Digested::new("cell", id(&duty.value), cell))
            })
            .collect(),
        // Who to ask and what is ready-made are no part of what is asked.
        DataKind::Domains(_) | DataKind::Offers(_) => Vec::new(),
    }
}

/// The parts of a checklist that stand in a file: all of it, or an area.
fn of_checklist(checklist: &Checklist, path: &SourcePath) -> Vec<Digested> {
    let mut found = Vec::new();
    let is_head = checklist.header.path == *path;
    if is_head {
        found.push(Digested::new("checklist", "", checklist));
    }
    for area in checklist.areas.iter().filter(|area| area.path == *path) {
        match &checklist.header.areas {
            Areas::One(_) => {}
            Areas::Here(_) => found.push(Digested::new("area", area.id.as_str(), area.written())),
            Areas::Beside(_) => found.push(Digested::new("area", "", area.written())),
        }
        found.extend(questions(area.written()));
    }
    found
}

fn questions(area: &Area) -> impl Iterator<Item = Digested> {
    area.items.iter().map(|item| Digested::with_two("question", &item.id.value, "asks", item))
}
