//! Files below a folder that may come from a stranger: no link is followed.

use std::path::Path;

use crate::{
    cli::common::CliError,
    manuscript::upgrade::Tree,
    source::{fs, limits},
};

/// The bytes of a file below a real folder; `None` when it is not there.
///
/// # Errors
/// When it, or a folder on the way, is a link or no file, when it is too large or cannot be read.
pub fn file(root: &Path, path: &str) -> Result<Option<Vec<u8>>, CliError> {
    refuse_links(root, path)?;
    let place = root.join(path);
    if fs::link_metadata(&place)?.is_none() {
        return Ok(None);
    }
    Ok(Some(fs::read_no_follow(&place, limits::STATIC_FILE)?))
}

/// The text of a file below a real folder; `None` when it is not there.
pub fn text(root: &Path, path: &str) -> Result<Option<String>, CliError> {
    Ok(file(root, path)?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

/// All files below a real folder; none when it is not there. What Git keeps is left out, links are refused.
pub fn tree(folder: &Path) -> Result<Tree, CliError> {
    let mut found = Tree::new();
    let mut open = vec![String::new()];
    let mut entries = 0;
    while let Some(prefix) = open.pop() {
        let place = folder.join(&prefix);
        if fs::link_metadata(&place)?.is_none() {
            continue;
        }
        for entry in fs::list(&place)? {
            entries += 1;
            if entries > limits::ENTRIES {
                let message = format!("`{}` holds more than {} files and folders", folder.display(), limits::ENTRIES);
                return Err(CliError::new(message, "name a folder with a handbook alone"));
            }
            let Some(name) = entry.name.filter(|name| !name.eq_ignore_ascii_case(".git")) else { continue };
            let path = format!("{prefix}{name}");
            if fs::link_metadata(&entry.path)?.is_some_and(|meta| meta.is_dir()) {
                open.push(format!("{path}/"));
            } else if let Some(bytes) = file(folder, &path)? {
                found.insert(path, bytes);
            }
        }
    }
    Ok(found)
}

/// Refuses a path on which a folder is a link: nothing is read or written through one.
pub fn refuse_links(root: &Path, path: &str) -> Result<(), CliError> {
    for folder in Path::new(path).ancestors().skip(1) {
        let place = root.join(folder);
        if place != root && fs::link_metadata(&place)?.is_some_and(|meta| meta.is_symlink()) {
            let message = format!("`{}` is a link, and nothing is read or written through it", place.display());
            return Err(CliError::new(message, "make it a folder"));
        }
    }
    Ok(())
}
