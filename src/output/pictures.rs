//! What is known of the pictures beside the pages, by the addresses that they get.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    prose::Picture,
    source::{
        SitePath, SourcePath, StaticFile,
        picture::{PictureCache, PictureFormat, Size},
    },
};

/// The endings of files whose size can be told.
const ENDINGS: &[&str] = &["png", "jpg", "jpeg", "gif", "webp", "avif", "svg"];

/// The pictures of a handbook by their addresses in the site, with sizes and dark variants.
#[derive(Debug)]
pub struct Pictures {
    picture_cache: Arc<PictureCache>,
    /// The address of each file that has one.
    addresses: Arc<BTreeMap<SourcePath, SitePath>>,
    /// The file at each address.
    files: BTreeMap<SitePath, SourcePath>,
}

impl Pictures {
    /// Lists the files that may be pictures. Where nobody has looked at a file since, and all addresses are the same, they are
    /// those of `before`.
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

    /// Whether they are what was seen in this picture cache.
    #[must_use]
    pub fn are_of(&self, picture_cache: &Arc<PictureCache>) -> bool {
        Arc::ptr_eq(&self.picture_cache, picture_cache)
    }

    /// What is known of a picture; nothing of one that is not ours.
    #[must_use]
    pub fn look_up(&self, path: &SitePath) -> Picture {
        let dark = path.as_str().rsplit_once('.').map(|(stem, ending)| SitePath::new(&format!("{stem}.dark.{ending}")));
        let dark = dark.filter(|dark| self.file(dark).is_some()).map(|dark| {
            let size = self.size(&dark);
            (dark, size)
        });
        Picture { size: self.size(path), dark }
    }

    /// The file at an address, if it is called like a picture.
    fn file(&self, path: &SitePath) -> Option<&SourcePath> {
        self.files.get(path).filter(|file| ENDINGS.contains(&file.extension().to_ascii_lowercase().as_str()))
    }

    fn size(&self, path: &SitePath) -> Option<Size> {
        self.picture_cache.size(self.file(path)?)
    }

    /// The bytes of a picture that can be shown, whatever it is called, and its kind.
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
