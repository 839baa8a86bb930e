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
                       evidence was: The last time.
                       evidence now: none named
  condition    RUN-02  How do you roll back the last release?
                       was: for every launch
  new          RUN-04  How do you restore it?
  retired      RUN-03  How do you restore the data?
";
    let dry = book.run(&["edition", "--date", "2026-11-20", "--dry-run"]);
    dry.expect_ok();
    let written = "would write `editions/ready/2026-11-20.yaml`\nwould write `checklists/ready/_checklist.yaml`\n";
    assert_eq!(dry.stdout, format!("{told}would close the edition 2026-11-20 of `ready`\n{written}"));
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
    assert_eq!(editions[0]["questions"], serde_json::json!(["RUN-01", "RUN-02", "RUN-03"]));
    assert_eq!(editions[1]["questions"], serde_json::json!(["RUN-01", "RUN-02", "RUN-04"]));
    assert_eq!(editions[1]["retired"], serde_json::json!(["RUN-03"]));
    let earlier = json["checklists"][0]["earlier"].as_array().expect("what was asked otherwise");
    assert_eq!(earlier.iter().map(|question| &question["id"]).collect::<Vec<_>>(), ["RUN-01", "RUN-02", "RUN-03"]);
    assert!(earlier.iter().all(|question| question["editions"] == serde_json::json!(["2026-11-01"])));
    assert_eq!(earlier[0]["hard_stop"], serde_json::json!(["one"]));
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
fn an_edited_history_is_told_since_a_revision() {
    let book = book();
    close(&book, "2026-11-01", &[]);
    edit(&book, RUNNING, "How do you restore the data?", "How do you restore all data?");
    close(&book, "2026-11-10", &["--correction", "RUN-03"]);
    for args in [&["init", "-q", "-b", "main"][..], &["add", "."], &["commit", "-qm", "closed"]] {
        assert!(git(&book, args), "{args:?}");
    }
    let since = |revision: &str| book.check_with(&["--since", revision]);
    // Comments are no part of it, and an edition more is no edit.
    book.put(FIRST, format!("{}# Read.\n", read(&book, FIRST)).as_bytes());
    edit(&book, RUNNING, "How do you restore all data?", "How do you restore all of the data?");
    close(&book, "2026-11-20", &["--correction", "RUN-03"]);
    since("main").expect_ok();
    // One that says something else and has the digest of that is seen only so.
    book.remove("editions/ready/2026-11-10.yaml");
    book.remove("editions/ready/2026-11-20.yaml");
    edit(&book, "checklists/ready/_checklist.yaml", "edition: 2026-11-20", "edition: 2026-11-01");
    close(&book, "2026-11-10", &["--correction", "RUN-03"]);
    book.check().expect_ok();
    let told = since("main");
    told.expect_wrong().expect_mentions(&[
        "error[edited-history]: this edition differs from the one at `main`",
        "--> editions/ready/2026-11-10.yaml:",
        "git restore --source=main editions/ready/2026-11-10.yaml",
    ]);
    book.remove("editions/ready/2026-11-10.yaml");
    edit(&book, "checklists/ready/_checklist.yaml", "edition: 2026-11-10", "edition: 2026-11-01");
    let told = since("main");
    told.expect_wrong().expect_mentions(&[
        "error[edited-history]: `main` has the edition `editions/ready/2026-11-10.yaml`, and here it is gone",
        "--> checklists/ready/_checklist.yaml:",
    ]);
    let unknown = since("nobody-knows-this");
    unknown.expect_trouble();
    assert!(unknown.stderr.contains("cannot read the editions at `nobody-knows-this`"), "{}", unknown.stderr);
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

const OTHER: &str = "id: other\ntitle: Other\nprefix: OTH\nitems:\n  - id: OTH-01\n    ask: How is it?\n";

fn two() -> Handbook {
    book().file("checklists/other.yaml", OTHER)
}

#[test]
fn a_checklist_that_cannot_be_read_is_told_once() {
    let book = two();
    close(&book, "2026-11-01", &[]);
    for (path, broken) in
        [(RUNNING, "prefix: [\n"), ("checklists/ready/_checklist.yaml", "id: [\n"), ("checklists/other.yaml", "id: [\n")]
    {
        let was = read(&book, path);
        book.put(path, broken.as_bytes());
        let told = book.check().stderr;
        for code in ["vanished-id", "unknown-id", "running-edition", "edition-chain"] {
            assert!(!told.contains(&format!("[{code}]")), "{path}: {code}:\n{told}");
        }
        assert!(told.contains("error[yaml-syntax]"), "{told}");
        book.put(path, was.as_bytes());
    }
    book.check().expect_ok();
}

#[test]
fn two_first_editions_that_a_later_one_joins_are_in_order() {
    let book = book();
    for args in [&["init", "-q", "-b", "main"][..], &["add", "."], &["commit", "-qm", "none"], &["switch", "-qc", "side"]] {
        assert!(git(&book, args), "{args:?}");
    }
    close(&book, "2026-11-10", &[]);
    assert!(git(&book, &["add", "."]) && git(&book, &["commit", "-qm", "side"]) && git(&book, &["switch", "-q", "main"]));
    close(&book, "2026-11-12", &[]);
    assert!(git(&book, &["add", "."]) && git(&book, &["commit", "-qm", "main"]));
    assert!(!git(&book, &["merge", "-q", "side"]));
    assert!(git(&book, &["checkout", "-q", "--ours", "checklists/ready/_checklist.yaml"]));
    let told = book.check().stderr;
    assert!(told.contains("no edition follows 2026-11-10 and 2026-11-12 yet"), "{told}");
    // The reference has two last ones as well.
    assert_eq!(told.matches("[edition-chain]").count(), 2, "{told}");
    assert!(told.contains("editions/reference/2026-11-12.yaml"), "{told}");
    close(&book, "2026-11-15", &[]);
    book.check_with(&["--strict"]).expect_ok();
    // One that is missed is told, of the reference too.
    book.remove("editions/reference/2026-11-10.yaml");
    let told = book.check().stderr;
    assert!(told.contains("warning[edition-chain]: the edition before this one, 2026-11-10, is not there"), "{told}");
}

#[test]
fn two_editions_of_the_reference_on_one_day_are_merged_by_keeping_one() {
    let book = two();
    close(&book, "2026-11-01", &[]);
    for args in [&["init", "-q", "-b", "main"][..], &["add", "."], &["commit", "-qm", "first"], &["switch", "-qc", "side"]] {
        assert!(git(&book, args), "{args:?}");
    }
    book.put("content/a.md", b"# A\n");
    edit(&book, "checklists/other.yaml", "How is it?", "How is it now?");
    close(&book, "2026-11-10", &["--correction", "OTH-01"]);
    assert!(git(&book, &["add", "."]) && git(&book, &["commit", "-qm", "side"]) && git(&book, &["switch", "-q", "main"]));
    book.put("content/b.md", b"# B\n");
    edit(&book, RUNNING, "restore the data?", "restore all data?");
    close(&book, "2026-11-10", &["--correction", "RUN-03"]);
    assert!(git(&book, &["add", "."]) && git(&book, &["commit", "-qm", "main"]));
    assert!(!git(&book, &["merge", "-q", "side"]));
    // What the guide says: keep one, and close what it lacks.
    assert!(git(&book, &["checkout", "-q", "--ours", "editions/reference/2026-11-10.yaml"]));
    assert!(git(&book, &["add", "."]) && git(&book, &["commit", "-qm", "merged"]));
    let again = book.run(&["edition", "--date", "2026-11-10"]);
    again.expect_ok();
    assert!(again.stdout.ends_with("wrote `editions/reference/2026-11-10.2.yaml`\n"), "{}", again.stdout);
    let joined = read(&book, "editions/reference/2026-11-10.2.yaml");
    assert!(joined.contains("content/a.md:") && joined.contains("content/b.md:"), "{joined}");
    book.check_with(&["--strict"]).expect_ok();
}

#[test]
fn a_day_before_the_last_one_is_refused_only_when_something_differs_and_one_to_come_always() {
    let book = two();
    close(&book, "2026-11-01", &[]);
    edit(&book, "checklists/other.yaml", "How is it?", "How is it now?");
    book.put("content/index.md", b"# House\n");
    close(&book, "2026-11-20", &["--correction", "OTH-01"]);
    edit(&book, RUNNING, "restore the data?", "restore all data?");
    // Nothing of the reference differs, so its last day is in nobody's way.
    close(&book, "2026-11-10", &["--correction", "RUN-03"]);
    edit(&book, RUNNING, "restore all data?", "restore the data?");
    book.put("content/index.md", b"# Home\n");
    let told = book.run(&["edition", "--date", "2026-11-10", "--correction", "RUN-03", "--dry-run"]);
    told.expect_trouble();
    assert!(told.stderr.contains("an edition of 2026-11-10 would come before the last one, 2026-11-20"), "{}", told.stderr);
    let told = book.run(&["edition", "--date", "2126-01-01"]);
    told.expect_trouble();
    assert!(told.stderr.contains("error: 2126-01-01 is in the future: today is "), "{}", told.stderr);
}

#[test]
fn the_first_edition_of_a_checklist_is_later_than_all_that_were_closed_before_it_on_that_day() {
    let book = book();
    close(&book, "2026-11-01", &[]);
    let answers = "answers: 2\nservice: {id: ledger, launch: new-service, team: ledgers, tier: one}\nchecklists: {ready: {edition: 2026-11-01}}\n";
    book.put("ledger.yaml", answers.as_bytes());
    edit(&book, "handbook.yaml", "checklists: [ready]", "checklists: [ready, privacy]");
    let item = "{id: PRV-01, ask: Which data do you keep?, hard_stop: [one]}";
    let privacy = format!("id: privacy\ntitle: Privacy\nphase: launch\nprefix: PRV\nitems: [{item}]\n");
    book.put("checklists/privacy.yaml", privacy.as_bytes());
    close(&book, "2026-11-01", &[]);
    assert!(book.folder().join("editions/privacy/2026-11-01.2.yaml").is_file());
    // So a launch that was opened that day is judged without it.
    let check = book.run(&["review", "check", "ledger.yaml", "--as-of", "2026-11-02"]);
    let told = "`privacy` is a new checklist since 2026-11-01.2, and not part of this launch: 1 of its questions applies";
    check.expect_mentions(&[told]);
    assert!(!check.told().contains("missing-checklist"), "{}", check.told());
}

#[test]
fn other_evidence_is_shown_and_details_beside_another_change_too() {
    let book = book();
    close(&book, "2026-11-01", &[]);
    edit(&book, RUNNING, "The last time.", "The last two times.");
    edit(&book, RUNNING, "    severity: high\n", "    severity: low\n    why: Somebody must.\n");
    let dry = book.run(&["edition", "--date", "2026-11-20", "--dry-run"]);
    dry.expect_ok();
    assert_eq!(
        dry.stdout,
        "\
ready, since the edition 2026-11-01:
  re-graded    RUN-01  Who is called at night?
                       was: high, a hard stop for one
  details      RUN-01  Who is called at night?
  other words  RUN-02  How do you roll back a release?
                       evidence was: The last time.
                       evidence now: The last two times.
would close the edition 2026-11-20 of `ready`
would write `editions/ready/2026-11-20.yaml`
would write `checklists/ready/_checklist.yaml`
"
    );
    for (flags, told) in [
        (&["--reworded", "RUN-02", "--reworded", "RUN-02=Why."][..], "error: `--reworded RUN-02` is there twice"),
        (&["--why", "RUN-01=A.", "--why", "RUN-01=B."], "error: `--why RUN-01` is there twice"),
        (&["--reworded", "RUN-02", "--correction", "RUN-02"], "error: `RUN-02` cannot be both"),
    ] {
        let refused = book.run(&[&["edition"][..], flags].concat());
        refused.expect_trouble();
        assert!(refused.stderr.contains(told), "{}", refused.stderr);
    }
    // A head that cannot be edited is told before anything is written.
    book.put("checklists/ready/_checklist.yaml", b"{id: ready, title: Ready, phase: launch, areas: [running]}\n");
    let dry = book.run(&["edition", "--date", "2026-11-20", "--dry-run"]);
    dry.expect_trouble();
    assert!(dry.stderr.contains("cannot be changed in place"), "{}", dry.stderr);
    book.put("checklists/ready/_checklist.yaml", (HEAD.to_owned() + "edition: 2026-11-01\n").as_bytes());
    // What stands in the way is named without a flag that the verb has not.
    book.put("editions/ready/2026-11-20.yaml", b"");
    let refused = book.run(&["edition", "--date", "2026-11-20", "--correction", "RUN-02"]);
    assert!(!refused.stderr.contains("--out"), "{}", refused.stderr);
    assert_eq!(read(&book, "editions/ready/2026-11-20.yaml"), "");
}

#[test]
fn another_question_is_told_in_any_script_and_is_no_correction() {
    let book = book().file("checklists/other.yaml", OTHER.replace("How is it?", "誰が夜に呼ばれますか？"));
    edit(&book, RUNNING, "Who is called at night?", "Who?");
    close(&book, "2026-11-01", &[]);
    edit(&book, "checklists/other.yaml", "誰が夜に呼ばれますか？", "夜は誰を呼びますか？");
    edit(&book, RUNNING, "Who?", "Which colours are there?");
    let told = book.check().stderr;
    assert!(!told.contains("[other-question]"), "{told}");
    edit(&book, "checklists/other.yaml", "夜は誰を呼びますか？", "費用はいくらですか？");
    edit(&book, "handbook.yaml", "title: Test\n", "title: Test\nlevels: {other-question: error, edition-chain: error}\n");
    let told = book.check();
    told.expect_wrong();
    assert!(told.stderr.contains("error[other-question]: `OTH-01` asked “誰が夜に呼ばれますか？”"), "{}", told.stderr);
    let refused = book.run(&["edition", "--date", "2026-11-20", "--correction", "OTH-01", "--correction", "RUN-01"]);
    refused.expect_trouble();
    assert!(refused.stderr.contains("no word of `OTH-01` is left as it was"), "{}", refused.stderr);
    let unsaid = book.run(&["edition", "--date", "2026-11-20"]);
    unsaid.expect_trouble();
    assert!(
        unsaid.stderr.contains("say it by flags: `--correction RUN-01` or `--reworded RUN-01=WHY`, `--reworded OTH-01=WHY`;"),
        "{}",
        unsaid.stderr
    );
    // What the message recommends is not refused for what it mends.
    close(&book, "2026-11-20", &["--reworded", "OTH-01=We mean money.", "--correction", "RUN-01"]);
    book.check().expect_ok();
}

#[test]
fn a_question_that_moves_to_another_checklist_is_told_in_both() {
    let (here, there) = ("checklists/ready/restoring.yaml", "checklists/other/restoring.yaml");
    let restoring = "prefix: RES\ntitle: Restoring\nitems:\n  - id: RES-01\n    ask: How do you restore the data?\n";
    let book = book()
        .file("checklists/ready/_checklist.yaml", HEAD.replace("[running]", "[running, restoring]"))
        .file(here, restoring)
        .file("checklists/other/_checklist.yaml", "id: other\ntitle: Other\nareas: [own]\n")
        .file("checklists/other/own.yaml", "prefix: OWN\ntitle: Own\nitems:\n  - id: OWN-01\n    ask: How is it?\n");
    close(&book, "2026-11-01", &[]);
    edit(&book, "checklists/ready/_checklist.yaml", "[running, restoring]", "[running]");
    edit(&book, "checklists/other/_checklist.yaml", "[own]", "[own, restoring]");
    book.remove(here);
    book.put(there, restoring.as_bytes());
    let told = book.check().stderr;
    assert_eq!(told.matches("since the edition 2026-11-01: moved: RES-01").count(), 2, "{told}");
    assert!(!told.contains("[vanished-id]") && !told.contains("[reused-id]"), "{told}");
    let dry = book.run(&["edition", "--date", "2026-11-20", "--dry-run"]);
    dry.expect_ok();
    assert!(
        dry.stdout.starts_with(
            "\
ready, since the edition 2026-11-01:
  moved        RES-01  How do you restore the data?
                       now: in the checklist other
other, since the edition 2026-11-01:
  moved        RES-01  How do you restore the data?
                       was: in restoring of the checklist ready
"
        ),
        "{}",
        dry.stdout
    );
    // Under the same id it may not ask something else there.
    edit(&book, there, "How do you restore the data?", "Which colour is it?");
    let told = book.check().stderr;
    assert!(
        told.contains("warning[other-question]: `RES-01` asked “How do you restore the data?” in the edition 2026-11-01"),
        "{told}"
    );
    edit(&book, there, "Which colour is it?", "How do you restore the data?");
    close(&book, "2026-11-20", &[]);
    let ours = read(&book, "editions/ready/2026-11-20.yaml");
    assert!(ours.contains("  - kind: moved\n    id: RES-01\n    to: other\n    former:\n      area: restoring\n"), "{ours}");
    let theirs = read(&book, "editions/other/2026-11-20.yaml");
    assert!(
        theirs.contains("  - kind: moved\n    id: RES-01\n    former:\n      checklist: ready\n      area: restoring\n"),
        "{theirs}"
    );
    book.check_with(&["--strict"]).expect_ok();
    // It goes back, and asks something else: the other checklist had it last.
    edit(&book, "checklists/other/_checklist.yaml", "[own, restoring]", "[own]");
    edit(&book, "checklists/ready/_checklist.yaml", "[running]", "[running, restoring]");
    book.remove(there);
    book.put(here, restoring.replace("How do you restore the data?", "Which colour is it?").as_bytes());
    let told = book.check().stderr;
    assert!(
        told.contains("warning[other-question]: `RES-01` asked “How do you restore the data?” in the edition 2026-11-20"),
        "{told}"
    );
    // Retired there for good, it is nobody's here.
    book.put(here, restoring.as_bytes());
    edit(
        &book,
        here,
        "items:\n  - id: RES-01\n    ask: How do you restore the data?\n",
        "items:\n  - id: RES-02\n    ask: Who restores it?\nretired:\n  - {id: RES-01, why: Old.}\n",
    );
    close(&book, "2026-11-21", &[]);
    book.remove(here);
    edit(&book, "checklists/ready/_checklist.yaml", "[running, restoring]", "[running]");
    edit(&book, "checklists/other/_checklist.yaml", "[own]", "[own, restoring]");
    book.put(there, restoring.replace("How do you restore the data?", "Which colour is it?").as_bytes());
    let told = book.check().stderr;
    assert!(told.contains("error[reused-id]: `RES-01` asked “How do you restore the data?” in an earlier edition"), "{told}");
}

#[test]
fn what_one_branch_has_retired_is_not_retired_again() {
    let book = book();
    close(&book, "2026-11-01", &[]);
    for args in [&["init", "-q", "-b", "main"][..], &["add", "."], &["commit", "-qm", "first"], &["switch", "-qc", "side"]] {
        assert!(git(&book, args), "{args:?}");
    }
    edit(&book, RUNNING, "  - id: RUN-03\n    ask: How do you restore the data?\n", "retired:\n  - {id: RUN-03, why: Old.}\n");
    close(&book, "2026-11-10", &[]);
    assert!(git(&book, &["add", "."]) && git(&book, &["commit", "-qm", "side"]) && git(&book, &["switch", "-q", "main"]));
    edit(&book, RUNNING, "    severity: high\n", "    severity: low\n");
    close(&book, "2026-11-12", &[]);
    assert!(git(&book, &["add", "."]) && git(&book, &["commit", "-qm", "main"]));
    assert!(!git(&book, &["merge", "-q", "side"]));
    assert!(git(&book, &["checkout", "-q", "--ours", "checklists/ready/_checklist.yaml"]));
    close(&book, "2026-11-15", &[]);
    let joined = read(&book, "editions/ready/2026-11-15.yaml");
    assert!(joined.contains("after:\n  - \"2026-11-10\"\n  - \"2026-11-12\"\n") && !joined.contains("changes:"), "{joined}");
    book.check_with(&["--strict"]).expect_ok();
}

#[test]
fn hidden_questions_stay_part_of_editions() {
    let book = book();
    close(&book, "2026-11-01", &[]);
    edit(&book, "handbook.yaml", "title: Test\n", "title: Test\nhide: [RUN-03]\n");
    let again = book.run(&["edition", "--date", "2026-11-20", "--dry-run"]);
    again.expect_ok();
    assert!(again.stdout.starts_with("ready: nothing differs from the edition 2026-11-01\n"), "{}", again.stdout);
    let told = book.check().stderr;
    assert!(!told.contains("[vanished-id]") && !told.contains("[running-edition]"), "{told}");
}

#[test]
fn a_closed_edition_is_a_state_that_is_compared() {
    let book = two();
    edit(&book, RUNNING, "title: Running\n", "title: Running\nretired: [{id: RUN-09, why: Old.}]\n");
    close(&book, "2026-11-01", &[]);
    edit(&book, "checklists/other.yaml", "How is it?", "How is it now?");
    close(&book, "2026-11-10", &["--reworded", "OTH-01"]);
    edit(&book, RUNNING, "    severity: high\n    hard_stop: [one]\n", "    severity: low\n");
    edit(&book, RUNNING, "    evidence: The last time.\n", "    evidence: The last time.\n    why: Somebody must.\n");
    edit(&book, RUNNING, "  - id: RUN-03\n    ask: How do you restore the data?\n", "  - id: RUN-04\n    ask: Who is told?\n");
    edit(&book, RUNNING, "retired: [", "retired: [{id: RUN-03, why: Too vague., replaced_by: [RUN-04]}, ");
    let since = |word: &str| {
        let told = book.run(&["diff", word]);
        told.expect_ok();
        told.stdout
    };
    let of_running = "\
Ready, Running
  RUN-01  Who is called at night?
    severity: high → low
    a gap no longer stops the launch (it did: One)
  RUN-02  How do you roll back a release?
    explained otherwise; an edition keeps no words of that
  RUN-03  How do you restore the data?
    no longer asked; now RUN-04: Too vague.
  RUN-04  Who is told?
    new; replaces RUN-03
";
    let told = since("2026-11-10");
    assert!(told.starts_with(&format!("2026-11-10 → .\n\n{of_running}")), "{told}");
    assert!(!told.contains("OTH-01"), "{told}");
    let told = since("2026-11-01");
    assert!(told.contains(of_running) && told.contains("How is it{+ now+}?"), "{told}");
    // Of one checklist, by its name or its file: the others are those of today.
    for word in ["ready/2026-11-01", "editions/ready/2026-11-01.yaml"] {
        let told = since(word);
        assert!(told.contains(of_running) && !told.contains("OTH-01"), "{told}");
    }
    let back = book.run(&["diff", ".", "2026-11-10"]);
    back.expect_ok();
    assert!(back.stdout.contains("severity: low → high") && back.stdout.contains("asked again"), "{}", back.stdout);
    for (word, told) in [
        ("2026-11-02", "there is no `2026-11-02`: no edition 2026-11-02 is closed here"),
        ("reday/2026-11-01", "no edition 2026-11-01 of a checklist `reday` is closed here"),
    ] {
        let refused = book.run(&["diff", word]);
        refused.expect_trouble();
        assert!(refused.stderr.contains(told), "{}", refused.stderr);
    }
}

#[test]
fn the_ids_of_an_area_that_is_gone_are_retired_in_another_one() {
    let book =
        book().file("checklists/ready/more.yaml", "prefix: MOR\ntitle: More\nitems:\n  - id: MOR-01\n    ask: What else?\n");
    edit(&book, "checklists/ready/_checklist.yaml", "[running]", "[running, more]");
    close(&book, "2026-11-01", &[]);
    book.remove(RUNNING);
    edit(&book, "checklists/ready/_checklist.yaml", "[running, more]", "[more]");
    book.check()
        .expect_wrong()
        .expect_mentions(&["under `retired` of another area, as `running` is gone, or bring the question back"]);
    let retired = ["RUN-01", "RUN-02", "RUN-03"].map(|id| format!("  - {{id: {id}, why: Our provider does it.}}\n")).concat();
    book.put("checklists/ready/more.yaml", (read(&book, "checklists/ready/more.yaml") + "retired:\n" + &retired).as_bytes());
    book.check().expect_ok();
}
