//! Check: duplicate and reserved ids within a page.

use std::collections::BTreeMap;

use super::Subject;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::is_ours,
    source::Span,
};

/// Reports ids of headings and raw HTML that an item, a heading or other HTML of the page has already, and explicit ids of
/// headings that the theme reserves.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    for page in &handbook.pages {
        let mut taken: BTreeMap<&str, Span> = BTreeMap::new();
        for (checklist, area) in
            handbook.index.addresses.get(&page.path).and_then(|address| handbook.index.guides.get(address)).into_iter().flatten()
        {
            for item in &handbook.checklists[*checklist].areas[*area].area().items.valid {
                taken.insert(&item.id.value, item.id.span);
            }
        }
        for heading in page.body.headings.iter().filter(|heading| heading.explicit && is_ours(&heading.anchor)) {
            let message = format!("the id `{}` is one of the theme's", heading.anchor);
            findings.push(Diagnostic::new(Code::InvalidId, heading.span, message).help("give the heading another id"));
        }
        let headings = page.body.headings.iter().map(|heading| (heading.anchor.as_str(), heading.span));
        let html = page.body.ids.iter().map(|id| (id.value.as_str(), id.span));
        for (id, span) in headings.chain(html) {
            match taken.get(id) {
                Some(&first) if first != span => findings.push(
                    Diagnostic::new(Code::DuplicateId, span, format!("the page has the id `{id}` already"))
                        .also(first, "first here")
                        .help("give this one another id"),
                ),
                Some(_) => {}
                None => {
                    taken.insert(id, span);
                }
            }
        }
    }
}
