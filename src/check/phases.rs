//! Check: the phase that a checklist names is the one that lists it.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Findings};

/// Reports a phase that lists a checklist with another `phase`.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    // One without an id has been told, and nothing can be listed there.
    for phase in handbook.config.phases.written().filter(|phase| !phase.id.as_str().is_empty()) {
        for id in &phase.checklists {
            let checklist = handbook.checklists.iter().find(|checklist| checklist.header.id.value == id.value);
            let Some(own) = checklist.and_then(|checklist| checklist.header.phase.as_ref()) else { continue };
            if own.value != phase.id.value && handbook.config.phase(own.as_str()).is_some() {
                findings.push(
                    Diagnostic::new(
                        Code::WrongValue,
                        id.span,
                        format!("the checklist `{}` says that it belongs to the phase `{}`", id.value, own.value),
                    )
                    .also(own.span, "said here")
                    .help(format!("list it there, or write `phase: {}`", phase.id.value)),
                );
            }
        }
    }
    for checklist in &handbook.checklists {
        let Some(own) = &checklist.header.phase else { continue };
        let Some(phase) = handbook.config.phase(own.as_str()) else { continue };
        let id = &checklist.header.id;
        // Where another phase lists it, that has been told.
        if !handbook.config.phases.written().any(|phase| phase.checklists.iter().any(|listed| listed.value == id.value)) {
            let message = format!("the phase `{}` does not list this checklist, so it is asked nowhere on the path", own.value);
            findings.push(
                Diagnostic::new(Code::UnlistedChecklist, own.span, message)
                    .also(phase.id.span, "this phase")
                    .help(format!("add `{}` to its `checklists` in the settings, or take `phase` out", id.value)),
            );
        }
    }
}
