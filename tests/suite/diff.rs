//! `readybook diff`: each kind of change in the three formats, edits by chance told as what they are, and revisions of a real repository.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{
    diff_by_chance::export,
    handbook::{Handbook, copy_of, empty, repository},
    run::{Run, finish, git, output, readybook},
};

fn fixture() -> PathBuf {
    repository("tests/fixtures/diff")
}

#[track_caller]
fn diff(args: &[&str]) -> Run {
    finish(readybook(&fixture(), &[&["diff"], args].concat()), PathBuf::new())
}

#[test]
fn both_states_of_the_fixture_are_right() {
    for state in ["old", "new"] {
        finish(readybook(&fixture(), &["check", "--as-of", "2026-11-28", state]), PathBuf::new()).expect_ok();
    }
}

#[test]
fn every_kind_of_change_is_told_to_people_as_markdown_and_to_programs() {
    for (format, file) in [("human", "expected.txt"), ("markdown", "expected.md"), ("json", "expected.json")] {
        diff(&["old", "new", "--format", format]).expect_ok().expect_told(&fixture().join(file));
    }
}

#[test]
fn a_service_is_told_what_touches_it_and_what_becomes_of_its_answers() {
    for (format, file) in [("human", "answers.txt"), ("markdown", "answers.md"), ("json", "answers.json")] {
        let told = diff(&["old", "new", "--answers", "answers.yaml", "--format", format]);
        told.expect_ok().expect_told(&fixture().join(file));
    }
}

#[test]
fn states_that_are_the_same_have_no_difference_and_the_exit_code_says_so_where_it_is_asked_to() {
    diff(&["new", "new"]).expect_ok().expect_findings("new → new\n\nnothing differs\n");
    diff(&["new", "new", "--exit-code"]).expect_ok();
    diff(&["old", "new", "--exit-code"]).expect_wrong();
}

#[test]
fn a_published_handbook_and_its_file_are_the_same_as_its_folder_and_one_without_digests_is_compared_by_its_words() {
    let book = empty();
    for state in ["old", "new"] {
        let site = book.around().join(state);
        let source = fixture().join(state);
        let build = ["build", source.to_str().expect("a path"), "--out", site.to_str().expect("a path")];
        finish(readybook(book.around(), &build), PathBuf::new()).expect_ok();
    }
    let folders = fs::read_to_string(fixture().join("expected.txt")).expect("what is expected");
    let run = |args: &[&str]| finish(readybook(book.around(), &[&["diff"], args].concat()), PathBuf::new());
    let told = run(&["old", "new"]).expect_ok().told();
    assert_eq!(told, folders);
    let told = run(&["old/handbook.json", "new/handbook.json"]).expect_ok().told();
    assert_eq!(told, folders.replacen("old → new", "old/handbook.json → new/handbook.json", 1));
    // As a program wrote it that knew no digests: what cannot be seen there is not told, and what is filled in otherwise is.
    let before = fs::read(book.around().join("old/handbook.json")).expect("a handbook.json");
    let mut before: Value = serde_json::from_slice(&before).expect("JSON");
    without_digests(&mut before);
    fs::write(book.around().join("before.json"), before.to_string()).expect("a file");
    let told = run(&["before.json", "new"]).expect_ok().told();
    assert!(told.contains("REL-09  Who answers in #[-help-]{+ask+}?\n    reworded\n"), "{told}");
    assert!(!told.contains("CST-01"), "{told}");
    let lines = |text: &str| text.lines().filter(|line| line.starts_with("  ")).map(str::to_owned).collect::<BTreeSet<_>>();
    let gone: Vec<String> = lines(&folders).difference(&lines(&told)).cloned().collect();
    assert_eq!(gone, ["    written otherwise, and reads the same here", "  CST-01  What does it cost a month?"]);
}

pub fn without_digests(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.remove("digest");
            object.remove("digests");
            object.values_mut().for_each(without_digests);
        }
        Value::Array(list) => list.iter_mut().for_each(without_digests),
        _ => {}
    }
}

#[test]
fn what_cannot_be_read_is_told_and_ends_with_two() {
    let book = copy_of(&fixture().join("old"));
    book.run(&["diff", "nowhere"]).expect_trouble().expect_findings(
        "error: there is no `nowhere`: it is neither a folder nor a file, and this folder lies in no Git repository\n  \
         = help: name a folder, a `handbook.json`, or a Git revision, in the handbook's own folder\n",
    );
    let broken = copy_of(&fixture().join("new"));
    broken.put("checklists/privacy.yaml", b"id: privacy\nitems: [\n");
    let path = broken.folder();
    let path = path.to_str().expect("a path");
    book.run(&["diff", ".", path]).expect_trouble().expect_findings(format!(
        "error: the handbook in `{path}` cannot be compared: there are errors in `checklists/privacy.yaml`\n  \
         = help: `readybook check` in that state lists them; fix them, or compare with another state\n"
    ));
    book.run(&["diff", ".", ".", "--answers", "nobody.yaml"]).expect_trouble();
    let told = book.run(&["diff", "nowhere", "--format", "json"]);
    told.expect_trouble();
    let json: Value = serde_json::from_str(&told.stdout).expect("JSON");
    assert!(json["trouble"]["message"].as_str().expect("a message").starts_with("there is no `nowhere`"), "{json}");
}

#[test]
fn a_mistake_that_touches_nothing_which_is_compared_is_in_nobody_s_way() {
    let book = copy_of(&fixture().join("new"));
    book.put("content/index.md", b"# Home\n\n[Nowhere](nowhere.md)\n");
    let old = fixture().join("old");
    book.run(&["diff", old.to_str().expect("a path"), "."]).expect_ok().expect_mentions(&["REL-01  How [-do you restore data-]"]);
}

/// A repository whose handbook lies in a folder of it: one commit for each state, tagged by its name.
fn in_git() -> Handbook {
    let book = empty();
    let git = |args: &[&str]| assert!(output(git(book.around(), args)).expect("git").status.success(), "{args:?}");
    git(&["init", "-q"]);
    for state in ["old", "new"] {
        let _ = fs::remove_dir_all(book.folder());
        copy(&fixture().join(state), &book.folder());
        git(&["add", "-A"]);
        git(&["commit", "-q", "-m", state]);
        git(&["tag", state]);
    }
    book
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).expect("a file");
        }
    }
}

#[test]
fn revisions_are_read_from_git_and_the_work_tree_stays_as_it_is() {
    let book = in_git();
    let folders = fs::read_to_string(fixture().join("expected.txt")).expect("what is expected");
    assert_eq!(book.run(&["diff", "old", "new"]).expect_ok().told(), folders);
    let named = |old: &str, new: &str| folders.replacen("old → new", &format!("{old} → {new}"), 1);
    assert_eq!(book.run(&["diff", "HEAD~1"]).expect_ok().told(), named("HEAD~1", "."));
    // A file that differs on the disk is part of the folder, and of no revision.
    book.put("checklists/readiness/costs.yaml", b"broken: [");
    book.put("not-added.txt", b"x");
    let before = crate::handbook::files(&book.folder());
    let status = || String::from_utf8(output(git(book.around(), &["status", "--porcelain=v2", "--branch"])).expect("git").stdout);
    let told = status();
    assert_eq!(book.run(&["diff", "HEAD~1", "main"]).expect_ok().told(), named("HEAD~1", "main"));
    assert_eq!(book.run(&["diff", "main~1", "refs/heads/main"]).expect_ok().told(), named("main~1", "refs/heads/main"));
    book.run(&["diff", "main", "."]).expect_trouble();
    assert_eq!(crate::handbook::files(&book.folder()), before);
    assert_eq!(status(), told);
}

#[test]
fn what_is_no_revision_or_has_no_handbook_is_told() {
    let book = in_git();
    let error = "error: there is no `nowhere`: it is neither a folder nor a file, and the Git repository has no such revision\n  \
         = help: name a folder, a `handbook.json`, or a revision that `git log` shows; a clone in a pipeline may lack it: `git fetch --unshallow`\n";
    book.run(&["diff", "nowhere"]).expect_trouble().expect_findings(error);
    // Git is never given a flag.
    for word in ["--output=trap", "-h", "--all", "@{u}", ":/x", "main:book", "..", "a b", ""] {
        book.run(&["diff", "--", word]).expect_trouble();
    }
    assert!(!book.folder().join("trap").exists());
    let around = finish(readybook(book.around(), &["diff", "old", "new"]), PathBuf::new());
    around.expect_trouble().expect_findings(
        "error: there was no `handbook.yaml` in this folder at `old`\n  \
         = help: run it in the handbook's folder, and name a revision that has the handbook there\n",
    );
}

#[test]
fn a_link_in_a_revision_is_the_file_or_the_folder_that_it_leads_to() {
    let book = in_git();
    let (lists, themes) = (book.folder().join("checklists"), book.folder().join("themes"));
    fs::create_dir(&themes).expect("a folder");
    for name in ["readiness", "privacy.yaml"] {
        fs::rename(lists.join(name), themes.join(name)).expect("a move");
        std::os::unix::fs::symlink(Path::new("../themes").join(name), lists.join(name)).expect("a link");
    }
    for args in [&["add", "-A"][..], &["commit", "-q", "-m", "a link"]] {
        assert!(output(git(book.around(), args)).expect("git").status.success());
    }
    book.run(&["diff", "new", "HEAD"]).expect_ok().expect_findings("new → HEAD\n\nnothing differs\n");
}

#[test]
fn an_answer_that_was_given_to_the_words_of_now_stands_however_the_question_was_reworded() {
    let new = export(&fixture().join("new"));
    let item = new.checklists.iter().flat_map(|checklist| checklist.items()).find(|item| item.id == "REL-01").expect("REL-01");
    let asks = item.digests.expect("digests").asks;
    let answers = fs::read_to_string(fixture().join("answers.yaml")).expect("answers");
    let book = empty().file("answers.yaml", answers.replacen("says: By hand.}", &format!("says: By hand., asked: {asks}}}"), 1));
    let answers = book.folder().join("answers.yaml");
    let told = diff(&["old", "new", "--answers", answers.to_str().expect("a path")]).expect_ok().told();
    let before = fs::read_to_string(fixture().join("answers.txt")).expect("what is expected");
    assert_eq!(told, before.replacen("    look at the answer: other words are asked\n", "    the answer stands\n", 1));
}
