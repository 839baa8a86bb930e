//! The shipped handbook covers what it must: the proof, read from the files that people write.
//!
//! Knows the formats as a reader of the files does. It asks nothing of the program, so that a mistake in one cannot hide a
//! gap in the other. What is asked for stands in `tests/content/requirements.yaml` and `questions.yaml`.

#![allow(clippy::disallowed_methods, reason = "the program has one door to files; a test reads them itself")]

mod data;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

/// The requirements about content that say "must" or "should": each needs a row in `requirements.yaml`.
const ABOUT_CONTENT: &str = "A1 A2 A3 A4 A6 A8 A9 A10 A11 A13 A14 A15 A16 B18 B20 B23 C29 C30 C31 C32 C33 C34 C35 C36 C37 \
    D40 D41 D42 D43 D44 E45 E46 E47 E49 E50 E52 E55 E56 F57 F60 F61 F64 F70 F72 F73 G74 G75 G76 G77 H78 H79 H80 H81 H82 H83 \
    I87 I88 I89";

/// Pages that name nobody to ask, each with its reason. Index pages need none either: they lead on.
const WITHOUT_DOMAIN: [(&str, &str); 2] = [
    ("content/green-light/conversation.md", "the enablement team as a whole invites"),
    ("content/green-light/questions.md", "each question names its own field"),
];

#[derive(Deserialize)]
struct Requirement {
    id: String,
    says: String,
    page: String,
    heading: Option<String>,
    item: Option<String>,
    key: Option<String>,
}

#[derive(Deserialize)]
struct Question {
    asks: String,
    page: String,
    answer: Vec<String>,
}

/// Where the shipped handbook lies.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder whose name ends so: its path from the root, and its text.
pub fn files(folder: &str, end: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(root().join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}")) {
        let name = entry.expect("an entry of a folder").file_name().into_string().expect("a name in UTF-8");
        let path = format!("{folder}/{name}");
        if root().join(&path).is_dir() {
            found.extend(files(&path, end));
        } else if path.ends_with(end) {
            found.insert(path.clone(), text(&path));
        }
    }
    found
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn yaml<T: DeserializeOwned>(path: &str) -> T {
    serde_yaml::from_str(&text(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A page's front matter and its body.
fn front_and_body(page: &str) -> (Value, &str) {
    let Some((front, body)) = page.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")) else {
        return (Value::Null, page);
    };
    (serde_yaml::from_str(front).expect("front matter that can be read"), body)
}

/// The lines of a body that are not code.
fn prose(body: &str) -> impl Iterator<Item = &str> {
    let mut code = false;
    body.lines().filter(move |line| {
        let fence = line.trim_start_matches(['>', ' ']).starts_with("```");
        code ^= fence;
        !fence && !code
    })
}

/// What a reader sees of a piece of Markdown: without marks, and without the targets of links.
fn plain(markdown: &str) -> String {
    let mut rest = markdown;
    let mut seen = String::new();
    while let Some((before, after)) = rest.split_once("](") {
        seen.push_str(before);
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    seen.push_str(rest);
    seen.retain(|c| !matches!(c, '[' | ']' | '*' | '`' | '|'));
    words(&seen).collect::<Vec<_>>().join(" ")
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric))
}

fn heading_of(line: &str) -> Option<(usize, &str)> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let heading = line[level..].strip_prefix(' ').filter(|_| (1..=6).contains(&level))?;
    Some((level, heading.split(" {#").next().unwrap_or(heading).trim()))
}

/// The prose under a heading with all that belongs to it, or before the first heading; `None` when there is no such heading.
fn section(body: &str, wanted: &str) -> Option<String> {
    let mut inside = wanted.is_empty().then_some(0);
    let mut found = String::new();
    for line in prose(body) {
        match (heading_of(line), inside) {
            (Some((level, heading)), None) if heading == wanted => inside = Some(level),
            (Some((level, _)), Some(depth)) if depth == 0 || level <= depth => return Some(plain(&found)),
            (None, Some(_)) => found = found + line + "\n",
            _ => {}
        }
    }
    inside.map(|_| plain(&found))
}

/// The entry with this id or term, however deep it stands.
fn entry<'a>(value: &'a Value, id: &str) -> Option<&'a Value> {
    if value["id"] == id || value["term"] == id {
        return Some(value);
    }
    match value {
        Value::Array(list) => list.iter().find_map(|value| entry(value, id)),
        Value::Object(map) => map.values().find_map(|value| entry(value, id)),
        _ => None,
    }
}

/// All texts in a value, one after another.
fn texts(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone() + "\n",
        Value::Array(list) => list.iter().map(texts).collect(),
        Value::Object(map) => map.values().map(texts).collect(),
        _ => String::new(),
    }
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn str_of<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or("")
}

#[track_caller]
fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "{} of them:\n{}", complaints.len(), complaints.join("\n"));
}

/// What is wrong with the place that a requirement names, if anything.
fn missing_at(row: &Requirement) -> Option<String> {
    if !root().join(&row.page).is_file() {
        return Some("there is no such page".to_owned());
    }
    let (found, least) = match (&row.heading, &row.item, &row.key) {
        (Some(heading), None, None) => (section(front_and_body(&text(&row.page)).1, heading), 40),
        // An entry of a checklist or a table is shorter than a page: a question, why it is asked, what shows it.
        (None, Some(item), None) => (entry(&yaml(&row.page), item).map(texts), 25),
        (None, None, Some(key)) => (yaml::<Value>(&row.page).pointer(&format!("/{}", key.replace('.', "/"))).map(texts), 40),
        _ => return Some("one of `heading`, `item` and `key` says where".to_owned()),
    };
    match found.map(|found| words(&found).count()) {
        None => Some("there is no such heading, item or key".to_owned()),
        Some(count) if count < least => Some(format!("{count} words are not enough")),
        Some(_) => None,
    }
}

#[test]
fn every_requirement_about_content_is_met_by_a_page() {
    let rows: Vec<Requirement> = yaml("tests/content/requirements.yaml");
    let mut complaints: Vec<String> =
        rows.iter().filter_map(|row| Some(format!("{} ({}): {}: {}", row.id, row.says, row.page, missing_at(row)?))).collect();
    let ids: BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    complaints.extend(ABOUT_CONTENT.split(' ').filter(|id| !ids.contains(id)).map(|id| format!("{id}: no page meets it")));
    none(&complaints);
}

#[test]
fn the_first_words_of_a_page_answer_what_newcomers_ask() {
    let questions: Vec<Question> = yaml("tests/content/questions.yaml");
    assert!(questions.len() >= 30, "{} questions are not thirty", questions.len());
    let mut complaints = Vec::new();
    for Question { asks, page, answer } in &questions {
        let raw = text(page);
        let (head, body) = if raw.starts_with("---\n") { front_and_body(&raw) } else { (yaml(page), raw.as_str()) };
        let body: String = prose(body).filter(|line| !line.starts_with("# ")).map(|line| line.to_owned() + "\n").collect();
        let all = format!("{} {} {}", str_of(&head, "title"), str_of(&head, "summary"), plain(&body));
        let start = words(&all).take(120).collect::<Vec<_>>().join(" ").to_lowercase();
        assert!((1..=3).contains(&answer.len()), "{asks}: one to three phrases hold an answer");
        for phrase in answer.iter().filter(|phrase| !start.contains(&phrase.to_lowercase())) {
            complaints.push(format!("{asks} {page}: `{phrase}` is not in: {start}"));
        }
    }
    none(&complaints);
}

#[test]
fn no_question_and_no_phase_page_shames_anyone() {
    let bad = ["simply", "obviously", "failed", "violation", "violations", "should know", "trivial", "non compliant"];
    let mut all = files("checklists", ".yaml");
    for folder in ["start", "playground", "green-light", "ready-for-production", "areas"] {
        all.extend(files(&format!("content/{folder}"), ".md"));
    }
    all.extend(["content/index.md", "handbook.yaml"].map(|path| (path.to_owned(), text(path))));
    let mut complaints = Vec::new();
    for (path, text) in &all {
        let spaced = format!(" {text} ").to_lowercase().replace(|c: char| !c.is_alphanumeric(), " ");
        complaints.extend(bad.iter().filter(|word| spaced.contains(&format!(" {word} "))).map(|word| format!("{path}: {word}")));
    }
    none(&complaints);
}

#[test]
fn a_walkthrough_has_its_old_name_in_one_sentence_only() {
    let mut all = files("content", ".md");
    all.append(&mut files("checklists", ".yaml"));
    let found: Vec<&str> = all
        .iter()
        .flat_map(|(path, text)| text.to_lowercase().matches("architecture review").map(|_| path.as_str()).collect::<Vec<_>>())
        .collect();
    assert_eq!(found, ["content/ready-for-production/walkthrough.md"]);
}

#[test]
fn every_page_says_what_it_is_about_and_names_somebody_to_ask() {
    let mut complaints = Vec::new();
    for (path, text) in files("content", ".md") {
        let front = front_and_body(&text).0;
        if str_of(&front, "summary").is_empty() {
            complaints.push(format!("{path}: no summary"));
        }
        let excepted = path.ends_with("/index.md") || WITHOUT_DOMAIN.iter().any(|(page, _)| *page == path);
        if str_of(&front, "domain").is_empty() && !excepted {
            complaints.push(format!("{path}: no domain"));
        }
    }
    let known = files("content", ".md");
    complaints.extend(
        WITHOUT_DOMAIN
            .iter()
            .filter(|(page, _)| !known.contains_key(*page))
            .map(|(page, why)| format!("{page} is gone, and so is the reason to except it: {why}")),
    );
    none(&complaints);
}

#[test]
fn every_blank_is_used_and_every_name_in_braces_is_one() {
    let settings: Value = yaml("handbook.yaml");
    let names = |key: &str| settings[key].as_object().into_iter().flatten().map(|(name, _)| name.as_str());
    let blanks: BTreeSet<&str> = names("blanks").chain(names("values")).collect();
    let own =
        ["title", "summary", "organisation", "review_name", "review_short", "lead_time_days", "base_url"].map(str::to_owned);
    let phases = settings["phases"].as_array().into_iter().flatten().filter_map(|phase| phase["id"].as_str());
    let own: BTreeSet<String> = own.into_iter().chain(phases.map(|id| format!("phase-{id}"))).collect();
    let mut all: BTreeMap<String, String> = files("content", ".md");
    all.append(&mut files("content", ".yaml"));
    all.append(&mut files("checklists", ".yaml"));
    all.insert("handbook.yaml".to_owned(), text("handbook.yaml"));
    let mut used = BTreeSet::new();
    for (path, text) in &all {
        let names = prose(text).flat_map(|line| line.split("{{").skip(1)).filter_map(|rest| rest.split_once("}}"));
        used.extend(names.map(|(name, _)| (name.trim().to_owned(), path.as_str())));
    }
    let unknown = used.iter().filter(|(name, _)| !blanks.contains(&**name) && !own.contains(name));
    let mut complaints: Vec<String> = unknown.map(|(name, path)| format!("{path}: there is no variable `{name}`")).collect();
    let unused = blanks.iter().filter(|blank| !used.iter().any(|(name, _)| name == *blank));
    complaints.extend(unused.map(|blank| format!("no page uses the variable `{blank}`")));
    none(&complaints);
}

#[test]
fn each_kind_of_page_keeps_its_parts() {
    let advice: &[&str] = &["Symptom", "How to see it", "Cause", "Fix", "Who to ask"];
    let area: &[&str] = &["Three usual gaps", "A good example answer"];
    let guide: &[&str] = &["What good looks like", "Usual mistakes", "Who to ask"];
    let mut complaints = Vec::new();
    for (folder, parts, mark) in [
        ("advice", advice, "**Tool that helps:**"),
        ("areas", area, "**Accountable:**"),
        // The head of a guide says who is accountable and who helps, by its domain.
        ("guides", guide, ""),
        ("playground", &[], "**Accountable:**"),
        ("green-light", &[], "ccountable"),
        ("ready-for-production", &[], "**Accountable:**"),
        ("start", &[], ""),
    ] {
        for (path, text) in files(&format!("content/{folder}"), ".md") {
            let form = path.ends_with("-form.md") && folder == "guides";
            if path.ends_with("/index.md") || form {
                continue;
            }
            let body = front_and_body(&text).1;
            let missing = parts.iter().filter(|part| section(body, part).is_none());
            complaints.extend(missing.map(|part| format!("{path}: no part `{part}`")));
            if !body.contains(mark) {
                complaints.push(format!("{path}: does not say `{mark}`"));
            }
        }
    }
    none(&complaints);
}

#[test]
fn a_guide_says_what_to_do_next_before_its_first_heading_and_names_tools() {
    let mut complaints = Vec::new();
    for (path, text) in files("content/guides", ".md") {
        if path.ends_with("/index.md") || path.ends_with("-form.md") {
            continue;
        }
        let body = front_and_body(&text).1;
        let opening = section(body, "").expect("the words before the first heading");
        match opening.split_once("Next step:") {
            None => complaints.push(format!("{path}: the next step does not come before the first heading")),
            Some((before, _)) if words(before).count() > 80 => complaints.push(format!("{path}: the next step comes late")),
            Some(_) => {}
        }
        if !body.contains("**People use:**") {
            complaints.push(format!("{path}: names no tools that people use"));
        }
        if body.contains("```python") && !body.contains("not for production") {
            complaints.push(format!("{path}: does not say that its programs are for learning"));
        }
    }
    none(&complaints);
}

/// The example beside a question is the one that its area's page explains.
#[test]
fn an_example_says_the_same_beside_its_question_and_on_the_page_of_its_area() {
    let questions: Vec<Value> = files("checklists", ".yaml").keys().map(|path| yaml(path)).collect();
    let example = |id: &str| {
        let mut items = questions.iter().flat_map(|file| list(file, "items"));
        items.find(|item| str_of(item, "id") == id).map(|item| str_of(item, "example").to_owned())
    };
    let mut found = 0;
    for (path, page) in files("content/areas", ".md") {
        let Some((_, part)) = page.split_once("\n## A good example answer\n") else { continue };
        let id = part.trim().trim_start_matches('[').split(']').next().expect("an id").to_owned();
        let quoted = part.lines().find_map(|line| line.strip_prefix("> ")).expect("a quotation");
        assert_eq!(example(&id), Some(plain(quoted).replace(['`', '*'], "")), "{path}, {id}");
        found += 1;
    }
    assert_eq!(found, 10);
}

#[test]
fn the_six_verbs_of_running_a_service_each_have_a_guide_and_an_area() {
    let page = text("content/start/index.md");
    for verb in ["build", "test", "secure", "deploy", "monitor", "operate"] {
        let row = page.lines().find(|line| line.starts_with(&format!("| **{verb}**")));
        let row = row.unwrap_or_else(|| panic!("no row for {verb}"));
        for target in ["../guides/", "../areas/", "../reference/domains.yaml#"] {
            assert!(row.contains(target), "{verb}: no link to {target}");
        }
    }
}

#[test]
fn the_page_on_filling_in_shows_each_command_once() {
    let page = text("content/start/filling-in.md");
    for verb in ["new", "check", "print", "update"] {
        let shown = page.lines().filter(|line| line.starts_with(&format!("readybook review {verb} "))).count();
        assert_eq!(shown, 1, "readybook review {verb}");
    }
    for target in ["does-not-apply.md", "what-can-stop-you.md", "timeline.md"] {
        assert!(page.contains(target), "no link to {target}");
    }
}

#[test]
fn home_leads_to_the_one_page_the_path_and_the_people_in_one_click() {
    let home = text("content/index.md");
    for target in ["checklists/green-light.yaml", "start/path-to-production.md", "start/ask-us.md", "start/index.md"] {
        assert!(home.contains(target), "home does not lead to {target}");
    }
}
