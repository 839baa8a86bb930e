//! A record held against its handbook, the answers and the day: what is refused, what is due, what no longer stands.

use super::{Record, Standing};
use crate::{
    diagnostic::Findings,
    review::{CheckScope, Review},
};

/// Checks a record against the answers beside it.
pub fn check(review: &Review<'_>, record: &Record, scope: CheckScope<'_>, findings: &mut Findings) {
    let standing = Standing::of(record);
    let _ = (review, standing, scope, findings);
}
