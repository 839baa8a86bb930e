//! Random mistakes: whatever is deleted, inserted, doubled or moved in a handbook, `check` says what is wrong and ends with 0 or 1.
//!
//! The mistakes are the same in each run, and few. `tests/long` makes 300, which are others each time, in each handbook, and
//! `READYBOOK_MUTATIONS=5000 cargo test --release mutations` as many as you like.

use std::collections::BTreeMap;

use proptest::{prelude::*, sample::Index};

use crate::{
    chance::{apply, change, runner},
    handbook::{empty, files, repository},
    run::{finish, readybook},
};

/// Breaks some files of a handbook in a number of ways, and checks after each.
fn break_and_check(handbook: &BTreeMap<String, Vec<u8>>, cases: u32) {
    let mut runner = runner("READYBOOK_MUTATIONS", cases);
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
