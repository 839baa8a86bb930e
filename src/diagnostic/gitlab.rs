//! Findings as GitLab reads them: a Code Quality report, which it compares with that of the target branch.

use serde::Serialize;

use super::{
    Diagnostic, Severity,
    fingerprint::fingerprints,
    human::escape_for_terminal,
    json::{Location, json_text, location},
};
use crate::source::Sources;

/// One finding, as the report names its parts.
#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Place,
}

#[derive(Serialize)]
struct Place {
    path: String,
    lines: Lines,
}

/// Counted from one.
#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// The findings as a Code Quality report; paths begin with `prefix`.
#[must_use]
pub fn gitlab(found: &[Diagnostic], sources: &Sources, prefix: &str) -> String {
    let issue = |(found, fingerprint): (&Diagnostic, String)| {
        let Location { file, line, end_line, .. } = location(found.span, sources, prefix);
        let help = found.help.as_ref().map_or_else(String::new, |help| format!("; {}", escape_for_terminal(help)));
        Issue {
            description: format!("{}{help}", escape_for_terminal(&found.message)),
            check_name: found.code.name(),
            fingerprint,
            severity: match found.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Note => "info",
            },
            location: Place { path: file, lines: Lines { begin: line, end: end_line } },
        }
    };
    json_text(&found.iter().zip(fingerprints(found, sources)).map(issue).collect::<Vec<_>>())
}
