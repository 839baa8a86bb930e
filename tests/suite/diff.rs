//! `readybook diff`: each kind of change in the three formats, edits by chance told as what they are, and revisions of a real repository.

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
    handbook::{Handbook, copy_of, empty, repository},
    run::{Run, finish, git, output, readybook},
};

fn fixture() -> PathBuf {
    repository("tests/fixtures/diff")
}

#[track_caller]
fn diff(args: &[&str]) -> Run {
    finish(readybook(&fixture(), &[&["diff"], args].concat()), PathBuf::new())
}

#[test]
fn both_states_of_the_fixture_are_right() {
    for state in ["old", "new"] {
        finish(readybook(&fixture(), &["check", "--as-of", "2026-11-28", state]), PathBuf::new()).expect_ok();
    }
}

#[test]
fn every_kind_of_change_is_told_to_people_as_markdown_and_to_programs() {
    for (format, file) in [("human", "expected.txt"), ("markdown", "expected.md"), ("json", "expected.json")] {
        diff(&["old", "new", "--format", format]).expect_ok().expect_told(&fixture().join(file));
    }
}

#[test]
fn a_service_is_told_what_touches_it_and_what_becomes_of_its_answers() {
    for (format, file) in [("human", "answers.txt"), ("markdown", "answers.md"), ("json", "answers.json")] {
        let told = diff(&["old", "new", "--answers", "answers.yaml", "--format", format]);
        told.expect_ok().expect_told(&fixture().join(file));
    }
}

#[test]
fn states_that_are_the_same_have_no_difference_and_the_exit_code_says_so_where_it_is_asked_to() {
    diff(&["new", "new"]).expect_ok().expect_findings("new → new\n\nnothing differs\n");
    diff(&["new", "new", "--exit-code"]).expect_ok();
    diff(&["old", "new", "--exit-code"]).expect_wrong();
}

#[test]
fn a_published_handbook_and_its_file_are_the_same_as_its_folder_and_one_without_digests_is_compared_by_its_words() {
    let book = empty();
    for state in ["old", "new"] {
        let site = book.around().join(state);
        let source = fixture().join(state);
        let build = ["build", source.to_str().expect("a path"), "--out", site.to_str().expect("a path")];
        finish(readybook(book.around(), &build), PathBuf::new()).expect_ok();
    }
    let folders = fs::read_to_string(fixture().join("expected.txt")).expect("what is expected");
    let run = |args: &[&str]| finish(readybook(book.around(), &[&["diff"], args].concat()), PathBuf::new());
    let told = run(&["old", "new"]).expect_ok().told();
    assert_eq!(told, folders);
    let told = run(&["old/handbook.json", "new/handbook.json"]).expect_ok().told();
    assert_eq!(told, folders.replacen("old → new", "old/handbook.json → new/handbook.json", 1));
    // As a program wrote it that knew no digests: what cannot be seen there is not told, and what is filled in otherwise is.
    let before = fs::read(book.around().join("old/handbook.json")).expect("a handbook.json");
    let mut before: Value = serde_json::from_slice(&before).expect("JSON");
    without_digests(&mut before);
    fs::write(book.around().join("before.json"), before.to_string()).expect("a file");
    let told = run(&["before.json", "new"]).expect_ok().told();
    assert!(told.contains("REL-09  Who answers in #[-help-]{+ask+}?\n    reworded\n"), "{told}");
    assert!(!told.contains("CST-01"), "{told}");
    let lines = |text: &str| text.lines().filter(|line| line.starts_with("  ")).map(str::to_owned).collect::<BTreeSet<_>>();
    let gone: Vec<String> = lines(&folders).difference(&lines(&told)).cloned().collect();
    assert_eq!(gone, ["    written otherwise, and reads the same here", "  CST-01  What does it cost a month?"]);
}

fn without_digests(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.remove("digest");
            object.remove("digests");
            object.values_mut().for_each(without_digests);
        }
        Value::Array(list) => list.iter_mut().for_each(without_digests),
        _ => {}
    }
}

#[test]
fn what_cannot_be_read_is_told_and_ends_with_two() {
    let book = copy_of(&fixture().join("old"));
    book.run(&["diff", "nowhere"]).expect_trouble().expect_findings(
        "error: there is no `nowhere`: it is no folder and no file, and this folder lies in no Git repository\n  \
         = help: name a folder, a `handbook.json`, or a Git revision, in the handbook's own folder\n",
    );
    let broken = copy_of(&fixture().join("new"));
    broken.put("checklists/privacy.yaml", b"id: privacy\nitems: [\n");
    let path = broken.folder();
    let path = path.to_str().expect("a path");
    book.run(&["diff", ".", path]).expect_trouble().expect_findings(format!(
        "error: the handbook in `{path}` cannot be compared: there are errors in `checklists/privacy.yaml`\n  \
         = help: `readybook check` in that state tells them; mend them, or compare with another state\n"
    ));
    book.run(&["diff", ".", ".", "--answers", "nobody.yaml"]).expect_trouble();
    let told = book.run(&["diff", "nowhere", "--format", "json"]);
    told.expect_trouble();
    let json: Value = serde_json::from_str(&told.stdout).expect("JSON");
    assert!(json["trouble"]["message"].as_str().expect("a message").starts_with("there is no `nowhere`"), "{json}");
}

#[test]
fn a_mistake_that_touches_nothing_which_is_compared_is_in_nobody_s_way() {
    let book = copy_of(&fixture().join("new"));
    book.put("content/index.md", b"# Home\n\n[Nowhere](nowhere.md)\n");
    let old = fixture().join("old");
    book.run(&["diff", old.to_str().expect("a path"), "."]).expect_ok().expect_mentions(&["REL-01  How [-do you restore data-]"]);
}

/// A repository whose handbook lies in a folder of it: one commit for each state, tagged by its name.
fn in_git() -> Handbook {
    let book = empty();
    let git = |args: &[&str]| assert!(output(git(book.around(), args)).expect("git").status.success(), "{args:?}");
    git(&["init", "-q"]);
    for state in ["old", "new"] {
        let _ = fs::remove_dir_all(book.folder());
        copy(&fixture().join(state), &book.folder());
        git(&["add", "-A"]);
        git(&["commit", "-q", "-m", state]);
        git(&["tag", state]);
    }
    book
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let place = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &place);
        } else {
            fs::copy(entry.path(), place).expect("a file");
        }
    }
}

#[test]
fn revisions_are_read_from_git_and_the_work_tree_stays_as_it_is() {
    let book = in_git();
    let folders = fs::read_to_string(fixture().join("expected.txt")).expect("what is expected");
    assert_eq!(book.run(&["diff", "old", "new"]).expect_ok().told(), folders);
    let named = |old: &str, new: &str| folders.replacen("old → new", &format!("{old} → {new}"), 1);
    assert_eq!(book.run(&["diff", "HEAD~1"]).expect_ok().told(), named("HEAD~1", "."));
    // A file that differs on the disk is part of the folder, and of no revision.
    book.put("checklists/readiness/costs.yaml", b"broken: [");
    book.put("not-added.txt", b"x");
    let before = crate::handbook::files(&book.folder());
    let status = || String::from_utf8(output(git(book.around(), &["status", "--porcelain=v2", "--branch"])).expect("git").stdout);
    let told = status();
    assert_eq!(book.run(&["diff", "HEAD~1", "main"]).expect_ok().told(), named("HEAD~1", "main"));
    assert_eq!(book.run(&["diff", "main~1", "refs/heads/main"]).expect_ok().told(), named("main~1", "refs/heads/main"));
    book.run(&["diff", "main", "."]).expect_trouble();
    assert_eq!(crate::handbook::files(&book.folder()), before);
    assert_eq!(status(), told);
}

#[test]
fn what_is_no_revision_or_has_no_handbook_is_told() {
    let book = in_git();
    let error = "error: there is no `nowhere`: it is no folder and no file, and the Git repository has no such revision\n  \
         = help: name a folder, a `handbook.json`, or a revision that `git log` shows; a clone in a pipeline may lack it: `git fetch --unshallow`\n";
    book.run(&["diff", "nowhere"]).expect_trouble().expect_findings(error);
    // Git is never given a flag.
    for word in ["--output=trap", "-h", "--all", "@{u}", ":/x", "main:book", "..", "a b", ""] {
        book.run(&["diff", "--", word]).expect_trouble();
    }
    assert!(!book.folder().join("trap").exists());
    let around = finish(readybook(book.around(), &["diff", "old", "new"]), PathBuf::new());
    around.expect_trouble().expect_findings(
        "error: there was no `handbook.yaml` in this folder at `old`\n  \
         = help: run it in the handbook's folder, and name a revision that has the handbook there\n",
    );
}

#[test]
fn a_link_in_a_revision_is_the_file_or_the_folder_that_it_leads_to() {
    let book = in_git();
    let (lists, themes) = (book.folder().join("checklists"), book.folder().join("themes"));
    fs::create_dir(&themes).expect("a folder");
    for name in ["readiness", "privacy.yaml"] {
        fs::rename(lists.join(name), themes.join(name)).expect("a move");
        std::os::unix::fs::symlink(Path::new("../themes").join(name), lists.join(name)).expect("a link");
    }
    for args in [&["add", "-A"][..], &["commit", "-q", "-m", "a link"]] {
        assert!(output(git(book.around(), args)).expect("git").status.success());
    }
    book.run(&["diff", "new", "HEAD"]).expect_ok().expect_findings("new → HEAD\n\nnothing differs\n");
}

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
            let mut yaml = format!("id: list-{checklist}\ntitle: List {checklist}\nareas:\n");
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

fn export(folder: &Path) -> HandbookExport {
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

fn by_words(export: &HandbookExport) -> HandbookExport {
    let mut json = serde_json::to_value(export).expect("JSON");
    without_digests(&mut json);
    serde_json::from_value(json).expect("a handbook")
}

#[test]
fn an_answer_that_was_given_to_the_words_of_now_stands_however_the_question_was_reworded() {
    let new = export(&fixture().join("new"));
    let item = new.checklists.iter().flat_map(|checklist| checklist.items()).find(|item| item.id == "REL-01").expect("REL-01");
    let asks = item.digests.expect("digests").asks;
    let answers = fs::read_to_string(fixture().join("answers.yaml")).expect("answers");
    let book = empty().file("answers.yaml", answers.replacen("says: By hand.}", &format!("says: By hand., asked: {asks}}}"), 1));
    let answers = book.folder().join("answers.yaml");
    let told = diff(&["old", "new", "--answers", answers.to_str().expect("a path")]).expect_ok().told();
    let before = fs::read_to_string(fixture().join("answers.txt")).expect("what is expected");
    assert_eq!(told, before.replacen("    look at the answer: other words are asked\n", "    the answer stands\n", 1));
}
