//! Disk → [`Loaded`]: the texts of a handbook, and what Git says of its files. Git is asked here and nowhere else.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use super::request::Request;
use crate::{
    diagnostic::{Code, Diagnostic, file_error},
    site::Step,
    source::{
        self, Input, SourcePath, Sources, Span, fs,
        git::{self, History},
    },
    theme,
};

/// The file with the settings.
pub const SETTINGS: &str = "handbook.yaml";

/// First stage: all files of the folder in memory, and Git's dates. Nothing is parsed.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// What was asked.
    pub request: Arc<Request>,
    /// The text files, and where all others are.
    pub sources: Sources,
    /// When files were changed.
    pub dates: Arc<Dates>,
}

/// What Git says of a handbook, as pages tell it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// The day of each file's newest commit.
    pub changed: Arc<BTreeMap<SourcePath, String>>,
    /// Whether the clone is cut off, so that every date in it could be wrong.
    pub is_shallow: bool,
}

/// Reads everything, and asks Git meanwhile if the request says so.
///
/// # Errors
/// When the handbook's folder cannot be listed.
pub fn load(request: Request) -> fs::Result<Loaded> {
    request.progress.begin(Step::Reading, 0);
    let ask = || if request.history { dates(&request.root) } else { Dates::default() };
    let (sources, dates) = rayon::join(|| read(&request, &Sources::default()), ask);
    Ok(Loaded { sources: sources?, request: Arc::new(request), dates: Arc::new(dates) })
}

/// Reads what does not look as it did before.
pub fn read(request: &Request, before: &Sources) -> fs::Result<Sources> {
    source::load(&Input { root: request.root.clone() }, &theme::builtin(), before)
}

/// What Git says of the files of a handbook.
#[must_use]
pub fn dates(root: &Path) -> Dates {
    match git::history(root) {
        History::Known(days) => Dates { changed: Arc::new(days), is_shallow: false },
        History::Shallow => Dates { is_shallow: true, ..Dates::default() },
        History::Unknown => Dates::default(),
    }
}

impl Loaded {
    /// What is wrong with files as files, and with what Git says.
    pub fn findings(&self) -> impl Iterator<Item = Diagnostic> {
        self.sources.file_errors().map(|(file, error)| file_error(file, error)).chain(self.cut_off())
    }

    /// A date that could be wrong is none; that there is none is told once, not on every page.
    fn cut_off(&self) -> Option<Diagnostic> {
        let source = self.sources.at(&SourcePath::new(SETTINGS)).filter(|_| self.dates.is_shallow)?;
        let message = "this clone is shallow, so no page says when it was last changed";
        Some(
            Diagnostic::new(Code::ShallowHistory, Span::start_of(source.id), message)
                .help("fetch the whole history: `git fetch --unshallow`, or `fetch-depth: 0` where a pipeline clones"),
        )
    }
}
