//! One state of the handbook: what the files are, and what is shown of them.
//!
//! The two differ while a file cannot be shown as it is: half-typed YAML, no UTF-8, nothing in it. Such a file is held: it
//! still says what it said when it was last right, so that its pages and their places in the navigation stay. Findings are
//! always those of the files as they are.

use std::{collections::BTreeSet, sync::Arc};

use super::problems::{self, Problem};
use crate::{
    pipeline::{self, Built, Changes, Dates, Revision, SETTINGS},
    source::{SourcePath, Sources, fs},
};

/// The folder with the pages.
const CONTENT: &str = "content";

/// A snapshot: one revision of the handbook with what is shown of it. Immutable; every answer is made from one.
pub struct Snapshot {
    /// Its number, counted up from 0.
    pub number: u64,
    /// Its id for browsers, unique over runs of the server.
    pub id: String,
    /// The files as they are.
    pub files: Arc<Revision>,
    /// What is shown: the files as they are, or with some of them held, or as they were; `None` where nothing could be made.
    pub shown: Option<Shown>,
    /// What was shown before.
    pub before: Option<Shown>,
    /// Problems of what is not there at all, such as the settings.
    pub missing: Vec<Problem>,
    /// Files that cannot be shown as they are, those of settings and theme left out.
    wrong: BTreeSet<SourcePath>,
    /// Those that still say what they said last, in settings and theme as well.
    held: BTreeSet<SourcePath>,
}

/// A revision that has a site.
#[derive(Clone)]
pub struct Shown {
    /// The revision.
    pub revision: Arc<Revision>,
    /// Its site.
    pub built: Arc<Built>,
}

impl Shown {
    /// A revision, if it has a site.
    fn of(revision: &Arc<Revision>) -> Option<Self> {
        Some(Self { revision: Arc::clone(revision), built: Arc::clone(revision.built()?) })
    }
}

impl Snapshot {
    /// The first one, in which nothing can be held.
    pub fn first(revision: Revision) -> Self {
        let files = Arc::new(revision);
        let wrong = files.wrong(files.sources().iter().map(|source| &source.path));
        let shown = Shown::of(&files);
        Self { number: 0, id: id(0), files, shown, before: None, missing: Vec::new(), wrong, held: BTreeSet::new() }
    }

    /// The site that is shown.
    pub fn built(&self) -> Option<&Arc<Built>> {
        Some(&self.shown.as_ref()?.built)
    }

    /// The texts of what is shown.
    pub fn shown_sources(&self) -> &Sources {
        self.shown.as_ref().map_or(&self.files, |shown| &shown.revision).sources()
    }

    /// The next one, in which files are different.
    pub fn followed_by(&self, changes: Changes<'_>) -> Self {
        let changed = changes.paths().clone();
        let files = Arc::new(pipeline::update(changes));
        let mut wrong: BTreeSet<SourcePath> = self.wrong.difference(&changed).cloned().collect();
        wrong.extend(files.wrong(&changed));
        let mut missing = Vec::new();
        if !files.has_settings() {
            missing.push(problems::without_place(&format!(
                "there is no `{SETTINGS}`; until it is back, pages show what it said last"
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

    /// The same one with files that were written again and say what they said.
    pub fn rewritten(&self, changes: Changes<'_>) -> Self {
        let files = Arc::new(pipeline::update(changes));
        let shown = if self.shows_files() { Shown::of(&files) } else { self.shown.clone() };
        let (number, id) = (self.number, self.id.clone());
        let (missing, wrong, held) = (self.missing.clone(), self.wrong.clone(), self.held.clone());
        Self { number, id, files, shown, before: self.before.clone(), missing, wrong, held }
    }

    /// The next one, in which only what Git says is different; `None` when that is what it said before.
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

    /// Whether a file cannot be shown as it is.
    pub fn is_wrong(&self, path: &SourcePath) -> bool {
        self.wrong.contains(path)
    }

    /// Whether the files are shown as they are.
    fn shows_files(&self) -> bool {
        self.shown.as_ref().is_some_and(|shown| Arc::ptr_eq(&shown.revision, &self.files))
    }

    /// The files that are held in the next one: those that are wrong there and were right before, or are held already.
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

/// All files that cannot be shown as they are.
fn all(files: &Revision, wrong: &BTreeSet<SourcePath>) -> BTreeSet<SourcePath> {
    let mut all = files.wrong_base();
    all.extend(wrong.iter().cloned());
    if !files.has_settings() {
        all.insert(SourcePath::new(SETTINGS));
    }
    all
}

/// A browser may have a page of an earlier run open, so numbers of two runs differ.
fn id(count: u64) -> String {
    format!("{}-{count}", std::process::id())
}
