//! Sheets for paper: which there are, what each of them says, and how many pages it takes.
//!
//! A sheet is laid out when somebody asks for it: its PDF, its picture and its page on the web are made from the same layout,
//! and so is what the build says about its budget. `layouts.rs` remembers layouts.

mod asked;
mod bounds;
mod budget;
mod checklists;
mod document;
mod layouts;
mod links;
mod meeting;
mod pages;
mod reference;
mod rescue;
mod typesetter;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

pub use self::{
    asked::Asked,
    budget::{Room, budgets, measured},
    document::id as document_id,
    layouts::{Layout, Layouts},
    links::links,
    pages::files,
};
use self::{
    rescue::{Refused, rescue},
    typesetter::{Leftovers, Typesetter, missing},
};
use crate::{
    config::Paper,
    diagnostic::{Diagnostic, Severity},
    handbook::Handbook,
    manuscript::data::{DataKind, DataPage, Guardrail, Responsibilities, Service},
    output::{Inputs, addresses::HOME},
    source::{SitePath, Span},
    theme::{
        HandbookData, OwnData, SheetData,
        paper::{Laid, Order},
        typst_name,
    },
    yaml::Entries,
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
    Duties(DataPage<Responsibilities>, usize),
    /// A responsibility matrix.
    Matrix(DataPage<Responsibilities>),
    /// Guardrails.
    Guardrails(DataPage<Entries<Guardrail>>),
    /// Pages as a document.
    Document(Scope),
}

/// Which pages a document holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    Whole,
    /// A page, with everything that lies in it.
    Below(SitePath),
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
                    let page = DataPage::new(data, matrix);
                    sheets.push(sheet(data.path.stem().to_owned(), title, Kind::Matrix(page.clone())));
                    for (number, service) in matrix.services.good.iter().enumerate() {
                        if handbook.config.shows(service.provider.as_str()) {
                            let id = format!("yours-{}", service.id.value);
                            sheets.push(sheet(id, yours(service, word), Kind::Duties(page.clone(), number)));
                        }
                    }
                }
                DataKind::Guardrails(guardrails) => {
                    let page = DataPage::new(data, guardrails);
                    sheets.push(sheet(data.path.stem().to_owned(), title, Kind::Guardrails(page)));
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
            Kind::Duties(page, number) => Some(handbook.index.service(&page.data, page.holds.services.good[*number].id.as_str())),
            Kind::Matrix(page) => handbook.index.addresses.get(&page.data.path).cloned(),
            Kind::Guardrails(page) => handbook.index.addresses.get(&page.data.path).cloned(),
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
        let own = self.data(&mut typesetter);
        let handbook = &inputs.handbook;
        let source = self.sheet.source(handbook);
        let data = SheetData {
            language: &handbook.config.language.value,
            paper: typst_name(self.paper),
            words: &inputs.theme.all_words,
            handbook: HandbookData {
                title: &handbook.config.title,
                organisation: &handbook.config.organisation,
                address: typesetter.url(&SitePath::new(HOME), None),
            },
            title: document::named(self.sheet.title.clone(), &self.sheet.id),
            address: source.and_then(|path| typesetter.url(&path, None)),
            own,
            measure: self.measure,
        };
        let Leftovers { problems, pictures, shown, told } = typesetter.finish();
        let (mut remarks, errors): (Vec<_>, Vec<_>) = problems.into_iter().partition(|found| found.severity() != Severity::Error);
        if !errors.is_empty() {
            return Err(errors);
        }
        let (order, lost) = Order::new(&inputs.theme.press, &data, pictures);
        // What stands in no text of a file with places: titles, settings, words of the theme.
        let lost: String = lost.difference(&told).collect();
        if !lost.is_empty() {
            remarks.push(missing(&lost, inputs.theme.named));
        }
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

    fn data(&self, typesetter: &mut Typesetter<'_>) -> OwnData {
        let asked = &self.sheet.asked;
        match &self.sheet.kind {
            Kind::Checklist(number) => checklists::data(typesetter, *number, asked, self.without_term),
            Kind::Agenda => OwnData::Agenda(meeting::agenda(typesetter, asked)),
            Kind::Decision => OwnData::Decision(meeting::decision(typesetter)),
            Kind::HardStops => OwnData::HardStops(meeting::hard_stops(typesetter, asked)),
            Kind::Path => OwnData::Path(meeting::path(typesetter)),
            Kind::Duties(page, number) => OwnData::Duties(reference::duties(typesetter, page, *number)),
            Kind::Matrix(page) => OwnData::Matrix(reference::matrix(typesetter, page)),
            Kind::Guardrails(page) => OwnData::Guardrails(reference::guardrails(typesetter, page)),
            Kind::Document(scope) => OwnData::Document(document::data(typesetter, scope)),
        }
    }
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
