//! The threads that Typst works on: a pool of its own.
//!
//! Typst waits for a part of its work by doing whatever else its pool has to do. On the pool that renders the site that is the
//! next sheet, on the same stack, and so on until the stack ends. Here it finds only work of its own kind, at most as much as there
//! are threads that wait for it.

use std::{panic::resume_unwind, sync::OnceLock, thread};

use rayon::{ThreadPool, ThreadPoolBuilder};

/// The room for the stack of each thread, in bytes. A drawing whose groups lie in each other a thousand deep takes more than what Rust gives a
/// thread, and how much more depends on how the libraries were compiled.
const STACK: usize = 16 << 20;

/// A thread pool that is started when the first sheet is laid out.
#[derive(Debug)]
pub struct TypstThreads {
    /// How many there are.
    count: usize,
    pool: OnceLock<Option<ThreadPool>>,
}

impl TypstThreads {
    /// As many threads as the site is made on.
    pub fn new() -> Self {
        Self { count: rayon::current_num_threads(), pool: OnceLock::new() }
    }

    /// Runs work of Typst, and waits for it without taking on any other. Where the system gives no more threads it is run here.
    pub fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        let Some(pool) =
            self.pool.get_or_init(|| ThreadPoolBuilder::new().num_threads(self.count).stack_size(STACK).build().ok())
        else {
            return work();
        };
        if pool.current_thread_index().is_some() {
            return work();
        }
        // A worker of another pool would look for other work while it waits; a thread of no pool only waits.
        thread::scope(|scope| scope.spawn(|| pool.install(work)).join()).unwrap_or_else(|panic| resume_unwind(panic))
    }
}
