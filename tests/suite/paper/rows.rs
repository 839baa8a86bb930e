//! The rows of a long list: what each of them has room for, and how long the whole becomes.

use super::{Pdf, printed, squeezed};
use crate::handbook::{Handbook, handbook};

/// Ten areas with 96 questions, of the length that questions have. Every fourth can stop a launch.
fn list() -> Handbook {
    let settings = "title: Test\npaper: [a4, letter]\ntiers:\n  - {id: standard, title: Standard, text: Most}\n  - {id: critical, title: Critical, text: The business stops}\n";
    let mut book = handbook().file("handbook.yaml", settings);
    let areas: Vec<String> = (1..=10).map(|area| format!("a{area}")).collect();
    for (area, id) in areas.iter().enumerate() {
        let count = if area < 6 { 10 } else { 9 };
        let items: String = (1..=count)
            .map(|n| {
                let stops = if n % 4 == 0 { ", hard_stop: [critical]" } else { "" };
                let severity = if n == 1 { "high" } else { "medium" };
                format!(
                    "  - {{id: A{area}-{n:02}, severity: {severity}, ask: \"What happens to part {n} of what you run when its neighbour does not answer?\", evidence: \"The last run with its date, and the page that tells how to do it by hand.\"{stops}}}\n"
                )
            })
            .collect();
        let text = format!("title: Area {area}\nprefix: A{area}\nitems:\n{items}");
        book = book.file(&format!("checklists/big/{id}.yaml"), text);
    }
    let head = format!(
        "id: big\ntitle: Big\nareas: [{}]\nsheet: {{pages: 8, lines: {{high: 2, medium: 1, low: 1}}}}\n",
        areas.join(", ")
    );
    book.file("checklists/big/_checklist.yaml", head)
}

/// How often a text stands on a sheet.
fn times(pdf: &Pdf, text: &str) -> usize {
    squeezed(&pdf.text()).matches(&squeezed(text)).count()
}

#[test]
fn ninety_six_questions_with_a_name_and_four_states_each_take_eight_pages() {
    let book = list();
    book.check().expect_ok();
    let pdf = printed(&book, "big");
    assert!(pdf.pages() <= 8, "{} pages", pdf.pages());
    for row in ["open answered gap not applicable", "team platform provider help", "Name"] {
        let text = pdf.text();
        assert_eq!(times(&pdf, row), 96, "{row}\n{text}");
    }
}

#[test]
fn what_can_stop_a_launch_has_a_mark_at_its_id_and_one_legend() {
    let pdf = printed(&list(), "big");
    let marked = pdf.text().lines().filter(|line| line.trim_start().starts_with("stop")).count();
    assert_eq!(marked, 20, "{}", pdf.text());
    assert_eq!(times(&pdf, "Stops the launch of: Critical"), 1);
}

#[test]
fn areas_are_ticked_on_the_first_page_and_each_has_an_end() {
    let pdf = printed(&list(), "big");
    let first = squeezed(&pdf.page(1));
    for area in 0..10 {
        let count = if area < 6 { 10 } else { 9 };
        assert!(first.contains(&format!("Area{area}({count})")), "{first}");
        assert_eq!(times(&pdf, &format!("End of Area {area}: tick it on page 1")), 1);
    }
}
