//! Answers: the files, the verbs of `review`, and the story of one launch.

mod agenda;
mod edits;
mod files;
mod format;
mod malformed;
mod merging;
mod end_to_end;
mod verbs;

use std::path::PathBuf;

use crate::handbook::{Handbook, copy_of, repository};

/// A folder of the fixtures.
pub fn fixture(name: &str) -> PathBuf {
    repository("tests/fixtures/answers").join(name)
}

/// A team's repository: no handbook but its `handbook.json`.
pub fn repository_of_a_team() -> Handbook {
    let json = std::fs::read(fixture("book.json")).expect("the published value of the small handbook");
    crate::handbook::empty().file("handbook.json", json)
}

/// The small handbook itself.
pub fn small_book() -> Handbook {
    copy_of(&fixture("book"))
}
