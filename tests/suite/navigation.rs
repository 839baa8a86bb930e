//! Pages that lead on: what links here, pages by topic, what changed last, the feed and the site map.

use crate::{
    handbook::{Handbook, handbook},
    run,
};

fn linked() -> Handbook {
    handbook()
        .file("handbook.yaml", "title: Test\nphases: [{id: one, title: Phase One, page: content/one/index.md, oversight: none}]\n")
        .file("content/index.md", "# Home\n\n[Target](one/target.md#part), [again](one/target.md).\n")
        .file("content/one/index.md", "# One\n")
        .file("content/one/target.md", "# Target\n\n## Part\n\n[Itself](#part), [HA].\n")
        .file("content/two.md", "---\nphases: [one]\ndomain: net\n---\n# Two\n\n![No page](p.svg) `[x](one/target.md)`\n")
        .file("content/p.svg", "<svg/>")
        .file("content/g.yaml", "glossary: [{term: high availability, short_form: HA, short: Still there., see: one/target.md}]\n")
        .file("content/d.yaml", "domains: [{id: net, title: Network}]\n")
        .file(
            "checklists/list/_checklist.yaml",
            "id: list\ntitle: List\nareas: [first]\n",
        )
        .file(
            "checklists/list/first.yaml",
            "id: first\nprefix: FI\ntitle: First area\ndomain: net\nitems: [{id: FI-01, ask: \"How, {{title}}?\", guide: ../../content/one/target.md}]\n",
        )
}

/// The links between two texts of a page, as `address: words`.
fn links(html: &str, from: &str, to: &str) -> Vec<String> {
    let (_, after) = html.split_once(from).unwrap_or_else(|| panic!("no `{from}` in\n{html}"));
    let part = after.split_once(to).map_or(after, |(part, _)| part);
    let link = |link: &str| {
        let (href, rest) = link.split_once('"').expect("an end");
        let words = rest.split_once('>').and_then(|(_, rest)| rest.split_once("</a>")).expect("words").0;
        format!("{href}: {words}")
    };
    part.split("<a href=\"").skip(1).map(link).collect()
}

#[test]
fn a_page_says_what_links_to_it_each_place_once_and_not_itself() {
    let book = linked();
    book.build().expect_ok();
    let target = book.built("one/target.html");
    let found = links(&target, "class=\"linked-from\"", "</details>");
    assert_eq!(
        found,
        [
            "../index.html: Home",
            "../g.html#high-availability: high availability",
            "../checklists/list/first.html#FI-01: FI-01 How, Test?"
        ]
    );
    assert_eq!(links(&book.built("g.html"), "class=\"linked-from\"", "</details>"), ["one/target.html: Target"]);
    assert!(!book.built("two.html").contains("linked-from"), "nothing links there");
}

#[test]
fn all_pages_are_listed_by_phase_by_area_and_by_domain_as_well() {
    let book = linked();
    book.build().expect_ok();
    let contents = book.built("contents.html");
    assert_eq!(
        links(&contents, "id=\"rb-by-phase\"", "</section>"),
        ["one/index.html: Phase One", "one/target.html: Target", "two.html: Two"]
    );
    assert_eq!(
        links(&contents, "id=\"rb-by-area\"", "</section>"),
        ["checklists/list/first.html: First area", "one/target.html: Target"]
    );
    assert_eq!(
        links(&contents, "id=\"rb-by-domain\"", "</section>"),
        ["d.html#net: Network", "two.html: Two", "checklists/list/first.html: First area"]
    );
}

/// A repository of its own, with a commit for each file, a day apart.
fn committed(book: &Handbook) {
    let git = |arguments: &[&str], date: &str| {
        let mut command = run::git(&book.folder(), arguments);
        command.env("GIT_AUTHOR_DATE", date);
        let done = run::output(command).expect("git");
        assert!(done.status.success(), "{done:?}");
    };
    git(&["init", "-q"], "");
    for (number, path) in
        ["content/index.md", "content/g.yaml", "content/two.md", "checklists/list/first.yaml"].iter().enumerate()
    {
        let date = format!("2026-03-0{}T12:00:00Z", number + 1);
        git(&["add", path], "");
        git(&["commit", "-q", "-m", "x"], &date);
    }
}

#[test]
fn what_changed_last_is_a_page_if_git_knows_and_a_feed_if_the_address_is_known_too() {
    let book = linked();
    book.build().expect_ok();
    assert!(!book.folder().join("public/recent.html").exists() && !book.built("index.html").contains("recent.html"));
    committed(&book);
    book.build().expect_ok();
    let recent = book.built("recent.html");
    assert_eq!(
        links(&recent, "class=\"recent\"", "</main>"),
        [
            "checklists/list.html: List",
            "checklists/list/first.html: First area",
            "two.html: Two",
            "g.html: G",
            "index.html: Home"
        ]
    );
    let days: Vec<&str> = recent.split("<time datetime=\"").skip(1).map(|rest| &rest[..10]).collect();
    assert_eq!(days, ["2026-03-04", "2026-03-03", "2026-03-02", "2026-03-01"]);
    assert!(book.built("one/target.html").contains("href=\"../recent.html\""));
    for absent in ["feed.xml", "sitemap.xml"] {
        assert!(!book.folder().join("public").join(absent).exists(), "{absent} needs to know the address");
    }
    assert!(!book.built("index.html").contains("canonical"));

    book.build_with(&["--base-url", "https://example.org/h/"]).expect_ok();
    let feed = book.built("feed.xml");
    assert!(
        feed.contains("<updated>2026-03-04T00:00:00Z</updated>") && feed.contains("<id>https://example.org/h/two.html</id>"),
        "{feed}"
    );
    let map = book.built("sitemap.xml");
    assert!(map.contains("<url><loc>https://example.org/h/two.html</loc><lastmod>2026-03-03</lastmod></url>"), "{map}");
    assert!(map.contains("<url><loc>https://example.org/h/one/target.html</loc></url>"), "{map}");
    let target = book.built("one/target.html");
    assert!(target.contains("<link rel=\"canonical\" href=\"https://example.org/h/one/target.html\">"));
    assert!(target.contains("type=\"application/atom+xml\" title=\"Recently changed\" href=\"../feed.xml\""));
    let lost = book.built("404.html");
    assert!(!lost.contains("canonical") && lost.contains("href=\"/h/recent.html\""), "{lost}");
}

#[test]
fn a_feed_is_xml_whatever_a_title_holds() {
    let book = handbook()
        .file("handbook.yaml", "title: \"A & <b>\"\nbase_url: https://example.org/\n")
        .file("content/index.md", "---\nsummary: \"<i> & \\\"x\\\"\"\n---\n# Home\n")
        .file("content/g.yaml", "glossary: []\n")
        .file("content/two.md", "# Two\n")
        .file("checklists/list/_checklist.yaml", "id: list\ntitle: List\nareas: [first]\n")
        .file("checklists/list/first.yaml", "id: first\nprefix: FI\ntitle: First\nitems: [{id: FI-01, ask: How?}]\n");
    committed(&book);
    book.build().expect_ok();
    let feed = book.built("feed.xml");
    assert!(feed.contains("<title>A &amp; &lt;b&gt;</title>"), "{feed}");
    assert!(!feed.contains("<i>"), "{feed}");
}
