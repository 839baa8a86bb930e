//! Benchmark of the stages of a build: where the time of a handbook goes.
//!
//! `cargo bench --bench stages -- [FOLDER] [RUNS]`, by default on the handbook of this folder and 5 times. Prints the median of each stage
//! in milliseconds and its share; nothing is asserted about them. Files are rendered on all cores and dropped.

#![allow(clippy::print_stdout, reason = "a benchmark prints what it measured")]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use rayon::prelude::*;
use readybook::{
    output::Purpose,
    pipeline::{self, Built, Request},
    site::LazyFile,
};

/// A kind of file: its name, how its paths begin, and how they end.
type Kind = (&'static str, &'static str, &'static [&'static str]);

/// What is rendered, in this order; a file belongs to the first that takes it.
const KINDS: [Kind; 4] = [
    ("render: search", "search", &[""]),
    ("render: pages", "", &[".html"]),
    ("render: for programs", "", &[".json", ".md", ".txt", ".xml"]),
    ("render: the rest", "", &[""]),
];

fn main() {
    let mut folder = env!("CARGO_MANIFEST_DIR").to_owned();
    let mut runs = 5;
    for arg in std::env::args().skip(1).filter(|arg| !arg.starts_with("--")) {
        match arg.parse() {
            Ok(number) => runs = number,
            Err(_) => folder = arg,
        }
    }
    let mut stages: Vec<(&str, Vec<Duration>)> = Vec::new();
    for _ in 0..runs {
        let mut number = 0;
        let mut tell = |name: &'static str, time: Duration| {
            if number == stages.len() {
                stages.push((name, Vec::new()));
            }
            stages[number].1.push(time);
            number += 1;
        };
        let began = Instant::now();
        let revision = pipeline::make(Request::of(folder.clone().into())).expect("a folder that can be read");
        tell("load, parse, assemble", began.elapsed());
        let built = Arc::clone(revision.built().expect("a site"));
        let began = Instant::now();
        built.site();
        tell("list the files", began.elapsed());
        let began = Instant::now();
        drop(revision.findings());
        tell("check", began.elapsed());
        let began = Instant::now();
        drop(built.layout_sheets(Purpose::Publish, &revision.request().progress));
        tell("sheets and documents", began.elapsed());
        for (name, time) in render(&built) {
            tell(name, time);
        }
    }
    let medians: Vec<(&str, Duration)> = stages.into_iter().map(|(name, times)| (name, median(times))).collect();
    let whole: f64 = medians.iter().map(|(_, time)| time.as_secs_f64()).sum();
    println!("{runs} runs, medians");
    for (name, time) in medians {
        let time = time.as_secs_f64();
        println!("{name:<24} {:>9.1} ms {:>5.1} %", time * 1e3, time / whole * 100.0);
    }
}

/// Renders all files, one kind after the other.
fn render(built: &Built) -> Vec<(&'static str, Duration)> {
    let mut files: Vec<(&str, &LazyFile)> = built.site().iter().map(|(path, file)| (path.as_str(), file)).collect();
    let of_kind = |(name, start, ends): Kind| {
        let is_one = |path: &str| path.starts_with(start) && ends.iter().any(|end| path.ends_with(end));
        let (these, others): (Vec<_>, Vec<_>) = files.iter().partition(|(path, _)| is_one(path));
        files = others;
        let began = Instant::now();
        these.par_iter().for_each(|(_, file)| drop(file.render()));
        (name, began.elapsed())
    };
    KINDS.into_iter().map(of_kind).collect()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
