//! Sheets with the answers of a team: what was said stands alone, and what goes without saying is not said.

use std::fs;

use super::{Pdf, questions, short};

/// One answer for each who may take care of it, and one for each state, in the order of the questions.
const ANSWERS: &str = "answers: 1
service: {id: ledger, launch: new-service, team: ledgers}
checklists:
  questions:
    items:
      QU-001: {state: answered, handled_by: team, says: One region., evidence: [adr/1.md]}
      QU-002: {state: answered, says: Two regions., evidence: [https://example.org/two]}
      QU-003: {state: answered, handled_by: team}
      QU-004: {state: answered, handled_by: platform, says: It restarts.}
      QU-005: {state: answered, handled_by: provider, says: In May.}
      QU-006: {state: answered, evidence: [adr/6.md]}
      QU-007: {state: gap, handled_by: team, says: Not tried., plan: {what: Try it, owner: us, due: 2026-12-01}}
      QU-008: {state: not-applicable, why: Nothing is kept.}
      QU-009: {says: Perhaps.}
";

#[test]
fn an_answer_begins_with_what_the_team_says() {
    let book = questions(1, &short(9)).file("answers.yaml", ANSWERS);
    book.run(&["review", "print", "answers.yaml", "--format", "pdf", "--out", "printed"]).expect_ok();
    let sheet = Pdf::of(&fs::read(book.folder().join("printed/questions.a4.pdf")).expect("the sheet"));
    let text = sheet.text();
    let said: Vec<&str> =
        text.lines().filter_map(|line| Some(line.strip_prefix("How do you plan part ")?.split_once("? ")?.1)).collect();
    assert_eq!(said, SAID, "{text}");
}

/// The answers as they are printed, in order.
const SAID: [&str; 9] = [
    "One region. Evidence: adr/1.md",
    "Two regions. Evidence: example.org/two",
    "Our team does it.",
    "The platform does it. It restarts.",
    "The provider does it. In May.",
    "Answered. Evidence: adr/6.md",
    "Gap. Not tried. Plan: Try it, us, 2026-12-01",
    "Does not apply. Because: Nothing is kept.",
    "Not decided yet. Perhaps.",
];
