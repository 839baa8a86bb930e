//! The preview server: a handbook over HTTP, as fresh as the disk.
//!
//! `watch.rs` says what changed, `revalidate.rs` what has to be read again for it, `store.rs` makes the next snapshot of that,
//! `response.rs` answers from one snapshot, `broadcast.rs` tells browsers. `snapshot.rs` says what is shown while files are
//! wrong, and `last_good.rs` remembers pages that cannot be rendered. `client/` runs in browsers. It must not know what any page
//! says.
//!
//! It listens on the address that it is given, loopback unless the user says otherwise. `http/` accepts connections: it bounds
//! the size and time of a request head, how long a response may stay unread, and the number of connections and event streams.
//! Pages are answered by `tiny_http`, a backend on a loopback port of its own, each on its own thread. Only a program on this
//! machine that looks for that port bypasses the bounds.

mod response;
mod client;
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

/// Interval of the heartbeat that drops closed event streams.
const HEARTBEAT: Duration = Duration::from_secs(2);

/// How long the start waits for Git dates; later ones come as an update.
const GIT_AT_START: Duration = Duration::from_millis(150);

/// How long an update after a commit or checkout waits for Git dates, so that files and dates are one snapshot.
const GIT_AT_CHECKOUT: Duration = Duration::from_secs(1);

/// What happens while the server runs, for the caller's log.
#[derive(Debug)]
pub enum Event<'a> {
    /// These files differ in the new snapshot.
    Changed(&'a BTreeSet<SourcePath>),
    /// A check of the whole handbook ended.
    Checked {
        /// Its findings, in order, each once.
        found: &'a [Diagnostic],
        /// The texts that their spans point into.
        sources: &'a Sources,
    },
    /// A file of the site cannot be rendered.
    Broken {
        /// The site path.
        address: &'a SitePath,
        /// The findings that say why.
        problems: &'a [Problem],
    },
    /// No snapshot could be made (disk, panic), or settings or `content/` are missing.
    Failed(&'a Problem),
    /// The watcher polls the disk instead of file system events; why.
    Polling(&'a str),
}

/// The options of a preview.
#[derive(Debug)]
pub struct Options {
    /// Which handbook, and how it is built.
    pub request: Request,
    /// Which `Host` headers are answered.
    pub allowed_hosts: AllowedHosts,
    /// The link that opens a finding in an editor.
    pub editor: Editor,
    /// Interval for polling the disk; `None` for file system events.
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

/// Binds the listening socket (port 0 takes a free port) and the backend behind it.
///
/// # Errors
/// When the port is taken or may not be used, or no loopback port is free for the backend.
pub fn listen(address: SocketAddr) -> io::Result<Listener> {
    let door = TcpListener::bind(address)?;
    let address = door.local_addr()?;
    Ok(Listener { door, backend: http::bind_backend()?, address })
}

/// Why a server could not start.
#[derive(Debug)]
pub enum StartError {
    /// The handbook's folder cannot be listed.
    Disk(fs::Error),
    /// A thread could not be spawned; snapshots would not be updated without it.
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
    /// Makes the first snapshot and starts the watcher. `tell` is called on several threads, and must not block.
    ///
    /// # Errors
    /// When the handbook's folder cannot be listed, or a thread cannot be spawned.
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

    /// Number of files of the current site; 0 when it could not be built.
    #[must_use]
    pub fn len(&self) -> usize {
        self.context.store.current().built().map_or(0, |built| built.site().len())
    }

    /// Whether the current site has no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Accepts and answers connections; returns on an error only.
    ///
    /// # Errors
    /// When the thread for the backend cannot be spawned.
    pub fn answer(self, listener: Listener) -> io::Result<()> {
        http::run(&listener.door, listener.backend, self.context)
    }
}

impl Listener {
    /// The bound address, with the real port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Runs the store's background work after each wake-up, once no request is in flight; ends when `woken` is closed. It uses
/// half of the threads, so that the next response has the others.
fn run_background_work(woken: &Receiver<()>, store: &SnapshotStore) {
    let half = (rayon::current_num_threads() / 2).max(1);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(half).build().ok();
    while woken.recv().is_ok() {
        store.wait_until_idle();
        match &pool {
            Some(pool) => pool.install(|| store.run_background_work()),
            None => store.run_background_work(),
        }
    }
}

/// Applies watcher events to the store one after the other, for ever. `wake` starts the background work.
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

/// Git's dates now, if they come in time (1 s when `is_awaited`); otherwise `None`, and they are applied when they come.
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

/// Asks Git for dates on a new thread; the receiver gets one message.
fn ask_git(root: &Path) -> io::Result<Receiver<Dates>> {
    let (sender, asked) = sync_channel(1);
    let root = root.to_owned();
    // Whoever asked may have ended.
    thread::Builder::new().name("git".into()).spawn(move || drop(sender.send(pipeline::dates(&root))))?;
    Ok(asked)
}

/// Waits for Git's dates on a new thread, and applies them.
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

/// The absolute, canonical path of the handbook's folder with `/` as separator; as given if it cannot be resolved.
#[must_use]
pub fn absolute(root: &Path) -> String {
    let path = fs::canonical(root).unwrap_or_else(|_| root.to_owned());
    path.to_string_lossy().replace('\\', "/")
}
