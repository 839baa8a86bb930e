//! The record of a review: the story of one service from July to January, what is read again after a signature, edited files, and entries
//! with mistakes.

use std::fs;

use proptest::{
    prelude::*,
    sample::Index,
    strategy::ValueTree as _,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

use crate::{
    answers::repository_of_a_team,
    handbook::{Handbook, copy_of, repository},
    paper::Pdf,
    run::{Run, git},
};

/// The small handbook, the answers and the people of a code's fixture, without its record.
pub fn team() -> Handbook {
    let book = copy_of(&repository("tests/fixtures/codes/exception-ends"));
    fs::remove_dir_all(book.folder().join("invoice-api.record")).expect("a record");
    book
}

/// Writes another answer to the question that can stop the launch.
pub fn answers(book: &Handbook, rel_01: &str) {
    let text = fs::read_to_string(repository("tests/fixtures/codes/exception-ends/answers.yaml")).expect("answers");
    let before = "{state: gap, plan: {what: Drill, owner: ana, due: 2026-11-12}}";
    assert!(text.contains(before));
    book.put("answers.yaml", text.replace(before, rel_01).as_bytes());
}

/// `review record` with a kind and its flags, by somebody on a day.
pub fn record(book: &Handbook, day: &str, by: &str, args: &[&str]) -> Run {
    let who = ["--by", by, "--written-by", "ana", "--on", day, "--as-of", day];
    book.run(&[&["review", "record", "answers.yaml"], args, &who].concat())
}

fn check(book: &Handbook, day: &str) -> Run {
    book.run(&["review", "check", "answers.yaml", "--as-of", day])
}

/// What is said of the record on a day: the codes of its findings, and the lines of the summary.
fn told(book: &Handbook, day: &str) -> (Vec<String>, Vec<String>) {
    let run = check(book, day);
    let own = [
        "late-start",
        "unanswered",
        "plan-overdue",
        "date-passed",
        "not-said",
        "no-evidence",
        "thin-answer",
        "older-edition",
        "late-plan",
    ];
    let code = |line: &str| Some(line.split_once('[')?.1.split_once("]:")?.0.to_owned());
    let found = run.stderr.lines().filter(|line| line.starts_with(['e', 'w', 'n'])).filter_map(code);
    let codes = found.filter(|code| !own.contains(&code.as_str())).collect();
    let lines = run
        .stdout
        .lines()
        .filter(|line| line.starts_with("  ") && !line.contains(" answered, ") && !line.contains("walkthrough on"));
    (codes, lines.map(|line| line.trim().to_owned()).collect())
}

#[track_caller]
fn expect(book: &Handbook, day: &str, codes: &[&str], lines: &[&str]) {
    let found = told(book, day);
    assert_eq!(
        (found.0.iter().map(String::as_str).collect::<Vec<_>>(), found.1.iter().map(String::as_str).collect::<Vec<_>>()),
        (codes.to_vec(), lines.to_vec())
    );
}

#[test]
fn the_story_of_a_launch_from_july_to_january() {
    let book = team();
    answers(&book, "{state: gap, plan: {what: Drill, owner: Ana, due: 2026-11-10}}");
    let talk = [
        "talk",
        "--phase",
        "green-light",
        "--topic",
        "What is HA?",
        "--agreed",
        "Ana reads the page.",
        "--next",
        "2026-10-08",
        "--agree-service",
    ];
    record(&book, "2026-07-06", "ana", &talk).expect_ok();
    expect(
        &book,
        "2026-10-08",
        &["contact-due"],
        &["record: 1 entry", "signed: team-lead not yet, peer not yet, security not yet", "can still stop the launch: 1 of 1"],
    );
    record(
        &book,
        "2026-10-08",
        "ana",
        &["talk", "--phase", "green-light", "--topic", "Backups", "--agreed", "To be switched on."],
    )
    .expect_ok();
    record(&book, "2026-11-01", "lee", &["assessment", "--scope", "The public interface"]).expect_ok();
    record(&book, "2026-11-09", "ana", &["load-profile", "--none", "Ten requests a day."]).expect_ok();
    let walkthrough = [
        "walkthrough",
        "--took-part",
        "team-lead=ana",
        "--took-part",
        "peer=ben",
        "--took-part",
        "security=lee",
        "--decides",
        "pat",
        "--discussion",
        "When is failover tried?|ana|2026-12-01",
    ];
    record(&book, "2026-11-12", "ana", &walkthrough).expect_ok();
    // The team's own lead cannot accept its gap, and neither can security alone.
    let exception = |by: &str, accepted: &str| {
        let parts = [
            "exception",
            "--question",
            "REL-01",
            "--gap",
            "A drill takes 38 minutes.",
            "--acceptable",
            "Nobody depends on it yet.",
            "--limits",
            "A copy a night.",
            "--closes-when",
            "A drill takes thirty.",
            "--ends-on",
            "2026-12-10",
            "--accepted-as",
            accepted,
        ];
        record(&book, "2026-11-12", by, &parts)
    };
    exception("ana", "team-lead").expect_wrong().expect_mentions(&["refused-entry", "nobody accepts its gap who may stop one"]);
    exception("lee", "security").expect_wrong().expect_mentions(&["without `product-owner`"]);
    exception("lee,pat", "security,product-owner").expect_ok();
    // A veto by the wrong role, and advice in the right words.
    let veto = ["verdict", "--outcome", "veto", "--role", "peer", "--reason", "It falls over.", "--lifted-by", "A drill."];
    record(&book, "2026-11-12", "ben", &veto).expect_wrong().expect_mentions(&["the role `peer` may not stop a launch"]);
    record(
        &book,
        "2026-11-12",
        "lee",
        &["verdict", "--outcome", "go-with-conditions", "--role", "security", "--reason", "The drill."],
    )
    .expect_ok();
    for (role, by) in [("team-lead", "ana"), ("peer", "ben"), ("security", "lee")] {
        record(&book, "2026-11-12", by, &["sign-off", "--role", role]).expect_ok();
    }
    let lines = ["record: 10 entries", "signed: team-lead, peer, security", "exception REL-01 until 2026-12-10"];
    expect(&book, "2026-11-13", &["exception-ends"], &lines);
    // The answer decides something else: three read again, and only that.
    answers(&book, "{state: answered, says: The drill takes 25 minutes., evidence: [https://example.org/drill], speaker: Ana}");
    let lines = [
        "record: 10 entries",
        "signed: team-lead (read again), peer (read again), security (read again)",
        "can still stop the launch: 1 of 1",
        "exception REL-01 until 2026-12-10",
    ];
    expect(&book, "2026-11-13", &["exception-ends", "stale-sign-off", "stale-sign-off", "stale-sign-off"], &lines);
    record(&book, "2026-11-13", "lee", &["sign-off", "--role", "security"]).expect_ok();
    // Text alone closed nothing, and the signature of security does.
    assert!(!told(&book, "2026-11-13").1.iter().any(|line| line.starts_with("can still stop")));
    record(&book, "2026-11-24", "ana", &["launched", "--what", "1.0"]).expect_ok();
    let lines = ["record: 12 entries", "exception REL-01 until 2026-12-10", "launched on 2026-11-24"];
    expect(&book, "2026-12-12", &["exception-over"], &lines);
    check(&book, "2026-12-12").expect_mentions(&["the service is in production, and nothing is stopped"]);
    record(&book, "2026-12-12", "lee", &["close", "2026-11-12-exception", "--reason", "The drill takes 25 minutes."]).expect_ok();
    record(&book, "2027-01-05", "ana", &["look-back", "--learned", "Drills begin at green-light.", "--add", "When was a drill?"])
        .expect_ok();
    expect(&book, "2027-01-05", &[], &["record: 14 entries", "launched on 2026-11-24"]);
    expect(&book, "2029-11-24", &["record-may-go"], &["record: 14 entries", "launched on 2026-11-24"]);
}

#[test]
fn only_what_differs_since_a_signature_is_printed_word_by_word() {
    let book = team();
    answers(&book, "{state: answered, says: Two copies in two zones., evidence: [https://example.org/a], speaker: Ana}");
    let print = |role: &str| book.run(&["review", "print", "answers.yaml", "--since", role, "--as-of", "2026-11-20"]);
    print("security").expect_trouble().expect_mentions(&["the role `security` has not signed yet"]);
    print("secruity").expect_trouble().expect_mentions(&["did you mean `security`?"]);
    record(&book, "2026-11-12", "lee", &["sign-off", "--role", "security"]).expect_ok();
    answers(
        &book,
        "{state: gap, says: Two copies in three zones., plan: {what: Try it, owner: Ana, due: 2026-12-01}, speaker: Ana}",
    );
    let run = print("security");
    assert_eq!(
        run.expect_ok().stdout,
        "\
# Invoice API: Security 2026-11-12

Lee agreed on 2026-11-12; since then what REL-01 decides has changed.

## REL-01

How do you recover?

- evidence: <del>https://example.org/a</del>
- plan: <ins>due: 2026-12-01; what: Try it</ins>
- says: Two copies in <del>two</del><ins>three</ins> zones.
- state: <del>answered</del><ins>gap</ins>
"
    );
    let print = |more: &[&str]| {
        let args = ["review", "print", "answers.yaml", "--since", "security", "--as-of", "2026-11-20"];
        book.run(&[&args, more].concat())
    };
    let json: serde_json::Value = serde_json::from_str(&print(&["--format", "json"]).expect_ok().stdout).expect("JSON");
    assert_eq!((&json["role"], &json["by"], &json["on"]), (&"Security".into(), &["Lee"].into(), &"2026-11-12".into()));
    assert_eq!(json["changes"]["decides"], serde_json::json!(["REL-01"]));
    let question = &json["questions"][0];
    assert_eq!((&question["became"], &question["differences"][3]["key"]), (&"changed".into(), &"state".into()));
    assert_eq!(question["differences"][3]["words"], serde_json::json!([{"removed": "answered"}, {"added": "gap"}]));
    print(&["--format", "pdf", "--out", "printed"]).expect_ok();
    let sheet = Pdf::of(&fs::read(book.folder().join("printed/since-invoice-api.a4.pdf")).expect("a sheet"));
    assert_eq!(sheet.pages(), 1);
    let text = sheet.text();
    for said in [
        "Invoice API: since Security signed",
        "Lee agreed on 2026-11-12 to the answers",
        "Since then what is decided differs: REL-01.",
        "Two copies in two three zones.",
        "answered gap",
    ] {
        assert!(text.contains(said), "{said} in\n{text}");
    }
    sheet.expect_sound();
    sheet.expect_inside();
}

#[test]
fn a_changed_or_removed_entry_is_told_since_a_revision() {
    let book = repository_of_a_team();
    let other = team();
    for (path, bytes) in crate::handbook::files(&other.folder()).into_iter().filter(|(path, _)| !path.ends_with('/')) {
        book.put(&path, &bytes);
    }
    record(&book, "2026-11-01", "lee", &["assessment", "--scope", "The public interface"]).expect_ok();
    record(&book, "2026-11-09", "ana", &["load-profile", "--none", "Ten requests a day."]).expect_ok();
    for args in [&["init", "-q"][..], &["add", "."], &["commit", "-qm", "The record"]] {
        assert!(git(&book.folder(), args).status().expect("git").success());
    }
    let since = || book.run(&["review", "check", "answers.yaml", "--as-of", "2026-11-20", "--since", "HEAD"]);
    assert!(!since().stderr.contains("[edited-record]"));
    let folder = book.folder().join("invoice-api.record");
    let mut names: Vec<_> = fs::read_dir(&folder).expect("a record").map(|entry| entry.expect("an entry").path()).collect();
    names.sort();
    let text = fs::read_to_string(&names[0]).expect("an entry");
    fs::write(&names[0], text.replace("public", "private")).expect("an entry");
    fs::remove_file(&names[1]).expect("an entry");
    let told = since();
    told.expect_wrong().expect_mentions(&["differs from the one at `HEAD`", "and here it is gone", "git restore --source=HEAD"]);
    assert_eq!(told.stderr.matches("[edited-record]").count(), 2, "{}", told.stderr);
    let unknown = book.run(&["review", "check", "answers.yaml", "--since", "nowhere"]);
    unknown.expect_trouble().expect_mentions(&["cannot read the record at `nowhere`"]);
}

/// The texts of all fixtures' entries.
fn entries() -> Vec<String> {
    let mut all = Vec::new();
    for code in [
        "refused-entry",
        "missing-role",
        "exception-ends",
        "renewed-again",
        "owed-by-former",
        "stale-sign-off",
        "agreed-otherwise",
    ] {
        let folder = repository("tests/fixtures/codes").join(code).join("invoice-api.record");
        let files = fs::read_dir(folder).expect("a record").map(|entry| entry.expect("an entry").path());
        all.extend(files.filter(|path| path.is_file()).map(|path| fs::read_to_string(path).expect("text")));
    }
    all.sort();
    all
}

#[test]
fn two_hundred_entries_with_mistakes_are_told_at_their_places() {
    let pieces = [
        "",
        " ",
        ":",
        "{",
        "}",
        "[",
        "\n",
        "- ",
        "\t",
        "2026-13-01",
        "veto",
        "security",
        "\u{202e}",
        "'",
        "\"",
        "#",
        "&a ",
        "999999",
        "~",
    ];
    let texts = entries();
    let book = team();
    let config = Config { failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let strategy = (any::<Index>(), any::<Index>(), any::<Index>(), 0..12usize);
    let path = "invoice-api.record/2026-11-12-exception-x.yaml";
    // A few a run of the program, each in a file of its own.
    let mut batch: Vec<String> = Vec::new();
    for _ in 0..200 {
        let (text, at, piece, gone) = strategy.new_tree(&mut runner).expect("a mistake").current();
        let text = &texts[text.index(texts.len())];
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let from = places[at.index(places.len())];
        let to = places.iter().copied().find(|place| *place >= from + gone).unwrap_or(text.len());
        batch.push(format!("{}{}{}", &text[..from], pieces[piece.index(pieces.len())], &text[to..]));
    }
    for chunk in batch.chunks(20) {
        for (number, text) in chunk.iter().enumerate() {
            book.put(&path.replace('x', &format!("x{number}")), text.as_bytes());
        }
        let run = book.run(&["review", "check", "answers.yaml", "--as-of", "2026-11-20", "--format", "json"]);
        assert!(run.code <= 1, "{}{}", run.stdout, run.stderr);
        let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        for found in report["diagnostics"].as_array().expect("findings") {
            let file = found["place"]["file"].as_str().expect("a file");
            assert!(book.folder().join(file).is_file(), "{found}");
        }
    }
}

#[test]
fn nobody_else_takes_a_veto_back() {
    let book = team();
    let veto =
        ["verdict", "--outcome", "veto", "--role", "security", "--reason", "The key is public.", "--lifted-by", "A new key."];
    record(&book, "2026-11-12", "lee", &veto).expect_ok();
    let by = |who: &str, args: &[&str]| record(&book, "2026-11-13", who, args);
    let refused = ["refused-entry", "none of those who decided, and nobody in the role `security`, says this"];
    by("ana", &["withdraw", "2026-11-12-verdict", "--reason", "We disagree."]).expect_wrong().expect_mentions(&refused);
    let corrected =
        ["correct", "2026-11-12-verdict", "--why", "A slip.", "--set", "verdict.outcome=go", "--set", "verdict.role=team-lead"];
    let outcome = by("ana", &corrected);
    assert_eq!(outcome.code, 1, "{}{}", outcome.stdout, outcome.stderr);
    by("ana", &["lift", "2026-11-12-verdict", "--reason", "We disagree."])
        .expect_wrong()
        .expect_mentions(&["had the role `security`"]);
    record(&book, "2026-11-11", "lee", &["lift", "2026-11-12-verdict", "--reason", "Before it was."]).expect_wrong();
    by("lee", &["withdraw", "2026-11-12-verdict", "--reason", "It was the key of a test."]).expect_ok();
    // Two that do away with each other by hand both stay, and are told.
    let head =
        "record: 1\nservice: invoice-api\nphase: ready\non: 2026-11-14\nby: [lee]\nwritten_by: ana\nwritten_on: 2026-11-14\n";
    for (name, other) in [("a", "b"), ("b", "a")] {
        let text = format!(
            "{head}corrects: 2026-11-14-verdict-{other}\nwhy: A slip.\nverdict: {{outcome: veto, role: security, reason: No., lifted_by: A key.}}\n"
        );
        book.put(&format!("invoice-api.record/2026-11-14-verdict-{name}.yaml"), text.as_bytes());
    }
    check(&book, "2026-11-20").expect_wrong().expect_mentions(&["these entries put each other right, in a circle"]);
}

#[test]
fn who_takes_part_signs_and_covers_is_held_against_the_people_and_the_answers() {
    let book = team();
    answers(&book, "{state: answered, says: A drill takes 25 minutes., evidence: [https://example.org/d], speaker: Ana}");
    let took_part = ["--took-part", "team-lead=ana", "--took-part", "peer=ben", "--took-part", "security=pat"];
    record(&book, "2026-11-12", "ana", &[&["walkthrough"][..], &took_part].concat()).expect_ok();
    check(&book, "2026-11-13").expect_mentions(&[
        "`pat` took part as `security`, and does not have that role",
        "who has it: lee",
        "they have until 2026-11-19 (team-lead: ana; peer: ben; security: lee)",
    ]);
    // Each of them for one answer alone: nobody has signed the other.
    for (role, by) in [("team-lead", "ana"), ("peer", "ben"), ("security", "lee")] {
        record(&book, "2026-11-13", by, &["sign-off", "--role", role, "--covers", "REL-01"]).expect_ok();
    }
    check(&book, "2026-11-13").expect_mentions(&["every role has signed, and no signature is for the answers to REL-02"]);
    // Written on a day that is still to come.
    check(&book, "2026-11-12").expect_mentions(&[
        "warning[future-date]: this entry and 2 more are of days after 2026-11-12: until then they count for nothing",
    ]);
}

#[test]
fn a_signature_names_checklists_that_are_there_and_answers_of_its_own_phase() {
    let book = team();
    record(&book, "2026-11-12", "lee", &["sign-off", "--role", "security"]).expect_ok();
    let entry = "invoice-api.record/2026-11-12-sign-off-security";
    let folder = book.folder().join("invoice-api.record");
    let file = fs::read_dir(&folder).expect("a record").map(|entry| entry.expect("an entry").path()).find(|path| path.is_file());
    let file = file.expect("an entry");
    let text = fs::read_to_string(&file).expect("an entry");
    assert!(file.to_string_lossy().contains(entry));
    let edition = "sign_off:\n  editions: {readines: 2026-11-12}\n";
    fs::write(&file, text.replace("sign_off:\n", edition)).expect("an entry");
    check(&book, "2026-11-12").expect_wrong().expect_mentions(&["the handbook has no checklist `readines`"]);
}

#[test]
fn entries_that_put_each_other_right_in_a_circle_are_told() {
    let book = team();
    let head =
        "record: 1\nservice: invoice-api\nphase: ready\non: 2026-11-14\nby: [lee]\nwritten_by: ana\nwritten_on: 2026-11-14\n";
    for (name, other) in [("a", "b"), ("b", "c"), ("c", "a")] {
        let text =
            format!("{head}corrects: 2026-11-14-verdict-{other}\nwhy: A slip.\nverdict: {{outcome: go, role: security}}\n");
        book.put(&format!("invoice-api.record/2026-11-14-verdict-{name}.yaml"), text.as_bytes());
    }
    let run = check(&book, "2026-11-20");
    run.expect_wrong();
    assert_eq!(run.stderr.matches("these entries put each other right, in a circle").count(), 3, "{}", run.stderr);
    // Those that do away with each other all stay, however many they are.
    run.expect_mentions(&["record: 3 entries"]);
}

#[test]
fn a_review_of_another_name_is_called_so_wherever_it_is_spoken_of() {
    let book = team();
    let settings = fs::read_to_string(book.folder().join("handbook.yaml")).expect("settings");
    book.put("handbook.yaml", format!("{settings}review_name: design safari\n").as_bytes());
    let late = "{state: gap, plan: {what: Drill, owner: ana, due: 2026-11-20}}";
    answers(&book, late);
    let text = fs::read_to_string(book.folder().join("answers.yaml")).expect("answers");
    let launch = text.replace("  walkthrough: 2026-11-12\n", "  walkthrough: 2026-11-12\n  launch_on: 2026-11-10\n");
    book.put("answers.yaml", launch.as_bytes());
    let fresh = launch.split("    items:").next().expect("a head").to_owned() + "    items: {}\n";
    book.put("fresh.yaml", fresh.as_bytes());
    let mut said = String::new();
    let mut tell = |run: Run| {
        said += &run.stdout;
        said += &run.stderr;
    };
    tell(record(&book, "2026-11-10", "lee", &["sign-off", "--role", "peer", "--instead", "decider"]));
    tell(record(&book, "2026-11-12", "lee", &["walkthrough", "--took-part", "security=lee"]));
    tell(check(&book, "2026-11-15"));

    for day in ["2026-10-20", "2026-11-15"] {
        tell(book.run(&["review", "check", "fresh.yaml", "--as-of", day]));
    }
    tell(book.run(&["review", "print", "answers.yaml", "--format", "markdown", "--as-of", "2026-11-15"]));
    tell(book.run(&[
        "review",
        "new",
        "Ticket API",
        "--tier",
        "critical",
        "--walkthrough",
        "2026-12-20",
        "--launch",
        "new-service",
    ]));
    tell(book.run(&["review", "gate", "answers.yaml", "--phase", "ready", "--as-of", "2026-11-15"]));
    tell(book.run(&["review", "record", "due", "answers.yaml", "--as-of", "2026-11-15"]));
    tell(book.run(&["review", "calendar", "answers.yaml", "--as-of", "2026-11-15"]));
    for part in [
        "and there was no safari yet",
        "the safari names somebody with `decides`",
        "nobody took part in the safari as team-lead, peer",
        "ends on 2026-11-20, after the safari on 2026-11-12",
        "the day of the safari was 3 days ago",
        "is before the safari on 2026-11-12",
        "the safari comes first",
        "30 days before the safari;",
        "the day of the safari has passed",
        "  safari on 2026-11-12 (",
        "days before the design safari",
    ] {
        assert!(said.contains(part), "{part} in:\n{said}");
    }
    // What the files call it stays: a key, a code, the name of an entry.
    let known = ["walkthrough:", "`walkthrough`", "-walkthrough", "/walkthrough@"];
    let left = |line: &&str| known.iter().fold((*line).to_owned(), |line, name| line.replace(name, "")).contains("walkthrough");
    assert_eq!(said.lines().filter(left).collect::<Vec<_>>(), Vec::<&str>::new());
}

/// The first lines of an entry that somebody writes by hand.
const BY_HAND: &str =
    "record: 1\nservice: invoice-api\nphase: ready\non: 2026-11-14\nby: [lee]\nwritten_by: ana\nwritten_on: 2026-11-14\n";

#[test]
fn a_long_record_is_checked_and_so_is_one_of_entries_that_do_away_with_each_other() {
    let book = team();
    let folder = book.folder().join("invoice-api.record");
    fs::create_dir(&folder).expect("a folder");
    for number in 0..2000 {
        let text = format!("{BY_HAND}talk: {{topic: Talk {number}}}\n");
        fs::write(folder.join(format!("2026-11-14-talk-{number}.yaml")), text).expect("an entry");
    }
    check(&book, "2026-11-20").expect_ok().expect_mentions(&["record: 2000 entries"]);
    // Two entries a level, each of which puts one of the level below right and withdraws the other one.
    let hostile = team();
    for (level, name, other) in (0..60).flat_map(|level| [(level, "a", "b"), (level, "b", "a")]) {
        let at = |level: usize, name: &str| format!("2026-11-14-withdraw-{level:02}{name}");
        let about = |name: &str| if level == 0 { "2026-11-14-talk".to_owned() } else { at(level - 1, name) };
        let text =
            format!("{BY_HAND}corrects: {}\nwhy: A slip.\nwithdraw: {{entry: {}, reason: A slip.}}\n", about(name), about(other));
        hostile.put(&format!("invoice-api.record/{}.yaml", at(level, name)), text.as_bytes());
    }
    hostile.put("invoice-api.record/2026-11-14-talk.yaml", format!("{BY_HAND}talk: {{topic: A talk}}\n").as_bytes());
    // The last level counts, so the one below it does not, and so on down to the talk.
    let run = check(&hostile, "2026-11-20");
    run.expect_wrong().expect_mentions(&["an entry is put right by one of its own kind", "record: 1 entry"]);
}

#[test]
fn a_mistake_of_before_whose_help_lists_what_there_is_refuses_no_new_entry() {
    let book = team();
    let close = format!("{BY_HAND}close: {{entry: nowhere, reason: It is done.}}\n");
    book.put("invoice-api.record/2026-11-14-close.yaml", close.as_bytes());
    let talk = |topic: &str| record(&book, "2026-11-15", "ana", &["talk", "--phase", "green-light", "--topic", topic]);
    for topic in ["What is HA?", "Backups"] {
        let run = talk(topic);
        run.expect_ok().expect_mentions(&["the record has 1 mistake beside it"]);
        assert!(!run.stderr.contains("error"), "{}", run.stderr);
    }
    check(&book, "2026-11-15").expect_wrong().expect_mentions(&["the record has no entry `nowhere`", "there are: "]);
}
