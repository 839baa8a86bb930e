//! Addresses: two that want one are told, whatever kinds they are; and none is made that a file system cannot hold.

use std::fs;

use crate::handbook::{Handbook, empty, handbook};

/// Files of a handbook: path and text.
type Files<'a> = &'a [(&'a str, &'a str)];

const CHECKLIST: &str = "id: list\ntitle: List\nareas:\n  - {id: first, title: First, items: [{id: A-01, ask: Is it?}]}\n";

const MATRIX: &str = "responsibilities:\n  duties: [{id: backups, title: Backups}]\n  services: [{id: db, title: A database, kind: database, provider: self, cells: {}}]\n";

const PHASES: &str = "title: Test\nphases:\n  - {id: one, title: One, page: content/p.md, oversight: none}\n  - {id: two, title: Two, page: content/p.md, oversight: none}\n";

fn book(files: Files<'_>) -> Handbook {
    let settings = files.iter().find(|(path, _)| *path == "handbook.yaml").map_or("title: Test\n", |(_, text)| text);
    files.iter().fold(empty().file("handbook.yaml", settings), |book, (path, text)| book.file(path, text))
}

/// Both verbs say it, as the only mistake, and nothing is written.
#[track_caller]
fn expect_conflict(files: Files<'_>, message: &str) {
    let book = book(files);
    for verb in ["check", "build"] {
        let run = book.run(&[verb]);
        run.expect_wrong();
        let told: Vec<&str> = run.stderr.lines().filter(|line| line.starts_with("error")).collect();
        assert_eq!(told, [format!("error[duplicate-address]: {message}")], "{verb}\n{}", run.stderr);
    }
    assert!(!book.folder().join("public").exists());
}

#[test]
fn a_file_in_the_place_of_one_that_readybook_makes_is_told() {
    let url = ("handbook.yaml", "title: Test\nbase_url: https://example.org/\n");
    let list = ("checklists/list.yaml", CHECKLIST);
    for (path, words, more) in [
        ("content/404.html", "the page for a missing address and `content/404.html` both want `404.html`", None),
        ("content/handbook.json", "the handbook for programs and `content/handbook.json` both want `handbook.json`", None),
        ("content/handbook.js", "the handbook as a script and `content/handbook.js` both want `handbook.js`", None),
        ("content/search-index.js", "the search index and `content/search-index.js` both want `search-index.js`", None),
        ("content/search.md", "`content/search.md` and the page of the search both want `search.html`", None),
        ("content/contents.md", "`content/contents.md` and the page of all pages both want `contents.html`", None),
        (
            "content/to-fill-in.md",
            "`content/to-fill-in.md` and the page of what is left to fill in both want `to-fill-in.html`",
            None,
        ),
        ("content/index.html", "the home page and `content/index.html` both want `index.html`", None),
        ("content/sitemap.xml", "the site map and `content/sitemap.xml` both want `sitemap.xml`", Some(url)),
        (
            "content/checklists/index.md",
            "`content/checklists/index.md` and the list of all checklists both want `checklists/index.html`",
            Some(list),
        ),
        (
            "content/Search.html",
            "`content/Search.html` wants `Search.html` and the page of the search wants `search.html`, which many systems treat as one file",
            None,
        ),
    ] {
        let file = (path, "# Mine\n");
        match more {
            Some(more) => expect_conflict(&[file, more], words),
            None => expect_conflict(&[file], words),
        }
    }
}

#[test]
fn what_readybook_does_not_make_this_time_is_free() {
    let book = handbook()
        .file("content/feed.xml", "mine\n")
        .file("content/recent.md", "# Mine\n")
        .file("content/checklists/index.md", "# Mine\n");
    book.build().expect_ok();
    assert_eq!(book.built("feed.xml"), "mine\n");
    assert!(book.built("recent.html").contains("Mine") && book.built("checklists/index.html").contains("Mine"));
}

#[cfg(feature = "paper")]
#[test]
fn a_file_in_the_place_of_a_sheet_is_told() {
    let list = ("checklists/list.yaml", CHECKLIST);
    expect_conflict(
        &[list, ("content/sheets/list.a4.svg", "<svg/>")],
        "`content/sheets/list.a4.svg` and the sheet of the checklist `list` both want `sheets/list.a4.svg`",
    );
    expect_conflict(
        &[list, ("content/sheets/index.html", "x")],
        "`content/sheets/index.html` and the list of all sheets both want `sheets/index.html`",
    );
}

#[cfg(feature = "paper")]
#[test]
fn sheets_and_documents_take_no_place_of_another() {
    let documents = ("handbook.yaml", "title: Test\ndocuments: [handbook]\n");
    let own = CHECKLIST.replace("id: list", "id: handbook");
    for (files, words) in [
        (
            &[("checklists/list.yaml", CHECKLIST), ("content/sheets/list.md", "# M\n"), ("content/sheets/index.md", "# M\n")][..],
            "`content/sheets/list.md` and the sheet of the checklist `list` both want `sheets/list.html`",
        ),
        (
            &[("content/a/who.yaml", MATRIX), ("content/b/who.yaml", &MATRIX.replace("id: db", "id: q"))],
            "the sheet of `content/a/who.yaml` and the sheet of `content/b/who.yaml` both want `sheets/who.html`",
        ),
        (
            &[("content/a/who.yaml", MATRIX), ("content/b/what.yaml", MATRIX)],
            "the sheet of the service `db` and the sheet of the service `db` both want `sheets/yours-db.html`",
        ),
        (
            &[documents, ("checklists/handbook.yaml", &own)],
            "the sheet of the checklist `handbook` and the document `handbook` both want `sheets/handbook.a4.pdf`",
        ),
    ] {
        book(files).check().expect_wrong().expect_mentions(&["error[duplicate-address]", words]);
    }
}

#[test]
fn two_that_somebody_wrote_are_told_whatever_kinds_they_are() {
    let alias = |to: &str| format!("---\naliases: [\"{to}\"]\n---\n\n# A\n");
    let (x, list) = (("content/x.md", "# X\n"), ("checklists/list.yaml", CHECKLIST));
    expect_conflict(&[x, ("content/x.html", "x")], "`content/x.md` and `content/x.html` both want `x.html`");
    expect_conflict(&[x, ("content/x.yaml", MATRIX)], "`content/x.md` and `content/x.yaml` both want `x.html`");
    expect_conflict(
        &[x, ("content/a.md", &alias("x.html"))],
        "`content/x.md` and the alias `x.html` of `content/a.md` both want `x.html`",
    );
    expect_conflict(
        &[("content/a.md", &alias("old")), ("content/b.md", &alias("/old/"))],
        "the alias `old` of `content/a.md` and the alias `/old/` of `content/b.md` both want `old/index.html`",
    );
    expect_conflict(
        &[("content/a.md", &alias("x.png")), ("content/x.png", "x")],
        "the alias `x.png` of `content/a.md` and `content/x.png` both want `x.png`",
    );
    expect_conflict(
        &[("content/a.md", &alias("guides")), ("content/guides/b.md", "# B\n")],
        "the list of the folder `content/guides` and the alias `guides` of `content/a.md` both want `guides/index.html`",
    );
    expect_conflict(
        &[("content/b.md", &alias("handbook.json"))],
        "the handbook for programs and the alias `handbook.json` of `content/b.md` both want `handbook.json`",
    );
    expect_conflict(
        &[list, ("content/a.md", &alias("/checklists/list/first.html"))],
        "the area `first` of `checklists/list.yaml` and the alias `/checklists/list/first.html` of `content/a.md` both want `checklists/list/first.html`",
    );
    expect_conflict(
        &[list, ("content/a.md", &alias("/checklists/list.html"))],
        "`checklists/list.yaml` and the alias `/checklists/list.html` of `content/a.md` both want `checklists/list.html`",
    );
    expect_conflict(
        &[("content/who.yaml", MATRIX), ("content/who/db.md", "# M\n")],
        "`content/who/db.md` and the service `db` both want `who/db.html`",
    );
    expect_conflict(
        &[("handbook.yaml", PHASES), ("content/p.md", "# P\n")],
        "`content/p.md` and the phase `two` both want `p.html`",
    );
    expect_conflict(
        &[("content/index.md", "# I\n"), ("content/README.md", "# R\n")],
        "`content/README.md` and `content/index.md` both want `index.html`",
    );
}

#[test]
fn names_that_many_systems_take_for_one_are_one() {
    let one = |first: &str, second: &str, path: &str, other: &str| {
        format!("{first} wants `{path}` and {second} wants `{other}`, which many systems treat as one file")
    };
    for (a, b) in [("Pic.svg", "pic.svg"), ("Ä.svg", "ä.svg"), ("u\u{308}ber.svg", "über.svg"), ("STRASSE.svg", "straße.svg")]
    {
        let paths = [format!("content/{a}"), format!("content/{b}")];
        let message = one(&format!("`content/{a}`"), &format!("`content/{b}`"), a, b);
        expect_conflict(&[(&paths[0], "<svg/>"), (&paths[1], "<svg/>")], &message);
    }
    expect_conflict(
        &[("content/Guides/a.md", "# A\n"), ("content/guides/b.md", "# B\n")],
        &one(
            "the list of the folder `content/Guides`",
            "the list of the folder `content/guides`",
            "Guides/index.html",
            "guides/index.html",
        ),
    );
    expect_conflict(
        &[("content/i/Index.md", "# I\n")],
        &one("`content/i/Index.md`", "the list of the folder `content/i`", "i/Index.html", "i/index.html"),
    );
}

#[test]
fn a_file_cannot_be_a_folder_as_well() {
    expect_conflict(
        &[("content/a.md", "---\naliases: [a.html/b.html]\n---\n\n# A\n")],
        "`content/a.md` wants the file `a.html`, and the alias `a.html/b.html` of `content/a.md` wants `a.html/b.html` below it",
    );
    expect_conflict(
        &[("content/a.md", "# A\n"), ("content/A.html/x.png", "x")],
        "`content/a.md` wants the file `a.html`, and `content/A.html/x.png` wants `A.html/x.png` below it",
    );
}

#[test]
fn aliases_write_nothing_that_servers_and_tools_obey() {
    for alias in ["/.htaccess", ".readybook.json", ".well-known/x", "a/.git/config", "../up.html", "a/../../up"] {
        let book = handbook().file("content/a.md", format!("---\naliases: [\"{alias}\"]\n---\n\n# A\n"));
        for verb in ["check", "build"] {
            let run = book.run(&[verb]);
            run.expect_wrong().expect_mentions(&["error[invalid-name]: this alias cannot be an address", "content/a.md:2:11"]);
        }
        assert!(!book.folder().join("public").exists());
    }
}

/// What `check` lets pass, `build` can write.
#[track_caller]
fn expect_too_long(book: &Handbook, message: &str, place: &str) {
    for verb in ["check", "build"] {
        let run = book.run(&[verb]);
        run.expect_wrong().expect_mentions(&["error[invalid-name]", message, place, "choose a shorter name"]);
        assert_eq!(run.stderr.matches("error[").count(), 1, "{}", run.stderr);
    }
    assert!(!book.folder().join("public").exists());
}

#[test]
fn names_that_no_file_system_holds_are_found_before_anything_is_written() {
    let long = |count: usize| "x".repeat(count);
    let fits = handbook().file(&format!("content/{}.md", long(250)), "# A\n");
    fits.check().expect_ok();
    fits.build().expect_ok();

    let book = handbook().file(&format!("content/{}.md", long(252)), "# A\n");
    expect_too_long(&book, &format!("`content/{0}.md` wants a name of 257 bytes", long(252)), ".md:1:1");

    let book = handbook().file("content/a.md", format!("---\naliases: [/{}/]\n---\n\n# A\n", long(300)));
    expect_too_long(&book, "wants a name of 300 bytes", "content/a.md:2:11");

    let folder = vec![long(200); 12].join("/");
    let book = handbook().file("content/a.md", format!("---\naliases: [/{folder}/]\n---\n\n# A\n"));
    expect_too_long(&book, "wants an address of 2422 bytes, and 2000 are the most", "content/a.md:2:11");

    let settings = "title: Test\ntheme: own\n".to_owned();
    let book = handbook().file("handbook.yaml", settings).file(&format!("themes/own/assets/{}.png", long(250)), "x");
    expect_too_long(&book, "the theme's file `xxx", "handbook.yaml:");

    if cfg!(feature = "paper") {
        let book = handbook().file(&format!("content/{}.yaml", long(247)), MATRIX);
        expect_too_long(&book, "the sheet of `content/xxx", ".yaml:1:1");
    }
}

#[test]
fn names_that_only_some_systems_hold_are_a_warning_at_the_file() {
    let book = handbook()
        .file("content/a:b.md", "# A\n")
        .file("content/aux.md", "# A\n")
        .file("content/what?/x.md", "# A\n")
        .file("content/what?/y.md", "# A\n")
        .file("content/dot./x.md", "# A\n")
        .file("content/nul.txt", "x")
        .file("content/who.yaml", MATRIX.replace("id: db", "id: com1"));
    let run = book.check();
    run.expect_ok().expect_mentions(&[
        "warning[unportable-name]: `content/a:b.md` wants the name `a:b.html`, and no Windows system can hold `:` in a name\n",
        "warning[unportable-name]: `content/aux.md` wants the name `aux.html`, which Windows keeps for a device\n",
        "wants the name `what?`, and no Windows system can hold `?` in a name\n",
        "warning[unportable-name]: the list of the folder `content/dot.` wants the name `dot.`, and no Windows system can hold a dot or a space at the end of a name\n",
        "warning[unportable-name]: `content/nul.txt` wants the name `nul.txt`, which Windows keeps for a device\n",
        "warning[unportable-name]: the service `com1` wants the name `com1.html`, which Windows keeps for a device\n",
        "content/a:b.md:1:1",
        "content/who.yaml:3:",
    ]);
    assert_eq!(run.stderr.matches("warning[").count(), 6, "{}", run.stderr);
    book.build().expect_ok();
    assert!(fs::exists(book.folder().join("public/what?/y.html")).expect("a folder"));
    book.check_with(&["--strict"]).expect_wrong();
}

#[test]
fn a_folders_own_index_takes_the_place_of_its_list() {
    let book = handbook()
        .file("content/index.md", "# Home\n\n[Guides](guides/index.html) and [again](guides/)\n")
        .file("content/guides/index.html", "<!DOCTYPE html><title>x</title><p>ours</p>\n")
        .file("content/guides/a.md", "# A\n");
    book.check_with(&["--strict"]).expect_ok();
    book.build_with(&["--strict"]).expect_ok();
    assert_eq!(book.built("guides/index.html"), "<!DOCTYPE html><title>x</title><p>ours</p>\n");
    let home = book.built("index.html");
    assert!(home.contains("<a href=\"guides/index.html\">Guides</a> and <a href=\"guides/index.html\">again</a>"), "{home}");
    // A page and a file are two that somebody wrote.
    expect_conflict(
        &[("content/guides/index.md", "# G\n"), ("content/guides/index.html", "x")],
        "`content/guides/index.md` and `content/guides/index.html` both want `guides/index.html`",
    );
}
