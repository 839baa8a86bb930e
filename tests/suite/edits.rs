//! Verbs that edit a handbook in place: `check --fix`, `mv` and `new`.

use std::{fs, os::unix::fs::PermissionsExt as _};

use crate::{
    handbook::{Handbook, empty, files, handbook},
    run::{finish, readybook_as_nobody},
};

fn text(book: &Handbook, path: &str) -> String {
    fs::read_to_string(book.folder().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A handbook of two sections, whose links are written in every way.
fn linked() -> Handbook {
    handbook()
        .file("content/index.md", "---\ntitle: Home\npages: [guides/, more/]\n---\n\n[B](guides/backups.md#test) and [G](guides/).\n")
        .file("content/guides/index.md", "---\ntitle: Guides\npages:\n  - backups.md   # first\n  - other.md\n---\n\n![Z](zones.png) [b]\n\n[b]: backups.md\n")
        .file("content/guides/backups.md", "# Backups\n\nSee [other](other.md), ![Z](zones.png) and [home](../index.md).\n\n## Test\n\n[here](#test)\n")
        .file("content/guides/other.md", "# Other\n\nSee [b](backups.md \"Title\") and [b again](./backups.md).\n")
        .file("content/guides/zones.png", include_bytes!("../../docs/pictures/setting.png"))
        .file("content/more/index.md", "---\ntitle: More\npages: [x.md]\n---\n\nMore.\n")
        .file("content/more/x.md", "# X\n\nText.\n")
        .file("checklists/review.yaml", "id: review\ntitle: Review\nitems:\n  - id: RV-01\n    ask: How do you recover?   # ours\n    guide: ../content/guides/backups.md\n")
}

#[test]
fn a_page_that_moves_is_followed_by_all_that_names_it() {
    let book = linked();
    book.check().expect_ok();
    book.run(&["mv", "content/guides/backups.md", "content/more/", "--yes"]).expect_ok().expect_mentions(&[
        "content/guides/backups.md -> content/more/backups.md",
        "checklists/review.yaml:6",
        "  -     guide: ../content/guides/backups.md",
        "  +     guide: ../content/more/backups.md",
        "moved 1 file; 5 other files followed",
    ]);
    assert!(!book.folder().join("content/guides/backups.md").exists());
    let expected = [
        ("content/index.md", "---\ntitle: Home\npages: [guides/, more/]\n---\n\n[B](more/backups.md#test) and [G](guides/).\n"),
        (
            "content/guides/index.md",
            "---\ntitle: Guides\npages:\n  - other.md\n---\n\n![Z](zones.png) [b]\n\n[b]: ../more/backups.md\n",
        ),
        ("content/guides/other.md", "# Other\n\nSee [b](../more/backups.md \"Title\") and [b again](../more/backups.md).\n"),
        (
            "content/more/backups.md",
            "---\naliases: [/guides/backups.html]\n---\n\n# Backups\n\nSee [other](../guides/other.md), ![Z](../guides/zones.png) and [home](../index.md).\n\n## Test\n\n[here](#test)\n",
        ),
        ("content/more/index.md", "---\ntitle: More\npages: [x.md, backups.md]\n---\n\nMore.\n"),
        (
            "checklists/review.yaml",
            "id: review\ntitle: Review\nitems:\n  - id: RV-01\n    ask: How do you recover?   # ours\n    guide: ../content/more/backups.md\n",
        ),
    ];
    for (path, wanted) in expected {
        assert_eq!(text(&book, path), wanted, "{path}");
    }
    book.check().expect_ok();
}

#[test]
fn a_folder_moves_with_all_that_lies_in_it() {
    let book = linked();
    book.run(&["mv", "content/guides", "content/more/how-to", "--yes"]).expect_ok();
    assert!(!book.folder().join("content/guides").exists());
    assert!(book.folder().join("content/more/how-to/zones.png").exists());
    assert!(
        text(&book, "content/index.md").contains("[B](more/how-to/backups.md#test) and [G](more/how-to/)"),
        "{}",
        text(&book, "content/index.md")
    );
    assert!(text(&book, "content/more/index.md").contains("pages: [x.md, how-to/]"));
    assert!(text(&book, "content/more/how-to/index.md").contains("aliases: [/guides/]"));
    book.check().expect_ok();
}

#[test]
fn nothing_is_written_without_a_yes_or_where_something_is_in_the_way() {
    let book = linked();
    let before = files(&book.folder());
    let mv = |args: &[&str]| book.run(&[&["mv"], args].concat());
    mv(&["content/more/x.md", "content/guides/x.md"])
        .expect_trouble()
        .expect_mentions(&["nobody is there to ask; nothing was written", "`--yes`"]);
    mv(&["content/more/x.md", "content/guides/x.md", "--dry-run"])
        .expect_ok()
        .expect_mentions(&["content/more/x.md -> content/guides/x.md"]);
    mv(&["content/more/x.md", "content/guides/other.md", "--yes"])
        .expect_trouble()
        .expect_mentions(&["`content/guides/other.md` is there already"]);
    mv(&["content/none.md", "content/a.md", "--yes"]).expect_trouble().expect_mentions(&["there is no `content/none.md`"]);
    mv(&["content/more", "content/more/in", "--yes"]).expect_trouble().expect_mentions(&["lies in `content/more` itself"]);
    mv(&["handbook.yaml", "content/a.md", "--yes"]).expect_trouble().expect_mentions(&["does not lie below `content/`"]);
    mv(&["content/more/x.md", "content/../../x.md", "--yes"]).expect_trouble();
    assert!(files(&book.folder()) == before, "something was written");
}

#[test]
fn when_one_file_cannot_be_written_all_stay_as_they_were() {
    let book = linked();
    for entry in ["", "content", "content/guides", "content/more", "checklists"] {
        fs::set_permissions(book.folder().join(entry), fs::Permissions::from_mode(0o777)).expect("rights");
    }
    for path in files(&book.folder()).keys() {
        let mode = if path == "checklists/review.yaml" { 0o444 } else { 0o666 };
        fs::set_permissions(book.folder().join(path), fs::Permissions::from_mode(mode)).expect("rights");
    }
    let before = files(&book.folder());
    let args = ["mv", "content/guides/backups.md", "content/more/backups.md", "--yes"];
    let run = finish(readybook_as_nobody(&book.folder(), &args), book.folder().join("public"));
    run.expect_trouble().expect_mentions(&["review.yaml"]);
    assert!(files(&book.folder()) == before, "something stayed");
}

#[test]
fn what_has_one_safe_answer_is_mended() {
    let book = handbook()
        .file("content/index.md", "# Home\n\n[a](/guides/backups.html), [b](old/backups.md#test), [c](guides/backups.md#Test), [d](guides/backups.html), [e](guides/nothing-like-it.md)\n")
        .file("content/guides/backups.md", "---\ntitle: Backups   # ours\n---\n\n## Test\n\nText.\n");
    book.run(&["check", "--fix"]).expect_trouble().expect_mentions(&["nobody is there to ask"]);
    book.run(&["check", "--fix", "--dry-run"])
        .expect_wrong()
        .expect_mentions(&["content/index.md:3", "+ [a](guides/backups.md), "]);
    book.run(&["check", "--fix", "--yes"]).expect_wrong().expect_mentions(&["mended 4 findings", "nothing-like-it.md"]);
    assert_eq!(
        text(&book, "content/index.md"),
        "# Home\n\n[a](guides/backups.md), [b](guides/backups.md#test), [c](guides/backups.md#test), [d](guides/backups.md), [e](guides/nothing-like-it.md)\n"
    );
    assert_eq!(
        text(&book, "content/guides/backups.md"),
        "---\ntitle: Backups   # ours\naliases: [/old/backups.html]\n---\n\n## Test\n\nText.\n"
    );
    book.run(&["check", "--fix", "--yes"]).expect_wrong().expect_mentions(&["nothing that is found has one safe answer"]);
    book.run(&["check", "--yes"]).expect_trouble();
}

#[test]
fn a_link_to_where_a_page_was_before_leads_to_where_it_is() {
    let book = handbook()
        .file("content/index.md", "# Home\n\n[a](/old/copies.html), [b](old/copies.md#test), [c](/older/), [d](/twice.html)\n")
        .file(
            "content/backups.md",
            "---\ntitle: Backups\naliases: [/old/copies.html, /older/index.html]\n---\n\n## Test\n\nText.\n",
        );
    book.run(&["check", "--fix", "--yes"]).expect_wrong().expect_mentions(&["mended 3 findings"]);
    assert_eq!(
        text(&book, "content/index.md"),
        "# Home\n\n[a](backups.md), [b](backups.md#test), [c](backups.md), [d](/twice.html)\n"
    );
    assert!(text(&book, "content/backups.md").contains("aliases: [/old/copies.html, /older/index.html]\n"), "nothing is added");
}

#[test]
fn what_is_new_comes_last_in_its_list_and_the_handbook_stays_right() {
    let book = empty();
    book.run(&["init", "--minimal"]).expect_ok();
    let new = |args: &[&str]| book.run(&[&["new"], args, &["--yes"]].concat());
    new(&["section", "content/more", "--title", "More: all"]).expect_ok().expect_mentions(&["content/more/index.md (new)"]);
    new(&["page", "content/more/a.md", "--title", "A"]).expect_ok();
    new(&["question", "checklists/green-light.yaml", "--ask", "How do you stop it?", "--why", "It may run: for ever."])
        .expect_ok();
    new(&["checklist", "ready", "--title", "Ready", "--prefix", "RD", "--ask", "How do you deploy?", "--phase", "green-light"])
        .expect_ok();
    assert!(
        text(&book, "checklists/green-light.yaml")
            .ends_with("\n\n  - id: GL-03\n    ask: \"How do you stop it?\"\n    why: \"It may run: for ever.\"\n"),
        "{}",
        text(&book, "checklists/green-light.yaml")
    );
    book.check().expect_ok();
    new(&["page", "content/more/a.md", "--title", "A"])
        .expect_trouble()
        .expect_mentions(&["is there already; nothing was written"]);
    new(&["question", "checklists/none.yaml", "--ask", "What?"])
        .expect_trouble()
        .expect_mentions(&["is neither a checklist nor an area"]);
    book.run(&["new", "page", "content/b.md", "--title", "B"]).expect_trouble().expect_mentions(&["nobody is there to ask"]);
    assert!(!book.folder().join("content/b.md").exists());
}

#[test]
fn terms_guardrails_and_services_join_those_that_are_there() {
    let book = handbook()
        .file("handbook.yaml", "title: T\nproviders: [aws]\nenvironments: [production]\n")
        .file("content/glossary.yaml", "glossary:\n  - term: pipeline\n    short: What builds it.\n\ntitle: Glossary\n")
        .file("content/guardrails.yaml", "guardrails:\n  # Data\n  - id: memory\n    title: Memory\n    bounds: {production: {max: 8}}\n    why: It costs.\ntitle: Guardrails\n")
        .file(
            "content/matrix.yaml",
            "responsibilities:\n  duties:\n    - {id: backups, title: Backups}\n  services:\n    - id: aws-rds\n      title: RDS\n      kind: database\n      provider: aws\n      cells: {}\ntitle: Matrix\n",
        );
    let new = |args: &[&str]| book.run(&[&["new"], args, &["--yes"]].concat());
    new(&["term", "artefact", "--short", "What a build makes."]).expect_ok();
    new(&["guardrail", "disk", "--title", "Disk", "--why", "It costs too.", "--environment", "production", "--max", "100"])
        .expect_ok();
    new(&["service", "aws-sqs", "--title", "SQS", "--kind", "queue", "--provider", "aws"]).expect_ok();
    new(&["service", "aws-athena", "--title", "Athena", "--kind", "databse", "--provider", "aws"])
        .expect_trouble()
        .expect_mentions(&["there is no kind of service `databse`", "did you mean `database`?"]);
    assert_eq!(
        text(&book, "content/glossary.yaml"),
        "glossary:\n  - term: pipeline\n    short: What builds it.\n  - term: artefact\n    short: What a build makes.\n\ntitle: Glossary\n"
    );
    assert!(text(&book, "content/guardrails.yaml").contains(
        "    why: It costs.\n  - id: disk\n    title: Disk\n    bounds: {production: {max: 100}}\n    why: It costs too.\ntitle:"
    ));
    assert!(text(&book, "content/matrix.yaml").contains("      cells: {}\n    - id: aws-sqs\n      title: SQS\n"));
    book.check().expect_ok();
}

#[test]
fn a_page_that_moves_has_one_alias_whatever_its_name_and_however_its_list_is_written() {
    for (old, front, expected) in [
        ("content/q, a.md", "", "---\naliases: [\"/q, a.html\"]\n---\n\n# Q\n"),
        ("content/a: b.md", "", "---\naliases: [\"/a: b.html\"]\n---\n\n# Q\n"),
        ("content/q.md", "---\naliases: [ ]\n---\n", "---\naliases: [/q.html]\n---\n# Q\n"),
        ("content/q.md", "---\naliases: [/old.html,]\n---\n", "---\naliases: [/old.html, /q.html,]\n---\n# Q\n"),
        (
            "content/q.md",
            "---\naliases: [\n  /old.html,\n  ]\ntitle: Q\n---\n",
            "---\naliases: [\n  /old.html,\n  /q.html,\n  ]\ntitle: Q\n---\n# Q\n",
        ),
        ("content/q.md", "---\naliases: [/q.html]\n---\n", "---\naliases: [/q.html]\n---\n# Q\n"),
    ] {
        let book = handbook().file(old, format!("{front}# Q\n"));
        book.run(&["mv", old, "content/qa.md", "--yes"]).expect_ok();
        assert_eq!(text(&book, "content/qa.md"), expected);
        book.check().expect_ok();
    }
}

#[test]
fn where_an_alias_or_the_order_cannot_be_written_nothing_moves() {
    for (path, front) in [
        ("content/q.md", "---\n{title: Q}\n---\n"),
        ("content/q.md", "---\naliases: &old [/old.html]\n---\n"),
        ("content/more/index.md", "---\npages: &all [x.md]\n---\n"),
    ] {
        let book = handbook()
            .file("content/q.md", "# Q\n")
            .file("content/more/index.md", "# More\n")
            .file("content/more/x.md", "# X\n")
            .file(path, format!("{front}# Q\n"));
        let before = files(&book.folder());
        book.run(&["mv", "content/q.md", "content/more/", "--yes"])
            .expect_trouble()
            .expect_mentions(&[&format!("`{path}` is written in a way that cannot be changed in place; nothing was written")]);
        assert!(files(&book.folder()) == before, "something was written");
    }
}

#[test]
fn an_address_is_not_kept_by_a_longer_one_that_ends_like_it() {
    let book = handbook()
        .file("content/index.md", "# Home\n\n[b](backups.md)\n")
        .file("content/guides/backups.md", "---\naliases: [/old/backups.html]\n---\n\n# Backups\n");
    book.run(&["check", "--fix", "--yes"]).expect_ok();
    assert_eq!(text(&book, "content/index.md"), "# Home\n\n[b](guides/backups.md)\n");
    assert_eq!(text(&book, "content/guides/backups.md"), "---\naliases: [/old/backups.html, /backups.html]\n---\n\n# Backups\n");
}

#[test]
fn a_checklist_joins_its_phase_wherever_that_stands_in_the_settings() {
    let phase = "  - id: later\n    title: Later\n    oversight: advisory\n";
    let listed = format!("{phase}    checklists: [extra]\n");
    let brand = "\nbrand:\n  colour: \"#123456\"\n";
    let unended = phase.trim_end();
    let commented = "  - title: Later # at last\n    id: \"later\"\n    oversight: advisory # mostly\n";
    for (before, after) in [
        (format!("{phase}{brand}"), format!("{listed}{brand}")),
        (unended.to_owned(), listed.clone()),
        (commented.to_owned(), format!("{commented}    checklists: [extra]\n")),
        (format!("{phase}    checklists: []\n{brand}"), format!("{listed}{brand}")),
    ] {
        let book = empty();
        book.run(&["init", "--minimal"]).expect_ok();
        let settings = text(&book, "handbook.yaml");
        let book = book.file("handbook.yaml", format!("{settings}{before}"));
        let new =
            ["new", "checklist", "extra", "--title", "Extra", "--ask", "How?", "--prefix", "EX", "--phase", "later", "--yes"];
        book.run(&new).expect_ok();
        assert_eq!(text(&book, "handbook.yaml"), format!("{settings}{after}"));
        book.check().expect_ok();
    }
}

#[test]
fn where_a_phase_cannot_be_changed_in_place_no_checklist_is_written() {
    let book = empty();
    book.run(&["init", "--minimal"]).expect_ok();
    let settings = text(&book, "handbook.yaml");
    let book = book.file("handbook.yaml", format!("{settings}  - {{id: later, title: Later, oversight: advisory}}\n"));
    let before = files(&book.folder());
    book.run(&["new", "checklist", "extra", "--title", "Extra", "--ask", "How?", "--prefix", "EX", "--phase", "later", "--yes"])
        .expect_trouble()
        .expect_mentions(&["`handbook.yaml` is written in a way that cannot be changed in place; nothing was written"]);
    assert!(files(&book.folder()) == before, "something was written");
}
