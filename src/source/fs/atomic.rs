//! Atomic writes of one file: a reader sees the old bytes or the new ones.
//!
//! The new bytes are written beside the file, under a name that nobody can foresee, into a file that must not be there
//! yet; then they take its place in one step. The part is locked for as long as its writer lives, so whoever writes in the
//! same folder later knows which parts are left from a run that was killed, and removes those.

use std::{ffi::OsStr, fmt, fs, io, path::Path};

use super::{RANDOM, Result, context, dir::random, is_at};

/// Prefix and suffix of the name of a temporary file. Between them are [`RANDOM`] random letters and digits.
const PART: (&str, &str) = (".readybook-", ".part");

/// Why a file was not written; it is unchanged then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteRefusal {
    /// There is something already, and nothing should have been.
    Taken,
    /// It does not hold any more what it held when it was read.
    Changed,
    /// Nobody, or not this user, may write to it.
    ReadOnly,
    /// It belongs to another user or group, and what took its place would not.
    Owner,
    /// It has a second name, which would keep the old bytes.
    HardLink,
    /// It is a symbolic link.
    Link,
    /// It is a folder, a pipe or a device.
    Special,
}

/// Words for a message, which follow the file's name.
impl fmt::Display for WriteRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Taken => "is there already",
            Self::Changed => "was changed meanwhile",
            Self::ReadOnly => "may not be written to",
            Self::Owner => "belongs to another user or group",
            Self::HardLink => "has a second name, a hard link, which would keep the old text",
            Self::Link => "is a link, and nothing is written through it",
            Self::Special => "is not a regular file",
        })
    }
}

impl std::error::Error for WriteRefusal {}

/// Replaces the content of a file if it still is `before`, or creates the file if that is `None`, in one step, and waits
/// until the disk has it. Permissions and owner stay as they are.
///
/// # Errors
/// When the file system fails. A [`WriteRefusal`] is no failure but an answer, the inner `Err`; nothing was written then.
pub fn write_atomically(path: &Path, before: Option<&[u8]>, bytes: &[u8]) -> Result<std::result::Result<(), WriteRefusal>> {
    use std::io::Write as _;
    let there = super::link_metadata(path)?;
    if let Some(refusal) = refusal(path, there.as_ref(), before.is_some()) {
        return Ok(Err(refusal));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    sweep(folder);
    let part = context("create", path, part(folder, there.is_none()))?;
    context("write", path, part.as_file().write_all(bytes))?;
    if let Some(there) = &there {
        if !take_after(part.as_file(), there) {
            return Ok(Err(WriteRefusal::Owner));
        }
        context("set the rights of", path, part.as_file().set_permissions(there.permissions()))?;
    }
    context("write", path, part.as_file().sync_all())?;
    match before {
        Some(before) => {
            if !holds(path, before)? {
                return Ok(Err(WriteRefusal::Changed));
            }
            context("write", path, part.persist(path).map_err(|failed| failed.error))?;
        }
        None => match part.persist_noclobber(path) {
            Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => return Ok(Err(WriteRefusal::Taken)),
            result => drop(context("create", path, result.map_err(|failed| failed.error))?),
        },
    }
    sync_folder(folder);
    Ok(Ok(()))
}

/// Removes a file if it still holds `before`.
///
/// # Errors
/// When the file system fails. The inner `Err` is [`WriteRefusal::Changed`], and the file stays.
pub fn remove_unchanged(path: &Path, before: &[u8]) -> Result<std::result::Result<(), WriteRefusal>> {
    if !holds(path, before)? {
        return Ok(Err(WriteRefusal::Changed));
    }
    super::remove_file(path).map(Ok)
}

/// Whether this is a regular file with these bytes.
fn holds(path: &Path, bytes: &[u8]) -> Result<bool> {
    Ok(super::link_metadata(path)?.is_some_and(|now| now.is_file()) && super::read(path)? == bytes)
}

fn refusal(path: &Path, there: Option<&fs::Metadata>, is_expected: bool) -> Option<WriteRefusal> {
    let Some(meta) = there else { return is_expected.then_some(WriteRefusal::Changed) };
    if !is_expected {
        return Some(WriteRefusal::Taken);
    }
    if meta.is_symlink() {
        return Some(WriteRefusal::Link);
    }
    if !meta.is_file() {
        return Some(WriteRefusal::Special);
    }
    // Whoever may write in the folder could replace the file; that is not what its rights say.
    let may_write = || fs::File::options().append(true).open(path).is_ok();
    if meta.permissions().readonly() || !may_write() {
        return Some(WriteRefusal::ReadOnly);
    }
    (names(meta) > 1).then_some(WriteRefusal::HardLink)
}

/// Creates a temporary file in a folder, and locks it.
fn part(folder: &Path, is_new: bool) -> io::Result<tempfile::NamedTempFile> {
    for _ in 0..16 {
        let name = format!("{}{}{}", PART.0, random(), PART.1);
        let part = tempfile::Builder::new().prefix(&name).rand_bytes(0).make_in(folder, |path| {
            let mut options = fs::File::options();
            private(options.write(true).create_new(true), is_new).open(path)
        })?;
        // Somebody who sweeps may have seen it before it was locked.
        if part.as_file().try_lock().is_ok() && is_at(part.as_file(), part.path()) {
            return Ok(part);
        }
    }
    Err(io::Error::other("parts of files are removed as soon as they are made"))
}

/// Removes the temporary files that a killed run left in a folder. Those that cannot be removed stay.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten().filter(|entry| is_part(&entry.file_name())) {
        let path = entry.path();
        let is_plain = fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_file() && names(&meta) == 1);
        let opened = || fs::File::options().append(true).open(&path).or_else(|_| fs::File::open(&path)).ok();
        if let Some(file) = is_plain.then(opened).flatten()
            && file.try_lock().is_ok()
            && is_at(&file, &path)
        {
            let _ = fs::remove_file(&path);
        }
    }
}

fn is_part(name: &OsStr) -> bool {
    let middle = name.to_str().and_then(|name| name.strip_prefix(PART.0)?.strip_suffix(PART.1));
    middle.is_some_and(|middle| middle.len() == RANDOM && middle.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Waits until the disk has a folder's entries (`fsync`). Where that is not possible, the file itself is on disk at least.
fn sync_folder(folder: &Path) {
    let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
}

/// A part of a file that is there is its writer's alone until it gets the file's own rights.
#[cfg(unix)]
fn private(options: &mut fs::OpenOptions, is_new: bool) -> &mut fs::OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(if is_new { 0o666 } else { 0o600 })
}

#[cfg(not(unix))]
fn private(options: &mut fs::OpenOptions, _: bool) -> &mut fs::OpenOptions {
    options
}

/// Gives a part the owner and the group of a file; `false` when this user may not.
#[cfg(unix)]
fn take_after(part: &fs::File, there: &fs::Metadata) -> bool {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    part.metadata().is_ok_and(|own| (own.uid(), own.gid()) == (there.uid(), there.gid()))
        || fchown(part, Some(there.uid()), Some(there.gid())).is_ok()
}

#[cfg(not(unix))]
fn take_after(_: &fs::File, _: &fs::Metadata) -> bool {
    true
}

#[cfg(unix)]
fn names(meta: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(meta)
}

#[cfg(not(unix))]
fn names(_: &fs::Metadata) -> u64 {
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_killed_run_goes_and_one_that_is_being_written_stays() {
        let folder = tempfile::tempdir().unwrap();
        let dead = folder.path().join(".readybook-aaaaaaaaaaaa.part");
        fs::write(&dead, "half").unwrap();
        for other in [".readybook-notes.part", ".readybook-aaaaaaaaaaa-.part", "readybook-aaaaaaaaaaaa.part"] {
            fs::write(folder.path().join(other), "mine").unwrap();
        }
        let alive = part(folder.path(), true).unwrap();
        assert_eq!(write_atomically(&folder.path().join("a"), None, b"whole").unwrap(), Ok(()));
        assert!(!dead.exists() && alive.path().exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 5, "three files of somebody, the living part and the new file");
    }
}
