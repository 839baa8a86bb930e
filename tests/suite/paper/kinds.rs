//! Whatever a page may hold is printed: every construct of Markdown with every odd content, in everything that can hold it.
//!
//! A new construct or a new oddity is a line in one of the lists.

use std::fs;

use super::{Pdf, expect_in_order, squeezed};
use crate::{
    commonmark::{crate_source, examples},
    handbook::{Handbook, handbook},
    run::Run,
};

const SETTINGS: &str = "title: Test
documents: [handbook]
paper: [a4]
blanks:
  wanted: \"\"
phases:
  - {id: talk, title: Talk, page: content/talk.md, oversight: advisory, checklists: [questions]}
";

/// What may stand in a line.
fn contents() -> Vec<String> {
    let mut contents: Vec<String> = [
        "",
        "word",
        "[only a link](../other.md)",
        "[only a link](../other.md#place)",
        "[only a link](https://example.org/)",
        "[](../other.md)",
        "![only a picture](../p.svg)",
        "![](../p.svg)",
        "[![a picture in a link](../p.svg)](../other.md)",
        "<!-- only a comment -->",
        "<span></span>",
        "<br>",
        "`code`",
        "` `",
        "**strong**",
        "~~struck~~",
        "{{wanted}}",
        "[^note]",
        "\u{1f600}",
        "\u{200b}",
        "\u{feff}",
        "\u{202e}turned",
        "\u{2066}\u{2069}",
        "\u{300}",
        "\u{fe0f}\u{200d}",
        "\u{e000}",
        "\u{fffe}\u{ffff}",
        "\u{1}\u{7f}",
        "a\u{0}b",
        "a\u{b}b\u{c}c\u{85}d\u{2028}e\u{2029}f",
        "a\rb",
        "&nbsp;",
        "&#0;",
        "\\",
        "$x$ #panic() @at <1end> = - + / * _ ~ ` ' \" // /* \\u{1} #let",
        "[EX-01] [no term]",
        "\u{645}\u{631}\u{62d}\u{628}\u{627}",
        "\u{6771}\u{4eac}",
    ]
    .map(str::to_owned)
    .to_vec();
    contents.push("w".repeat(400));
    contents.push("\u{6771}".repeat(200));
    contents.push(format!("[long](https://example.org/{})", "a".repeat(9000)));
    contents.push(format!("{}deep{}", "*a **b ".repeat(30), "** *".repeat(30)));
    contents.push("![p](../p.svg)".repeat(12));
    contents
}

/// What holds a line: a name, and the Markdown around it.
const LINES: &[(&str, &str, &str)] = &[
    ("paragraph", "", ""),
    ("first heading", "# ", ""),
    ("second heading", "## ", ""),
    ("third heading", "### ", " ###"),
    ("sixth heading", "###### ", ""),
    ("setext heading", "", "\n---"),
    ("item", "- ", ""),
    ("numbered item", "0. ", ""),
    ("high number", "999999999) ", ""),
    ("task", "- [x] ", ""),
    ("table head", "| ", " | |\n|---|:-:|"),
    ("table cell", "| a | b |\n|---|--:|\n| ", " | |"),
    ("one column", "| ", " |\n|:--|\n|  |"),
    ("term", "", "\n: meaning"),
    ("meaning", "term\n: ", ""),
    ("emphasis", "*", "*"),
    ("link", "[", "](../other.md)"),
    ("alternative text", "![", "](../p.svg)"),
    ("caption", "![text](../p.svg \"", "\")"),
    ("html", "<div>", "</div>"),
    ("code", "```text\n", "\n```"),
    ("marked code", "```text {1,3-4}\n", "\n```"),
    ("difference", "```diff\n+", "\n```"),
    ("difference in a language", "```yaml diff title=\"t\"\n-", "\n```"),
    ("indented code", "    ", ""),
    ("code's title", "```text title=\"", "\"\na\n```"),
    ("diagram", "```mermaid\n", "\n```"),
    ("drawn diagram", "```mermaid\nflowchart LR\n  a[\"x", "\"] --> b\n```"),
];

/// What stands for itself.
const WHOLES: &[&str] = &[
    "```\n```",
    "```text\n```",
    "~~~text title=\"t\" {2}\n~~~",
    "```diff\n```",
    "```yaml diff\n```",
    "```mermaid\n```",
    "```mermaid title=\"t\"\nflowchart LR\n```",
    "```text\n\n\n```",
    "```text {1-9}\na\n```",
    "```text\na\rb\n```",
    "```text {2}\na\u{b}b\nc\u{c}d\ne\u{85}f\ng\u{2028}h\ni\u{2029}j\n```",
    "-",
    "- \n- \n  -",
    "1.\n2.",
    "- [ ]",
    ">",
    "> >",
    "> [!NOTE]",
    "> [!TIP]\n>",
    "> [!WARNING]\n> ```\n> ```",
    "> [!TAB]",
    "> [!TAB] A\n\n> [!TAB] B\n> b",
    "***",
    "|  |\n|---|",
    "| | |\n|---|---|\n| | |",
    "<div>\n\n</div>",
    "[a]: ../other.md",
    "```{checklist} questions\n```",
];

/// What holds blocks: a name, what each first line begins with, and what the other lines begin with.
const CONTAINERS: &[(&str, &str, &str)] = &[
    ("page", "", ""),
    ("item", "- ", "  "),
    ("numbered item", "7. ", "   "),
    ("quotation", "> ", "> "),
    ("alert", "> [!CAUTION]\n> ", "> "),
    ("tab", "> [!TAB] Title\n>\n> ", "> "),
    ("meaning", "term\n: ", "  "),
    ("footnote", "Mentioned.[^N]\n\n[^N]: ", "    "),
    ("item in a quotation in an item", "- > - ", "  >   "),
];

/// Blocks in a container.
fn contained((_, first, next): (&str, &str, &str), number: usize, blocks: &str) -> String {
    let first = first.replace("^N", &format!("^n{number}"));
    let mut lines = blocks.split('\n');
    let head = lines.next().unwrap_or_default();
    let rest: String = lines.map(|line| format!("\n{next}{line}")).collect();
    format!("{first}{head}{rest}\n\n")
}

fn base() -> Handbook {
    handbook()
        .file("handbook.yaml", SETTINGS)
        .file("content/index.md", "# Home\n")
        .file("content/talk.md", "# Talk\n")
        .file("content/other.md", "# Other\n\n## Place\n")
        .file("content/p.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path d='M0 0h9v9z'/></svg>")
        .file("checklists/questions.yaml", "id: questions\ntitle: Questions\nitems:\n  - {id: EX-01, ask: How?}\n")
}

/// Everything could be built, and nothing was told of a theme or of anything that is left out on paper but what is allowed.
#[track_caller]
fn expect_printed(book: &Handbook, run: &Run) -> Pdf {
    let wrong: Vec<&str> = run.stderr.lines().filter(|line| line.starts_with("error[")).collect();
    assert!(run.code == 0 && wrong.is_empty(), "{wrong:#?} {:#?}", wrong_pages(run));
    assert!(!run.stderr.contains("template-render") && !run.stderr.contains("themes/"), "{}", run.stderr);
    let told: Vec<&str> = run.stderr.lines().filter(|line| line.contains("[unprinted]")).collect();
    let unknown: Vec<&&str> = told.iter().filter(|line| !line.contains("on paper this is not a link")).collect();
    assert!(unknown.is_empty(), "{unknown:#?}\n{}", run.stderr);
    let pdf = Pdf::of(&fs::read(book.folder().join("public/sheets/handbook.a4.pdf")).expect("a PDF"));
    assert!(pdf.pages() > 0);
    pdf
}

#[test]
fn every_two_of_construct_content_and_container_are_printed() {
    expect_constructs_printed(3);
}

#[test]
#[ignore = "takes minutes; `tests/long` runs it"]
fn long_every_construct_with_every_content_in_every_container_is_printed() {
    expect_constructs_printed(1);
}

/// Each construct stands in each container with one content in so many, others in the next container.
fn expect_constructs_printed(one_in: usize) {
    let mut book = base();
    let contents = contents();
    for (at, container) in CONTAINERS.iter().enumerate() {
        for (line, (name, before, after)) in LINES.iter().enumerate() {
            let mut text = format!("# {} {name}\n\n", container.0);
            for (number, content) in contents.iter().enumerate() {
                if !(number + line + at).is_multiple_of(one_in) && number + 1 != contents.len() {
                    continue;
                }
                // Quotation marks end where the text between them has one.
                if before.ends_with('"') && content.contains(['"', '\\']) {
                    continue;
                }
                text.push_str(&contained(*container, number, &format!("{before}{content}{after}")));
                text.push_str(&format!("Behind {number}.\n\n"));
            }
            text.push_str("[^note]: A note.\n");
            book = book.file(&format!("content/c{at}/l{line}.md"), text);
        }
        let mut text = format!("# {} wholes\n\n", container.0);
        for (number, whole) in WHOLES.iter().enumerate() {
            text.push_str(&contained(*container, number, whole));
            text.push_str(&format!("Behind {number}.\n\n"));
        }
        book = book.file(&format!("content/c{at}/wholes.md"), text);
    }
    let pdf = expect_printed(&book, &book.build());
    let text = squeezed(&pdf.text());
    let wanted = CONTAINERS.len() * LINES.len();
    let last = format!("Behind{}.", contents.len() - 1);
    assert!(text.matches(&last).count() >= wanted, "{} of {wanted} pages are whole", text.matches(&last).count());
}

#[test]
fn every_content_in_the_fields_of_data_is_printed() {
    let mut items = String::new();
    let mut terms = String::new();
    for (number, content) in contents().iter().enumerate() {
        // Controls cannot stand in YAML at all, and pages lie deeper than this file.
        let content: String = content.chars().filter(|c| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}')).collect();
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        // Short texts have their own limits.
        let brief = if content.split_whitespace().count() > 10 { "brief" } else { content.as_str() };
        let (any, asked) = (quoted(&format!("{brief}.")), quoted(&format!("{brief}?")));
        let many = quoted(&format!("{content}\n\n- {content}\n\n> {content}\n\n```\n```\n"));
        let item = format!(
            "  - id: EX-{:02}\n    ask: {asked}\n    why: {many}\n    evidence: {any}\n    probes: [{any}]\n",
            number + 2
        );
        items.push_str(&item.replace("../", "../content/"));
        let term = format!("  - term: Term {number}\n    short: {any}\n    text: {many}\n");
        terms.push_str(&term.replace("../", ""));
    }
    let words = format!("# Words\n\n{}\n", (0..contents().len()).map(|n| format!("Term {n}. ")).collect::<String>());
    let book = base()
        .file(
            "checklists/questions.yaml",
            format!("id: questions\ntitle: Questions\nprefix: EX\nitems:\n  - {{id: EX-01, ask: How?}}\n{items}"),
        )
        .file("content/glossary.yaml", format!("glossary:\n{terms}"))
        .file("content/words.md", words);
    expect_printed(&book, &book.build());
}

#[test]
fn titles_of_nothing_are_printed() {
    let titles = ["\" \"", "\"\\u200b\"", "\"\\u3000\"", "\"\u{1f600}\"", "\"#[x]\"", "\"<br>\"", "\"{{wanted}}\""];
    for title in titles {
        let mut book = base()
            .file("handbook.yaml", format!("{SETTINGS}tiers:\n  - {{id: top, title: Top, text: Much}}\n"))
            .file("content/s/index.md", format!("---\ntitle: {title}\n---\n\n## A\n\n### B\n"))
            .file("content/s/t.md", format!("---\ntitle: {title}\nsummary: {title}\n---\n\n### A\n\n## B\n"))
            .file("content/untitled.md", "#\n\n###\n\n#### Four\n\n# ![only a picture](p.svg)\n\n## Two\n");
        if !title.contains("{{") {
            book = book
                .file(
                    "checklists/questions.yaml",
                    format!("id: questions\ntitle: {title}\nitems:\n  - {{id: EX-01, ask: How?}}\n"),
                )
                .file("checklists/areas/_checklist.yaml", format!("id: areas\ntitle: {title}\nareas: [a, b]\n"))
                .file("checklists/areas/a.yaml", format!("title: {title}\nprefix: AA\nitems:\n  - {{id: AA-01, ask: Is it?}}\n"))
                .file(
                    "checklists/areas/b.yaml",
                    format!("title: {title}\nprefix: BB\nitems:\n  - {{id: BB-01, ask: Is it?, hard_stop: [top]}}\n"),
                );
        }
        let run = book.build();
        if run.code != 0 && !run.stderr.contains("template-render") {
            // It is refused where it was written.
            assert!(run.stderr.contains("error[") && !run.stderr.contains("themes/"), "{title}: {}", run.stderr);
            continue;
        }
        expect_printed(&book, &run);
    }
}

#[test]
fn what_lies_very_deep_is_printed_no_deeper_than_a_page_is_wide() {
    let nested = |mark: &str, depth: usize| format!("{}bottom of {}", mark.repeat(depth), mark.trim());
    let lists: String = (0..60).map(|depth| format!("{}- level {depth}\n", "  ".repeat(depth))).collect();
    let alerts: String = (0..40)
        .map(|depth| {
            format!("{}[!NOTE]\n{}level {depth}\n{}\n", "> ".repeat(depth + 1), "> ".repeat(depth + 1), "> ".repeat(depth + 1))
        })
        .collect();
    let tabs: String = (0..30)
        .map(|depth| {
            format!(
                "{}[!TAB] tab {depth}\n{}inside {depth}\n{}\n",
                "> ".repeat(depth + 1),
                "> ".repeat(depth + 1),
                "> ".repeat(depth + 1)
            )
        })
        .collect();
    let quotes = nested("> ", 200);
    let inline = format!("{}middle{}", "*a **b ".repeat(50), " b** a*".repeat(50));
    let book = base()
        .file("content/a.md", format!("# A\n\n{quotes}\n\n{lists}\n{inline}\n"))
        .file("content/b.md", format!("# B\n\n{alerts}\n\n{tabs}\n"))
        .file("content/c.md", format!("# C\n\n{}\n", nested("- ", 80)))
        .file("content/d.md", format!("# D\n\n{}\n", "[x](other.md)".repeat(3000)));
    let pdf = expect_printed(&book, &book.build());
    let text = pdf.text();
    expect_in_order(&text, ["bottom of >", "level 0", "level 11", "level 30", "level 59", "middle"]);
    expect_in_order(&text, ["level 39", "tab 0", "inside 0", "tab 29", "inside 29", "bottom of -"]);
    pdf.expect_inside();
}

/// The pages of which an error is told.
fn wrong_pages(run: &Run) -> Vec<String> {
    let mut lines = run.stderr.lines();
    let mut wrong = Vec::new();
    while let Some(line) = lines.next() {
        // What is told may hold a line break of the page.
        if line.starts_with("error[")
            && let Some(place) = lines.find_map(|line| line.trim().strip_prefix("--> "))
        {
            wrong.push(place.split(':').next().unwrap_or_default().to_owned());
        }
    }
    wrong.sort();
    wrong.dedup();
    wrong
}

#[test]
fn every_example_of_the_markdown_crate_is_printed() {
    let mut book = handbook()
        .file("handbook.yaml", "title: Test\ndocuments: [handbook]\npaper: [a4]\n")
        .file("content/index.md", "# Home\n");
    let mut count = 0;
    let folder = crate_source().join("tests/suite");
    for entry in fs::read_dir(folder).expect("the examples") {
        let file = entry.expect("an entry").file_name().into_string().expect("a name");
        if file == "mod.rs" {
            continue;
        }
        for (name, text) in examples(&file) {
            // What looks like a page of the handbook is a whole address here.
            let text = text.replace("(/", "(https://example.org/").replace("]: /", "]: https://example.org/");
            let stem = file.trim_end_matches(".rs").replace('_', "-");
            book = book.file(&format!("content/{stem}/{}.md", name.replace('_', "-")), format!("# {name}\n\n{text}"));
            count += 1;
        }
    }
    // Some may not stand in a page at all: they hold scripts, or links that lead nowhere.
    let mut left_out = 0;
    loop {
        let run = book.check();
        let wrong = wrong_pages(&run);
        assert!(!run.stderr.contains("template-render"), "{}", run.stderr);
        if wrong.is_empty() {
            break;
        }
        for page in &wrong {
            assert!(page.ends_with(".md") && page.matches('/').count() == 2, "{page}");
            book.remove(page);
        }
        left_out += wrong.len();
    }
    assert!(count > 1000 && left_out * 5 < count * 2, "{left_out} of {count} are refused on screen already");
    expect_printed(&book, &book.build());
}
