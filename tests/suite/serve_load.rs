//! The preview server beside programs that write, and beside those that do not read.

use std::{
    fs,
    io::Write as _,
    net::{TcpListener, TcpStream},
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use crate::{
    handbook::{Handbook, handbook},
    run::readybook,
    serve::{Server, serve, serve_with},
    serve_updates::events,
};

fn book() -> Handbook {
    handbook().file("content/index.md", "# Home\n").file("content/a.md", "# A\n\nText.\n").file("content/b.md", "# B\n")
}

/// How many bytes a server has read so far, folders left out.
fn read(server: &Server) -> u64 {
    let io = fs::read_to_string(format!("/proc/{}/io", server.child.id())).expect("what the system counts");
    let line = io.lines().find_map(|line| line.strip_prefix("rchar: ")).expect("a count");
    line.trim().parse().expect("a number")
}

#[test]
fn polling_reads_nothing_and_makes_nothing_while_nothing_changes() {
    let book = book();
    for number in 0..200 {
        book.put(&format!("content/many/page-{number}.md"), b"# Page\n\nText.\n");
    }
    let server = serve_with(&book, &["--poll", "20ms"]);
    let events = events(&server);
    let sheet = server.get("/__readybook/sheets/index.html").status;
    // What was written a moment ago is read once more, as two writes in one moment may look the same.
    thread::sleep(Duration::from_secs(2));
    while events.try_recv().is_ok() {}
    let before = read(&server);
    thread::sleep(Duration::from_secs(2));
    assert_eq!(read(&server), before, "an idle look reads something");
    assert!(events.try_recv().is_err(), "an idle look is news");
    assert_eq!(server.get("/__readybook/sheets/index.html").status, sheet);
    // It is not asleep.
    book.put("content/many/page-7.md", b"# Page\n\nPolled.\n");
    assert_eq!(events.recv_timeout(Duration::from_secs(20)).expect("news").0, "revision");
    assert!(server.text("/many/page-7.html").contains("Polled."));
}

#[test]
fn a_terminal_that_takes_nothing_stops_nobody() {
    let book = book();
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    // A pipe that is full, and that nobody reads.
    let (reader, mut writer) = std::io::pipe().expect("a pipe");
    writer.write_all(&[b'.'; 65536]).expect("a pipe of the usual size");
    let mut command = readybook(&book.folder(), &["serve", "--port", &port.to_string()]);
    command.stdout(Stdio::from(writer.try_clone().expect("a pipe"))).stderr(Stdio::from(writer));
    let child = command.spawn().expect("a server");
    let server = Server { child, address: format!("127.0.0.1:{port}") };
    for _ in 0..1000 {
        if TcpStream::connect(&server.address).is_ok() {
            break;
        }
        thread::sleep(Duration::from_millis(20));
    }
    // It listens before it has read the handbook.
    server.until(200, "/b.html");
    for number in 0..60 {
        let link = if number % 2 == 0 { "[x](nowhere.md)" } else { "" };
        book.put("content/b.md", format!("# B {number}\n\n{link}\n").as_bytes());
        book.put("content/a.md", format!("# A\n\nSave {number}.\n").as_bytes());
        assert!(server.text("/a.html").contains(&format!("Save {number}.")));
        let b = server.get("/b.html");
        assert_eq!(b.status, 200, "{number}: {}", String::from_utf8_lossy(&b.body));
        server.until_it_says(&format!("B {number}"), "/");
        // A handbook that cannot be read is told as well.
        if number % 20 == 0 {
            book.put("handbook.yaml", b"title: [\n");
            assert_eq!(server.get("/").status, 200);
            book.put("handbook.yaml", b"title: Test\n");
        }
    }
    drop(reader);
}

/// Lets a thread write for ever, until the value goes away.
struct Writer(Arc<AtomicBool>, Option<thread::JoinHandle<()>>);

impl Writer {
    fn start(write: impl Fn(usize) + Send + 'static) -> Self {
        let goes_on = Arc::new(AtomicBool::new(true));
        let own = Arc::clone(&goes_on);
        let thread = thread::spawn(move || {
            let mut number = 0;
            while own.load(Ordering::Relaxed) {
                write(number);
                number += 1;
            }
        });
        Self(goes_on, Some(thread))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
        let _ = self.1.take().map(thread::JoinHandle::join);
    }
}

#[test]
fn a_folder_that_is_written_all_the_time_is_taken_in_all_the_same() {
    let book = book();
    let server = serve(&book);
    let _writers = ["one", "two", "three"].map(|name| {
        let place = book.folder().join(format!("content/noise-{name}.md"));
        Writer::start(move |number| {
            fs::write(&place, format!("# Noise\n\n{number}.\n")).expect("a file");
            thread::sleep(Duration::from_millis(1));
        })
    });
    // Only who looks at everything sees the new title on another page.
    for number in 0..3 {
        book.put("content/b.md", format!("# Title {number}\n").as_bytes());
        server.until_it_says(&format!("Title {number}"), "/");
    }
}

#[test]
fn an_editor_that_deletes_and_makes_anew_never_shows_an_empty_page() {
    let book = book();
    let server = serve(&book);
    let folder = book.folder();
    let _writer = Writer::start(move |number| {
        let place = folder.join("content/a.md");
        fs::remove_file(&place).expect("a file");
        thread::sleep(Duration::from_millis(2));
        let mut file = fs::File::create(&place).expect("a file");
        thread::sleep(Duration::from_millis(2));
        file.write_all(format!("# A\n\nText {number}.\n").as_bytes()).expect("a file");
        drop(file);
        thread::sleep(Duration::from_millis(5));
    });
    let pages: Vec<_> = (0..3)
        .map(|_| {
            let address = server.address.clone();
            thread::spawn(move || {
                let server = Reader(address);
                for _ in 0..150 {
                    let (status, page) = server.get("/a.html");
                    assert_eq!(status, 200, "{page}");
                    assert!(page.contains("Text"), "an empty page: {page}");
                    let (_, home) = server.get("/");
                    assert!(home.contains("a.html"), "the page is not listed: {home}");
                }
            })
        })
        .collect();
    for page in pages {
        page.join().expect("a reader who always had a page");
    }
}

/// Asks a server that somebody else ends.
struct Reader(String);

impl Reader {
    fn get(&self, path: &str) -> (u16, String) {
        use std::io::Read as _;
        let mut stream = TcpStream::connect(&self.0).expect("a connection");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.0).expect("a request");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("an answer");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        (status, answer.split_once("\r\n\r\n").map_or(String::new(), |(_, body)| body.to_owned()))
    }
}
