//! A folder from a stranger that is larger, deeper or more tangled than any handbook: each ends with a finding or a right
//! result, in little time and memory. The system holds the program to both; what passes here is not timed.

use std::{fs, os::unix::fs::symlink, process::Command};

use readybook::source::limits;

use crate::{
    handbook::{Handbook, TODAY, handbook, repository},
    run::{Run, finish},
};

/// Seconds of one core that a check may take; enough for a program that nobody has optimised.
const SECONDS: u32 = 30;

/// Kilobytes of memory that it may ask the system for.
const KILOBYTES: u64 = 4 << 20;

/// The program under limits of the system: it is killed when it takes more time, and cannot get more memory.
#[track_caller]
fn bounded(book: &Handbook, args: &[&str]) -> Run {
    let mut command = Command::new("sh");
    let limits = format!("ulimit -t {SECONDS} && ulimit -v {KILOBYTES} && exec \"$0\" \"$@\"");
    command.args(["-c", &limits, env!("CARGO_BIN_EXE_readybook")]).args(args).current_dir(book.folder());
    finish(command, book.folder().join("public"))
}

#[track_caller]
fn check(book: &Handbook) -> Run {
    bounded(book, &["check", "--as-of", TODAY])
}

#[track_caller]
fn link(book: &Handbook, to: &str, at: &str) {
    let place = book.folder().join(at);
    fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
    symlink(to, place).expect("a link");
}

/// Parts of a theme, each of which imports the next one so many times.
fn parts(ending: &str, count: usize, times: usize, import: impl Fn(&str) -> String) -> Handbook {
    let name = |number: usize| format!("p{number:04}.{ending}");
    (0..count).fold(handbook().file("content/index.md", "# Home\n"), |book, number| {
        let next = if number + 1 < count { import(&name(number + 1)).repeat(times) } else { String::new() };
        let own = if ending == "css" { format!(".p{number} {{}}\n") } else { format!("let p{number};\n") };
        book.file(&format!("themes/default/assets/{}", name(number)), format!("{next}{own}"))
    })
}

#[test]
fn a_part_that_is_imported_many_times_over_is_joined_once() {
    for (ending, import) in [("css", "@import \"./NAME\";\n"), ("js", "import \"./NAME\";\n")] {
        let book = parts(ending, 25, 2, |name| import.replace("NAME", name));
        check(&book).expect_ok();
        bounded(&book, &["build"]).expect_ok();
        let assets = crate::handbook::files(&book.folder().join("public/assets"));
        let (_, whole) = assets.iter().find(|(path, _)| path.starts_with("p0000.")).expect("the first part");
        let whole = String::from_utf8_lossy(whole);
        let last = if ending == "css" { ".p24 {}" } else { "let p24;" };
        assert_eq!(whole.matches(last).count(), 1, "{whole}");
    }
}

#[test]
fn a_part_that_is_imported_under_many_conditions_is_a_finding() {
    let import = |name: &str| format!("@import \"./{name}\" print;\n@import \"./{name}\" screen;\n");
    let book = parts("css", 25, 1, import);
    check(&book).expect_wrong().expect_mentions(&["error[limit-exceeded]: the theme's imports join at most 10,000 files"]);
}

#[test]
fn a_long_chain_of_imports_is_a_finding() {
    for (ending, import) in [("css", "@import \"./NAME\";\n"), ("js", "import \"./NAME\";\n"), ("css", "a { b: url(NAME) }\n")] {
        let book = parts(ending, 3000, 1, |name| import.replace("NAME", name));
        let run = check(&book);
        run.expect_wrong().expect_mentions(&["error[limit-exceeded]: imports lie inside each other more than 32 deep here"]);
        assert_eq!(run.stderr.matches("error[").count(), 1, "{}", run.stderr);
    }
}

#[test]
fn the_last_of_two_imports_of_a_sheet_counts_as_browsers_have_it() {
    let theme = |name: &str| format!("themes/default/assets/{name}.css");
    let book = handbook()
        .file("content/index.md", "# Home\n")
        .file(&theme("all"), "@import \"a.css\";\n@import \"b.css\";\n.all {}\n")
        .file(&theme("a"), "@import \"shared.css\";\n.a {}\n")
        .file(&theme("b"), "@import \"shared.css\";\n.b {}\n")
        .file(&theme("shared"), ".shared {}\n");
    book.build().expect_ok();
    let assets = crate::handbook::files(&book.folder().join("public/assets"));
    let (_, all) = assets.iter().find(|(path, _)| path.starts_with("all.")).expect("the sheet");
    let rules = String::from_utf8_lossy(all).lines().filter(|line| line.starts_with('.')).collect::<Vec<_>>().join(" ");
    assert_eq!(rules, ".a {} .shared {} .b {} .all {}");
}

#[test]
fn folder_links_that_fan_out_are_a_finding() {
    let book = handbook().file("content/index.md", "# Home\n").file("content/l00/page.md", "# Page\n");
    for level in 1..19 {
        for name in ["a", "b"] {
            link(&book, &format!("../l{:02}", level - 1), &format!("content/l{level:02}/{name}"));
        }
    }
    check(&book)
        .expect_wrong()
        .expect_mentions(&["error[limit-exceeded]: at most 1,000 links to folders are followed, and this is one more"]);
}

#[test]
fn more_files_than_a_handbook_has_are_a_finding() {
    let book = handbook().file("content/index.md", "# Home\n");
    for number in 0..500 {
        book.put(&format!("content/real/{number:03}.txt"), b"");
    }
    // Links make many of few.
    for number in 0..250 {
        link(&book, "real", &format!("content/l{number:03}"));
    }
    check(&book)
        .expect_wrong()
        .expect_mentions(&["error[limit-exceeded]: a handbook has at most 100,000 files and folders, and this is one more"]);
}

#[test]
fn folders_that_lie_too_deep_are_a_finding() {
    let deep = "a/".repeat(limits::FOLDER_DEPTH + 20);
    let book = handbook().file("content/index.md", "# Home\n").file(&format!("content/{deep}page.md"), "# Page\n");
    check(&book).expect_wrong().expect_mentions(&["error[limit-exceeded]: folders lie at most 100 deep"]);
}

#[test]
fn texts_that_are_too_large_are_findings_one_by_one_and_together() {
    let book = handbook().file("content/index.md", "# Home\n");
    let size = usize::try_from(limits::TEXT_FILE).expect("a size");
    book.put("content/large.md", &vec![b' '; size + 1]);
    // Pages are not read below `checklists/`, so these cost no time but to be counted.
    book.put("checklists/full.md", &vec![b'x'; size]);
    for number in 0..20 {
        link(&book, "full.md", &format!("checklists/l{number:02}.md"));
    }
    check(&book).expect_wrong().expect_mentions(&[
        "error[limit-exceeded]: this file has 16.1 MiB, and the limit is 16 MiB",
        "--> content/large.md:1:1",
        "error[limit-exceeded]: all text files together have at most 256 MiB, and with this one they have more",
    ]);
}

#[test]
fn a_file_beside_the_pages_that_is_too_large_is_a_finding() {
    let book = handbook().file("content/index.md", "# Home\n\n[film](film.mp4)\n").file("content/film.mp4", "");
    let film = fs::File::options().write(true).open(book.folder().join("content/film.mp4")).expect("the file");
    // A file with a hole in it takes no room.
    film.set_len(limits::STATIC_FILE + 1).expect("a large file");
    let run = check(&book);
    run.expect_wrong().expect_mentions(&["error[limit-exceeded]", "--> content/film.mp4:1:1", "1 error"]);
}

#[test]
fn a_block_of_yaml_with_many_tabs_takes_no_longer_than_one_without() {
    let text = "      a line\n      \twith a tab\n".repeat(30_000);
    let book = handbook()
        .file("content/index.md", "# Home\n")
        .file("content/words.yaml", format!("glossary:\n  - term: one\n    short: Short.\n    text: |\n{text}"));
    check(&book).expect_ok();
    // The tab that indents is still found, behind all of them.
    book.put("content/words.yaml", format!("glossary:\n  - term: one\n    short: |\n{text}\n\t- term: two\n").as_bytes());
    check(&book).expect_wrong().expect_mentions(&["a tab cannot indent YAML", "content/words.yaml:60005:1"]);
}

#[test]
fn yaml_that_is_too_large_is_a_finding() {
    let large = "# a comment\n".repeat(limits::YAML / 12 + 1);
    let wide = format!("glossary: [{}]\n", "a, ".repeat(limits::YAML_VALUES + 1));
    let long = format!("glossary:\n  - &a \"{}\"\n{}", "x".repeat(200_000), "  - *a\n".repeat(5_000));
    for (text, told) in [
        (format!("glossary: []\n{large}"), "error[limit-exceeded]: this YAML has"),
        (wide, "error[yaml-too-large]"),
        (long, "error[yaml-too-large]"),
    ] {
        let book = handbook().file("content/index.md", "# Home\n").file("content/words.yaml", &text);
        check(&book).expect_wrong().expect_mentions(&[told, "content/words.yaml:"]);
        let page = format!("---\n{}---\n# Page\n", text.replace("glossary:", "aliases:"));
        let book = handbook().file("content/index.md", "# Home\n").file("content/page.md", page);
        check(&book).expect_wrong().expect_mentions(&[told, "content/page.md:"]);
    }
}

#[test]
fn words_that_are_written_as_escapes_take_no_longer_than_others() {
    let words = "\\x41\\x42 ".repeat(200_000);
    let book = handbook()
        .file("content/index.md", format!("# Home\n\n{}\n", "{{a&#45;b}} ".repeat(100_000)))
        .file("content/words.yaml", format!("glossary:\n  - term: one\n    short: Short.\n    text: \"{words}\"\n"));
    check(&book).expect_ok();
}

#[test]
fn code_that_is_too_long_to_be_coloured_is_shown_as_it_is_and_told() {
    let line = "*_[".repeat(1_700_000);
    let lines = format!("{}\n", "*_[".repeat(10_000)).repeat(10);
    let book = handbook()
        .file("content/index.md", format!("# Home\n\n```markdown\n{line}\n```\n"))
        .file("content/lines.md", format!("# Lines\n\n```markdown\n# Head\n{lines}```\n"));
    check(&book).expect_ok().expect_mentions(&[
        "note[uncoloured-code]: this code has 4.9 MiB, and code of more than 512 KiB is not coloured",
        "note[uncoloured-code]: a line of this code has 30,000 bytes, and one of more than 2,000 is not coloured",
        "--> content/lines.md:3:4",
        "0 errors, 0 warnings",
    ]);
    bounded(&book, &["build"]).expect_ok();
    assert!(book.built("index.html").contains(&line));
    let lines = book.built("lines.html");
    assert!(lines.contains("*_[*_[") && lines.contains("<span class=\"k\"># </span>"), "the first line is coloured");
}

#[test]
fn markdown_that_opens_much_and_closes_nothing_takes_no_longer_than_text() {
    for (piece, times) in [
        ("[ (](", 80_000),
        ("[a](b", 80_000),
        ("[AB] ", 80_000),
        ("[^", 200_000),
        ("[^a ", 100_000),
        ("{{", 200_000),
        ("{{a ", 100_000),
        ("{{< ", 400_000),
        ("awww.", 60_000),
        ("_www.", 60_000),
        ("ahttp://a.", 60_000),
        ("{#a", 200_000),
        ("\\{{a}} ", 50_000),
        ("[", 100_000),
        ("<a", 100_000),
        ("\t", 20_000),
        ("> [!TAB] One\n> x\n\n", 20_000),
        ("[ZZ-12] ", 50_000),
    ] {
        let run = check(&handbook().file("content/index.md", format!("# Home\n\n{}\n", piece.repeat(times))));
        assert!(run.code < 2, "`{piece}` × {times}: {}{}", run.code, run.stderr);
    }
}

#[test]
fn an_address_that_is_all_brackets_or_braces_takes_no_longer_than_another() {
    for address in [format!("(www.a.b{}", ")".repeat(100_000)), format!("[a]({})", "{{b".repeat(100_000))] {
        let run = check(&handbook().file("content/index.md", format!("# Home\n\n{address}\n")));
        assert!(run.code < 2, "{}: {}{}", &address[..9], run.code, run.stderr);
    }
}

#[test]
fn yaml_whose_lines_begin_with_tabs_takes_no_longer_than_with_spaces() {
    let lines = "  \ty,\n".repeat(100_000);
    for text in [format!("title: \"x\n{lines}  z\"\n"), format!("title: T\npaper: [\n{lines}  ]\n")] {
        let run = check(&handbook().file("handbook.yaml", text).file("content/index.md", "# Home\n"));
        assert!(run.code < 2, "{}{}", run.code, run.stderr);
    }
}

#[test]
fn thousands_of_broken_links_on_a_page_with_thousands_of_headings_are_all_told() {
    let count = 5000;
    let parts: String =
        (0..count).map(|n| format!("## Heading number {n} of many\n\n[x](#heading-numbr-{n}-of-mny)\n\n")).collect();
    let run = check(&handbook().file("content/index.md", format!("# Home\n\n{parts}")));
    run.expect_wrong();
    assert_eq!(run.stderr.matches("error[broken-anchor]").count(), count);
    assert!(run.stderr.matches("did you mean").count() >= 50, "the first of them say what was meant");
    // All of them in one line, each at its own column.
    let line: String = (0..count).map(|n| format!("[x](#nowhere{n}) ")).collect();
    let run = check(&handbook().file("content/index.md", format!("# Home\n\n{}{line}\n", "word ".repeat(400_000))));
    run.expect_wrong().expect_mentions(&["content/index.md:3:2000005\n"]);
    assert_eq!(run.stderr.matches("error[broken-anchor]").count(), count);
    assert!(run.stderr.len() < count * 700, "{} bytes", run.stderr.len());
}

#[test]
fn thousands_of_mistakes_in_html_take_no_longer_than_one_after_another() {
    let tag = "<a href=no.md q=1>b</a> ";
    // Each tag a piece of HTML, and all of them one.
    for (before, times) in [("", 50_000), ("<div>", 40_000)] {
        let run = check(&handbook().file("content/index.md", format!("# Home\n\n{before}{}\n", tag.repeat(times))));
        assert!(run.code == 1, "after `{before}`: {}{}", run.code, run.stderr.len());
    }
}

/// A checklist with so many questions.
fn questions(id: &str, count: usize) -> String {
    let items = (1..=count).map(|n| format!("  - {{id: {id}-{n:04}, ask: What is number {n}?}}\n")).collect::<String>();
    format!("id: {}\ntitle: List\nitems:\n{items}", id.to_lowercase())
}

#[test]
fn more_questions_than_anybody_asks_are_a_finding_and_no_sheet_is_laid_out() {
    let book = handbook().file("content/index.md", "# Home\n").file("checklists/ab.yaml", questions("AB", 5000));
    check(&book).expect_wrong().expect_mentions(&[
        "error[limit-exceeded]: a checklist has at most 1,000 questions, and this is one more",
        "--> checklists/ab.yaml:1004:10",
    ]);
    let book = handbook().file("content/index.md", "# Home\n");
    for id in ["AA", "AB", "AC", "AD", "AE", "AF"] {
        book.put(&format!("checklists/{}.yaml", id.to_lowercase()), questions(id, 900).as_bytes());
    }
    check(&book).expect_wrong().expect_mentions(&[
        "error[limit-exceeded]: all checklists together have at most 5,000 questions, and this is one more",
        "--> checklists/af.yaml:504:10",
    ]);
}

#[test]
fn a_name_of_any_length_is_quoted_short_and_compared_with_none() {
    let (name, key) = ("a".repeat(2 << 20), "a".repeat(1000));
    let book = handbook()
        .file("handbook.yaml", format!("title: Test\n{key}: 1\n"))
        .file("content/index.md", format!("# Home\n\n## {name}\n\n[x](#{name}c) [y]({name}.md)\n"));
    let run = check(&book);
    run.expect_wrong().expect_mentions(&["error[unknown-key]", "error[broken-anchor]", "error[broken-link]"]);
    assert!(run.stderr.len() < 10_000, "{} bytes", run.stderr.len());
}

#[test]
fn an_answer_file_that_is_too_large_is_a_finding() {
    let book = handbook().file("content/index.md", "# Home\n");
    let text = format!("readybook: 1\nservice:\n  id: a\n# {}\n", "x".repeat(5 << 20));
    book.put("answers.yaml", text.as_bytes());
    for args in [&["review", "check", "answers.yaml"][..], &["review", "print", "--format", "markdown", "answers.yaml"]] {
        bounded(&book, args)
            .expect_wrong()
            .expect_mentions(&["error[limit-exceeded]: this file has 5.1 MiB, and the limit is 4 MiB", "answers.yaml:1:1"]);
    }
    // What has no end is no different.
    bounded(&book, &["review", "check", "/dev/zero"]).expect_wrong().expect_mentions(&["error[limit-exceeded]"]);
}

#[test]
fn the_browser_refuses_an_answer_file_of_the_same_size() {
    let script = fs::read_to_string(repository("themes/default/assets/answers-file.js")).expect("the script");
    assert!(script.contains("const LARGEST = 4 * 1024 * 1024;") && limits::ANSWERS == 4 << 20);
}

#[test]
fn the_guide_lists_every_limit() {
    let guide = fs::read_to_string(repository("docs/content/limits.md")).expect("the guide");
    let bytes = [
        limits::TEXT_FILE,
        limits::TEXT_TOTAL,
        limits::STATIC_FILE,
        limits::YAML as u64,
        limits::YAML_SCALARS as u64,
        limits::IMPORTED as u64,
        limits::CODE_BLOCK as u64,
        limits::ANSWERS,
        limits::EXPORT,
    ];
    let counts = [
        limits::ENTRIES,
        limits::FOLDER_LINKS,
        limits::FOLDER_DEPTH,
        limits::YAML_VALUES,
        limits::YAML_DEPTH,
        limits::QUESTIONS,
        limits::QUESTIONS_TOTAL,
        limits::IMPORT_DEPTH,
        limits::IMPORTS,
        limits::CODE_LINE,
        limits::SUGGESTIONS,
    ];
    let wanted = bytes.map(limits::bytes).into_iter().chain(counts.map(limits::number));
    let lacking: Vec<String> = wanted.filter(|limit| !guide.contains(&format!("| {limit}"))).collect();
    assert!(lacking.is_empty(), "docs/content/limits.md does not say {lacking:?}");
}
