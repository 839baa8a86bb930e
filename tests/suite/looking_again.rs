//! Looking again: who stood by a page and at what, what is due when and whose it is.

use std::collections::BTreeMap;

use jiff::civil::Date;
use readybook::{
    handbook::Handbook as Whole,
    pipeline::{self, Request},
};
use serde_json::{Value, json};

use crate::{
    handbook::{Handbook, empty, repository},
    run::Run,
};

const SETTINGS: &str = "title: Test\nroles: [{id: enablement, title: The helpers}]\nowner: enablement\n";

/// Pages of two owners, facts of one service, and what nobody has looked at.
fn book() -> Handbook {
    empty()
        .file("handbook.yaml", SETTINGS)
        .file("content/index.md", "# Home\n")
        .file("content/a.md", "---\nreviewed: 2026-01-10\ndomain: data\nfresh_for_months: 6\n---\n# A\n")
        .file("content/b.md", "---\nreviewed: {on: 2026-02-10, by: enablement}\nfresh_for_months: 6\n---\n# B\n")
        .file("content/c.md", "---\nreviewed: 2026-01-10\ndomain: data\n---\n# C\n")
        .file("content/domains.yaml", "domains:\n  - {id: data, title: Data}\n")
        .file("content/matrix.yaml", MATRIX)
}

const MATRIX: &str = "responsibilities:
  duties:
    - {id: backups, title: Backups}
    - {id: access, title: Access}
    - {id: cost, title: Cost}
  services:
    - id: queue
      title: Queue
      kind: queue
      provider: aws
      cells:
        backups:
          provider: Keeps copies.
          basis: source
          sources:
            - {url: https://a.example.org, read_on: 2026-03-01, checked_live: 2026-04-01}
            - {url: https://b.example.org, read_on: 2026-05-01}
        access: {team: Yours., read_on: 2026-04-01}
        cost: {team: Yours.}
";

#[test]
fn what_is_due_is_told_with_its_owner_and_counted_by_owner() {
    let run = book().run(&["check", "--as-of", "2026-08-11"]);
    run.expect_ok().expect_findings(snapbox::str![[r#"
warning[review-due]: this page was due for another look on 2026-07-10; its owner is `Data`
 --> content/a.md:2:11
  |
2 | reviewed: 2026-01-10
  |           ^^^^^^^^^^
  |
  = help: read it again, correct what has changed, and write today's date; `readybook reviewed` writes it with what was read

warning[review-due]: this page was due for another look on 2026-08-10; its owner is `The helpers`
 --> content/b.md:2:16
  |
2 | reviewed: {on: 2026-02-10, by: enablement}
  |                ^^^^^^^^^^
  |
  = help: read it again, correct what has changed, and write today's date; `readybook reviewed` writes it with what was read

checked [..] pages, 0 checklists; 0 errors, 2 warnings as of 2026-08-11 ([..] s)
2 due for another look, by owner:
     1  Data
     1  The helpers

"#]]);
}

#[test]
fn a_program_reads_whose_it_is() {
    let run = book().run(&["check", "--as-of", "2026-08-11", "--format", "json"]);
    let found: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let owners: Vec<&Value> = found["diagnostics"].as_array().expect("a list").iter().map(|found| &found["owner"]).collect();
    assert_eq!(owners, [&json!({"title": "Data", "id": "data"}), &json!({"title": "The helpers", "id": "enablement"})]);
}

#[test]
fn without_an_owner_nobody_is_named() {
    let run = book().file("handbook.yaml", "title: Test\nroles: [enablement]\n").run(&["check", "--as-of", "2026-08-11"]);
    run.expect_mentions(&["was due for another look on 2026-08-10\n", "     1  without an owner\n"]);
}

fn whole(folder: std::path::PathBuf) -> std::sync::Arc<Whole> {
    let request = Request {
        root: folder,
        base_url: None,
        drafts: readybook::handbook::Drafts::Hidden,
        as_of: None,
        since: None,
        results: None,
        history: false,
        progress: std::sync::Arc::default(),
    };
    let revision = pipeline::make(request).expect("a handbook");
    std::sync::Arc::clone(&revision.built().expect("a whole handbook").inputs.handbook)
}

#[test]
fn a_fact_is_as_old_as_the_source_that_has_waited_longest_and_facts_of_a_service_are_spread_alike() {
    let handbook = whole(book().folder());
    let looks: Vec<(Date, Date)> = handbook.looks().map(|look| (look.on.value, look.due)).collect();
    let day = |text: &str| text.parse::<Date>().expect("a day");
    let facts = &looks[3..];
    // Each source counts from its later day; the one that was read on 2026-05-01 is the younger.
    assert_eq!(facts.iter().map(|(on, _)| *on).collect::<Vec<_>>(), [day("2026-04-01"), day("2026-04-01")]);
    assert_eq!(facts[0].1, facts[1].1);
    for (on, due) in &looks[2..] {
        let (first, last) = (on.saturating_add(jiff::Span::new().days(273)), on.saturating_add(jiff::Span::new().months(12)));
        assert!((first..=last).contains(due), "{on} {due}");
    }
}

#[test]
fn the_shipped_handbook_does_not_come_due_on_one_day() {
    let handbook = whole(repository("."));
    let mut days: BTreeMap<Date, usize> = BTreeMap::new();
    let mut months: BTreeMap<(i16, i8), usize> = BTreeMap::new();
    let looks: Vec<_> = handbook.looks().collect();
    for look in &looks {
        assert!(look.due <= look.on.value.saturating_add(jiff::Span::new().months(i64::from(look.months))));
        *days.entry(look.due).or_default() += 1;
        *months.entry((look.due.year(), look.due.month())).or_default() += 1;
    }
    assert!(looks.len() > 70, "{}", looks.len());
    assert!(days.values().all(|count| *count * 10 <= looks.len()), "{days:?}");
    assert!(months.values().all(|count| *count * 2 < looks.len()), "{months:?}");
    assert!(looks.iter().all(|look| look.owner.is_some()));
}

/// What `reviewed` makes of a page; the digest is drawn as `D`.
fn stood(before: &str, more: &[&str]) -> (String, Run) {
    let book = book().file("content/page.md", before);
    let run = book.run(&[&["reviewed", "content/page.md", "--as-of", "2026-08-11"], more].concat());
    let after = std::fs::read_to_string(book.folder().join("content/page.md")).expect("the page");
    let digest = digest_in(&after);
    (if digest.is_empty() { after } else { after.replace(&digest, "D") }, run)
}

/// The digest that stands in the front matter of a page; empty without one.
fn digest_in(page: &str) -> String {
    let behind = page.split_once("text: ").map_or("", |(_, behind)| behind);
    behind.chars().take_while(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || *c == '-').collect()
}

#[test]
fn a_look_is_written_in_place_and_every_other_byte_stays() {
    let by: &[&str] = &["--by", "data"];
    for (before, more, after) in [
        ("# A\n\nText.\n", &[][..], "---\nreviewed: {on: 2026-08-11, text: D}\n---\n\n# A\n\nText.\n"),
        ("---\ntitle: A  # a\n---\nText.", by, "---\ntitle: A  # a\nreviewed: {on: 2026-08-11, by: data, text: D}\n---\nText."),
        (
            "---\nreviewed: 2026-01-02 # then\ntitle: A\n---\nText.\n",
            by,
            "---\nreviewed: {on: 2026-08-11, by: data, text: D} # then\ntitle: A\n---\nText.\n",
        ),
        ("---\nreviewed: \"2026-01-02\"\n---\nText.\n", &[], "---\nreviewed: {on: 2026-08-11, text: D}\n---\nText.\n"),
        ("---\nreviewed:   # when?\n---\nText.\n", &[], "---\nreviewed: {on: 2026-08-11, text: D}   # when?\n---\nText.\n"),
        ("---\n# nothing\n---\nText.\n", &[], "---\n# nothing\nreviewed: {on: 2026-08-11, text: D}\n---\nText.\n"),
        (
            "---\nreviewed: { by: enablement,\n  on: 2026-01-02 } # x\n---\nText.\n",
            by,
            "---\nreviewed: { by: data,\n  on: 2026-08-11, text: D } # x\n---\nText.\n",
        ),
        (
            "---\nreviewed:\n    # who\n    by: enablement # us\n    on: 2026-01-02  # day\ntitle: A\n---\nText.\n",
            &[],
            "---\nreviewed:\n    # who\n    by: enablement # us\n    on: 2026-08-11  # day\n    text: D\ntitle: A\n---\nText.\n",
        ),
        (
            "---\r\nreviewed:\r\n  on: 2026-01-02\r\n---\r\nText.\r\n",
            by,
            "---\r\nreviewed:\r\n  on: 2026-08-11\r\n  by: data\r\n  text: D\r\n---\r\nText.\r\n",
        ),
        ("\u{feff}---\nreviewed: 2026-01-02\n---\nÄ.\n", &[], "\u{feff}---\nreviewed: {on: 2026-08-11, text: D}\n---\nÄ.\n"),
    ] {
        let (made, run) = stood(before, more);
        run.expect_ok();
        assert_eq!(made, after, "{before:?}");
        assert_eq!(run.stdout, "`content/page.md`: reviewed on 2026-08-11\n");
    }
}

#[test]
fn the_same_text_is_confirmed_and_another_one_is_told_until_somebody_looks() {
    let book = book().file("content/page.md", "---\nreviewed: 2026-01-02\n---\n# Page\n\nText.\n");
    let page = || std::fs::read_to_string(book.folder().join("content/page.md")).expect("the page");
    let look = |day: &str| {
        let run = book.run(&["reviewed", "content/page.md", "--as-of", day]);
        run.expect_ok();
        run.stdout
    };
    let state = |day: &str| {
        book.build().expect_ok();
        let built = book.built("page.html");
        let line = built.lines().find(|line| line.contains(day)).unwrap_or_else(|| panic!("no {day} in {built}")).to_owned();
        let mut text = String::new();
        let mut inside = false;
        for c in line.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                _ if !inside => text.push(c),
                _ => {}
            }
        }
        text
    };
    assert_eq!(look("2026-02-01"), "`content/page.md`: reviewed on 2026-02-01\n");
    let first = page();
    // The same day once more: nothing changes.
    assert_eq!(look("2026-02-01"), "`content/page.md`: confirmed on 2026-02-01\n");
    assert_eq!(page(), first);
    assert_eq!(look("2026-03-01"), "`content/page.md`: confirmed on 2026-03-01, unchanged since 2026-02-01\n");
    assert_eq!(look("2026-04-01"), "`content/page.md`: confirmed on 2026-04-01, unchanged since 2026-02-01\n");
    assert!(page().contains("since: 2026-02-01}\n"), "{}", page());
    assert!(state("2026-04-01").starts_with("Confirmed on 2026-04-01, unchanged since 2026-02-01, next look on "));
    assert!(!book.check().stderr.contains("changed-since-reviewed"));

    // Wrapped otherwise it says the same; one word more does not.
    book.put("content/page.md", page().replace("# Page\n\nText.", "# Page\n\n\nText.  ").as_bytes());
    assert!(!book.check().stderr.contains("changed-since-reviewed"));
    book.put("content/page.md", page().replace("Text.", "More text.").as_bytes());
    let told = book.check();
    told.expect_ok().expect_mentions(&[
        "note[changed-since-reviewed]: this page has changed since it was reviewed on 2026-04-01\n --> content/page.md:2:",
        "= help: read it again, and run `readybook reviewed content/page.md`; a correction may wait for the next look\n",
    ]);
    assert!(state("2026-04-01").starts_with("Checked on 2026-04-01, the text has changed since, next look on "));
    assert_eq!(look("2026-05-01"), "`content/page.md`: reviewed on 2026-05-01; the text has changed since the look before\n");
    assert!(state("2026-05-01").starts_with("Checked on 2026-05-01, next look on "));
    assert_eq!(look("2026-06-01"), "`content/page.md`: confirmed on 2026-06-01, unchanged since 2026-05-01\n");
}

#[test]
fn what_cannot_be_written_is_refused_and_no_page_is_touched() {
    let book = book()
        .file("content/odd.md", "---\ntitle: [\n---\nText.\n")
        .file("content/alias.md", "---\nreviewed: &r {on: 2026-01-02}\nx: *r\n---\nText.\n");
    let before = crate::handbook::files(&book.folder());
    for (args, told) in [
        (
            &["content/a.md", "--by", "enablemnt"][..],
            "error: there is no role or domain `enablemnt`\n  = help: did you mean `enablement`?\n",
        ),
        (&["content/a.md", "content/none.md"], "error: there is no `content/none.md`\n  = help: name a page below `content/`\n"),
        (
            &["content/a.md", "content/matrix.yaml"],
            "error: `content/matrix.yaml` is not a Markdown page\n  = help: name a page below `content/`; a cell of a matrix says `read_on` and `checked_live`\n",
        ),
        (
            &["content/a.md", "content/odd.md"],
            "error: `content/odd.md` has front matter that cannot be changed in place; nothing was written\n  = help: look at it with `readybook check`, or write `reviewed` by hand, as in `reviewed: 2026-11-22`\n",
        ),
        (
            &["content/a.md", "content/alias.md"],
            "error: `content/alias.md` has front matter that cannot be changed in place; nothing was written\n  = help: look at it with `readybook check`, or write `reviewed` by hand, as in `reviewed: 2026-11-22`\n",
        ),
    ] {
        let run = book.run(&[&["reviewed", "--as-of", "2026-08-11"], args].concat());
        run.expect_trouble();
        assert_eq!(run.stderr, told);
        crate::handbook::expect_same(&crate::handbook::files(&book.folder()), &before);
    }
}

#[test]
fn a_page_that_is_named_twice_is_written_once() {
    let (before, again) = ("# A\n\nText.\n", ["./content/page.md", "content/page.md"]);
    let (once, run) = stood(before, &[]);
    let (twice, again) = stood(before, &again);
    assert_eq!((twice, again.expect_ok().told()), (once, run.expect_ok().told()));
}

#[test]
fn reviewed_is_checked_where_it_is_written() {
    let run = book()
        .file("content/a.md", "---\nreviewed: {on: 2026-01-10, by: dta, since: 2026-01-11}\n---\n# A\n")
        .file("content/b.md", "---\nreviewed: {by: data, text: abc}\n---\n# B\n")
        .check();
    run.expect_wrong().expect_findings(snapbox::str![[r#"
warning[review-due]: this page was due for another look on 2026-11-01; its owner is `The helpers`
 --> content/a.md:2:16
  |
2 | reviewed: {on: 2026-01-10, by: dta, since: 2026-01-11}
  |                ^^^^^^^^^^
  |
  = help: read it again, correct what has changed, and write today's date; `readybook reviewed` writes it with what was read

error[unknown-id]: there is no role or domain `dta`
 --> content/a.md:2:32
  |
2 | reviewed: {on: 2026-01-10, by: dta, since: 2026-01-11}
  |                                ^^^
  |
  = help: did you mean `data`?

error[wrong-value]: `since` is 2026-01-11, after the last look on 2026-01-10
 --> content/a.md:2:44
  |
2 | reviewed: {on: 2026-01-10, by: dta, since: 2026-01-11}
  |                                            ^^^^^^^^^^
  |
  = help: write the day of the first look at this text, or leave `since` out

error[missing-key]: `reviewed` has no `on`
 --> content/b.md:2:12
  |
2 | reviewed: {by: data, text: abc}
  |            ^^
  |
  = help: write `on:` and its value

error[wrong-value]: `abc` is not a short digest
 --> content/b.md:2:28
  |
2 | reviewed: {by: data, text: abc}
  |                            ^^^
  |
  = help: it is four groups of five letters and digits, as `readybook reviewed` writes it

4 errors, 1 warning ([..] s)
1 due for another look, by owner:
     1  The helpers

"#]]);
}

#[test]
fn the_former_name_of_read_on_is_read_and_the_two_do_not_stand_together() {
    let with = |dates: &str| book().file("content/matrix.yaml", MATRIX.replace("read_on: 2026-04-01}", &format!("{dates}}}")));
    let built = |dates: &str| {
        let book = with(dates);
        book.build().expect_ok();
        crate::handbook::files(&book.folder().join("public"))
    };
    crate::handbook::expect_same(&built("checked: 2026-04-01"), &built("read_on: 2026-04-01"));
    with("checked: 2026-04-01, read_on: 2026-04-01").check().expect_wrong().expect_mentions(&[
        "error[wrong-value]: `read_on` says this already: `checked` is its former name\n",
        "= help: remove `checked`\n",
    ]);
    with("checked_live: 2027-01-01")
        .check()
        .expect_ok()
        .expect_mentions(&["warning[future-date]: this was looked at on 2027-01-01"]);
}

#[test]
fn the_page_lists_what_is_due_by_month_and_by_owner_and_what_nobody_has_looked_at() {
    let book = book();
    book.build().expect_ok();
    let built = book.built("to-look-at.html");
    let begin = built.find("<section class=\"looks\"").expect("the lists");
    let end = built.rfind("</section>").expect("their end");
    snapbox::assert_data_eq!(
        &built[begin..end],
        snapbox::str![[r#"
<section class="looks" aria-labelledby="rb-by-month">
<h2 id="rb-by-month">By month</h2>
<h3><time datetime="2026-07">2026-07</time></h3>
<ul>
<li>
<p><a href="a.html">A</a></p>
<p class="small"><time datetime="2026-07-10" data-due="2026-07-10">2026-07-10</time> · Data · last look on <time datetime="2026-01-10">2026-01-10</time></p>
</li>
</ul>
<h3><time datetime="2026-08">2026-08</time></h3>
<ul>
<li>
<p><a href="b.html">B</a></p>
<p class="small"><time datetime="2026-08-10" data-due="2026-08-10">2026-08-10</time> · The helpers · last look on <time datetime="2026-02-10">2026-02-10</time></p>
</li>
</ul>
<h3><time datetime="2026-12">2026-12</time></h3>
<ul>
<li>
<p><a href="c.html">C</a></p>
<p class="small"><time datetime="2026-12-20" data-due="2026-12-20">2026-12-20</time> · Data · last look on <time datetime="2026-01-10">2026-01-10</time></p>
</li>
</ul>
<h3><time datetime="2027-01">2027-01</time></h3>
<ul>
<li>
<p><a href="matrix/queue.html">Queue</a>, 2 facts</p>
<p class="small"><time datetime="2027-01-16" data-due="2027-01-16">2027-01-16</time> · The helpers · last look on <time datetime="2026-04-01">2026-04-01</time></p>
</li>
</ul>
</section>
<section class="looks" aria-labelledby="rb-by-owner">
<h2 id="rb-by-owner">By owner</h2>
<h3>Data</h3>
<ul>
<li>
<p><a href="a.html">A</a></p>
<p class="small"><time datetime="2026-07-10" data-due="2026-07-10">2026-07-10</time> · last look on <time datetime="2026-01-10">2026-01-10</time></p>
</li>
<li>
<p><a href="c.html">C</a></p>
<p class="small"><time datetime="2026-12-20" data-due="2026-12-20">2026-12-20</time> · last look on <time datetime="2026-01-10">2026-01-10</time></p>
</li>
</ul>
<h3>The helpers</h3>
<ul>
<li>
<p><a href="b.html">B</a></p>
<p class="small"><time datetime="2026-08-10" data-due="2026-08-10">2026-08-10</time> · last look on <time datetime="2026-02-10">2026-02-10</time></p>
</li>
<li>
<p><a href="matrix/queue.html">Queue</a>, 2 facts</p>
<p class="small"><time datetime="2027-01-16" data-due="2027-01-16">2027-01-16</time> · last look on <time datetime="2026-04-01">2026-04-01</time></p>
</li>
</ul>
</section>
<section class="looks" aria-labelledby="rb-never">
<h2 id="rb-never">Not looked at yet</h2>
<p>Nobody has written down a date for these yet, so they do not come due.</p>
<ul>
<li>
<p><a href="index.html">Home</a></p>
<p class="small">The helpers</p>
</li>
<li>
<p><a href="matrix/queue.html">Queue</a>, one fact</p>
<p class="small">The helpers</p>
</li>
</ul>

"#]]
    );
    assert!(book.built("index.html").contains("<a href=\"to-look-at.html\">Due for another look</a>"));
}
