//! Whatever reads what strangers wrote, on real texts that were broken by chance: what must be true of all that comes out.
//!
//! A target is a file. It tries few cases, which are the same in each run; `tests/long` tries 100,000 of each, which are others each
//! time, and `READYBOOK_FUZZ=5000 cargo test --release --test suite fuzz` as many as you like. A text that fails is made as short as
//! it still fails. What was found so has a test beside the code that was mended.

use std::{
    collections::BTreeMap,
    fs,
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::Arc,
    time::Duration,
};

use proptest::{prelude::*, sample::Index, strategy::ValueTree as _};
use readybook::{
    diagnostic::{ColourChoice, Diagnostic, render},
    source::{FileId, SourcePath, Sources, Span},
};

use crate::{
    chance::{apply, change, runner},
    handbook::repository,
};

mod answers;
mod diffs;
mod front_matter;
mod html;
mod markdown;
mod requests;
mod yaml;

/// A case that works longer hangs, on a machine that is busy as well.
const HANG: Duration = Duration::from_secs(2);

/// How often a text that fails is made shorter at most.
const TRIES: usize = 3000;

/// How many failures are told at once.
const MOST_FAILURES: usize = 12;

/// Why a case fails.
pub type Verdict = Result<(), String>;

/// A property: what is told where it does not hold.
pub fn ensure(holds: bool, why: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(why()) }
}

/// Holds a target against so many cases; one that fails is told in its shortest form.
#[track_caller]
pub fn fuzz<const N: usize>(few: u32, cases: impl Strategy<Value = [String; N]>, target: impl Fn([&str; N]) -> Verdict) {
    let mut runner = runner("READYBOOK_FUZZ", few);
    let judge = |case: &[String; N]| {
        let began = worked();
        let verdict = catch_unwind(AssertUnwindSafe(|| target(case.each_ref().map(String::as_str))));
        verdict.unwrap_or_else(|panic| Err(format!("a panic: {:?}", panic.downcast_ref::<String>())))?;
        ensure(worked() < began + HANG, || "it hangs".to_owned())
    };
    let mut failures: BTreeMap<String, String> = BTreeMap::new();
    for number in 0..runner.config().cases {
        let case = cases.new_tree(&mut runner).expect("a case").current();
        // One failure of a kind is enough to mend it.
        let kind = |why: &str| why.chars().filter(|c| !c.is_ascii_digit()).take(30).collect::<String>();
        let Err(why) = judge(&case) else { continue };
        if failures.len() == MOST_FAILURES || failures.contains_key(&kind(&why)) {
            continue;
        }
        let first = kind(&why);
        let least = shortest(case, |case| judge(case).is_err_and(|why| kind(&why) == first));
        let why = judge(&least).err().unwrap_or(why);
        failures.insert(first, format!("case {number}: {why}\n{least:?}\n"));
    }
    assert!(failures.is_empty(), "{}", failures.into_values().collect::<String>());
    eprintln!("{} cases", runner.config().cases);
}

/// How long this thread has worked.
fn worked() -> Duration {
    let told = fs::read_to_string("/proc/thread-self/schedstat").expect("what the system tells of a thread");
    Duration::from_nanos(told.split(' ').next().and_then(|first| first.parse().ok()).expect("nanoseconds"))
}

/// Leaves out of the texts what they fail without: halves, quarters and so on, down to single characters.
fn shortest<const N: usize>(mut case: [String; N], fails: impl Fn(&[String; N]) -> bool) -> [String; N] {
    let mut tries = 0;
    for number in 0..N {
        let mut size = case[number].chars().count().div_ceil(2);
        while size > 0 {
            let mut at = 0;
            while at < case[number].chars().count() && tries < TRIES {
                tries += 1;
                let mut less = case.clone();
                less[number] = case[number].chars().take(at).chain(case[number].chars().skip(at + size)).collect();
                if fails(&less) {
                    case = less;
                } else {
                    at += size;
                }
            }
            size = if size == 1 { 0 } else { size.div_ceil(2) };
        }
    }
    case
}

/// Real texts of one format.
#[derive(Debug, Clone)]
pub struct Corpus(Arc<Vec<String>>);

/// Where real texts lie.
const FOLDERS: &[&str] = &["content", "checklists", "docs/content", "examples", "tests/fixtures", "editions"];

/// A text of a corpus is a part of a file, so that many are tried.
const LINES: usize = 40;

impl Corpus {
    /// All files with one of these endings, and more texts.
    pub fn of(endings: &[&str], more: impl IntoIterator<Item = String>) -> Self {
        let mut texts: Vec<String> = more.into_iter().collect();
        for folder in FOLDERS {
            read(&repository(folder), endings, &mut texts);
        }
        assert!(texts.len() > 3, "only {} texts", texts.len());
        Self(Arc::new(texts))
    }

    /// These texts.
    pub fn made(texts: impl IntoIterator<Item = String>) -> Self {
        Self(Arc::new(texts.into_iter().collect()))
    }

    /// Some lines of a text, with some of another one among them, and broken.
    pub fn broken(&self) -> impl Strategy<Value = String> + use<> {
        let texts = Arc::clone(&self.0);
        let foreign = prop_oneof![3 => Just(None), 1 => any::<(Index, Index, Index)>().prop_map(Some)];
        let parts = (any::<Index>(), any::<Index>(), 1..LINES, foreign, proptest::collection::vec(change(), 0..6));
        parts.prop_map(move |(text, from, count, foreign, changes)| {
            let text: Vec<&str> = text.get(&texts).split_inclusive('\n').collect();
            // Every other one begins where its file does.
            let from = from.index(2 * text.len().max(1)).saturating_sub(text.len());
            let mut lines: Vec<&str> = text.iter().skip(from).take(count).copied().collect();
            if let Some((other, line, at)) = foreign {
                let other: Vec<&str> = other.get(&texts).split_inclusive('\n').collect();
                let from = line.index(other.len().max(1));
                let at = at.index(lines.len() + 1);
                lines.splice(at..at, other.iter().skip(from).take(1 + from % 4).copied());
            }
            let mut bytes = lines.concat().into_bytes();
            for change in &changes {
                apply(change, &mut bytes);
            }
            String::from_utf8_lossy(&bytes).into_owned()
        })
    }

    /// A text, broken, as the only one of a case.
    pub fn alone(&self) -> impl Strategy<Value = [String; 1]> + use<> {
        self.broken().prop_map(|text| [text])
    }
}

fn read(folder: &Path, endings: &[&str], texts: &mut Vec<String>) {
    let mut paths: Vec<_> = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            // What a fixture makes is not written by people.
            if path.file_name().is_some_and(|name| name != "out") {
                read(&path, endings, texts);
            }
        } else if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
            texts.extend(fs::read_to_string(&path));
        }
    }
}

/// A file alone in memory.
pub fn source(path: &str, text: &str) -> (Sources, FileId) {
    let mut sources = Sources::default();
    let file = sources.add(SourcePath::new(path), text.into(), true);
    (sources, file)
}

/// A range lies within a text, and on its characters.
pub fn lies_in(text: &str, range: Range<usize>, what: impl Fn() -> String) -> Verdict {
    ensure(text.get(range.clone()).is_some(), || format!("{} is at {range:?} of {} bytes", what(), text.len()))
}

/// Whether a word is drawn as it is.
fn is_plain(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Each finding has a message and a place in the text, which is drawn for people.
pub fn are_placed(found: &[Diagnostic], sources: &Sources, file: FileId) -> Verdict {
    let text = &sources.file(file).text;
    for finding in found {
        let spans = finding.also.iter().map(|label| label.span).chain([finding.span]);
        for Span { file: other, .. } in spans.clone() {
            ensure(other == file, || format!("{} is in another file", finding.message))?;
        }
        for span in spans {
            lies_in(text, span.range(), || format!("`{}`", finding.message))?;
        }
        // A line break in what is quoted is drawn as its escape, so the whole message is the first line.
        let drawn = render(finding, sources, "", ColourChoice::Plain);
        let last = finding.message.split_whitespace().next_back().unwrap_or_default();
        let is_told = !last.is_empty() && (!is_plain(last) || drawn.lines().next().is_some_and(|line| line.contains(last)));
        ensure(is_told, || format!("the words of {finding:?}"))?;
    }
    Ok(())
}
