//! The preview server at its edges: how it begins, what it bounds, how it ends.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    os::unix::fs::PermissionsExt as _,
    process::{Command, Stdio},
    sync::mpsc::{Receiver, channel},
    time::{Duration, Instant},
};

use crate::{
    handbook::{Handbook, files, handbook},
    run::{git, output, readybook, wait, with_default_signals},
    serve::{Server, begin, serve},
    serve_updates::{events, revisions},
};

const PATIENCE: Duration = Duration::from_secs(20);

fn book() -> Handbook {
    handbook().file("content/index.md", "# Home\n").file("content/a.md", "# A\n\nFirst.\n")
}

/// Starts a server, which does not know its address yet; what it says comes line by line, on whichever of the two it says it.
fn start(mut command: Command) -> (Server, Receiver<String>) {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a program");
    let (sender, receiver) = channel();
    let other = sender.clone();
    let (said, warned) = (child.stdout.take().expect("a pipe"), child.stderr.take().expect("a pipe"));
    std::thread::spawn(move || BufReader::new(said).lines().map_while(Result::ok).for_each(|line| drop(sender.send(line))));
    std::thread::spawn(move || BufReader::new(warned).lines().map_while(Result::ok).for_each(|line| drop(other.send(line))));
    (Server { child, address: String::new() }, receiver)
}

/// Waits for a line that has these words in it.
#[track_caller]
fn until(lines: &Receiver<String>, words: &str) -> String {
    let mut heard = Vec::new();
    loop {
        match lines.recv_timeout(PATIENCE) {
            Ok(line) if line.contains(words) => return line,
            Ok(line) => heard.push(line),
            Err(_) => panic!("nobody says `{words}`: {heard:?}"),
        }
    }
}

/// Waits for lines that hold these words, in whatever order they come; each with its line.
fn until_all<const N: usize>(lines: &Receiver<String>, words: [&str; N]) -> [String; N] {
    let mut heard: Vec<String> = Vec::new();
    loop {
        let found = words.map(|word| heard.iter().find(|line| line.contains(word)).cloned());
        if found.iter().all(Option::is_some) {
            return found.map(Option::unwrap_or_default);
        }
        match lines.recv_timeout(PATIENCE) {
            Ok(line) => heard.push(line),
            Err(_) => panic!("somebody does not say one of {words:?}: {heard:?}"),
        }
    }
}

/// The same program in a room of its own, in which the system says what `setup` lets it say.
fn confined(book: &Handbook, rooms: &[&str], setup: &str, arguments: &[&str]) -> Command {
    let inner = readybook(&book.folder(), arguments);
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user"]).args(rooms).args(["sh", "-c", &format!("{setup} && exec \"$@\""), "sh"]);
    command.arg(inner.get_program()).args(inner.get_args());
    if let Some(folder) = inner.get_current_dir() {
        command.current_dir(folder);
    }
    command
}

#[test]
fn a_checkout_of_a_thousand_files_is_one_rebuild() {
    let book = book();
    let git = |arguments: &[&str]| {
        let done = output(git(&book.folder(), arguments)).expect("git");
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    };
    let write = |word: &str| {
        for number in 0..1000 {
            book.put(&format!("content/many/{}/page-{number}.md", number / 100), format!("# Page\n\n{word}.\n").as_bytes());
        }
    };
    write("First");
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "-m", "First"]);
    git(&["checkout", "--quiet", "-b", "other"]);
    write("Second");
    book.put("content/new/nested/page.md", b"# New\n");
    git(&["add", "."]);
    git(&["commit", "--quiet", "-m", "Second"]);
    git(&["checkout", "--quiet", "main"]);
    let server = serve(&book);
    assert!(server.text("/many/9/page-999.html").contains("First."));
    let events = events(&server);
    assert_eq!(revisions(&events), 1, "how things stand");
    git(&["checkout", "--quiet", "other"]);
    assert_eq!(revisions(&events), 1, "there");
    assert!(server.text("/many/9/page-999.html").contains("Second."));
    assert_eq!(server.get("/new/nested/page.html").status, 200);
    git(&["checkout", "--quiet", "main"]);
    assert_eq!(revisions(&events), 1, "and back");
    assert!(server.text("/many/0/page-7.html").contains("First."));
    assert_eq!(server.get("/new/nested/page.html").status, 404);
}

#[test]
#[ignore = "needs a room of its own (`unshare --user`); `tests/run` runs it wherever that is allowed"]
fn where_the_system_refuses_to_watch_it_says_so_and_polls() {
    let book = book();
    let limit = "echo 1 > /proc/sys/user/max_inotify_watches";
    let (mut server, lines) = start(confined(&book, &[], limit, &["serve", "--port", "0"]));
    // The warning and the address come in either order.
    let [_, _, line] = until_all(&lines, ["warning: ", "the files are looked at twice a second instead", "http://"]);
    server.address = line.split_once("http://").and_then(|(_, rest)| rest.split_once('/')).unwrap().0.to_owned();
    let events = events(&server);
    revisions(&events);
    book.put("content/a.md", b"# A\n\nPolled.\n");
    assert_eq!(revisions(&events), 1);
    assert!(server.text("/a.html").contains("Polled."));
}

#[test]
#[ignore = "needs a room of its own (`unshare --user`); `tests/run` runs it wherever that is allowed"]
fn whoever_lets_others_in_is_warned() {
    // In a network of its own, so that nobody is let in for real.
    let book = book();
    let (_server, lines) = start(confined(&book, &["--net"], "true", &["serve", "--host", "0.0.0.0", "--port", "0"]));
    // The warning and the address come in either order.
    let [warned, served] = until_all(&lines, ["warning: ", "serving"]);
    assert_eq!(warned, "warning: everybody who can reach 0.0.0.0 can read this handbook, drafts and mistakes as well");
    assert!(served.contains("http://127.0.0.1:"), "an address that a browser can open");
}

#[test]
fn a_browser_is_opened_at_the_address_that_is_served() {
    let book = book();
    let tools = book.around().join("tools");
    let noted = book.around().join("opened");
    fs::create_dir(&tools).expect("a folder");
    let opener = tools.join("xdg-open");
    fs::write(&opener, format!("#!/bin/sh\nprintf %s \"$1\" > '{0}.part' && mv '{0}.part' '{0}'\n", noted.display()))
        .expect("a file");
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).expect("a program");
    let mut command = readybook(&book.folder(), &["serve", "--port", "0", "--open"]);
    command.env("PATH", format!("{}:/usr/bin:/bin", tools.display()));
    let (_server, lines) = start(command);
    let line = until(&lines, "serving");
    let url = line.split(' ').find_map(|word| word.strip_suffix(';')).expect("an address");
    let began = Instant::now();
    while !noted.exists() && began.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(fs::read_to_string(&noted).expect("what was opened"), url);
}

#[test]
fn ctrl_c_ends_it_at_once_and_no_file_is_left() {
    let book = book();
    let before = files(book.around());
    // Started by somebody who has set signals aside, as the shell does in the background.
    let program = with_default_signals(&readybook(&book.folder(), &["serve", "--port", "0"]));
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' INT HUP TERM QUIT PIPE; exec \"$@\"", "sh"]).arg(program.get_program()).args(program.get_args());
    command.current_dir(book.folder());
    let mut server = begin(command);
    let _listening = events(&server);
    server.get("/a.html");
    book.put("content/a.md", b"# A\n\nSecond.\n");
    server.get("/a.html");
    book.put("content/a.md", b"# A\n\nFirst.\n");
    let began = Instant::now();
    let mut kill = Command::new("sh");
    kill.args(["-c", &format!("kill -INT {}", server.child.id())]);
    assert!(output(kill).expect("a shell").status.success());
    let ended = wait(&mut server.child, PATIENCE);
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    assert!(!ended.success());
    assert_eq!(files(book.around()), before);
}

/// Sends something and reads what comes until the server closes the connection.
fn exchange(address: &str, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
    stream.write_all(request).expect("a request");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn a_head_that_is_too_long_or_too_slow_or_none_is_refused_with_a_reason() {
    let book = book();
    let server = serve(&book);
    let refused = |request: &[u8]| exchange(&server.address, request).lines().next().unwrap_or_default().to_owned();
    let long = format!("GET / HTTP/1.1\r\nHost: {}\r\nX: {}\r\n\r\n", server.address, "x".repeat(20_000));
    assert_eq!(refused(long.as_bytes()), "HTTP/1.1 431 Request Header Fields Too Large");
    assert_eq!(refused(b"\x16\x03\x01\x02\x00\r\n\r\n"), "HTTP/1.1 400 Bad Request");
    assert_eq!(refused(b"GET / HTTP/1.1\r\nHost: "), "HTTP/1.1 408 Request Timeout");
    assert_eq!(server.get("/a.html").status, 200);
}

#[test]
fn when_all_places_are_taken_the_next_one_is_told_and_comes_in_when_they_are_free() {
    let book = book();
    let server = serve(&book);
    let silent: Vec<TcpStream> = (0..256).map(|_| TcpStream::connect(&server.address).expect("a connection")).collect();
    std::thread::sleep(Duration::from_millis(300));
    let answer = exchange(&server.address, b"");
    assert!(answer.starts_with("HTTP/1.1 503 Service Unavailable\r\n") && answer.ends_with("too many connections\n"), "{answer}");
    drop(silent);
    server.until(200, "/a.html");
}

#[test]
fn pages_stay_whole_while_files_change_under_them() {
    // Two files are written together; no answer shows one of them without the other, once both have been taken in.
    let book = handbook().file("content/index.md", "# Home\n").file("content/terms.yaml", terms(0)).file("content/a.md", page(0));
    let server = serve(&book);
    let folder = book.folder();
    for number in 1..40 {
        fs::write(folder.join("content/terms.yaml"), terms(number)).expect("a file");
        fs::write(folder.join("content/a.md"), page(number)).expect("a file");
        let shown = server.text("/a.html");
        assert!(shown.contains(&format!("Meaning {number}.")) && shown.contains(&format!("Text {number}")), "{number}");
    }
}

fn terms(number: u32) -> String {
    format!("glossary:\n  - term: HA\n    short: Meaning {number}.\n")
}

fn page(number: u32) -> String {
    format!("# A\n\nText {number} about HA.\n")
}
