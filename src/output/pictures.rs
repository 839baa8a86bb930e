//! Sizes and dark variants of the pictures of a site.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    prose::Picture,
    source::{
        SitePath, SourcePath, StaticFile,
        picture::{PictureCache, PictureFormat, Size},
    },
};

/// Extensions, in lower case, of files that are looked up as pictures.
const ENDINGS: &[&str] = &["png", "jpg", "jpeg", "gif", "webp", "avif", "svg"];

/// The pictures of a handbook by site path.
#[derive(Debug)]
pub struct Pictures {
    picture_cache: Arc<PictureCache>,
    /// The site path of each source file that has one.
    addresses: Arc<BTreeMap<SourcePath, SitePath>>,
    /// The static file at each site path.
    files: BTreeMap<SitePath, SourcePath>,
}

impl Pictures {
    /// Lists the static files by site path; reuses `before` if it has the same picture cache and addresses.
    #[must_use]
    pub fn list(
        static_files: &BTreeMap<SourcePath, StaticFile>,
        addresses: &Arc<BTreeMap<SourcePath, SitePath>>,
        picture_cache: &Arc<PictureCache>,
        before: Option<&Arc<Self>>,
    ) -> Arc<Self> {
        let is_same = |old: &&Arc<Self>| Arc::ptr_eq(&old.picture_cache, picture_cache) && Arc::ptr_eq(&old.addresses, addresses);
        if let Some(same) = before.filter(is_same) {
            return Arc::clone(same);
        }
        let files = static_files.keys().filter_map(|path| Some((addresses.get(path)?.clone(), path.clone())));
        Arc::new(Self { picture_cache: Arc::clone(picture_cache), addresses: Arc::clone(addresses), files: files.collect() })
    }

    /// Whether they use this very picture cache.
    #[must_use]
    pub fn are_of(&self, picture_cache: &Arc<PictureCache>) -> bool {
        Arc::ptr_eq(&self.picture_cache, picture_cache)
    }

    /// The size in pixels and the dark variant (`name.dark.png` beside `name.png`) of a picture; both `None` for an unknown path.
    #[must_use]
    pub fn look_up(&self, path: &SitePath) -> Picture {
        let dark = path.as_str().rsplit_once('.').map(|(stem, ending)| SitePath::new(&format!("{stem}.dark.{ending}")));
        let dark = dark.filter(|dark| self.file(dark).is_some()).map(|dark| {
            let size = self.size(&dark);
            (dark, size)
        });
        Picture { size: self.size(path), dark }
    }

    /// The file at a site path, if it has the extension of a picture.
    fn file(&self, path: &SitePath) -> Option<&SourcePath> {
        self.files.get(path).filter(|file| ENDINGS.contains(&file.extension().to_ascii_lowercase().as_str()))
    }

    fn size(&self, path: &SitePath) -> Option<Size> {
        self.picture_cache.size(self.file(path)?)
    }

    /// Format and bytes of a picture, by its content and not its extension; `None` for a file that is no picture.
    #[must_use]
    pub fn take(&self, path: &SitePath) -> Option<(PictureFormat, Arc<[u8]>)> {
        self.picture_cache.take(self.files.get(path)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dark_variant_lies_beside_its_picture() {
        let static_files = BTreeMap::from([
            (SourcePath::new("content/a/path.svg"), StaticFile::Embedded(b"<svg width='10' height='5'/>")),
            (SourcePath::new("content/a/path.dark.svg"), StaticFile::Embedded(b"<svg width='20' height='5'/>")),
            (SourcePath::new("content/a/notes.txt"), StaticFile::Embedded(b"<svg width='30' height='5'/>")),
        ]);
        let addresses = static_files.keys().map(|path| (path.clone(), SitePath::new(&path.as_str()["content/".len()..])));
        let addresses = Arc::new(addresses.collect());
        let picture_cache = Arc::new(PictureCache::list(&static_files, &PictureCache::default()));
        let pictures = Pictures::list(&static_files, &addresses, &picture_cache, None);
        let found = pictures.look_up(&SitePath::new("a/path.svg"));
        let size = |width| Some(Size { width, height: 5 });
        assert_eq!(found, Picture { size: size(10), dark: Some((SitePath::new("a/path.dark.svg"), size(20))) });
        assert_eq!(pictures.look_up(&SitePath::new("a/path.dark.svg")), Picture { size: size(20), dark: None });
        assert_eq!(pictures.look_up(&SitePath::new("a/notes.txt")), Picture::default());
    }
}
