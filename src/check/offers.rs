//! Check: the anchors of groups of offers.

use std::collections::BTreeMap;

use super::Subject;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::slug,
};

/// Reports offers whose id is the anchor of a group on the same page: a link could mean either.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for page in &subject.handbook.by_kind.offers {
        let groups: BTreeMap<String, &str> =
            page.holds.iter().filter_map(|offer| offer.group.as_deref()).map(|title| (slug(title), title)).collect();
        for offer in page.holds.iter() {
            let id = offer.id.as_str();
            let Some(title) = groups.get(id) else { continue };
            let message = format!("the offer `{id}` has the anchor of the group `{title}`");
            findings.push(Diagnostic::new(Code::DuplicateId, offer.id.span, message).help("give the offer another id"));
        }
    }
}
