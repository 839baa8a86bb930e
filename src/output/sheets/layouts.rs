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
    Exported, Printed, Sheet, Variant,
    rescue::{Refused, rescue},
};
use crate::{config::Paper, diagnostic::Diagnostic, output::Inputs};

/// A sheet on one paper, or what is wrong with it.
pub type Layout = Result<Arc<Printed>, Vec<Diagnostic>>;

/// A sheet on one paper as a PDF, or what is wrong with it.
pub type Export = Result<Exported, Vec<Diagnostic>>;

/// The layouts of the sheets of one state of a handbook.
#[derive(Debug)]
pub struct Layouts {
    /// What all of them are made from.
    pub inputs: Arc<Inputs>,
    known: Mutex<BTreeMap<Key, Layout>>,
    /// Those that were asked for as PDFs.
    exported: Mutex<BTreeMap<Key, Export>>,
    /// Those of the states before. One that says the same still looks the same.
    older: BTreeMap<Key, Arc<Printed>>,
}

/// Which sheet, and how it is laid out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    sheet: String,
    paper: &'static str,
    measure: bool,
    without_term: Option<usize>,
}

impl Key {
    fn of(variant: Variant<'_>) -> Self {
        let Variant { sheet, paper, measure, without_term } = variant;
        Self { sheet: sheet.id.clone(), paper: paper.word(), measure, without_term }
    }
}

impl Layouts {
    /// No layout yet of these inputs; those of the state `before` are taken where a sheet says the same.
    #[must_use]
    pub fn new(inputs: Arc<Inputs>, before: Option<&Self>) -> Self {
        // Another theme sets the same words in another way.
        let before = before.filter(|before| Arc::ptr_eq(&before.inputs.theme, &inputs.theme));
        let older = before.map_or_else(BTreeMap::new, |before| before.still_printed(&inputs));
        Self { inputs, known: Mutex::default(), exported: Mutex::default(), older }
    }

    /// The layouts of those sheets that other inputs have too.
    fn still_printed(&self, inputs: &Inputs) -> BTreeMap<Key, Arc<Printed>> {
        let known = lock(&self.known);
        let newest = known.iter().filter_map(|(key, layout)| Some((key, layout.as_ref().ok()?)));
        let all = self.older.iter().chain(newest).filter(|(key, _)| inputs.shelf.printed().any(|sheet| sheet.id == key.sheet));
        all.map(|(key, printed)| (key.clone(), Arc::clone(printed))).collect()
    }

    /// A sheet on a paper; it is laid out when somebody asks for the first time.
    ///
    /// # Errors
    /// What is wrong with a text or with the template.
    pub fn of(&self, sheet: &Sheet, paper: Paper) -> Layout {
        self.variant(Variant { sheet, paper, measure: false, without_term: None })
    }

    /// The same for any way to lay a sheet out.
    pub(super) fn variant(&self, variant: Variant<'_>) -> Layout {
        let key = Key::of(variant);
        // The lock is gone at the end of this line: nobody may hold it below.
        let known = lock(&self.known).get(&key).cloned();
        if let Some(layout) = known {
            return layout;
        }
        let made = variant.print(&self.inputs, self.older.get(&key)).map(Arc::new);
        lock(&self.known).entry(key).or_insert(made).clone()
    }

    /// A sheet on a paper as a PDF; it is exported when somebody asks for the first time.
    ///
    /// # Errors
    /// What is wrong with a text or with the template.
    pub fn pdf(&self, sheet: &Sheet, paper: Paper) -> Export {
        let key = Key::of(Variant { sheet, paper, measure: false, without_term: None });
        let known = lock(&self.exported).get(&key).cloned();
        if let Some(export) = known {
            return export;
        }
        let made = self.of(sheet, paper).and_then(|printed| self.export(sheet, &printed));
        lock(&self.exported).entry(key).or_insert(made).clone()
    }

    fn export(&self, sheet: &Sheet, printed: &Printed) -> Export {
        let press = &self.inputs.theme.press;
        match press.pdf(&printed.order, &printed.laid) {
            Ok(bytes) => {
                let remarks = printed.remarks.clone();
                Ok(Exported { bytes: Arc::new(bytes), pages: printed.laid.pages(), remarks })
            }
            Err(found) => {
                let refused = Refused { sheet, order: printed.order.clone(), shown: &printed.shown, found };
                let (order, more) = rescue(&self.inputs, refused)?;
                let laid = press.lay_out(&order)?;
                let remarks = printed.remarks.iter().cloned().chain(more).collect();
                Ok(Exported { bytes: Arc::new(press.pdf(&order, &laid)?), pages: laid.pages(), remarks })
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
