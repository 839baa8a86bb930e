//! Verbs that write into a handbook: with a terminal and without one, where nothing may be written, and where no room is left.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{Read as _, Write as _},
    os::unix::fs::{PermissionsExt as _, chown},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use crate::{
    handbook::{Handbook, copy_of, empty, files},
    run::{Run, finish, is_root, readybook_as_nobody, wait},
};

/// Each verb: what it is called with, in the folder of [`book`]. `../shipped` is what is shipped a year later.
const VERBS: [&[&str]; 12] = [
    &["init", "more/ours", "--minimal", "--title", "Ours", "--organisation", "ACME", "--language", "en"],
    &["upgrade", "--shipped", "../shipped"],
    &["new", "page", "content/guides/rota/weekend.md", "--title", "Weekend"],
    &["new", "section", "content/rota", "--title", "Rota"],
    &["new", "checklist", "ready", "--title", "Ready", "--prefix", "RD", "--ask", "How do you deploy?", "--phase", "green-light"],
    &["new", "question", "checklists/green-light.yaml", "--ask", "How do you stop it?"],
    &["new", "term", "artefact", "--short", "What a build makes."],
    &["new", "guardrail", "disk", "--title", "Disk", "--why", "It costs.", "--environment", "production", "--max", "100"],
    &["new", "service", "aws-sqs", "--title", "SQS", "--kind", "queue", "--provider", "aws"],
    &["mv", "content/guides/backups.md", "content/safety/backups.md"],
    &["check", "--fix"],
    &["reviewed", "content/index.md", "content/guides/backups.md", "--as-of", "2026-08-11"],
];

/// A skeleton with something for each of [`VERBS`] to do, and what is shipped a year later beside it.
fn book() -> Handbook {
    let book = empty();
    book.run(&["init", "--minimal"]).expect_ok();
    let settings = fs::read_to_string(book.folder().join("handbook.yaml")).expect("the settings");
    let settings = settings.replace("providers: []", "providers: [aws]\nenvironments: [production]");
    let book = book
        .file("handbook.yaml", settings)
        .file("content/guides/index.md", "---\ntitle: Guides\npages: [backups.md, other.md]\n---\n\n[b](backups.md) and [gone](old/other.md)\n")
        .file("content/guides/backups.md", "# Backups\n\nSee [other](other.md).\n")
        .file("content/guides/other.md", "# Other\n\nSee [b](backups.md).\n")
        .file("content/glossary.yaml", "title: Glossary\nglossary:\n  - term: pipeline\n    short: What builds it.\n")
        .file("content/guardrails.yaml", "title: Guardrails\nguardrails:\n  - id: memory\n    title: Memory\n    bounds: {production: {max: 8}}\n    why: It costs.\n")
        .file("content/matrix.yaml", "title: Matrix\nresponsibilities:\n  duties:\n    - {id: backups, title: Backups}\n  services:\n    - {id: aws-rds, title: RDS, kind: database, provider: aws, cells: {}}\n");
    let shipped = book.around().join("shipped");
    for (path, bytes) in files(&book.folder().join(".readybook/base")) {
        let place = shipped.join(&path);
        if path.ends_with('/') {
            fs::create_dir_all(place).expect("a folder");
        } else {
            fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
            fs::write(place, bytes).expect("a file");
        }
    }
    fs::create_dir_all(shipped.join("content/news")).expect("a folder");
    fs::write(shipped.join("content/news/a.md"), "# News\n").expect("a file");
    let questions = shipped.join("checklists/green-light.yaml");
    let text = fs::read_to_string(&questions).expect("the questions");
    fs::write(questions, text.replace("What is it for", "What is it good for")).expect("a file");
    book
}

/// A copy of a handbook and of what is shipped beside it.
fn copy(book: &Handbook) -> Handbook {
    let copy = copy_of(&book.folder());
    let mut cp = Command::new("cp");
    cp.arg("-r").arg(book.around().join("shipped")).arg(copy.around());
    finish(cp, copy.folder()).expect_ok();
    copy
}

/// The user without rights, as [`readybook_as_nobody`] has it.
const NOBODY: u32 = 65534;

type Tree = BTreeMap<String, Vec<u8>>;

/// Whether a verb asks before it writes; `init` asks for what no flag says instead, and `reviewed` asks nothing.
fn asks(verb: &[&str]) -> bool {
    !["init", "reviewed"].contains(&verb[0])
}

fn with_yes<'a>(verb: &[&'a str]) -> Vec<&'a str> {
    if asks(verb) { [verb, &["--yes"]].concat() } else { verb.to_vec() }
}

/// The handbook after a verb that goes well.
fn after(book: &Handbook, verb: &[&str]) -> Tree {
    let copy = copy(book);
    copy.run(&with_yes(verb)).expect_ok();
    files(&copy.folder())
}

/// The program on a terminal of its own, on which each answer is typed when its question has been asked; all that it says is in `stdout`.
fn answered(book: &Handbook, args: &[&str], answers: &[(&str, &[u8])]) -> Run {
    answered_after(book, args, answers, || {})
}

/// The same; `meanwhile` happens while each question stands there.
fn answered_after(book: &Handbook, args: &[&str], answers: &[(&str, &[u8])], meanwhile: impl Fn()) -> Run {
    let words: Vec<String> = args.iter().map(|word| format!("'{word}'")).collect();
    let mut command = Command::new("script");
    command.args(["-qec", &format!("\"$READYBOOK\" {}", words.join(" ")), "/dev/null"]).current_dir(book.folder());
    command.env("READYBOOK", env!("CARGO_BIN_EXE_readybook")).env("TERM", "dumb").env("NO_COLOR", "1");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a terminal");
    let (mut keys, mut screen) = (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
    let (mut said, mut asked) = (Vec::new(), 0);
    let mut bytes = [0; 4096];
    let mut answers = answers.iter();
    let mut next = answers.next();
    loop {
        let count = screen.read(&mut bytes).expect("a screen");
        if count == 0 {
            break;
        }
        said.extend_from_slice(&bytes[..count]);
        if let Some((question, answer)) = next
            && String::from_utf8_lossy(&said[asked..]).contains(question)
        {
            asked = said.len();
            meanwhile();
            keys.write_all(answer).expect("a terminal");
            next = answers.next();
        }
    }
    let status = wait(&mut child, Duration::from_secs(60));
    let stdout = String::from_utf8_lossy(&said).replace("\r\n", "\n");
    assert!(next.is_none(), "{args:?} did not ask {:?}\n{stdout}", next.map(|(question, _)| question));
    Run { code: status.code().unwrap_or(-1), stderr: String::new(), stdout, out: book.folder() }
}

#[test]
fn on_a_terminal_a_yes_writes_what_the_flag_would_and_anything_else_writes_nothing() {
    let book = book();
    let before = files(&book.folder());
    for verb in VERBS.into_iter().filter(|verb| asks(verb)) {
        let expected = after(&book, verb);
        assert!(expected != before, "{verb:?} does nothing");
        let question = if verb[0] == "upgrade" { "Upgrade? [y/N]" } else { "? [y/N]" };
        let copy = copy(&book);
        answered(&copy, verb, &[(question, b"\n")]).expect_mentions(&["nothing was written"]);
        // The end of the input.
        answered(&copy, verb, &[(question, b"\x04")]).expect_trouble().expect_mentions(&["error: nobody answered"]);
        assert!(files(&copy.folder()) == before, "{verb:?} wrote without a yes");
        answered(&copy, verb, &[(question, b"y\n")]).expect_ok();
        assert!(files(&copy.folder()) == expected, "{verb:?} wrote something else");
    }
}

#[test]
fn what_is_saved_while_the_question_stands_there_is_kept_and_nothing_is_written() {
    let book = book();
    for (verb, saved) in [
        (&["mv", "content/guides/backups.md", "content/safety/backups.md"][..], "content/guides/backups.md"),
        (&["mv", "content/guides/backups.md", "content/safety/backups.md"], "content/guides/other.md"),
        (&["mv", "content/guides", "content/safety"], "content/guides/other.md"),
        (&["new", "question", "checklists/green-light.yaml", "--ask", "How do you stop it?"], "checklists/green-light.yaml"),
        (&["check", "--fix"], "content/guides/index.md"),
    ] {
        let copy = copy(&book);
        let text = fs::read_to_string(copy.folder().join(saved)).expect("a file") + "\n# Saved meanwhile.\n";
        let mut expected = files(&copy.folder());
        expected.insert(saved.to_owned(), text.clone().into_bytes());
        answered_after(&copy, verb, &[("? [y/N]", b"y\n")], || copy.put(saved, text.as_bytes()))
            .expect_trouble()
            .expect_mentions(&[&format!("error: `{saved}` was changed meanwhile; nothing was written"), "run the command again"]);
        assert!(files(&copy.folder()) == expected, "{verb:?} wrote something, or lost what was saved");
    }
}

#[test]
fn without_a_terminal_nobody_is_asked() {
    let book = book();
    let before = files(&book.folder());
    for verb in VERBS.into_iter().filter(|verb| asks(verb)) {
        book.run(verb).expect_trouble().expect_mentions(&["nobody is there to ask; nothing was written", "say `--yes`"]);
        assert!(files(&book.folder()) == before, "{verb:?} wrote something");
    }
}

#[test]
fn init_asks_for_what_no_flag_says_and_writes_nothing_when_nobody_answers() {
    let book = empty();
    let questions: [(&str, &[u8]); 4] = [
        ("called?", b"Ours: all\n"),
        ("Whose is it?", "Größe & Co\n".as_bytes()),
        ("Which of these do you use", b"aws, self\n"),
        ("The language", b"\n"),
    ];
    for left in 0..questions.len() {
        let answers: Vec<(&str, &[u8])> = questions[..left].iter().copied().chain([(questions[left].0, &b"\x04"[..])]).collect();
        answered(&book, &["init"], &answers)
            .expect_trouble()
            .expect_mentions(&["error: nobody answered", "`readybook init --help`"]);
        assert!(files(&book.folder()).is_empty(), "something was written");
    }
    answered(&book, &["init"], &questions).expect_ok().expect_mentions(&["made a handbook in `.`"]);
    let settings = fs::read_to_string(book.folder().join("handbook.yaml")).expect("the settings");
    for line in ["title: \"Ours: all\"", "organisation: \"Größe & Co\"", "providers: [aws, self]", "language: en"] {
        assert!(settings.lines().any(|found| found == line), "{line}\n{settings}");
    }
}

/// All folders of a tree but for the top one.
fn folders(tree: &Tree) -> BTreeSet<String> {
    let above = |path: &str| Path::new(path).ancestors().skip(1).map(|folder| folder.display().to_string()).collect::<Vec<_>>();
    tree.keys().flat_map(|path| above(path)).filter(|folder| !folder.is_empty()).collect()
}

/// Sets the rights of all that lies in a folder, of folders and of files.
fn rights(folder: &Path, of_folders: u32, of_files: u32) {
    let set = |place: &Path, mode| {
        // What is not one's own is not replaced.
        if is_root() {
            chown(place, Some(NOBODY), Some(NOBODY)).expect("an owner");
        }
        fs::set_permissions(place, fs::Permissions::from_mode(mode)).expect("rights");
    };
    // From the top on, so that what lies in a folder can be reached.
    set(folder, 0o777);
    for entry in fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        if entry.file_type().expect("a kind").is_dir() {
            rights(&entry.path(), of_folders, of_files)
        } else {
            set(&entry.path(), of_files)
        }
    }
    set(folder, of_folders);
}

fn as_nobody(book: &Handbook, verb: &[&str]) -> Run {
    finish(readybook_as_nobody(&book.folder(), &with_yes(verb)), book.folder())
}

/// Where only one folder may not be written to, and where no folder may: all is done, or nothing.
#[test]
fn where_a_folder_may_not_be_written_to_all_is_done_or_nothing() {
    let book = book();
    let before = files(&book.folder());
    let mut folders = folders(&before);
    folders.retain(|folder| [".readybook", "content", "checklists"].iter().any(|top| folder.starts_with(top)));
    for verb in VERBS {
        let expected = after(&book, verb);
        let copy = copy(&book);
        rights(copy.around(), 0o777, 0o666);
        let mut refused = 0;
        for closed in folders.iter().map(String::as_str).chain(["", "*"]) {
            rights(&copy.folder(), 0o777, 0o666);
            match closed {
                "*" => rights(&copy.folder(), 0o555, 0o444),
                one => fs::set_permissions(copy.folder().join(one), fs::Permissions::from_mode(0o555)).expect("rights"),
            }
            let run = as_nobody(&copy, verb);
            rights(&copy.folder(), 0o777, 0o666);
            if run.code == 0 {
                assert_ne!(closed, "*", "{verb:?}");
                assert!(files(&copy.folder()) == expected, "{verb:?} did half of it without `{closed}`");
                restore(&copy, &before);
                continue;
            }
            refused += 1;
            run.expect_trouble();
            assert!(
                ["Permission denied", "may not be written to"].iter().any(|why| run.stderr.contains(why)),
                "{verb:?}: {}",
                run.stderr
            );
            assert!(run.stderr.contains('`'), "no place: {}", run.stderr);
            if verb[0] == "upgrade" && copy.folder().join(".readybook/upgrade.json").exists() {
                as_nobody(&copy, verb).expect_ok();
                assert!(files(&copy.folder()) == expected, "{verb:?} was not finished after `{closed}`");
                restore(&copy, &before);
            }
            assert!(files(&copy.folder()) == before, "{verb:?} left something, `{closed}` being closed: {}", run.stderr);
        }
        assert!(refused >= 2, "{verb:?}: nothing was in its way");
    }
}

/// Makes the folder what it was.
fn restore(book: &Handbook, tree: &Tree) {
    fs::remove_dir_all(book.folder()).expect("a folder");
    fs::create_dir(book.folder()).expect("a folder");
    for (path, bytes) in tree {
        if path.ends_with('/') {
            fs::create_dir_all(book.folder().join(path)).expect("a folder");
        } else {
            book.put(path, bytes);
        }
    }
    rights(&book.folder(), 0o777, 0o666);
}

/// As far as a disk can be filled: each size of it ends in the handbook as it was or as it should be, and once there is room again the verb
/// goes well.
#[test]
#[ignore = "needs a room of its own (`unshare --user --mount`); `tests/run` runs it wherever that is allowed"]
fn on_a_full_disk_all_is_done_or_nothing() {
    let book = book();
    for verb in VERBS {
        let around = copy(&book);
        around.run(&with_yes(verb)).expect_ok();
        let words: Vec<String> = with_yes(verb).iter().map(|word| format!("'{word}'")).collect();
        let script = format!(
            "mount -t tmpfs -o size=4096k tmpfs \"$DISK\" && cp -r \"$SHIPPED\" \"$DISK/shipped\" && for free in 0 4 8 12 16 24 32 48 64 96 128; do \
             rm -rf \"$DISK/book\" \"$DISK/filler\"; cp -r \"$BEFORE\" \"$DISK/book\"; \
             left=$(df --output=avail -k \"$DISK\" | tail -1); head -c $(( (left - free) * 1024 )) /dev/zero > \"$DISK/filler\"; \
             cd \"$DISK/book\"; \"$READYBOOK\" {words} >\"$SAID\" 2>&1; code=$?; cat \"$SAID\"; cd /; \
             case $code in \
             0) diff -r \"$DISK/book\" \"$AFTER\" || exit 9;; \
             2) grep -q 'No space left on device' \"$SAID\" || exit 8; grep -q '`' \"$SAID\" || exit 8; \
                test -e \"$DISK/book/.readybook/upgrade.json\" || diff -r \"$DISK/book\" \"$BEFORE\" || exit 7; \
                rm \"$DISK/filler\"; cd \"$DISK/book\"; \"$READYBOOK\" {words} || exit 6; cd /; diff -r \"$DISK/book\" \"$AFTER\" || exit 5;; \
             *) exit 4;; esac; done",
            words = words.join(" ")
        );
        let disk = book.around().join("disk");
        fs::create_dir_all(&disk).expect("a folder");
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", &script]).current_dir(book.around());
        command.env("DISK", &disk).env("READYBOOK", env!("CARGO_BIN_EXE_readybook")).env("SAID", book.around().join("said"));
        command.env("BEFORE", book.folder()).env("AFTER", around.folder()).env("SHIPPED", book.around().join("shipped"));
        finish(command, disk).expect_ok().expect_mentions(&["No space left on device"]);
    }
}
