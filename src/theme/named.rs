//! Names of the words for values of formats, as keys of the words files.

use super::view::Accountable;
use crate::{
    config::Oversight,
    manuscript::{checklist::Severity, data::Who},
};

/// The word for an oversight.
#[must_use]
pub fn oversight_word(oversight: Oversight) -> &'static str {
    match oversight {
        Oversight::None => "oversight_none",
        Oversight::SpendOnly => "oversight_spend_only",
        Oversight::Advisory => "oversight_advisory",
        Oversight::SignOff => "oversight_sign_off",
    }
}

/// The word for a severity on paper.
#[must_use]
pub fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::High => "paper_severity_high",
        Severity::Medium => "paper_severity_medium",
        Severity::Low => "paper_severity_low",
    }
}

/// The word for who is accountable.
#[must_use]
pub fn who_word(who: Accountable) -> &'static str {
    match who {
        Accountable::Known(Who::Team) => "who_team",
        Accountable::Known(Who::Provider) => "who_provider",
        Accountable::Known(Who::Both) => "who_both",
        Accountable::Known(Who::None) => "who_none",
        Accountable::Unknown => "who_unknown",
    }
}

/// The word for a provider, `provider_{id}`. Ids are the handbook's own, so a words file may lack it.
#[must_use]
pub fn provider_word(id: &str) -> String {
    format!("provider_{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_them_stands_in_the_words_file() {
        let words = crate::theme::builtin_words();
        let oversights = [Oversight::None, Oversight::SpendOnly, Oversight::Advisory, Oversight::SignOff];
        let severities = [Severity::High, Severity::Medium, Severity::Low];
        let known = [Who::Team, Who::Provider, Who::Both, Who::None].map(Accountable::Known);
        let names = oversights.into_iter().map(oversight_word);
        let names = names.chain(severities.into_iter().map(severity_word));
        let names = names.chain(known.into_iter().chain([Accountable::Unknown]).map(who_word));
        let lost: Vec<&str> = names.filter(|name| !words.contains_key(*name)).collect();
        assert!(lost.is_empty(), "{lost:?}");
    }
}
