//! The options of a run of the pipeline.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::handbook::Drafts;

/// What to build, and how.
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
    /// Whether Git is asked for the files' dates while loading.
    pub history: bool,
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
