//! A folder as an open handle, for places that somebody else may have prepared.
//!
//! A path is looked up anew at each step, and whoever may write in a folder on the way can put a link there between two
//! steps. A handle stays at the folder that was opened. So everything here names one entry of one open folder, and no
//! function follows a link: a link is a [`EntryKind`] of its own.

#[cfg(not(unix))]
mod unsupported;
#[cfg(unix)]
mod unix;

use std::{
    ffi::OsStr,
    io,
    path::{Path, PathBuf},
};

use super::{Error, Result};

/// The length of the random part of a name, in characters.
pub const RANDOM: usize = 12;

/// As many random lower-case letters and digits as [`RANDOM`] says, from the system's random numbers.
pub(super) fn random() -> String {
    use std::hash::{BuildHasher as _, Hasher as _, RandomState};
    // The keys of each hasher come from the system's random numbers.
    let mut rest = RandomState::new().build_hasher().finish();
    let mut next = || {
        let at = usize::try_from(rest % 36).unwrap_or_default();
        rest /= 36;
        char::from(b"abcdefghijklmnopqrstuvwxyz0123456789"[at])
    };
    (0..RANDOM).map(|_| next()).collect()
}

/// The type of a directory entry, links not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, wherever it leads.
    Link,
    /// A pipe, a socket, a device.
    Special,
}

/// The `lstat` of an entry. Two are equal when nobody touched it in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stat {
    /// Its type.
    pub kind: EntryKind,
    /// Its length in bytes.
    pub length: u64,
    /// The number of its hard links.
    pub names: u64,
    /// Inode and change time (`ctime`, in seconds and nanoseconds), which nobody can set.
    node: (u64, i128, i128),
}

/// What was found under the name of a child folder.
#[derive(Debug)]
pub enum ChildFolder {
    /// The folder, opened.
    Folder(Dir),
    /// Nothing has this name.
    Nothing,
    /// Something that is no folder has it.
    Other,
}

/// The permissions of a new folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permissions {
    /// Its owner alone: mode 0700.
    Private,
    /// As the umask has it: mode 0777 without the umask's bits.
    Usual,
}

/// An open directory (an `openat` handle). Names are one part of a path each, and no link is followed.
#[derive(Debug)]
pub struct Dir {
    handle: Handle,
    path: PathBuf,
}

#[cfg(unix)]
type Handle = std::fs::File;

/// Where folders cannot be opened like this there is none, and nothing is published: a way by paths would promise less.
#[cfg(not(unix))]
type Handle = std::convert::Infallible;

impl Dir {
    /// Creates a folder for its owner alone, and opens it. Its name, which is returned, is `prefix` and [`RANDOM`] letters and
    /// digits. It was not there before, whatever anybody has prepared.
    ///
    /// # Errors
    /// When it cannot be created, or is gone before it is opened.
    pub fn make_private_folder(&self, prefix: &str) -> Result<(String, Self)> {
        loop {
            let name = format!("{prefix}{}", random());
            // Nobody can foresee the name, so hardly anybody has it.
            if self.make_folder(&name, Permissions::Private)? {
                return match self.folder(&name)? {
                    ChildFolder::Folder(dir) => Ok((name, dir)),
                    ChildFolder::Nothing | ChildFolder::Other => {
                        self.failed("open the folder", &name, io::ErrorKind::NotFound.into())
                    }
                };
            }
        }
    }

    /// The path that it was opened by, for messages only: the handle is what counts.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn failed<T>(&self, verb: &'static str, name: impl AsRef<OsStr>, cause: io::Error) -> Result<T> {
        Err(Error { verb, path: self.path.join(name.as_ref()), cause })
    }
}
