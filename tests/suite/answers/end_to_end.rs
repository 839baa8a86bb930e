//! One launch from an empty folder: the Invoice API of the payments team, critical, on DynamoDB and SQS.
//!
//! The team has nothing of the handbook but its published `handbook.json`; the handbook is the one that comes with
//! readybook.

use std::{fs, path::PathBuf};

use serde_json::Value;

use crate::handbook::{Handbook, empty, repository};

const FILE: &str = "invoice-api.answers.yaml";

struct Team {
    folder: Handbook,
}

impl Team {
    fn file(&self) -> PathBuf {
        self.folder.folder().join(FILE)
    }

    fn text(&self) -> String {
        fs::read_to_string(self.file()).expect("the answer file")
    }

    /// Somebody fills in an answer in an editor.
    #[track_caller]
    fn answer(&self, id: &str, lines: &[&str]) {
        let (text, place) = (self.text(), format!("      {id}:\n"));
        assert!(text.contains(&place), "{id} has a place in the file");
        let lines: String = lines.iter().map(|line| format!("        {line}\n")).collect();
        fs::write(self.file(), text.replacen(&place, &format!("{place}{lines}"), 1)).expect("a file");
    }

    #[track_caller]
    fn replace(&self, old: &str, new: &str) {
        let text = self.text();
        assert!(text.contains(old), "{old}");
        fs::write(self.file(), text.replacen(old, new, 1)).expect("a file");
    }

    fn run(&self, verb: &str, more: &[&str]) -> crate::run::Run {
        self.folder.run(&[&["review", verb, FILE], more].concat())
    }

    fn report(&self) -> Value {
        serde_json::from_str(&self.run("print", &["--format", "json"]).expect_ok().stdout).expect("JSON")
    }
}

fn ids(group: &Value) -> Vec<&str> {
    group["items"].as_array().expect("items").iter().filter_map(|item| item["id"].as_str()).collect()
}

#[test]
fn the_story_of_one_launch_from_an_empty_folder() {
    // The enablement team publishes its handbook.
    let team = Team { folder: empty() };
    let public = team.folder.around().join("public");
    let out = public.to_str().expect("a path");
    let root = repository("");
    team.folder.run(&["build", root.to_str().expect("a path"), "--out", out]).expect_ok();
    fs::copy(public.join("handbook.json"), team.folder.folder().join("handbook.json")).expect("a copy");

    // "We hear that it goes to production": the file begins.
    let run = team.folder.run(&[
        "review",
        "new",
        "Invoice API",
        "--launch",
        "new-service",
        "--team",
        "payments",
        "--tier",
        "critical",
        "--trait",
        "stores-data,async,provides-api,calls-others,managed-services,sensitive-data",
        "--uses",
        "aws-dynamodb,aws-sqs",
        "--walkthrough",
        "2026-11-12",
    ]);
    run.expect_ok().expect_mentions(&["begin by 2026-10-13", "can stop the launch:", "REL-04", "5 step aside"]);

    // 6 July: the green-light conversation, half of it filled in, three times help wanted. Nobody grades it.
    team.answer("GL-01", &["says: Two zones; the queue is not decided yet.", "help_wanted: true"]);
    team.answer("GL-02", &["help_wanted: true"]);
    team.answer("GL-09", &["says: Backups exist, we think.", "help_wanted: true"]);
    let run = team.run("check", &["--phase", "green-light", "--as-of", "2026-07-06", "--strict"]);
    run.expect_ok().expect_mentions(&["13 open, 3 with help wanted"]);

    // 8 October: the matrix shows two things that nobody on the team knew of.
    let report = team.report();
    let duties = report["duties"].as_array().expect("duties");
    let table = duties.iter().find(|service| service["id"] == "aws-dynamodb").expect("the table");
    let backups =
        table["must_enable"].as_array().expect("duties").iter().find(|duty| duty["duty"] == "backups").expect("backups");
    assert_eq!(backups["must_enable"]["show"], "point_in_time_recovery { enabled = true }");
    let queue = duties.iter().find(|service| service["id"] == "aws-sqs").expect("the queue");
    assert!(queue["traps"].to_string().contains("There is no dead-letter queue unless you create one."), "{queue}");

    // 12 October, 31 days before: in time. Two days later, with nothing answered, it would be late.
    let check =
        |day: &str, more: &[&str]| team.run("check", &[&["--phase", "ready-for-production", "--as-of", day], more].concat());
    assert!(!check("2026-10-12", &[]).expect_ok().stderr.contains("late-start"));
    check("2026-10-14", &[]).expect_ok().expect_mentions(&["you should have started on `operational-readiness` on 2026-10-13"]);

    // 20 October: most is answered, by several people; two gaps without a plan, and one "the provider does it".
    let readiness = &report["sheets"].as_array().expect("sheets").iter().find(|sheet| sheet["id"] == "operational-readiness");
    let readiness = readiness.expect("the long checklist");
    let asked: Vec<&str> = readiness["areas"]
        .as_array()
        .expect("areas")
        .iter()
        .flat_map(|area| area["items"].as_array().expect("items"))
        .filter(|item| item["aside"].is_null())
        .filter_map(|item| item["id"].as_str())
        .collect();
    let special = ["REL-04", "REL-05", "SEC-05", "OPS-07", "OPS-08"];
    for id in asked.iter().filter(|id| !special.contains(id)) {
        team.answer(id, &["state: answered", "says: We do.", "setting: shown in the table's module", "speaker: team-lead"]);
    }
    team.answer("REL-04", &["state: answered", "handled_by: provider", "says: DynamoDB does it."]);
    team.answer("REL-05", &["state: gap", "says: Nobody has tried it."]);
    team.answer("SEC-05", &["state: gap"]);
    let run = check("2026-10-20", &[]);
    run.expect_wrong().expect_mentions(&[
        "error[gap-without-plan]: `REL-05` is a gap without a plan",
        "error[gap-without-plan]: `SEC-05` is a gap without a plan",
        "error[setting-not-shown]: `REL-04` leaves this to the provider, but on Amazon DynamoDB somebody must first enable",
        "2 gaps",
    ]);

    // They fix it; what is left open is known.
    team.replace(
        "says: DynamoDB does it.",
        "says: DynamoDB does it.\n        setting: point_in_time_recovery { enabled = true }",
    );
    let plan = "plan: {what: Drill on 9 November, owner: team-lead, due: 2026-11-09}";
    team.replace("says: Nobody has tried it.", &format!("says: Nobody has tried it.\n        {plan}"));
    team.replace(
        "      SEC-05:\n        state: gap",
        "      SEC-05:\n        state: gap\n        plan: {what: Rotate by script, owner: security, due: 2026-12-10}",
    );
    check("2026-10-20", &[]).expect_ok();
    check("2026-10-20", &["--strict"]).expect_wrong().expect_mentions(&["OPS-07, OPS-08"]);
    check("2026-11-10", &[]).expect_ok().expect_mentions(&["warning[plan-overdue]: the plan for `REL-05` was due on 2026-11-09"]);

    // 12 November: the walkthrough begins with what is weak.
    let report = team.report();
    let groups = report["agenda"]["groups"].as_array().expect("groups");
    assert_eq!(groups[0]["kind"], "hard-stops");
    assert_eq!(ids(&groups[0]), ["REL-05", "SEC-05"]);
    assert!(ids(&groups[1]).starts_with(&["SA-02"]) || ids(&groups[1]).contains(&"OPS-07"), "{:?}", ids(&groups[1]));
    let nothing_open: Vec<&str> =
        report["agenda"]["nothing_open"].as_array().expect("areas").iter().filter_map(|area| area["title"].as_str()).collect();
    assert!(nothing_open.contains(&"Deployment") && !nothing_open.contains(&"Security"), "{nothing_open:?}");
    let markdown = team.run("print", &[]).expect_ok().stdout.clone();
    let at = |text: &str| markdown.find(text).unwrap_or_else(|| panic!("{text} in\n{markdown}"));
    assert!(at("### Open hard stops (2)") < at("### Nothing open") && at("### Nothing open") < at("## Your duties"));
    // What was said at the green light stands beside what grew from it.
    assert!(markdown.contains("- GL-09 said: Backups exist, we think."), "{markdown}");

    // The backlog and the spreadsheet.
    let tasks = team.run("export", &["--format", "tasks"]);
    assert!(tasks.expect_ok().stdout.contains("- [ ] REL-05: "), "{}", tasks.stdout);
    let csv = team.run("export", &["--format", "csv"]);
    assert_eq!(csv.expect_ok().stdout.matches("\r\n").count(), 1 + report_rows(&report), "{}", csv.stdout);

    // A new edition of the handbook: a question more, a question less. Nothing that was said is lost.
    let json = fs::read_to_string(team.folder.folder().join("handbook.json")).expect("a file");
    let mut export: Value = serde_json::from_str(&json).expect("JSON");
    let checklists = export["checklists"].as_array_mut().expect("checklists");
    // As a handbook has it that closes no editions: what it asks today counts.
    for checklist in checklists.iter_mut().filter_map(Value::as_object_mut) {
        checklist.remove("editions");
        checklist.remove("earlier");
    }
    let readiness =
        checklists.iter_mut().find(|checklist| checklist["id"] == "operational-readiness").expect("the long checklist");
    readiness["edition"] = "2027-01-05".into();
    let area =
        readiness["areas"].as_array_mut().expect("areas").iter_mut().find(|area| area["prefix"] == "REL").expect("the area");
    let items = area["items"].as_array_mut().expect("items");
    let gone = items.iter().position(|item| item["id"] == "REL-05").expect("the item");
    let mut fresh = items.remove(gone);
    fresh["id"] = "REL-50".into();
    fresh["since"] = "2027-01-05".into();
    items.push(fresh);
    area["retired"]
        .as_array_mut()
        .expect("retired")
        .push(serde_json::json!({"id": "REL-05", "why": "Sharper now.", "replaced_by": ["REL-50"]}));
    team.folder.put("handbook.json", export.to_string().as_bytes());
    check("2027-01-05", &[]).expect_mentions(&[
        "warning[older-edition]",
        "new since then: REL-50",
        "`REL-05` is no longer asked: Sharper now",
    ]);
    team.run("update", &[]).expect_ok().expect_mentions(&["→ 2027-01-05", "new here: REL-50", "Now: REL-50."]);
    let text = team.text();
    let retired = &text[text.find("    retired:\n").expect("the retired answers")..];
    assert!(retired.contains("      REL-05:\n        state: gap\n        says: Nobody has tried it.\n        plan:"), "{text}");
    assert!(!check("2027-01-05", &[]).stderr.contains("older-edition"));
}

fn report_rows(report: &Value) -> usize {
    let sheets = report["sheets"].as_array().expect("sheets").iter();
    // A list of which nothing is asked is not in the file.
    let is_asked = |sheet: &&Value| !sheet["id"].as_str().is_some_and(|id| id.starts_with("add-on-"));
    sheets
        .filter(is_asked)
        .flat_map(|sheet| sheet["areas"].as_array().expect("areas"))
        .map(|area| area["items"].as_array().expect("items").len())
        .sum()
}
