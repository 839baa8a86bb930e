//! Findings as JSON for the preview's panel in the browser.

use std::{
    any::Any,
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
};

use serde::Serialize;

use crate::{
    diagnostic::{self, Code, ColourChoice, Diagnostic, Severity},
    source::{Sources, encode_path},
};

/// Maximum number of problems in one event; the counts cover all.
const SENT: usize = 100;

/// One finding as the panel in the browser shows it; serialised as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Error, warning or note.
    pub severity: Severity,
    /// The diagnostic code's name; empty for a failure without one (disk, panic).
    pub code: &'static str,
    /// The finding's message, plain text.
    pub message: String,
    /// The finding as drawn in a terminal, without colours, with its source lines.
    pub excerpt: String,
    /// `file:line:column`: path below the handbook's folder, line and column from 1, columns in characters. Empty without a
    /// place.
    pub place: String,
    /// URL that opens the place in an editor; empty when there is none.
    pub open: String,
    /// Whether it is about the budget of a sheet: shown as a mark on the page, and not counted.
    pub mark: bool,
}

/// Data of the `problems` event: counts, and the first 100 problems.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct Problems {
    /// Number of all errors, marks not counted.
    pub errors: usize,
    /// Number of all warnings, marks not counted.
    pub warnings: usize,
    /// At most 100, by severity, errors first.
    pub problems: Vec<Problem>,
}

/// The template of links into an editor.
#[derive(Debug, Clone)]
pub struct Editor {
    /// A URL with the placeholders `{path}` (absolute, percent-encoded), `{line}` and `{column}` (both from 1); empty for no
    /// links.
    pub template: String,
    /// The absolute path of the handbook's folder.
    pub root: String,
}

impl Editor {
    fn link(&self, path: &str, line: usize, column: usize) -> String {
        let path = encode_path(&format!("{}/{path}", self.root.trim_end_matches('/')));
        let (line, column) = (line.to_string(), column.to_string());
        self.template.replace("{path}", &path).replace("{line}", &line).replace("{column}", &column)
    }
}

/// Converts findings to problems, one for one; files embedded in the binary get no editor link.
#[must_use]
pub fn from_findings(found: &[Diagnostic], sources: &Sources, editor: &Editor) -> Vec<Problem> {
    let one = |found: &Diagnostic| {
        let source = sources.file(found.span.file);
        let (line, column) = sources.line_column(found.span.file, found.span.start as usize);
        // What is part of this program cannot be opened.
        let open = source.disk.as_ref().map_or_else(String::new, |_| editor.link(source.path.as_str(), line, column));
        Problem {
            severity: found.severity(),
            code: found.code.name(),
            message: found.message.clone(),
            excerpt: diagnostic::render(found, sources, "", ColourChoice::Plain),
            place: format!("{}:{line}:{column}", source.path),
            open,
            mark: matches!(found.code, Code::TooManyItems | Code::SheetTooLong | Code::SheetNearlyFull),
        }
    };
    found.iter().map(one).collect()
}

/// An error without a code or a place: a failing disk, a panic.
#[must_use]
pub fn without_place(message: &str) -> Problem {
    Problem {
        severity: Severity::Error,
        code: "",
        message: message.to_owned(),
        excerpt: message.to_owned(),
        place: String::new(),
        open: String::new(),
        mark: false,
    }
}

/// Removes notes (marks stay) and duplicates, sorts by severity, counts, and keeps the first 100.
#[must_use]
pub fn gather(all: impl IntoIterator<Item = Problem>) -> Problems {
    let mut seen = BTreeSet::new();
    let mut problems: Vec<Problem> = all
        .into_iter()
        .filter(|problem| problem.severity != Severity::Note || problem.mark)
        // Drawing a page finds again what a check has found.
        .filter(|problem| seen.insert((problem.place.clone(), problem.message.clone())))
        .collect();
    problems.sort_by_key(|problem| problem.severity);
    let count = |severity| problems.iter().filter(|problem| problem.severity == severity && !problem.mark).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    problems.truncate(SENT);
    Problems { errors, warnings, problems }
}

/// Runs `work`; a panic becomes a [`Problem`] with the panic's message.
///
/// # Errors
/// When `work` panics.
pub fn catch_panic<T>(work: impl FnOnce() -> T) -> Result<T, Problem> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| without_place(&format!("readybook panicked: {}", said(&*panic))))
}

fn said(panic: &(dyn Any + Send)) -> &str {
    panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message")
}
