//! The sheets of the shipped handbook, as anybody gets them.

use std::collections::BTreeMap;

use readybook::{
    output::sheets::SheetKind,
    pipeline::{self, Request, Revision},
    theme::paper::LayoutMark,
};

use super::{Pdf, expect_in_order, squeezed};
use crate::{
    crawl::own,
    handbook::{files, repository},
    run::{finish, readybook},
};

fn pdfs() -> BTreeMap<&'static str, &'static [u8]> {
    let pdfs = own().iter().filter(|(path, _)| path.ends_with(".pdf"));
    pdfs.map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect()
}

fn pdf(name: &str) -> Pdf {
    let path = format!("sheets/{name}.pdf");
    Pdf::of(own().get(&path).unwrap_or_else(|| panic!("no `{path}`")))
}

fn read() -> Revision {
    let request = Request::of(repository(""));
    pipeline::make(request).expect("a folder that can be read")
}

/// The questions of a checklist in order; those that hold a blank or a form are as long as their plain text begins.
fn questions(checklist: &str) -> Vec<(String, String)> {
    let revision = read();
    let handbook = &revision.built().expect("a site").inputs.handbook;
    let found = handbook.checklists.iter().find(|found| found.header.id.as_str() == checklist).expect("a checklist");
    found.items().map(|item| (item.id.value.to_string(), item.ask.written.clone())).collect()
}

#[test]
fn every_sheet_is_sound_tagged_titled_and_in_a_language() {
    let all = pdfs();
    assert!(all.len() >= 30, "{:?}", all.keys());
    for (path, bytes) in all {
        let pdf = Pdf::of(bytes);
        pdf.expect_sound();
        let info = pdf.info();
        assert_eq!(info["Tagged"], "yes", "{path}");
        assert_eq!(info["Encrypted"], "no", "{path}");
        assert_eq!(info["JavaScript"], "no", "{path}");
        assert!(info["Title"].ends_with(" · Path to Production"), "{path}: {}", info["Title"]);
        assert!(!info.contains_key("CreationDate"), "{path}: no clock in outputs");
        let size = if path.ends_with(".a4.pdf") { ["595.276 x 841.89", "841.89 x 595.276"] } else { ["612 x 792", "792 x 612"] };
        assert!(size.iter().any(|size| info["Page size"].starts_with(size)), "{path}: {}", info["Page size"]);
        let catalogue = pdf.catalogue();
        for part in [r#""/Lang":"u:en""#, r#""/DisplayDocTitle":true"#, r#""/Marked":true"#] {
            assert!(catalogue.contains(part), "{path} lacks {part}: {catalogue}");
        }
    }
}

#[test]
fn every_sheet_embeds_fonts_of_the_theme_and_no_others_and_no_letter_is_under_nine_points() {
    for (path, bytes) in pdfs() {
        let pdf = Pdf::of(bytes);
        for (font, embedded) in pdf.fonts() {
            assert!(embedded, "{path}: {font}");
            assert!(font.starts_with("Inter") || font.starts_with("JetBrainsMono"), "{path}: {font}");
        }
        let smallest = pdf.sizes().into_iter().fold(f64::INFINITY, f64::min);
        assert!((9.0..20.0).contains(&smallest), "{path}: letters of {smallest} pt");
    }
}

#[test]
fn what_a_page_of_questions_has_left_is_room_to_write() {
    let revision = read();
    let site = revision.built().expect("a site");
    let bottom_margin = 17.0 * 72.0 / 25.4;
    let (mut filled, mut wrong) = (0, Vec::new());
    let lists = site.inputs.sheet_set.sheets.iter().filter(|sheet| matches!(sheet.kind, SheetKind::Checklist(_)));
    for sheet in lists {
        for paper in sheet.papers() {
            let layout = &site.layouts.get(sheet, paper).expect("a sheet that can be laid out").layout;
            let fills = |size: &LayoutMark| size.value["filled"] == true;
            if !layout.marks("sheet-size").first().is_some_and(fills) {
                continue;
            }
            filled += 1;
            assert_eq!(layout.pages(), 1, "{} on {}", sheet.id, paper.word());
            let [end] = layout.marks("sheet-end") else { panic!("{} has one end", sheet.id) };
            let left = layout.page_size(1).1 - bottom_margin - end.y;
            // A list reckons with the margin of its later pages, which is 5.5 mm wider; rows that their text makes high leave some more.
            let wanted = if sheet.id == "green-light" { 0.0..3.0 } else { 15.5..72.0 };
            if !wanted.contains(&left) {
                wrong.push(format!("{} on {}: {left:.2} points are left", sheet.id, paper.word()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(filled, 20, "ten lists of a page, on two papers");
}

#[test]
fn every_sheet_is_as_long_as_it_promises_on_both_papers() {
    // What a page offers for download is filled in, and as long as the answers are.
    for (path, bytes) in pdfs().into_iter().filter(|(path, _)| path.starts_with("sheets/")) {
        let name = path.trim_start_matches("sheets/").split('.').next().unwrap_or(path);
        let wanted = match name {
            "operational-readiness" => 6..=8,
            "agenda" | "guardrails" => 1..=3,
            "responsibilities" => 1..=4,
            name if name.starts_with("yours-") => 1..=2,
            "handbook" => 150..=200,
            "section-guides" => 45..=70,
            // The matrix has a part for each service.
            "section-reference" => 30..=50,
            name if name.starts_with("section-") => 3..=30,
            _ => 1..=1,
        };
        let pages = Pdf::of(bytes).pages();
        assert!(wanted.contains(&pages), "{path} has {pages} pages");
    }
}

#[test]
fn every_question_is_on_its_sheet_in_order_and_is_read_aloud_in_that_order() {
    for checklist in ["green-light", "operational-readiness", "security-assessment", "load-profile"] {
        let questions = questions(checklist);
        assert!(questions.len() >= 5, "{checklist}");
        for paper in ["a4", "letter"] {
            let pdf = pdf(&format!("{checklist}.{paper}"));
            let text = squeezed(&pdf.text());
            let humanise = pdf.humanise();
            for (id, ask) in &questions {
                assert!(text.contains(id.as_str()), "{checklist}.{paper}: {id}");
                assert!(text.contains(&squeezed(ask)), "{checklist}.{paper}: {ask}");
            }
            // A question is not told in two columns to those who hear it.
            expect_in_order(&humanise, questions.iter().flat_map(|(id, ask)| [id.as_str(), ask.as_str()]));
        }
    }
}

#[test]
fn the_tags_of_a_sheet_begin_with_one_first_heading_and_name_its_areas() {
    let tree = pdf("operational-readiness.a4").structure();
    assert_eq!(tree.lines().filter(|line| line.trim().starts_with("H1")).count(), 1, "{tree}");
    let areas = tree.lines().filter(|line| line.trim().starts_with("H2")).count();
    assert!(areas >= 10, "{areas} areas");
    let matrix = pdf("responsibilities.a4").structure();
    let heads = matrix.lines().filter(|line| line.trim().starts_with("TH")).count();
    let rows = matrix.lines().filter(|line| line.trim().starts_with("TR")).count();
    assert!(heads >= 9 + rows, "each of {rows} rows has a head, and each duty: {heads}");
    for tag in ["Table", "TR", "TH", "TD"] {
        assert!(matrix.lines().any(|line| line.trim().starts_with(tag)), "no {tag} in the matrix");
    }
}

#[test]
fn the_readiness_sheet_tells_checklist_edition_page_and_area_on_each_page() {
    let pdf = pdf("operational-readiness.letter");
    let pages = pdf.pages();
    for page in 1..=pages {
        let text = pdf.page(page);
        for part in ["Path to Production", "Operational readiness checklist", "Edition 2026-", &format!("Page {page} of {pages}")]
        {
            assert!(squeezed(&text).contains(&squeezed(part)), "page {page}: {part}\n{text}");
        }
    }
    // The sheet for a conversation has nothing to sign.
    let talk = self::pdf("green-light.letter").text();
    for word in ["Sign", "sign here", "Score"] {
        assert!(!talk.contains(word), "{word}\n{talk}");
    }
}

#[test]
fn the_worked_example_is_six_to_eight_pages_on_both_papers_and_asks_only_what_it_should() {
    let out = tempfile::TempDir::new().expect("a temporary folder");
    let folder = out.path().to_string_lossy().into_owned();
    let traits = "stores-data,public-facing,provides-api,managed-services,standard";
    let mut command = readybook(&repository(""), &["print", "operational-readiness", "--traits", traits, "--out", &folder]);
    command.env("LC_ALL", "C");
    finish(command, out.path().to_owned()).expect_ok();
    let revision = read();
    let handbook = &revision.built().expect("a site").inputs.handbook;
    let checklist = handbook.checklists.iter().find(|found| found.header.id.as_str() == "operational-readiness").expect("it");
    let has = |ids: &[readybook::yaml::Id]| ids.iter().any(|id| traits.split(',').any(|own| own == id.as_str()));
    for (path, bytes) in files(out.path()) {
        let pdf = Pdf::of(&bytes);
        assert!((6..=8).contains(&pdf.pages()), "{path}: {} pages", pdf.pages());
        let text = squeezed(&pdf.text());
        for item in checklist.items() {
            let when = &item.applies_when;
            let all = when.all.iter().all(|id| has(std::slice::from_ref(id)));
            let wanted = (when.any.is_empty() || has(&when.any)) && all;
            assert_eq!(text.contains(&squeezed(&item.ask.written)), wanted, "{path}: {}", item.id.value);
        }
    }
}

#[test]
fn two_runs_in_two_folders_make_the_same_bytes() {
    let print = || {
        let around = tempfile::TempDir::new().expect("a temporary folder");
        let book = crate::handbook::copy_of(&repository("tests/fixtures/all-formats/in"));
        let folder = around.path().to_string_lossy().into_owned();
        book.run(&["print", "--all", "--out", &folder]).expect_ok();
        files(around.path())
    };
    let (one, two) = (print(), print());
    assert!(one.keys().any(|path| path.starts_with("handbook.")), "{:?}", one.keys());
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    for (path, bytes) in &one {
        assert!(bytes == &two[path], "{path} differs");
    }
}
