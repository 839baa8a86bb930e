//! Bars in the margin beside what an edition changed, and the sheet of the changes.

use std::fs;

use super::{Pdf, printed};
use crate::handbook::{Handbook, handbook};

const SETTINGS: &str = "\
title: Test
paper: [a4]
tiers: [{id: one, title: One}]
phases: [{id: launch, title: Launch, oversight: sign-off, only_for: [new-service, new-product], checklists: [ready]}]
";

/// A checklist with so many questions, every fifth of them in these words.
fn checklist(count: usize, fifth: &str) -> String {
    let mut text =
        "id: ready\ntitle: Ready\nphase: launch\nareas:\n  - id: all\n    title: All\n    prefix: RUN\n    items:\n".to_owned();
    for number in 1..=count {
        let ask = if number % 5 == 0 { fifth } else { "How do you plan this part of the work, and who looks after it?" };
        let stop = if number % 7 == 0 { ", hard_stop: [one]" } else { "" };
        text += &format!("      - {{id: RUN-{number:02}, ask: \"{ask}\", severity: high{stop}}}\n");
    }
    text + "  - {id: more, title: More, prefix: MOR, items: [{id: MOR-01, ask: What else?}]}\n"
}

const BEFORE: &str = "Who watches this part?";
const AFTER: &str = "Who watches this part, by day and by night, and how do they hear that something is wrong?";

fn book(text: &str) -> Handbook {
    handbook().file("handbook.yaml", SETTINGS).file("content/index.md", "# Home\n").file("checklists/ready.yaml", text)
}

fn close(book: &Handbook, date: &str, more: &[&str]) {
    book.run(&[&["edition", "--date", date], more].concat()).expect_ok();
}

fn reword(book: &Handbook) {
    let path = book.folder().join("checklists/ready.yaml");
    let text = fs::read_to_string(&path).expect("a checklist");
    fs::write(path, text.replace(BEFORE, AFTER)).expect("a file");
}

/// The text of each page without its foot.
fn pages(pdf: &Pdf) -> Vec<String> {
    let body = |number| pdf.page(number).split("Test · ").next().unwrap_or_default().to_owned();
    (1..=pdf.pages()).map(body).collect()
}

#[test]
fn bars_move_no_line() {
    let without = book(&checklist(45, AFTER));
    close(&without, "2026-11-15", &[]);
    let with = book(&checklist(45, BEFORE));
    close(&with, "2026-11-01", &[]);
    reword(&with);
    let ids = [5, 10, 15, 20, 25, 30, 35, 40, 45].map(|number| format!("RUN-{number:02}"));
    for sheet in ["ready", "hard-stops"] {
        let (plain, running) = (printed(&without, sheet), printed(&with, sheet));
        assert_eq!(pages(&plain), pages(&running), "{sheet}: what changed since");
        assert!(!plain.text().contains("bar: changed"), "{sheet}");
        assert!(running.text().contains("dashed bar: changed since the edition"), "{sheet}");
        running.expect_inside();
    }
    let reworded: Vec<&str> = ids.iter().flat_map(|id| ["--reworded", id]).collect();
    close(&with, "2026-11-15", &reworded);
    for sheet in ["ready", "hard-stops"] {
        let (plain, closed) = (printed(&without, sheet), printed(&with, sheet));
        assert_eq!(pages(&plain), pages(&closed), "{sheet}: what the last edition changed");
        let text = closed.text();
        assert!(text.contains("bar: changed") && !text.contains("dashed"), "{sheet}");
        closed.expect_sound();
        closed.expect_inside();
    }
}

/// The sheet of a team that answers by an edition, and its picture's bars.
fn filled(book: &Handbook, edition: &str) -> Pdf {
    let answers = format!(
        "answers: 2\nservice: {{id: ledger, launch: new-service, team: ledgers, tier: one}}\nchecklists: {{ready: {{edition: {edition}, items: {{}}}}}}\n"
    );
    book.put("ledger.yaml", answers.as_bytes());
    book.run(&["review", "print", "ledger.yaml", "--format", "pdf", "--out", "printed", "--as-of", "2026-11-16"]).expect_ok();
    let bytes = fs::read(book.folder().join("printed/ready.a4.pdf")).expect("the sheet");
    fs::remove_dir_all(book.folder().join("printed")).expect("a folder");
    Pdf::of(&bytes)
}

#[test]
fn the_filled_in_sheet_has_the_bars_of_the_edition_that_its_file_names() {
    let without = book(&checklist(45, AFTER));
    close(&without, "2026-11-01", &[]);
    close(&without, "2026-11-15", &[]);
    let with = book(&checklist(45, BEFORE));
    close(&with, "2026-11-01", &[]);
    assert!(!filled(&with, "2026-11-01").text().contains("bar: changed"), "the first edition changed nothing");
    reword(&with);
    let ids = [5, 10, 15, 20, 25, 30, 35, 40, 45].map(|number| format!("RUN-{number:02}"));
    close(&with, "2026-11-15", &ids.iter().flat_map(|id| ["--reworded", id]).collect::<Vec<_>>());
    let (plain, changed) = (filled(&without, "2026-11-01"), filled(&with, "2026-11-15"));
    assert_eq!(pages(&plain), pages(&changed), "they move no line");
    assert!(!plain.text().contains("bar: changed") && changed.text().contains("bar: changed"));
    changed.expect_inside();
    // Who still answers by the edition before has its words, and none of its bars.
    let before = filled(&with, "2026-11-01");
    assert!(before.text().contains(BEFORE) && !before.text().contains("bar: changed"));
}

#[test]
fn a_bar_stands_beside_each_question_that_changed_and_beside_no_other() {
    let book = book(&checklist(6, BEFORE));
    close(&book, "2026-11-01", &[]);
    // A bar stands 4 mm left of the text, which is nothing else; whether it is dashed is what the test asks.
    let bars = |book: &Handbook| {
        book.build().expect_ok();
        let svg = book.built("sheets/ready.a4.svg");
        let paths = svg.split("<path ").filter_map(|rest| rest.split_once('>')).map(|(path, _)| path);
        let bars = paths.filter(|path| path.contains("translate(-11.34)"));
        bars.map(|path| path.contains("stroke-dasharray")).collect::<Vec<bool>>()
    };
    assert!(bars(&book).is_empty());
    reword(&book);
    assert_eq!(bars(&book), [true]);
    close(&book, "2026-11-15", &["--reworded", "RUN-05"]);
    assert_eq!(bars(&book), [false]);
    let path = book.folder().join("checklists/ready.yaml");
    let text = fs::read_to_string(&path).expect("a checklist");
    fs::write(path, text.replacen("severity: high", "severity: low", 1)).expect("a file");
    assert_eq!(bars(&book), [true, false]);
}

#[test]
fn the_changes_are_a_sheet_of_their_own() {
    let book = book(&checklist(5, BEFORE));
    close(&book, "2026-11-01", &[]);
    assert!(!book.run(&["print"]).stdout.contains("ready-changes"));
    reword(&book);
    close(&book, "2026-11-15", &["--reworded", "RUN-05=Nights were left out."]);
    let pdf = printed(&book, "ready-changes");
    pdf.expect_sound();
    let text = pdf.text();
    let (body, _) = text.split_once("Test · ").expect("a foot");
    assert_eq!(
        body.replace('\n', " "),
        "What changed: Ready Edition of 2026-11-15 1 reworded. Reworded RUN-05 Who watches this part, by day and by night, and how do \
         they hear that something is wrong? Why: Nights were left out. "
    );
    book.build().expect_ok();
    assert!(book.built("checklists/ready/editions/2026-11-15.html").contains("sheets/ready-changes.a4.pdf"));
    assert!(book.built("sheets/ready-changes.html").contains("Nights were left out."));
}
