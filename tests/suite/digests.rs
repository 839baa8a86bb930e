//! Digests: which keys take part for ever, the vectors of the guide, the program in Python beside them, the verb; and that layout never
//! changes a digest, while whatever is said does.

use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    process::{Command, Stdio},
};

use proptest::prelude::*;
use readybook::{
    diagnostic::Findings,
    manuscript::{
        FrontMatter,
        checklist::{Area, Condition, HeaderKeys, Item, ItemDigests, Retired, read_area},
        data::{Bound, Cell, Citation, Guardrail, MustEnable, Outside, Term},
    },
    prose::canonical_body,
    review::{self, Answer, Answers, ChecklistAnswers, FileLines, Plan, Proposal},
    source::{SourcePath, Sources},
    yaml::{Canonical as _, DigestScope, Format, HasFormat as _, Presence, canonical_text},
};
use serde_json::{Value, json};

use crate::handbook::{Handbook, handbook, repository};

/// Every format that digests are made of.
const FORMATS: [Format; 20] = [
    Item::FORMAT,
    Condition::FORMAT,
    Retired::FORMAT,
    Area::FORMAT,
    HeaderKeys::FORMAT,
    Cell::FORMAT,
    MustEnable::FORMAT,
    Citation::FORMAT,
    Guardrail::FORMAT,
    Bound::FORMAT,
    Outside::FORMAT,
    Term::FORMAT,
    FrontMatter::FORMAT,
    Answers::FORMAT,
    review::Service::FORMAT,
    ChecklistAnswers::FORMAT,
    Answer::FORMAT,
    Plan::FORMAT,
    Proposal::FORMAT,
    FileLines::FORMAT,
];

#[test]
fn the_keys_of_version_1_stay_as_they_are_for_ever() {
    let file = fs::read_to_string(repository("tests/fixtures/digest-1-keys.txt")).expect("the list");
    let frozen: Vec<&str> = file.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    let mut found = Vec::new();
    for format in FORMATS {
        for key in format.keys.iter().filter(|key| key.digest != DigestScope::Nothing) {
            let scope = if key.digest == DigestScope::Essential { "essential" } else { "all" };
            let set = if key.set { " set" } else { "" };
            let default = match key.presence {
                Presence::Default(value) => format!(" default {}", value.replace(' ', "")),
                Presence::Required | Presence::Optional => String::new(),
            };
            found.push(format!("{}: {} {scope}{set}{default}", format.name, key.name));
        }
    }
    let more: Vec<&String> = found.iter().filter(|line| !frozen.contains(&line.as_str())).collect();
    let gone: Vec<&&str> = frozen.iter().filter(|line| !found.iter().any(|found| found == **line)).collect();
    assert!(
        more.is_empty() && gone.is_empty(),
        "digests of version 1 would change: write `digest = nothing` on a new key, and give an old one its scope back\n\
         not in the list: {more:#?}\nonly in the list: {gone:#?}"
    );
}

/// A block of the page, by its title.
struct Block {
    title: String,
    text: String,
}

fn blocks_of_the_page() -> Vec<Block> {
    let page = fs::read_to_string(repository("docs/content/digests.md")).expect("the page");
    let mut found = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let fence = &line[..line.len() - line.trim_start_matches('`').len()];
        let Some((_, title)) = line.split_once("title=\"").filter(|_| fence.len() >= 3) else { continue };
        let text = lines.by_ref().take_while(|line| *line != fence).map(|line| format!("{line}\n")).collect();
        found.push(Block { title: title.trim_end_matches('"').to_owned(), text });
    }
    found
}

/// A vector: the file with the id, the scope, and form, digest and short form, a line each.
fn vectors(blocks: &[Block]) -> Vec<(&str, &str, Vec<&str>)> {
    blocks
        .iter()
        .filter(|block| block.title.contains(' '))
        .map(|block| {
            let (thing, scope) = block.title.rsplit_once(' ').expect("a scope");
            (thing, scope, block.text.lines().collect())
        })
        .collect()
}

fn digests(book: &Handbook, thing: &str) -> Vec<Value> {
    let told = book.run(&["digest", thing, "--format", "json"]);
    let told: Value = serde_json::from_str(&told.expect_ok().stdout).expect("JSON");
    assert_eq!((&told["version"], &told["prefix"]), (&json!(1), &json!("readybook-digest-1")));
    told["digests"].as_array().expect("a list").clone()
}

#[test]
fn the_vectors_of_the_guide_are_what_the_program_says() {
    let blocks = blocks_of_the_page();
    let mut book = handbook();
    for block in blocks.iter().filter(|block| !block.title.contains(' ') && !block.title.starts_with("digest.py")) {
        book = book.file(&block.title, &block.text);
    }
    let vectors = vectors(&blocks);
    assert!(vectors.len() >= 10, "only {} vectors", vectors.len());
    for (thing, scope, expected) in vectors {
        let id = thing.split_once('#').map_or("", |(_, id)| id);
        let found = digests(&book, thing);
        let found = found.iter().find(|found| found["scope"] == scope && found["id"] == id).expect("a digest of this scope");
        let said: Vec<&str> = ["form", "digest", "short"].iter().filter_map(|key| found[key].as_str()).collect();
        assert_eq!(said, expected, "{thing} {scope}");
    }
}

/// What the guide's program in Python prints for some keys: form, digest and short form.
fn by_python(keys: &Value) -> Vec<String> {
    let blocks = blocks_of_the_page();
    let program = &blocks.iter().find(|block| block.title == "digest.py").expect("the program").text;
    let mut python = Command::new("python3")
        .args(["-I", "-c", program])
        .env("PYTHONUTF8", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3");
    python.stdin.take().expect("a pipe").write_all(keys.to_string().as_bytes()).expect("the keys");
    let done = python.wait_with_output().expect("its output");
    assert!(done.status.success(), "{keys}");
    String::from_utf8(done.stdout).expect("UTF-8").lines().map(str::to_owned).collect()
}

#[test]
fn the_program_of_the_guide_in_python_says_the_same() {
    let blocks = blocks_of_the_page();
    let vectors = vectors(&blocks);
    for (thing, scope, expected) in &vectors {
        // A form is its own form.
        let form: Value = serde_json::from_str(expected[0]).expect("JSON");
        assert_eq!(by_python(&form), *expected, "{thing} {scope}");
    }
    let keys = &blocks.iter().find(|block| block.title == "keys.json").expect("the keys").text;
    assert_eq!(by_python(&serde_json::from_str(keys).expect("JSON")), vectors[0].2, "the first question's `asks`");
    let written = json!({
        "hard_stop": ["b", "a", "b"], "probes": ["b", "a", ""], "applies_when": {"any": [], "all": []}, "why": " \t\n",
        "basis": "unverified", "must_enable": {"later": "possible", "setting": "x"}, "help_wanted": false, "traits": [],
    });
    assert_eq!(by_python(&written)[0], r#"{"hard_stop":["a","b"],"must_enable":{"setting":"x"},"probes":["b","a"],"traits":[]}"#);
}

const ODD: [&str; 14] = [
    ">>`\n>:`\n:\n\na `b\n   c`  d\n> > e  f\n> g",
    "a  b\tc\r\nd\re ",
    "run `a  b`  and ``c ` d  e`` \\`f  g` `h  i",
    "u\u{308}ber \u{a0} \u{1f600}  x",
    "# A\ntext\nmore\n\n\n- a\n  b\n  - c\n\n      d  e\n1) f\n: g\n[h]: i\n",
    "> [!NOTE]\n> a\n> b\n>\n> > c  d\n> ```\n> e  f\n> ```\nlazy",
    "```sh\na  b\n\n\n~~~\n````\nafter\nit\n~~~ x\nc  d",
    "- ```\n  a  b\n  ```\n    not  code\n\n    code  it\n    is\n\n\tcode  too\n",
    "<!-- a -->\ntext\n<!-- b\n\nc -->\nd\n<!-- e --> f\n    <!-- g -->\n```\n<!-- h -->\n```\n<!-- i\nj --> k\n<!-- never\nclosed",
    "> a\n> <!-- b -->\n> c\n\n>\n\n- d\n<!-- e -->\n- f\n  <!-- g -->\n  h",
    "| a  | b |\n|---|---|\n| c | d |\ntext\n---\nmore\n===\n***\n- - -\n-\n*\n",
    "12345678901. no\n1.no\n-no\n*no* yes\n####### no\n#no\n###### yes\n",
    "a\n<b>\nc `d\ne`  f\n``` g ` h\ni\n",
    "\n\n    code\n\n\n    more\n  text\n     goes  on\n",
];

#[test]
fn python_reads_texts_and_bodies_as_the_program_does() {
    for text in ODD {
        for keys in [json!({"says": text}), json!({"body": text})] {
            let (key, form) = match keys.get("body") {
                Some(_) => ("body", canonical_body(text)),
                None => ("says", canonical_text(text)),
            };
            let found: Value = serde_json::from_str(&by_python(&keys)[0]).expect("JSON");
            assert_eq!(found, json!({key: form}), "{text:?}");
        }
    }
}

#[test]
fn what_is_not_there_is_told_with_what_there_is() {
    let book = crate::answers::small_book();
    let told = |args: &[&str]| book.run(&[&["digest"], args].concat()).expect_trouble().stderr.clone();
    let found = told(&["checklists/readiness/reliability.yaml#REL-77"]);
    assert_eq!(
        found,
        "error: there is no `REL-77` in `checklists/readiness/reliability.yaml`\n  = help: there are `REL-01` to `REL-10`\n"
    );
    assert!(told(&["content/nothing.md"]).starts_with("error: there is no `content/nothing.md`\n"), "{found}");
    assert!(told(&["handbook.yaml"]).starts_with("error: nothing in `handbook.yaml` has a digest\n  = help: pages,"));
}

#[test]
fn a_file_with_a_mistake_is_told_at_its_place() {
    let book = handbook().file("checklists/a.yaml", "id: a\ntitle: A\nprefix: AA\nitems:\n  - {id: AA-01, aks: Who?}\n");
    let run = book.run(&["digest", "checklists/a.yaml#AA-01"]);
    run.expect_wrong().expect_mentions(&["checklists/a.yaml:5", "unknown-key", "missing-key"]);
    assert_eq!(run.stdout, "");
}

/// What a question may say: texts and lists that are written in any layout.
#[derive(Debug, Clone)]
struct Question {
    ask: Vec<String>,
    evidence: Vec<String>,
    why: Vec<String>,
    probes: Vec<Vec<String>>,
    hard_stop: Vec<String>,
    severity: &'static str,
}

fn words() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[a-zA-Zäöü]{1,6}", 1..6)
}

fn question() -> impl Strategy<Value = Question> {
    let ids = prop::collection::vec("[a-z]{2,6}", 0..4);
    (words(), words(), words(), prop::collection::vec(words(), 0..4), ids, prop::sample::select(vec!["high", "medium", "low"]))
        .prop_map(|(ask, evidence, why, probes, hard_stop, severity)| Question {
            ask,
            evidence,
            why,
            probes,
            hard_stop,
            severity,
        })
}

/// How a question is written: which of many ways, drawn anew for each text and each key.
struct Layout(u64);

impl Layout {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    /// A text behind a key, with its own white space.
    fn text(&mut self, words: &[String], indent: &str) -> String {
        let gap = |layout: &mut Self| " ".repeat(1 + usize::try_from(layout.next(3)).expect("small"));
        let mut folded = String::new();
        for (n, word) in words.iter().enumerate() {
            if n > 0 {
                folded += &if self.next(3) == 0 { format!("\n{indent}") } else { gap(self) };
            }
            folded += word;
        }
        match self.next(4) {
            0 => format!("|\n{indent}{folded}\n\n"),
            1 => format!(">-\n{indent}{folded}  \n"),
            2 => format!("\"{}\"\n", words.join(" \\t ")),
            _ => format!("'{folded}'\n"),
        }
    }

    /// The whole area with this question.
    fn area(&mut self, question: &Question) -> String {
        let Question { ask, evidence, why, probes, hard_stop, severity } = question;
        let mut keys = vec![
            format!("ask: {}", self.text(ask, "        ")),
            format!("evidence: {}", self.text(evidence, "        ")),
            format!("why: {}", self.text(why, "        ")),
            format!("severity: {severity}\n"),
            "id: AA-01\n".to_owned(),
        ];
        if !probes.is_empty() || self.next(2) == 0 {
            let list: String = probes.iter().map(|probe| format!("\n      - {}", self.text(probe, "          "))).collect();
            keys.push(format!("probes:{}\n", if list.is_empty() { " []".into() } else { list }));
        }
        let mut stops = hard_stop.clone();
        if !stops.is_empty() {
            let turn = usize::try_from(self.next(stops.len() as u64)).expect("small");
            stops.rotate_left(turn);
            keys.push(format!("hard_stop: [{}]\n", stops.join(", ")));
        }
        let mut area = "items:\n  -\n".to_owned();
        while !keys.is_empty() {
            if self.next(2) == 0 {
                area += "    # a comment\n\n";
            }
            let at = usize::try_from(self.next(keys.len() as u64)).expect("small");
            area += &format!("    {}", keys.remove(at));
        }
        area
    }
}

fn item_digests(area: &str) -> ItemDigests {
    let mut sources = Sources::default();
    let file = sources.add(SourcePath::new("checklists/a/b.yaml"), area.into(), true);
    let mut findings = Findings::default();
    let read = read_area(sources.file(file), &mut findings).expect("an area");
    let found = findings.into_vec();
    assert!(found.is_empty(), "{found:?}\n{area}");
    read.area.items.valid[0].digests()
}

proptest! {
    #[test]
    fn layout_order_and_comments_never_change_a_digest(question in question(), one: u64, other: u64) {
        let (one, other) = (Layout(one).area(&question), Layout(other).area(&question));
        prop_assert_eq!(item_digests(&one), item_digests(&other), "{}\n{}", one, other);
    }

    #[test]
    fn each_change_of_what_is_said_changes_the_digest(question in question(), word in "[A-Z][a-z]{7}", which in 0_usize..6, layout: u64) {
        let before = item_digests(&Layout(layout).area(&question));
        let mut changed = question.clone();
        match which {
            0 => changed.ask.push(word),
            1 => changed.evidence[0] = word,
            2 => changed.why.insert(0, word),
            3 => changed.probes.push(vec![word]),
            4 => changed.hard_stop.push(word.to_lowercase()),
            _ => changed.severity = if question.severity == "high" { "low" } else { "high" },
        }
        let after = item_digests(&Layout(layout.wrapping_add(7)).area(&changed));
        prop_assert_ne!(before.all, after.all);
        prop_assert_eq!(before.asks == after.asks, which > 1, "only words and evidence are what is asked");
    }

    #[test]
    fn a_text_in_its_form_is_its_own_form(text in "[a-b `\\\\\n\t\r<>#|~:.!\\[\\]*-]{0,60}") {
        let (line, body) = (canonical_text(&text), canonical_body(&text));
        prop_assert_eq!(canonical_text(&line), line);
        prop_assert_eq!(canonical_body(&body), body);
    }
}

fn answers(text: &str) -> Answers {
    let mut sources = Sources::default();
    let file = sources.add(SourcePath::new("a.answers.yaml"), text.into(), true);
    let mut findings = Findings::default();
    let read = review::read(sources.file(file), &mut findings).expect("an answer file");
    assert!(findings.into_vec().is_empty(), "{text}");
    read
}

/// An answer as a team gives it: each part is said or not.
#[derive(Debug, Clone)]
struct Given {
    state: &'static str,
    says: Vec<String>,
    handled_by: Option<&'static str>,
    setting: Option<Vec<String>>,
    evidence: Vec<Vec<String>>,
    why: Option<Vec<String>>,
    due: Option<u64>,
    help_wanted: bool,
}

fn given() -> impl Strategy<Value = Given> {
    let state = prop::sample::select(vec!["answered", "gap", "not-applicable"]);
    let handled_by = prop::option::of(prop::sample::select(vec!["team", "provider", "platform"]));
    let evidence = prop::collection::vec(words(), 0..3);
    let (setting, why, due) = (prop::option::of(words()), prop::option::of(words()), prop::option::of(1_u64..28));
    (state, words(), handled_by, setting, evidence, why, due, any::<bool>()).prop_map(
        |(state, says, handled_by, setting, evidence, why, due, help_wanted)| Given {
            state,
            says,
            handled_by,
            setting,
            evidence,
            why,
            due,
            help_wanted,
        },
    )
}

impl Layout {
    /// The lines in another order, with comments and empty lines between them.
    fn shuffled(&mut self, mut lines: Vec<String>, indent: &str) -> String {
        let mut text = String::new();
        while !lines.is_empty() {
            if self.next(3) == 0 {
                text += &format!("{indent}# a comment\n\n");
            }
            let at = usize::try_from(self.next(lines.len() as u64)).expect("small");
            text += &lines.remove(at);
        }
        text
    }

    /// An answer: what it says, and around it who wrote it when, which the digest does not know.
    fn answer(&mut self, id: &str, given: &Given) -> String {
        let Given { state, says, handled_by, setting, evidence, why, due, help_wanted } = given;
        let (indent, deeper) = (" ".repeat(8), " ".repeat(12));
        let mut keys = vec![format!("{indent}state: {state}\n"), format!("{indent}says: {}", self.text(says, &deeper))];
        keys.extend(handled_by.map(|by| format!("{indent}handled_by: {by}\n")));
        keys.extend(setting.as_ref().map(|setting| format!("{indent}setting: {}", self.text(setting, &deeper))));
        keys.extend(why.as_ref().map(|why| format!("{indent}why: {}", self.text(why, &deeper))));
        keys.extend(due.map(|day| format!("{indent}plan: {{owner: Kim, due: 2027-02-{day:02}}}\n")));
        if *help_wanted || self.next(2) == 0 {
            keys.push(format!("{indent}help_wanted: {help_wanted}\n"));
        }
        if !evidence.is_empty() || self.next(2) == 0 {
            let list: String = evidence.iter().map(|one| format!("\n{indent}  - {}", self.text(one, &deeper))).collect();
            keys.push(format!("{indent}evidence:{}\n", if list.is_empty() { " []".into() } else { list }));
        }
        for person in ["speaker", "drafted_by"] {
            if self.next(2) == 0 {
                keys.push(format!("{indent}{person}: Person {}\n", self.next(9)));
            }
        }
        if self.next(2) == 0 {
            keys.push(format!("{indent}updated: 2026-11-{:02}\n", 1 + self.next(27)));
        }
        format!("      {id}:\n{}", self.shuffled(keys, &indent))
    }

    /// The whole answer file.
    fn answers(&mut self, all: &[Given]) -> String {
        let places = all.iter().enumerate().map(|(n, given)| self.answer(&format!("AA-{n:02}"), given)).collect();
        let items = format!("    items:\n{}", self.shuffled(places, "      "));
        let service =
            self.shuffled(vec!["  id: a\n".into(), "  launch: new-service\n".into(), "  tier: critical\n".into()], "  ");
        let parts = vec!["answers: 2\n".into(), format!("service:\n{service}"), format!("checklists:\n  c:\n{items}")];
        self.shuffled(parts, "")
    }
}

proptest! {
    #[test]
    fn layout_people_and_dates_never_change_the_digest_of_answers(all in prop::collection::vec(given(), 1..4), one: u64, other: u64) {
        let (one, other) = (Layout(one).answers(&all), Layout(other).answers(&all));
        prop_assert_eq!(answers(&one).digest(DigestScope::All), answers(&other).digest(DigestScope::All), "{}\n{}", one, other);
    }

    #[test]
    fn each_change_of_what_a_team_says_changes_the_digest_of_its_answers(
        all in prop::collection::vec(given(), 1..4), at: prop::sample::Index, word in "[A-Z][a-z]{7}", which in 0_usize..8, layout: u64
    ) {
        let digests = |all: &[Given], layout| {
            let read = answers(&Layout(layout).answers(all));
            let items = read.checklists.iter().flat_map(|(_, checklist)| checklist.items.iter());
            let decides: BTreeMap<_, _> = items.map(|(id, answer)| (id.value.clone(), answer.digest(DigestScope::Essential))).collect();
            (read.digest(DigestScope::All), decides)
        };
        let before = digests(&all, layout);
        let mut changed = all.clone();
        let one = at.get_mut(&mut changed);
        match which {
            0 => one.says.push(word),
            1 => one.evidence.push(vec![word]),
            2 => one.help_wanted = !one.help_wanted,
            3 => one.state = if one.state == "gap" { "answered" } else { "gap" },
            4 => one.handled_by = if one.handled_by == Some("team") { None } else { Some("team") },
            5 => one.setting = Some(vec![word]),
            6 => one.why = Some(vec![word]),
            _ => one.due = if one.due.is_some() { None } else { Some(28) },
        }
        let after = digests(&changed, layout.wrapping_add(7));
        prop_assert_ne!(before.0, after.0);
        prop_assert_eq!(before.1 == after.1, which <= 2, "state, handled by, setting, plan and why are what decides");
    }
}

#[test]
fn dates_people_comments_and_order_are_no_part_of_the_answers() {
    let one = "answers: 2\nservice:\n  id: a\n  launch: new-service\nchecklists:\n  c:\n    items:\n      AA-01: {state: answered, says: Yes.}\n      AA-02: {says: No.}\n";
    let other = "answers: 1\n# mine\nfrom: old.yaml\nservice: {launch: new-service, id: a, team: x, walkthrough: 2026-12-20, launch_on: 2027-01-07}\nchecklists:\n  d:\n    items:\n  c:\n    edition: 2026-11-01\n    owners: {AA: Kim}\n    items:\n      AA-03:\n      AA-02: {says: 'No.', speaker: Kim, asked: abc, updated: 2026-11-02}\n      # why\n      AA-01: {says: \"Yes. \", state: answered, drafted_by: Kim}\n";
    assert_eq!(answers(one).digest(DigestScope::All), answers(other).digest(DigestScope::All));
    for (part, instead) in [
        ("says: Yes.", "says: Yes"),
        ("state: answered", "state: gap"),
        ("launch: new-service", "launch: new-product"),
        ("  id: a\n", "  id: a\n  traits: []\n"),
        ("  id: a\n", "  id: a\n  high_risk: true\n"),
        ("AA-02", "AA-03"),
        ("says: No.", "says: No., help_wanted: true"),
        ("says: No.", "says: No., plan: {due: 2026-12-01}"),
    ] {
        let changed = one.replace(part, instead);
        assert_ne!(answers(one).digest(DigestScope::All), answers(&changed).digest(DigestScope::All), "{instead}");
    }
}

#[test]
fn the_published_handbook_has_the_digests_that_the_verb_prints() {
    let book = crate::answers::small_book();
    book.build().expect_ok();
    let json: Value = serde_json::from_str(&book.built("handbook.json")).expect("JSON");
    let checklists = json["checklists"].as_array().expect("a list");
    let readiness = checklists.iter().find(|checklist| checklist["id"] == "readiness").expect("the checklist");
    assert_eq!(readiness["digest"], digests(&book, "checklists/readiness/_checklist.yaml")[0]["digest"]);
    let area = &readiness["areas"][0];
    let found = digests(&book, "checklists/readiness/reliability.yaml");
    assert_eq!(area["digest"], found[0]["digest"]);
    for item in area["items"].as_array().expect("a list") {
        let of = |scope: &str| found.iter().find(|one| one["id"] == item["id"] && one["scope"] == scope).expect("a digest");
        assert_eq!(item["digests"], json!({"asks": of("asks")["digest"], "all": of("all")["digest"]}));
    }
    let cell = &json["responsibilities"]["services"][0]["cells"][0];
    let id = format!(
        "content/matrix.yaml#{}/{}",
        json["responsibilities"]["services"][0]["id"].as_str().expect("an id"),
        cell["duty"].as_str().expect("an id")
    );
    assert_eq!(cell["digest"], digests(&book, &id)[0]["digest"]);
}

/// All keys with digests taken out of a JSON value, as an older program would have written it.
fn without_digests(value: &mut Value) {
    match value {
        Value::Object(keys) => {
            keys.retain(|key, _| key != "digest" && key != "digests");
            keys.values_mut().for_each(without_digests);
        }
        Value::Array(values) => values.iter_mut().for_each(without_digests),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn a_published_handbook_without_digests_is_read_as_before() {
    let team = crate::answers::repository_of_a_team();
    let answers = fs::read(crate::answers::fixture("full").join("answers.yaml")).expect("a file");
    team.put("a.yaml", &answers);
    let runs = || {
        let check = team.run(&["review", "check", "a.yaml", "--as-of", "2026-11-23"]);
        let print = team.run(&["review", "print", "a.yaml", "--as-of", "2026-11-23"]);
        (check.code, check.stderr, print.code, print.stdout)
    };
    let before = runs();
    let mut older: Value =
        serde_json::from_str(&fs::read_to_string(team.folder().join("handbook.json")).expect("a file")).expect("JSON");
    without_digests(&mut older);
    team.put("handbook.json", older.to_string().as_bytes());
    assert_eq!(before, runs());
    let text = fs::read(team.folder().join("a.yaml")).expect("a file");
    team.run(&["review", "update", "a.yaml"]).expect_ok();
    assert!(!fs::read_to_string(team.folder().join("a.yaml")).expect("a file").contains("asked:"), "{text:?}");
}

#[test]
fn an_update_notes_to_which_words_an_answer_was_given_where_the_file_shows_them() {
    let team = crate::answers::repository_of_a_team();
    let json: Value =
        serde_json::from_str(&fs::read_to_string(team.folder().join("handbook.json")).expect("a file")).expect("JSON");
    let readiness = json["checklists"].as_array().expect("a list").iter().find(|one| one["id"] == "readiness").expect("one");
    let items: Vec<&Value> = readiness["areas"][0]["items"].as_array().expect("a list").iter().collect();
    let ask = |n: usize| items[n]["ask"].as_str().expect("a question");
    let digest = |n: usize| items[n]["digests"]["asks"].as_str().expect("a digest");
    let (edition, asks) = (readiness["edition"].as_str().expect("a day"), digest(0));
    let head = format!(
        "answers: 2\nservice:\n  id: a\n  launch: new-service\n  traits: []\nchecklists:\n  readiness:\n    edition: {edition}\n    items:\n"
    );
    let file = |asked: &str, in_flow: &str| {
        format!(
            "{head}      # {}\n      # Kim knows.\n      REL-01:\n        says: Yes.\n{asked}        # the last change\n        updated: 2026-11-01\n      # {}\n      REL-02: {{{in_flow}says: In flow.}}\n      # What was it?\n      REL-03:\n        says: To other words.\n      # {}\n      REL-10:\n        says: From before.\n        look: true\n",
            ask(0),
            ask(1),
            ask(3)
        )
    };
    assert!(items[0]["id"] == "REL-01" && items[3]["id"] == "REL-10");
    team.put("a.yaml", file("", "").as_bytes());
    let told = team.run(&["review", "update", "a.yaml"]).expect_ok().stdout.clone();
    let text = fs::read_to_string(team.folder().join("a.yaml")).expect("a file");
    let noted = file(&format!("        asked: {asks}\n"), &format!("asked: {}, ", digest(1)));
    assert!(text.starts_with(&noted), "{text}\n{told}");
    assert!(told.contains("  noted to which words 2 answers were given\n"), "{told}");
    // In a file of another edition nobody knows.
    let older = file("", "").replace(&format!("edition: {edition}"), "edition: 2026-01-01");
    team.put("a.yaml", older.as_bytes());
    team.run(&["review", "update", "a.yaml"]).expect_ok();
    assert!(!fs::read_to_string(team.folder().join("a.yaml")).expect("a file").contains("asked:"));
}
