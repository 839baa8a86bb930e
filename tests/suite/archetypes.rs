//! What each kind of system is asked by the checklists that come with readybook: a table of ids with counts.
//!
//! The kinds stand here with their tier and traits; the table is `tests/fixtures/archetypes.txt`.

use std::fmt::Write as _;
use std::fs;

use snapbox::{Data, assert_data_eq};

use crate::handbook::{handbook, repository};
use crate::run::{finish, readybook};

/// Name, tier, traits.
const KINDS: [(&str, &str, &str); 10] = [
    ("invoice service", "standard", "public-facing,stores-data,sensitive-data,calls-others,managed-services"),
    (
        "public web service",
        "standard",
        "public-facing,stores-data,relational,sensitive-data,calls-others,containers,managed-services",
    ),
    ("internal batch job", "standard", "batch,async,stores-data,managed-services"),
    ("stream", "standard", "stream,async,stores-data,calls-others,managed-services"),
    ("static front end", "standard", "public-facing,front-end,calls-others,managed-services"),
    ("mobile back end", "standard", "public-facing,mobile,provides-api,stores-data,sensitive-data,calls-others,managed-services"),
    ("SaaS integration", "standard", "saas,calls-others,async,managed-services"),
    ("machine learning", "standard", "machine-learning,provides-api,calls-others,managed-services"),
    ("on premises", "standard", "self-hosted,stores-data,relational"),
    ("small internal tool", "small", "stores-data"),
];

/// The ids that an answer file has a line for, list by list.
fn lists(answers: &str) -> Vec<(String, Vec<String>)> {
    let mut lists: Vec<(String, Vec<String>)> = Vec::new();
    for line in answers.lines().skip_while(|line| *line != "checklists:").skip(1) {
        let name = line.trim().trim_end_matches(':');
        match line.len() - line.trim_start().len() {
            2 => lists.push((name.to_owned(), Vec::new())),
            6 if line.ends_with(':') && !name.starts_with('#') => lists.last_mut().expect("a list").1.push(name.to_owned()),
            _ => {}
        }
    }
    lists
}

#[test]
fn each_kind_of_system_is_asked_what_matters_to_it() {
    let place = handbook();
    let book = repository("").display().to_string();
    let mut table = String::new();
    for (kind, tier, traits) in KINDS {
        let file = place.folder().join(format!("{}.yaml", kind.replace(' ', "-")));
        let out = file.display().to_string();
        let args = [
            "review",
            "new",
            "example",
            "--handbook",
            &book,
            "--title",
            kind,
            "--launch",
            "new-service",
            "--team",
            "example",
            "--tier",
            tier,
            "--trait",
            traits,
            "--uses",
            "",
            "--walkthrough",
            "2027-01-20",
            "--out",
            &out,
        ];
        finish(readybook(&place.folder(), &args), place.folder()).expect_ok();
        writeln!(table, "{kind} ({tier}: {traits})").expect("a line");
        for (list, ids) in lists(&fs::read_to_string(&file).expect("an answer file")) {
            if ids.is_empty() {
                continue;
            }
            writeln!(table, "  {list} {}: {}", ids.len(), ids.join(" ")).expect("a line");
        }
    }
    assert_data_eq!(table, Data::read_from(&repository("tests/fixtures/archetypes.txt"), None).raw());
}
