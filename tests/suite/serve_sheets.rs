//! Sheets in the preview: many who ask for one at once, while it is written, and one who keeps it open for thousands of saves.

use std::{
    collections::BTreeSet,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use crate::{
    handbook::{Handbook, handbook},
    serve::{Server, serve_in},
    serve_soak::size,
};

/// So many saves end a server whose readers wait for each other.
const SAVES: usize = 30;

/// A handbook with a sheet of two parts that begin on pages of their own.
fn book() -> Handbook {
    handbook()
        .file("handbook.yaml", settings(0))
        .file("content/index.md", "# Home\n")
        .file("content/a.md", "# A\n\n## One\n\nText.\n\n## Two\n\nText.\n")
        .file("checklists/start.yaml", "id: start\ntitle: Start\nprefix: GL\nitems:\n  - id: GL-01\n    ask: Who pays?\n")
}

fn settings(number: usize) -> String {
    format!("title: Test {number}\nphases:\n  - id: start\n    title: Start\n    oversight: sign-off\n    checklists: [start]\n")
}

fn many_ask_for_one_sheet(threads: &str) {
    let book = book();
    let server = serve_in(&book, &[], &[("RAYON_NUM_THREADS", threads)]);
    let ids = server.text("/__readybook/sheets/index.html");
    assert!(ids.contains("\"agenda\""), "{ids}");
    for number in 1..=SAVES {
        book.put("handbook.yaml", settings(number).as_bytes());
        // All at once, as the tabs of a browser that hear of a save. An answer that never comes ends the test.
        let asked = AtomicUsize::new(0);
        thread::scope(|scope| {
            for path in ["/__readybook/sheet/agenda", "/__readybook/sheet/agenda/a4", "/sheets/agenda.html"] {
                let (server, asked) = (&server, &asked);
                scope.spawn(move || {
                    asked.fetch_add(1, Ordering::AcqRel);
                    while asked.load(Ordering::Acquire) < 3 {
                        thread::yield_now();
                    }
                    assert_eq!(server.get(path).status, 200, "{path} after save {number}");
                });
            }
        });
    }
    all_answer(&server);
    assert!(server.text("/sheets/agenda.html").contains(&format!("Test {SAVES}")));
}

fn all_answer(server: &Server) {
    for path in [
        "/",
        "/a.html",
        "/checklists/start.html",
        "/sheets/",
        "/sheets/agenda.html",
        "/sheets/agenda.a4.svg",
        "/sheets/agenda.letter.pdf",
    ] {
        assert_eq!(server.get(path).status, 200, "{path}");
    }
}

#[test]
fn three_readers_of_one_sheet_and_thirty_saves_on_one_thread() {
    many_ask_for_one_sheet("1");
}

#[test]
fn three_readers_of_one_sheet_and_thirty_saves_on_many_threads() {
    many_ask_for_one_sheet("4");
}

#[test]
fn a_save_that_a_sheet_does_not_print_leaves_its_pictures_as_they_are() {
    let book = book();
    let server = serve_in(&book, &[], &[]);
    let before = server.text("/__readybook/sheet/start");
    assert!(before.contains("\"leaves\":[{"), "{before}");
    book.put("content/a.md", b"# Another title\n\nText.\n");
    assert!(server.text("/a.html").contains("Another title"));
    assert_eq!(server.text("/__readybook/sheet/start"), before);
}

#[test]
fn an_open_sheet_follows_every_save() {
    keep_a_sheet_open(12);
}

#[test]
#[ignore = "takes minutes; `tests/long` runs it"]
fn long_an_open_sheet_follows_three_thousand_saves() {
    keep_a_sheet_open(3000);
}

/// Saves so many times while a sheet is open: its page and its picture are asked for after each, and none is of an earlier save. The
/// first tenth is for warming up, in which the preview comes to keep as many earlier states as it keeps; in a long run memory stays
/// within half as much again from there on.
fn keep_a_sheet_open(saves: usize) {
    let book = book();
    let server = serve_in(&book, &[], &[]);
    let idle = size(&server);
    let (mut warm, mut pictures) = (0, BTreeSet::new());
    for number in 1..=saves {
        match number % 3 {
            // A sheet prints the title of the handbook, and the questions of its list.
            0 => book.put("handbook.yaml", settings(number).as_bytes()),
            1 => book.put("checklists/start.yaml", question(number).as_bytes()),
            _ => book.put("content/a.md", format!("# A\n\n[x](nowhere.md) {number}\n").as_bytes()),
        }
        let sheet = server.text("/__readybook/sheet/start/a4");
        let picture = sheet.split("\"picture\":\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a picture");
        assert!(server.text(&format!("/__readybook/{picture}")).contains("<svg"), "save {number}");
        assert_eq!(pictures.insert(picture.to_owned()), number == 1 || number % 3 != 2, "save {number}: {picture}");
        let page = server.text("/sheets/start.html");
        let (title, asked) = (number - number % 3, number - (number + 2) % 3);
        let title = if title == 0 { "Test 0".to_owned() } else { format!("Test {title}") };
        for words in [title, format!("Who pays {asked}?")] {
            assert!(page.contains(&words), "save {number}: no `{words}`");
        }
        if number == saves.div_ceil(10) {
            warm = size(&server).1;
        }
    }
    let (threads, memory) = size(&server);
    eprintln!(
        "{saves} saves: threads {} before, {threads} after; memory {warm} KiB after a tenth, {memory} KiB at the end",
        idle.0
    );
    assert!(saves < 1000 || memory <= warm + warm / 2, "{warm} KiB, then {memory} KiB");
    all_answer(&server);
}

fn question(number: usize) -> String {
    format!("id: start\ntitle: Start\nprefix: GL\nitems:\n  - id: GL-01\n    ask: Who pays {number}?\n")
}
