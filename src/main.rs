//! Entry point of the `readybook` binary: runs the command line, and exits with its code.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Typst makes and drops many small things on all cores, which the system's own allocator takes a tenth longer for.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    readybook::cli::run()
}
