//! What a checklist's sheet may take up, as far as it can be counted without laying it out.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Findings};

/// Compares the number of items of each checklist with its `sheet.items`.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for checklist in &subject.handbook.checklists {
        let Some(limit) = &checklist.header.sheet.items else { continue };
        let count: usize = checklist.areas.iter().map(|area| area.area().items.written().count()).sum();
        if count > limit.value as usize {
            findings.push(
                Diagnostic::new(
                    Code::TooManyItems,
                    limit.span,
                    format!("the checklist has {count} items, and its sheet allows {}", limit.value),
                )
                .help("move an item to a later checklist, or allow more"),
            );
        }
    }
}
