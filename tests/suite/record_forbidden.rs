//! What cannot be written down: each entry that a record refuses, alone beside the same answers, with all that is said of it.

use std::{fmt::Write as _, fs};

use snapbox::{Assert, Data, assert::DEFAULT_ACTION_ENV};

use crate::{handbook::repository, record};

/// A name, what differs from the usual head, and what the entry says.
type Forbidden = (&'static str, &'static [(&'static str, &'static str)], &'static str);

/// Entries that are refused.
const FORBIDDEN: &[Forbidden] = &[
    ("a verdict in a phase that advises", &[("phase", "green-light")], "verdict: {outcome: go, role: security}"),
    ("a signature in a phase that advises", &[("phase", "green-light")], "sign_off: {role: security, version: VERSION}"),
    ("marks in a phase that advises", &[("phase", "green-light")], "walkthrough: {areas: {}}"),
    ("an exception in a phase that advises", &[("phase", "green-light")], EXCEPTION),
    ("a veto without a reason", &[], "verdict: {outcome: veto, role: security, lifted_by: A new key.}"),
    ("a veto that nothing lifts", &[], "verdict: {outcome: veto, role: security, reason: The key is public.}"),
    (
        "a veto by a role that may not",
        &[("by", "[ben]")],
        "verdict: {outcome: veto, role: peer, reason: No., lifted_by: A talk.}",
    ),
    (
        "a veto in a role that the person has not",
        &[("by", "[ana]")],
        "verdict: {outcome: veto, role: security, reason: No., lifted_by: A talk.}",
    ),
    ("advice to wait without a reason", &[], "verdict: {outcome: not-yet, role: security}"),
    ("conditions that nobody says", &[], "verdict: {outcome: go-with-conditions, role: security}"),
    ("a grade", &[], "verdict: {outcome: good, role: security}"),
    ("a score beside a mark", &[], "walkthrough: {areas: {}, score: 7}"),
    ("a signature on answers that nobody keeps", &[], "sign_off: {role: security, version: VERSION, answers: {REL-01: VERSION}}"),
    ("a signature on no answer", &[], "sign_off: {role: security, version: VERSION}"),
    ("a signer that is a role", &[("by", "[security]")], "verdict: {outcome: go, role: security}"),
    ("a signer that is the team", &[("by", "[payments]")], "verdict: {outcome: go, role: security}"),
    ("a signer that is a list of addresses", &[("by", "[list]")], "verdict: {outcome: go, role: security}"),
    ("a signer whom nobody knows", &[("by", "[max]")], "verdict: {outcome: go, role: security}"),
    (
        "a signer who has left",
        &[("by", "[ben]"), ("on", "2026-11-20"), ("written_on", "2026-11-20")],
        "verdict: {outcome: go, role: peer}",
    ),
    ("a verdict by nobody", &[("by", "[]")], "verdict: {outcome: go, role: security}"),
    (
        "an exception without an end",
        &[("by", "[lee, pat]")],
        "exception: {question: REL-01, gap: No drill., acceptable: Nobody depends on it., limits: A copy., closes_when: It ran., accepted_as: [security, product-owner]}",
    ),
    (
        "an exception that lasts too long",
        &[("by", "[lee, pat]")],
        "exception: {question: REL-01, gap: No drill., acceptable: Nobody depends on it., limits: A copy., ends_on: 2027-06-01, closes_when: It ran., accepted_as: [security, product-owner]}",
    ),
    (
        "an exception that security alone accepts",
        &[],
        "exception: {question: REL-01, gap: No drill., acceptable: Nobody depends on it., limits: A copy., ends_on: 2026-12-01, closes_when: It ran., accepted_as: [security]}",
    ),
    (
        "an exception by the author of the answer",
        &[("by", "[ana]")],
        "exception: {question: REL-01, gap: No drill., acceptable: Nobody depends on it., limits: A copy., ends_on: 2026-12-01, closes_when: It ran., accepted_as: [team-lead]}",
    ),
    (
        "an exception on a question that nobody asks",
        &[("by", "[lee, pat]")],
        "exception: {question: REL-99, gap: No drill., acceptable: Nobody depends on it., limits: A copy., ends_on: 2026-12-01, closes_when: It ran., accepted_as: [security, product-owner]}",
    ),
    ("a signer that is a domain", &[("by", "[reliability]")], "verdict: {outcome: go, role: security}"),
    ("a lift of nothing", &[], "lift: {entry: 2026-11-01-verdict-security-aaaaa, reason: It is mended.}"),
    ("a record of another service", &[("service", "search-api")], "talk: {topic: Backups}"),
    ("what was written down before it happened", &[("written_on", "2026-11-01")], "talk: {topic: Backups}"),
    ("two things in one entry", &[], "talk: {topic: Backups}\nverdict: {outcome: go, role: security}"),
    ("nothing at all", &[], ""),
];

const EXCEPTION: &str = "exception: {question: REL-01, gap: No drill., acceptable: Nobody depends on it., limits: A copy., ends_on: 2026-12-01, closes_when: It ran., accepted_as: [security]}";

/// Entries that other answers refuse: a name, what differs in the answer file, and what the entry says.
const REFUSED_BY_ANSWERS: &[(&str, (&str, &str), &str)] = &[
    ("a verdict for a change", ("launch: new-service", "launch: change"), "verdict: {outcome: go, role: security}"),
    (
        "a veto for a tier without one",
        ("tier: critical", "tier: standard"),
        "verdict: {outcome: veto, role: security, reason: The key is public., lifted_by: A new key.}",
    ),
];

/// The text of an entry, with some keys of its head otherwise.
fn entry(head: &[(&str, &str)], what: &str) -> String {
    let usual = [
        ("record", "1"),
        ("service", "invoice-api"),
        ("phase", "ready"),
        ("on", "2026-11-12"),
        ("by", "[lee]"),
        ("written_by", "ana"),
        ("written_on", "2026-11-12"),
    ];
    let mut text = String::new();
    for (key, value) in usual {
        let value = head.iter().find(|(other, _)| *other == key).map_or(value, |(_, value)| value);
        writeln!(text, "{key}: {value}").expect("a text");
    }
    text + &what.replace("VERSION", &"0".repeat(64)) + "\n"
}

#[test]
fn each_forbidden_entry_is_refused_at_its_place_with_what_to_do_instead() {
    let usual = FORBIDDEN.iter().map(|(name, head, what)| (*name, None, *head, *what));
    let others = REFUSED_BY_ANSWERS.iter().map(|(name, edit, what)| (*name, Some(*edit), &[] as &[_], *what));
    let told: String = usual.chain(others).map(|(name, edit, head, what)| refused(name, edit, head, what)).collect();
    let expected = Data::read_from(&repository("tests/fixtures/record-forbidden.txt"), None);
    Assert::new().normalize_paths(false).action_env(DEFAULT_ACTION_ENV).eq(told, expected);
}

/// All that is said of an entry beside the usual answers, or beside those with something put in the place of something else.
fn refused(name: &str, edit: Option<(&str, &str)>, head: &[(&str, &str)], what: &str) -> String {
    let book = record::team();
    record::answers(&book, "{state: gap, speaker: ana, plan: {what: Drill, owner: ana, due: 2026-11-30}}");
    let put = |path: &str, change: &dyn Fn(String) -> String| {
        let text = fs::read_to_string(book.folder().join(path)).expect("a file");
        book.put(path, change(text).as_bytes());
    };
    put("people.yaml", &|text| text + "  list: {name: Payments list, roles: [security]}\n");
    book.put("content/domains.yaml", b"domains:\n  - {id: reliability, title: Reliability}\n");
    if let Some((from, to)) = edit {
        put("answers.yaml", &|text| text.replace(from, to));
    }
    let day = head.iter().find(|(key, _)| *key == "on").map_or("2026-11-12", |(_, day)| day);
    let kind = what.split(':').next().filter(|kind| !kind.is_empty()).unwrap_or("talk").replace('_', "-");
    let file = format!("invoice-api.record/{day}-{kind}.yaml");
    book.put(&file, entry(head, what).as_bytes());
    let run = book.run(&["review", "check", "answers.yaml", "--as-of", "2026-11-20"]);
    run.expect_wrong();
    // What is said of the entry alone.
    let own = run.stderr.split("\n\n").filter(|found| found.contains(&format!("--> {file}")));
    let own: Vec<&str> = own.map(str::trim_end).collect();
    assert!(own.iter().any(|found| found.starts_with("error")), "{name}: {}", run.stderr);
    format!("== {name}\n\n{}\n\n", own.join("\n\n"))
}
