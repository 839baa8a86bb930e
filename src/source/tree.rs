//! A revision in Git → [`Sources`]: the files that a handbook had then, without the disk.
//!
//! Texts are in memory, everything else is known by its path alone.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use super::{
    BASELINE_FILE, FileError, SETTINGS_FILE, SourcePath, Sources, StaticFile,
    git::{self, GitError, TreeContent, TreeFile},
    limits,
    load::{decoded, is_ignored, is_text, unreadable},
};

/// The folders of a handbook that hold what it says.
const FOLDERS: &[&str] = &["content", "checklists", "editions", "themes"];

/// Reads the files that a handbook's folder had at a revision, as [`load`](super::load) reads them from the disk. `embedded` theme files
/// stand where the revision has none with the same path. Static files are listed, and have no bytes.
///
/// # Errors
/// When Git cannot tell which files those are.
pub fn load_revision(root: &Path, revision: &str, embedded: &[(SourcePath, &'static [u8])]) -> Result<Sources, GitError> {
    let files = git::files_at(root, revision, FOLDERS, &is_read)?;
    let mut sources = Sources::default();
    let mut static_files = BTreeMap::new();
    for (path, content) in resolved(&files)? {
        match content {
            Err(file_error) => {
                sources.put(&path, |id| unreadable(id, &path, file_error));
            }
            Ok(bytes) if is_read(&path) => {
                sources.put(&path, |id| decoded(id, &path, bytes));
            }
            Ok(_) => {
                static_files.insert(path, StaticFile::Embedded(b""));
            }
        }
    }
    for (path, bytes) in embedded {
        if sources.at(path).is_some() {
            continue;
        }
        match std::str::from_utf8(bytes).ok().filter(|_| is_text(path)) {
            Some(text) => {
                sources.add(path.clone(), text.into(), true);
            }
            None => {
                static_files.entry(path.clone()).or_insert(StaticFile::Embedded(bytes));
            }
        }
    }
    sources.static_files = Arc::new(static_files);
    Ok(sources)
}

/// The text files that a folder had at a revision, below one folder of it: paths relative to `root`, and bytes. Links are left out.
///
/// # Errors
/// When Git cannot tell which files those are.
pub fn texts_at(root: &Path, revision: &str, folder: &str) -> Result<BTreeMap<SourcePath, Vec<u8>>, GitError> {
    let files = git::files_at(root, revision, &[folder], &|path| path.is_below(folder))?;
    let below = files.into_iter().filter(|file| file.path.is_below(folder));
    Ok(below
        .filter_map(|file| match file.content {
            TreeContent::Bytes(bytes) => Some((file.path, bytes)),
            _ => None,
        })
        .collect())
}

/// Whether a file is read as text.
fn is_read(path: &SourcePath) -> bool {
    match path.as_str() {
        SETTINGS_FILE | BASELINE_FILE => true,
        path_text => path_text.contains('/') && is_text(path),
    }
}

/// Whether a file beside the settings belongs to the handbook: the settings, the baseline, and what may be a logo.
fn belongs(path: &SourcePath) -> bool {
    let is_picture = || matches!(path.extension(), "svg" | "png" | "jpg" | "jpeg" | "webp");
    let is_shown = !path.as_str().split('/').any(is_ignored);
    is_shown && (path.as_str().contains('/') || matches!(path.as_str(), SETTINGS_FILE | BASELINE_FILE) || is_picture())
}

/// The bytes of a file, or why it cannot be read.
type Content<'a> = Result<&'a [u8], FileError>;

/// All files of the handbook, links replaced by what they lead to: a file of the revision, or all files of a folder.
fn resolved(files: &[TreeFile]) -> Result<Vec<(SourcePath, Content<'_>)>, GitError> {
    let files: Vec<&TreeFile> = files.iter().filter(|file| belongs(&file.path)).collect();
    let mut found = Vec::new();
    for TreeFile { path, content } in &files {
        let TreeContent::Link(target) = content else {
            found.extend(content_of(content).map(|content| (path.clone(), content)));
            continue;
        };
        let Some(target) = path.join(target) else {
            found.push((path.clone(), Err(FileError::LinkOutside)));
            continue;
        };
        let before = found.len();
        // A link behind a link leads nowhere: a handbook has no need of it, and none can go round in circles.
        for file in files.iter().filter(|file| file.path == target || file.path.is_below(target.as_str())) {
            let place = SourcePath::new(&format!("{path}{}", &file.path.as_str()[target.as_str().len()..]));
            found.extend(content_of(&file.content).map(|content| (place, content)));
        }
        if found.len() == before {
            found.push((path.clone(), Err(FileError::LinkNowhere)));
        }
        if found.len() > limits::ENTRIES {
            return Err(GitError::TooLarge);
        }
    }
    Ok(found)
}

/// The content of a file; `None` for a link.
fn content_of(content: &TreeContent) -> Option<Content<'_>> {
    match content {
        TreeContent::Bytes(bytes) => Some(Ok(bytes)),
        TreeContent::Unread => Some(Ok(b"")),
        TreeContent::TooLarge(size) => Some(Err(FileError::TooLarge(*size, limits::TEXT_FILE))),
        TreeContent::Link(_) => None,
    }
}
