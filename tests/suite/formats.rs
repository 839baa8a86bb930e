//! Formats that work: every key of every format, and the whole folder that comes out of it.
//!
//! The fixture has a small theme of its own, so that it shows what the program makes and not how the built-in theme looks.

use std::{collections::BTreeSet, path::PathBuf};

use serde_json::Value;

use crate::handbook::{Handbook, copy_of, files, handbook, repository};

fn fixture() -> PathBuf {
    repository("tests/fixtures/all-formats")
}

/// The built-in theme's files are beside those of any other theme; they are not what this fixture is about.
fn is_ours(path: &str) -> bool {
    let own = ["assets/tiny.", "assets/brand.", "assets/logo."];
    // Sheets are looked at in `paper/`, and only a program with paper makes them.
    let aside = path.starts_with("assets/") || path.starts_with("sheets/") || path == ".readybook.json";
    !aside || own.iter().any(|name| path.starts_with(name))
}

#[test]
fn every_key_of_every_format_makes_what_it_says() {
    let book = copy_of(&fixture().join("in"));
    // Without paper each budget is one warning more.
    let (strict, warnings): (&[&str], _) = if cfg!(feature = "paper") { (&["--strict"], "1 warning") } else { (&[], "warnings") };
    book.check_with(&["--strict"]).expect_wrong().expect_mentions(&["content/guides/a.md:6:16", "0 errors, ", warnings]);
    book.build_with(strict).expect_ok().expect_output(&fixture().join("out"), is_ours);
}

#[test]
fn the_list_of_our_files_names_every_file_of_the_output() {
    let book = copy_of(&fixture().join("in"));
    book.build().expect_ok();
    let mut made = files(&book.folder().join("public"));
    let list: Value = serde_json::from_slice(&made.remove(".readybook.json").expect("the list")).expect("JSON");
    let named: BTreeSet<&str> = list["files"].as_object().expect("a list").keys().map(String::as_str).collect();
    assert_eq!(named, made.keys().map(String::as_str).collect());
}

#[test]
fn a_base_url_on_the_command_line_takes_the_place_of_the_one_in_the_settings() {
    let book = handbook()
        .file("handbook.yaml", "title: Test\nbase_url: https://one.example.org/a/\ndocuments: [handbook]\n")
        .file("content/index.md", "# Home\n\nAt {{base_url}}\n");
    book.build().expect_ok();
    let lost = book.built("404.html");
    for link in lost.split(" href=\"").skip(1).filter_map(|rest| rest.split('"').next()).filter(|link| !link.starts_with('#')) {
        assert!(link.starts_with("/a/"), "a reader who is lost at any depth follows `{link}`");
    }
    assert!(book.built("index.html").contains("https://one.example.org/a/"));
    assert!(book.built("404.html").contains("href=\"/a/index.html\""), "the page for lost readers begins at the top");
    book.build_with(&["--base-url", "https://two.example.org"]).expect_ok();
    assert!(book.built("index.html").contains("https://two.example.org"));
    assert!(book.built("404.html").contains("href=\"/index.html\""));
    book.build_with(&["--base-url", "two.example.org"]).expect_trouble();
}

/// Where a page at an old address leads.
fn leads(book: &Handbook, old: &str) -> String {
    let page = book.built(old);
    let (_, after) = page.split_once("<a href=\"").unwrap_or_else(|| panic!("no link in\n{page}"));
    after.split_once('"').expect("an end").0.to_owned()
}

#[test]
fn old_addresses_lead_to_the_new_one() {
    let book = handbook().file("content/index.md", "# Home\n").file(
        "content/guides/new.md",
        "---\naliases: [/old/place/, old.html, was/here, \"mit Umlaut ä.html\", deep/er/page.html]\n---\n\n# New\n",
    );
    book.build().expect_ok();
    for (old, new) in [
        ("old/place/index.html", "../../guides/new.html"),
        ("old.html", "guides/new.html"),
        ("was/here/index.html", "../../guides/new.html"),
        ("mit Umlaut ä.html", "guides/new.html"),
        ("deep/er/page.html", "../../guides/new.html"),
    ] {
        assert_eq!(leads(&book, old), new, "{old}");
        assert!(book.built(old).contains("http-equiv=\"refresh\""), "{old} leads on without a script");
    }
}

#[test]
fn an_old_address_is_no_page_to_link_to_and_leads_nowhere_outside() {
    let book = handbook()
        .file("content/index.md", "# Home\n")
        .file("content/new.md", "---\naliases: [../../etc/passwd, \"..\", \"\"]\n---\n\n# New\n");
    book.build();
    assert!(!book.around().join("etc").exists());
    book.put("content/new.md", b"---\naliases: [new.html, index.html]\n---\n\n# New\n");
    book.check().expect_wrong().expect_mentions(&["content/new.md:2:11", "content/new.md:2:21"]);
}

#[test]
fn a_link_to_a_service_whose_provider_is_not_shown_leads_to_the_matrix() {
    let matrix = "responsibilities:\n  duties: [{id: backups, title: Backups}]\n  services:\n    - {id: db, title: A database, kind: database, provider: gcp, cells: {backups: {team: Does it.}}}\n";
    let book = handbook()
        .file("handbook.yaml", "title: Test\nproviders: [aws]\n")
        .file(
            "content/index.md",
            "# Home\n\n[one](matrix.yaml#db), [two](matrix.yaml#db-backups), [three](matrix.yaml#backups)\n",
        )
        .file("content/matrix.yaml", matrix);
    book.build().expect_ok();
    let home = book.built("index.html");
    assert!(
        home.contains(
            "<a href=\"matrix.html\">one</a>, <a href=\"matrix.html\">two</a>, <a href=\"matrix.html#backups\">three</a>"
        ),
        "{home}"
    );
}

#[test]
fn names_in_what_a_term_means_are_filled_in_wherever_it_is_shown() {
    let book = handbook()
        .file("handbook.yaml", "title: Test\norganisation: Example Org\n")
        .file("content/index.md", "# Home\n\nA backup.\n")
        .file("content/glossary.yaml", "glossary:\n  - {term: backup, short: \"A copy that {{organisation}} keeps.\"}\n");
    book.build().expect_ok();
    assert!(book.built("index.html").contains("A copy that Example Org keeps."), "{}", book.built("index.html"));
}

#[test]
fn a_checklist_in_a_page_is_shown_once_a_directive_and_has_no_ids_of_its_own() {
    let book = handbook()
        .file("content/index.md", "# Home\n\n```{checklist} one\n```\n\nText.\n\n```{checklist} one\n```\n")
        .file("checklists/one.yaml", "id: one\ntitle: One\nitems:\n  - {id: AB-01, ask: How do you deploy?}\n");
    book.build().expect_ok();
    let home = book.built("index.html");
    assert_eq!(home.matches("How do you deploy?").count(), 2);
    assert_eq!(home.matches("id=\"AB-01\"").count(), 0);
}
