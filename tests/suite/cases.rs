//! Small handbooks, each with one kind of text that is easily lost, changed or misread, and what is right for it: what is told, and the
//! words of its pages on screen, in the search and on paper.
//!
//! A case is a folder below `tests/fixtures/cases/`; `right.txt` in it is all of this, whole.

use std::{fs, path::Path, sync::Mutex, thread};

use serde_json::Value;
use snapbox::{Assert, Data, assert::DEFAULT_ACTION_ENV};

use crate::handbook::{Handbook, copy_of, repository};
#[cfg(feature = "paper")]
use crate::paper::Pdf;

/// So many cases are looked at at once.
const AT_ONCE: usize = 2;

#[test]
fn every_case_is_right_on_screen_in_the_search_and_on_paper() {
    let folder = repository("tests/fixtures/cases");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("the cases")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .collect();
    names.sort();
    assert!(names.len() >= 60, "only {} cases", names.len());
    let (left, wrong) = (Mutex::new(names), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(name) = { left.lock().expect("no panic").pop() } {
                    let case = folder.join(&name);
                    let compared = std::panic::catch_unwind(|| compare(&case));
                    if compared.is_err() {
                        wrong.lock().expect("no panic").push(name);
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("no panic");
    assert!(wrong.is_empty(), "see above: {wrong:?}");
}

fn compare(case: &Path) {
    let book = copy_of(case);
    // What is right is no part of the handbook.
    if case.join("right.txt").exists() {
        book.remove("right.txt");
    }
    let run = book.build();
    let mut seen = without_counts(&run.told());
    if run.code == 0 {
        seen.push_str(&pages(&book, &run.out));
    }
    // What is expected stays as it is, though it may look like another path.
    Assert::new().normalize_paths(false).action_env(DEFAULT_ACTION_ENV).eq(seen, Data::read_from(&case.join("right.txt"), None));
}

/// The same without how many files of the theme were written beside those of the case.
fn without_counts(told: &str) -> String {
    let line = |line: &str| match line.split_once(" into `./public`: ").filter(|_| line.starts_with("built ")) {
        Some((built, counts)) => format!("{built};{}\n", counts.split_once(';').map_or("", |(_, found)| found)),
        None => format!("{line}\n"),
    };
    told.lines().map(line).collect()
}

/// The words of the author's pages: as HTML, in the search, and on paper if there is any.
fn pages(book: &Handbook, out: &Path) -> String {
    let mut seen = String::new();
    let index = fs::read_to_string(out.join("search-index.js")).expect("the index");
    let (_, places) = index.split_once("\"places\":").expect("the places");
    let places: Vec<Vec<Value>> = serde_json::from_str(places.trim_end().strip_suffix("};").expect("the end")).expect("rows");
    for (path, html) in html(out, out) {
        seen.push_str(&format!("\n== {path}\n{html}"));
    }
    seen.push_str("\n== search\n");
    for row in &places {
        let text = |at: usize| row.get(at).and_then(Value::as_str).unwrap_or_default();
        seen.push_str(&format!("{} | {} | {} | {}\n", text(2), text(1), text(4), text(5)));
    }
    seen.push_str(&paper(book));
    seen
}

/// The prose of each page that has any, by its path.
fn html(folder: &Path, top: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(html(&path, top));
        } else if path.extension().is_some_and(|end| end == "html") {
            let html = fs::read_to_string(&path).expect("a page");
            let inside = html.split("<div class=\"prose\">\n").nth(1).and_then(|rest| rest.split("\n\n</div>").next());
            let name = path.strip_prefix(top).expect("inside").to_str().expect("a name").to_owned();
            found.extend(
                inside.filter(|inside| !inside.trim().is_empty()).map(|inside| (name, format!("{}\n", inside.trim_end()))),
            );
        }
    }
    found.sort();
    found
}

#[cfg(feature = "paper")]
fn paper(book: &Handbook) -> String {
    let sheets = book.folder().join("public/sheets");
    let mut names: Vec<_> = fs::read_dir(sheets).into_iter().flatten().map(|entry| entry.expect("an entry").path()).collect();
    names.retain(|path| path.file_name().is_some_and(|name| name == "handbook.a4.pdf" || name == "c.a4.pdf"));
    names.sort();
    names
        .iter()
        .map(|path| {
            format!("\n== {}\n{}", path.file_name().expect("a name").display(), Pdf::of(&fs::read(path).expect("a PDF")).text())
        })
        .collect()
}

#[cfg(not(feature = "paper"))]
fn paper(_: &Handbook) -> String {
    String::new()
}
