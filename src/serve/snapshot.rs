//! A snapshot: the handbook's files as they are on the disk, and the revision that is shown of them.
//!
//! The two differ while a file is wrong: half-typed YAML, invalid UTF-8, empty. Such a file is held: its last good text is
//! shown, so that its pages and their places in the navigation stay. Findings are always those of the files on the disk.

use std::{collections::BTreeSet, sync::Arc};

use super::problems::{self, Problem};
use crate::{
    pipeline::{self, Built, Changes, Dates, Revision},
    source::{SETTINGS_FILE, SourcePath, Sources, fs},
};

/// The folder of pages, relative to the handbook's.
const CONTENT: &str = "content";

/// One revision of the handbook with what is shown of it. Immutable; every response is made from one.
pub struct Snapshot {
    /// Sequence number, from 0, of this run of the server.
    pub number: u64,
    /// Its id for browsers: process id and number, as in `4711-3`.
    pub id: String,
    /// The revision of the files as they are on the disk.
    pub files: Arc<Revision>,
    /// The revision that is shown: that of the files, one with some files held, or the one before; `None` if none has a site.
    pub shown: Option<Shown>,
    /// What the snapshot before has shown.
    pub before: Option<Shown>,
    /// Problems of missing settings and a missing `content/`.
    pub missing: Vec<Problem>,
    /// Files with an error of their own, or empty; without those of settings and theme.
    wrong: BTreeSet<SourcePath>,
    /// Files whose last good text is shown, those of settings and theme included.
    held: BTreeSet<SourcePath>,
}

/// A revision with its site.
#[derive(Clone)]
pub struct Shown {
    /// The revision.
    pub revision: Arc<Revision>,
    /// Its outcome, with the site.
    pub built: Arc<Built>,
}

impl Shown {
    /// `None` for a revision that has no site.
    fn of(revision: &Arc<Revision>) -> Option<Self> {
        Some(Self { revision: Arc::clone(revision), built: Arc::clone(revision.built()?) })
    }
}

impl Snapshot {
    /// Snapshot 0, in which no file can be held.
    pub fn first(revision: Revision) -> Self {
        let files = Arc::new(revision);
        let wrong = files.wrong(files.sources().iter().map(|source| &source.path));
        let shown = Shown::of(&files);
        Self { number: 0, id: id(0), files, shown, before: None, missing: Vec::new(), wrong, held: BTreeSet::new() }
    }

    /// The build that is shown.
    pub fn built(&self) -> Option<&Arc<Built>> {
        Some(&self.shown.as_ref()?.built)
    }

    /// The sources of the revision that is shown; those on the disk if there is none.
    pub fn shown_sources(&self) -> &Sources {
        self.shown.as_ref().map_or(&self.files, |shown| &shown.revision).sources()
    }

    /// The next snapshot, in which these files have changed. Runs an incremental update, with wrong files held.
    pub fn followed_by(&self, changes: Changes<'_>) -> Self {
        let changed = changes.paths().clone();
        let files = Arc::new(pipeline::update(changes));
        let mut wrong: BTreeSet<SourcePath> = self.wrong.difference(&changed).cloned().collect();
        wrong.extend(files.wrong(&changed));
        let mut missing = Vec::new();
        if !files.has_settings() {
            missing.push(problems::without_place(&format!(
                "there is no `{SETTINGS_FILE}`; until it is back, pages show what it said last"
            )));
        }
        let held = self.held(&files, &wrong);
        let shown = if self.has_lost_content(&files) {
            missing.push(problems::without_place(&format!(
                "there is no folder `{CONTENT}`; until it is back, pages are shown as they were"
            )));
            self.shown.clone()
        } else {
            self.show(&files, &held)
        };
        let number = self.number + 1;
        Self { number, id: id(number), files, shown, before: self.shown.clone(), missing, wrong, held }
    }

    /// The same snapshot (number and id stay) with new file stamps: files were rewritten with the same content.
    pub fn rewritten(&self, changes: Changes<'_>) -> Self {
        let files = Arc::new(pipeline::update(changes));
        let shown = if self.shows_files() { Shown::of(&files) } else { self.shown.clone() };
        let (number, id) = (self.number, self.id.clone());
        let (missing, wrong, held) = (self.missing.clone(), self.wrong.clone(), self.held.clone());
        Self { number, id, files, shown, before: self.before.clone(), missing, wrong, held }
    }

    /// The next snapshot, in which only Git's dates differ; `None` when they are the same.
    pub fn dated(&self, dates: &Arc<Dates>) -> Option<Self> {
        let files = Arc::new(pipeline::update(Changes::of_dates(&self.files, dates)?));
        let follow = |shown: &Shown| match Changes::of_dates(&shown.revision, dates) {
            Some(changes) => Shown::of(&Arc::new(pipeline::update(changes))),
            None => Some(shown.clone()),
        };
        let shown = if self.shows_files() { Shown::of(&files) } else { self.shown.as_ref().and_then(follow) };
        let (number, before) = (self.number + 1, self.shown.clone());
        let (missing, wrong, held) = (self.missing.clone(), self.wrong.clone(), self.held.clone());
        Some(Self { number, id: id(number), files, shown, before, missing, wrong, held })
    }

    /// Whether a file of the manuscript has an error of its own, or is empty.
    pub fn is_wrong(&self, path: &SourcePath) -> bool {
        self.wrong.contains(path)
    }

    /// Whether the revision on the disk is the one that is shown.
    fn shows_files(&self) -> bool {
        self.shown.as_ref().is_some_and(|shown| Arc::ptr_eq(&shown.revision, &self.files))
    }

    /// The files to hold in the next snapshot: wrong there, and right in this one or held already.
    fn held(&self, files: &Revision, wrong: &BTreeSet<SourcePath>) -> BTreeSet<SourcePath> {
        let Some(shown) = &self.shown else { return BTreeSet::new() };
        let were_wrong = all(&self.files, &self.wrong);
        let was_right = |path: &SourcePath| self.held.contains(path) || !were_wrong.contains(path);
        let mut held = all(files, wrong);
        held.retain(|path| shown.revision.sources().at(path).is_some() && was_right(path));
        held
    }

    fn show(&self, files: &Arc<Revision>, held: &BTreeSet<SourcePath>) -> Option<Shown> {
        let next = match &self.shown {
            Some(shown) if !held.is_empty() => {
                let Some(changes) = Changes::with_held(&shown.revision, files, held) else { return self.shown.clone() };
                Shown::of(&Arc::new(pipeline::update(changes)))
            }
            _ => Shown::of(files),
        };
        next.or_else(|| self.shown.clone())
    }

    fn has_lost_content(&self, files: &Revision) -> bool {
        let has_any = |revision: &Revision| revision.sources().iter().any(|source| source.path.is_below(CONTENT));
        let had_any = || self.shown.as_ref().is_some_and(|shown| has_any(&shown.revision));
        !has_any(files) && had_any() && fs::identity(&files.request().root.join(CONTENT)).is_none()
    }
}

/// `wrong` together with wrong or missing files of settings and theme.
fn all(files: &Revision, wrong: &BTreeSet<SourcePath>) -> BTreeSet<SourcePath> {
    let mut all = files.wrong_base();
    all.extend(wrong.iter().cloned());
    if !files.has_settings() {
        all.insert(SourcePath::new(SETTINGS_FILE));
    }
    all
}

/// The id of a snapshot. A browser may have a page of an earlier run open, so the process id is part of it.
fn id(count: u64) -> String {
    format!("{}-{count}", std::process::id())
}
