//! The last good page stays, whatever is wrong.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    sync::mpsc::Receiver,
    time::{Duration, Instant},
};

use crate::{
    handbook::{Handbook, expect_same, files, handbook},
    run::readybook_as_nobody,
    serve::{Server, begin, serve, without_script},
    serve_updates::events,
};

const SETTINGS: &str = "title: Test\ntheme: own\n";
const PAGE: &str = "---\ntitle: Second page\n---\n\nWhat it says.\n\n## A part\n";
const LIST: &str = "id: start\ntitle: Start\nprefix: GL\nitems:\n  - id: GL-01\n    ask: Who pays?\n";
const TERMS: &str = "title: Words\nglossary:\n  - term: HA\n    short: Two of each.\n";
/// The theme's own values, with one more.
const SHEET: &str = concat!(include_str!("../../themes/default/assets/tokens.css"), ":root { --own: 1; }\n");

fn book() -> Handbook {
    handbook()
        .file("handbook.yaml", SETTINGS)
        .file("content/index.md", "# Home\n")
        .file("content/a.md", "# First page\n\n[On](b.md#a-part)\n")
        .file("content/b.md", PAGE)
        .file("content/terms.yaml", TERMS)
        .file("content/picture.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>\n")
        .file("checklists/start.yaml", LIST)
        .file("themes/own/assets/tokens.css", SHEET)
        .file(
            "themes/own/templates/404.html",
            "<!DOCTYPE html><html lang=\"en\"><head><title>x</title></head><body>Lost.</body></html>\n",
        )
        .file("themes/own/words/en.yaml", "skip: Jump\n")
}

/// Waits until browsers are told of something that is wrong, or that nothing is.
#[track_caller]
fn until_told(server: &Server, events: &Receiver<(String, String)>, wrong: bool) {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(30) {
        // Some mistakes show only when a page is made.
        let Ok((kind, data)) = events.recv_timeout(Duration::from_millis(500)) else {
            server.get("/a.html");
            continue;
        };
        if kind == "problems" && data.contains("\"problems\":[]") != wrong {
            return;
        }
    }
    panic!("nobody tells that something is {}", if wrong { "wrong" } else { "right" });
}

/// All that a server sends of what a build wrote.
fn shown(server: &Server, built: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let one = |path: &String| {
        let answer = server.get(&format!("/{path}"));
        let is_sent = answer.status == 200;
        let body = if path.ends_with(".html") && is_sent { without_script(&answer.body) } else { answer.body };
        (path.clone(), if is_sent { body } else { format!("status {}", answer.status).into_bytes() })
    };
    built.keys().map(one).collect()
}

fn built(book: &Handbook) -> BTreeMap<String, Vec<u8>> {
    book.build().expect_ok();
    let mut built = files(&book.folder().join("public"));
    built.retain(|path, _| !path.starts_with('.'));
    fs::remove_dir_all(book.folder().join("public")).expect("a folder");
    built
}

/// What is done to a handbook, and whether the files beside pages stay as well: an index of all texts has the new text too.
type Mistake = (&'static str, fn(&Path));

/// Mistakes that a file makes alone: nothing of what is shown changes.
const ALONE: &[Mistake] = &[
    ("half-typed settings", |book| write(book, "handbook.yaml", format!("{SETTINGS}phases: [").as_bytes())),
    ("an unknown key in the settings", |book| write(book, "handbook.yaml", format!("{SETTINGS}titel: x\n").as_bytes())),
    ("emptied settings", |book| write(book, "handbook.yaml", b"")),
    ("settings that are no UTF-8", |book| write(book, "handbook.yaml", b"title: Caf\xe9\n")),
    ("removed settings", |book| fs::remove_file(book.join("handbook.yaml")).expect("a file")),
    ("a theme that is not there", |book| write(book, "handbook.yaml", b"title: Test\ntheme: other\n")),
    ("a half-typed checklist", |book| write(book, "checklists/start.yaml", format!("{LIST}  - id: [").as_bytes())),
    ("a checklist with a question without an id", |book| {
        write(book, "checklists/start.yaml", format!("{LIST}  - ask: Why?\n").as_bytes())
    }),
    ("an emptied checklist", |book| write(book, "checklists/start.yaml", b"")),
    ("half-typed data", |book| write(book, "content/terms.yaml", format!("{TERMS}  - term: \"").as_bytes())),
    ("data in UTF-16", |book| write(book, "content/terms.yaml", b"\xff\xfet\0i\0")),
    ("half-typed front matter", |book| write(book, "content/b.md", PAGE.replace("Second page", "[").as_bytes())),
    ("an emptied page", |book| write(book, "content/b.md", b"")),
    ("a page that is no UTF-8", |book| write(book, "content/b.md", b"# \xff\n")),
    ("a page that became a link out of the folder", |book| {
        fs::remove_file(book.join("content/b.md")).expect("a file");
        std::os::unix::fs::symlink("/etc/hostname", book.join("content/b.md")).expect("a link");
    }),
    ("a renamed content folder", |book| fs::rename(book.join("content"), book.join("contents")).expect("a rename")),
    ("a template that is no template", |book| write(book, "themes/own/templates/404.html", b"{% if %}")),
    ("a style sheet that imports nothing", |book| write(book, "themes/own/assets/tokens.css", b"@import \"nowhere.css\";\n")),
    ("half-typed words", |book| write(book, "themes/own/words/en.yaml", b"skip: [\n")),
];

/// Mistakes that show when a page is made: its pages stay.
const TOGETHER: &[Mistake] = &[
    ("a broken link", |book| write(book, "content/b.md", format!("{PAGE}\n[x](nowhere.md)\n").as_bytes())),
    ("a broken link in a question", |book| {
        write(book, "checklists/start.yaml", format!("{LIST}    why: See [it](nowhere.md).\n").as_bytes())
    }),
    ("a heading that others link to is gone", |book| write(book, "content/b.md", PAGE.replace("## A part", "").as_bytes())),
    ("a template that cannot be filled", |book| write(book, "themes/own/templates/page.html", b"{{ nothing.at.all }}")),
];

fn write(book: &Path, path: &str, bytes: &[u8]) {
    fs::write(book.join(path), bytes).expect("a file");
}

fn restore(book: &Path, good: &BTreeMap<String, Vec<u8>>) {
    let _ = fs::remove_dir_all(book.join("contents"));
    let _ = fs::remove_file(book.join("content/b.md"));
    let _ = fs::remove_file(book.join("themes/own/templates/page.html"));
    for (path, bytes) in good {
        let place = book.join(path);
        fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        fs::write(place, bytes).expect("a file");
    }
}

fn expect_kept(mistakes: &[Mistake], stays: impl Fn(&str, &str) -> bool) {
    let book = book();
    let good = files(&book.folder());
    let built = built(&book);
    for (name, make) in mistakes {
        // Nobody has asked for any page before.
        let server = serve(&book);
        let events = events(&server);
        make(&book.folder());
        until_told(&server, &events, true);
        let (mut wanted, mut sent) = (built.clone(), shown(&server, &built));
        wanted.retain(|path, _| stays(name, path));
        sent.retain(|path, _| stays(name, path));
        eprintln!("{name}: {} files", sent.len());
        expect_same(&sent, &wanted);
        restore(&book.folder(), &good);
        until_told(&server, &events, false);
        expect_same(&shown(&server, &built), &built);
    }
}

#[test]
fn what_a_file_does_wrong_alone_changes_nothing_that_is_shown() {
    // The line that says where a file is may not be there while the folder has another name.
    expect_kept(ALONE, |name, path| name != "a renamed content folder" || !path.ends_with(".svg"));
}

#[test]
fn a_page_that_cannot_be_made_stays_as_it_was_although_nobody_has_seen_it() {
    expect_kept(TOGETHER, |name, path| match name {
        "a broken link in a question" => path.starts_with("checklists/start") || path == "index.html",
        "a heading that others link to is gone" => path == "a.html",
        "a template that cannot be filled" => matches!(path, "a.html" | "b.html"),
        _ => path == "b.html" || path == "a.html",
    });
}

#[test]
fn a_file_that_may_not_be_read_any_more_stays_as_it_was() {
    let book = book();
    let built = built(&book);
    let server = begin(readybook_as_nobody(&book.folder(), &["serve", "--port", "0"]));
    let events = events(&server);
    for path in ["content/b.md", "checklists/start.yaml", "handbook.yaml", "themes/own/assets/tokens.css"] {
        let place = book.folder().join(path);
        // A change of rights alone is no event, so another file takes its place.
        let put = |rights: u32, bytes: &[u8]| {
            let other = book.around().join("other");
            fs::write(&other, bytes).expect("a file");
            fs::set_permissions(&other, fs::Permissions::from_mode(rights)).expect("rights");
            fs::rename(&other, &place).expect("a file");
        };
        let bytes = fs::read(&place).expect("a file");
        put(0o000, &bytes);
        server.get("/b.html");
        server.get("/checklists/start.html");
        until_told(&server, &events, true);
        expect_same(&shown(&server, &built), &built);
        put(0o644, &bytes);
        server.get("/b.html");
        until_told(&server, &events, false);
    }
}

#[test]
fn many_more_saves_do_not_push_out_a_page_that_nobody_has_seen() {
    let book = book();
    let server = serve(&book);
    let good = without_script(&server.get("/a.html").body);
    let events = events(&server);
    write(&book.folder(), "content/b.md", format!("{PAGE}\n[x](nowhere.md)\n").as_bytes());
    until_told(&server, &events, true);
    for number in 0..100 {
        write(&book.folder(), "content/index.md", format!("# Home\n\nSave {number}.\n").as_bytes());
        assert!(server.text("/").contains(&format!("Save {number}.")));
    }
    let kept = server.get("/b.html");
    assert_eq!(kept.status, 200);
    assert!(String::from_utf8_lossy(&kept.body).contains("What it says."));
    assert_eq!(without_script(&server.get("/a.html").body), good);
}

#[test]
fn a_page_that_stays_is_styled_after_the_theme_has_changed() {
    let book = book();
    let server = serve(&book);
    let events = events(&server);
    let before = server.text("/b.html");
    let sheets = |page: &str| -> Vec<String> {
        let named = page.split('"').filter(|part| part.starts_with("assets/") && part.ends_with(".css"));
        named.map(str::to_owned).collect()
    };
    let styles: Vec<(String, Vec<u8>)> =
        sheets(&before).into_iter().map(|path| (path.clone(), server.get(&format!("/{path}")).body)).collect();
    assert!(!styles.is_empty(), "{before}");
    write(&book.folder(), "content/b.md", format!("{PAGE}\n[x](nowhere.md)\n").as_bytes());
    until_told(&server, &events, true);
    let mut seen = sheets(&server.text("/a.html"));
    for number in 0..20 {
        write(&book.folder(), "themes/own/assets/tokens.css", format!(":root {{ --own: other-{number}; }}\n").as_bytes());
        let new = (0..500).find_map(|_| {
            std::thread::sleep(Duration::from_millis(20));
            sheets(&server.text("/a.html")).into_iter().find(|path| !seen.contains(path))
        });
        seen.push(new.expect("another style sheet"));
    }
    let kept = server.text("/b.html");
    assert!(kept.contains("What it says."), "{kept}");
    for path in sheets(&kept) {
        assert_eq!(server.get(&format!("/{path}")).status, 200, "{path}");
    }
    // A tab that shows the page as it was sent first asks for those of that time.
    for (path, bytes) in styles {
        let answer = server.get(&format!("/{path}"));
        assert_eq!((answer.status, answer.body == bytes), (200, true), "{path}");
    }
}

#[test]
fn a_page_that_was_never_right_shows_its_text_and_what_is_wrong_inside_the_frame() {
    let book = book();
    let put = |path: &str, bytes: &[u8]| write(&book.folder(), path, bytes);
    put("content/dead.md", b"# Dead\n\nA <b>line</b> of it.\n\n[x](nowhere.md)\n");
    put("content/odd.md", b"# Odd\n\nWords \xff.\n");
    put("content/data.yaml", b"title: Data\nglossary:\n  - term: [\n");
    put("checklists/half.yaml", b"id: half\ntitle: Half\nitems: [\n");
    let server = serve(&book);
    for (address, text, code) in [
        ("/dead.html", "A &lt;b&gt;line&lt;/b&gt; of it.", "broken-link"),
        ("/odd.html", "Words \u{fffd}.", "invalid-utf8"),
        ("/data.html", "- term: [", "yaml-syntax"),
        ("/checklists/half.html", "id: half", "yaml-syntax"),
    ] {
        let answer = server.get(address);
        assert_eq!(answer.status, 500, "{address}");
        let page = String::from_utf8(answer.body).expect("text");
        assert!(page.contains(text) && page.contains(code), "{address}: {page}");
        assert!(page.contains("First page") && page.contains(".css\""), "{address} stands without its frame: {page}");
        assert!(page.contains("/__readybook/live.js"), "{address} cannot renew itself");
    }
    put("content/dead.md", b"# Alive\n");
    assert_eq!(server.get("/dead.html").status, 200);
    // Without settings there is no frame.
    put("handbook.yaml", b"title: [\n");
    let server = serve(&book);
    let answer = server.get("/a.html");
    let page = String::from_utf8(answer.body).expect("text");
    assert_eq!(answer.status, 500);
    assert!(page.contains("yaml-syntax") && page.contains("[On](b.md#a-part)"), "{page}");
}
