//! The text that people wrote, and the way back to its places.
//!
//! This room is the edge of the world: it alone reads folders and files (`fs.rs` is the one door). It knows bytes, paths,
//! lines and columns. It must not know what any of the text means.

pub mod fs;
pub mod git;
mod load;
mod path;
pub mod picture;

use std::{collections::BTreeMap, ops::Range, path::PathBuf, sync::Arc};

pub use self::{
    load::{Flaw, Input, load},
    path::{SitePath, SourcePath, encode_path, spoken},
};

/// Names one text file of a run. Cheap to copy; only [`Sources`] can say which file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A place in a text file, in bytes, half open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// A span in `file` over a range of bytes. Files are smaller than 4 GiB: [`load`] refuses larger ones.
    #[must_use]
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        let clip = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { file, start: clip(range.start), end: clip(range.end) }
    }

    /// The first byte of a file, for what is wrong with the file as a whole.
    #[must_use]
    pub fn start_of(file: FileId) -> Self {
        Self { file, start: 0, end: 0 }
    }

    /// The bytes that the span covers.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A value and the place where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct At<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Span,
}

impl<T> At<T> {
    /// A value at a place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// One text file in memory, without its byte order mark.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name in this run.
    pub id: FileId,
    /// Its path below the handbook's folder.
    pub path: SourcePath,
    /// Its text. What was not UTF-8 stands here replaced, and the file is not [`readable`](Self::readable).
    pub text: Arc<str>,
    /// Whether later stages may read it. What is not readable has a diagnostic already.
    pub readable: bool,
}

/// Every text file of a handbook and of its theme, and the places of all other files.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<Source>,
    by_path: BTreeMap<SourcePath, FileId>,
    /// Files that are carried over as they are: pictures, PDFs and the like below `content/`, and the theme's assets.
    pub others: BTreeMap<SourcePath, Other>,
}

/// A file that is carried over as it is.
#[derive(Debug, Clone)]
pub enum Other {
    /// On disk; read when it is asked for.
    File(PathBuf),
    /// Part of this program.
    Embedded(&'static [u8]),
}

impl Sources {
    /// Adds a text file; a second one with the same path takes the first one's place.
    pub fn add(&mut self, path: SourcePath, text: Arc<str>, readable: bool) -> FileId {
        if let Some(&id) = self.by_path.get(&path) {
            self.files[id.0 as usize] = Source { id, path, text, readable };
            return id;
        }
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.by_path.insert(path.clone(), id);
        self.files.push(Source { id, path, text, readable });
        id
    }

    /// The file that an id names.
    #[must_use]
    pub fn file(&self, id: FileId) -> &Source {
        &self.files[id.0 as usize]
    }

    /// The file at a path, if it is a text file.
    #[must_use]
    pub fn at(&self, path: &SourcePath) -> Option<&Source> {
        self.by_path.get(path).map(|&id| self.file(id))
    }

    /// All text files in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.by_path.values().map(|&id| self.file(id))
    }

    /// The readable text files below a folder (`content`), in the order of their paths.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a Source> {
        self.iter().filter(move |source| source.readable && source.path.is_below(folder))
    }

    /// The line and column, both counted from one, of a byte; columns count characters.
    #[must_use]
    pub fn line_column(&self, file: FileId, byte: usize) -> (usize, usize) {
        let text = &self.file(file).text;
        let byte = floor_char_boundary(text, byte);
        let before = &text[..byte];
        let line_start = before.rfind('\n').map_or(0, |n| n + 1);
        (1 + before.bytes().filter(|&b| b == b'\n').count(), 1 + before[line_start..].chars().count())
    }
}

/// The last character boundary at or before a byte.
#[must_use]
pub fn floor_char_boundary(text: &str, byte: usize) -> usize {
    let mut byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    byte
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_not_bytes() {
        let mut sources = Sources::default();
        let id = sources.add(SourcePath::new("a.md"), "eins\nzwölf – ops".into(), true);
        let byte = "eins\nzwölf – ".len();
        assert_eq!(sources.line_column(id, byte), (2, 9));
    }
}
