//! The site as a value: a map from path to lazy file, complete before any file is rendered.
//!
//! `publish` renders all files, `serve` the one that is requested. Each file names its claimant, so that two claims of one path
//! are found here and nowhere else.

mod addresses;
mod progress;
pub mod publish;

use std::{
    borrow::Cow,
    collections::{BTreeMap, btree_map::Entry as Place},
    fmt,
};

pub use self::{
    addresses::{Conflict, ConflictKind},
    progress::{Position, Progress, Step},
};
use crate::{
    diagnostic::Diagnostic,
    source::{SitePath, SourcePath, Span, fs},
};

/// Why a file could not be rendered. Neither stops the others: all are rendered, and all findings collected.
#[derive(Debug)]
pub enum RenderError {
    /// The content or a template has errors; these findings say where.
    Content(Vec<Diagnostic>),
    /// The content is wrong, and these are the bytes without what is: for whoever tolerates all of the findings.
    Flawed(Vec<Diagnostic>, Vec<u8>),
    /// The file system failed.
    Io(fs::Error),
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Content(found) | Self::Flawed(found, _) => wrong(found, f),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RenderError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Content(_) | Self::Flawed(..) => None,
            Self::Io(error) => Some(error),
        }
    }
}

/// Writes the first finding's message and the number of further ones: only who has the sources can draw them.
fn wrong(found: &[Diagnostic], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("the content is wrong")?;
    match found {
        [] => Ok(()),
        [one] => write!(f, ": {}", one.message),
        [first, more @ ..] => write!(f, ": {} (and {} more)", first.message, more.len()),
    }
}

impl From<fs::Error> for RenderError {
    fn from(error: fs::Error) -> Self {
        Self::Io(error)
    }
}

/// The bytes of a rendered file, or why rendering failed.
pub type Rendered = Result<Vec<u8>, RenderError>;

/// What is wrong with a file, found without its bytes.
pub type Examined = Result<(), RenderError>;

/// A lazy file of the site: a function that renders its bytes on demand, on any thread, as often as it is called.
pub struct LazyFile {
    render: Box<dyn Fn() -> Rendered + Send + Sync>,
    /// Finds what rendering would find, where that takes less.
    examine: Option<Box<dyn Fn() -> Examined + Send + Sync>>,
}

impl LazyFile {
    /// Wraps a function that must return the same bytes whenever it is called.
    pub fn new(render: impl Fn() -> Rendered + Send + Sync + 'static) -> Self {
        Self { render: Box::new(render), examine: None }
    }

    /// Renders the file; nothing is cached.
    ///
    /// # Errors
    /// See [`RenderError`].
    pub fn render(&self) -> Rendered {
        (self.render)()
    }

    /// Finds what is wrong with the file, for whoever needs no bytes of it.
    ///
    /// # Errors
    /// Those of [`render`](Self::render).
    pub fn examine(&self) -> Examined {
        self.examine.as_ref().map_or_else(|| self.render().map(drop), |examine| examine())
    }
}

impl fmt::Debug for LazyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LazyFile")
    }
}

/// A file of the site as an output lists it.
#[derive(Debug)]
pub struct File {
    /// Its path in the site.
    pub path: SitePath,
    /// Who claims that path.
    pub by: Claimant,
    /// Renders its bytes.
    pub entry: LazyFile,
}

impl File {
    /// A file from its path, its claimant and a render function.
    pub fn new(path: SitePath, by: Claimant, render: impl Fn() -> Rendered + Send + Sync + 'static) -> Self {
        Self { path, by, entry: LazyFile::new(render) }
    }

    /// The same, with a function that finds what is wrong with it without its bytes.
    #[must_use]
    pub fn examined_by(mut self, examine: impl Fn() -> Examined + Send + Sync + 'static) -> Self {
        self.entry.examine = Some(Box::new(examine));
        self
    }
}

/// Who claims a site path, for findings; displayed as part of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claimant {
    /// A source file; the span is `None` for a static file, which has no text.
    File(SourcePath, Option<Span>),
    /// A part of a source file, in words such as "the service `postgres`", and where it is written.
    Part(String, Span),
    /// A file that readybook generates, in words such as "the search index".
    Generated(Cow<'static, str>),
}

impl Claimant {
    /// Where the claim is written; `None` for static and generated files.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::File(_, span) => *span,
            Self::Part(_, span) => Some(*span),
            Self::Generated(_) => None,
        }
    }
}

impl fmt::Display for Claimant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path, _) => write!(f, "`{path}`"),
            Self::Part(words, _) => f.write_str(words),
            Self::Generated(words) => f.write_str(words),
        }
    }
}

/// All files of a handbook by path, in the order of paths.
#[derive(Debug, Default)]
pub struct Site {
    files: BTreeMap<SitePath, (Claimant, LazyFile)>,
    /// Claims of paths that were taken already.
    late: Vec<(SitePath, Claimant)>,
}

impl Site {
    /// Adds a file. The first one at a path stays; of a later one only the claim is kept, for [`conflicts`](Self::conflicts).
    pub fn add(&mut self, file: File) {
        let File { path, by, entry } = file;
        match self.files.entry(path) {
            Place::Vacant(place) => {
                place.insert((by, entry));
            }
            Place::Occupied(place) => self.late.push((place.key().clone(), by)),
        }
    }

    /// The file at a site path; `None` when there is none.
    #[must_use]
    pub fn get(&self, path: &SitePath) -> Option<&LazyFile> {
        self.files.get(path).map(|(_, entry)| entry)
    }

    /// All files in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&SitePath, &LazyFile)> {
        self.files.iter().map(|(path, (_, entry))| (path, entry))
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Every claim: first those that hold their path, in the order of paths, then those that came too late, in the order added.
    fn claims(&self) -> impl Iterator<Item = (&SitePath, &Claimant)> {
        let held = self.files.iter().map(|(path, (by, _))| (path, by));
        held.chain(self.late.iter().map(|(path, by)| (path, by)))
    }
}
