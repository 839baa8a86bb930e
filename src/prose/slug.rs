//! Heading ids as GitHub makes them.

use std::collections::BTreeMap;

use unicode_normalization::char::is_combining_mark;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory as _};

/// The slug of a heading, as GitHub makes it: lower case, spaces to hyphens; letters, marks, decimal digits and connectors stay.
#[must_use]
pub fn slug(text: &str) -> String {
    let kept = |c: char| match c {
        ' ' | '\n' => Some('-'),
        '-' => Some(c),
        c if c.is_alphabetic() || is_combining_mark(c) => Some(c),
        c => match c.general_category() {
            GeneralCategory::DecimalNumber | GeneralCategory::ConnectorPunctuation => Some(c),
            _ => None,
        },
    };
    text.trim().to_lowercase().chars().filter_map(kept).collect()
}

/// The slug that an earlier version made of the same text, which links from elsewhere may still name: numbers of every kind stay,
/// and of the marks those of Latin alone.
pub fn former_slug(text: &str) -> String {
    let kept = |c: char| match c {
        ' ' | '\n' => Some('-'),
        '-' | '_' | '\u{300}'..='\u{36f}' => Some(c),
        c => c.is_alphanumeric().then_some(c),
    };
    text.trim().chars().flat_map(char::to_lowercase).filter_map(kept).collect()
}

/// Slugs of one page, each unique: a repeat gets `-1`, `-2` and so on, as on GitHub.
#[derive(Debug, Default)]
pub struct Slugs {
    /// Each id that is taken, with the last number that was appended to it.
    taken: BTreeMap<String, usize>,
}

impl Slugs {
    /// Reserves an id that an author wrote.
    pub fn take(&mut self, id: &str) {
        self.taken.insert(id.to_owned(), 0);
    }

    /// Whether an id is taken.
    pub fn has(&self, id: &str) -> bool {
        self.taken.contains_key(id)
    }

    /// A unique id for a heading with this text, which is taken then; that of a text without a slug is `section`.
    pub fn free(&mut self, text: &str) -> String {
        let base = slug(text);
        let base = if base.is_empty() { "section".to_owned() } else { base };
        let Some(mut number) = self.taken.get(&base).copied() else {
            self.taken.insert(base.clone(), 0);
            return base;
        };
        loop {
            number += 1;
            let id = format!("{base}-{number}");
            if !self.taken.contains_key(&id) {
                self.taken.insert(base, number);
                self.taken.insert(id.clone(), 0);
                return id;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn slugs_are_githubs() {
        assert_eq!(slug("What's HA?"), "whats-ha");
        assert_eq!(slug("CI/CD – the story"), "cicd--the-story");
        assert_eq!(slug("Über_uns 2"), "über_uns-2");
        assert_eq!(slug("नमस्ते m² a‿b ½ ΟΔΟΣ"), "नमस्ते-m-a‿b--οδος");
        assert_eq!(slug("⚠\u{fe0f} Warning"), "\u{fe0f}-warning");
    }

    #[test]
    fn repeats_are_numbered_and_never_meet() {
        let mut slugs = Slugs::default();
        let ids: Vec<_> = ["a", "a", "a-1", "a", "?"].iter().map(|text| slugs.free(text)).collect();
        assert_eq!(ids, ["a", "a-1", "a-1-1", "a-2", "section"]);
    }

    proptest! {
        #[test]
        fn ids_are_unique_and_hold_no_space(texts in proptest::collection::vec("[ab\\-1 ?]{0,4}", 0..30)) {
            let mut slugs = Slugs::default();
            let ids: Vec<_> = texts.iter().map(|text| slugs.free(text)).collect();
            let mut unique = ids.clone();
            unique.sort();
            unique.dedup();
            prop_assert_eq!(unique.len(), ids.len());
            prop_assert!(ids.iter().all(|id| !id.is_empty() && !id.contains(char::is_whitespace)));
        }
    }
}
