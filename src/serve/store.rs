//! The store of the current snapshot, and its updates.
//!
//! A response is made from one immutable [`Snapshot`]. A change makes the next one and swaps it in. No lock is held while it
//! is made: the thread that makes it holds an [`UpdateTurn`], for which only those wait that need a newer snapshot as well.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde::Serialize;

use super::{
    Event,
    broadcast::Broadcaster,
    last_good::{Candidate, LastGoodCache},
    problems::{self, Editor, Problem, catch_panic},
    revalidate,
    snapshot::Snapshot,
};
use crate::{
    diagnostic::{Coverage, Severity},
    output,
    pipeline::{self, Changes, Dates, Request, Rescan},
    site::{LazyFile, RenderError},
    source::{SitePath, SourcePath, fs},
    theme,
};

/// How long a missing or empty file may be one that an editor is rewriting, before it counts as missing or empty.
const WRITE_GRACE: Duration = Duration::from_millis(200);

/// Poll interval for such a file.
const WRITE_POLL: Duration = Duration::from_millis(2);

/// Poll interval for requests in flight.
const IDLE_POLL: Duration = Duration::from_millis(5);

/// After so many consecutive polls without a request in flight (80 ms) the server counts as idle.
const IDLE_POLLS: u32 = 16;

/// Under constant load waiting ends after so many polls (500 ms).
const MAX_IDLE_POLLS: u32 = 100;

/// What Typst remembers is forgotten when it was not used in so many updates.
#[cfg(feature = "paper")]
const PREVIEW_EVICTIONS: usize = 2;

/// Data of the `revision` event, as JSON; `id` is the snapshot's.
#[derive(Serialize)]
struct News<'a> {
    id: &'a str,
    /// Site paths of pages whose own source changed.
    edited: Vec<&'a SitePath>,
    /// Site paths of static files that changed.
    files: Vec<&'a SitePath>,
}

/// The store of snapshots: makes the next one, one at a time, and keeps the outcomes of rendering and checks.
pub struct SnapshotStore {
    /// The handbook's folder, as it was given.
    root: PathBuf,
    editor: Editor,
    /// The broadcaster of events to browsers.
    pub broadcaster: Broadcaster,
    tell: Box<dyn Fn(&Event<'_>) + Send + Sync>,
    now: RwLock<Arc<Snapshot>>,
    /// Whether a thread makes the next snapshot; with `made`, a lock that is not held over work.
    is_making: Mutex<bool>,
    /// Notified when no thread does any more.
    made: Condvar,
    /// Git's dates, to be taken in with the next snapshot.
    dates: Mutex<Option<Arc<Dates>>>,
    outcomes: Mutex<Outcomes>,
    /// Replaced snapshots. Dropping one takes a while, so that is left to the background work.
    retired: Mutex<Vec<Arc<Snapshot>>>,
    /// Number of requests in flight.
    in_flight: AtomicUsize,
}

/// The exclusive right to make the next snapshot, released when dropped. No mutex is held meanwhile.
struct UpdateTurn<'s>(&'s SnapshotStore);

impl Drop for UpdateTurn<'_> {
    fn drop(&mut self) {
        *lock(&self.0.is_making) = false;
        self.0.made.notify_all();
    }
}

/// Counts a request in flight, as long as this value lives.
pub struct InFlight<'s>(&'s AtomicUsize);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What rendering and checking found: broken pages, findings, and the cache of last good pages.
#[derive(Default)]
struct Outcomes {
    last_good: LastGoodCache,
    /// Files of the site that failed to render, by site path.
    broken: BTreeMap<SitePath, BrokenPage>,
    /// The last check of the whole handbook.
    whole: CheckResult,
    /// Failures of the last update: disk or panic.
    failed: Vec<Problem>,
    /// Data of the last `problems` event.
    told: problems::Problems,
}

/// A file of the site that failed to render.
struct BrokenPage {
    /// Number of the snapshot that it failed in.
    number: u64,
    problems: Vec<Problem>,
    /// Its last good version; `None` when there is none.
    last_good: Option<Arc<Vec<u8>>>,
}

/// The result of checking the whole handbook.
#[derive(Default)]
struct CheckResult {
    /// The number of the snapshot that was checked; `None` when none was.
    number: Option<u64>,
    problems: Vec<Problem>,
}

/// The outcome of rendering a file of the site for a browser.
pub enum Page {
    /// Rendered now: its bytes.
    Made(Arc<Vec<u8>>),
    /// Failed to render: the bytes of its last good version.
    LastGood(Arc<Vec<u8>>),
    /// Failed to render, and there is no last good version: why.
    Broken(Vec<Problem>),
}

impl SnapshotStore {
    /// Makes the first snapshot, and then one with Git's dates if `dates` returns any; it may block, and is called once after the
    /// build. `tell` is called on any thread.
    ///
    /// # Errors
    /// When the handbook's folder cannot be listed.
    pub fn start(
        request: Request,
        editor: Editor,
        tell: Box<dyn Fn(&Event<'_>) + Send + Sync>,
        dates: impl FnOnce() -> Option<Dates>,
    ) -> fs::Result<Self> {
        let root = request.root.clone();
        let first = Snapshot::first(pipeline::make(request)?);
        let dated = dates().and_then(|dates| first.dated(&Arc::new(dates)));
        let store = Self {
            now: RwLock::new(Arc::new(dated.unwrap_or(first))),
            root,
            editor,
            broadcaster: Broadcaster::default(),
            tell,
            is_making: Mutex::new(false),
            made: Condvar::new(),
            dates: Mutex::default(),
            outcomes: Mutex::default(),
            retired: Mutex::default(),
            in_flight: AtomicUsize::new(0),
        };
        store.broadcast_revision(&BTreeSet::new(), &store.current());
        Ok(store)
    }

    /// The current snapshot; a clone of an `Arc`, never blocked by updates.
    pub fn current(&self) -> Arc<Snapshot> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The words for the client's scripts (those named `preview_…`) by name; the built-in ones if there is no site.
    pub fn words(&self) -> BTreeMap<String, String> {
        let mut words = self.current().built().map_or_else(theme::builtin_words, |built| built.inputs.theme.all_words.clone());
        words.retain(|name, _| name.starts_with("preview_"));
        words
    }

    /// A snapshot that is fresh for the page at an address, sources compared with the disk; may make the next snapshot.
    pub fn up_to_date(&self, address: &SitePath) -> Arc<Snapshot> {
        self.renewed(&|now| revalidate::of_page(now, &self.root, address))
    }

    /// Applies a watcher's change: these files, or anything for `None`; together with new Git dates, if there are any.
    pub fn apply_changes(&self, paths: Option<&BTreeSet<SourcePath>>, dates: Option<Dates>) {
        *lock(&self.dates) = dates.map(Arc::new);
        self.renewed(&|now| revalidate::of_change(now, &self.root, paths));
        let left = lock(&self.dates).take();
        if let Some(dates) = left {
            self.put_dates(&dates);
        }
    }

    /// Applies Git's dates: makes the next snapshot if they differ.
    pub fn apply_dates(&self, dates: Dates) {
        self.put_dates(&Arc::new(dates));
    }

    fn put_dates(&self, dates: &Arc<Dates>) {
        loop {
            let now = self.current();
            let Some(turn) = self.turn(&now) else { continue };
            match catch_panic(|| now.dated(dates)) {
                Ok(Some(next)) => self.replace(turn, &now, next, &BTreeSet::new()),
                Ok(None) => {}
                Err(panic) => {
                    drop(turn);
                    self.record_failure(panic);
                }
            }
            return;
        }
    }

    /// Counts a request in flight until the guard is dropped.
    pub fn in_flight(&self) -> InFlight<'_> {
        self.in_flight.fetch_add(1, Ordering::Relaxed);
        InFlight(&self.in_flight)
    }

    /// Blocks until no request was in flight for 80 ms; under constant load about 500 ms at most, plus delays of the scheduler.
    pub fn wait_until_idle(&self) {
        let mut calm = 0;
        for _ in 0..MAX_IDLE_POLLS {
            thread::sleep(IDLE_POLL);
            calm = if self.in_flight.load(Ordering::Relaxed) == 0 { calm + 1 } else { 0 };
            if calm >= IDLE_POLLS {
                break;
            }
        }
    }

    /// Background work after an update: lists the site, drops retired snapshots, evicts Typst's cache, checks the whole.
    pub fn run_background_work(&self) {
        if let Some(built) = self.current().built() {
            built.site();
        }
        let old = std::mem::take(&mut *lock(&self.retired));
        // What was remembered of layouts helps as long as nothing has changed.
        #[cfg(feature = "paper")]
        if !old.is_empty() {
            theme::paper::evict_cache(PREVIEW_EVICTIONS);
        }
        drop(old);
        self.check();
    }

    /// Checks the whole handbook, once per snapshot, and broadcasts the findings.
    fn check(&self) {
        let now = self.current();
        if lock(&self.outcomes).whole.number == Some(now.number) {
            return;
        }
        let found = catch_panic(|| now.files.judge(now.files.findings(), Coverage::Partial).told);
        let (problems, wrong) = match &found {
            Ok(found) => {
                let errors = found.iter().filter(|found| found.severity() == Severity::Error);
                let wrong = errors.map(|found| now.files.sources().file(found.span.file).path.clone()).collect();
                (problems::from_findings(found, now.files.sources(), &self.editor), Some(wrong))
            }
            Err(panic) => (vec![panic.clone()], None),
        };
        {
            let mut outcomes = lock(&self.outcomes);
            // Another one may have looked at a newer snapshot meanwhile.
            if outcomes.whole.number.is_some_and(|number| number >= now.number) {
                return;
            }
            outcomes.whole = CheckResult { number: Some(now.number), problems };
            if let Some(wrong) = wrong {
                outcomes.last_good.checked(now.number, wrong);
            }
        }
        if let Ok(found) = &found {
            (self.tell)(&Event::Checked { found, sources: now.files.sources() });
        }
        self.broadcast_problems();
    }

    /// All problems but those of rendering: failures, missing files, and the check of the whole, which runs now if it has not
    /// yet.
    pub fn all_problems(&self) -> Vec<Problem> {
        self.check();
        let now = self.current();
        let outcomes = lock(&self.outcomes);
        outcomes.failed.iter().chain(&now.missing).chain(&outcomes.whole.problems).cloned().collect()
    }

    /// Renders a file of a snapshot's site, and records the outcome: the last good cache, or a broken page that is broadcast.
    pub fn page(&self, snapshot: &Snapshot, address: &SitePath, entry: &LazyFile) -> Page {
        // What is wrong, and is told as no error, is in nobody's way.
        let rendered = catch_panic(|| match entry.render() {
            Err(RenderError::Flawed(found, bytes))
                if snapshot.shown.as_ref().is_some_and(|shown| shown.revision.tolerates(&found, false)) =>
            {
                Ok(bytes)
            }
            rendered => rendered,
        });
        let problems = match rendered {
            Ok(Ok(bytes)) => {
                let bytes = Arc::new(bytes);
                let mut outcomes = lock(&self.outcomes);
                if let Some(built) = snapshot.built() {
                    outcomes.last_good.sent(address, snapshot.number, &bytes, &built.inputs.theme);
                }
                let was_broken = outcomes.broken.remove(address).is_some();
                drop(outcomes);
                if was_broken {
                    self.broadcast_problems();
                }
                return Page::Made(bytes);
            }
            Ok(Err(RenderError::Content(found) | RenderError::Flawed(found, _))) => {
                problems::from_findings(&found, snapshot.shown_sources(), &self.editor)
            }
            Ok(Err(RenderError::Io(error))) => vec![problems::without_place(&error.to_string())],
            Err(panic) => vec![panic],
        };
        let known = lock(&self.outcomes)
            .broken
            .get(address)
            .filter(|broken| broken.number == snapshot.number)
            .map(|broken| broken.last_good.clone());
        let last_good = known.unwrap_or_else(|| self.last_good(snapshot, address));
        let broken = BrokenPage { number: snapshot.number, problems: problems.clone(), last_good: last_good.clone() };
        let before = lock(&self.outcomes).broken.insert(address.clone(), broken);
        if before.is_none_or(|before| before.problems != problems) {
            (self.tell)(&Event::Broken { address, problems: &problems });
            self.broadcast_problems();
        }
        last_good.map_or(Page::Broken(problems), Page::LastGood)
    }

    /// The bytes of a page's last good version: cached, or rendered from earlier inputs; `None` if there is none.
    fn last_good(&self, snapshot: &Snapshot, address: &SitePath) -> Option<Arc<Vec<u8>>> {
        let mut candidates = lock(&self.outcomes).last_good.candidates(address);
        if let Some(before) = &snapshot.before {
            candidates.insert(0, Candidate::Inputs(snapshot.number.saturating_sub(1), Arc::clone(&before.built.inputs)));
        }
        candidates.into_iter().find_map(|candidate| match candidate {
            Candidate::Sent(bytes) => Some(bytes),
            Candidate::Inputs(number, inputs) => {
                let bytes = Arc::new(catch_panic(|| output::render(&inputs, address)).ok()??.ok()?);
                lock(&self.outcomes).last_good.sent(address, number, &bytes, &inputs.theme);
                Some(bytes)
            }
        })
    }

    /// A file as the snapshot before shows it, for a page in a browser that still links it; `None` if it has none.
    pub fn earlier(&self, address: &SitePath) -> Option<Vec<u8>> {
        let now = self.current();
        now.before.as_ref()?.built.site().get(address)?.render().ok()
    }

    /// An asset that a page of an earlier theme links.
    pub fn earlier_asset(&self, address: &SitePath) -> Option<Vec<u8>> {
        let asset = lock(&self.outcomes).last_good.asset(address);
        asset.or_else(|| self.earlier(address))
    }

    /// The current snapshot, after the rescan that `need` asks for, if any. Waits up to [`WRITE_GRACE`] for files being
    /// rewritten.
    fn renewed(&self, need: &dyn Fn(&Snapshot) -> Option<Rescan>) -> Arc<Snapshot> {
        let began = Instant::now();
        let is_patient = || began.elapsed() < WRITE_GRACE;
        loop {
            let now = self.current();
            let Some(rescan) = need(&now) else { return now };
            if is_patient() && !revalidate::being_written(&now, &rescan).is_empty() {
                thread::sleep(WRITE_POLL);
                continue;
            }
            let Some(turn) = self.turn(&now) else { continue };
            let found = catch_panic(|| pipeline::rescan(&now.files, rescan))
                .and_then(|found| found.map_err(|error| problems::without_place(&error.to_string())));
            if let Ok(Some(changes)) = &found {
                let unfinished = revalidate::partly_written(now.files.sources(), changes);
                if !unfinished.is_empty() && is_patient() {
                    drop(turn);
                    while is_patient() && !revalidate::are_there(&unfinished) {
                        thread::sleep(WRITE_POLL);
                    }
                    continue;
                }
            }
            match found.and_then(|changes| catch_panic(|| changes.map(|changes| self.next(&now, changes)))) {
                Ok(Some((next, changed))) => self.replace(turn, &now, next, &changed),
                Ok(None) => {
                    drop(turn);
                    self.clear_failure();
                }
                Err(problem) => {
                    drop(turn);
                    self.record_failure(problem);
                }
            }
            return self.current();
        }
    }

    /// Blocks until no thread makes a snapshot, and takes the turn; `None` when `now` is no longer the current one.
    fn turn(&self, now: &Arc<Snapshot>) -> Option<UpdateTurn<'_>> {
        let is_making = lock(&self.is_making);
        let mut is_making = self.made.wait_while(is_making, |is_making| *is_making).unwrap_or_else(PoisonError::into_inner);
        if !Arc::ptr_eq(&self.current(), now) {
            return None;
        }
        *is_making = true;
        Some(UpdateTurn(self))
    }

    /// The snapshot that changes lead to, and the files that differ in it: none when they were rewritten with the same content.
    fn next(&self, now: &Snapshot, changes: Changes<'_>) -> (Snapshot, BTreeSet<SourcePath>) {
        let changed = changes.paths().clone();
        if changed.is_empty() {
            return (now.rewritten(changes), changed);
        }
        let dates = lock(&self.dates).take();
        let changes = match dates {
            Some(dates) => changes.and_dates(dates),
            None => changes,
        };
        (now.followed_by(changes), changed)
    }

    /// Swaps in the next snapshot, and broadcasts it unless its id is the same.
    fn replace(&self, turn: UpdateTurn<'_>, now: &Snapshot, next: Snapshot, changed: &BTreeSet<SourcePath>) {
        let next = Arc::new(next);
        let old = std::mem::replace(&mut *self.now.write().unwrap_or_else(PoisonError::into_inner), Arc::clone(&next));
        lock(&self.retired).push(old);
        if next.id != now.id {
            if let Some(built) = now.built() {
                let is_new_base = !next.files.has_base_of(&now.files);
                lock(&self.outcomes).last_good.followed(now.number, &built.inputs, changed, is_new_base);
            }
            // In the order in which they are put.
            self.broadcast_revision(changed, &next);
        }
        drop(turn);
        if !changed.is_empty() {
            (self.tell)(&Event::Changed(changed));
        }
        next.missing
            .iter()
            .filter(|problem| !now.missing.contains(problem))
            .for_each(|problem| (self.tell)(&Event::Failed(problem)));
        let had_failed = !std::mem::take(&mut lock(&self.outcomes).failed).is_empty();
        if had_failed || next.missing != now.missing {
            self.broadcast_problems();
        }
    }

    /// Clears the failure of the last update, as the disk can be read and nothing changed.
    fn clear_failure(&self) {
        let had_failed = !std::mem::take(&mut lock(&self.outcomes).failed).is_empty();
        if had_failed {
            self.broadcast_problems();
        }
    }

    fn record_failure(&self, problem: Problem) {
        let is_new = {
            let mut outcomes = lock(&self.outcomes);
            let is_new = !outcomes.failed.contains(&problem);
            outcomes.failed = vec![problem.clone()];
            is_new
        };
        if is_new {
            (self.tell)(&Event::Failed(&problem));
        }
        self.broadcast_problems();
    }

    fn broadcast_revision(&self, changed: &BTreeSet<SourcePath>, snapshot: &Snapshot) {
        let addresses = snapshot.built().map(|built| &built.inputs.handbook.index.addresses);
        let at = |paths: &mut dyn Iterator<Item = &SourcePath>| -> Vec<&SitePath> {
            paths.filter_map(|path| addresses?.get(path)).collect()
        };
        let is_carried = |path: &&SourcePath| snapshot.files.static_files().contains_key(*path);
        let edited = at(&mut changed.iter().filter(|path| !is_carried(path)));
        let files = at(&mut changed.iter().filter(is_carried));
        self.broadcaster.send("revision", json(&News { id: &snapshot.id, edited, files }));
    }

    fn broadcast_problems(&self) {
        let now = self.current();
        let mut outcomes = lock(&self.outcomes);
        // What another snapshot could not make, this one may; whoever looks at it will find out.
        outcomes.broken.retain(|_, broken| broken.number == now.number);
        let broken = outcomes.broken.values().flat_map(|broken| &broken.problems);
        let all = outcomes.failed.iter().chain(&now.missing).chain(&outcomes.whole.problems).chain(broken).cloned();
        let told = problems::gather(all);
        if told != outcomes.told {
            self.broadcaster.send("problems", json(&told));
            outcomes.told = told;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn json(value: &impl Serialize) -> String {
    // Lists of texts and numbers always have a JSON form.
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(folder: &std::path::Path) -> SnapshotStore {
        fs::write(&folder.join("handbook.yaml"), b"title: Test\n").unwrap();
        let request = Request::of(folder.to_owned());
        let editor = Editor { template: String::new(), root: String::new() };
        SnapshotStore::start(request, editor, Box::new(|_| {}), || None).unwrap()
    }

    #[test]
    fn a_look_at_files_that_have_not_changed_leaves_the_snapshot_and_all_that_was_made_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let built = |snapshot: &Snapshot| Arc::clone(snapshot.built().unwrap());
        let first = store.current();
        // What was written a moment ago has no stamp yet; it is read once more, and still says the same.
        thread::sleep(Duration::from_millis(200));
        store.apply_changes(None, None);
        let stamped = store.current();
        assert!(Arc::ptr_eq(&built(&first), &built(&stamped)) && first.id == stamped.id);
        store.apply_changes(None, None);
        assert!(Arc::ptr_eq(&stamped, &store.current()));
        fs::write(&folder.path().join("handbook.yaml"), b"title: Other\n").unwrap();
        store.apply_changes(None, None);
        assert!(stamped.id != store.current().id);
    }

    #[test]
    fn a_panic_in_a_page_is_a_problem_like_any_other_and_the_last_good_page_stays() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let snapshot = store.current();
        let address = SitePath::new("a.html");
        let torn = LazyFile::new(|| panic!("torn on purpose"));
        let whole = LazyFile::new(|| Ok(b"whole".to_vec()));
        let said = |page: Page| match page {
            Page::Made(bytes) => format!("made {}", String::from_utf8_lossy(&bytes)),
            Page::LastGood(bytes) => format!("kept {}", String::from_utf8_lossy(&bytes)),
            Page::Broken(problems) => problems.iter().map(|problem| problem.message.clone()).collect(),
        };
        assert_eq!(said(store.page(&snapshot, &address, &torn)), "readybook panicked: torn on purpose");
        let told = lock(&store.outcomes).told.clone();
        assert_eq!((told.errors, told.problems.len()), (1, 1), "browsers are told");
        assert_eq!(said(store.page(&snapshot, &address, &whole)), "made whole");
        assert_eq!(lock(&store.outcomes).told, problems::Problems::default(), "and told when it is over");
        assert_eq!(said(store.page(&snapshot, &address, &torn)), "kept whole");
    }
}
