//! Folders → [`Sources`]: which files belong to a handbook, and which of them can be read.
//!
//! Knows names and bytes. What is wrong here is told as a [`Flaw`], since diagnostics are one floor further up.

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{FileId, MARK, OnDisk, Other, Source, SourcePath, Sources, fs};

/// Where a handbook lies.
#[derive(Debug, Clone)]
pub struct Input {
    /// The handbook's folder.
    pub root: PathBuf,
}

/// What is wrong with a file as a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flaw {
    /// The system does not let us read it; with what it said.
    Unreadable(String),
    /// Bytes that are not UTF-8, from this byte on.
    NotUtf8(usize),
    /// A link that leads out of the handbook's folder, or nowhere.
    LinkOutside,
    /// A link to a folder that holds the link.
    LinkCircle,
    /// A name that is not Unicode; it stands here with what is no letter replaced.
    NameNotUnicode,
    /// A name that no address can carry on every system.
    NameNotPortable,
    /// A text file of 4 GiB or more.
    TooLarge,
}

/// Reads the handbook's settings, content, checklists and theme files. `embedded` theme files are overridden one by one
/// by files with the same path on disk. A file that looks as it did in `before` is not read again.
///
/// # Errors
/// When the folder itself cannot be listed. A single file that cannot be read has a [`Flaw`] and stands beside the rest.
pub fn load(input: &Input, embedded: &[(SourcePath, &'static [u8])], before: &Sources) -> fs::Result<Sources> {
    let sources = Sources { others: Arc::default(), ..before.clone() };
    let mut walk = Walk { top: fs::canonical(&input.root)?, sources, seen: HashSet::new(), open: Vec::new() };
    let top = walk.top.clone();
    walk.file(&top.join("handbook.yaml"), SourcePath::new("handbook.yaml"));
    // A logo may lie beside the settings.
    for entry in fs::list(&top)? {
        let is_picture = |name: &String| {
            ["svg", "png", "jpg", "jpeg", "webp"].iter().any(|end| name.rsplit_once('.').is_some_and(|(_, own)| own == *end))
        };
        if let Some(name) = entry.name.filter(is_picture) {
            walk.entry(&entry.path, SourcePath::new(&name));
        }
    }
    for folder in ["content", "checklists", "themes"] {
        let path = top.join(folder);
        if fs::metadata(&path)?.is_some_and(|meta| meta.is_dir()) {
            walk.entry(&path, SourcePath::new(folder));
        }
    }
    for (path, bytes) in embedded {
        match std::str::from_utf8(bytes).ok().filter(|_| is_text(path)) {
            Some(text) => walk.embedded(path, text),
            None => {
                Arc::make_mut(&mut walk.sources.others).entry(path.clone()).or_insert(Other::Embedded(bytes));
            }
        }
    }
    let Walk { mut sources, seen, .. } = walk;
    sources.keep(|id| seen.contains(&id));
    Ok(sources)
}

/// The same sources with some text files read again. `None` when one of them is not what it was: it has come, gone or
/// become something else, so that only [`load`] can tell what there is.
#[must_use]
pub fn renew(before: &Sources, paths: &[SourcePath]) -> Option<Sources> {
    let mut sources = before.clone();
    for path in paths {
        let source = before.at(path)?;
        // A document is carried over as well, so that more changes than its text.
        if before.others.contains_key(path) {
            return None;
        }
        let OnDisk { place, .. } = source.disk.as_ref()?;
        if !fs::link_metadata(place).ok()??.is_file() {
            return None;
        }
        sources.put(path, |id| read(id, path, place).unwrap_or_else(|| Source::clone(source)));
    }
    Some(sources)
}

struct Walk {
    top: PathBuf,
    sources: Sources,
    /// Those that are there.
    seen: HashSet<FileId>,
    /// The real folders that are being walked, to notice a circle of links.
    open: Vec<PathBuf>,
}

impl Walk {
    fn folder(&mut self, real: PathBuf, path: &SourcePath) {
        if self.open.contains(&real) {
            return self.flaw(path.clone(), Flaw::LinkCircle);
        }
        let entries = match fs::list(&real) {
            Ok(entries) => entries,
            Err(error) => return self.flaw(path.clone(), Flaw::Unreadable(error.cause.to_string())),
        };
        self.open.push(real);
        for entry in entries {
            match entry.name {
                Some(name) if is_ignored(&name) => {}
                Some(name) => self.entry(&entry.path, SourcePath::new(&format!("{path}/{name}"))),
                None => {
                    let name = entry.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    self.flaw(SourcePath::new(&format!("{path}/{name}")), Flaw::NameNotUnicode);
                }
            }
        }
        self.open.pop();
    }

    fn entry(&mut self, place: &Path, path: SourcePath) {
        if path.name().contains(['\\', '\n', '\r', '\0']) {
            return self.flaw(path, Flaw::NameNotPortable);
        }
        let Ok(real) = fs::canonical(place) else {
            let dangling = fs::link_metadata(place).ok().flatten().is_some_and(|meta| meta.is_symlink());
            let flaw = if dangling { Flaw::LinkOutside } else { Flaw::Unreadable("it cannot be reached".into()) };
            return self.flaw(path, flaw);
        };
        if !real.starts_with(&self.top) {
            return self.flaw(path, Flaw::LinkOutside);
        }
        match fs::metadata(&real) {
            Ok(Some(meta)) if meta.is_dir() => self.folder(real, &path),
            Ok(Some(meta)) if meta.is_file() => self.file(&real, path),
            // Sockets, pipes and devices are nobody's page.
            Ok(_) => {}
            Err(error) => self.flaw(path, Flaw::Unreadable(error.cause.to_string())),
        }
    }

    fn file(&mut self, place: &Path, path: SourcePath) {
        if !is_text(&path) {
            let other = Other::File(place.to_owned(), fs::stamp(place));
            Arc::make_mut(&mut self.sources.others).insert(path.clone(), other);
            // What a browser opens as a document is carried over as it is, and looked through as text.
            if document(&path).is_none() {
                return;
            }
        }
        if let Some(source) = self.sources.at(&path)
            && let Some(disk) = source.disk.as_ref().filter(|disk| disk.place == place && disk.stamp.is_some())
            && disk.stamp == fs::stamp(place)
        {
            self.seen.insert(source.id);
            return;
        }
        // Settled before the file is put in its place, so that a file that vanished meanwhile takes none.
        let Some(read) = read(FileId(0), &path, place) else { return };
        let id = match self.sources.at(&path).filter(|source| source.is_same(&read)) {
            // What was made from the same text is still right.
            Some(same) => {
                let text = Arc::clone(&same.text);
                self.sources.put(&path, |id| Source { id, text, ..read })
            }
            None => self.sources.put(&path, |id| Source { id, ..read }),
        };
        self.seen.insert(id);
    }

    fn embedded(&mut self, path: &SourcePath, text: &str) {
        let id = match self.sources.at(path) {
            Some(source) if self.seen.contains(&source.id) => return,
            Some(source) if source.disk.is_none() => source.id,
            _ => self.sources.add(path.clone(), text.into(), true),
        };
        self.seen.insert(id);
    }

    fn flaw(&mut self, path: SourcePath, flaw: Flaw) {
        let id = self.sources.put(&path, |id| flawed(id, &path, flaw));
        self.seen.insert(id);
    }
}

/// Reads one text file; `None` when it is gone.
fn read(id: FileId, path: &SourcePath, place: &Path) -> Option<Source> {
    // Looked at first: what is written while it is read is then noticed the next time.
    let stamp = fs::stamp(place).filter(fs::Stamp::is_settled);
    let disk = Some(OnDisk { place: place.to_owned(), stamp });
    let bytes = match fs::read(place) {
        Ok(bytes) => bytes,
        Err(error) if error.cause.kind() == std::io::ErrorKind::NotFound => return None,
        Err(error) => return Some(Source { disk, ..flawed(id, path, Flaw::Unreadable(error.cause.to_string())) }),
    };
    if u32::try_from(bytes.len()).is_err() {
        return Some(Source { disk, ..flawed(id, path, Flaw::TooLarge) });
    }
    let path = path.clone();
    let text = bytes.strip_prefix(MARK).unwrap_or(&bytes);
    Some(match std::str::from_utf8(text) {
        Ok(text) => Source { id, path, text: text.into(), readable: true, flaw: None, disk },
        Err(error) => {
            let (text, flaw) = (String::from_utf8_lossy(text).into(), Flaw::NotUtf8(error.valid_up_to()));
            Source { id, path, text, readable: false, flaw: Some(flaw), disk }
        }
    })
}

fn flawed(id: FileId, path: &SourcePath, flaw: Flaw) -> Source {
    Source { id, path: path.clone(), text: "".into(), readable: false, flaw: Some(flaw), disk: None }
}

/// Hidden files, and what editors leave beside the file that is being edited.
#[must_use]
pub fn is_ignored(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || [".swp", ".swx", ".swo", ".tmp", ".bak", ".orig", "___jb_tmp___", "___jb_old___"].iter().any(|end| name.ends_with(end))
        || name == "4913"
}

/// How a browser reads a file that is carried over and that it opens as a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// As HTML.
    Html,
    /// As XML, which may hold HTML.
    Xml,
    /// In a way that nobody looks through here: packed, or made of several parts.
    Packed,
}

/// Whether a file is carried over and opened by browsers as a document, and how.
#[must_use]
pub fn document(path: &SourcePath) -> Option<Document> {
    if !path.is_below("content") {
        return None;
    }
    match path.extension().to_ascii_lowercase().as_str() {
        "html" | "htm" | "shtml" | "shtm" => Some(Document::Html),
        "svg" | "xml" | "xsl" | "xslt" | "xhtml" | "xht" | "xhtm" | "rdf" | "mml" | "mathml" | "atom" | "rss" => {
            Some(Document::Xml)
        }
        "svgz" | "mht" | "mhtml" => Some(Document::Packed),
        _ => None,
    }
}

/// Which files are read as text: pages, data, templates, a theme's style sheets and scripts. Everything else is carried
/// over byte for byte.
fn is_text(path: &SourcePath) -> bool {
    let is_theme = path.is_below("themes");
    let is_asset = is_theme && path.as_str().contains("/assets/");
    match path.extension() {
        "md" | "yaml" | "yml" => !is_asset,
        "html" | "xml" | "typ" => is_theme && !is_asset,
        "css" | "js" => is_asset,
        _ => false,
    }
}
