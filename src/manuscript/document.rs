//! Files beside the pages that a browser opens as documents: a script in one of them would run in the pages' origin.

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::scripts,
    source::{BrowserDocument, Source, Span},
};

/// Reports each script in a static file; a packed one is reported as a whole. Returns whether nothing was found, so that the file
/// may be published.
pub fn read(source: &Source, kind: BrowserDocument, findings: &mut Findings) -> bool {
    let help = "take it out, or publish the file on another site: it would read and write what readers keep in these pages";
    if kind == BrowserDocument::Packed {
        let message =
            format!("a browser opens a `.{}` file, and nobody can see whether it holds a script", source.path.extension());
        let place = Span::start_of(source.id);
        let found = Diagnostic::new(Code::WithheldFile, place, message);
        findings.push(found.help("put the file itself beside the pages, unpacked"));
        return false;
    }
    let scripts = scripts(&source.text, kind == BrowserDocument::Xml);
    let is_fine = scripts.is_empty();
    for script in scripts {
        let message = format!("a file beside the pages may not hold {}", script.what);
        findings.push(Diagnostic::new(Code::WithheldFile, Span::new(source.id, script.range), message).help(help));
    }
    is_fine
}
