//! Nothing outside the handbook's folder is read, and nothing hidden in it: links of every kind to every kind of place, and
//! what is no file. What is printed of a broken file is text of that file alone, and does nothing to a terminal.

use std::{
    fs,
    os::unix::{fs::symlink, net::UnixListener},
    process::Command,
};

use readybook::{
    diagnostic,
    source::{Input, SourcePath, Sources, StaticFile, load},
    theme::builtin,
};
use snapbox::str;

use crate::handbook::{Handbook, files, handbook};

/// What nobody may read.
const SECRET: &str = "top-secret-words";

/// A handbook with a secret beside it, one in a clone's folder, and one that is hidden.
fn guarded() -> Handbook {
    let secret = format!("{SECRET}: {SECRET}\n");
    let book = handbook()
        .file("content/index.md", "# Home\n")
        .file(".git/config", &secret)
        .file(".env", &secret)
        .file("content/.hidden/page.md", &secret)
        .file("notes.md", "# Notes\n");
    fs::write(book.around().join("secret.txt"), &secret).expect("a file");
    fs::create_dir(book.around().join("other")).expect("a folder");
    fs::write(book.around().join("other/page.md"), &secret).expect("a file");
    book
}

#[track_caller]
fn link(book: &Handbook, to: &str, at: &str) {
    let place = book.folder().join(at);
    fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
    let _ = fs::remove_file(&place);
    symlink(to, place).expect("a link");
}

/// The handbook is refused, at this place, and not a word of the secret is told or written.
#[track_caller]
fn expect_refused(book: &Handbook, at: &str, code: &str) {
    for run in [book.check(), book.check_with(&["--format", "json"]), book.build()] {
        run.expect_wrong().expect_mentions(&[code, at]);
        assert!(!run.told().contains(SECRET), "{}", run.told());
    }
    assert!(!book.folder().join("public").exists(), "nothing is written");
}

#[test]
fn a_link_is_judged_by_what_stands_at_its_end() {
    for (to, at) in [
        // Out of the folder, as a page, a file, a folder, part of the theme, the logo, the settings, a whole folder.
        ("../../secret.txt", "content/page.md"),
        ("../../secret.txt", "content/file.txt"),
        ("../../other", "content/folder"),
        ("../../secret.txt", "checklists/list.yaml"),
        ("../../../../secret.txt", "themes/default/templates/page.html"),
        ("../../../../secret.txt", "themes/default/assets/site.css"),
        ("../../../../secret.txt", "themes/default/assets/font.woff2"),
        ("../../../../secret.txt", "themes/default/words/en.yaml"),
        ("../secret.txt", "logo.svg"),
        ("../secret.txt", "handbook.yaml"),
        ("../other", "checklists"),
        ("../other", "themes"),
        ("/etc/passwd", "content/passwd.txt"),
        ("/proc/self/environ", "handbook.yaml"),
        ("/proc/self/cwd/../secret.txt", "content/magic.txt"),
        // To what is hidden, at any level.
        ("../.git/config", "content/file.txt"),
        ("../.git/config", "content/page.md"),
        ("../.git", "content/folder"),
        ("../.env", "content/env.txt"),
        (".env", "handbook.yaml"),
        (".env", "logo.png"),
        (".git", "themes"),
        (".hidden", "content/shown"),
        (".hidden/page.md", "content/shown.md"),
        ("../../../../.git/config", "themes/default/assets/site.js"),
    ] {
        let book = guarded();
        link(&book, to, at);
        expect_refused(&book, at, "symlink-outside");
    }
}

#[test]
fn a_chain_of_links_is_followed_to_its_end() {
    let book = guarded();
    link(&book, "two", "content/one.txt");
    link(&book, "../three", "content/two");
    link(&book, ".git/config", "three");
    expect_refused(&book, "content/one.txt", "which is hidden");
    // The same by a folder: the file's own name says nothing.
    let book = guarded();
    link(&book, ".git", "plain");
    link(&book, "../plain/config", "content/one.txt");
    expect_refused(&book, "content/one.txt", "this link leads to `.git/config`, which is hidden");
}

#[test]
fn a_link_inside_the_folder_is_followed_whatever_it_is() {
    let book = guarded().file("common/handbook.yaml", "title: Shared\nbrand: {logo: logo.svg}\n");
    book.put("common/pages/index.md", b"# Shared\n");
    book.put("common/logo.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>");
    book.put("common/theme/assets/own.css", b"a {}\n");
    fs::remove_dir_all(book.folder().join("content")).expect("a folder");
    link(&book, "common/handbook.yaml", "handbook.yaml");
    link(&book, "common/pages", "content");
    link(&book, "common/logo.svg", "logo.svg");
    link(&book, "../common/theme", "themes/default");
    book.build().expect_ok();
    assert!(book.built("index.html").contains("<title>Shared"), "the settings and the page are those behind the links");
    assert!(files(&book.folder().join("public/assets")).keys().any(|path| path.starts_with("own.")));
}

#[test]
fn a_link_to_what_a_build_wrote_or_to_a_folder_around_it_is_refused() {
    let book = guarded();
    book.build().expect_ok();
    for to in ["../public", "../public/assets", "../public/index.html"] {
        link(&book, to, "content/last.html");
        book.check().expect_wrong().expect_mentions(&["error[symlink-outside]", "which a build wrote", "content/last.html:1:1"]);
    }
    link(&book, "..", "content/last.html");
    book.check().expect_wrong().expect_findings(str![[r#"
error[symlink-outside]: this link leads to a folder that it lies in
--> content/last.html:1:1
 = help: remove the link

warning[unread-page]: no page is made of this file: it lies outside `content/`
--> notes.md:1:1
 = help: move it below `content/`; a file that is no page may have a name in capitals, as `README.md` has

1 error, 1 warning ([..] s)

"#]]);
}

#[test]
fn what_is_no_file_is_refused_wherever_it_stands() {
    let pipe = |book: &Handbook, at: &str| {
        let place = book.folder().join(at);
        fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        let _ = fs::remove_file(&place);
        assert!(Command::new("mkfifo").arg(place).status().expect("mkfifo").success());
    };
    for at in [
        "handbook.yaml",
        "logo.svg",
        "content",
        "content/page.md",
        "content/file.bin",
        "checklists/list.yaml",
        "themes/default/templates/page.html",
        "themes/default/assets/font.woff2",
    ] {
        let book = handbook();
        pipe(&book, at);
        expect_refused(&book, at, "special-file");
    }
    let book = handbook().file("content/index.md", "# Home\n");
    let _socket = UnixListener::bind(book.folder().join("content/socket.md")).expect("a socket");
    expect_refused(&book, "content/socket.md", "this is a socket, and only files are read");
    let book = crate::handbook::empty().file("handbook.yaml/page.md", "# Page\n");
    expect_refused(&book, "handbook.yaml", "this is a folder, and only files are read");
    // A link to one is refused as a link.
    let book = handbook();
    link(&book, "/dev/zero", "handbook.yaml");
    expect_refused(&book, "handbook.yaml", "symlink-outside");
    let book = handbook();
    pipe(&book, "pipe");
    link(&book, "../pipe", "content/page.md");
    expect_refused(&book, "content/page.md", "this is a named pipe, and only files are read");
}

/// The bytes of a file that is carried over, as every later stage reads them.
fn bytes(sources: &Sources, path: &str) -> Option<Vec<u8>> {
    let StaticFile::File(place, _) = sources.static_files.get(&SourcePath::new(path))? else { return None };
    readybook::source::fs::read_no_follow(place, 1 << 20).ok()
}

#[test]
fn what_was_put_in_the_place_of_a_file_meanwhile_is_not_read() {
    let book = guarded().file("content/a/file.txt", "mine\n").file("content/a/page.md", "# Page\n");
    let input = Input { root: book.folder() };
    let read = |before: &Sources| load(&input, &builtin(), before).expect("sources");
    let before = read(&Sources::default());
    assert_eq!(bytes(&before, "content/a/file.txt").as_deref(), Some(&b"mine\n"[..]));
    // The file itself, and then a folder above it.
    for (at, to) in [("content/a/file.txt", "../../.env"), ("content/a", "../../other")] {
        let place = book.folder().join(at);
        let kept = book.folder().join("kept");
        fs::rename(&place, &kept).expect("a file");
        symlink(to, &place).expect("a link");
        fs::write(book.around().join("other/file.txt"), SECRET).expect("a file");
        assert_eq!(bytes(&before, "content/a/file.txt"), None, "{at}");
        let page = SourcePath::new("content/a/page.md");
        if let Some(renewed) = readybook::source::reload(&before, &[page]) {
            assert!(renewed.iter().all(|source| !source.text.contains(SECRET)), "{at}");
        }
        let after = read(&before);
        assert!(
            after.iter().all(|source| !source.text.contains(SECRET)) && bytes(&after, "content/a/file.txt").is_none(),
            "{at}"
        );
        assert!(after.file_errors().next().is_some(), "{at}");
        fs::remove_file(&place).expect("a link");
        fs::rename(&kept, &place).expect("a file");
    }
}

#[test]
fn nothing_that_is_said_of_a_broken_file_steers_a_terminal() {
    let evil = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}\u{9b}31m";
    let book = handbook()
        .file("handbook.yaml", format!("title: Test\n{evil}: 1\nblanks: {{\"x\\n::error::y\": 1}}\ntheme: \"a\\n::error::b\"\n"))
        .file("content/index.md", format!("# Home {evil}\n\n[x{evil}](nowhere{evil}.md) {{{{nobody}}}} ```\n"))
        .file(&format!("content/pa{evil}ge.md"), format!("---\n{evil}: [\n---\n# {evil}\n"))
        .file("checklists/list.yaml", format!("id: list\ntitle: T\nitems:\n  - {{id: \"A{evil}\", ask: \"{evil}\"}}\n"));
    for run in [book.check(), book.build(), book.run(&["print"]), book.run(&["review", "check", &format!("no{evil}file.yaml")])] {
        let harmful = |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        for said in [&run.stderr, &run.stdout] {
            assert!(!said.contains(harmful), "{said:?}");
            assert!(said.lines().all(|line| !line.starts_with("::")), "{said}");
        }
    }
    assert_eq!(diagnostic::escape_for_terminal("a\u{1b}b"), "a\\u{1b}b");
}
