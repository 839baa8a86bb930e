//! Text → the words that search compares: lower case, without accents.
//!
//! `themes/default/assets/search-match.js` folds what a reader types in the same way.

use std::borrow::Cow;

/// Letters with accents, and the letter that each group is folded to.
const FOLDED: &[(&str, &str)] = &[
    ("àáâãäåāăą", "a"),
    ("çćĉċč", "c"),
    ("ďđ", "d"),
    ("èéêëēĕėęě", "e"),
    ("ĝğġģ", "g"),
    ("ĥħ", "h"),
    ("ìíîïĩīĭįı", "i"),
    ("ĵ", "j"),
    ("ķ", "k"),
    ("ĺļľŀł", "l"),
    ("ñńņň", "n"),
    ("òóôõöøōŏő", "o"),
    ("ŕŗř", "r"),
    ("śŝşšș", "s"),
    ("ţťŧț", "t"),
    ("ùúûüũūŭůűų", "u"),
    ("ŵ", "w"),
    ("ýÿŷ", "y"),
    ("źżž", "z"),
    ("æ", "ae"),
    ("œ", "oe"),
    ("ß", "ss"),
];

/// Lower case, accents gone, letters and digits only; anything else becomes a space.
/// A sign that ties two words together stays as a hyphen, so that `on-call` can be found as `oncall`.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            'a'..='z' | '0'..='9' => folded.push(letter),
            'A'..='Z' => folded.push(letter.to_ascii_lowercase()),
            '-' | '/' | '‑' => folded.push('-'),
            _ if letter.is_ascii() => folded.push(' '),
            // A combining mark, as in a decomposed `é`, and the soft hyphen say nothing of their own.
            '\u{300}'..='\u{36f}' | '\u{ad}' => {}
            _ if !letter.is_alphanumeric() => folded.push(' '),
            _ => letter.to_lowercase().for_each(|letter| push_plain(&mut folded, letter)),
        }
    }
    folded
}

fn push_plain(folded: &mut String, letter: char) {
    match FOLDED.iter().find(|(letters, _)| letters.contains(letter)) {
        Some((_, plain)) => folded.push_str(plain),
        None if ('\u{300}'..='\u{36f}').contains(&letter) => {}
        None => folded.push(letter),
    }
}

/// The words of a folded text in order; tied words also as one. A single letter says too little to be a word.
pub fn words(folded: &str) -> impl Iterator<Item = Cow<'_, str>> {
    folded.split_ascii_whitespace().flat_map(|tied| {
        let parts = || tied.split('-').filter(|part| !part.is_empty());
        let joined = (2..=3).contains(&parts().count()).then(|| Cow::Owned(parts().collect()));
        parts().filter(|part| is_word(part)).map(Cow::Borrowed).chain(joined)
    })
}

/// The words of a list in the words file, each once, in order; single letters too.
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
    fn tied_words_are_found_apart_and_as_one() {
        assert_eq!(words("On-call, CI/CD and REL-04"), ["on", "call", "oncall", "ci", "cd", "cicd", "and", "rel", "04", "rel04"]);
        assert_eq!(words("a - b, 1 TiB, - x-"), ["1", "tib"]);
    }
}
