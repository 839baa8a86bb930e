//! What a record decides held against its handbook, the answers and the day: what is refused, who has not signed, what no longer stands,
//! what is due.

use jiff::civil::Date;

use super::{Decision, horizon, rules, signatories, signed_versions};
use crate::{diagnostic::Findings, review::Review};

/// Checks a record, by what it decides about the answers beside it on a day.
pub fn check(review: &Review<'_>, decision: &Decision<'_>, as_of: Date, findings: &mut Findings) {
    let record = decision.standing.record;
    if record.is_empty() {
        return;
    }
    rules::check(review, decision, findings);
    signatories::check(review, record, decision, as_of, findings);
    signed_versions::check(decision, findings);
    horizon::check(review, record, decision, as_of, findings);
}
