//! The one term matcher: it serves pages, sheets and checks.
//!
//! The longest match wins, whole words only. An acronym is matched as it is written (`HA`, and `SLOs`), any other term
//! without regard to capitals and with its usual plural.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{address::page_address, resolve::expand};
use crate::{
    config::Config,
    manuscript::data::{DataFile, DataKind},
    prose::{LinkTarget, MarkedText, TermMarker, slug},
    source::SitePath,
};

/// The matcher for terms of the glossary, by first word.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    by_first: BTreeMap<String, Vec<TermPattern>>,
    by_name: BTreeMap<String, TermEntry>,
    /// The names, in lower case, of terms that could not be read; they have been reported and are not missed elsewhere.
    lost: BTreeSet<String>,
}

/// The glossary entry of a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermEntry {
    /// The path of the glossary's page.
    pub page: SitePath,
    /// The term's anchor on that page.
    pub anchor: String,
    /// The term and its short form, as the glossary writes them.
    pub names: Vec<String>,
    /// Its short explanation as plain text, with variables expanded.
    pub short: String,
}

#[derive(Debug, Clone)]
struct TermPattern {
    words: Vec<String>,
    exact: bool,
    term: TermEntry,
}

/// Builds the matcher for the terms of all glossaries.
pub fn make(data: &[Arc<DataFile>], config: &Config) -> Terms {
    let mut terms = Terms::default();
    for data in data {
        let DataKind::Glossary(entries) = &data.kind else { continue };
        let lost = entries.flawed.iter().flat_map(|entry| entry.names().map(|name| name.value.to_lowercase()));
        terms.lost.extend(lost);
        for entry in &entries.valid {
            let short = expand(&entry.short.prose, config);
            let names = entry.short_form.iter().chain([&entry.term]).map(|name| name.value.clone()).collect();
            let term = TermEntry { page: page_address(&data.path), anchor: slug(&entry.term.value), names, short };
            for name in entry.names() {
                terms.add(&name.value, &term);
            }
        }
    }
    terms.longest_first();
    terms
}

impl TermEntry {
    /// The term's names other than `said`, which is one of them, its plural, or another word for it.
    pub fn others<'t>(&'t self, said: &str) -> impl Iterator<Item = &'t str> {
        let plain = |text: &str| words(text).map(|(_, word)| word.to_lowercase()).collect::<Vec<_>>().join(" ");
        let said = plain(said);
        let singulars: Vec<String> = singulars(&said).chain(said.strip_suffix('s').map(str::to_owned)).collect();
        self.names.iter().map(String::as_str).filter(move |name| {
            let name = plain(name);
            name != said && !singulars.contains(&name)
        })
    }
}

impl Terms {
    /// A matcher for entries, each with all names by which texts call it.
    #[must_use]
    pub fn of<'n, N: IntoIterator<Item = &'n str>>(entries: impl IntoIterator<Item = (TermEntry, N)>) -> Self {
        let mut terms = Self::default();
        for (term, names) in entries {
            for name in names {
                terms.add(name, &term);
            }
        }
        terms.longest_first();
        terms
    }

    fn longest_first(&mut self) {
        for patterns in self.by_first.values_mut() {
            patterns.sort_by(|a, b| b.words.len().cmp(&a.words.len()).then_with(|| a.words.cmp(&b.words)));
        }
    }

    fn add(&mut self, name: &str, term: &TermEntry) {
        self.by_name.entry(name.to_lowercase()).or_insert_with(|| term.clone());
        let exact = is_acronym(name);
        let words: Vec<String> = words(name).map(|(_, word)| if exact { word.to_owned() } else { word.to_lowercase() }).collect();
        if let Some(first) = words.first() {
            let pattern = TermPattern { exact, term: term.clone(), words: words.clone() };
            self.by_first.entry(first.to_lowercase()).or_default().push(pattern);
        }
    }

    /// The term with a name, whatever its case; a plural with `s` is found as well.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&TermEntry> {
        let name = name.to_lowercase();
        self.by_name.get(&name).or_else(|| self.by_name.get(name.strip_suffix('s')?))
    }

    /// Whether a name, or its plural with `s`, is that of a term that could not be read.
    #[must_use]
    pub fn is_lost(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        self.lost.contains(&name) || name.strip_suffix('s').is_some_and(|singular| self.lost.contains(singular))
    }

    /// The terms in a text, in order and without overlaps, each with its byte range.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<(std::ops::Range<usize>, &TermEntry)> {
        let words: Vec<(usize, &str)> = words(text).collect();
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            match self.match_at(&words[at..], text) {
                Some((count, term)) => {
                    let (end, last) = words[at + count - 1];
                    found.push((words[at].0..end + last.len(), term));
                    at += count;
                }
                None => at += 1,
            }
        }
        found
    }

    fn match_at(&self, words: &[(usize, &str)], text: &str) -> Option<(usize, &TermEntry)> {
        let (_, first) = words[0];
        let lower = first.to_lowercase();
        // The first word may itself be the plural of a term of one word.
        let acronym = lower.strip_suffix('s').map(str::to_owned);
        let keys = std::iter::once(lower.clone()).chain(singulars(&lower)).chain(acronym).collect::<BTreeSet<_>>().into_iter();
        keys.filter_map(|key| self.by_first.get(&key)).flatten().find_map(|pattern| {
            let count = pattern.words.len();
            let here = words.get(..count)?;
            // Between the words of a term stands one space, line break or hyphen, nothing else.
            let joined = here.windows(2).all(|pair| {
                let between = &text[pair[0].0 + pair[0].1.len()..pair[1].0];
                matches!(between, " " | "\n" | "-" | "/" | "'" | "’" | "+" | "\u{a0}")
            });
            let same = joined
                && here.iter().zip(&pattern.words).enumerate().all(|(number, ((_, word), wanted))| {
                    let last = number + 1 == count;
                    if pattern.exact {
                        word == wanted || last && word.strip_suffix('s').is_some_and(|word| word == wanted)
                    } else {
                        let word = word.to_lowercase();
                        word == *wanted || last && singulars(&word).any(|word| word == *wanted)
                    }
                });
            same.then_some((count, &pattern.term))
        })
    }
}

/// Marks each term of the glossary once a section.
pub struct GlossaryMarker<'a> {
    terms: &'a Terms,
    /// The path of the page that is rendered: a glossary does not link to itself.
    page: &'a SitePath,
    seen: BTreeSet<&'a str>,
}

impl<'a> GlossaryMarker<'a> {
    /// A marker for one page.
    #[must_use]
    pub fn new(terms: &'a Terms, page: &'a SitePath) -> Self {
        Self { terms, page, seen: BTreeSet::new() }
    }
}

impl TermMarker for GlossaryMarker<'_> {
    fn section(&mut self) {
        self.seen.clear();
    }

    fn mark<'t>(&mut self, text: &'t str) -> Vec<MarkedText<'t>> {
        let mut pieces = Vec::new();
        let mut done = 0;
        for (range, term) in self.terms.find(text) {
            if term.page == *self.page || !self.seen.insert(&term.anchor) {
                continue;
            }
            if done < range.start {
                pieces.push(MarkedText::Text(&text[done..range.start]));
            }
            pieces.push(MarkedText::Term {
                text: &text[range.clone()],
                short: term.short.clone(),
                target: LinkTarget::Inside(term.page.clone(), Some(term.anchor.clone())),
            });
            done = range.end;
        }
        if done < text.len() {
            pieces.push(MarkedText::Text(&text[done..]));
        }
        pieces
    }
}

/// Whether a name is an acronym: two capitals or more, and no space, as in `HA`, `CI/CD` and `IaC`.
pub(crate) fn is_acronym(name: &str) -> bool {
    !name.contains(' ') && name.chars().filter(|c| c.is_uppercase()).count() >= 2
}

fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// The lower-case words that a lower-case word may be the English plural of.
fn singulars(word: &str) -> impl Iterator<Item = String> {
    let ies = word.strip_suffix("ies").map(|stem| format!("{stem}y"));
    let es = word.strip_suffix("es").filter(|stem| stem.ends_with(['s', 'x', 'z', 'h'])).map(str::to_owned);
    let s = word.strip_suffix('s').filter(|stem| stem.len() > 2 && !stem.ends_with('s')).map(str::to_owned);
    ies.into_iter().chain(es).chain(s)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(names: &[&str]) -> Terms {
        let mut terms = Terms::default();
        for name in names {
            let term = TermEntry {
                page: SitePath::new("g.html"),
                anchor: slug(name),
                names: vec![(*name).to_owned()],
                short: String::new(),
            };
            terms.add(name, &term);
        }
        for patterns in terms.by_first.values_mut() {
            patterns.sort_by_key(|pattern| std::cmp::Reverse(pattern.words.len()));
        }
        terms
    }

    fn found(terms: &Terms, text: &str) -> Vec<String> {
        terms.find(text).into_iter().map(|(range, term)| format!("{}={}", &text[range], term.anchor)).collect()
    }

    #[test]
    fn the_longest_whole_word_match_wins() {
        let terms = terms(&["availability", "high availability", "HA", "recovery point objective", "policy", "CI/CD", "CI"]);
        assert_eq!(
            found(&terms, "High\navailability, availability and HA"),
            ["High\navailability=high-availability", "availability=availability", "HA=ha"]
        );
        assert_eq!(found(&terms, "Ha! We have HAs; unavailability."), ["HAs=ha"]);
        assert_eq!(
            found(&terms, "policies and recovery point objectives; recovery. Point objective"),
            ["policies=policy", "recovery point objectives=recovery-point-objective"]
        );
        assert_eq!(found(&terms, "CI/CD and CI"), ["CI/CD=cicd", "CI=ci"]);
    }

    #[test]
    fn a_term_knows_which_of_its_names_a_text_leaves_out() {
        let names = vec!["HA".to_owned(), "high-availability policy".to_owned()];
        let term = TermEntry { page: SitePath::new("g.html"), anchor: String::new(), names, short: String::new() };
        let others = |said| term.others(said).collect::<Vec<_>>();
        assert_eq!(others("HA"), ["high-availability policy"]);
        assert_eq!(others("HAs"), ["high-availability policy"]);
        assert_eq!(others("High\navailability policies"), ["HA"]);
        assert_eq!(others("never down"), ["HA", "high-availability policy"]);
    }
}
