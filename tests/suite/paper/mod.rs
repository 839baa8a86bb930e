//! Sheets on paper: what their PDFs hold, how long they may be, and what the program says when one goes wrong.
//!
//! Every PDF is looked at with programs of others: `pdfinfo`, `pdftotext`, `pdftohtml`, `pdffonts` and `qpdf`.

mod budget;
mod changed;
mod filled;
mod kinds;
mod pdf;
mod pictures;
mod print;
mod rows;
mod shipped;
mod odd_text;
mod theme;
mod web;

use std::collections::BTreeMap;

pub use self::pdf::Pdf;
use crate::handbook::{Handbook, handbook};

/// The settings of a handbook with one phase that only advises, printed on A4 alone.
const SETTINGS: &str = "title: Test
paper: [a4]
phases:
  - {id: talk, title: Talk, page: content/talk.md, oversight: advisory, checklists: [questions]}
";

/// A handbook with a sheet of questions; `items` are its asks.
pub fn questions(pages: usize, items: &[String]) -> Handbook {
    handbook()
        .file("handbook.yaml", SETTINGS)
        .file("content/index.md", "# Home\n")
        .file("content/talk.md", "# Talk\n")
        .file("checklists/questions.yaml", questions_file(pages, items))
}

/// A checklist of such a handbook.
pub fn questions_file(pages: usize, items: &[String]) -> String {
    let mut text =
        format!("id: questions\ntitle: Questions\nphase: talk\nsheet: {{pages: {pages}, lines: 2}}\nprefix: QU\nitems:\n");
    for (number, ask) in items.iter().enumerate() {
        // A text of JSON is one of YAML, whatever is in it.
        let ask = serde_json::Value::from(ask.as_str());
        text.push_str(&format!("  - {{id: QU-{:03}, ask: {ask}}}\n", number + 1));
    }
    if items.is_empty() {
        text.push_str("  []\n");
    }
    text
}

/// So many short questions.
pub fn short(count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("How do you plan part {number}?")).collect()
}

/// Prints one sheet on A4.
#[track_caller]
pub fn printed(book: &Handbook, sheet: &str) -> Pdf {
    book.run(&["print", sheet, "--paper", "a4", "--out", "printed.pdf"]).expect_ok();
    Pdf::of(&std::fs::read(book.folder().join("printed.pdf")).expect("a PDF"))
}

/// Text without what a line break changes.
pub fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{ad}').collect()
}

/// Each text stands behind the one before it.
#[track_caller]
pub fn expect_in_order<'t>(page: &str, texts: impl IntoIterator<Item = &'t str>) {
    let page = squeezed(page);
    let mut from = 0;
    for text in texts {
        let wanted = squeezed(text);
        let at = page[from..].find(&wanted);
        let there = if page.contains(&wanted) { "stands too early" } else { "is missing" };
        from += at.unwrap_or_else(|| panic!("`{text}` {there}")) + wanted.len();
    }
}

/// What `name: value` lines say.
pub fn pairs(text: &str) -> BTreeMap<String, String> {
    let pairs = text.lines().filter_map(|line| line.split_once(':'));
    pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned())).collect()
}
