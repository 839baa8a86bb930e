//! Characters that no font has, items of no length and of too much of it. All of it prints or is told; nothing panics.

use snapbox::str;

use super::{expect_in_order, printed, questions, questions_file, short, squeezed};
use crate::handbook::handbook;

#[test]
fn a_character_that_no_font_has_is_told_at_its_place_and_printed_as_a_box() {
    let book = questions(1, &["Who is 😀 when 東京 is down?".into(), "Who reads مرحبا?".into()]);
    let said = book.check();
    said.expect_ok().expect_findings(str![[r#"
warning[missing-glyph]: no font of the theme can print `😀` (U+1F600)
 --> checklists/questions.yaml:7:31
  |
7 |   - {id: QU-001, ask: "Who is 😀 when 東京 is down?"}
  |                               ^^
  |
  = help: write it in words, or put a font that has it into the theme's `paper/fonts/`; sheets show a box until then

warning[missing-glyph]: no font of the theme can print `東京` (U+6771, U+4EAC)
 --> checklists/questions.yaml:7:38
  |
7 |   - {id: QU-001, ask: "Who is 😀 when 東京 is down?"}
  |                                       ^^^^
  |
  = help: write it in words, or put a font that has it into the theme's `paper/fonts/`; sheets show a box until then

warning[missing-glyph]: no font of the theme can print `مرحبا` (U+0645, U+0631, U+062D, U+0628, …)
 --> checklists/questions.yaml:8:34
  |
8 |   - {id: QU-002, ask: "Who reads مرحبا?"}
  |                                  ^^^^^
  |
  = help: write it in words, or put a font that has it into the theme's `paper/fonts/`; sheets show a box until then

checked [..] pages, 1 checklist; 0 errors, 3 warnings ([..] s)

"#]]);
    book.check_with(&["--strict"]).expect_wrong();
    let pdf = printed(&book, "questions");
    pdf.expect_sound();
    expect_in_order(&pdf.text(), ["Who is", "when", "is down?", "Who reads"]);
}

#[test]
fn accents_dashes_and_letters_of_europe_are_printed() {
    let asks = [
        "Grüße, naïve œuvre, Łódź, Ελλάδα, Привет, ½ … “x” – y?",
        "Combined e\u{301} and n\u{303}?",
        "A soft\u{ad}hyphen and zero\u{200b}width?",
    ];
    let book = questions(1, &asks.map(str::to_owned));
    let said = book.check();
    said.expect_ok();
    assert!(!said.stderr.contains("missing-glyph"), "{}", said.stderr);
    let text = squeezed(&printed(&book, "questions").text());
    for wanted in ["Grüße,naïveœuvre,Łódź,Ελλάδα,Привет,½…“x”–y?", "hyphenandzero"] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    assert!(text.contains("Combinedé") || text.contains("Combinede\u{301}"), "{text}");
}

#[test]
fn characters_in_titles_settings_and_terms_are_told_too() {
    let book = questions(1, &["How do you plan the failover?".into()])
        .file("content/reference/glossary.yaml", "glossary:\n  - {term: Failover, short: Another 部 takes over.}\n");
    book.check().expect_ok().expect_mentions(&["warning[missing-glyph]", "content/reference/glossary.yaml:2", "U+90E8"]);
    let text = questions_file(1, &short(3)).replace("title: Questions", "title: Questions 問");
    let book = questions(1, &short(3)).file("checklists/questions.yaml", text);
    book.check().expect_ok().expect_mentions(&["warning[missing-glyph]", "U+554F"]);
    printed(&book, "questions").expect_sound();
}

#[test]
fn controls_never_reach_a_sheet_or_are_told() {
    for control in ['\u{1}', '\u{7}', '\u{1b}', '\u{7f}', '\u{85}', '\u{feff}', '\u{2028}', '\u{fffe}', '\u{10ffff}'] {
        let ask = format!("What of \"one{}two\"?", control.escape_unicode());
        let yaml = format!(
            "id: questions\ntitle: Questions\nphase: talk\nprefix: QU\nitems:\n  - {{id: QU-001, ask: \"What of one\\U{:08X}two?\"}}\n",
            u32::from(control)
        );
        let book = questions(1, &short(1)).file("checklists/questions.yaml", yaml);
        let said = book.check();
        assert!(matches!(said.code, 0 | 1) && !said.stderr.contains("panicked"), "{ask}: {}", said.stderr);
        if said.code == 0 {
            let pdf = printed(&book, "questions");
            pdf.expect_sound();
            expect_in_order(&pdf.text(), ["What of one", "two?"]);
        } else {
            said.expect_mentions(&["checklists/questions.yaml:6"]);
        }
    }
}

#[test]
fn markup_of_the_layout_engine_in_a_text_is_only_text() {
    let ask = "What of #panic(1) $x$ <end> @end *not* = no \\ `#read(1)` // no?";
    let book = questions(1, &[ask.to_owned()]);
    book.check().expect_ok();
    let text = squeezed(&printed(&book, "questions").text());
    for part in ["#panic(1)", "$x$", "<end>", "@end", "=no", "//no?"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a_checklist_with_no_items_and_one_with_no_lines_print() {
    let book = handbook().file("handbook.yaml", super::SETTINGS).file("content/talk.md", "# Talk\n").file(
        "checklists/questions.yaml",
        "id: questions\ntitle: Questions\nphase: talk\nsheet: {pages: 1, lines: 0}\nitems: []\n",
    );
    let said = book.check();
    assert!(matches!(said.code, 0 | 1) && !said.stderr.contains("panicked"), "{}", said.stderr);
    if said.code == 0 {
        assert_eq!(printed(&book, "questions").pages(), 1);
    }
    book.put("checklists/questions.yaml", questions_file(1, &short(3)).replace("lines: 2", "lines: 0").as_bytes());
    let said = book.check();
    assert!(matches!(said.code, 0 | 1) && !said.stderr.contains("panicked"), "{}", said.stderr);
    if said.code == 0 {
        expect_in_order(&printed(&book, "questions").text(), ["part 1?", "part 3?"]);
    }
}

#[test]
fn a_list_of_three_hundred_items_in_areas_of_one_is_whole() {
    let mut book = handbook().file("handbook.yaml", "title: Test\npaper: [a4]\n");
    let mut areas = String::new();
    for area in 1..=30 {
        let count = if area == 1 { 1 } else { 10 };
        let items: String = (1..=count)
            .map(|n| format!("  - {{id: A{area:02}-{n:02}, ask: What of {area} and {n}?, severity: low}}\n"))
            .collect();
        book = book
            .file(&format!("checklists/big/a{area}.yaml"), format!("title: Area {area}\nprefix: A{area:02}\nitems:\n{items}"));
        areas.push_str(&format!("a{area}, "));
    }
    let book =
        book.file("checklists/big/_checklist.yaml", format!("id: big\ntitle: Big\nareas: [{}]\n", areas.trim_end_matches(", ")));
    book.check().expect_ok();
    let pdf = printed(&book, "big");
    let pages = pdf.pages();
    assert!(pages > 10, "{pages}");
    let asks: Vec<String> =
        (1..=30).flat_map(|area| (1..=if area == 1 { 1 } else { 10 }).map(move |n| format!("What of {area} and {n}?"))).collect();
    expect_in_order(&pdf.humanise(), asks.iter().map(String::as_str));
    // No title of an area is the last text of a page: its first question stands on the same one.
    for area in 1..=30 {
        let page = (1..=pages).find(|&page| pdf.page(page).contains(&format!("A{area:02}-01"))).expect("a page");
        let text = pdf.page(page);
        assert!(
            text.lines().any(|line| line.trim() == format!("Area {area}") || line.starts_with(&format!("Area {area} "))),
            "{text}"
        );
    }
}

#[test]
fn a_word_of_five_hundred_letters_and_an_item_longer_than_a_page_stay_on_the_paper() {
    let word = "w".repeat(500);
    let long = vec!["incomprehensibilities".repeat(20); 12].join(" ");
    let book = questions(9, &[format!("What of {word}?"), format!("{long}?"), "And then?".into()]);
    book.check().expect_ok();
    let pdf = printed(&book, "questions");
    pdf.expect_sound();
    let text = squeezed(&pdf.text()).replace('-', "");
    assert!(text.matches('w').count() >= 500, "{text}");
    assert!(text.contains("Andthen?"), "{text}");
    pdf.expect_inside();
}
