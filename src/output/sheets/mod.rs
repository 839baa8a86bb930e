//! Sheets for paper: which there are, what each of them says, and how many pages it takes.
//!
//! A sheet is laid out when somebody asks for it: its PDF, its picture and its page on the web are made from the same layout,
//! and so is what the build says about its budget. `layouts.rs` remembers layouts.

mod budget;
mod checklists;
mod document;
mod layouts;
mod meeting;
mod pages;
mod reference;
mod rescue;
mod typesetter;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use serde::Serialize;
use serde_json::Value;

pub use self::{
    budget::{Room, budgets, measured},
    checklists::Asked,
    document::{Scope, id as document_id},
    layouts::{Layout, Layouts},
    pages::{files, links, page_address, svg_address},
};
use self::{
    rescue::{Refused, rescue},
    typesetter::{Leftovers, Typesetter, missing},
};
use crate::{
    config::Paper,
    diagnostic::{Diagnostic, Severity},
    handbook::Handbook,
    manuscript::data::{Data, DataKind, Service},
    output::Inputs,
    source::{SitePath, Span},
    theme::{
        HandbookData, SheetData,
        paper::{Laid, Order, Press},
    },
};

/// What a sheet is about.
#[derive(Debug, Clone)]
pub enum Kind {
    /// The checklist with this number.
    Checklist(usize),
    /// The agenda of the walkthrough.
    Agenda,
    /// What was decided there.
    Decision,
    /// What can stop a launch.
    HardStops,
    /// The path to production.
    Path,
    /// What remains the team's on the service with this number.
    Duties(Arc<Data>, usize),
    /// A responsibility matrix.
    Matrix(Arc<Data>),
    /// Guardrails.
    Guardrails(Arc<Data>),
    /// Pages as a document.
    Document(Scope),
}

/// A sheet.
#[derive(Debug)]
pub struct Sheet {
    /// What people call it when they ask for it, and what its files are called.
    pub id: String,
    /// What readers call it.
    pub title: String,
    /// What it is about.
    pub kind: Kind,
    /// Which of its items are printed.
    asked: Asked,
    papers: Vec<Paper>,
}

/// A sheet on one paper.
#[derive(Debug)]
pub struct Printed {
    /// What was laid out.
    pub order: Order,
    /// How it came out.
    pub laid: Arc<Laid>,
    /// What is worth knowing about it and stops nothing.
    pub remarks: Vec<Diagnostic>,
    /// Where each of its pictures is shown.
    shown: BTreeMap<String, Span>,
}

/// A sheet as a PDF.
#[derive(Debug, Clone)]
pub struct Exported {
    /// Its bytes.
    pub bytes: Arc<Vec<u8>>,
    /// How many pages it has.
    pub pages: usize,
    /// What is worth knowing about the sheet and stops nothing.
    pub remarks: Vec<Diagnostic>,
}

/// All sheets of a handbook.
#[derive(Debug, Default)]
pub struct Shelf {
    /// The sheets in order.
    pub sheets: Vec<Sheet>,
    /// The documents that are published: the whole handbook first, then sections.
    pub documents: Vec<Sheet>,
    /// Sheets with the id of an earlier one. None of them is printed; that there are any is a mistake.
    pub lost: Vec<Sheet>,
}

impl Shelf {
    /// Lists the sheets of a handbook.
    #[must_use]
    pub fn list(handbook: &Handbook, word: &dyn Fn(&str) -> String) -> Self {
        let papers = papers(handbook);
        let sheet = |id: String, title: String, kind: Kind| Sheet::new(id, title, kind, Asked::default(), &papers);
        let mut sheets = Vec::new();
        for (number, checklist) in handbook.checklists.iter().enumerate() {
            sheets.push(sheet(checklist.head.id.value.to_string(), checklist.head.title.clone(), Kind::Checklist(number)));
        }
        if meeting::is_reviewed(handbook) {
            sheets.push(sheet(
                "agenda".into(),
                word("paper_title_agenda").replace("{review}", &handbook.config.review_name),
                Kind::Agenda,
            ));
            sheets.push(sheet(
                "decision-record".into(),
                word("paper_title_decision").replace("{review}", &handbook.config.review_name),
                Kind::Decision,
            ));
        }
        if handbook.items().any(|(_, _, item)| !item.hard_stop.is_empty()) {
            sheets.push(sheet("hard-stops".into(), word("paper_title_hard_stops"), Kind::HardStops));
        }
        if !handbook.config.phases.is_empty() {
            sheets.push(sheet("path-to-production".into(), word("paper_title_path"), Kind::Path));
        }
        for data in &handbook.data {
            let title = handbook
                .index
                .addresses
                .get(&data.path)
                .and_then(|address| handbook.index.tree.at(address))
                .map_or_else(|| data.path.stem().to_owned(), |(_, node)| node.title.clone());
            match &data.kind {
                DataKind::Responsibilities(matrix) => {
                    sheets.push(sheet(data.path.stem().to_owned(), title, Kind::Matrix(Arc::clone(data))));
                    for (number, service) in matrix.services.good.iter().enumerate() {
                        if handbook.config.shows(service.provider.as_str()) {
                            let id = format!("yours-{}", service.id.value);
                            sheets.push(sheet(id, yours(service, word), Kind::Duties(Arc::clone(data), number)));
                        }
                    }
                }
                DataKind::Guardrails(_) => {
                    sheets.push(sheet(data.path.stem().to_owned(), title, Kind::Guardrails(Arc::clone(data))));
                }
                DataKind::Glossary(_) | DataKind::Domains(_) => {}
            }
        }
        let mut ids = BTreeSet::new();
        let (sheets, lost) = sheets.into_iter().partition(|sheet| ids.insert(sheet.id.clone()));
        Self { sheets, documents: document::published(handbook, &papers), lost }
    }

    /// All that is published on paper: sheets, then documents.
    pub fn printed(&self) -> impl Iterator<Item = &Sheet> {
        self.sheets.iter().chain(&self.documents)
    }

    /// The sheet with an id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.id == id)
    }
}

fn yours(service: &Service, word: &dyn Fn(&str) -> String) -> String {
    word("paper_title_duties").replace("{service}", &service.title)
}

/// The papers of a handbook; A4 and Letter when it names none.
#[must_use]
pub fn papers(handbook: &Handbook) -> Vec<Paper> {
    let mut papers: Vec<Paper> = Vec::new();
    for paper in handbook.config.paper.iter().map(|paper| paper.value) {
        if !papers.contains(&paper) {
            papers.push(paper);
        }
    }
    if papers.is_empty() { vec![Paper::A4, Paper::Letter] } else { papers }
}

impl Sheet {
    /// A sheet that is laid out on these papers.
    #[must_use]
    pub fn new(id: String, title: String, kind: Kind, asked: Asked, papers: &[Paper]) -> Self {
        Self { id, title, kind, asked, papers: papers.to_owned() }
    }

    /// The papers that it is laid out on.
    pub fn papers(&self) -> impl Iterator<Item = Paper> {
        self.papers.iter().copied()
    }

    /// The page of the handbook with the same content as text.
    #[must_use]
    pub fn source(&self, handbook: &Handbook) -> Option<SitePath> {
        match &self.kind {
            Kind::Checklist(number) => Some(handbook.checklists[*number].address()),
            Kind::Duties(data, number) => match &data.kind {
                DataKind::Responsibilities(matrix) => {
                    Some(handbook.index.service(data, matrix.services.good[*number].id.as_str()))
                }
                _ => None,
            },
            Kind::Matrix(data) | Kind::Guardrails(data) => handbook.index.addresses.get(&data.path).cloned(),
            Kind::Agenda | Kind::Decision | Kind::HardStops | Kind::Path | Kind::Document(_) => None,
        }
    }
}

/// One way to lay a sheet out.
#[derive(Debug, Clone, Copy)]
struct Variant<'s> {
    sheet: &'s Sheet,
    paper: Paper,
    /// Whether room that is left stays empty, so that what is there can be measured.
    measure: bool,
    /// A term that is left out, to see what it costs.
    without_term: Option<usize>,
}

impl Variant<'_> {
    /// Lays the sheet out, unless it says what it said in an `older` layout.
    fn print(&self, inputs: &Inputs, older: Option<&Arc<Printed>>) -> Result<Printed, Vec<Diagnostic>> {
        let mut typesetter = Typesetter::new(inputs);
        let (template, own) = self.data(&mut typesetter);
        let handbook = &inputs.handbook;
        let source = self.sheet.source(handbook);
        let data = SheetData {
            language: &handbook.config.language.value,
            paper: match self.paper {
                Paper::A4 => "a4",
                Paper::Letter => "us-letter",
            },
            words: &inputs.theme.all_words,
            handbook: HandbookData {
                title: &handbook.config.title,
                organisation: &handbook.config.organisation,
                address: typesetter.url(&SitePath::new("index.html"), None),
            },
            title: document::named(self.sheet.title.clone(), &self.sheet.id),
            address: source.and_then(|path| typesetter.url(&path, None)),
            own,
        };
        let Leftovers { problems, pictures, shown, told } = typesetter.finish();
        let (mut remarks, errors): (Vec<_>, Vec<_>) = problems.into_iter().partition(|found| found.severity != Severity::Error);
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut data = json(&data);
        // What stands in no text of a file with places: titles, settings, words of the theme.
        let lost: String = draw_boxes(&mut data, &inputs.theme.press).difference(&told).collect();
        if !lost.is_empty() {
            remarks.push(missing(&lost, inputs.theme.named));
        }
        if self.measure
            && let Value::Object(map) = &mut data
        {
            map.insert("measure".into(), Value::Bool(true));
        }
        let order = Order { template, data: data.to_string().into_bytes(), pictures };
        let press = &inputs.theme.press;
        if let Some(older) = older.filter(|older| older.order == order) {
            return Ok(Printed { order, laid: Arc::clone(&older.laid), remarks, shown });
        }
        match press.lay_out(&order) {
            Ok(laid) => Ok(Printed { order, laid: Arc::new(laid), remarks, shown }),
            Err(found) => {
                let refused = Refused { sheet: self.sheet, order, shown: &shown, found };
                let (order, more) = rescue(inputs, refused)?;
                remarks.extend(more);
                let laid = Arc::new(press.lay_out(&order)?);
                Ok(Printed { order, laid, remarks, shown })
            }
        }
    }

    fn data(&self, typesetter: &mut Typesetter<'_>) -> (&'static str, Value) {
        let asked = &self.sheet.asked;
        match &self.sheet.kind {
            Kind::Checklist(number) => checklists::data(typesetter, *number, asked, self.without_term),
            Kind::Agenda => ("agenda.typ", json(&meeting::agenda(typesetter, asked))),
            Kind::Decision => ("decision.typ", json(&meeting::decision(typesetter))),
            Kind::HardStops => ("hard-stops.typ", json(&meeting::hard_stops(typesetter, asked))),
            Kind::Path => ("path.typ", json(&meeting::path(typesetter))),
            Kind::Duties(data, number) => ("duties.typ", json(&reference::duties(typesetter, data, *number))),
            Kind::Matrix(data) => ("matrix.typ", json(&reference::matrix(typesetter, data))),
            Kind::Guardrails(data) => ("guardrails.typ", json(&reference::guardrails(typesetter, data))),
            Kind::Document(scope) => ("document.typ", json(&document::data(typesetter, scope))),
        }
    }
}

/// A struct as JSON. Structs of texts, numbers and lists always have that form.
fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

/// Puts a box in the place of every character that no font can draw, and says which they were.
pub(super) fn draw_boxes(value: &mut Value, press: &Press) -> BTreeSet<char> {
    let mut lost = BTreeSet::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::String(text) if text.chars().any(|character| !press.can_draw(character)) => {
                let fill = |character| {
                    if press.can_draw(character) {
                        return character;
                    }
                    lost.insert(character);
                    '\u{fffd}'
                };
                *text = text.chars().map(fill).collect();
            }
            Value::Array(values) => open.extend(values),
            // The words of other parts of the interface are never printed.
            Value::Object(map) => open.extend(map.iter_mut().filter(|(key, _)| *key != "words").map(|(_, value)| value)),
            Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    lost
}

/// Everything that laying out all sheets tells: errors, remarks, budgets.
#[must_use]
pub fn findings(layouts: &Layouts) -> Vec<Diagnostic> {
    use rayon::prelude::*;

    let sheets = layouts.inputs.shelf.printed();
    let jobs: Vec<(&Sheet, Paper)> = sheets.flat_map(|sheet| sheet.papers().map(move |paper| (sheet, paper))).collect();
    let found: Vec<Vec<Diagnostic>> = jobs
        .into_par_iter()
        .map(|(sheet, paper)| layouts.pdf(sheet, paper).map_or_else(|found| found, |exported| exported.remarks))
        .collect();
    let mut found: Vec<Diagnostic> = found.into_iter().flatten().collect();
    found.extend(budgets(layouts));
    found
}
