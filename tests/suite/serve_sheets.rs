//! Sheets in the preview: many who ask for one at once, while it is written.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use crate::{
    handbook::{Handbook, handbook},
    serve::{Server, serve_in},
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
