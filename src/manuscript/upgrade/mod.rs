//! Three versions of each file of a handbook, yours, as it was shipped, and as it is shipped now, become one.
//!
//! Pure: what is read and written is the business of the verb.

mod flow;
mod lines;
mod markdown;
mod open_choices;
mod page;
mod reasons;
mod yaml;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

pub use self::{
    open_choices::{OpenChoice, open_choices},
    page::{page, words},
    reasons::{Reasons, reasons},
};
use crate::source::{BYTE_ORDER_MARK, SETTINGS_FILE};

/// The files of a handbook: path below its folder, and bytes.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// What becomes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// You left it as it was shipped: the new one is taken.
    Taken,
    /// It is new.
    New,
    /// It is not shipped any more, and you left it as it was: it goes.
    Retired,
    /// Both sides changed it, in different places.
    Merged,
    /// Both sides changed the same thing: both stand in it, and you choose.
    Conflict,
    /// Both sides changed it, and it is no text: yours stays.
    Unmerged,
    /// You removed it, and the shipped one changed: it stays removed.
    Removed,
    /// You changed it, and it is not shipped any more: yours stays.
    Outlived,
}

/// A file of which the shipped version changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its path below the folder.
    pub path: String,
    /// What becomes of it.
    pub fate: Fate,
    /// Its bytes now; `None` when it is not there.
    pub yours: Option<Vec<u8>>,
    /// Its bytes afterwards; `None` when it is not there then.
    pub after: Option<Vec<u8>>,
    /// What was shipped before; `None` when it was not.
    pub before: Option<Vec<u8>>,
    /// What you must choose between.
    pub conflicts: Vec<Conflict>,
    /// The ids of items that are not shipped any more and stay, because they are yours or are answered.
    pub stay: Vec<String>,
}

/// Something that both sides changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Keys and ids that lead to it, with dots between them; empty for the text of a page.
    pub place: String,
    /// Yours.
    pub yours: String,
    /// What was shipped before; empty when it was not there.
    pub before: String,
    /// What is shipped now.
    pub shipped: String,
}

/// A text that was merged.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Merged {
    text: String,
    conflicts: Vec<Conflict>,
}

/// Three versions of the same thing.
#[derive(Debug, Clone, Copy)]
struct Three<T> {
    before: T,
    yours: T,
    shipped: T,
}

impl<T> Three<T> {
    fn map<U>(self, with: impl Fn(T) -> U) -> Three<U> {
        Three { before: with(self.before), yours: with(self.yours), shipped: with(self.shipped) }
    }
}

impl<T> Three<Option<T>> {
    /// All three, if they are there.
    fn all(self) -> Option<Three<T>> {
        Some(Three { before: self.before?, yours: self.yours?, shipped: self.shipped? })
    }
}

/// What becomes of each file of which the shipped version changed, by path. A file that only you changed is none of them. Items of
/// which the id is `answered` stay, though they are not shipped any more.
#[must_use]
pub fn plan(base: &Tree, yours: &Tree, shipped: &Tree, answered: &BTreeSet<String>) -> Vec<Change> {
    let paths: BTreeSet<&String> = base.keys().chain(shipped.keys()).collect();
    let three = |path| Three { before: base.get(path), yours: yours.get(path), shipped: shipped.get(path) };
    paths.into_iter().filter_map(|path| change(path, three(path), answered)).collect()
}

fn change(path: &str, three: Three<Option<&Vec<u8>>>, answered: &BTreeSet<String>) -> Option<Change> {
    let Three { before, yours, shipped } = three;
    if is_same(before, shipped) || is_same(yours, shipped) {
        return None;
    }
    let mut change = Change {
        path: path.to_owned(),
        fate: Fate::Taken,
        yours: yours.cloned(),
        after: shipped.cloned(),
        before: before.cloned(),
        conflicts: Vec::new(),
        stay: Vec::new(),
    };
    match (yours, shipped) {
        (None, Some(_)) if before.is_some() => (change.fate, change.after) = (Fate::Removed, None),
        (None, _) => change.fate = Fate::New,
        (Some(_), None) if is_same(yours, before) => change.fate = Fate::Retired,
        (Some(_), None) => (change.fate, change.after) = (Fate::Outlived, yours.cloned()),
        (Some(yours), Some(shipped)) => merge(&mut change, yours, shipped, answered),
    }
    Some(change)
}

/// Whether two files say the same, whatever their line ends, and whether or not a byte order mark stands before them.
fn is_same(one: Option<&Vec<u8>>, other: Option<&Vec<u8>>) -> bool {
    let texts = one.zip(other).and_then(|(one, other)| text_of(one).zip(text_of(other)));
    one == other || texts.is_some_and(|((_, one), (_, other))| one == other)
}

/// The byte order mark of a file, empty without one, and its text behind that with lines that end as ours do; `None` if it is no text.
fn text_of(bytes: &[u8]) -> Option<(&[u8], Cow<'_, str>)> {
    let bare = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let text = std::str::from_utf8(bare).ok()?;
    let text = if text.contains('\r') { text.replace("\r\n", "\n").into() } else { text.into() };
    Some((&bytes[..bytes.len() - bare.len()], text))
}

/// Merges a file that is there on both sides.
fn merge(change: &mut Change, yours: &[u8], shipped: &[u8], answered: &BTreeSet<String>) {
    let empty: &[u8] = b"";
    let three = Three { before: change.before.as_deref().unwrap_or(empty), yours, shipped };
    let Some(texts) = three.map(text_of).all() else {
        if change.before.as_deref() != Some(yours) {
            (change.fate, change.after) = (Fate::Unmerged, Some(yours.to_vec()));
        }
        return;
    };
    let is_windows = three.yours.windows(2).any(|pair| pair == b"\r\n");
    let mark = texts.yours.0;
    // Lines that do not end would run into those of the other side.
    let [ended_before, ended_yours, ended_shipped] =
        [&texts.before, &texts.yours, &texts.shipped].map(|(_, text)| lines::ended(text));
    let shipped = &*texts.shipped.1;
    let texts = Three { before: &*ended_before, yours: &*ended_yours, shipped: &*ended_shipped };
    let is_yaml = change.path == SETTINGS_FILE || has_extension(&change.path, &["yaml", "yml"]);
    change.stay = if is_yaml { yaml::outliving(texts, answered) } else { Vec::new() };
    let merged = if texts.yours == texts.before && change.stay.is_empty() {
        Merged { text: shipped.to_owned(), conflicts: Vec::new() }
    } else {
        change.fate = Fate::Merged;
        match (is_yaml, has_extension(&change.path, &["md"])) {
            (true, _) => yaml::merge(texts, &change.stay).unwrap_or_else(|| lines::merge(texts)),
            (_, true) => markdown::merge(texts),
            _ => lines::merge(texts),
        }
    };
    if !merged.conflicts.is_empty() {
        change.fate = Fate::Conflict;
    }
    let text = if is_windows { merged.text.replace('\n', "\r\n") } else { merged.text };
    (change.after, change.conflicts) = (Some([mark, text.as_bytes()].concat()), merged.conflicts);
}

fn has_extension(path: &str, wanted: &[&str]) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| wanted.contains(&extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fate(before: Option<&[u8]>, yours: Option<&[u8]>, shipped: Option<&[u8]>) -> Option<(Fate, Option<Vec<u8>>)> {
        let tree = |bytes: Option<&[u8]>| bytes.map(|bytes| ("a.md".to_owned(), bytes.to_vec())).into_iter().collect::<Tree>();
        let mut changes = plan(&tree(before), &tree(yours), &tree(shipped), &BTreeSet::new());
        changes.pop().map(|change| (change.fate, change.after))
    }

    #[test]
    fn each_file_is_taken_kept_or_merged() {
        let (a, b, c) = (Some(b"A.\n" as &[u8]), Some(b"B.\n" as &[u8]), Some(b"C.\n" as &[u8]));
        let after = |bytes: Option<&[u8]>| bytes.map(<[u8]>::to_vec);
        assert_eq!(fate(a, b, a), None, "yours alone");
        assert_eq!(fate(a, b, b), None, "the same");
        assert_eq!(fate(a, a, b), Some((Fate::Taken, after(b))));
        assert_eq!(fate(None, None, a), Some((Fate::New, after(a))));
        assert_eq!(fate(a, a, None), Some((Fate::Retired, None)));
        assert_eq!(fate(a, None, b), Some((Fate::Removed, None)));
        assert_eq!(fate(a, b, None), Some((Fate::Outlived, after(b))));
        assert_eq!(fate(a, b, c).map(|found| found.0), Some(Fate::Conflict));
        assert_eq!(fate(Some(b"\xff"), Some(b"\xfe"), a), Some((Fate::Unmerged, after(Some(b"\xfe")))));
        assert_eq!(fate(Some(b"\xff"), Some(b"\xff"), a), Some((Fate::Taken, after(a))));
    }

    #[test]
    fn line_ends_of_yours_stay_and_are_no_change() {
        assert_eq!(
            fate(Some(b"A.\nB.\n"), Some(b"A.\r\nB.\r\n"), Some(b"A.\nC.\n")),
            Some((Fate::Taken, Some(b"A.\r\nC.\r\n".to_vec())))
        );
        let merged = fate(Some(b"A.\n\nB.\n"), Some(b"Mine.\r\n\r\nB.\r\n"), Some(b"A.\n\nC.\n"));
        assert_eq!(merged, Some((Fate::Merged, Some(b"Mine.\r\n\r\nC.\r\n".to_vec()))));
    }

    #[test]
    fn a_byte_order_mark_of_yours_stays_and_is_no_change() {
        let marked = |text: &str| format!("\u{feff}{text}").into_bytes();
        let (a, b, c) = (Some("A.\n\nB.\n"), Some("Mine.\n\nB.\n"), Some("A.\n\nC.\n"));
        let plain = |text: Option<&'static str>| text.map(str::as_bytes);
        let of = |text: Option<&str>| text.map(marked);
        assert_eq!(fate(plain(a), of(a).as_deref(), plain(c)), Some((Fate::Taken, of(c))));
        assert_eq!(fate(plain(a), of(b).as_deref(), plain(c)), Some((Fate::Merged, of(Some("Mine.\n\nC.\n")))));
        assert_eq!(
            fate(of(a).as_deref(), plain(b), of(c).as_deref()).map(|found| found.1),
            Some(Some(b"Mine.\n\nC.\n".to_vec()))
        );
        assert_eq!(fate(plain(a), of(a).as_deref(), None), Some((Fate::Retired, None)));
        assert_eq!(fate(plain(a), of(c).as_deref(), plain(c)), None, "the same");
        assert_eq!(fate(plain(a), plain(b), of(a).as_deref()), None, "yours alone");
    }

    #[test]
    fn a_last_line_without_an_end_does_not_run_into_the_next_one() {
        let merged = |before: &str, yours: &str, shipped: &str| {
            let tree = |text: &str| Tree::from([("a.yaml".to_owned(), text.as_bytes().to_vec())]);
            let mut changes = plan(&tree(before), &tree(yours), &tree(shipped), &BTreeSet::new());
            changes.pop().and_then(|change| Some((change.fate, String::from_utf8(change.after?).unwrap())))
        };
        assert_eq!(merged("", "# Mine", "title: A"), Some((Fate::Merged, "# Mine\ntitle: A\n".to_owned())));
        assert_eq!(merged("a: 1\nb: 2", "a: 1\nb: 3", "a: 4\nb: 2"), Some((Fate::Merged, "a: 4\nb: 3\n".to_owned())));
        // An end of the line alone is no change.
        assert_eq!(merged("a: 1", "a: 1\n", "a: 2"), Some((Fate::Taken, "a: 2".to_owned())));
    }
}
