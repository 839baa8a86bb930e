//! A failing world: a full disk, folders without rights.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, process::Command};

use super::book;
use crate::{
    handbook::{expect_same, files, handbook},
    run::{finish, is_root, open_to_all, output, readybook_as_nobody},
};

/// Runs a script with a file system of its own of so many kibibytes at `$DISK`; what it leaves in `$KEPT` stays.
///
/// In a room of its own every user may mount one, root or not, wherever the system lets users have such rooms.
fn with_small_disk(kibibytes: usize, around: &Path, script: &str) -> crate::run::Run {
    in_room(&["--user", "--map-root-user", "--mount"], kibibytes, around, script)
}

fn in_room(room: &[&str], kibibytes: usize, around: &Path, script: &str) -> crate::run::Run {
    let disk = around.join("disk");
    let kept = around.join("kept");
    fs::create_dir_all(&disk).expect("a folder");
    fs::create_dir_all(&kept).expect("a folder");
    let mut command = Command::new("unshare");
    let whole = format!("mount -t tmpfs -o size={kibibytes}k tmpfs \"$DISK\" && {script}");
    command.args(room).args(["sh", "-c", &whole]).current_dir(around);
    command.env("DISK", &disk).env("KEPT", &kept).env("READYBOOK", env!("CARGO_BIN_EXE_readybook"));
    finish(command, kept)
}

#[test]
#[ignore = "needs a room of its own (`unshare --user --mount`); `tests/run` runs it wherever that is allowed"]
fn a_full_disk_leaves_the_last_good_output() {
    let book = book();
    let text = "Words that fill a disk. ".repeat(40_000);
    book.build().expect_ok();
    fs::create_dir(book.around().join("next")).expect("a folder");
    let mut copy = Command::new("cp");
    copy.args(["-r", "book", "next/book"]).current_dir(book.around());
    assert!(output(copy).expect("cp").status.success());
    fs::write(book.around().join("next/book/content/guides/a.md"), format!("# A\n\n{text}\n")).expect("a file");
    let run = with_small_disk(
        1792,
        book.around(),
        "\"$READYBOOK\" build book --out \"$DISK/public\" && cp -r \"$DISK/public\" \"$KEPT/before\" \
         && { \"$READYBOOK\" build next/book --out \"$DISK/public\"; code=$?; cp -r \"$DISK/public\" \"$KEPT/after\"; \
         ls -A \"$DISK\" > \"$KEPT/list\"; \"$READYBOOK\" build book --out \"$DISK/public\" || exit 9; exit $code; }",
    );
    run.expect_trouble().expect_mentions(&["No space left on device", "cannot write"]);
    let kept = book.around().join("kept");
    expect_same(&files(&kept.join("after")), &files(&kept.join("before")));
    assert_eq!(fs::read_to_string(kept.join("list")).expect("a list"), "public\n", "what the build worked in is gone");
    assert!(files(&kept.join("before")).len() > 5);
}

#[test]
#[ignore = "needs a room of its own (`unshare --user --mount`); `tests/run` runs it wherever that is allowed"]
fn a_disk_that_is_full_from_the_start_is_told() {
    let book = book();
    let run = with_small_disk(
        64,
        book.around(),
        "dd if=/dev/zero of=\"$DISK/filler\" bs=1k count=64 2>/dev/null; \"$READYBOOK\" build book --out \"$DISK/public\"",
    );
    run.expect_trouble().expect_mentions(&["error: cannot ", "No space left on device"]);
}

/// A target that is a file system of its own, as a container mounts it.
#[test]
#[ignore = "needs a room of its own (`unshare --user --mount`); `tests/run` runs it wherever that is allowed"]
fn a_full_target_on_its_own_file_system_is_clean_when_there_is_space_again() {
    let book = book();
    fs::create_dir(book.around().join("next")).expect("a folder");
    let mut copy = Command::new("cp");
    copy.args(["-r", "book", "next/book"]).current_dir(book.around());
    assert!(output(copy).expect("cp").status.success());
    fs::write(book.around().join("next/book/content/guides/a.md"), "# A\n\nSecond.\n").expect("a file");
    fs::write(book.around().join("next/book/content/big.bin"), vec![7; 3 << 20]).expect("a file");
    let run = with_small_disk(
        1024,
        book.around(),
        "\"$READYBOOK\" build book --out \"$DISK\" && cp -r \"$DISK\" \"$KEPT/before\" \
         && { \"$READYBOOK\" build next/book --out \"$DISK\"; code=$?; cp -r \"$DISK\" \"$KEPT/after\"; \
         rm next/book/content/big.bin; \"$READYBOOK\" build next/book --out \"$DISK\" || exit 9; cp -r \"$DISK\" \"$KEPT/again\"; \
         \"$READYBOOK\" build next/book --out \"$KEPT/clean\" || exit 8; exit $code; }",
    );
    run.expect_trouble().expect_mentions(&["No space left on device"]);
    let kept = book.around().join("kept");
    expect_same(&files(&kept.join("after")), &files(&kept.join("before")));
    expect_same(&files(&kept.join("again")), &files(&kept.join("clean")));
}

/// As far as a disk can be filled: each size of it ends in the old output or in the new one, and the next build is clean.
#[test]
#[ignore = "needs a room of its own (`unshare --user --mount`); `tests/run` runs it wherever that is allowed"]
fn a_disk_that_is_full_at_any_step_leaves_nothing_behind() {
    let book = book();
    let run = with_small_disk(
        4096,
        book.around(),
        "cp -r book next && echo changed >> next/content/guides/b.md && \"$READYBOOK\" build next --out \"$KEPT/clean\" \
         && for free in 0 4 8 16 32 64 128 256; do \
         rm -rf \"$DISK\"/*; \"$READYBOOK\" build book --out \"$DISK/public\" || exit 9; \
         left=$(df --output=avail -k \"$DISK\" | tail -1); head -c $(( (left - free) * 1024 )) /dev/zero > \"$DISK/filler\"; \
         \"$READYBOOK\" build next --out \"$DISK/public\"; \
         test -z \"$(find \"$DISK\" -name '.readybook-*')\" || exit 7; rm \"$DISK/filler\"; \
         \"$READYBOOK\" build next --out \"$DISK/public\" || exit 6; \
         diff -r \"$DISK/public\" \"$KEPT/clean\" || exit 5; done",
    );
    run.expect_ok().expect_mentions(&["No space left on device"]);
}

#[test]
#[ignore = "needs root, to give a file system to another user; `tests/run` runs it as root"]
fn by_root_a_target_that_is_a_mount_of_a_user_without_rights_around_it_is_written_to() {
    let book = book();
    // Only the words of the command are used, in the folder around the handbook; the program lies in that one too.
    let nobody = readybook_as_nobody(&book.folder(), &["build", "book", "--out", "disk"]);
    let words: Vec<String> =
        std::iter::once(nobody.get_program()).chain(nobody.get_args()).map(|word| word.to_string_lossy().into_owned()).collect();
    let script = format!(
        "chown 65534:65534 \"$DISK\" && {0} && {0} && ls -ldn \"$DISK/index.html\" && cp -r \"$DISK\" \"$KEPT/made\"",
        words.join(" ")
    );
    // In a room of a user's own there is no other user.
    let run = in_room(&["--mount"], 4096, book.around(), &script);
    run.expect_ok().expect_mentions(&["0 new, 0 changed", " 65534 65534 "]);
    book.build().expect_ok();
    expect_same(&files(&book.around().join("kept/made")), &files(&book.folder().join("public")));
}

#[test]
#[ignore = "needs a room of its own (`unshare --user --mount`); `tests/run` runs it wherever that is allowed"]
fn another_file_system_inside_of_the_target_is_refused() {
    let book = book();
    book.build().expect_ok();
    fs::rename(book.folder().join("public"), book.around().join("disk")).expect("a folder");
    let run = with_small_disk(
        1024,
        book.around(),
        "umount \"$DISK\" && mount -t tmpfs tmpfs \"$DISK/guides\" && { \"$READYBOOK\" build book --out \"$DISK\"; \
         code=$?; ls -A \"$DISK/guides\"; exit $code; }",
    );
    run.expect_trouble().expect_mentions(&["/disk/guides` is another file system inside of the folder", "help: "]);
}

#[test]
fn a_folder_without_rights_is_told_and_left() {
    let book = book();
    book.build().expect_ok();
    let public = book.folder().join("public");
    let before = files(&public);
    book.put("content/guides/a.md", b"# A\n\nSecond.\n");
    // As another user than root the own folders must be closed first.
    let own = if is_root() { Vec::new() } else { vec![public.join("guides"), public.clone(), book.folder()] };
    for folder in &own {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o555)).expect("rights");
    }
    let run = finish(readybook_as_nobody(&book.folder(), &["build"]), public.clone());
    own.iter().rev().for_each(|folder| open_to_all(folder));
    run.expect_trouble().expect_mentions(&["error: cannot create the folder", "Permission denied"]);
    expect_same(&files(&public), &before);
}

#[test]
fn a_target_without_rights_in_a_folder_with_rights_is_told_and_left() {
    let book = book();
    book.build().expect_ok();
    let public = book.folder().join("public");
    let before = files(&public);
    book.put("content/guides/a.md", b"# A\n\nSecond.\n");
    // The folder around is everybody's, the target and all in it is not.
    fs::set_permissions(book.folder(), fs::Permissions::from_mode(0o777)).expect("rights");
    if !is_root() {
        for folder in [public.clone(), public.join("guides")] {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o555)).expect("rights");
        }
    }
    let run = finish(readybook_as_nobody(&book.folder(), &["build"]), public.clone());
    for folder in [public.clone(), public.join("guides")] {
        open_to_all(&folder);
    }
    run.expect_trouble().expect_mentions(&["Permission denied"]);
    expect_same(&files(&public), &before);
    assert!(book.build().expect_ok().out.join("guides/a.html").exists(), "with rights again it goes on");
    assert!(book.built("guides/a.html").contains("Second"));
}

#[test]
fn a_picture_that_cannot_be_read_is_a_failing_world() {
    let book = handbook().file("content/index.md", "# Home\n\n![p](p.svg)\n").file("content/p.svg", "<svg/>\n");
    book.build().expect_ok();
    let before = files(&book.folder().join("public"));
    fs::set_permissions(book.folder().join("content/p.svg"), fs::Permissions::from_mode(0o000)).expect("rights");
    fs::set_permissions(book.folder().join("public"), fs::Permissions::from_mode(0o777)).expect("rights");
    let run = finish(readybook_as_nobody(&book.folder(), &["build"]), book.folder().join("public"));
    run.expect_trouble().expect_mentions(&["content/p.svg", "Permission denied"]);
    expect_same(&files(&book.folder().join("public")), &before);
}
