//! The cache of laid-out sheets.
//!
//! No lock is held while a sheet is laid out. Typst runs on rayon's threads, where a thread that waits for its own subtask may
//! steal a job that needs the same sheet: waiting for it would deadlock. So concurrent requests may lay a sheet out twice, and
//! the first result counts.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{
    ExportedPdf, LayoutOptions, Sheet, SheetLayout,
    fallback::{RefusedSheet, print_without_refused},
};
use crate::{config::Paper, diagnostic::Diagnostic, output::Inputs, source::fs::ResultCache};

/// A layout, or the findings that say why there is none.
pub type LayoutResult = Result<Arc<SheetLayout>, Vec<Diagnostic>>;

/// A sheet's PDF on one paper size, or the findings that say why there is none.
pub type PdfResult = Result<ExportedPdf, Vec<Diagnostic>>;

/// The warnings about a sheet, or the findings that say why there is no PDF of it.
pub type ExamineResult = Result<Vec<Diagnostic>, Vec<Diagnostic>>;

/// A sheet's pages as one SVG, or the findings that say why there is none.
pub type SvgResult = Result<Arc<Vec<u8>>, Vec<Diagnostic>>;

/// The cache of layouts of one revision. A sheet whose input is the same is taken from the revision before.
#[derive(Debug)]
pub struct LayoutCache {
    /// The inputs of all layouts.
    pub inputs: Arc<Inputs>,
    /// Results of earlier runs, if any are kept.
    pub results: Option<Arc<ResultCache>>,
    known: Mutex<BTreeMap<CacheKey, LayoutResult>>,
    /// Exported PDFs.
    exported: Mutex<BTreeMap<CacheKey, PdfResult>>,
    /// Drawn pictures.
    drawn: Mutex<BTreeMap<CacheKey, SvgResult>>,
    /// Sheets of which no bytes were needed.
    examined: Mutex<BTreeMap<CacheKey, ExamineResult>>,
    /// Layouts of earlier revisions, reused for equal inputs.
    older: BTreeMap<CacheKey, Arc<SheetLayout>>,
}

/// The cache key: the layout options by value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct CacheKey {
    sheet: String,
    paper: &'static str,
    measure: bool,
    without_term: Option<usize>,
}

impl CacheKey {
    fn of(options: LayoutOptions<'_>) -> Self {
        let LayoutOptions { sheet, paper, measure, without_term } = options;
        Self { sheet: sheet.id.clone(), paper: paper.word(), measure, without_term }
    }
}

impl LayoutCache {
    /// An empty cache; layouts of `before` are reused for sheets with equal data, if the theme is the same.
    #[must_use]
    pub fn new(inputs: Arc<Inputs>, results: Option<Arc<ResultCache>>, before: Option<&Self>) -> Self {
        // Another theme sets the same words in another way.
        let before = before.filter(|before| Arc::ptr_eq(&before.inputs.theme, &inputs.theme));
        let older = before.map_or_else(BTreeMap::new, |before| before.still_listed(&inputs));
        let (known, exported) = (Mutex::default(), Mutex::default());
        Self { inputs, results, known, exported, drawn: Mutex::default(), examined: Mutex::default(), older }
    }

    /// All successful layouts of sheets whose id these inputs still list.
    fn still_listed(&self, inputs: &Inputs) -> BTreeMap<CacheKey, Arc<SheetLayout>> {
        let known = lock(&self.known);
        let newest = known.iter().filter_map(|(key, layout)| Some((key, layout.as_ref().ok()?)));
        let all =
            self.older.iter().chain(newest).filter(|(key, _)| inputs.sheet_set.printed().any(|sheet| sheet.id == key.sheet));
        all.map(|(key, printed)| (key.clone(), Arc::clone(printed))).collect()
    }

    /// The layout of a sheet on a paper size; computed on the first call.
    ///
    /// # Errors
    /// Findings about a text or the template.
    pub fn get(&self, sheet: &Sheet, paper: Paper) -> LayoutResult {
        self.get_with(LayoutOptions::published(sheet, paper))
    }

    /// As [`get`](Self::get), with any layout options.
    ///
    /// # Errors
    /// Findings about a text or the template.
    pub(super) fn get_with(&self, options: LayoutOptions<'_>) -> LayoutResult {
        remembered(&self.known, options, |key| {
            options.layout(&self.inputs, self.results.as_deref(), self.older.get(key)).map(Arc::new)
        })
    }

    /// The PDF of a sheet on a paper size; exported on the first call.
    ///
    /// # Errors
    /// Findings about a text or the template.
    pub fn pdf(&self, sheet: &Sheet, paper: Paper) -> PdfResult {
        remembered(&self.exported, LayoutOptions::published(sheet, paper), |_| {
            self.get(sheet, paper).and_then(|printed| self.export(sheet, &printed))
        })
    }

    /// All pages of a sheet on a paper size as one SVG; drawn on the first call.
    ///
    /// # Errors
    /// Findings about a text or the template.
    pub fn svg(&self, sheet: &Sheet, paper: Paper) -> SvgResult {
        remembered(&self.drawn, LayoutOptions::published(sheet, paper), |_| {
            let printed = self.get(sheet, paper)?;
            let paper_engine = &self.inputs.theme.paper_engine;
            paper_engine.svg(&printed.input, &printed.layout, self.results.as_deref()).map(Arc::new)
        })
    }

    /// Makes all that is published of a sheet on a paper size, while its document is at hand, and lets that go.
    ///
    /// # Errors
    /// Findings about a text or the template.
    pub fn print(&self, sheet: &Sheet, paper: Paper) -> PdfResult {
        let exported = self.pdf(sheet, paper);
        if sheet.has_picture() {
            // Why there is none is told by whoever publishes it.
            drop(self.svg(sheet, paper));
        }
        self.let_go(sheet, paper);
        exported
    }

    /// Finds what making the PDF and the picture of a sheet on a paper size would find. What an earlier run made is not read; what is
    /// made now is kept for the next one.
    ///
    /// # Errors
    /// Findings about a text or the template.
    pub fn examine(&self, sheet: &Sheet, paper: Paper) -> ExamineResult {
        remembered(&self.examined, LayoutOptions::published(sheet, paper), |key| {
            let exported = lock(&self.exported).get(key).cloned();
            if let Some(exported) = exported {
                return exported.map(|printed| printed.remarks);
            }
            let printed = self.get(sheet, paper)?;
            if self.inputs.theme.paper_engine.has_pdf(&printed.input, self.results.as_deref()) {
                Ok(printed.remarks.clone())
            } else {
                self.print(sheet, paper).map(|printed| printed.remarks)
            }
        })
    }

    /// Lets the document of a sheet on a paper size go, which takes a hundred times the room of what is drawn from it.
    pub fn let_go(&self, sheet: &Sheet, paper: Paper) {
        if let Ok(printed) = self.get(sheet, paper) {
            printed.layout.let_go();
        }
    }

    fn export(&self, sheet: &Sheet, printed: &SheetLayout) -> PdfResult {
        let paper_engine = &self.inputs.theme.paper_engine;
        let results = self.results.as_deref();
        match paper_engine.pdf(&printed.input, &printed.layout, results) {
            Ok(bytes) => {
                let remarks = printed.remarks.clone();
                Ok(ExportedPdf { bytes: Arc::new(bytes), pages: printed.layout.pages(), remarks })
            }
            Err(found) => {
                let refused = RefusedSheet { sheet, input: printed.input.clone(), shown: &printed.shown, found };
                let (input, more) = print_without_refused(&self.inputs, refused)?;
                let layout = paper_engine.layout(&input, results)?;
                let remarks = printed.remarks.iter().cloned().chain(more).collect();
                let bytes = Arc::new(paper_engine.pdf(&input, &layout, results)?);
                Ok(ExportedPdf { bytes, pages: layout.pages(), remarks })
            }
        }
    }
}

/// What is remembered for some options, or what `make` makes, if nobody was faster.
fn remembered<T: Clone>(
    known: &Mutex<BTreeMap<CacheKey, T>>,
    options: LayoutOptions<'_>,
    make: impl FnOnce(&CacheKey) -> T,
) -> T {
    let key = CacheKey::of(options);
    // The lock is gone at the end of this line: nobody may hold it below.
    let there = lock(known).get(&key).cloned();
    there.unwrap_or_else(|| {
        let made = make(&key);
        lock(known).entry(key).or_insert(made).clone()
    })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
