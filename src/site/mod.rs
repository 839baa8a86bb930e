//! The output as a value: the table of contents of a folder, known before one byte of it is made.
//!
//! A file is rendered when it is asked for. `publish` asks for all of them, `serve` for the one that the browser wants.

pub mod publish;

use std::{collections::BTreeMap, fmt};

use crate::{
    diagnostic::Diagnostic,
    source::{SitePath, fs},
};

/// Why a file could not be rendered.
#[derive(Debug)]
pub enum Failure {
    /// The content is wrong.
    Content(Vec<Diagnostic>),
    /// The world is.
    World(fs::Error),
}

impl From<fs::Error> for Failure {
    fn from(error: fs::Error) -> Self {
        Self::World(error)
    }
}

/// The bytes of a file.
pub type Rendered = Result<Vec<u8>, Failure>;

/// A file that can be rendered.
pub struct Entry(Box<dyn Fn() -> Rendered + Send + Sync>);

impl Entry {
    /// An entry that is made by a function.
    pub fn new(render: impl Fn() -> Rendered + Send + Sync + 'static) -> Self {
        Self(Box::new(render))
    }

    /// Makes its bytes.
    ///
    /// # Errors
    /// What is wrong with the content, or with the world.
    pub fn render(&self) -> Rendered {
        (self.0)()
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Entry")
    }
}

/// All files of a handbook, by path.
#[derive(Debug, Default)]
pub struct Site(BTreeMap<SitePath, Entry>);

impl Site {
    /// Adds a file. The first one at a path stays; that two want it has been reported by then.
    pub fn add(&mut self, path: SitePath, entry: Entry) {
        self.0.entry(path).or_insert(entry);
    }

    /// The file at a path.
    #[must_use]
    pub fn get(&self, path: &SitePath) -> Option<&Entry> {
        self.0.get(path)
    }

    /// All files in order.
    pub fn iter(&self) -> impl Iterator<Item = (&SitePath, &Entry)> {
        self.0.iter()
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Extend<(SitePath, Entry)> for Site {
    fn extend<T: IntoIterator<Item = (SitePath, Entry)>>(&mut self, entries: T) {
        entries.into_iter().for_each(|(path, entry)| self.add(path, entry));
    }
}
