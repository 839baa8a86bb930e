//! What is carried over byte for byte: static files, and text files that the settings offer for download. `manuscript` does not know
//! the settings, so it is told here what is not to be read.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    config::Config,
    manuscript::Downloads,
    source::{self, FileError, OnDisk, Source, SourcePath, Sources, StaticFile, limits, picture::PictureCache},
};

/// The files that are published as they are. Shared with the revision before while none of them differs.
#[derive(Debug, Clone)]
pub struct CarriedOver {
    /// All of them, by path relative to the handbook's folder.
    pub static_files: Arc<BTreeMap<SourcePath, StaticFile>>,
    /// Those of them that would be read as pages or data.
    pub downloads: Arc<Downloads>,
    /// Sizes and formats of the pictures among them, read on first use.
    pub picture_cache: Arc<PictureCache>,
}

impl CarriedOver {
    /// Lists the static files of `sources`, and its text files that the settings offer; none without settings. `earlier` is what was listed
    /// before, and the files that changed since.
    pub fn list(sources: &Sources, config: Option<&Config>, earlier: Option<(&Self, &BTreeSet<SourcePath>)>) -> Self {
        let downloads = config.map_or_else(Downloads::new, |config| downloads(sources, config));
        if let Some((before, changed)) = earlier {
            let is_carried = |path| {
                before.static_files.contains_key(path) || sources.static_files.contains_key(path) || downloads.contains(path)
            };
            if *before.downloads == downloads && !changed.iter().any(is_carried) {
                return before.clone();
            }
        }
        let mut static_files = Arc::clone(&sources.static_files);
        if !downloads.is_empty() {
            let offered = downloads.iter().filter_map(|path| Some((path.clone(), as_it_is(sources.at(path)?))));
            Arc::make_mut(&mut static_files).extend(offered);
        }
        let none = PictureCache::default();
        let before = earlier.map_or(&none, |(before, _)| &before.picture_cache);
        let picture_cache = Arc::new(PictureCache::list(&static_files, before));
        Self { static_files, downloads: Arc::new(downloads), picture_cache }
    }
}

fn downloads(sources: &Sources, config: &Config) -> Downloads {
    if config.downloads.is_empty() {
        return Downloads::new();
    }
    let may_be = |source: &&Source| {
        let is_there = match &source.file_error {
            None | Some(FileError::NotUtf8(_)) => true,
            Some(FileError::TooLarge(size, _)) => *size <= limits::STATIC_FILE,
            Some(_) => false,
        };
        // A document beside the pages is carried over anyway, and searched for scripts.
        is_there && source.path.is_below("content") && source::document(&source.path).is_none()
    };
    sources.iter().filter(may_be).map(|source| &source.path).filter(|path| config.offers(path)).cloned().collect()
}

/// A text file as a static one. One of a revision in Git is known by its path alone, as all static files there are.
fn as_it_is(source: &Source) -> StaticFile {
    match &source.disk {
        Some(OnDisk { place, stamp }) => StaticFile::File(place.clone(), *stamp),
        None => StaticFile::Embedded(b""),
    }
}
