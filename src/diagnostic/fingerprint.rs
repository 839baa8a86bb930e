//! What a finding is known by from one run to the next: never its line.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

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

    /// SHA-256 of the key in hexadecimal; `ordinal` counts findings of the same key from zero, in the order of their places.
    #[must_use]
    pub fn fingerprint(&self, ordinal: usize) -> String {
        let mut hash = Sha256::new();
        // No path holds a zero byte, and no name of a code; the text comes last but for a number, which holds none either.
        for part in [self.code.name(), &self.file, &self.text, &ordinal.to_string()] {
            hash.update(part);
            hash.update([0]);
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The fingerprints of findings in their order; no two are the same.
pub fn fingerprints(found: &[Diagnostic], sources: &Sources) -> Vec<String> {
    let mut seen = BTreeMap::<FindingKey, usize>::new();
    let mut next = |key: FindingKey| {
        let ordinal = seen.entry(key.clone()).or_default();
        *ordinal += 1;
        key.fingerprint(*ordinal - 1)
    };
    found.iter().map(|found| next(FindingKey::of(found, sources))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourcePath, Span};

    /// The fingerprint of each dead link in a text.
    fn links(text: &str) -> Vec<String> {
        let mut sources = Sources::default();
        let file = sources.add(SourcePath::new("content/a.md"), text.into(), true);
        let found: Vec<Diagnostic> = text
            .match_indices("gone")
            .map(|(at, _)| Diagnostic::new(Code::BrokenLink, Span::new(file, at..at + 4), "this link leads nowhere"))
            .collect();
        fingerprints(&found, &sources)
    }

    #[test]
    fn lines_above_change_no_fingerprint_and_two_equal_mistakes_differ() {
        let before = links("[a](gone)\n\n[b](gone)\n");
        assert_eq!(before, links("# Title\n\nNew lines.\n\n[a](gone) more\n\n[b](gone)\n"));
        assert!(before.len() == 2 && before[0] != before[1], "{before:?}");
        // It is published, so it stays what it is: `printf '%s\0' broken-link content/a.md gone 0 | sha256sum`.
        assert_eq!(before[0], "81a576da6e76f52f2eec2f078085cc30b1fd6f33f99e49d1b39986a4c2a8c2bb");
    }

    #[test]
    fn the_key_is_the_first_line_of_the_place_or_the_message() {
        let mut sources = Sources::default();
        let text = "a: 1\nb:\n  c: 2 \n  d: 3\n";
        let file = sources.add(SourcePath::new("handbook.yaml"), text.into(), true);
        let key = |range| FindingKey::of(&Diagnostic::new(Code::WrongType, Span::new(file, range), "message"), &sources).text;
        assert_eq!(key(7..text.len()), "c: 2");
        assert_eq!(key(0..0), "message");
        // A place that is not there any more, as in a file that could not be read.
        assert_eq!(key(90..93), "message");
    }
}
