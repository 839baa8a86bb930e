//! Results of earlier runs: with them everything is made sooner, and never a byte differs.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use crate::{
    handbook::{Handbook, copy_of, expect_same, files, repository},
    run::{finish, output, readybook},
};

/// A handbook with every kind of sheet.
fn book() -> Handbook {
    copy_of(&repository("tests/fixtures/all-formats/in"))
}

/// Builds with the results in a folder; the files of the site.
fn build(book: &Handbook, results: &Path, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let out = tempfile::tempdir().expect("a folder");
    let site = out.path().join("site");
    let mut command = readybook(&book.folder(), &["build", "--out", site.to_str().expect("a path")]);
    command.args(more).env("XDG_CACHE_HOME", results);
    finish(command, site.clone()).expect_ok();
    files(&site)
}

/// Each result that is kept is whole: it begins with the digest of the rest. Parts of results have other names, and are none.
#[track_caller]
pub fn expect_whole_results(results: &Path) {
    use sha2::{Digest as _, Sha256};
    for file in kept(results).iter().filter(|file| !is_part(file)) {
        let bytes = fs::read(file).expect("a result");
        let (digest, result) = bytes.split_first_chunk::<32>().unwrap_or_else(|| panic!("`{}` is torn", file.display()));
        assert!(Sha256::digest(result).as_slice() == digest, "`{}` is torn", file.display());
    }
}

/// Whether a file is one that a build writes, or wrote when it was killed.
fn is_part(file: &Path) -> bool {
    file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("part-"))
}

/// The files of results, below the cache's folder.
fn kept(results: &Path) -> Vec<PathBuf> {
    let mut folders = vec![results.to_owned()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() { folders.push(entry.path()) } else { found.push(entry.path()) }
        }
    }
    found.sort();
    found
}

#[test]
fn a_site_is_the_same_from_nothing_and_from_results_whole_damaged_and_gone() {
    let (book, results) = (book(), tempfile::tempdir().expect("a folder"));
    let nothing = tempfile::tempdir().expect("a folder");
    let cold = build(&book, nothing.path(), &["--no-cache"]);
    assert_eq!(kept(nothing.path()), Vec::<PathBuf>::new(), "--no-cache keeps nothing");
    expect_same(&build(&book, results.path(), &[]), &cold);
    let first = kept(results.path());
    assert!(first.len() > 20, "{} results", first.len());
    expect_same(&build(&book, results.path(), &[]), &cold);
    assert_eq!(kept(results.path()), first, "nothing was made again");
    for (number, file) in first.iter().enumerate() {
        match number % 3 {
            0 => fs::remove_file(file).expect("a file"),
            1 => fs::write(file, b"damaged").expect("a file"),
            _ => {
                let mut bytes = fs::read(file).expect("a file");
                *bytes.last_mut().expect("a byte") ^= 1;
                fs::write(file, bytes).expect("a file");
            }
        }
    }
    expect_same(&build(&book, results.path(), &[]), &cold);
    assert_eq!(kept(results.path()), first, "what was damaged was made again");
}

#[test]
fn a_check_says_the_same_whatever_is_kept_and_keeps_what_a_build_needs() {
    let (book, results) = (book(), tempfile::tempdir().expect("a folder"));
    let check = |more: &[&str]| {
        let mut command = readybook(&book.folder(), &["check"]);
        command.args(more).env("XDG_CACHE_HOME", results.path());
        finish(command, PathBuf::new()).told()
    };
    let cold = check(&["--no-cache"]);
    assert_eq!(kept(results.path()), Vec::<PathBuf>::new(), "--no-cache keeps nothing");
    assert_eq!(check(&[]), cold);
    let first = kept(results.path());
    assert_eq!(check(&[]), cold);
    build(&book, results.path(), &[]);
    assert_eq!(kept(results.path()), first, "a check made all that a build needs");
    for file in &first {
        fs::write(file, b"damaged").expect("a file");
    }
    assert_eq!(check(&[]), cold);
}

#[test]
fn what_changed_is_made_as_from_nothing() {
    let (book, results) = (book(), tempfile::tempdir().expect("a folder"));
    build(&book, results.path(), &[]);
    let settings = fs::read_to_string(book.folder().join("handbook.yaml")).expect("settings");
    let title = settings.lines().find(|line| line.starts_with("title:")).expect("a title");
    book.put("handbook.yaml", settings.replace(title, "title: Another title").as_bytes());
    let template = fs::read_to_string(repository("themes/default/paper/lib/look.typ")).expect("a template");
    for (path, text) in [
        ("content/index.md", "---\ntitle: Another home\n---\n\nOther words.\n".to_owned()),
        ("themes/default/paper/lib/look.typ", template + "\n// Mine.\n"),
    ] {
        book.put(path, text.as_bytes());
        expect_same(&build(&book, results.path(), &[]), &build(&book, results.path(), &["--no-cache"]));
    }
}

#[test]
fn three_builds_at_once_share_the_results() {
    builds_at_once::<3>(&book(), 1);
}

#[test]
#[ignore = "takes minutes; `tests/long` runs it"]
fn long_two_builds_at_once_sixty_rounds() {
    let rounds = builds_at_once::<2>(&book(), 60);
    eprintln!("two builds at once: {rounds} rounds");
}

/// Builds a handbook several times at once with the same results: from none, from some, and from all of them in turn.
fn builds_at_once<const N: usize>(book: &Handbook, rounds: usize) -> usize {
    let results = tempfile::tempdir().expect("a folder");
    let cold = build(book, results.path(), &["--no-cache"]);
    for round in 0..rounds {
        for (number, file) in kept(results.path()).iter().enumerate() {
            if round % 3 == 0 || round % 3 == 1 && number % 2 == 0 {
                fs::remove_file(file).expect("a file");
            }
        }
        std::thread::scope(|scope| {
            let builds = [(); N].map(|()| scope.spawn(|| build(book, results.path(), &[])));
            for made in builds {
                expect_same(&made.join().expect("a build"), &cold);
            }
        });
        expect_whole_results(results.path());
        assert!(!kept(results.path()).iter().any(|file| is_part(file)), "nothing is left half");
    }
    rounds
}

#[test]
fn whatever_the_clock_said_when_results_were_kept_a_site_is_the_same() {
    let (book, results) = (book(), tempfile::tempdir().expect("a folder"));
    let cold = build(&book, results.path(), &["--no-cache"]);
    build(&book, results.path(), &[]);
    let set = |files: &[PathBuf], time: SystemTime| {
        for file in files {
            fs::File::options().append(true).open(file).and_then(|file| file.set_modified(time)).expect("a time");
        }
    };
    let sources = files(&book.folder()).into_keys().filter(|path| !path.ends_with('/'));
    let sources: Vec<PathBuf> = sources.map(|path| book.folder().join(path)).collect();
    let (ahead, day) = (SystemTime::now() + Duration::from_hours(24 * 3650), Duration::from_hours(24));
    for time in [ahead, SystemTime::UNIX_EPOCH] {
        let first = kept(results.path());
        set(&first, time);
        set(&sources, time);
        expect_same(&build(&book, results.path(), &[]), &cold);
        assert_eq!(kept(results.path()), first, "nothing was made again, nothing went");
        let now = SystemTime::now();
        let is_now = |file: &&PathBuf| {
            let modified = fs::metadata(file).and_then(|meta| meta.modified()).expect("a time");
            now.duration_since(modified).unwrap_or_else(|ahead| ahead.duration()) < day
        };
        assert!(first.iter().filter(is_now).count() > first.len() / 2, "what was used is the newest again");
    }
}

#[test]
fn nothing_is_kept_inside_a_handbook_nor_where_there_is_no_folder() {
    let book = book();
    let before = files(&book.folder());
    let inside = book.folder().join("cache");
    build(&book, &inside, &[]);
    assert!(!inside.exists());
    let none = book.around().join("a-file");
    fs::write(&none, "mine").expect("a file");
    let site = build(&book, &none, &[]);
    assert_eq!(fs::read(&none).expect("a file"), b"mine");
    assert!(site.contains_key("index.html"));
    expect_same(&files(&book.folder()), &before);
}

#[test]
fn answers_are_kept_nowhere() {
    let (team, results) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let answers = repository("examples/invoice-api");
    let handbook = repository(".");
    let out = team.path().join("printed");
    let paths =
        [&answers.join("invoice-api.answers.yaml"), &handbook, &out].map(|path| path.to_str().expect("a path").to_owned());
    let [file, handbook, out] = paths;
    let mut command =
        readybook(team.path(), &["review", "print", &file, "--handbook", &handbook, "--format", "pdf", "--out", &out]);
    command.env("XDG_CACHE_HOME", results.path());
    let told = output(command).expect("the program");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    for file in kept(results.path()) {
        let bytes = fs::read(&file).expect("a file");
        assert!(!bytes.windows(11).any(|part| part == b"Invoice API"), "{}", file.display());
    }
}
