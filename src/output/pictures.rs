//! What is known of the pictures beside the pages, by the addresses that they get.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    prose::Picture,
    source::{
        Other, SitePath, SourcePath,
        picture::{Gallery, Kind, Size},
    },
};

/// The endings of files whose size can be told.
const ENDINGS: &[&str] = &["png", "jpg", "jpeg", "gif", "webp", "avif", "svg"];

/// The pictures of a handbook by their addresses.
#[derive(Debug)]
pub struct Pictures {
    gallery: Arc<Gallery>,
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
        others: &BTreeMap<SourcePath, Other>,
        addresses: &Arc<BTreeMap<SourcePath, SitePath>>,
        gallery: &Arc<Gallery>,
        before: Option<&Arc<Self>>,
    ) -> Arc<Self> {
        let is_same = |old: &&Arc<Self>| Arc::ptr_eq(&old.gallery, gallery) && Arc::ptr_eq(&old.addresses, addresses);
        if let Some(same) = before.filter(is_same) {
            return Arc::clone(same);
        }
        let files = others.keys().filter_map(|path| Some((addresses.get(path)?.clone(), path.clone())));
        Arc::new(Self { gallery: Arc::clone(gallery), addresses: Arc::clone(addresses), files: files.collect() })
    }

    /// Whether they are what was seen in this gallery.
    #[must_use]
    pub fn are_of(&self, gallery: &Arc<Gallery>) -> bool {
        Arc::ptr_eq(&self.gallery, gallery)
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
        self.gallery.size(self.file(path)?)
    }

    /// The bytes of a picture that can be shown, whatever it is called, and its kind.
    #[must_use]
    pub fn take(&self, path: &SitePath) -> Option<(Kind, Arc<[u8]>)> {
        self.gallery.take(self.files.get(path)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dark_variant_lies_beside_its_picture() {
        let others = BTreeMap::from([
            (SourcePath::new("content/a/path.svg"), Other::Embedded(b"<svg width='10' height='5'/>")),
            (SourcePath::new("content/a/path.dark.svg"), Other::Embedded(b"<svg width='20' height='5'/>")),
            (SourcePath::new("content/a/notes.txt"), Other::Embedded(b"<svg width='30' height='5'/>")),
        ]);
        let addresses = others.keys().map(|path| (path.clone(), SitePath::new(&path.as_str()["content/".len()..])));
        let addresses = Arc::new(addresses.collect());
        let gallery = Arc::new(Gallery::list(&others, &Gallery::default()));
        let pictures = Pictures::list(&others, &addresses, &gallery, None);
        let found = pictures.look_up(&SitePath::new("a/path.svg"));
        let size = |width| Some(Size { width, height: 5 });
        assert_eq!(found, Picture { size: size(10), dark: Some((SitePath::new("a/path.dark.svg"), size(20))) });
        assert_eq!(pictures.look_up(&SitePath::new("a/path.dark.svg")), Picture { size: size(20), dark: None });
        assert_eq!(pictures.look_up(&SitePath::new("a/notes.txt")), Picture::default());
    }
}
