//! Files that are written together: when one of them fails, those before it are as they were.

use std::path::{Path, PathBuf};

use super::common::{CliError, remove_file, write_file};
use crate::source::fs;

/// What was done so far. Either all goes well, or [`undo`](Self::undo) is called.
#[derive(Debug, Default)]
pub struct Together {
    done: Vec<Done>,
}

#[derive(Debug)]
enum Done {
    /// A file that was not there, and the folder above it that was.
    New { place: PathBuf, top: PathBuf },
    /// A file that held something else.
    Changed { place: PathBuf, before: Vec<u8>, after: Vec<u8> },
    /// A file that is gone.
    Removed { place: PathBuf, before: Vec<u8> },
}

impl Together {
    /// Writes a file, and makes the folders that it lies in. `before` is what it holds, `None` if it is not there.
    ///
    /// # Errors
    /// As [`write_file`]; then this file is as it was, and no folder was made for it.
    pub fn write(&mut self, place: &Path, before: Option<&[u8]>, after: &[u8]) -> Result<(), CliError> {
        let folder = place.parent().unwrap_or(place);
        let top = nearest_folder(folder)?;
        let written = fs::create_folder(folder).map_err(CliError::from).and_then(|()| write_file(place, before, after));
        if written.is_err() {
            fs::remove_empty_folders(folder, &top);
            return written;
        }
        let place = place.to_owned();
        self.done.push(match before {
            Some(before) => Done::Changed { place, before: before.to_owned(), after: after.to_owned() },
            None => Done::New { place, top },
        });
        Ok(())
    }

    /// Removes a file that holds `before`.
    ///
    /// # Errors
    /// When it holds something else, or cannot be removed; then it stays as it is.
    pub fn remove(&mut self, place: &Path, before: &[u8]) -> Result<(), CliError> {
        remove_file(place, before)?;
        self.done.push(Done::Removed { place: place.to_owned(), before: before.to_owned() });
        Ok(())
    }

    /// Puts back what was done. What cannot be put back is new text in a file that Git knows.
    pub fn undo(self) {
        // On a full disk what is new makes room for what was.
        let (new, others): (Vec<Done>, Vec<Done>) = self.done.into_iter().partition(|done| matches!(done, Done::New { .. }));
        for done in new.into_iter().rev().chain(others.into_iter().rev()) {
            let _ = match done {
                Done::New { place, top } => fs::remove_file(&place).map_err(CliError::from).map(|()| {
                    fs::remove_empty_folders(place.parent().unwrap_or(&top), &top);
                }),
                Done::Changed { place, before, after } => write_file(&place, Some(&after), &before),
                Done::Removed { place, before } => write_file(&place, None, &before),
            };
        }
    }
}

/// The folder itself, or the nearest one above it that is there.
fn nearest_folder(folder: &Path) -> Result<PathBuf, CliError> {
    for above in folder.ancestors().filter(|above| !above.as_os_str().is_empty()) {
        if fs::metadata(above)?.is_some() {
            return Ok(above.to_owned());
        }
    }
    // A path without a beginning begins in the folder that one is in.
    Ok(PathBuf::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_changed_is_not_removed_and_all_is_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("old.md"), folder.path().join("new/new.md"));
        write_file(&old, None, b"saved meanwhile").unwrap();
        let mut together = Together::default();
        together.write(&new, None, b"before").unwrap();
        let told = together.remove(&old, b"before").unwrap_err().to_string();
        assert_eq!(told, format!("`{}` was changed meanwhile; it stays as it is", old.display()));
        together.undo();
        assert_eq!(fs::read_if_there(&old).unwrap().as_deref(), Some(&b"saved meanwhile"[..]));
        assert!(fs::metadata(&folder.path().join("new")).unwrap().is_none());
    }
}
