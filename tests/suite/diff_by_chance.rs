//! Edits by chance: each is told as what it is, between two folders and from one closed edition to the next.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use readybook::{
    pipeline::{self, Request},
    review::{HandbookExport, changes, export_handbook},
    theme,
};
use serde_json::Value;

use crate::{
    diff::without_digests,
    run::{finish, readybook},
};

/// Numbers that are the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        // The generator of Knuth's MMIX; its upper bits are good.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % most
    }

    fn is(&mut self) -> bool {
        self.below(2) == 0
    }
}

const TIERS: &[&str] = &["critical", "standard", "small"];
const TRAITS: &[&str] = &["stores-data", "async", "public-facing"];
const SEVERITIES: &[&str] = &["low", "medium", "high"];
const WORDS: &[&str] = &["restore", "data", "zone", "night", "alert", "key", "log", "cost", "peak", "test", "team", "plan"];

/// A question of a generated handbook.
#[derive(Clone)]
struct Question {
    area: usize,
    ask: Vec<usize>,
    evidence: Vec<usize>,
    why: Vec<usize>,
    severity: usize,
    hard_stop: BTreeSet<usize>,
    any: BTreeSet<usize>,
}

/// A generated handbook: two checklists of two areas each, guardrails, cells and terms.
#[derive(Clone)]
struct Generated {
    questions: BTreeMap<usize, Question>,
    /// The numbers of retired questions, each with what replaces it.
    retired: BTreeMap<usize, Option<usize>>,
    /// The largest number of a question so far.
    last: usize,
    /// The last closed edition.
    edition: Option<String>,
    bounds: BTreeMap<usize, usize>,
    cells: BTreeMap<usize, Vec<usize>>,
    terms: BTreeMap<usize, Vec<usize>>,
}

fn some_words(chance: &mut Chance) -> Vec<usize> {
    (0..3 + chance.below(5)).map(|_| chance.below(WORDS.len())).collect()
}

fn some(chance: &mut Chance, most: usize) -> BTreeSet<usize> {
    (0..most).filter(|_| chance.is()).collect()
}

fn text(words: &[usize]) -> String {
    words.iter().map(|word| WORDS[*word]).collect::<Vec<_>>().join(" ")
}

fn names(list: &BTreeSet<usize>, words: &[&str]) -> String {
    list.iter().map(|at| words[*at]).collect::<Vec<_>>().join(", ")
}

impl Generated {
    fn new(chance: &mut Chance) -> Self {
        let question = |chance: &mut Chance| Question {
            area: chance.below(4),
            ask: some_words(chance),
            evidence: some_words(chance),
            why: some_words(chance),
            severity: chance.below(3),
            hard_stop: some(chance, 3),
            any: some(chance, 3),
        };
        // Each area has a question, so that none of them comes or goes.
        let mut questions: BTreeMap<usize, Question> = (1..=20).map(|number| (number, question(chance))).collect();
        for (number, area) in (21..=24).zip(0..4) {
            questions.insert(number, Question { area, ..question(chance) });
        }
        let many = |chance: &mut Chance| (0..6).map(|at| (at, some_words(chance))).collect();
        Self {
            questions,
            retired: BTreeMap::new(),
            last: 24,
            edition: None,
            bounds: (0..6).map(|at| (at, 1 + chance.below(90))).collect(),
            cells: many(chance),
            terms: many(chance),
        }
    }

    fn write(&self, folder: &Path, layout: &mut Chance) {
        let book = |path: &str, text: String| {
            let place = folder.join(path);
            fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
            fs::write(place, text).expect("a file");
        };
        let list = |ids: &[&str]| ids.join(", ");
        book(
            "handbook.yaml",
            format!(
                "title: Test\ntraits: [{}]\ntiers: [{}]\nenvironments: [production]\nproviders: [aws]\n",
                list(TRAITS),
                list(TIERS)
            ),
        );
        book("content/index.md", "# Home\n".to_owned());
        for checklist in 0..2 {
            let edition = self.edition.iter().map(|day| format!("edition: {day}\n")).collect::<String>();
            let mut yaml = format!("id: list-{checklist}\ntitle: List {checklist}\n{edition}areas:\n");
            for area in [2 * checklist, 2 * checklist + 1] {
                yaml += &format!("  - id: area-{area}\n    title: Area {area}\n    items:\n");
                let mut items: Vec<_> = self.questions.iter().filter(|(_, question)| question.area == area).collect();
                // The order of questions and of their keys says nothing.
                if layout.is() {
                    items.reverse();
                }
                for (number, question) in items {
                    let mut keys = [
                        format!("ask: {}?", text(&question.ask)),
                        format!("evidence: {}.", text(&question.evidence)),
                        format!("why: {}.", text(&question.why)),
                        format!("severity: {}", SEVERITIES[question.severity]),
                        format!("hard_stop: [{}]", names(&question.hard_stop, TIERS)),
                        format!("applies_when: {{any: [{}]}}", names(&question.any, TRAITS)),
                    ];
                    if layout.is() {
                        keys.reverse();
                    }
                    yaml += &format!("      - id: Q-{number:02}\n");
                    yaml += &keys.iter().map(|key| format!("        {key}\n")).collect::<String>();
                }
                let retired: Vec<_> = self.retired.iter().filter(|(number, _)| *number % 4 == area).collect();
                if !retired.is_empty() {
                    yaml += "    retired:\n";
                }
                for (number, by) in retired {
                    let by = by.map_or_else(String::new, |by| format!(", replaced_by: [Q-{by:02}]"));
                    yaml += &format!("      - {{id: Q-{number:02}, why: Because{by}}}\n");
                }
            }
            book(&format!("checklists/list-{checklist}.yaml"), yaml);
        }
        let rails = self.bounds.iter().map(|(at, most)| {
            format!(
                "  - {{id: rail-{at}, title: Rail {at}, unit: GiB, bounds: {{production: {{max: {most}}}}}, why: Because.}}\n"
            )
        });
        book("content/guardrails.yaml", format!("guardrails:\n{}", rails.collect::<String>()));
        let terms = self.terms.iter().map(|(at, words)| format!("  - {{term: word {at}, short: {}.}}\n", text(words)));
        book("content/glossary.yaml", format!("glossary:\n{}", terms.collect::<String>()));
        let duties: String = (0..6).map(|at| format!("    - {{id: duty-{at}, title: Duty {at}}}\n")).collect();
        let cells = self.cells.iter().map(|(at, words)| format!("        duty-{at}: {{team: {}.}}\n", text(words)));
        let service = "    - id: aws-db\n      title: A database\n      kind: database\n      provider: aws\n      cells:\n";
        let cells: String = cells.collect();
        book("content/matrix.yaml", format!("responsibilities:\n  duties:\n{duties}  services:\n{service}{cells}"));
    }

    /// Changes something that has not been changed, and says how that is told: the id, and the kind with its part.
    fn edit(&mut self, chance: &mut Chance, touched: &mut BTreeSet<String>) -> Option<(String, String)> {
        let numbers: Vec<usize> = self.questions.keys().copied().filter(|number| *number <= 20).collect();
        let number = numbers[chance.below(numbers.len())];
        let (at, id) = (chance.below(6), format!("Q-{number:02}"));
        let kind = chance.below(14);
        let touch = match kind {
            10 => format!("rail-{at}"),
            11 => format!("aws-db/duty-{at}"),
            12 => format!("word {at}"),
            13 => format!("Q-{:02}", self.last + 1),
            _ => id.clone(),
        };
        if !touched.insert(touch.clone()) {
            return None;
        }
        let question = self.questions.get_mut(&number).expect("a question");
        let other = |words: &mut Vec<usize>, chance: &mut Chance| {
            let place = chance.below(words.len());
            words[place] = (words[place] + 1 + chance.below(WORDS.len() - 1)) % WORDS.len();
        };
        let told = match kind {
            0 => {
                other(&mut question.ask, chance);
                "reworded ask"
            }
            1 => {
                other(&mut question.evidence, chance);
                "reworded evidence"
            }
            2 => {
                other(&mut question.why, chance);
                "explained why"
            }
            3 => {
                question.severity = (question.severity + 1 + chance.below(2)) % 3;
                "regraded"
            }
            4 => {
                let before = question.hard_stop.clone();
                let tier = chance.below(3);
                if !question.hard_stop.remove(&tier) {
                    question.hard_stop.insert(tier);
                }
                match (before.is_empty(), question.hard_stop.is_empty()) {
                    (true, _) => "hard-stop-began",
                    (_, true) => "hard-stop-ended",
                    _ => "hard-stop-tiers",
                }
            }
            5 => {
                let one = chance.below(3);
                if !question.any.remove(&one) {
                    question.any.insert(one);
                }
                "condition"
            }
            6 => {
                question.area = (question.area + 1 + chance.below(3)) % 4;
                "moved"
            }
            7 => {
                self.questions.remove(&number);
                "removed"
            }
            8 => {
                self.questions.remove(&number);
                self.retired.insert(number, None);
                "retired"
            }
            9 => {
                // What replaces it was retired as well, for one that is still asked.
                self.questions.remove(&number);
                let between = 70 + number;
                self.retired.insert(number, Some(between));
                self.retired.insert(between, Some(22));
                "retired by Q-22"
            }
            10 => {
                *self.bounds.get_mut(&at).expect("a bound") += 1 + chance.below(9);
                "set bounds"
            }
            11 => {
                other(self.cells.get_mut(&at).expect("a cell"), chance);
                "reworded team"
            }
            12 => {
                other(self.terms.get_mut(&at).expect("a term"), chance);
                "reworded short"
            }
            _ => {
                self.last += 1;
                let new = Question { area: chance.below(4), ..self.questions[&21].clone() };
                self.questions.insert(self.last, new);
                "added"
            }
        };
        Some((touch, told.to_owned()))
    }
}

/// All that is told, each as its id and its kind with its part.
fn told(changes: &Value) -> BTreeSet<(String, String)> {
    let groups = changes.as_object().expect("an object").values().filter_map(Value::as_array);
    let mut found = BTreeSet::new();
    for changed in groups.flatten() {
        for change in changed["changes"].as_array().expect("changes") {
            let kind = change["kind"].as_str().expect("a kind");
            let by = change["replaced_by"].as_array().and_then(|by| by.first());
            let more = match (change["part"].as_str(), by.and_then(Value::as_str)) {
                (Some(part), _) => format!(" {part}"),
                (None, Some(by)) => format!(" by {by}"),
                (None, None) => String::new(),
            };
            found.insert((changed["id"].as_str().expect("an id").to_owned(), format!("{kind}{more}")));
        }
    }
    found
}

pub fn export(folder: &Path) -> HandbookExport {
    let made = pipeline::make(Request::of(folder.to_owned())).expect("a folder");
    let wrong: Vec<String> = made
        .findings()
        .into_vec()
        .into_iter()
        .filter(|found| found.severity() == readybook::diagnostic::Severity::Error)
        .map(|found| found.message)
        .collect();
    assert_eq!(wrong, [] as [String; 0]);
    export_handbook(made.handbook().expect("a handbook"), &theme::builtin_words())
}

#[test]
fn two_hundred_edits_by_chance_are_told_as_what_they_are_and_nothing_else_is() {
    let around = tempfile::TempDir::with_prefix("readybook-").expect("a folder");
    let mut chance = Chance(20_261_128);
    let mut edits = 0;
    let mut kinds = BTreeSet::new();
    for round in 0.. {
        if edits >= 200 {
            break;
        }
        let before = Generated::new(&mut chance);
        let mut after = before.clone();
        let (mut expected, mut touched) = (BTreeSet::new(), BTreeSet::new());
        for _ in 0..1 + chance.below(9) {
            expected.extend(after.edit(&mut chance, &mut touched));
        }
        edits += expected.len();
        kinds.extend(expected.iter().map(|(_, kind)| kind.clone()));
        let (old, new) = (around.path().join(format!("{round}/old")), around.path().join(format!("{round}/new")));
        before.write(&old, &mut chance);
        after.write(&new, &mut chance);
        let (old, new) = (export(&old), export(&new));
        for (with, old, new) in [("digests", old.clone(), new.clone()), ("words", by_words(&old), by_words(&new))] {
            let changes = changes::changes(("old", &old), ("new", &new));
            let found = serde_json::to_value(&changes).expect("JSON");
            assert_eq!(told(&found), expected, "round {round}, by {with}");
        }
    }
    assert_eq!(kinds.len(), 16, "each kind of edit came up: {kinds:?}");
}

#[test]
fn two_hundred_edits_by_chance_are_carried_through_closed_editions() {
    let around = tempfile::TempDir::with_prefix("readybook-").expect("a folder");
    let mut chance = Chance(20_261_129);
    let (mut edits, mut kinds) = (0, BTreeSet::new());
    for round in 0.. {
        if edits >= 200 {
            break;
        }
        let folder = around.path().join(round.to_string());
        let run = |args: &[&str]| finish(readybook(&folder, args), PathBuf::new());
        let mut book = Generated::new(&mut chance);
        book.write(&folder, &mut chance);
        run(&["edition", "--date", "2026-01-01"]).expect_ok();
        for day in 2..6 {
            let [before, date] = [day - 1, day].map(|day| format!("2026-01-{day:02}"));
            book.edition = Some(before.clone());
            let (mut expected, mut touched) = (BTreeSet::new(), BTreeSet::new());
            while expected.len() < 8 {
                let mut next = book.clone();
                let edit = next.edit(&mut chance, &mut touched);
                // Editions keep questions, and one that goes is retired in the open.
                if let Some((id, kind)) = edit.filter(|(id, kind)| id.starts_with("Q-") && kind != "removed") {
                    expected.insert((id, kind));
                    book = next;
                }
            }
            book.write(&folder, &mut chance);
            let reworded = expected.iter().filter(|(_, kind)| kind.starts_with("reworded")).map(|(id, _)| id.as_str());
            let flags: Vec<&str> = reworded.flat_map(|id| ["--reworded", id]).collect();
            run(&[&["edition", "--date", &date], flags.as_slice()].concat()).expect_ok();
            let run = run(&["diff", &before, &date, "--format", "json"]);
            let found: Value = serde_json::from_str(&run.expect_ok().stdout).expect("JSON");
            // Of what explains a question it keeps no words.
            let as_kept =
                |(id, kind): &(String, String)| (id.clone(), if kind == "explained why" { "details" } else { kind }.to_owned());
            // Beside the questions each checklist has another edition.
            let mut found = told(&found);
            found.retain(|(_, kind)| kind != "set edition");
            assert_eq!(found, expected.iter().map(as_kept).collect(), "book {round}, {date}");
            edits += expected.len();
            kinds.extend(expected.into_iter().map(|(_, kind)| kind));
        }
    }
    assert_eq!(kinds.len(), 12, "each kind of edit came up: {kinds:?}");
}

fn by_words(export: &HandbookExport) -> HandbookExport {
    let mut json = serde_json::to_value(export).expect("JSON");
    without_digests(&mut json);
    serde_json::from_value(json).expect("a handbook")
}
