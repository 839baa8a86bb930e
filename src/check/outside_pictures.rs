//! Check: pictures loaded from other sites, which are allowed but reported once per handbook.

use super::Subject;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    handbook::{each_text, resolve_link},
    prose::{LinkKind, LinkTarget},
    source::{Span, scheme},
};

/// Reports the number of images with an external URL (`data:` excepted), at the first one.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    let mut places: Vec<Span> = Vec::new();
    for text in each_text(handbook) {
        for link in text.prose.links.iter().filter(|link| link.kind == LinkKind::Image) {
            // What leads nowhere has been told; what the address itself holds comes from nowhere else.
            let Ok(LinkTarget::Outside(address)) = resolve_link(link, text.from, handbook) else { continue };
            if scheme::scheme(&address).as_deref() != Some("data") {
                places.push(link.to.span);
            }
        }
    }
    let Some(&first) = places.first() else { return };
    let message = match places.len() {
        1 => "this picture comes from another site".to_owned(),
        count => format!("{count} pictures come from other sites, this one first"),
    };
    let help = "readers without a network lack it, and its site sees who reads: put the file beside the page if that matters";
    findings.push(Diagnostic::new(Code::OutsidePicture, first, message).help(help));
}
