//! What the settings offer for download is there.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Findings};

/// Tells each path below `downloads` that names no file.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    // What could not be read has been told, and is not missed here.
    let files = || handbook.index.addresses.keys().chain(&handbook.index.unreadable);
    for pattern in &handbook.config.downloads {
        if !files().any(|path| pattern.value.names(path)) {
            let message = format!("`{}` names no file", pattern.value);
            let help = "write the path of a file or of a folder, as in `content/manifests/` or `content/**/service.yaml`, or remove this line";
            findings.push(Diagnostic::new(Code::UnusedDownload, pattern.span, message).help(help));
        }
    }
}
