//! The options of a run of the pipeline.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::civil::Date;

use crate::{handbook::Drafts, manuscript::past_editions::PastEditions, site::Progress, source::fs::ResultCache};

/// The options of a run: folder, overrides, day, whether Git is asked; and where it writes down how far it came.
#[derive(Debug, Clone)]
pub struct Request {
    /// The handbook's folder, absolute or relative to the working directory.
    pub root: PathBuf,
    /// Overrides the settings' `base_url`.
    pub base_url: Option<String>,
    /// Whether pages marked as drafts are part of the handbook.
    pub drafts: Drafts,
    /// The day that checks take for today; `None` to check no dates.
    pub as_of: Option<Date>,
    /// The closed editions of a revision in Git, against which those of now are held; `None` to hold them against none.
    pub since: Option<Arc<PastEditions>>,
    /// Whether Git is asked for the files' dates while loading.
    pub history: bool,
    /// Results of earlier runs on this machine; `None` to use and keep none.
    pub results: Option<Arc<ResultCache>>,
    /// How far the run came, for whoever looks.
    pub progress: Arc<Progress>,
}

impl Request {
    /// A run on a handbook's folder without overrides, drafts, dates, Git or a cache.
    #[must_use]
    pub fn of(root: PathBuf) -> Self {
        Self {
            root,
            base_url: None,
            drafts: Drafts::Hidden,
            as_of: None,
            since: None,
            history: false,
            results: None,
            progress: Arc::default(),
        }
    }
}

/// The target of a build.
#[derive(Debug, Clone, Copy)]
pub struct BuildTarget<'a> {
    /// The output folder, absolute or relative to the working directory; created if it does not exist.
    pub folder: &'a Path,
    /// Whether to replace another handbook, and built files that somebody changed (`--take-over`).
    pub take_over: bool,
    /// Whether a warning prevents writing, as an error does (`--strict`).
    pub strict: bool,
}
