//! The pictures of a handbook. Each is looked at when somebody first asks, and again only when its file has changed.

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use super::{Flaw, Kind, MOST_BYTES, Size, look, size};
use crate::source::{Other, SourcePath, fs};

/// All files that are carried over, for any of them may be shown as a picture.
#[derive(Debug, Default)]
pub struct Gallery(BTreeMap<SourcePath, Arc<Known>>);

/// A file that may have been looked at.
#[derive(Debug)]
struct Known {
    file: Other,
    /// Whether a later write is sure to be noticed.
    is_settled: bool,
    size: OnceLock<Option<Size>>,
    seen: OnceLock<Option<Seen>>,
}

/// What was seen of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Its kind, or why it cannot be shown.
    pub found: Result<Kind, Flaw>,
    /// Tells its bytes from others.
    mark: u64,
}

impl Gallery {
    /// Lists files; none is read yet. What was seen of a file that is the same in `before` is still known.
    #[must_use]
    pub fn list(others: &BTreeMap<SourcePath, Other>, before: &Self) -> Self {
        let known = |path: &SourcePath, file: &Other| {
            let kept = before.0.get(path).filter(|known| known.is_settled && known.file == *file);
            kept.map_or_else(|| Arc::new(Known::new(file)), Arc::clone)
        };
        let ours = others.iter().filter(|(path, _)| !path.is_below("themes"));
        Self(ours.map(|(path, file)| (path.clone(), known(path, file))).collect())
    }

    /// How large a picture is, if its file is ours and tells.
    #[must_use]
    pub fn size(&self, path: &SourcePath) -> Option<Size> {
        let known = self.0.get(path)?;
        // One that cannot be read is told when it is carried over.
        *known.size.get_or_init(|| size(&bytes(&known.file)?.ok()?))
    }

    /// What kind of picture a file is, or why it cannot be shown; `None` when there is no such file.
    #[must_use]
    pub fn look(&self, path: &SourcePath) -> Option<&Result<Kind, Flaw>> {
        let known = self.0.get(path)?;
        let seen = known.seen.get_or_init(|| {
            Some(match bytes(&known.file)? {
                Ok(bytes) => Seen { found: look(&bytes), mark: mark(&bytes) },
                Err(flaw) => Seen { found: Err(flaw), mark: 0 },
            })
        });
        seen.as_ref().map(|seen| &seen.found)
    }

    /// The bytes of a picture that can be shown, and its kind. They are those that were looked at.
    #[must_use]
    pub fn take(&self, path: &SourcePath) -> Option<(Kind, Arc<[u8]>)> {
        let known = self.0.get(path)?;
        let bytes = bytes(&known.file)?.ok()?;
        let seen = known.seen.get_or_init(|| Some(Seen { found: look(&bytes), mark: mark(&bytes) })).as_ref();
        // Its file may have been written meanwhile.
        let found = match seen.filter(|seen| seen.mark == mark(&bytes)) {
            Some(seen) => seen.found.clone(),
            None => look(&bytes),
        };
        Some((found.ok()?, Arc::from(bytes)))
    }
}

impl Known {
    fn new(file: &Other) -> Self {
        let is_settled = match file {
            Other::Embedded(_) => true,
            Other::File(_, stamp) => stamp.is_some_and(|stamp| stamp.is_settled()),
        };
        Self { file: file.clone(), is_settled, size: OnceLock::new(), seen: OnceLock::new() }
    }
}

fn mark(bytes: &[u8]) -> u64 {
    rapidhash::v3::rapidhash_v3(bytes)
}

/// The bytes of a file, unless there are too many to look at; `None` when it cannot be read.
fn bytes(file: &Other) -> Option<Result<Vec<u8>, Flaw>> {
    match file {
        Other::Embedded(bytes) => Some(Ok(bytes.to_vec())),
        Other::File(place, _) => {
            let length = fs::metadata(place).ok()??.len();
            if length > MOST_BYTES { Some(Err(Flaw::ManyBytes(length))) } else { fs::read_real(place, MOST_BYTES).ok().map(Ok) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRAWING: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg' width='10' height='5'/>";

    fn gallery(files: &[(&str, &'static [u8])], before: &Gallery) -> Gallery {
        let others = files.iter().map(|(path, bytes)| (SourcePath::new(path), Other::Embedded(bytes))).collect();
        Gallery::list(&others, before)
    }

    #[test]
    fn a_file_is_looked_at_whatever_its_name_is() {
        let path = |name: &str| SourcePath::new(name);
        let files = [("content/a.svg", DRAWING), ("content/b", DRAWING), ("content/c.txt", b"text"), ("themes/x/d.svg", DRAWING)];
        let gallery = gallery(&files, &Gallery::default());
        assert_eq!(gallery.look(&path("content/a.svg")), Some(&Ok(Kind::Svg)));
        assert_eq!(gallery.look(&path("content/b")), Some(&Ok(Kind::Svg)));
        assert_eq!(gallery.look(&path("content/c.txt")), Some(&Err(Flaw::NoPicture("text"))));
        assert_eq!(gallery.look(&path("themes/x/d.svg")), None, "a theme is code");
        assert_eq!(gallery.size(&path("content/a.svg")), Some(Size { width: 10, height: 5 }));
        assert_eq!(gallery.take(&path("content/a.svg")), Some((Kind::Svg, Arc::from(DRAWING))));
        assert_eq!(gallery.take(&path("content/c.txt")), None);
    }

    #[test]
    fn what_was_seen_of_a_file_that_stays_the_same_is_kept() {
        let before = gallery(&[("content/a.svg", DRAWING), ("content/b.svg", DRAWING)], &Gallery::default());
        let path = SourcePath::new("content/a.svg");
        assert!(before.look(&path).is_some());
        let after = gallery(&[("content/a.svg", DRAWING), ("content/b.svg", b"no")], &before);
        assert!(after.0[&path].seen.get().is_some());
        assert_eq!(after.look(&SourcePath::new("content/b.svg")), Some(&Err(Flaw::NoPicture("text"))));
    }
}
