//! Sheets that were laid out: a memory beside the inputs that they are made from.
//!
//! Nothing is locked while a sheet is laid out. Typst works on rayon's threads, and one that waits there for a part of its
//! own work may take up another job that wants the same sheet; if it had to wait for the sheet, nobody would go on. So two
//! that ask for a sheet at once may both lay it out, and the first result counts.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{
    ExportedPdf, LayoutOptions, Sheet, SheetLayout,
    fallback::{RefusedSheet, print_without_refused},
};
use crate::{config::Paper, diagnostic::Diagnostic, output::Inputs};

/// A layout, or the findings that say why there is none.
pub type LayoutResult = Result<Arc<SheetLayout>, Vec<Diagnostic>>;

/// A sheet on one paper as a PDF, or what is wrong with it.
pub type PdfResult = Result<ExportedPdf, Vec<Diagnostic>>;

/// The cache of layouts of one revision. A sheet whose input is the same is taken from the revision before.
#[derive(Debug)]
pub struct LayoutCache {
    /// What all of them are made from.
    pub inputs: Arc<Inputs>,
    known: Mutex<BTreeMap<Key, LayoutResult>>,
    /// Those that were asked for as PDFs.
    exported: Mutex<BTreeMap<Key, PdfResult>>,
    /// Those of the states before. One that says the same still looks the same.
    older: BTreeMap<Key, Arc<SheetLayout>>,
}

/// The key of the cache: a sheet, a paper, and how it is laid out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    sheet: String,
    paper: &'static str,
    measure: bool,
    without_term: Option<usize>,
}

impl Key {
    fn of(options: LayoutOptions<'_>) -> Self {
        let LayoutOptions { sheet, paper, measure, without_term } = options;
        Self { sheet: sheet.id.clone(), paper: paper.word(), measure, without_term }
    }
}

impl LayoutCache {
    /// No layout yet of these inputs; those of the state `before` are taken where a sheet says the same.
    #[must_use]
    pub fn new(inputs: Arc<Inputs>, before: Option<&Self>) -> Self {
        // Another theme sets the same words in another way.
        let before = before.filter(|before| Arc::ptr_eq(&before.inputs.theme, &inputs.theme));
        let older = before.map_or_else(BTreeMap::new, |before| before.still_listed(&inputs));
        Self { inputs, known: Mutex::default(), exported: Mutex::default(), older }
    }

    /// The layouts of those sheets that other inputs have too.
    fn still_listed(&self, inputs: &Inputs) -> BTreeMap<Key, Arc<SheetLayout>> {
        let known = lock(&self.known);
        let newest = known.iter().filter_map(|(key, layout)| Some((key, layout.as_ref().ok()?)));
        let all =
            self.older.iter().chain(newest).filter(|(key, _)| inputs.sheet_set.printed().any(|sheet| sheet.id == key.sheet));
        all.map(|(key, printed)| (key.clone(), Arc::clone(printed))).collect()
    }

    /// A sheet on a paper; it is laid out when somebody asks for the first time.
    ///
    /// # Errors
    /// What is wrong with a text or with the template.
    pub fn get(&self, sheet: &Sheet, paper: Paper) -> LayoutResult {
        self.get_with(LayoutOptions { sheet, paper, measure: false, without_term: None })
    }

    /// The same for any way to lay a sheet out.
    pub(super) fn get_with(&self, options: LayoutOptions<'_>) -> LayoutResult {
        let key = Key::of(options);
        // The lock is gone at the end of this line: nobody may hold it below.
        let known = lock(&self.known).get(&key).cloned();
        if let Some(layout) = known {
            return layout;
        }
        let made = options.layout(&self.inputs, self.older.get(&key)).map(Arc::new);
        lock(&self.known).entry(key).or_insert(made).clone()
    }

    /// A sheet on a paper as a PDF; it is exported when somebody asks for the first time.
    ///
    /// # Errors
    /// What is wrong with a text or with the template.
    pub fn pdf(&self, sheet: &Sheet, paper: Paper) -> PdfResult {
        let key = Key::of(LayoutOptions { sheet, paper, measure: false, without_term: None });
        let known = lock(&self.exported).get(&key).cloned();
        if let Some(export) = known {
            return export;
        }
        let made = self.get(sheet, paper).and_then(|printed| self.export(sheet, &printed));
        lock(&self.exported).entry(key).or_insert(made).clone()
    }

    fn export(&self, sheet: &Sheet, printed: &SheetLayout) -> PdfResult {
        let paper_engine = &self.inputs.theme.paper_engine;
        match paper_engine.pdf(&printed.input, &printed.layout) {
            Ok(bytes) => {
                let remarks = printed.remarks.clone();
                Ok(ExportedPdf { bytes: Arc::new(bytes), pages: printed.layout.pages(), remarks })
            }
            Err(found) => {
                let refused = RefusedSheet { sheet, input: printed.input.clone(), shown: &printed.shown, found };
                let (input, more) = print_without_refused(&self.inputs, refused)?;
                let layout = paper_engine.layout(&input)?;
                let remarks = printed.remarks.iter().cloned().chain(more).collect();
                Ok(ExportedPdf { bytes: Arc::new(paper_engine.pdf(&input, &layout)?), pages: layout.pages(), remarks })
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
