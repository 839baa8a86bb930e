//! What is wrong, as the browser shows it.

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

/// So many are sent to a browser; the count tells of the rest.
const SENT: usize = 100;

/// One finding as the panel in the browser shows it; serialised as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// How much it weighs.
    pub severity: Severity,
    /// Its code; empty for what no code is for.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// The finding as a terminal shows it, with its lines.
    pub excerpt: String,
    /// Where, as `file:line:column`; empty when there is no place.
    pub place: String,
    /// An address that opens the place in an editor; empty when there is none.
    pub open: String,
    /// Whether it is only a mark on the page: it says how full a sheet is, not that something is wrong.
    pub mark: bool,
}

/// The `problems` event: counts, and the first 100 findings.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct Problems {
    /// How many errors there are.
    pub errors: usize,
    /// How many warnings there are.
    pub warnings: usize,
    /// The first of them, errors before warnings.
    pub problems: Vec<Problem>,
}

/// How a place is opened in an editor: an address with `{path}`, `{line}` and `{column}` in it.
#[derive(Debug, Clone)]
pub struct Editor {
    /// The address; empty for no link.
    pub template: String,
    /// The handbook's folder, absolute.
    pub root: String,
}

impl Editor {
    fn link(&self, path: &str, line: usize, column: usize) -> String {
        let path = encode_path(&format!("{}/{path}", self.root.trim_end_matches('/')));
        let (line, column) = (line.to_string(), column.to_string());
        self.template.replace("{path}", &path).replace("{line}", &line).replace("{column}", &column)
    }
}

/// Findings as problems.
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

/// What has no place in a file: a disk that fails, a panic.
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

/// Counts them and keeps the first.
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

/// Runs what may panic; a panic is a problem like any other.
pub fn catch_panic<T>(work: impl FnOnce() -> T) -> Result<T, Problem> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| without_place(&format!("readybook panicked: {}", said(&*panic))))
}

fn said(panic: &(dyn Any + Send)) -> &str {
    panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message")
}
