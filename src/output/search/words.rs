//! Entries → inverted index: words with weighted postings.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use rayon::prelude::*;

use super::{
    entries::{SearchEntry, SearchEntryKind},
    fold,
};
use crate::handbook::Handbook;

/// The highest weight; the lowest is 1. Written as a letter, `A` for 1.
const HIGHEST: u8 = 26;

/// Weight of a word in a title of one word.
const TITLE: f32 = 24.0;

/// A title's weight is divided by 1 plus this for each further word.
const LENGTH: f32 = 0.14;

/// Weight of a word in a summary.
const SUMMARY: f32 = 8.0;

/// Weight of another name of a term in a title, as a share of the title's weight.
const RELATED: f32 = 0.6;

/// How many entries are weighed at once.
const BLOCK: usize = 1024;

/// The number of an entry, and the weight (1 to [`HIGHEST`]) of a word in it.
type Posting = (u32, u8);

/// The weight (1 to [`HIGHEST`]) of each word of one entry.
type Weights = BTreeMap<String, u8>;

/// The words and their postings, both in the format of the index. `quiet` (sorted) words count only in titles, names and
/// summaries.
pub fn weigh(entries: &[SearchEntry], handbook: &Handbook, quiet: &[String]) -> (String, String) {
    let names = names(handbook);
    // The map only says where in the list a word is; the list is sorted, so no order of a map shows.
    let mut at: HashMap<String, usize> = HashMap::new();
    let mut found: Vec<(String, Vec<Posting>)> = Vec::new();
    // The words of all entries at once would take more room than all else.
    for (block, entries) in (0_u32..).step_by(BLOCK).zip(entries.chunks(BLOCK)) {
        let weighed: Vec<Weights> = entries.par_iter().map(|entry| weights(entry, handbook, &names, quiet)).collect();
        for (number, weights) in (block..).zip(weighed) {
            for (word, weight) in weights {
                let entry = at.get(&word).copied().unwrap_or_else(|| {
                    found.push((word.clone(), Vec::new()));
                    at.insert(word, found.len() - 1);
                    found.len() - 1
                });
                found[entry].1.push((number, weight));
            }
        }
    }
    drop(at);
    found.par_sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    let words = found.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().join(" ");
    let found = found.par_iter().map(|(_, entries)| written(entries)).collect::<Vec<_>>().join(";");
    (words, found)
}

/// All names of each term, by its anchor in the glossary.
fn names(handbook: &Handbook) -> BTreeMap<String, Vec<String>> {
    let terms = handbook.terms();
    terms.map(|(_, term)| (crate::prose::slug(&term.term.value), term.names().map(|name| name.value.clone()).collect())).collect()
}

fn weights(entry: &SearchEntry, handbook: &Handbook, names: &BTreeMap<String, Vec<String>>, quiet: &[String]) -> Weights {
    let mut weights = Weights::new();
    add_title(&mut weights, &entry.title, TITLE);
    for name in &entry.names {
        add_title(&mut weights, name, TITLE);
    }
    for word in fold::words(&fold::fold(&entry.summary)) {
        raise(&mut weights, &word, SUMMARY);
    }
    // A guide that is called "High availability" is found by "HA" too. A term has its own names only.
    if entry.kind != SearchEntryKind::Term {
        let length = fold::words(&fold::fold(&entry.title)).count();
        for (_, term) in handbook.index.terms.find(&entry.title) {
            for name in names.get(&term.anchor).into_iter().flatten() {
                add_title(&mut weights, name, TITLE * RELATED / penalty(length));
            }
        }
    }
    let text = fold::fold(&entry.text);
    let mut words: Vec<Cow<'_, str>> = fold::words(&text).collect();
    words.sort_unstable();
    for same in words.chunk_by(|one, other| one == other) {
        if quiet.binary_search_by(|word| word.as_str().cmp(&same[0])).is_ok() {
            continue;
        }
        let more = match same.len() {
            1 => 1,
            2 | 3 => 2,
            _ => 3,
        };
        match weights.get_mut(&*same[0]) {
            Some(weight) => *weight = HIGHEST.min(*weight + more),
            None => drop(weights.insert(same[0].to_string(), more)),
        }
    }
    weights
}

fn add_title(weights: &mut Weights, title: &str, weight: f32) {
    let title = fold::fold(title);
    let words: Vec<Cow<'_, str>> = fold::words(&title).collect();
    let weight = weight / penalty(words.len());
    // "On call" is found by `oncall` too.
    let joined = (words.len() == 2).then(|| Cow::Owned(words.concat()));
    for word in words.into_iter().chain(joined).collect::<BTreeSet<_>>() {
        raise(weights, &word, weight);
    }
}

#[expect(clippy::cast_precision_loss, reason = "a title has few words")]
fn penalty(words: usize) -> f32 {
    1.0 + LENGTH * words.saturating_sub(1) as f32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "weights are small and positive")]
fn raise(weights: &mut Weights, word: &str, weight: f32) {
    let weight = weight.round().clamp(1.0, f32::from(HIGHEST)) as u8;
    let own = weights.entry(word.to_owned()).or_default();
    *own = weight.max(*own);
}

fn written(entries: &[Posting]) -> String {
    let mut out = String::new();
    let mut before = 0;
    for &(number, weight) in entries {
        write_base36(&mut out, number - before);
        out.push(char::from(b'A' + weight.clamp(1, HIGHEST) - 1));
        before = number;
    }
    out
}

fn write_base36(out: &mut String, number: u32) {
    if number >= 36 {
        write_base36(out, number / 36);
    }
    out.extend(char::from_digit(number % 36, 36));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_written_as_distances_with_a_letter_for_the_weight() {
        assert_eq!(written(&[(0, 1), (36, 26), (37, 2)]), "0A10Z1B");
    }

    #[test]
    fn a_word_of_a_short_title_weighs_more_than_one_of_a_long_title() {
        let mut weights = Weights::new();
        add_title(&mut weights, "Backup", TITLE);
        add_title(&mut weights, "How to know that every restore works", TITLE);
        assert!(weights["backup"] > weights["restore"]);
        raise(&mut weights, "backup", SUMMARY);
        assert_eq!(weights["backup"], 24);
    }
}
