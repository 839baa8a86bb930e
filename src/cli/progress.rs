//! One line on a terminal that says what lasts, for as long as it lasts. A thread of its own looks at what the work writes
//! down, so that nobody waits for a terminal but whoever has something to say.

use std::{
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use super::streams::write_stderr;
use crate::site::{Position, Progress, Step};

/// What takes no longer is not told.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the line is drawn again, if it says something else.
const PAUSE: Duration = Duration::from_millis(100);

/// Goes to the beginning of the line and erases it.
const ERASE: &str = "\r\u{1b}[2K";
/// A line that is too long for the terminal is cut there: what is wrapped could not be erased.
const CUT: (&str, &str) = ("\u{1b}[?7l", "\u{1b}[?7h");

/// The status line; dropped, it is erased.
pub struct ProgressLine {
    /// Closed when the work is done.
    done: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl ProgressLine {
    /// Watches a run. A system that starts no more threads has other worries than this line.
    pub fn start(progress: Arc<Progress>) -> Self {
        let (done, is_done) = channel();
        let thread = thread::Builder::new().name("progress".into()).spawn(move || draw(&progress, &is_done)).ok();
        Self { done: Some(done), thread }
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        drop(self.done.take());
        // It does nothing that could panic; if it did, a line less is told.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

fn draw(progress: &Progress, is_done: &Receiver<()>) {
    let lasts = |pause| is_done.recv_timeout(pause) == Err(RecvTimeoutError::Timeout);
    if !lasts(PATIENCE) {
        return;
    }
    let mut drawn = String::new();
    loop {
        let line = words(progress.position());
        if line != drawn {
            write_stderr(&format!("{ERASE}{}{line}{}", CUT.0, CUT.1));
            drawn = line;
        }
        if !lasts(PAUSE) {
            return write_stderr(ERASE);
        }
    }
}

/// What is being done.
fn words(Position { step, done, of }: Position) -> String {
    let counted = |what: &str| if of == 0 { format!("{what} …") } else { format!("{what}: {done} of {of} …") };
    match step {
        Step::Reading => counted("reading files"),
        Step::Checking => counted("checking"),
        Step::LayingOut => counted("laying out sheets"),
        Step::Rendering => counted("rendering files"),
        Step::Writing => counted("writing files"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_is_told_in_words_and_counted_where_somebody_counts() {
        assert_eq!(words(Position { step: Step::Reading, done: 0, of: 0 }), "reading files …");
        assert_eq!(words(Position { step: Step::Rendering, done: 7, of: 1200 }), "rendering files: 7 of 1200 …");
    }
}
