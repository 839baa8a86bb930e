//! What happens on the disk → one settled change. The one door to `notify`.
//!
//! Folders are watched, never single files: an editor that renames a new file into place would end the watch of the old
//! one. Reading fires events too, so those are dropped, or a build would wake itself for ever. A watched folder that is
//! deleted ends its watch without a word; therefore it is looked after now and then.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    time::{Duration, Instant},
};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _, event::ModifyKind};

use crate::source::{SourcePath, Sources, fs, is_ignored, limits};

/// A change has settled when nothing happened for so long.
const DEBOUNCE: Duration = Duration::from_millis(6);

/// The same when many files change, as when a branch is checked out.
const DEBOUNCE_MANY: Duration = Duration::from_millis(80);

/// So many files are many.
const MANY: usize = 8;

/// A change that never settles is taken in after so long, again and again: some programs write all the time.
const MAX_DEBOUNCE: Duration = Duration::from_secs(1);

/// While Git holds its lock, a change has not settled; but no longer than this.
const MAX_GIT_LOCK: Duration = Duration::from_secs(5);

/// So often it is looked whether the watched folders are still the same ones.
const REWATCH_INTERVAL: Duration = Duration::from_millis(500);

/// Folders that are watched with all that is in them.
const RECURSIVE: [&str; 3] = ["content", "checklists", "themes"];

/// What has changed.
#[derive(Debug, PartialEq, Eq)]
pub enum Change {
    /// Files or folders at these paths were written, came, went or moved.
    Files(BTreeSet<SourcePath>),
    /// Only a look at everything can tell what.
    Anything,
    /// Nothing that is known of; it is time to look around.
    Nothing,
}

/// Why the disk is polled.
pub type PollReason = String;

/// A debounced event of the watcher.
#[derive(Debug)]
pub struct WatchEvent {
    /// What has changed.
    pub change: Change,
    /// Whether Git may tell other dates from now on: there is a new commit, or another one was checked out.
    pub has_moved: bool,
    /// Why the disk is polled from now on, if that is new.
    pub reason: Option<PollReason>,
}

/// What Git writes when there is a new commit or another one is checked out, below its folder.
const HEADS: [&str; 4] = ["HEAD", "logs/HEAD", "packed-refs", "refs/heads"];

/// The file watcher of a handbook's folder: by the system's events, or by polling where those are not to be had.
pub struct Watcher {
    root: PathBuf,
    receiver: Receiver<notify::Result<Event>>,
    backend: Backend,
    /// Which folders were there when they were last looked at.
    known: Vec<Option<fs::Identity>>,
    /// Folders outside of the deep ones, in which files lie that links lead to.
    link_folders: BTreeSet<PathBuf>,
    git: Option<PathBuf>,
    /// How Git's own files looked.
    heads: Vec<Option<fs::Stamp>>,
    /// A lock that nobody ever let go: it is not waited for twice.
    stale_lock: Option<fs::Identity>,
}

enum Backend {
    /// The system tells.
    Notify(RecommendedWatcher),
    /// Everything is looked at, so often.
    Poll(Duration),
}

/// How often the disk is looked at when nobody has said.
pub const POLL_INTERVAL: Duration = Duration::from_millis(500);

impl Watcher {
    /// Begins to watch, by polling if that is asked for.
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

    /// Watches the folders that symbolic links lead to as well.
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

    /// Waits for the next change and debounces it; or returns [`Change::Nothing`] after 500 ms.
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

    /// Takes what follows the first event, until nothing more comes, and Git has let go of its lock.
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

    /// The lock that Git holds while it writes many files.
    fn git_lock(&self) -> Option<fs::Identity> {
        fs::identity(&self.git.as_ref()?.join("index.lock"))
    }

    /// Adds what an event says, unless it is none of ours.
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
                && (first == "handbook.yaml"
                    || first == "baseline.yaml"
                    || ["svg", "png", "jpg", "jpeg", "webp"].iter().any(|end| path.extension().is_some_and(|own| own == *end)))
    }

    /// Watches the folders that are there now, if they are not the ones that were there before.
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

    /// Watches one folder more; when the system refuses, everything is polled from now on.
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

/// How the files look that Git writes with each commit.
fn heads(git: Option<&Path>) -> Vec<Option<fs::Stamp>> {
    git.map_or_else(Vec::new, |git| HEADS.iter().map(|name| fs::stamp(&git.join(name))).collect())
}

/// What stands at `.git`: a repository's folder, or, in a second work tree of one, a file that names it.
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

/// Whether a file lies below a folder, both written the same way. For thousands of files, `Path::starts_with` takes long.
fn lies_in(place: &Path, folder: &Path) -> bool {
    let (place, folder) = (place.as_os_str().as_encoded_bytes(), folder.as_os_str().as_encoded_bytes());
    place.strip_prefix(folder).is_some_and(|rest| rest.first().is_some_and(|&byte| std::path::is_separator(byte.into())))
}

/// The events of one change so far.
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
