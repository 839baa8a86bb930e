//! What is asked of the pipeline.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::civil::Date;

use crate::{handbook::Drafts, site::Progress};

/// The options of a run: folder, overrides, day, whether Git is asked; and where it writes down how far it came.
#[derive(Debug, Clone)]
pub struct Request {
    /// The handbook's folder.
    pub root: PathBuf,
    /// Takes the place of the settings' `base_url`.
    pub base_url: Option<String>,
    /// Which pages take part.
    pub drafts: Drafts,
    /// The day that counts as today.
    pub as_of: Option<Date>,
    /// Whether Git is asked when each file was last changed.
    pub history: bool,
    /// How far the run came, for whoever looks.
    pub progress: Arc<Progress>,
}

/// Where a build goes.
#[derive(Debug, Clone, Copy)]
pub struct BuildTarget<'a> {
    /// The folder to write to. It need not be there yet.
    pub folder: &'a Path,
    /// Whether the folder is taken over from another handbook, and from whoever changed files in it.
    pub take_over: bool,
    /// Whether a warning keeps the build from being written, as an error does.
    pub strict: bool,
}
