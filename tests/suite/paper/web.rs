//! Pages of sheets on the web: PDFs and pictures to look at, and all of it as text beside them.

use std::collections::BTreeSet;

use quick_xml::{Reader, XmlVersion, events::Event};

use super::{questions, short};
use crate::{crawl::own, serve::serve};

fn html(path: &str) -> String {
    String::from_utf8(own().get(path).unwrap_or_else(|| panic!("no `{path}`")).clone()).expect("UTF-8")
}

#[test]
fn every_sheet_has_a_page_with_its_pdfs_its_pictures_and_its_text() {
    let pages: Vec<&String> = own()
        .keys()
        .filter(|path| path.starts_with("sheets/") && path.ends_with(".html") && *path != "sheets/index.html")
        .collect();
    assert!(pages.len() >= 15, "{pages:?}");
    let index = html("sheets/index.html");
    for path in pages {
        let name = path.trim_start_matches("sheets/").trim_end_matches(".html");
        let page = html(path);
        assert!(index.contains(&format!("href=\"{name}.html\"")), "{path} is in no list");
        for paper in ["a4", "letter"] {
            assert!(page.contains(&format!("href=\"{name}.{paper}.pdf\"")), "{path}: {paper}");
            assert!(index.contains(&format!("href=\"{name}.{paper}.pdf\"")), "{path}: {paper} in the list");
            let pictures = page.matches(&format!("src=\"{name}.{paper}.svg#svgView")).count();
            let pdf = super::Pdf::of(&own()[&format!("sheets/{name}.{paper}.pdf")]);
            assert_eq!(pictures, pdf.pages(), "{path}: a picture for each page on {paper}");
            let svg = html(&format!("sheets/{name}.{paper}.svg"));
            assert!(svg.starts_with("<svg") && !svg.contains("<script") && !svg.contains("http-equiv"), "{path}");
        }
    }
}

/// Reads all of an SVG, and each attribute in it.
#[track_caller]
fn expect_well_formed(svg: &str) {
    let mut reader = Reader::from_str(svg);
    loop {
        match reader.read_event().expect("an event") {
            Event::Start(tag) | Event::Empty(tag) => {
                for attribute in tag.attributes() {
                    attribute.expect("an attribute").normalized_value(XmlVersion::Implicit1_0).expect("a value");
                }
            }
            Event::Eof => return,
            _ => {}
        }
    }
}

#[test]
fn an_address_with_signs_of_markup_leaves_pictures_whole() {
    let mut asks = short(3);
    asks[1] = "What does [the form](https://example.org/?a=1&b=2) say?".to_owned();
    let book = questions(1, &asks);
    book.build().expect_ok();
    let svg = std::fs::read_to_string(book.folder().join("public/sheets/questions.a4.svg")).expect("a picture");
    expect_well_formed(&svg);
    assert!(!svg.contains("example.org"), "nobody can follow a link in a picture");
    expect_well_formed(&serve(&book).text("/__readybook/leaf/questions/a4/1"));
}

#[test]
fn the_text_beside_the_pictures_says_all_that_the_pdf_says() {
    for name in ["green-light", "operational-readiness", "hard-stops"] {
        let page = html(&format!("sheets/{name}.html"))
            .replace("&#39;", "'")
            .replace("&#x27;", "'")
            .replace("&amp;", "&")
            .replace("&quot;", "\"");
        for paper in ["a4", "letter"] {
            let (_, section) = page.split_once(&format!("id=\"rb-{paper}\"")).expect("a section");
            let section = section.split("</section>").next().unwrap_or(section);
            let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<BTreeSet<String>>();
            let beside = words(&section.replace(['<', '>'], " "));
            let pdf = super::Pdf::of(&own()[&format!("sheets/{name}.{paper}.pdf")]).text();
            let lacking: Vec<String> =
                words(&pdf).difference(&beside).filter(|word| word.chars().any(char::is_alphanumeric)).cloned().collect();
            assert!(lacking.is_empty(), "{name} on {paper}: {lacking:?}");
        }
    }
}

#[test]
fn a_checklist_leads_to_its_sheet_and_the_sheet_back() {
    let list = html("checklists/green-light.html");
    assert!(list.contains("sheets/green-light.html") || list.contains("sheets/green-light.a4.pdf"), "no way to the sheet");
    assert!(html("sheets/green-light.html").contains("../"), "no way back");
}
