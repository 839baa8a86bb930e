//! Mistakes in templates look like all others; a theme is overridden one file at a time.

use snapbox::str;

use crate::{
    handbook::{Handbook, handbook},
    run::Run,
};

fn not_found(template: &str) -> Run {
    handbook().file("content/index.md", "# Home\n").file("themes/default/templates/404.html", template).check()
}

#[test]
fn a_brace_too_few_is_shown() {
    not_found("<h1>{{ page.title }</h1>\n").expect_wrong().expect_findings(str![[r#"
error[template-syntax]: found `}` but expected }}
 --> themes/default/templates/404.html:1:19
  |
1 | <h1>{{ page.title }</h1>
  |                   ^
  |
  = help: look at this line and the one above it: what is opened there is closed in the same way

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_block_that_is_never_closed_is_shown() {
    not_found("<h1>x</h1>\n{% if page.title %}\n<p>y</p>\n").expect_wrong().expect_findings(str![[r#"
error[template-syntax]: unexpected end of input
 --> themes/default/templates/404.html:2:20
  |
2 |   {% if page.title %}
  |  ____________________^
3 | | <p>y</p>
  | |_^
  |
  = help: look at this line and the one above it: what is opened there is closed in the same way

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn an_unknown_tag_is_shown() {
    not_found("<h1>{% frobnicate page %}</h1>\n").expect_wrong().expect_findings(str![[r#"
error[template-syntax]: unknown tag
 --> themes/default/templates/404.html:1:8
  |
1 | <h1>{% frobnicate page %}</h1>
  |        ^^^^^^^^^^
  |
  = help: the tags are: `block`, `break`, `component`, `continue`, `extends`, `filter`, `for`, `if`, `include`, `raw`, `set`, `set_global`

1 error, 0 warnings ([..] s)

"#]]);
    let help = |template: &str| {
        let run = not_found(template);
        let lines: Vec<&str> =
            run.expect_wrong().stderr.lines().filter_map(|line| line.split_once("= help: ")).map(|line| line.1).collect();
        lines.join("\n")
    };
    assert_eq!(help("{% blok title %}x{% endblock %}\n"), "did you mean `block`?");
    assert_eq!(
        help("{% if page %}x{% endif %}{% endif %}\n"),
        "`endif` ends nothing here: remove it, or write what it ends before it"
    );
    assert_eq!(help("{% else %}\n"), "`else` ends nothing here: remove it, or write what it ends before it");
}

#[test]
fn an_unknown_field_is_shown_with_those_that_there_are() {
    let run = not_found("<p>\n  {{ page.subtitle }}\n</p>\n");
    run.expect_wrong().expect_mentions(&["error[template-render]", "themes/default/templates/404.html:2:11", "`subtitle`"]);
    assert!(run.stderr.contains("title_anchor"), "{}", run.stderr);
}

#[test]
fn an_unknown_variable_is_shown() {
    not_found("<p>{{ pages }}</p>\n").expect_wrong().expect_mentions(&["error[template-render]", "404.html:1:7", "pages"]);
}

#[test]
fn an_unknown_filter_is_shown() {
    not_found("<p>{{ page.title | shout }}</p>\n").expect_wrong().expect_mentions(&["404.html:1:", "shout"]);
}

#[test]
fn a_template_that_extends_nothing_is_shown() {
    not_found("{% extends \"basis.html\" %}\n")
        .expect_wrong()
        .expect_mentions(&["themes/default/templates/404.html", "basis.html"]);
}

#[test]
fn a_mistake_in_a_part_is_shown_in_the_part_once() {
    let run = handbook()
        .file("content/index.md", "# Home\n")
        .file("content/a.md", "# A\n")
        .file("content/b.md", "# B\n")
        .file("themes/default/templates/page.html", "{% include \"partials/mine.html\" %}\n")
        .file("themes/default/templates/partials/mine.html", "<p>{{ page.title }}</p>\n<p>{{ page.subtitle }}</p>\n")
        .check();
    run.expect_wrong().expect_mentions(&["themes/default/templates/partials/mine.html:2:12", "1 error, 0 warnings"]);
}

#[test]
fn mistakes_in_two_templates_are_two_findings() {
    handbook()
        .file("content/index.md", "# Home\n")
        .file("themes/default/templates/404.html", "{{ page.title }\n")
        .file("themes/default/templates/redirect.html", "{{ href }\n")
        .check()
        .expect_wrong()
        .expect_mentions(&["404.html:1:", "redirect.html:1:", "2 errors"]);
}

#[test]
fn an_own_theme_overrides_one_file_and_keeps_the_others() {
    let book = handbook()
        .file("handbook.yaml", "title: Test\ntheme: mine\n")
        .file("content/index.md", "# Home\n")
        .file("themes/mine/templates/404.html", "<h1>{{ words.not_found_title }} at ours</h1>\n")
        .file("themes/mine/words/en.yaml", "not_found_title: Nothing here\n")
        .file("themes/mine/assets/frame.css", "body { color: black }\n");
    book.build().expect_ok();
    assert_eq!(book.built("404.html"), "<h1>Nothing here at ours</h1>\n");
    assert!(book.built("index.html").contains("<title>"), "home is still drawn by the built-in theme");
    let assets: Vec<String> = crate::handbook::files(&book.folder().join("public/assets")).into_keys().collect();
    assert_eq!(assets.iter().filter(|name| name.starts_with("frame.")).count(), 1, "{assets:?}");
}

/// The published file with a name and an ending, and its text.
fn asset(book: &Handbook, name: &str, ending: &str) -> (String, String) {
    let made = crate::handbook::files(&book.folder().join("public/assets"));
    let found = made.into_iter().filter(|(path, _)| path.starts_with(&format!("{name}.")) && path.ends_with(ending));
    let [(path, bytes)] = <[_; 1]>::try_from(found.collect::<Vec<_>>()).expect("one file");
    (path, String::from_utf8(bytes).expect("text"))
}

#[test]
fn a_page_loads_one_style_sheet_and_two_scripts_and_each_part_can_be_overridden() {
    let book = handbook()
        .file("handbook.yaml", "title: Test\nbrand: {colour: \"#246\"}\n")
        .file("content/index.md", "# Home\n")
        .file("themes/default/assets/tokens.css", "@charset \"utf-8\";\n:root { --mine: 1 }")
        .file("themes/default/assets/search-open.js", "const mine = 1;\n");
    book.build().expect_ok();
    let home = book.built("index.html");
    assert_eq!(home.matches("rel=\"stylesheet\"").count(), 1, "{home}");
    assert_eq!((home.matches("<script").count(), home.matches("<script defer").count()), (2, 1), "{home}");
    let (path, css) = asset(&book, "site", ".css");
    assert!(home.contains(&format!("href=\"assets/{path}\"")));
    assert!(!css.contains("@import") && !css.contains("@charset"), "{css}");
    let places =
        ["--mine: 1 }\n/* brand.css */", ":root { --brand: #246; }\n", "/* frame.css */", "@media print {\n/* print.css */"];
    let places: Vec<Option<usize>> = places.iter().map(|part| css.find(part)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}\n{css}");
    let (path, script) = asset(&book, "site", ".js");
    assert!(home.contains(&format!("src=\"assets/{path}\"")));
    assert!(script.contains("// search-open.js\n(() => {\nconst mine = 1;\n})();\n"), "{script}");
}

#[test]
fn a_theme_adds_to_every_page_without_a_copy_of_anything() {
    let book = handbook()
        .file("handbook.yaml", "title: Test\ntheme: mine\n")
        .file("content/index.md", "# Home\n")
        .file("themes/mine/assets/custom.css", ":root { --corner: 0; }\n")
        .file("themes/mine/templates/partials/banner.html", "<p>Closed on Friday</p>\n")
        .file("themes/mine/templates/partials/head.html", "<meta name=\"ours\" content=\"1\">\n")
        .file("themes/mine/templates/partials/foot.html", "<p>Imprint</p>\n");
    book.check_with(&["--strict"]).expect_ok();
    book.build().expect_ok();
    for page in ["index.html", "404.html"] {
        let html = book.built(page);
        let parts = ["<meta name=\"ours\"", "</head>", "<p>Closed on Friday</p>", "<main", "<p>Imprint</p>", "</body>"];
        let places: Vec<Option<usize>> = parts.iter().map(|part| html.find(part)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{page}: {places:?}");
    }
    let (_, css) = asset(&book, "site", ".css");
    assert!(css.trim_end().ends_with(":root { --corner: 0; }"), "what is yours comes last");
}

#[test]
fn a_style_sheet_names_assets_by_their_own_names_and_its_hash_covers_them() {
    let book = handbook()
        .file("content/index.md", "# Home\n")
        .file(
            "themes/default/assets/site.css",
            "/* a list */\n@import \"parts/one.css\";\n@import 'parts/two.css' layer(own) screen;\n\
             b { c: url(icon.svg#x); /* d */ e: url(\"parts/my picture.svg?inline\") }\n/*! licence */\n",
        )
        .file("themes/default/assets/parts/one.css", "a { b: url( 'my picture.svg' ), url(#here), url(data:,x) }\n")
        .file("themes/default/assets/parts/two.css", "a { b: image-set(\"../parts/my%20picture.svg\" 1x, url(/far.png) 2x) }\n")
        .file("themes/default/assets/parts/my picture.svg", "<svg/>");
    book.build().expect_ok();
    let made: Vec<String> = crate::handbook::files(&book.folder().join("public/assets")).into_keys().collect();
    let named = |start: &str| made.iter().find(|name| name.starts_with(start)).expect(start).clone();
    let (picture, icon) = (named("parts/my picture.").replace(' ', "%20"), named("icon."));
    let (first, css) = asset(&book, "site", ".css");
    assert_eq!(
        css,
        format!(
            "/* parts/one.css */\na {{ b: url( \"{picture}\" ), url(#here), url(data:,x) }}\n@media screen {{\n@layer own {{\n\
             /* parts/two.css */\na {{ b: image-set(\"{picture}\" 1x, url(/far.png) 2x) }}\n}}\n}}\nb {{ c: url(\"{icon}#x\");  e: url(\"data:image/svg+xml;base64,PHN2Zy8+\") }}\n/*! licence */\n"
        )
    );
    let (_, alone) = asset(&book, "parts/one", ".css");
    assert!(alone.contains(&format!("\"{}\"", picture.replace("parts/", ""))), "{alone}");
    book.put("themes/default/assets/parts/my picture.svg", b"<svg></svg>");
    book.build().expect_ok();
    assert_ne!(asset(&book, "site", ".css").0, first, "another picture is another style sheet");
}

#[test]
fn a_theme_that_is_not_there_names_those_that_are() {
    handbook()
        .file("handbook.yaml", "title: Test\ntheme: mien\n")
        .file("content/index.md", "# Home\n")
        .file("themes/mine/templates/404.html", "x\n")
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[unknown-id]: there is no theme `mien`
 --> handbook.yaml:2:8
  |
2 | theme: mien
  |        ^^^^
  |
  = help: did you mean `mine`?

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn what_a_text_says_cannot_become_html_in_a_template() {
    let book = handbook()
        .file("handbook.yaml", "title: \"A <b>bold</b> & \\\"quoted\\\" title\"\nsummary: \"<script>alert(1)</script>\"\n")
        .file("content/index.md", "---\ntitle: \"<i>Home</i>\"\n---\n\nText.\n");
    book.build().expect_ok();
    let home = book.built("index.html");
    for text in ["<b>bold", "<script>alert", "<i>Home"] {
        assert!(!home.contains(text), "`{text}` is in\n{home}");
    }
}
