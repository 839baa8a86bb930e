//! The same folder makes the same bytes: anywhere, at any time, with any number of threads.

use std::fs;

use crate::handbook::{copy_of, expect_same, files, repository};

#[test]
fn place_time_zone_language_and_threads_leave_no_trace() {
    let fixture = repository("tests/fixtures/all-formats/in");
    let made = |place: &str, jobs: &str, environment: &[(&str, &str)]| {
        let book = copy_of(&fixture).file("content/guides/drawn.md", "# Drawn\n\n```mermaid\ngraph LR\n  a --> b\n```\n");
        let there = book.around().join(place);
        fs::create_dir_all(there.parent().expect("a folder")).expect("a folder");
        fs::rename(book.folder(), &there).expect("a folder");
        let mut command = crate::run::readybook(book.around(), &["build", place, "--out", "out", "--jobs", jobs, "--no-cache"]);
        command.envs(environment.iter().copied());
        crate::run::finish(command, book.around().join("out")).expect_ok();
        files(&book.around().join("out"))
    };
    let first = made("here", "1", &[("TZ", "UTC")]);
    let second =
        made("quite/another place/ünd", "8", &[("TZ", "Pacific/Kiritimati"), ("LANG", "tr_TR.UTF-8"), ("LC_ALL", "tr_TR.UTF-8")]);
    expect_same(&second, &first);
    let is_there = |ending: &str, part: &str| first.keys().any(|path| path.starts_with(part) && path.ends_with(ending));
    assert!(is_there(".pdf", "sheets/"), "there are sheets and documents");
    assert!(first["guides/drawn.html"].windows(4).any(|part| part == b"<svg"), "there is a diagram");
}

#[test]
fn the_age_of_files_and_the_order_in_which_they_were_made_leave_no_trace() {
    let mut all = files(&repository("tests/fixtures/all-formats/in"));
    all.retain(|path, _| !path.ends_with('/'));
    let made = |paths: Vec<&String>| {
        let book = crate::handbook::empty();
        for path in paths {
            book.put(path, &all[path]);
        }
        let long_ago = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_hours(24);
        let settings = fs::File::options().write(true).open(book.folder().join("handbook.yaml")).expect("a file");
        settings.set_modified(long_ago).expect("a time");
        book.build().expect_ok();
        files(&book.folder().join("public"))
    };
    expect_same(&made(all.keys().rev().collect()), &made(all.keys().collect()));
}

#[test]
fn a_second_build_changes_nothing() {
    let book = copy_of(&repository("tests/fixtures/all-formats/in"));
    book.build().expect_ok();
    let first = files(&book.folder().join("public"));
    book.build().expect_ok().expect_mentions(&["0 new, 0 changed", "0 removed"]);
    expect_same(&files(&book.folder().join("public")), &first);
}

#[test]
fn a_build_on_top_of_another_ends_in_the_bytes_of_a_clean_one() {
    let book = copy_of(&repository("tests/fixtures/all-formats/in"));
    book.build().expect_ok();
    book.put("content/guides/extra.md", b"# Extra\n");
    book.put("handbook.yaml", &[&fs::read(book.folder().join("handbook.yaml")).expect("a file")[..], b"\n"].concat());
    book.build().expect_ok();
    book.build_with(&["--out", "clean"]).expect_ok();
    expect_same(&files(&book.folder().join("public")), &files(&book.folder().join("clean")));
}
