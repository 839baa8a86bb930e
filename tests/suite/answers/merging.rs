//! Two people, two branches, one file: Git merges what they wrote.

use std::{fs, path::Path};

use super::repository_of_a_team;
use crate::run;

fn git(folder: &Path, args: &[&str]) -> (bool, String) {
    let output = run::output(run::git(folder, args)).expect("git");
    (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr))
}

#[track_caller]
fn done(folder: &Path, args: &[&str]) {
    let (fine, told) = git(folder, args);
    assert!(fine, "git {args:?}: {told}");
}

#[test]
fn two_branches_that_answer_neighbouring_questions_merge_without_conflict() {
    let team = repository_of_a_team();
    let folder = team.folder();
    let new = ["review", "new", "ledger", "--launch", "new-service", "--tier", "critical", "--trait", "stores-data,async"];
    team.run(&[&new[..], &["--out", "answers.yaml"]].concat()).expect_ok();
    let file = folder.join("answers.yaml");
    let put = |id: &str, answer: &str| {
        let text = fs::read_to_string(&file).expect("the file");
        assert!(text.contains(&format!("      {id}:\n")), "{text}");
        fs::write(&file, text.replace(&format!("      {id}:\n"), &format!("      {id}:\n{answer}"))).expect("a file");
    };
    done(&folder, &["init", "-q", "-b", "main"]);
    done(&folder, &["add", "."]);
    done(&folder, &["commit", "-qm", "Begin"]);
    done(&folder, &["switch", "-qc", "one"]);
    put("REL-01", "        state: answered\n        says: Two zones.\n");
    put(
        "SEC-01",
        "        state: gap\n        plan:\n          what: Rotate\n          owner: lead\n          due: 2026-12-01\n",
    );
    done(&folder, &["commit", "-qam", "One"]);
    done(&folder, &["switch", "-q", "main"]);
    done(&folder, &["switch", "-qc", "two"]);
    put("REL-02", "        state: answered\n        says: Daily.\n");
    put("REL-03", "        state: not-applicable\n        why: No queue yet.\n");
    done(&folder, &["commit", "-qam", "Two"]);
    done(&folder, &["merge", "-q", "--no-edit", "one"]);
    let run = team.run(&["review", "check", "answers.yaml", "--as-of", "2026-11-23"]);
    run.expect_ok().expect_mentions(&["readiness: 2 of 5 answered, 1 gap, 1 not applicable, 1 open"]);
}
