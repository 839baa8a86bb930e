//! The folder that a build works in: inside the target, so that moving a file out of it is one step on any file system, and
//! so that the folder around the target need not be writable.
//!
//! Its name is random, it is made for this build and for nobody else's eyes. It is flat: files are numbered. So a folder
//! that a killed build left is known by its form, and holds nothing worth keeping. Only who holds the lock of the target has
//! one, so every other one is left over.

use rayon::prelude::*;

use crate::source::fs::{self, ChildFolder, Dir, EntryKind};

const PREFIX: &str = ".readybook-";

/// So many files are waited for one by one; for more, the whole file system at once is quicker.
const FEW: usize = 32;

/// The list of our files, as it will be.
pub const AFTER: &str = "manifest";
/// The list of our files, while they are moved.
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
    /// Makes one, new and private.
    ///
    /// # Errors
    /// When the target cannot be written to.
    pub fn create(target: &'a Dir) -> fs::Result<Self> {
        let (name, dir) = target.make_private_folder(PREFIX)?;
        Ok(Self { target, name, dir })
    }

    /// Waits until the disk has all that is in it.
    pub fn sync(&self) -> fs::Result<()> {
        let names = self.dir.names()?;
        if names.len() <= FEW || !self.dir.sync_file_system()? {
            names.par_iter().try_for_each(|name| self.dir.sync_file(name))?;
        }
        self.dir.sync()
    }

    /// Removes it with all that is in it.
    pub fn close(self) -> fs::Result<()> {
        remove(self.target, &self.name, &self.dir)
    }
}

/// Whether a name is one that a staging folder can have.
pub fn is_name(name: &str) -> bool {
    let random = name.strip_prefix(PREFIX);
    random.is_some_and(|random| random.len() == fs::RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// The staging folders that killed builds left. A folder with anything else in it than a build puts there is somebody's.
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

/// Removes what [`stale_staging`] found.
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
