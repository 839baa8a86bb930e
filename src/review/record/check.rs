//! A record held against its handbook, the answers and the day: what is refused, who has not signed, what no longer stands, what is due.

use super::{Record, decide, horizon, rules, signatories, signed_versions};
use crate::{
    diagnostic::Findings,
    review::{CheckScope, Review},
};

/// Checks a record against the answers beside it.
pub fn check(review: &Review<'_>, record: &Record, scope: CheckScope<'_>, findings: &mut Findings) {
    if record.is_empty() {
        return;
    }
    let decision = decide(review, record, scope.as_of);
    rules::check(review, &decision.standing, findings);
    signatories::check(review, record, &decision, scope.as_of, findings);
    signed_versions::check(review, record, &decision, findings);
    horizon::check(review, record, &decision, scope.as_of, findings);
}
