//! `review gate` and `review calendar`: what a pipeline and a calendar are told.

use std::fs;

use crate::{handbook::Handbook, record, run::Run};

/// The small handbook with an answer to the question that can stop the launch, and nothing written down.
fn team(rel_01: &str) -> Handbook {
    let book = record::team();
    record::answers(&book, rel_01);
    book
}

const ANSWERED: &str = "{state: answered, says: A drill takes 25 minutes., evidence: [https://example.org/d], speaker: Ana}";

fn record(book: &Handbook, day: &str, by: &str, args: &[&str]) {
    record::record(book, day, by, args).expect_ok();
}

/// The gap of that question is accepted until 20 November.
fn accept(book: &Handbook) {
    let parts = [
        ["--question", "REL-01"],
        ["--gap", "No drill."],
        ["--acceptable", "Nobody depends on it."],
        ["--limits", "A copy a night."],
        ["--closes-when", "A drill has run."],
        ["--ends-on", "2026-11-20"],
        ["--accepted-as", "security,product-owner"],
    ];
    record(book, "2026-11-12", "lee,pat", &[&["exception"], parts.as_flattened()].concat());
}

fn renew(book: &Handbook, day: &str, reason: &str, ends_on: &str) {
    record(book, day, "lee,pat", &["renew", "2026-11-12-exception", "--reason", reason, "--ends-on", ends_on]);
}

fn sign(book: &Handbook, day: &str) {
    for (role, by) in [("team-lead", "ana"), ("peer", "ben"), ("security", "lee")] {
        record(book, day, by, &["sign-off", "--role", role]);
    }
}

fn gate(book: &Handbook, day: &str) -> Run {
    book.run(&["review", "gate", "answers.yaml", "--phase", "ready", "--as-of", day])
}

fn change(book: &Handbook, path: &str, from: &str, to: &str) {
    let text = fs::read_to_string(book.folder().join(path)).expect("a file");
    assert!(text.contains(from), "{text}");
    book.put(path, text.replace(from, to).as_bytes());
}

#[test]
fn text_alone_opens_no_gate_and_signatures_do() {
    let book = team(ANSWERED);
    let missing = [
        "`REL-01` can stop the launch, and is answered, and nobody has signed the answer",
        "the role `team-lead` has not signed",
    ];
    gate(&book, "2026-11-12").expect_wrong().expect_mentions(&missing);
    sign(&book, "2026-11-12");
    let said = gate(&book, "2026-11-12");
    said.expect_ok().expect_mentions(&[
        "Invoice API may enter ready as of 2026-11-12",
        "judged by Test",
        "  readiness ",
        "  answers ",
    ]);
    change(&book, "answers.yaml", "25 minutes", "20 minutes");
    gate(&book, "2026-11-12").expect_ok();
    change(&book, "answers.yaml", "REL-01: {state: answered", "REL-01: {state: not-applicable, why: Nobody needs it.");
    let changed = ["decides something else than what was signed on 2026-11-12", "since then what REL-01 decides has changed"];
    gate(&book, "2026-11-12").expect_wrong().expect_mentions(&changed);
}

#[test]
fn a_gap_is_closed_by_an_exception_until_its_last_day() {
    let book = team("{state: gap, plan: {what: Drill, owner: Ana, due: 2026-11-10}}");
    sign(&book, "2026-11-12");
    gate(&book, "2026-11-12").expect_wrong().expect_mentions(&["is a gap that nobody has accepted"]);
    accept(&book);
    gate(&book, "2026-11-20").expect_ok();
    gate(&book, "2026-11-21")
        .expect_wrong()
        .expect_mentions(&["is a gap whose exception ended on 2026-11-20", "and today is 2026-11-21"]);
    renew(&book, "2026-11-20", "It takes longer.", "2026-12-10");
    gate(&book, "2026-11-21").expect_ok();
    // What runs out after the launch is told, and stops nothing.
    record(&book, "2026-11-24", "ana", &["launched", "--what", "1.0"]);
    gate(&book, "2026-12-11").expect_ok().expect_mentions(&["note[gate-closed]", "ended on 2026-12-10"]);
}

#[test]
fn a_veto_closes_the_gate_until_it_is_lifted_and_a_tier_without_one_is_always_let_through() {
    let book = team(ANSWERED);
    sign(&book, "2026-11-12");
    let veto =
        ["verdict", "--outcome", "veto", "--role", "security", "--reason", "The key is public.", "--lifted-by", "A new key."];
    record(&book, "2026-11-13", "lee", &veto);
    gate(&book, "2026-11-13").expect_wrong().expect_mentions(&["a veto stands since 2026-11-13"]);
    record(&book, "2026-11-14", "lee", &["lift", "2026-11-13-verdict", "--reason", "There is a new key."]);
    gate(&book, "2026-11-14").expect_ok();
    let standard = team("{state: gap, plan: {what: Drill, owner: Ana, due: 2026-11-10}}");
    change(&standard, "answers.yaml", "tier: critical", "tier: standard");
    gate(&standard, "2026-11-12").expect_ok().expect_mentions(&["note[gate-closed]: the role `team-lead` has not signed"]);
}

#[test]
fn it_speaks_of_a_launch_only_and_judges_nobody_by_a_record_with_mistakes() {
    let book = team(ANSWERED);
    let at = |phase: &str| book.run(&["review", "gate", "answers.yaml", "--phase", phase]);
    at("green-light").expect_trouble().expect_mentions(&["has no sign-off, so there is no gate before it"]);
    at("redy").expect_trouble().expect_mentions(&["has no phase `redy`", "did you mean `ready`?"]);
    book.run(&["review", "gate", "nothing.yaml", "--phase", "ready"]).expect_trouble();
    book.run(&["review", "gate", "answers.yaml"]).expect_trouble();
    sign(&book, "2026-11-12");
    let entry = "invoice-api.record/2026-11-13-verdict.yaml";
    book.put(entry, b"record: 1\nservice: invoice-api\n");
    gate(&book, "2026-11-13").expect_trouble();
    let head =
        "record: 1\nservice: invoice-api\nphase: ready\non: 2026-11-13\nby: [leo]\nwritten_by: ana\nwritten_on: 2026-11-13\n";
    book.put(entry, format!("{head}verdict: {{outcome: go, role: security}}\n").as_bytes());
    gate(&book, "2026-11-13")
        .expect_trouble()
        .expect_mentions(&["knows nobody with the id `leo`", "the record has mistakes, so it judges nobody"]);
    fs::remove_file(book.folder().join(entry)).expect("an entry");
    gate(&book, "2026-11-13").expect_ok();
    // Who leaves the list out of the answers is not let through, nor who says nothing of the tier.
    let answers = fs::read_to_string(book.folder().join("answers.yaml")).expect("answers");
    let without = format!("{}checklists: {{}}\n", &answers[..answers.find("checklists:").expect("a key")]);
    book.put("answers.yaml", without.as_bytes());
    gate(&book, "2026-11-13").expect_trouble().expect_mentions(&["the answers leave out `readiness`"]);
    book.put("answers.yaml", answers.replace("  tier: critical\n", "").as_bytes());
    gate(&book, "2026-11-13").expect_wrong();
    book.put("answers.yaml", answers.as_bytes());
    change(&book, "answers.yaml", "launch: new-service", "launch: change");
    gate(&book, "2026-11-13").expect_trouble().expect_mentions(&["a change passes no gate", "code review is its path"]);
}

#[test]
fn programs_are_told_the_same_and_by_what_it_is_judged() {
    let book = team(ANSWERED);
    let run = book.run(&["review", "gate", "answers.yaml", "--phase", "ready", "--as-of", "2026-11-12", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.expect_wrong().stdout).expect("JSON");
    assert_eq!(report["open"], false);
    assert_eq!(report["errors"], 4);
    assert_eq!(report["judged_by"]["handbook"], "Test");
    assert_eq!(report["judged_by"]["checklists"][0]["id"], "readiness");
    assert_eq!(report["record"]["hard_stops"][0], serde_json::json!({"id": "REL-01", "state": "unsigned", "entry": null}));
    for (format, begins) in [("github", "::error "), ("gitlab", "[")] {
        let run = book.run(&["review", "gate", "answers.yaml", "--phase", "ready", "--as-of", "2026-11-12", "--format", format]);
        assert!(run.expect_wrong().stdout.starts_with(begins), "{}", run.stdout);
    }
}

#[test]
fn a_calendar_has_the_days_that_are_to_come_and_names_nobody() {
    let book = team("{state: gap, plan: {what: Drill, owner: Ana, due: 2026-11-10}}");
    let walkthrough = ["walkthrough", "--took-part", "security=lee", "--discussion", "Who; turns, the key?|ana|2026-12-01"];
    record(&book, "2026-11-12", "ana", &walkthrough);
    accept(&book);
    renew(&book, "2026-11-20", "It takes longer.", "2026-12-10");
    let written = |day: &str| {
        book.run(&["review", "calendar", "answers.yaml", "--out", "days.ics", "--force", "--as-of", day]).expect_ok();
        fs::read_to_string(book.folder().join("days.ics")).expect("a calendar")
    };
    let calendar = || written("2026-12-01");
    let text = written("2026-11-20");
    assert_eq!(text, calendar(), "the same bytes whenever it is written");
    // What is written down later is not there yet.
    assert!(written("2026-11-19").contains("DTSTART;VALUE=DATE:20261120"));
    let unfolded = text.replace("\r\n ", "");
    let days: Vec<&str> = unfolded.lines().filter_map(|line| line.strip_prefix("DTSTART;VALUE=DATE:")).collect();
    assert_eq!(days, ["20261013", "20261112", "20261201", "20261210"]);
    assert!(unfolded.contains("DESCRIPTION:Who\\; turns\\, the key?"), "{text}");
    assert_eq!(unfolded.matches("TRIGGER:-P").count(), 3);
    assert!(!["Ana", "Lee", "ana", "lee"].iter().any(|name| unfolded.contains(name)), "{text}");
    // A renewal moves the day, and not the identity.
    let ids: Vec<&str> = unfolded.lines().filter(|line| line.starts_with("UID:")).collect();
    renew(&book, "2026-12-01", "Still.", "2026-12-30");
    let later = calendar().replace("\r\n ", "");
    assert_eq!(later.lines().filter(|line| line.starts_with("UID:")).collect::<Vec<_>>(), ids);
    assert!(later.contains("DTSTART;VALUE=DATE:20261230"));
}

#[test]
fn a_launch_that_nobody_decided_is_written_down_and_opens_no_gate() {
    let book = team(ANSWERED);
    record(&book, "2026-11-12", "ana", &["launched", "--what", "1.0"]);
    let told = |day: &str| book.run(&["review", "check", "answers.yaml", "--as-of", day]);
    told("2026-11-13").expect_mentions(&["this launch of 2026-11-12 was before these had signed: team-lead, peer, security"]);
    gate(&book, "2026-11-13").expect_wrong().expect_mentions(&["the role `security` has not signed"]);
    // A later signature is one on what runs already.
    sign(&book, "2026-11-14");
    gate(&book, "2026-11-14").expect_ok();
    let vetoed = team(ANSWERED);
    sign(&vetoed, "2026-11-12");
    let veto =
        ["verdict", "--outcome", "veto", "--role", "security", "--reason", "The key is public.", "--lifted-by", "A new key."];
    record(&vetoed, "2026-11-13", "lee", &veto);
    record(&vetoed, "2026-11-14", "ana", &["launched", "--what", "1.0"]);
    gate(&vetoed, "2026-11-15").expect_wrong().expect_mentions(&["a veto stands since 2026-11-13"]);
    record(&vetoed, "2026-11-16", "lee", &["lift", "2026-11-13-verdict", "--reason", "There is a new key."]);
    gate(&vetoed, "2026-11-16").expect_ok();
    let over = team("{state: gap, plan: {what: Drill, owner: Ana, due: 2026-11-10}}");
    accept(&over);
    sign(&over, "2026-11-12");
    record(&over, "2026-11-24", "ana", &["launched", "--what", "1.0"]);
    gate(&over, "2026-11-24").expect_wrong().expect_mentions(&["is a gap whose exception ended on 2026-11-20"]);
    let run = over.run(&["review", "check", "answers.yaml", "--as-of", "2026-11-24"]);
    run.expect_mentions(&["this launch of 2026-11-24 was with these still open, which can stop it: REL-01"]);
}

#[test]
fn a_role_that_signs_a_part_speaks_for_that_part_and_every_answer_needs_a_signature() {
    let book = team(ANSWERED);
    for (role, by) in [("team-lead", "ana"), ("peer", "ben"), ("security", "lee")] {
        record(&book, "2026-11-12", by, &["sign-off", "--role", role, "--covers", "REL-01"]);
    }
    gate(&book, "2026-11-12").expect_wrong().expect_mentions(&["no signature is for the answers to REL-02"]);
    record(&book, "2026-11-13", "ana", &["launched", "--what", "1.0"]);
    let told = || book.run(&["review", "check", "answers.yaml", "--as-of", "2026-11-14"]);
    told().expect_mentions(&["this launch of 2026-11-13 was without a signature for the answers to REL-02"]);
    gate(&book, "2026-11-14").expect_wrong().expect_mentions(&["no signature is for the answers to REL-02"]);
    record(&book, "2026-11-14", "ana", &["sign-off", "--role", "team-lead", "--covers", "REL-02"]);
    gate(&book, "2026-11-14").expect_ok();
}

#[test]
fn a_signature_on_answers_of_another_phase_is_none() {
    let book = team(ANSWERED);
    // A second phase with a sign-off, to whose list the same question was written.
    change(
        &book,
        "handbook.yaml",
        "participants: [team-lead, peer, security]}",
        "participants: [team-lead, peer, security]}\n  - {id: run, title: In production, oversight: sign-off, checklists: [], only_for: [new-service]}",
    );
    sign(&book, "2026-11-12");
    let folder = book.folder().join("invoice-api.record");
    let name = fs::read_dir(&folder)
        .expect("a record")
        .filter_map(Result::ok)
        .map(|file| file.file_name().into_string().expect("a name"));
    let name = name.into_iter().find(|name| name.contains("sign-off-security")).expect("a signature");
    change(&book, &format!("invoice-api.record/{name}"), "phase: ready", "phase: run");
    let run = book.run(&["review", "check", "answers.yaml", "--as-of", "2026-11-12"]);
    run.expect_wrong().expect_mentions(&[
        "this is signed in `run`, for answers to the checklists of `ready`",
        "let the role sign the answers of this phase",
    ]);
    gate(&book, "2026-11-12").expect_trouble().expect_mentions(&["the record has mistakes, so it judges nobody"]);
}

#[test]
fn it_says_where_handbook_and_record_were_read_and_follows_no_link_to_a_record() {
    let book = team(ANSWERED);
    sign(&book, "2026-11-12");
    gate(&book, "2026-11-12").expect_ok().expect_mentions(&["judged by Test, read from `.`", "record `./invoice-api.record`"]);
    let elsewhere = book.around().join("elsewhere");
    fs::rename(book.folder().join("invoice-api.record"), &elsewhere).expect("a folder");
    std::os::unix::fs::symlink(&elsewhere, book.folder().join("invoice-api.record")).expect("a link");
    gate(&book, "2026-11-12").expect_trouble().expect_mentions(&["`./invoice-api.record` is a link, and a record is a folder"]);
}

#[test]
fn a_tier_that_the_handbook_does_not_know_says_nothing_and_judges_nobody() {
    let book = team("{state: gap, plan: {what: Drill, owner: Ana, due: 2026-11-10}}");
    change(&book, "answers.yaml", "tier: critical", "tier: critcal");
    let unknown = "the answers name what the handbook does not know, so nobody can judge them";
    gate(&book, "2026-11-12").expect_trouble().expect_mentions(&[
        "error[unknown-id]: the handbook has no tier `critcal`",
        "did you mean `critical`?",
        unknown,
    ]);
    // Who has to sign is what it is where nobody says the tier.
    record(&book, "2026-11-12", "ana", &["talk", "--phase", "green-light", "--topic", "What is HA?"]);
    let told = || book.run(&["review", "check", "answers.yaml", "--as-of", "2026-11-12"]);
    let strict = ["signed: team-lead not yet, peer not yet, security not yet", "can still stop the launch: 1 of 1"];
    told().expect_mentions(&strict);
    change(&book, "answers.yaml", "  tier: critcal\n", "");
    told().expect_mentions(&strict);
    gate(&book, "2026-11-12").expect_wrong().expect_mentions(&["the role `security` has not signed"]);
    for (key, message) in [
        ("traits: [stores-dta]", "the handbook has no trait `stores-dta`"),
        ("uses: [cloud-sq]", "the handbook has no managed service `cloud-sq`"),
    ] {
        let other = team(ANSWERED);
        sign(&other, "2026-11-12");
        change(&other, "answers.yaml", "  tier: critical\n", &format!("  tier: critical\n  {key}\n"));
        gate(&other, "2026-11-12").expect_trouble().expect_mentions(&[message, unknown]);
    }
}

#[test]
fn who_lowers_the_service_in_the_answers_alone_is_let_through_nowhere() {
    let book = team("{state: gap, plan: {what: Drill, owner: Ana, due: 2026-11-10}}");
    let talk = ["talk", "--phase", "green-light", "--topic", "What is it?", "--agree-service"];
    record(&book, "2026-07-06", "ana", &talk);
    change(&book, "answers.yaml", "tier: critical", "tier: standard");
    for (role, by) in [("team-lead", "ana"), ("peer", "ben")] {
        record(&book, "2026-11-12", by, &["sign-off", "--role", role]);
    }
    let lowered = [
        "error[gate-closed]: the answers say new-service, standard, and new-service, critical was agreed on 2026-07-06 with Ana",
        "until a `talk` agrees on it anew, and says why, what was agreed counts",
        "error[gate-closed]: the role `security` has not signed",
        "error[gate-closed]: `REL-01` can stop the launch, and is a gap that nobody has accepted",
    ];
    gate(&book, "2026-11-12").expect_wrong().expect_mentions(&lowered);
    // A launch that those who were agreed on did not decide opens it no more.
    record(&book, "2026-11-13", "ana", &["launched", "--what", "1.0"]);
    gate(&book, "2026-11-13").expect_wrong().expect_mentions(&lowered);
    record(&book, "2026-11-14", "ana", &[&talk[..], &["--service-why", "Nobody depends on it."]].concat());
    let said = gate(&book, "2026-11-14");
    said.expect_ok();
    assert!(!said.stderr.contains("was agreed on"), "{}", said.stderr);
    // Who says more than was agreed is asked for more, and for nothing else.
    change(&book, "answers.yaml", "tier: standard", "tier: critical");
    let said = gate(&book, "2026-11-14");
    said.expect_wrong().expect_mentions(&["the role `security` has not signed"]);
    assert!(!said.stderr.contains("was agreed on"), "{}", said.stderr);
}

#[test]
fn mistakes_for_which_nobody_is_judged_are_told_in_the_chosen_format() {
    let book = team(ANSWERED);
    let entry = "invoice-api.record/2026-11-13-verdict.yaml";
    let head = "record: 1\nservice: invoice-api\nphase: ready\non: 2026-11-13\nby: [leo]\nwritten_by: ana\n";
    let wrong_record = format!("{head}written_on: 2026-11-13\nverdict: {{outcome: go, role: security}}\n");
    let answers = fs::read_to_string(book.folder().join("answers.yaml")).expect("answers");
    let wrong_answers = answers.replace("launch: new-service", "launch: soon");
    let no_answers = "answers: 2\n";
    for (answers, record, service, code) in [
        (answers.as_str(), wrong_record.as_str(), serde_json::json!("invoice-api"), "unknown-person"),
        (&answers, head, serde_json::json!("invoice-api"), "missing-key"),
        (&wrong_answers, &wrong_record, serde_json::Value::Null, "wrong-value"),
        (no_answers, &wrong_record, serde_json::Value::Null, "missing-key"),
    ] {
        book.put("answers.yaml", answers.as_bytes());
        book.put(entry, record.as_bytes());
        let told = |verb: &[&str], format: &str| {
            let same = ["answers.yaml", "--as-of", "2026-11-13", "--format", format];
            book.run(&[&["review"], verb, &same].concat())
        };
        let asked = |format: &str| {
            let run = told(&["gate", "--phase", "ready"], format);
            run.expect_trouble();
            run.stdout
        };
        let report: serde_json::Value = serde_json::from_str(&asked("json")).expect("JSON");
        let check: serde_json::Value = serde_json::from_str(&told(&["check"], "json").stdout).expect("JSON");
        let found = report["diagnostics"].as_array().expect("findings");
        assert!(found.iter().any(|found| found["code"] == code), "{report}");
        let keys: Vec<&String> = report.as_object().expect("a report").keys().collect();
        let report_keys = ["as_of", "diagnostics", "errors", "open", "phase", "service", "version", "warnings"];
        assert_eq!(keys, report_keys);
        assert_eq!((&report["open"], &report["phase"]), (&false.into(), &"ready".into()));
        assert_eq!((&report["service"], &report["as_of"]), (&service, &"2026-11-13".into()));
        for found in found {
            assert!(check["diagnostics"].as_array().expect("findings").contains(found), "{found}\n{check}");
        }
        for (format, begins) in [("github", "::"), ("gitlab", "[\n"), ("sarif", "{\n")] {
            let said = asked(format);
            assert!(said.starts_with(begins) && said.contains(code), "{said}");
        }
    }
}
