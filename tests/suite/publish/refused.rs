//! Folders that a build does not write to.

use std::fs;

use super::book;
use crate::handbook::{Handbook, expect_same, files, handbook};

/// The target is refused, and nothing around the handbook is touched.
#[track_caller]
fn expect_refused(book: &Handbook, out: &str, why: &str) {
    let before = files(book.around());
    book.build_with(&["--out", out]).expect_trouble().expect_mentions(&[why]);
    expect_same(&files(book.around()), &before);
}

#[test]
fn the_handbooks_own_folder_is_refused_however_it_is_spelled() {
    let book = book();
    let whole = book.folder();
    for out in [".", "./", "../book", "content/..", &whole.to_string_lossy()] {
        expect_refused(&book, out, "where the handbook's sources are");
    }
    std::os::unix::fs::symlink(&whole, book.around().join("link")).expect("a link");
    expect_refused(&book, "../link", "where the handbook's sources are");
}

#[test]
fn a_folder_that_holds_the_handbook_is_refused() {
    let book = book();
    expect_refused(&book, "..", "where the handbook's sources are");
    expect_refused(&book, "../../", "where the handbook's sources are");
}

#[test]
fn the_folders_of_the_sources_are_refused() {
    let book = book();
    for out in ["content", "content/guides", "checklists", "themes/default"] {
        if !book.folder().join(out).exists() {
            fs::create_dir_all(book.folder().join(out)).expect("a folder");
        }
        expect_refused(&book, out, "where the handbook's sources are");
    }
}

#[test]
fn a_new_folder_inside_the_sources_is_refused_and_not_made() {
    let book = book();
    for out in ["content/new", "content/new/deep/er", "checklists/new", "themes/new/public"] {
        expect_refused(&book, out, "where the handbook's sources are");
    }
}

#[test]
fn the_folder_that_content_leads_to_is_refused() {
    let book = handbook().file("docs/index.md", "# Home\n");
    std::os::unix::fs::symlink("docs", book.folder().join("content")).expect("a link");
    book.check().expect_ok();
    expect_refused(&book, "docs/public", "where the handbook's sources are");
}

#[test]
fn the_home_folder_is_refused() {
    let book = book();
    let home = book.around().join("home");
    fs::create_dir(&home).expect("a folder");
    let book = book.with("HOME", &home.to_string_lossy()).with("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"));
    expect_refused(&book, "../home", "the home folder");
    fs::create_dir(home.join("handbook")).expect("a folder");
    book.build_with(&["--out", "../home/handbook"]).expect_ok();
}

#[test]
fn a_folder_that_holds_the_home_folder_is_refused() {
    let book = book();
    let home = book.around().join("homes/me");
    fs::create_dir_all(&home).expect("a folder");
    let book = book.with("HOME", &home.to_string_lossy()).with("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"));
    expect_refused(&book, "../homes", "");
}

#[test]
fn the_top_of_the_file_system_is_refused() {
    let book = book();
    expect_refused(&book, "/", "the top of the file system");
    expect_refused(&book, "/../", "the top of the file system");
    assert!(!std::path::Path::new("/index.html").exists());
}

#[test]
fn a_folder_that_we_did_not_make_is_refused() {
    let book = book();
    fs::create_dir_all(book.around().join("photos")).expect("a folder");
    fs::write(book.around().join("photos/cat.jpg"), "cat\n").expect("a file");
    expect_refused(&book, "../photos", "is not empty and was not made by readybook");
    fs::write(book.around().join("photos/.readybook.json"), "{\"made_by\":\"somebody\",\"files\":[\"cat.jpg\"]}")
        .expect("a file");
    expect_refused(&book, "../photos", "is not empty and was not made by readybook");
}

#[test]
fn a_file_is_refused() {
    let book = book();
    expect_refused(&book, "handbook.yaml", "is a file");
    expect_refused(&book, "handbook.yaml/public", "");
    expect_refused(&book, "", "");
}

#[test]
fn an_empty_folder_and_a_new_one_are_written_to() {
    let book = book();
    fs::create_dir(book.around().join("empty")).expect("a folder");
    book.build_with(&["--out", "../empty"]).expect_ok();
    book.build_with(&["--out", "../new/and/deep"]).expect_ok();
    expect_same(&files(&book.around().join("empty")), &files(&book.around().join("new/and/deep")));
}

#[test]
fn a_refusal_says_what_to_do() {
    book()
        .build_with(&["--out", "content"])
        .expect_trouble()
        .expect_mentions(&["error: `", "\n  = help: name another folder by `--out`\n"]);
}
