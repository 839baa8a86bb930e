//! What is known of the pictures beside the pages. Each is read when a page first shows it, and only once.

use std::{collections::BTreeMap, sync::OnceLock};

use super::files::bytes;
use crate::{
    prose::Picture,
    source::{Other, SitePath, SourcePath, picture},
};

/// The endings of files whose size can be told.
const ENDINGS: &[&str] = &["png", "jpg", "jpeg", "gif", "webp", "avif", "svg"];

/// The pictures of a handbook by their addresses.
#[derive(Debug, Default)]
pub struct Pictures(BTreeMap<SitePath, Known>);

/// A picture that may have been looked at.
#[derive(Debug)]
struct Known {
    file: Other,
    size: OnceLock<Option<picture::Size>>,
}

impl Pictures {
    /// Lists the pictures; none is read yet.
    #[must_use]
    pub fn list(others: &BTreeMap<SourcePath, Other>, addresses: &BTreeMap<SourcePath, SitePath>) -> Self {
        let shown = others.iter().filter(|(path, _)| ENDINGS.contains(&path.extension().to_ascii_lowercase().as_str()));
        let known = |file: &Other| Known { file: file.clone(), size: OnceLock::new() };
        Self(shown.filter_map(|(path, file)| Some((addresses.get(path)?.clone(), known(file)))).collect())
    }

    /// What is known of a picture; nothing of one that is not ours.
    #[must_use]
    pub fn look_up(&self, path: &SitePath) -> Picture {
        let dark = path.as_str().rsplit_once('.').map(|(stem, ending)| SitePath::new(&format!("{stem}.dark.{ending}")));
        let dark = dark.filter(|dark| self.0.contains_key(dark)).map(|dark| {
            let size = self.size(&dark);
            (dark, size)
        });
        Picture { size: self.size(path), dark }
    }

    fn size(&self, path: &SitePath) -> Option<picture::Size> {
        let known = self.0.get(path)?;
        // One that cannot be read is told when it is carried over.
        *known.size.get_or_init(|| bytes(&known.file).ok().and_then(|bytes| picture::size(&bytes)))
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
        let addresses = others.keys().map(|path| (path.clone(), SitePath::new(&path.as_str()["content/".len()..]))).collect();
        let pictures = Pictures::list(&others, &addresses);
        let found = pictures.look_up(&SitePath::new("a/path.svg"));
        let size = |width| Some(picture::Size { width, height: 5 });
        assert_eq!(found, Picture { size: size(10), dark: Some((SitePath::new("a/path.dark.svg"), size(20))) });
        assert_eq!(pictures.look_up(&SitePath::new("a/path.dark.svg")), Picture { size: size(20), dark: None });
        assert_eq!(pictures.look_up(&SitePath::new("a/notes.txt")), Picture::default());
    }
}
