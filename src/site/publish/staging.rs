//! The staging folder of a build: inside the target, so that a file is moved out of it by one rename, and the parent of the
//! target need not be writable.
//!
//! Its name is random, its mode private. It is flat: files are numbered. So a folder that a killed build left is known by its
//! form, and holds nothing worth keeping. Only the holder of the target's lock has one, so any other one is stale.

use rayon::prelude::*;

use crate::source::fs::{self, ChildFolder, Dir, EntryKind};

const PREFIX: &str = ".readybook-";

/// Up to so many files are synced one by one (`fsync`); for more, syncing the whole file system (`syncfs`) is quicker.
const FEW: usize = 32;

/// Name of the staged manifest for the finished build.
pub const AFTER: &str = "manifest";
/// Name of the staged manifest for the time of the renames.
pub const DURING: &str = "manifest-during";

/// A staging folder of this build inside the target: `.readybook-` and 12 random characters, mode 0700.
#[derive(Debug)]
pub struct Staging<'a> {
    target: &'a Dir,
    name: String,
    /// The folder itself.
    pub dir: Dir,
}

impl<'a> Staging<'a> {
    /// Creates a private staging folder with a random name.
    ///
    /// # Errors
    /// When the target cannot be written to.
    pub fn create(target: &'a Dir) -> fs::Result<Self> {
        let (name, dir) = target.make_private_folder(PREFIX)?;
        Ok(Self { target, name, dir })
    }

    /// Syncs all files in it to the disk, and the folder itself.
    ///
    /// # Errors
    /// When the file system fails.
    pub fn sync(&self) -> fs::Result<()> {
        let names = self.dir.names()?;
        if names.len() <= FEW || !self.dir.sync_file_system()? {
            names.par_iter().try_for_each(|name| self.dir.sync_file(name))?;
        }
        self.dir.sync()
    }

    /// Removes the folder and its files.
    ///
    /// # Errors
    /// When a file or the folder cannot be removed.
    pub fn close(self) -> fs::Result<()> {
        remove(self.target, &self.name, &self.dir)
    }
}

/// Whether a name has the form of a staging folder's.
pub fn is_name(name: &str) -> bool {
    let random = name.strip_prefix(PREFIX);
    random.is_some_and(|random| random.len() == fs::RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Names of the staging folders that killed builds left. One with anything in it that no build stages is somebody else's.
///
/// # Errors
/// When the file system fails.
pub fn stale_staging(target: &Dir) -> fs::Result<Vec<String>> {
    let mut found = Vec::new();
    for name in target.names()? {
        if let Some(name) = name.to_str().filter(|name| is_name(name))
            && let ChildFolder::Folder(dir) = target.folder(name)?
            && is_staging(&dir)?
        {
            found.push(name.to_owned());
        }
    }
    Ok(found)
}

fn is_staging(dir: &Dir) -> fs::Result<bool> {
    for name in dir.names()? {
        let is_ours = name.to_str().is_some_and(|name| {
            let is_number = name.bytes().all(|byte| byte.is_ascii_digit()) && (name == "0" || !name.starts_with('0'));
            is_number || name == AFTER || name == DURING
        });
        let is_plain = |stat: fs::Stat| stat.kind == EntryKind::File && stat.names == 1;
        if !is_ours || !dir.stat(&name)?.is_none_or(is_plain) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Removes the folders that [`stale_staging`] found, each checked again.
///
/// # Errors
/// When the file system fails.
pub fn sweep(target: &Dir, names: &[String]) -> fs::Result<()> {
    for name in names {
        if let ChildFolder::Folder(dir) = target.folder(name)?
            && is_staging(&dir)?
        {
            remove(target, name, &dir)?;
        }
    }
    Ok(())
}

fn remove(target: &Dir, name: &str, dir: &Dir) -> fs::Result<()> {
    for file in dir.names()? {
        dir.remove_file(&file)?;
    }
    target.remove_folder(name).map(drop)
}
