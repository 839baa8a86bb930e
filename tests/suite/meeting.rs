//! The meeting before a launch: its keys in the settings, and what is drawn from them.

use serde_json::{Value, json};
use snapbox::str;

use crate::handbook::{Handbook, handbook};

const PHASE: &str = "roles: [team-lead, security]\ntiers: [critical, standard]\nphases:\n  - {id: ready, oversight: sign-off, only_for: [new-service], participants: [team-lead, security]}\n";
const MEETING: &str = "veto: {tiers: [critical], or_high_risk: true, by: [security]}\nmeeting:\n  minutes: 45\n  steps: [{title: Look, minutes: 30, text: All of it.}, {title: Decide, minutes: 15}]\n  signs: [{role: team-lead}, {role: security, tiers: [critical]}]\n  verdicts: {not-yet: We advise to wait.}\n";

fn book(meeting: &str) -> Handbook {
    handbook()
        .file("handbook.yaml", format!("title: Test\n{meeting}{PHASE}"))
        .file("content/index.md", "# Home\n\n```{schedule}\n```\n\n```{signers}\n```\n\n```{verdicts}\n```\n")
}

/// The texts of the cells of all tables of a page, row by row.
fn rows(html: &str) -> Vec<String> {
    let text = |cell: &str| cell.split(['<', '>']).step_by(2).collect::<String>();
    let row = |row: &str| row.split("</t").map(|cell| text(cell.rsplit('>').next().unwrap_or_default())).collect::<Vec<_>>();
    let tables = html.split("<tr>").skip(1).map(|rest| rest.split("</tr>").next().unwrap_or_default());
    tables.map(|found| row(found).join(" | ").trim_end_matches([' ', '|']).to_owned()).collect()
}

fn meeting_of(book: &Handbook) -> Value {
    let export: Value = serde_json::from_str(&book.built("handbook.json")).expect("JSON");
    export["settings"]["meeting"].clone()
}

#[test]
fn pages_and_the_export_say_what_the_settings_say() {
    let book = book(MEETING);
    book.build().expect_ok();
    let expected = [
        "Minutes | What | What happens",
        "0 to 30 | Look | All of it.",
        "30 to 45 | Decide",
        "Role | Signs for",
        "Team lead | Every launch",
        "Security | Critical or high-risk only",
        "Outcome | What it means",
        "Go | Launch as planned.",
        "Go, with conditions | Launch; each condition below has an owner and a date.",
        "Not yet, with advice | We advise to wait.",
        "Veto | The launch stops for the reason below, until what lifts it is done.",
    ];
    assert_eq!(rows(&book.built("index.html")), expected);
    let meeting = meeting_of(&book);
    assert_eq!(meeting["minutes"], 45);
    assert_eq!(meeting["steps"][0], json!({"title": "Look", "minutes": 30, "text": "All of it."}));
    assert_eq!(meeting["signs"][1], json!({"role": "security", "tiers": ["critical"], "text": ""}));
    assert_eq!(meeting["verdicts"]["not-yet"], "We advise to wait.");
    assert_eq!(meeting["verdicts"]["go"], "Launch as planned.");
}

#[test]
fn without_the_key_it_takes_an_hour_and_all_who_take_part_sign() {
    let book = book("");
    book.build().expect_ok();
    let meeting = meeting_of(&book);
    let minutes: Vec<u64> =
        meeting["steps"].as_array().expect("a list").iter().filter_map(|step| step["minutes"].as_u64()).collect();
    assert_eq!((meeting["minutes"].as_u64(), minutes), (Some(60), vec![10, 30, 10, 10]));
    let signers = json!([{"role": "team-lead", "tiers": [], "text": ""}, {"role": "security", "tiers": [], "text": ""}]);
    assert_eq!(meeting["signs"], signers);
    assert_eq!(meeting["verdicts"]["veto"], "", "without a veto nothing can be stopped");
    assert!(!book.built("index.html").contains("<td>Veto</td>"));
    let not_yet = "The reviewers advise to wait, and say what for. The team and its product owner decide.";
    assert_eq!(meeting["verdicts"]["not-yet"], not_yet, "advice, and no block");
}

#[test]
fn a_handbook_without_a_sign_off_exports_no_meeting() {
    let book = handbook().file("content/index.md", "# Home\n");
    book.build().expect_ok();
    assert_eq!(meeting_of(&book), Value::Null);
}

#[test]
fn steps_that_do_not_add_up_and_names_that_nobody_knows_are_told() {
    book("meeting: {minutes: 60, steps: [{title: Look, minutes: 30}, {title: Decide, minutes: 15}], signs: [{role: secrity, tiers: [critcal]}, {role: team-lead}, {role: team-lead}]}\n")
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[wrong-value]: the meeting takes 60 minutes, and its steps take 45
 --> handbook.yaml:2:20
  |
2 | meeting: {minutes: 60, steps: [{title: Look, minutes: 30}, {title: Decide, minutes: 15}], signs: [{role: secrity,...
  |                    ^^
  |
  = help: write `minutes: 45`, or change the minutes of a step

error[unknown-id]: there is no role `secrity`
 --> handbook.yaml:2:106
  |
2 | ...30}, {title: Decide, minutes: 15}], signs: [{role: secrity, tiers: [critcal]}, {role: team-lead}, {role: team-...
  |                                                       ^^^^^^^
  |
  = help: did you mean `security`?

error[unknown-id]: there is no tier `critcal`
 --> handbook.yaml:2:123
  |
2 | ...de, minutes: 15}], signs: [{role: secrity, tiers: [critcal]}, {role: team-lead}, {role: team-lead}]}
  |                                                       ^^^^^^^
  |
  = help: did you mean `critical`?

error[duplicate-id]: the signer `team-lead` is here twice
 --> handbook.yaml:2:160
  |
2 | ...e: secrity, tiers: [critcal]}, {role: team-lead}, {role: team-lead}]}
  |                                          ---------          ^^^^^^^^^ again
  |                                          |
  |                                          first here
  |
  = help: rename or remove one of them

4 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn minutes_without_steps_are_told_unless_they_are_the_usual_ones() {
    book("meeting: {minutes: 60}\n").check().expect_ok();
    book("meeting: {minutes: 90}\n").check().expect_wrong().expect_mentions(&[
        "error[wrong-value]: the meeting takes 90 minutes, and the usual steps take 60",
        "write its `steps`, each with a title and its minutes",
    ]);
}

#[test]
fn a_directive_of_the_meeting_stands_alone() {
    handbook()
        .file("content/index.md", "# Home\n\n```{schedule} long\n```\n")
        .check()
        .expect_wrong()
        .expect_mentions(&["error[unknown-directive]: `{schedule}` stands alone", "content/index.md:3:15"]);
}

#[test]
fn an_export_from_before_there_was_a_meeting_is_read() {
    let made =
        book(MEETING).file("checklists/ready.yaml", "id: ready\ntitle: Ready\nitems:\n  - {id: RD-01, ask: Who is called?}\n");
    made.build().expect_ok();
    let mut export: Value = serde_json::from_str(&made.built("handbook.json")).expect("JSON");
    export["settings"].as_object_mut().expect("a mapping").remove("meeting").expect("the meeting");
    let team = handbook().file("handbook.json", export.to_string());
    team.run(&["review", "new", "Invoice API", "--launch", "new-service", "--handbook", "handbook.json"]).expect_ok();
}
