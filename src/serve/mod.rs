//! The preview server: a handbook over HTTP, as fresh as the disk.
//!
//! `watch.rs` says what changed, `state.rs` makes the next snapshot of it, `answer.rs` answers from one snapshot,
//! `live.rs` tells browsers. `client/` is what runs in them. It must not know what any page says.
//!
//! It listens on loopback. What `tiny_http` cannot bound: the size of a request's head, how long a client takes to send it or
//! to read an answer, and how long a connection stays open after its answer; each such client holds one thread until it
//! goes away. Every answer closes its connection as far as the client honours that, since connections that are kept can
//! starve others in a burst. Each answer is made on a thread of its own, so that none waits for another. A failing accept
//! ends the server's loop for good.

mod answer;
mod client;
mod content_type;
mod guard;
mod live;
#[cfg(feature = "paper")]
mod paper;
mod problems;
mod state;
mod watch;

use std::{collections::BTreeSet, io::Write as _, net::SocketAddr, path::Path, sync::Arc, thread, time::Duration};

use tiny_http::Server;

use self::{
    answer::{Answer, EVENTS_HEAD, Question, Service, answer},
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
    server: Server,
    address: SocketAddr,
}

/// Listens on an address.
///
/// # Errors
/// When the port is taken, or may not be used.
pub fn listen(address: SocketAddr) -> Result<Listener, Box<dyn std::error::Error + Send + Sync>> {
    let server = Server::http(address)?;
    let address = server.server_addr().to_ip().unwrap_or(address);
    Ok(Listener { server, address })
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
        // Without these threads nothing would be renewed, and a page would still be right: it is looked at when asked for.
        let _ = thread::Builder::new().name("watch".into()).spawn(move || keep_up(watch, &watched.state, &*tell));
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

    /// Answers, each request on a thread of its own, until the program ends.
    pub fn answer(self, listener: Listener) {
        for request in listener.server.incoming_requests() {
            let service = Arc::clone(&self.service);
            // A thread that cannot be made drops the request, which closes the connection.
            let _ = thread::Builder::new().spawn(move || one(request, &service));
        }
    }
}

impl Listener {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// Takes in one change after the other, until the program ends.
fn keep_up(mut watch: Watch, state: &State, tell: &dyn Fn(&Event<'_>)) {
    let told = |reason: Option<String>| {
        if let Some(reason) = reason {
            tell(&Event::Polling(&reason));
        }
    };
    loop {
        told(watch.follow(&state.now().draft.sources));
        state.settle();
        let (change, reason) = watch.next();
        told(reason);
        match change {
            Change::Files(paths) => state.take_in(Some(&paths)),
            Change::Anything => state.take_in(None),
            Change::Nothing => {}
        }
    }
}

fn one(request: tiny_http::Request, service: &Service) {
    let header = |name: &'static str| {
        request.headers().iter().find(|header| header.field.equiv(name)).map(|header| header.value.as_str().to_owned())
    };
    let (host, known) = (header("Host"), header("If-None-Match"));
    let method = request.method().to_string();
    let question = Question { method: &method, url: request.url(), host: host.as_deref(), known: known.as_deref() };
    let answer = answer(&question, service);
    let mut writer = request.into_writer();
    // A client that went away is no trouble of ours.
    match answer {
        Answer::Whole(whole) => {
            let _ = writer.write_all(whole.head().as_bytes());
            if method != "HEAD" {
                let _ = writer.write_all(whole.body());
            }
            let _ = writer.flush();
        }
        Answer::Events => {
            if writer.write_all(EVENTS_HEAD.as_bytes()).is_ok() {
                service.state.hub.listen(writer);
            }
        }
    }
}

/// The path of the handbook's folder as an editor needs it.
#[must_use]
pub fn absolute(root: &Path) -> String {
    let path = fs::canonical(root).unwrap_or_else(|_| root.to_owned());
    path.to_string_lossy().replace('\\', "/")
}
