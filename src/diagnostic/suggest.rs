//! "Did you mean": which known name was most likely meant. It is right, or it is silent.
//!
//! The one door to the crate for distances between words. Knows names, and nothing of what they name.

use std::collections::BTreeSet;

use super::Code;
use crate::source::floor_char_boundary;

/// A longer name, in bytes, is nobody's typing mistake; it is shown cut.
const MAX_NAME: usize = 100;

/// Names that are compared letter by letter, the likeliest first: a page can have thousands of anchors.
const COMPARED: usize = 200;

/// So many names are listed where none is close.
const LISTED: usize = 12;

/// "did you mean …", when a known name is close to what was written.
pub fn did_you_mean<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    closest(written, known).map(|name| format!("did you mean `{name}`?"))
}

/// What to do about the name of a code that is not there.
#[must_use]
pub fn suggest_code(written: &str) -> String {
    did_you_mean(written, Code::ALL.iter().map(|code| code.name()))
        .unwrap_or_else(|| "`readybook explain` lists all codes".into())
}

/// "did you mean …" or, when nothing is close, the names that there are (at most twelve).
#[must_use]
pub fn suggest(written: &str, what: &str, known: &[&str]) -> Option<String> {
    did_you_mean(written, known.iter().copied()).or_else(|| match known {
        [] => None,
        known if known.len() <= LISTED => Some(format!("{what}: {}", quoted(known))),
        known => Some(format!("{what}: {} and {} more", quoted(&known[..10]), known.len() - 10)),
    })
}

/// What was most likely meant by the id of an item, such as `REL-04`, or the ids that begin like it. Another number is
/// another question, so a near number is no guess; nor is another prefix, where there are items with the one that was written.
#[must_use]
pub fn suggest_item(written: &str, known: &[&str]) -> Option<String> {
    if written.len() > MAX_NAME {
        return None;
    }
    let (prefix, number) = written.split_once('-').unwrap_or((written, ""));
    let own = prefix.to_uppercase();
    let numbered = |text: &str| text.trim_start_matches('0').parse::<u64>().ok();
    let prefixes: BTreeSet<&str> = known.iter().filter_map(|id| Some(id.split_once('-')?.0)).collect();
    let meant = if prefixes.contains(own.as_str()) { Some(own.as_str()) } else { closest(&own, prefixes.iter().copied()) };
    let Some(meant) = meant else {
        let beginnings: Vec<String> = prefixes.iter().map(|prefix| format!("{prefix}-")).collect();
        let beginnings: Vec<&str> = beginnings.iter().map(String::as_str).collect();
        return (!beginnings.is_empty() && beginnings.len() <= LISTED)
            .then(|| format!("ids begin with: {}", quoted(&beginnings)));
    };
    let mut beside: Vec<(u64, &str)> = known
        .iter()
        .filter_map(|id| {
            let (prefix, number) = id.split_once('-')?;
            (prefix == meant).then_some((numbered(number)?, *id))
        })
        .collect();
    beside.sort_unstable();
    let wanted = numbered(number)?;
    if let Some((_, id)) = beside.iter().find(|(number, _)| *number == wanted) {
        return Some(format!("did you mean `{id}`?"));
    }
    match beside[..] {
        [] => None,
        [(_, only)] => Some(format!("there is `{only}`")),
        [(least, first), .., (most, last)] if wanted < least || wanted > most => Some(format!("there are `{first}` to `{last}`")),
        _ => {
            let next = beside.partition_point(|(number, _)| *number < wanted);
            Some(format!("the nearest are `{}` and `{}`", beside[next - 1].1, beside[next].1))
        }
    }
}

fn quoted(names: &[&str]) -> String {
    let short = |name: &&str| {
        let end = floor_char_boundary(name, MAX_NAME);
        if end < name.len() { format!("`{}…`", &name[..end]) } else { format!("`{name}`") }
    };
    names.iter().map(short).collect::<Vec<_>>().join(", ")
}

/// The known name that was most likely meant: a typing mistake leads from one to the other. `None` when none is close.
pub fn closest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if written.len() > MAX_NAME {
        return None;
    }
    let written = fold(written);
    let letters = Letters::of(&written);
    // Letters that only one of the two has must each be changed, so names with too many of them need no closer look.
    let mut likely: Vec<(usize, &str)> = known
        .into_iter()
        .filter(|name| name.len() <= MAX_NAME)
        .filter_map(|name| {
            let own = Letters::of(name);
            let least = letters.differences(&own);
            (least <= most_typed_wrong(own.count.min(letters.count))).then_some((least, name))
        })
        .collect();
    if likely.len() > COMPARED {
        likely.select_nth_unstable(COMPARED);
        likely.truncate(COMPARED);
    }
    likely.into_iter().filter_map(|(_, name)| Some((distance(&written, &fold(name))?, name))).min().map(|(_, name)| name)
}

/// So many typing mistakes a name may have at most, by the letters of the shorter of the two.
fn most_typed_wrong(letters: usize) -> usize {
    match letters {
        0..=5 => 1,
        6..=8 => 2,
        letters => 1 + letters / 4,
    }
}

/// How many typing mistakes lead from one folded name to the other; `None` when it is more likely that something else was meant.
///
/// - Of paths, one part may be wrong: what they have in common says nothing about the rest.
/// - A word of up to four letters may lack one, have one too many, or have two in the wrong order. With another letter in it,
///   it is another word, such as `tabs` and `tags`; and of two letters both are right.
/// - Whoever makes several mistakes still begins with the right letter.
/// - Another number is another thing.
fn distance(written: &str, name: &str) -> Option<usize> {
    if written == name {
        return Some(0);
    }
    if written.contains('/') && name.contains('/') {
        let (written, name): (Vec<&str>, Vec<&str>) = (written.split('/').collect(), name.split('/').collect());
        let mut different = written.iter().zip(&name).filter(|(a, b)| a != b);
        let (one, more) = (different.next()?, different.next());
        return if written.len() == name.len() && more.is_none() { distance(one.0, one.1) } else { None };
    }
    // What both begin with says nothing: `--gone` and `--tone`.
    let (written, name) = (written.trim_start_matches('-'), name.trim_start_matches('-'));
    let (a, b) = (written.chars().count(), name.chars().count());
    let (shorter, wrong) = (a.min(b), strsim::damerau_levenshtein(written, name));
    let begins_alike = written.chars().next() == name.chars().next();
    let is_other_word = shorter <= 4 && a == b && !is_transposed(written, name);
    let is_other_number = digits(written) != digits(name);
    let ends_alike = written.chars().next_back() == name.chars().next_back();
    let is_long_enough = shorter >= 3 || shorter == 2 && begins_alike && ends_alike;
    let is_close = is_long_enough && wrong <= most_typed_wrong(shorter) && (wrong == 1 || begins_alike);
    if is_other_word || is_other_number {
        return None;
    }
    is_close.then_some(wrong)
}

/// Whether two names of one length have the same letters.
fn is_transposed(one: &str, other: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(one) == sorted(other)
}

fn digits(name: &str) -> String {
    name.chars().filter(char::is_ascii_digit).collect()
}

/// Capitals do not count, nor which sign stands between words.
fn fold(text: &str) -> String {
    text.to_lowercase().replace(['_', ' '], "-")
}

/// How often each letter stands in a name, in some classes: a cheap lower bound of the distance between two.
struct Letters {
    count: usize,
    classes: [u8; 32],
}

impl Letters {
    fn of(name: &str) -> Self {
        let mut letters = Self { count: 0, classes: [0; 32] };
        for c in name.chars() {
            letters.count += 1;
            for c in c.to_lowercase() {
                let c = if matches!(c, '_' | ' ') { '-' } else { c };
                let class = &mut letters.classes[c as usize % 32];
                *class = class.saturating_add(1);
            }
        }
        letters
    }

    /// At least so many changes lead from one to the other.
    fn differences(&self, other: &Self) -> usize {
        let pairs = || self.classes.iter().zip(&other.classes);
        let more: usize = pairs().map(|(a, b)| a.saturating_sub(*b) as usize).sum();
        let less: usize = pairs().map(|(a, b)| b.saturating_sub(*a) as usize).sum();
        more.max(less)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_mistake_is_seen() {
        for (written, meant) in [
            ("evidense", "evidence"),
            ("organization", "organisation"),
            ("aks", "ask"),
            ("wy", "why"),
            ("yml", "yaml"),
            ("jso", "json"),
            ("tittle", "title"),
            ("pyhton", "python"),
            ("hard_stpo", "hard_stop"),
            ("Green Light", "green-light"),
            ("store-data", "stores-data"),
            ("CIRTICAL", "critical"),
            ("../../guide/backups.md", "../../guides/backups.md"),
            ("content/phases/greenlight.md", "content/phases/green-light.md"),
        ] {
            assert_eq!(closest(written, [meant]), Some(meant), "{written}");
        }
    }

    #[test]
    fn another_word_is_no_typing_mistake() {
        for (written, other) in [
            ("ps", "S"),
            ("dql", "ddl"),
            ("tera", "tesc"),
            ("DPIA", "DORA"),
            ("tags", "pages"),
            ("colour", "evidence"),
            ("hide", "guide"),
            ("layout", "about"),
            ("content/privacy", "content/ci-cd"),
            ("../../privacy/README.md", "../../CI-CD/README.md"),
            ("content/guides/backups.md", "content/phases/backups.md"),
            ("a/b", "a/b/c"),
            ("--gone", "--tone"),
            ("ARC-08", "ARC-07"),
            ("version-1-9", "version-1-8"),
        ] {
            assert_eq!(closest(written, [other]), None, "{written}");
        }
    }

    #[test]
    fn names_are_listed_where_none_is_close() {
        assert_eq!(suggest("colour", "keys here are", &["ask", "why"]).as_deref(), Some("keys here are: `ask`, `why`"));
        assert_eq!(suggest("aks", "keys here are", &["ask", "why"]).as_deref(), Some("did you mean `ask`?"));
        assert_eq!(suggest("colour", "keys here are", &[]), None);
    }

    #[test]
    fn another_number_or_prefix_is_another_item() {
        let told = |written, known: &[&str]| suggest_item(written, known).unwrap_or_default();
        let items = ["REL-01", "REL-04", "REV-07", "SEC-02"];
        assert_eq!(told("rel-4", &items), "did you mean `REL-04`?");
        assert_eq!(told("SCE-02", &items), "did you mean `SEC-02`?");
        assert_eq!(told("REL-05", &items), "there are `REL-01` to `REL-04`");
        assert_eq!(told("REL-03", &items), "the nearest are `REL-01` and `REL-04`");
        assert_eq!(told("SEC-03", &items), "there is `SEC-02`");
        assert_eq!(told("OPS-01", &items), "ids begin with: `REL-`, `REV-`, `SEC-`");
        assert_eq!(told("CST-04", &["CST-01", "CST-03", "TST-04"]), "there are `CST-01` to `CST-03`");
        assert_eq!(told("CST-04", &["TST-04"]), "ids begin with: `TST-`");
        assert_eq!(told("ARC-100", &["ARC-99", "ARC-101", "ARC-02"]), "the nearest are `ARC-99` and `ARC-101`");
    }
}
