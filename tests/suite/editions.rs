//! Closed editions: `readybook edition` closes them, `check` tells what differs, and branches that both close one merge.

use std::{fs, process::Command};

use crate::handbook::{Handbook, handbook};

const HEAD: &str = "\
# Ours.
id: ready
title: Ready
phase: launch  # the last one
areas: [running]
";

const AREA: &str = "\
prefix: RUN
title: Running
items:
  - id: RUN-01
    ask: Who is called at night?
    severity: high
    hard_stop: [one]
  - id: RUN-02
    ask: How do you roll back a release?
    evidence: The last time.
  - id: RUN-03
    ask: How do you restore the data?
";

const SETTINGS: &str = "\
title: Test
tiers: [{id: one, title: One}]
traits: [{id: stores-data, title: Stores data}]
phases: [{id: launch, title: Launch, oversight: sign-off, only_for: [new-service, new-product], checklists: [ready]}]
";

fn book() -> Handbook {
    handbook()
        .file("handbook.yaml", SETTINGS)
        .file("content/index.md", "# Home\n")
        .file("checklists/ready/_checklist.yaml", HEAD)
        .file("checklists/ready/running.yaml", AREA)
}

fn edit(book: &Handbook, path: &str, from: &str, to: &str) {
    let text = fs::read_to_string(book.folder().join(path)).expect("a file");
    assert!(text.contains(from), "{path} has no {from:?}:\n{text}");
    book.put(path, text.replacen(from, to, 1).as_bytes());
}

fn read(book: &Handbook, path: &str) -> String {
    fs::read_to_string(book.folder().join(path)).unwrap_or_else(|_| panic!("no {path}"))
}

const RUNNING: &str = "checklists/ready/running.yaml";
const FIRST: &str = "editions/ready/2026-11-01.yaml";

#[track_caller]
fn close(book: &Handbook, date: &str, more: &[&str]) {
    book.run(&[&["edition", "--date", date], more].concat()).expect_ok();
}

#[test]
fn the_first_edition_is_one_new_file_and_one_line_in_the_head() {
    let book = book();
    close(&book, "2026-11-01", &[]);
    assert_eq!(
        read(&book, "checklists/ready/_checklist.yaml"),
        HEAD.replace("the last one\n", "the last one\nedition: 2026-11-01\n")
    );
    let written = read(&book, FIRST);
    let shown: Vec<&str> = written.lines().filter(|line| !line.contains("asks:") && !line.contains("all:")).collect();
    assert_eq!(
        shown[..shown.len() - 1],
        [
            "# `readybook edition` closed this edition of a checklist. It is never edited: what changes is told by the next one.",
            "edition: 1",
            "checklist: ready",
            "closed: 2026-11-01",
            "questions:",
            "  RUN-01:",
            "    ask: \"Who is called at night?\"",
            "    area: running",
            "    severity: high",
            "    hard_stop:",
            "      - one",
            "  RUN-02:",
            "    ask: \"How do you roll back a release?\"",
            "    evidence: The last time.",
            "    area: running",
            "  RUN-03:",
            "    ask: \"How do you restore the data?\"",
            "    area: running",
        ]
    );
    assert!(fs::metadata(book.folder().join("editions/reference/2026-11-01.yaml")).is_ok());
    // A second run finds nothing to do, and writes nothing.
    let again = book.run(&["edition", "--date", "2026-11-02"]);
    again.expect_ok();
    assert_eq!(again.stdout, "ready: nothing differs from the edition 2026-11-01\n");
    book.check().expect_ok();
}

#[test]
fn each_kind_of_change_is_told_and_kept_with_what_was_before() {
    let book = book();
    close(&book, "2026-11-01", &[]);
    edit(&book, RUNNING, "Who is called at night?", "Who is called by night?");
    edit(&book, RUNNING, "    severity: high\n    hard_stop: [one]\n", "    severity: low\n");
    edit(&book, RUNNING, "How do you roll back a release?", "How do you roll back the last release?");
    edit(&book, RUNNING, "    evidence: The last time.\n", "    applies_when: {any: [stores-data]}\n");
    edit(
        &book,
        RUNNING,
        "  - id: RUN-03\n    ask: How do you restore the data?\n",
        "  - id: RUN-04\n    ask: How do you restore it?\n",
    );
    book.put(RUNNING, (read(&book, RUNNING) + "retired:\n  - {id: RUN-03, why: Too vague., replaced_by: [RUN-04]}\n").as_bytes());
    let told = "\
ready, since the edition 2026-11-01:
  other words  RUN-01  Who is called by night?
                       was: Who is called at night?
  re-graded    RUN-01  Who is called by night?
                       was: high, a hard stop for one
  other words  RUN-02  How do you roll back the last release?
                       was: How do you roll back a release?
  condition    RUN-02  How do you roll back the last release?
                       was: for every launch
  new          RUN-04  How do you restore it?
  retired      RUN-03  How do you restore the data?
";
    let dry = book.run(&["edition", "--date", "2026-11-20", "--dry-run"]);
    dry.expect_ok();
    assert_eq!(dry.stdout, format!("{told}would close the edition 2026-11-20 of `ready`\n"));
    // Nobody is there who could be asked.
    let unsaid = book.run(&["edition", "--date", "2026-11-20"]);
    unsaid.expect_trouble();
    assert!(unsaid.stderr.contains("`--correction RUN-01` or `--reworded RUN-01=WHY`"), "{}", unsaid.stderr);
    assert!(fs::metadata(book.folder().join("editions/ready/2026-11-20.yaml")).is_err());
    // The running edition is a note, and a strict check passes.
    let noted = book.check_with(&["--strict"]);
    noted.expect_ok();
    assert!(
        noted.stderr.contains(
            "note[running-edition]: since the edition 2026-11-01: new: RUN-04; other words: RUN-01, RUN-02; re-graded: RUN-01; for \
             other services: RUN-02; retired: RUN-03"
        ),
        "{}",
        noted.stderr
    );
    let flags = ["--correction", "RUN-01", "--reworded", "RUN-02=It says which one.", "--why", "RUN-04=After an incident."];
    close(&book, "2026-11-20", &flags);
    let written = read(&book, "editions/ready/2026-11-20.yaml");
    let changes = written.split("changes:\n").nth(1).expect("changes").split("questions:\n").next().expect("changes");
    assert_eq!(
        changes,
        "  - kind: correction
    id: RUN-01
    former:
      ask: \"Who is called at night?\"
  - kind: re-graded
    id: RUN-01
    former:
      severity: high
      hard_stop:
        - one
  - kind: reworded
    id: RUN-02
    why: It says which one.
    former:
      ask: \"How do you roll back a release?\"
      evidence: The last time.
  - kind: condition
    id: RUN-02
  - kind: added
    id: RUN-04
    why: After an incident.
  - kind: retired
    id: RUN-03
    why: Too vague.
    replaced_by:
      - RUN-04
    former:
      ask: \"How do you restore the data?\"
"
    );
    assert!(written.contains("after:\n  - \"2026-11-01\"\n"), "{written}");
    book.check_with(&["--strict"]).expect_ok();
    // What a team is told of has only `handbook.json` as its source.
    book.build().expect_ok();
    let json: serde_json::Value = serde_json::from_str(&read(&book, "public/handbook.json")).expect("JSON");
    let editions = &json["checklists"][0]["editions"];
    assert_eq!(editions[0], serde_json::json!({"id": "2026-11-01", "questions": ["RUN-01", "RUN-02", "RUN-03"]}));
    assert_eq!(editions[1]["after"], serde_json::json!(["2026-11-01"]));
    assert_eq!(editions[1]["changes"][2]["former"]["ask"], "How do you roll back a release?");
    assert!(fs::metadata(book.folder().join("public/editions")).is_err());
}

#[test]
fn a_run_that_was_interrupted_goes_on() {
    let book = book();
    close(&book, "2026-11-01", &[]);
    book.put("checklists/ready/_checklist.yaml", HEAD.as_bytes());
    let told = book.check().stderr;
    assert!(told.contains("warning[edition-chain]: the last closed edition is 2026-11-01"), "{told}");
    close(&book, "2026-11-02", &[]);
    assert!(read(&book, "checklists/ready/_checklist.yaml").contains("edition: 2026-11-01\n"));
    assert!(fs::metadata(book.folder().join("editions/ready/2026-11-02.yaml")).is_err());
    // A second edition of one day, and none before the last.
    edit(&book, RUNNING, "How do you restore the data?", "How do you restore all data?");
    close(&book, "2026-11-01", &["--correction", "RUN-03"]);
    assert!(read(&book, "checklists/ready/_checklist.yaml").contains("edition: 2026-11-01.2\n"));
    book.run(&["edition", "--date", "2026-10-01"]).expect_ok();
    edit(&book, RUNNING, "restore all data?", "restore the data?");
    book.run(&["edition", "--date", "2026-10-01", "--correction", "RUN-03"]).expect_trouble();
}

#[test]
fn an_id_dies_in_the_open() {
    let book = book();
    close(&book, "2026-11-01", &[]);
    let gone = "  - id: RUN-03\n    ask: How do you restore the data?\n";
    edit(&book, RUNNING, gone, "");
    let told = book.check();
    told.expect_wrong();
    assert!(
        told.stderr.contains("error[vanished-id]: the edition 2026-11-01 asks `RUN-03`, and now it is neither asked nor retired")
            && told.stderr.contains("write `- {id: RUN-03, why: \"…\"}` under `retired` of the area `running`"),
        "{}",
        told.stderr
    );
    book.run(&["edition", "--date", "2026-11-20"]).expect_wrong();
    // Nobody may take the number for something else, now or later.
    book.put(RUNNING, (read(&book, RUNNING) + "  - id: RUN-03\n    ask: Which colour is it?\n").as_bytes());
    let told = book.check().stderr;
    assert!(told.contains("warning[other-question]: `RUN-03` asked “How do you restore the data?”"), "{told}");
    edit(&book, RUNNING, "  - id: RUN-03\n    ask: Which colour is it?\n", "retired:\n  - {id: RUN-03, why: Old.}\n");
    close(&book, "2026-11-20", &[]);
    edit(&book, RUNNING, "retired:\n  - {id: RUN-03, why: Old.}\n", "");
    let told = book.check().stderr;
    assert!(told.contains("error[vanished-id]: `RUN-03` was retired, and the line that says so is gone"), "{told}");
    book.put(RUNNING, (read(&book, RUNNING) + "  - id: RUN-03\n    ask: Which colour is it?\n").as_bytes());
    let told = book.check().stderr;
    assert!(told.contains("error[reused-id]: `RUN-03` asked “How do you restore the data?” in an earlier edition"), "{told}");
    // The same question may come back.
    edit(&book, RUNNING, "Which colour is it?", "How do you restore the data?");
    book.check().expect_ok();
}

#[test]
fn an_edition_is_not_edited_and_one_that_cannot_be_read_stops_nothing_else() {
    let book = book();
    close(&book, "2026-11-01", &[]);
    let closed = read(&book, FIRST);
    edit(&book, FIRST, "Who is called at night?", "Who sleeps at night?");
    let told = book.check();
    told.expect_wrong();
    assert!(told.stderr.contains("error[edited-edition]"), "{}", told.stderr);
    // Layout and comments say nothing.
    book.put(FIRST, closed.replace('\n', "\r\n").as_bytes());
    book.check().expect_ok();
    book.put("editions/ready/2026-11-02.yaml", b"<<<<<<< ours\n");
    let told = book.check().stderr;
    assert!(told.contains("error[conflict-marker]") || told.contains("error[yaml-syntax]"), "{told}");
    assert!(!told.contains("edition-chain") && !told.contains("no-editions"), "{told}");
    book.remove("editions/ready/2026-11-02.yaml");
    book.put("editions/reday/2026-11-01.yaml", closed.as_bytes());
    let told = book.check().stderr;
    assert!(told.contains("error[misplaced-file]") && told.contains("move it to `editions/ready/2026-11-01.yaml`"), "{told}");
}

fn git(book: &Handbook, args: &[&str]) -> bool {
    let mut command = Command::new("git");
    command.arg("-C").arg(book.folder()).args([
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.org",
        "-c",
        "commit.gpgsign=false",
    ]);
    command.args(args).output().expect("git").status.success()
}

#[test]
fn two_branches_that_both_close_an_edition_merge_and_the_next_one_follows_both() {
    let book = book()
        .file("checklists/other.yaml", "id: other\ntitle: Other\nprefix: OTH\nitems:\n  - id: OTH-01\n    ask: How is it?\n");
    close(&book, "2026-11-01", &[]);
    for args in [&["init", "-q", "-b", "main"][..], &["add", "."], &["commit", "-qm", "first"], &["switch", "-qc", "side"]] {
        assert!(git(&book, args), "{args:?}");
    }
    edit(&book, RUNNING, "  - id: RUN-02", "  - id: RUN-04\n    ask: Who is told?\n  - id: RUN-02");
    close(&book, "2026-11-10", &[]);
    assert!(git(&book, &["add", "."]) && git(&book, &["commit", "-qm", "side"]) && git(&book, &["switch", "-q", "main"]));
    book.put(RUNNING, (read(&book, RUNNING) + "  - id: RUN-05\n    ask: Who decides?\n").as_bytes());
    edit(&book, "checklists/other.yaml", "How is it?", "How is it now?");
    close(&book, "2026-11-12", &["--correction", "OTH-01"]);
    assert!(git(&book, &["add", "."]) && git(&book, &["commit", "-qm", "main"]));
    // Only the line of the head, which both have set, is left to a person: the later day stays.
    assert!(!git(&book, &["merge", "-q", "side"]));
    let status =
        Command::new("git").arg("-C").arg(book.folder()).args(["diff", "--name-only", "--diff-filter=U"]).output().expect("git");
    assert_eq!(String::from_utf8_lossy(&status.stdout), "checklists/ready/_checklist.yaml\n");
    assert!(git(&book, &["checkout", "-q", "--ours", "checklists/ready/_checklist.yaml"]));
    assert!(git(&book, &["add", "."]) && git(&book, &["commit", "-qm", "merged"]));
    let told = book.check();
    told.expect_ok();
    assert!(told.stderr.contains("warning[edition-chain]: no edition follows 2026-11-10 and 2026-11-12 yet"), "{}", told.stderr);
    assert!(!told.stderr.contains("note[running-edition]"), "{}", told.stderr);
    close(&book, "2026-11-15", &[]);
    let joined = read(&book, "editions/ready/2026-11-15.yaml");
    assert!(joined.contains("after:\n  - \"2026-11-10\"\n  - \"2026-11-12\"\n") && !joined.contains("changes:"), "{joined}");
    book.check_with(&["--strict"]).expect_ok();
}
