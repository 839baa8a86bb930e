//! Benchmark of paper: all PDFs of the shipped handbook compared with a build without them, and the time from a changed question
//! to the new number of pages.
//!
//! `cargo bench --bench paper`, with the number of runs behind `--` (default 10). Prints median and 95th percentile in
//! milliseconds; nothing is asserted about them.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads and writes its own copy of the handbook")]
#![allow(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use rayon::prelude::*;
use readybook::{
    config::Paper,
    pipeline::{self, Built, Request},
    site::LazyFile,
    theme::paper::evict_cache,
};
use tempfile::TempDir;

/// The checklist that is changed, relative to the handbook's folder.
const QUESTIONS: &str = "checklists/green-light.yaml";

fn main() {
    let runs = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(10);
    let folder = TempDir::new().expect("a temporary folder");
    for part in ["handbook.yaml", "content", "checklists", "themes"] {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join(part), &folder.path().join(part));
    }

    let mut pages = Vec::new();
    let mut pdfs = Vec::new();
    for _ in 0..runs {
        clear();
        let began = Instant::now();
        let made = make(folder.path());
        render(&made, |path| !path.starts_with("sheets/"));
        pages.push(began.elapsed());
        let began = Instant::now();
        let count = render(&made, is_pdf);
        assert!(count > 0, "a handbook without a PDF measures nothing");
        pdfs.push(began.elapsed());
    }
    println!("{runs} runs each; median and 95th percentile");
    tell("the handbook without its sheets", &mut pages);
    tell("all PDFs, from nothing", &mut pdfs);
    println!("{:<44} {:>8.2}", "ratio of the medians", median(&pdfs).as_secs_f64() / median(&pages).as_secs_f64());

    let written = fs::read_to_string(folder.path().join(QUESTIONS)).expect("a checklist");
    let mut turns = Vec::new();
    for run in 0..=runs {
        let changed = written.replacen("How do you plan to", &format!("In case {run}, how do you plan to"), 1);
        assert!(changed != written, "there is no question to change");
        let began = Instant::now();
        fs::write(folder.path().join(QUESTIONS), changed).expect("a file");
        let made = make(folder.path());
        let sheet = made.inputs.sheet_set.get("green-light").expect("a sheet");
        let pages = made.layouts.get(sheet, Paper::A4).expect("a sheet that can be laid out").layout.pages();
        // The first turn pays for the start.
        if run > 0 {
            turns.push(began.elapsed());
        }
        assert!(pages > 0, "a sheet has pages");
        evict_cache(8);
    }
    tell("from a changed question to its page count", &mut turns);
}

fn make(root: &Path) -> Arc<Built> {
    let request = Request::of(root.to_owned());
    Arc::clone(pipeline::make(request).expect("a folder that can be read").built().expect("a site"))
}

/// Renders the files whose site path is wanted on all cores, as `build` does; returns their number.
fn render(made: &Built, wanted: impl Fn(&str) -> bool) -> usize {
    let entries: Vec<&LazyFile> = made.site().iter().filter(|(path, _)| wanted(path.as_str())).map(|(_, entry)| entry).collect();
    entries.par_iter().for_each(|entry| drop(entry.render().expect("a file that can be made")));
    entries.len()
}

/// Evicts every layout of an earlier run from Typst's cache.
fn clear() {
    for _ in 0..20 {
        evict_cache(8);
    }
}

fn median(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort();
    sorted[sorted.len() / 2]
}

fn tell(what: &str, times: &mut [Duration]) {
    times.sort();
    let late = times[(times.len() * 95).div_ceil(100) - 1];
    println!("{what:<44} {:>8.1} ms {:>8.1} ms", median(times).as_secs_f64() * 1e3, late.as_secs_f64() * 1e3);
}

fn copy(from: &PathBuf, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("a folder");
        for entry in fs::read_dir(from).expect("a folder").flatten() {
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::copy(from, to).expect("a file");
    }
}

fn is_pdf(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|end| end == "pdf")
}
