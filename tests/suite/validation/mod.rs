//! What the formats forbid: every sentence of validation, drawn.

mod checklists;
mod data;
mod foreign;
mod phases;
mod settings;

use crate::{
    handbook::{Handbook, handbook},
    run::Run,
};

/// Settings with a vocabulary of each kind.
const SETTINGS: &str = "\
title: Test
environments: [staging, production]
traits: [stores-data]
tiers: [critical]
roles: [team-lead]
sources: {book: {title: A book}}
";

/// And one phase of each kind.
const PHASES: &str = "\
phases:
  - {id: playground, oversight: spend-only, checklists: [spend]}
  - {id: green-light, oversight: advisory, checklists: [talk]}
  - {id: ready, oversight: sign-off, only_for: [new-service], checklists: [review]}
";

fn book() -> Handbook {
    handbook().file("handbook.yaml", SETTINGS).file("content/index.md", "# Home\n")
}

/// One checklist a phase, the last one with these items.
fn review(items: &str) -> Run {
    lists("", "", items)
}

fn lists(spend: &str, talk: &str, review: &str) -> Run {
    let list = |id: &str, items: &str| format!("id: {id}\ntitle: {id}\nprefix: {}\nitems:\n{items}", prefix(id));
    book()
        .file("handbook.yaml", format!("{SETTINGS}{PHASES}"))
        .file("checklists/spend.yaml", list("spend", if spend.is_empty() { "  []\n" } else { spend }))
        .file("checklists/talk.yaml", list("talk", if talk.is_empty() { "  []\n" } else { talk }))
        .file("checklists/review.yaml", list("review", if review.is_empty() { "  []\n" } else { review }))
        .check()
}

fn prefix(id: &str) -> String {
    id[..2].to_uppercase()
}

fn settings(text: &str) -> Run {
    handbook().file("handbook.yaml", text).file("content/index.md", "# Home\n").check()
}
