//! Text normalisation for search: lower case, without diacritics, in any script.
//!
//! `themes/default/assets/search-match.js` folds what a reader types in the same way; `tests/fixtures/folding.json` holds both
//! to one list.

use std::borrow::Cow;

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Letters without a Unicode decomposition, and what each is folded to. A final sigma is the same letter.
const PLAIN: &[(char, &str)] =
    &[('ß', "ss"), ('æ', "ae"), ('œ', "oe"), ('ø', "o"), ('đ', "d"), ('ł', "l"), ('ħ', "h"), ('ı', "i"), ('ŧ', "t"), ('ς', "σ")];

/// Folds a text: compatibility decomposition (Unicode NFKD), lower case, combining marks removed, other than letters and digits
/// to spaces. A hyphen, a slash or a low line becomes `-`, so that `on-call` is found as `oncall`.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            // `C++` and `C#` are names, and so is `node.js`.
            '+' if folded.ends_with(is_part) && letters.peek() == Some(&'+') => {
                letters.next();
                let ends = letters.peek().is_none_or(|next| !next.is_alphanumeric() && *next != '+');
                folded.push_str(if ends { "pp" } else { " " });
            }
            '#' if folded.ends_with(char::is_alphabetic) && letters.peek().is_none_or(|next| !next.is_alphanumeric()) => {
                folded.push_str("sharp");
            }
            '.' if folded.ends_with(char::is_alphabetic) && letters.peek().is_some_and(|next| next.is_alphabetic()) => {
                folded.push('-');
            }
            'a'..='z' | '0'..='9' => folded.push(letter),
            'A'..='Z' => folded.push(letter.to_ascii_lowercase()),
            '-' | '/' | '‑' | '_' => folded.push('-'),
            _ if letter.is_ascii() => folded.push(' '),
            // A mark, as in a decomposed `é`, and the soft hyphen say nothing of their own.
            '\u{ad}' => {}
            _ if is_combining_mark(letter) => {}
            // The sign of a trade mark would become two letters.
            _ if !letter.is_alphanumeric() => folded.push(' '),
            _ => decompose_compatible(letter, |part| part.to_lowercase().for_each(|part| push_plain(&mut folded, part))),
        }
    }
    folded
}

fn is_part(letter: char) -> bool {
    letter.is_alphanumeric()
}

fn push_plain(folded: &mut String, letter: char) {
    match PLAIN.iter().find(|(known, _)| *known == letter) {
        Some((_, plain)) => folded.push_str(plain),
        None if is_combining_mark(letter) => {}
        None if letter.is_alphanumeric() => folded.push(letter),
        // The stroke of a fraction.
        None => folded.push(' '),
    }
}

/// The words of a folded text in order; two or three joined by hyphens also as one. A single `a` to `z` is no word.
pub fn words(folded: &str) -> impl Iterator<Item = Cow<'_, str>> {
    folded.split_ascii_whitespace().flat_map(|tied| {
        let parts = || tied.split('-').filter(|part| !part.is_empty());
        let joined = (2..=3).contains(&parts().count()).then(|| Cow::Owned(parts().collect()));
        parts().flat_map(in_words).filter(|part| is_word(part)).map(Cow::Borrowed).chain(joined)
    })
}

/// Chinese and Japanese put no blanks between words: a run of their signs is cut into all pairs of neighbours.
fn in_words(part: &str) -> Vec<&str> {
    if part.is_ascii() {
        return vec![part];
    }
    let ends: Vec<(usize, char)> = part.char_indices().collect();
    let mut words = Vec::new();
    for run in ends.chunk_by(|(_, one), (_, other)| is_unspaced(*one) == is_unspaced(*other)) {
        let end = |at: usize| run.get(at).map_or(run[run.len() - 1].0 + run[run.len() - 1].1.len_utf8(), |(at, _)| *at);
        if is_unspaced(run[0].1) && run.len() > 2 {
            words.extend((0..run.len() - 1).map(|at| &part[run[at].0..end(at + 2)]));
        } else {
            words.push(&part[run[0].0..end(run.len())]);
        }
    }
    words
}

/// Whether a sign is one of Chinese, or of Japanese but for the signs of foreign words, which are words of their own.
fn is_unspaced(letter: char) -> bool {
    matches!(letter, '\u{3005}' | '\u{3007}' | '\u{3041}'..='\u{309f}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// The folded words of a list in the words file, sorted, each once; single letters too.
#[must_use]
pub fn words_of_list(list: &str) -> Vec<String> {
    let words: std::collections::BTreeSet<String> = fold(list).split_whitespace().map(str::to_owned).collect();
    words.into_iter().collect()
}

fn is_word(part: &str) -> bool {
    part.chars().nth(1).is_some() || part.chars().all(|letter| !letter.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    fn words(text: &str) -> Vec<String> {
        super::words(&super::fold(text)).map(String::from).collect()
    }

    #[test]
    fn words_lose_capitals_accents_and_signs() {
        assert_eq!(words("What’s “Wiederherstellung”, à la façon d’Élodie?").join(" "), "what wiederherstellung la facon elodie");
        assert_eq!(words("e\u{301}tat Straße Øre").join(" "), "etat strasse ore");
    }

    #[test]
    fn every_script_is_folded_as_in_a_browser() {
        // `tests/web/search.test.mjs` holds the script of the theme to the same list.
        let cases = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/folding.json"));
        let cases: Vec<serde_json::Value> = serde_json::from_str(cases).unwrap();
        let wrong = cases.iter().filter_map(|case| {
            let (says, text) = (case["says"].as_str().unwrap(), case["text"].as_str().unwrap());
            let wanted: Vec<&str> = case["words"].as_array().unwrap().iter().filter_map(serde_json::Value::as_str).collect();
            let found = words(text);
            (found != wanted).then(|| format!("{says}: {found:?} instead of {wanted:?}"))
        });
        assert_eq!(wrong.collect::<Vec<_>>(), [""; 0]);
    }

    #[test]
    fn tied_words_are_found_apart_and_as_one() {
        assert_eq!(words("On-call, CI/CD and REL-04"), ["on", "call", "oncall", "ci", "cd", "cicd", "and", "rel", "04", "rel04"]);
        assert_eq!(words("a - b, 1 TiB, - x-"), ["1", "tib"]);
        assert_eq!(words("Node.js 1.2, a_b. Next"), ["node", "js", "nodejs", "1", "2", "ab", "next"]);
    }
}
