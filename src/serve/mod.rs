//! The preview server: `tiny_http` over a site in memory.
//!
//! It listens on loopback. What `tiny_http` cannot bound: the size of a request's head and how long a client takes to
//! send it; each such client holds one of its threads. Keep-alive connections can starve others in a burst, so every
//! answer closes its connection.

mod content_type;

use std::{fmt::Write as _, io::Write as _, net::SocketAddr, sync::Arc, thread};

use percent_encoding::percent_decode_str;
use tiny_http::{Method, Request, Server};

use crate::{
    diagnostic::Diagnostic,
    prose::escape,
    site::{Failure, Site},
    source::{SitePath, encode_path},
};

/// A socket that listens.
pub struct Listener {
    server: Server,
    address: SocketAddr,
}

/// Draws a finding for a page.
type Draw = dyn Fn(&Diagnostic) -> String + Send + Sync;

/// Listens on an address.
///
/// # Errors
/// When the port is taken, or may not be used.
pub fn listen(address: SocketAddr) -> Result<Listener, Box<dyn std::error::Error + Send + Sync>> {
    let server = Server::http(address)?;
    let address = server.server_addr().to_ip().unwrap_or(address);
    Ok(Listener { server, address })
}

impl Listener {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers from a site, each request on a thread of its own, until the program ends.
    pub fn answer(self, site: Site, draw: impl Fn(&Diagnostic) -> String + Send + Sync + 'static) {
        let site = Arc::new(site);
        let draw: Arc<Draw> = Arc::new(draw);
        for request in self.server.incoming_requests() {
            let (site, draw) = (Arc::clone(&site), Arc::clone(&draw));
            // A thread that cannot be made drops the request, which closes the connection.
            let _ = thread::Builder::new().spawn(move || one(request, &site, &*draw));
        }
    }
}

/// An answer, before it is written.
struct Answer {
    status: &'static str,
    content_type: &'static str,
    location: Option<String>,
    body: Vec<u8>,
}

fn one(request: Request, site: &Site, draw: &Draw) {
    let answer = answer(&request, site, draw);
    let is_head = *request.method() == Method::Head;
    let mut head = format!(
        "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n",
        answer.status,
        answer.content_type,
        answer.body.len()
    );
    if let Some(location) = &answer.location {
        // Writing to a string cannot fail.
        let _ = write!(head, "Location: {location}\r\n");
    }
    head.push_str("\r\n");
    let mut writer = request.into_writer();
    // A client that went away is no trouble of ours.
    let _ = writer.write_all(head.as_bytes());
    if !is_head {
        let _ = writer.write_all(&answer.body);
    }
    let _ = writer.flush();
}

fn answer(request: &Request, site: &Site, draw: &Draw) -> Answer {
    if !matches!(request.method(), Method::Get | Method::Head) {
        return text("405 Method Not Allowed", "only GET and HEAD are answered");
    }
    let host = request.headers().iter().find(|header| header.field.equiv("Host")).map(|header| header.value.as_str());
    if !host.is_some_and(is_own_host) {
        return text("403 Forbidden", "this server answers to its own address only");
    }
    let Some(path) = site_path(request.url()) else { return text("400 Bad Request", "this is not the address of a page") };
    if let Some(entry) = site.get(&path) {
        return match entry.render() {
            Ok(body) => Answer { status: "200 OK", content_type: content_type::of(path.as_str()), location: None, body },
            Err(failure) => broken(&failure, draw),
        };
    }
    let folder = SitePath::new(&format!("{path}/index.html"));
    if site.get(&folder).is_some() {
        let location = format!("/{}/", encode_path(path.as_str()));
        return Answer { location: Some(location), ..text("301 Moved Permanently", "this is a folder") };
    }
    let lost = site.get(&SitePath::new("404.html")).and_then(|entry| entry.render().ok());
    let body = lost.unwrap_or_else(|| b"there is no such page".to_vec());
    Answer { status: "404 Not Found", content_type: "text/html; charset=utf-8", location: None, body }
}

/// A page that could not be made says why.
fn broken(failure: &Failure, draw: &Draw) -> Answer {
    let drawn = match failure {
        Failure::Content(found) => found.iter().map(draw).collect::<Vec<_>>().join("\n"),
        Failure::World(error) => error.to_string(),
    };
    let body = format!("<!doctype html><meta charset=\"utf-8\"><title>readybook</title><pre>{}</pre>\n", escape(&drawn));
    Answer {
        status: "500 Internal Server Error",
        content_type: "text/html; charset=utf-8",
        location: None,
        body: body.into_bytes(),
    }
}

fn text(status: &'static str, body: &str) -> Answer {
    Answer { status, content_type: "text/plain; charset=utf-8", location: None, body: format!("{body}\n").into_bytes() }
}

/// Only loopback names: a foreign name that resolves to this machine is an attack on it.
fn is_own_host(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}

/// The path of a request as a path of the site. It is looked up in a map, so it cannot lead anywhere else.
fn site_path(url: &str) -> Option<SitePath> {
    let path = url.split(['?', '#']).next()?.strip_prefix('/')?;
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let is_odd = |part: &str| matches!(part, "." | "..") || part.contains(['\\', '\0']);
    if path.split('/').any(is_odd) || path.starts_with('/') || path.contains("//") {
        return None;
    }
    Some(match path.strip_suffix('/') {
        Some(folder) => SitePath::new(&format!("{folder}/index.html")),
        None if path.is_empty() => SitePath::new("index.html"),
        None => SitePath::new(&path),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_form_of_a_path_leaves_the_site() {
        for url in [
            "/../x",
            "/a/../../x",
            "/%2e%2e/x",
            "/..%2fx",
            "/a%2f..%2fx",
            "/a\\..\\x",
            "/%5c..%5cx",
            "//etc/passwd",
            "/a//b",
            "/%00",
            "x",
            "http://x/",
        ] {
            assert_eq!(site_path(url), None, "{url}");
        }
        assert_eq!(site_path("/a/%C3%BCber%20uns.html?x").unwrap().as_str(), "a/über uns.html");
        assert_eq!(site_path("/a/").unwrap().as_str(), "a/index.html");
        assert_eq!(site_path("/").unwrap().as_str(), "index.html");
    }

    #[test]
    fn foreign_hosts_are_refused() {
        for host in ["example.org", "127.0.0.1.example.org", "localhost.example.org:4000", "", "10.0.0.1:4000"] {
            assert!(!is_own_host(host), "{host}");
        }
        for host in ["127.0.0.1:4000", "localhost", "[::1]:4000"] {
            assert!(is_own_host(host), "{host}");
        }
    }
}
