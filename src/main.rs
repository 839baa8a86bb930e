//! Entry point of the `readybook` binary: runs the command line, and exits with its code.

use std::process::ExitCode;

fn main() -> ExitCode {
    readybook::cli::run()
}
