//! Shared values of the settings: one that nothing uses, and two that say the same.

use std::collections::{BTreeMap, BTreeSet};

use super::Subject;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    handbook::{each_text, names_in_address},
    source::Spanned,
};

/// Reports the values that no text names, and those that say what another one says already.
pub fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let values = &subject.handbook.config.values;
    if values.is_empty() {
        return;
    }
    let texts = each_text(subject.handbook);
    let mut used: BTreeSet<&str> = BTreeSet::new();
    for text in &texts {
        used.extend(text.prose.variables.iter().map(|name| name.value.as_str()));
        used.extend(text.prose.links.iter().flat_map(|link| names_in_address(&link.to.value)));
    }
    let mut first: BTreeMap<&str, &Spanned<String>> = BTreeMap::new();
    for (name, text) in values {
        if !used.contains(name.value.as_str()) {
            let message = format!("nothing names the value `{}`", name.value);
            let help = format!("write `{{{{{}}}}}` where a text says `{text}`, or remove it", name.value);
            findings.push(Diagnostic::new(Code::UnusedValue, name.span, message).help(help));
        }
        match first.get(text.as_str()) {
            Some(other) => findings.push(
                Diagnostic::new(Code::DoubledValue, name.span, format!("`{}` says what `{}` says", name.value, other.value))
                    .label(format!("`{text}`"))
                    .also(other.span, "so does this one")
                    .help("if both are one thing, use one name; if they only happen to agree, leave them"),
            ),
            None => {
                first.insert(text, name);
            }
        }
    }
}
