//! What the program says of itself, and how it ends.

use crate::handbook::{empty, handbook};

#[test]
fn help_names_every_verb_and_the_exit_codes() {
    empty().run(&["--help"]).expect_ok().expect_mentions(&["build", "check", "serve", "Exit codes:", "0  all is well"]);
    empty().run(&["--version"]).expect_ok().expect_mentions(&[concat!("readybook ", env!("CARGO_PKG_VERSION"))]);
}

#[test]
fn help_of_each_verb_begins_with_what_it_does_and_names_its_options() {
    for (verb, begins, options) in [
        ("build", "Build the handbook", &["--out", "--base-url", "--drafts", "--jobs", "--strict", "--format"][..]),
        ("check", "Check the handbook", &["--as-of", "--base-url", "--drafts", "--jobs", "--strict", "--format"]),
        #[cfg(feature = "paper")]
        ("print", "Print sheets", &["--all", "--paper", "--traits", "--out", "--handbook", "--base-url", "--jobs"]),
        ("serve", "Show the handbook", &["--port", "--base-url", "--drafts", "--jobs"]),
    ] {
        let run = empty().run(&[verb, "--help"]);
        run.expect_ok().expect_mentions(options).expect_mentions(&["--quiet", "--color"]);
        assert!(run.stdout.starts_with(begins), "{}", run.stdout);
        assert!(run.stdout.lines().all(|line| line.chars().count() <= 100), "{}", run.stdout);
        assert_eq!(run.stderr, "");
    }
}

#[test]
fn a_wrong_command_ends_with_two_and_says_what_was_meant() {
    let book = handbook();
    book.run(&["biuld"]).expect_trouble().expect_mentions(&["build"]);
    book.run(&["build", "--outt", "x"]).expect_trouble().expect_mentions(&["--out"]);
    book.run(&["check", "--format", "xml"]).expect_trouble().expect_mentions(&["human", "json"]);
    book.run(&["check", "nowhere"]).expect_trouble().expect_mentions(&["there is no folder `nowhere`", "help:"]);
    book.run(&["check", "handbook.yaml"]).expect_trouble().expect_mentions(&["handbook.yaml"]);
    book.run(&[]).expect_trouble();
}

#[test]
fn a_number_of_threads_is_one_at_least_and_not_more_than_any_machine_has() {
    let book = handbook().file("content/index.md", "# Home\n");
    for wrong in ["0", "-1", "1025", "two", "", "1.5", "99999999999999999999"] {
        for verb in ["build", "check", "serve"] {
            let run = book.run(&[verb, &format!("--jobs={wrong}")]);
            run.expect_trouble().expect_mentions(&["--jobs <N>", "write a number from 1 to 1024"]);
        }
    }
    for fine in ["1", "3"] {
        book.run(&["check", "-j", fine]).expect_ok();
    }
}

#[test]
fn a_reader_that_goes_away_is_no_reason_to_fail() {
    let text: String = (0..3000).map(|n| format!("[x](nowhere-{n}.md)\n\n")).collect();
    let book = handbook().file("content/index.md", text);
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "\"$READYBOOK\" check 2>&1 | head -n 1; exit ${PIPESTATUS:-0}"]).current_dir(book.folder());
    command.env("READYBOOK", env!("CARGO_BIN_EXE_readybook"));
    let run = crate::run::finish(command, book.folder());
    run.expect_ok();
    assert!(run.stdout.starts_with("error[broken-link]") && !run.stderr.contains("panicked"), "{}{}", run.stdout, run.stderr);
}

#[test]
fn colours_are_for_terminals_alone() {
    let run = handbook().file("content/index.md", "[x](nowhere.md)\n").check();
    assert!(!run.stderr.contains('\u{1b}'), "{}", run.stderr);
}
