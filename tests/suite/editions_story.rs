//! Three editions of the shipped readiness list, carried through the answer file of a team in the middle of its review: what a later
//! edition asks is told and never stops the launch, until the team moves its file.

use std::fs;

use crate::{
    handbook::{Handbook, copy_of, repository, shipped_without_editions},
    paper::Pdf,
    run::Run,
};

const LIST: &str = "checklists/operational-readiness";
const FILE: &str = "invoice-api.answers.yaml";

/// Fifteen questions that the second edition retires.
const RETIRED: [&str; 15] = [
    "ARC-04", "ARC-06", "CAP-03", "CAP-05", "CIC-03", "CST-03", "DEP-04", "DEP-10", "INF-08", "OPS-04", "OPS-05", "SEC-08",
    "SEC-10", "TST-01", "TST-05",
];

/// Ten questions that the second edition asks in other words.
const REWORDED: [&str; 10] = ["ARC-03", "CAP-07", "CIC-04", "CST-01", "CST-02", "DEP-01", "OPS-03", "OPS-07", "REL-11", "SEC-01"];

/// Five questions that the third edition adds; a gap at the first of them can stop a launch.
const NEW: [&str; 5] = ["REL-21", "REL-22", "SEC-21", "OPS-21", "CST-21"];

/// The question that the third edition makes a hard stop.
const REGRADED: &str = "INF-01";

fn area_of(id: &str) -> String {
    let name = match &id[..3] {
        "ARC" => "architecture",
        "CAP" => "capacity",
        "CIC" => "cicd",
        "CST" => "costs",
        "DEP" => "deployment",
        "INF" => "infrastructure",
        "OPS" => "operations",
        "REL" => "reliability",
        "SEC" => "security",
        _ => "testing",
    };
    format!("{LIST}/{name}.yaml")
}

fn read(book: &Handbook, path: &str) -> String {
    fs::read_to_string(book.folder().join(path)).unwrap_or_else(|_| panic!("no {path}"))
}

fn edit(book: &Handbook, path: &str, from: &str, to: &str) {
    let text = read(book, path);
    assert!(text.contains(from), "{path} has no {from:?}:\n{text}");
    book.put(path, text.replacen(from, to, 1).as_bytes());
}

/// The lines of a question in its area, up to the next one.
fn block(text: &str, id: &str) -> String {
    let start = text.find(&format!("  - id: {id}\n")).unwrap_or_else(|| panic!("no {id}"));
    let rest = &text[start + 1..];
    let end = ["\n  - id: ", "\nretired:"].iter().filter_map(|mark| rest.find(mark)).min().unwrap_or(rest.len() - 1);
    text[start..=start + 1 + end].to_owned()
}

/// What a question asks, as its area has it.
fn ask(book: &Handbook, id: &str) -> String {
    let block = block(&read(book, &area_of(id)), id);
    let line = block.lines().find_map(|line| line.strip_prefix("    ask: ")).expect("a question");
    line.trim_matches('"').to_owned()
}

fn retire(book: &Handbook, id: &str) {
    let path = area_of(id);
    let mut text = read(book, &path).replacen(&block(&read(book, &path), id), "", 1).replacen("retired: []\n", "", 1);
    let line = format!("  - {{id: {id}, why: Nobody learned from it.}}\n");
    match text.find("\nretired:\n") {
        Some(at) => text.insert_str(at + "\nretired:\n".len(), &line),
        None => text.push_str(&format!("\nretired:\n{line}")),
    }
    book.put(&path, text.as_bytes());
}

fn reword(book: &Handbook, id: &str) -> String {
    let (path, was) = (area_of(id), ask(book, id));
    let now = format!("Today, {}{}", was[..1].to_lowercase(), &was[1..]);
    edit(book, &path, &was, &now);
    now
}

fn add(book: &Handbook, id: &str, more: &str) {
    let item = format!("items:\n  - id: {id}\n    ask: What does {id} ask?\n    severity: medium\n{more}\n");
    edit(book, &area_of(id), "items:\n", &item);
}

fn close(book: &Handbook, day: &str, more: &[&str]) {
    book.run(&[&["edition", "--date", day], more].concat()).expect_ok();
}

fn review(book: &Handbook, verb: &str, more: &[&str]) -> Run {
    let run = book.run(&[&["review", verb, FILE, "--as-of", "2027-02-02"], more].concat());
    run.expect_ok();
    run
}

/// The line of `review check` that counts the answers to the readiness list.
fn tally(run: &Run) -> String {
    let line = run.stdout.lines().find(|line| line.trim_start().starts_with("operational-readiness:"));
    line.unwrap_or_else(|| panic!("no line in\n{}", run.stdout)).to_owned()
}

/// The report as a program reads it.
fn report(book: &Handbook, more: &[&str]) -> serde_json::Value {
    let run = review(book, "print", &[&["--format", "json"], more].concat());
    serde_json::from_str(&run.stdout).expect("JSON")
}

/// What a launch is judged by: the counts of each area, and the questions that stop it, are open or are gaps.
fn judged(report: &serde_json::Value) -> Vec<String> {
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    let areas = list(&report["agenda"]["areas"]).into_iter().map(|area| {
        let (title, counts) = (&area["title"], &area["counts"]);
        format!("{title} {counts} {} {}", area["hard_stops"], area["hard_stops_open"])
    });
    let groups = list(&report["agenda"]["groups"]).into_iter().filter(|group| group["kind"] != "thin").map(|group| {
        let items = list(&group["items"]).into_iter().map(|item| format!("{} {} {}", item["id"], item["severity"], item["ask"]));
        format!("{} {}", group["kind"], items.collect::<Vec<_>>().join(", "))
    });
    areas.chain(groups).collect()
}

/// The notes of a check about later editions, each with its first line.
fn told(run: &Run) -> Vec<String> {
    let notes = run.stderr.lines().filter(|line| line.starts_with("note[later-edition]"));
    notes.map(|line| line.trim_start_matches("note[later-edition]: ").to_owned()).collect()
}

/// A team that has answered everything, with one gap.
fn answered(book: &Handbook) -> Vec<String> {
    let made = book.run(&["review", "new", "Invoice API", "--launch", "new-service", "--tier", "critical"]);
    made.expect_ok();
    let (mut text, mut ids) = (String::new(), Vec::new());
    for line in read(book, FILE).lines() {
        text.push_str(line);
        text.push('\n');
        let id = line.trim().trim_end_matches(':');
        let is_place = line.starts_with("      ") && line.ends_with(':') && id.len() > 4 && id.contains('-');
        if !is_place {
            continue;
        }
        ids.push(id.to_owned());
        if id == REGRADED {
            text.push_str("        state: gap\n        says: Half of it.\n");
            text.push_str("        plan:\n          what: The rest of it.\n          owner: kim\n          due: 2027-02-20\n");
        } else {
            text.push_str(&format!("        state: answered\n        says: Our answer to {id} is written down.\n"));
        }
    }
    book.put(FILE, text.as_bytes());
    ids
}

#[test]
fn a_launch_is_judged_by_the_edition_with_which_it_was_opened_until_its_team_moves_it() {
    let book = shipped_without_editions().without_documents();
    close(&book, "2026-11-24", &[]);
    let ids = answered(&book);
    for id in RETIRED.iter().chain(&REWORDED).chain([&REGRADED]) {
        assert!(ids.iter().any(|known| known == id), "{id} is not asked of this service");
    }
    let (first, first_report) = (review(&book, "check", &[]), judged(&report(&book, &[])));
    assert_eq!(told(&first), Vec::<String>::new());

    // The second edition retires and rewords; the third one adds, makes a hard stop, and has a checklist more.
    let former: Vec<String> = REWORDED.iter().map(|id| ask(&book, id)).collect();
    for id in RETIRED {
        retire(&book, id);
    }
    let words: Vec<String> = REWORDED.iter().map(|id| reword(&book, id)).collect();
    let flags: Vec<String> = REWORDED.iter().flat_map(|id| ["--reworded".to_owned(), (*id).to_owned()]).collect();
    close(&book, "2026-11-25", &flags.iter().map(String::as_str).collect::<Vec<_>>());
    for (number, id) in NEW.iter().enumerate() {
        add(&book, id, if number == 0 { "    hard_stop: [critical]\n" } else { "" });
    }
    let path = area_of(REGRADED);
    let was = block(&read(&book, &path), REGRADED);
    edit(&book, &path, &was, &was.replacen("    severity: medium\n", "    severity: high\n    hard_stop: [critical]\n", 1));
    book.put(
        "checklists/data-privacy.yaml",
        b"id: data-privacy\ntitle: Data privacy\nphase: ready-for-production\nprefix: PRV\nitems:\n  - id: PRV-01\n    ask: Which data of people do you keep?\n    severity: high\n    hard_stop: [critical]\n",
    );
    edit(&book, "handbook.yaml", "security-assessment, load-profile, ", "security-assessment, load-profile, data-privacy, ");
    close(&book, "2026-11-26", &[]);

    // Before the update nothing new is open, and nothing new stops the launch.
    let later = review(&book, "check", &[]);
    assert_eq!(tally(&later), tally(&first));
    let pinned = report(&book, &[]);
    assert_eq!(judged(&pinned), first_report);
    assert_eq!(
        told(&later),
        [
            "graded otherwise since 2026-11-26, and for this launch as before: INF-01 (medium → high, a hard stop for critical)",
            "new since 2026-11-26, and not part of this launch: REL-22, REL-21, CST-21, SEC-21, OPS-21",
            "no longer asked since 2026-11-25, and still part of this launch: DEP-04, DEP-10, TST-01, TST-05, ARC-04, ARC-06, CST-03, \
             SEC-08, SEC-10, CIC-03 and 5 more",
            "`data-privacy` is a new checklist since 2026-11-26, and not part of this launch: 1 of its questions applies",
        ]
    );
    let reworded = later.stderr.lines().filter(|line| line.starts_with("note[reworded-question]")).count();
    assert_eq!(reworded, REWORDED.len(), "{}", later.stderr);
    later.expect_mentions(&[&format!("it was: {} It is: {}", former[3], words[3])]);

    // A team that has only the published `handbook.json` hears the same.
    book.build().expect_ok();
    let published = ["--handbook", "public/handbook.json"];
    assert_eq!(review(&book, "check", &published).stderr, later.stderr);
    assert_eq!(report(&book, &published), pinned);

    // The team moves its file: everything is there, and each answer is kept.
    let before = read(&book, FILE);
    let updated = book.run(&["review", "update", FILE]);
    updated.expect_ok();
    let after = read(&book, FILE);
    for id in &ids {
        let says = format!("Our answer to {id} is written down.");
        assert_eq!(after.matches(&says).count(), before.matches(&says).count(), "{id}");
    }
    let (_, kept) = after.split_once("    retired:\n").expect("retired answers");
    for id in RETIRED {
        assert!(kept.contains(&format!("      {id}:\n")), "{id} in\n{kept}");
    }
    for id in NEW.iter().chain(&["PRV-01"]) {
        assert!(after.contains(&format!("      {id}:\n")), "{id}");
    }
    assert_eq!(after.matches("look: true\n").count(), REWORDED.len());
    for (was, now) in former.iter().zip(&words) {
        assert!(after.contains(&format!("      # Before: {was}\n      # {now}\n")), "{now} in\n{after}");
    }
    let summary: Vec<&str> = updated.stdout.lines().collect();
    for line in [
        "  operational-readiness: edition 2026-11-24 → 2026-11-26",
        "      before: medium; now: high, a hard stop for critical",
        "    no longer asked, kept under `retired`: ARC-06 Nobody learned from it.",
        "    new here: REL-21 What does REL-21 ask?",
        "  data-privacy: added, for it belongs to the same phase",
        "    new here: PRV-01 Which data of people do you keep?",
    ] {
        assert!(summary.contains(&line), "{line} in\n{}", updated.stdout);
    }
    let moved = review(&book, "check", &[]);
    assert_eq!(told(&moved), Vec::<String>::new());
    let agenda = report(&book, &[])["agenda"]["groups"].clone();
    let stops: Vec<&str> = agenda[0]["items"].as_array().expect("points").iter().filter_map(|item| item["id"].as_str()).collect();
    assert_eq!(agenda[0]["kind"], "hard-stops");
    for id in [REGRADED, "REL-21", "PRV-01"] {
        assert!(stops.contains(&id), "{id} in {stops:?}");
    }
    let again = book.run(&["review", "update", FILE]);
    assert!(again.stdout.contains("is up to date"), "{}", again.stdout);
}

/// A small handbook with two closed editions, and a team that pinned the first one.
fn small() -> Handbook {
    let book = copy_of(&repository("tests/fixtures/codes/later-edition"));
    fs::rename(book.folder().join("answers.yaml"), book.folder().join(FILE)).expect("a file");
    book
}

const READINESS: &str = "checklists/readiness.yaml";

#[test]
fn an_answer_to_a_later_question_is_shown_and_stops_nothing() {
    let book = small();
    let gap =
        "      REL-04:\n        state: gap\n        says: Never.\n        plan: {what: A drill., owner: kim, due: 2026-12-20}\n";
    let text = read(&book, FILE) + gap;
    book.put(FILE, text.as_bytes());
    let told = book.run(&["review", "check", FILE, "--as-of", "2026-11-22"]);
    told.expect_ok();
    assert!(!told.stderr.contains("unknown-id") && !told.stderr.contains("new since"), "{}", told.stderr);
    let report = report(&book, &[]);
    let groups: Vec<(&str, Vec<&str>)> = report["agenda"]["groups"]
        .as_array()
        .expect("groups")
        .iter()
        .map(|group| {
            let items = group["items"].as_array().expect("items").iter().filter_map(|item| item["id"].as_str());
            (group["kind"].as_str().expect("a kind"), items.collect())
        })
        .collect();
    assert_eq!(groups[0], ("gaps", vec!["REL-04", "REL-01"]), "{groups:?}");
    // Nothing on the printed sheet stops the launch either, as nothing did in the edition by which it is judged.
    review(&book, "print", &["--format", "pdf", "--out", "printed"]);
    let sheet = Pdf::of(&fs::read(book.folder().join("printed/readiness.a4.pdf")).expect("a sheet")).text();
    assert!(sheet.contains("REL-04") && !sheet.contains("Stops the launch of"), "{sheet}");
    // An empty place is no question of this launch.
    book.put(FILE, text.replace(gap, "      REL-04:\n").as_bytes());
    let told = book.run(&["review", "check", FILE, "--as-of", "2026-11-22"]);
    assert!(told.stderr.contains("new since 2026-11-20, and not part of this launch: REL-04"), "{}", told.stderr);
    assert!(told.stdout.contains("  readiness: 2 of 3 answered, 1 gap,"), "{}", told.stdout);
}

#[test]
fn what_is_not_closed_yet_is_told_and_a_file_without_a_pin_is_judged_by_today() {
    let book = small();
    edit(
        &book,
        READINESS,
        "retired:\n",
        "  - {id: REL-05, ask: Who decides?, severity: high, hard_stop: [critical]}\nretired:\n",
    );
    let told = book.run(&["review", "check", FILE, "--as-of", "2026-11-22"]);
    told.expect_mentions(&["new in the edition that is not closed yet, and not part of this launch: REL-05"]);
    book.run(&["review", "update", FILE]).expect_ok();
    let told = book.run(&["review", "check", FILE, "--as-of", "2026-11-22"]);
    assert_eq!(self::told(&told), ["new in the edition that is not closed yet, and not part of this launch: REL-05"]);
    told.expect_mentions(&["once the handbook closes the next one, `readybook review update` moves the file to it"]);
    let text = read(&book, FILE);
    for (from, to) in
        [("    edition: 2026-11-20\n", ""), ("answers: 2", "answers: 1"), ("edition: 2026-11-20", "edition: 2026-10-01")]
    {
        book.put(FILE, text.replace("        asked: ", "        # ").replace(from, to).as_bytes());
        let told = book.run(&["review", "check", FILE, "--as-of", "2026-11-22"]);
        assert_eq!(self::told(&told), Vec::<String>::new());
        told.expect_mentions(&["questions that apply are not answered yet: REL-04, REL-05"]);
    }
}

#[test]
fn nobody_looks_again_at_an_answer_to_a_question_that_was_corrected() {
    let book = small();
    book.run(&["review", "update", FILE]).expect_ok();
    let text = read(&book, FILE);
    assert_eq!(text.matches("look: true").count(), 1, "{text}");
    book.put(FILE, text.replace("look: true, ", "").as_bytes());
    edit(&book, READINESS, "backups are switched on and work?", "backups are switched on and working?");
    close(&book, "2026-11-21", &["--correction", "REL-03"]);
    let before = read(&book, FILE);
    let told = book.run(&["review", "check", FILE, "--as-of", "2026-11-22"]);
    assert!(!told.stderr.contains("reworded-question"), "{}", told.stderr);
    book.run(&["review", "update", FILE]).expect_ok();
    assert_eq!(read(&book, FILE), before.replace("edition: 2026-11-20", "edition: 2026-11-21"));
}
