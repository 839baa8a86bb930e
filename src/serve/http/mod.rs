//! The acceptor: every connection comes in here, and each is bounded.
//!
//! It reads the head of a request, refuses what is not for us, keeps those who listen to events, and passes on the rest to
//! the server crate behind a backend, one request a connection. That crate alone would not do: it bounds neither the
//! length nor the time of a head, nor how long an answer may be left unread, it writes to listeners on threads that wait for
//! them, it lets a request wait for ever behind connections that are kept, and its loop ends when the system refuses it a
//! connection. It hands out no connection on which any of that could be set. Behind this acceptor nothing of it happens.

mod head;
mod subscriber;

use std::{
    io::{self, Read, Write},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use tiny_http::Server;

use self::head::{HeadError, RequestHead};
use super::{
    problems::catch_panic,
    response::{EVENTS_HEAD, HttpRequest, Reply, Response, ServerContext, early_reply, plain_response, respond},
};

/// So many connections are answered at the same time.
const MAX_CONNECTIONS: usize = 256;

/// A connection beyond that waits so long before it is sent away.
const CONNECTION_WAIT: Duration = Duration::from_secs(1);

/// So many may listen to events.
const MAX_SUBSCRIBERS: usize = 512;

/// A client has so long to send the head of its request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// A client that takes nothing of an answer for so long is let go.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);

/// A page that takes longer than this is stuck.
const RESPONSE_TIMEOUT: Duration = Duration::from_mins(1);

/// What a refused client still sends is read for so long, or it would not get to read why.
const LINGER: Duration = Duration::from_millis(300);

/// When the system refuses a connection, it is asked again after so long.
const ACCEPT_RETRY: Duration = Duration::from_millis(50);

/// The acceptor: takes connections, bounds their number and their time, and hands requests on.
struct Acceptor {
    context: Arc<ServerContext>,
    /// Where the server crate listens, if it does.
    backend: Mutex<Option<SocketAddr>>,
    /// Open connections, event streams not counted; at most 256.
    open: AtomicUsize,
}

/// A permit for one connection; dropping it frees the slot.
struct ConnectionPermit(Arc<Acceptor>);

impl Drop for ConnectionPermit {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Opens the backend.
pub fn bind_backend() -> io::Result<Server> {
    Server::http((Ipv4Addr::LOCALHOST, 0)).map_err(io::Error::other)
}

/// The accept loop: a thread a connection, until the program ends.
///
/// # Errors
/// When the system starts no thread to make pages on.
pub fn run(outer: &TcpListener, first: Server, context: Arc<ServerContext>) -> io::Result<()> {
    let backend = Mutex::new(first.server_addr().to_ip());
    let acceptor = Arc::new(Acceptor { context, backend, open: AtomicUsize::new(0) });
    let pages = Arc::clone(&acceptor);
    thread::Builder::new().name("pages".into()).spawn(move || pages.serve_backend(first))?;
    loop {
        let Ok((client, _)) = outer.accept() else {
            thread::sleep(ACCEPT_RETRY);
            continue;
        };
        let Some(permit) = acceptor.acquire() else {
            reject(&client, &plain_response("503 Service Unavailable", "too many connections"), Duration::ZERO);
            continue;
        };
        // A thread that cannot be made drops the connection, which closes it.
        let _ = thread::Builder::new().spawn(move || permit.0.serve(client));
    }
}

impl Acceptor {
    /// A place for one connection more. While all are taken, the next ones wait in the system's own queue.
    fn acquire(self: &Arc<Self>) -> Option<ConnectionPermit> {
        let began = Instant::now();
        while self.open.load(Ordering::Acquire) >= MAX_CONNECTIONS {
            if began.elapsed() > CONNECTION_WAIT {
                return None;
            }
            thread::sleep(Duration::from_millis(5));
        }
        self.open.fetch_add(1, Ordering::AcqRel);
        Some(ConnectionPermit(Arc::clone(self)))
    }

    /// Answers one connection, which is one request.
    fn serve(&self, mut client: TcpStream) {
        // What cannot be set leaves a connection without its bounds, so it is not answered.
        if client.set_write_timeout(Some(WRITE_TIMEOUT)).is_err() || client.set_nodelay(true).is_err() {
            return;
        }
        let head = match head::read(&mut client, HEAD_TIMEOUT) {
            Ok(head) => head,
            Err(HeadError::Gone) => return,
            Err(HeadError::TooLong) => {
                return reject(&client, &plain_response("431 Request Header Fields Too Large", "the head is too long"), LINGER);
            }
            Err(HeadError::TooSlow) => {
                return reject(&client, &plain_response("408 Request Timeout", "the head did not come in time"), LINGER);
            }
            Err(HeadError::Wrong) => return reject(&client, &plain_response("400 Bad Request", "this is not a request"), LINGER),
        };
        match early_reply(&head.request(), &self.context) {
            Some(Reply::Response(response)) => reject(&client, &response, LINGER),
            Some(Reply::Events) => self.listen(client),
            // A client that went away is no trouble of ours.
            None => drop(self.proxy(&head, &client)),
        }
    }

    fn listen(&self, mut client: TcpStream) {
        if self.context.store.broadcaster.len() >= MAX_SUBSCRIBERS {
            return reject(&client, &plain_response("503 Service Unavailable", "too many listen"), LINGER);
        }
        if client.write_all(EVENTS_HEAD.as_bytes()).is_ok()
            && let Ok(subscriber) = subscriber::Subscriber::new(client)
        {
            self.context.store.broadcaster.subscribe(Box::new(subscriber));
        }
    }

    /// Lets the server crate answer, and carries its answer back.
    fn proxy(&self, head: &RequestHead, mut client: &TcpStream) -> io::Result<()> {
        let backend = *self.backend.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = backend.ok_or_else(|| io::ErrorKind::NotConnected.into()).and_then(|backend| connect_backend(backend, head));
        let Ok(mut asked) = asked else {
            reject(client, &plain_response("503 Service Unavailable", "no page can be made now; try again"), LINGER);
            return Ok(());
        };
        io::copy(&mut asked, &mut client)?;
        client.shutdown(Shutdown::Both)
    }

    /// Answers what was passed on, each request on a thread of its own. The server crate gives up when the system refuses it
    /// a connection; then another one takes its place.
    fn serve_backend(&self, first: Server) {
        let mut server = Some(first);
        loop {
            for received in server.iter().flat_map(Server::incoming_requests) {
                let context = Arc::clone(&self.context);
                // A thread that cannot be made drops the request, which closes the connection.
                let _ = thread::Builder::new().spawn(move || serve_request(received, &context));
            }
            thread::sleep(ACCEPT_RETRY);
            server = bind_backend().ok();
            let place = server.as_ref().and_then(|server| server.server_addr().to_ip());
            *self.backend.lock().unwrap_or_else(PoisonError::into_inner) = place;
        }
    }
}

/// Asks the server crate, on a connection that it has to close.
fn connect_backend(backend: SocketAddr, head: &RequestHead) -> io::Result<TcpStream> {
    let mut asked = TcpStream::connect(backend)?;
    asked.set_nodelay(true)?;
    asked.set_read_timeout(Some(RESPONSE_TIMEOUT))?;
    asked.write_all(head.to_backend().as_bytes())?;
    Ok(asked)
}

/// Answers one request that was passed on.
fn serve_request(received: tiny_http::Request, context: &ServerContext) {
    let header = |name: &'static str| {
        received.headers().iter().find(|header| header.field.equiv(name)).map(|header| header.value.as_str().to_owned())
    };
    let (host, if_none_match) = (header("Host"), header("If-None-Match"));
    let method = received.method().to_string();
    let request =
        HttpRequest { method: &method, url: received.url(), host: host.as_deref(), if_none_match: if_none_match.as_deref() };
    let response = catch_panic(|| respond(&request, context))
        .unwrap_or_else(|panic| plain_response("500 Internal Server Error", &panic.message));
    let mut writer = received.into_writer();
    // A client that went away is no trouble of ours.
    let _ = writer.write_all(response.head().as_bytes());
    if method != "HEAD" {
        let _ = writer.write_all(response.body());
    }
    let _ = writer.flush();
}

/// Answers a connection without asking anybody, and closes it. What is unread when a connection is closed takes away the
/// answer too, so that is read first.
fn reject(mut client: &TcpStream, response: &Response, linger: Duration) {
    // A client that went away is no trouble of ours.
    let said = client.write_all(response.head().as_bytes()).and_then(|()| client.write_all(response.body()));
    if said.and_then(|()| client.shutdown(Shutdown::Write)).is_err() || linger.is_zero() {
        return;
    }
    let began = Instant::now();
    let mut rest = [0; 4096];
    while let Some(left) = linger.checked_sub(began.elapsed()).filter(|left| !left.is_zero()) {
        if client.set_read_timeout(Some(left)).is_err() || !matches!(client.read(&mut rest), Ok(1..)) {
            return;
        }
    }
}
