//! One state of the handbook: what the files are, and what is shown of them.
//!
//! The two differ while a file cannot be shown as it is: half-typed YAML, no UTF-8, nothing in it. Such a file is held: it
//! still says what it said when it was last right, so that its pages and their places in the navigation stay. Findings are
//! always those of the files as they are.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use super::problems::{self, Problem};
use crate::{
    pipeline::{self, Dates, Draft, Made, Request},
    source::{SourcePath, Sources, fs},
};

/// The file with the settings.
const SETTINGS: &str = "handbook.yaml";

/// The folder with the pages.
const CONTENT: &str = "content";

/// One state of the handbook.
pub struct Snapshot {
    /// How many there were before it.
    pub number: u64,
    /// How browsers know it; it differs from one run of the server to the next.
    pub id: String,
    /// The files as they are.
    pub draft: Arc<Draft>,
    /// What is shown: the draft, or one in which files are held, or an earlier one; `None` while nothing could be made yet.
    /// It always has a site.
    pub shown: Option<Arc<Draft>>,
    /// What was shown before.
    pub before: Option<Arc<Draft>>,
    /// What is not there and has to be.
    pub missing: Vec<Problem>,
    /// Files that cannot be shown as they are, those of settings and theme left out.
    wrong: BTreeSet<SourcePath>,
    /// Those that still say what they said last, in settings and theme as well.
    held: BTreeSet<SourcePath>,
}

impl Snapshot {
    /// The first one, in which nothing can be held.
    pub fn first(draft: Draft) -> Self {
        let draft = Arc::new(draft);
        let wrong = draft.wrong(draft.sources.iter().map(|source| &source.path));
        let shown = draft.made.is_some().then(|| Arc::clone(&draft));
        Self { number: 0, id: id(0), draft, shown, before: None, missing: Vec::new(), wrong, held: BTreeSet::new() }
    }

    /// What is shown.
    pub fn made(&self) -> Option<&Arc<Made>> {
        self.shown.as_ref()?.made.as_ref()
    }

    /// The texts of what is shown.
    pub fn shown_sources(&self) -> &Sources {
        &self.shown.as_ref().unwrap_or(&self.draft).sources
    }

    /// The next one, in which these files are different.
    pub fn followed_by(&self, request: &Request, draft: Draft, changed: &BTreeSet<SourcePath>) -> Self {
        let draft = Arc::new(draft);
        let mut wrong: BTreeSet<SourcePath> = self.wrong.difference(changed).cloned().collect();
        wrong.extend(draft.wrong(changed));
        let mut missing = Vec::new();
        if lacks_settings(&draft) {
            missing.push(problems::without_place(&format!(
                "there is no `{SETTINGS}`; until it is back, pages show what it said last"
            )));
        }
        let held = self.held(&draft, &wrong);
        let shown = if self.has_lost_content(&request.root, &draft) {
            missing.push(problems::without_place(&format!(
                "there is no folder `{CONTENT}`; until it is back, pages are shown as they were"
            )));
            self.shown.clone()
        } else {
            self.show(request, &draft, &held)
        };
        let number = self.number + 1;
        Self { number, id: id(number), draft, shown, before: self.shown.clone(), missing, wrong, held }
    }

    /// The same one with files that were written again and say what they said.
    pub fn rewritten(&self, sources: Sources) -> Self {
        let draft = Arc::new(self.draft.rewritten(sources));
        let is_shown = self.shown.as_ref().is_some_and(|shown| Arc::ptr_eq(shown, &self.draft));
        let shown = if is_shown { Some(Arc::clone(&draft)) } else { self.shown.clone() };
        let (number, id) = (self.number, self.id.clone());
        let (missing, wrong, held) = (self.missing.clone(), self.wrong.clone(), self.held.clone());
        Self { number, id, draft, shown, before: self.before.clone(), missing, wrong, held }
    }

    /// The next one, in which only what Git says is different; `None` when that is what it said before.
    pub fn dated(&self, dates: &Arc<Dates>) -> Option<Self> {
        let draft = Arc::new(self.draft.dated(dates)?);
        let shown = match &self.shown {
            Some(shown) if Arc::ptr_eq(shown, &self.draft) => Some(Arc::clone(&draft)),
            Some(shown) => shown.dated(dates).map(Arc::new).or_else(|| self.shown.clone()),
            None => None,
        };
        let (number, before) = (self.number + 1, self.shown.clone());
        let (missing, wrong, held) = (self.missing.clone(), self.wrong.clone(), self.held.clone());
        Some(Self { number, id: id(number), draft, shown, before, missing, wrong, held })
    }

    /// Whether a file cannot be shown as it is.
    pub fn is_wrong(&self, path: &SourcePath) -> bool {
        self.wrong.contains(path)
    }

    /// The files that are held in the next one: those that are wrong there and were right before, or are held already.
    fn held(&self, draft: &Draft, wrong: &BTreeSet<SourcePath>) -> BTreeSet<SourcePath> {
        let Some(shown) = &self.shown else { return BTreeSet::new() };
        let were_wrong = all(&self.draft, &self.wrong);
        let was_right = |path: &SourcePath| self.held.contains(path) || !were_wrong.contains(path);
        let mut held = all(draft, wrong);
        held.retain(|path| shown.sources.at(path).is_some() && was_right(path));
        held
    }

    fn show(&self, request: &Request, draft: &Arc<Draft>, held: &BTreeSet<SourcePath>) -> Option<Arc<Draft>> {
        let stand_in = match &self.shown {
            Some(shown) if !held.is_empty() => match pipeline::stand_in(request, draft, shown, held) {
                Some(draft) => Arc::new(draft),
                None => return self.shown.clone(),
            },
            _ => Arc::clone(draft),
        };
        if stand_in.made.is_some() { Some(stand_in) } else { self.shown.clone() }
    }

    fn has_lost_content(&self, root: &Path, draft: &Draft) -> bool {
        let has_any = |draft: &Draft| draft.sources.iter().any(|source| source.path.is_below(CONTENT));
        let had_any = || self.shown.as_ref().is_some_and(|shown| has_any(shown));
        !has_any(draft) && had_any() && fs::identity(&root.join(CONTENT)).is_none()
    }
}

/// All files that cannot be shown as they are.
fn all(draft: &Draft, wrong: &BTreeSet<SourcePath>) -> BTreeSet<SourcePath> {
    let mut all = draft.wrong_ground();
    all.extend(wrong.iter().cloned());
    if lacks_settings(draft) {
        all.insert(SourcePath::new(SETTINGS));
    }
    all
}

fn lacks_settings(draft: &Draft) -> bool {
    draft.sources.at(&SourcePath::new(SETTINGS)).is_none()
}

/// A browser may have a page of an earlier run open, so numbers of two runs differ.
fn id(count: u64) -> String {
    format!("{}-{count}", std::process::id())
}
