//! What is shown at this moment, and how it is renewed.
//!
//! An answer is made from one [`Snapshot`], which never changes. A change makes the next one and puts it in its place.

use std::{
    any::Any,
    collections::{BTreeMap, BTreeSet, VecDeque},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use serde::Serialize;

use super::{
    Event,
    live::Hub,
    problems::{self, Editor, Problem},
};
use crate::{
    pipeline::{self, Draft, Made, Request},
    site::{Entry, Failure},
    source::{Other, SitePath, SourcePath, fs},
    theme,
};

/// So many pages are kept as they were when they could last be made.
const KEPT: usize = 64;

/// So many sources that all pages share are looked at for one request.
const SHARED: usize = 200;

/// An editor that writes in place empties the file first; so often it is looked at again before an empty file counts.
const EMPTY_TRIES: u32 = 10;

/// It is looked so often whether answers are still being made.
const LOOK_EVERY: Duration = Duration::from_millis(5);

/// After so many looks at none the browser has what it asked for, and has drawn it.
const CALM_LOOKS: u32 = 16;

/// Where one answer follows the other, so many looks are enough.
const MOST_LOOKS: u32 = 100;

/// One state of the handbook.
pub struct Snapshot {
    /// Its number; it differs from one run of the server to the next.
    pub id: String,
    /// Everything that is known.
    pub draft: Draft,
    /// The newest site that could be made: this one's, or an earlier one's.
    pub made: Option<Arc<Made>>,
    /// The site before.
    pub before: Option<Arc<Made>>,
}

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
    request: Request,
    editor: Editor,
    /// Who listens.
    pub hub: Hub,
    tell: Box<dyn Fn(&Event<'_>) + Send + Sync>,
    now: RwLock<Arc<Snapshot>>,
    /// Held while the next snapshot is made; how many there were.
    making: Mutex<u64>,
    seen: Mutex<Seen>,
    /// Snapshots that nobody needs any more. To let go of one takes a while, so no answer waits for it.
    attic: Mutex<Vec<Arc<Snapshot>>>,
    /// How many answers are being made.
    answering: AtomicUsize,
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
    /// Pages as they were when they could last be made, the oldest first.
    good: VecDeque<(SitePath, Arc<Vec<u8>>)>,
    /// Why pages cannot be made, with the snapshot in which they could not.
    broken: BTreeMap<SitePath, (String, Vec<Problem>)>,
    /// What is wrong with the whole, and of which snapshot that is.
    whole: (String, Vec<Problem>),
    /// What went wrong while a snapshot was made.
    failed: Vec<Problem>,
    /// What listeners were told last.
    told: problems::Problems,
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
    /// Makes the first snapshot.
    pub fn start(request: Request, editor: Editor, tell: Box<dyn Fn(&Event<'_>) + Send + Sync>) -> fs::Result<Self> {
        let draft = pipeline::draft(&request, &Draft::default())?;
        let made = draft.made.clone();
        let snapshot = Snapshot { id: id(0), draft, made, before: None };
        let state = Self {
            request,
            editor,
            hub: Hub::default(),
            tell,
            now: RwLock::new(Arc::new(snapshot)),
            making: Mutex::new(0),
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
        let mut words = self.now().made.as_ref().map_or_else(theme::builtin_words, |made| made.inputs.theme.all_words.clone());
        words.retain(|name, _| name.starts_with("preview_"));
        words
    }

    /// A snapshot that is no older than the disk, as far as the page at an address is concerned.
    pub fn fresh(&self, address: &SitePath) -> Arc<Snapshot> {
        let now = self.now();
        if stale(&now, address).is_empty() && !is_new(&now, &self.request, address) {
            return now;
        }
        let mut count = lock(&self.making);
        // Somebody else may have made it meanwhile.
        let now = self.now();
        let paths = stale(&now, address);
        if !paths.is_empty() {
            self.renew(&mut count, &now, &paths);
        } else if is_new(&now, &self.request, address) {
            self.walk(&mut count, &now, &BTreeSet::new());
        }
        self.now()
    }

    /// Takes in what the watcher saw: these files, or, with none named, anything.
    pub fn take_in(&self, paths: Option<&BTreeSet<SourcePath>>) {
        let mut count = lock(&self.making);
        let now = self.now();
        let sources = &now.draft.sources;
        // What an editor wrote aside for a moment and has put in its place by now changes nothing itself.
        let is_gone = |path: &SourcePath| !sources.knows(path) && fs::identity(&self.request.root.join(path.as_str())).is_none();
        let paths = paths.map(|paths| paths.iter().filter(|path| !is_gone(path)).cloned().collect::<BTreeSet<_>>());
        if paths.as_ref().is_some_and(BTreeSet::is_empty) {
            return;
        }
        let paths = paths.as_ref();
        // A file of this program that gets one on the disk in its place has no time stamp to go by.
        let is_on_disk = |path: &SourcePath| sources.at(path).is_some_and(|source| source.disk.is_some());
        let are_texts = |paths: &&BTreeSet<SourcePath>| paths.iter().all(is_on_disk);
        match paths.filter(are_texts) {
            Some(paths) => {
                let is_stale = |path: &&SourcePath| sources.at(path).is_some_and(|source| !source.is_fresh());
                let paths: Vec<SourcePath> = paths.iter().filter(is_stale).cloned().collect();
                if !paths.is_empty() {
                    self.renew(&mut count, &now, &paths);
                }
            }
            None => {
                let carried = paths.into_iter().flatten().filter(|path| sources.others.contains_key(*path)).cloned().collect();
                self.walk(&mut count, &now, &carried);
            }
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
        if let Some(made) = &self.now().made {
            made.site();
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
        if lock(&self.seen).whole.0 == now.id {
            return;
        }
        match guarded(|| now.draft.check(&self.request)) {
            Ok(found) => {
                let problems = problems::of(&found, &now.draft.sources, &self.editor);
                (self.tell)(&Event::Checked { found: &found, sources: &now.draft.sources });
                lock(&self.seen).whole = (now.id.clone(), problems);
            }
            Err(panic) => lock(&self.seen).whole = (now.id.clone(), vec![panic]),
        }
        self.tell_problems();
    }

    /// What is wrong with the whole; looked for now if nobody has yet.
    pub fn whole(&self) -> Vec<Problem> {
        self.check();
        let seen = lock(&self.seen);
        seen.failed.iter().chain(&seen.whole.1).cloned().collect()
    }

    /// Makes a page of a snapshot, and remembers how that went.
    pub fn page(&self, snapshot: &Snapshot, address: &SitePath, entry: &Entry) -> Page {
        let problems = match guarded(|| entry.render()) {
            Ok(Ok(bytes)) => {
                let bytes = Arc::new(bytes);
                let mut seen = lock(&self.seen);
                seen.good.retain(|(known, _)| known != address);
                seen.good.push_back((address.clone(), Arc::clone(&bytes)));
                if seen.good.len() > KEPT {
                    seen.good.pop_front();
                }
                let was_broken = seen.broken.remove(address).is_some();
                drop(seen);
                if was_broken {
                    self.tell_problems();
                }
                return Page::Made(bytes);
            }
            Ok(Err(Failure::Content(found))) => problems::of(&found, &snapshot.draft.sources, &self.editor),
            Ok(Err(Failure::World(error))) => vec![problems::without_place(&error.to_string())],
            Err(panic) => vec![panic],
        };
        let mut seen = lock(&self.seen);
        let known = seen.broken.insert(address.clone(), (snapshot.id.clone(), problems.clone()));
        let kept = seen.good.iter().find(|(known, _)| known == address).map(|(_, bytes)| Arc::clone(bytes));
        drop(seen);
        if known.is_none_or(|(_, known)| known != problems) {
            (self.tell)(&Event::Broken { address, problems: &problems });
            self.tell_problems();
        }
        kept.map_or(Page::Broken(problems), Page::Kept)
    }

    /// A file of a page that is kept may be gone from the newest site; the one before may still have it.
    pub fn earlier(&self, address: &SitePath) -> Option<Vec<u8>> {
        let now = self.now();
        now.before.as_ref()?.site().get(address)?.render().ok()
    }

    fn renew(&self, count: &mut u64, now: &Snapshot, paths: &[SourcePath]) {
        let renewed = || {
            let mut draft = pipeline::renew(&self.request, &now.draft, paths)?;
            for _ in 0..EMPTY_TRIES {
                let is_emptied = |path: &&SourcePath| {
                    let text = |draft: &Draft| draft.sources.at(path).map_or(0, |source| source.text.len());
                    text(&now.draft) > 0 && text(&draft) == 0
                };
                let emptied: Vec<SourcePath> = paths.iter().filter(is_emptied).cloned().collect();
                if emptied.is_empty() {
                    break;
                }
                thread::sleep(Duration::from_millis(2));
                draft = pipeline::renew(&self.request, &draft, &emptied)?;
            }
            Some(draft)
        };
        match guarded(renewed) {
            Ok(Some(draft)) => {
                // A file that was written again may say what it said before.
                let is_changed = |path: &&SourcePath| match (now.draft.sources.at(path), draft.sources.at(path)) {
                    (Some(before), Some(after)) => !before.is_same(after),
                    (before, after) => before.is_some() || after.is_some(),
                };
                let changed = paths.iter().filter(is_changed).cloned().collect();
                self.put(count, now, draft, &changed);
            }
            Ok(None) => self.walk(count, now, &BTreeSet::new()),
            Err(panic) => self.fail(panic),
        }
    }

    /// Looks at everything. `carried` are files that are known to say something else, even if they look the same.
    fn walk(&self, count: &mut u64, now: &Snapshot, carried: &BTreeSet<SourcePath>) {
        match guarded(|| pipeline::draft(&self.request, &now.draft)) {
            Ok(Ok(draft)) => {
                let mut changed: BTreeSet<SourcePath> = carried.clone();
                changed.extend(now.draft.sources.differences(&draft.sources).into_iter().cloned());
                self.put(count, now, draft, &changed);
            }
            Ok(Err(error)) => self.fail(problems::without_place(&error.to_string())),
            Err(panic) => self.fail(panic),
        }
    }

    fn fail(&self, problem: Problem) {
        (self.tell)(&Event::Failed(&problem));
        lock(&self.seen).failed = vec![problem];
        self.tell_problems();
    }

    /// Shows a new snapshot from now on; one in which nothing is different is not new.
    fn put(&self, count: &mut u64, now: &Snapshot, draft: Draft, changed: &BTreeSet<SourcePath>) {
        let is_new = !changed.is_empty();
        let id = if is_new { id(*count + 1) } else { now.id.clone() };
        let made = draft.made.clone().or_else(|| now.made.clone());
        let before = if is_new { now.made.clone() } else { now.before.clone() };
        let next = Arc::new(Snapshot { id, draft, made, before });
        let old = std::mem::replace(&mut *self.now.write().unwrap_or_else(PoisonError::into_inner), Arc::clone(&next));
        lock(&self.attic).push(old);
        let had_failed = !std::mem::take(&mut lock(&self.seen).failed).is_empty();
        if is_new {
            *count += 1;
            self.announce(changed, &next);
            (self.tell)(&Event::Changed(changed));
        }
        if had_failed {
            self.tell_problems();
        }
    }

    fn announce(&self, changed: &BTreeSet<SourcePath>, snapshot: &Snapshot) {
        let addresses = snapshot.made.as_ref().map(|made| &made.inputs.handbook.index.addresses);
        let at = |paths: &mut dyn Iterator<Item = &SourcePath>| -> Vec<&SitePath> {
            paths.filter_map(|path| addresses?.get(path)).collect()
        };
        let is_carried = |path: &&SourcePath| snapshot.draft.sources.others.contains_key(*path);
        let edited = at(&mut changed.iter().filter(|path| !is_carried(path)));
        let files = at(&mut changed.iter().filter(is_carried));
        self.hub.tell("revision", json(&News { id: &snapshot.id, edited, files }));
    }

    fn tell_problems(&self) {
        let now = self.now();
        let mut seen = lock(&self.seen);
        // What another snapshot could not make, this one may; whoever looks at it will find out.
        seen.broken.retain(|_, (id, _)| *id == now.id);
        let all = seen.failed.iter().chain(&seen.whole.1).chain(seen.broken.values().flat_map(|(_, problems)| problems)).cloned();
        let told = problems::gather(all);
        if told != seen.told {
            self.hub.tell("problems", json(&told));
            seen.told = told;
        }
    }
}

/// The files behind a page that were written since they were read: its own, and those that all pages share.
fn stale(now: &Snapshot, address: &SitePath) -> Vec<SourcePath> {
    let sources = &now.draft.sources;
    let own = now.made.iter().flat_map(|made| {
        let handbook = &made.inputs.handbook;
        let written = handbook.index.addresses.iter().filter(|(_, at)| *at == address).map(|(path, _)| path.clone());
        let lists = handbook
            .checklists
            .iter()
            .flat_map(|list| std::iter::once(list.head.path.clone()).chain(list.areas.iter().map(|area| area.path.clone())));
        let data = handbook.data.iter().map(|data| data.path.clone());
        written.chain(lists.chain(data).take(SHARED))
    });
    let settings = std::iter::once(SourcePath::new("handbook.yaml"));
    let paths: BTreeSet<SourcePath> = own.chain(settings).collect();
    let is_stale = |path: &SourcePath| match sources.at(path) {
        Some(source) => !source.is_fresh(),
        None => match sources.others.get(path) {
            // A link that was put in the file's place may lead anywhere.
            Some(Other::File(place, stamp)) => {
                fs::stamp(place) != *stamp || !fs::canonical(place).is_ok_and(|real| real == *place)
            }
            Some(Other::Embedded(_)) | None => false,
        },
    };
    paths.into_iter().filter(is_stale).collect()
}

/// Whether nobody has read the page's source yet.
fn is_new(now: &Snapshot, request: &Request, address: &SitePath) -> bool {
    let Some(made) = &now.made else { return false };
    let is_known = || made.inputs.handbook.index.tree.at(address).is_some() || made.site().get(address).is_some();
    let Some(stem) = address.as_str().strip_suffix(".html").filter(|_| !is_known()) else { return false };
    let place = request.root.join("content").join(format!("{stem}.md"));
    fs::link_metadata(&place).is_ok_and(|meta| meta.is_some())
        && now.draft.sources.at(&SourcePath::new(&format!("content/{stem}.md"))).is_none()
}

/// Runs what may panic; a panic is a problem like any other.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Problem> {
    catch_unwind(AssertUnwindSafe(work))
        .map_err(|panic| problems::without_place(&format!("readybook panicked: {}", said(&*panic))))
}

fn said(panic: &(dyn Any + Send)) -> &str {
    panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A browser may have a page of an earlier run open, so numbers of two runs differ.
fn id(count: u64) -> String {
    format!("{}-{count}", std::process::id())
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
        State::start(request, editor, Box::new(|_| {})).unwrap()
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
