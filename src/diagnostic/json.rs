//! Findings as a machine reads them. The format is versioned: a field is added freely, but never changed or removed
//! without a new version.

use serde::Serialize;

use super::{Diagnostic, Owner, Severity, human::is_control_or_bidi};
use crate::source::{Sources, Span};

/// The version of the format.
const VERSION: u32 = 1;

/// The findings as JSON, version 1 of the format.
#[derive(Debug, Serialize)]
pub struct JsonReport<'a> {
    /// The version of this format.
    version: u32,
    /// How many errors there are.
    pub errors: usize,
    /// How many warnings there are.
    pub warnings: usize,
    /// All findings, ordered by file and line.
    diagnostics: Vec<Finding<'a>>,
}

#[derive(Debug, Serialize)]
struct Finding<'a> {
    code: &'static str,
    severity: Severity,
    message: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    label: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a Owner>,
    place: Location,
    also: Vec<Also<'a>>,
}

#[derive(Debug, Serialize)]
struct Also<'a> {
    text: &'a str,
    place: Location,
}

/// A span in a file, whose path is relative to the handbook's folder. Lines and columns are 1-based; columns count
/// characters; the end is exclusive.
#[derive(Debug, Serialize)]
pub struct Location {
    /// The path, with `/` between its parts.
    pub file: String,
    /// The line in which it begins.
    pub line: usize,
    /// The column in which it begins.
    pub column: usize,
    /// The line in which it ends.
    pub end_line: usize,
    /// The column after it.
    pub end_column: usize,
}

/// The findings as a value that serialises to JSON, in their order.
#[must_use]
pub fn report<'a>(diagnostics: &'a [Diagnostic], sources: &Sources) -> JsonReport<'a> {
    let count = |severity| diagnostics.iter().filter(|found| found.severity == severity).count();
    JsonReport {
        version: VERSION,
        errors: count(Severity::Error),
        warnings: count(Severity::Warning),
        diagnostics: diagnostics
            .iter()
            .map(|found| Finding {
                code: found.code.name(),
                severity: found.severity,
                message: &found.message,
                label: &found.label,
                help: found.help.as_deref(),
                owner: found.owner.as_deref(),
                place: location(found.span, sources, ""),
                also: found.also.iter().map(|also| Also { text: &also.text, place: location(also.span, sources, "") }).collect(),
            })
            .collect(),
    }
}

/// Where a span is; the path begins with `prefix`.
pub fn location(span: Span, sources: &Sources, prefix: &str) -> Location {
    let (line, column) = sources.line_column(span.file, span.start as usize);
    let (end_line, end_column) = sources.line_column(span.file, span.end as usize);
    Location { file: format!("{prefix}{}", sources.file(span.file).path), line, column, end_line, end_column }
}

/// A value as JSON with a line end behind it. A control or a turn of the direction of writing is spelled out, as JSON allows:
/// whoever parses it finds it, and whoever shows it in a log is not steered.
#[must_use]
pub fn json_text(value: &impl Serialize) -> String {
    // Texts, lists and numbers always have a JSON form.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    if text.contains(|c| is_control_or_bidi(c) && c != '\n') {
        let spelled =
            |c: char| if is_control_or_bidi(c) && c != '\n' { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() };
        text = text.chars().map(spelled).collect();
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_holds_what_was_written_and_steers_no_terminal() {
        let written = "a\u{1b}[2J\u{9b}31m\u{202e}b\u{2028}\u{7f}\n";
        let text = json_text(&[written]);
        assert_eq!(text, "[\n  \"a\\u001b[2J\\u009b31m\\u202eb\\u2028\\u007f\\n\"\n]\n");
        assert_eq!(serde_json::from_str::<Vec<String>>(&text).unwrap(), [written]);
    }
}
