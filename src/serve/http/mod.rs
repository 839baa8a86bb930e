//! The acceptor: accepts every connection, and bounds its size, time and number.
//!
//! It reads the request head, rejects bad requests, keeps event streams, and proxies the rest to `tiny_http` on a loopback
//! port, one request per connection. `tiny_http` alone would not do: it bounds neither the length nor the time of a head, nor
//! how long a response may stay unread; it writes to event streams on blocking threads; a request may wait for ever behind
//! keep-alive connections; and its loop ends when accepting fails. It exposes no socket on which that could be set.

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

/// Maximum number of concurrent connections, event streams not counted.
const MAX_CONNECTIONS: usize = 256;

/// How long a connection beyond that waits for a free slot before it gets 503.
const CONNECTION_WAIT: Duration = Duration::from_secs(1);

/// Maximum number of event streams; further ones get 503.
const MAX_SUBSCRIBERS: usize = 512;

/// How long a client may take to send the whole request head.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);

/// Write timeout of the socket: a client that reads nothing of a response for so long is disconnected.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);

/// Read timeout towards the backend: a page that takes longer to render is given up.
const RESPONSE_TIMEOUT: Duration = Duration::from_mins(1);

/// How long a rejected client's unread input is drained before the close, which would otherwise reset the connection.
const LINGER: Duration = Duration::from_millis(300);

/// Pause after a failed `accept`, and before the backend is bound anew.
const ACCEPT_RETRY: Duration = Duration::from_millis(50);

/// The acceptor: accepts connections, bounds their number and time, and proxies requests to the backend.
struct Acceptor {
    context: Arc<ServerContext>,
    /// Address of the `tiny_http` backend; `None` while it is down.
    backend: Mutex<Option<SocketAddr>>,
    /// Open connections, event streams not counted; at most [`MAX_CONNECTIONS`].
    open: AtomicUsize,
}

/// A permit for one connection; dropping it frees the slot.
struct ConnectionPermit(Arc<Acceptor>);

impl Drop for ConnectionPermit {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Binds the `tiny_http` backend to 127.0.0.1 and a free port.
///
/// # Errors
/// When the port cannot be bound.
pub fn bind_backend() -> io::Result<Server> {
    Server::http((Ipv4Addr::LOCALHOST, 0)).map_err(io::Error::other)
}

/// Runs the accept loop, one thread per connection; returns on an error only. `first` is the bound backend.
///
/// # Errors
/// When the thread for the backend cannot be spawned.
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
    /// Waits up to [`CONNECTION_WAIT`] for a free slot; `None` if there is none. Meanwhile new connections wait in the listen
    /// backlog.
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

    /// Reads the one request of a connection and answers it: rejects it, makes it an event stream, or proxies it.
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

    /// Proxies a request to the backend and copies the response back; 503 when the backend is down.
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

    /// Answers requests of the backend, each on a thread of its own, for ever. When `tiny_http` stops because accepting failed,
    /// a new backend takes its place.
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

/// Connects to the backend and sends the request; the response ends when the backend closes the connection.
fn connect_backend(backend: SocketAddr, head: &RequestHead) -> io::Result<TcpStream> {
    let mut asked = TcpStream::connect(backend)?;
    asked.set_nodelay(true)?;
    asked.set_read_timeout(Some(RESPONSE_TIMEOUT))?;
    asked.write_all(head.to_backend().as_bytes())?;
    Ok(asked)
}

/// Responds to one proxied request; a panic becomes 500. The body is left out for `HEAD`.
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

/// Sends a response without the backend and closes the connection. Unread input at the close would reset it and lose the
/// response, so input is drained for `linger` first.
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
