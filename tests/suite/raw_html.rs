//! No script gets into a handbook: by a page's HTML, by an address in a key, by a file beside the pages.

use std::collections::BTreeSet;

use readybook::prose::{ALLOWED_ELEMENTS, ALLOWED_EVERYWHERE};

use crate::{
    handbook::{Handbook, handbook},
    run::Run,
};

/// Place and message of each finding, without the rest.
fn told(run: &Run) -> Vec<String> {
    let text = run.told();
    let lines: Vec<&str> = text.lines().collect();
    let found = lines.windows(2).filter(|pair| pair[1].trim_start().starts_with("--> "));
    found.map(|pair| format!("{} {}", pair[1].trim_start().trim_start_matches("--> "), pair[0])).collect()
}

fn page(text: &str) -> Handbook {
    handbook().file("content/index.md", format!("# Home\n\n{text}\n"))
}

#[track_caller]
fn refused(book: &Handbook, expected: &[&str]) {
    let checked = book.check();
    assert_eq!(told(&checked), expected);
    checked.expect_wrong();
    book.build().expect_wrong();
}

#[test]
fn html_that_a_browser_would_run_is_refused() {
    let attacks = [
        ("<textarea><!-- </textarea><img src=x onerror=alert(1)> --></textarea>", "a page may not hold <textarea>"),
        ("<title><!-- </title><img src=x onerror=alert(1)> --></title>", "a page may not hold <title>"),
        ("<xmp><!-- </xmp><img src=x onerror=alert(1)> --></xmp>", "a page may not hold <xmp>"),
        ("<noscript><!-- </noscript><img src=x onerror=alert(1)> --></noscript>", "a page may not hold <noscript>"),
        ("<div a=\"\n\n\" onmouseover=alert(1) style=x b=\"\n\n\">z</div>", "this tag is not closed"),
        ("<form action=\"javascript:alert(1)\"><button>x</button></form>", "a page may not hold <form>"),
        ("<svg><a xlink:href=\"javascript:alert(1)\"><text y=20>x</text></a></svg>", "a page may not hold <svg>"),
        ("<svg><a><animate attributeName=href values=javascript:alert(1) /></a></svg>", "a page may not hold <svg>"),
        ("<isindex action=javascript:alert(1)>", "a page may not hold <isindex>"),
        ("<button formaction=javascript:alert(1)>x</button>", "a page may not hold <button>"),
        ("<link rel=stylesheet href=https://example.org/x.css>", "a page may not hold <link>"),
        ("<!-- todo -- >", "this comment is not closed"),
        ("<details><summary>x</summary>", "`<details>` is not closed"),
        ("</div></main>", "`</div>` closes nothing that was opened here"),
    ];
    for (html, message) in attacks {
        let checked = page(html).check();
        assert_eq!(told(&checked).first(), Some(&format!("content/index.md:3:1 error[refused-html]: {message}")), "{html}");
        checked.expect_wrong();
        page(html).build().expect_wrong();
    }
}

#[test]
fn an_address_is_judged_after_its_names_are_filled_in() {
    let with = |text: &str| {
        page(text)
            .file(
                "handbook.yaml",
                "title: T\nblanks: {js: \"java\\tscript:alert(6)\", wiki: https://wiki.example.org, half: script, page: a.md}\n",
            )
            .file("content/a.md", "# A\n")
    };
    let script = "error[refused-html]: a link may not hold a script";
    let at = |column: usize| format!("content/index.md:3:{column} {script}");
    refused(&with("[x]({{js}})"), &[&at(5)]);
    refused(&with("![x]({{js}})"), &[&at(6)]);
    refused(&with("<a href=\"{{js}}\">x</a>"), &[&at(10)]);
    refused(&with("[x](java{{half}}:y)"), &[&at(5)]);
    refused(&with("[x][y]\n\n[y]: <{{js}}>"), &[&format!("content/index.md:5:7 {script}")]);
    let footer = page("x").file(
        "handbook.yaml",
        "title: T\nblanks: {js: \"javascript:alert(6)\"}\nbrand: {footer: [{title: x, url: \"{{js}}\"}]}\n",
    );
    assert!(told(&footer.check())[0].ends_with(script), "{:?}", told(&footer.check()));
    footer.build().expect_wrong();
    let fine = with("[x]({{wiki}}/y) [y]({{page}}) <a href=\"{{wiki}}/z\">z</a> <a href='{{page}}'>p</a>");
    fine.build().expect_ok();
    let built = fine.built("index.html");
    for link in
        ["href=\"https://wiki.example.org/y\"", "href=\"a.html\">y", "href=\"https://wiki.example.org/z\"", "href='a.html'"]
    {
        assert!(built.contains(link), "{link} in\n{built}");
    }
}

#[test]
fn only_schemes_of_the_list_become_links() {
    for scheme in ["data", "file", "ms-msdt", "vbscript", "blob", "view-source", "intent"] {
        for link in [
            format!("[x]({scheme}:a)"),
            format!("<{scheme}:a>"),
            format!("<a href='&#32;{scheme}:a'>x</a>"),
            format!("<img src='{scheme}:a'>"),
        ] {
            let checked = page(&link).check();
            checked.expect_wrong();
            assert_eq!(told(&checked).len(), 1, "{link}: {:?}", told(&checked));
        }
    }
    page("[a](HTTPS://example.org) <me@example.org> [b](tel:+49) [c](sms:+49) [d](//example.org) ![e](data:image/gif;base64,R0lGODlhAQABAAAAACw=)")
        .check()
        .expect_ok();
    let glossary = |see: &str| {
        handbook().file("content/glossary.yaml", format!("glossary:\n  - term: A\n    short: a short text\n    see: \"{see}\"\n"))
    };
    assert!(glossary("javascript:alert(1)").check().told().contains("a link may not hold a script"));
}

#[test]
fn a_handbook_is_published_below_a_whole_address() {
    for wrong in ["https://", "https://example.org/?x=1", "https://example.org/#a", "mailto:a@example.org", "https://a b/"] {
        let book = page("x").file("handbook.yaml", format!("title: T\nbase_url: \"{wrong}\"\n"));
        assert!(told(&book.check())[0].contains("error[wrong-value]"), "{wrong}");
        page("x").build_with(&["--base-url", wrong]).expect_trouble();
    }
}

#[test]
fn a_file_beside_the_pages_holds_no_script() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n";
    let book = handbook()
        .file("content/evil.html", "<!DOCTYPE html>\n<p>a</p>\n<script>alert(1)</script>\n")
        .file("content/a/EVIL.SVG", "<svg xmlns=\"http://www.w3.org/2000/svg\">\n  <a href=\"javascript:alert(1)\"/>\n</svg>\n")
        .file("content/b.xhtml", "<html xmlns=\"http://www.w3.org/1999/xhtml\"><body onload=\"x()\"/></html>\n")
        .file("content/c.xml", "<?xml version=\"1.0\"?><?xml-stylesheet type=\"text/xsl\" href=\"x.xsl\"?><a/>\n")
        .file("content/d.mht", "MIME-Version: 1.0\n")
        .file("content/fine.svg", svg)
        .file("content/fine.html", "<!DOCTYPE html><title>x</title><p>on and on</p>\n")
        .file("logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\">\n<script/></svg>")
        .file("handbook.yaml", "title: T\nbrand: {logo: logo.svg}\n");
    let found = told(&book.check());
    let expected = [
        "content/a/EVIL.SVG:2:3 error[refused-html]: a file beside the pages may not hold a script in the attribute `href`",
        "content/b.xhtml:1:44 error[refused-html]: a file beside the pages may not hold the attribute `onload`",
        "content/c.xml:1:22 error[refused-html]: a file beside the pages may not hold a style sheet that may make scripts",
        "content/d.mht:1:1 error[refused-html]: a browser opens a `.mht` file, and nobody can see whether it holds a script",
        "content/evil.html:3:1 error[refused-html]: a file beside the pages may not hold `<script>`",
    ];
    assert_eq!(found[..5], expected);
    assert!(
        found[5].starts_with("handbook.yaml:")
            && found[5].ends_with("error[refused-html]: `logo.svg` holds `<script>` in line 2"),
        "{found:?}"
    );
    assert_eq!(found.len(), 6);
    book.build().expect_wrong();
    // A theme is code.
    let theme = handbook()
        .file("themes/default/assets/icon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>")
        .file("content/fine.svg", svg);
    theme.build().expect_ok();
    assert_eq!(theme.built("fine.svg"), svg);
}

#[test]
fn a_text_field_is_judged_like_a_page() {
    let book = handbook().file(
        "content/glossary.yaml",
        "glossary:\n  - term: A\n    short: a short text\n    text: a <b>bold</b> text <details> and <img src=x onerror=y>\n",
    );
    let found = told(&book.check());
    assert_eq!(found.len(), 3, "{found:?}");
    for message in ["may not hold the attribute `onerror`", "`<details>` is not closed", "there is no `content/x`"] {
        assert!(found.iter().any(|found| found.contains(message)), "{message}: {found:?}");
    }
}

#[test]
fn a_heading_takes_no_id_of_the_theme() {
    assert_eq!(
        told(&page("## A {#rb-search-button}").check()),
        ["content/index.md:3:1 error[invalid-id]: the id `rb-search-button` is one of the theme's"]
    );
    page("## A {#verb-list}").check().expect_ok();
}

#[test]
fn outside_pictures_are_told_once() {
    let book = handbook()
        .file("content/a.md", "# A\n\n![x](https://example.org/a.png) <img src='//example.org/b.png'>\n")
        .file("content/b.md", "# B\n\n![x](https://example.org/a.png)\n");
    let checked = book.check_with(&["--strict"]);
    assert_eq!(told(&checked), ["content/a.md:3:6 note[outside-picture]: 3 pictures come from other sites, this one first"]);
    checked.expect_ok();
}

#[test]
fn the_guide_lists_what_may_be_written() {
    let guide = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/content/pages.md")).expect("the guide");
    let (_, section) = guide.split_once("### Raw HTML").expect("its section");
    let names = |text: &str| -> BTreeSet<String> { text.split('`').skip(1).step_by(2).map(str::to_owned).collect() };
    let (_, everywhere) = section.split_once("those of all: ").expect("what all have");
    assert_eq!(
        names(everywhere.split("\n\n").next().unwrap_or("")),
        ALLOWED_EVERYWHERE.iter().map(|name| (*name).to_owned()).collect()
    );
    let (_, table) = section.split_once("|---|---|\n").expect("its table");
    let mut told: Vec<(String, BTreeSet<String>)> = Vec::new();
    for row in table.lines().take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.split(" | ").collect();
        told.extend(names(cells[0]).into_iter().map(|name| (name, names(cells[1]))));
    }
    told.sort();
    let known: Vec<(String, BTreeSet<String>)> = ALLOWED_ELEMENTS
        .iter()
        .map(|(name, own)| ((*name).to_owned(), own.iter().map(|name| (*name).to_owned()).collect()))
        .collect();
    assert_eq!(told, known);
}
