//! The one door to the file system. Every failure names the path and what was tried.
//!
//! Reading, and looking at what is there, is in this file. `atomic.rs` writes one file in one step; `dir.rs` is for folders
//! that somebody else may have prepared; `result_cache.rs` keeps what takes long to make.

#![expect(clippy::disallowed_methods, reason = "this is the door that the others must use")]

mod dir;
#[cfg(target_os = "linux")]
mod no_follow;
mod atomic;
mod result_cache;

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

#[cfg(target_os = "linux")]
use self::no_follow::open_no_follow;
pub use self::{
    atomic::{WriteRefusal, remove_unchanged, write_atomically},
    dir::{ChildFolder, Dir, EntryKind, Permissions, RANDOM, Stat},
    result_cache::{CacheKey, ResultCache},
};
use super::limits;

/// An open file.
pub type File = fs::File;

/// What `stat` tells of a file, a folder or a link.
pub type Metadata = fs::Metadata;

/// An error of the file system: what was tried, on which path, and what the system said.
#[derive(Debug)]
pub struct Error {
    /// What was tried, as in "cannot *write*".
    pub verb: &'static str,
    /// The path that it was tried on.
    pub path: PathBuf,
    /// The I/O error behind it.
    pub cause: io::Error,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot {} `{}`: {}", self.verb, self.path.display(), self.cause)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

/// The result of an operation on the file system.
pub type Result<T> = std::result::Result<T, Error>;

fn context<T>(verb: &'static str, path: &Path, result: io::Result<T>) -> Result<T> {
    result.map_err(|cause| Error { verb, path: path.to_owned(), cause })
}

/// A directory entry. Its type is not looked up.
#[derive(Debug)]
pub struct Entry {
    /// The last part of its path; `None` when it is not Unicode.
    pub name: Option<String>,
    /// The path that the folder was listed by, joined with the name.
    pub path: PathBuf,
}

/// Reads a whole file, following links, without a limit.
///
/// # Errors
/// When it is not there, is no file, or cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    context("read", path, fs::read(path))
}

/// Reads the file that stands at a real path, as [`canonical`] made it. No link is followed at any depth, so what is read is
/// what was judged by its path, whoever put a link in its place meanwhile; and nothing but a file is read.
///
/// # Errors
/// When a part of the path is a link now, when something else than a file stands there, and, with the kind `FileTooLarge`,
/// when it holds more than `most` bytes.
pub fn read_no_follow(path: &Path, most: u64) -> Result<Vec<u8>> {
    let read = || {
        let file = open_no_follow(path)?;
        let meta = file.metadata()?;
        if let Some(what) = special(&meta) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("it is {what}, not a file")));
        }
        take(file, most)
    };
    context("read", path, read())
}

/// Reads a file that the command line names, which may be a link or a pipe.
///
/// # Errors
/// When it cannot be opened or read, and, with the kind `FileTooLarge`, when it holds more than `most` bytes.
pub fn read_named(path: &Path, most: u64) -> Result<Vec<u8>> {
    context("read", path, fs::File::open(path).and_then(|file| take(file, most)))
}

/// All bytes of an open file, of which there may be no more than `most`; the file is not believed about its length.
fn take(file: fs::File, most: u64) -> io::Result<Vec<u8>> {
    use io::Read as _;
    let length = file.metadata()?.len();
    let too_large = || io::Error::new(io::ErrorKind::FileTooLarge, format!("it holds more than {}", limits::bytes(most)));
    if length > most {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    let read = file.take(most + 1).read_to_end(&mut bytes)?;
    if read as u64 > most { Err(too_large()) } else { Ok(bytes) }
}

/// What something is that is not a regular file, with its article, as in "a named pipe"; `None` for a regular file.
#[must_use]
pub fn special(meta: &fs::Metadata) -> Option<&'static str> {
    let kind = meta.file_type();
    if kind.is_file() {
        return None;
    }
    Some(if kind.is_dir() { "a folder" } else { special_kind(kind) })
}

#[cfg(unix)]
fn special_kind(kind: fs::FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    if kind.is_fifo() {
        "a named pipe"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn special_kind(_: fs::FileType) -> &'static str {
    "something special"
}

/// Where the system has no such call, what was opened must still be what stands at the path.
#[cfg(not(target_os = "linux"))]
fn open_no_follow(path: &Path) -> io::Result<fs::File> {
    let before = fs::symlink_metadata(path)?;
    if !before.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a file any more"));
    }
    let file = fs::File::open(path)?;
    if fs::canonicalize(path)? != path || own_identity(&file.metadata()?) != own_identity(&fs::symlink_metadata(path)?) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "a link was put in its place"));
    }
    Ok(file)
}

/// Reads a whole file, following links; `None` when it is missing.
///
/// # Errors
/// When it is there and cannot be read.
pub fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        result => context("read", path, result).map(Some),
    }
}

/// Writes a whole file in place, not atomically. Only for files that nobody reads yet: what readers see is put there by
/// [`write_atomically`].
///
/// # Errors
/// When it cannot be created or written; part of it may be written then.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    context("write", path, fs::write(path, bytes))
}

/// Creates a folder and all missing parents. One that exists already is fine.
///
/// # Errors
/// When one of them cannot be created.
pub fn create_folder(path: &Path) -> Result<()> {
    context("create the folder", path, fs::create_dir_all(path))
}

/// Removes a file.
///
/// # Errors
/// When it is not there, or cannot be removed.
pub fn remove_file(path: &Path) -> Result<()> {
    context("remove", path, fs::remove_file(path))
}

/// Removes a folder and those that it lies in, up to `top`, as far as they are empty.
pub fn remove_empty_folders(folder: &Path, top: &Path) {
    let folders = folder.ancestors().take_while(|folder| *folder != top && folder.starts_with(top));
    for folder in folders {
        // One with something in it is left alone by the system.
        if fs::remove_dir(folder).is_err() {
            return;
        }
    }
}

/// The entries of a folder, sorted by path.
///
/// # Errors
/// When it is no folder, or cannot be listed.
pub fn list(path: &Path) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for entry in context("list", path, fs::read_dir(path))? {
        let entry = context("list", path, entry)?;
        entries.push(Entry { name: entry.file_name().into_string().ok(), path: entry.path() });
    }
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(entries)
}

/// The metadata at a path, following links; `None` when nothing is there.
///
/// # Errors
/// When it cannot be looked up, for example without permission.
pub fn metadata(path: &Path) -> Result<Option<fs::Metadata>> {
    match fs::metadata(path) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        result => context("look at", path, result).map(Some),
    }
}

/// The metadata at a path, of a link itself if it is one; `None` when nothing is there.
///
/// # Errors
/// When it cannot be looked up, for example without permission.
pub fn link_metadata(path: &Path) -> Result<Option<fs::Metadata>> {
    match fs::symlink_metadata(path) {
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
        result => context("look at", path, result).map(Some),
    }
}

/// A fingerprint of a file without reading it: length, modification time, inode and change time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// Length in bytes.
    length: u64,
    /// Modification time (`mtime`).
    modified: SystemTime,
    /// Inode and change time (`ctime`, in seconds and nanoseconds), which nobody can set; zeros where the system has none.
    node: (u64, i64, i64),
}

/// A write within this time of an earlier one may leave the same stamp, for the clocks of file systems are coarse.
const COARSE: Duration = Duration::from_millis(50);

impl Stamp {
    /// The length of the file in bytes.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Whether a later write is sure to leave another stamp: the file was modified and changed more than 50 ms ago.
    #[must_use]
    pub fn is_reliable(&self) -> bool {
        // A time that is still to come says nothing.
        let is_past = |time: SystemTime| time.elapsed().is_ok_and(|age| age > COARSE);
        let (_, seconds, nanoseconds) = self.node;
        let since_epoch = u64::try_from(seconds).ok().zip(u32::try_from(nanoseconds).ok());
        // Who writes may set the one time to what it was, but not the other.
        is_past(self.modified) && since_epoch.is_some_and(|(seconds, rest)| is_past(UNIX_EPOCH + Duration::new(seconds, rest)))
    }
}

/// The stamp of a file, following links; `None` when its metadata cannot be read.
#[must_use]
pub fn stamp(path: &Path) -> Option<Stamp> {
    let meta = fs::metadata(path).ok()?;
    Some(Stamp { length: meta.len(), modified: meta.modified().ok()?, node: node(&meta) })
}

/// The identity of a file or folder: device and inode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity(u64, u64);

/// The identity of what is at a path, following links; `None` when its metadata cannot be read.
#[must_use]
pub fn identity(path: &Path) -> Option<Identity> {
    let meta = fs::metadata(path).ok()?;
    Some(own_identity(&meta))
}

#[cfg(unix)]
fn own_identity(meta: &fs::Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt as _;
    Identity(meta.dev(), meta.ino())
}

#[cfg(not(unix))]
fn own_identity(_: &fs::Metadata) -> Identity {
    Identity(0, 0)
}

/// The type of the network or guest file system that holds an absolute path, such as `nfs4`: changes that are made there
/// are not reported here. `None` for a local one, and where `/proc/self/mountinfo` cannot be read.
#[must_use]
pub fn remote_kind(path: &Path) -> Option<String> {
    let mounts = fs::read_to_string("/proc/self/mountinfo").ok()?;
    remote_kind_in(&mounts, path)
}

fn remote_kind_in(mounts: &str, path: &Path) -> Option<String> {
    const REMOTE: [&str; 12] =
        ["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "drvfs", "vboxsf", "prl_fs", "afs", "ceph", "fuse.sshfs"];
    let mount = |line: &str| {
        let (before, after) = line.split_once(" - ")?;
        let place = before.split(' ').nth(4)?.replace("\\040", " ");
        Some((PathBuf::from(place), after.split(' ').next()?.to_owned()))
    };
    // The last one that holds the path is the one on top.
    let held = mounts.lines().filter_map(mount).filter(|(place, _)| path.starts_with(place));
    let (_, kind) = held.max_by_key(|(place, _)| place.components().count())?;
    REMOTE.contains(&kind.as_str()).then_some(kind)
}

#[cfg(unix)]
fn node(meta: &fs::Metadata) -> (u64, i64, i64) {
    use std::os::unix::fs::MetadataExt as _;
    (meta.ino(), meta.ctime(), meta.ctime_nsec())
}

#[cfg(not(unix))]
fn node(_: &fs::Metadata) -> (u64, i64, i64) {
    (0, 0, 0)
}

/// The absolute path, with every link and `..` resolved.
///
/// # Errors
/// When nothing is there, or a folder on the way cannot be searched.
pub fn canonical(path: &Path) -> Result<PathBuf> {
    context("find", path, fs::canonicalize(path))
}

/// Whether a path still leads to an open file: same device, same inode.
#[cfg(unix)]
fn is_at(file: &fs::File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (file.metadata(), fs::metadata(path)) {
        (Ok(open), Ok(there)) => (open.dev(), open.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

/// Whether a path still leads to an open file: where open files cannot be removed it always does.
#[cfg(not(unix))]
fn is_at(_: &fs::File, _: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_another_machine_is_known_by_its_mount() {
        let mounts = "22 1 254:0 / / rw - ext4 /dev/vda rw\n\
                      30 22 0:40 / /mnt/team\\040share rw shared:1 - nfs4 server:/x rw\n\
                      31 30 0:41 / /mnt/team\\040share/local rw - tmpfs tmpfs rw\n";
        let kind = |path: &str| remote_kind_in(mounts, Path::new(path));
        assert_eq!(kind("/home/x"), None);
        assert_eq!(kind("/mnt/team share/book").as_deref(), Some("nfs4"));
        assert_eq!(kind("/mnt/team share/local/book"), None);
    }

    #[test]
    fn what_is_no_file_or_too_large_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let top = canonical(folder.path()).unwrap();
        write(&top.join("file"), b"12345").unwrap();
        assert_eq!(read_no_follow(&top.join("file"), 5).unwrap(), b"12345");
        let kind = |result: Result<Vec<u8>>| result.unwrap_err().cause.kind();
        assert_eq!(kind(read_no_follow(&top.join("file"), 4)), io::ErrorKind::FileTooLarge);
        assert_eq!(kind(read_named(Path::new("/dev/zero"), 4)), io::ErrorKind::FileTooLarge);
        assert_eq!(kind(read_no_follow(&top, 4)), io::ErrorKind::InvalidInput);
        assert_eq!(kind(read_no_follow(Path::new("/dev/null"), 4)), io::ErrorKind::InvalidInput);
    }

    #[test]
    fn a_stamp_tells_two_states_of_a_file_apart() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        assert!(stamp(&path).is_none());
        write(&path, b"one").unwrap();
        let first = stamp(&path).unwrap();
        assert!(!first.is_reliable(), "it was written just now");
        for time in [UNIX_EPOCH, UNIX_EPOCH + Duration::from_hours(24 * 365 * 200)] {
            fs::File::options().append(true).open(&path).unwrap().set_modified(time).unwrap();
            assert!(!stamp(&path).unwrap().is_reliable(), "whatever is said of the time");
        }
        let first = stamp(&path).unwrap();
        assert_eq!(stamp(&path), Some(first));
        write(&path, b"four").unwrap();
        assert_ne!(stamp(&path), Some(first));
    }
}
