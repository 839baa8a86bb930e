//! Non-blocking output for verbs that keep running: texts go to a queue that a thread writes out, so that a stalled terminal
//! stops nobody.

use std::{
    io,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, Sender, SyncSender, channel, sync_channel},
    },
    thread,
    time::Duration,
};

use super::common::{counted, write_stderr, write_stdout};

/// Maximum number of queued bytes; beyond it texts are dropped, and their number is reported.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// A queue of output, written by a thread of its own. Printing never blocks; clones share the queue.
#[derive(Clone)]
pub struct OutputQueue {
    sender: Sender<Text>,
    queue: Arc<Queue>,
}

#[derive(Default)]
struct Queue {
    /// Number of queued bytes.
    waiting: AtomicUsize,
    /// Locked while nothing may be written.
    gate: Mutex<()>,
    /// Number of texts dropped since the last report.
    left_out: AtomicUsize,
}

enum Text {
    Said(String),
    Warned(String),
    /// A flush: signals that everything queued before is written.
    End(SyncSender<()>),
}

impl OutputQueue {
    /// An empty queue with its writer thread.
    ///
    /// # Errors
    /// When the thread cannot be spawned.
    pub fn start() -> io::Result<Self> {
        let (sender, texts) = channel();
        let queue = Arc::new(Queue::default());
        let own = Arc::clone(&queue);
        thread::Builder::new().name("outlet".into()).spawn(move || own.write(&texts))?;
        Ok(Self { sender, queue })
    }

    /// Queues a text for standard output.
    pub fn say(&self, text: String) {
        self.put(text, Text::Said);
    }

    /// Queues a text for standard error.
    pub fn warn(&self, text: String) {
        self.put(text, Text::Warned);
    }

    /// Lets texts wait for as long as the result lives: something else is being drawn.
    pub fn hold(&self) -> MutexGuard<'_, ()> {
        self.queue.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until all is written, at most 1 second.
    pub fn flush(&self) {
        let (done, written) = sync_channel(1);
        // A thread that has ended writes nothing more.
        if self.sender.send(Text::End(done)).is_ok() {
            let _ = written.recv_timeout(Duration::from_secs(1));
        }
    }

    fn put(&self, text: String, kind: fn(String) -> Text) {
        let length = text.len();
        let waiting = self.queue.waiting.fetch_add(length, Ordering::AcqRel);
        let is_full = waiting > 0 && waiting + length > MAX_BYTES;
        if is_full || self.sender.send(kind(text)).is_err() {
            self.queue.waiting.fetch_sub(length, Ordering::AcqRel);
            self.queue.left_out.fetch_add(1, Ordering::AcqRel);
        }
    }
}

impl Queue {
    fn write(&self, texts: &Receiver<Text>) {
        for text in texts {
            let _gate = self.gate.lock().unwrap_or_else(PoisonError::into_inner);
            let length = match text {
                Text::Said(text) => {
                    write_stdout(&text);
                    text.len()
                }
                Text::Warned(text) => {
                    write_stderr(&text);
                    text.len()
                }
                Text::End(done) => {
                    // Whoever waited has gone on.
                    let _ = done.try_send(());
                    0
                }
            };
            self.waiting.fetch_sub(length, Ordering::AcqRel);
            let left_out = self.left_out.swap(0, Ordering::AcqRel);
            if left_out > 0 {
                write_stderr(&format!("warning: {} left out here: nobody took what was said\n", counted(left_out, "message")));
            }
        }
    }
}
