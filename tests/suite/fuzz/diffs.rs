//! Differences and merges: the pieces are both texts, and a merge loses no word that you wrote or both sides kept.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use readybook::{
    manuscript::upgrade::{Tree, plan},
    review::changes::{Piece, compared},
    yaml::canonical_text,
};

use super::{Corpus, Verdict, ensure, fuzz};
use crate::chance::{apply, change};

#[test]
fn the_pieces_of_a_difference_are_both_texts() {
    let corpus = Corpus::of(&[".md", ".yaml"], []);
    let pair = (corpus.broken(), proptest::collection::vec(change(), 0..4));
    let pair = pair.prop_map(|(was, changes)| {
        let is = changed(&was, &changes);
        [was, is]
    });
    fuzz(800, pair, |[was, is]| {
        let pieces = compared(was, is);
        let told = |gone: bool| -> String {
            let of_side = pieces.iter().filter_map(|piece| match piece {
                Piece::Same(text) => Some(text),
                Piece::Removed(text) => gone.then_some(text),
                Piece::Added(text) => (!gone).then_some(text),
            });
            of_side.map(String::as_str).collect()
        };
        ensure(told(true) == canonical_text(was), || format!("what was is {:?}", told(true)))?;
        ensure(told(false) == canonical_text(is), || format!("what is is {:?}", told(false)))
    });
}

#[test]
fn a_merge_loses_no_word_that_you_wrote_or_both_sides_kept() {
    let corpus = Corpus::of(&[".md", ".yaml"], []);
    let side = || proptest::collection::vec(change(), 1..4);
    let three = (corpus.broken(), side(), side()).prop_map(|(before, yours, shipped)| {
        let [yours, shipped] = [yours, shipped].map(|changes| changed(&before, &changes));
        [before, yours, shipped]
    });
    fuzz(500, three, |[before, yours, shipped]| {
        ["content/a.md", "checklists/a.yaml", "notes.txt"].into_iter().try_for_each(|path| merges(path, before, yours, shipped))
    });
}

fn changed(text: &str, changes: &[crate::chance::Change]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for change in changes {
        apply(change, &mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn merges(path: &str, before: &str, yours: &str, shipped: &str) -> Verdict {
    let tree = |text: &str| Tree::from([(path.to_owned(), text.as_bytes().to_vec())]);
    let changes = plan(&tree(before), &tree(yours), &tree(shipped), &BTreeSet::new());
    let Some(change) = changes.first() else { return Ok(()) };
    let after = String::from_utf8_lossy(change.after.as_ref().ok_or("the file goes")?).into_owned();
    if yours == before {
        // Whatever their lines end with, and whether a byte order mark stands before them: they are as yours are.
        let unix = |text: &str| {
            let lines = text.trim_start_matches('\u{feff}').split('\n');
            lines.map(|line| line.trim_end_matches('\r')).collect::<Vec<_>>().join("\n")
        };
        return ensure(unix(&after) == unix(shipped), || format!("{path}: what is shipped is not taken:\n{after}"));
    }
    // What was nowhere before was written by you. Of text, two that take away different words leave the rest, and two that do the same do
    // it once; of YAML, what is taken away are keys, whatever words they have. Front matter that cannot be read as YAML is text as well.
    // Of a line that stands there twice nobody can tell which one was moved: two that each move another one to the same place leave one.
    let of_text = |text| words(if path.ends_with(".yaml") { "" } else { text_of(path, text) });
    let [text_before, text_yours, text_shipped] = [before, yours, shipped].map(of_text);
    let repeated: BTreeSet<&str> = [before, yours, shipped].into_iter().flat_map(repeated_words).collect();
    let [before, yours, shipped, made] = [before, yours, shipped, &after].map(words);
    let count = |words: &BTreeMap<&str, usize>, word: &str| words.get(word).copied().unwrap_or(0);
    let kept = |was: usize, ours: usize, theirs: usize| ours.min(theirs).min((ours + theirs).saturating_sub(was));
    for (word, ours) in &yours {
        let (was, theirs) = (count(&before, word), count(&shipped, word));
        let [was_in_text, ours_in_text, theirs_in_text] =
            [&text_before, &text_yours, &text_shipped].map(|text| count(text, word));
        let both_kept = kept(was_in_text, ours_in_text, theirs_in_text).min(kept(was, *ours, theirs));
        let both_kept = if repeated.contains(word) { both_kept.min(1) } else { both_kept };
        let least = if was == 0 { *ours } else { both_kept };
        ensure(count(&made, word) >= least, || {
            format!(
                "{path}: `{word}` {was} times, {ours} in yours, {theirs} in what is shipped, {} in\n{after}",
                count(&made, word)
            )
        })?;
    }
    Ok(())
}

/// A text without the front matter of a page, which is YAML.
fn text_of<'t>(path: &str, text: &'t str) -> &'t str {
    let front = text.strip_prefix("---\n").filter(|_| path.ends_with(".md"));
    let Some(inner) = front else { return text };
    inner.find("\n---\n").map_or_else(|| if inner.ends_with("\n---") { "" } else { text }, |end| &inner[end + 5..])
}

/// The words of lines and sentences that a text has twice.
fn repeated_words(text: &str) -> Vec<&str> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for piece in text.split(['\n', '.', '?', '!']) {
        *times.entry(piece.trim()).or_default() += 1;
    }
    times.into_iter().filter(|(_, times)| *times > 1).flat_map(|(piece, _)| words(piece).into_keys()).collect()
}

fn words(text: &str) -> BTreeMap<&str, usize> {
    let mut words = BTreeMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *words.entry(word).or_default() += 1;
    }
    words
}
