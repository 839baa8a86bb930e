//! Answer files: what is read is written and read again as it is, and an edit in place keeps every other line.

use std::{collections::BTreeMap, fs};

use readybook::{
    diagnostic::Findings,
    review::{Answers, Edit, HandbookExport, apply, raise, read, write},
    yaml::{Node, NodeKind, parse},
};

use super::{Corpus, Verdict, are_placed, ensure, fuzz, source};
use crate::handbook::repository;

#[test]
fn answers_are_read_again_as_they_are_written_and_an_edit_keeps_every_other_line() {
    let export = fs::read(repository("tests/fixtures/answers/book.json")).expect("a file");
    let export = HandbookExport::from_json(&export).expect("a handbook");
    fuzz(800, Corpus::of(&["answers.yaml"], []).alone(), |[text]| holds(text, &export));
}

fn holds(text: &str, export: &HandbookExport) -> Verdict {
    let (sources, file) = source("answers.yaml", text);
    let mut findings = Findings::default();
    let answers = read(sources.file(file), &mut findings);
    let found = findings.into_vec();
    are_placed(&found, &sources, file)?;
    let Some(answers) = answers else { return ensure(!found.is_empty(), || "nothing is read, and nothing told".to_owned()) };
    if found.is_empty() {
        let written = write(&answers, export);
        let again = again(&written)?;
        ensure(write(&again, export) == written, || format!("written in another way the second time:\n{written}"))?;
    }
    for (checklist, answered) in &answers.checklists {
        let id = &checklist.value;
        let edit = |edit: Edit| apply(text, id, export.checklist(id), &edit).ok();
        if let Some(made) = edit(Edit::Edition("2027-01-05".parse().expect("a day"))) {
            keeps(text, &made, lines_of(text, &["checklists", id.as_str(), "edition"]), "the edition")?;
        }
        if let Some(made) = edit(Edit::List("ZZZ-99".into(), "What # is\nnew?".into())) {
            keeps(text, &made, 0, "a question that is listed")?;
        }
        for (item, _) in answered.items.iter().take(3) {
            if let Some(made) = edit(Edit::Retire(item.value.clone())) {
                // A mapping of which the last item went has no line of its own any more.
                keeps(text, &made, 1, "an answer that is retired")?;
            }
        }
    }
    raise(text).map_or(Ok(()), |made| keeps(text, &made, lines_of(text, &["answers"]), "the version"))
}

/// How many lines the entry below these keys has, at least one.
fn lines_of(text: &str, keys: &[&str]) -> usize {
    let (sources, file) = source("answers.yaml", text);
    let Ok(mut node) = parse(sources.file(file), 0..text.len()) else { return 1 };
    let mut start = 0;
    for wanted in keys {
        let NodeKind::Map(entries) = node.kind else { return 1 };
        let Some((key, value)) = entries.into_iter().find(|(key, _)| key.text == *wanted) else { return 1 };
        (start, node) = (key.span.start as usize, value);
    }
    text[start..end_of(&node).max(start)].lines().filter(|line| !line.trim().is_empty()).count().max(1)
}

/// Where what a node holds ends.
fn end_of(node: &Node) -> usize {
    let inside = match &node.kind {
        NodeKind::Null | NodeKind::Scalar(_) => None,
        NodeKind::List(entries) => entries.iter().map(end_of).max(),
        NodeKind::Map(entries) => entries.iter().map(|(_, value)| end_of(value)).max(),
    };
    inside.unwrap_or(0).max(node.span.end as usize)
}

fn again(text: &str) -> Result<Answers, String> {
    let (sources, file) = source("answers.yaml", text);
    let mut findings = Findings::default();
    let answers = read(sources.file(file), &mut findings);
    let found = findings.into_vec();
    ensure(found.is_empty(), || format!("{found:?} in\n{text}"))?;
    answers.ok_or_else(|| format!("no answers in\n{text}"))
}

/// All lines of a text but so many are in another one, whatever their indent is.
fn keeps(text: &str, made: &str, changed: usize, what: &str) -> Verdict {
    let lines = |text: &str| {
        let mut lines: BTreeMap<String, usize> = BTreeMap::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            *lines.entry(line.to_owned()).or_default() += 1;
        }
        lines
    };
    let there = lines(made);
    let gone: Vec<(String, usize)> = lines(text)
        .into_iter()
        .filter_map(|(line, count)| {
            let lost = count.saturating_sub(there.get(&line).copied().unwrap_or(0));
            (lost > 0).then_some((line, lost))
        })
        .collect();
    ensure(gone.iter().map(|(_, lost)| lost).sum::<usize>() <= changed, || format!("{what} loses {gone:?}:\n{made}"))
}
