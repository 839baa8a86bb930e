//! Files as they come: strange names, strange bytes, links, huge and deep ones.

use std::{fs, os::unix::fs::PermissionsExt as _};

use snapbox::str;

use crate::handbook::handbook;

#[test]
fn names_with_spaces_and_letters_beyond_ascii_work() {
    let book = handbook()
        .file(
            "content/index.md",
            "# Home\n\n[a](Über%20uns/Größe%20&%20Maß.md#größe--maß) [b](<Über uns/Größe & Maß.md>) [c](日本語/index.md) [d](a:b.md) [e](50%25.md) ![x](Über%20uns/b%C3%ADld%20(1).svg)\n",
        )
        .file("content/Über uns/Größe & Maß.md", "# Größe & Maß\n\n[up](../index.md) [q](../what%3F%20now.md)\n")
        .file("content/Über uns/bíld (1).svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n")
        .file("content/日本語/index.md", "# 日本語\n\n[back](../Über%20uns/)\n")
        .file("content/a:b.md", "# Colon\n")
        .file("content/50%.md", "# Half\n")
        .file("content/what? now.md", "# Asked\n");
    book.check().expect_ok();
    book.build().expect_ok();
    let home = book.built("index.html");
    for link in [
        "href=\"%C3%9Cber%20uns/Gr%C3%B6%C3%9Fe%20&amp;%20Ma%C3%9F.html#gr%C3%B6%C3%9Fe--ma%C3%9F\"",
        "href=\"%E6%97%A5%E6%9C%AC%E8%AA%9E/index.html\"",
        "href=\"./a:b.html\"",
        "href=\"50%25.html\"",
        "src=\"%C3%9Cber%20uns/b%C3%ADld%20(1).svg\"",
    ] {
        assert!(home.contains(link), "`{link}` is not in\n{home}");
    }
    assert!(book.built("Über uns/Größe & Maß.html").contains("href=\"../what%3F%20now.html\""));
    book.built("日本語/index.html");
}

#[test]
fn hidden_files_and_what_editors_leave_behind_are_not_read() {
    let book = handbook().file("content/index.md", "# Home\n");
    for name in [".hidden.md", "index.md~", "#index.md#", ".index.md.swp", "index.md.orig", ".git/config.md", "4913"] {
        book.put(&format!("content/{name}"), b"[x](nowhere.md)\n");
    }
    book.check().expect_ok();
    book.build().expect_ok();
    assert!(!book.folder().join("public/.hidden.html").exists());
}

#[test]
fn what_is_not_utf8_is_shown_where_it_begins() {
    handbook()
        .file("content/index.md", b"# Home\n\nGr\xc3\xb6\xc3\x9fe, then Gr\xf6\xdfe.\n")
        .file("checklists/one.yaml", b"id: one\ntitle: caf\xe9\nitems: []\n")
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[invalid-utf8]: this file is not UTF-8 from here on
 --> checklists/one.yaml:2:11
  |
2 | title: caf�
  |           ^ no UTF-8
  |
  = help: save the file with the encoding UTF-8

error[invalid-utf8]: this file is not UTF-8 from here on
 --> content/index.md:3:15
  |
3 | Größe, then Gr��e.
  |               ^ no UTF-8
  |
  = help: save the file with the encoding UTF-8

2 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn utf16_is_told_as_what_it_is_not() {
    let wide: Vec<u8> = "\u{feff}# Home\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    handbook()
        .file("content/index.md", wide)
        .check()
        .expect_wrong()
        .expect_mentions(&["error[invalid-utf8]", "content/index.md:1:1"]);
}

#[test]
fn an_empty_file_is_a_warning_and_the_handbook_is_built() {
    let book = handbook()
        .file("content/index.md", "# Home\n\n[a](empty.md), [b](blank.yaml)\n")
        .file("content/empty.md", "")
        .file("content/blank.yaml", " \n");
    book.check().expect_ok().expect_findings(str![[r#"
warning[empty-file]: this file is empty
--> content/blank.yaml:1:1
 = help: write something, or remove the file

warning[empty-file]: this file is empty
--> content/empty.md:1:1
 = help: write something, or remove the file

checked [..] pages, 0 checklists; 0 errors, 2 warnings ([..] s)

"#]]);
    book.build().expect_ok();
    book.check_with(&["--strict"]).expect_wrong();
}

#[test]
fn a_file_that_may_not_be_read_is_a_failing_world_and_not_missed_elsewhere() {
    let book = handbook()
        .file("content/index.md", "# Home\n\n[a](closed.md#x), [b](closed/page.md), [c](nowhere.md)\n")
        .file("content/closed.md", "# Closed\n")
        .file("content/closed/page.md", "# Page\n");
    let close =
        |path: &str, mode| fs::set_permissions(book.folder().join(path), fs::Permissions::from_mode(mode)).expect("rights");
    close("content/closed.md", 0o000);
    close("content/closed", 0o000);
    let run = book.check_as_nobody();
    close("content/closed", 0o755);
    run.expect_trouble().expect_findings(str![[r#"
error[unreadable-file]: cannot read this file: Permission denied (os error 13)
--> content/closed:1:1
 = help: give yourself permission to read it, or move it out of the handbook's folder

error[unreadable-file]: cannot read this file: Permission denied (os error 13)
--> content/closed.md:1:1
 = help: give yourself permission to read it, or move it out of the handbook's folder

error[broken-link]: this link leads nowhere: there is no `content/nowhere.md`
 --> content/index.md:3:44
  |
3 | [a](closed.md#x), [b](closed/page.md), [c](nowhere.md)
  |                                            ^^^^^^^^^^
  |
  = help: write the path of a file from this one on, as in `../guides/backups.md`

3 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn settings_that_may_not_be_read_are_told_as_such() {
    let book = handbook().file("content/index.md", "# Home\n");
    fs::set_permissions(book.folder().join("handbook.yaml"), fs::Permissions::from_mode(0o000)).expect("rights");
    book.check_as_nobody().expect_trouble().expect_findings(str![[r#"
error[unreadable-file]: cannot read this file: Permission denied (os error 13)
--> handbook.yaml:1:1
 = help: give yourself permission to read it, or move it out of the handbook's folder

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_link_that_leaves_the_folder_is_refused_and_one_inside_it_is_followed() {
    let book = handbook()
        .file("content/index.md", "# Home\n\n[a](inside.md), [b](section/page.md)\n")
        .file("content/real.md", "# Real\n")
        .file("content/folder/page.md", "# Page\n");
    let link = |to: &str, path: &str| std::os::unix::fs::symlink(to, book.folder().join("content").join(path)).expect("a link");
    link("real.md", "inside.md");
    link("folder", "section");
    book.check().expect_ok();
    fs::write(book.around().join("secret.md"), "# Secret\n").expect("a file");
    link("../../secret.md", "outside.md");
    link("/etc", "etc");
    link("nothing.md", "dangling.md");
    link(".", "circle");
    book.check().expect_wrong().expect_findings(str![[r#"
error[symlink-outside]: this link leads to a folder that it lies in
--> content/circle:1:1
 = help: remove the link

error[symlink-outside]: this link leads nowhere
--> content/dangling.md:1:1
 = help: fix the link, or remove it

error[symlink-outside]: this link leads out of the handbook's folder
--> content/etc:1:1
 = help: copy what it leads to into the handbook's folder

error[symlink-outside]: this link leads out of the handbook's folder
--> content/outside.md:1:1
 = help: copy what it leads to into the handbook's folder

4 errors, 0 warnings ([..] s)

"#]]);
    book.build().expect_wrong();
    assert!(!book.folder().join("public").exists(), "nothing is written");
}

#[test]
fn folders_that_lead_to_each_other_are_a_circle() {
    let book = handbook().file("content/a/page.md", "# A\n").file("content/b/page.md", "# B\n");
    let link = |to: &str, path: &str| std::os::unix::fs::symlink(to, book.folder().join("content").join(path)).expect("a link");
    link("../b", "a/x");
    link("../a", "b/y");
    book.check().expect_wrong().expect_findings(str![[r#"
error[symlink-outside]: this link leads to a folder that it lies in
--> content/a/x/y:1:1
 = help: remove the link

error[symlink-outside]: this link leads to a folder that it lies in
--> content/b/y/x:1:1
 = help: remove the link

2 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_page_of_ten_megabytes_works() {
    let chunk = "## A section\n\nSome *text* with `code`, a [link](#a-section) and more words that follow.\n\n- one\n- two\n\n";
    let count = 10 * 1024 * 1024 / chunk.len();
    let book = handbook().file("content/index.md", format!("# Home\n\n{}", chunk.repeat(count)));
    book.check().expect_ok();
    book.build().expect_ok();
    assert!(book.built("index.html").len() > 10 * 1024 * 1024);
}

#[test]
fn a_line_of_ten_megabytes_works_and_its_mistake_is_drawn_short() {
    let run =
        handbook().file("content/index.md", format!("# Home\n\n{}[x](nowhere.md)\n", "word ".repeat(2 * 1024 * 1024))).check();
    run.expect_wrong();
    assert!(run.stderr.len() < 2000, "{} bytes are not short", run.stderr.len());
}

#[test]
fn two_hundred_levels_of_nesting_work() {
    let quotes = format!("{} deep\n", ">".repeat(200));
    let lists: String = (0..200).map(|n| format!("{}- level {n}\n", "  ".repeat(n))).collect();
    let emphasis = format!("{}deep{}\n", "*a ".repeat(200), "*".repeat(200));
    let brackets = format!("{}x{}\n", "[".repeat(200), "]".repeat(200));
    let book = handbook().file("content/index.md", format!("# Home\n\n{quotes}\n{lists}\n{emphasis}\n{brackets}\n"));
    book.check().expect_ok();
    book.build().expect_ok();
    assert_eq!(book.built("index.html").matches("<blockquote>").count(), 200);
    assert!(book.built("index.html").contains("level 199"));
}

#[test]
fn ten_thousand_levels_of_nesting_are_a_finding_and_no_crash() {
    for text in [">".repeat(10_000), "- ".repeat(10_000), "*a **b ".repeat(10_000), "[".repeat(10_000), "<div>".repeat(10_000)] {
        let run = handbook().file("content/index.md", format!("# Home\n\n{text} deep\n")).check();
        assert!(run.code < 2, "{}{}", run.stderr, run.stdout);
    }
}

#[test]
fn folders_fifty_deep_work() {
    let folders = "a/".repeat(50);
    let book = handbook()
        .file("content/index.md", format!("# Home\n\n[deep]({folders}page.md)\n"))
        .file(&format!("content/{folders}page.md"), format!("# Deep\n\n[home]({}index.md)\n", "../".repeat(50)));
    book.build().expect_ok();
    book.built(&format!("{folders}page.html"));
}

#[test]
fn markdown_without_settings_is_told_what_to_do() {
    let book = crate::handbook::empty().file("content/index.md", "# Home\n");
    book.check().expect_trouble().expect_findings(str![[r#"
error: there is no `./handbook.yaml`
  = help: name the handbook's folder, or write a `handbook.yaml` with at least a `title`

"#]]);
}
