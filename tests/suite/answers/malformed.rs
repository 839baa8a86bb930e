//! Files that somebody wrote badly or with a purpose: each is refused with a place, or read without harm.

use std::fs;

use snapbox::{Assert, Data, assert::DEFAULT_ACTION_ENV};

use super::{fixture, repository_of_a_team};

#[test]
fn hostile_files_are_refused_with_a_place_or_read_without_harm() {
    let mut names: Vec<String> = fs::read_dir(fixture("hostile"))
        .expect("the fixtures")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .filter(|name| name.ends_with(".yaml"))
        .collect();
    names.sort();
    assert!(names.len() >= 10, "{names:?}");
    let mut told = String::new();
    for name in &names {
        let bytes = fs::read(fixture("hostile").join(name)).expect("a file");
        let team = repository_of_a_team().file(name, &bytes);
        let run = team.run(&["review", "check", name, "--as-of", "2026-11-23"]);
        assert!(run.code <= 1 && !run.stderr.contains("panicked"), "{name}: {}\n{}", run.code, run.stderr);
        told.push_str(&format!("=== {name}: {}\n{}{}\n", run.code, run.stderr, run.stdout));
        // Nothing that is only looked at is changed.
        for verb in [&["export", name, "--format", "tasks"][..], &["print", name], &["update", name]] {
            let run = team.run(&[&["review"], verb].concat());
            assert!(run.code <= 2 && !run.stderr.contains("panicked"), "{name}: {}", run.stderr);
        }
        if run.code == 1 {
            assert_eq!(fs::read(team.folder().join(name)).expect("a file"), bytes, "{name}");
        }
    }
    Assert::new()
        .normalize_paths(false)
        .action_env(DEFAULT_ACTION_ENV)
        .eq(told, Data::read_from(&fixture("hostile").join("expected.txt"), None));
}

#[test]
fn nothing_that_somebody_wrote_becomes_an_annotation_of_its_own() {
    let team = repository_of_a_team().file("markup.yaml", fs::read(fixture("hostile/markup.yaml")).expect("a file"));
    let run = team.run(&["review", "check", "markup.yaml", "--format", "github", "--as-of", "2026-11-23"]);
    let lines: Vec<&str> = run.stdout.lines().filter(|line| line.starts_with("::")).collect();
    assert!(!lines.is_empty());
    for line in lines {
        assert!(line.contains(" file=markup.yaml,line="), "{line}");
    }
}

#[test]
fn a_handbook_json_of_a_later_version_is_refused_plainly() {
    let team =
        crate::handbook::empty().file("handbook.json", "{\"readybook\": 2, \"phases\": {}}").file("a.yaml", "answers: 1\n");
    let run = team.run(&["review", "check", "a.yaml"]);
    run.expect_trouble().expect_mentions(&[
        "it was made by a newer readybook: it has version 2, and this one reads up to version 1",
        "or a later one",
    ]);
    for (text, said) in [("{}", "missing field `readybook`"), ("[", "EOF"), ("{\"readybook\": 1}", "missing field")] {
        let team = crate::handbook::empty().file("handbook.json", text).file("a.yaml", "answers: 1\n");
        team.run(&["review", "check", "a.yaml"]).expect_trouble().expect_mentions(&[said, "handbook.json"]);
    }
}
