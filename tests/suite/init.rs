//! `readybook init`: a handbook of one's own from the binary alone.

use std::fs;

use crate::handbook::{Handbook, empty, files, repository, shipped};

fn init(args: &[&str]) -> Handbook {
    let book = empty();
    book.run(&[&["init"], args].concat()).expect_ok();
    book
}

fn text(book: &Handbook, path: &str) -> String {
    fs::read_to_string(book.folder().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn the_whole_shipped_handbook_is_written_and_kept_as_it_was_shipped() {
    let book = init(&[]);
    for (path, bytes) in files(&shipped().folder()).into_iter().filter(|(path, _)| !path.ends_with('/')) {
        for place in [path.clone(), format!(".readybook/base/{path}")] {
            assert_eq!(fs::read(book.folder().join(&place)).ok().as_ref(), Some(&bytes), "{place}");
        }
    }
    let around =
        [".gitignore", ".github/workflows/handbook.yml", ".gitlab-ci.yml", ".vscode/settings.json", ".schemas/settings.json"];
    for path in around {
        assert!(!text(&book, path).is_empty() && !text(&book, path).contains("{version}"), "{path}");
    }
    let base = format!("readybook: {}\n", env!("CARGO_PKG_VERSION"));
    assert!(text(&book, ".readybook/base.yaml").ends_with(&base));
    book.run(&["check", "--strict"]).expect_ok();
}

#[test]
fn what_a_company_says_of_itself_is_written_and_every_comment_stays() {
    let flags = ["--title", "Way to \"Prod\": ours", "--organisation", "ACME", "--providers", "aws,self", "--language", "en-GB"];
    let book = init(&flags);
    let settings = text(&book, "handbook.yaml");
    let shipped = fs::read_to_string(repository("handbook.yaml")).expect("the settings");
    let differs: Vec<&str> =
        settings.lines().zip(shipped.lines()).filter(|(ours, theirs)| ours != theirs).map(|(ours, _)| ours).collect();
    assert_eq!(
        differs,
        [
            "id: way-to-prod-ours",
            "title: \"Way to \\\"Prod\\\": ours\"",
            "organisation: ACME",
            "language: en-GB",
            "providers: [aws, self]",
        ]
    );
    assert!(text(&book, "content/index.md").contains("title: \"Way to \\\"Prod\\\": ours\""));
    assert_eq!(text(&book, ".readybook/base/handbook.yaml"), shipped, "what is yours is told from what was shipped");
    book.run(&["check"]).expect_ok();
}

#[test]
fn a_skeleton_is_a_handbook_without_a_warning() {
    let book = init(&["--minimal", "--title", "Ours", "--organisation", "ACME"]);
    assert!(!book.folder().join("content/guides").exists());
    book.run(&["check", "--strict"]).expect_ok();
    book.run(&["build", "--strict"]).expect_ok();
}

#[test]
fn it_ends_with_the_blanks_each_with_its_place_and_three_next_steps() {
    let book = empty();
    let run = book.run(&["init", "ours"]);
    let settings = fs::read_to_string(book.folder().join("ours/handbook.yaml")).expect("the settings");
    let line = settings.lines().position(|line| line.starts_with("  office_hours:")).expect("a blank") + 1;
    run.expect_ok().expect_mentions(&[
        &format!("  ours/handbook.yaml:{line}: office_hours           when the enablement team sits down with anyone"),
        "1. readybook serve ours",
        "  2. ",
        "readybook print green-light --handbook ours",
        "  3. ",
    ]);
}

#[test]
fn what_is_in_the_way_is_named_and_nothing_is_written() {
    let book = empty().file("content/index.md", "# Mine\n").file(".gitignore", "node_modules/\n");
    let before = files(&book.folder());
    book.run(&["init"]).expect_trouble().expect_mentions(&[
        "is there already",
        "1 file more",
        "nothing was written",
        "`content/index.md`",
        "`.gitignore`",
    ]);
    assert_eq!(files(&book.folder()), before);
    let other = empty().file("a.txt", "mine\n");
    other.run(&["init", "a.txt"]).expect_trouble().expect_mentions(&["`a.txt` is not a folder"]);
    // What has nothing to do with it stays.
    other.run(&["init"]).expect_ok();
    assert_eq!(text(&other, "a.txt"), "mine\n");
    other.run(&["init"]).expect_trouble();
}

#[test]
fn a_value_that_cannot_be_one_is_refused_before_anything_is_written() {
    let book = empty();
    book.run(&["init", "--providers", "aws,gpc"]).expect_trouble().expect_mentions(&["no provider `gpc`", "did you mean `gcp`?"]);
    book.run(&["init", "--id", "Not an id"]).expect_trouble().expect_mentions(&["`Not an id` cannot be an id"]);
    assert_eq!(files(&book.folder()).len(), 0);
}
