//! The guide is right: its commands run, and its examples are what the program reads.
//!
//! The examples that are whole files make one handbook together, which must be without a finding; a part of a file is read in
//! the whole one. A block whose language is no format of ours is listed, and so is a command that is not run. What is neither
//! fails here, so that nothing slips through.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Command, Stdio},
    thread,
};

use readybook::{
    config,
    diagnostic::Findings,
    manuscript::baseline,
    review,
    source::{SourcePath, Sources},
    theme,
};
use serde_json::Value;

use crate::{
    content::files,
    handbook::{Handbook, TODAY, copy_of, empty},
    run::output,
    serve::begin,
};

/// Languages of blocks that are no format of ours: what they show is checked elsewhere, or is of another program.
const OTHERS: [(&str, &str); 10] = [
    ("text", "what the program says, folders drawn as lines: tests/suite/codes.rs holds the program to its words"),
    ("css", "a part of a theme"),
    ("js", "a part of a theme"),
    ("python", "`tests/suite/digests.rs` runs it"),
    ("typst", "a part of a theme"),
    ("mermaid", "it is drawn when the guide is built"),
    ("nginx", "of another program"),
    ("sql", "shows how code looks"),
    ("terraform", "shows how code looks"),
    ("json", "`what_programs_read_has_the_fields_that_the_guide_shows`"),
];

/// Commands that are not run here: how they begin, and why.
const NOT_RUN: [(&str, &str); 18] = [
    ("sudo apt-get", "installs"),
    ("curl", "needs a network"),
    ("cargo install", "installs"),
    ("cargo test", "runs this test"),
    ("cargo bench", "takes minutes"),
    ("cargo clippy", "compiles for minutes"),
    ("SNAPSHOTS=", "runs this test"),
    ("bash tests/run", "installs, and runs this test"),
    ("bash tests/long", "takes an hour"),
    ("bash tests/fresh", "takes an hour"),
    ("npm ci", "needs a network"),
    ("node --test", "needs a browser"),
    ("node tests/web", "needs a browser"),
    ("node benches", "takes minutes"),
    ("pyftsubset", "is of another program"),
    ("rsync", "is of another program"),
    ("aws s3", "is of another program"),
    ("readybook print", "`paper` is left out"),
];

/// The program, as whoever has its source runs it: without sheets, and with them.
const RUN_FROM_SOURCE: [&str; 2] = ["cargo run --no-default-features -- ", "cargo run --release -- "];

/// Commands that are run here: how they begin.
const RUN: [&str; 2] = ["readybook ", "mkdir "];

/// Files that the examples name and do not show.
const AROUND: [(&str, &str); 9] = [
    ("content/index.md", "# Home\n"),
    ("content/logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"/>\n"),
    ("content/guides/high-availability.md", "# High availability\n\n## Failover\n"),
    ("content/phases/playground.md", "# Playground\n"),
    ("content/phases/green-light.md", "# Green-light\n"),
    ("content/phases/ready-for-production.md", "# Ready for production\n"),
    (
        "content/reference/own-services.yaml",
        "responsibilities:\n  duties: []\n  services:\n    - {id: queue, title: Queue, kind: self-managed, provider: self, cells: {}}\n",
    ),
    ("docs/handbook.yaml", "title: Guide\n"),
    ("docs/content/index.md", "# Guide\n"),
];

/// Recipes for pipelines: YAML of other programs, whose steps that are ours are run.
const PIPELINES: [&str; 2] = [".github/workflows/", ".gitlab-ci.yml"];

/// A fenced block of a page.
#[derive(Debug)]
struct Block {
    /// Its page and line.
    place: String,
    language: String,
    title: String,
    text: String,
}

impl Block {
    fn is_pipeline(&self) -> bool {
        self.language == "yaml" && PIPELINES.iter().any(|name| self.title.starts_with(name))
    }
}

fn blocks(path: &str, page: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut open: Option<&str> = None;
    for (line, number) in page.lines().zip(1..) {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match open {
            None if ticks.len() >= 3 => {
                let info = &line[ticks.len()..];
                let title = info.split_once("title=\"").and_then(|(_, rest)| rest.split_once('"')).map_or("", |(title, _)| title);
                let language = info.split_whitespace().next().unwrap_or("");
                let (place, text) = (format!("{path}:{number}"), String::new());
                found.push(Block { place, language: language.into(), title: title.into(), text });
                open = Some(ticks);
            }
            Some(fence) if line == fence => open = None,
            Some(_) => {
                let block = found.last_mut().expect("a block is open");
                block.text = std::mem::take(&mut block.text) + line + "\n";
            }
            None => {}
        }
    }
    assert!(open.is_none(), "{path}: a block does not end");
    found
}

/// All blocks of the guide and of the pages at the top of the repository.
fn all() -> Vec<Block> {
    let mut pages = files("docs/content", ".md");
    for name in ["README.md", "CONTRIBUTING.md"] {
        pages.insert(name.into(), fs::read_to_string(crate::content::root().join(name)).expect("a page"));
    }
    pages.iter().flat_map(|(path, page)| blocks(path, page)).collect()
}

/// The blocks of YAML's keys at the left edge, each with its lines.
fn keys(yaml: &str) -> BTreeMap<&str, String> {
    let mut found: BTreeMap<&str, String> = BTreeMap::new();
    let mut last = "";
    for line in yaml.split_inclusive('\n') {
        if let Some((key, _)) = line.split_once(':').filter(|_| line.starts_with(|c: char| c.is_alphanumeric())) {
            last = key;
        }
        found.entry(last).or_default().push_str(line);
    }
    found
}

/// A whole file with a part of it said otherwise.
fn with_part(whole: &str, part: &str) -> String {
    let mut all = keys(whole);
    all.extend(keys(part));
    all.into_values().collect()
}

/// The examples that are files, by path: the first of a name is the whole one, and parts of the settings stand in it.
fn example_files(blocks: &[Block]) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let is_file = |block: &&Block| matches!(block.language.as_str(), "yaml" | "markdown") && block.title.contains('.');
    // The page about settings has them whole.
    let settings = blocks.iter().filter(is_file).find(|block| block.place.starts_with("docs/content/settings.md"));
    found.insert("handbook.yaml".into(), settings.expect("settings").text.clone());
    for block in blocks.iter().filter(is_file) {
        if block.title == "handbook.yaml" && keys(&block.text).keys().all(|key| ["phases", "fields"].contains(key)) {
            let whole = with_part(&found[&block.title], &block.text);
            found.insert(block.title.clone(), whole);
        } else if block.title.starts_with("content/") || block.title.starts_with("checklists/") {
            found.entry(block.title.clone()).or_insert_with(|| block.text.clone());
        }
    }
    found
}

/// The handbook that the examples make, each piece of a page on a page of its own.
fn book(blocks: &[Block]) -> Handbook {
    let mut book = empty();
    for (path, text) in AROUND {
        book = book.file(path, text);
    }
    for (path, text) in example_files(blocks) {
        book = book.file(&path, text);
    }
    let bare = blocks.iter().filter(|block| block.language == "markdown" && block.title.is_empty());
    for (block, number) in bare.zip(1..) {
        book = book.file(&format!("content/pieces/{number}.md"), format!("# Piece {number}\n\n{}", block.text));
    }
    book
}

/// What the reader of a format says about an example; `None` when it is of no format.
fn complaints(block: &Block, whole: &BTreeMap<String, String>) -> Option<Vec<String>> {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let mut source = |text: String| {
        let file = sources.add(SourcePath::new(&block.title), text.into(), true);
        sources.file(file).clone()
    };
    match block.title.as_str() {
        _ if block.is_pipeline() => {
            let read = serde_yaml::from_str::<Value>(&block.text);
            return Some(read.err().map(|error| error.to_string()).into_iter().collect());
        }
        "handbook.yaml" => {
            let is_whole = keys(&block.text).contains_key("title");
            let text = if is_whole { block.text.clone() } else { with_part(&whole["handbook.yaml"], &block.text) };
            config::read(&source(text), &mut findings);
        }
        "baseline.yaml" => {
            source(block.text.clone());
            baseline::read(&sources, &mut findings);
        }
        "invoice-api.answers.yaml" => {
            let head = "answers: 1\nservice: {id: a, launch: new-service}\nchecklists:\n  operational-readiness:\n    items:\n";
            let begin = if block.text.starts_with(' ') { head } else { "" };
            review::read(&source(format!("{begin}{}", block.text)), &mut findings);
        }
        title if title.starts_with("themes/default/words/") => {
            let known = theme::builtin_words();
            let keys = keys(&block.text);
            return Some(
                keys.into_keys().filter(|key| !known.contains_key(*key)).map(|key| format!("no word `{key}`")).collect(),
            );
        }
        // The handbook of all examples is checked as a whole; of a file that is there already this is a part.
        title => {
            let whole = whole.get(title)?;
            let is_part = !whole.contains(&block.text);
            return Some(if is_part { vec!["it says something else than the whole file".into()] } else { Vec::new() });
        }
    }
    Some(findings.into_vec().iter().map(|found| format!("{}: {}", found.code.name(), found.message)).collect())
}

#[test]
fn every_example_of_a_format_is_read_without_a_finding() {
    let blocks = all();
    let whole = example_files(&blocks);
    let mut wrong = Vec::new();
    let mut read = 0;
    for block in &blocks {
        match block.language.as_str() {
            "yaml" => match complaints(block, &whole) {
                Some(found) => {
                    read += 1;
                    wrong.extend(found.into_iter().map(|found| format!("{}: {found}", block.place)));
                }
                None => wrong.push(format!("{}: `title=` says which file of a handbook this is", block.place)),
            },
            "markdown" | "shell" => {}
            language if OTHERS.iter().any(|(name, _)| *name == language) => {}
            language => wrong.push(format!("{}: say in tests/suite/guide.rs how `{language}` is checked", block.place)),
        }
    }
    assert!(read >= 18, "only {read} examples were found");
    let run = book(&blocks).run(&["check", "--strict", "--as-of", TODAY]);
    if run.code != 0 {
        wrong.push(run.told());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_programs_read_has_the_fields_that_the_guide_shows() {
    let blocks = all();
    let book = book(&blocks);
    book.build().expect_ok();
    let list: Value = serde_json::from_str(&book.built(".readybook.json")).expect("JSON");
    let found = crate::handbook::handbook().file("handbook.yaml", "title: T\norganization: x\nblanks: {a: \"\"}\n");
    let found: Value = serde_json::from_str(&found.check_with(&["--format", "json"]).stdout).expect("JSON");
    // What an editor is told is held to the schemas in tests/suite/editors.rs.
    for block in blocks.iter().filter(|block| block.language == "json" && !block.title.starts_with(".vscode/")) {
        let shown: Value = serde_json::from_str(&block.text).unwrap_or_else(|error| panic!("{}: {error}", block.place));
        let (real, is_list) = if shown.get("made_by").is_some() { (&list, true) } else { (&found, false) };
        let names = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&shown), names(real), "{}", block.place);
        assert_eq!(shown["version"], real["version"], "{}", block.place);
        if !is_list {
            assert_eq!(names(&shown["diagnostics"][0]), names(&real["diagnostics"][0]), "{}", block.place);
        }
    }
}

/// The commands of a block, without remarks behind them; of a pipeline those that are ours.
fn commands(block: &Block) -> Vec<String> {
    if block.is_pipeline() {
        let steps = block.text.lines().filter_map(|line| line.trim().strip_prefix("- "));
        let ours = steps.map(|step| step.trim_start_matches("run: ")).filter(|step| step.starts_with("readybook "));
        return ours.map(str::to_owned).collect();
    }
    let text = block.text.replace("\\\n", " ");
    let lines = text.lines().map(|line| line.split("  #").next().unwrap_or(line).trim()).filter(|line| !line.is_empty());
    let ours = |line: &str| RUN_FROM_SOURCE.iter().fold(line.to_owned(), |line, from| line.replace(from, "readybook "));
    lines.map(ours).collect()
}

/// Runs a command as a reader would, in a shell; a server until it has sent a page.
fn run(command: &str, folder: &Path, tools: &Path) -> Result<(), String> {
    let mut shell = Command::new("sh");
    let is_server = command.starts_with("readybook serve");
    let command = match command {
        server if is_server => format!("exec {server}"),
        // Nobody is there to be asked.
        new if new.starts_with("readybook review new") => format!("{new} --launch new-service"),
        other => other.to_owned(),
    };
    shell.args(["-c", &command]).current_dir(folder).stdin(Stdio::null());
    shell.env("PATH", format!("{}:/usr/bin:/bin", tools.display()));
    if is_server {
        let answer = begin(shell).get("/");
        return if answer.status == 200 { Ok(()) } else { Err(format!("the server answers {}", answer.status)) };
    }
    let done = output(shell).map_err(|error| error.to_string())?;
    if done.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&[done.stderr, done.stdout].concat()).into_owned()) }
}

/// What is wrong with the commands of one page, run one after the other in a handbook that nobody has used yet.
fn fails(page: &str, lines: &[String], made: &Path, answers: &str) -> Vec<String> {
    let book = copy_of(made);
    let tools = book.around().join("tools");
    fs::create_dir(&tools).expect("a folder");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_readybook"), tools.join("readybook")).expect("a link");
    // No browser opens.
    std::os::unix::fs::symlink("/bin/true", tools.join("xdg-open")).expect("a link");
    if !lines.iter().any(|line| line.starts_with("readybook review new")) {
        book.put("invoice-api.answers.yaml", answers.as_bytes());
    }
    let said = |line: &String| run(line, &book.folder(), &tools).err().map(|why| format!("{page}: `{line}`\n{why}"));
    lines.iter().filter_map(said).collect()
}

#[test]
fn every_command_of_the_guide_runs() {
    let blocks = all();
    let book = book(&blocks);
    book.build().expect_ok();
    book.put("handbook.json", book.built("handbook.json").as_bytes());
    fs::remove_dir_all(book.folder().join("public")).expect("a folder");
    let mut pages: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for block in blocks.iter().filter(|block| block.language == "shell" || block.is_pipeline()) {
        let commands = commands(block);
        if commands.is_empty() {
            wrong.push(format!("{}: nothing of ours is run", block.place));
        }
        for command in commands {
            let is_left = NOT_RUN.iter().any(|(begin, _)| command.starts_with(begin));
            if RUN.iter().any(|begin| command.starts_with(begin)) && (cfg!(feature = "paper") || !is_left) {
                pages.entry(block.place.split(':').next().unwrap_or("")).or_default().push(command);
            } else if !is_left {
                wrong.push(format!("{}: run `{command}`, or say in tests/suite/guide.rs why not", block.place));
            }
        }
    }
    let count: usize = pages.values().map(Vec::len).sum();
    assert!(count >= 18, "only {count} commands were found");
    let is_answers = |block: &&Block| block.title == "invoice-api.answers.yaml" && block.text.starts_with("answers:");
    let answers = &blocks.iter().find(is_answers).expect("an answer file").text;
    let made = book.folder();
    wrong.extend(thread::scope(|scope| {
        let running: Vec<_> = pages.iter().map(|(page, lines)| scope.spawn(|| fails(page, lines, &made, answers))).collect();
        running.into_iter().flat_map(|page| page.join().expect("a page that was tried")).collect::<Vec<_>>()
    }));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
