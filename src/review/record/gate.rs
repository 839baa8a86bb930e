//! Whether a service may enter a phase, as a pipeline asks: what the record decides, and nothing more.

use jiff::civil::Date;

use super::{
    agreed::otherwise,
    decision::{Decision, HardStop, LaunchedOn, StopState, Term, TermState},
    signatories::SIGN_THE_REST,
    signed_versions::in_words,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    review::{Review, ids::short_list},
    source::Span,
};

/// What a pipeline is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// The service may enter the phase.
    Open,
    /// It may not: each reason is an error.
    Closed,
}

/// Judges whether a service may enter the phase with the sign-off. What is open is a finding each: an error where it closes the gate, a note
/// where it is advice: after the launch, and for a service whose launch no veto can stop.
pub fn gate(review: &Review<'_>, decision: &Decision<'_>, as_of: Date, findings: &mut Findings) -> Gate {
    let is_launched = decision.launched.as_ref().is_some_and(LaunchedOn::is_decided);
    let is_advice = is_launched || !decision.may_veto;
    let mut reasons = Vec::new();
    let service = review.answers.service.id.span;
    if !is_launched {
        reasons.extend(lowered(review, decision));
        reasons.extend(decision.vetoes.iter().map(|at| veto(decision, *at)));
        reasons.extend(decision.open_stops().map(|stop| open_stop(review, decision, stop)));
        reasons.extend(signatures(decision, service));
        reasons.extend(unsigned_answers(decision, service));
    }
    reasons.extend(decision.terms.iter().filter_map(|term| over(decision, *term, as_of)));
    let is_closed = !is_advice && !reasons.is_empty();
    for reason in reasons {
        findings.push(if is_advice { reason.as_advice() } else { reason });
    }
    if is_closed { Gate::Closed } else { Gate::Open }
}

fn closed(span: Span, message: String, help: &str) -> Diagnostic {
    Diagnostic::new(Code::GateClosed, span, message).help(help.to_owned())
}

/// Answers that say less of the service than was agreed.
fn lowered(review: &Review<'_>, decision: &Decision<'_>) -> Option<Diagnostic> {
    let (place, message) = otherwise(review, &decision.standing).filter(|_| decision.is_lowered)?;
    Some(closed(place, message, "until a `talk` agrees on it anew, and says why, what was agreed counts"))
}

fn veto(decision: &Decision<'_>, at: usize) -> Diagnostic {
    let entry = decision.entry(at).entry;
    let message = format!("a veto stands since {}", entry.head.on.value);
    closed(entry.what.span, message, "do what lifts it; anyone of that role may lift it")
}

fn open_stop(review: &Review<'_>, decision: &Decision<'_>, stop: &HardStop) -> Diagnostic {
    let row = review.row(&stop.id);
    let place = row.and_then(|row| row.place).unwrap_or(review.answers.service.id.span);
    let id = &stop.id;
    let day = |at: usize| decision.entry(at).entry.head.on.value;
    let (what, help) = match stop.state {
        StopState::Unanswered => ("is not answered".to_owned(), "answer it, and let a reviewer sign the answer"),
        StopState::Gap => ("is a gap that nobody has accepted".to_owned(), "close it, or agree on an exception with an end"),
        StopState::AcceptanceOver(at) => {
            let ends_on = decision.terms.iter().find(|term| term.at == at).map_or(day(at), |term| term.ends_on);
            (format!("is a gap whose exception ended on {ends_on}"), "close it, or agree on a renewal")
        }
        StopState::Unsigned => (
            "is answered, and nobody has signed the answer who may stop a launch".to_owned(),
            "text alone closes it not: a reviewer signs",
        ),
        StopState::Changed(at) => (
            format!("decides something else than what was signed on {}", day(at)),
            "let the reviewer read what differs, and sign again",
        ),
        StopState::Signed(_) | StopState::Accepted(_) => ("is closed".to_owned(), ""),
    };
    closed(place, format!("`{id}` can stop the launch, and {what}"), help)
}

/// Roles that have not signed, or whose signature no longer stands.
fn signatures<'d>(decision: &'d Decision<'_>, service: Span) -> impl Iterator<Item = Diagnostic> + 'd {
    decision.signatures.iter().filter_map(move |found| match &found.latest {
        None => {
            let message = format!("the role `{}` has not signed", found.role);
            Some(closed(service, message, "silence is no veto: after its days a deputy signs, or whoever was named to decide"))
        }
        Some(signature) if signature.is_stale() => {
            let entry = decision.entry(signature.at).entry;
            let since = signature.changes.as_ref().map_or_else(|| "the answers of then are not kept".to_owned(), in_words);
            let message = format!("`{}` signed on {}; since then {since}", found.role, entry.head.on.value);
            Some(closed(entry.what.span, message, "let the role read what differs, and sign again"))
        }
        Some(_) => None,
    })
}

/// Answers that no signature is for: a role that signs a part of them speaks for that part.
fn unsigned_answers(decision: &Decision<'_>, service: Span) -> Option<Diagnostic> {
    let ids: Vec<&str> = decision.unsigned_answers.iter().map(String::as_str).collect();
    let message = format!("no signature is for the answers to {}", short_list(&ids));
    (!ids.is_empty()).then(|| closed(service, message, SIGN_THE_REST))
}

fn over(decision: &Decision<'_>, term: Term, as_of: Date) -> Option<Diagnostic> {
    let TermState::Over(_) = term.state else { return None };
    let entry = decision.entry(term.at).entry;
    let kind = if term.is_exception { "exception" } else { "condition" };
    let message = format!("the {kind} of {} ended on {}, and today is {as_of}", entry.head.on.value, term.ends_on);
    Some(closed(entry.what.span, message, "close it with what came of it, or agree on a renewal"))
}
