//! Folders → [`Sources`]: which files belong to a handbook, and which of them can be read.
//!
//! Knows names and bytes. What is wrong here is told as a [`FileError`], since diagnostics are one floor further up.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use super::{BASELINE_FILE, BYTE_ORDER_MARK, FileId, OnDisk, SETTINGS_FILE, Source, SourcePath, Sources, StaticFile, fs, limits};

/// The name of the manifest, which is at the root of every folder that a build wrote.
pub const OUTPUT: &str = ".readybook.json";

/// The input of [`load`].
#[derive(Debug, Clone)]
pub struct Input {
    /// Path of the handbook's folder; a relative one starts at the working directory.
    pub root: PathBuf,
}

/// Why a file cannot be read, before anything is known of what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileError {
    /// The system does not let us read it; with its error message.
    Unreadable(String),
    /// Not UTF-8; the byte offset of the first invalid byte, counted without the byte order mark.
    NotUtf8(usize),
    /// A symbolic link to something outside of the handbook's folder.
    LinkOutside,
    /// A dangling link.
    LinkNowhere,
    /// A symbolic link to something hidden; with the target's path relative to the handbook's folder.
    LinkHidden(String),
    /// A symbolic link into a folder that an earlier build wrote; with the target's path relative to the handbook's folder.
    LinkToOutput(String),
    /// A symbolic link to a folder that holds the link itself, by way of other links perhaps.
    LinkCircle,
    /// A name that is not Unicode; its path holds U+FFFD in place of what is not.
    NameNotUnicode,
    /// A name with a backslash, a line break or a NUL, which no address can carry on every system.
    NameNotPortable,
    /// Something else than a file where only a file is read: a pipe, a socket, a device, a folder; as it is called.
    Special(&'static str),
    /// A file that is too large: its size and the limit, in bytes.
    TooLarge(u64, u64),
    /// Markdown that lies outside `content/`, though it seems to be meant as a page.
    OutsideContent,
    /// A file or folder that is one too many of its kind.
    TooMany(Limit),
}

/// A limit on the size of a handbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Files and folders, [`limits::ENTRIES`].
    Entries,
    /// Links to folders, [`limits::FOLDER_LINKS`].
    FolderLinks,
    /// Folders inside each other, [`limits::FOLDER_DEPTH`].
    FoldersDeep,
    /// Bytes of text, [`limits::TEXT_TOTAL`].
    Text,
}

/// Reads the handbook's settings, content, checklists and theme files. `embedded` theme files are overridden one by one
/// by files with the same path on disk. A file with the same path and stamp as in `before` is not read again.
///
/// # Errors
/// When the folder itself cannot be listed. A single file that cannot be read has a [`FileError`] and stands beside the rest.
pub fn load(input: &Input, embedded: &[(SourcePath, &'static [u8])], before: &Sources) -> fs::Result<Sources> {
    let sources = Sources { static_files: Arc::default(), left_out: Vec::new(), ..before.clone() };
    let top = fs::canonical(&input.root)?;
    let mut walk =
        FolderWalk { top: top.clone(), sources, seen: HashSet::new(), open: Vec::new(), entries: 0, folder_links: 0, text: 0 };
    for name in [SETTINGS_FILE, BASELINE_FILE] {
        let place = top.join(name);
        if fs::link_metadata(&place)?.is_some() {
            walk.root_file(&place, name);
        }
    }
    // A logo may lie beside the settings.
    for entry in fs::list(&top)? {
        let is_picture = |name: &String| {
            ["svg", "png", "jpg", "jpeg", "webp"].iter().any(|end| name.rsplit_once('.').is_some_and(|(_, own)| own == *end))
        };
        if let Some(name) = entry.name.filter(|name| is_picture(name) && !is_ignored(name)) {
            walk.entry(&entry.path, SourcePath::new(&name));
        }
    }
    for path in outside_content(&top)? {
        walk.file_error(path, FileError::OutsideContent);
    }
    for folder in ["content", "checklists", "editions", "themes"] {
        let place = top.join(folder);
        // A file of that name is nobody's content; anything else must be a folder.
        if fs::link_metadata(&place)?.is_some_and(|meta| !meta.is_file()) {
            walk.entry(&place, SourcePath::new(folder));
        }
    }
    for (path, bytes) in embedded {
        match std::str::from_utf8(bytes).ok().filter(|_| is_text(path)) {
            Some(text) => walk.embedded(path, text),
            None => {
                Arc::make_mut(&mut walk.sources.static_files).entry(path.clone()).or_insert(StaticFile::Embedded(bytes));
            }
        }
    }
    let FolderWalk { mut sources, seen, .. } = walk;
    sources.keep(|id| seen.contains(&id));
    Ok(sources)
}

/// Markdown beside the settings, or in a folder beside `content/`, that seems to be meant as a page. A file in capitals, such as
/// `README.md`, is about the repository; so is a folder that holds more than Markdown and pictures.
fn outside_content(top: &Path) -> fs::Result<Vec<SourcePath>> {
    let is_page = |name: &str| name.strip_suffix(".md").is_some_and(|stem| stem.chars().any(char::is_lowercase));
    let names = |folder: &Path| -> fs::Result<Vec<(String, PathBuf)>> {
        let entries = fs::list(folder)?.into_iter();
        Ok(entries.filter_map(|entry| Some((entry.name.filter(|name| !is_ignored(name))?, entry.path))).collect())
    };
    let is_file = |place: &Path| fs::link_metadata(place).ok().flatten().is_some_and(|meta| meta.is_file());
    let is_folder = |place: &Path| fs::link_metadata(place).ok().flatten().is_some_and(|meta| meta.is_dir());
    let mut found = Vec::new();
    for (name, place) in names(top)? {
        if is_page(&name) && is_file(&place) {
            found.push(SourcePath::new(&name));
        } else if !matches!(name.as_str(), "content" | "checklists" | "editions" | "themes") && is_folder(&place) {
            // One that cannot be listed is none of ours.
            let inner = names(&place).unwrap_or_default();
            let is_part = |name: &str| {
                name.rsplit_once('.').is_some_and(|(_, end)| matches!(end, "md" | "svg" | "png" | "jpg" | "webp" | "gif"))
            };
            if inner.iter().all(|(name, _)| is_part(name)) {
                let pages = inner.iter().filter(|(name, place)| is_page(name) && is_file(place));
                found.extend(pages.map(|(inner, _)| SourcePath::new(&format!("{name}/{inner}"))));
            }
        }
    }
    Ok(found)
}

/// The same sources with some text files read again. `None` when one of them is not what it was: it has come, gone or
/// become something else, so that only [`load`] can tell what there is.
#[must_use]
pub fn reload(before: &Sources, paths: &[SourcePath]) -> Option<Sources> {
    let mut sources = before.clone();
    for path in paths {
        let source = before.at(path)?;
        // A document is carried over as well, so that more changes than its text.
        if before.static_files.contains_key(path) {
            return None;
        }
        let OnDisk { place, .. } = source.disk.as_ref()?;
        if !fs::link_metadata(place).ok()??.is_file() || fs::canonical(place).ok()? != *place {
            return None;
        }
        sources.put(path, |id| read(id, path, place).unwrap_or_else(|| Source::clone(source)));
    }
    Some(sources)
}

struct FolderWalk {
    top: PathBuf,
    sources: Sources,
    /// The ids of the text files that were found so far.
    seen: HashSet<FileId>,
    /// The real paths of the folders that are being walked, from the outermost on.
    open: Vec<PathBuf>,
    /// How many files and folders there were so far.
    entries: usize,
    /// How many links to folders were followed so far.
    folder_links: usize,
    /// How many bytes of text were read so far.
    text: u64,
}

impl FolderWalk {
    /// The settings or the baseline, which must be files.
    fn root_file(&mut self, place: &Path, name: &str) {
        let path = SourcePath::new(name);
        if let Some((real, meta)) = self.reach(place, &path) {
            match fs::special(&meta) {
                None => self.file(&real, path),
                Some(what) => self.file_error(path, FileError::Special(what)),
            }
        }
    }

    fn folder(&mut self, real: &Path, path: &SourcePath) {
        if path.as_str().matches('/').count() >= limits::FOLDER_DEPTH {
            return self.file_error(path.clone(), FileError::TooMany(Limit::FoldersDeep));
        }
        let entries = match fs::list(real) {
            Ok(entries) => entries,
            Err(error) => return self.file_error(path.clone(), FileError::Unreadable(error.cause.to_string())),
        };
        self.open.push(real.to_owned());
        for entry in entries {
            match entry.name {
                Some(name) if is_ignored(&name) => {
                    if is_leftover(&name) {
                        self.sources.left_out.push(SourcePath::new(&format!("{path}/{name}")));
                    }
                }
                Some(name) => self.entry(&entry.path, SourcePath::new(&format!("{path}/{name}"))),
                None => {
                    let name = entry.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    self.file_error(SourcePath::new(&format!("{path}/{name}")), FileError::NameNotUnicode);
                }
            }
        }
        self.open.pop();
    }

    fn entry(&mut self, place: &Path, path: SourcePath) {
        self.entries += 1;
        if self.entries > limits::ENTRIES {
            // The first one too many is told; the rest need not be looked at for that.
            if self.entries == limits::ENTRIES + 1 {
                self.file_error(path, FileError::TooMany(Limit::Entries));
            }
            return;
        }
        let Some((real, meta)) = self.reach(place, &path) else { return };
        if meta.is_dir() {
            if real == place {
                return self.folder(&real, &path);
            }
            self.folder_links += 1;
            match self.folder_links.cmp(&(limits::FOLDER_LINKS + 1)) {
                std::cmp::Ordering::Less => self.folder(&real, &path),
                std::cmp::Ordering::Equal => self.file_error(path, FileError::TooMany(Limit::FolderLinks)),
                std::cmp::Ordering::Greater => {}
            }
        } else if let Some(what) = fs::special(&meta) {
            self.file_error(path, FileError::Special(what));
        } else {
            self.file(&real, path);
        }
    }

    /// The absolute path of an entry, links resolved, and its metadata; `None` when it may not be read, which is recorded as
    /// a [`FileError`].
    fn reach(&mut self, place: &Path, path: &SourcePath) -> Option<(PathBuf, fs::Metadata)> {
        let found = self.judge(place, path);
        found.map_err(|file_error| self.file_error(path.clone(), file_error)).ok()
    }

    /// Resolves links, and judges the target: it is inside the handbook's folder, not hidden, no parent of the link, and in no
    /// folder that a build wrote.
    fn judge(&self, place: &Path, path: &SourcePath) -> Result<(PathBuf, fs::Metadata), FileError> {
        if path.name().contains(['\\', '\n', '\r', '\0']) {
            return Err(FileError::NameNotPortable);
        }
        let Ok(real) = fs::canonical(place) else {
            let is_link = fs::link_metadata(place).ok().flatten().is_some_and(|meta| meta.is_symlink());
            return Err(if is_link { FileError::LinkNowhere } else { FileError::Unreadable("it cannot be reached".into()) });
        };
        let Ok(below) = real.strip_prefix(&self.top) else { return Err(FileError::LinkOutside) };
        let shown = || below.to_string_lossy().into_owned();
        if below.components().any(|part| is_ignored(&part.as_os_str().to_string_lossy())) {
            return Err(FileError::LinkHidden(shown()));
        }
        if real != place {
            // A folder cannot hold itself, by way of other links neither, and the pages of the last build are no content of the next.
            if place.starts_with(&real) || self.open.iter().any(|folder| folder.starts_with(&real)) {
                return Err(FileError::LinkCircle);
            }
            let is_output = |folder: &Path| fs::link_metadata(&folder.join(OUTPUT)).is_ok_and(|meta| meta.is_some());
            if real.ancestors().take_while(|folder| **folder != self.top).any(is_output) {
                return Err(FileError::LinkToOutput(shown()));
            }
        }
        // Without following: a link that was put here since would lead past what was judged.
        match fs::link_metadata(&real) {
            Ok(Some(meta)) => Ok((real, meta)),
            Ok(None) => Err(FileError::Unreadable("it is gone".into())),
            Err(error) => Err(FileError::Unreadable(error.cause.to_string())),
        }
    }

    fn file(&mut self, place: &Path, path: SourcePath) {
        if !is_text(&path) {
            let stamp = fs::stamp(place);
            if let Some(size) = stamp.map(|stamp| stamp.length()).filter(|size| *size > limits::STATIC_FILE) {
                return self.file_error(path, FileError::TooLarge(size, limits::STATIC_FILE));
            }
            Arc::make_mut(&mut self.sources.static_files).insert(path.clone(), StaticFile::File(place.to_owned(), stamp));
            // What a browser opens as a document is carried over as it is, and looked through as text.
            if document(&path).is_none() {
                return;
            }
        }
        if let Some(source) = self.sources.at(&path)
            && let Some(disk) = source.disk.as_ref().filter(|disk| disk.place == place && disk.stamp.is_some())
            && disk.stamp == fs::stamp(place)
        {
            let (id, size) = (source.id, source.text.len());
            self.seen.insert(id);
            return self.count(size, path);
        }
        // Settled before the file is put in its place, so that a file that vanished meanwhile takes none.
        let Some(read) = read(FileId(0), &path, place) else { return };
        if document(&path) == Some(BrowserDocument::Xml) && is_bitmap(&read) {
            return;
        }
        let size = read.text.len();
        let id = match self.sources.at(&path).filter(|source| source.is_same(&read)) {
            // What was made from the same text is still right.
            Some(same) => {
                let text = Arc::clone(&same.text);
                self.sources.put(&path, |id| Source { id, text, ..read })
            }
            None => self.sources.put(&path, |id| Source { id, ..read }),
        };
        self.seen.insert(id);
        self.count(size, path);
    }

    /// Counts the bytes of a text. One that exceeds the limit becomes a [`FileError`], and its text is dropped.
    fn count(&mut self, size: usize, path: SourcePath) {
        self.text += size as u64;
        if self.text > limits::TEXT_TOTAL {
            self.text -= size as u64;
            self.file_error(path, FileError::TooMany(Limit::Text));
        }
    }

    fn embedded(&mut self, path: &SourcePath, text: &str) {
        let id = match self.sources.at(path) {
            Some(source) if self.seen.contains(&source.id) => return,
            Some(source) if source.disk.is_none() => source.id,
            _ => self.sources.add(path.clone(), text.into(), true),
        };
        self.seen.insert(id);
    }

    fn file_error(&mut self, path: SourcePath, file_error: FileError) {
        let id = self.sources.put(&path, |id| unreadable(id, &path, file_error));
        self.seen.insert(id);
    }
}

/// Reads one text file; `None` when it is gone. Any other failure is its [`FileError`].
fn read(id: FileId, path: &SourcePath, place: &Path) -> Option<Source> {
    // Looked at first: what is written while it is read is then noticed the next time.
    let stamp = fs::stamp(place).filter(fs::Stamp::is_reliable);
    let disk = Some(OnDisk { place: place.to_owned(), stamp });
    let bytes = match fs::read_no_follow(place, limits::TEXT_FILE) {
        Ok(bytes) => bytes,
        Err(error) => match error.cause.kind() {
            std::io::ErrorKind::NotFound => return None,
            std::io::ErrorKind::FileTooLarge => {
                let size = fs::stamp(place).map_or(0, |stamp| stamp.length());
                return Some(Source { disk, ..unreadable(id, path, FileError::TooLarge(size, limits::TEXT_FILE)) });
            }
            _ => return Some(Source { disk, ..unreadable(id, path, FileError::Unreadable(error.cause.to_string())) }),
        },
    };
    Some(Source { disk, ..decoded(id, path, &bytes) })
}

/// A text file from its bytes, wherever they come from: without the byte order mark, and readable if they are UTF-8.
pub(super) fn decoded(id: FileId, path: &SourcePath, bytes: &[u8]) -> Source {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let (text, file_error) = match std::str::from_utf8(bytes) {
        Ok(text) => (text.into(), None),
        Err(error) => (String::from_utf8_lossy(bytes).into(), Some(FileError::NotUtf8(error.valid_up_to()))),
    };
    let (path, readable) = (path.clone(), file_error.is_none());
    Source { id, path, text, readable, file_error, disk: None, line_index: OnceLock::new() }
}

pub(super) fn unreadable(id: FileId, path: &SourcePath, file_error: FileError) -> Source {
    let text = "".into();
    Source {
        id,
        path: path.clone(),
        text,
        readable: false,
        file_error: Some(file_error),
        disk: None,
        line_index: OnceLock::new(),
    }
}

/// Whether a program left a file or a folder of this name behind, for all to see: copies, rejected patches, caches, notes of a file system.
fn is_leftover(name: &str) -> bool {
    let small = name.to_ascii_lowercase();
    let endings = [".bak", ".orig", ".rej", ".old", ".save", ".crdownload", ".part", ".pyc"];
    matches!(small.as_str(), "thumbs.db" | "desktop.ini" | "icon\r" | "node_modules" | "__pycache__" | "__macosx")
        || endings.iter().any(|end| small.ends_with(end))
        || small.starts_with("~$")
        || small.contains(".sync-conflict-")
        || small.contains("conflicted copy")
}

/// Whether a file or folder of this name is skipped: it is hidden (begins with a dot), a temporary file of an editor, or one that a program
/// left behind.
#[must_use]
pub fn is_ignored(name: &str) -> bool {
    is_leftover(name)
        || name.starts_with('.')
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || [".swp", ".swx", ".swo", ".swn", ".tmp", ".kate-swp", ".un~", "___jb_tmp___", "___jb_old___"]
            .iter()
            .any(|end| name.ends_with(end))
        || name == "4913"
}

/// How a browser parses a static file that it opens as a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BrowserDocument {
    /// As HTML.
    Html,
    /// As XML, which may hold HTML.
    Xml,
    /// In a format that is not searched for scripts: compressed, or made of several parts.
    Packed,
}

/// How browsers parse a static file below `content/`, by its extension; `None` for one that they do not open as a document.
#[must_use]
pub fn document(path: &SourcePath) -> Option<BrowserDocument> {
    if !path.is_below("content") {
        return None;
    }
    match path.extension().to_ascii_lowercase().as_str() {
        "html" | "htm" | "shtml" | "shtm" => Some(BrowserDocument::Html),
        "svg" | "xml" | "xsl" | "xslt" | "xhtml" | "xht" | "xhtm" | "rdf" | "mml" | "mathml" | "atom" | "rss" => {
            Some(BrowserDocument::Xml)
        }
        "svgz" | "mht" | "mhtml" => Some(BrowserDocument::Packed),
        _ => None,
    }
}

/// Whether it begins with the magic bytes of a bitmap, whatever its name is: no browser opens that as XML, in any encoding.
fn is_bitmap(source: &Source) -> bool {
    // What is no UTF-8 stands in a text replaced.
    let begins = ["\u{fffd}PNG", "GIF8", "RIFF", "\u{fffd}\u{fffd}\u{fffd}"];
    matches!(source.file_error, Some(FileError::NotUtf8(_))) && begins.iter().any(|begin| source.text.starts_with(begin))
}

/// Which files are read as text: pages, data, templates, a theme's style sheets and scripts. Everything else is carried
/// over byte for byte.
pub(super) fn is_text(path: &SourcePath) -> bool {
    let is_theme = path.is_below("themes");
    let is_asset = is_theme && path.as_str().contains("/assets/");
    match path.extension() {
        "md" | "yaml" | "yml" => !is_asset,
        "html" | "xml" | "typ" => is_theme && !is_asset,
        "css" | "js" => is_asset,
        _ => false,
    }
}
