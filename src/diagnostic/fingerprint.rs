//! What a finding is known by from one run to the next: never its line.

use super::{Code, Diagnostic};
use crate::source::Sources;

/// The key of a finding: it stays the same while lines are inserted above it, and while readybook words its messages anew.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FindingKey {
    /// The kind of mistake.
    pub code: Code,
    /// The file's path below the handbook's folder.
    pub file: String,
    /// The first line of what stands at the place, trimmed; the message where nothing stands there.
    pub text: String,
}

impl FindingKey {
    /// The key of a finding in these sources.
    #[must_use]
    pub fn of(found: &Diagnostic, sources: &Sources) -> Self {
        let source = sources.file(found.span.file);
        let place = source.text.get(found.span.range()).unwrap_or("");
        let text = place.trim().lines().next().map(str::trim_end).filter(|line| !line.is_empty()).unwrap_or(&found.message);
        Self { code: found.code, file: source.path.to_string(), text: text.to_owned() }
    }
}
