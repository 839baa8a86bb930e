//! The rooms of the house: which may import which, and what none of them may do. Reads every file of `src/`.

use std::{collections::BTreeMap, fs};

use crate::handbook::{files, repository};

/// Every Rust file below a folder of the repository, by its path there.
fn rust_files(folder: &str) -> BTreeMap<String, String> {
    let found = files(&repository(folder)).into_iter().filter(|(path, _)| path.ends_with(".rs"));
    let found: BTreeMap<String, String> =
        found.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("a source file"))).collect();
    assert!(!found.is_empty(), "no source files in `{folder}`");
    found
}

/// Every Rust file below `src/`, by its path there.
fn sources() -> BTreeMap<String, String> {
    rust_files("src")
}

/// The rooms in the order in which `lib.rs` lists them.
fn rooms() -> Vec<String> {
    let library = fs::read_to_string(repository("src/lib.rs")).expect("lib.rs");
    let rooms = library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    rooms.map(str::to_owned).collect()
}

fn room(path: &str) -> &str {
    path.split(['/', '.']).next().unwrap_or(path)
}

/// The code without its comments.
fn code(text: &str) -> String {
    text.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line }).collect::<Vec<_>>().join("\n")
}

/// Every path that a `use` names, with its braces resolved: `use std::{fs, io}` is `std::fs` and `std::io`.
fn imports(text: &str) -> Vec<String> {
    let code = code(text);
    let mut paths = Vec::new();
    let mut rest = code.as_str();
    while let Some(at) = rest.find("use ") {
        let begins = rest[..at].chars().next_back().is_none_or(char::is_whitespace);
        rest = &rest[at + 4..];
        if begins && let Some((tree, after)) = rest.split_once(';') {
            let tree: String = tree.chars().filter(|c| !c.is_whitespace() || *c == ' ').collect();
            resolve("", tree.trim(), &mut paths);
            rest = after;
        }
    }
    paths
}

fn resolve(before: &str, tree: &str, paths: &mut Vec<String>) {
    let Some((head, inner)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or(tree).trim();
        return paths.push(format!("{before}{path}").replace(' ', ""));
    };
    let inner = inner.trim().trim_end_matches(',').strip_suffix('}').unwrap_or(inner);
    let (mut depth, mut start) = (0, 0);
    for (at, c) in inner.char_indices().chain([(inner.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                let part = inner[start..at].trim();
                if !part.is_empty() {
                    resolve(&format!("{before}{}", head.trim()), part, paths);
                }
                start = at + 1;
            }
            _ => {}
        }
    }
}

/// Every path that begins with `crate::`, whether a `use` names it or a line of code.
fn paths_of_this_crate(text: &str) -> Vec<String> {
    let mut paths: Vec<String> =
        imports(text).into_iter().filter_map(|path| Some(path.strip_prefix("crate::")?.to_owned())).collect();
    let code = code(text);
    for (at, _) in code.match_indices("crate::") {
        let path: String = code[at + 7..].chars().take_while(|c| c.is_alphanumeric() || matches!(c, '_' | ':')).collect();
        if !path.is_empty() {
            paths.push(path.trim_end_matches(':').to_owned());
        }
    }
    paths
}

#[track_caller]
fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "{} of them:\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn braces_in_an_import_are_resolved() {
    let text =
        "use std::{\n    fs::{self, File},\n    io,\n};\npub use crate::{a::b as c, d::{e, f}};\n// use crate::no;\nuse x::y;\n";
    let found = ["std::fs::self", "std::fs::File", "std::io", "crate::a::b", "crate::d::e", "crate::d::f", "x::y"];
    assert_eq!(imports(text), found);
}

#[test]
fn a_room_imports_only_rooms_that_are_listed_before_it() {
    let rooms = rooms();
    assert!(rooms.len() >= 10 && rooms.len() <= 15, "at most fifteen rooms, and these are {rooms:?}");
    let floor = |name: &str| rooms.iter().position(|room| room == name);
    let mut complaints = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| !matches!(path.as_str(), "lib.rs" | "main.rs")) {
        let own = floor(room(path)).unwrap_or_else(|| panic!("{path} lies in no room of lib.rs"));
        for used in paths_of_this_crate(text) {
            let other = used.split("::").next().unwrap_or("");
            match floor(other) {
                Some(other) if other > own => complaints.push(format!("{path}: `crate::{used}` runs upward")),
                Some(_) => {}
                None => complaints.push(format!("{path}: `crate::{used}` is in no room")),
            }
        }
    }
    none(&complaints);
}

#[test]
fn nothing_imports_the_command_line_and_outputs_do_not_know_where_they_go() {
    let mut complaints = Vec::new();
    for (path, text) in &sources() {
        for used in paths_of_this_crate(text) {
            let parts: Vec<&str> = used.split("::").collect();
            let is_wrong = match room(path) {
                "cli" => false,
                "prose" => matches!(parts[0], "config" | "handbook" | "manuscript" | "theme" | "site"),
                "output" => matches!(parts[0], "cli" | "serve" | "pipeline") || parts.contains(&"publish"),
                _ => parts[0] == "cli",
            };
            if is_wrong {
                complaints.push(format!("{path}: `crate::{used}`"));
            }
        }
    }
    none(&complaints);
}

#[test]
fn a_file_climbs_no_further_than_its_own_room() {
    let mut complaints = Vec::new();
    for (path, text) in &sources() {
        let depth = path.matches('/').count();
        let code = code(text);
        // In `room/mod.rs` no `super` stays inside; a file beside it has one, a folder further down two.
        let inside = if path.ends_with("/mod.rs") { depth - 1 } else { depth };
        let climbs = "super::".repeat(inside + 1);
        // Tests at the foot of a file are one module further down.
        let body = code.split("#[cfg(test)]").next().unwrap_or("");
        if depth > 0 && body.contains(&climbs) {
            complaints.push(format!("{path}: `{climbs}` leaves the room"));
        }
        if body.contains("super::*") {
            complaints.push(format!("{path}: `super::*` hides what is imported"));
        }
    }
    none(&complaints);
}

#[test]
fn the_file_system_has_one_door() {
    let mut complaints = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| !path.starts_with("source/fs")) {
        let imported = imports(text).into_iter().filter(|used| used.starts_with("std::fs"));
        complaints.extend(imported.map(|used| format!("{path}: `{used}`")));
        if code(text).contains("std::fs::") {
            complaints.push(format!("{path}: `std::fs::`"));
        }
    }
    none(&complaints);
}

/// The crates that have a door, and where it is: no other file may name them.
const DOORS: &[(&str, &[&str])] = &[
    ("serde_yaml", &["yaml/"]),
    ("tera", &["theme/"]),
    ("typst", &["theme/paper/"]),
    ("typst_layout", &["theme/paper/"]),
    ("typst_pdf", &["theme/paper/"]),
    ("typst_svg", &["theme/paper/"]),
    ("mermaid_svg", &["prose/diagram.rs"]),
    ("syntect", &["prose/highlight.rs"]),
    ("two_face", &["prose/highlight.rs"]),
    ("pulldown_cmark", &["prose/"]),
    ("pulldown_cmark_escape", &["prose/"]),
    ("html5ever", &["prose/raw_html/tree.rs"]),
    ("html5gum", &["prose/raw_html/scan.rs"]),
    // XML is read where it comes in, and where a drawing of somebody else's is mended.
    (
        "quick_xml",
        &[
            "source/picture/svg.rs",
            "prose/raw_html/document.rs",
            "prose/diagram.rs",
            "theme/paper/compact_svg.rs",
            "theme/paper/page_image.rs",
            "theme/paper/plain_svg.rs",
            "theme/paper/reuse_svg.rs",
        ],
    ),
    ("roxmltree", &["source/picture/"]),
    ("image", &["source/picture/"]),
    ("imagesize", &["source/picture/"]),
    ("data_url", &["source/picture/"]),
    ("css_module_lexer", &["theme/assets/style.rs"]),
    ("include_dir", &["theme/builtin.rs"]),
    ("tiny_http", &["serve/"]),
    ("httparse", &["serve/http/head.rs"]),
    ("notify", &["serve/watch.rs"]),
    ("open", &["cli/serve.rs"]),
    ("clap", &["cli/"]),
    ("anstream", &["cli/console.rs"]),
    ("clap_complete", &["cli/completions.rs"]),
    ("regex", &["yaml/form.rs"]),
    ("glob", &["config/downloads.rs"]),
    ("sha2", &["cli/bytes.rs", "diagnostic/fingerprint.rs", "source/fs/result_cache.rs", "yaml/digest.rs"]),
    ("data_encoding", &["cli/bytes.rs", "source/fs/result_cache.rs", "theme/assets/mod.rs", "yaml/digest.rs"]),
    ("serde_json_canonicalizer", &["yaml/digest.rs"]),
    ("similar", &["review/changes/words.rs", "cli/edits.rs"]),
    ("diffy", &["manuscript/upgrade/lines.rs"]),
    ("annotate_snippets", &["diagnostic/human.rs"]),
    ("strsim", &["diagnostic/suggest.rs"]),
    ("rustix", &["source/fs/"]),
    ("tempfile", &["source/fs/"]),
    ("etcetera", &["source/fs/result_cache.rs"]),
];

/// Whether code names a crate: in a `use`, or as the beginning of a path.
fn names_crate(text: &str, name: &str) -> bool {
    // Tests at the foot of a file go where they like.
    let text = text.split("#[cfg(test)]").next().unwrap_or("");
    let code = code(text);
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let in_path = code.match_indices(&format!("{name}::")).any(|(at, _)| {
        // `crate::theme::typst::x` is a module of ours, `.open::<T>` a method.
        !code[..at].ends_with(|c: char| is_word(c) || matches!(c, ':' | '.'))
    });
    in_path || imports(text).iter().any(|used| used == name || used.starts_with(&format!("{name}::")))
}

#[test]
fn a_crate_with_a_door_is_named_nowhere_else() {
    let mut complaints = Vec::new();
    for (path, text) in &sources() {
        for (name, doors) in DOORS {
            if !doors.iter().any(|door| path.starts_with(door)) && names_crate(text, name) {
                complaints.push(format!("{path}: `{name}` has its door in {}", doors.join(", ")));
            }
        }
    }
    none(&complaints);
}

#[test]
fn each_door_is_used_so_that_none_is_kept_for_a_crate_that_has_gone() {
    let sources = sources();
    let is_used = |name: &str, door: &str| sources.iter().any(|(path, text)| path.starts_with(door) && names_crate(text, name));
    let pairs = DOORS.iter().flat_map(|(name, doors)| doors.iter().map(move |door| (*name, *door)));
    let unused = pairs.filter(|(name, door)| !is_used(name, door)).map(|(name, door)| format!("`{name}` in {door}"));
    none(&unused.collect::<Vec<_>>());
}

#[test]
fn the_name_of_a_crate_is_found_however_it_is_written() {
    for used in
        ["use tera::Tera;", "use tera;", "use {std::io, tera::Tera};", "let x = tera::Tera::new();", "fn f(x: &tera::Tera)"]
    {
        assert!(names_crate(used, "tera"), "{used}");
    }
    for other in ["// use tera::Tera;", "use crate::theme::tera::Tera;", "use teratology::x;", "let x = a.tera::<u8>();"] {
        assert!(!names_crate(other, "tera"), "{other}");
    }
}

#[test]
fn git_is_started_in_one_place_and_no_other_program_is() {
    let starts = |text: &String| code(text).contains("process::Command") || code(text).contains("Command::new(");
    let places: Vec<String> = sources().into_iter().filter(|(_, text)| starts(text)).map(|(path, _)| path).collect();
    assert_eq!(places, ["source/git.rs"]);
}

/// The files of one room that a file imports, by their paths. A file knows its own `mod.rs`, or `fs.rs` for those in `fs/`,
/// and that of each folder around it, which hold the types that it works on; that is no arrow. Any other file of the room is.
fn beside(path: &str, text: &str, files: &BTreeMap<String, String>) -> Vec<String> {
    let body = text.split("#[cfg(test)]").next().unwrap_or("");
    let module = path.trim_end_matches(".rs").trim_end_matches("/mod").split('/').map(str::to_owned).collect::<Vec<_>>();
    let mut found = Vec::new();
    for used in imports(body) {
        let mut parts: Vec<&str> = used.split("::").collect();
        let mut at = module.clone();
        match parts[0] {
            "crate" => at.clear(),
            "self" => {}
            "super" => {
                while parts.first() == Some(&"super") {
                    at.pop();
                    parts.remove(0);
                }
                parts.insert(0, "");
            }
            _ => continue,
        }
        at.extend(parts[1..].iter().map(|part| (*part).to_owned()));
        // The longest beginning of the path that is a file.
        let file = (1..=at.len()).rev().find_map(|length| {
            let place = at[..length].join("/");
            [format!("{place}.rs"), format!("{place}/mod.rs")].into_iter().find(|file| files.contains_key(file))
        });
        found.extend(file.filter(|file| {
            let folder = file.strip_suffix("mod.rs").map_or_else(|| file.replace(".rs", "/"), str::to_owned);
            let is_around = path.starts_with(&folder);
            file != path && !is_around && room(file) == room(path)
        }));
    }
    found
}

/// A way from a file back to itself, if there is one.
fn circle(arrows: &BTreeMap<&str, Vec<String>>) -> Option<Vec<String>> {
    fn follow<'a>(at: &'a str, arrows: &'a BTreeMap<&str, Vec<String>>, way: &mut Vec<&'a str>, done: &mut Vec<&'a str>) -> bool {
        if way.contains(&at) {
            way.push(at);
            return true;
        }
        if done.contains(&at) {
            return false;
        }
        way.push(at);
        if arrows.get(at).into_iter().flatten().any(|next| follow(next, arrows, way, done)) {
            return true;
        }
        done.push(at);
        way.pop();
        false
    }
    let (mut way, mut done) = (Vec::new(), Vec::new());
    arrows.keys().find(|start| follow(start, arrows, &mut way, &mut done))?;
    Some(way.iter().map(|file| (*file).to_owned()).collect())
}

#[test]
fn the_files_of_a_room_import_each_other_in_no_circle() {
    let files = sources();
    let is_inner = |path: &&String| path.contains('/');
    let arrows: BTreeMap<&str, Vec<String>> =
        files.iter().filter(|(path, _)| is_inner(path)).map(|(path, text)| (path.as_str(), beside(path, text, &files))).collect();
    assert!(arrows.values().map(Vec::len).sum::<usize>() > 100, "the imports inside rooms are seen");
    assert_eq!(circle(&arrows), None);
}

#[test]
fn a_circle_is_found() {
    let of = |pairs: &[(&'static str, &str)]| -> BTreeMap<&'static str, Vec<String>> {
        let mut arrows: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for (from, to) in pairs {
            arrows.entry(from).or_default().push((*to).to_owned());
        }
        arrows
    };
    assert_eq!(circle(&of(&[("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")])), None);
    assert_eq!(circle(&of(&[("a", "b"), ("b", "c"), ("c", "b")])), Some(vec!["a".into(), "b".into(), "c".into(), "b".into()]));
    let files: BTreeMap<String, String> =
        ["r/mod.rs", "r/a.rs", "r/b/mod.rs", "r/b/c.rs", "s/a.rs"].map(|path| (path.to_owned(), String::new())).into();
    let text = "use super::{Frame, b::{c::C, D}};\nuse crate::{r::b::E, s::a::F};\n";
    assert_eq!(beside("r/a.rs", text, &files), ["r/b/c.rs", "r/b/mod.rs", "r/b/mod.rs"]);
    assert_eq!(beside("r/b/c.rs", "use super::D;\nuse super::super::a::A;\nuse super::super::Frame;\n", &files), ["r/a.rs"]);
}

#[test]
fn only_the_command_line_prints() {
    let mut complaints = Vec::new();
    for (path, text) in &sources() {
        let code = code(text);
        for wrong in ["print!(", "println!(", "eprint!(", "eprintln!(", "dbg!("] {
            let used = code.match_indices(wrong).any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
            if used {
                complaints.push(format!("{path}: `{wrong}…)`"));
            }
        }
        if room(path) != "cli" && (code.contains("io::stdout") || code.contains("io::stderr")) {
            complaints.push(format!("{path}: a standard stream"));
        }
    }
    none(&complaints);
}

#[test]
fn no_clock_is_looked_at_outside_the_command_line() {
    let mut complaints = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| room(path) != "cli") {
        let code = code(text);
        for wrong in ["Zoned::now", "SystemTime::now", "Timestamp::now", "Instant::now"] {
            // A server waits no longer than it says; how long it waited is in no output.
            let is_deadline = wrong == "Instant::now" && path.starts_with("serve/");
            // A cache notes when a result was used last; no result depends on it.
            let is_last_use = wrong == "SystemTime::now" && path == "source/fs/result_cache.rs";
            if code.contains(wrong) && !is_deadline && !is_last_use {
                complaints.push(format!("{path}: `{wrong}`"));
            }
        }
    }
    none(&complaints);
}

#[test]
fn the_day_is_asked_for_in_one_place() {
    let asks = |text: &String| code(text).contains("Zoned");
    let places: Vec<String> = sources().into_iter().filter(|(_, text)| asks(text)).map(|(path, _)| path).collect();
    assert_eq!(places, ["cli/day.rs"]);
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    let lacking: Vec<String> =
        sources().into_iter().filter(|(_, text)| !text.starts_with("//! ")).map(|(path, _)| path).collect();
    none(&lacking);
}

#[test]
fn no_test_is_left_out_by_its_name_alone() {
    // `tests/run` leaves these to `tests/long`, and to whoever is root; each of them says so by itself as well.
    let mut complaints = Vec::new();
    for (path, text) in sources().iter().chain(&rust_files("tests/suite")) {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let named = lines.windows(2).filter(|pair| ["fn long_", "fn by_root_"].iter().any(|name| pair[1].starts_with(name)));
        let left_out = named.filter(|pair| !pair[0].starts_with("#[ignore"));
        complaints.extend(left_out.map(|pair| format!("{path}: `{}` would be left out without a word", pair[1])));
    }
    none(&complaints);
}

#[test]
fn no_file_is_longer_than_six_hundred_lines() {
    let assets = files(&repository("themes/default/assets")).into_iter();
    let assets = assets.filter(|(path, _)| path.ends_with(".css") || path.ends_with(".js"));
    let assets = assets.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("assets are UTF-8")));
    let long: Vec<String> = sources()
        .into_iter()
        .chain(assets)
        .filter(|(_, text)| text.lines().count() > 600)
        .map(|(path, text)| format!("{path}: {} lines", text.lines().count()))
        .collect();
    none(&long);
}
