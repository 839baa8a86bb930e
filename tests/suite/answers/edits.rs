//! Edits of an answer file keep every byte that they do not change, and what is written is read again as it was.

use std::{collections::BTreeSet, fs};

use proptest::prelude::*;
use readybook::{
    diagnostic::Findings,
    review::{Answers, Edit, HandbookExport, apply, raise, read, write},
    source::{SourcePath, Sources},
    yaml::{HasFormat as _, YamlValue},
};

use super::fixture;

fn answers(text: &str) -> Answers {
    let (mut sources, mut findings) = (Sources::default(), Findings::default());
    let id = sources.add(SourcePath::new("answers.yaml"), text.into(), true);
    let answers = read(&sources.file(id).clone(), &mut findings);
    let found = findings.into_vec();
    assert!(found.is_empty(), "{found:?} in\n{text}");
    answers.expect("an answer file")
}

fn export() -> HandbookExport {
    HandbookExport::from_json(&fs::read(fixture("book.json")).expect("a file")).expect("a handbook")
}

fn text_of(case: &str, file: &str) -> String {
    fs::read_to_string(fixture(case).join(file)).expect("a file")
}

/// The text after a change in the long checklist.
fn changed(text: &str, change_it: &Edit) -> String {
    apply(text, "readiness", export().checklist("readiness"), change_it).expect("a file in blocks")
}

#[test]
fn a_change_of_the_edition_keeps_every_other_byte() {
    let before = text_of("by-hand", "answers.yaml");
    let made = changed(&before, &Edit::Edition("2027-01-05".parse().expect("a day")));
    assert_eq!(made, before.replace("edition: 2026-11-22   # keep", "edition: 2027-01-05 # keep"));
    assert_eq!(changed(&made, &Edit::Edition("2027-01-05".parse().expect("a day"))), made);
}

#[test]
fn a_question_that_is_listed_stands_in_its_place_and_every_other_byte_stays() {
    let before = text_of("by-hand", "answers.yaml");
    let made = changed(&before, &Edit::List("REL-03".into(), "What happens\nto a message?".into()));
    assert_eq!(made, before.replace("      REL-02:\n", "      REL-02:\n      # What happens to a message?\n      REL-03:\n"));
}

#[test]
fn an_answer_that_is_retired_moves_with_its_comments_and_every_other_byte_stays() {
    let before = text_of("by-hand", "answers.yaml");
    let made = changed(&before, &Edit::Retire("SEC-01".into()));
    let item = "      # -- security --\n      SEC-01: {state: gap, plan: {what: Rotate, owner: lead, due: 2026-12-01}} # flow\n";
    let kept = before.strip_suffix(item).expect("the last answer");
    let retired = item.trim_end_matches('\n').split('\n').map(|line| format!("{line}\n")).collect::<String>();
    assert!(made.starts_with(kept.trim_end()), "{made}");
    assert!(made.trim_end().ends_with(&format!("    retired:\n{}", retired.trim_end())), "{made}");
}

#[test]
fn an_older_file_is_raised_by_its_first_line_alone() {
    for (case, old, new) in [
        ("by-hand", "answers: 1   # the version", "answers: 2 # the version"),
        ("full", "answers: 1\n", "answers: 2\n"),
        ("odd-texts", "answers: 1\n", "answers: 2\n"),
    ] {
        let before = text_of(case, "answers.yaml");
        let after = before.replacen(old, new, 1);
        assert_ne!(before, after, "{case}");
        assert_eq!(raise(&before).expect("a file in blocks"), after);
        assert_eq!(raise(&after).expect("a file in blocks"), after);
        let windows = before.replace('\n', "\r\n");
        assert_eq!(raise(&windows).expect("a file in blocks"), after.replace('\n', "\r\n"));
    }
    let current = text_of("version-2", "answers.yaml");
    assert_eq!(raise(&current).expect("a file"), current);
    // The one line of flow style has no line of its own for the version.
    assert!(raise("{answers: 1, service: {id: a, launch: new-service}}\n").is_err());
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
    // A letter at the end, because what nobody sees there is not kept.
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat() + "z")
}

fn day() -> impl Strategy<Value = YamlValue> {
    (2020..2040u32, 1..13u32, 1..29u32).prop_map(|(year, month, day)| YamlValue::Verbatim(format!("{year}-{month:02}-{day:02}")))
}

fn says() -> impl Strategy<Value = YamlValue> {
    text().prop_map(YamlValue::Text)
}

fn word(words: &'static [&'static str]) -> impl Strategy<Value = YamlValue> {
    proptest::sample::select(words).prop_map(|word| YamlValue::Text(word.to_owned()))
}

fn flag() -> impl Strategy<Value = YamlValue> {
    Just(YamlValue::Verbatim("true".into()))
}

fn list(one: impl Strategy<Value = YamlValue>, least: usize) -> impl Strategy<Value = YamlValue> {
    proptest::collection::vec(one, least..3).prop_map(YamlValue::List)
}

/// A mapping of which any key may be missing.
fn some(keys: Vec<(&'static str, BoxedStrategy<YamlValue>)>) -> impl Strategy<Value = YamlValue> {
    let entries: Vec<_> = keys
        .into_iter()
        .map(|(key, value)| proptest::option::of(value).prop_map(move |value| (key, value.unwrap_or(YamlValue::Nothing))))
        .collect();
    entries.prop_map(YamlValue::mapping)
}

/// Mappings with one key for certain, which stands before the others.
fn with(
    key: &'static str,
    value: impl Strategy<Value = YamlValue>,
    others: impl Strategy<Value = YamlValue>,
) -> impl Strategy<Value = YamlValue> {
    (value, others).prop_map(move |(value, others)| {
        let others = if let YamlValue::Mapping(entries) = others { entries } else { Vec::new() };
        YamlValue::mapping(std::iter::once((key.to_owned(), value)).chain(others))
    })
}

fn evidence() -> impl Strategy<Value = YamlValue> {
    let lines = with("file", says(), some(vec![("lines", says().boxed()), ("sha256", says().boxed())]));
    list(prop_oneof![says(), lines], 1)
}

fn answer() -> impl Strategy<Value = YamlValue> {
    let found = [("says", says().boxed()), ("evidence", evidence().boxed()), ("found_on", day().boxed())];
    let plan = [("what", says().boxed()), ("owner", says().boxed()), ("due", day().boxed())];
    // One that says nothing but `asked` and `updated` is none; a text makes it one.
    with(
        "state",
        word(&["drafted", "answered", "gap", "not-applicable"]),
        some(vec![
            ("drafted_by", says().boxed()),
            ("look", flag().boxed()),
            ("help_wanted", flag().boxed()),
            ("handled_by", word(&["team", "platform", "provider"]).boxed()),
            ("says", says().boxed()),
            ("setting", says().boxed()),
            ("evidence", evidence().boxed()),
            ("speaker", says().boxed()),
            ("plan", some(plan.into()).boxed()),
            ("why", says().boxed()),
            ("found", list(with("by", says(), some(found.into())), 1).boxed()),
            ("asked", says().boxed()),
            ("updated", day().boxed()),
        ]),
    )
}

/// A whole file as the canonical form has it.
fn file() -> impl Strategy<Value = YamlValue> {
    let ids = || {
        list(proptest::sample::select(&["stores-data", "async", "on", "null"][..]).prop_map(|id| YamlValue::Text(id.into())), 1)
    };
    let service = with(
        "id",
        Just(YamlValue::Text("invoice-api".into())),
        with(
            "title",
            says(),
            with(
                "launch",
                word(&["new-service", "new-product"]),
                some(vec![
                    ("team", says().boxed()),
                    ("tier", word(&["critical", "y"]).boxed()),
                    ("high_risk", flag().boxed()),
                    ("traits", prop_oneof![Just(YamlValue::List(Vec::new())), ids()].boxed()),
                    ("uses", ids().boxed()),
                    ("walkthrough", day().boxed()),
                    ("launch_on", day().boxed()),
                ]),
            ),
        ),
    );
    let checklist = || {
        some(vec![
            ("edition", day().boxed()),
            ("owners", some(vec![("reliability", says().boxed()), ("security", says().boxed())]).boxed()),
            (
                "items",
                some(vec![("REL-01", answer().boxed()), ("REL-10", answer().boxed()), ("SEC-01", answer().boxed())]).boxed(),
            ),
            ("retired", some(vec![("REL-09", answer().boxed())]).boxed()),
        ])
    };
    let checklists = some(vec![("green-light", checklist().boxed()), ("readiness", checklist().boxed())]);
    (proptest::option::of(says()), service, checklists).prop_map(|(from, service, checklists)| {
        YamlValue::mapping([
            ("answers", YamlValue::Verbatim("2".into())),
            ("from", from.unwrap_or(YamlValue::Nothing)),
            ("service", service),
            ("checklists", checklists),
        ])
    })
}

/// Every key below a value.
fn keys(value: &YamlValue, into: &mut BTreeSet<String>) {
    match value {
        YamlValue::Nothing | YamlValue::Text(_) | YamlValue::Verbatim(_) => {}
        YamlValue::List(entries) => entries.iter().for_each(|entry| keys(entry, into)),
        YamlValue::Mapping(entries) => {
            for (key, value) in entries {
                into.insert(key.clone());
                keys(value, into);
            }
        }
    }
}

/// Every key that a format describes.
fn described(kind: readybook::yaml::ValueKind, into: &mut BTreeSet<String>) {
    use readybook::yaml::ValueKind::{Either, List, ListOrOne, Mapping, OrNothing, StatedList, Table, TableBy};
    match kind {
        List(of) | ListOrOne(of) | StatedList(of) | Table(of) | TableBy(_, of) | OrNothing(of) => described(*of, into),
        Either(kinds) => kinds.iter().for_each(|kind| described(*kind, into)),
        Mapping(format) => {
            for field in format.keys {
                into.insert(field.name.to_owned());
                described(field.kind, into);
            }
        }
        _ => {}
    }
}

#[test]
fn the_files_that_are_made_up_here_hold_every_key_of_the_format() {
    use proptest::{strategy::ValueTree as _, test_runner::TestRunner};
    let (mut runner, mut made, mut known) = (TestRunner::deterministic(), BTreeSet::new(), BTreeSet::new());
    for _ in 0..100 {
        keys(&file().new_tree(&mut runner).expect("a file").current(), &mut made);
    }
    described(readybook::yaml::ValueKind::Mapping(&Answers::FORMAT), &mut known);
    let missing: Vec<&String> = known.difference(&made).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_canonical_file_is_read_as_what_was_written(file in file()) {
        let text: String = file.lines(0).iter().map(|line| format!("{line}\n")).collect();
        prop_assert_eq!(write(&answers(&text), &export()), text);
    }
}
