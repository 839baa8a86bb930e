//! Broadcasts server-sent events (WHATWG HTML, `text/event-stream`) to all subscribed browsers.
//!
//! A closed connection only shows when it is written to, so each gets a heartbeat comment now and then; a subscriber whose
//! write fails is dropped.

use std::{io::Write, sync::Mutex};

/// The connection of one subscriber, with the response head already written.
pub type Stream = Box<dyn Write + Send>;

/// Start of the event stream: the browser reconnects after 300 ms.
const HELLO: &str = "retry: 300\n\n";

/// A comment line, which `EventSource` ignores: writing it finds closed connections.
const HEARTBEAT: &str = ": still here\n\n";

/// The broadcaster of server-sent events; a new subscriber gets the last event of each kind.
#[derive(Default)]
pub struct Broadcaster(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    streams: Vec<Stream>,
    /// The last event of each kind as (event name, JSON data), replayed to new subscribers.
    last: Vec<(&'static str, String)>,
}

impl Broadcaster {
    /// Sends a stream the preamble and the last event of each kind, and keeps it unless that write fails.
    pub fn subscribe(&self, mut stream: Stream) {
        let mut inner = self.lock();
        let mut text = HELLO.to_owned();
        text.extend(inner.last.iter().map(|(kind, data)| event(kind, data)));
        if write(&mut stream, &text) {
            inner.streams.push(stream);
        }
    }

    /// Broadcasts an event named `kind` with one line of JSON, drops subscribers whose write fails, and keeps the event for
    /// replay.
    pub fn send(&self, kind: &'static str, data: String) {
        let mut inner = self.lock();
        let text = event(kind, &data);
        inner.streams.retain_mut(|stream| write(stream, &text));
        inner.last.retain(|(known, _)| *known != kind);
        inner.last.push((kind, data));
    }

    /// Drops subscribers whose connection is closed, found by a heartbeat.
    pub fn drop_closed(&self) {
        self.lock().streams.retain_mut(|stream| write(stream, HEARTBEAT));
    }

    /// Number of subscribers, closed ones included until the next write.
    pub fn len(&self) -> usize {
        self.lock().streams.len()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// One event in wire format. Compact JSON has no raw line breaks, so a single `data:` line is enough.
fn event(kind: &str, data: &str) -> String {
    format!("event: {kind}\ndata: {data}\n\n")
}

fn write(stream: &mut Stream, text: &str) -> bool {
    stream.write_all(text.as_bytes()).and_then(|()| stream.flush()).is_ok()
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::{Arc, Mutex},
    };

    use super::*;

    #[derive(Clone, Default)]
    struct Tape(Arc<Mutex<(Vec<u8>, bool)>>);

    impl Write for Tape {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut tape = self.0.lock().unwrap();
            if tape.1 {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            tape.0.extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Tape {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().unwrap().0.clone()).unwrap()
        }
    }

    #[test]
    fn who_comes_late_hears_the_last_of_each_kind_and_who_is_gone_is_forgotten() {
        let (broadcaster, early, late) = (Broadcaster::default(), Tape::default(), Tape::default());
        broadcaster.subscribe(Box::new(early.clone()));
        broadcaster.send("revision", "1".into());
        broadcaster.send("problems", "[]".into());
        broadcaster.send("revision", "2".into());
        broadcaster.subscribe(Box::new(late.clone()));
        assert_eq!(late.text(), "retry: 300\n\nevent: problems\ndata: []\n\nevent: revision\ndata: 2\n\n");
        assert!(early.text().contains("data: 1\n\nevent: problems"));
        early.0.lock().unwrap().1 = true;
        broadcaster.drop_closed();
        assert_eq!(broadcaster.len(), 1);
        assert!(late.text().ends_with(HEARTBEAT));
    }
}
