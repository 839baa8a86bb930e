//! What readers see of closed editions: a page for each, a line on the checklist's page, marks at questions, the feed and the recent changes.

use std::fs;

use crate::handbook::{Handbook, files, handbook};

const SETTINGS: &str = "\
title: Test
base_url: https://handbook.example.com
tiers: [{id: one, title: One}]
traits: [{id: stores-data, title: Stores data}]
phases: [{id: launch, title: Launch, oversight: sign-off, only_for: [new-service, new-product], checklists: [ready]}]
";

const CHECKLIST: &str = "\
id: ready
title: Ready
phase: launch
prefix: RUN
items:
  - {id: RUN-01, ask: Who is called at night?, severity: high, hard_stop: [one]}
  - {id: RUN-02, ask: How do you roll back a release?, evidence: The last time.}
  - {id: RUN-03, ask: How do you restore the data?}
  - {id: RUN-04, ask: How do you know that it is up?}
";

const READY: &str = "checklists/ready.yaml";

fn book() -> Handbook {
    handbook().file("handbook.yaml", SETTINGS).file("content/index.md", "# Home\n").file(READY, CHECKLIST)
}

fn edit(book: &Handbook, from: &str, to: &str) {
    let text = fs::read_to_string(book.folder().join(READY)).expect("a checklist");
    assert!(text.contains(from), "no {from:?}:\n{text}");
    book.put(READY, text.replacen(from, to, 1).as_bytes());
}

#[track_caller]
fn close(book: &Handbook, date: &str, more: &[&str]) {
    book.run(&[&["edition", "--date", date], more].concat()).expect_ok();
}

/// A first edition, a second one that changed something in each way, and a running one.
fn with_editions() -> Handbook {
    let book = book();
    close(&book, "2026-11-01", &[]);
    edit(&book, "Who is called at night?, severity: high, hard_stop: [one]", "Who is called by night?, severity: low");
    edit(
        &book,
        "roll back a release?, evidence: The last time.",
        "roll back the last release?, applies_when: {any: [stores-data]}",
    );
    edit(&book, "  - {id: RUN-03, ask: How do you restore the data?}\n", "  - {id: RUN-05, ask: How do you restore it?}\n");
    edit(&book, "it is up?}\n", "it is up?}\nretired:\n  - {id: RUN-03, why: Too vague., replaced_by: [RUN-05]}\n");
    close(
        &book,
        "2026-11-15",
        &["--correction", "RUN-01", "--reworded", "RUN-02=Only the last one matters.", "--why", "RUN-05=Plainer."],
    );
    edit(&book, "know that it is up", "see that it is up");
    book
}

/// The text of a page's main part, a line for each line of the template that says something.
fn said(html: &str) -> String {
    let (_, main) = html.split_once("<main").expect("a main part");
    let main = main.split_once("<div class=\"content\">").map_or(main, |(_, content)| content);
    let main = main.split_once("</main>").map_or(main, |(main, _)| main);
    let mut text = String::new();
    for line in main.lines() {
        let mut line = line.replace("<del>", "[-").replace("</del>", "-]").replace("<ins>", "{+").replace("</ins>", "+}");
        while let (Some(from), Some(to)) = (line.find('<'), line.find('>')) {
            line.replace_range(from..=to, "");
        }
        if !line.trim().is_empty() {
            text += &format!("{}\n", line.trim());
        }
    }
    text
}

#[test]
fn an_edition_has_a_page_that_says_what_changed_and_why() {
    let book = with_editions();
    book.build().expect_ok();
    assert_eq!(
        said(&book.built("checklists/ready/editions/2026-11-15.html")),
        "\
New
These questions were not asked before.
RUN-05
How do you restore it?
Why: Plainer.
Reworded
The same is asked in other words, so an answer deserves another look. Words that went are struck through, and words that came are underlined.
RUN-02
How do you roll back [-a -]{+the last+} release?
What you could show: [-The last time.-]
Why: Only the last one matters.
Re-graded
A gap weighs more or less than before, or stops other launches. The answer stands.
RUN-01
Who is called by night?
Before: Severity: high. Hard stop: One
Now: Severity: low
For other services
These questions are asked of other services than before.
RUN-02
How do you roll back the last release?
Before: Asked of every launch
Now: Asked if: Stores data
Retired
These questions are no longer asked. Answers to them are kept.
RUN-03
How do you restore the data?
Replaced by: RUN-05
Why: Too vague.
Corrected
A mistake in the words was mended. Nobody needs to look again.
RUN-01
Who is called [-at -]{+by+} night?
All editions
Since the last edition: 1 reworded
Edition of 2026-11-15: 1 new, 1 reworded, 1 re-graded, 1 for other services, 1 retired, 1 corrected
Edition of 2026-11-01: the first edition
"
    );
    assert_eq!(
        said(&book.built("checklists/ready/editions/running.html")),
        "\
These changes are not part of a closed edition yet.
Reworded
The same is asked in other words, so an answer deserves another look. Words that went are struck through, and words that came are underlined.
RUN-04
How do you [-know -]{+see+} that it is up?
All editions
Since the last edition: 1 reworded
Edition of 2026-11-15: 1 new, 1 reworded, 1 re-graded, 1 for other services, 1 retired, 1 corrected
Edition of 2026-11-01: the first edition
"
    );
}

/// The lines of a checklist's page that tell its editions.
fn of_editions(page: &str) -> Vec<&str> {
    page.lines().filter(|line| line.contains("class=\"edition\"")).collect()
}

#[test]
fn the_checklist_leads_to_what_changed_and_marks_what_is_not_closed_yet() {
    let book = with_editions();
    book.build().expect_ok();
    let page = book.built("checklists/ready.html");
    assert_eq!(
        of_editions(&page),
        [
            "<li class=\"edition\"><a href=\"ready/editions/2026-11-15.html\">Edition of 2026-11-15</a></li>",
            "<li class=\"edition\"><a href=\"ready/editions/running.html\">What has changed since</a></li>",
            "<p class=\"edition\">Since the last edition: 1 reworded.</p>",
            "<p class=\"edition\">Edition of 2026-11-15: 1 new, 1 reworded, 1 re-graded, 1 for other services, 1 retired, 1 corrected. \
             <a href=\"ready/editions/2026-11-15.html\">What changed, and why</a></p>",
        ]
    );
    let marks: Vec<&str> = page.lines().filter(|line| line.contains("class=\"changed\"")).collect();
    assert_eq!(
        marks,
        [
            "<li class=\"changed\"><a href=\"ready/editions/running.html#rb-reworded-RUN-04\">Reworded since the edition of 2026-11-15</a></li>"
        ]
    );
    assert!(book.built("checklists/ready/editions/running.html").contains("id=\"rb-reworded-RUN-04\""));
    close(&book, "2026-11-20", &["--reworded", "RUN-04=Who looks sees it."]);
    book.build().expect_ok();
    assert_eq!(
        of_editions(&book.built("checklists/ready.html")),
        [
            "<li class=\"edition\"><a href=\"ready/editions/2026-11-20.html\">Edition of 2026-11-20</a></li>",
            "<p class=\"edition\">Edition of 2026-11-20: 1 reworded. <a href=\"ready/editions/2026-11-20.html\">What changed, and why</a></p>",
        ]
    );
}

#[test]
fn a_question_that_the_settings_hide_is_told_to_no_reader() {
    let book = with_editions();
    let settings = format!("{SETTINGS}hide: [RUN-04, RUN-01]\n");
    book.put("handbook.yaml", settings.as_bytes());
    book.build().expect_ok();
    let built = files(&book.folder().join("public"));
    assert!(!built.contains_key("checklists/ready/editions/running.html"));
    let page = book.built("checklists/ready/editions/2026-11-15.html");
    assert!(page.contains("<p class=\"lead\">1 new, 1 reworded, 1 for other services, 1 retired.</p>"), "{page}");
    assert!(!page.contains("RUN-01"));
}

#[test]
fn search_and_site_map_know_the_pages_of_closed_editions() {
    let book = with_editions();
    book.put("handbook.yaml", format!("{SETTINGS}hide: [RUN-01]\n").as_bytes());
    book.build().expect_ok();
    let map = book.built("sitemap.xml");
    let editions: Vec<&str> = map.lines().filter(|line| line.contains("/editions/")).map(str::trim).collect();
    assert_eq!(
        editions,
        ["2026-11-15", "2026-11-01"].map(|day| format!(
            "<url><loc>https://handbook.example.com/checklists/ready/editions/{day}.html</loc><lastmod>{day}</lastmod></url>"
        ))
    );
    let index = book.built("search-index.js");
    assert!(index.contains("\"Ready, edition of 2026-11-15\"") && index.contains(" plainer "), "{index}");
    // What changed nothing has nothing to find.
    assert!(!index.contains("edition of 2026-11-01"));
}

#[test]
fn without_closed_editions_there_is_none_of_it() {
    let book = book();
    book.build().expect_ok();
    let built = files(&book.folder().join("public"));
    let told: Vec<&String> = built.keys().filter(|path| path.contains("edition") || path.contains("changes")).collect();
    assert!(told.is_empty(), "{told:?}");
    let page = book.built("checklists/ready.html");
    assert!(of_editions(&page).is_empty() && !page.contains("rb-former") && !page.contains("class=\"changed\""));
}

#[test]
fn the_feed_and_the_recent_changes_name_a_closed_edition() {
    let book = with_editions();
    for args in
        [&["init", "-q"][..], &["add", "-A"], &["-c", "user.name=T", "-c", "user.email=t@example.com", "commit", "-qm", "All"]]
    {
        let mut git = crate::run::git(&book.folder(), args);
        git.env("GIT_AUTHOR_DATE", "2026-11-10T12:00:00Z").env("GIT_COMMITTER_DATE", "2026-11-10T12:00:00Z");
        assert!(crate::run::output(git).expect("git").status.success());
    }
    book.build().expect_ok();
    let feed = book.built("feed.xml");
    let titles: Vec<&str> = feed.lines().filter(|line| line.starts_with("<title>") || line.starts_with("<summary>")).collect();
    assert_eq!(
        titles[1..],
        [
            "<title>Ready: what changed in the edition of 2026-11-15</title>",
            "<summary>1 new, 1 reworded, 1 re-graded, 1 for other services, 1 retired, 1 corrected</summary>",
            "<title>Home</title>",
            "<title>Ready</title>",
            "<title>Ready: what changed in the edition of 2026-11-01</title>",
            "<summary>the first edition</summary>",
        ]
    );
    assert!(feed.contains("<id>https://handbook.example.com/checklists/ready/editions/2026-11-15.html</id>\n"));
    assert!(feed.contains("<updated>2026-11-15T00:00:00Z</updated>\n"));
    assert_eq!(
        said(&book.built("recent.html")),
        "As a feed\n2026-11-15\nReady: what changed in the edition of 2026-11-15\n2026-11-10\nHome\nReady\n"
    );
}
