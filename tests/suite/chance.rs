//! What is broken by chance: changes of a text, and how many of them a run tries.
//!
//! A run of the tests tries few, and always the same; a variable of the environment asks for more, which are others each time.

use proptest::{
    prelude::*,
    sample::Index,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
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

/// One change of one text.
#[derive(Debug, Clone)]
pub enum Change {
    Delete(Index, usize),
    Insert(Index, usize),
    Bytes(Index, Vec<u8>),
    Double(Index, usize),
    Swap(Index, Index),
    Cut(Index),
    Empty,
}

pub fn change() -> impl Strategy<Value = Change> {
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

pub fn apply(change: &Change, bytes: &mut Vec<u8>) {
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

/// A runner for as many cases as the `variable` says, or for few.
pub fn runner(variable: &str, few: u32) -> TestRunner {
    let wished = std::env::var(variable).ok().and_then(|wish| wish.parse().ok());
    let config = Config { cases: wished.unwrap_or(few), max_shrink_iters: 200, failure_persistence: None, ..Config::default() };
    match wished {
        Some(_) => TestRunner::new(config),
        None => TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha)),
    }
}
