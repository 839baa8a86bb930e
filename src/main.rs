//! Start and exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    readybook::cli::run()
}
