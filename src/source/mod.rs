//! The text that people wrote, and the way back to its places.
//!
//! This room is the edge of the world: it alone reads folders and files (`fs.rs` is the one door). It knows bytes, paths,
//! lines and columns. It must not know what any of the text means.

pub mod fs;
pub mod git;
pub mod limits;
mod load;
pub mod media_type;
mod path;
pub mod picture;
mod line_index;
pub mod scheme;
mod tree;
mod version;

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use self::line_index::LineIndex;
pub use self::{
    load::{BrowserDocument, FileError, Input, Limit, OUTPUT, document, is_ignored, load, reload},
    path::{OutputPath, SitePath, SourcePath, encode_path, humanise},
    tree::{load_revision, texts_at},
    version::{UnknownVersion, VersionedFormat},
};

/// The settings, beside the folders of the handbook.
pub const SETTINGS_FILE: &str = "handbook.yaml";

/// What is known and no longer told, beside the settings.
pub const BASELINE_FILE: &str = "baseline.yaml";

/// The folder that holds a handbook as `readybook init` wrote it; no step reads it but an upgrade.
pub const BASE_FOLDER: &str = ".readybook/base";

/// The id of a text file in [`Sources`]: a 32-bit index, stable over updates while the file is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// A range of bytes in a text file, half open, as in compilers. Offsets are into the text without its byte order mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// Byte offset of the first byte.
    pub start: u32,
    /// Byte offset behind the last byte, exclusive.
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

    /// The span as a range of byte offsets.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A value with the span where it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its span in the file.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// A value at a place.
    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

/// One text file in memory, UTF-8, without its byte order mark.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its id.
    pub id: FileId,
    /// Its path, relative to the handbook's folder.
    pub path: SourcePath,
    /// Its text. Bytes that are not UTF-8 are replaced by U+FFFD, and the file is not [`readable`](Self::readable) then.
    pub text: Arc<str>,
    /// Whether later stages may read it. A file that is not readable has a [`FileError`].
    pub readable: bool,
    /// Why it cannot be read as text, if it cannot.
    pub file_error: Option<FileError>,
    /// Its path and stamp when it was read; `None` for a file that is embedded in the program, or was refused unread.
    pub disk: Option<OnDisk>,
    /// Its line index, built when the first line or column is asked for.
    line_index: OnceLock<Box<LineIndex>>,
}

/// A file as it lay on the disk when it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnDisk {
    /// Its absolute path, symbolic links resolved.
    pub place: PathBuf,
    /// Its stamp, taken before it was read; `None` when it was written so shortly before that a second write could leave
    /// the same stamp.
    pub stamp: Option<fs::Stamp>,
}

impl Source {
    /// Whether the file on disk is unchanged: by its stamp or, where none was kept, by its bytes. An embedded file always is.
    #[must_use]
    pub fn is_fresh(&self) -> bool {
        let Some(disk) = &self.disk else { return true };
        match (disk.stamp, fs::stamp(&disk.place)) {
            (Some(before), Some(now)) => before == now,
            (None, Some(_)) => fs::read_no_follow(&disk.place, limits::TEXT_FILE).is_ok_and(|bytes| self.says(&bytes)),
            (_, None) => false,
        }
    }

    /// Whether text, readability and error are the same. Paths and stamps are not compared.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let is_same_text = || Arc::ptr_eq(&self.text, &other.text) || self.text == other.text;
        (self.readable, &self.file_error) == (other.readable, &other.file_error) && is_same_text()
    }

    /// Whether nothing but white space is in it.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.line_index().is_blank
    }

    /// The byte offset of the start of the line that holds the byte at offset `byte`.
    #[must_use]
    pub fn line_start(&self, byte: usize) -> usize {
        self.line_index().line_start(byte)
    }

    fn line_index(&self) -> &LineIndex {
        self.line_index.get_or_init(|| Box::new(LineIndex::new(&self.text)))
    }

    /// Whether these bytes, without their byte order mark, are its text.
    fn says(&self, bytes: &[u8]) -> bool {
        self.file_error.is_none() && bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes) == self.text.as_bytes()
    }
}

/// The byte order mark, which is no part of a text.
pub const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A snapshot of a handbook: every text file of it and of its theme in memory, and the paths of all static files.
///
/// Clones share all texts. A file keeps its [`FileId`] from one run to the next, so that what was made from it can be kept.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Indexed by [`FileId`]; the slot of a removed file is `None` until another file reuses its id.
    files: Vec<Option<Arc<Source>>>,
    by_path: Arc<BTreeMap<SourcePath, FileId>>,
    /// The ids of removed files, to be reused.
    free: Vec<FileId>,
    /// Files that are not parsed, by path relative to the handbook's folder: pictures, PDFs, fonts and the like. A document
    /// below `content/`, such as HTML or SVG, is a text file as well.
    pub static_files: Arc<BTreeMap<SourcePath, StaticFile>>,
    /// Files and folders that programs left behind, and that are not read.
    pub left_out: Vec<SourcePath>,
}

/// A static file: published byte for byte, read only when it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaticFile {
    /// On disk: its absolute path, links resolved, and its stamp when it was listed.
    File(PathBuf, Option<fs::Stamp>),
    /// Embedded in the program: its bytes.
    Embedded(&'static [u8]),
}

impl Sources {
    /// Adds a text file that is not on disk. One with the same path is replaced, and its id is kept.
    pub fn add(&mut self, path: SourcePath, text: Arc<str>, readable: bool) -> FileId {
        self.put(&path, |id| Source {
            id,
            path: path.clone(),
            text,
            readable,
            file_error: None,
            disk: None,
            line_index: OnceLock::new(),
        })
    }

    /// Inserts a text file at a path. `make` is given its id: that of the file it replaces, a freed one or a new one.
    fn put(&mut self, path: &SourcePath, make: impl FnOnce(FileId) -> Source) -> FileId {
        if let Some(&id) = self.by_path.get(path) {
            self.files[id.0 as usize] = Some(Arc::new(make(id)));
            return id;
        }
        let id = self.free.pop().unwrap_or_else(|| {
            self.files.push(None);
            FileId(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
        });
        self.files[id.0 as usize] = Some(Arc::new(make(id)));
        Arc::make_mut(&mut self.by_path).insert(path.clone(), id);
        id
    }

    /// Removes every text file whose id does not pass, and frees the id.
    fn keep(&mut self, passes: impl Fn(FileId) -> bool) {
        let gone: Vec<FileId> = self.by_path.values().copied().filter(|&id| !passes(id)).collect();
        if !gone.is_empty() {
            Arc::make_mut(&mut self.by_path).retain(|_, id| passes(*id));
        }
        for id in gone {
            self.files[id.0 as usize] = None;
            self.free.push(id);
        }
    }

    /// The file with an id.
    ///
    /// # Panics
    /// When the id is from other sources.
    #[must_use]
    pub fn file(&self, id: FileId) -> &Source {
        self.files[id.0 as usize].as_ref().expect("an id of these sources")
    }

    /// The file with an id, as a shared pointer; `None` when no file has it.
    #[must_use]
    pub fn shared(&self, id: FileId) -> Option<&Arc<Source>> {
        self.files.get(id.0 as usize)?.as_ref()
    }

    /// The absolute paths of all text and static files on disk, links resolved. Embedded files have none.
    pub fn places(&self) -> impl Iterator<Item = &Path> {
        let texts = self.iter().filter_map(|source| Some(source.disk.as_ref()?.place.as_path()));
        texts.chain(self.static_files.values().filter_map(|other| match other {
            StaticFile::File(place, _) => Some(place.as_path()),
            StaticFile::Embedded(_) => None,
        }))
    }

    /// The paths of all files that were added, removed or changed between the two. A text file has changed when
    /// [`Source::is_same`] says so, a static file when its path on disk or its stamp has.
    pub fn differences<'a>(&'a self, other: &'a Self) -> BTreeSet<&'a SourcePath> {
        let is_same = |a: &Arc<Source>, b: &Arc<Source>| Arc::ptr_eq(a, b) || a.is_same(b);
        let mut found = BTreeSet::new();
        if Arc::ptr_eq(&self.by_path, &other.by_path) {
            // A path has the same number in both.
            let pairs = self.files.iter().zip(&other.files).filter_map(|(a, b)| a.as_ref().zip(b.as_ref()));
            found.extend(pairs.filter(|(a, b)| !is_same(a, b)).map(|(a, _)| &a.path));
        } else {
            let at = |sources: &'a Self, path: &SourcePath| sources.shared(*sources.by_path.get(path)?);
            found.extend(self.by_path.keys().chain(other.by_path.keys()).filter(|path| {
                match (at(self, path), at(other, path)) {
                    (Some(a), Some(b)) => !is_same(a, b),
                    (one, two) => one.is_some() != two.is_some(),
                }
            }));
        }
        if !Arc::ptr_eq(&self.static_files, &other.static_files) {
            let static_files = self.static_files.keys().chain(other.static_files.keys());
            found.extend(static_files.filter(|path| self.static_files.get(*path) != other.static_files.get(*path)));
        }
        found
    }

    /// Whether the text files of both have the same paths on disk and the same stamps, in order. Texts are not compared.
    #[must_use]
    pub fn looks_like(&self, other: &Self) -> bool {
        self.iter().map(|source| &source.disk).eq(other.iter().map(|source| &source.disk))
    }

    /// A snapshot of these sources in which each file in `held` is as it was in `before`, even one that is gone here. Files
    /// keep the ids that they have in `before`.
    #[must_use]
    pub fn with_held(&self, before: &Self, held: &BTreeSet<SourcePath>) -> Self {
        let mut sources = Self { static_files: Arc::clone(&self.static_files), ..before.clone() };
        let stays = |source: &Source| held.contains(&source.path) || self.at(&source.path).is_some();
        let staying: BTreeSet<FileId> = before.iter().filter(|source| stays(source)).map(|source| source.id).collect();
        sources.keep(|id| staying.contains(&id));
        for source in self.iter().filter(|source| !held.contains(&source.path)) {
            if !before.at(&source.path).is_some_and(|old| old.is_same(source)) {
                sources.put(&source.path, |id| Source { id, ..source.clone() });
            }
        }
        sources
    }

    /// Whether `path` is a file of this snapshot, or a folder with such a file below it.
    #[must_use]
    pub fn knows(&self, path: &SourcePath) -> bool {
        let is_it = |known: Option<&SourcePath>| known.is_some_and(|known| known == path || known.is_below(path.as_str()));
        // What lies below a folder does not follow it at once where another name goes on after the folder's.
        let below = SourcePath::new(&format!("{path}/"));
        let texts = [path, &below].map(|from| self.by_path.range(from..).next().map(|(known, _)| known));
        let static_files = [path, &below].map(|from| self.static_files.range(from..).next().map(|(known, _)| known));
        texts.into_iter().chain(static_files).any(is_it)
    }

    /// All files that could not be read as text, with the reason, in the order of their paths.
    pub fn file_errors(&self) -> impl Iterator<Item = (FileId, &FileError)> {
        self.iter().filter_map(|source| Some((source.id, source.file_error.as_ref()?)))
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

    /// The 1-based line and column of a byte offset. Columns count characters (Unicode scalar values); an offset inside a
    /// character counts as its first byte.
    #[must_use]
    pub fn line_column(&self, file: FileId, byte: usize) -> (usize, usize) {
        let source = self.file(file);
        source.line_index().line_column(&source.text, floor_char_boundary(&source.text, byte))
    }
}

/// The last character boundary at or before a byte offset; an offset beyond the end counts as the end.
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
