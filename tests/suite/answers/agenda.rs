//! What a room gets: the filled agenda of a launch, and the talk of a phase that only advises, as paper, Markdown and JSON.

use std::fs;

use serde_json::Value;

use crate::{
    handbook::{Handbook, empty, handbook},
    paper::{Pdf, expect_in_order, squeezed},
};

const SETTINGS: &str = "title: Test
review_name: walkthrough
lead_time_days: 30
paper: [a4]
tiers: [{id: critical, title: Critical}]
roles: [{id: lead, title: Team lead}, {id: peer, title: Peer}, {id: guest, title: Guest}]
phases:
  - {id: early, title: Green-light, page: content/early.md, oversight: advisory, participants: [guest], checklists: [early]}
  - {id: ready, title: Ready, page: content/ready.md, oversight: sign-off, participants: [lead, peer], checklists: [long], only_for: [new-service]}
";

/// A handbook with fourteen questions before a launch: two that can stop it, a dozen others, the last three of low severity.
fn book() -> Handbook {
    let mut long = "id: long\ntitle: Long list\nphase: ready\nedition: 2026-11-01\nareas:\n  - id: running\n    prefix: RU\n    title: Running\n    items:\n".to_owned();
    for number in 1..=12 {
        let severity = if number > 9 { "low" } else { "medium" };
        long.push_str(&format!("      - {{id: RU-{number:02}, ask: How does part {number} run?, severity: {severity}}}\n"));
    }
    long.push_str("  - id: saving\n    prefix: SA\n    title: Saving\n    items:\n");
    for number in 1..=2 {
        long.push_str(&format!(
            "      - {{id: SA-{number:02}, ask: How is part {number} saved?, severity: high, hard_stop: [critical]}}\n"
        ));
    }
    long.push_str(
        "  - id: known\n    prefix: KN\n    title: Known\n    items:\n      - {id: KN-01, ask: Who knows it?, severity: low}\n",
    );
    handbook()
        .file("handbook.yaml", SETTINGS)
        .file("content/index.md", "# Test\n")
        .file("content/early.md", "# Early\n")
        .file("content/ready.md", "# Ready\n")
        .file("content/words.yaml", "glossary:\n  - {term: queue, short: Where work waits.}\n  - {term: cache, short: A copy nearby.}\n")
        .file("content/domains.yaml", "domains:\n  - {id: data, title: Data people, helps_with: tables, contact: \"#data\", hours: mornings}\n")
        .file("checklists/early.yaml", "id: early\ntitle: Early questions\nphase: early\nedition: 2026-11-02\nintro: Nobody grades.\ndomain: data\nitems:\n  - {id: GL-01, ask: How will the queue drain?}\n  - {id: GL-02, ask: Who pays?}\n")
        .file("checklists/long.yaml", long)
        .file("answers.yaml", ANSWERS)
}

const ANSWERS: &str = "answers: 2
service: {id: invoice-api, title: Invoice API, launch: new-service, team: Payments, tier: critical, walkthrough: 2026-12-15}
checklists:
  early:
    edition: 2026-11-02
    items:
      GL-01: {state: answered, says: tbd}
  long:
    edition: 2026-11-01
    items:
      SA-01: {state: gap, plan: {what: Try it, owner: lead, due: 2026-12-01}}
      KN-01: {state: answered, says: Everybody on the team knows it., speaker: lead}
";

/// The version of these answers, as `readybook digest` says it of their file.
const VERSION: &str = "PW7AL-BYIR6-3RCFJ-LMP2U";

const PRINT: &[&str] = &["review", "print", "answers.yaml", "--as-of", "2026-11-28"];

fn text(book: &Handbook, file: &str) -> String {
    squeezed(&Pdf::of(&fs::read(book.folder().join(file)).expect("a PDF")).text())
}

fn words(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| squeezed(text)).collect()
}

#[test]
fn the_filled_agenda_is_all_that_a_room_needs() {
    let book = book();
    let printed = book.run(&[PRINT, &["--format", "pdf", "--out", "paper"]].concat());
    assert!(printed.expect_ok().stdout.starts_with("paper/agenda-invoice-api.a4.pdf: "), "{}", printed.stdout);
    let agenda = text(&book, "paper/agenda-invoice-api.a4.pdf");
    let version = format!("Printed on 2026-11-28 · Version of the answers {VERSION}");
    let wanted = words(&[
        "Invoice API: agenda of the walkthrough",
        "Team Payments",
        "Tier Critical",
        &version,
        "Long list: Edition 2026-11-01",
        "Day and time",
        "The schedule",
        "0 to 10 Purpose and drawing",
        "10 to 40 What is open or weak",
        "Who is here",
        "Team lead",
        "Peer",
        "The picture",
        "10 of 14 points stand in full",
        "Hard stop: as long as it is open or a gap it stops this launch",
        "Open hard stops (2)",
        "SA-01",
        "SA-02",
        "Not answered yet (8 of 12)",
        "RU-01",
        "RU-08",
        "If there is time (4)",
        "RU-09",
        "How does part 9 run?",
        "Running, medium",
        "RU-12",
        "Running, low",
        "The areas",
        "Running",
        "answered 0, gaps 0, not applicable 0, open 12",
        "solid",
        "talk",
        "weak",
        "Saving",
        "hard stops open: 2 of 2",
        "Known",
        "Nothing open",
        "Follow-ups",
    ]);
    expect_in_order(&agenda, wanted.iter().map(String::as_str));
    assert!(!agenda.contains("Guest"), "roles of another phase");
    // The blank one has its own name, and says nothing of a service.
    book.run(&["print", "agenda", "--paper", "a4", "--out", "blank.pdf"]).expect_ok();
    let blank = text(&book, "blank.pdf");
    assert!(blank.contains("Agenda:walkthrough") && !blank.contains("Invoice"), "{blank}");
}

#[test]
fn markdown_and_json_say_the_same_facts_as_the_paper() {
    let book = book();
    let markdown = book.run(PRINT).expect_ok().stdout.clone();
    let version = format!("- Version of the answers: {VERSION}");
    expect_in_order(
        &markdown,
        [
            "# Invoice API: agenda of the walkthrough\n",
            "- To begin by: 2026-11-15\n- Printed on: 2026-11-28\n",
            &version,
            "- Edition: 2026-11-02, Early questions\n- Edition: 2026-11-01, Long list\n",
            "- 10–40 **What is open or weak**",
            "- Team lead, signs: ",
            "10 of 14 points stand in full",
            "### Open hard stops (2)",
            "*Saving, high, hard stop*",
            "### Not answered yet (8 of 12)",
            "### If there is time (4)\n\n- **RU-09** How does part 9 run? *Running, medium*\n",
            "- Saving: answered 0, gaps 1, not applicable 0, open 1; hard stops open: 2 of 2. ☐ solid ☐ talk ☐ weak\n",
        ],
    );
    let report: Value =
        serde_json::from_str(&book.run(&[PRINT, &["--format", "json"]].concat()).expect_ok().stdout).expect("JSON");
    assert_eq!((&report["printed_on"], &report["answers_version"]), (&"2026-11-28".into(), &VERSION.into()));
    assert_eq!(
        report["meeting"]["roles"],
        serde_json::json!([{"title": "Team lead", "signs": true}, {"title": "Peer", "signs": true}])
    );
    assert_eq!(report["agenda"]["if_there_is_time"], serde_json::json!(["RU-09", "RU-10", "RU-11", "RU-12"]));
    assert_eq!(report["agenda"]["groups"][1]["items"].as_array().map(Vec::len), Some(12), "programs get them all");
}

#[test]
fn a_hard_stop_always_stands_in_full() {
    let book = book();
    let all = fs::read_to_string(book.folder().join("checklists/long.yaml")).expect("a file");
    book.put("checklists/long.yaml", all.replace("severity: medium", "severity: medium, hard_stop: [critical]").as_bytes());
    let report: Value =
        serde_json::from_str(&book.run(&[PRINT, &["--format", "json"]].concat()).expect_ok().stdout).expect("JSON");
    assert_eq!(report["agenda"]["groups"][0]["items"].as_array().map(Vec::len), Some(11));
    assert_eq!(report["agenda"]["if_there_is_time"], serde_json::json!(["RU-10", "RU-11", "RU-12"]));
}

/// What steps aside and has been answered is no point of the hour: it takes no time from those that are, and stands with its text.
#[test]
fn an_answer_that_steps_aside_keeps_its_text_and_takes_no_time() {
    let book = book();
    book.put("handbook.yaml", SETTINGS.replace("roles:", "traits: [{id: public, title: Public}]\nroles:").as_bytes());
    let all = fs::read_to_string(book.folder().join("checklists/long.yaml")).expect("a file");
    let only_public = "severity: medium, applies_when: {any: [public]}}\n      - {id: RU-03";
    book.put("checklists/long.yaml", all.replace("severity: medium}\n      - {id: RU-03", only_public).as_bytes());
    let answers = ANSWERS
        .replace("walkthrough: 2026-12-15", "traits: [], walkthrough: 2026-12-15, launch_on: 2026-12-20")
        .replace("      KN-01", "      RU-02: {state: answered, says: Nobody outside calls it.}\n      KN-01");
    book.put("answers.yaml", answers.as_bytes());
    let report: Value =
        serde_json::from_str(&book.run(&[PRINT, &["--format", "json"]].concat()).expect_ok().stdout).expect("JSON");
    assert_eq!(report["agenda"]["if_there_is_time"], serde_json::json!(["RU-10", "RU-11", "RU-12"]));
    let markdown = book.run(PRINT).expect_ok().stdout.clone();
    expect_in_order(
        &markdown,
        ["10 of 13 points stand in full", "### Written, and not asked of this service (1)", "RU-02", "Nobody outside calls it."],
    );
    book.run(&[PRINT, &["--format", "pdf", "--out", "paper"]].concat()).expect_ok();
    let agenda = text(&book, "paper/agenda-invoice-api.a4.pdf");
    let wanted = words(&[
        "Walkthrough on 2026-12-15",
        "Launch on 2026-12-20",
        "10 of 13 points stand in full",
        "If there is time (3)",
        "The areas",
        "Follow-ups",
        "Written, and not asked of this service (1)",
        "RU-02",
        "Nobody outside calls it.",
    ]);
    expect_in_order(&agenda, wanted.iter().map(String::as_str));
}

#[test]
fn a_phase_that_only_advises_has_a_talk_in_its_own_words() {
    let book = book();
    let early = [PRINT, &["--phase", "early"]].concat();
    let printed = book.run(&[&early[..], &["--format", "pdf", "--out", "paper"]].concat());
    assert!(printed.expect_ok().stdout.starts_with("paper/talk-invoice-api.a4.pdf: "), "{}", printed.stdout);
    let talk = text(&book, "paper/talk-invoice-api.a4.pdf");
    let wanted = words(&["Invoice API: Green-light, what to talk about", "Not answered yet (1)", "GL-02", "Nothing"]);
    expect_in_order(&talk, wanted[..3].iter().map(String::as_str));
    let markdown = book.run(&early).expect_ok().stdout.clone();
    expect_in_order(
        &markdown,
        ["# Invoice API: Green-light, what to talk about\n", "- Printed on: 2026-11-28", "## What to talk about"],
    );
    for word in [
        "walkthrough",
        "Walkthrough",
        "begin by",
        "weak",
        "solid",
        "hard stop",
        "Hard stop",
        "The schedule",
        "say little",
        "To be said",
    ] {
        assert!(!talk.contains(&squeezed(word)) && !markdown.contains(word), "{word}:\n{markdown}");
    }
    // The one-pager carries what the blank one does, and what the file says.
    let filled = Pdf::of(&fs::read(book.folder().join("paper/early.a4.pdf")).expect("a PDF"));
    assert_eq!(filled.pages(), 1);
    let filled = squeezed(&filled.text());
    let wanted = words(&[
        "Service Invoice API",
        "Team Payments",
        "Nobody grades.",
        "GL-01",
        "tbd",
        "Who to call",
        "Data people",
        "#data",
        "mornings",
        "On this sheet",
        "queue Where work waits.",
    ]);
    expect_in_order(&filled, wanted.iter().map(String::as_str));
    assert!(!filled.contains("Acopynearby"), "terms that the questions do not use");
}

#[test]
fn a_team_that_has_only_the_published_value_prints_the_same() {
    let book = book();
    book.build().expect_ok();
    let team = empty().file("handbook.json", book.built("handbook.json")).file("answers.yaml", ANSWERS);
    assert_eq!(team.run(PRINT).expect_ok().stdout, book.run(PRINT).expect_ok().stdout);
    for book in [&book, &team] {
        book.run(&[PRINT, &["--format", "pdf", "--out", "paper"]].concat()).expect_ok();
    }
    for file in ["paper/agenda-invoice-api.a4.pdf", "paper/early.a4.pdf"] {
        assert_eq!(text(&team, file), text(&book, file), "{file}");
    }
}

#[test]
fn the_sheets_of_the_meeting_are_linked_from_its_phase_and_its_checklists() {
    let book = book();
    book.build().expect_ok();
    let sheets =
        ["sheets/agenda.html", "sheets/decision-record.html", "sheets/hard-stops.html", "sheets/path-to-production.html"];
    for sheet in sheets {
        for page in ["ready.html", "checklists/long.html"] {
            assert!(book.built(page).contains(sheet), "{sheet} on {page}");
        }
        for page in ["early.html", "checklists/early.html"] {
            assert!(!book.built(page).contains(sheet), "{sheet} on {page}");
        }
        assert!(book.built("search-index.js").contains(sheet), "{sheet} in the search");
    }
}
