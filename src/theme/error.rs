//! Tera's errors → findings.

use std::collections::BTreeMap;

use tera::{Error, ErrorKind};

use crate::{
    diagnostic::{Code, Diagnostic, suggest},
    source::{FileId, Span},
};

/// Converts an error to a finding at its place in a template, or at `fallback` if it has none. `files` has the templates by name.
pub fn diagnostic(error: &Error, files: &BTreeMap<String, FileId>, fallback: Span) -> Diagnostic {
    let (code, report) = match error.kind() {
        ErrorKind::SyntaxError(report) => (Code::TemplateSyntax, report),
        ErrorKind::RenderingError(report) => (Code::TemplateRender, report),
        other => return unplaced(&other.to_string(), files, fallback),
    };
    let (message, help) = split(report.message());
    let Some(&file) = files.get(report.filename()) else { return unplaced(report.message(), files, fallback) };
    let span = Span::new(file, report.span().range.clone());
    let usual = match code {
        Code::TemplateSyntax => "look at this line and the one above it: what is opened there is closed in the same way",
        _ => "use one of the names that this template has, or write `default(value=…)` after one that may be missing",
    };
    Diagnostic::new(code, span, message).help(help.unwrap_or_else(|| usual.to_owned()))
}

/// The help line for a template's mistake that Tera tells in words which leave too much open; `template` is its text.
pub fn better_help(found: Diagnostic, template: &str) -> Diagnostic {
    if found.message != "unknown tag" {
        return found;
    }
    let tag = template.get(found.span.range()).unwrap_or("");
    if tag.starts_with("end") || matches!(tag, "else" | "elif") {
        return found.help(format!("`{tag}` ends nothing here: remove it, or write what it ends before it"));
    }
    let help = suggest(tag, "the tags are", TAGS);
    found.maybe_help(help)
}

/// The tags that begin something, in Tera.
const TAGS: &[&str] =
    &["block", "break", "component", "continue", "extends", "filter", "for", "if", "include", "raw", "set", "set_global"];

/// The finding for an error without a span: at the start of the template that its text names, else at `fallback`.
fn unplaced(text: &str, files: &BTreeMap<String, FileId>, fallback: Span) -> Diagnostic {
    let first = text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("");
    let named = files.iter().find(|(name, _)| text.contains(&format!("{name}:")) || text.contains(&format!("'{name}'")));
    let (message, help) = split(first.trim_start_matches("error: "));
    let span = named.map_or(fallback, |(_, &file)| Span::start_of(file));
    Diagnostic::new(Code::TemplateSyntax, span, message).maybe_help(help)
}

/// Splits Tera's message into ours (lower case, no full stop) and a help line from its further lines, if they are short.
fn split(message: &str) -> (String, Option<String>) {
    let mut lines = message.lines();
    let first = lines.next().unwrap_or("").trim_end_matches('.');
    let rest: Vec<&str> = lines.map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut letters = first.chars();
    let message = letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect());
    let rest = rest.join(" ");
    // A list of all words helps nobody.
    let rest = if rest.len() > 240 { String::new() } else { rest };
    (message, (!rest.is_empty()).then_some(rest))
}
