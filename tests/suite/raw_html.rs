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
        ("<button\nformaction=javascript:alert(1)>x</button>", "a page may not hold the attribute `formaction`"),
        ("<link rel=stylesheet href=https://example.org/x.css>", "a page may not hold <link>"),
        ("<!-- todo -- >", "this comment is not closed"),
        ("</div></main>", "`</div>` closes nothing that was opened here"),
    ];
    for (html, message) in attacks {
        let checked = page(html).check();
        let told = told(&checked);
        let refused = told.iter().find_map(|line| Some(line.split_once(" error[refused-html]: ")?.1));
        assert_eq!(refused, Some(message), "{html}: {told:?}");
        checked.expect_wrong();
        page(html).build().expect_wrong();
    }
}

/// A page with what other tools write into theirs.
const FOREIGN: &str = "# Home

Ask your <team>, and write to <organization-name>. One <br> two.

<div class=\"wide\" markdown=\"1\" title=\"a &lt; b\">

Text **in** it.

</div>

<Listing number=\"1-1\" caption=\"x\">

```text
a
```

</Listing>

<button type=\"button\" hidden>x</button>

**The <dfn title=\"y\">network</span> is reliable**

Do <span style=\"text-decoration:underline;\">not</span>.

<style type=\"text/css\">
\ttd {padding: 8px;}
</style>
";

#[test]
fn html_that_does_no_harm_turns_green_in_one_command() {
    let book = handbook().file("content/index.md", FOREIGN);
    let checked = book.check();
    assert_eq!(
        told(checked.expect_wrong()),
        [
            "content/index.md:3:10 note[angle-brackets]: `<team>` is not HTML, so it is shown as text",
            "content/index.md:3:31 note[angle-brackets]: `<organization-name>` is not HTML, so it is shown as text",
            "content/index.md:5:19 error[unknown-html]: a page may not hold the attribute `markdown`",
            "content/index.md:11:1 error[unknown-html]: a page may not hold <listing>",
            "content/index.md:19:1 error[unknown-html]: a page may not hold <button>",
            "content/index.md:21:7 error[unknown-html]: `<dfn>` is not closed",
            "content/index.md:21:29 error[unknown-html]: `</span>` closes nothing that was opened here",
            "content/index.md:23:10 error[unknown-html]: a page may not hold the attribute `style`",
            "content/index.md:25:1 error[unknown-html]: a page may not hold <style>",
        ]
    );
    book.build().expect_wrong();
    book.check_with(&["--write-baseline"]).expect_ok();
    book.check_with(&["--strict"]).expect_ok();
    book.build().expect_ok();
    is_drawn_without(&book);
    book.put("content/index.md", format!("{FOREIGN}\nSee [there](there.md).\n").as_bytes());
    assert_eq!(
        told(book.check().expect_wrong()),
        [
            "content/index.md:3:10 note[angle-brackets]: `<team>` is not HTML, so it is shown as text",
            "content/index.md:3:31 note[angle-brackets]: `<organization-name>` is not HTML, so it is shown as text",
            "content/index.md:29:13 error[broken-link]: this link leads nowhere: there is no `content/there.md`",
        ]
    );
    for level in ["off", "note"] {
        let lowered = handbook()
            .file("handbook.yaml", format!("title: Test\nlevels: {{unknown-html: {level}}}\n"))
            .file("content/index.md", FOREIGN);
        lowered.build().expect_ok();
        is_drawn_without(&lowered);
    }
}

/// The body of [`FOREIGN`] as it is drawn: tags that are wrong are text, attributes that are wrong are gone.
#[track_caller]
fn is_drawn_without(book: &Handbook) {
    let built = book.built("index.html");
    let (_, body) = built.split_once("<p>Ask your ").expect("its first paragraph");
    let (body, _) = body.split_once("&lt;/style&gt;\n").expect("its end");
    let expected = "\
&lt;team&gt;, and write to &lt;organization-name&gt;. One <br> two.</p>
<div class=\"wide\"  title=\"a &lt; b\">
<p>Text <strong>in</strong> it.</p>
</div>
&lt;Listing number=\"1-1\" caption=\"x\"&gt;
<div class=\"code\"><pre tabindex=\"0\" role=\"group\" aria-label=\"Code\"><code>a
</code></pre></div>
&lt;/Listing&gt;
<p>&lt;button type=\"button\" hidden&gt;x&lt;/button&gt;</p>
<p><strong>The &lt;dfn title=\"y\"&gt;network&lt;/span&gt; is reliable</strong></p>
<p>Do <span >not</span>.</p>
&lt;style type=\"text/css\"&gt;
\ttd {padding: 8px;}
";
    assert_eq!(body, expected);
}

#[test]
fn what_does_harm_is_seen_whatever_stands_around_it() {
    let told_of = |html: &str| told(page(html).check().expect_wrong());
    let refused = |place: &str, message: &str| format!("content/index.md:{place} error[refused-html]: {message}");
    let unknown = |place: &str, message: &str| format!("content/index.md:{place} error[unknown-html]: {message}");
    assert_eq!(
        told_of("<team><form action=x></form></team>"),
        [
            "content/index.md:3:1 note[angle-brackets]: `<team>` is not HTML, so it is shown as text".to_owned(),
            refused("3:7", "a page may not hold <form>")
        ]
    );
    assert_eq!(
        told_of("<team onclick=\"x()\">a</team>"),
        [unknown("3:1", "a page may not hold <team>"), refused("3:16", "a page may not hold the attribute `onclick`")]
    );
    assert_eq!(told_of("<b foo=\"java&#10;script:x\">a</b>"), [refused("3:9", "a page may not hold the attribute `foo`")]);
    assert_eq!(told_of("<b style=\"position: fixed\">a</b>"), [refused("3:11", "a page may not hold the attribute `style`")]);
    assert_eq!(
        told_of("<b data-a=1 data-b=\"//example.org/x.js\">a</b> <input type=image formaction=x>"),
        [
            unknown("3:4", "a page may not hold the attribute `data-a`"),
            refused("3:21", "a page may not hold the attribute `data-b`"),
            unknown("3:47", "a page may not hold <input>"),
            refused("3:76", "a page may not hold the attribute `formaction`"),
        ]
    );
    assert_eq!(told_of("<style>@import 'x';</style>"), [refused("3:1", "a page may not hold <style>")]);
    assert_eq!(told_of("a\n\n</div>"), [refused("5:1", "`</div>` closes nothing that was opened here")]);
    assert_eq!(told_of("a </p> b"), [refused("3:3", "`</p>` closes nothing that was opened here")]);
    assert_eq!(told_of("a </body> b"), [refused("3:3", "`</body>` closes nothing that was opened here")]);
    assert_eq!(told_of("## a </h3> b"), [refused("3:6", "`</h3>` closes nothing that was opened here")]);
    assert_eq!(told_of("<image>"), [refused("3:1", "a page may not hold <image>")]);
    assert_eq!(told_of("<a id=rb-x>a</a>"), [refused("3:7", "a page may not hold the id `rb-x`, which is one of the theme's")]);
}

#[test]
fn an_attribute_that_a_tag_has_already_is_told_and_never_published() {
    // The name has no value yet, so the first address is left out of the page.
    let text = "<a href=\"{{data_contact}}\" href=\"java&#115cript:alert(1)\">a</a>

<div title=a><a HREF='index.md'href=https://b.example/?a=1/&b id=b>b</a>
<p =a=1 =A class=c
CLASS = \"c d\">c</p></div>
";
    let book = page(text).file("handbook.yaml", "title: Test\nblanks: {data_contact: \"\"}\n");
    let expected = |level: &str| {
        [
            format!("content/index.md:3:28 {level}[unknown-html]: this tag has the attribute `href` already"),
            format!("content/index.md:5:32 {level}[unknown-html]: this tag has the attribute `href` already"),
            format!("content/index.md:6:4 {level}[unknown-html]: a page may not hold the attribute `=a`"),
            format!("content/index.md:6:9 {level}[unknown-html]: this tag has the attribute `=a` already"),
            format!("content/index.md:7:1 {level}[unknown-html]: this tag has the attribute `class` already"),
        ]
    };
    assert_eq!(told(book.check().expect_wrong()), expected("error"));
    book.build().expect_wrong();
    book.put("handbook.yaml", b"title: Test\nblanks: {data_contact: \"\"}\nlevels: {unknown-html: note}\n");
    assert_eq!(told(book.build().expect_ok()), expected("note"));
    let built = book.built("index.html");
    let (_, body) = built.split_once("<p><a").expect("the paragraph");
    let (body, _) = body.split_once("</p></div>").expect("its end");
    assert_eq!(body, " >a</a></p>\n<div title=a><a HREF='#' id=b>b</a>\n<p   class=c\n>c");
}

#[test]
fn an_address_of_an_unknown_scheme_is_a_broken_link_and_drawn_as_text() {
    let book =
        page("[a](hhttps://example.org) <a href=\"hht&#116;ps://example.org\">b</a> ![c](htp:c.png) <img src=\"foo:d\" alt=d>");
    assert_eq!(
        told(book.check().expect_wrong()),
        [
            "content/index.md:3:5 error[broken-link]: a link may not begin with `hhttps:`",
            "content/index.md:3:36 error[broken-link]: a link may not begin with `hhttps:`",
            "content/index.md:3:74 error[missing-image]: a picture may not come from `htp:`",
            "content/index.md:3:95 error[missing-image]: a picture may not come from `foo:`",
        ]
    );
    book.check_with(&["--write-baseline"]).expect_ok();
    book.build().expect_ok();
    let built = book.built("index.html");
    let drawn = "<p>a <a>b</a> c ";
    assert!(built.contains(drawn) && !built.contains("foo:") && !built.contains("htp"), "{built}");
    for scheme in ["javascript", "vbscript", "data", "file", "blob", "view-source", "intent", "ms-msdt", "search-ms"] {
        let found = told(page(&format!("[a]({scheme}:x)")).check().expect_wrong());
        assert!(found[0].contains("error[refused-html]"), "{found:?}");
    }
}

#[test]
fn a_file_with_a_script_is_not_published_when_that_is_tolerated() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>\n";
    let book = page("[a](a.html#x), ![a drawing](b.svg) and <a href=\"a.html\">raw</a>")
        .file("content/a.html", "<p>a</p>\n<script>alert(1)</script>\n")
        .file("content/b.svg", svg);
    let expected = [
        "content/a.html:2:1 error[withheld-file]: a file beside the pages may not hold `<script>`",
        "content/b.svg:1:41 error[withheld-file]: a file beside the pages may not hold `<script>`",
    ];
    refused(&book, &expected);
    book.check_with(&["--write-baseline"]).expect_ok();
    book.build_with(&["--strict"]).expect_ok();
    let public = book.folder().join("public");
    assert!(!public.join("a.html").exists() && !public.join("b.svg").exists());
    let built = book.built("index.html");
    assert!(built.contains("<p>a, a drawing and <a>raw</a></p>"), "{built}");
    // A script that is taken out is all that it takes.
    book.put("content/a.html", b"<p>a</p>\n");
    book.check().expect_ok();
    book.build().expect_ok();
    assert!(public.join("a.html").exists());
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
        "content/a/EVIL.SVG:2:3 error[withheld-file]: a file beside the pages may not hold a script in the attribute `href`",
        "content/b.xhtml:1:44 error[withheld-file]: a file beside the pages may not hold the attribute `onload`",
        "content/c.xml:1:22 error[withheld-file]: a file beside the pages may not hold a style sheet that may make scripts",
        "content/d.mht:1:1 error[withheld-file]: a browser opens a `.mht` file, and nobody can see whether it holds a script",
        "content/evil.html:3:1 error[withheld-file]: a file beside the pages may not hold `<script>`",
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
fn the_words_of_a_picture_that_is_not_there_run_nothing() {
    let book = page("![a <script>alert(1)</script> b](missing.png)")
        .file("handbook.yaml", "title: Test\nlevels: {missing-image: note}\n");
    let built = book.build();
    let home = book.built("index.html");
    assert!(!home.contains("<script>alert"), "{home}");
    assert!(home.contains("alert(1)"), "{}{home}", built.stderr);
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
