//! Check: mistyped providers, which would hide services silently, as providers are free words.

use std::collections::BTreeSet;

use super::Subject;
use crate::{
    diagnostic::{Code, Diagnostic, Findings, did_you_mean, suggest},
    source::Spanned,
};

/// Reports a provider in the settings without services, and a hidden service whose provider is similar to a shown one.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let handbook = subject.handbook;
    let shown: Vec<&str> = handbook.config.providers.iter().map(Spanned::as_str).collect();
    let services: Vec<_> = handbook.matrices().flat_map(|(_, matrix)| matrix.services.written()).collect();
    if shown.is_empty() || services.is_empty() {
        return;
    }
    let offered: BTreeSet<&str> = services.iter().map(|service| service.provider.as_str()).collect();
    // A service that does not say who offers it has been told; it may be the one that is missed.
    let is_complete = !offered.contains("");
    let offered: Vec<&str> = offered.into_iter().collect();
    for id in handbook.config.providers.iter().filter(|id| is_complete && !offered.contains(&id.as_str())) {
        let found = Diagnostic::new(Code::UnknownProvider, id.span, format!("no service is offered by `{}`", id.value));
        findings.push(found.maybe_help(suggest(id.as_str(), "services are offered by", &offered)));
    }
    for service in
        services.iter().filter(|service| !service.provider.as_str().is_empty() && !shown.contains(&service.provider.as_str()))
    {
        if let Some(help) = did_you_mean(service.provider.as_str(), shown.iter().copied()) {
            let message = format!("the service is hidden: `{}` is none of the providers in the settings", service.provider.value);
            findings.push(Diagnostic::new(Code::UnknownProvider, service.provider.span, message).help(help));
        }
    }
}
