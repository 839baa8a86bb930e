//! Random mistakes: whatever is deleted, inserted, doubled or moved in a handbook, `check` says what is wrong and ends with 0 or 1.
//!
//! The mistakes are the same in each run, and few. `tests/long` makes 300, which are others each time, in each handbook, and
//! `READYBOOK_MUTATIONS=5000 cargo test --release mutations` as many as you like.

use std::collections::BTreeMap;

use proptest::{
    prelude::*,
    sample::Index,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use crate::{
    handbook::{empty, files, repository},
    run::{finish, readybook},
};

/// Pieces that mean something somewhere.
const PIECES: &[&str] = &[
    "\t",
    "\r\n",
    "\n---\n",
    "\n...\n",
    "\u{feff}",
    "\0",
    "{{",
    "}}",
    "{{x}}",
    "[",
    "](",
    ")",
    "[!TAB]",
    "> ",
    ">>>>>>>>",
    "```",
    "```{checklist} ",
    "`",
    "*",
    "|",
    "<",
    "<a href=",
    "<script>",
    "<!--",
    "-->",
    "&a ",
    "*a ",
    "!!str ",
    "? ",
    ": ",
    "- ",
    "  ",
    "#",
    "\"",
    "'",
    "{",
    "}",
    "[^1]",
    "[^1]: ",
    "\u{202e}",
    "é",
    "🦀",
    "{% ",
    "%}",
    "\\",
    "~~~",
    "://",
    "%ff",
    "\n\n",
    "- [x] ",
    "2026-13-45",
    "title: ",
    "id: ",
    "items:\n",
    "$&",
];

/// One change of one file.
#[derive(Debug, Clone)]
enum Change {
    Delete(Index, usize),
    Insert(Index, usize),
    Bytes(Index, Vec<u8>),
    Double(Index, usize),
    Swap(Index, Index),
    Cut(Index),
    Empty,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        1 => (any::<Index>(), 1..60_usize).prop_map(|(at, length)| Change::Delete(at, length)),
        4 => (any::<Index>(), 0..PIECES.len()).prop_map(|(at, piece)| Change::Insert(at, piece)),
        1 => (any::<Index>(), proptest::collection::vec(any::<u8>(), 1..4)).prop_map(|(at, bytes)| Change::Bytes(at, bytes)),
        1 => (any::<Index>(), 1..200_usize).prop_map(|(at, length)| Change::Double(at, length)),
        2 => (any::<Index>(), any::<Index>()).prop_map(|(one, other)| Change::Swap(one, other)),
        1 => any::<Index>().prop_map(Change::Cut),
        1 => Just(Change::Empty),
    ]
}

fn apply(change: &Change, bytes: &mut Vec<u8>) {
    let place = |at: &Index, bytes: &[u8]| at.index(bytes.len() + 1);
    match change {
        Change::Delete(at, length) => {
            let at = place(at, bytes);
            bytes.drain(at..(at + length).min(bytes.len()));
        }
        Change::Insert(at, piece) => {
            let at = place(at, bytes);
            bytes.splice(at..at, PIECES[*piece].bytes());
        }
        Change::Bytes(at, new) => {
            let at = place(at, bytes);
            bytes.splice(at..at, new.iter().copied());
        }
        Change::Double(at, length) => {
            let at = place(at, bytes);
            let again = bytes[at..(at + length).min(bytes.len())].to_vec();
            bytes.splice(at..at, again);
        }
        Change::Swap(one, other) => {
            let mut lines: Vec<Vec<u8>> = bytes.split_inclusive(|&byte| byte == b'\n').map(<[u8]>::to_vec).collect();
            if !lines.is_empty() {
                let (one, other) = (one.index(lines.len()), other.index(lines.len()));
                lines.swap(one, other);
            }
            *bytes = lines.concat();
        }
        Change::Cut(at) => bytes.truncate(place(at, bytes)),
        Change::Empty => bytes.clear(),
    }
}

/// Breaks some files of a handbook in a number of ways, and checks after each.
fn break_and_check(handbook: &BTreeMap<String, Vec<u8>>, cases: u32) {
    let wished = std::env::var("READYBOOK_MUTATIONS").ok().and_then(|wish| wish.parse().ok());
    let config = Config { cases: wished.unwrap_or(cases), max_shrink_iters: 200, failure_persistence: None, ..Config::default() };
    let mut runner = match wished {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    };
    let book = empty();
    for (path, bytes) in handbook {
        book.put(path, bytes);
    }
    let paths: Vec<&String> = handbook.keys().collect();
    let broken = proptest::collection::vec((any::<Index>(), change()), 1..6);
    let result = runner.run(&broken, |changes| {
        let mut touched: BTreeMap<&String, Vec<u8>> = BTreeMap::new();
        for (file, change) in &changes {
            let path = *file.get(&paths);
            apply(change, touched.entry(path).or_insert_with(|| handbook[path].clone()));
        }
        for (path, bytes) in &touched {
            book.put(path, bytes);
        }
        let run = finish(readybook(&book.folder(), &["check", "--as-of", "2026-11-22"]), book.folder());
        for path in touched.keys() {
            book.put(path, &handbook[*path]);
        }
        prop_assert!(run.code == 0 || run.code == 1, "{} in {:?}\n{}{}", run.code, touched.keys(), run.stderr, run.stdout);
        prop_assert_eq!(run.code == 1, run.stderr.contains("error["), "{}{}", run.stderr, run.stdout);
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}

#[test]
fn the_repositorys_own_handbook_may_be_broken_in_any_way() {
    let mut handbook = BTreeMap::new();
    for folder in ["content", "checklists"] {
        let inside = files(&repository(folder)).into_iter().filter(|(path, _)| !path.ends_with('/'));
        handbook.extend(inside.map(|(path, bytes)| (format!("{folder}/{path}"), bytes)));
    }
    handbook.insert("handbook.yaml".into(), std::fs::read(repository("handbook.yaml")).expect("the settings"));
    break_and_check(&without_documents(handbook), 8);
}

#[test]
fn a_handbook_with_every_format_may_be_broken_in_any_way() {
    let mut handbook = files(&repository("tests/fixtures/all-formats/in"));
    handbook.retain(|path, _| !path.ends_with('/'));
    break_and_check(&without_documents(handbook), 40);
}

/// The same handbook, publishing no documents: they say what the pages say, and take a hundred times as long.
fn without_documents(mut handbook: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let settings = handbook.get_mut("handbook.yaml").expect("the settings");
    let text = String::from_utf8(settings.clone()).expect("text");
    let lines: String = text.split_inclusive('\n').filter(|line| !line.starts_with("documents:")).collect();
    assert_ne!(lines, text, "there are documents");
    *settings = lines.into_bytes();
    handbook
}
