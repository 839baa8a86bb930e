//! Check: questions that can stop a launch, and that the settings hide.

use super::Subject;
use crate::{
    config::Config,
    diagnostic::{Code, Diagnostic, Findings},
};

/// Reports each hidden question that can stop a launch, with the tiers in which it does.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    for (_, _, item) in handbook.hidden_items() {
        let (Some(first), Some(place)) =
            (item.hard_stop.first(), handbook.config.hide.iter().find(|hidden| hidden.value == item.id.value))
        else {
            continue;
        };
        let tiers: Vec<String> = item.hard_stop.iter().map(|tier| Config::title(&handbook.config.tiers, tier.as_str())).collect();
        let message = format!("`{}` can stop a launch (tiers: {}), and is hidden", item.id.value, tiers.join(", "));
        findings.push(
            Diagnostic::new(Code::HiddenHardStop, place.span, message)
                .also(first.span, "can stop a launch")
                .help("no team is asked it here; take it out of `hide`, or accept this with the reason in a comment"),
        );
    }
}
