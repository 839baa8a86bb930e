//! The front door: every connection comes in here, and each is bounded.
//!
//! It reads the head of a request, refuses what is not for us, keeps those who listen to events, and passes on the rest to
//! the server crate behind an inner door, one request a connection. That crate alone would not do: it bounds neither the
//! length nor the time of a head, nor how long an answer may be left unread, it writes to listeners on threads that wait for
//! them, it lets a request wait for ever behind connections that are kept, and its loop ends when the system refuses it a
//! connection. It hands out no connection on which any of that could be set. Behind this door nothing of it happens.

mod head;
mod listener;

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

use self::head::{Head, Unread};
use super::{
    answer::{Answer, EVENTS_HEAD, Question, Service, Whole, answer, decided, sorry},
    problems::guarded,
};

/// So many connections are answered at the same time.
const CONNECTIONS: usize = 256;

/// A connection beyond that waits so long before it is sent away.
const WAIT: Duration = Duration::from_secs(1);

/// So many may listen to events.
const LISTENERS: usize = 512;

/// A client has so long to send the head of its request.
const HEAD_TIME: Duration = Duration::from_secs(10);

/// A client that takes nothing of an answer for so long is let go.
const READ_TIME: Duration = Duration::from_secs(10);

/// A page that takes longer than this is stuck.
const ANSWER_TIME: Duration = Duration::from_mins(1);

/// What a refused client still sends is read for so long, or it would not get to read why.
const LINGER: Duration = Duration::from_millis(300);

/// When the system refuses a connection, it is asked again after so long.
const BREATH: Duration = Duration::from_millis(50);

/// The way in.
struct Front {
    service: Arc<Service>,
    /// Where the server crate listens, if it does.
    inner: Mutex<Option<SocketAddr>>,
    /// How many connections are open, those that listen left out.
    open: AtomicUsize,
}

/// A connection that counts as long as this lives.
struct Place(Arc<Front>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Opens the inner door.
pub fn inner_door() -> io::Result<Server> {
    Server::http((Ipv4Addr::LOCALHOST, 0)).map_err(io::Error::other)
}

/// Answers until the program ends.
///
/// # Errors
/// When the system starts no thread to make pages on.
pub fn run(outer: &TcpListener, first: Server, service: Arc<Service>) -> io::Result<()> {
    let inner = Mutex::new(first.server_addr().to_ip());
    let front = Arc::new(Front { service, inner, open: AtomicUsize::new(0) });
    let pages = Arc::clone(&front);
    thread::Builder::new().name("pages".into()).spawn(move || pages.answer(first))?;
    loop {
        let Ok((client, _)) = outer.accept() else {
            thread::sleep(BREATH);
            continue;
        };
        let Some(place) = front.place() else {
            refuse(&client, &sorry("503 Service Unavailable", "too many connections"), Duration::ZERO);
            continue;
        };
        // A thread that cannot be made drops the connection, which closes it.
        let _ = thread::Builder::new().spawn(move || place.0.serve(client));
    }
}

impl Front {
    /// A place for one connection more. While all are taken, the next ones wait in the system's own queue.
    fn place(self: &Arc<Self>) -> Option<Place> {
        let began = Instant::now();
        while self.open.load(Ordering::Acquire) >= CONNECTIONS {
            if began.elapsed() > WAIT {
                return None;
            }
            thread::sleep(Duration::from_millis(5));
        }
        self.open.fetch_add(1, Ordering::AcqRel);
        Some(Place(Arc::clone(self)))
    }

    /// Answers one connection, which is one request.
    fn serve(&self, mut client: TcpStream) {
        // What cannot be set leaves a connection without its bounds, so it is not answered.
        if client.set_write_timeout(Some(READ_TIME)).is_err() || client.set_nodelay(true).is_err() {
            return;
        }
        let head = match head::read(&mut client, HEAD_TIME) {
            Ok(head) => head,
            Err(Unread::Gone) => return,
            Err(Unread::TooLong) => {
                return refuse(&client, &sorry("431 Request Header Fields Too Large", "the head is too long"), LINGER);
            }
            Err(Unread::TooSlow) => {
                return refuse(&client, &sorry("408 Request Timeout", "the head did not come in time"), LINGER);
            }
            Err(Unread::Wrong) => return refuse(&client, &sorry("400 Bad Request", "this is not a request"), LINGER),
        };
        match decided(&head.question(), &self.service) {
            Some(Answer::Whole(whole)) => refuse(&client, &whole, LINGER),
            Some(Answer::Events) => self.listen(client),
            // A client that went away is no trouble of ours.
            None => drop(self.pass_on(&head, &client)),
        }
    }

    fn listen(&self, mut client: TcpStream) {
        if self.service.state.hub.len() >= LISTENERS {
            return refuse(&client, &sorry("503 Service Unavailable", "too many listen"), LINGER);
        }
        if client.write_all(EVENTS_HEAD.as_bytes()).is_ok()
            && let Ok(listener) = listener::Listener::new(client)
        {
            self.service.state.hub.listen(Box::new(listener));
        }
    }

    /// Lets the server crate answer, and carries its answer back.
    fn pass_on(&self, head: &Head, mut client: &TcpStream) -> io::Result<()> {
        let inner = *self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = inner.ok_or_else(|| io::ErrorKind::NotConnected.into()).and_then(|inner| ask(inner, head));
        let Ok(mut asked) = asked else {
            refuse(client, &sorry("503 Service Unavailable", "no page can be made now; try again"), LINGER);
            return Ok(());
        };
        io::copy(&mut asked, &mut client)?;
        client.shutdown(Shutdown::Both)
    }

    /// Answers what was passed on, each request on a thread of its own. The server crate gives up when the system refuses it
    /// a connection; then another one takes its place.
    fn answer(&self, first: Server) {
        let mut server = Some(first);
        loop {
            for request in server.iter().flat_map(Server::incoming_requests) {
                let service = Arc::clone(&self.service);
                // A thread that cannot be made drops the request, which closes the connection.
                let _ = thread::Builder::new().spawn(move || one(request, &service));
            }
            thread::sleep(BREATH);
            server = inner_door().ok();
            let place = server.as_ref().and_then(|server| server.server_addr().to_ip());
            *self.inner.lock().unwrap_or_else(PoisonError::into_inner) = place;
        }
    }
}

/// Asks the server crate, on a connection that it has to close.
fn ask(inner: SocketAddr, head: &Head) -> io::Result<TcpStream> {
    let mut asked = TcpStream::connect(inner)?;
    asked.set_nodelay(true)?;
    asked.set_read_timeout(Some(ANSWER_TIME))?;
    asked.write_all(head.passed_on().as_bytes())?;
    Ok(asked)
}

/// Answers one request that was passed on.
fn one(request: tiny_http::Request, service: &Service) {
    let header = |name: &'static str| {
        request.headers().iter().find(|header| header.field.equiv(name)).map(|header| header.value.as_str().to_owned())
    };
    let (host, known) = (header("Host"), header("If-None-Match"));
    let method = request.method().to_string();
    let question = Question { method: &method, url: request.url(), host: host.as_deref(), known: known.as_deref() };
    let whole = guarded(|| answer(&question, service)).unwrap_or_else(|panic| sorry("500 Internal Server Error", &panic.message));
    let mut writer = request.into_writer();
    // A client that went away is no trouble of ours.
    let _ = writer.write_all(whole.head().as_bytes());
    if method != "HEAD" {
        let _ = writer.write_all(whole.body());
    }
    let _ = writer.flush();
}

/// Answers a connection without asking anybody, and closes it. What is unread when a connection is closed takes away the
/// answer too, so that is read first.
fn refuse(mut client: &TcpStream, whole: &Whole, linger: Duration) {
    // A client that went away is no trouble of ours.
    let said = client.write_all(whole.head().as_bytes()).and_then(|()| client.write_all(whole.body()));
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
