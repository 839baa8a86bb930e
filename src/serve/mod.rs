//! The preview server: a handbook over HTTP, as fresh as the disk.
//!
//! `watch.rs` says what changed, `revalidate.rs` what has to be read again for it, `store.rs` makes the next snapshot of that,
//! `response.rs` answers from one snapshot, `broadcast.rs` tells browsers. `snapshot.rs` says what is shown while files are wrong, and
//! `last_good.rs` remembers pages that cannot be made. `client/` is what runs in browsers. It must not know what any page says.
//!
//! It listens on loopback. `front/` is the door: it bounds the size of a request's head and the time it may take, how long a
//! client may leave an answer unread, how many connections are open and how many listen to events. Pages are answered by
//! `tiny_http` behind a backend on loopback, each on a thread of its own, so that none waits for another. What
//! `tiny_http` cannot bound is bounded for whoever comes in by the front; only a program on this machine that looks for the
//! backend could hold threads there.

mod response;
mod client;
mod content_type;
mod revalidate;
mod http;
mod host_guard;
mod last_good;
mod broadcast;
#[cfg(feature = "paper")]
mod paper;
mod problems;
mod snapshot;
mod store;
mod error_page;
mod watch;

use std::{
    collections::BTreeSet,
    fmt, io,
    net::{SocketAddr, TcpListener},
    path::Path,
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};

pub use self::{
    host_guard::AllowedHosts,
    problems::{Editor, Problem},
};
use self::{
    response::ServerContext,
    store::SnapshotStore,
    watch::{Change, WatchEvent, Watcher},
};
use crate::{
    diagnostic::Diagnostic,
    pipeline::{self, Dates, Request},
    source::{SitePath, SourcePath, Sources, fs},
};

/// So often those who listen are looked after.
const HEARTBEAT: Duration = Duration::from_secs(2);

/// When a preview begins, it is waited so long for what Git says of the files; the rest of it comes later.
const GIT_AT_START: Duration = Duration::from_millis(150);

/// The same when another commit was checked out, so that its files and their dates are one piece of news.
const GIT_AT_CHECKOUT: Duration = Duration::from_secs(1);

/// What happens while the server runs, for whoever watches it.
#[derive(Debug)]
pub enum Event<'a> {
    /// These files were taken in.
    Changed(&'a BTreeSet<SourcePath>),
    /// The whole was looked at.
    Checked {
        /// What was found.
        found: &'a [Diagnostic],
        /// To draw it with.
        sources: &'a Sources,
    },
    /// A page cannot be made.
    Broken {
        /// Its address.
        address: &'a SitePath,
        /// Why.
        problems: &'a [Problem],
    },
    /// The handbook cannot be made.
    Failed(&'a Problem),
    /// The disk is polled, and why.
    Polling(&'a str),
}

/// The options of a preview.
#[derive(Debug)]
pub struct Options {
    /// Which handbook.
    pub request: Request,
    /// By which names the server may be called.
    pub allowed_hosts: AllowedHosts,
    /// How a place is opened in an editor.
    pub editor: Editor,
    /// How often the disk is polled; `None` to be told by the system.
    pub poll: Option<Duration>,
    /// Whether pages get the script for live reload.
    pub reload: bool,
}

/// A bound socket, before the first connection is accepted.
pub struct Listener {
    door: TcpListener,
    backend: tiny_http::Server,
    address: SocketAddr,
}

/// Listens on an address.
///
/// # Errors
/// When the port is taken, or may not be used.
pub fn listen(address: SocketAddr) -> io::Result<Listener> {
    let door = TcpListener::bind(address)?;
    let address = door.local_addr()?;
    Ok(Listener { door, backend: http::bind_backend()?, address })
}

/// Why a server could not start.
#[derive(Debug)]
pub enum StartError {
    /// The handbook cannot be read.
    Disk(fs::Error),
    /// The system starts no more threads; nothing would be renewed without them.
    Thread(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disk(error) => error.fmt(f),
            Self::Thread(error) => write!(f, "the system starts no more threads: {error}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Disk(error) => Some(error),
            Self::Thread(error) => Some(error),
        }
    }
}

impl From<fs::Error> for StartError {
    fn from(error: fs::Error) -> Self {
        Self::Disk(error)
    }
}

impl From<io::Error> for StartError {
    fn from(error: io::Error) -> Self {
        Self::Thread(error)
    }
}

/// A preview server, ready to accept: its first snapshot is made, the watcher runs.
pub struct Preview {
    context: Arc<ServerContext>,
}

impl Preview {
    /// Makes the handbook and begins to watch it. `tell` hears what happens; it must not wait for anybody.
    ///
    /// # Errors
    /// When the handbook's folder cannot be listed, or the system starts no more threads.
    pub fn start(options: Options, tell: impl Fn(&Event<'_>) + Send + Sync + 'static) -> Result<Self, StartError> {
        let Options { request, allowed_hosts, editor, poll, reload } = options;
        let root = request.root.clone();
        let tell = Arc::new(tell);
        let heard = Arc::clone(&tell);
        // The watch stands before the first look, so that nothing falls between the two.
        let (watch, reason) = Watcher::start(&root, poll);
        let asked = ask_git(&root)?;
        let mut answered = None;
        // Without a script that renews it a page stays as it is, so it has to be right from the beginning.
        let dates = || {
            let dates = if reload { asked.recv_timeout(GIT_AT_START) } else { asked.recv().map_err(Into::into) };
            answered = Some(!matches!(dates, Err(RecvTimeoutError::Timeout)));
            dates.ok()
        };
        let store = SnapshotStore::start(request, editor, Box::new(move |event| heard(event)), dates)?;
        let context = Arc::new(ServerContext { store, allowed_hosts, reload });
        if let Some(reason) = reason {
            tell(&Event::Polling(&reason));
        }
        if answered == Some(false) {
            apply_dates_later(asked, &context)?;
        }
        // One wake-up that waits stands for all that come meanwhile.
        let (wake, woken) = sync_channel(1);
        let background = Arc::clone(&context);
        thread::Builder::new().name("settle".into()).spawn(move || run_background_work(&woken, &background.store))?;
        let watched = Arc::clone(&context);
        thread::Builder::new().name("watch".into()).spawn(move || watch_loop(watch, &root, &watched, &*tell, &wake))?;
        let swept = Arc::clone(&context);
        thread::Builder::new().name("heartbeat".into()).spawn(move || {
            loop {
                thread::sleep(HEARTBEAT);
                swept.store.broadcaster.drop_closed();
            }
        })?;
        Ok(Self { context })
    }

    /// How many files there are to ask for.
    #[must_use]
    pub fn len(&self) -> usize {
        self.context.store.current().built().map_or(0, |built| built.site().len())
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Answers until the program ends.
    ///
    /// # Errors
    /// When the system starts no more threads.
    pub fn answer(self, listener: Listener) -> io::Result<()> {
        http::run(&listener.door, listener.backend, self.context)
    }
}

impl Listener {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Does what no answer waits for, whenever there is something new and browsers have what they asked for, until the program
/// ends. It takes half of the cores, so that the next answer has the others.
fn run_background_work(woken: &Receiver<()>, store: &SnapshotStore) {
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get() / 2).max(1);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(cores).build().ok();
    while woken.recv().is_ok() {
        store.wait_until_idle();
        match &pool {
            Some(pool) => pool.install(|| store.run_background_work()),
            None => store.run_background_work(),
        }
    }
}

/// Takes in one change after the other, until the program ends.
fn watch_loop(mut watch: Watcher, root: &Path, context: &Arc<ServerContext>, tell: &dyn Fn(&Event<'_>), wake: &SyncSender<()>) {
    let store = &context.store;
    let told = |reason: Option<String>| {
        if let Some(reason) = reason {
            tell(&Event::Polling(&reason));
        }
    };
    loop {
        told(watch.watch_link_targets(store.current().files.sources()));
        // It is awake already, or has a wake-up waiting.
        let _ = wake.try_send(());
        let WatchEvent { change, has_moved, reason } = watch.next();
        told(reason);
        let dates = if has_moved { dates(root, context, change != Change::Nothing) } else { None };
        match change {
            Change::Files(paths) => store.apply_changes(Some(&paths), dates),
            Change::Anything => store.apply_changes(None, dates),
            Change::Nothing => {}
        }
    }
}

/// What Git says now, if it says it in time; otherwise that is taken in later.
fn dates(root: &Path, context: &Arc<ServerContext>, is_awaited: bool) -> Option<Dates> {
    let patience = if is_awaited { GIT_AT_CHECKOUT } else { Duration::ZERO };
    // A system that starts no more threads leaves the dates as they are, until the next commit.
    let asked = ask_git(root).ok()?;
    match asked.recv_timeout(patience) {
        Ok(dates) => Some(dates),
        Err(RecvTimeoutError::Timeout) => {
            let _ = apply_dates_later(asked, context);
            None
        }
        Err(RecvTimeoutError::Disconnected) => None,
    }
}

/// Asks Git on a thread of its own.
fn ask_git(root: &Path) -> io::Result<Receiver<Dates>> {
    let (sender, asked) = sync_channel(1);
    let root = root.to_owned();
    // Whoever asked may have ended.
    thread::Builder::new().name("git".into()).spawn(move || drop(sender.send(pipeline::dates(&root))))?;
    Ok(asked)
}

/// Takes in what Git says when it says it.
fn apply_dates_later(asked: Receiver<Dates>, context: &Arc<ServerContext>) -> io::Result<()> {
    let context = Arc::clone(context);
    let wait = move || {
        if let Ok(dates) = asked.recv() {
            context.store.apply_dates(dates);
        }
    };
    thread::Builder::new().name("dates".into()).spawn(wait)?;
    Ok(())
}

/// The path of the handbook's folder as an editor needs it.
#[must_use]
pub fn absolute(root: &Path) -> String {
    let path = fs::canonical(root).unwrap_or_else(|_| root.to_owned());
    path.to_string_lossy().replace('\\', "/")
}
