//! [`Dir`] on Unix: every step is a system call on an open folder, and none follows a link.

use std::{
    ffi::{OsStr, OsString},
    fs,
    io::{self, Read as _, Write as _},
    path::Path,
};

use rustix::fs as sys;

use super::{ChildFolder, Dir, EntryKind, Permissions, Stat};
use crate::source::fs::{Error, Result, context};

impl Dir {
    /// Opens the folder at a path. Links above it are followed.
    ///
    /// # Errors
    /// When it is a link itself, is no folder, or cannot be opened.
    pub fn open(path: &Path) -> Result<Self> {
        let opened = sys::open(path, folder_flags(), sys::Mode::empty());
        let handle = context("open the folder", path, opened.map_err(io::Error::from))?;
        Ok(Self { handle: handle.into(), path: path.to_owned() })
    }

    /// Opens one of its folders. A link is [`ChildFolder::Other`], wherever it leads.
    ///
    /// # Errors
    /// When there is such a folder and it cannot be opened.
    pub fn folder(&self, name: impl AsRef<OsStr>) -> Result<ChildFolder> {
        use rustix::io::Errno;
        let name = name.as_ref();
        match sys::openat(&self.handle, name, folder_flags(), sys::Mode::empty()) {
            Ok(handle) => Ok(ChildFolder::Folder(Self { handle: handle.into(), path: self.path.join(name) })),
            Err(Errno::NOENT) => Ok(ChildFolder::Nothing),
            Err(Errno::NOTDIR | Errno::LOOP | Errno::MLINK) => Ok(ChildFolder::Other),
            Err(error) => self.failed("open the folder", name, error.into()),
        }
    }

    /// Creates a folder; `false` when the name is taken, by whatever it is.
    ///
    /// # Errors
    /// When it cannot be created for another reason.
    pub fn make_folder(&self, name: impl AsRef<OsStr>, permissions: Permissions) -> Result<bool> {
        let name = name.as_ref();
        let mode = match permissions {
            Permissions::Private => 0o700,
            Permissions::Usual => 0o777,
        };
        match sys::mkdirat(&self.handle, name, mode.into()) {
            Err(rustix::io::Errno::EXIST) => Ok(false),
            Err(error) => self.failed("create the folder", name, error.into()),
            Ok(()) => Ok(true),
        }
    }

    /// The `lstat` of an entry; `None` when there is none of that name.
    ///
    /// # Errors
    /// When it is there and its metadata cannot be read.
    pub fn stat(&self, name: impl AsRef<OsStr>) -> Result<Option<Stat>> {
        let name = name.as_ref();
        match sys::statat(&self.handle, name, sys::AtFlags::SYMLINK_NOFOLLOW) {
            Err(rustix::io::Errno::NOENT) => Ok(None),
            Err(error) => self.failed("look at", name, error.into()),
            Ok(stat) => Ok(Some(stat_of(&stat))),
        }
    }

    /// Reads a whole regular file, without blocking on a pipe.
    ///
    /// # Errors
    /// When it is missing, a link, or not a regular file, or cannot be read.
    pub fn read(&self, name: impl AsRef<OsStr>) -> Result<Vec<u8>> {
        use sys::OFlags;
        let name = name.as_ref();
        // A pipe without a writer would be waited for.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let read = || {
            let mut file = fs::File::from(sys::openat(&self.handle, name, flags, sys::Mode::empty())?);
            if !file.metadata()?.is_file() {
                return Err(io::Error::other("it is not a regular file"));
            }
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).map(|_| bytes)
        };
        read().or_else(|cause| self.failed("read", name, cause))
    }

    /// Creates a file with these bytes, with mode 0666 without the umask's bits.
    ///
    /// # Errors
    /// When the name is taken, or it cannot be written; what was written of it stays, and the caller removes it.
    pub fn write_new(&self, name: impl AsRef<OsStr>, bytes: &[u8]) -> Result<()> {
        use sys::OFlags;
        let name = name.as_ref();
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let write = || fs::File::from(sys::openat(&self.handle, name, flags, 0o666.into())?).write_all(bytes);
        write().or_else(|cause| self.failed("write", name, cause))
    }

    /// Moves a file to `place` in the folder `to` and replaces what is there, in one step (`renameat`). A link there is
    /// replaced itself, not what it leads to.
    ///
    /// # Errors
    /// When it cannot be moved, for example to another file system.
    pub fn replace(&self, name: &str, to: &Self, place: &str) -> Result<()> {
        match sys::renameat(&self.handle, name, &to.handle, place) {
            Err(error) => to.failed("write", place, error.into()),
            Ok(()) => Ok(()),
        }
    }

    /// Moves a file to `place` in the folder `to`, in one step where the file system can (`RENAME_NOREPLACE`).
    ///
    /// # Errors
    /// When something is at `place`, or it cannot be moved.
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
        match to.stat(place)? {
            Some(_) => to.failed("write", place, io::ErrorKind::AlreadyExists.into()),
            None => self.replace(name, to, place),
        }
    }

    /// Removes an entry that is no folder; one that is gone already is fine.
    ///
    /// # Errors
    /// When it is a folder, or cannot be removed.
    pub fn remove_file(&self, name: impl AsRef<OsStr>) -> Result<()> {
        let name = name.as_ref();
        match sys::unlinkat(&self.handle, name, sys::AtFlags::empty()) {
            Err(rustix::io::Errno::NOENT) | Ok(()) => Ok(()),
            Err(error) => self.failed("remove", name, error.into()),
        }
    }

    /// Removes a folder if it is empty, and says whether it is gone; `false` for one that is not empty, or no folder.
    ///
    /// # Errors
    /// When it is empty and cannot be removed.
    pub fn remove_folder(&self, name: impl AsRef<OsStr>) -> Result<bool> {
        use rustix::io::Errno;
        let name = name.as_ref();
        match sys::unlinkat(&self.handle, name, sys::AtFlags::REMOVEDIR) {
            Ok(()) | Err(Errno::NOENT) => Ok(true),
            Err(Errno::NOTEMPTY | Errno::EXIST | Errno::NOTDIR) => Ok(false),
            Err(error) => self.failed("remove", name, error.into()),
        }
    }

    /// The names of its entries, sorted by bytes, without `.` and `..`.
    ///
    /// # Errors
    /// When it cannot be listed.
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

    /// The device number of the file system that it lies on.
    ///
    /// # Errors
    /// When its metadata cannot be read.
    pub fn device(&self) -> Result<u64> {
        use std::os::unix::fs::MetadataExt as _;
        context("look at", &self.path, self.handle.metadata()).map(|meta| meta.dev())
    }

    /// Whether its path still leads to it: same device, same inode, links not followed.
    pub fn is_at_its_path(&self) -> bool {
        use std::os::unix::fs::MetadataExt as _;
        match (self.handle.metadata(), fs::symlink_metadata(&self.path)) {
            (Ok(open), Ok(there)) => (open.dev(), open.ino()) == (there.dev(), there.ino()),
            _ => false,
        }
    }

    /// Waits until the disk has its entries (`fsync`). A file system that cannot do that is no error.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn sync(&self) -> Result<()> {
        match self.handle.sync_all() {
            // Some file systems have nothing to do here, and say that they cannot.
            Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
            result => context("sync", &self.path, result),
        }
    }

    /// Waits until the disk has the bytes of one of its files (`fdatasync`).
    ///
    /// # Errors
    /// When the file cannot be opened, or the disk fails.
    pub fn sync_file(&self, name: impl AsRef<OsStr>) -> Result<()> {
        let name = name.as_ref();
        let flags = sys::OFlags::RDONLY | sys::OFlags::NOFOLLOW | sys::OFlags::NONBLOCK | sys::OFlags::CLOEXEC;
        let sync = || fs::File::from(sys::openat(&self.handle, name, flags, sys::Mode::empty())?).sync_data();
        sync().or_else(|cause| self.failed("sync", name, cause))
    }

    /// Waits until the disk has all that was written to the folder's file system (`syncfs`); `false` where there is no such call.
    ///
    /// # Errors
    /// When the disk fails.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    pub fn sync_file_system(&self) -> Result<bool> {
        match sys::syncfs(&self.handle) {
            Ok(()) => Ok(true),
            Err(rustix::io::Errno::NOSYS) => Ok(false),
            Err(error) => self.failed("sync", "", error.into()),
        }
    }

    /// Always `false`: there is no such call here.
    ///
    /// # Errors
    /// Never.
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    pub fn sync_file_system(&self) -> Result<bool> {
        Ok(false)
    }

    /// A second handle of the same open folder.
    ///
    /// # Errors
    /// When the system has no handle left.
    pub fn try_clone(&self) -> Result<Self> {
        let handle = context("open the folder", &self.path, self.handle.try_clone())?;
        Ok(Self { handle, path: self.path.clone() })
    }

    /// Locks it exclusively for as long as this value lives; `false` when another handle holds the lock. The system releases
    /// it when the program ends, however it ends, so no stale lock stays behind.
    ///
    /// # Errors
    /// When the file system has no locks.
    pub fn try_lock(&self) -> Result<bool> {
        match self.handle.try_lock() {
            Ok(()) => Ok(true),
            Err(fs::TryLockError::WouldBlock) => Ok(false),
            Err(fs::TryLockError::Error(cause)) => Err(Error { verb: "lock", path: self.path.clone(), cause }),
        }
    }
}

fn folder_flags() -> sys::OFlags {
    use sys::OFlags;
    OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC
}

#[allow(clippy::useless_conversion, reason = "the widths differ from system to system")]
fn stat_of(stat: &sys::Stat) -> Stat {
    let kind = match sys::FileType::from_raw_mode(stat.st_mode.into()) {
        sys::FileType::RegularFile => EntryKind::File,
        sys::FileType::Directory => EntryKind::Folder,
        sys::FileType::Symlink => EntryKind::Link,
        _ => EntryKind::Special,
    };
    Stat {
        kind,
        length: u64::try_from(stat.st_size).unwrap_or(0),
        names: stat.st_nlink.into(),
        node: (stat.st_ino.into(), stat.st_ctime.into(), stat.st_ctime_nsec.into()),
    }
}
