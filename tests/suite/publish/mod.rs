//! Nothing is lost: what a build may do to the folder that it writes to, and what it may not.

mod files;
mod crash_safety;
mod hostile_target;
mod refused;
mod reproducible;
mod ownership;
mod io_errors;

use std::fs;

use crate::handbook::{Handbook, expect_same, files, handbook};

/// A handbook with a few pages in a few folders.
fn book() -> Handbook {
    handbook()
        .file("content/index.md", "# Home\n\n[a](guides/a.md)\n")
        .file("content/guides/a.md", "# A\n\nFirst.\n")
        .file("content/guides/b.md", "# B\n")
        .file("content/guides/picture.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n")
        .file("content/old/page.md", "# Old\n")
}

#[test]
fn a_build_with_errors_leaves_the_last_good_output_byte_for_byte() {
    let book = book();
    book.build().expect_ok();
    let good = files(&book.folder().join("public"));
    for (path, wrong) in [
        ("content/guides/a.md", "# A\n\n[x](nowhere.md)\n"),
        ("handbook.yaml", "title: [\n"),
        ("content/guides/terms.yaml", "glossary: 1\n"),
        ("themes/default/templates/page.html", "{{ page.titel }}\n"),
        ("themes/default/templates/404.html", "{% if %}\n"),
    ] {
        let before = fs::read(book.folder().join(path)).ok();
        book.put(path, wrong.as_bytes());
        book.build().expect_wrong().expect_mentions(&["nothing was written"]);
        expect_same(&files(&book.folder().join("public")), &good);
        match before {
            Some(bytes) => book.put(path, &bytes),
            None => book.remove(path),
        }
    }
    book.build().expect_ok().expect_mentions(&["0 new, 0 changed", "0 removed"]);
    expect_same(&files(&book.folder().join("public")), &good);
}

#[test]
fn a_build_says_how_many_files_are_new_changed_and_removed() {
    let book = book();
    book.build().expect_ok();
    // Files beside pages, since a page is part of other files, too.
    book.put("content/guides/picture.svg", b"<svg/>\n");
    book.put("content/guides/new.svg", b"<svg/>\n");
    book.build().expect_ok().expect_mentions(&[": 1 new, 1 changed, ", " unchanged, 0 removed;"]);
    book.remove("content/guides/new.svg");
    book.build().expect_ok().expect_mentions(&[": 0 new, 0 changed, ", " unchanged, 1 removed;"]);
}

#[test]
fn an_unchanged_file_is_not_written_again() {
    use std::os::unix::fs::MetadataExt as _;
    let book = book();
    book.build().expect_ok();
    let node = || fs::metadata(book.folder().join("public/guides/b.html")).expect("a file").ino();
    let before = node();
    book.put("content/guides/a.md", b"# A\n\nSecond.\n");
    book.build().expect_ok();
    assert_eq!(node(), before);
}

#[test]
fn files_of_an_earlier_build_are_removed_and_foreign_ones_stay() {
    let book = book();
    book.build().expect_ok();
    let public = book.folder().join("public");
    book.put("public/notes.txt", b"mine\n");
    book.put("public/old/notes.txt", b"mine\n");
    book.put("public/guides/mine.html", b"mine\n");
    book.remove("content/old/page.md");
    book.build().expect_ok();
    assert!(!public.join("old/page.html").exists(), "stale");
    assert!(!public.join("old/index.html").exists(), "stale");
    for kept in ["notes.txt", "old/notes.txt", "guides/mine.html"] {
        assert_eq!(fs::read(public.join(kept)).expect("a foreign file"), b"mine\n");
    }
    fs::remove_file(public.join("old/notes.txt")).expect("a file");
    book.build().expect_ok();
    book.remove("content/guides/a.md");
    book.put("content/index.md", b"# Home\n");
    book.build().expect_ok();
    assert!(!public.join("guides/a.html").exists());
    assert!(public.join("guides/mine.html").exists());
}

#[test]
fn a_folder_that_a_build_leaves_empty_is_removed() {
    let book = book();
    book.build().expect_ok();
    book.remove("content/old/page.md");
    book.build().expect_ok();
    assert!(!book.folder().join("public/old").exists());
}

#[test]
fn a_foreign_file_is_never_overwritten() {
    let book = book();
    book.build().expect_ok();
    book.put("public/guides/new.html", b"mine\n");
    let before = files(&book.folder().join("public"));
    book.put("content/guides/new.md", b"# New\n");
    book.put("content/guides/a.md", b"# A\n\nSecond.\n");
    book.build().expect_trouble().expect_mentions(&["guides/new.html", "was not made by readybook"]);
    expect_same(&files(&book.folder().join("public")), &before);
    book.remove("public/guides/new.html");
    book.build().expect_ok();
    assert!(book.built("guides/new.html").contains("New"));
}

#[test]
fn a_foreign_file_that_happens_to_be_the_same_stays_when_its_page_goes() {
    let book = book();
    book.build().expect_ok();
    book.put("public/guides/more.svg", b"<svg/>\n");
    book.put("content/guides/more.svg", b"<svg/>\n");
    book.build();
    book.remove("content/guides/more.svg");
    book.build().expect_ok();
    assert!(book.folder().join("public/guides/more.svg").exists(), "it was there before us");
}

#[test]
fn a_foreign_link_is_neither_followed_nor_replaced() {
    let book = book();
    let elsewhere = book.around().join("elsewhere");
    fs::create_dir(&elsewhere).expect("a folder");
    fs::write(elsewhere.join("a.html"), "mine\n").expect("a file");
    book.build().expect_ok();
    let public = book.folder().join("public");
    std::os::unix::fs::symlink(&elsewhere, public.join("other")).expect("a link");
    std::os::unix::fs::symlink(elsewhere.join("a.html"), public.join("linked.html")).expect("a link");
    book.put("content/other/b.md", b"# B\n");
    book.build().expect_trouble();
    book.remove("content/other/b.md");
    fs::remove_dir(book.folder().join("content/other")).expect("a folder");
    book.put("content/linked.md", b"# Linked\n");
    book.build().expect_trouble();
    expect_same(&files(&elsewhere), &[("a.html".to_owned(), b"mine\n".to_vec())].into());
}

#[test]
fn a_page_may_become_a_folder_and_a_folder_a_page() {
    let book =
        handbook().file("content/index.md", "# Home\n").file("content/a.html/index.md", "# A\n").file("content/b.md", "# B\n");
    book.build().expect_ok();
    fs::remove_dir_all(book.folder().join("content/a.html")).expect("a folder");
    book.remove("content/b.md");
    book.put("content/a.md", b"# A page now\n");
    book.put("content/b.html/index.md", b"# A folder now\n");
    book.build().expect_ok();
    assert!(book.built("a.html").contains("A page now"));
    assert!(book.built("b.html/index.html").contains("A folder now"));
}

#[test]
fn a_list_of_our_files_that_names_others_is_not_believed() {
    let book = book();
    fs::write(book.around().join("precious.txt"), "mine\n").expect("a file");
    book.build().expect_ok();
    let list = fs::read_to_string(book.folder().join("public/.readybook.json")).expect("the list");
    for path in ["../../precious.txt", "/etc/hostname", "guides/../../../precious.txt", ""] {
        let forged = list.replacen("\"404.html\"", &format!("\"404.html\",\n    \"{path}\""), 1);
        assert_ne!(forged, list);
        book.put("public/.readybook.json", forged.as_bytes());
        let before = files(&book.folder().join("public"));
        book.put("content/guides/b.md", b"# B changed\n");
        book.build().expect_trouble();
        expect_same(&files(&book.folder().join("public")), &before);
    }
    assert!(book.around().join("precious.txt").exists());
}

#[test]
fn a_damaged_list_makes_the_folder_a_foreign_one() {
    let book = book();
    book.build().expect_ok();
    book.put("public/.readybook.json", b"{\"made_by\":");
    let before = files(&book.folder().join("public"));
    book.build().expect_trouble().expect_mentions(&["was not made by readybook"]);
    expect_same(&files(&book.folder().join("public")), &before);
}

#[test]
fn two_builds_at_once_do_not_mix() {
    let book = book();
    let at_once = |out: &str| {
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..5 {
                        let run = book.build_with(&["--out", out]);
                        assert!(run.code == 0 || run.stderr.contains("another build is writing"), "{}", run.told());
                    }
                });
            }
        });
        book.build_with(&["--out", out]).expect_ok().expect_mentions(&["0 new, 0 changed", "0 removed"]);
    };
    book.build().expect_ok();
    at_once("public");
    // As well where the folder is made by one of them, or by nobody.
    at_once("new/and/deep");
    expect_same(&files(&book.folder().join("new/and/deep")), &files(&book.folder().join("public")));
}

#[test]
fn builds_that_fail_and_remove_their_folder_disturb_no_other_one() {
    let book = book();
    // The page is right and its template is not, so only the rendering fails, when the folder has been made.
    let broken = handbook().file("content/index.md", "# Home\n");
    broken.put("themes/default/templates/404.html", b"{{ page.titel }}\n");
    let out = book.around().join("made/public").to_string_lossy().into_owned();
    std::thread::scope(|scope| {
        for number in 0..4 {
            let (book, broken, out) = (&book, &broken, &out);
            scope.spawn(move || {
                for _ in 0..6 {
                    let run = if number % 2 == 0 { book.build_with(&["--out", out]) } else { broken.build_with(&["--out", out]) };
                    let is_clear = match number % 2 {
                        0 => run.code == 0,
                        _ => run.code == 1,
                    };
                    assert!(is_clear || run.stderr.contains("another build is writing"), "{}", run.told());
                }
            });
        }
    });
    book.build_with(&["--out", &out]).expect_ok();
}
