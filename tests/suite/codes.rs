//! Every code has a fixture: a small handbook that produces it, and what `check` then says, whole.
//!
//! A new code needs a folder `tests/fixtures/codes/<name>/` with a handbook and `expected.txt`. What git cannot hold is made
//! here, in `prepare`. With an `answers.yaml` in the folder it is `review check` that says it.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::{ffi::OsStringExt as _, fs::PermissionsExt as _},
    path::PathBuf,
    sync::OnceLock,
};

use readybook::diagnostic::{Code, Severity};

use crate::{
    handbook::{Handbook, TODAY, copy_of, repository},
    run::{Run, git},
};

fn fixture(name: &str) -> PathBuf {
    repository("tests/fixtures/codes").join(name)
}

/// What git cannot hold, or would rather not.
fn prepare(name: &str, book: &Handbook) {
    let content = book.folder().join("content");
    match name {
        "unreadable-file" => {
            let closed = fs::Permissions::from_mode(0o000);
            fs::set_permissions(content.join("secret.md"), closed).expect("rights that can be set");
        }
        "invalid-utf8" => book.put("content/latin.md", b"# Caf\xc3\xa9\n\nA caf\xe9 in Latin-1.\n"),
        "symlink-outside" => {
            std::os::unix::fs::symlink("../../elsewhere.md", content.join("out.md")).expect("a link");
            fs::write(book.around().join("elsewhere.md"), "# Elsewhere\n").expect("a file");
            book.put(".git/config", b"[core]\n");
            std::os::unix::fs::symlink("../.git/config", content.join("hidden.txt")).expect("a link");
        }
        "special-file" => {
            let made = std::process::Command::new("mkfifo").arg(content.join("pipe.md")).status().expect("mkfifo");
            assert!(made.success());
        }
        "uncoloured-code" => {
            let line = "a = 1 ".repeat(40_000);
            book.put("content/long.md", format!("# Long\n\n```python\n{line}\n```\n").as_bytes());
        }
        "limit-exceeded" => book.put("content/large.md", &vec![b'\n'; (16 << 20) + 1]),
        "invalid-name" => {
            book.put("content/back\\slash.md", b"# Text\n");
            let name = std::ffi::OsString::from_vec(b"caf\xe9.md".to_vec());
            fs::write(content.join(name), "# Text\n").expect("a file");
            book.put(&format!("content/{}.md", "long".repeat(63)), b"# Text\n");
        }
        "unportable-name" => {
            book.put("content/aux.md", b"# Text\n");
            book.put("content/a:b.png", b"");
        }
        "shallow-history" => {
            book.put(".git/HEAD", b"ref: refs/heads/main\n");
            book.put(".git/shallow", format!("{}\n", "0".repeat(40)).as_bytes());
            for folder in ["objects", "refs"] {
                fs::create_dir_all(book.folder().join(".git").join(folder)).expect("a folder");
            }
        }
        "edited-history" => {
            let path = "editions/ready/2026-11-01.yaml";
            let edited = fs::read(book.folder().join(path)).expect("an edition");
            book.put(path, &fs::read(fixture("edition-chain").join(path)).expect("an edition"));
            for args in [&["init", "-q"][..], &["add", "."], &["commit", "-qm", "Closed"]] {
                assert!(git(&book.folder(), args).status().expect("git").success());
            }
            book.put(path, &edited);
        }
        _ => {}
    }
}

fn check(name: &str) -> Run {
    let book = copy_of(&fixture(name));
    prepare(name, &book);
    if name == "gate-closed" {
        return book.run(&["review", "gate", "answers.yaml", "--phase", "ready", "--as-of", TODAY]);
    }
    if fixture(name).join("answers.yaml").exists() {
        return book.run(&["review", "check", "answers.yaml", "--as-of", TODAY]);
    }
    match name {
        "unreadable-file" => book.check_as_nobody(),
        "edited-history" => book.check_with(&["--since", "HEAD"]),
        _ => book.check(),
    }
}

/// What the program says of each fixture, by the code: it is asked once.
fn runs() -> &'static BTreeMap<&'static str, Run> {
    static RUNS: OnceLock<BTreeMap<&'static str, Run>> = OnceLock::new();
    RUNS.get_or_init(|| {
        let names = Code::ALL.iter().filter(|code| code.is_found_here()).map(|code| code.name());
        names.filter(|name| fixture(name).exists()).map(|name| (name, check(name))).collect()
    })
}

#[test]
fn every_code_has_a_fixture_that_produces_it() {
    let lacking: Vec<&str> = Code::ALL
        .iter()
        .map(|code| code.name())
        .filter(|name| {
            let expected = fs::read_to_string(fixture(name).join("expected.txt")).unwrap_or_default();
            !expected.contains(&format!("[{name}]"))
        })
        .collect();
    assert!(lacking.is_empty(), "no fixture in tests/fixtures/codes/ produces: {lacking:?}");
}

#[test]
fn every_fixture_says_what_is_expected_of_it() {
    let mut wrong = Vec::new();
    for (name, run) in runs() {
        let compared = std::panic::catch_unwind(|| {
            run.expect_told(&fixture(name).join("expected.txt"));
        });
        if compared.is_err() {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "see above: {wrong:?}");
}

#[test]
fn every_folder_of_fixtures_belongs_to_a_code() {
    let names: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    for entry in fs::read_dir(repository("tests/fixtures/codes")).expect("the fixtures") {
        let name = entry.expect("an entry").file_name().into_string().expect("a name");
        assert!(names.contains(&name.as_str()), "`{name}` is no code");
    }
}

#[test]
fn the_exit_code_follows_from_the_weight_of_the_code() {
    for code in Code::ALL.iter().filter(|code| code.is_found_here() && fixture(code.name()).exists()) {
        let wanted = match (code, code.severity()) {
            (Code::UnreadableFile, _) => 2,
            (_, Severity::Error) => 1,
            (_, Severity::Warning | Severity::Note) => 0,
        };
        assert_eq!(runs()[code.name()].code, wanted, "{code}");
    }
}

#[test]
fn a_program_tells_no_code_that_belongs_to_one_with_other_features() {
    let others: Vec<Code> = Code::ALL.iter().copied().filter(|code| !code.is_found_here()).collect();
    assert!(!others.is_empty());
    for code in others {
        let said = check(code.name());
        assert!(!said.stderr.contains(&format!("[{}]", code.name())), "{}", said.stderr);
    }
}

#[test]
fn the_guide_explains_every_code() {
    let guide = fs::read_to_string(repository("docs/content/errors.md")).expect("the guide");
    let lacking: Vec<&str> =
        Code::ALL.iter().map(|code| code.name()).filter(|name| !guide.contains(&format!("\n### {name}\n"))).collect();
    assert!(lacking.is_empty(), "docs/content/errors.md has no part for {lacking:?}");
}
