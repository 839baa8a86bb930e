//! Two texts → what stays, goes and comes, word by word.

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use crate::yaml::canonical_text;

/// Words of a text that are compared at most: what differs in longer ones is told as a whole.
const WORDS: usize = 5_000;

/// A piece of a text that was changed. Together, pieces that stay and go are the old text, those that stay and come the new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Piece {
    /// It stays.
    Same(String),
    /// It goes.
    Removed(String),
    /// It comes.
    Added(String),
}

/// Whether two texts say the same, whatever their white space is.
#[must_use]
pub fn is_same(was: &str, is: &str) -> bool {
    was == is || canonical_text(was) == canonical_text(is)
}

/// The difference of two texts by the words of Unicode. Where only white space lies between two changes they are one.
#[must_use]
pub fn words(was: &str, is: &str) -> Vec<Piece> {
    let (was, is) = (canonical_text(was), canonical_text(is));
    let is_long = |text: &str| text.split_whitespace().nth(WORDS).is_some();
    let mut pieces = Pieces::default();
    if is_long(&was) || is_long(&is) {
        pieces.removed = was;
        pieces.added = is;
        return pieces.finish();
    }
    let diff = TextDiff::from_unicode_words(&was, &is);
    for change in diff.iter_all_changes() {
        match change.tag() {
            ChangeTag::Equal => pieces.same(change.value()),
            ChangeTag::Delete => pieces.removed(change.value()),
            ChangeTag::Insert => pieces.added(change.value()),
        }
    }
    pieces.finish()
}

/// Pieces that are being gathered.
#[derive(Default)]
struct Pieces {
    whole: Vec<Piece>,
    same: String,
    removed: String,
    added: String,
}

impl Pieces {
    fn same(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.end_of_change();
        }
        self.same += text;
    }

    fn removed(&mut self, text: &str) {
        self.begin_of_change();
        self.removed += text;
    }

    fn added(&mut self, text: &str) {
        self.begin_of_change();
        self.added += text;
    }

    /// White space between two changes belongs to both of them; any other text parts them.
    fn begin_of_change(&mut self) {
        let same = std::mem::take(&mut self.same);
        if self.removed.is_empty() && self.added.is_empty() {
            self.push(Piece::Same(same));
        } else {
            self.removed += &same;
            self.added += &same;
        }
    }

    /// What was gathered of a change is whole; white space behind it is no part of it.
    fn end_of_change(&mut self) {
        let (removed, added) = (std::mem::take(&mut self.removed), std::mem::take(&mut self.added));
        self.push(Piece::Removed(removed));
        self.push(Piece::Added(added));
    }

    fn push(&mut self, piece: Piece) {
        let (Piece::Same(text) | Piece::Removed(text) | Piece::Added(text)) = &piece;
        if !text.is_empty() {
            self.whole.push(piece);
        }
    }

    fn finish(mut self) -> Vec<Piece> {
        self.end_of_change();
        let same = std::mem::take(&mut self.same);
        self.push(Piece::Same(same));
        self.whole
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As `git diff --word-diff` writes it.
    fn told(was: &str, is: &str) -> String {
        let tell = |piece: &Piece| match piece {
            Piece::Same(text) => text.clone(),
            Piece::Removed(text) => format!("[-{text}-]"),
            Piece::Added(text) => format!("{{+{text}+}}"),
        };
        words(was, is).iter().map(tell).collect()
    }

    #[test]
    fn words_that_differ_are_told_and_no_letters() {
        let cases = [
            ("How do you restore data?", "How do you restore data?", "How do you restore data?"),
            ("How do you restore data?", "How is data restored?", "How [-do you restore data-]{+is data restored+}?"),
            ("a b c d", "a x y d", "a [-b c-]{+x y+} d"),
            ("a c", "a b c", "a {+b +}c"),
            ("a b c", "a c", "a [-b -]c"),
            ("", "new", "{+new+}"),
            ("old", "", "[-old-]"),
            ("don't stop", "don’t stop", "[-don't-]{+don’t+} stop"),
            ("zwölf Orte", "elf Orte", "[-zwölf-]{+elf+} Orte"),
            ("a\n  b", "a b", "a b"),
        ];
        for (was, is, expected) in cases {
            assert_eq!(told(was, is), expected, "{was:?} {is:?}");
        }
    }

    #[test]
    fn texts_that_are_too_long_are_told_as_a_whole() {
        let long = "word ".repeat(WORDS + 1);
        assert_eq!(words(&long, "x"), [Piece::Removed(long.trim().to_owned()), Piece::Added("x".to_owned())]);
    }

    proptest! {
        #[test]
        fn pieces_are_the_two_texts(was in "[a-d ä.]{0,40}", is in "[a-d ä.]{0,40}") {
            let pieces = words(&was, &is);
            let text = |wanted: fn(&Piece) -> bool| -> String {
                pieces.iter().filter(|piece| wanted(piece)).map(|piece| {
                    let (Piece::Same(text) | Piece::Removed(text) | Piece::Added(text)) = piece;
                    text.as_str()
                }).collect()
            };
            prop_assert_eq!(text(|piece| !matches!(piece, Piece::Added(_))), canonical_text(&was));
            prop_assert_eq!(text(|piece| !matches!(piece, Piece::Removed(_))), canonical_text(&is));
            prop_assert_eq!(pieces.iter().all(|piece| matches!(piece, Piece::Same(_))), is_same(&was, &is));
        }
    }
}
