//! The head of a request, read within bounds. The one door to `httparse`.

use std::{
    io::{self, Read as _},
    net::TcpStream,
    time::{Duration, Instant},
};

use httparse::Status;

use super::super::response::HttpRequest;

/// Maximum size of a request head, in bytes.
const MAX_BYTES: usize = 16 * 1024;

/// Maximum number of header lines; a browser sends some twenty.
const LINES: usize = 128;

/// Request line and the header fields that are used. All ASCII; the target is not decoded.
#[derive(Debug, PartialEq, Eq)]
pub struct RequestHead {
    method: String,
    url: String,
    host: Option<String>,
    if_none_match: Option<String>,
}

/// Why a request head could not be read.
#[derive(Debug, PartialEq, Eq)]
pub enum HeadError {
    /// The connection closed or failed, or no byte came in time: no response is sent.
    Gone,
    /// More than 16 KiB, or more than 128 header lines: 431.
    TooLong,
    /// Incomplete when the time was over: 408.
    TooSlow,
    /// Not HTTP/1.x, not ASCII, or `Host` or `If-None-Match` given twice: 400.
    Wrong,
}

/// Reads a request head within `time` for all of it. A browser opens connections ahead; one that stays silent just ends.
///
/// # Errors
/// See [`HeadError`].
pub fn read(client: &mut TcpStream, time: Duration) -> Result<RequestHead, HeadError> {
    let began = Instant::now();
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let late = || if bytes.is_empty() { HeadError::Gone } else { HeadError::TooSlow };
        let left = time.checked_sub(began.elapsed()).filter(|left| !left.is_zero()).ok_or_else(late)?;
        client.set_read_timeout(Some(left)).map_err(|_| HeadError::Gone)?;
        match client.read(&mut buffer) {
            Ok(0) => return Err(HeadError::Gone),
            Ok(read) => bytes.extend_from_slice(&buffer[..read]),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => return Err(late()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return Err(HeadError::Gone),
        }
        if let Some(head) = parse(&bytes)? {
            return Ok(head);
        }
    }
}

/// Parses the bytes so far; `None` while the head is incomplete. What a second parser could read differently is an error.
fn parse(bytes: &[u8]) -> Result<Option<RequestHead>, HeadError> {
    let mut lines = [httparse::EMPTY_HEADER; LINES];
    let mut request = httparse::Request::new(&mut lines);
    let length = match request.parse(bytes) {
        Ok(Status::Complete(length)) => length,
        Ok(Status::Partial) if bytes.len() < MAX_BYTES => return Ok(None),
        Ok(Status::Partial) | Err(httparse::Error::TooManyHeaders) => return Err(HeadError::TooLong),
        Err(_) => return Err(HeadError::Wrong),
    };
    if length > MAX_BYTES {
        return Err(HeadError::TooLong);
    }
    let field = |name: &str| {
        let mut values = request.headers.iter().filter(|line| line.name.eq_ignore_ascii_case(name)).map(|line| line.value);
        match (values.next(), values.next()) {
            (None, _) => Ok(None),
            (Some(value), None) if value.is_ascii() => Ok(Some(String::from_utf8_lossy(value).into_owned())),
            // Of two, nobody knows which one is meant.
            (Some(_), _) => Err(HeadError::Wrong),
        }
    };
    let (host, if_none_match) = (field("host")?, field("if-none-match")?);
    match (request.method, request.path) {
        (Some(method), Some(url)) if url.is_ascii() => {
            Ok(Some(RequestHead { method: method.into(), url: url.into(), host, if_none_match }))
        }
        _ => Err(HeadError::Wrong),
    }
}

impl RequestHead {
    /// Borrows the head as a request.
    pub fn request(&self) -> HttpRequest<'_> {
        HttpRequest {
            method: &self.method,
            url: &self.url,
            host: self.host.as_deref(),
            if_none_match: self.if_none_match.as_deref(),
        }
    }

    /// The head as HTTP/1.1 for the backend: request line, `Host`, `If-None-Match` and `Connection: close`.
    pub fn to_backend(&self) -> String {
        let Self { method, url, host, if_none_match } = self;
        let line =
            |name: &str, value: &Option<String>| value.as_ref().map_or_else(String::new, |value| format!("{name}: {value}\r\n"));
        format!(
            "{method} {url} HTTP/1.1\r\n{}{}Connection: close\r\n\r\n",
            line("Host", host),
            line("If-None-Match", if_none_match)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_of_a_head_is_passed_on_and_nothing_else() {
        let head = b"GET /a%20b?c HTTP/1.1\r\nhost:  localhost:4000 \r\nX: \xc3\xbc\r\nContent-Length: 7\r\nIf-None-Match: \"1\"\r\n\r\n";
        assert_eq!(
            parse(head).unwrap().unwrap().to_backend(),
            "GET /a%20b?c HTTP/1.1\r\nHost: localhost:4000\r\nIf-None-Match: \"1\"\r\nConnection: close\r\n\r\n"
        );
        // However it is cut, it is the same head, and none before its end.
        assert!((0..head.len()).all(|cut| parse(&head[..cut]) == Ok(None)));
        assert_eq!(parse(&[head, &b"a body"[..]].concat()), parse(head));
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_refused() {
        let wrong: [&[u8]; 14] = [
            b"GET  / HTTP/1.1",
            b"GET / HTTP/2.0",
            b"GET / HTTP/1.1 x",
            b"G\xc3\x84T / HTTP/1.1",
            b"GET /\xff HTTP/1.1",
            b"GET /\xc3\xbc HTTP/1.1",
            b"GET /\x01 HTTP/1.1",
            b"GET / HTTP/1.1\r\nHost",
            b"GET / HTTP/1.1\r\nHost : a",
            b"GET / HTTP/1.1\r\nHost: a\r\nHost: b",
            b"GET / HTTP/1.1\r\nHost: \xc3\xbc",
            b"GET / HTTP/1.1\r\nX: a\rHost: b",
            b"GET / HTTP/1.1\r\nHost: a\0b",
            b"GET / HTTP/1.1\r\nHost: a\r\n b",
        ];
        for head in wrong {
            assert_eq!(parse(&[head, b"\r\n\r\n"].concat()), Err(HeadError::Wrong), "{}", String::from_utf8_lossy(head));
        }
    }

    #[test]
    fn a_head_has_a_bound_of_bytes_and_of_lines() {
        let head = |lines: String| parse(format!("GET / HTTP/1.1\r\n{lines}\r\n").as_bytes());
        assert!(head("X: y\r\n".repeat(LINES)).is_ok());
        assert_eq!(head("X: y\r\n".repeat(LINES + 1)), Err(HeadError::TooLong));
        assert_eq!(head(format!("X: {}\r\n", "y".repeat(MAX_BYTES))), Err(HeadError::TooLong));
        assert_eq!(parse(&[b'G'; MAX_BYTES]), Err(HeadError::TooLong));
    }
}
