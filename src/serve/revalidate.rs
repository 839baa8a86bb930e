//! Cache revalidation: which sources must be read again before a response is as fresh as the disk.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use super::snapshot::Snapshot;
use crate::{
    handbook::Handbook,
    pipeline::{Changes, Rescan},
    source::{SETTINGS_FILE, SitePath, Source, SourcePath, Sources, StaticFile, fs},
};

/// Maximum number of shared sources (checklists, data) whose stamps are compared per request.
const SHARED: usize = 200;

/// Of the files of a rescan, those that an editor may be rewriting right now: they had text, and are missing or empty. Paths
/// on the disk.
pub fn being_written(now: &Snapshot, rescan: &Rescan) -> Vec<PathBuf> {
    let Rescan::Files(paths) = rescan else { return Vec::new() };
    let texts = paths.iter().filter_map(|path| now.files.sources().at(path)).filter(|source| !source.text.is_empty());
    let places = texts.filter_map(place).filter(|place| !is_there(place));
    places.map(Path::to_owned).collect()
}

/// The rescan that a page needs before it is rendered, `None` for none: of its own sources and those that all pages share, the
/// files that changed on the disk since they were read. `root` is the handbook's folder.
pub fn of_page(now: &Snapshot, root: &Path, address: &SitePath) -> Option<Rescan> {
    let sources = now.files.sources();
    let handbook = now.built().map(|built| &built.inputs.handbook);
    let mut paths = handbook.map_or_else(BTreeSet::new, |handbook| behind(handbook, address));
    paths.insert(SourcePath::new(SETTINGS_FILE));
    let is_back = |path: &SourcePath| fs::identity(&root.join(path.as_str())).is_some();
    let mut written = Vec::new();
    for path in paths {
        match (sources.at(&path), sources.static_files.get(&path)) {
            (Some(source), _) => {
                if !source.is_fresh() {
                    written.push(path);
                }
            }
            // A link that was put in the file's place may lead anywhere.
            (None, Some(StaticFile::File(place, stamp))) => {
                if fs::stamp(place) != *stamp || !fs::canonical(place).is_ok_and(|real| real == *place) {
                    return Some(Rescan::Everywhere(BTreeSet::new()));
                }
            }
            (None, None) if is_back(&path) => return Some(Rescan::Everywhere(BTreeSet::new())),
            (None, Some(StaticFile::Embedded(_)) | None) => {}
        }
    }
    if written.is_empty() {
        is_new(now, root, address).then(|| Rescan::Everywhere(BTreeSet::new()))
    } else {
        Some(Rescan::Files(written))
    }
}

/// The rescan that a watcher's change needs, `None` for none. `paths` are the changed files; `None` means that anything may have.
pub fn of_change(now: &Snapshot, root: &Path, paths: Option<&BTreeSet<SourcePath>>) -> Option<Rescan> {
    let Some(paths) = paths else { return Some(Rescan::Everywhere(BTreeSet::new())) };
    let sources = now.files.sources();
    // What an editor wrote aside for a moment and has put in its place by now changes nothing itself.
    let is_gone = |path: &SourcePath| !sources.knows(path) && fs::identity(&root.join(path.as_str())).is_none();
    let paths: BTreeSet<&SourcePath> = paths.iter().filter(|path| !is_gone(path)).collect();
    // A file of this program that gets one on the disk in its place has no time stamp to go by.
    let is_on_disk = |path: &SourcePath| sources.at(path).is_some_and(|source| source.disk.is_some());
    if paths.iter().all(|path| is_on_disk(path)) {
        let is_stale = |path: &&SourcePath| sources.at(path).is_some_and(|source| !source.is_fresh());
        let stale: Vec<SourcePath> = paths.into_iter().filter(is_stale).cloned().collect();
        return (!stale.is_empty()).then_some(Rescan::Files(stale));
    }
    Some(Rescan::Everywhere(paths.into_iter().filter(|path| sources.static_files.contains_key(*path)).cloned().collect()))
}

/// Of the changed files, those that an editor may have been rewriting while they were read: missing or empty then, and not
/// renamed. Paths on the disk.
pub fn partly_written(before: &Sources, changes: &Changes<'_>) -> Vec<PathBuf> {
    let (after, changed) = (changes.sources(), changes.paths());
    let is_moved = |text: &str| {
        let come = changed.iter().filter(|path| before.at(path).is_none()).filter_map(|path| after.at(path));
        come.into_iter().any(|source| *source.text == *text)
    };
    let one = |path: &SourcePath| match (before.at(path), after.at(path)) {
        (Some(old), None) if !old.text.is_empty() && !is_moved(&old.text) => place(old),
        (old, Some(new)) if new.text.is_empty() && old.is_none_or(|old| !old.text.is_empty()) => place(new),
        (None, None) if !after.static_files.contains_key(path) => match before.static_files.get(path) {
            Some(StaticFile::File(place, _)) => Some(place.as_path()),
            Some(StaticFile::Embedded(_)) | None => None,
        },
        _ => None,
    };
    changed.iter().filter_map(one).map(Path::to_owned).collect()
}

/// Whether all of these files exist and are not empty.
pub fn are_there(places: &[PathBuf]) -> bool {
    places.iter().all(|place| is_there(place))
}

fn is_there(place: &Path) -> bool {
    fs::metadata(place).is_ok_and(|meta| meta.is_some_and(|meta| meta.len() > 0))
}

fn place(source: &Source) -> Option<&Path> {
    Some(source.disk.as_ref()?.place.as_path())
}

/// The page's own source, and up to 200 checklists and data files that all pages share.
fn behind(handbook: &Handbook, address: &SitePath) -> BTreeSet<SourcePath> {
    let written = handbook.index.addresses.iter().filter(|(_, at)| *at == address).map(|(path, _)| path.clone());
    let lists = handbook
        .checklists
        .iter()
        .flat_map(|list| std::iter::once(list.header.path.clone()).chain(list.areas.iter().map(|area| area.path.clone())));
    let data = handbook.data.iter().map(|data| data.path.clone());
    written.chain(lists.chain(data).take(SHARED)).collect()
}

/// Whether the page has a Markdown source on the disk that was never read.
fn is_new(now: &Snapshot, root: &Path, address: &SitePath) -> bool {
    let Some(built) = now.built() else { return false };
    let is_known = || built.inputs.handbook.index.tree.at(address).is_some() || built.site().get(address).is_some();
    let Some(stem) = address.as_str().strip_suffix(".html").filter(|_| !is_known()) else { return false };
    let path = format!("content/{stem}.md");
    fs::link_metadata(&root.join(&path)).is_ok_and(|meta| meta.is_some())
        && now.files.sources().at(&SourcePath::new(&path)).is_none()
}
