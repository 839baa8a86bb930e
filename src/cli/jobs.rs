//! `--jobs`: on how many threads a handbook is made.

use std::num::NonZeroUsize;

use super::common::CliError;

/// How much of this machine a verb may take.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct JobsArgs {
    /// Work on this many threads, from 1 to 1024 [default: one for each core]
    #[arg(long, short, value_name = "N", value_parser = number_of_threads)]
    jobs: Option<NonZeroUsize>,
}

/// No machine is served by more threads.
const MOST: usize = 1024;

impl JobsArgs {
    /// Starts the threads that the handbook is made on; those for sheets are as many. What is made is the same with any number.
    ///
    /// # Errors
    /// When the system gives no more threads.
    pub fn start(self) -> Result<(), CliError> {
        let Some(jobs) = self.jobs else { return Ok(()) };
        rayon::ThreadPoolBuilder::new()
            .num_threads(jobs.get())
            .build_global()
            .map_err(|error| CliError::new(format!("no {jobs} threads can be started: {error}"), "name fewer by `--jobs`"))
    }
}

/// Parses a number of threads.
///
/// # Errors
/// In words for the user.
fn number_of_threads(text: &str) -> Result<NonZeroUsize, String> {
    let number = text.parse().ok().filter(|number: &NonZeroUsize| number.get() <= MOST);
    number.ok_or_else(|| format!("write a number from 1 to {MOST}"))
}
