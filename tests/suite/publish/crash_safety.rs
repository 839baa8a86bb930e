//! A build that is killed at any moment leaves each file the old or the new one, whole; the next one ends as a clean one.
//!
//! The short form is part of every run of the tests. `tests/long` runs the long one: hundreds of kills, onto another file
//! system as well, and with documents whose results are kept.

use std::{
    collections::BTreeMap,
    path::Path,
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::handbook::{Handbook, expect_same, files, handbook};
#[cfg(feature = "paper")]
use crate::result_cache::expect_whole_results;

/// How often, and onto what.
struct Rounds<'a> {
    pages: usize,
    /// Of builds that were alive.
    kills: u64,
    /// On a busy machine fewer kills are enough, but at least a dozen, and one that falls among the moves.
    budget: Duration,
    /// The target, as `--out` names it.
    out: &'a Path,
    /// Where results are kept, if they are: every other build finds none of them, and each that was kept is whole.
    results: Option<&'a Path>,
}

/// One of two versions of a handbook that differ in every page; each has pages that the other has not.
fn version(book: &Handbook, pages: usize, second: bool) {
    let word = if second { "new" } else { "old" };
    for n in 0..pages {
        let text = format!("# Page {n}\n\n{}\n\n[next](page-{}.md)\n", format!("The {word} text. ").repeat(40), (n + 1) % pages);
        book.put(&format!("content/pages/page-{n}.md"), text.as_bytes());
    }
    let (here, gone) = if second { ("new", "old") } else { ("old", "new") };
    for n in 0..30 {
        book.put(&format!("content/{here}/only-{n}.md"), format!("# Only {here} {n}\n").as_bytes());
    }
    let _ = std::fs::remove_dir_all(book.folder().join("content").join(gone));
}

fn start(book: &Handbook, out: &Path) -> Child {
    let mut command = book.command(&["build", "--out", &out.to_string_lossy()]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a build")
}

/// Numbers that look random and are the same in each run (xorshift).
fn next(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

/// Whether a build is moving files: its list says what was there before.
fn is_moving(out: &Path) -> bool {
    std::fs::read_to_string(out.join(".readybook.json")).is_ok_and(|list| list.contains("\n  \"before\": {"))
}

/// Waits until files begin to move, so that a kill falls among the moves; or until a while has gone.
fn wait_for_moves(out: &Path, child: &mut Child) {
    let began = Instant::now();
    while !is_moving(out) && began.elapsed() < Duration::from_secs(30) && child.try_wait().expect("a child").is_none() {
        std::hint::spin_loop();
    }
}

fn kill(child: &mut Child) {
    // SIGKILL, which nobody can prepare for.
    child.kill().expect("a child that can be killed");
    child.wait().expect("a child");
}

type Files = BTreeMap<String, Vec<u8>>;

/// Each file is one of the two versions, and none that both have is missing. What a build works in is not looked at.
#[track_caller]
fn expect_whole(found: &Files, old: &Files, new: &Files) {
    let is_staged = |path: &str| path.starts_with(".readybook-");
    // A folder may stand empty between two removals.
    for (path, bytes) in found.iter().filter(|(path, _)| *path != ".readybook.json" && !path.ends_with('/') && !is_staged(path)) {
        let known = [old, new].iter().any(|version| version.get(path) == Some(bytes));
        assert!(known, "`{path}` is neither the old nor the new one");
    }
    for path in old.keys().filter(|path| new.contains_key(*path)) {
        assert!(found.contains_key(path), "`{path}` is missing");
    }
    let list = &found[".readybook.json"];
    assert!(serde_json::from_slice::<serde_json::Value>(list).is_ok(), "the list of our files is whole");
}

/// Kills builds from one version to the other and back. Returns how many kills there were, and how many fell among the moves.
fn kill_builds(book: &Handbook, rounds: &Rounds<'_>) -> (u64, u64) {
    let Rounds { pages, kills, budget, out, results } = *rounds;
    let to = |out: &Path| book.build_with(&["--out", &out.to_string_lossy()]);
    version(book, pages, true);
    to(Path::new("clean-new")).expect_ok();
    let new = files(&book.folder().join("clean-new"));
    version(book, pages, false);
    let began = Instant::now();
    to(Path::new("clean-old")).expect_ok();
    let usual = began.elapsed().max(Duration::from_millis(20));
    let old = files(&book.folder().join("clean-old"));
    to(out).expect_ok();
    let place = book.folder().join(out);
    let mut seed = 0x9e37_79b9_7f4a_7c15;
    let (mut killed, mut among_moves) = (0, 0);
    let began = Instant::now();
    for round in 0..kills * 3 {
        // A build that had ended before it was killed does not count.
        if among_moves > 0 && (killed >= kills || round >= 12 && began.elapsed() >= budget) {
            break;
        }
        let second = round % 2 == 0;
        version(book, pages, second);
        if let Some(results) = results.filter(|_| round % 4 == 3) {
            std::fs::remove_dir_all(results).expect("a folder");
        }
        let mut child = start(book, out);
        if round % 4 < 2 {
            wait_for_moves(&place, &mut child);
            // At once, or a little later: where files lie in memory a few of them are moved in no time.
            thread::sleep(Duration::from_micros(next(&mut seed) % (1 + 8000 * (round % 4))));
        } else {
            let moment = u64::try_from(usual.as_micros()).expect("a short time") * 5 / 4;
            thread::sleep(Duration::from_micros(next(&mut seed) % moment));
        }
        killed += u64::from(child.try_wait().expect("a child").is_none());
        kill(&mut child);
        among_moves += u64::from(is_moving(&place));
        expect_whole(&files(&place), &old, &new);
        #[cfg(feature = "paper")]
        if let Some(results) = results {
            expect_whole_results(results);
        }
        if round % 3 == 0 {
            to(out).expect_ok();
            expect_same(&files(&place), if second { &new } else { &old });
        }
    }
    assert!(among_moves > 0, "no kill fell among the moves; the test does not test what it should");
    version(book, pages, true);
    to(out).expect_ok();
    expect_same(&files(&place), &new);
    (killed, among_moves)
}

fn plain() -> Handbook {
    handbook().file("content/index.md", "# Home\n")
}

#[test]
fn a_build_killed_at_any_moment_leaves_each_file_whole_and_the_next_one_ends_as_a_clean_one() {
    kill_builds(
        &plain(),
        &Rounds { pages: 300, kills: 40, budget: Duration::from_secs(10), out: Path::new("public"), results: None },
    );
}

const HOUR: Duration = Duration::from_hours(1);

#[test]
#[ignore = "takes minutes; `tests/long` runs it"]
fn long_two_hundred_kills() {
    let (killed, among) =
        kill_builds(&plain(), &Rounds { pages: 300, kills: 200, budget: HOUR, out: Path::new("public"), results: None });
    eprintln!("killed alive: {killed}, among the moves: {among}");
    assert!(killed >= 200, "{killed}");
}

#[test]
#[ignore = "takes minutes; `tests/long` runs it"]
fn long_two_hundred_kills_onto_another_file_system() {
    use std::os::unix::fs::MetadataExt as _;
    let book = plain();
    let disk = tempfile::TempDir::with_prefix_in("readybook-", "/dev/shm").expect("a folder in memory");
    let device = |path: &Path| std::fs::metadata(path).expect("a folder").dev();
    assert_ne!(device(disk.path()), device(&book.folder()), "it is another file system");
    let (killed, among) = kill_builds(&book, &Rounds { pages: 300, kills: 200, budget: HOUR, out: disk.path(), results: None });
    eprintln!("killed alive: {killed}, among the moves: {among}");
    assert!(killed >= 200, "{killed}");
}

/// Kills builds that lay out documents, and keep what they laid out.
#[cfg(feature = "paper")]
fn kill_builds_with_documents(pages: usize, kills: u64, budget: Duration) -> u64 {
    let results = tempfile::TempDir::with_prefix("readybook-").expect("a folder");
    let kept = results.path().join("kept");
    let book = plain()
        .file("handbook.yaml", "title: Test\ndocuments: [handbook]\n")
        .with("XDG_CACHE_HOME", kept.to_str().expect("a path"));
    let rounds = Rounds { pages, kills, budget, out: Path::new("public"), results: Some(&kept) };
    let (killed, among) = kill_builds(&book, &rounds);
    assert!(book.folder().join("public/sheets").exists(), "there are documents");
    assert!(kept.join("readybook/v1").exists(), "results are kept");
    eprintln!("killed alive: {killed}, among the moves: {among}");
    killed
}

#[test]
#[cfg(feature = "paper")]
fn builds_with_documents_are_killed_and_what_they_keep_is_whole() {
    kill_builds_with_documents(4, 12, Duration::ZERO);
}

#[test]
#[cfg(feature = "paper")]
#[ignore = "takes minutes; `tests/long` runs it"]
fn long_two_hundred_kills_with_documents_and_results() {
    assert!(kill_builds_with_documents(40, 200, HOUR) >= 200);
}

#[test]
fn a_first_build_that_is_killed_leaves_a_folder_that_the_next_one_knows() {
    let mut seed = 0x2545_f491_4f6c_dd1d;
    let book = plain();
    version(&book, 300, false);
    book.build_with(&["--out", "clean"]).expect_ok();
    let clean = files(&book.folder().join("clean"));
    let public = book.folder().join("public");
    for round in 0..6 {
        let mut child = start(&book, Path::new("public"));
        if round % 2 == 0 {
            wait_for_moves(&public, &mut child);
        } else {
            // Earlier: while it is staging, before there is a list of our files.
            while !public.exists() && child.try_wait().expect("a child").is_none() {
                std::hint::spin_loop();
            }
        }
        thread::sleep(Duration::from_micros(next(&mut seed) % 4000));
        kill(&mut child);
        book.build().expect_ok();
        expect_same(&files(&public), &clean);
        std::fs::remove_dir_all(&public).expect("a folder");
    }
}

#[test]
fn a_build_that_fails_after_a_killed_one_leaves_all_as_it_is() {
    let book = plain();
    version(&book, 300, true);
    book.build_with(&["--out", "clean-new"]).expect_ok();
    let new = files(&book.folder().join("clean-new"));
    version(&book, 300, false);
    book.build().expect_ok();
    let old = files(&book.folder().join("public"));
    version(&book, 300, true);
    let mut child = start(&book, Path::new("public"));
    wait_for_moves(&book.folder().join("public"), &mut child);
    kill(&mut child);
    let left = files(&book.folder().join("public"));
    expect_whole(&left, &old, &new);
    book.put("content/index.md", b"# Home\n\n[x](nowhere.md)\n");
    book.build().expect_wrong();
    expect_same(&files(&book.folder().join("public")), &left);
    book.put("content/index.md", b"# Home\n");
    book.build().expect_ok();
    expect_same(&files(&book.folder().join("public")), &new);
}

#[test]
fn what_is_wanted_next_is_made_of_what_a_killed_build_left_whatever_it_was() {
    let book = plain();
    version(&book, 200, false);
    book.build().expect_ok();
    version(&book, 200, true);
    let mut child = start(&book, Path::new("public"));
    wait_for_moves(&book.folder().join("public"), &mut child);
    kill(&mut child);
    // Neither the old nor the new one: most of what stands there is to go.
    std::fs::remove_dir_all(book.folder().join("content/pages")).expect("a folder");
    book.put("content/new/only-1.md", b"# A third one\n");
    book.build().expect_ok();
    book.build_with(&["--out", "clean"]).expect_ok();
    expect_same(&files(&book.folder().join("public")), &files(&book.folder().join("clean")));
}
