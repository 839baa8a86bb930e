//! Paper templates and fonts of a handbook's own theme, and what is told of those that are wrong.

use std::fs;

use snapbox::str;

use super::{printed, questions, short};
use crate::handbook::{Handbook, repository};

fn with_template(path: &str, text: &str) -> Handbook {
    questions(1, &short(3)).file(&format!("themes/default/paper/{path}"), text)
}

const OWN: &str = r#"#let data = json("/data.json")
#set document(title: data.title)
#set text(font: "Inter", lang: data.language)
#set page(paper: data.paper)
= #data.title
An own sheet with #data.items.len() questions.
"#;

#[test]
fn a_theme_overrides_one_paper_template_alone() {
    let book = with_template("green-light.typ", OWN);
    book.check().expect_ok();
    let text = printed(&book, "questions").text();
    assert!(text.contains("An own sheet with 3 questions."), "{text}");
    assert!(printed(&book, "path-to-production").text().contains("Talk"));
    // A theme with another name stands on the built-in one in the same way.
    let settings = super::SETTINGS.replace("title: Test\n", "title: Test\ntheme: own\n");
    let book = questions(1, &short(3)).file("handbook.yaml", settings).file("themes/own/paper/green-light.typ", OWN);
    book.check().expect_ok();
    assert!(printed(&book, "questions").text().contains("An own sheet with 3 questions."));
}

#[test]
fn a_template_that_cannot_be_parsed_is_shown() {
    with_template("green-light.typ", "#let data = json(\"/data.json\")\n#let x = (1,\n= Title\n")
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[template-render]: the sheet `green-light.typ` cannot be laid out: unclosed delimiter
 --> themes/default/paper/green-light.typ:2:10
  |
2 | #let x = (1,
  |          ^
  |
  = help: what a sheet may use stands in the comment that its template begins with; a file that takes the place of ours begins best as a copy of it

error[template-render]: the sheet `green-light.typ` cannot be laid out: unexpected equals sign
 --> themes/default/paper/green-light.typ:3:1
  |
3 | = Title
  | ^
  |
  = help: what a sheet may use stands in the comment that its template begins with; a file that takes the place of ours begins best as a copy of it

2 errors, 0 warnings ([..] s)

"#]]);
}

#[test]
fn an_unknown_key_of_the_data_is_shown() {
    with_template("green-light.typ", "#let data = json(\"/data.json\")\n#set document(title: data.title)\n= #data.subtitle\n")
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[template-render]: the sheet `green-light.typ` cannot be laid out: dictionary does not contain key "subtitle"
 --> themes/default/paper/green-light.typ:3:9
  |
3 | = #data.subtitle
  |         ^^^^^^^^
  |
  = help: what a sheet may use stands in the comment that its template begins with; a file that takes the place of ours begins best as a copy of it

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn what_the_standard_for_accessible_documents_refuses_is_shown() {
    with_template("green-light.typ", "#set document(title: \"x\")\n= A title\n=== Skipped a level\n")
        .check()
        .expect_wrong()
        .expect_findings(str![[r#"
error[template-render]: the sheet `green-light.typ` cannot be laid out: PDF/UA-1 error: skipped from heading level 1 to 3
 --> themes/default/paper/green-light.typ:3:1
  |
3 | === Skipped a level
  | ^^^^^^^^^^^^^^^^^^^
  |
  = help: heading levels must be consecutive

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_template_reaches_no_file_outside_its_folder_and_no_package() {
    for text in [
        "#read(\"../../../handbook.yaml\")\n",
        "#read(\"/etc/passwd\")\n",
        "#import \"@preview/cetz:0.3.0\"\n",
        "#import \"nowhere.typ\"\n",
    ] {
        let said = with_template("green-light.typ", text).check();
        said.expect_wrong().expect_mentions(&["error[template-render]", "themes/default/paper/green-light.typ:1:"]);
    }
}

#[test]
fn a_template_that_never_ends_its_layout_or_asks_for_the_day_is_told_or_ends() {
    let said = with_template("green-light.typ", "#let f(n) = f(n + 1)\n#f(0)\n").check();
    said.expect_wrong().expect_mentions(&["error[template-render]"]);
    let said = with_template("green-light.typ", "#datetime.today().display()\n").check();
    said.expect_wrong().expect_mentions(&["error[template-render]", "green-light.typ:1:"]);
}

#[test]
fn letters_are_composed_where_a_text_has_such_letters_and_no_other_text_looks_different_for_it() {
    let look = fs::read_to_string(repository("themes/default/paper/lib/look.typ")).expect("the look");
    let always = look.replace("#let composing = (ccmp: 0)\n", "#let composing = (:)\n");
    let unknown = look.replace("#let composing = (ccmp: 0)\n", "");
    assert!(always != look && unknown != look);
    let pdf = |ask: &str, look: &str| {
        let book = questions(1, &[ask.to_owned()]).file("themes/default/paper/lib/look.typ", look);
        book.run(&["print", "questions", "--paper", "a4", "--out", "printed.pdf"]).expect_ok();
        fs::read(book.folder().join("printed.pdf")).expect("a PDF")
    };
    // Inter makes one glyph of a letter and a circle around it, and of a letter and one of its own marks.
    for ask in ["Ωμέγα -> Щит, Žluťoučký ﬁsh (A-1:2x3), [x]?", "What of A\u{20dd}?", "What of `i\u{308}`?", "i\u{f6c3}N\u{f6c3}?"]
    {
        assert!(pdf(ask, &look) == pdf(ask, &always), "{ask}");
        assert!(pdf(ask, &look) == pdf(ask, &unknown), "{ask}");
    }
}

#[test]
fn a_font_that_cannot_be_read_is_told() {
    questions(1, &short(3)).file("themes/default/paper/fonts/Broken.ttf", "no font").check().expect_wrong().expect_findings(
        str![[r#"
error[template-render]: `themes/default/paper/fonts/Broken.ttf` holds no font that can be read
 --> handbook.yaml:1:1
  |
1 | title: Test
  | ^
  |
  = help: put an OpenType or TrueType file there; WOFF2 is for pages

1 error, 0 warnings ([..] s)

"#]],
    );
}

#[test]
fn a_character_that_only_another_font_of_the_theme_has_is_drawn_with_it() {
    let book = questions(1, &["What of \u{2592} and \u{2588}?".into()]);
    let said = book.check();
    said.expect_ok();
    assert!(!said.stderr.contains("missing-glyph"), "{}", said.stderr);
    let pdf = printed(&book, "questions");
    assert!(pdf.text().contains('\u{2592}'), "{}", pdf.text());
}
