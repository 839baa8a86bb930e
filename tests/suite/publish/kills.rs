//! A build that is killed at any moment leaves each file the old or the new one, whole; the next one ends as a clean one.

use std::{
    collections::BTreeMap,
    path::Path,
    process::{Child, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::{
    handbook::{Handbook, expect_same, files, handbook},
    run::readybook,
};

const PAGES: usize = 300;
const KILLS: u64 = 40;
/// On a busy machine fewer kills are enough, but at least a dozen.
const BUDGET: Duration = Duration::from_secs(10);

/// One of two versions of a handbook that differ in every page; each has pages that the other has not.
fn version(book: &Handbook, second: bool) {
    let word = if second { "new" } else { "old" };
    for n in 0..PAGES {
        let text = format!("# Page {n}\n\n{}\n\n[next](page-{}.md)\n", format!("The {word} text. ").repeat(40), (n + 1) % PAGES);
        book.put(&format!("content/pages/page-{n}.md"), text.as_bytes());
    }
    let (here, gone) = if second { ("new", "old") } else { ("old", "new") };
    for n in 0..30 {
        book.put(&format!("content/{here}/only-{n}.md"), format!("# Only {here} {n}\n").as_bytes());
    }
    let _ = std::fs::remove_dir_all(book.folder().join("content").join(gone));
}

fn start(book: &Handbook) -> Child {
    let mut command = readybook(&book.folder(), &["build"]);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a build")
}

/// Numbers that look random and are the same in each run (xorshift).
fn next(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

/// Waits until the renames begin, so that a kill falls among them; or until a while has gone.
fn wait_for(journal: &Path, child: &mut Child) {
    let began = Instant::now();
    while !journal.exists() && began.elapsed() < Duration::from_secs(5) && child.try_wait().expect("a child").is_none() {
        std::hint::spin_loop();
    }
}

type Files = BTreeMap<String, Vec<u8>>;

/// Each file is one of the two versions, and none that both have is missing.
#[track_caller]
fn expect_whole(found: &Files, old: &Files, new: &Files) {
    // A folder may stand empty between two removals.
    for (path, bytes) in found.iter().filter(|(path, _)| *path != ".readybook.json" && !path.ends_with('/')) {
        let known = [old, new].iter().any(|version| version.get(path) == Some(bytes));
        assert!(known, "`{path}` is neither the old nor the new one");
    }
    for path in old.keys().filter(|path| new.contains_key(*path)) {
        assert!(found.contains_key(path), "`{path}` is missing");
    }
    let list = &found[".readybook.json"];
    assert!(serde_json::from_slice::<serde_json::Value>(list).is_ok(), "the list of our files is whole");
}

#[test]
fn a_build_killed_at_any_moment_leaves_each_file_whole_and_the_next_one_finishes() {
    let book = handbook().file("content/index.md", "# Home\n");
    version(&book, true);
    book.build_with(&["--out", "clean-new"]).expect_ok();
    let new = files(&book.folder().join("clean-new"));
    version(&book, false);
    let began = Instant::now();
    book.build_with(&["--out", "clean-old"]).expect_ok();
    let usual = began.elapsed().max(Duration::from_millis(20));
    let old = files(&book.folder().join("clean-old"));
    book.build().expect_ok();
    let public = book.folder().join("public");
    let journal = book.folder().join(".public.readybook/journal.json");
    let mut seed = 0x9e37_79b9_7f4a_7c15;
    let mut among_renames = 0;
    let began = Instant::now();
    for round in (0..KILLS).take_while(|round| *round < 12 || began.elapsed() < BUDGET) {
        let second = round % 2 == 0;
        version(&book, second);
        let mut child = start(&book);
        if round % 4 < 2 {
            wait_for(&journal, &mut child);
            thread::sleep(Duration::from_micros(next(&mut seed) % 8000));
        } else {
            let moment = u64::try_from(usual.as_micros()).expect("a short time") * 5 / 4;
            thread::sleep(Duration::from_micros(next(&mut seed) % moment));
        }
        // SIGKILL, which nobody can prepare for.
        child.kill().expect("a child that can be killed");
        child.wait().expect("a child");
        among_renames += usize::from(journal.exists());
        expect_whole(&files(&public), &old, &new);
        if round % 3 == 0 {
            book.build().expect_ok();
            expect_same(&files(&public), if second { &new } else { &old });
            assert!(!journal.parent().expect("a folder").exists(), "what the killed build worked in is gone");
        }
    }
    assert!(among_renames > 0, "no kill fell among the renames; the test does not test what it should");
    version(&book, true);
    book.build().expect_ok();
    expect_same(&files(&public), &new);
}

#[test]
fn a_first_build_that_is_killed_leaves_a_folder_that_the_next_one_knows() {
    let mut seed = 0x2545_f491_4f6c_dd1d;
    let book = handbook().file("content/index.md", "# Home\n");
    version(&book, false);
    book.build_with(&["--out", "clean"]).expect_ok();
    let clean = files(&book.folder().join("clean"));
    let journal = book.folder().join(".public.readybook/journal.json");
    for _ in 0..4 {
        let mut child = start(&book);
        wait_for(&journal, &mut child);
        thread::sleep(Duration::from_micros(next(&mut seed) % 4000));
        child.kill().expect("a child that can be killed");
        child.wait().expect("a child");
        book.build().expect_ok();
        expect_same(&files(&book.folder().join("public")), &clean);
        std::fs::remove_dir_all(book.folder().join("public")).expect("a folder");
    }
}

#[test]
fn a_build_that_fails_after_a_killed_one_finishes_that_one_first_or_leaves_all_as_it_is() {
    let book = handbook().file("content/index.md", "# Home\n");
    version(&book, true);
    book.build_with(&["--out", "clean-new"]).expect_ok();
    let new = files(&book.folder().join("clean-new"));
    version(&book, false);
    book.build().expect_ok();
    let old = files(&book.folder().join("public"));
    version(&book, true);
    let mut child = start(&book);
    wait_for(&book.folder().join(".public.readybook/journal.json"), &mut child);
    child.kill().expect("a child that can be killed");
    child.wait().expect("a child");
    book.put("content/index.md", b"# Home\n\n[x](nowhere.md)\n");
    book.build().expect_wrong();
    expect_whole(&files(&book.folder().join("public")), &old, &new);
    book.put("content/index.md", b"# Home\n");
    book.build().expect_ok();
    expect_same(&files(&book.folder().join("public")), &new);
}
