//! Signatures held against the answers: whether the version is one that somebody can still read, and what differs since.

use super::{AnswerVersion, VersionChanges, decision::Decision, entry::What, format::SignOff};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    review::ids::short_list,
};

/// Reports signatures on unknown versions, and those that no longer stand for what the answers decide.
pub fn check(decision: &Decision<'_>, findings: &mut Findings) {
    for stands in &decision.standing.entries {
        if let What::SignOff(sign_off) = &stands.entry.what.value {
            version(decision, (stands.entry.head.phase.as_str(), sign_off), findings);
        }
    }
    // What is in production is signed; it changes by code review.
    if decision.launched.is_some() {
        return;
    }
    for found in &decision.signatures {
        let Some(signature) = &found.latest else { continue };
        let Some(changes) = signature.changes.as_ref().filter(|changes| changes.is_stale()) else { continue };
        let entry = decision.entry(signature.at).entry;
        let message = format!("{} agreed on {}; since then {}", found.role, entry.head.on.value, in_words(changes));
        let help = format!("`readybook review print --since {}` prints what differs; only that is read again", found.role);
        findings.push(Diagnostic::new(Code::StaleSignOff, entry.what.span, message).help(help));
    }
}

/// What differs, as a clause.
pub fn in_words(changes: &VersionChanges) -> String {
    let ids = |ids: &[String]| short_list(&ids.iter().map(String::as_str).collect::<Vec<_>>());
    let mut parts = Vec::new();
    if !changes.service.is_empty() {
        parts.push(format!("the service has changed ({})", changes.service.join(", ")));
    }
    match changes.decides.len() {
        0 => {}
        1 => parts.push(format!("what {} decides has changed", ids(&changes.decides))),
        _ => parts.push(format!("what {} decide has changed", ids(&changes.decides))),
    }
    if !changes.added.is_empty() {
        parts.push(format!("asked as well: {}", ids(&changes.added)));
    }
    if !changes.gone.is_empty() {
        parts.push(format!("no longer asked: {}", ids(&changes.gone)));
    }
    match changes.words.len() {
        0 => {}
        1 => parts.push("the words of one more".to_owned()),
        more => parts.push(format!("the words of {more} more")),
    }
    if parts.is_empty() { "nothing has changed".to_owned() } else { parts.join("; ") }
}

/// Reports a version that is neither today's nor kept, and digests that differ from it.
fn version(decision: &Decision<'_>, (phase, sign_off): (&str, &SignOff), findings: &mut Findings) {
    let digest = sign_off.version.value;
    let Some(known) = decision.standing.record.version(digest, decision.now.as_ref()) else {
        let message = "this is signed for answers that are neither those of today nor kept";
        let help = format!("bring `versions/{digest}.json` back from Git, or let the role sign again");
        findings.push(Diagnostic::new(Code::UnknownVersion, sign_off.version.span, message).help(help));
        return;
    };
    if known.phase != phase {
        let message = format!("this is signed in `{phase}`, for answers to the checklists of `{}`", known.phase);
        findings.push(
            Diagnostic::new(Code::UnknownVersion, sign_off.version.span, message)
                .help("let the role sign the answers of this phase"),
        );
    }
    for (id, said) in &sign_off.answers {
        let found = known.answers.get(&id.value).map(AnswerVersion::digest);
        if found != Some(*said) {
            let message = match found {
                Some(_) => format!("the digest of `{}` is not that of the answers that are signed", id.value),
                None => format!("`{}` is not among the answers that are signed", id.value),
            };
            let help =
                "a digest is written by the program, and never edited: bring the entry back from Git, or let the role sign again";
            findings.push(Diagnostic::new(Code::UnknownVersion, id.span, message).help(help));
        }
    }
}
