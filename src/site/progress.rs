//! How far a run came: whoever works writes it down, and whoever tells it may look. It knows no clock and no terminal.

use std::sync::atomic::{AtomicU64, Ordering};

/// What a run is doing, as a value that threads share. Nobody waits for anybody: writing it down is one addition.
#[derive(Debug, Default)]
pub struct Progress(
    /// The step, how much of it is done, and how much there is, in one number, so that they belong together.
    AtomicU64,
);

/// The steps of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Files are read.
    Reading,
    /// The whole is joined and checked.
    Checking,
    /// Sheets are laid out.
    LayingOut,
    /// Files of the site are rendered.
    Rendering,
    /// Files are moved to where they belong.
    Writing,
}

/// The state of a run at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The step.
    pub step: Step,
    /// How many are done.
    pub done: usize,
    /// How many there are; zero where nobody counts.
    pub of: usize,
}

const STEPS: [Step; 5] = [Step::Reading, Step::Checking, Step::LayingOut, Step::Rendering, Step::Writing];

/// The bits of a count; what is more is not told.
const BITS: u32 = 30;
const MOST: u64 = (1 << BITS) - 1;
/// One more is done.
const ONE: u64 = 1 << BITS;

impl Progress {
    /// A step begins, with so many parts.
    pub fn begin(&self, step: Step, of: usize) {
        self.0.store((step as u64) << (2 * BITS) | (of as u64).min(MOST), Ordering::Relaxed);
    }

    /// A part of the step is done.
    pub fn advance(&self) {
        self.0.fetch_add(ONE, Ordering::Relaxed);
    }

    /// Where the run is now.
    #[must_use]
    pub fn position(&self) -> Position {
        let now = self.0.load(Ordering::Relaxed);
        let count = |bits: u64| usize::try_from(bits & MOST).unwrap_or(usize::MAX);
        Position { step: STEPS[count(now >> (2 * BITS)) % STEPS.len()], done: count(now >> BITS), of: count(now) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_is_told_with_what_is_done_of_it() {
        let progress = Progress::default();
        assert_eq!(progress.position(), Position { step: Step::Reading, done: 0, of: 0 });
        for step in STEPS {
            progress.begin(step, 3);
            progress.advance();
            progress.advance();
            assert_eq!(progress.position(), Position { step, done: 2, of: 3 });
        }
    }
}
