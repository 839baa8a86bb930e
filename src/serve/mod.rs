//! The preview server: a handbook over HTTP, as fresh as the disk.
//!
//! `watch.rs` says what changed, `state.rs` makes the next snapshot of it, `answer.rs` answers from one snapshot,
//! `live.rs` tells browsers. `client/` is what runs in them. It must not know what any page says.
//!
//! It listens on loopback. `front/` is the door: it bounds the size of a request's head and the time it may take, how long a
//! client may leave an answer unread, how many connections are open and how many listen to events. Pages are answered by
//! `tiny_http` behind an inner door on loopback, each on a thread of its own, so that none waits for another. What
//! `tiny_http` cannot bound is bounded for whoever comes in by the front; only a program on this machine that looks for the
//! inner door could hold threads there.

mod answer;
mod client;
mod content_type;
mod front;
mod guard;
mod live;
#[cfg(feature = "paper")]
mod paper;
mod problems;
mod state;
mod watch;

use std::{
    collections::BTreeSet,
    io,
    net::{SocketAddr, TcpListener},
    path::Path,
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};

use self::{
    answer::Service,
    state::State,
    watch::{Change, Watch},
};
pub use self::{
    guard::Names,
    problems::{Editor, Problem},
};
use crate::{
    diagnostic::Diagnostic,
    pipeline::Request,
    source::{SitePath, SourcePath, Sources, fs},
};

/// So often those who listen are looked after.
const HEARTBEAT: Duration = Duration::from_secs(2);

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

/// How to serve.
#[derive(Debug)]
pub struct Options {
    /// Which handbook.
    pub request: Request,
    /// By which names the server may be called.
    pub names: Names,
    /// How a place is opened in an editor.
    pub editor: Editor,
    /// How often the disk is polled; `None` to be told by the system.
    pub poll: Option<Duration>,
    /// Whether pages renew themselves.
    pub reload: bool,
}

/// A socket that listens.
pub struct Listener {
    door: TcpListener,
    inner: tiny_http::Server,
    address: SocketAddr,
}

/// Listens on an address.
///
/// # Errors
/// When the port is taken, or may not be used.
pub fn listen(address: SocketAddr) -> io::Result<Listener> {
    let door = TcpListener::bind(address)?;
    let address = door.local_addr()?;
    Ok(Listener { door, inner: front::inner_door()?, address })
}

/// A server that is ready to answer.
pub struct Preview {
    service: Arc<Service>,
}

impl Preview {
    /// Makes the handbook and begins to watch it. `tell` hears what happens.
    ///
    /// # Errors
    /// When the handbook's folder cannot be listed.
    pub fn start(options: Options, tell: impl Fn(&Event<'_>) + Send + Sync + 'static) -> fs::Result<Self> {
        let Options { request, names, editor, poll, reload } = options;
        let root = request.root.clone();
        let tell = Arc::new(tell);
        let heard = Arc::clone(&tell);
        // The watch stands before the first look, so that nothing falls between the two.
        let (watch, reason) = Watch::start(&root, poll);
        let state = State::start(request, editor, Box::new(move |event| heard(event)))?;
        let service = Arc::new(Service { state, names, reload });
        if let Some(reason) = reason {
            tell(&Event::Polling(&reason));
        }
        let watched = Arc::clone(&service);
        let settled = Arc::clone(&service);
        // One wake-up that waits stands for all that come meanwhile.
        let (wake, woken) = sync_channel(1);
        // Without these threads nothing would be renewed, and a page would still be right: it is looked at when asked for.
        let _ = thread::Builder::new().name("settle".into()).spawn(move || settle(&woken, &settled.state));
        let _ = thread::Builder::new().name("watch".into()).spawn(move || keep_up(watch, &watched.state, &*tell, &wake));
        let swept = Arc::clone(&service);
        let _ = thread::Builder::new().name("heartbeat".into()).spawn(move || {
            loop {
                thread::sleep(HEARTBEAT);
                swept.state.hub.sweep();
            }
        });
        Ok(Self { service })
    }

    /// How many files there are to ask for.
    #[must_use]
    pub fn len(&self) -> usize {
        self.service.state.now().made.as_ref().map_or(0, |made| made.site().len())
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Answers until the program ends.
    pub fn answer(self, listener: Listener) {
        front::run(&listener.door, listener.inner, self.service);
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
fn settle(woken: &Receiver<()>, state: &State) {
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get() / 2).max(1);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(cores).build().ok();
    while woken.recv().is_ok() {
        state.await_quiet();
        match &pool {
            Some(pool) => pool.install(|| state.settle()),
            None => state.settle(),
        }
    }
}

/// Takes in one change after the other, until the program ends.
fn keep_up(mut watch: Watch, state: &State, tell: &dyn Fn(&Event<'_>), wake: &SyncSender<()>) {
    let told = |reason: Option<String>| {
        if let Some(reason) = reason {
            tell(&Event::Polling(&reason));
        }
    };
    loop {
        told(watch.follow(&state.now().draft.sources));
        // It is awake already, or has a wake-up waiting.
        let _ = wake.try_send(());
        let (change, reason) = watch.next();
        told(reason);
        match change {
            Change::Files(paths) => state.take_in(Some(&paths)),
            Change::Anything => state.take_in(None),
            Change::Nothing => {}
        }
    }
}

/// The path of the handbook's folder as an editor needs it.
#[must_use]
pub fn absolute(root: &Path) -> String {
    let path = fs::canonical(root).unwrap_or_else(|_| root.to_owned());
    path.to_string_lossy().replace('\\', "/")
}
