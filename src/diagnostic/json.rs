//! Findings as a machine reads them. The format is versioned: a field is added freely, but never changed or removed
//! without a new version.

use serde::Serialize;

use super::{Diagnostic, Severity};
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
struct Location {
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
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
                place: location(found.span, sources),
                also: found.also.iter().map(|also| Also { text: &also.text, place: location(also.span, sources) }).collect(),
            })
            .collect(),
    }
}

fn location(span: Span, sources: &Sources) -> Location {
    let (line, column) = sources.line_column(span.file, span.start as usize);
    let (end_line, end_column) = sources.line_column(span.file, span.end as usize);
    Location { file: sources.file(span.file).path.to_string(), line, column, end_line, end_column }
}
