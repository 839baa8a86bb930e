//! The two standard streams. A reader that went away (`| head`) is no reason to end with an error.

use std::io::Write as _;

/// Writes to standard output.
pub fn write_stdout(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Writes to standard error.
pub fn write_stderr(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
