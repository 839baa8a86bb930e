//! The two standard streams. A reader that went away (`| head`) is no reason to end with an error.

use std::io::{IsTerminal as _, Write as _};

use crate::diagnostic::escape_lines_for_terminal;

/// Writes to standard output.
pub fn write_stdout(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Writes to standard output what somebody else wrote: a terminal obeys what a program only reads, so there control characters are
/// escaped.
pub fn write_escaped(text: &str) {
    if std::io::stdout().is_terminal() { write_stdout(&escape_lines_for_terminal(text)) } else { write_stdout(text) }
}

/// Writes to standard error.
pub fn write_stderr(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
