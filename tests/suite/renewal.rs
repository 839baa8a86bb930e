//! A revision that was renewed edit by edit is the same as one that is made from nothing: every file and every finding.

use std::{collections::BTreeMap, fs, path::Path};

use proptest::prelude::*;
use readybook::{
    handbook::Drafts,
    pipeline::{Draft, Request, draft, renew},
    site::Failure,
    source::SourcePath,
};

use crate::handbook::{Handbook, copy_of, repository};

/// A file, what stands in it, and what takes its place.
type Edit = (&'static str, &'static str, &'static str);

/// Each kind of text that somebody saves, and what of it is seen from elsewhere.
const EDITS: &[Edit] = &[
    // What only the page itself shows.
    ("content/guides/b.md", "And once more", "And a second time"),
    // Headings, ids and links, which others point to.
    ("content/guides/b.md", "## Not so fast!", "## Slowly"),
    ("content/guides/b.md", "[Up](../index.md), ", ""),
    ("content/guides/a.md", "## Text {#text .a-class}", "## Words {#words}"),
    ("content/guides/a.md", "## Lists", "## Lists and {{organisation}}"),
    ("content/guides/just-text.md", "No heading", "# A heading\n\nNo other"),
    // Titles, which every navigation shows, and by which pages are ordered.
    ("content/guides/a.md", "title: Everything in prose", "title: Zebras"),
    ("content/guides/b.md", "# A page with a heading", "# Zebras"),
    ("content/index.md", "# Home of", "# House of"),
    ("content/guides/index.md", "title: Guides", "title: Zoo"),
    ("content/phases/playground.md", "# Playground", "# A playground"),
    ("content/areas/testing.md", "# Testing", "# Trying"),
    ("content/guides/a.md", "summary: Each kind", "summary: Every kind"),
    ("content/guides/just-text.md", "No heading", "---\ntitle: Everything\n---\n\nHeadless"),
    // What stands above a page.
    ("content/guides/index.md", "pages: [b.md, a.md]", "pages: [a.md]"),
    ("content/index.md", "pages: [guides/, phases, areas, reference]", "pages: [reference, guides/]"),
    ("content/guides/a.md", "aliases: [/old/a/, old-a.html, ", "aliases: ["),
    ("content/guides/draft.md", "draft: true", "draft: false"),
    ("content/guides/b.md", "# A page with", "---\naliases: [search.html, GUIDES/a.html, .x]\n---\n\n# A page with"),
    ("content/guides/b.md", "# A page with", "---\ndraft: true\n---\n\n# One page with"),
    ("content/guides/a.md", "phases: [green-light]", "phases: [playground]"),
    // Data, checklists, settings, theme.
    ("content/reference/glossary.yaml", "term: backup", "term: spare copy"),
    ("content/reference/glossary.yaml", "title: Words", "title: Vocabulary"),
    ("checklists/green-light.yaml", "ask: Who pays?", "ask: Who pays for it?"),
    ("checklists/green-light.yaml", "title: Green-light", "title: Green lamp"),
    ("checklists/readiness/testing.yaml", "title: Testing", "title: All testing"),
    ("handbook.yaml", "organisation: Example Org", "organisation: Another Org"),
    ("handbook.yaml", "theme: tiny", "theme: default"),
    ("themes/tiny/templates/frame.html", "<body", "<body class=\"other\""),
    // Mistakes.
    ("content/guides/b.md", "](a.md#raw-id)", "](a.md#nowhere)"),
    ("content/guides/a.md", "domain: data", "domain: nobody"),
    ("content/guides/a.md", "---\ntitle", "--\ntitle"),
    ("checklists/green-light.yaml", "id: GL-02", "id: GL-01"),
];

fn book() -> Handbook {
    copy_of(&repository("tests/fixtures/all-formats/in"))
}

fn request(folder: &Path) -> Request {
    Request { root: folder.to_owned(), base_url: None, drafts: Drafts::Hidden, as_of: None, history: false }
}

/// Every file that is wanted, and every finding with its place.
fn told(draft: &Draft, request: &Request, wanted: fn(&str) -> bool) -> (BTreeMap<String, String>, Vec<String>) {
    let place = |span: readybook::source::Span| {
        let (line, column) = draft.sources.line_column(span.file, span.start as usize);
        format!("{}:{line}:{column}", draft.sources.file(span.file).path)
    };
    let found = draft.check(request);
    let found = found.iter().map(|found| format!("{} {} {} {:?}", place(found.span), found.code, found.message, found.help));
    let mut files = BTreeMap::new();
    for (address, entry) in draft.made.iter().flat_map(|made| made.site().iter()) {
        if wanted(address.as_str()) {
            let said = match entry.render() {
                Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
                Err(Failure::Content(found)) => found.iter().map(|found| format!("{} {}\n", found.code, found.message)).collect(),
                Err(Failure::World(error)) => error.to_string(),
            };
            files.insert(address.to_string(), said);
        }
    }
    (files, found.collect())
}

/// Every file but the sheets.
fn no_sheet(address: &str) -> bool {
    !address.starts_with("sheets/")
}

/// Every file, and of each sheet the picture on one paper: it has all that a sheet says.
fn all(address: &str) -> bool {
    no_sheet(address) || address.ends_with(".a4.svg")
}

/// Makes an edit, or takes it back if it stands there already. `false` when there is nothing to do.
fn edit(folder: &Path, (path, from, to): &Edit) -> bool {
    let place = folder.join(path);
    let text = fs::read_to_string(&place).expect("a file of the fixture");
    let changed = if text.contains(from) { text.replacen(from, to, 1) } else { text.replacen(to, from, 1) };
    fs::write(&place, &changed).expect("a file that can be written");
    changed != text
}

fn renewed(request: &Request, before: &Draft, paths: &[&str]) -> Draft {
    let paths: Vec<SourcePath> = paths.iter().map(|path| SourcePath::new(path)).collect();
    renew(request, before, &paths).unwrap_or_else(|| draft(request, before).expect("a folder"))
}

#[track_caller]
fn expect_same(renewed: &Draft, request: &Request, wanted: fn(&str) -> bool, after: &str) {
    let fresh = draft(request, &Draft::default()).expect("a folder");
    let (files, found) = told(renewed, request, wanted);
    let (fresh_files, fresh_found) = told(&fresh, request, wanted);
    assert_eq!(found, fresh_found, "the findings after {after}");
    assert_eq!(files.keys().collect::<Vec<_>>(), fresh_files.keys().collect::<Vec<_>>(), "the files after {after}");
    for (address, said) in &files {
        snapbox::assert_data_eq!(said.as_str(), snapbox::Data::from(fresh_files[address].clone()).raw());
    }
}

#[test]
fn edits_of_many_pages_taken_in_at_once() {
    let book = book();
    let folder = book.folder();
    let request = request(&folder);
    let before = draft(&request, &Draft::default()).unwrap();
    let titles = [
        ("content/guides/a.md", "title: Everything in prose", "title: Zebras"),
        ("content/guides/b.md", "# A page with a heading", "# Apes"),
        ("content/guides/index.md", "title: Guides", "title: Zoo"),
        ("content/phases/playground.md", "# Playground", "# Zone"),
    ];
    assert!(titles.iter().all(|one| edit(&folder, one)));
    expect_same(&renewed(&request, &before, &titles.map(|(path, ..)| path)), &request, all, "four titles at once");
}

#[test]
fn each_edit_alone() {
    let book = book();
    let folder = book.folder();
    let request = request(&folder);
    for one in EDITS {
        let before = draft(&request, &Draft::default()).unwrap();
        assert!(edit(&folder, one), "{one:?} is nothing");
        // A sheet that was laid out and says the same is not laid out again.
        told(&before, &request, |address| address.starts_with("sheets/") && address.ends_with(".a4.svg"));
        expect_same(&renewed(&request, &before, &[one.0]), &request, all, &format!("{one:?}"));
        assert!(edit(&folder, one), "{one:?} cannot be taken back");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn any_edits_in_any_order(picks in prop::collection::vec(0..EDITS.len(), 1..12)) {
        let book = book();
        let folder = book.folder();
        let request = request(&folder);
        let mut now = draft(&request, &Draft::default()).unwrap();
        for &pick in &picks {
            if edit(&folder, &EDITS[pick]) {
                now = renewed(&request, &now, &[EDITS[pick].0]);
            }
        }
        expect_same(&now, &request, no_sheet, &format!("{picks:?}"));
    }
}
