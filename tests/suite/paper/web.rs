//! Pages of sheets on the web: PDFs and pictures to look at, and all of it as text beside them.

use std::collections::BTreeSet;

use crate::crawl::own;

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
