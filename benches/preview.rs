//! Benchmark of the preview: the time from a save to the first response with it, compared with a whole build and with other
//! generators.
//!
//! `cargo bench --bench preview` measures 100, 1,000 and 10,000 pages. `cargo bench --bench preview -- --pages 1000 --peers`
//! also runs Hugo, Zola, Eleventy and `VitePress` on the same pages, if installed. Prints median and 95th percentile, and their
//! ratio to a whole build in the same run; nothing here passes or fails.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program that measures, not a part of readybook"
)]

use std::{
    fmt::Write as _,
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

const READYBOOK: &str = env!("CARGO_BIN_EXE_readybook");

/// Number of saves per measurement.
const SAVES: usize = 60;

/// Pause between two saves, for the background work of the first.
const PAUSE: Duration = Duration::from_millis(250);

/// Another generator with a development server.
struct Peer {
    name: &'static str,
    /// Its command; one that is not installed is skipped.
    command: &'static str,
    /// Arguments of the command, which runs in the project's folder.
    arguments: &'static [&'static str],
    port: u16,
    /// The folder of pages, relative to the project's.
    content: &'static str,
    files: &'static [(&'static str, &'static str)],
    /// URL path of page 7.
    page: &'static str,
    /// The fence of its front matter: `---` for YAML, `+++` for TOML.
    fence: &'static str,
    /// The file name of a section's index.
    index: &'static str,
}

const PEERS: &[Peer] = &[
    Peer {
        name: "Hugo",
        command: "hugo",
        arguments: &["server", "--port", "4101", "--bind", "127.0.0.1", "--renderToMemory"],
        port: 4101,
        content: "content",
        files: &[
            ("hugo.toml", "title = 'Bench'\nbaseURL = 'http://localhost/'\n"),
            ("layouts/_default/single.html", "<html><head></head><body>{{ .Content }}</body></html>"),
            ("layouts/_default/list.html", "<html><head></head><body>{{ .Content }}</body></html>"),
        ],
        page: "/s000/page-7/",
        fence: "---",
        index: "_index.md",
    },
    Peer {
        name: "Zola",
        command: "zola",
        arguments: &["serve", "--port", "4102", "--fast"],
        port: 4102,
        content: "content",
        files: &[
            ("config.toml", "base_url = 'http://localhost'\n"),
            ("templates/page.html", "<html><head></head><body>{{ page.content | safe }}</body></html>"),
            ("templates/section.html", "<html></html>"),
            ("templates/index.html", "<html></html>"),
        ],
        page: "/s000/page-7/",
        fence: "+++",
        index: "_index.md",
    },
    Peer {
        name: "Eleventy",
        command: "eleventy",
        arguments: &["--serve", "--incremental", "--quiet", "--port=4103", "--input=content"],
        port: 4103,
        content: "content",
        files: &[],
        page: "/s000/page-7/",
        fence: "---",
        index: "index.md",
    },
    Peer {
        name: "VitePress",
        command: "vitepress",
        arguments: &["dev", ".", "--port", "4104"],
        port: 4104,
        content: ".",
        files: &[("package.json", "{\"type\":\"module\"}")],
        page: "/s000/page-7.md",
        fence: "---",
        index: "index.md",
    },
];

/// A server process, killed on drop.
struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let after = |name: &str| arguments.iter().position(|one| one == name).and_then(|at| arguments.get(at + 1));
    let sizes = after("--pages").map_or_else(|| vec![100, 1000, 10_000], |text| vec![text.parse().expect("a number of pages")]);
    for pages in sizes {
        let folder = tempfile::tempdir().unwrap();
        own(folder.path(), pages);
        if arguments.iter().any(|one| one == "--peers") {
            for peer in PEERS {
                other(peer, pages);
            }
        }
    }
}

/// Measures readybook with a handbook of so many pages in `folder`.
fn own(folder: &Path, pages: usize) {
    write_pages(&folder.join("content"), pages, "---", "index.md");
    fs::write(folder.join("handbook.yaml"), "title: Bench\n").unwrap();
    let list = folder.join("checklists/start.yaml");
    fs::create_dir_all(folder.join("checklists")).unwrap();
    let question = |number: usize| {
        let wanted = format!("Who answers {number}?");
        (format!("id: start\ntitle: Start\nprefix: GL\nsheet: {{pages: 1}}\nitems:\n  - id: GL-01\n    ask: {wanted}\n"), wanted)
    };
    fs::write(&list, question(0).0).unwrap();
    let began = Instant::now();
    let done = Command::new(READYBOOK).args(["build", "--out"]).arg(folder.join("public")).arg(folder).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let build = began.elapsed();
    let began = Instant::now();
    let mut child = Command::new(READYBOOK)
        .arg("serve")
        .arg(folder)
        .args(["--port", "0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let address = lines.find_map(|line| Some(line.split_once("http://")?.1.split_once('/')?.0.to_owned())).expect("an address");
    let _server = Server(child);
    thread::spawn(move || lines.for_each(drop));
    get(&address, "/s000/page-7.html").expect("a page");
    println!("{pages} pages: build {build:.0?}, start to first page {:.0?}", began.elapsed());
    let file = folder.join("content/s000/page-7.md");
    let text = fs::read_to_string(&file).unwrap();
    let body = |number: usize| (format!("{text}\nSaved {number}.\n"), format!("Saved {number}."));
    let title = |number: usize| (text.replace("title: Page 7\n", &format!("title: Named {number}\n")), format!("Named {number}"));
    tell("a body", build, &saves(&address, "/s000/page-7.html", &file, &body));
    tell("a title", build, &saves(&address, "/s000/page-7.html", &file, &title));
    if get(&address, "/__readybook/sheet/start").is_some() {
        // The sheet is laid out on all papers by then, and its number of pages is known.
        let sheet = |number: usize| (question(number).0, "\"leaves\"".to_owned());
        tell("a question to its sheet", build, &saves(&address, "/__readybook/sheet/start", &list, &sheet));
    }
}

/// Measures another generator with the same pages, if it is installed.
fn other(peer: &Peer, pages: usize) {
    let folder = tempfile::tempdir().unwrap();
    write_pages(&folder.path().join(peer.content), pages, peer.fence, peer.index);
    for (path, text) in peer.files {
        let place = folder.path().join(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, text).unwrap();
    }
    let began = Instant::now();
    let started = Command::new(peer.command)
        .args(peer.arguments)
        .current_dir(folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(child) = started else {
        println!("  {} is not installed", peer.name);
        return;
    };
    let _server = Server(child);
    let address = format!("127.0.0.1:{}", peer.port);
    while get(&address, peer.page).is_none() {
        if began.elapsed() > Duration::from_mins(3) {
            println!("  {} shows no page", peer.name);
            return;
        }
        thread::sleep(Duration::from_millis(20));
    }
    let start = began.elapsed();
    thread::sleep(Duration::from_secs(2));
    let file = folder.path().join(peer.content).join("s000/page-7.md");
    let text = fs::read_to_string(&file).unwrap();
    let body = |number: usize| (format!("{text}\nSaved {number}.\n"), format!("Saved {number}."));
    println!("  {}: start to first page {start:.0?}", peer.name);
    tell("a body", start, &saves(&address, peer.page, &file, &body));
}

/// Writes `file` repeatedly, and returns the sorted times from each write to the first response with the change. `change` gives
/// the new text by number, and what the response must contain.
fn saves(address: &str, path: &str, file: &Path, change: &dyn Fn(usize) -> (String, String)) -> Vec<Duration> {
    let mut times: Vec<Duration> = (0..SAVES)
        .map(|number| {
            let (text, wanted) = change(number);
            let began = Instant::now();
            fs::write(file, text).unwrap();
            while !get(address, path).is_some_and(|page| page.contains(&wanted)) {
                assert!(began.elapsed() < Duration::from_mins(1), "the save never shows");
            }
            let time = began.elapsed();
            thread::sleep(PAUSE);
            time
        })
        .collect();
    times.sort();
    times
}

fn tell(what: &str, whole: Duration, times: &[Duration]) {
    let (median, late) = (times[times.len() / 2], times[times.len() * 95 / 100]);
    let ratio = median.as_secs_f64() / whole.as_secs_f64();
    println!(
        "  from the write of {what} to the answer: median {median:.1?}, 95th percentile {late:.1?}, {ratio:.4} of the whole"
    );
}

fn get(address: &str, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\nConnection: close\r\n\r\n").ok()?;
    let mut answer = Vec::new();
    let mut buffer = [0; 16384];
    loop {
        let read = stream.read(&mut buffer).ok()?;
        answer.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&answer);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok());
            if read == 0 || length.is_some_and(|length| body.len() >= length) || body.contains("</html>") {
                return head.starts_with("HTTP/1.1 200").then(|| body.to_owned());
            }
        }
        if read == 0 {
            return None;
        }
    }
}

/// Writes pages of some 900 words with headings, a table and two blocks of code, 50 per section.
fn write_pages(folder: &Path, pages: usize, fence: &str, index: &str) {
    const WORDS: &[&str] = &[
        "the", "quick", "review", "of", "a", "service", "needs", "an", "owner", "and", "a", "date", "before", "it", "goes",
        "live",
    ];
    let key = if fence == "+++" { " =" } else { ":" };
    let quote = if fence == "+++" { "\"" } else { "" };
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join(index), format!("{fence}\ntitle{key} {quote}Home{quote}\n{fence}\n\nHome.\n")).unwrap();
    for number in 0..pages {
        let section = folder.join(format!("s{:03}", number / 50));
        if number % 50 == 0 {
            fs::create_dir_all(&section).unwrap();
            fs::write(section.join(index), format!("{fence}\ntitle{key} {quote}Section{quote}\n{fence}\n\nText.\n")).unwrap();
        }
        let mut text = format!("{fence}\ntitle{key} {quote}Page {number}{quote}\n{fence}\n");
        for heading in 0..6 {
            let words: Vec<&str> = (0..150).map(|word| WORDS[(word * 7 + number + heading) % WORDS.len()]).collect();
            write!(text, "\n## Heading {heading}\n\n{}\n", words.join(" ")).unwrap();
        }
        write!(text, "\n| a | b |\n|---|---|\n| 1 | {number} |\n\n```rust\nfn f{number}() -> u32 {{\n    {number}\n}}\n```\n")
            .unwrap();
        write!(text, "\n```yaml\nname: x{number}\nitems:\n  - a\n```\n").unwrap();
        fs::write(section.join(format!("page-{number}.md")), text).unwrap();
    }
}
