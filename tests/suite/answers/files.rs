//! Each answer file of the fixtures, and all that must come of it. The browser's tests read the same folders.

use std::{fs, path::Path};

use snapbox::{Assert, Data, assert::DEFAULT_ACTION_ENV};

use super::{fixture, repository_of_a_team, small_book};
use crate::handbook::copy_of;

const CASES: &[&str] = &["full", "odd-texts", "by-hand", "version-2"];

#[track_caller]
fn expect(text: &str, file: &Path) {
    Assert::new().normalize_paths(false).action_env(DEFAULT_ACTION_ENV).eq(text, Data::read_from(file, None).raw());
}

/// CSV has CRLF, which the snapshot tool would make LF of.
#[track_caller]
fn expect_bytes(text: &str, file: &Path) {
    if std::env::var(DEFAULT_ACTION_ENV).is_ok_and(|action| action == "overwrite") {
        fs::write(file, text).expect("a file");
    }
    assert_eq!(text, fs::read_to_string(file).expect("what is expected"), "{}", file.display());
}

#[test]
fn the_published_value_is_the_one_that_both_sides_are_tested_with() {
    let book = small_book();
    book.build().expect_ok();
    expect(&book.built("handbook.json"), &fixture("book.json"));
    let script = book.built("handbook.js");
    let json = script.strip_prefix("window.readybook = window.readybook || {};\nwindow.readybook.handbook = ");
    let json = json.and_then(|rest| rest.strip_suffix(";\n")).expect("one assignment");
    let (script, file): (serde_json::Value, serde_json::Value) =
        (serde_json::from_str(json).expect("JSON"), serde_json::from_str(&book.built("handbook.json")).expect("JSON"));
    assert_eq!(script, file);
}

#[test]
fn each_file_has_one_canonical_form_and_the_same_exports_on_both_sides() {
    for case in CASES {
        let team = repository_of_a_team().file("answers.yaml", fs::read(fixture(case).join("answers.yaml")).expect("a file"));
        for (format, file) in [("yaml", "canonical.yaml"), ("tasks", "tasks.md"), ("csv", "answers.csv")] {
            let run = team.run(&["review", "export", "answers.yaml", "--format", format]);
            run.expect_ok();
            expect_bytes(&run.stdout, &fixture(case).join(file));
        }
    }
}

#[test]
fn the_canonical_form_of_a_canonical_file_is_itself() {
    for case in CASES {
        let canonical = fs::read_to_string(fixture(case).join("canonical.yaml")).expect("a file");
        let team = repository_of_a_team().file("answers.yaml", &canonical);
        assert_eq!(team.run(&["review", "export", "answers.yaml", "--format", "yaml"]).expect_ok().stdout, canonical, "{case}");
    }
}

#[test]
fn the_handbook_and_its_published_value_say_the_same() {
    let answers = fs::read(fixture("full").join("answers.yaml")).expect("a file");
    let (book, team) = (small_book().file("answers.yaml", &answers), repository_of_a_team().file("answers.yaml", &answers));
    for verb in [&["check", "answers.yaml", "--as-of", "2026-11-23"][..], &["print", "answers.yaml", "--as-of", "2026-11-28"]] {
        let args = [&["review"], verb].concat();
        let (here, there) = (book.run(&args), team.run(&args));
        assert_eq!((here.code, here.stdout, here.stderr), (there.code, there.stdout, there.stderr));
    }
}

#[test]
fn what_the_packet_says_is_as_expected_in_markdown_and_in_json() {
    let team = repository_of_a_team().file("answers.yaml", fs::read(fixture("full").join("answers.yaml")).expect("a file"));
    let markdown = team.run(&["review", "print", "answers.yaml", "--as-of", "2026-11-28"]);
    expect(&markdown.expect_ok().stdout, &fixture("full").join("print.md"));
    let json = team.run(&["review", "print", "answers.yaml", "--format", "json", "--phase", "ready", "--as-of", "2026-11-28"]);
    expect(&json.expect_ok().stdout, &fixture("full").join("print.json"));
}

/// `answers/thin/` is a handbook with one question for each way of answering thinly or well.
#[test]
fn thin_answers_are_told_apart_from_short_good_ones() {
    let folder = fixture("thin");
    let book = copy_of(&folder);
    book.build().expect_ok();
    expect(&book.built("handbook.json"), &folder.join("handbook.json"));
    let run = book.run(&["review", "print", "answers.yaml", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.expect_ok().stdout).expect("JSON");
    let items = report["sheets"][0]["areas"][0]["items"].as_array().expect("items");
    let lines: Vec<String> = items.iter().map(|item| format!("  {}: {}", item["id"], one_line(&item["thin"]))).collect();
    expect(&format!("{{\n{}\n}}\n", lines.join(",\n")), &folder.join("lacks.json"));
}

/// `answers/hidden/` is a handbook that hides questions and a provider, and a file with answers from before.
#[test]
fn answers_to_what_is_hidden_are_set_aside_with_their_text() {
    let folder = fixture("hidden");
    let book = copy_of(&folder);
    book.build().expect_ok();
    expect(&book.built("handbook.json"), &folder.join("handbook.json"));
    let team = crate::handbook::empty().file("answers.yaml", fs::read(folder.join("answers.yaml")).expect("a file"));
    let team = team.file("handbook.json", book.built("handbook.json"));
    for (format, file) in [("tasks", "tasks.md"), ("csv", "answers.csv")] {
        let run = team.run(&["review", "export", "answers.yaml", "--format", format]);
        run.expect_ok();
        expect_bytes(&run.stdout, &folder.join(file));
    }
    let print = team.run(&["review", "print", "answers.yaml", "--as-of", "2026-11-28"]);
    expect(&print.expect_ok().stdout, &folder.join("print.md"));
    let update = team.run(&["review", "update", "answers.yaml", "--dry-run"]);
    assert_eq!(update.expect_ok().stdout, "`answers.yaml` is up to date\n");
}

/// `answers/applies/` is a handbook, and services of which more or less is said.
#[test]
fn what_is_asked_of_a_service_and_what_can_stop_it_follows_from_what_is_said_of_it() {
    let folder = fixture("applies");
    let book = copy_of(&folder);
    book.build().expect_ok();
    expect(&book.built("handbook.json"), &folder.join("handbook.json"));
    let mut services: Vec<_> =
        fs::read_dir(folder.join("services")).expect("services").map(|one| one.expect("a file").file_name()).collect();
    services.sort();
    let mut all = Vec::new();
    for service in services {
        let name = service.to_str().expect("a name");
        let run = book.run(&["review", "print", &format!("services/{name}"), "--format", "json"]);
        let report: serde_json::Value = serde_json::from_str(&run.expect_ok().stdout).expect("JSON");
        let items = report["sheets"][0]["areas"][0]["items"].as_array().expect("items");
        let line = |item: &serde_json::Value| {
            let said = item["aside"].as_str().unwrap_or("asked");
            let stop = if item["hard_stop"] == true { ", can stop the launch" } else { "" };
            format!("    {}: {}", item["id"], serde_json::Value::from(format!("{said}{stop}")))
        };
        let lines: Vec<String> = items.iter().map(line).collect();
        all.push(format!("  \"{}\": {{\n{}\n  }}", name.trim_end_matches(".yaml"), lines.join(",\n")));
    }
    expect(&format!("{{\n{}\n}}\n", all.join(",\n")), &folder.join("expected.json"));
}

fn one_line(list: &serde_json::Value) -> String {
    let texts: Vec<String> = list.as_array().expect("a list").iter().map(ToString::to_string).collect();
    format!("[{}]", texts.join(", "))
}
