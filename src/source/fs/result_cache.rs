//! A cache on the disk of what takes long to make, by the content that it is made from.
//!
//! It holds no truth: whatever goes wrong here (no room, no rights, a damaged or a missing file) is a miss, and the result is made
//! again. Two runs share it without locks, since an entry is put in place in one step, and every entry is checked when it is read.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, SystemTime},
};

use data_encoding::HEXLOWER;
use etcetera::BaseStrategy as _;
use sha2::{Digest as _, Sha256};

use super::limits;

/// The version of the form of an entry and of a key.
const VERSION: &str = "v1";

/// How old the time of an entry may be before a hit renews it: what is used is kept longest.
const RENEWED_AFTER: Duration = Duration::from_hours(24);

/// The key of a result: the SHA-256 of the program and of all that the result is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CacheKey([u8; 32]);

/// A folder with results of earlier runs.
#[derive(Debug)]
pub struct ResultCache {
    folder: PathBuf,
    /// How many bytes were added since it was last trimmed.
    added: AtomicU64,
}

impl CacheKey {
    /// The key of a kind of result, from the parts that it is made from. What this program is, is a part of each key.
    #[must_use]
    pub fn new<'a>(kind: &'a str, parts: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hash = Sha256::new();
        let own = [env!("CARGO_PKG_VERSION").as_bytes(), env!("READYBOOK_BUILD").as_bytes(), kind.as_bytes()];
        for part in own.into_iter().chain(parts) {
            // A length before each, so that no two lists of parts are one text.
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }

    /// Its 32 bytes, as a part of another key.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl ResultCache {
    /// The cache of this user, `$XDG_CACHE_HOME/readybook` or what the system has instead; `None` where there is no such folder, or where it would
    /// lie inside `root`, whose files are not ours to add to.
    #[must_use]
    pub fn of_user(root: &Path) -> Option<Self> {
        let strategy = etcetera::base_strategy::choose_native_strategy().ok()?;
        let folder = std::path::absolute(strategy.cache_dir().join("readybook")).ok()?;
        let there = folder.ancestors().find_map(|folder| fs::canonicalize(folder).ok())?;
        if there.starts_with(fs::canonicalize(root).ok()?) { None } else { Self::at(&folder) }
    }

    /// A cache in a folder, which is made if it is not there; `None` when it cannot be.
    #[must_use]
    pub fn at(folder: &Path) -> Option<Self> {
        let folder = folder.join(VERSION);
        make_private(&folder).ok()?;
        Some(Self { folder, added: AtomicU64::new(0) })
    }

    /// The result under a key, whole and undamaged.
    #[must_use]
    pub fn get(&self, key: &CacheKey) -> Option<Vec<u8>> {
        let path = self.path(key);
        let file = fs::File::open(&path).ok()?;
        let modified = file.metadata().ok()?.modified().ok();
        let mut bytes = super::take(file, limits::CACHED_RESULT).ok()?;
        let Some((sum, result)) = bytes.split_first_chunk::<32>() else {
            let _ = fs::remove_file(&path);
            return None;
        };
        if Sha256::digest(result).as_slice() != sum {
            let _ = fs::remove_file(&path);
            return None;
        }
        renew(&path, modified);
        bytes.drain(..32);
        Some(bytes)
    }

    /// Whether there is a result under a key, whole or damaged: for whoever needs only to know that it could be made.
    #[must_use]
    pub fn has(&self, key: &CacheKey) -> bool {
        let path = self.path(key);
        let Ok(found) = fs::metadata(&path) else { return false };
        renew(&path, found.modified().ok());
        found.is_file()
    }

    /// Keeps a result under a key, if there is room for it.
    pub fn put(&self, key: &CacheKey, result: &[u8]) {
        let length = result.len() as u64 + 32;
        if length > limits::CACHED_RESULT || self.write(&self.path(key), result).is_err() {
            return;
        }
        if self.added.fetch_add(length, Ordering::Relaxed) + length > SLACK {
            self.added.store(0, Ordering::Relaxed);
            self.trim(limits::CACHE - SLACK);
        }
    }

    fn write(&self, path: &Path, result: &[u8]) -> io::Result<()> {
        use io::Write as _;
        let mut part = tempfile::Builder::new().prefix(PART).tempfile_in(&self.folder)?;
        part.write_all(&Sha256::digest(result))?;
        part.write_all(result)?;
        if let Some(folder) = path.parent() {
            make_private(folder)?;
        }
        part.persist(path).map(drop).map_err(|failed| failed.error)
    }

    fn path(&self, key: &CacheKey) -> PathBuf {
        let name = HEXLOWER.encode(&key.0);
        self.folder.join(&name[..2]).join(&name[2..])
    }

    /// Removes what was not used for longest until at most `most` bytes are left, and what a killed run left half.
    fn trim(&self, most: u64) {
        let Ok(folders) = fs::read_dir(&self.folder) else { return };
        let now = SystemTime::now();
        let mut entries = Vec::new();
        for entry in folders.flatten() {
            let Ok(meta) = entry.metadata() else { continue };
            if meta.is_dir() {
                let inner = fs::read_dir(entry.path()).into_iter().flatten().flatten();
                entries.extend(inner.filter_map(|entry| entry.metadata().ok().map(|meta| (entry.path(), meta))));
            } else if entry.file_name().to_string_lossy().starts_with(PART)
                && meta.modified().is_ok_and(|modified| is_far_from(modified, now))
            {
                let _ = fs::remove_file(entry.path());
            }
        }
        // What a clock that was ahead wrote is renewed when it is used, so of this nobody knows when that was.
        let used = |meta: &fs::Metadata| {
            let modified = meta.modified().ok().filter(|&modified| modified < now || !is_far_from(modified, now));
            modified.unwrap_or(SystemTime::UNIX_EPOCH)
        };
        let mut files: Vec<(SystemTime, u64, PathBuf)> =
            entries.into_iter().map(|(path, meta)| (used(&meta), meta.len(), path)).collect();
        files.sort();
        let mut all: u64 = files.iter().map(|(_, length, _)| length).sum();
        for (_, length, path) in files {
            if all <= most {
                break;
            }
            let _ = fs::remove_file(path);
            all -= length;
        }
    }
}

impl Drop for ResultCache {
    fn drop(&mut self) {
        if *self.added.get_mut() > 0 {
            self.trim(limits::CACHE - SLACK);
        }
    }
}

/// Notes that an entry was used, if that is not known already.
fn renew(path: &Path, modified: Option<SystemTime>) {
    let now = SystemTime::now();
    if modified.is_some_and(|modified| is_far_from(modified, now)) {
        let _ = fs::File::options().append(true).open(path).and_then(|file| file.set_modified(now));
    }
}

/// How many bytes are added before it is trimmed, so that it never holds more than [`limits::CACHE`].
const SLACK: u64 = limits::CACHE / 8;

/// What the name of a file begins with that is being written.
const PART: &str = "part-";

/// Whether a time is long gone or, by a clock that was ahead, long to come.
fn is_far_from(time: SystemTime, now: SystemTime) -> bool {
    now.duration_since(time).unwrap_or_else(|ahead| ahead.duration()) > RENEWED_AFTER
}

/// Makes a folder that this user alone may read, with its parents.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> CacheKey {
        CacheKey::new("test", [text.as_bytes()])
    }

    #[test]
    fn what_was_put_is_there_in_the_next_run() {
        let folder = tempfile::tempdir().unwrap();
        ResultCache::at(folder.path()).unwrap().put(&key("a"), b"result");
        let next = ResultCache::at(folder.path()).unwrap();
        assert_eq!(next.get(&key("a")).as_deref(), Some(&b"result"[..]));
        assert_eq!(next.get(&key("b")), None);
        assert_eq!([key("a"), key("b")].map(|key| next.has(&key)), [true, false]);
        assert_ne!(CacheKey::new("test", [&b"ab"[..], b"c"]), CacheKey::new("test", [&b"a"[..], b"bc"]));
    }

    #[test]
    fn a_damaged_entry_is_a_miss_and_goes() {
        let folder = tempfile::tempdir().unwrap();
        let cache = ResultCache::at(folder.path()).unwrap();
        for damage in [&b""[..], b"short", &[0; 40]] {
            cache.put(&key("a"), b"result");
            fs::write(cache.path(&key("a")), damage).unwrap();
            assert_eq!(cache.get(&key("a")), None);
            assert!(!cache.path(&key("a")).exists());
        }
    }

    #[test]
    fn what_was_not_used_for_longest_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let cache = ResultCache::at(folder.path()).unwrap();
        for (name, days) in [("old", 9), ("used", 8), ("new", 1)] {
            cache.put(&key(name), &[7; 68]);
            let age = SystemTime::now() - Duration::from_hours(24 * days);
            fs::File::options().append(true).open(cache.path(&key(name))).unwrap().set_modified(age).unwrap();
        }
        assert!(cache.get(&key("used")).is_some());
        cache.trim(200);
        assert_eq!(["old", "used", "new"].map(|name| cache.get(&key(name)).is_some()), [false, true, true]);
    }

    #[test]
    fn what_a_clock_wrote_that_was_ahead_goes_unless_it_is_used() {
        let folder = tempfile::tempdir().unwrap();
        let cache = ResultCache::at(folder.path()).unwrap();
        let ahead = SystemTime::now() + Duration::from_hours(24 * 365);
        let set = |path: &Path| fs::File::options().append(true).open(path).unwrap().set_modified(ahead).unwrap();
        for name in ["unused", "used", "new"] {
            cache.put(&key(name), &[7; 68]);
        }
        let part = cache.folder.join("part-left");
        fs::write(&part, b"half").unwrap();
        for path in [&cache.path(&key("unused")), &cache.path(&key("used")), &part] {
            set(path);
        }
        assert!(cache.get(&key("used")).is_some());
        cache.trim(200);
        assert_eq!(["unused", "used", "new"].map(|name| cache.get(&key(name)).is_some()), [false, true, true]);
        assert!(!part.exists());
    }
}
