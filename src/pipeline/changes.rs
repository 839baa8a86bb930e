//! The difference between a revision and the disk or Git's dates.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    loaded::{Dates, Loaded, read},
    revision::Revision,
};
use crate::source::{self, SourcePath, Sources, fs};

/// The difference between a revision and the disk, the input of an incremental [`update`](super::update).
#[derive(Debug)]
pub struct Changes<'b> {
    /// The revision before.
    pub(super) before: &'b Revision,
    /// The files and dates now.
    pub(super) loaded: Loaded,
    /// The files that were created, removed, or have other content.
    pub(super) paths: BTreeSet<SourcePath>,
}

/// What a rescan reads again.
#[derive(Debug, Clone)]
pub enum Rescan {
    /// These text files.
    Files(Vec<SourcePath>),
    /// All files; these count as changed even if their stamps are equal.
    Everywhere(BTreeSet<SourcePath>),
}

/// Compares the files' stamps with the disk, and reads those that differ; `None` when none does. Git is not asked: the dates
/// stay.
///
/// # Errors
/// When the handbook's folder cannot be listed.
pub fn rescan(before: &Revision, rescan: Rescan) -> fs::Result<Option<Changes<'_>>> {
    let (sources, written) = match rescan {
        Rescan::Files(paths) => match source::reload(before.sources(), &paths) {
            Some(sources) => (sources, BTreeSet::new()),
            // One of them has come, gone, or become something else.
            None => (read(before.request(), before.sources())?, BTreeSet::new()),
        },
        Rescan::Everywhere(written) => (read(before.request(), before.sources())?, written),
    };
    let changes = Changes::of(before, sources, Arc::clone(before.dates()), written);
    let is_any = !changes.paths.is_empty() || !before.sources().looks_like(changes.sources());
    Ok(is_any.then_some(changes))
}

impl<'b> Changes<'b> {
    fn of(before: &'b Revision, sources: Sources, dates: Arc<Dates>, mut paths: BTreeSet<SourcePath>) -> Self {
        paths.extend(before.sources().differences(&sources).into_iter().cloned());
        let request = Arc::clone(&before.parsed.loaded.request);
        Self { before, loaded: Loaded { request, sources, dates }, paths }
    }

    /// Changes of Git's dates alone; `None` when they are equal.
    #[must_use]
    pub fn of_dates(before: &'b Revision, dates: &Arc<Dates>) -> Option<Self> {
        let changes = || Self::of(before, before.sources().clone(), Arc::clone(dates), BTreeSet::new());
        (dates != before.dates()).then(changes)
    }

    /// The changes from `before` to `now`, except that `held` files keep their content of `before`. `None` when nothing else
    /// differs.
    #[must_use]
    pub fn with_held(before: &'b Revision, now: &Revision, held: &BTreeSet<SourcePath>) -> Option<Self> {
        let sources = now.sources().with_held(before.sources(), held);
        let changes = Self::of(before, sources, Arc::clone(now.dates()), BTreeSet::new());
        (!changes.paths.is_empty() || now.dates() != before.dates()).then_some(changes)
    }

    /// The same changes with these dates of Git.
    #[must_use]
    pub fn and_dates(self, dates: Arc<Dates>) -> Self {
        // What it said before and says again is the same for whoever compares.
        let dates = if dates == self.loaded.dates { self.loaded.dates } else { dates };
        Self { loaded: Loaded { dates, ..self.loaded }, ..self }
    }

    /// The files that were created, removed, or have other content; none when files were only rewritten with the same.
    #[must_use]
    pub fn paths(&self) -> &BTreeSet<SourcePath> {
        &self.paths
    }

    /// All sources as they are now.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.loaded.sources
    }
}
