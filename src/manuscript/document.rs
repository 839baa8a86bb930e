//! Files beside the pages that a browser opens as documents: a script in one of them would run in the pages' origin.

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::scripts,
    source::{BrowserDocument, Source, Span},
};

/// Reports each script in a static file; a packed one is reported as a whole.
pub fn read(source: &Source, kind: BrowserDocument, findings: &mut Findings) {
    let help = "take it out, or publish the file on another site: it would read and write what readers keep in these pages";
    if kind == BrowserDocument::Packed {
        let message =
            format!("a browser opens a `.{}` file, and nobody can see whether it holds a script", source.path.extension());
        let place = Span::start_of(source.id);
        return findings
            .push(Diagnostic::new(Code::RefusedHtml, place, message).help("put the file itself beside the pages, unpacked"));
    }
    for script in scripts(&source.text, kind == BrowserDocument::Xml) {
        let message = format!("a file beside the pages may not hold {}", script.what);
        findings.push(Diagnostic::new(Code::RefusedHtml, Span::new(source.id, script.range), message).help(help));
    }
}
