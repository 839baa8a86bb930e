//! What the verbs of `review` do beside what the fixtures show: flags, exit codes, files that stay as they are.

use std::fs;

use super::{fixture, repository_of_a_team, small_book};

const NEW: &[&str] = &["review", "new", "Invoice API", "--launch", "new-service"];

#[test]
fn a_new_file_lists_what_applies_and_never_overwrites() {
    let team = repository_of_a_team();
    let more = [
        "--tier",
        "critical",
        "--trait",
        "stores-data",
        "--uses",
        "aws-table",
        "--team",
        "payments",
        "--walkthrough",
        "2026-12-20",
    ];
    let run = team.run(&[NEW, &more].concat());
    run.expect_ok().expect_mentions(&[
        "made `invoice-api.answers.yaml`",
        "can stop the launch: REL-01, REL-02",
        "begin by 2026-11-20",
    ]);
    let file = team.folder().join("invoice-api.answers.yaml");
    let text = fs::read_to_string(&file).expect("the file");
    assert!(text.contains("      # How do you know that backups are switched on?\n      REL-02:\n"), "{text}");
    assert!(text.contains("REL-10:") && !text.contains("REL-03:") && !text.contains("SEC-02:"), "{text}");
    fs::write(&file, "mine").expect("a file");
    team.run(NEW).expect_trouble().expect_mentions(&["is there already"]);
    assert_eq!(fs::read_to_string(&file).expect("the file"), "mine");
}

#[test]
fn what_a_new_file_tells_to_run_next_runs_as_it_stands() {
    let team = repository_of_a_team().file("platform/handbook.json", fs::read(fixture("book.json")).expect("the handbook"));
    fs::remove_file(team.folder().join("handbook.json")).expect("it was there");
    let run = team.run(&[NEW, &["--handbook", "platform"]].concat());
    let next = "`readybook review check invoice-api.answers.yaml --handbook platform`";
    run.expect_ok().expect_mentions(&[next]);
    let words: Vec<&str> = next.trim_matches('`').split(' ').skip(1).collect();
    team.run(&words).expect_ok();
}

#[test]
fn the_next_launch_keeps_what_stays_true_and_marks_it_for_another_look() {
    let before = "answers: 2\nservice:\n  id: invoice-api\n  title: Invoice API\n  launch: new-service\n  team: payments\n  tier: critical\n  traits: [stores-data]\n  uses: [aws-table]\n  walkthrough: 2026-06-20\n  launch_on: 2026-07-01\nchecklists:\n  readiness:\n    edition: 2026-05-01\n    owners: {REL: kim}\n    items:\n      REL-01: {state: answered, says: Two zones., updated: 2026-06-01}\n      REL-02:\n        state: gap\n        help_wanted: true\n        plan: {what: A drill, owner: kim, due: 2026-06-30}\n      REL-09: {state: answered, says: Both.}\n      REL-10: {says: Not yet., help_wanted: true}\n";
    let team = repository_of_a_team().file("old/invoice-api.answers.yaml", before);
    let from = ["review", "new", "Invoice API", "--from", "old/invoice-api.answers.yaml", "--walkthrough", "2027-01-20"];
    team.run(&from).expect_ok().expect_mentions(&[
        "made `invoice-api-2.answers.yaml`",
        "2 answers from the earlier launch to look at again",
        "begin by 2026-12-21",
    ]);
    let made = fs::read_to_string(team.folder().join("invoice-api-2.answers.yaml")).expect("the file");
    let (_, said) = made.split_once("answers: 2\n").expect("a head");
    let expected = "from: old/invoice-api.answers.yaml\nservice:\n  id: invoice-api-2\n  title: Invoice API\n  launch: new-service\n  team: payments\n  tier: critical\n  traits:\n    - stores-data\n  uses:\n    - aws-table\n  walkthrough: 2027-01-20\nchecklists:\n";
    assert!(said.starts_with(expected), "{said}");
    for part in [
        "    edition: 2026-11-22\n    owners:\n      REL: kim\n    items:\n",
        "      REL-01:\n        state: answered\n        look: true\n        says: Two zones.\n      #",
        "      REL-02:\n        state: gap\n        look: true\n        plan:\n          what: A drill\n          owner: kim\n          due: 2026-06-30\n      #",
        "      REL-10:\n        says: Not yet.\n",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    assert!(!said.contains("REL-09") && !said.contains("launch_on") && !said.contains("updated"), "{said}");
    assert_eq!(fs::read_to_string(team.folder().join("old/invoice-api.answers.yaml")).expect("the file"), before);
    let check = team.run(&["review", "check", "invoice-api-2.answers.yaml", "--as-of", "2026-11-28"]);
    check.expect_mentions(&["note[look-again]: 2 answers are marked to be looked at again: REL-01, REL-02", "plan-overdue"]);
    // It is there now, and stays; another one of the same service counts on.
    team.run(&from).expect_trouble().expect_mentions(&["is there already"]);
    let again = ["review", "new", "invoice-api-2", "--from", "invoice-api-2.answers.yaml", "--team", "ledger"];
    team.run(&again).expect_ok().expect_mentions(&["made `invoice-api-3.answers.yaml`"]);
    let third = fs::read_to_string(team.folder().join("invoice-api-3.answers.yaml")).expect("the file");
    assert!(third.contains("from: invoice-api-2.answers.yaml\n") && third.contains("title: Invoice API\n"), "{third}");
    assert!(third.contains("team: ledger\n") && !third.contains("walkthrough"), "{third}");
    team.put("wrong.yaml", b"answers: 2\nservice: {id: a, launch: new-service, teir: x}\n");
    team.run(&["review", "new", "a", "--from", "wrong.yaml"]).expect_wrong().expect_mentions(&["did you mean `tier`?"]);
    team.run(&["review", "new", "a", "--from", "nowhere.yaml"]).expect_trouble().expect_mentions(&["there is no `nowhere.yaml`"]);
    assert!(!team.folder().join("a.answers.yaml").exists() && !team.folder().join("a-2.answers.yaml").exists());
}

#[test]
fn a_change_gets_no_review_and_is_told_its_path() {
    let team = repository_of_a_team();
    let run = team.run(&["review", "new", "Invoice API", "--launch", "change"]);
    run.expect_wrong().expect_mentions(&["code review is its path"]);
    assert!(!team.folder().join("invoice-api.answers.yaml").exists());
}

#[test]
fn without_a_terminal_nothing_is_asked_and_wrong_flags_say_what_there_is() {
    let team = repository_of_a_team();
    team.run(&["review", "new", "Invoice API"]).expect_trouble().expect_mentions(&["--launch new-service"]);
    team.run(&[NEW, &["--tier", "criticl"]].concat()).expect_trouble().expect_mentions(&["did you mean `critical`?"]);
    team.run(&[NEW, &["--uses", "aws-tabel"]].concat()).expect_trouble().expect_mentions(&["did you mean `aws-table`?"]);
    team.run(&["review", "new", "42", "--launch", "new-service"]).expect_trouble().expect_mentions(&["makes no id"]);
    crate::handbook::empty().run(NEW).expect_trouble().expect_mentions(&["there is no handbook here", "--handbook"]);
}

#[test]
fn the_handbook_may_be_a_folder_a_published_folder_or_a_file() {
    let book = small_book();
    book.build().expect_ok();
    let answers = fixture("full").join("answers.yaml");
    let answers = answers.to_str().expect("a path");
    let expected = repository_of_a_team().run(&["review", "export", answers, "--format", "csv"]).stdout;
    let outside = crate::handbook::empty();
    for place in ["", "public", "public/handbook.json"] {
        let place = book.folder().join(place);
        let run = outside.run(&["review", "export", answers, "--format", "csv", "--handbook", place.to_str().expect("a path")]);
        assert_eq!(run.expect_ok().stdout, expected);
    }
    let wrong = book.file("content/index.md", "[x](nowhere.md)\n");
    wrong.run(&["review", "check", answers]).expect_trouble().expect_mentions(&["has 1 error", "readybook check ."]);
}

#[test]
fn a_phase_narrows_what_is_looked_at() {
    let team = repository_of_a_team();
    team.run(&[NEW, &["--tier", "critical", "--trait", ""]].concat()).expect_ok();
    let check = ["review", "check", "invoice-api.answers.yaml", "--as-of", "2026-11-23"];
    let early = team.run(&[&check[..], &["--phase", "green-light", "--strict"]].concat());
    early.expect_ok().expect_mentions(&["note[unanswered]", "green-light: 0 of 2"]);
    assert!(!early.stdout.contains("readiness"), "{}", early.stdout);
    let ready = team.run(&[&check[..], &["--phase", "ready", "--strict"]].concat());
    ready.expect_wrong().expect_mentions(&["warning[unanswered]", "REL-01 can stop the launch"]);
    team.run(&[&check[..], &["--phase", "raedy"]].concat()).expect_trouble().expect_mentions(&["did you mean `ready`?"]);
}

#[test]
fn findings_are_told_to_programs_with_counts_and_ids() {
    let team = repository_of_a_team().file("answers.yaml", fs::read(fixture("full").join("answers.yaml")).expect("a file"));
    let run = team.run(&["review", "check", "answers.yaml", "--as-of", "2026-11-23", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    assert_eq!(json["service"], "invoice-api");
    assert_eq!((&json["walkthrough"], &json["begin"]), (&"2026-12-20".into(), &"2026-11-20".into()));
    assert_eq!(json["checklists"][1]["id"], "readiness");
    assert_eq!(json["checklists"][1]["unanswered"], serde_json::json!(["REL-01", "REL-10"]));
    let codes: Vec<&str> =
        json["diagnostics"].as_array().expect("a list").iter().filter_map(|found| found["code"].as_str()).collect();
    assert!(codes.contains(&"older-edition") && codes.contains(&"unknown-id"), "{codes:?}");
    assert_eq!(run.stderr, "");
}

#[test]
fn an_export_replaces_a_file_only_when_told_to() {
    let team = repository_of_a_team().file("answers.yaml", fs::read(fixture("full").join("answers.yaml")).expect("a file"));
    let export = ["review", "export", "answers.yaml", "--format", "tasks", "--out", "tasks.md"];
    team.run(&export).expect_ok();
    let made = fs::read_to_string(team.folder().join("tasks.md")).expect("the file");
    team.put("tasks.md", b"mine");
    team.run(&export).expect_trouble().expect_mentions(&["is there already", "--force"]);
    assert_eq!(fs::read(team.folder().join("tasks.md")).expect("the file"), b"mine");
    team.run(&[&export[..], &["--force"]].concat()).expect_ok();
    assert_eq!(fs::read_to_string(team.folder().join("tasks.md")).expect("the file"), made);
}

#[test]
fn an_update_moves_the_edition_lists_what_is_new_and_keeps_what_is_gone() {
    let before = "# ours\nanswers: 1\nservice: {id: a, title: A, launch: new-service, tier: critical, traits: [stores-data]}\nchecklists:\n  readiness:\n    edition: 2026-10-01 # old\n    items:\n      REL-01: {state: answered, says: Two zones.}\n      # both at once\n      REL-09:\n        state: answered  # yes\n        says: Both.\n      SEC-01:\n";
    let team = repository_of_a_team().file("answers.yaml", before);
    let dry = team.run(&["review", "update", "answers.yaml", "--dry-run"]);
    dry.expect_ok().expect_mentions(&["would change", "the format: version 1 → 2", "edition 2026-10-01 → 2026-11-22"]);
    assert_eq!(fs::read_to_string(team.folder().join("answers.yaml")).expect("the file"), before);
    let run = team.run(&["review", "update", "answers.yaml"]);
    run.expect_ok().expect_mentions(&[
        "new here: REL-10 When did you last exercise a restore?",
        "kept under `retired`: REL-09 It asked two things at once. Now: REL-02, REL-10.",
    ]);
    let after = fs::read_to_string(team.folder().join("answers.yaml")).expect("the file");
    let expected = "# ours\nanswers: 2\nservice: {id: a, title: A, launch: new-service, tier: critical, traits: [stores-data]}\nchecklists:\n  readiness:\n    edition: 2026-11-22 # old\n    items:\n      REL-01: {state: answered, says: Two zones.}\n      # How do you know that backups are switched on?\n      REL-02:\n      # When did you last exercise a restore?\n      REL-10:\n      SEC-01:\n    retired:\n      # both at once\n      REL-09:\n        state: answered  # yes\n        says: Both.\n";
    assert_eq!(after, expected);
    team.run(&["review", "update", "answers.yaml"]).expect_ok().expect_mentions(&["is up to date"]);
    // What cannot be changed in place is refused, not rewritten.
    let flow = "answers: 1\nservice: {id: a, title: A, launch: new-service}\nchecklists: {readiness: {edition: 2026-10-01, items: {}}}\n";
    let team = repository_of_a_team().file("answers.yaml", flow);
    team.run(&["review", "update", "answers.yaml"]).expect_trouble().expect_mentions(&["nothing was written"]);
    assert_eq!(fs::read_to_string(team.folder().join("answers.yaml")).expect("the file"), flow);
}

/// An answer file of a service that was asked what is no longer asked.
fn with_retired(answers: &str) -> String {
    format!(
        "answers: 2\nservice: {{id: a, title: A, launch: new-service, tier: small, traits: []}}\nchecklists:\n  readiness:\n{answers}"
    )
}

#[test]
fn an_answer_that_is_both_kept_and_to_be_kept_is_told_by_check_and_update_and_stays() {
    let text = with_retired(
        "    items:\n      REL-09: {state: answered, says: mine}\n    retired:\n      REL-09: {state: answered, says: older}\n",
    );
    let team = repository_of_a_team().file("answers.yaml", text.as_str());
    let told = "error[duplicate-id]: `REL-09` is both under `items` and `retired`\n --> answers.yaml:6:7\n  |\n6 |       REL-09: {state: answered, says: mine}\n  |       ^^^^^^\n7 |     retired:\n8 |       REL-09: {state: answered, says: older}\n  |       ------ the answer that is kept already\n  |\n  = help: keep one: it is no longer asked, so its answer belongs under `retired`\n\n";
    for more in [&[][..], &["--dry-run"]] {
        let run = team.run(&[&["review", "update", "answers.yaml"], more].concat());
        assert_eq!((run.expect_wrong().stderr.as_str(), run.stdout.as_str()), (told, ""));
    }
    let check = team.run(&["review", "check", "answers.yaml", "--as-of", "2026-11-22"]);
    check.expect_wrong().expect_mentions(&[told]);
    assert!(!check.stderr.contains("retired-item"), "{}", check.stderr);
    assert_eq!(fs::read_to_string(team.folder().join("answers.yaml")).expect("the file"), text);
    // One that is kept is enough.
    let one = text.replace("      REL-09: {state: answered, says: older}\n", "").replace("    retired:\n", "");
    team.put("answers.yaml", one.as_bytes());
    team.run(&["review", "update", "answers.yaml"]).expect_ok().expect_mentions(&["kept under `retired`: REL-09"]);
}

#[test]
fn a_note_that_stands_less_deep_than_its_answer_moves_with_it() {
    let item = "      REL-09:\n        state: answered\n    #é a note of mine, outdented\n  # and a plain one\n\n        says: |\n          Both.\n\n           Deeper.\n";
    for eol in ["\n", "\r\n"] {
        let text = with_retired(&format!(
            "    edition: 2026-11-22\n    items:\n{item}      REL-01:\n      REL-02:\n      REL-10:\n      SEC-01:\n      SEC-02:\n"
        ));
        let team = repository_of_a_team().file("answers.yaml", text.replace('\n', eol));
        team.run(&["review", "update", "answers.yaml"]).expect_ok().expect_mentions(&["kept under `retired`: REL-09"]);
        let after = fs::read_to_string(team.folder().join("answers.yaml")).expect("the file");
        let moved = item.replace("    #é", "      #é").replace("  # and", "      # and");
        let expected = format!("{}    retired:\n{moved}", text.replace(item, ""));
        assert_eq!(after, expected.replace('\n', eol));
    }
}

#[test]
fn an_update_keeps_the_answer_to_a_reworded_question_and_marks_it() {
    let book = crate::handbook::empty();
    for (path, bytes) in crate::handbook::files(&crate::handbook::repository("tests/fixtures/codes/reworded-question")) {
        if !path.ends_with('/') {
            book.put(&path, &bytes);
        }
    }
    let read = || fs::read_to_string(book.folder().join("answers.yaml")).expect("the file");
    let before = read();
    let run = book.run(&["review", "update", "answers.yaml"]);
    run.expect_ok().expect_mentions(&[
        "early\n    reworded, its answer is kept and marked to be looked at: GL-01 How do you plan to stay in service?\n      before: How do you plan to stay in service when one part fails?",
        "REL-02 How do you know that backups are switched on?\n      before: How do you know that you have backups?",
    ]);
    let digest = |id: &str| {
        let json: serde_json::Value =
            serde_json::from_slice(&fs::read(book.folder().join("public/handbook.json")).expect("a file")).expect("JSON");
        let items =
            json["checklists"].as_array().expect("a list").iter().flat_map(|list| list["areas"].as_array().expect("a list"));
        let mut items = items.flat_map(|area| area["items"].as_array().expect("a list"));
        items.find(|item| item["id"] == id).expect("the item")["digests"]["asks"].as_str().expect("a digest").to_owned()
    };
    book.run(&["build"]).expect_ok();
    let (early, backups) = (digest("GL-01"), digest("REL-02"));
    let none = "0".repeat(64);
    let expected = before
        .replace(
            "      # How do you plan to stay in service when one part fails?\n",
            "      # Before: How do you plan to stay in service when one part fails?\n      # How do you plan to stay in service?\n",
        )
        .replace(
            "      # How do you know that you have backups?\n",
            "      # Before: How do you know that you have backups?\n      # How do you know that backups are switched on?\n",
        )
        .replacen(&format!("asked: {none}\n"), &format!("asked: {early}\n        look: true\n"), 1)
        .replacen(&format!("asked: {none}\n"), &format!("asked: {backups}\n        look: true\n"), 1);
    assert_eq!(read(), expected);
    book.run(&["review", "update", "answers.yaml"]).expect_ok().expect_mentions(&["is up to date"]);
    let check = book.run(&["review", "check", "answers.yaml", "--as-of", "2026-11-22"]);
    assert!(!check.stderr.contains("reworded-question"), "{}", check.stderr);
    check.expect_mentions(&["2 answers are marked to be looked at again: GL-01, REL-02"]);
}

#[test]
fn an_update_keeps_line_ends_the_mark_at_the_beginning_rights_and_links() {
    use std::os::unix::fs::PermissionsExt as _;
    let text = "\u{feff}answers: 1\r\nservice: {id: a, title: A, launch: new-service}\r\nchecklists:\r\n  green-light:\r\n    edition: 2026-10-01\r\n    items:\r\n      GL-01:\r\n";
    let team = repository_of_a_team().file("real.yaml", text);
    let folder = team.folder();
    fs::set_permissions(folder.join("real.yaml"), fs::Permissions::from_mode(0o640)).expect("rights");
    std::os::unix::fs::symlink("real.yaml", folder.join("answers.yaml")).expect("a link");
    team.run(&["review", "update", "answers.yaml"]).expect_ok();
    let after = fs::read_to_string(folder.join("real.yaml")).expect("the file");
    assert!(after.starts_with('\u{feff}') && after.matches('\n').count() == after.matches("\r\n").count(), "{after:?}");
    assert!(after.contains("edition: 2026-11-01\r\n") && after.contains("      GL-02:\r\n"), "{after:?}");
    assert!(fs::symlink_metadata(folder.join("answers.yaml")).expect("the link").is_symlink());
    assert_eq!(fs::metadata(folder.join("real.yaml")).expect("the file").permissions().mode() & 0o777, 0o640);
    let left: Vec<String> = crate::handbook::files(&folder).into_keys().filter(|name| name.contains("part")).collect();
    assert!(left.is_empty(), "{left:?}");
}
