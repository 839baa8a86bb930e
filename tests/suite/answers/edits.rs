//! Edits of an answer file keep every byte that they do not change.

use std::fs;

use proptest::prelude::*;
use readybook::{
    diagnostic::Findings,
    review::{Answer, Answers, Book, Change, change, read},
    source::{SourcePath, Sources},
};
use snapbox::{Assert, Data, assert::DEFAULT_ACTION_ENV};

use super::fixture;

fn answers(text: &str) -> Answers {
    let (mut sources, mut findings) = (Sources::default(), Findings::default());
    let id = sources.add(SourcePath::new("answers.yaml"), text.into(), true);
    let answers = read(&sources.file(id).clone(), &mut findings);
    let found = findings.into_vec();
    assert!(found.is_empty(), "{found:?} in\n{text}");
    answers.expect("an answer file")
}

fn book() -> Book {
    Book::from_json(&fs::read(fixture("book.json")).expect("a file")).expect("a handbook")
}

#[test]
fn an_edit_changes_the_lines_of_what_changed_and_no_others() {
    let book = book();
    let mut text = fs::read_to_string(fixture("by-hand").join("answers.yaml")).expect("a file");
    let edit = answers(&fs::read_to_string(fixture("by-hand").join("edit.yaml")).expect("a file"));
    for (checklist, answered) in &edit.checklists {
        for (id, answer) in &answered.items {
            let put = Change::Put(id.value.clone(), Box::new(answer.clone()));
            text = change(&text, &checklist.value, book.checklist(&checklist.value), &put).expect("a file in blocks");
        }
    }
    let expected = fixture("by-hand").join("edited.yaml");
    Assert::new().normalize_paths(false).action_env(DEFAULT_ACTION_ENV).eq(text, Data::read_from(&expected, None).raw());
}

/// Texts with all that YAML could trip over.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("\n".to_owned()),
        Just("  ".to_owned()),
        Just("# ".to_owned()),
        Just(": ".to_owned()),
        Just("- ".to_owned()),
        Just("'\"\\".to_owned()),
        Just("{[&*!|>%@`".to_owned()),
        Just("\t".to_owned()),
        Just("null".to_owned()),
        Just("2026-11-22".to_owned()),
        Just("\u{2028}\u{feff}\u{85}\u{7f}".to_owned()),
        "[a-zA-Z0-9äß漢 ._,-]{1,12}",
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn answer() -> impl Strategy<Value = Answer> {
    (text(), text(), proptest::collection::vec(text(), 0..3), text(), any::<bool>()).prop_map(
        |(says, setting, evidence, why, help_wanted)| {
            let tidy =
                |text: String| text.trim_end_matches(|c: char| c.is_whitespace() && c != '\u{85}' || c == '\u{feff}').to_owned();
            let evidence = evidence.into_iter().map(tidy).filter(|text| !text.is_empty()).collect();
            Answer { help_wanted, says: tidy(says), setting: tidy(setting), evidence, why: tidy(why), ..Answer::default() }
        },
    )
}

const IDS: &[&str] = &["REL-01", "REL-02", "REL-03", "REL-10", "SEC-01", "SEC-02"];

/// The lines of one item: its own, those that are further in, and the blank ones between them.
fn without(text: &str, id: &str) -> Vec<String> {
    let mut kept = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        let depth = line.len() - line.trim_start().len();
        if depth <= 6 && !line.trim().is_empty() {
            inside = line.trim_start().starts_with(&format!("{id}:"));
        }
        if !inside {
            kept.push(line.to_owned());
        }
    }
    kept
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_put_is_read_again_and_every_other_line_stays(edits in proptest::collection::vec((0..IDS.len(), answer()), 1..5)) {
        let book = book();
        let mut text = fs::read_to_string(fixture("by-hand").join("answers.yaml")).expect("a file");
        for (number, wanted) in edits {
            let id = IDS[number];
            let before = text.clone();
            let put = Change::Put(id.to_owned(), Box::new(wanted.clone()));
            text = change(&text, "readiness", book.checklist("readiness"), &put).expect("a file in blocks");
            let (_, answered) = answers(&text).checklists.into_iter().next().expect("the checklist");
            let found = answered.items.into_iter().find(|(name, _)| name.value == id).map(|(_, found)| found).unwrap_or_default();
            prop_assert!(found.same_as(&wanted), "{found:?}\n{wanted:?}\n{text}");
            let blank = |lines: Vec<String>| lines.into_iter().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>();
            prop_assert_eq!(blank(without(&before, id)), blank(without(&text, id)), "{}", text);
            // The same edit again changes nothing.
            let again = change(&text, "readiness", book.checklist("readiness"), &put).expect("a file in blocks");
            prop_assert_eq!(&again, &text);
        }
    }

    #[test]
    fn a_canonical_file_is_read_as_what_was_written(wanted in answer()) {
        let text = "answers: 1\nservice:\n  id: a\n  title: A\n  launch: new-service\nchecklists:\n  readiness:\n    edition: 2026-11-22\n";
        let put = Change::Put("REL-01".to_owned(), Box::new(wanted.clone()));
        let book = book();
        let made = change(text, "readiness", book.checklist("readiness"), &put).expect("a file in blocks");
        let file = answers(&made);
        prop_assert_eq!(readybook::review::write(&file, &book), made);
    }
}
