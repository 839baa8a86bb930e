//! What is shown at this moment, and how it is renewed.
//!
//! An answer is made from one [`Snapshot`], which never changes. A change makes the next one and puts it in its place.
//! Nothing is locked while it is made: whoever makes it has a [`Turn`], for which only those wait who need the same.

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
    Event, fresh,
    kept::{Candidate, Kept},
    live::Hub,
    problems::{self, Editor, Problem, guarded},
    snapshot::Snapshot,
};
use crate::{
    diagnostic::Severity,
    output,
    pipeline::{self, Changes, Dates, Look, Request},
    site::{Entry, Failure},
    source::{SitePath, SourcePath, fs},
    theme,
};

/// A file that is gone or empty may be one that an editor writes anew: it is waited for so long before that counts.
const PATIENCE: Duration = Duration::from_millis(200);

/// It is looked so often whether it is there again.
const LOOK_AGAIN: Duration = Duration::from_millis(2);

/// It is looked so often whether answers are still being made.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// After so many looks at none the browser has what it asked for, and has drawn it.
const CALM_LOOKS: u32 = 16;

/// Where one answer follows the other, so many looks are enough.
const MOST_LOOKS: u32 = 100;

/// What browsers are told of a new snapshot.
#[derive(Serialize)]
struct News<'a> {
    id: &'a str,
    /// Addresses of pages whose own source was written.
    edited: Vec<&'a SitePath>,
    /// Addresses of files that are carried over and say something else now.
    files: Vec<&'a SitePath>,
}

/// What the server knows.
pub struct State {
    /// The handbook's folder.
    root: PathBuf,
    editor: Editor,
    /// Who listens.
    pub hub: Hub,
    tell: Box<dyn Fn(&Event<'_>) + Send + Sync>,
    now: RwLock<Arc<Snapshot>>,
    /// Whether somebody makes the next snapshot.
    is_making: Mutex<bool>,
    /// Told when nobody does any more.
    made: Condvar,
    /// What Git says, to be taken in with the next snapshot.
    dates: Mutex<Option<Arc<Dates>>>,
    seen: Mutex<Seen>,
    /// Snapshots that nobody needs any more. To let go of one takes a while, so no answer waits for it.
    attic: Mutex<Vec<Arc<Snapshot>>>,
    /// How many answers are being made.
    answering: AtomicUsize,
}

/// The right to make the next snapshot, as long as this value lives. No lock is held by whoever has it.
struct Turn<'s>(&'s State);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        *lock(&self.0.is_making) = false;
        self.0.made.notify_all();
    }
}

/// An answer is being made, as long as this value lives.
pub struct Answering<'s>(&'s AtomicUsize);

impl Drop for Answering<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What was noticed while pages were made.
#[derive(Default)]
struct Seen {
    kept: Kept,
    /// Why pages cannot be made, with the snapshot in which they could not.
    broken: BTreeMap<SitePath, Broken>,
    /// What is wrong with the whole.
    whole: Whole,
    /// What went wrong while a snapshot was made.
    failed: Vec<Problem>,
    /// What listeners were told last.
    told: problems::Problems,
}

/// A page that could not be made.
struct Broken {
    /// The number of the snapshot in which that was tried.
    number: u64,
    problems: Vec<Problem>,
    /// How it was when it could be made; `None` when it never could.
    kept: Option<Arc<Vec<u8>>>,
}

/// What is wrong with the whole.
#[derive(Default)]
struct Whole {
    /// The number of the snapshot that was checked; `None` when none was.
    number: Option<u64>,
    problems: Vec<Problem>,
}

/// A page that was asked for.
pub enum Page {
    /// Its bytes.
    Made(Arc<Vec<u8>>),
    /// It cannot be made; this is how it was.
    Kept(Arc<Vec<u8>>),
    /// It cannot be made, and never could.
    Broken(Vec<Problem>),
}

impl State {
    /// Makes the first snapshot. `dates` waits for what Git says, while the handbook is made without it.
    pub fn start(
        request: Request,
        editor: Editor,
        tell: Box<dyn Fn(&Event<'_>) + Send + Sync>,
        dates: impl FnOnce() -> Option<Dates>,
    ) -> fs::Result<Self> {
        let root = request.root.clone();
        let first = Snapshot::first(pipeline::make(request)?);
        let dated = dates().and_then(|dates| first.dated(&Arc::new(dates)));
        let state = Self {
            now: RwLock::new(Arc::new(dated.unwrap_or(first))),
            root,
            editor,
            hub: Hub::default(),
            tell,
            is_making: Mutex::new(false),
            made: Condvar::new(),
            dates: Mutex::default(),
            seen: Mutex::default(),
            attic: Mutex::default(),
            answering: AtomicUsize::new(0),
        };
        state.announce(&BTreeSet::new(), &state.now());
        Ok(state)
    }

    /// The snapshot that is shown.
    pub fn now(&self) -> Arc<Snapshot> {
        Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The words of the interface, whatever state the theme is in.
    pub fn words(&self) -> BTreeMap<String, String> {
        let mut words = self.now().built().map_or_else(theme::builtin_words, |built| built.inputs.theme.all_words.clone());
        words.retain(|name, _| name.starts_with("preview_"));
        words
    }

    /// A snapshot that is no older than the disk, as far as the page at an address is concerned.
    pub fn fresh(&self, address: &SitePath) -> Arc<Snapshot> {
        self.renewed(&|now| fresh::of_page(now, &self.root, address))
    }

    /// Takes in what the watcher saw: these files, or, with none named, anything; and with it what Git says, if that is new.
    pub fn take_in(&self, paths: Option<&BTreeSet<SourcePath>>, dates: Option<Dates>) {
        *lock(&self.dates) = dates.map(Arc::new);
        self.renewed(&|now| fresh::of_change(now, &self.root, paths));
        let left = lock(&self.dates).take();
        if let Some(dates) = left {
            self.put_dates(&dates);
        }
    }

    /// Takes in what Git says.
    pub fn date(&self, dates: Dates) {
        self.put_dates(&Arc::new(dates));
    }

    fn put_dates(&self, dates: &Arc<Dates>) {
        loop {
            let now = self.now();
            let Some(turn) = self.turn(&now) else { continue };
            match guarded(|| now.dated(dates)) {
                Ok(Some(next)) => self.put(turn, &now, next, &BTreeSet::new()),
                Ok(None) => {}
                Err(panic) => {
                    drop(turn);
                    self.fail(panic);
                }
            }
            return;
        }
    }

    /// Says that an answer is being made.
    pub fn answering(&self) -> Answering<'_> {
        self.answering.fetch_add(1, Ordering::Relaxed);
        Answering(&self.answering)
    }

    /// Waits until no answer has been made for a moment; where one follows the other, no longer than is bearable.
    pub fn await_quiet(&self) {
        let mut calm = 0;
        for _ in 0..MOST_LOOKS {
            thread::sleep(LOOK_EVERY);
            calm = if self.answering.load(Ordering::Relaxed) == 0 { calm + 1 } else { 0 };
            if calm >= CALM_LOOKS {
                break;
            }
        }
    }

    /// Does what no answer waits for: lists the site, lets go of what is old, looks for what is wrong with the whole.
    pub fn settle(&self) {
        if let Some(built) = self.now().built() {
            built.site();
        }
        let old = std::mem::take(&mut *lock(&self.attic));
        // What was remembered of layouts helps as long as nothing has changed.
        #[cfg(feature = "paper")]
        if !old.is_empty() {
            theme::paper::forget();
        }
        drop(old);
        self.check();
    }

    /// Looks for what is wrong with the whole, and tells it.
    fn check(&self) {
        let now = self.now();
        if lock(&self.seen).whole.number == Some(now.number) {
            return;
        }
        let found = guarded(|| now.files.ordered(now.files.findings()));
        let (problems, wrong) = match &found {
            Ok(found) => {
                let errors = found.iter().filter(|found| found.severity() == Severity::Error);
                let wrong = errors.map(|found| now.files.sources().file(found.span.file).path.clone()).collect();
                (problems::of(found, now.files.sources(), &self.editor), Some(wrong))
            }
            Err(panic) => (vec![panic.clone()], None),
        };
        {
            let mut seen = lock(&self.seen);
            // Another one may have looked at a newer snapshot meanwhile.
            if seen.whole.number.is_some_and(|number| number >= now.number) {
                return;
            }
            seen.whole = Whole { number: Some(now.number), problems };
            if let Some(wrong) = wrong {
                seen.kept.checked(now.number, wrong);
            }
        }
        if let Ok(found) = &found {
            (self.tell)(&Event::Checked { found, sources: now.files.sources() });
        }
        self.tell_problems();
    }

    /// What is wrong with the whole; looked for now if nobody has yet.
    pub fn whole(&self) -> Vec<Problem> {
        self.check();
        let now = self.now();
        let seen = lock(&self.seen);
        seen.failed.iter().chain(&now.missing).chain(&seen.whole.problems).cloned().collect()
    }

    /// Makes a page of a snapshot, and remembers how that went.
    pub fn page(&self, snapshot: &Snapshot, address: &SitePath, entry: &Entry) -> Page {
        let problems = match guarded(|| entry.render()) {
            Ok(Ok(bytes)) => {
                let bytes = Arc::new(bytes);
                let mut seen = lock(&self.seen);
                if let Some(built) = snapshot.built() {
                    seen.kept.sent(address, snapshot.number, &bytes, &built.inputs);
                }
                let was_broken = seen.broken.remove(address).is_some();
                drop(seen);
                if was_broken {
                    self.tell_problems();
                }
                return Page::Made(bytes);
            }
            Ok(Err(Failure::Content(found))) => problems::of(&found, snapshot.shown_sources(), &self.editor),
            Ok(Err(Failure::World(error))) => vec![problems::without_place(&error.to_string())],
            Err(panic) => vec![panic],
        };
        let known = lock(&self.seen)
            .broken
            .get(address)
            .filter(|broken| broken.number == snapshot.number)
            .map(|broken| broken.kept.clone());
        let kept = known.unwrap_or_else(|| self.kept(snapshot, address));
        let broken = Broken { number: snapshot.number, problems: problems.clone(), kept: kept.clone() };
        let before = lock(&self.seen).broken.insert(address.clone(), broken);
        if before.is_none_or(|before| before.problems != problems) {
            (self.tell)(&Event::Broken { address, problems: &problems });
            self.tell_problems();
        }
        kept.map_or(Page::Broken(problems), Page::Kept)
    }

    /// The page as it was when it could last be made.
    fn kept(&self, snapshot: &Snapshot, address: &SitePath) -> Option<Arc<Vec<u8>>> {
        let mut candidates = lock(&self.seen).kept.candidates(address);
        if let Some(before) = &snapshot.before {
            candidates.insert(0, Candidate::Inputs(snapshot.number.saturating_sub(1), Arc::clone(&before.built.inputs)));
        }
        candidates.into_iter().find_map(|candidate| match candidate {
            Candidate::Sent(bytes) => Some(bytes),
            Candidate::Inputs(number, inputs) => {
                let bytes = Arc::new(guarded(|| output::render(&inputs, address)).ok()??.ok()?);
                lock(&self.seen).kept.sent(address, number, &bytes, &inputs);
                Some(bytes)
            }
        })
    }

    /// A file of a page that is kept may be gone from the newest site; the one before may still have it.
    pub fn earlier(&self, address: &SitePath) -> Option<Vec<u8>> {
        let now = self.now();
        now.before.as_ref()?.built.site().get(address)?.render().ok()
    }

    /// A file that a page of an earlier theme loads.
    pub fn earlier_asset(&self, address: &SitePath) -> Option<Vec<u8>> {
        let asset = lock(&self.seen).kept.asset(address);
        asset.or_else(|| self.earlier(address))
    }

    /// The snapshot that is shown, once it has what is needed of the disk.
    fn renewed(&self, need: &dyn Fn(&Snapshot) -> Option<Look>) -> Arc<Snapshot> {
        let began = Instant::now();
        let is_patient = || began.elapsed() < PATIENCE;
        loop {
            let now = self.now();
            let Some(look) = need(&now) else { return now };
            if is_patient() && !fresh::being_written(&now, &look).is_empty() {
                thread::sleep(LOOK_AGAIN);
                continue;
            }
            let Some(turn) = self.turn(&now) else { continue };
            let found = guarded(|| pipeline::look(&now.files, look))
                .and_then(|found| found.map_err(|error| problems::without_place(&error.to_string())));
            if let Ok(Some(changes)) = &found {
                let unfinished = fresh::unfinished(now.files.sources(), changes);
                if !unfinished.is_empty() && is_patient() {
                    drop(turn);
                    while is_patient() && !fresh::are_there(&unfinished) {
                        thread::sleep(LOOK_AGAIN);
                    }
                    continue;
                }
            }
            match found.and_then(|changes| guarded(|| changes.map(|changes| self.next(&now, changes)))) {
                Ok(Some((next, changed))) => self.put(turn, &now, next, &changed),
                Ok(None) => {
                    drop(turn);
                    self.mended();
                }
                Err(problem) => {
                    drop(turn);
                    self.fail(problem);
                }
            }
            return self.now();
        }
    }

    /// Waits until nobody makes a snapshot; `None` when there is another one by then.
    fn turn(&self, now: &Arc<Snapshot>) -> Option<Turn<'_>> {
        let is_making = lock(&self.is_making);
        let mut is_making = self.made.wait_while(is_making, |is_making| *is_making).unwrap_or_else(PoisonError::into_inner);
        if !Arc::ptr_eq(&self.now(), now) {
            return None;
        }
        *is_making = true;
        Some(Turn(self))
    }

    /// The snapshot that changes lead to, and which files are different in it: none when they were only written again.
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

    /// Shows another snapshot from now on; one with the same id has nothing that is new.
    fn put(&self, turn: Turn<'_>, now: &Snapshot, next: Snapshot, changed: &BTreeSet<SourcePath>) {
        let next = Arc::new(next);
        let old = std::mem::replace(&mut *self.now.write().unwrap_or_else(PoisonError::into_inner), Arc::clone(&next));
        lock(&self.attic).push(old);
        if next.id != now.id {
            if let Some(built) = now.built() {
                let is_new_base = !next.files.has_base_of(&now.files);
                lock(&self.seen).kept.followed(now.number, &built.inputs, changed, is_new_base);
            }
            // In the order in which they are put.
            self.announce(changed, &next);
        }
        drop(turn);
        if !changed.is_empty() {
            (self.tell)(&Event::Changed(changed));
        }
        next.missing
            .iter()
            .filter(|problem| !now.missing.contains(problem))
            .for_each(|problem| (self.tell)(&Event::Failed(problem)));
        let had_failed = !std::mem::take(&mut lock(&self.seen).failed).is_empty();
        if had_failed || next.missing != now.missing {
            self.tell_problems();
        }
    }

    /// The disk can be read, and says what it said.
    fn mended(&self) {
        let had_failed = !std::mem::take(&mut lock(&self.seen).failed).is_empty();
        if had_failed {
            self.tell_problems();
        }
    }

    fn fail(&self, problem: Problem) {
        let is_new = {
            let mut seen = lock(&self.seen);
            let is_new = !seen.failed.contains(&problem);
            seen.failed = vec![problem.clone()];
            is_new
        };
        if is_new {
            (self.tell)(&Event::Failed(&problem));
        }
        self.tell_problems();
    }

    fn announce(&self, changed: &BTreeSet<SourcePath>, snapshot: &Snapshot) {
        let addresses = snapshot.built().map(|built| &built.inputs.handbook.index.addresses);
        let at = |paths: &mut dyn Iterator<Item = &SourcePath>| -> Vec<&SitePath> {
            paths.filter_map(|path| addresses?.get(path)).collect()
        };
        let is_carried = |path: &&SourcePath| snapshot.files.sources().others.contains_key(*path);
        let edited = at(&mut changed.iter().filter(|path| !is_carried(path)));
        let files = at(&mut changed.iter().filter(is_carried));
        self.hub.tell("revision", json(&News { id: &snapshot.id, edited, files }));
    }

    fn tell_problems(&self) {
        let now = self.now();
        let mut seen = lock(&self.seen);
        // What another snapshot could not make, this one may; whoever looks at it will find out.
        seen.broken.retain(|_, broken| broken.number == now.number);
        let broken = seen.broken.values().flat_map(|broken| &broken.problems);
        let all = seen.failed.iter().chain(&now.missing).chain(&seen.whole.problems).chain(broken).cloned();
        let told = problems::gather(all);
        if told != seen.told {
            self.hub.tell("problems", json(&told));
            seen.told = told;
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
    use crate::handbook::Drafts;

    fn state(folder: &std::path::Path) -> State {
        fs::write(&folder.join("handbook.yaml"), b"title: Test\n").unwrap();
        let request = Request { root: folder.to_owned(), base_url: None, drafts: Drafts::Hidden, as_of: None, history: false };
        let editor = Editor { template: String::new(), root: String::new() };
        State::start(request, editor, Box::new(|_| {}), || None).unwrap()
    }

    #[test]
    fn a_look_at_files_that_have_not_changed_leaves_the_snapshot_and_all_that_was_made_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let state = state(folder.path());
        let built = |snapshot: &Snapshot| Arc::clone(snapshot.built().unwrap());
        let first = state.now();
        // What was written a moment ago has no stamp yet; it is read once more, and still says the same.
        thread::sleep(Duration::from_millis(200));
        state.take_in(None, None);
        let stamped = state.now();
        assert!(Arc::ptr_eq(&built(&first), &built(&stamped)) && first.id == stamped.id);
        state.take_in(None, None);
        assert!(Arc::ptr_eq(&stamped, &state.now()));
        fs::write(&folder.path().join("handbook.yaml"), b"title: Other\n").unwrap();
        state.take_in(None, None);
        assert!(stamped.id != state.now().id);
    }

    #[test]
    fn a_panic_in_a_page_is_a_problem_like_any_other_and_the_last_good_page_stays() {
        let folder = tempfile::tempdir().unwrap();
        let state = state(folder.path());
        let snapshot = state.now();
        let address = SitePath::new("a.html");
        let torn = Entry::new(|| panic!("torn on purpose"));
        let whole = Entry::new(|| Ok(b"whole".to_vec()));
        let said = |page: Page| match page {
            Page::Made(bytes) => format!("made {}", String::from_utf8_lossy(&bytes)),
            Page::Kept(bytes) => format!("kept {}", String::from_utf8_lossy(&bytes)),
            Page::Broken(problems) => problems.iter().map(|problem| problem.message.clone()).collect(),
        };
        assert_eq!(said(state.page(&snapshot, &address, &torn)), "readybook panicked: torn on purpose");
        let told = lock(&state.seen).told.clone();
        assert_eq!((told.errors, told.problems.len()), (1, 1), "browsers are told");
        assert_eq!(said(state.page(&snapshot, &address, &whole)), "made whole");
        assert_eq!(lock(&state.seen).told, problems::Problems::default(), "and told when it is over");
        assert_eq!(said(state.page(&snapshot, &address, &torn)), "kept whole");
    }
}
