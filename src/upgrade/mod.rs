//! Three versions of each file of a handbook, yours, as it was shipped, and as it is shipped now, become one.
//!
//! Pure: what is read and written is the business of the verb.

mod markdown;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};

/// The files of a handbook: path below its folder, and text.
pub type Tree = BTreeMap<String, String>;

/// What becomes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// You left it as it was shipped: the new one is taken.
    Taken,
    /// It is new.
    New,
    /// It is not shipped any more, and you left it as it was: it goes.
    Retired,
    /// Both sides changed it, in different places.
    Merged,
    /// Both sides changed the same thing: both stand in it, and you choose.
    Conflict,
    /// Both sides changed it, and it cannot be merged: yours stays.
    Unmerged,
    /// You removed it, and the shipped one changed: it stays removed.
    Removed,
    /// You changed it, and it is not shipped any more: yours stays.
    Outlived,
}

/// A file of which the shipped version changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its path below the folder.
    pub path: String,
    /// What becomes of it.
    pub fate: Fate,
    /// Its text now; `None` when it is not there.
    pub yours: Option<String>,
    /// Its text afterwards; `None` when it is not there then.
    pub after: Option<String>,
    /// What you must choose between.
    pub conflicts: Vec<Conflict>,
}

/// Something that both sides changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Keys and ids that lead to it; empty for the text of a page.
    pub place: String,
    /// Yours.
    pub yours: String,
    /// What was shipped before; empty when it was not there.
    pub before: String,
    /// What is shipped now.
    pub shipped: String,
}

/// A text that was merged.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Merged {
    text: String,
    conflicts: Vec<Conflict>,
}

/// What becomes of each file of which the shipped version changed, by path. A file that only you changed is none of them.
#[must_use]
pub fn plan(base: &Tree, yours: &Tree, shipped: &Tree) -> Vec<Change> {
    let paths: BTreeSet<&String> = base.keys().chain(shipped.keys()).collect();
    paths.into_iter().filter_map(|path| change(path, base.get(path), yours.get(path), shipped.get(path))).collect()
}

fn change(path: &str, base: Option<&String>, yours: Option<&String>, shipped: Option<&String>) -> Option<Change> {
    if base == shipped || yours == shipped {
        return None;
    }
    let (fate, after, conflicts) = match (yours, shipped) {
        (None, Some(_)) if base.is_some() => (Fate::Removed, None, Vec::new()),
        (None, _) => (Fate::New, shipped.cloned(), Vec::new()),
        (Some(_), None) if yours == base => (Fate::Retired, None, Vec::new()),
        (Some(_), None) => (Fate::Outlived, yours.cloned(), Vec::new()),
        (Some(_), Some(_)) if yours == base => (Fate::Taken, shipped.cloned(), Vec::new()),
        (Some(yours), Some(shipped)) => merged(path, base.map_or("", String::as_str), yours, shipped),
    };
    Some(Change { path: path.to_owned(), fate, yours: yours.cloned(), after, conflicts })
}

fn merged(path: &str, base: &str, yours: &str, shipped: &str) -> (Fate, Option<String>, Vec<Conflict>) {
    let is_page = std::path::Path::new(path).extension().is_some_and(|extension| extension == "md");
    let merged = if is_page { markdown::merge(base, yours, shipped) } else { yaml::merge(base, yours, shipped) };
    let whole = || Conflict { place: String::new(), yours: yours.into(), before: base.into(), shipped: shipped.into() };
    match merged {
        None => (Fate::Unmerged, Some(yours.to_owned()), vec![whole()]),
        Some(Merged { text, conflicts }) if conflicts.is_empty() => (Fate::Merged, Some(text), conflicts),
        Some(Merged { text, conflicts }) => (Fate::Conflict, Some(text), conflicts),
    }
}
