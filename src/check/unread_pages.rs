//! Files below `content/` that other tools make pages of. Here they are published as they are, which is seldom meant.

use std::collections::BTreeMap;

use super::Subject;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    source::{SourcePath, Span},
};

/// The endings of such files.
const ENDINGS: &[&str] = &["markdown", "mdown", "mkd", "mkdn", "mdx", "rst", "adoc", "asciidoc", "erb"];

/// The endings of files that are read.
const READ: &[&str] = &["md", "yaml", "yml"];

/// Tells each ending once, at the settings: these files have no text that is read.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    let mut found: BTreeMap<&str, Vec<&SourcePath>> = BTreeMap::new();
    for path in handbook.index.addresses.keys().filter(|path| path.is_below("content")) {
        // In other letters a page's own ending is none.
        let is_ours = READ.contains(&path.extension());
        if let Some(ending) = READ.iter().chain(ENDINGS).find(|ending| !is_ours && path.extension().eq_ignore_ascii_case(ending))
        {
            found.entry(ending).or_default().push(path);
        }
    }
    for (ending, paths) in found {
        let message = match paths[..] {
            [path] => format!("no page is made of `{path}`: it is published as it is"),
            [first, ..] => format!("no pages are made of {} files that end in `.{ending}`, `{first}` first", paths.len()),
            [] => continue,
        };
        let help = match ending {
            "markdown" | "mdown" | "mkd" | "mkdn" | "md" => "let its name end in `.md`",
            "yaml" | "yml" => "let its name end in `.yaml`, in lower case",
            _ => "write it as Markdown in a file that ends in `.md`, or move it out of `content/`",
        };
        let start = Span::start_of(handbook.config.language.span.file);
        findings.push(Diagnostic::new(Code::UnreadPage, start, message).help(help));
    }
}
