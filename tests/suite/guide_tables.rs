//! The reference tables of the guide say what the program does: keys, options, codes. A difference fails here.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use readybook::{
    diagnostic::Code,
    yaml::{Field, Format, Presence, ValueKind},
};

use crate::{
    content::files,
    described::FORMATS,
    handbook::{empty, repository},
};

/// A row of a table: its place, the names in its first cell, and its cells by the words above them.
struct Row {
    place: String,
    names: Vec<String>,
    cells: BTreeMap<String, String>,
}

/// What stands between back-ticks.
fn code(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The rows of the tables whose first column is called so.
fn rows(path: &str, text: &str, first: &str) -> Vec<Row> {
    // A bar inside a cell is written with a backslash.
    let cells = |line: &str| -> Vec<String> {
        line.replace("\\|", "\u{1}").trim_matches('|').split('|').map(|cell| cell.trim().replace('\u{1}', "|")).collect()
    };
    let mut found = Vec::new();
    let mut head: Option<Vec<String>> = None;
    for (line, number) in text.lines().zip(1..) {
        if !line.starts_with('|') {
            head = None;
            continue;
        }
        let Some(head) = &head else {
            head = Some(cells(line));
            continue;
        };
        let cells = cells(line);
        if !head[0].starts_with(first) || cells.iter().all(|cell| cell.chars().all(|c| "-: ".contains(c))) {
            continue;
        }
        let names = code(&cells[0]);
        found.push(Row { place: format!("{path}:{number}"), names, cells: head.iter().cloned().zip(cells).collect() });
    }
    found
}

/// Formats by name and by where their keys stand: two may have one name.
type Formats = BTreeMap<(&'static str, usize), Format>;

/// The formats in a kind of value, and those in them.
fn inside(kind: &ValueKind, found: &mut Formats) {
    match kind {
        ValueKind::Mapping(format) => collect(format, found),
        ValueKind::List(kind)
        | ValueKind::StatedList(kind)
        | ValueKind::ListOrOne(kind)
        | ValueKind::Table(kind)
        | ValueKind::TableBy(_, kind)
        | ValueKind::OrNothing(kind) => inside(kind, found),
        ValueKind::Either(kinds) => {
            for kind in *kinds {
                inside(kind, found);
            }
        }
        ValueKind::Text
        | ValueKind::Inline
        | ValueKind::Markdown
        | ValueKind::Id(_)
        | ValueKind::Form(_)
        | ValueKind::Flag
        | ValueKind::Number(..)
        | ValueKind::Path
        | ValueKind::OneOf(_)
        | ValueKind::Anything => {}
    }
}

fn collect(format: &Format, found: &mut Formats) {
    if found.insert((format.name, format.keys.as_ptr().addr()), *format).is_none() {
        for field in format.keys {
            inside(&field.kind, found);
        }
    }
}

/// The keys that a row may be about, by its name, as in `id` or `brand.colour`: of the format that the words before the dot name,
/// or of any.
fn keys(name: &str, formats: &Formats) -> Vec<Field> {
    let named = |name: &str| -> Vec<Field> {
        formats.values().flat_map(|format| format.keys.iter().copied().filter(|field| field.name == name)).collect()
    };
    let mut parts = name.split('.').filter(|part| !part.starts_with('<'));
    let mut found = named(parts.next().unwrap_or_default());
    for part in parts {
        let mut within = BTreeMap::new();
        for field in &found {
            inside(&field.kind, &mut within);
        }
        found = within.values().flat_map(|format| format.keys.iter().copied().filter(|field| field.name == part)).collect();
    }
    found
}

#[test]
fn each_key_in_a_table_of_the_guide_is_one_and_is_needed_as_the_table_says() {
    let mut formats = BTreeMap::new();
    for (format, _) in FORMATS {
        collect(format, &mut formats);
    }
    let pages: BTreeSet<&str> = FORMATS.iter().map(|(_, page)| *page).chain(["phases.md", "custom-fields.md"]).collect();
    let (mut wrong, mut read) = (Vec::new(), 0);
    for page in pages {
        let text = fs::read_to_string(repository("docs/content").join(page)).expect("a page of the guide");
        for row in rows(page, &text, "Key") {
            let needed = row.cells.get("Needed").or_else(|| row.cells.get("Required"));
            for name in &row.names {
                read += 1;
                let fields = keys(name, &formats);
                if fields.is_empty() {
                    wrong.push(format!("{}: there is no key `{name}`", row.place));
                }
                let Some(needed) = needed else { continue };
                let is_needed = needed.starts_with("yes");
                let agrees = |field: &Field| is_needed == (field.presence == Presence::Required);
                if !fields.is_empty() && !fields.iter().any(agrees) {
                    wrong.push(format!("{}: `{name}` is {:?}, and the table says {needed:?}", row.place, fields[0].presence));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(read > 200, "only {read} keys were found");
}

#[test]
fn each_code_of_the_guide_is_one_and_weighs_what_the_guide_says() {
    let guide = fs::read_to_string(repository("docs/content/errors.md")).expect("the guide");
    for part in guide.split("\n### ").skip(1) {
        let (name, text) = part.split_once("\n\n").expect("a heading and a text");
        let code = Code::ALL.iter().find(|code| code.name() == name);
        let Some(code) = code else { panic!("docs/content/errors.md: there is no code `{name}`") };
        let word = format!("**{:?}.**", code.severity());
        assert!(text.starts_with(&word), "docs/content/errors.md: `{name}` does not begin with {word}");
    }
}

/// The verbs of the program and the options of each, without those that every verb has.
fn options() -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    let mut verbs = vec![String::new()];
    while let Some(verb) = verbs.pop() {
        let words: Vec<&str> = verb.split_whitespace().chain(["--help"]).collect();
        let help = empty().run(&words).stdout;
        // A part goes on until a line that begins at the left edge.
        let part = |name: &str| -> Vec<&str> {
            let lines = help.lines().skip_while(|line| *line != format!("{name}:")).skip(1);
            lines.take_while(|line| line.is_empty() || line.starts_with(' ')).map(str::trim_end).collect()
        };
        let below = [part("Commands"), part("Kinds")].concat();
        for name in below.iter().filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' ')) {
            let name = name.split_whitespace().next().unwrap_or_default();
            if name != "help" {
                verbs.push(format!("{verb} {name}").trim().to_owned());
            }
        }
        let options = part("Options").into_iter().map(str::trim_start).filter(|line| line.starts_with('-'));
        let flags = options.filter_map(|line| line.split_whitespace().find(|word| word.starts_with("--")));
        let flags: BTreeSet<String> = flags.map(|flag| flag.trim_end_matches([',', '.']).to_owned()).collect();
        let flags = flags.into_iter().filter(|flag| !["--help", "--version", "--quiet", "--color"].contains(&flag.as_str()));
        found.insert(verb, flags.collect());
    }
    found
}

/// Pages that hold the options of a verb beside the one about the command line.
const PAGES_OF_VERBS: [(&str, &str); 3] = [("new", "editing.md"), ("review record", "record-writing.md"), ("print", "paper.md")];

#[test]
fn the_guide_names_each_option_and_no_other() {
    let options = options();
    let pages = files("docs/content", ".md");
    let page = |name: &str| pages.iter().find(|(path, _)| path.ends_with(&format!("/{name}"))).expect("a page").1;
    let command_line = page("command-line.md");
    let mut missing = Vec::new();
    for (verb, flags) in options.iter().filter(|(verb, _)| !verb.is_empty()) {
        let more = PAGES_OF_VERBS.iter().find(|(begin, _)| verb.starts_with(begin)).map_or("", |(_, name)| page(name));
        for flag in flags {
            let is_named = |text: &str| code(text).iter().any(|code| code.split([' ', '=', '[']).any(|word| word == flag));
            if !is_named(command_line) && !is_named(more) {
                missing.push(format!("`{verb}` has {flag}, which the guide does not name"));
            }
        }
    }
    let all: BTreeSet<&String> = options.values().flatten().collect();
    for row in rows("command-line.md", command_line, "Option") {
        for name in row.names.iter().filter(|name| name.starts_with("--")) {
            let flag = name.split([' ', '=', '[']).next().unwrap_or_default().to_owned();
            if !all.contains(&flag) && !["--quiet", "--color", "--colour"].contains(&flag.as_str()) {
                missing.push(format!("{}: no verb has {flag}", row.place));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
