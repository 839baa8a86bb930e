//! Sheets for paper: lists them, makes their data, lays them out and measures them.
//!
//! A sheet is laid out on demand: its PDF, its SVG, its page on the web and the finding about its budget come from the same
//! layout, which `layout_cache.rs` keeps.

mod item_filter;
mod bars;
mod bounds;
mod budget;
mod changes;
mod checklists;
mod document;
mod layout_cache;
mod links;
mod meeting;
mod offers;
mod pages;
mod reference;
mod fallback;
mod lanes;
mod sheet_renderer;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

pub use self::{
    budget::{SpaceUsed, budgets, measure},
    document::id as document_id,
    item_filter::ItemFilter,
    lanes::{PrintJob, in_lanes, on_each_paper},
    layout_cache::{LayoutCache, LayoutResult},
    links::links,
    pages::files,
};
use self::{
    fallback::{RefusedSheet, print_without_refused},
    sheet_renderer::{SheetRenderer, SheetResources, missing},
};
use crate::{
    config::Paper,
    diagnostic::Diagnostic,
    handbook::{Handbook, RunningEditions},
    manuscript::data::{DataKind, DataPage, Guardrail, Responsibilities, Service},
    output::{Inputs, Purpose, addresses::HOME},
    site::{Progress, Step},
    source::{SitePath, Span, fs::ResultCache},
    theme::{
        HandbookData, OwnData, SheetData,
        paper::{Layout, LayoutInput},
        typst_name,
    },
    yaml::Entries,
};

/// The kind of a sheet, which decides its template and data. Numbers are indexes.
#[derive(Debug, Clone)]
pub enum SheetKind {
    /// A checklist, as an index into `handbook.checklists`.
    Checklist(usize),
    /// What the last edition of a checklist changed, and what changed since; as an index into `handbook.checklists`.
    Changes(usize),
    /// The agenda of the walkthrough.
    Agenda,
    /// The decision record of the walkthrough.
    Decision,
    /// Items that can stop a launch.
    HardStops,
    /// The path to production.
    Path,
    /// The team's duties on a service, as an index into the matrix's valid services.
    Duties(DataPage<Responsibilities>, usize),
    /// A responsibility matrix.
    Matrix(DataPage<Responsibilities>),
    /// Guardrails.
    Guardrails(DataPage<Entries<Guardrail>>),
    /// A document of pages.
    Document(DocumentScope),
}

/// The pages of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentScope {
    /// All pages.
    Whole,
    /// A page with all its descendants.
    Below(SitePath),
}

/// A sheet or document that can be laid out on each of its paper sizes.
#[derive(Debug)]
pub struct Sheet {
    /// Its id in kebab-case: what `print` is given, and the name of its files, as in `sheets/green-light.a4.pdf`.
    pub id: String,
    /// Its title, as plain text.
    pub title: String,
    /// Its kind.
    pub kind: SheetKind,
    /// Selects the printed items.
    filter: ItemFilter,
    papers: Vec<Paper>,
}

/// The layout of a sheet on one paper size, with the input that it was made from.
#[derive(Debug)]
pub struct SheetLayout {
    /// The input of the layout: template, data, pictures.
    pub input: LayoutInput,
    /// The layout: its pages, their text, and PDF or SVG on demand.
    pub layout: Arc<Layout>,
    /// Warnings about it, such as characters without a glyph; none of them stops the build.
    pub remarks: Vec<Diagnostic>,
    /// The place of each picture's first use, by its name in the data.
    shown: BTreeMap<String, Span>,
}

/// A sheet exported as a PDF/UA-1.
#[derive(Debug, Clone)]
pub struct ExportedPdf {
    /// Its bytes.
    pub bytes: Arc<Vec<u8>>,
    /// Number of pages.
    pub pages: usize,
    /// Warnings about the sheet; none of them stops the build.
    pub remarks: Vec<Diagnostic>,
}

/// The sheets and documents of a handbook, in the order in which they are listed. None is laid out.
#[derive(Debug, Default)]
pub struct SheetSet {
    /// The sheets in order.
    pub sheets: Vec<Sheet>,
    /// The documents that are published: the whole handbook first, then sections.
    pub documents: Vec<Sheet>,
    /// Sheets with the id of an earlier one: not printed. All but checklists still claim its paths, which gives a finding.
    pub duplicates: Vec<Sheet>,
}

impl SheetSet {
    /// Lists the sheets of a handbook with its running editions; `word` gives a word of the theme by its name.
    #[must_use]
    pub fn list(handbook: &Handbook, running: &RunningEditions, word: &dyn Fn(&str) -> String) -> Self {
        let papers = papers(handbook);
        let sheet = |id: String, title: String, kind: SheetKind| Sheet::new(id, title, kind, ItemFilter::default(), &papers);
        let mut sheets = Vec::new();
        for (number, checklist) in handbook.checklists.iter().enumerate() {
            sheets.push(sheet(
                checklist.header.id.value.to_string(),
                checklist.header.title.clone(),
                SheetKind::Checklist(number),
            ));
            if changes::page(handbook, running, checklist).is_some() {
                let title = word("paper_title_changes").replace("{checklist}", &checklist.header.title);
                sheets.push(sheet(format!("{}-changes", checklist.header.id.value), title, SheetKind::Changes(number)));
            }
        }
        if meeting::is_reviewed(handbook) {
            sheets.push(sheet(
                "agenda".into(),
                word("paper_title_agenda").replace("{review}", &handbook.config.review_name),
                SheetKind::Agenda,
            ));
            sheets.push(sheet(
                "decision-record".into(),
                word("paper_title_decision").replace("{review}", &handbook.config.review_name),
                SheetKind::Decision,
            ));
        }
        if handbook.items().any(|(_, _, item)| !item.hard_stop.is_empty()) {
            sheets.push(sheet("hard-stops".into(), word("paper_title_hard_stops"), SheetKind::HardStops));
        }
        if !handbook.config.phases.is_empty() {
            sheets.push(sheet("path-to-production".into(), word("paper_title_path"), SheetKind::Path));
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
                    sheets.push(sheet(data.path.stem().to_owned(), title, SheetKind::Matrix(page.clone())));
                    for (number, service) in matrix.services.valid.iter().enumerate() {
                        if handbook.config.shows(service.provider.as_str()) {
                            let id = format!("yours-{}", service.id.value);
                            sheets.push(sheet(id, yours(service, word), SheetKind::Duties(page.clone(), number)));
                        }
                    }
                }
                DataKind::Guardrails(guardrails) => {
                    let page = DataPage::new(data, guardrails);
                    sheets.push(sheet(data.path.stem().to_owned(), title, SheetKind::Guardrails(page)));
                }
                DataKind::Glossary(_) | DataKind::Domains(_) | DataKind::Offers(_) => {}
            }
        }
        let mut ids = BTreeSet::new();
        let (sheets, duplicates) = sheets.into_iter().partition(|sheet| ids.insert(sheet.id.clone()));
        Self { sheets, documents: document::published(handbook, &papers), duplicates }
    }

    /// All published sheets, then documents.
    pub fn printed(&self) -> impl Iterator<Item = &Sheet> {
        self.sheets.iter().chain(&self.documents)
    }

    /// The sheet with an id, documents left out; `None` when there is none.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Sheet> {
        self.sheets.iter().find(|sheet| sheet.id == id)
    }
}

fn yours(service: &Service, word: &dyn Fn(&str) -> String) -> String {
    word("paper_title_duties").replace("{service}", &service.title)
}

/// The paper sizes of a handbook, each once, in the order of the settings; A4 and Letter when it names none.
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
    /// A sheet for these paper sizes.
    #[must_use]
    pub fn new(id: String, title: String, kind: SheetKind, filter: ItemFilter, papers: &[Paper]) -> Self {
        Self { id, title, kind, filter, papers: papers.to_owned() }
    }

    /// Its paper sizes.
    pub fn papers(&self) -> impl Iterator<Item = Paper> {
        self.papers.iter().copied()
    }

    /// Whether its pages are published as a picture: a document has a hundred, and is the handbook itself.
    #[must_use]
    pub fn has_picture(&self) -> bool {
        !self.is_document()
    }

    /// Whether it is a document of pages.
    #[must_use]
    pub fn is_document(&self) -> bool {
        matches!(self.kind, SheetKind::Document(_))
    }

    /// Whether it is a sheet for the meeting at which a launch is decided, or for the way there.
    #[must_use]
    pub fn is_of_meeting(&self) -> bool {
        matches!(self.kind, SheetKind::Agenda | SheetKind::Decision | SheetKind::HardStops | SheetKind::Path)
    }

    /// The site path of the page with the same content; `None` for sheets without one.
    #[must_use]
    pub fn source(&self, inputs: &Inputs) -> Option<SitePath> {
        let handbook = &inputs.handbook;
        match &self.kind {
            SheetKind::Checklist(number) => Some(handbook.checklists[*number].address()),
            SheetKind::Changes(number) => changes::page(handbook, &inputs.running, &handbook.checklists[*number]),
            SheetKind::Duties(page, number) => {
                Some(handbook.index.service(&page.data, page.holds.services.valid[*number].id.as_str()))
            }
            SheetKind::Matrix(page) => handbook.index.addresses.get(&page.data.path).cloned(),
            SheetKind::Guardrails(page) => handbook.index.addresses.get(&page.data.path).cloned(),
            SheetKind::Agenda | SheetKind::Decision | SheetKind::HardStops | SheetKind::Path | SheetKind::Document(_) => None,
        }
    }
}

/// The options of a layout.
#[derive(Debug, Clone, Copy)]
struct LayoutOptions<'s> {
    sheet: &'s Sheet,
    paper: Paper,
    /// Whether the template must not stretch lines to fill the page, so that the space used can be measured.
    measure: bool,
    /// Index of a term that is left out, to see how much space it takes.
    without_term: Option<usize>,
}

impl<'s> LayoutOptions<'s> {
    /// Those of a sheet as it is published.
    fn published(sheet: &'s Sheet, paper: Paper) -> Self {
        Self { sheet, paper, measure: false, without_term: None }
    }

    /// Lays the sheet out; reuses the `older` layout if its input is equal.
    fn layout(
        &self,
        inputs: &Inputs,
        results: Option<&ResultCache>,
        older: Option<&Arc<SheetLayout>>,
    ) -> Result<SheetLayout, Vec<Diagnostic>> {
        let mut renderer = SheetRenderer::new(inputs);
        let own = self.data(&mut renderer);
        let handbook = &inputs.handbook;
        let source = self.sheet.source(inputs);
        let data = SheetData {
            language: &handbook.config.language.value,
            paper: typst_name(self.paper),
            words: &inputs.theme.all_words,
            handbook: HandbookData {
                title: &handbook.config.title,
                organisation: &handbook.config.organisation,
                address: renderer.url(&SitePath::new(HOME), None),
                colour: handbook.config.brand.colour.as_deref(),
            },
            title: document::named(self.sheet.title.clone(), &self.sheet.id),
            address: source.and_then(|path| renderer.url(&path, None)),
            agreed: None,
            own,
            measure: self.measure,
        };
        // What is wrong with its texts is told; what can be printed of them is printed.
        let SheetResources { problems: mut remarks, pictures, shown, missing_glyphs } = renderer.into_resources();
        let (input, lost) = LayoutInput::new(&inputs.theme.paper_engine, &data, pictures);
        // What stands in no text of a file with places: titles, settings, words of the theme.
        let lost: String = lost.difference(&missing_glyphs).collect();
        if !lost.is_empty() {
            remarks.push(missing(&lost, inputs.theme.named));
        }
        let paper_engine = &inputs.theme.paper_engine;
        if let Some(older) = older.filter(|older| older.input == input) {
            remarks.extend(older.layout.remarks.iter().cloned());
            return Ok(SheetLayout { input, layout: Arc::clone(&older.layout), remarks, shown });
        }
        match paper_engine.layout(&input, results) {
            Ok(layout) => {
                remarks.extend(layout.remarks.iter().cloned());
                Ok(SheetLayout { input, layout: Arc::new(layout), remarks, shown })
            }
            Err(found) => {
                let refused = RefusedSheet { sheet: self.sheet, input, shown: &shown, found };
                let (input, more) = print_without_refused(inputs, refused)?;
                remarks.extend(more);
                let layout = Arc::new(paper_engine.layout(&input, results)?);
                remarks.extend(layout.remarks.iter().cloned());
                Ok(SheetLayout { input, layout, remarks, shown })
            }
        }
    }

    fn data(&self, renderer: &mut SheetRenderer<'_>) -> OwnData {
        let filter = &self.sheet.filter;
        match &self.sheet.kind {
            SheetKind::Checklist(number) => checklists::data(renderer, *number, filter, self.without_term),
            SheetKind::Changes(number) => OwnData::Changes(changes::data(renderer, *number)),
            SheetKind::Agenda => OwnData::Agenda(meeting::agenda(renderer, filter)),
            SheetKind::Decision => OwnData::Decision(meeting::decision(renderer)),
            SheetKind::HardStops => OwnData::HardStops(meeting::hard_stops(renderer, filter)),
            SheetKind::Path => OwnData::Path(meeting::path(renderer)),
            SheetKind::Duties(page, number) => OwnData::Duties(reference::duties(renderer, page, *number)),
            SheetKind::Matrix(page) => OwnData::Matrix(reference::matrix(renderer, page)),
            SheetKind::Guardrails(page) => OwnData::Guardrails(reference::guardrails(renderer, page)),
            SheetKind::Document(scope) => OwnData::Document(document::data(renderer, scope)),
        }
    }
}

/// Lays out all sheets on all cores, and makes of them what the purpose needs; errors, warnings, and findings of budgets.
#[must_use]
pub fn findings(layouts: &LayoutCache, purpose: Purpose, progress: &Progress) -> Vec<Diagnostic> {
    let inputs = &layouts.inputs;
    let jobs: Vec<PrintJob<'_>> = inputs.sheet_set.printed().flat_map(on_each_paper).collect();
    progress.begin(Step::LayingOut, jobs.len());
    let print = |(sheet, paper): PrintJob<'_>| {
        let remarks = match purpose {
            Purpose::Publish => layouts.print(sheet, paper).map(|printed| printed.remarks),
            Purpose::Examine => layouts.examine(sheet, paper),
        };
        progress.advance();
        remarks.unwrap_or_else(|found| found)
    };
    in_lanes(&jobs, print).into_iter().flatten().chain(budgets(layouts)).collect()
}
