//! The output as a value: the table of contents of a folder, known before one byte of it is made.
//!
//! A file is rendered when it is asked for. `publish` asks for all of them, `serve` for the one that the browser wants.
//! Whoever lists a file says who wants its address, so that two who want the same are found here and nowhere else.

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
    /// The content or a template is wrong; findings say where.
    Content(Vec<Diagnostic>),
    /// The file system failed.
    Io(fs::Error),
}

impl fmt::Display for RenderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Content(found) => wrong(found, f),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RenderError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Content(_) => None,
            Self::Io(error) => Some(error),
        }
    }
}

/// The first finding, and how many more there are: whoever has the files draws all of them.
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

/// The bytes of a file, or why there are none.
pub type Rendered = Result<Vec<u8>, RenderError>;

/// A lazy file of the site: a function that renders its bytes on demand, on any thread, as often as it is called.
pub struct LazyFile(Box<dyn Fn() -> Rendered + Send + Sync>);

impl LazyFile {
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

impl fmt::Debug for LazyFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LazyFile")
    }
}

/// A file of the site as an output lists it: address, who claims it, and how it is rendered.
#[derive(Debug)]
pub struct File {
    /// Its address.
    pub path: SitePath,
    /// Who wants it there.
    pub by: Claimant,
    /// Makes its bytes.
    pub entry: LazyFile,
}

impl File {
    /// A file at an address, wanted by somebody, made by a function.
    pub fn new(path: SitePath, by: Claimant, render: impl Fn() -> Rendered + Send + Sync + 'static) -> Self {
        Self { path, by, entry: LazyFile::new(render) }
    }
}

/// Who claims an address, for the finding when two claim the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claimant {
    /// A file that somebody wrote; one without text has no span.
    File(SourcePath, Option<Span>),
    /// Something that somebody wrote in a file, in words: "the service `postgres`".
    Part(String, Span),
    /// What readybook makes of itself, in words: "the search index".
    Generated(Cow<'static, str>),
}

impl Claimant {
    /// Where it was written.
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

/// All files of a handbook by address. Listing renders none of them.
#[derive(Debug, Default)]
pub struct Site {
    files: BTreeMap<SitePath, (Claimant, LazyFile)>,
    /// Who came to an address that somebody else had already.
    late: Vec<(SitePath, Claimant)>,
}

impl Site {
    /// Adds a file. The first one at a path stays; who came later is kept for [`conflicts`](Self::conflicts).
    pub fn add(&mut self, file: File) {
        let File { path, by, entry } = file;
        match self.files.entry(path) {
            Place::Vacant(place) => {
                place.insert((by, entry));
            }
            Place::Occupied(place) => self.late.push((place.key().clone(), by)),
        }
    }

    /// The file at a path.
    #[must_use]
    pub fn get(&self, path: &SitePath) -> Option<&LazyFile> {
        self.files.get(path).map(|(_, entry)| entry)
    }

    /// All files in order.
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

    /// Every address with who wants it: first those that have theirs, in order, then those that came too late.
    fn claims(&self) -> impl Iterator<Item = (&SitePath, &Claimant)> {
        let held = self.files.iter().map(|(path, (by, _))| (path, by));
        held.chain(self.late.iter().map(|(path, by)| (path, by)))
    }
}
