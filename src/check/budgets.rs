//! Check: the budget of items of a checklist's sheet. The budget of pages is measured in `output/sheets/budget.rs`.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Findings};

/// Reports checklists with more items than their `sheet.items`.
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
