//! Two pages at one address.

use std::collections::BTreeMap;

use super::Subject;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    handbook::Claim,
};

/// Reports the second page that wants an address. Addresses that differ only in capitals are one on many systems.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let mut first: BTreeMap<String, &Claim> = BTreeMap::new();
    for claim in subject.handbook.index.claims.iter() {
        let folded = claim.address.as_str().to_lowercase();
        let Some(other) = first.get(&folded) else {
            first.insert(folded, claim);
            continue;
        };
        // A page of ours has no place of its own; the one that somebody wrote is reported.
        let (Some(span), other) = claim.span.map_or((other.span, claim.span), |span| (Some(span), other.span)) else { continue };
        let mut found = Diagnostic::new(Code::DuplicateAddress, span, format!("two pages want the address `{}`", claim.address))
            .help("rename one of them");
        match other {
            Some(place) if place != span => found = found.also(place, "the other one"),
            Some(_) => continue,
            None => {
                found.message =
                    format!("the address `{}` belongs to a page that every handbook has, or to a file", claim.address);
            }
        }
        findings.push(found);
    }
}
