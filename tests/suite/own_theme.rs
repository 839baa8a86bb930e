//! A look and names of one's own, without a copy and with one.

use std::fs;

use crate::handbook::{Handbook, empty, files, handbook, repository};

const RENAMED: &str = "\
title: Our way
theme: company
review_name: production readiness review
brand: {colour: \"#7a1fa2\"}
phases:
  - {id: green-light, title: Kick-off, page: content/kick.md, oversight: advisory}
  - {id: launch, title: Launch, page: content/launch.md, oversight: sign-off, only_for: [new-service], checklists: [ready]}
";

const READY: &str = "\
id: ready
title: Ready
phase: launch
prefix: RDY
items:
  - {id: RDY-01, ask: How do you think of it?}
";

fn renamed() -> Handbook {
    handbook()
        .file("handbook.yaml", RENAMED)
        .file("content/index.md", "---\ntitle: \"{{title}}\"\n---\n\nFrom {{phase-green-light}} to a {{review_short}}.\n")
        .file("content/kick.md", "---\ntitle: \"{{phase-green-light}}\"\naliases: [/green.html]\n---\n\nText.\n")
        .file("content/launch.md", "# Launch\n\nText.\n")
        .file("checklists/ready.yaml", READY)
        .file("themes/company/assets/tokens.css", ":root { --ink: light-dark(#000, #fff); }\n")
}

#[test]
fn names_of_the_settings_are_said_everywhere() {
    let book = renamed();
    book.build_with(&["--strict"]).expect_ok();
    let home = book.built("index.html");
    assert!(home.contains("<title>Our way</title>") && home.contains("<p>From Kick-off to a review.</p>"), "{home}");
    assert!(book.built("kick.html").contains("<title>Kick-off · Our way</title>"));
    for (path, bytes) in files(&book.folder().join("public")) {
        let text = String::from_utf8_lossy(&bytes);
        let is_said = path.ends_with(".html") || path.ends_with(".json");
        // What programs read and templates hold is called as ever.
        let said = text.replace("\"walkthrough\"", "").replace("=walkthrough", "");
        let said = said
            .split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')))
            .find(|word| word.to_lowercase() == "walkthrough");
        assert!(!is_said || said.is_none(), "{path}");
    }
}

#[test]
fn the_icon_follows_the_brand_on_every_page() {
    let book = renamed();
    book.build().expect_ok();
    let made = files(&book.folder().join("public"));
    let icons: Vec<&String> = made.keys().filter(|path| path.starts_with("assets/icon.")).collect();
    let [icon] = icons[..] else { panic!("{icons:?}") };
    let drawn = String::from_utf8_lossy(&made[icon]);
    let ours = fs::read_to_string(repository("themes/default/assets/icon.svg")).expect("the icon");
    assert_eq!(drawn, ours.replace("#7fcbb5", "#944bb4").replace("#1f6f5c", "#7a1fa2"));
    let pages: Vec<_> = made.iter().filter(|(path, _)| path.ends_with(".html")).collect();
    assert!(pages.len() > 5, "{}", pages.len());
    let link = "<link rel=\"icon\" type=\"image/svg+xml\" href=\"";
    for (path, bytes) in pages {
        let text = String::from_utf8_lossy(bytes);
        let found = text.split(link).nth(1).and_then(|rest| rest.split('"').next());
        assert!(found.is_some_and(|found| found.trim_start_matches("../").trim_start_matches('/') == icon), "{path}: {found:?}");
    }
    let settings = RENAMED.replace("brand: {", "brand: {logo: content/logo.png, ");
    let book = book.file("handbook.yaml", settings);
    book.put("content/logo.png", &fs::read(repository("docs/content/home.png")).expect("a picture"));
    book.build().expect_ok();
    let home = book.built("index.html");
    assert!(home.contains("<link rel=\"icon\" type=\"image/png\" href=\"assets/logo."), "{home}");
}

#[test]
fn a_token_that_a_theme_does_not_set_comes_from_ours() {
    let book = renamed();
    book.build_with(&["--strict"]).expect_ok();
    let made = files(&book.folder().join("public"));
    let (_, sheet) =
        made.iter().find(|(path, _)| path.starts_with("assets/site.") && path.ends_with(".css")).expect("a style sheet");
    let sheet = String::from_utf8_lossy(sheet);
    let at = |text: &str| sheet.find(text).unwrap_or_else(|| panic!("{text}"));
    assert!(at("--ink: light-dark(#17201d") < at("--ink: light-dark(#000, #fff);"));
    assert!(at("--ink: light-dark(#000, #fff);") < at("--brand: #7a1fa2"));
}

#[test]
fn a_file_is_shown_and_copied_and_nothing_is_overwritten() {
    let book = handbook().file("handbook.yaml", "title: Test\ntheme: company\n").file("content/index.md", "# Home\n");
    let ours = fs::read_to_string(repository("themes/default/templates/404.html")).expect("a template");
    assert_eq!(book.run(&["theme", "show", "templates/404.html"]).expect_ok().stdout, ours);
    for path in ["templates/404.html", "assets/tokens.css", "words/en.yaml", "assets/toc.js", "paper/path.typ"] {
        let told = book.run(&["theme", "copy", path]);
        told.expect_ok();
        assert!(told.stdout.ends_with("change it as you like\n"), "{}", told.stdout);
        let copy = fs::read_to_string(book.folder().join("themes/company").join(path)).expect("a copy");
        let (note, rest) = copy.split_once('\n').expect("a first line");
        assert!(note.contains(&format!("copied from readybook {}, ", env!("CARGO_PKG_VERSION"))), "{note}");
        assert_eq!(rest, fs::read_to_string(repository("themes/default").join(path)).expect("a file"), "{path}");
    }
    book.check_with(&["--strict"]).expect_ok();
    book.run(&["theme", "copy", "templates/404.html"])
        .expect_trouble()
        .expect_mentions(&["is there already, and stays as it is"]);
    book.run(&["theme", "show", "assets/tokns.css"]).expect_trouble().expect_mentions(&["did you mean `assets/tokens.css`?"]);
    empty().run(&["theme", "copy", "words/en.yaml"]).expect_trouble().expect_mentions(&["there is no `handbook.yaml`"]);
    book.put("handbook.yaml", b"title: Test\ntheme: ../../elsewhere\n");
    book.run(&["theme", "copy", "words/en.yaml"]).expect_trouble().expect_mentions(&["is not the name of a folder"]);
}

#[test]
fn the_names_that_are_looked_for_are_those_of_the_shipped_handbook() {
    let settings = fs::read_to_string(repository("handbook.yaml")).expect("the settings");
    assert!(settings.contains(&format!("\ntitle: {}\n", readybook::config::SHIPPED_TITLE)));
    for (id, title) in readybook::config::SHIPPED_PHASES {
        assert!(settings.contains(&format!("\n  - id: {id}\n    title: {title}\n")), "{id}");
    }
    let (id, areas) = readybook::check::SHIPPED_AREAS;
    let list = fs::read_to_string(repository("checklists").join(id).join("_checklist.yaml")).expect("a checklist");
    let listed = list.lines().find(|line| line.starts_with("areas: [")).expect("its areas");
    assert_eq!(listed.split(',').count(), areas);
    let (id, questions) = readybook::check::SHIPPED_QUESTIONS;
    let list = fs::read_to_string(repository("checklists").join(format!("{id}.yaml"))).expect("a checklist");
    assert_eq!(list.lines().filter(|line| line.starts_with("  - id: ")).count(), questions);
}
