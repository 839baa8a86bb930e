//! The head of a request, read within bounds.

use std::{
    io::{self, Read as _},
    net::TcpStream,
    time::{Duration, Instant},
};

use super::super::answer::Question;

/// A head may have so many bytes.
const MOST: usize = 16 * 1024;

/// What is used of a head.
#[derive(Debug, PartialEq, Eq)]
pub struct Head {
    method: String,
    url: String,
    host: Option<String>,
    known: Option<String>,
}

/// Why there is none.
#[derive(Debug, PartialEq, Eq)]
pub enum Unread {
    /// The client went away, or never said anything.
    Gone,
    /// It has too many bytes.
    TooLong,
    /// It did not come in time.
    TooSlow,
    /// It is none.
    Wrong,
}

/// Reads a head. A browser opens connections before it needs them; one that says nothing in time just ends.
pub fn read(client: &mut TcpStream, time: Duration) -> Result<Head, Unread> {
    let began = Instant::now();
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let late = || if bytes.is_empty() { Unread::Gone } else { Unread::TooSlow };
        let left = time.checked_sub(began.elapsed()).filter(|left| !left.is_zero()).ok_or_else(late)?;
        client.set_read_timeout(Some(left)).map_err(|_| Unread::Gone)?;
        match client.read(&mut buffer) {
            Ok(0) => return Err(Unread::Gone),
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => return Err(late()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return Err(Unread::Gone),
        }
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n").filter(|end| *end < MOST) {
            return parse(&bytes[..end]).ok_or(Unread::Wrong);
        }
        if bytes.len() >= MOST {
            return Err(Unread::TooLong);
        }
    }
}

/// The lines of a head. Only what can be passed on without a doubt is one.
fn parse(bytes: &[u8]) -> Option<Head> {
    let is_clean = |byte: &u8| matches!(byte, b'\t' | b' '..=b'~' | 0x80..);
    let mut lines = bytes.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let first = std::str::from_utf8(lines.next()?).ok().filter(|line| line.bytes().all(|byte| matches!(byte, b' '..=b'~')))?;
    let mut parts = first.split(' ');
    let (method, url, version) = (parts.next()?, parts.next()?, parts.next()?);
    let is_word = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_uppercase());
    if parts.next().is_some() || !is_word(method) || url.is_empty() || !matches!(version, "HTTP/1.1" | "HTTP/1.0") {
        return None;
    }
    let mut head = Head { method: method.into(), url: url.into(), host: None, known: None };
    for line in lines {
        let colon = line.iter().position(|byte| *byte == b':')?;
        if !line.iter().all(is_clean) {
            return None;
        }
        let field = match &line[..colon] {
            name if name.eq_ignore_ascii_case(b"host") => &mut head.host,
            name if name.eq_ignore_ascii_case(b"if-none-match") => &mut head.known,
            _ => continue,
        };
        // Of two, nobody knows which one is meant.
        if field.is_some() || !line.is_ascii() {
            return None;
        }
        *field = Some(String::from_utf8_lossy(&line[colon + 1..]).trim().to_owned());
    }
    Some(head)
}

impl Head {
    /// What is asked.
    pub fn question(&self) -> Question<'_> {
        Question { method: &self.method, url: &self.url, host: self.host.as_deref(), known: self.known.as_deref() }
    }

    /// The same for the server crate: what is used of it, on a connection for this one request.
    pub fn passed_on(&self) -> String {
        let Self { method, url, host, known } = self;
        let line =
            |name: &str, value: &Option<String>| value.as_ref().map_or_else(String::new, |value| format!("{name}: {value}\r\n"));
        format!("{method} {url} HTTP/1.1\r\n{}{}Connection: close\r\n\r\n", line("Host", host), line("If-None-Match", known))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_of_a_head_is_passed_on_and_nothing_else() {
        let head =
            parse(b"GET /a%20b?c HTTP/1.1\r\nhost:  localhost:4000 \r\nX: \xc3\xbc\r\nContent-Length: 7\r\nIf-None-Match: \"1\"")
                .unwrap();
        assert_eq!(
            head.passed_on(),
            "GET /a%20b?c HTTP/1.1\r\nHost: localhost:4000\r\nIf-None-Match: \"1\"\r\nConnection: close\r\n\r\n"
        );
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_refused() {
        let wrong: [&[u8]; 11] = [
            b"",
            b"GET /",
            b"GET  / HTTP/1.1",
            b"GET / HTTP/2.0",
            b"get / HTTP/1.1",
            b"GET / HTTP/1.1 x",
            b"GET /\xff HTTP/1.1",
            b"GET / HTTP/1.1\r\nHost",
            b"GET / HTTP/1.1\r\nHost: a\r\nHost: b",
            b"GET / HTTP/1.1\r\nX: a\rHost: b",
            b"GET / HTTP/1.1\r\nHost: a\0b",
        ];
        for head in wrong {
            assert_eq!(parse(head), None, "{}", String::from_utf8_lossy(head));
        }
    }
}
