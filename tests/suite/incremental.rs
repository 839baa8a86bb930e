//! An update is the same as a build: a revision that followed edit by edit has every file and every finding of one that is
//! made from nothing, sheets and what they are told to be too long by included.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::Arc,
};

use proptest::prelude::*;
use readybook::{
    diagnostic::Coverage,
    output::Purpose,
    pipeline::{self, Changes, Request, Rescan, Revision},
    site::{Progress, RenderError},
    source::{SourcePath, Span},
};

use crate::{
    handbook::{Handbook, copy_of, repository},
    run::{finish, git},
};

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
    TOO_LONG,
];

/// Room for notes makes a sheet longer than it may be.
const TOO_LONG: Edit =
    ("checklists/green-light.yaml", "sheet: {pages: 1, items: 12, lines: 2}", "sheet: {pages: 1, items: 12, lines: 60}");

fn book() -> Handbook {
    copy_of(&repository("tests/fixtures/all-formats/in"))
}

fn request(folder: &Path) -> Request {
    Request::of(folder.to_owned())
}

fn made(folder: &Path) -> Revision {
    pipeline::make(request(folder)).expect("a folder")
}

/// All that a build would write, and all that it would tell.
#[derive(Debug)]
struct Told {
    files: BTreeMap<String, Vec<u8>>,
    findings: Vec<String>,
}

impl Told {
    fn by(revision: &Revision) -> Self {
        let render = |site: &readybook::site::Site| {
            let one = |entry: &readybook::site::LazyFile| match entry.render() {
                Ok(bytes) => bytes,
                Err(RenderError::Content(found) | RenderError::Flawed(found, _)) => {
                    found.iter().map(|found| format!("{} {}\n", found.code, found.message)).collect::<String>().into_bytes()
                }
                Err(RenderError::Io(error)) => error.to_string().into_bytes(),
            };
            site.iter().map(|(address, entry)| (address.to_string(), one(entry))).collect()
        };
        let files = revision.built().map_or_else(BTreeMap::new, |built| render(built.site()));
        let mut findings = revision.findings();
        findings
            .extend(revision.built().into_iter().flat_map(|built| built.layout_sheets(Purpose::Publish, &Progress::default())));
        let findings = revision.judge(findings, Coverage::Partial).told;
        let sources = revision.sources();
        let place = |span: Span| {
            let (line, column) = sources.line_column(span.file, span.start as usize);
            format!("{}:{line}:{column}", sources.file(span.file).path)
        };
        let findings = findings.iter().map(|found| {
            let also: Vec<String> = found.also.iter().map(|also| format!("{} {}", place(also.span), also.text)).collect();
            format!("{} {} {} {:?} {also:?}", place(found.span), found.code, found.message, found.help)
        });
        Self { files, findings: findings.collect() }
    }

    #[track_caller]
    fn expect(&self, wanted: &Self, after: &str) {
        assert_eq!(self.findings, wanted.findings, "the findings after {after}");
        assert_eq!(self.files.keys().collect::<Vec<_>>(), wanted.files.keys().collect::<Vec<_>>(), "the files after {after}");
        for (address, said) in &self.files {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            if *said != wanted.files[address] {
                snapbox::assert_data_eq!(text(said), snapbox::Data::from(text(&wanted.files[address])).raw());
            }
            assert_eq!(*said, wanted.files[address], "{address} after {after}");
        }
    }
}

/// Lays every sheet out, so that there is something that the next revision may take over.
fn with_sheets(revision: Revision) -> Revision {
    drop(revision.built().expect("a site").layout_sheets(Purpose::Publish, &Progress::default()));
    revision
}

/// Makes an edit, or takes it back if it stands there already. `false` when there is nothing to do.
fn edit(folder: &Path, (path, from, to): &Edit) -> bool {
    let place = folder.join(path);
    let text = fs::read_to_string(&place).expect("a file of the fixture");
    let changed = if text.contains(from) { text.replacen(from, to, 1) } else { text.replacen(to, from, 1) };
    fs::write(&place, &changed).expect("a file that can be written");
    changed != text
}

/// What follows when it is known which files were written.
fn after_saves(before: &Revision, paths: &[&str]) -> Revision {
    let paths = paths.iter().map(|path| SourcePath::new(path)).collect();
    pipeline::update(pipeline::rescan(before, Rescan::Files(paths)).expect("a folder").expect("a change"))
}

/// What follows when it is only known that something happened.
fn after_anything(before: &Revision) -> Revision {
    pipeline::update(pipeline::rescan(before, Rescan::Everywhere(BTreeSet::new())).expect("a folder").expect("a change"))
}

#[test]
fn edits_of_many_pages_taken_in_at_once() {
    let book = book();
    let folder = book.folder();
    let before = with_sheets(made(&folder));
    let titles = [
        ("content/guides/a.md", "title: Everything in prose", "title: Zebras"),
        ("content/guides/b.md", "# A page with a heading", "# Apes"),
        ("content/guides/index.md", "title: Guides", "title: Zoo"),
        ("content/phases/playground.md", "# Playground", "# Zone"),
    ];
    assert!(titles.iter().all(|one| edit(&folder, one)));
    let wanted = Told::by(&made(&folder));
    Told::by(&after_saves(&before, &titles.map(|(path, ..)| path))).expect(&wanted, "four titles at once");
    Told::by(&after_anything(&before)).expect(&wanted, "four titles somewhere");
}

#[test]
fn each_edit_alone() {
    let book = book();
    let folder = book.folder();
    let before = with_sheets(made(&folder));
    for one in EDITS {
        let place = folder.join(one.0);
        let text = fs::read(&place).unwrap();
        assert!(edit(&folder, one), "{one:?} is nothing");
        let wanted = Told::by(&made(&folder));
        Told::by(&after_saves(&before, &[one.0])).expect(&wanted, &format!("{one:?}"));
        if *one == TOO_LONG {
            let is_told = |found: &&String| found.contains("sheet-too-long");
            assert!(wanted.findings.iter().any(|found| is_told(&found)), "{:#?}", wanted.findings);
        }
        fs::write(&place, text).unwrap();
    }
}

#[test]
fn files_that_come_go_and_move() {
    let book = book();
    let folder = book.folder();
    let mut now = with_sheets(made(&folder));
    let place = |path: &str| folder.join(path);
    let steps: &[(&str, &dyn Fn())] = &[
        ("a new page", &|| fs::write(place("content/guides/new.md"), "# New\n\n[A](a.md)\n").unwrap()),
        ("a page that moves", &|| fs::rename(place("content/guides/new.md"), place("content/guides/other.md")).unwrap()),
        // The number of the page that goes is that of the one that comes.
        ("one goes and one comes", &|| {
            fs::remove_file(place("content/guides/other.md")).unwrap();
            fs::write(place("content/guides/aaa.md"), "# First\n").unwrap();
        }),
        ("a page becomes data", &|| {
            fs::rename(place("content/guides/aaa.md"), place("content/guides/aaa.yaml")).unwrap();
            fs::write(place("content/guides/aaa.yaml"), "title: Few words\nglossary: [{term: zeal, short: Much of it.}]\n")
                .unwrap();
        }),
        ("another picture", &|| {
            let drawing = "<svg xmlns='http://www.w3.org/2000/svg' width='33' height='44'/>";
            fs::write(place("content/guides/picture.svg"), drawing).unwrap();
        }),
        ("a picture with a script", &|| {
            let drawing = "<svg xmlns='http://www.w3.org/2000/svg' width='33' height='44'><script/></svg>";
            fs::write(place("content/guides/picture.svg"), drawing).unwrap();
        }),
        ("the picture without it", &|| {
            let drawing = "<svg xmlns='http://www.w3.org/2000/svg' width='33' height='45'/>";
            fs::write(place("content/guides/picture.svg"), drawing).unwrap();
        }),
        ("a folder's own index", &|| {
            fs::create_dir(place("content/own")).unwrap();
            fs::write(place("content/own/a.md"), "# Own\n\nAsk the <team> <b>now</b>.\n").unwrap();
            fs::write(place("content/own/index.html"), "<p>Ours</p>\n").unwrap();
        }),
        ("an index with a script", &|| fs::write(place("content/own/index.html"), "<script>x</script>\n").unwrap()),
        ("no index", &|| fs::remove_file(place("content/own/index.html")).unwrap()),
        ("no checklist", &|| fs::remove_file(place("checklists/spend.yaml")).unwrap()),
        ("no settings that can be read", &|| fs::write(place("handbook.yaml"), "title: [\n").unwrap()),
        ("settings again", &|| fs::write(place("handbook.yaml"), "title: Plain\n").unwrap()),
        ("no theme that can be read", &|| fs::write(place("handbook.yaml"), "title: Plain\ntheme: none\n").unwrap()),
        ("a page while there is no theme", &|| fs::write(place("content/guides/b.md"), "# Rewritten\n\nText.\n").unwrap()),
        ("a theme again", &|| fs::write(place("handbook.yaml"), "title: Plain\npaper: letter\n").unwrap()),
    ];
    for (after, step) in steps {
        step();
        now = after_anything(&now);
        Told::by(&now).expect(&Told::by(&made(&folder)), after);
    }
}

#[test]
fn files_that_are_offered_for_download_and_read_again() {
    let book = crate::handbook::handbook().file("content/index.md", "# Home\n\n[S](kit/service.yaml) [N](kit/notes.md)\n");
    let folder = book.folder();
    let mut now = made(&folder);
    let offered = "title: Plain\ndownloads: [content/kit/]\n";
    let steps: &[(&str, &str, &str)] = &[
        ("files that are no data", "content/kit/service.yaml", "kind: Service\n---\nport: [\n"),
        ("a page beside them", "content/kit/notes.md", "# Notes\n\n[x](nowhere.md)\n"),
        ("their folder is offered", "handbook.yaml", offered),
        ("another one", "content/kit/more/other.yml", "kind: Other\n"),
        ("one says something else", "content/kit/service.yaml", "kind: Servant\n"),
        ("the page says something else", "content/kit/notes.md", "# Note\n\n[y](nowhere.md)\n"),
        ("a page that links to it", "content/index.md", "# Home\n\n[S](kit/service.yaml), once\n"),
        ("settings that cannot be read", "handbook.yaml", "title: [\n"),
        ("another folder is offered", "handbook.yaml", "title: Plain\ndownloads: [content/kit/more/, content/none/]\n"),
        ("nothing is offered", "handbook.yaml", "title: Plain\n"),
        ("both again", "handbook.yaml", offered),
    ];
    for (after, path, text) in steps {
        let is_there = folder.join(path).exists();
        book.put(path, text.as_bytes());
        let wanted = Told::by(&made(&folder));
        Told::by(&after_anything(&now)).expect(&wanted, after);
        now = if is_there { after_saves(&now, &[path]) } else { after_anything(&now) };
        Told::by(&now).expect(&wanted, after);
    }
    let carried = ["kit/more/other.yml", "kit/notes.md", "kit/service.yaml"];
    assert!(carried.iter().all(|path| Told::by(&now).files.contains_key(*path)), "{:?}", Told::by(&now).files.keys());
}

#[test]
fn what_differs_from_closed_editions() {
    let book = book();
    book.run(&["edition", "--date", "2026-11-23"]).expect_ok();
    let folder = book.folder();
    let mut now = made(&folder);
    let page = "checklists/green-light/editions/running.html";
    let list = "checklists/green-light.yaml";
    let steps: &[(Edit, bool)] = &[
        (("content/guides/b.md", "And once more", "And a second time"), false),
        ((list, "ask: Who pays?", "ask: Who pays for it?"), true),
        (("content/guides/b.md", "And a second time", "And a third time"), true),
        (("handbook.yaml", "organisation: Example Org", "organisation: Example Org\nhide: [GL-02]"), false),
        (("handbook.yaml", "\nhide: [GL-02]", ""), true),
        ((list, "ask: Who pays for it?", "ask: Who pays?"), false),
        (("checklists/spend.yaml", "title: ", "title: More of "), false),
    ];
    for (one, is_running) in steps {
        assert!(edit(&folder, one), "{one:?} is nothing");
        let wanted = Told::by(&made(&folder));
        assert_eq!(wanted.files.contains_key(page), *is_running, "{one:?}");
        now = after_saves(&now, &[one.0]);
        Told::by(&now).expect(&wanted, &format!("{one:?}"));
    }
    book.run(&["edition", "--date", "2026-11-24"]).expect_ok();
    Told::by(&after_anything(&now)).expect(&Told::by(&made(&folder)), "another edition was closed");
}

#[test]
fn a_file_that_is_held_says_what_it_said() {
    let book = book();
    let folder = book.folder();
    let before = with_sheets(made(&folder));
    let place = folder.join("content/reference/glossary.yaml");
    let text = fs::read_to_string(&place).unwrap();
    fs::write(&place, "title: [\n").unwrap();
    assert!(edit(&folder, &EDITS[0]) && edit(&folder, &TOO_LONG));
    fs::remove_file(folder.join("content/guides/draft.md")).unwrap();
    let now = after_anything(&before);
    let held = now.wrong(now.sources().iter().map(|source| &source.path));
    assert_eq!(held.iter().map(SourcePath::as_str).collect::<Vec<_>>(), ["content/reference/glossary.yaml"]);
    let shown = pipeline::update(Changes::with_held(&before, &now, &held).expect("other files that changed"));
    fs::write(&place, text).unwrap();
    Told::by(&shown).expect(&Told::by(&made(&folder)), "the glossary was held");
}

#[test]
fn what_git_says_later() {
    let book = book();
    let folder = book.folder();
    for arguments in [&["init", "-q"][..], &["add", "."], &["commit", "-q", "-m", "All"]] {
        finish(git(&folder, arguments), folder.clone()).expect_ok();
    }
    let before = with_sheets(made(&folder));
    let dates = Arc::new(pipeline::dates(&folder));
    let dated = pipeline::update(Changes::of_dates(&before, &dates).expect("dates that were not known"));
    let asked = pipeline::make(Request { history: true, ..request(&folder) }).expect("a folder");
    let told = Told::by(&asked);
    assert!(told.files.contains_key("recent.html"), "{:?}", told.files.keys());
    Told::by(&dated).expect(&told, "the dates");
    assert!(Changes::of_dates(&dated, &dates).is_none(), "they are known");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn any_edits_in_any_order(picks in prop::collection::vec((0..EDITS.len(), any::<bool>()), 1..12)) {
        let book = book();
        let folder = book.folder();
        let mut now = with_sheets(made(&folder));
        for &(pick, is_named) in &picks {
            if edit(&folder, &EDITS[pick]) {
                now = if is_named { after_saves(&now, &[EDITS[pick].0]) } else { after_anything(&now) };
            }
        }
        Told::by(&now).expect(&Told::by(&made(&folder)), &format!("{picks:?}"));
    }
}
