//! Folders → [`Sources`]: which files belong to a handbook, and which of them can be read.
//!
//! Knows names and bytes. What is wrong here is told as a [`Flaw`], since diagnostics are one floor further up.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use super::{FileId, Other, SourcePath, Sources, fs};

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

/// Reads the handbook's settings, content, checklists and theme files. `embedded` theme files come first and are
/// overridden one by one by files with the same path on disk.
///
/// # Errors
/// When the folder itself cannot be listed. A single file that cannot be read is a [`Flaw`] beside the rest.
pub fn load(input: &Input, embedded: &[(SourcePath, &'static [u8])]) -> fs::Result<(Sources, Vec<(FileId, Flaw)>)> {
    let mut walk = Walk { top: fs::canonical(&input.root)?, sources: Sources::default(), flaws: Vec::new(), open: Vec::new() };
    for (path, bytes) in embedded {
        match std::str::from_utf8(bytes).ok().filter(|_| is_text(path)) {
            Some(text) => {
                walk.sources.add(path.clone(), text.into(), true);
            }
            None => {
                walk.sources.others.insert(path.clone(), Other::Embedded(bytes));
            }
        }
    }
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
    Ok((walk.sources, walk.flaws))
}

struct Walk {
    top: PathBuf,
    sources: Sources,
    flaws: Vec<(FileId, Flaw)>,
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
            self.sources.others.insert(path, Other::File(place.to_owned()));
            return;
        }
        match fs::read(place) {
            Ok(bytes) => self.text(&bytes, path),
            Err(error) if error.cause.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => self.flaw(path, Flaw::Unreadable(error.cause.to_string())),
        }
    }

    fn text(&mut self, bytes: &[u8], path: SourcePath) {
        if u32::try_from(bytes.len()).is_err() {
            return self.flaw(path, Flaw::TooLarge);
        }
        let mark = if bytes.starts_with("\u{feff}".as_bytes()) { 3 } else { 0 };
        match std::str::from_utf8(&bytes[mark..]) {
            Ok(text) => {
                self.sources.add(path, text.into(), true);
            }
            Err(error) => {
                let text: Arc<str> = String::from_utf8_lossy(&bytes[mark..]).into();
                let id = self.sources.add(path, text, false);
                self.flaws.push((id, Flaw::NotUtf8(error.valid_up_to())));
            }
        }
    }

    fn flaw(&mut self, path: SourcePath, flaw: Flaw) {
        let id = self.sources.add(path, "".into(), false);
        self.flaws.push((id, flaw));
    }
}

/// Hidden files, and what editors leave beside the file that is being edited.
fn is_ignored(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || [".swp", ".swx", ".swo", ".tmp", ".bak", ".orig", "___jb_tmp___", "___jb_old___"].iter().any(|end| name.ends_with(end))
        || name == "4913"
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
