//! The page budget as a law of the build.

use snapbox::str;

use super::{Pdf, printed, questions, questions_file, short};
use crate::{
    handbook::{Handbook, files, handbook},
    serve::serve,
};

/// How many short questions fit on one page, found by trying.
fn most() -> usize {
    let fits = |count: usize| questions(1, &short(count)).check().code == 0;
    (1..40).take_while(|&count| fits(count)).last().expect("one fits")
}

/// Both verbs that keep the law say the same, and the last good output stays as it was.
#[track_caller]
fn expect_refused(book: &Handbook, spoil: impl FnOnce(&Handbook)) -> crate::run::Run {
    book.build().expect_ok();
    let before = files(&book.folder().join("public"));
    spoil(book);
    let checked = book.check();
    checked.expect_wrong().expect_mentions(&["error[sheet-too-long]"]);
    let built = book.build();
    built.expect_wrong();
    assert_eq!(built.stderr, checked.stderr);
    assert!(files(&book.folder().join("public")) == before, "the last good output has changed");
    checked
}

#[test]
fn one_question_too_many_fails_the_build_and_leaves_the_last_good_output() {
    let most = most();
    assert!((10..20).contains(&most), "{most} questions on a page");
    let book = questions(1, &short(most));
    let said = expect_refused(&book, |book| {
        book.put("checklists/questions.yaml", questions_file(1, &short(most + 1)).as_bytes());
    });
    said.expect_findings(str![[r#"
error[sheet-too-long]: the sheet of `questions` takes 2 pages on A4 (4 lines too long), and its budget is 1 page
 --> checklists/questions.yaml:4:16
  |
4 | sheet: {pages: 1, lines: 2}
  |                ^ the budget
  |
  = help: move an item to another checklist, or allow more pages in `sheet`; no item is much longer than the others

1 error, 0 warnings ([..] s)

"#]]);
    // Allowed, it is as long as was said.
    book.put("checklists/questions.yaml", questions_file(2, &short(most + 1)).as_bytes());
    book.check().expect_ok();
    assert_eq!(printed(&book, "questions").pages(), 2);
}

#[test]
fn one_very_long_word_fails_the_build_and_is_named() {
    let mut asks = short(most());
    let book = questions(1, &asks);
    asks[3] = format!("What of {}?", "incomprehensibilities".repeat(30));
    expect_refused(&book, |book| {
        book.put("checklists/questions.yaml", questions_file(1, &asks).as_bytes());
    })
    .expect_findings(str![[r#"
error[sheet-too-long]: the sheet of `questions` takes 2 pages on A4 (14 lines too long), and its budget is 1 page
  --> checklists/questions.yaml:4:16
   |
 4 | ...s: 1, lines: 2}
   |       ^ the budget
...
10 | ...004, ask: "What of incomprehensibilitiesincomprehensibilitiesincomprehensibilitiesincomprehensibilitiesincomprehensibilitiesincomprehensibilitiesincomprehensibilitiesincompr...
   |              ---------------------------------------------------------------------------------------------------------------------------------------------------------------- one of the longest; at the median length it saves 13 lines
   |
   = help: shorten what is marked, move an item to another checklist, or allow more pages in `sheet`

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn a_glossary_text_that_grew_by_ten_lines_fails_the_build_and_is_named() {
    let mut asks = short(most() - 1);
    asks[0] = "How do you plan the failover?".into();
    let glossary = |text: &str| format!("glossary:\n  - {{term: Failover, short: {text:?}}}\n");
    let book = questions(1, &asks);
    book.put("content/reference/glossary.yaml", glossary("Another part takes over.").as_bytes());
    expect_refused(&book, |book| {
        let long = vec!["incomprehensibilities".repeat(5); 10].join(" ");
        book.put("content/reference/glossary.yaml", glossary(&long).as_bytes());
    })
    .expect_findings(str![[r#"
error[sheet-too-long]: the sheet of `questions` takes 2 pages on A4 (8 lines too long), and its budget is 1 page
 --> checklists/questions.yaml:4:16
  |
4 | sheet: {pages: 1, lines: 2}
  |                ^ the budget
  |
 ::: content/reference/glossary.yaml:2:29
  |
2 | ...t: "incomprehensibilitiesincomprehensibilitiesincomprehensibilitiesincomprehensibilitiesincomprehensibilities incomprehensibilitiesincomprehensibilitiesincomprehensib...
  |       ---------------------------------------------------------------------------------------------------------------------------------------------------------------- without the text of `Failover` the sheet would fit
  |
  = help: shorten what is marked, move an item to another checklist, or allow more pages in `sheet`

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn both_papers_are_measured_and_the_one_that_is_too_small_is_named() {
    let settings = |paper: &str| {
        format!(
            "title: Test\npaper: {paper}\nphases:\n  - {{id: talk, title: Talk, page: content/talk.md, oversight: advisory, checklists: [questions]}}\n"
        )
    };
    let mut seen = false;
    for count in 10..20 {
        let book = questions(1, &short(count)).file("handbook.yaml", settings("[a4]"));
        let on_a4 = book.check().code;
        book.put("handbook.yaml", settings("[a4, letter]").as_bytes());
        let on_both = book.check();
        if on_a4 == 0 && on_both.code == 1 {
            on_both.expect_mentions(&["1 page", "2 pages on Letter"]);
            assert!(!on_both.stderr.contains("A4"), "{}", on_both.stderr);
            seen = true;
        }
    }
    assert!(seen, "Letter is shorter than A4, so some number of questions fits only one of them");
}

#[test]
fn a_sheet_that_is_nearly_full_is_a_note_that_stops_nothing() {
    let book = questions(1, &short(most()));
    let said = book.check_with(&["--strict"]);
    said.expect_ok().expect_findings(str![[r#"
note[sheet-nearly-full]: the sheet of `questions` is nearly full on A4: 0 lines left of 1 page
 --> checklists/questions.yaml:4:16
  |
4 | sheet: {pages: 1, lines: 2}
  |                ^
  |
  = help: the next question may need a shorter one beside it

checked [..] pages, 1 checklist; 0 errors, 0 warnings ([..] s)

"#]]);
    let roomy = questions(1, &short(5)).check();
    assert!(!roomy.stderr.contains("sheet-"), "{}", roomy.stderr);
}

#[test]
fn a_long_list_is_measured_in_pages_and_told_its_longest_items() {
    let items: String = (1..=40)
        .map(|n| {
            let ask = if n == 7 { "word ".repeat(14) } else { format!("What is part {n}") };
            format!("  - {{id: RV-{n:03}, ask: {:?}, severity: high}}\n", format!("{}?", ask.trim()))
        })
        .collect();
    let list = |pages: usize| {
        format!(
            "id: review\ntitle: Review\nsheet: {{pages: {pages}, lines: {{high: 3, medium: 1, low: 1}}}}\nprefix: RV\nitems:\n{items}"
        )
    };
    let book = handbook().file("handbook.yaml", "title: Test\npaper: [a4]\n").file("checklists/review.yaml", list(30));
    let pages = printed(&book, "review").pages();
    assert!((2..10).contains(&pages), "{pages}");
    book.put("checklists/review.yaml", list(pages).as_bytes());
    book.check().expect_ok();
    book.put("checklists/review.yaml", list(pages - 1).as_bytes());
    book.check().expect_wrong().expect_findings(str![[r#"
error[sheet-too-long]: the sheet of `review` takes 6 pages on A4 (9 lines too long), and its budget is 5 pages
 --> checklists/review.yaml:3:16
  |
3 | sheet: {pages: 5, lines: {high: 3, medium: 1, low: 1}}
  |                ^ the budget
  |
  = help: move an item to another checklist, or allow more pages in `sheet`; no item is much longer than the others

1 error, 0 warnings ([..] s)

"#]]);
}

#[test]
fn the_preview_shows_the_true_sheet_of_a_checklist_that_is_too_long() {
    let book = questions(1, &short(20));
    book.check().expect_wrong();
    let server = serve(&book);
    let page = server.get("/sheets/questions.html");
    assert_eq!(page.status, 200);
    assert!(String::from_utf8_lossy(&page.body).contains("How do you plan part 20?"));
    let pdf = server.get("/sheets/questions.a4.pdf");
    assert_eq!(pdf.status, 200);
    assert_eq!(Pdf::of(&pdf.body).pages(), 2);
    let page = server.get("/checklists/questions.html");
    assert_eq!(page.status, 200);
}
