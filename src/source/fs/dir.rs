//! A folder as an open handle, for places that somebody else may have prepared.
//!
//! A path is looked up anew at each step, and whoever may write in a folder on the way can put a link there between two
//! steps. A handle stays at the folder that was opened. So everything here names one entry of one open folder, and no
//! function follows a link: a link is a [`Kind`] of its own.

#[cfg(not(unix))]
mod nowhere;

use std::{
    ffi::{OsStr, OsString},
    fs,
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

#[cfg(unix)]
use rustix::fs as sys;

use super::{Error, Result, context};

/// How many letters and digits of a name are random.
pub const RANDOM: usize = 12;

/// So many letters and digits that nobody can foresee.
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

/// What an entry of a folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, wherever it leads.
    Link,
    /// A pipe, a socket, a device.
    Special,
}

/// An entry of a folder, as it was when it was looked at. Two looks are equal when nobody touched it in between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// What it is.
    pub kind: Kind,
    /// How long it is, in bytes.
    pub length: u64,
    /// Under how many names it is known.
    pub names: u64,
    /// Its number, and when it was last changed in seconds and nanoseconds, which nobody can set.
    node: (u64, i128, i128),
}

/// One step down from a folder.
#[derive(Debug)]
pub enum Step {
    /// The folder.
    Folder(Dir),
    /// Nothing has this name.
    Nothing,
    /// Something that is no folder has it.
    Other,
}

/// Who may look into a new folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rights {
    /// Its owner alone.
    Private,
    /// Whoever the user lets into new folders.
    Usual,
}

/// An open folder. Names are one part of a path each.
#[derive(Debug)]
pub struct Dir {
    handle: Handle,
    path: PathBuf,
}

#[cfg(unix)]
type Handle = fs::File;

/// Where folders cannot be opened like this there is none, and nothing is published: a way by paths would promise less.
#[cfg(not(unix))]
type Handle = std::convert::Infallible;

#[cfg(unix)]
impl Dir {
    /// Opens the folder at a path. Links above it are followed; if it is one itself, that is an error.
    pub fn open(path: &Path) -> Result<Self> {
        let opened = sys::open(path, folder_flags(), sys::Mode::empty());
        let handle = context("open the folder", path, opened.map_err(io::Error::from))?;
        Ok(Self { handle: handle.into(), path: path.to_owned() })
    }

    /// One of its folders.
    pub fn folder(&self, name: impl AsRef<OsStr>) -> Result<Step> {
        use rustix::io::Errno;
        let name = name.as_ref();
        match sys::openat(&self.handle, name, folder_flags(), sys::Mode::empty()) {
            Ok(handle) => Ok(Step::Folder(Self { handle: handle.into(), path: self.path.join(name) })),
            Err(Errno::NOENT) => Ok(Step::Nothing),
            Err(Errno::NOTDIR | Errno::LOOP | Errno::MLINK) => Ok(Step::Other),
            Err(error) => self.failed("open the folder", name, error.into()),
        }
    }

    /// Makes a folder; `false` when the name is taken, by whatever it is.
    pub fn make_folder(&self, name: impl AsRef<OsStr>, rights: Rights) -> Result<bool> {
        let name = name.as_ref();
        let mode = match rights {
            Rights::Private => 0o700,
            Rights::Usual => 0o777,
        };
        match sys::mkdirat(&self.handle, name, mode.into()) {
            Err(rustix::io::Errno::EXIST) => Ok(false),
            Err(error) => self.failed("create the folder", name, error.into()),
            Ok(()) => Ok(true),
        }
    }

    /// What has a name; `None` when nothing has it.
    pub fn look(&self, name: impl AsRef<OsStr>) -> Result<Option<Look>> {
        let name = name.as_ref();
        match sys::statat(&self.handle, name, sys::AtFlags::SYMLINK_NOFOLLOW) {
            Err(rustix::io::Errno::NOENT) => Ok(None),
            Err(error) => self.failed("look at", name, error.into()),
            Ok(stat) => Ok(Some(look(&stat))),
        }
    }

    /// Reads a regular file. Anything else of that name is an error, at once.
    pub fn read(&self, name: impl AsRef<OsStr>) -> Result<Vec<u8>> {
        use sys::OFlags;
        let name = name.as_ref();
        // A pipe without a writer would be waited for.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let read = || {
            let mut file = fs::File::from(sys::openat(&self.handle, name, flags, sys::Mode::empty())?);
            if !file.metadata()?.is_file() {
                return Err(io::Error::other("it is no regular file"));
            }
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).map(|_| bytes)
        };
        read().or_else(|cause| self.failed("read", name, cause))
    }

    /// Writes a file that must not be there yet. It stays when writing fails: the caller knows where it belongs.
    pub fn write_new(&self, name: impl AsRef<OsStr>, bytes: &[u8]) -> Result<()> {
        use sys::OFlags;
        let name = name.as_ref();
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let write = || fs::File::from(sys::openat(&self.handle, name, flags, 0o666.into())?).write_all(bytes);
        write().or_else(|cause| self.failed("write", name, cause))
    }

    /// Gives a file the place of another one, in one step. A link there is replaced itself, not what it leads to.
    pub fn replace(&self, name: &str, to: &Self, place: &str) -> Result<()> {
        match sys::renameat(&self.handle, name, &to.handle, place) {
            Err(error) => to.failed("write", place, error.into()),
            Ok(()) => Ok(()),
        }
    }

    /// Gives a file a place that must be free.
    pub fn place(&self, name: &str, to: &Self, place: &str) -> Result<()> {
        #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
        {
            use rustix::io::Errno;
            match sys::renameat_with(&self.handle, name, &to.handle, place, sys::RenameFlags::NOREPLACE) {
                Ok(()) => return Ok(()),
                // Some file systems cannot promise it; then it is looked at just before.
                Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
                Err(error) => return to.failed("write", place, error.into()),
            }
        }
        match to.look(place)? {
            Some(_) => to.failed("write", place, io::ErrorKind::AlreadyExists.into()),
            None => self.replace(name, to, place),
        }
    }

    /// Removes what is no folder; what is gone already is fine.
    pub fn remove_file(&self, name: impl AsRef<OsStr>) -> Result<()> {
        let name = name.as_ref();
        match sys::unlinkat(&self.handle, name, sys::AtFlags::empty()) {
            Err(rustix::io::Errno::NOENT) | Ok(()) => Ok(()),
            Err(error) => self.failed("remove", name, error.into()),
        }
    }

    /// Removes a folder if it is empty, and says whether it is gone.
    pub fn remove_folder(&self, name: impl AsRef<OsStr>) -> Result<bool> {
        use rustix::io::Errno;
        let name = name.as_ref();
        match sys::unlinkat(&self.handle, name, sys::AtFlags::REMOVEDIR) {
            Ok(()) | Err(Errno::NOENT) => Ok(true),
            Err(Errno::NOTEMPTY | Errno::EXIST | Errno::NOTDIR) => Ok(false),
            Err(error) => self.failed("remove", name, error.into()),
        }
    }

    /// The names in it, in order.
    pub fn names(&self) -> Result<Vec<OsString>> {
        use std::os::unix::ffi::OsStrExt as _;
        let list = || -> io::Result<Vec<OsString>> {
            let mut names = Vec::new();
            for entry in sys::Dir::read_from(&self.handle)? {
                let entry = entry?;
                let name = entry.file_name().to_bytes();
                if !matches!(name, b"." | b"..") {
                    names.push(OsStr::from_bytes(name).to_owned());
                }
            }
            names.sort();
            Ok(names)
        };
        context("list", &self.path, list())
    }

    /// Which file system it lies on.
    pub fn device(&self) -> Result<u64> {
        use std::os::unix::fs::MetadataExt as _;
        context("look at", &self.path, self.handle.metadata()).map(|meta| meta.dev())
    }

    /// Whether its path still leads to it.
    pub fn is_at_its_path(&self) -> bool {
        use std::os::unix::fs::MetadataExt as _;
        match (self.handle.metadata(), fs::symlink_metadata(&self.path)) {
            (Ok(open), Ok(there)) => (open.dev(), open.ino()) == (there.dev(), there.ino()),
            _ => false,
        }
    }

    /// Waits until the disk has its list of names.
    pub fn sync(&self) -> Result<()> {
        match self.handle.sync_all() {
            // Some file systems have nothing to do here, and say that they cannot.
            Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
            result => context("sync", &self.path, result),
        }
    }

    /// Waits until the disk has the bytes of one of its files.
    pub fn sync_file(&self, name: impl AsRef<OsStr>) -> Result<()> {
        let name = name.as_ref();
        let flags = sys::OFlags::RDONLY | sys::OFlags::NOFOLLOW | sys::OFlags::NONBLOCK | sys::OFlags::CLOEXEC;
        let sync = || fs::File::from(sys::openat(&self.handle, name, flags, sys::Mode::empty())?).sync_data();
        sync().or_else(|cause| self.failed("sync", name, cause))
    }

    /// Waits until the disk has all that was written to the folder's file system; `false` where that cannot be asked for.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    pub fn sync_file_system(&self) -> Result<bool> {
        match sys::syncfs(&self.handle) {
            Ok(()) => Ok(true),
            Err(rustix::io::Errno::NOSYS) => Ok(false),
            Err(error) => self.failed("sync", "", error.into()),
        }
    }

    /// Waits until the disk has all that was written to the folder's file system; `false` where that cannot be asked for.
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    pub fn sync_file_system(&self) -> Result<bool> {
        Ok(false)
    }

    /// The same open folder once more.
    pub fn again(&self) -> Result<Self> {
        let handle = context("open the folder", &self.path, self.handle.try_clone())?;
        Ok(Self { handle, path: self.path.clone() })
    }

    /// Locks it for as long as this value lives; `false` when another program has. The system lets go of it when a program
    /// ends, however it ends, so there is no lock that stays behind.
    pub fn try_lock(&self) -> Result<bool> {
        match self.handle.try_lock() {
            Ok(()) => Ok(true),
            Err(fs::TryLockError::WouldBlock) => Ok(false),
            Err(fs::TryLockError::Error(cause)) => Err(Error { verb: "lock", path: self.path.clone(), cause }),
        }
    }
}

impl Dir {
    /// Makes a folder for its owner alone, under a name that begins with `prefix` and goes on with [`RANDOM`] letters and
    /// digits. It was not there before, whatever anybody has prepared.
    pub fn make_private_folder(&self, prefix: &str) -> Result<(String, Self)> {
        loop {
            let name = format!("{prefix}{}", random());
            // Nobody can foresee the name, so hardly anybody has it.
            if self.make_folder(&name, Rights::Private)? {
                return match self.folder(&name)? {
                    Step::Folder(dir) => Ok((name, dir)),
                    Step::Nothing | Step::Other => self.failed("open the folder", &name, io::ErrorKind::NotFound.into()),
                };
            }
        }
    }

    /// Where it was opened. For words only: the handle is what counts.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn failed<T>(&self, verb: &'static str, name: impl AsRef<OsStr>, cause: io::Error) -> Result<T> {
        Err(Error { verb, path: self.path.join(name.as_ref()), cause })
    }
}

#[cfg(unix)]
fn folder_flags() -> sys::OFlags {
    use sys::OFlags;
    OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC
}

#[cfg(unix)]
#[allow(clippy::useless_conversion, reason = "the widths differ from system to system")]
fn look(stat: &sys::Stat) -> Look {
    let kind = match sys::FileType::from_raw_mode(stat.st_mode.into()) {
        sys::FileType::RegularFile => Kind::File,
        sys::FileType::Directory => Kind::Folder,
        sys::FileType::Symlink => Kind::Link,
        _ => Kind::Special,
    };
    Look {
        kind,
        length: u64::try_from(stat.st_size).unwrap_or(0),
        names: stat.st_nlink.into(),
        node: (stat.st_ino.into(), stat.st_ctime.into(), stat.st_ctime_nsec.into()),
    }
}
