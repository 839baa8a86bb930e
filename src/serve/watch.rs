//! The file watcher: file system events → one debounced change. The one door to `notify`.
//!
//! Folders are watched, never single files: an editor that renames a new file into place would end the watch of the old
//! one. Access events are dropped, or a build would wake itself for ever. The watch of a deleted folder ends silently, so the
//! folders' identities are compared regularly.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    time::{Duration, Instant},
};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _, event::ModifyKind};

use crate::source::{BASELINE_FILE, SETTINGS_FILE, SourcePath, Sources, fs, is_ignored, limits};

/// Quiet period after which a change is complete.
const DEBOUNCE: Duration = Duration::from_millis(6);

/// Quiet period when many files change, as in a checkout.
const DEBOUNCE_MANY: Duration = Duration::from_millis(80);

/// Changes of more files than this use [`DEBOUNCE_MANY`].
const MANY: usize = 8;

/// Maximum duration of debouncing: some programs write all the time.
const MAX_DEBOUNCE: Duration = Duration::from_secs(1);

/// How long debouncing waits for Git's `index.lock` to be released.
const MAX_GIT_LOCK: Duration = Duration::from_secs(5);

/// How often the identities of the watched folders are compared.
const REWATCH_INTERVAL: Duration = Duration::from_millis(500);

/// Folders below the handbook's that are watched recursively; the handbook's own is watched flat.
const RECURSIVE: [&str; 4] = ["content", "checklists", "editions", "themes"];

/// What changed on the disk.
#[derive(Debug, PartialEq, Eq)]
pub enum Change {
    /// Files or folders at these paths, relative to the handbook's folder, were written, created, removed or renamed.
    Files(BTreeSet<SourcePath>),
    /// Unknown: everything must be scanned.
    Anything,
    /// No event before the timeout.
    Nothing,
}

/// Why the disk is polled, in words for the user.
pub type PollReason = String;

/// A debounced event of the watcher.
#[derive(Debug)]
pub struct WatchEvent {
    /// What has changed.
    pub change: Change,
    /// Whether Git's dates may differ: there is a new commit, or another one was checked out.
    pub has_moved: bool,
    /// Why the watcher has just switched to polling, if it has.
    pub reason: Option<PollReason>,
}

/// Paths below the Git directory that a commit or a checkout writes.
const HEADS: [&str; 4] = ["HEAD", "logs/HEAD", "packed-refs", "refs/heads"];

/// The file watcher of a handbook's folder: file system events, or polling where those are not available.
pub struct Watcher {
    root: PathBuf,
    receiver: Receiver<notify::Result<Event>>,
    backend: Backend,
    /// Identities of the watched folders when last compared: the handbook's, then [`RECURSIVE`]; `None` for a missing one.
    known: Vec<Option<fs::Identity>>,
    /// Absolute paths of further folders, which hold targets of symbolic links; watched flat.
    link_folders: BTreeSet<PathBuf>,
    git: Option<PathBuf>,
    /// Stamps of [`HEADS`] when last compared.
    heads: Vec<Option<fs::Stamp>>,
    /// An `index.lock` that was not released in time: it is not waited for again.
    stale_lock: Option<fs::Identity>,
}

enum Backend {
    /// File system events (inotify on Linux).
    Notify(RecommendedWatcher),
    /// Everything is rescanned at this interval.
    Poll(Duration),
}

/// Default interval of polling.
pub const POLL_INTERVAL: Duration = Duration::from_millis(500);

impl Watcher {
    /// Starts watching `root`: polls at the interval `poll`, or else on a network share or without file system events; then with
    /// the reason.
    pub fn start(root: &Path, poll: Option<Duration>) -> (Self, Option<PollReason>) {
        let root = fs::canonical(root).unwrap_or_else(|_| root.to_owned());
        let git = root.ancestors().find_map(|folder| git_folder(&folder.join(".git")));
        let heads = heads(git.as_deref());
        let (sender, receiver) = channel();
        let made = watcher(&sender);
        let (backend, reason) = match (poll, fs::remote_kind(&root), made) {
            (Some(interval), _, _) => (Backend::Poll(interval), None),
            (None, Some(kind), _) => (
                Backend::Poll(POLL_INTERVAL),
                Some(format!("the handbook lies on a shared folder ({kind}), which tells nobody of changes")),
            ),
            (None, None, Ok(watcher)) => (Backend::Notify(watcher), None),
            (None, None, Err(error)) => (Backend::Poll(POLL_INTERVAL), Some(error.to_string())),
        };
        let mut watch =
            Self { root, receiver, backend, known: Vec::new(), link_folders: BTreeSet::new(), git, heads, stale_lock: None };
        let later = watch.rewatch();
        (watch, reason.or(later))
    }

    /// Also watches the folders of files that symbolic links lead to. Returns the reason if it has to switch to polling.
    pub fn watch_link_targets(&mut self, sources: &Sources) -> Option<PollReason> {
        let deep = RECURSIVE.map(|folder| self.root.join(folder));
        let strays = sources.places().filter(|place| !deep.iter().any(|folder| lies_in(place, folder)));
        let link_folders: BTreeSet<PathBuf> =
            strays.filter_map(Path::parent).filter(|folder| *folder != self.root).map(Path::to_owned).collect();
        if link_folders == self.link_folders {
            return None;
        }
        let added: Vec<PathBuf> = link_folders.difference(&self.link_folders).cloned().collect();
        self.link_folders = link_folders;
        added.iter().find_map(|folder| self.add(folder, RecursiveMode::NonRecursive))
    }

    /// Blocks for the next change and debounces it; [`Change::Nothing`] after 500 ms. Polling returns [`Change::Anything`] after
    /// each interval.
    pub fn next(&mut self) -> WatchEvent {
        let (change, reason) = self.wait();
        let heads = heads(self.git.as_deref());
        let before = std::mem::replace(&mut self.heads, heads);
        WatchEvent { change, has_moved: before != self.heads, reason }
    }

    fn wait(&mut self) -> (Change, Option<PollReason>) {
        let patience = match self.backend {
            Backend::Poll(interval) => {
                std::thread::sleep(interval);
                return (Change::Anything, None);
            }
            Backend::Notify(_) => REWATCH_INTERVAL,
        };
        let mut seen = Batch::default();
        match self.receiver.recv_timeout(patience) {
            Ok(event) => self.add_event(event, &mut seen),
            // Whoever sends lives as long as this.
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
        }
        if seen.is_empty() {
            let (before, reason) = (self.known.clone(), self.rewatch());
            let change = if before == self.known { Change::Nothing } else { Change::Anything };
            return (change, reason);
        }
        self.debounce(&mut seen);
        let reason = self.rewatch();
        (seen.change(), reason)
    }

    /// Collects events until none comes for the quiet period and Git has released its lock, or the maximum time is over.
    fn debounce(&mut self, seen: &mut Batch) {
        let began = Instant::now();
        // What Git wrote just before it let go is still on its way: after the lock the waiting begins anew.
        let mut unlocked = Some(began);
        loop {
            let quiet = if seen.files.len() > MANY { DEBOUNCE_MANY } else { DEBOUNCE };
            let is_quiet = match self.receiver.recv_timeout(quiet) {
                Ok(event) => {
                    self.add_event(event, seen);
                    false
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => true,
            };
            let lock = self.git_lock();
            if lock.is_none() || lock == self.stale_lock {
                let since = *unlocked.get_or_insert_with(Instant::now);
                if since.elapsed() >= MAX_DEBOUNCE || is_quiet && since.elapsed() >= quiet {
                    return;
                }
            } else if began.elapsed() >= MAX_GIT_LOCK {
                self.stale_lock = lock;
                return;
            } else {
                unlocked = None;
                if is_quiet {
                    std::thread::sleep(DEBOUNCE);
                }
            }
        }
    }

    /// The identity of Git's `index.lock`, if it exists.
    fn git_lock(&self) -> Option<fs::Identity> {
        fs::identity(&self.git.as_ref()?.join("index.lock"))
    }

    /// Adds the paths of an event to the batch, unless none belongs to the handbook. Lost events mean that anything changed.
    fn add_event(&self, event: notify::Result<Event>, seen: &mut Batch) {
        let Ok(event) = event else {
            // Events were lost, so anything may have happened.
            seen.anything = true;
            return;
        };
        if event.need_rescan() {
            seen.anything = true;
        }
        for path in event.paths.iter().filter(|path| self.is_ours(path)) {
            match path.strip_prefix(&self.root).ok().and_then(Path::to_str) {
                Some(below) if !self.link_folders.iter().any(|folder| path.starts_with(folder)) => {
                    seen.files.insert(SourcePath::new(&below.replace('\\', "/")));
                }
                _ => seen.anything = true,
            }
        }
    }

    fn is_ours(&self, path: &Path) -> bool {
        if path.file_name().is_some_and(|name| is_ignored(&name.to_string_lossy())) {
            return false;
        }
        if self.link_folders.iter().any(|folder| path.starts_with(folder)) {
            return true;
        }
        let Ok(below) = path.strip_prefix(&self.root) else { return false };
        let hidden = |part: std::path::Component<'_>| is_ignored(&part.as_os_str().to_string_lossy());
        if below.components().any(hidden) {
            return false;
        }
        let mut parts = below.components();
        let Some(first) = parts.next() else { return true };
        let first = first.as_os_str();
        let is_alone = parts.next().is_none();
        RECURSIVE.iter().any(|folder| first == *folder)
            || is_alone
                && (first == SETTINGS_FILE
                    || first == BASELINE_FILE
                    || ["svg", "png", "jpg", "jpeg", "webp"].iter().any(|end| path.extension().is_some_and(|own| own == *end)))
    }

    /// Watches folders that were created or replaced since the last call. Returns the reason if it has to switch to polling.
    fn rewatch(&mut self) -> Option<PollReason> {
        let folders: Vec<PathBuf> =
            std::iter::once(self.root.clone()).chain(RECURSIVE.map(|folder| self.root.join(folder))).collect();
        let there: Vec<Option<fs::Identity>> = folders.iter().map(|folder| fs::identity(folder)).collect();
        if there == self.known {
            return None;
        }
        let before = std::mem::replace(&mut self.known, there.clone());
        let mut reason = None;
        for (number, folder) in folders.iter().enumerate() {
            if there[number].is_some() && before.get(number) != Some(&there[number]) {
                let depth = if number == 0 { RecursiveMode::NonRecursive } else { RecursiveMode::Recursive };
                reason = reason.or(self.add(folder, depth));
            }
        }
        reason
    }

    /// Watches one more folder; if the system refuses, switches to polling and returns the reason.
    fn add(&mut self, folder: &Path, depth: RecursiveMode) -> Option<PollReason> {
        let Backend::Notify(watcher) = &mut self.backend else { return None };
        // A watch of an earlier folder at the same place is in the way.
        let _ = watcher.unwatch(folder);
        match watcher.watch(folder, depth) {
            Ok(()) => None,
            // It is gone again; that will be noticed.
            Err(_) if fs::identity(folder).is_none() => None,
            Err(error) => {
                self.backend = Backend::Poll(POLL_INTERVAL);
                Some(error.to_string())
            }
        }
    }
}

/// Stamps of [`HEADS`] below a Git directory, in their order.
fn heads(git: Option<&Path>) -> Vec<Option<fs::Stamp>> {
    git.map_or_else(Vec::new, |git| HEADS.iter().map(|name| fs::stamp(&git.join(name))).collect())
}

/// The Git directory that a path `.git` stands for: the folder itself, or the one that a `gitdir:` file of a linked worktree
/// names.
fn git_folder(git: &Path) -> Option<PathBuf> {
    if fs::metadata(git).ok()??.is_dir() {
        return Some(git.to_owned());
    }
    let text = fs::read_no_follow(&fs::canonical(git).ok()?, limits::TEXT_FILE).ok()?;
    let named = std::str::from_utf8(&text).ok()?.strip_prefix("gitdir:")?.trim();
    Some(git.parent()?.join(named))
}

fn watcher(sender: &Sender<notify::Result<Event>>) -> notify::Result<RecommendedWatcher> {
    let sender = sender.clone();
    // Whoever receives has ended; so will we.
    notify::recommended_watcher(move |event: notify::Result<Event>| {
        // A look at all files fires three events a file; they end here, or whoever listens would be busy with them for long.
        let is_noise = |event: &Event| matches!(event.kind, EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)));
        if !event.as_ref().is_ok_and(is_noise) {
            let _ = sender.send(event);
        }
    })
}

/// Whether a path is below a folder, compared by bytes: much faster than `Path::starts_with` for thousands of files.
fn lies_in(place: &Path, folder: &Path) -> bool {
    let (place, folder) = (place.as_os_str().as_encoded_bytes(), folder.as_os_str().as_encoded_bytes());
    place.strip_prefix(folder).is_some_and(|rest| rest.first().is_some_and(|&byte| std::path::is_separator(byte.into())))
}

/// The debounced events so far.
#[derive(Debug, Default)]
struct Batch {
    files: BTreeSet<SourcePath>,
    anything: bool,
}

impl Batch {
    fn is_empty(&self) -> bool {
        self.files.is_empty() && !self.anything
    }

    fn change(self) -> Change {
        if self.anything { Change::Anything } else { Change::Files(self.files) }
    }
}
