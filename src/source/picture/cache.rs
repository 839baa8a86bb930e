//! The cache of a handbook's pictures. Each is inspected when it is first asked for, and again only when its file has changed.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use super::{MAX_BYTES, PictureError, PictureFormat, Size, inspect, size};
use crate::source::{SourcePath, StaticFile, fs};

/// The cache of what is known of static files as pictures: format, size in pixels, errors. Each is read at most once.
#[derive(Debug, Default)]
pub struct PictureCache(BTreeMap<SourcePath, Arc<CacheEntry>>);

/// A static file, and what is known of it as a picture so far.
#[derive(Debug)]
struct CacheEntry {
    file: StaticFile,
    /// Whether a later write is sure to change its stamp.
    is_reliable: bool,
    size: OnceLock<Option<Size>>,
    seen: OnceLock<Option<Inspected>>,
}

/// The result of inspecting a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspected {
    /// Its format, or why it cannot be shown.
    pub found: Result<PictureFormat, PictureError>,
    /// The hash of its bytes (rapidhash); 0 when they were not read.
    mark: u64,
}

impl PictureCache {
    /// A cache for these static files, those of themes left out. None is read yet; entries of unchanged files are taken over
    /// from `before`.
    #[must_use]
    pub fn list(static_files: &BTreeMap<SourcePath, StaticFile>, before: &Self) -> Self {
        let known = |path: &SourcePath, file: &StaticFile| {
            let kept = before.0.get(path).filter(|known| known.is_reliable && known.file == *file);
            kept.map_or_else(|| Arc::new(CacheEntry::new(file)), Arc::clone)
        };
        let ours = static_files.iter().filter(|(path, _)| !path.is_below("themes"));
        Self(ours.map(|(path, file)| (path.clone(), known(path, file))).collect())
    }

    /// The size of a picture; `None` when the file is unknown, unreadable or too large, or its bytes do not tell.
    #[must_use]
    pub fn size(&self, path: &SourcePath) -> Option<Size> {
        let known = self.0.get(path)?;
        // One that cannot be read is told when it is carried over.
        *known.size.get_or_init(|| size(&bytes(&known.file)?.ok()?))
    }

    /// The format of a picture, or why it cannot be shown; `None` when the file is unknown or cannot be read.
    #[must_use]
    pub fn inspect(&self, path: &SourcePath) -> Option<&Result<PictureFormat, PictureError>> {
        let known = self.0.get(path)?;
        let seen = known.seen.get_or_init(|| {
            Some(match bytes(&known.file)? {
                Ok(bytes) => Inspected { found: inspect(&bytes), mark: mark(&bytes) },
                Err(flaw) => Inspected { found: Err(flaw), mark: 0 },
            })
        });
        seen.as_ref().map(|seen| &seen.found)
    }

    /// The format and the bytes of a picture that can be shown; `None` for any other file. The bytes are read again, and
    /// inspected again if they have changed.
    #[must_use]
    pub fn take(&self, path: &SourcePath) -> Option<(PictureFormat, Arc<[u8]>)> {
        let known = self.0.get(path)?;
        let bytes = bytes(&known.file)?.ok()?;
        let seen = known.seen.get_or_init(|| Some(Inspected { found: inspect(&bytes), mark: mark(&bytes) })).as_ref();
        // Its file may have been written meanwhile.
        let found = match seen.filter(|seen| seen.mark == mark(&bytes)) {
            Some(seen) => seen.found.clone(),
            None => inspect(&bytes),
        };
        Some((found.ok()?, Arc::from(bytes)))
    }
}

impl CacheEntry {
    fn new(file: &StaticFile) -> Self {
        let is_reliable = match file {
            StaticFile::Embedded(_) => true,
            StaticFile::File(_, stamp) => stamp.is_some_and(|stamp| stamp.is_reliable()),
        };
        Self { file: file.clone(), is_reliable, size: OnceLock::new(), seen: OnceLock::new() }
    }
}

fn mark(bytes: &[u8]) -> u64 {
    rapidhash::v3::rapidhash_v3(bytes)
}

/// The bytes of a file, unless there are too many to look at; `None` when it cannot be read.
fn bytes(file: &StaticFile) -> Option<Result<Vec<u8>, PictureError>> {
    match file {
        StaticFile::Embedded(bytes) => Some(Ok(bytes.to_vec())),
        StaticFile::File(place, _) => {
            let length = fs::metadata(place).ok()??.len();
            if length > MAX_BYTES {
                Some(Err(PictureError::ManyBytes(length)))
            } else {
                fs::read_no_follow(place, MAX_BYTES).ok().map(Ok)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWING: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg' width='10' height='5'/>";

    fn picture_cache(files: &[(&str, &'static [u8])], before: &PictureCache) -> PictureCache {
        let static_files = files.iter().map(|(path, bytes)| (SourcePath::new(path), StaticFile::Embedded(bytes))).collect();
        PictureCache::list(&static_files, before)
    }

    #[test]
    fn a_file_is_looked_at_whatever_its_name_is() {
        let path = |name: &str| SourcePath::new(name);
        let files = [("content/a.svg", DRAWING), ("content/b", DRAWING), ("content/c.txt", b"text"), ("themes/x/d.svg", DRAWING)];
        let picture_cache = picture_cache(&files, &PictureCache::default());
        assert_eq!(picture_cache.inspect(&path("content/a.svg")), Some(&Ok(PictureFormat::Svg)));
        assert_eq!(picture_cache.inspect(&path("content/b")), Some(&Ok(PictureFormat::Svg)));
        assert_eq!(picture_cache.inspect(&path("content/c.txt")), Some(&Err(PictureError::NoPicture("text"))));
        assert_eq!(picture_cache.inspect(&path("themes/x/d.svg")), None, "a theme is code");
        assert_eq!(picture_cache.size(&path("content/a.svg")), Some(Size { width: 10, height: 5 }));
        assert_eq!(picture_cache.take(&path("content/a.svg")), Some((PictureFormat::Svg, Arc::from(DRAWING))));
        assert_eq!(picture_cache.take(&path("content/c.txt")), None);
    }

    #[test]
    fn what_was_seen_of_a_file_that_stays_the_same_is_kept() {
        let before = picture_cache(&[("content/a.svg", DRAWING), ("content/b.svg", DRAWING)], &PictureCache::default());
        let path = SourcePath::new("content/a.svg");
        assert!(before.inspect(&path).is_some());
        let after = picture_cache(&[("content/a.svg", DRAWING), ("content/b.svg", b"no")], &before);
        assert!(after.0[&path].seen.get().is_some());
        assert_eq!(after.inspect(&SourcePath::new("content/b.svg")), Some(&Err(PictureError::NoPicture("text"))));
    }
}
