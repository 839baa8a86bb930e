//! Findings as GitHub reads them from a log: a workflow command for each, which it shows beside the lines of a change.

use super::{
    Diagnostic, Severity,
    human::escape_for_terminal,
    json::{Location, location},
};
use crate::source::Sources;

/// Each finding as an annotation on a line of its own; paths begin with `prefix`.
#[must_use]
pub fn github(found: &[Diagnostic], sources: &Sources, prefix: &str) -> String {
    found.iter().map(|found| annotation(found, location(found.span, sources, prefix))).collect()
}

fn annotation(found: &Diagnostic, place: Location) -> String {
    let command = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let Location { file, line, column, end_line, end_column } = place;
    // Columns are allowed where the place ends in the line that it begins in.
    let columns = if line == end_line { format!(",col={column},endColumn={end_column}") } else { String::new() };
    let help = found.help.as_ref().map_or_else(String::new, |help| format!("\n{}", escape_for_terminal(help)));
    format!(
        "::{command} file={},line={line},endLine={end_line}{columns},title={}::{}\n",
        property(&escape_for_terminal(&file)),
        property(found.code.name()),
        data(&format!("{}{help}", escape_for_terminal(&found.message)))
    )
}

/// A message of a command, on one line.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
