//! Our tree, drawn, is what the Markdown crate draws itself: on every example of the `CommonMark` specification, and on its own
//! examples of the extensions that we switch on.
//!
//! The examples are not part of this repository. They come with the source of the Markdown crate, which cargo has fetched to
//! build the program; without it these tests fail.

use std::{collections::BTreeMap, fs, path::PathBuf, process::Command};

use pulldown_cmark::{Event, Options, Parser, Tag, html};
use readybook::{
    diagnostic::Findings,
    prose::{LinkKind, LinkTarget, Picture, RenderContext, Resolved, SourceMap, VariableValue, Words, page, page_html},
    source::{SitePath, SourcePath, Sources},
};
use serde_json::Value;

use crate::run::output;

/// What `prose` switches on.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
}

/// Where cargo keeps the source of the Markdown crate.
pub fn crate_source() -> PathBuf {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let mut command = Command::new(cargo);
    // Only crates that every build of these tests has fetched: those of this machine, and of no feature.
    command.args(["metadata", "--format-version", "1", "--offline", "--locked"]);
    command.args(["--no-default-features", "--filter-platform", "host-tuple", "--manifest-path"]);
    command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
    let output = output(command).expect("cargo, which has built this test");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON of cargo");
    let packages = metadata["packages"].as_array().expect("packages");
    let found = packages.iter().find(|package| package["name"] == "pulldown-cmark").expect("the Markdown crate");
    PathBuf::from(found["manifest_path"].as_str().expect("a path")).parent().expect("a folder").to_owned()
}

/// The examples of one of the crate's test files: name and Markdown.
pub fn examples(file: &str) -> BTreeMap<String, String> {
    let path = crate_source().join("tests/suite").join(file);
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("the examples come with the crate: {}: {error}", path.display()));
    let mut examples = BTreeMap::new();
    for part in text.split("#[test]\nfn ").skip(1) {
        let name = part.split('(').next().expect("a name").to_owned();
        let (_, original) = part.split_once("let original = r##\"").expect("an example");
        let (original, _) = original.split_once("\"##;").expect("its end");
        examples.insert(name, original.to_owned());
    }
    examples
}

/// The tree of the text, drawn without what we add on purpose: no ids, no colours, no captions; each link leads where it says.
fn ours(text: &str) -> (String, bool) {
    let mut sources = Sources::default();
    let file = sources.add(SourcePath::new("content/example.md"), text.into(), true);
    let mut findings = Findings::default();
    let mut prose = page(text, SourceMap::Verbatim(file, 0), &mut findings);
    // What is taken out of HTML is for other tests.
    prose.is_html_refused |= !std::mem::take(&mut prose.masked).is_empty();
    let targets = prose
        .links
        .iter()
        .map(|link| match link.kind {
            LinkKind::Shorthand => LinkTarget::Nowhere,
            LinkKind::Link | LinkKind::Image => LinkTarget::Outside(link.to.value.clone()),
        })
        .collect();
    let names = prose.variables.iter().map(|name| VariableValue::Text(format!("{{{{{}}}}}", name.value))).collect();
    let resolved = Resolved::new(&prose, targets, names);
    let from = SitePath::new("example.html");
    let words = Words::default();
    let context = RenderContext {
        from: &from,
        words: &words,
        highlighter: None,
        anchors: false,
        picture: &|_| Picture::default(),
        directive: &|_| String::new(),
    };
    (without_picture_care(&page_html(&resolved, &context, None)), prose.is_html_refused)
}

/// Takes back what every picture gets: when it loads, and the caption of one that stands alone.
fn without_picture_care(html: &str) -> String {
    let html = html.replace(" loading=\"lazy\"", "").replace(" decoding=\"async\"", "");
    let mut pieces = html.split("<figure>\n");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (image, rest) = piece.split_once(" />\n<figcaption>").expect("a picture and its caption");
        let (title, rest) = rest.split_once("</figcaption>\n</figure>\n").expect("the end of a figure");
        let title = title.replace('"', "&quot;");
        out.extend(["<p>", image, " title=\"", &title, "\" /></p>\n", rest]);
    }
    out
}

/// What the crate draws; where our reader refuses an example's HTML, with that HTML as text.
fn theirs(text: &str, is_html_refused: bool) -> String {
    let mut out = String::new();
    let events = Parser::new_ext(text, options()).map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) if is_html_refused => Event::Text(html),
        event => event,
    });
    html::push_html(&mut out, events);
    out
}

/// What we draw in another way on purpose, if the text has any of it.
fn drawn_otherwise(text: &str) -> Option<&'static str> {
    let first = |line: &str| line.trim_start_matches([' ', '\t', '>']).to_owned();
    if text.contains("{#") {
        return Some("ids are left out here");
    }
    if text.lines().map(first).any(|line| line.starts_with(':') && !line[1..].starts_with([' ', '\t'])) {
        return Some("only a colon with a blank behind it begins a definition");
    }
    Parser::new_ext(text, options()).find_map(|event| match event {
        Event::Start(Tag::Table(_)) => Some("a table has a frame that scrolls, and columns are aligned by classes"),
        Event::Start(Tag::BlockQuote(Some(_))) => Some("an alert says in words what it is"),
        Event::FootnoteReference(_) | Event::Start(Tag::FootnoteDefinition(_)) => {
            Some("footnotes are collected at the end of the page")
        }
        Event::TaskListMarker(_) => Some("the box of a task has a name for those who cannot see it"),
        _ => None,
    })
}

/// Why an example is drawn in another way that the crate cannot tell.
const BARE: &str = "a bare address is a link, as on GitHub";

/// Compares every example but those with something that is drawn otherwise on purpose, and but those that are `excluded`,
/// each with its reason. An exclusion that is not needed any more is a failure, too.
#[track_caller]
fn compare(examples: &BTreeMap<String, String>, excluded: &[(String, &str)]) {
    let mut wrong = Vec::new();
    for (name, text) in examples.iter().filter(|(_, text)| drawn_otherwise(text).is_none()) {
        let (ours, is_html_refused) = ours(text);
        let theirs = theirs(text, is_html_refused);
        let is_excluded = excluded.iter().any(|(other, _)| other == name);
        if (ours == theirs) == is_excluded {
            wrong.push(format!("{name}\n--- Markdown\n{text}\n--- ours\n{ours}\n--- theirs\n{theirs}"));
        }
    }
    let unknown: Vec<_> = excluded.iter().filter(|(name, _)| !examples.contains_key(name)).collect();
    assert!(unknown.is_empty(), "there is no such example: {unknown:?}");
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), examples.len(), wrong.join("\n\n"));
}

#[test]
fn every_example_of_the_commonmark_specification_is_drawn_as_the_markdown_crate_draws_it() {
    let examples = examples("spec.rs");
    assert!(examples.len() >= 650, "only {} examples", examples.len());
    let otherwise: Vec<_> = examples.iter().filter(|(_, text)| drawn_otherwise(text).is_some()).map(|(name, _)| name).collect();
    assert_eq!(otherwise, [""; 0], "the specification itself has none of our extensions");
    compare(&examples, &["606", "608", "611", "612"].map(|number| (format!("spec_test_{number}"), BARE)));
}

#[test]
fn every_example_of_a_mended_mistake_is_drawn_as_the_markdown_crate_draws_it() {
    let bare = ["119", "123", "138", "153", "197", "205"].map(|number| (format!("regression_test_{number}"), BARE));
    compare(&examples("regression.rs"), &bare);
}

#[test]
fn struck_text_definition_lists_and_heading_ids_are_drawn_as_the_markdown_crate_draws_them() {
    compare(&examples("gfm_strikethrough.rs"), &[]);
    compare(&examples("definition_lists.rs"), &[]);
}

#[test]
fn no_example_of_any_extension_makes_the_reader_fail() {
    let folder = crate_source().join("tests/suite");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("the examples") {
        let name = entry.expect("an entry").file_name().into_string().expect("a name");
        if name != "mod.rs" {
            for text in examples(&name).into_values() {
                ours(&text);
                count += 1;
            }
        }
    }
    assert!(count > 1000, "only {count} examples");
}

/// What GitHub adds, as its specification says it, in words of our own: tables, tasks, struck text and bare addresses. The second text is
/// a piece of what each becomes.
const GITHUB: [(&str, &str); 16] = [
    ("| a | b |\n| --- | --- |\n| c | d |", "<tr><td>c</td><td>d</td></tr>"),
    ("| ab | cd |\n| :-: | ---: |\n e | f", "<td class=\"centre\">e</td><td class=\"right\">f</td>"),
    ("| a |\n| ------ |\n| b `\\|` c |\n| d **\\|** e |", "<td>d <strong>|</strong> e</td>"),
    ("| a | b |\n| --- | --- |\n| c | d |\n> e", "<blockquote>\n<p>e</p>"),
    ("| a | b |\n| --- | --- |\n| c | d |\ne\n\ne", "<tr><td>e</td><td></td></tr>"),
    ("| a | b |\n| --- | --- |\n| c |\n| d | e | f |", "<tr><td>d</td><td>e</td></tr>"),
    ("| a | b |\n| --- | --- |", "<th scope=\"col\">b</th>"),
    ("- [ ] a\n- [x] b\n  - [X] c", "checked> b"),
    ("~~Hi~~ Hello, ~there~ world!", "<del>Hi</del> Hello, <del>there</del> world!"),
    ("This ~~has a\n\nnew paragraph~~.", "new paragraph~~."),
    ("www.example.org/help", "<a href=\"http://www.example.org/help\">www.example.org/help</a>"),
    ("Look at www.example.org/a.b.", "www.example.org/a.b</a>."),
    ("(www.example.org/find?q=a+(b))", "<a href=\"http://www.example.org/find?q=a+(b)\">"),
    ("https://example.org/?q=a&b=c&hl;", "https://example.org/?q=a&amp;b=c</a>&amp;hl;"),
    ("**https://example.org/a_b**", "<a href=\"https://example.org/a_b\">"),
    ("a.b-c_d@example.org.", "<a href=\"mailto:a.b-c_d@example.org\">a.b-c_d@example.org</a>."),
];

#[test]
fn what_github_adds_means_the_same_wherever_it_stands() {
    // What a list makes of a paragraph, and where lines are broken, says nothing.
    let bare = |html: &str| html.replace("<p>", "").replace("</p>", "").replace('\n', "");
    let mut texts: Vec<String> = GITHUB.iter().map(|(text, _)| (*text).to_owned()).collect();
    for (text, piece) in GITHUB {
        let (html, _) = ours(text);
        assert!(html.contains(piece), "{text}\n--- becomes\n{html}");
    }
    let files = ["gfm_table.rs", "gfm_strikethrough.rs", "gfm_tasklist.rs", "table.rs", "strikethrough.rs"];
    texts.extend(files.iter().flat_map(|file| examples(file).into_values()).filter(|text| is_movable(text)));
    let mut wrong = Vec::new();
    for text in &texts {
        let (alone, _) = ours(text);
        for position in &POSITIONS[1..] {
            let (within, _) = ours(&placed(text, *position));
            if !bare(&within).contains(&bare(&alone)) {
                wrong.push(format!("{text}\n--- alone\n{alone}\n--- behind {:?}\n{within}", position.0));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), texts.len() * 5, wrong.join("\n\n"));
}

/// Where a text may stand: what is before its first line, and before its other lines.
pub const POSITIONS: [(&str, &str); 6] =
    [("", ""), ("1. ", "   "), ("> ", "> "), ("> [!NOTE]\n>\n> ", "> "), ("> [!TAB] One\n>\n> ", "> "), ("Term\n: ", "  ")];

/// Below a marker, a line that begins with blanks means something else, and so does a tab behind it.
pub fn is_movable(text: &str) -> bool {
    !text.starts_with(char::is_whitespace) && !text.is_empty() && !text.contains('\t')
}

pub fn placed(text: &str, (first, rest): (&str, &str)) -> String {
    let mut lines = text.lines();
    let begin = format!("{first}{}\n", lines.next().unwrap_or_default());
    lines.fold(begin, |out, line| format!("{out}{rest}{line}\n"))
}

/// What GitHub's specification adds, for other tests.
pub fn of_github() -> impl Iterator<Item = &'static str> {
    GITHUB.into_iter().map(|(text, _)| text)
}
