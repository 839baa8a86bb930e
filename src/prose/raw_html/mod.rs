//! Raw HTML in Markdown: which of its attributes are links, which ids it has, and what is refused.
//!
//! `scan.rs` finds the links, `tree.rs` reads as a browser does, `validate.rs` compares both with the table in `allowlist.rs`;
//! `document.rs` looks through files that are carried over and that a browser opens as documents.

mod allowlist;
mod document;
mod validate;
mod scan;
mod tree;

pub use self::{
    allowlist::{ELEMENTS as ALLOWED_ELEMENTS, EVERYWHERE as ALLOWED_EVERYWHERE, ends as closes, is_ours},
    document::{Script, scripts},
    scan::{HtmlToken, OpenVerbatim, braces, html_tokens, scan, without_links},
    validate::{HtmlError, Part, Skeleton, validate},
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::tree::{TokenKind, read};
    use crate::{
        diagnostic::{Diagnostic, Findings, Severity},
        prose::{LinkTarget, Picture, Prose, RenderContext, Resolved, SourceMap, VariableValue, Words, inline, page, page_html},
        source::{SitePath, SourcePath, Sources},
    };

    fn parse(text: &str, is_page: bool) -> (Prose, Vec<Diagnostic>) {
        let mut sources = Sources::default();
        let id = sources.add(SourcePath::new("a.md"), text.into(), true);
        let mut findings = Findings::default();
        let read = if is_page { page } else { inline };
        (read(text, SourceMap::Verbatim(id, 0), &mut findings), findings.into_vec())
    }

    /// Each finding: what it underlines, and what it says.
    fn told(text: &str, is_page: bool) -> Vec<(String, String)> {
        parse(text, is_page).1.into_iter().map(|found| (text[found.span.range()].to_owned(), found.message)).collect()
    }

    fn one(text: &str, place: &str, message: &str) {
        assert_eq!(told(text, true), [(place.to_owned(), message.to_owned())], "{text}");
    }

    #[test]
    fn what_a_browser_reads_otherwise_than_it_looks_is_refused() {
        for name in ["textarea", "title", "xmp", "noscript", "iframe", "noembed", "noframes", "select", "template"] {
            let tag = format!("<{name}>");
            let found = told(&format!("a\n\n{tag}<!-- </{name}><img src=x onerror=alert(1)> --></{name}>\n"), true);
            assert_eq!(found.first(), Some(&(tag.clone(), format!("a page may not hold {tag}"))));
        }
        one("<plaintext>", "<plaintext>", "a page may not hold <plaintext>");
        one("<!-- todo -- >\n\n## More\n", "<!-- todo -- >", "this comment is not closed");
        one("<!-- todo\n\n## More\n", "<!-- todo", "this comment is not closed");
        one("<div a=\"\n\n\" onmouseover=alert(1) style=x b=\"\n\n\">z</div>\n", "<div a=\"", "this tag is not closed");
        one("<div title='\n\nx\n", "<div title='", "this tag is not closed");
        one("> [!TAB] <your team> b\n> c\n", "<your team>", "a page may not hold <your>");
        one("<div></div>\n<<img src=x onerror=y\n\nx\n", "<img src=x onerror=y", "this tag is not closed");
        one(
            "<div></div>\n&copy<img src=x onerror=y title=\"\n\n> <\n",
            "<img src=x onerror=y title=\"",
            "this tag is not closed",
        );
        one("<?php echo '<b>' ?>\n", "<?php echo '<b>", "a browser does not understand this as HTML");
        one("a <![CDATA[ x ]]> b\n", "<![CDATA[ x ]]>", "a browser does not understand this as HTML");
        one("<!DOCTYPE html>\n", "<!DOCTYPE html>", "a browser does not understand this as HTML");
    }

    #[test]
    fn what_is_not_in_the_table_is_refused_where_it_stands() {
        one(
            "<form action=\"javascript:alert(1)\"><button>x</button></form>",
            "<form action=\"javascript:alert(1)\">",
            "a page may not hold <form>",
        );
        one("<svg><a xlink:href=\"javascript:alert(1)\"><text y=20>x</text></a></svg>", "<svg>", "a page may not hold <svg>");
        one(
            "<svg><a><animate attributeName=href values=javascript:alert(1) /><text y=20>x</text></a></svg>",
            "<svg>",
            "a page may not hold <svg>",
        );
        one("<math><mtext><b>x</b></mtext></math>", "<math>", "a page may not hold <math>");
        one("a <isindex action=x> b", "<isindex action=x>", "a page may not hold <isindex>");
        one(
            "<link rel=stylesheet href=https://example.org/x.css>",
            "<link rel=stylesheet href=https://example.org/x.css>",
            "a page may not hold <link>",
        );
        one("<body onload=x>", "<body onload=x>", "a page may not hold <body>");
        one("<p\n  onclick=\"x()\">a</p>", "x()", "a page may not hold the attribute `onclick`");
        one("<p formaction=x>a</p>", "x", "a page may not hold the attribute `formaction`");
        one(
            "<div data-scripts=https://example.org/x.js>a</div>",
            "https://example.org/x.js",
            "a page may not hold the attribute `data-scripts`",
        );
        one(
            "<a id=rb-search-button>x</a>",
            "rb-search-button",
            "a page may not hold the id `rb-search-button`, which is one of the theme's",
        );
        one("<div class='box tabs'>x</div>", "box tabs", "a page may not hold the class `tabs`, which is one of the theme's");
        one("Ask your <team> now.", "<team>", "`<team>` is not HTML, so it is shown as text");
        one("<Card title=\"a\">b</Card>", "<Card title=\"a\">", "a page may not hold <card>");
    }

    #[test]
    fn what_is_opened_is_closed_where_it_was_opened() {
        one("<details>\n<summary>x</summary>\n\ntext\n", "<details>", "`<details>` is not closed");
        one("a <b>b\n\nc\n", "<b>", "`<b>` is not closed");
        assert_eq!(
            told("- <div>\n\n  a\n- b\n\n</div>\n", true),
            [("<div>", "`<div>` is not closed"), ("</div>", "`</div>` closes nothing that was opened here")]
                .map(|(place, message)| (place.to_owned(), message.to_owned()))
        );
        one("a\n\n</main>\n", "</main>", "`</main>` closes nothing that was opened here");
        one("a </div> b\n", "</div>", "`</div>` closes nothing that was opened here");
        one("a </p> b\n", "</p>", "`</p>` closes nothing that was opened here");
        one("# a </code> b\n", "</code>", "`</code>` closes nothing that was opened here");
        one("<a id=\"x\"/>\n\ntext\n", "<a id=\"x\"/>", "`<a>` is not closed");
        one("a <b><i>b</b> c", "<i>", "`<i>` is not closed");
        assert_eq!(
            told("<div>\n\n<div>\n\n<div>\n\na\n", true),
            [("<div>".to_owned(), "`<div>` is not closed, nor are 2 in it".to_owned())]
        );
    }

    #[test]
    fn what_a_browser_moves_is_refused() {
        one("<table>\n\ntext\n\n</table>\n", "<table>", "`<table>` does not hold the Markdown that is written in it");
        one("a <tr> b", "<tr>", "`<tr>` cannot be here");
        one("<a href=x>a <a href=y>b</a></a>", "<a href=y>", "`<a>` cannot be in `<a>`");
        one("[a <a href=y>b</a>](c)", "<a href=y>", "`<a>` cannot be here");
        one("<table><div>a</div></table>", "<div>", "`<div>` cannot be in `<table>`");
        one("- a <li>b</li>\n", "<li>", "`<li>` cannot be here");
        let (_, found) = parse("a <div>b</div> c\n", true);
        assert_eq!(
            (found.len(), found[0].severity(), found[0].message.as_str()),
            (1, Severity::Warning, "`<div>` ends the paragraph that it is in")
        );
        assert!(parse(&"<div>\n\n".repeat(2_000), true).1.iter().any(|found| found.code.name() == "nested-too-deeply"));
    }

    /// What people write.
    const FINE: &[&str] = &[
        "<details>\n<summary>More <b>text</b></summary>\n\nText with `code`.\n\n- a\n- b\n\n</details>\n",
        "<p align=\"center\">\n  <img src=\"a.png\" width=60 alt=\"\">\n</p>\n",
        "<p align=center>\n\n![a](b.png)\n\n</p>\n",
        "10<sup>9</sup>, H<sub>2</sub>O, <kbd>Ctrl</kbd>+<kbd>C</kbd>, a<br>b<br/>c<BR></br>, <mark>d</mark> &copy <!-- note -->\n",
        "| a | b |\n|---|---|\n| x<br>y <ul><li>z</ul> | <img src=\"c.png\"> |\n",
        "<table>\n<tr><th>a<th>b\n<tr><td>c<td>d\n</table>\n",
        "<div class=\"box\">\n\n## Heading\n\n> [!NOTE]\n> a <i>b</i>\n\n</div>\n\n<a id=\"x\"></a>\n",
        "<table><tbody><tr><td>\n\n```yaml\na: b\n```\n\n</td></tr></tbody></table>\n",
        "<ul>\n<li>a\n<li>b\n<p>c\n<p>d\n</ul>\n",
        "<dl><dt>a<dd>b<dt>c<dd>d</dl>\n<ruby>漢<rp>(<rt>k<rp>)</ruby>\n",
        "<picture><source media='(prefers-color-scheme: dark)' srcset='a.dark.png, b.png 2x'><img src=a.png alt='a > b \"c\"'></picture>\n",
        "<video controls poster=a.png><source src=a.mp4 type=video/mp4><track src=a.vtt></video>\n",
        "a[^1] <a href='#x' title=\"<b>\">b</a>\n\n[^1]: <b>c</b>\n",
        "> <div>\n> a\n> </div>\n",
        "<!-- a <b> <!-- -->\n\n<!---->\n\ntext\n",
        "- [ ] a <b>c</b>\n\n```mermaid\nflowchart LR\n  A --> B\n```\n\n<b>d</b>\n",
        "<center>\n\n**a**\n\n</center>\n\n<hr>\n",
    ];

    #[test]
    fn what_people_write_is_fine() {
        for text in FINE {
            assert_eq!(told(text, true), [], "{text}");
        }
        assert_eq!(told("a <b>b</b> <a href=x>c</a>", false), []);
        assert_eq!(told("a </p> b", false).len(), 1);
        assert_eq!(told("a <details>b", false).len(), 1);
    }

    /// Pieces that do harm in some order.
    const NASTY: &[&str] = &[
        "<!--",
        "-->",
        "--!>",
        "<!-->",
        "<b>",
        "</b>",
        "<i title=\"",
        "<a href='x'>",
        "</a>",
        "<div>",
        "</div>",
        "<div a=\"",
        "\">",
        "'>",
        ">",
        "\"",
        "'",
        "<p>",
        "</p>",
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "</td>",
        "<li>",
        "<ul>",
        "</ul>",
        "<textarea>",
        "</textarea>",
        "<title>",
        "<xmp>",
        "<svg>",
        "</svg>",
        "<math>",
        "<mtext>",
        "<style>",
        "<script>",
        "</script>",
        "<img src=x onerror=alert(1)>",
        "<img src=x>",
        "<details>",
        "</details>",
        "<summary>",
        "</summary>",
        "<pre>",
        "</pre>",
        "<![CDATA[",
        "]]>",
        "<?x",
        "?>",
        "<!x",
        "<span\n",
        "class=x",
        "<template>",
        "</main>",
        "</body>",
        "<br>",
        "`",
        "``",
        "*",
        "**",
        "[",
        "](y)",
        "<https://e.org>",
        "|",
        "\n|-|-|\n",
        "\n\n",
        "\n\n\n",
        "\n",
        "\n> ",
        "\n- ",
        "\n    ",
        "# ",
        "text",
        "&lt;",
        "&#x3c",
        "\\",
        "{{x}}",
        "[^1]",
        "\n\n[^1]: ",
        "\n: ",
        "<h2>",
        "</h2>",
        "<team>",
        "</team>",
        "<button>",
        "<div markdown=1>",
        "<i foo='>' ",
        "<a href=x foo=\"\" bar>",
        "<team href=y>",
        " foo=1",
        "<i style='color: red'>",
        "<style>a{}</style>",
        "<listing>",
        "<span>",
        "</span>",
        "<select>",
        "<option>",
        "<noscript>",
        "<plaintext>",
        "\u{c}",
        "/",
    ];

    fn draw(prose: &Prose) -> String {
        let targets = prose.links.iter().map(|link| LinkTarget::Outside(link.to.value.clone())).collect();
        let resolved = Resolved::new(prose, targets, vec![VariableValue::Unset("x".into()); prose.variables.len()]);
        let (from, words) = (SitePath::new("a.html"), Words::default());
        let context = RenderContext {
            from: &from,
            words: &words,
            highlighter: None,
            anchors: true,
            picture: &|_| Picture::default(),
            directive: &|_| String::new(),
        };
        page_html(&resolved, &context, None)
    }

    fn is_of_html(found: &Diagnostic) -> bool {
        ["refused-html", "unknown-html", "angle-brackets", "nested-too-deeply"].contains(&found.code.name())
    }

    /// A published page whose body is refused nothing: no script in it, and its frame is where the template puts it.
    fn is_sound(body: &str) {
        let html = format!(
            "<!DOCTYPE html><html><head></head><body><main><div class=prose>\n{body}\n</div></main><footer>f</footer></body></html>"
        );
        assert_eq!(super::scripts(&html, false), [], "{html}");
        let tree = read(&html);
        let path = |name: &str, class: &str| {
            let tag = tree.tokens.iter().position(|token| {
                matches!(&token.kind, TokenKind::Start(tag) if tag.name == name && tag.attributes.iter().all(|(_, value)| value == class))
            });
            let mut element = tree.elements.iter().find(|element| element.tag == tag);
            let mut names = Vec::new();
            while let Some(found) = element {
                names.push(found.name.clone());
                element = found.parent.map(|parent| &tree.elements[parent]);
            }
            names.join("<")
        };
        let last = tree.tokens.iter().rev().find_map(|token| match &token.kind {
            TokenKind::Start(tag) => Some(tag.name.clone()),
            _ => None,
        });
        assert_eq!(last.as_deref(), Some("footer"), "{html}");
        assert_eq!((path("main", "").as_str(), path("footer", "").as_str()), ("main<body<html<", "footer<body<html<"), "{html}");
    }

    #[test]
    fn fine_pages_are_sound() {
        for text in FINE {
            is_sound(&draw(&parse(text, true).0));
        }
    }

    #[test]
    fn what_is_unknown_is_taken_out_and_what_is_left_is_drawn() {
        let drawn = |text: &str| {
            let (prose, found) = parse(text, true);
            assert!(!found.is_empty(), "{text}");
            let body = draw(&prose);
            is_sound(&body);
            body.trim_end().to_owned()
        };
        for (text, expected) in [
            ("a <team> b<br>c <b>d</b>", "<p>a &lt;team&gt; b<br>c <b>d</b></p>"),
            ("<x>a</x> <b>b</b>", "<p>&lt;x&gt;a&lt;/x&gt; <b>b</b></p>"),
            ("<div class=a markdown=\"1\" title='b'>\n\n*c*\n\n</div>", "<div class=a  title='b'>\n<p><em>c</em></p>\n</div>"),
            ("<a href=\"b.md\" foo='é' title=c>d</a>", "<p><a href=\"b.md\"  title=c>d</a></p>"),
            (
                "<team href=\"b.md\"><img src=\"c.png\"></team>",
                "<p>&lt;team href=\"b.md\"&gt;<img loading=\"lazy\" decoding=\"async\" src=\"c.png\">&lt;/team&gt;</p>",
            ),
            ("a <dfn>b</span> <i>c</i>", "<p>a &lt;dfn&gt;b&lt;/span&gt; <i>c</i></p>"),
            ("<i style=\"color: red\">a</i>", "<p><i >a</i></p>"),
            ("<style>\na {color: red}\n</style>\n<b>b</b>", "&lt;style&gt;\na {color: red}\n&lt;/style&gt;\n<p><b>b</b></p>"),
            // What is left is not sound, or does harm.
            (
                "<team><b></team>\n\n<table>\n\na\n\n</table>",
                "<p>&lt;team&gt;&lt;b&gt;&lt;/team&gt;</p>\n&lt;table&gt;\n<p>a</p>\n&lt;/table&gt;",
            ),
            ("<team><b onclick=x>a</b><i>c</i>", "<p>&lt;team&gt;&lt;b onclick=x&gt;a&lt;/b&gt;&lt;i&gt;c&lt;/i&gt;</p>"),
        ] {
            assert_eq!(drawn(text), expected, "{text}");
        }
    }

    #[test]
    fn an_end_tag_in_a_link_closes_nothing_outside() {
        for (text, expected) in [
            ("[</a>](y) https://e.org", &["y", "https://e.org"][..]),
            ("[a</code></a></a>](y) https://e.org", &["y", "https://e.org"]),
            ("![</pre></a>](y) https://e.org", &["y", "https://e.org"]),
            ("[</a> https://e.org](y) z", &["y"]),
            ("<code>[</a>](y) https://e.org</code>", &["y"]),
            ("<code></kbd> https://e.org</code> https://e.net", &["https://e.net"]),
        ] {
            let prose = parse(text, true).0;
            let links: Vec<&str> = prose.links.iter().map(|link| link.to.value.as_str()).collect();
            assert_eq!(links, expected, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn whatever_is_accepted_is_sound(pieces in proptest::collection::vec(proptest::sample::select(NASTY), 1..9)) {
            let text = pieces.concat();
            let (prose, found) = parse(&text, true);
            // What is refused is drawn as text, if at all; what is unknown is taken out, if what is left is sound.
            let is_wrong = found.iter().any(|found| found.severity() != Severity::Warning && is_of_html(found));
            prop_assert_eq!(prose.is_html_refused || !prose.masked.is_empty(), is_wrong);
            prop_assert!(prose.is_html_refused || !found.iter().any(|found| found.code.fixed().is_some() && is_of_html(found)));
            is_sound(&draw(&prose));
        }
    }
}
