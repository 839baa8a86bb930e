//! Check: `{checklist}` directives that name an unknown checklist or area.

use super::Subject;
use crate::{
    diagnostic::{Code, Diagnostic, Findings, suggest},
    handbook::each_text,
};

/// Reports directives whose checklist or area does not exist.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    for text in each_text(handbook) {
        for asked in &text.prose.directives {
            let (id, part) = asked.value.split_once('#').map_or((asked.value.as_str(), None), |(id, part)| (id, Some(part)));
            let Some(checklist) = handbook.checklists.iter().find(|checklist| checklist.header.id.as_str() == id) else {
                let names: Vec<&str> = handbook.checklists.iter().map(|checklist| checklist.header.id.as_str()).collect();
                let found = Diagnostic::new(Code::UnknownId, asked.span, format!("there is no checklist `{id}`"));
                findings.push(found.maybe_help(suggest(id, "there are", &names)));
                continue;
            };
            let names: Vec<&str> = checklist.areas.iter().map(|area| area.id.as_str()).filter(|id| !id.is_empty()).collect();
            if let Some(part) = part.filter(|part| !names.contains(part)) {
                let found = Diagnostic::new(Code::UnknownId, asked.span, format!("the checklist `{id}` has no area `{part}`"));
                let alone = names.is_empty().then(|| format!("it has no areas: write `{id}` alone"));
                findings.push(found.maybe_help(alone.or_else(|| suggest(part, "its areas are", &names))));
            }
        }
    }
}
