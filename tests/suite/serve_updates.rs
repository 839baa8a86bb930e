//! The preview server: each kind of save is in the next answer, and one change is one piece of news.

use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    net::TcpStream,
    os::unix::fs::symlink,
    sync::mpsc::{Receiver, channel},
    time::{Duration, SystemTime},
};

use crate::{
    handbook::{Handbook, copy_of, handbook},
    serve::{Server, serve, serve_with},
};

fn book() -> Handbook {
    handbook()
        .file("content/index.md", "# Home\n")
        .file("content/a.md", "# A\n\nFirst.\n")
        .file("content/folder/b.md", "# B\n\nFirst.\n")
        .file("content/folder/picture.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>\n")
        .file("content/terms.yaml", "glossary:\n  - term: HA\n    short: First meaning.\n")
}

/// The events that a server sends, as `kind` and data.
pub fn events(server: &Server) -> Receiver<(String, String)> {
    let mut stream = TcpStream::connect(&server.address).expect("a connection");
    write!(stream, "GET /__readybook/events HTTP/1.1\r\nHost: {}\r\n\r\n", server.address).expect("a request");
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut kind = String::new();
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if let Some(name) = line.strip_prefix("event: ") {
                name.clone_into(&mut kind);
            } else if let Some(data) = line.strip_prefix("data: ")
                && sender.send((kind.clone(), data.to_owned())).is_err()
            {
                return;
            }
        }
    });
    receiver
}

/// How many revisions are told until nothing is told for a while.
pub fn revisions(events: &Receiver<(String, String)>) -> usize {
    std::iter::from_fn(|| events.recv_timeout(Duration::from_millis(700)).ok()).filter(|(kind, _)| kind == "revision").count()
}

#[test]
fn a_save_is_in_the_next_answer_whatever_the_clock_says() {
    let book = book();
    let place = book.folder().join("content/a.md");
    let day = Duration::from_hours(24);
    let (now, start) = (SystemTime::now(), SystemTime::UNIX_EPOCH);
    for more in [&[][..], &["--poll", "20ms"]] {
        let server = serve_with(&book, more);
        // To and fro; twice the same time, with a text of the same length.
        for (number, time) in [now + day, now - day, now - day, start, start, now + 365 * day, now + 365 * day].iter().enumerate()
        {
            for word in ["First", "Other"] {
                let words = format!("{word} {number}.");
                book.put("content/a.md", format!("# A\n\n{words}\n").as_bytes());
                fs::File::options().append(true).open(&place).and_then(|file| file.set_modified(*time)).expect("a time");
                if more.is_empty() {
                    assert!(server.text("/a.html").contains(&words), "{words}");
                } else {
                    server.until_it_says(&words, "/a.html");
                }
            }
        }
    }
}

#[test]
fn every_kind_of_save_is_in_the_next_answer() {
    let book = book();
    let server = serve(&book);
    let place = |path: &str| book.folder().join(path);
    let says = |words: &str, path: &str| assert!(server.text(path).contains(words), "{path} does not say {words}");
    says("First.", "/a.html");
    // In place, as `nano` does, and with the same length.
    for word in ["Second", "Third!", "Fourth"] {
        book.put("content/a.md", format!("# A\n\n{word}.\n").as_bytes());
        says(&format!("{word}."), "/a.html");
    }
    // A new file in the place of the old one, as vim, JetBrains and VS Code do.
    for (number, beside) in ["content/.a.md.swp", "content/a.md~", "content/a.md___jb_tmp___", "content/4913"].iter().enumerate()
    {
        book.put(beside, format!("# A\n\nRenamed {number}.\n").as_bytes());
        fs::rename(place(beside), place("content/a.md")).expect("a rename");
        says(&format!("Renamed {number}."), "/a.html");
    }
    // Deleted and made again.
    book.remove("content/a.md");
    assert_eq!(server.get("/a.html").status, 404);
    book.put("content/a.md", b"# A\n\nMade again.\n");
    says("Made again.", "/a.html");
    // A page in new nested folders.
    book.put("content/x/y/z.md", b"# Z\n\nDeep.\n");
    says("Deep.", "/x/y/z.html");
    // A file that was renamed.
    fs::rename(place("content/x/y/z.md"), place("content/x/y/w.md")).expect("a rename");
    says("Deep.", "/x/y/w.html");
    assert_eq!(server.get("/x/y/z.html").status, 404);
    // A folder that was deleted and made again.
    fs::remove_dir_all(place("content/folder")).expect("a folder");
    assert_eq!(server.get("/folder/b.html").status, 404);
    book.put("content/folder/b.md", b"# B\n\nBack.\n");
    says("Back.", "/folder/b.html");
    // A new title is in the navigation of other pages too, once it is taken in.
    book.put("content/a.md", b"# Another name\n\nText.\n");
    says("Another name", "/a.html");
    server.until_it_says("Another name", "/contents.html");
}

#[test]
fn settings_words_templates_assets_pictures_and_data_are_renewed_too() {
    let book = book();
    let server = serve(&book);
    book.put("handbook.yaml", b"title: Another title\n");
    server.until_it_says("Another title", "/");
    book.put("content/terms.yaml", b"glossary:\n  - term: HA\n    short: Second meaning.\n");
    server.until_it_says("Second meaning.", "/terms.html");
    book.put("themes/default/words/en.yaml", b"skip: Jump right in\n");
    server.until_it_says("Jump right in", "/a.html");
    book.put("themes/default/templates/404.html", b"<!DOCTYPE html><html><head><title>x</title></head><body>Lost.</body></html>");
    server.until_it_says("Lost.", "/nowhere.html");
    book.put("content/folder/picture.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2\" height=\"2\"/>\n");
    server.until_it_says("width=\"2\"", "/folder/picture.svg");
    let style = |page: &str| page.split('"').find(|part| part.ends_with(".css")).map(str::to_owned);
    let before = style(&server.text("/a.html")).expect("a style sheet");
    book.put("themes/default/assets/tokens.css", b":root { --x: 1 }\n");
    for _ in 0..200 {
        if style(&server.text("/a.html")).is_some_and(|now| now != before) {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("the style sheet keeps its name");
}

#[test]
fn a_thousand_files_at_once_are_one_piece_of_news_and_idle_is_none() {
    let book = book();
    for number in 0..1000 {
        book.put(&format!("content/many/page-{number}.md"), b"# Page\n\nFirst.\n");
    }
    let server = serve(&book);
    server.get("/many/page-999.html");
    let events = events(&server);
    assert_eq!(revisions(&events), 1, "how things stand");
    for number in 0..1000 {
        book.put(&format!("content/many/page-{number}.md"), b"# Page\n\nSecond.\n");
    }
    server.until_it_says("Second.", "/many/page-999.html");
    let told = revisions(&events);
    assert!((1..=4).contains(&told), "{told} pieces of news");
    // Looking at pages, building, and what editors leave beside a file are no news.
    server.get("/many/page-1.html");
    book.build().expect_ok();
    book.put("content/.page.md.swp", b"x");
    book.put("content/page.md~", b"x");
    book.put("content/a.md", b"# A\n\nFirst.\n");
    assert_eq!(revisions(&events), 0);
    book.put("content/many/page-7.md", b"# Page\n\nThird.\n");
    assert_eq!(revisions(&events), 1);
}

#[test]
fn a_root_that_is_deleted_and_made_again_is_watched_again() {
    let book = book();
    let server = serve(&book);
    let copy = copy_of(&book.folder());
    fs::remove_dir_all(book.folder()).expect("a folder");
    std::thread::sleep(Duration::from_millis(700));
    fs::rename(copy.folder(), book.folder()).expect("a rename");
    server.until_it_says("First.", "/a.html");
    let events = events(&server);
    revisions(&events);
    book.put("content/index.md", b"# Home\n\nWatched.\n");
    assert_eq!(revisions(&events), 1);
}

#[test]
fn what_a_link_leads_to_is_watched_where_it_lies() {
    let book = book().file("beside/common.md", "# Common\n\nFirst.\n");
    symlink("../beside/common.md", book.folder().join("content/common.md")).expect("a link");
    let server = serve(&book);
    let events = events(&server);
    assert!(server.text("/common.html").contains("First."));
    revisions(&events);
    book.put("beside/common.md", b"# Common\n\nSecond.\n");
    assert_eq!(revisions(&events), 1);
    assert!(server.text("/common.html").contains("Second."));
    // One that leads out of the handbook is refused, also when it takes a page's place while we serve.
    let outside = book.around().join("secret.md");
    fs::write(&outside, "# Secret\n\nHidden.\n").expect("a file");
    fs::remove_file(book.folder().join("content/a.md")).expect("a file");
    symlink(&outside, book.folder().join("content/a.md")).expect("a link");
    assert!(!server.text("/a.html").contains("Hidden."));
}

#[test]
fn polling_sees_what_a_watch_sees() {
    let book = book();
    let server = serve_with(&book, &["--poll", "50ms"]);
    let events = events(&server);
    revisions(&events);
    book.put("content/folder/b.md", b"# B\n\nPolled.\n");
    assert_eq!(revisions(&events), 1);
    book.put("content/folder/picture.svg", b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"22\" height=\"1\"/>\n");
    assert_eq!(revisions(&events), 1);
    assert!(server.text("/folder/b.html").contains("Polled."));
}

#[test]
fn of_a_thousand_saves_in_a_row_the_last_is_always_shown() {
    let book = book();
    let server = serve(&book);
    for number in 0..1000 {
        let text = format!("# A\n\nSave {number}.\n");
        if number % 2 == 0 {
            book.put("content/a.md", text.as_bytes());
        } else {
            book.put("content/.a.md.swp", text.as_bytes());
            fs::rename(book.folder().join("content/.a.md.swp"), book.folder().join("content/a.md")).expect("a rename");
        }
        if number % 10 == 9 {
            let page = server.text("/a.html");
            assert!(page.contains(&format!("Save {number}.")), "after save {number}");
        }
    }
    assert!(server.text("/a.html").contains("Save 999."));
}
