//! Single files that the verbs write: answer files, exports, PDFs. Each is whole or not touched, and nothing that somebody
//! planted beside it, or in its place, is followed, waited for or overwritten.

use std::{
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink},
    path::Path,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

use crate::{
    answers::repository_of_a_team,
    handbook::{Handbook, expect_same, files},
    run::{finish, is_root, open_to_all, readybook, readybook_as_nobody},
};

const OLD: &str = "answers: 1\nservice: {id: a, title: A, launch: new-service}\nchecklists:\n  green-light:\n    edition: 2026-10-01\n    items:\n      GL-01:\n";
const UPDATE: &[&str] = &["review", "update", "a.yaml"];
const PART: &str = ".readybook-aaaaaaaaaaaa.part";

fn team() -> Handbook {
    repository_of_a_team().file("a.yaml", OLD)
}

/// A verb refuses to write, says why, and nothing around is different.
#[track_caller]
fn expect_left_alone(book: &Handbook, args: &[&str], said: &str) {
    let before = files(book.around());
    book.run(args).expect_trouble().expect_mentions(&[said, "  = help: "]);
    expect_same(&files(book.around()), &before);
}

#[test]
fn an_update_that_is_killed_leaves_a_whole_file_and_no_part_of_one_for_ever() {
    let team = team();
    team.run(UPDATE).expect_ok();
    let new = fs::read_to_string(team.folder().join("a.yaml")).expect("the file");
    let clean = files(&team.folder());
    assert_ne!(new, OLD);
    for round in 0..40u64 {
        team.put("a.yaml", OLD.as_bytes());
        let mut command = readybook(&team.folder(), UPDATE);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("an update");
        thread::sleep(Duration::from_micros(round * 397 % 16_000));
        child.kill().expect("a child that can be killed");
        child.wait().expect("a child");
        let found = fs::read_to_string(team.folder().join("a.yaml")).expect("the file");
        assert!(found == OLD || found == new, "{found}");
    }
    // As one that was killed between two steps leaves it.
    team.put(PART, b"half");
    team.put("a.yaml", OLD.as_bytes());
    team.run(UPDATE).expect_ok();
    expect_same(&files(&team.folder()), &clean);
}

#[test]
fn what_only_looks_like_a_part_stays() {
    let team = team();
    let victim = team.around().join("victim.txt");
    fs::write(&victim, "mine\n").expect("a file");
    symlink(&victim, team.folder().join(PART)).expect("a link");
    fs::hard_link(&victim, team.folder().join(".readybook-bbbbbbbbbbbb.part")).expect("a second name");
    fs::create_dir(team.folder().join(".readybook-cccccccccccc.part")).expect("a folder");
    assert!(Command::new("mkfifo").arg(team.folder().join(".readybook-dddddddddddd.part")).status().expect("mkfifo").success());
    for name in [".a.yaml.1.readybook-part", ".readybook-notes.part", ".readybook-aaaaaaaaaaaa.part.txt"] {
        team.put(name, b"mine\n");
    }
    team.run(UPDATE).expect_ok();
    assert_eq!(fs::read_to_string(&victim).expect("a file"), "mine\n");
    // Seven, the answers and the handbook.
    assert_eq!(fs::read_dir(team.folder()).expect("a folder").count(), 9);
}

#[test]
fn the_number_of_a_process_comes_again_and_does_no_harm() {
    let team = team().file(".a.yaml.1.readybook-part", "left\n");
    if !is_root() {
        return eprintln!("LEFT OUT: the first process of a world of its own needs root");
    }
    for _ in 0..3 {
        team.put("a.yaml", OLD.as_bytes());
        let mut command = Command::new("unshare");
        command.args(["--pid", "--fork", env!("CARGO_BIN_EXE_readybook")]).args(UPDATE).current_dir(team.folder());
        finish(command, team.folder()).expect_ok();
    }
}

#[test]
fn an_answer_file_that_may_not_be_written_to_stays_as_it_is() {
    let team = team();
    let answers = team.folder().join("a.yaml");
    fs::set_permissions(&answers, fs::Permissions::from_mode(0o444)).expect("rights");
    let before = fs::metadata(&answers).expect("a file").ino();
    expect_left_alone(&team, UPDATE, "`a.yaml` may not be written to");
    let copy = fs::metadata(&answers).expect("a file");
    assert_eq!((copy.ino(), copy.permissions().mode() & 0o777), (before, 0o444));
}

#[test]
fn an_answer_file_of_somebody_else_keeps_its_owner_or_stays_as_it_is() {
    if !is_root() {
        return eprintln!("LEFT OUT: a file of somebody else needs root");
    }
    let team = team();
    let answers = team.folder().join("a.yaml");
    fs::set_permissions(team.folder(), fs::Permissions::from_mode(0o777)).expect("rights");
    let before = files(&team.folder());
    // Whoever may write in the folder could put a file of their own in its place.
    for (mode, said) in [(0o644, "may not be written to"), (0o666, "belongs to another user or group")] {
        fs::set_permissions(&answers, fs::Permissions::from_mode(mode)).expect("rights");
        finish(readybook_as_nobody(&team.folder(), UPDATE), team.folder()).expect_trouble().expect_mentions(&[said, "help: "]);
        expect_same(&files(&team.folder()), &before);
        assert_eq!(fs::metadata(&answers).expect("a file").uid(), 0);
    }
    open_to_all(&team.folder());
    std::os::unix::fs::chown(&answers, Some(65534), Some(65534)).expect("an owner");
    team.run(UPDATE).expect_ok();
    let after = fs::metadata(&answers).expect("a file");
    assert_eq!((after.uid(), after.gid(), after.permissions().mode() & 0o777), (65534, 65534, 0o666));
}

#[test]
fn a_file_with_a_second_name_is_not_cut_from_it() {
    let team = team();
    fs::hard_link(team.folder().join("a.yaml"), team.around().join("second.yaml")).expect("a second name");
    expect_left_alone(&team, UPDATE, "has a second name, a hard link");
}

/// Puts something in the way.
type Put = Box<dyn Fn()>;

/// Things that may stand where somebody says `--out`, none of which is theirs to write through.
fn obstacles(book: &Handbook, name: &str) -> Vec<(&'static str, Put)> {
    let (place, victim) = (book.folder().join(name), book.around().join("victim.pdf"));
    fs::write(&victim, "%PDF-1.7 readybook, but mine\n").expect("a file");
    let at = |make: fn(&Path, &Path)| {
        let (place, victim) = (place.clone(), victim.clone());
        Box::new(move || {
            let _ = fs::remove_file(&place);
            make(&place, &victim);
        }) as Put
    };
    vec![
        ("is a link", at(|place, victim| symlink(victim, place).expect("a link"))),
        ("is a link", at(|place, _| symlink("nowhere", place).expect("a link"))),
        ("is a link", at(|place, _| symlink("/dev/zero", place).expect("a link"))),
        ("is not a regular file", at(|place, _| assert!(Command::new("mkfifo").arg(place).status().expect("mkfifo").success()))),
        ("is not a regular file", at(|place, _| drop(std::os::unix::net::UnixListener::bind(place).expect("a socket")))),
    ]
}

#[test]
fn an_export_is_written_through_nothing() {
    let team = team();
    for (said, put) in obstacles(&team, "out.md") {
        put();
        for force in [&[][..], &["--force"]] {
            let args = [&["review", "export", "a.yaml", "--format", "tasks", "--out", "out.md"], force].concat();
            team.run(&args).expect_trouble().expect_mentions(&["`out.md`", said, "help: "]);
        }
        assert!(!fs::symlink_metadata(team.folder().join("out.md")).expect("it stays").is_file());
    }
    assert_eq!(fs::read(team.around().join("victim.pdf")).expect("a file"), b"%PDF-1.7 readybook, but mine\n");
    assert_eq!(fs::read_dir(team.folder()).expect("a folder").count(), 3, "nothing is left");
}

#[test]
fn a_new_answer_file_is_made_through_nothing() {
    let team = team();
    for (_, put) in obstacles(&team, "n.yaml") {
        put();
        let args = ["review", "new", "N", "--launch", "new-service", "--out", "n.yaml"];
        team.run(&args).expect_trouble().expect_mentions(&["`n.yaml` is there already, and stays as it is"]);
        assert!(!fs::symlink_metadata(team.folder().join("n.yaml")).expect("it stays").is_file());
    }
    assert!(!team.folder().join("nowhere").exists());
}

#[test]
#[cfg(feature = "paper")]
fn a_pdf_is_written_through_nothing() {
    let book = crate::handbook::handbook().file("content/index.md", "# Home\n");
    let args = ["print", "handbook", "--paper", "a4", "--out", "out.pdf"];
    for (said, put) in obstacles(&book, "out.pdf") {
        put();
        book.run(&args).expect_trouble().expect_mentions(&["`out.pdf`", said, "help: "]);
        assert!(!fs::symlink_metadata(book.folder().join("out.pdf")).expect("it stays").is_file());
    }
    fs::remove_file(book.folder().join("out.pdf")).expect("a free place");
    // Nor in a folder that a link of the handbook leads to.
    fs::create_dir(book.around().join("elsewhere")).expect("a folder");
    symlink(book.around().join("elsewhere"), book.folder().join("way")).expect("a link");
    for out in ["way", "way/deep", "way/out.pdf"] {
        let args = ["print", "handbook", "--paper", "a4", "--out", out];
        book.run(&args).expect_trouble().expect_mentions(&["/book/way` is a link", "help: "]);
    }
    assert_eq!(fs::read_dir(book.around().join("elsewhere")).expect("a folder").count(), 0);
    // Under the name that its part once had.
    let victim = book.around().join("victim.pdf");
    symlink(&victim, book.folder().join(".out.pdf.readybook-part")).expect("a link");
    book.run(&args).expect_ok();
    book.run(&args).expect_ok();
    assert!(fs::symlink_metadata(book.folder().join("out.pdf")).expect("a PDF").is_file());
    assert_eq!(fs::read(&victim).expect("a file"), b"%PDF-1.7 readybook, but mine\n");
}
