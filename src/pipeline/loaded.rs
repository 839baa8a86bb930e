//! Disk → [`Loaded`]: the files of a handbook, and Git's dates of them. Git is asked here and nowhere else.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use super::request::Request;
use crate::{
    diagnostic::{Code, Diagnostic, file_error},
    manuscript::{
        Downloads,
        past_editions::{self, PastEditions},
    },
    site::Step,
    source::{
        self, Input, SETTINGS_FILE, SourcePath, Sources, Span, fs,
        git::{self, GitError, History},
    },
    theme,
};

/// First stage: all text files in memory, static files listed, and Git's dates. Nothing is parsed.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The options of this run.
    pub request: Arc<Request>,
    /// The text files with their content, and the paths of static files.
    pub sources: Sources,
    /// When files were last committed.
    pub dates: Arc<Dates>,
}

/// Git's dates of a handbook's files; empty without a repository or Git.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// The day of each file's newest commit, in UTC as an ISO 8601 date.
    pub changed: Arc<BTreeMap<SourcePath, String>>,
    /// Whether the clone is shallow: then there are no dates, as each could be wrong.
    pub is_shallow: bool,
}

/// Reads all files of the handbook's folder, and asks Git in parallel if the request says so.
///
/// # Errors
/// When the handbook's folder cannot be listed.
pub fn load(request: Request) -> fs::Result<Loaded> {
    request.progress.begin(Step::Reading, 0);
    let ask = || if request.history { dates(&request.root) } else { Dates::default() };
    let (sources, dates) = rayon::join(|| read(&request, &Sources::default()), ask);
    Ok(Loaded { sources: sources?, request: Arc::new(request), dates: Arc::new(dates) })
}

/// Reads the files that the handbook's folder had at a revision in Git; the disk is not looked at.
///
/// # Errors
/// When Git cannot tell which files those are.
pub fn load_revision(request: Request, revision: &str) -> Result<Loaded, GitError> {
    request.progress.begin(Step::Reading, 0);
    let sources = source::load_revision(&request.root, revision, &theme::builtin())?;
    Ok(Loaded { sources, request: Arc::new(request), dates: Arc::default() })
}

/// The closed editions that the handbook's folder had at a revision in Git.
///
/// # Errors
/// When Git cannot tell which files those are.
pub fn past_editions(root: &Path, revision: &str) -> Result<PastEditions, GitError> {
    let sources = source::load_revision(root, revision, &[])?;
    Ok(past_editions::past_editions(revision, &sources))
}

/// Reads the handbook's folder and the built-in theme; files whose stamps are as in `before` are reused.
///
/// # Errors
/// When the handbook's folder cannot be listed.
pub fn read(request: &Request, before: &Sources) -> fs::Result<Sources> {
    source::load(&Input { root: request.root.clone() }, &theme::builtin(), before)
}

/// Runs Git for the dates of a handbook's files; `root` is its folder. Without a repository or Git they are empty.
#[must_use]
pub fn dates(root: &Path) -> Dates {
    match git::history(root) {
        History::Known(days) => Dates { changed: Arc::new(days), is_shallow: false },
        History::Shallow => Dates { is_shallow: true, ..Dates::default() },
        History::Unknown => Dates::default(),
    }
}

impl Loaded {
    /// Findings of files that cannot be read as text, but for `downloads`, which nobody reads; and of a shallow clone.
    pub fn findings(&self, downloads: &Downloads) -> impl Iterator<Item = Diagnostic> {
        let errors = self.sources.file_errors().filter(|(file, _)| !downloads.contains(&self.sources.file(*file).path));
        errors.map(|(file, error)| file_error(file, error)).chain(self.cut_off())
    }

    /// The finding of a shallow clone, once and at the settings.
    fn cut_off(&self) -> Option<Diagnostic> {
        let source = self.sources.at(&SourcePath::new(SETTINGS_FILE)).filter(|_| self.dates.is_shallow)?;
        let message = "this clone is shallow, so no page says when it was last changed";
        Some(
            Diagnostic::new(Code::ShallowHistory, Span::start_of(source.id), message)
                .help("fetch the whole history: `git fetch --unshallow`, or `fetch-depth: 0` where a pipeline clones"),
        )
    }
}
