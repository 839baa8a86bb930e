//! Mistakes that authors make, as a table: what is written, and what `check` tells about it, whole.
//!
//! A small handbook without any finding is changed in one place. `tests/fixtures/mistakes/told.txt` is the table;
//! `SNAPSHOTS=overwrite` writes it anew.

use std::{fmt::Write as _, fs, thread};

use serde_json::Value;
use snapbox::{Assert, Data, assert::DEFAULT_ACTION_ENV};

use crate::handbook::{Handbook, copy_of, repository};

/// One mistake: its number, what it is, and what is changed for it.
struct Mistake {
    number: &'static str,
    what: &'static str,
    edits: Vec<Edit>,
}

enum Edit {
    /// In this file, these words become those.
    Change(&'static str, &'static str, &'static str),
    /// This file is there as well.
    Add(&'static str, &'static str),
    /// This one is not.
    Remove(&'static str),
}

use Edit::{Add, Change, Remove};

/// Mistakes that are not found, each with why.
const NOT_FOUND: &[(&str, &str)] = &[
    ("20", "a page that `pages:` does not list follows those that it lists, which is how a section grows"),
    ("23b", "that an id was given to another question once can only be told by who remembers earlier editions"),
];

fn apply(book: &Handbook, edit: &Edit) {
    match edit {
        Change(path, from, to) => {
            let text = fs::read_to_string(book.folder().join(path)).expect("a file");
            assert_eq!(text.matches(from).count(), 1, "{path}: {from:?}");
            book.put(path, text.replacen(from, to, 1).as_bytes());
        }
        Add(path, text) => book.put(path, text.as_bytes()),
        Remove(path) => book.remove(path),
    }
}

/// The findings of a run, each with its code, its place, and what to do.
fn told(book: &Handbook) -> Vec<(String, Option<String>)> {
    let run = book.check_with(&["--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.stderr));
    let findings = report["diagnostics"].as_array().expect("a list").iter();
    let text = |value: &Value| value.as_str().map(str::to_owned);
    findings
        .map(|found| {
            let (place, part) = (&found["place"], |name: &str| text(&found[name]).unwrap_or_default());
            let at = format!("{}:{}:{}", text(&place["file"]).expect("a file"), place["line"], place["column"]);
            (format!("{}[{}] {at}: {}", part("severity"), part("code"), part("message")), text(&found["help"]))
        })
        .collect()
}

/// The findings about each mistake, several at a time.
fn all_told(mistakes: &[Mistake]) -> Vec<Vec<(String, Option<String>)>> {
    let one = |mistake: &Mistake| {
        let book = base();
        mistake.edits.iter().for_each(|edit| apply(&book, edit));
        told(&book)
    };
    let some = |some: &[Mistake]| some.iter().map(one).collect::<Vec<_>>();
    thread::scope(|scope| {
        let parts: Vec<_> = mistakes.chunks(10).map(|part| scope.spawn(move || some(part))).collect();
        parts.into_iter().flat_map(|part| part.join().expect("a part of the table")).collect()
    })
}

fn base() -> Handbook {
    copy_of(&repository("tests/fixtures/mistakes/handbook"))
}

#[test]
fn the_handbook_without_mistakes_has_no_findings() {
    assert_eq!(told(&base()), []);
}

#[test]
fn mistakes_are_told_at_their_place_with_what_to_do() {
    let mut table = String::new();
    let mut found = Vec::new();
    let mistakes = mistakes();
    for (Mistake { number, what, .. }, told) in mistakes.iter().zip(all_told(&mistakes)) {
        writeln!(table, "{number} {what}").expect("a text");
        match NOT_FOUND.iter().find(|(missed, _)| missed == number) {
            Some((_, why)) if told.is_empty() => writeln!(table, "    not found: {why}").expect("a text"),
            _ => found.push((*number, !told.is_empty() && told.iter().all(|(_, help)| help.is_some()))),
        }
        for (message, help) in told {
            writeln!(table, "    {message}").expect("a text");
            if let Some(help) = help {
                writeln!(table, "        help: {help}").expect("a text");
            }
        }
        table.push('\n');
    }
    let file = repository("tests/fixtures/mistakes/told.txt");
    Assert::new().normalize_paths(false).action_env(DEFAULT_ACTION_ENV).eq(table, Data::read_from(&file, None));
    let unhelped: Vec<&str> = found.iter().filter(|(_, is_helped)| !is_helped).map(|(number, _)| *number).collect();
    assert_eq!(unhelped, Vec::<&str>::new(), "told without a help line, or not at all");
    assert_eq!((mistakes.len(), found.len()), (MISTAKES, MISTAKES - NOT_FOUND.len()));
}

/// So many there are.
const MISTAKES: usize = 60;

fn mistakes() -> Vec<Mistake> {
    let one = |number, what, edit| Mistake { number, what, edits: vec![edit] };
    let theme = |number, what, path, text| Mistake {
        number,
        what,
        edits: vec![Change("handbook.yaml", "title: Handbook", "title: Handbook\ntheme: company"), Add(path, text)],
    };
    let launch = |number, what, from, to| one(number, what, Change("checklists/launch.yaml", from, to));
    let settings = |number, what, from, to| one(number, what, Change("handbook.yaml", from, to));
    let page = |number, what, from, to| one(number, what, Change("content/guides/backups.md", from, to));
    vec![
        launch("01", "a typing mistake in a key", "evidence: The last", "evidense: The last"),
        launch("02", "a key that is indented too far", "    severity: high", "      severity: high"),
        launch("03", "a tab", "    severity: high", "\tseverity: high"),
        launch("04", "a colon in a text", "ask: How do you restore a backup?", "ask: Backups: how do you restore one?"),
        page("05", "a link to a page that is not there", "(on-call.md)", "(on-cal.md)"),
        page("06", "a link to an anchor that is not there", "(#restore)", "(#restor)"),
        launch("07", "an id that is used twice", "LA-02", "LA-01"),
        launch("08", "a statement in the place of a question", "a backup?", "a backup."),
        launch("09", "a question to be answered by yes or no", "How do you restore a backup?", "Do you have backups?"),
        launch(
            "10",
            "a question that is too long",
            "How do you restore a backup?",
            "How would you restore all of the data of all of your customers if one morning nobody who has ever done it before were there to help you?",
        ),
        launch("11", "too many items", "items: 3", "items: 1"),
        page("12", "an acronym that nothing explains", "Keep them", "Ask for the DPIA. Keep them"),
        page("13", "a day that the calendar lacks", "2026-11-01", "2026-13-01"),
        launch("14", "a typing mistake in a trait", "[stores-data]", "[store-data]"),
        one("15", "Markdown below `checklists/`", Add("checklists/notes.md", "# Notes\n")),
        one(
            "15b",
            "a checklist below `content/`",
            Add("content/privacy.yaml", "id: privacy\ntitle: Privacy\nprefix: PR\nitems:\n  - {id: PR-01, ask: Which data?}\n"),
        ),
        one("15c", "a page in a folder beside `content/`", Add("pages/foo.md", "# Foo\n\nText.\n")),
        one("15d", "a page beside the settings", Add("new-guide.md", "# New guide\n\nText.\n")),
        theme("16", "a template that cannot be read", "themes/company/templates/partials/footer.html", "<p>{% if x</p>\n"),
        theme(
            "16b",
            "a field that a template lacks",
            "themes/company/templates/partials/footer.html",
            "<p>{{ frame.titel }}</p>\n",
        ),
        theme("16c", "a template that takes no one's place", "themes/company/templates/partials/foter.html", "<p>Ours</p>\n"),
        theme("17", "a style sheet with an open brace", "themes/company/assets/company.css", "a { color: red;\n"),
        theme("17b", "a style sheet that nothing loads", "themes/company/assets/company.css", "a { color: red; }\n"),
        theme("17c", "a text in a faint colour", "themes/company/assets/tokens.css", ":root { --ink: #ddd; }\n"),
        theme("17d", "a word that nothing uses", "themes/company/words/en.yaml", "serch: Find\n"),
        theme(
            "17e",
            "a file of the sheets that lacks what they use",
            "themes/company/paper/lib/look.typ",
            "#let sans = \"Inter\"\n",
        ),
        page("18", "a picture that is not there", "(zones.svg)", "(zone.svg)"),
        page("18b", "a picture without a text in its place", "![Three zones]", "![]"),
        launch("19", "a severity that there is not", "severity: high", "severity: blocker"),
        one("20", "a page that `pages:` does not list", Add("content/guides/deploys.md", "# Deploys\n\nText.\n")),
        one("21", "two files at one address", Add("content/guides/Backups.md", "# Backups again\n\nText.\n")),
        one("21b", "a page at the address of another one", Add("content/contents.md", "# Contents\n\nText.\n")),
        one("22", "a page that was removed", Remove("content/guides/on-call.md")),
        launch("23", "a retired id that is used again", "LA-02", "LA-09"),
        launch("23b", "a deleted id that is used again", "Who is called at night?", "Which colour is the bill?"),
        launch("24", "a picture of a face in a question", "How do you restore a backup?", "How do you restore a backup 😀?"),
        page("25", "a key of another tool", "reviewed:", "tags: [ops]\nreviewed:"),
        page("26", "front matter that never ends", "2026-11-01\n---\n", "2026-11-01\n"),
        launch("27", "a quote that is not closed", "ask: How do you restore a backup?", "ask: \"How do you restore a backup?"),
        settings("28", "a colour without quotes", "\"#7a1fa2\"", "#7a1fa2"),
        settings("29", "a checklist that its phase does not list", "checklists: [launch]", "checklists: []"),
        settings("30", "a typing mistake in a provider", "providers: [aws]", "providers: [awss]"),
        page("31", "a typing mistake in a variable", "{{enablement_channel}}", "{{enablement_chanel}}"),
        page("32", "a variable in single braces", "{{enablement_channel}}", "{enablement_channel}"),
        page("33", "a fence that is never closed", "pg_restore latest.dump\n```", "pg_restore latest.dump"),
        page("34", "a typing mistake in a scheme", "https://example.org/tool", "htps://example.org/tool"),
        page("35", "a second title", "## Restore", "# Restore"),
        page("35b", "a level of headings that is left out", "## Restore", "#### Restore"),
        one("36", "a page with the ending `.markdown`", Add("content/guides/more.markdown", "# More\n\nText.\n")),
        page("37", "a table whose second row is short", "|---|---|", "|---|"),
        page("38", "a merge that was left unfinished", "Keep them", "<<<<<<< HEAD\nKeep them"),
        launch("39", "an edition of the future", "edition: 2026-11-01", "edition: 2028-11-01"),
        launch("40", "an item that grows from nothing", "[GR-01]", "[GR-07]"),
        page("41", "a diagram that cannot be drawn", "flowchart LR", "flow LR"),
        one(
            "42",
            "a grade where a phase advises",
            Change("checklists/green-light.yaml", "ask: Who runs it?", "ask: Who runs it?\n    severity: high"),
        ),
        launch("43", "a value of another type than its custom field", "control: 12", "control: A.8.13"),
        page("44", "an item that there is not", "[LA-01]", "[LA-77]"),
        page("45", "an item that is retired", "[LA-01]", "[LA-09]"),
        page("46", "a script in a page", "Keep them", "<script>alert(1)</script>\n\nKeep them"),
        page("47", "an alias that is a page", "aliases: [/wiki/backups/]", "aliases: [/guides/on-call.html]"),
    ]
}
