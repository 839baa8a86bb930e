//! `print`: sheets by id, pages and sections by path, the whole handbook, and what it refuses.

use std::{fs, os::unix::fs::PermissionsExt as _};

use super::{Pdf, expect_in_order, questions, short, squeezed};
use crate::{
    handbook::{Handbook, files, handbook},
    run::{finish, is_root, open_to_all, readybook_as_nobody},
};

/// Pages in a section that link to each other, and a sheet that is called like the section.
fn pages() -> Handbook {
    let long = "A paragraph that takes its room on the page so that pages follow. ".repeat(60);
    handbook()
        .file("handbook.yaml", "title: Test handbook\npaper: [a4, letter]\ntraits:\n  - {id: public, title: Public, text: All can reach it.}\n")
        .file("content/index.md", "# Home\n\nTo [the second](guides/second.md#the-place).\n")
        .file("content/guides/index.md", "---\ntitle: Guides\npages: [first.md, second.md]\n---\n\nAll guides.\n")
        .file("content/guides/first.md", format!("# First guide\n\n{long}\n\n{long}\n\nSee [there](second.md#the-place).\n"))
        .file("content/guides/second.md", format!("# Second guide\n\n{long}\n\n## The place\n\nHere it is.\n"))
        .file(
            "checklists/guides.yaml",
            "id: guides\ntitle: Guides asked\nitems:\n  - {id: GU-01, ask: Is it asked always?}\n  - {id: GU-02, ask: Is it asked of public ones?, applies_when: {any: [public]}}\n",
        )
}

fn read(book: &Handbook, path: &str) -> Pdf {
    Pdf::of(&fs::read(book.folder().join(path)).unwrap_or_else(|error| panic!("no `{path}`: {error}")))
}

#[test]
fn without_a_name_all_sheets_are_told() {
    let run = pages().run(&["print"]);
    run.expect_ok();
    assert!(run.stdout.lines().any(|line| line.starts_with("guides ") && line.ends_with("Guides asked")), "{}", run.stdout);
    assert_eq!(files(&run.out), std::collections::BTreeMap::new());
}

#[test]
fn a_sheet_is_printed_on_every_paper_of_the_settings_or_on_the_one_that_is_named() {
    let book = pages();
    let run = book.run(&["print", "guides", "--out", "prints"]);
    run.expect_ok();
    assert_eq!(run.stdout, "prints/guides.a4.pdf: 1 page\nprints/guides.letter.pdf: 1 page\n");
    assert_eq!(files(&book.folder().join("prints")).into_keys().collect::<Vec<_>>(), ["guides.a4.pdf", "guides.letter.pdf"]);
    book.run(&["print", "guides", "--paper", "letter", "--out", "one.pdf"]).expect_ok();
    assert!(read(&book, "one.pdf").info()["Page size"].starts_with("612 x 792"));
    book.run(&["print", "guides", "--paper", "a5"]).expect_trouble().expect_mentions(&["a4", "letter"]);
    // It may be printed again, in the same place.
    book.run(&["print", "guides", "--paper", "a4", "--out", "one.pdf"]).expect_ok();
    assert!(read(&book, "one.pdf").info()["Page size"].contains("A4"));
}

#[test]
fn only_what_is_asked_of_a_service_with_these_traits_is_printed() {
    let book = pages();
    for (traits, asked) in [(&["--traits", "public"][..], true), (&["--traits", ""], false), (&[], true)] {
        let args = [&["print", "guides", "--paper", "a4", "--out", "one.pdf"], traits].concat();
        book.run(&args).expect_ok();
        let text = squeezed(&read(&book, "one.pdf").text());
        assert!(text.contains("Isitaskedalways?"), "{traits:?}");
        assert_eq!(text.contains("Isitaskedofpublicones?"), asked, "{traits:?}");
    }
    book.run(&["print", "guides", "--traits", "pubic"])
        .expect_trouble()
        .expect_mentions(&["there is no trait and no tier `pubic`", "`public`"]);
    // Where there are none, that is the help.
    let bare = handbook().file("handbook.yaml", "title: Test handbook\n").file("content/index.md", "# Home\n");
    let run = bare.run(&["print", "content/index.md", "--traits", "public"]);
    run.expect_trouble().expect_mentions(&["= help: the settings list no traits and no tiers"]);
}

#[test]
fn a_page_and_a_section_are_printed_by_their_paths() {
    let book = pages();
    book.run(&["print", "content/guides/second.md", "--paper", "a4", "--out", "out"]).expect_ok();
    let text = read(&book, "out/guides-second.a4.pdf").text();
    expect_in_order(&text, ["Second guide", "The place", "Here it is."]);
    assert!(!text.contains("First guide"));
    // A name that begins like the folder's is a name like any other.
    let book = pages().file("content/contentment.md", "# Contentment\n\nAll is well.\n");
    book.run(&["print", "contentment.md", "--paper", "a4", "--out", "out"]).expect_ok();
    assert!(read(&book, "out/contentment.a4.pdf").text().contains("All is well."));
    for name in ["content/guides", "content/guides/", "guides/index.md", "./content/guides/index.md"] {
        let book = pages();
        book.run(&["print", name, "--paper", "a4", "--out", "out"]).expect_ok();
        // There is a sheet with that id already.
        let text = read(&book, "out/guides-pages.a4.pdf").text();
        expect_in_order(
            &text,
            ["Guides", "First guide", "Second guide", "All guides.", "First guide", "Second guide", "Here it is."],
        );
    }
}

#[test]
fn the_whole_handbook_is_one_document_whose_links_tell_the_right_pages() {
    let book = pages();
    book.run(&["print", "--all", "--paper", "a4", "--out", "out"]).expect_ok();
    let names: Vec<String> = files(&book.folder().join("out")).into_keys().collect();
    assert_eq!(names, ["guides.a4.pdf", "handbook.a4.pdf"]);
    let pdf = read(&book, "out/handbook.a4.pdf");
    pdf.expect_sound();
    let pages = pdf.pages();
    let holds = |text: &str| (1..=pages).filter(|&page| squeezed(&pdf.page(page)).contains(&squeezed(text))).collect::<Vec<_>>();
    let here = holds("Here it is.");
    assert_eq!(here.len(), 1);
    for link in ["the second", "there"] {
        let from = holds(&format!("{link} (→ {})", here[0]));
        assert!(!from.is_empty(), "`{link}` leads to page {} nowhere:\n{}", here[0], pdf.text());
        assert!(from.iter().all(|page| *page < here[0]));
    }
    // The contents name the page of each heading.
    let contents = pdf.page(1) + &pdf.page(2);
    // Its title runs at the head of the pages that follow.
    let second = holds("Second guide").into_iter().find(|page| *page > 1).expect("a page");
    let line = contents.lines().find(|line| line.starts_with("Second guide")).unwrap_or_else(|| panic!("{contents}"));
    let told: String = line.trim_end().rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default().to_owned();
    assert_eq!(told, second.to_string(), "{line}");
}

#[test]
fn a_wrong_name_is_told_with_what_was_meant_and_nothing_is_written() {
    let book = pages();
    let before = files(&book.folder());
    book.run(&["print", "guidse"]).expect_trouble().expect_mentions(&["there is no sheet and no page `guidse`", "`guides`"]);
    book.run(&["print", "content/nowhere.md"]).expect_trouble().expect_mentions(&["`content/nowhere.md`", "help:"]);
    book.run(&["print", "guides", "nowhere", "--out", "out"]).expect_trouble();
    book.run(&["print", "guides", "--all"]).expect_trouble();
    book.run(&["print", "guides", "--handbook", "elsewhere"])
        .expect_trouble()
        .expect_mentions(&["there is no folder `elsewhere`"]);
    assert!(files(&book.folder()) == before);
}

#[test]
fn several_sheets_never_go_into_one_file() {
    let book = pages();
    book.run(&["print", "guides", "--out", "one.pdf"])
        .expect_trouble()
        .expect_mentions(&["`one.pdf` is one file, and these are 2"]);
    book.run(&["print", "guides", "content/index.md", "--paper", "a4", "--out", "one.pdf"]).expect_trouble();
    assert!(!book.folder().join("one.pdf").exists());
    // The same one twice is one; a sheet and a page with one name are two files.
    book.run(&["print", "guides", "guides", "--paper", "a4", "--out", "one.pdf"]).expect_ok();
    book.run(&["print", "guides", "content/guides", "--paper", "a4", "--out", "two"]).expect_ok();
    assert_eq!(files(&book.folder().join("two")).len(), 2);
}

#[test]
fn a_file_that_readybook_did_not_make_is_never_overwritten() {
    let book = pages().file("guides.a4.pdf", "%PDF-1.4 mine").file("note.pdf", "no PDF");
    let run = book.run(&["print", "content/index.md", "guides", "--paper", "a4"]);
    run.expect_trouble().expect_mentions(&["`guides.a4.pdf` is there already, and readybook did not make it", "help:"]);
    assert!(!book.folder().join("handbook.a4.pdf").exists(), "all or nothing");
    book.run(&["print", "guides", "--paper", "a4", "--out", "note.pdf"]).expect_trouble();
    assert_eq!(fs::read(book.folder().join("guides.a4.pdf")).expect("a file"), b"%PDF-1.4 mine");
    assert_eq!(fs::read(book.folder().join("note.pdf")).expect("a file"), b"no PDF");
    fs::create_dir(book.folder().join("folder.pdf")).expect("a folder");
    book.run(&["print", "guides", "--paper", "a4", "--out", "folder.pdf"]).expect_trouble().expect_mentions(&["folder.pdf"]);
}

#[test]
fn a_folder_that_cannot_be_written_is_trouble_and_leaves_nothing_behind() {
    let book = pages();
    let closed = book.folder().join("closed");
    fs::create_dir(&closed).expect("a folder");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).expect("rights that can be set");
    open_to_all(&book.folder());
    let run = finish(readybook_as_nobody(&book.folder(), &["print", "guides", "--out", "closed"]), closed.clone());
    run.expect_trouble().expect_mentions(&["closed"]);
    assert!(files(&closed).is_empty(), "root is {}", is_root());
    book.put("plain", b"a file");
    book.run(&["print", "guides", "--out", "plain"]).expect_trouble().expect_mentions(&["plain"]);
}

#[test]
fn a_handbook_with_errors_prints_nothing_and_says_why() {
    let book =
        pages().file("checklists/guides.yaml", "id: guides\ntitle: Guides\nitems:\n  - {id: GU-01, asks: Typing mistake?}\n");
    book.run(&["print", "guides", "--out", "out"]).expect_wrong().expect_mentions(&["error[missing-key]"]);
    assert!(!book.folder().join("out").exists());
}

#[test]
fn a_sheet_over_its_budget_is_printed_as_it_is() {
    let book = questions(1, &short(25));
    let run = book.run(&["print", "questions", "--paper", "a4", "--out", "out"]);
    run.expect_ok();
    assert_eq!(run.stdout, "out/questions.a4.pdf: 2 pages\n");
}

#[test]
fn the_sheets_of_the_meeting_say_what_the_settings_say() {
    let book = handbook()
        .file(
            "handbook.yaml",
            "title: Test\npaper: [a4, letter]\nroles: [team-lead, security, product-owner]\ntiers: [critical, standard]\n\
             veto: {tiers: [critical], or_high_risk: true, by: [security]}\n\
             meeting:\n  minutes: 45\n  steps: [{title: Look, minutes: 30, text: All of it.}, {title: Decide, minutes: 15}]\n  \
             signs: [{role: team-lead}, {role: security, tiers: [critical]}, {role: product-owner, text: Exceptions only}]\n  \
             verdicts: {not-yet: We advise to wait.}\n\
             phases: [{id: ready, oversight: sign-off, only_for: [new-service], participants: [team-lead, security]}]\n",
        )
        .file("content/index.md", "# Home\n\n```{schedule}\n```\n\n```{signers}\n```\n\n```{verdicts}\n```\n")
        .file(
            "checklists/ready.yaml",
            "id: ready\ntitle: Ready\nitems:\n  - {id: RD-01, ask: Who is called?, hard_stop: [critical]}\n",
        );
    book.run(&["print", "agenda", "decision-record", "hard-stops", "content/index.md", "--out", "prints"]).expect_ok();
    for paper in ["a4", "letter"] {
        let text = |sheet: &str| read(&book, &format!("prints/{sheet}.{paper}.pdf")).text();
        let agenda = text("agenda");
        expect_in_order(
            &agenda,
            ["0 to 30", "Look", "All of it.", "30 to 45", "Decide", "Team lead", "Security", "Product owner"],
        );
        let record = text("decision-record");
        expect_in_order(&record, ["Not yet, with advice", "We advise to wait."]);
        expect_in_order(
            &record,
            ["Who signs", "Team lead", "Security", "Critical or high-risk only", "Product owner", "Exceptions only"],
        );
        assert!(text("hard-stops").contains("Critical or high-risk"), "{}", text("hard-stops"));
    }
    book.run(&["print", "content/index.md", "--paper", "a4", "--out", "page.pdf"]).expect_ok();
    let page = read(&book, "page.pdf").text();
    expect_in_order(
        &page,
        ["30 to 45", "Decide", "Team lead", "Every launch", "Product owner", "Exceptions only", "We advise to wait."],
    );
}
