//! The preview server: what it answers, and to whom.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::Duration,
};

use crate::{
    handbook::{Handbook, files, handbook},
    run::readybook,
};

const PATIENCE: Duration = Duration::from_secs(10);

/// A server that ends with this value.
pub struct Server {
    pub child: Child,
    pub address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

pub fn serve(book: &Handbook) -> Server {
    serve_with(book, &[])
}

/// A server with more options.
pub fn serve_with(book: &Handbook, more: &[&str]) -> Server {
    serve_in(book, more, &[])
}

/// A server with more options, in an environment of its own.
pub fn serve_in(book: &Handbook, more: &[&str], environment: &[(&str, &str)]) -> Server {
    let mut command = readybook(&book.folder(), &[&["serve", "--port", "0"], more].concat());
    command.envs(environment.iter().copied());
    begin(command)
}

/// A server that a command starts.
pub fn begin(mut command: Command) -> Server {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("a server");
    let (sender, receiver) = std::sync::mpsc::channel();
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    std::thread::spawn(move || {
        let address = lines.find_map(|line| Some(line.ok()?.split_once("http://")?.1.split_once('/')?.0.to_owned()));
        let _ = sender.send(address);
        // A pipe that nobody empties would stop the server.
        lines.for_each(drop);
    });
    match receiver.recv_timeout(PATIENCE) {
        Ok(Some(address)) => Server { child, address },
        other => {
            let _ = child.kill();
            let _ = child.wait();
            panic!("the server did not say where it listens: {other:?}");
        }
    }
}

impl Server {
    /// Sends a request and reads its answer, as long as its head says it is.
    #[track_caller]
    pub fn send(&self, request: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream.set_write_timeout(Some(PATIENCE)).expect("a timeout");
        stream.write_all(request).expect("a request");
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            let read = reader.read_line(&mut head).expect("a line of the head");
            assert_ne!(read, 0, "the head ends too early: {head}");
        }
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        let length =
            head.lines().find_map(|line| line.strip_prefix("Content-Length: ")?.parse::<usize>().ok()).expect("a length");
        let mut body = Vec::new();
        if !request.starts_with(b"HEAD") {
            body.resize(length, 0);
            reader.read_exact(&mut body).expect("a body as long as its head says");
        }
        Answer { status, head, body }
    }

    #[track_caller]
    pub fn ask(&self, method: &str, path: &str, host: &str) -> Answer {
        self.send(format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes())
    }

    /// What a page says.
    #[track_caller]
    pub fn text(&self, path: &str) -> String {
        String::from_utf8_lossy(&self.get(path).body).into_owned()
    }

    /// Asks until a page says something.
    #[track_caller]
    pub fn until_it_says(&self, words: &str, path: &str) {
        for _ in 0..500 {
            if self.text(path).contains(words) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("{path} never says {words}: {}", self.text(path));
    }

    /// Asks until the answer has a status.
    #[track_caller]
    pub fn until(&self, status: u16, path: &str) -> Answer {
        for _ in 0..500 {
            let answer = self.get(path);
            if answer.status == status {
                return answer;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("no {status} at {path}");
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &self.address)
    }
}

/// A page without the one element that the server adds to it.
pub fn without_script(page: &[u8]) -> Vec<u8> {
    let page = std::str::from_utf8(page).expect("text");
    let (before, rest) = page.split_once("<script src=\"/__readybook/live.js\" defer data-id=\"").expect("the script");
    let (_, after) = rest.split_once("\"></script>").expect("its end");
    format!("{before}{after}").into_bytes()
}

fn book() -> Handbook {
    handbook()
        .file("content/index.md", "# Home\n")
        .file("content/guides/Über uns.md", "# Über uns\n")
        .file("content/guides/picture.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n")
}

#[test]
fn every_file_is_served_with_the_bytes_that_a_build_writes() {
    let book = book();
    book.build().expect_ok();
    let server = serve(&book);
    for (path, bytes) in files(&book.folder().join("public")).iter().filter(|(path, _)| !path.starts_with('.')) {
        let answer = server.get(&format!("/{}", path.replace('Ü', "%C3%9C").replace(' ', "%20")));
        let is_page = path.ends_with(".html");
        let sent = if is_page { without_script(&answer.body) } else { answer.body };
        assert_eq!((answer.status, &sent), (200, bytes), "{path}");
        let kind = match path.rsplit('.').next() {
            Some("html") => "text/html",
            Some("svg") => "image/svg+xml",
            Some("js") => "text/javascript",
            Some("json") => "application/json",
            Some("xml") => "application/xml",
            Some("txt") => "text/plain",
            Some("md") => "text/markdown",
            Some("woff2") => "font/woff2",
            _ => "text/css",
        };
        assert!(answer.head.contains(&format!("Content-Type: {kind}")), "{path}: {}", answer.head);
        let kept = if is_page { "Cache-Control: no-store" } else { "Cache-Control: no-cache\r\nETag: \"" };
        assert!(answer.head.contains("Connection: close") && answer.head.contains(kept), "{}", answer.head);
    }
}

#[test]
fn home_folders_and_lost_readers_get_their_page() {
    let book = book();
    let server = serve(&book);
    assert_eq!(server.get("/").body, server.get("/index.html").body);
    assert_eq!(server.get("/guides/?query=1").status, 200);
    let folder = server.get("/guides");
    assert_eq!(folder.status, 301);
    assert!(folder.head.contains("Location: /guides/"), "{}", folder.head);
    let lost = server.get("/nowhere.html");
    assert_eq!((lost.status, &lost.body), (404, &server.get("/404.html").body));
}

#[test]
fn head_has_the_head_of_get_and_no_body() {
    let book = book();
    let server = serve(&book);
    for path in ["/", "/guides/picture.svg", "/nowhere"] {
        let (get, head) = (server.get(path), server.ask("HEAD", path, &server.address));
        assert_eq!((head.status, head.head, head.body.len()), (get.status, get.head, 0), "{path}");
    }
}

#[test]
fn nothing_but_get_and_head_is_answered() {
    let book = book();
    let server = serve(&book);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW"] {
        assert_eq!(server.ask(method, "/", &server.address).status, 405, "{method}");
    }
}

#[test]
fn a_foreign_host_is_refused() {
    let book = book();
    let server = serve(&book);
    let port = server.address.rsplit_once(':').expect("a port").1;
    for host in
        ["example.org", "127.0.0.1.example.org", "localhost.example.org", "10.0.0.1", "", "[::2]", "127.0.0.1@example.org"]
    {
        assert_eq!(server.ask("GET", "/", host).status, 403, "{host}");
        assert_eq!(server.ask("GET", "/", &format!("{host}:{port}")).status, 403, "{host}");
    }
    assert_eq!(server.send(b"GET / HTTP/1.0\r\n\r\n").status, 403, "no host at all");
    for host in ["localhost", "127.0.0.1", "[::1]"] {
        assert_eq!(server.ask("GET", "/", &format!("{host}:{port}")).status, 200, "{host}");
    }
}

#[test]
fn no_trick_with_a_path_leaves_the_site() {
    let book = book();
    book.put("content/secret.txt.md", b"# Secret\n");
    let server = serve(&book);
    for path in [
        "/../handbook.yaml",
        "/%2e%2e/handbook.yaml",
        "/..%2fhandbook.yaml",
        "/guides/..%2f..%2fhandbook.yaml",
        "/guides/../../handbook.yaml",
        "/..\\handbook.yaml",
        "/%5c..%5chandbook.yaml",
        "//etc/passwd",
        "/etc/passwd",
        "/handbook.yaml",
        "/content/index.md",
        "/.readybook.json",
        "/%00",
        "/index.html%00.svg",
        "/%ff",
        "/%",
        "/.",
        "/./index.html",
        "http://example.org/",
        "*",
    ] {
        let answer = server.get(path);
        assert!(matches!(answer.status, 400 | 403 | 404), "{path}: {}", answer.status);
        assert!(!String::from_utf8_lossy(&answer.body).contains("title: Test"), "{path}");
    }
    assert_eq!(server.get("/").status, 200, "it still answers");
}

#[test]
fn a_page_that_cannot_be_made_says_why_and_the_others_are_served() {
    let book = book().file("content/wrong.md", "# Wrong\n\n[x](nowhere.md) <b></b>\n");
    let server = serve(&book);
    let answer = server.get("/wrong.html");
    assert_eq!(answer.status, 500);
    let page = String::from_utf8(answer.body).expect("text");
    assert!(page.contains("error[broken-link]") && page.contains("content/wrong.md:3:5") && page.contains("&lt;b&gt;"), "{page}");
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn a_port_that_is_taken_is_told_when_it_was_asked_for() {
    let book = book();
    let server = serve(&book);
    let port = server.address.rsplit_once(':').expect("a port").1;
    book.run(&["serve", "--port", port]).expect_trouble().expect_mentions(&["is taken", "--port"]);
}

#[test]
fn a_handbook_whose_settings_cannot_be_read_says_so_until_they_can() {
    let book = handbook().file("content/index.md", "# Home\n").file("handbook.yaml", "title: [\n");
    let server = serve(&book);
    let answer = server.get("/");
    assert_eq!(answer.status, 500);
    assert!(String::from_utf8_lossy(&answer.body).contains("error[yaml-syntax]"));
    let _book = book.file("handbook.yaml", "title: Mended\n");
    assert!(String::from_utf8_lossy(&server.until(200, "/").body).contains("Mended"));
}
