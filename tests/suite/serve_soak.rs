//! The preview server stays up: whatever is wrong, whoever asks, however long.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    time::{Duration, Instant},
};

use crate::{
    handbook::{Handbook, handbook},
    serve::{Server, serve, serve_with},
    serve_updates::events,
};

fn book() -> Handbook {
    handbook().file("content/index.md", "# Home\n").file("content/a.md", "# A\n\nGood.\n")
}

/// The last problems that are told until nothing is told for a while.
fn problems(events: &std::sync::mpsc::Receiver<(String, String)>) -> Option<serde_json::Value> {
    let told = std::iter::from_fn(|| events.recv_timeout(Duration::from_millis(700)).ok());
    told.filter(|(kind, _)| kind == "problems").last().map(|(_, data)| serde_json::from_str(&data).expect("JSON"))
}

#[test]
fn while_content_is_wrong_the_last_good_page_stays_and_the_problem_is_told_until_it_is_mended() {
    let book = book();
    let server = serve(&book);
    let events = events(&server);
    assert!(server.text("/a.html").contains("Good."));
    problems(&events);
    book.put("content/a.md", b"# A\n\nBad: [x](nowhere.md) <b></b>\n");
    assert!(server.text("/a.html").contains("Good."));
    let told = problems(&events).expect("problems");
    assert_eq!((told["errors"].as_u64(), told["problems"].as_array().map(Vec::len)), (Some(1), Some(1)), "{told}");
    let problem = &told["problems"][0];
    assert_eq!((problem["code"].as_str(), problem["place"].as_str()), (Some("broken-link"), Some("content/a.md:3:10")));
    assert!(problem["excerpt"].as_str().is_some_and(|text| text.contains("nowhere.md")));
    let root = fs::canonicalize(book.folder()).expect("a folder");
    assert_eq!(problem["open"].as_str(), Some(&*format!("vscode://file/{}/content/a.md:3:10", root.display())));
    book.put("content/a.md", b"# A\n\nMended.\n");
    assert!(server.text("/a.html").contains("Mended."));
    assert_eq!(problems(&events).expect("news")["errors"], 0);
    // Settings and templates that cannot be read: everything stays as it was.
    for (path, bad) in [("handbook.yaml", "title: [\n"), ("themes/default/templates/page.html", "{% if %}")] {
        book.put(path, bad.as_bytes());
        assert_eq!(problems(&events).expect("problems")["errors"], 1, "{path}");
        assert!(server.text("/a.html").contains("Mended."), "{path}");
        match path {
            "handbook.yaml" => book.put(path, b"title: Test\n"),
            _ => book.remove(path),
        }
        assert_eq!(problems(&events).expect("news")["errors"], 0, "{path}");
    }
    // A template that fails when it is filled.
    book.put("themes/default/templates/page.html", b"<html><head></head>{{ page.nothing }}</html>");
    let told = (0..20).find_map(|_| {
        assert!(server.text("/a.html").contains("Mended."));
        problems(&events)
    });
    assert_eq!(told.expect("problems")["problems"][0]["code"], "template-render");
}

#[test]
fn an_editor_of_ones_own_is_linked_or_none() {
    let book = book().file("content/a.md", "[x](nowhere.md)\n");
    for (template, wanted) in [("idea://open?file={path}&line={line}", "/content/a.md&line=1"), ("", "")] {
        let server = serve_with(&book, &["--editor", template]);
        let told = problems(&events(&server)).expect("problems");
        let open = told["problems"][0]["open"].as_str().expect("a text");
        assert!(open.ends_with(wanted) && open.is_empty() == template.is_empty(), "{open}");
    }
}

#[test]
fn pages_without_the_script_are_those_of_a_build() {
    let book = book();
    book.build().expect_ok();
    let server = serve_with(&book, &["--no-reload"]);
    assert_eq!(server.get("/a.html").body, fs::read(book.folder().join("public/a.html")).expect("a page"));
    assert_eq!(server.get("/__readybook/events").status, 404);
}

#[test]
fn a_file_that_is_known_is_not_sent_again() {
    let book = book().file("content/x.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n");
    let server = serve(&book);
    let first = server.get("/x.svg");
    let tag = first.head.lines().find_map(|line| line.strip_prefix("ETag: ")).expect("a tag").to_owned();
    let ask = format!("GET /x.svg HTTP/1.1\r\nHost: {}\r\nIf-None-Match: {tag}\r\n\r\n", server.address);
    assert_eq!(server.send(ask.as_bytes()).status, 304);
    assert!(server.get("/a.html").head.contains("Cache-Control: no-store"));
}

/// Addresses that would leave the site, or lead to files that are no part of it.
pub const ESCAPES: &[&str] = &[
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/%2E%2E%2Fsecret.txt",
    "/a/../../secret.txt",
    "/./secret.txt",
    "/%2e/secret.txt",
    "/..\\secret.txt",
    "/..%5csecret.txt",
    "/%5c..%5csecret.txt",
    "//secret.txt",
    "//../secret.txt",
    "/%2f..%2fsecret.txt",
    "/secret.txt%00.html",
    "/%00",
    "/a.html%00",
    "/%c0%ae%c0%ae/secret.txt",
    "/%ff",
    "/%e0%80%ae",
    "/....//secret.txt",
    "/..;/secret.txt",
    "/%252e%252e/secret.txt",
    "/%252e%252e%252fsecret.txt",
    "/etc/passwd",
    "/%2fetc%2fpasswd",
    "/C:/secret.txt",
    "/C:\\secret.txt",
    "/file:///etc/passwd",
    "/handbook.yaml",
    "/content/a.md",
    "/.git/config",
    "/public/index.html",
    "/themes/default/words/en.yaml",
    "/__readybook/../handbook.yaml",
    "/__readybook/before/../../handbook.yaml",
    "/__readybook/before/%2e%2e/handbook.yaml",
    "/__readybook//etc/passwd",
    "/__readybook/live.js/../../x",
    "/a.html/../handbook.yaml",
    "/a%0d%0aX: y",
    "*",
    "http://example.org/a.html",
    "../secret.txt",
];

/// Names that are not those of this machine.
pub const HOSTS: &[&str] = &[
    "example.org",
    "example.org:4000",
    "127.0.0.1.example.org",
    "localhost.example.org",
    "10.0.0.1",
    "0.0.0.0",
    "[::2]",
    "",
    "127.0.0.1@example.org",
    "evil",
    "localhost.",
    "2130706433",
];

#[test]
fn no_form_of_an_address_leaves_the_site_and_no_foreign_name_is_answered() {
    let book = book();
    fs::write(book.around().join("secret.txt"), "secret").expect("a file");
    let server = serve(&book);
    for path in ESCAPES {
        let answer = server.ask("GET", path, &server.address);
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
        assert!(!String::from_utf8_lossy(&answer.body).contains("secret\n"), "{path}");
    }
    for host in HOSTS {
        assert_eq!(server.ask("GET", "/a.html", host).status, 403, "{host}");
    }
    let without = server.send(b"GET /a.html HTTP/1.0\r\n\r\n");
    assert_eq!(without.status, 403);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"] {
        assert_eq!(server.ask(method, "/a.html", &server.address).status, 405, "{method}");
    }
    assert_eq!(server.get("/a.html").status, 200);
}

/// Threads and memory in KiB of a server.
pub fn size(server: &Server) -> (u64, u64) {
    let status = fs::read_to_string(format!("/proc/{}/status", server.child.id())).expect("a status");
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("a field");
        line.split_whitespace().next().and_then(|number| number.parse().ok()).expect("a number")
    };
    (field("Threads:"), field("VmRSS:"))
}

#[test]
fn it_outlives_edits_errors_slow_readers_and_clients_that_vanish() {
    // Longer runs are for a note of what was measured.
    let seconds = std::env::var("READYBOOK_SOAK").ok().and_then(|text| text.parse().ok()).unwrap_or(20_u64);
    let book = book();
    for number in 0..200 {
        book.put(&format!("content/p/page-{number}.md"), format!("# Page {number}\n\nText.\n").as_bytes());
    }
    let server = serve(&book);
    let began = Instant::now();
    let mut warm = None;
    let mut open: Vec<TcpStream> = Vec::new();
    let mut random = 12345_u64;
    let mut next = |below: u64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) % below
    };
    let connect = |request: &str| -> Option<TcpStream> {
        let mut stream = TcpStream::connect(&server.address).ok()?;
        write!(stream, "{request} HTTP/1.1\r\nHost: {}\r\n\r\n", server.address).ok()?;
        Some(stream)
    };
    let idle = size(&server);
    while began.elapsed() < Duration::from_secs(seconds) {
        let number = next(200);
        let path = format!("content/p/page-{number}.md");
        match next(8) {
            0..=2 => book.put(&path, format!("# Page {number}\n\nText {}.\n", next(1000)).as_bytes()),
            3 => book.put(&path, b"# Wrong\n\n[x](nowhere.md)\n"),
            4 => drop(fs::rename(book.folder().join(&path), book.folder().join(format!("content/p/page-{}.md", next(200))))),
            5 => book.put(&format!("content/new-{}/x.md", next(20)), b"# New\n"),
            6 => drop(fs::remove_dir_all(book.folder().join(format!("content/new-{}", next(20))))),
            _ => book.put(&path, format!("---\ntitle: T{}\n---\n\nText.\n", next(100)).as_bytes()),
        }
        // One that reads nothing, one that vanishes, one that listens.
        open.extend(connect(["GET /search-index.js", "GET /", "GET /__readybook/events"][next(3) as usize]));
        if open.len() > 40 {
            open.drain(..20);
        }
        let asked = Instant::now();
        let status = server.get("/").status;
        assert!(matches!(status, 200 | 500), "{status}");
        assert!(asked.elapsed() < Duration::from_secs(5), "one waits for another");
        if warm.is_none() && began.elapsed() > Duration::from_secs(seconds / 2) {
            warm = Some(size(&server));
        }
    }
    open.clear();
    std::thread::sleep(Duration::from_secs(5));
    let (threads, memory) = size(&server);
    let (_, warm) = warm.expect("half of the time has passed");
    eprintln!("soak of {seconds} s: threads {} before, {threads} after; memory {warm} KiB at half, {memory} KiB after", idle.0);
    assert!(threads <= idle.0 + 4, "{} threads before, {threads} after", idle.0);
    // In its first minute a server still grows into its size; a short run can only see a leak that is large.
    let bound = if seconds >= 120 { warm + warm / 10 + 2048 } else { warm * 2 };
    assert!(memory <= bound, "{warm} KiB, then {memory} KiB");
    book.put("content/a.md", b"# A\n\nAt the end.\n");
    assert!(server.text("/a.html").contains("At the end."));
}

#[test]
fn three_hundred_listen_and_a_page_still_comes() {
    let book = book();
    let server = serve(&book);
    let mut streams: Vec<TcpStream> = (0..300)
        .map(|_| {
            let mut stream = TcpStream::connect(&server.address).expect("a connection");
            write!(stream, "GET /__readybook/events HTTP/1.1\r\nHost: {}\r\n\r\n", server.address).expect("a request");
            stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout");
            stream
        })
        .collect();
    std::thread::sleep(Duration::from_millis(500));
    book.put("content/a.md", b"# A\n\nFor all.\n");
    assert!(server.text("/a.html").contains("For all."));
    for stream in &mut streams {
        let mut heard = String::new();
        let mut buffer = [0; 4096];
        while !heard.contains("a.html") {
            let read = stream.read(&mut buffer).expect("an event");
            assert_ne!(read, 0, "the stream ended");
            heard.push_str(&String::from_utf8_lossy(&buffer[..read]));
        }
    }
}
