//! The examples in the shipped handbook are right: each one that is a file runs, or can be parsed.
//!
//! Knows fences and the programs that check them: Python, Bash, `OpenSSL`, Node. An example in a language that is new here
//! fails until `check` says how it is checked.

#![allow(clippy::disallowed_methods, reason = "the program has one door to files; a test writes the examples itself")]

use std::{collections::BTreeSet, fs, path::Path, process::Command, thread};

use serde::de::IgnoredAny;

use crate::{content::files, run::output};

/// Examples whose printed lines stand in the block below them, letter for letter.
const PRINTS_THE_BLOCK_BELOW: [(&str, &str); 12] = [
    ("content/advice/certificate-expiry.md", "certificate-days.sh"),
    ("content/advice/connection-exhaustion.md", "connection-budget.py"),
    ("content/advice/full-table-scan.md", "entries-of-an-account.sql"),
    ("content/advice/hot-partition.md", "where-writes-land.py"),
    ("content/advice/n-plus-one.md", "n-plus-one.py"),
    ("content/advice/retry-storms.md", "retry-storm.py"),
    ("content/guides/cost.md", "estimate.py"),
    ("content/guides/disaster-recovery.md", "recovery.py"),
    ("content/guides/scaling.md", "capacity.py"),
    ("content/guides/service-level-objectives.md", "error_budget.py"),
    ("content/playground/automatic-stop.md", "stop.py"),
    ("content/playground/task-bomb.md", "weekend.py"),
];

/// Examples of which the text around them quotes something: it stands in what they print, and in code marks on the page.
const PRINTS_WHAT_THE_PAGE_QUOTES: [(&str, &str, &[&str]); 4] = [
    ("content/advice/retry-storms.md", "call_with_back_off.py", &["paid"]),
    ("content/guides/api-versioning.md", "breaking.py", &["answer.amount was str, is int", "answer.lines[0].text is gone"]),
    (
        "content/guides/data-modelling.md",
        "ledger.sql",
        &["SEARCH entry USING INDEX entry_by_account (account_id=?)", "USING COVERING INDEX"],
    ),
    ("content/guides/high-availability.md", "headroom.py", &["2 zones: 4 in each, 8 in total", "3 zones: 2 in each, 6 in total"]),
];

/// Runs a script whole, as a reader would, and then statement by statement, to see the last column of each answer.
const SQL: &str = r#"
import sqlite3, sys
script = open(sys.argv[1]).read()
sqlite3.connect(":memory:").executescript(script)
db, statement = sqlite3.connect(":memory:", isolation_level=None), ""
for line in script.splitlines(keepends=True):
    statement += line
    if sqlite3.complete_statement(statement):
        for row in db.execute(statement):
            print(row[-1])
        statement = ""
"#;

/// A fenced block.
struct Block {
    language: String,
    /// Its title, when that is the name of a file.
    file: Option<String>,
    text: String,
    /// Whether only a remark that something is printed stands between it and the block before.
    told_as_output: bool,
}

/// The fenced blocks of a page, also those inside quotes and tabs.
fn blocks(page: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut open: Option<String> = None;
    let mut between: Vec<&str> = vec!["the page begins"];
    for line in page.lines() {
        let quote = line.len() - line.trim_start_matches(['>', ' ']).len();
        let fence = line[quote..].strip_prefix("```");
        match (&open, fence) {
            (None, Some(info)) => {
                let title = info.split_once("title=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(title, _)| title);
                found.push(Block {
                    language: info.split_whitespace().next().unwrap_or("").to_owned(),
                    file: title.filter(|title| title.contains('.') && !title.contains(' ')).map(str::to_owned),
                    text: String::new(),
                    told_as_output: between.iter().all(|line| line.is_empty() || line.contains("prints")),
                });
                open = Some(line[..quote].to_owned());
            }
            (Some(_), Some("")) => {
                open = None;
                between.clear();
            }
            (Some(before), _) => {
                let line = line.strip_prefix(before.as_str()).unwrap_or_else(|| line.trim_start_matches('>'));
                let block = found.last_mut().expect("a block is open");
                block.text = std::mem::take(&mut block.text) + line + "\n";
            }
            (None, None) => between.push(line),
        }
    }
    assert!(open.is_none(), "a block does not end:\n{page}");
    found
}

/// How a block without a file's name is checked: by its language, when parsing is all that is needed.
fn name_by_language(block: &Block, number: usize) -> Option<String> {
    let end = match block.language.as_str() {
        "shell" | "bash" | "sh" => "sh",
        "yaml" => "yaml",
        "json" => "json",
        "terraform" | "hcl" => "tf",
        _ => return None,
    };
    Some(format!("block-{number}.{end}"))
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> Result<String, String> {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder);
    let done = output(command).map_err(|error| format!("{program}: {error}"))?;
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if done.status.success() { Ok(said(&done.stdout)) } else { Err(said(&done.stderr)) }
}

fn end_of(file: &str) -> &str {
    file.rsplit_once('.').map_or("", |(_, end)| end)
}

/// Runs or parses one example; the answer is what it printed.
fn check(folder: &Path, file: &str, text: &str, is_run: bool) -> Result<String, String> {
    match end_of(file) {
        "py" => run(folder, "python3", &["-B", file]),
        "sql" => run(folder, "python3", &["-c", SQL, file]),
        "sh" if is_run => run(folder, "bash", &[file]),
        "sh" => run(folder, "bash", &["-n", file]),
        "yaml" | "yml" => {
            serde_yaml::from_str::<IgnoredAny>(text).map_or_else(|error| Err(error.to_string()), |_| Ok(String::new()))
        }
        "json" => serde_json::from_str::<IgnoredAny>(text).map_or_else(|error| Err(error.to_string()), |_| Ok(String::new())),
        "tf" => terraform(text).map(|()| String::new()),
        // A script for another program, such as k6: what it imports is not here, so Node reads it and does not run it.
        "js" => {
            let module = format!("{file}.mjs");
            fs::write(folder.join(&module), text).map_err(|error| error.to_string())?;
            run(folder, "node", &["--check", &module])
        }
        _ => Err("say how to check this: `check` in tests/suite/examples.rs".to_owned()),
    }
}

/// Whether brackets and quotes are balanced outside of strings, comments and here-documents.
fn terraform(text: &str) -> Result<(), String> {
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut until: Option<String> = None;
    for (line, number) in text.lines().zip(1..) {
        if let Some(end) = &until {
            if line.trim() == end {
                until = None;
            }
            continue;
        }
        let mut rest = line.chars();
        while let Some(c) = rest.next() {
            let inside = open.last().map(|(opened, _)| *opened);
            match (inside, c) {
                (Some('"'), '\\') => drop(rest.next()),
                (Some('"'), '$' | '%') if rest.as_str().starts_with('{') => {
                    rest.next();
                    open.push(('{', number));
                }
                (Some('"'), '"') | (Some('{'), '}') | (Some('['), ']') | (Some('('), ')') => drop(open.pop()),
                (Some('"'), _) => {}
                (_, '#') => break,
                (_, '/') if rest.as_str().starts_with('/') => break,
                (_, '<') if rest.as_str().starts_with('<') => {
                    until = Some(rest.as_str().trim_start_matches(['<', '-']).trim().to_owned());
                    break;
                }
                (_, '{' | '[' | '(' | '"') => open.push((c, number)),
                (_, '}' | ']' | ')') => return Err(format!("line {number}: `{c}` closes nothing")),
                _ => {}
            }
        }
        if open.last().is_some_and(|(opened, _)| *opened == '"') {
            return Err(format!("line {number}: a string does not end"));
        }
    }
    let unended = open.last().map(|(opened, number)| format!("line {number}: `{opened}` is not closed"));
    unended.or(until.map(|end| format!("a here-document does not end with {end}"))).map_or(Ok(()), Err)
}

/// Lines of an output, without what only the shell of `SQLite` draws around a query plan.
fn lines(output: &str, file: &str) -> Vec<String> {
    let drawn = |line: &str| line.trim_start_matches(['|', '`', '-']).to_owned();
    let all = output.trim_end().lines().map(str::trim_end);
    if end_of(file) == "sql" {
        all.filter(|line| *line != "QUERY PLAN").map(drawn).collect()
    } else {
        all.map(str::to_owned).collect()
    }
}

/// What is wrong with the examples of one page.
fn complaints(path: &str, page: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut examples = Vec::new();
    let all = blocks(page);
    for (number, block) in all.iter().enumerate() {
        let Some(name) = block.file.clone().or_else(|| name_by_language(block, number)) else { continue };
        let below = all.get(number + 1).filter(|below| below.language == "text" && below.told_as_output && block.file.is_some());
        // Two tabs may show the same file: both are checked.
        let file = if folder.path().join(&name).exists() { format!("{number}-{name}") } else { name.clone() };
        let place = folder.path().join(&file);
        fs::create_dir_all(place.parent().expect("a file lies in a folder")).expect("a folder");
        fs::write(place, &block.text).expect("a file");
        examples.push((name, file, block, below));
    }
    let mut found = Vec::new();
    for (name, file, block, below) in examples {
        let listed = PRINTS_THE_BLOCK_BELOW.contains(&(path, &name));
        let printed = match check(folder.path(), &file, &block.text, listed) {
            Ok(printed) => printed,
            Err(why) => {
                found.push(format!("{path}, {file}: {why}"));
                continue;
            }
        };
        match below {
            Some(below) if listed && lines(&printed, &file) != lines(&below.text, &file) => {
                found.push(format!("{path}, {file} prints\n{printed}and the page says\n{}", below.text));
            }
            Some(_) if !listed => found.push(format!("{path}, {file}: a block below looks like its output: add it to the table")),
            None if listed => found.push(format!("{path}, {file}: no block with its output follows")),
            _ => {}
        }
        let quoted = PRINTS_WHAT_THE_PAGE_QUOTES.iter().filter(|(at, what, _)| *at == path && *what == name);
        for words in quoted.flat_map(|(.., quoted)| *quoted) {
            if !printed.contains(words) || !page.contains(&format!("`{words}`")) {
                found.push(format!("{path}, {file} prints\n{printed}and should, as the page quotes: {words}"));
            }
        }
    }
    found
}

#[test]
fn every_example_runs_or_can_be_parsed_and_prints_what_the_page_says() {
    let pages = files("content", ".md");
    let found: Vec<String> = thread::scope(|scope| {
        let running: Vec<_> = pages.iter().map(|(path, page)| scope.spawn(move || complaints(path, page))).collect();
        running.into_iter().flat_map(|page| page.join().expect("a page that was looked at")).collect()
    });
    assert!(found.is_empty(), "{} of them:\n{}", found.len(), found.join("\n"));
}

#[test]
fn every_example_that_a_table_names_still_stands_on_its_page() {
    let pages = files("content", ".md");
    let files: BTreeSet<(&str, String)> = pages
        .iter()
        .flat_map(|(path, page)| blocks(page).into_iter().filter_map(|block| Some((path.as_str(), block.file?))))
        .collect();
    assert!(files.len() >= 40, "only {} examples were found", files.len());
    let quoting = PRINTS_WHAT_THE_PAGE_QUOTES.map(|(page, name, _)| (page, name));
    for (page, name) in PRINTS_THE_BLOCK_BELOW.into_iter().chain(quoting) {
        assert!(files.contains(&(page, name.to_owned())), "{page} has no example {name}");
    }
}

#[test]
fn a_terraform_example_with_an_open_bracket_or_string_is_found() {
    for good in ["a {\n  b = \"x-${var.c[\"d\"]}\" # }\n}\n", "a = <<-END\n  } \"\nEND\nb = [1, (2)] // )\n"] {
        assert_eq!(terraform(good), Ok(()), "{good}");
    }
    for (bad, why) in [
        ("a {\n  b = \"c\n}\n", "line 2: a string does not end"),
        ("a {\n  b = [1\n}\n", "line 3: `}` closes nothing"),
        ("a {\n", "line 1: `{` is not closed"),
        ("a = <<END\nb\n", "a here-document does not end with END"),
    ] {
        assert_eq!(terraform(bad), Err(why.to_owned()), "{bad}");
    }
}
