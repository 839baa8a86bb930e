//! Requests to the preview: whatever is sent, it answers or hangs up, and nothing beside the site is ever told.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{Shutdown, TcpStream},
    time::Duration,
};

use super::{Corpus, ensure, fuzz};
use crate::{
    handbook::handbook,
    serve::serve,
    serve_soak::{ESCAPES, HOSTS},
};

const SECRET: &str = "what-nobody-may-read";

#[test]
fn any_request_is_answered_or_dropped_and_none_leaves_the_site() {
    let book = handbook().file("content/index.md", "# Home\n").file("content/a.md", "# A\n");
    for place in [book.around().join("secret.txt"), book.folder().join("secret.txt"), book.folder().join(".git/config")] {
        fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        fs::write(place, SECRET).expect("a file");
    }
    book.put("handbook.yaml", format!("title: Test\n# {SECRET}\n").as_bytes());
    let server = serve(&book);
    let ours = &server.address;
    let pages = ["/", "/a.html", "/assets/", "/__readybook/problems", "/__readybook/before/a.html", "/search-index.js"];
    let head = |path: &str, host: &str| format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nIf-None-Match: \"1\"\r\n\r\n");
    let heads = pages.iter().chain(ESCAPES).map(|path| head(path, ours)).chain(HOSTS.iter().map(|host| head("/", host)));
    fuzz(400, Corpus::made(heads).alone(), |[text]| {
        // Each character is a byte, so that all bytes are tried.
        let bytes: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(0xff)).collect();
        let told = told(ours, &bytes)?;
        ensure(told.is_empty() || told.starts_with("HTTP/1.1 "), || format!("it says {told:?}"))?;
        ensure(!told.contains(SECRET), || "it tells the secret".to_owned())
    });
    assert_eq!(server.get("/a.html").status, 200);
}

/// All that comes back until the server hangs up; of a stream of events the beginning.
fn told(address: &str, bytes: &[u8]) -> Result<String, String> {
    let mut stream = TcpStream::connect(address).map_err(|error| format!("no connection: {error}"))?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout");
    // Whoever is refused early may find the door closed.
    let _ = stream.write_all(bytes).and_then(|()| stream.shutdown(Shutdown::Write));
    let mut told = Vec::new();
    let mut buffer = [0; 8192];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => told.extend_from_slice(&buffer[..read]),
            Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => break,
            Err(error) => return Err(format!("{error} after {:?}", String::from_utf8_lossy(&told))),
        }
        if told.windows(18).any(|part| part == b"text/event-stream\r") {
            break;
        }
    }
    Ok(String::from_utf8_lossy(&told).into_owned())
}
