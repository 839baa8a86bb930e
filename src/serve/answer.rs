//! Request → answer, from one snapshot.

use std::{fmt::Write as _, sync::Arc};

use percent_encoding::percent_decode_str;

#[cfg(feature = "paper")]
use super::paper;
use super::{
    client, content_type,
    guard::{self, Names},
    problems::Problem,
    snapshot::Snapshot,
    state::{Page, State},
    unfinished,
};
use crate::{
    output::addresses,
    pipeline::Built,
    site::Entry,
    source::{SitePath, encode_path},
};

/// Where everything lies that belongs to the preview and not to the handbook.
const OWN: &str = "/__readybook/";

/// What is asked.
pub struct Question<'a> {
    /// As in `GET`.
    pub method: &'a str,
    /// The address as it was sent.
    pub url: &'a str,
    /// The `Host` header, if there is one.
    pub host: Option<&'a str>,
    /// The `If-None-Match` header, if there is one.
    pub known: Option<&'a str>,
}

/// What the server is for.
pub struct Service {
    /// What is shown.
    pub state: State,
    /// By which names it may be called.
    pub names: Names,
    /// Whether pages renew themselves.
    pub reload: bool,
}

/// What needs no page.
pub enum Answer {
    /// A whole answer.
    Whole(Whole),
    /// A stream of events from now on.
    Events,
}

/// An answer, before it is written.
pub struct Whole {
    status: &'static str,
    content_type: &'static str,
    /// More lines of the head.
    more: String,
    body: Arc<Vec<u8>>,
}

impl Whole {
    /// The head, as it goes over the wire.
    #[must_use]
    pub fn head(&self) -> String {
        let Self { status, content_type, more, body } = self;
        format!(
            "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\
             X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nCross-Origin-Resource-Policy: same-origin\r\n\
             {more}Connection: close\r\n\r\n",
            body.len()
        )
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

/// The head of a stream of events.
pub const EVENTS_HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
                               X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n";

/// What is decided before anybody looks at a page: who is refused, and who listens.
pub fn decided(question: &Question<'_>, service: &Service) -> Option<Answer> {
    if !matches!(question.method, "GET" | "HEAD") {
        let mut refused = sorry("405 Method Not Allowed", "only GET and HEAD are answered");
        refused.more.push_str("Allow: GET, HEAD\r\n");
        return Some(Answer::Whole(refused));
    }
    if !question.host.is_some_and(|host| service.names.admit(host)) {
        return Some(Answer::Whole(sorry("403 Forbidden", "this server answers to its own address only")));
    }
    let path = question.url.strip_prefix(OWN).map(|own| own.split(['?', '#']).next().unwrap_or(own));
    let is_listening = path == Some("events") && service.reload && question.method == "GET";
    is_listening.then_some(Answer::Events)
}

/// Answers a question.
pub fn answer(question: &Question<'_>, service: &Service) -> Whole {
    // The inner door has an address of its own, so whoever finds it is asked the same.
    match decided(question, service) {
        Some(Answer::Whole(refused)) => return refused,
        Some(Answer::Events) => return sorry("404 Not Found", "there is no such file"),
        None => {}
    }
    let _answering = service.state.answering();
    if let Some(own) = question.url.strip_prefix(OWN) {
        return own_answer(own, question, service);
    }
    let Some(address) = guard::site_path(question.url) else {
        return sorry("400 Bad Request", "this is not the address of a page");
    };
    page(&address, question, service)
}

/// What belongs to the preview.
fn own_answer(own: &str, question: &Question<'_>, service: &Service) -> Whole {
    let path = own.split(['?', '#']).next().unwrap_or(own);
    if path == "words.json" {
        let words = serde_json::to_vec(&service.state.words()).unwrap_or_default();
        return unkept("200 OK", "application/json", Arc::new(words));
    }
    #[cfg(feature = "paper")]
    if let Some(answer) = on_paper(own, service) {
        return answer;
    }
    if let Some(address) = path.strip_prefix("before/").and_then(|path| guard::site_path(&format!("/{path}"))) {
        let found = service.state.earlier(&address);
        return match found {
            Some(body) => unkept("200 OK", content_type::of(address.as_str()), Arc::new(body)),
            None => sorry("404 Not Found", "there was no such page"),
        };
    }
    match client::file(path) {
        Some(bytes) => file(path, Arc::new(bytes.to_vec()), question.known),
        None => sorry("404 Not Found", "there is no such file"),
    }
}

/// `sheets/` and the address of a page: all sheets, its own first. `sheet/` and an id: one sheet, laid out; a paper's name
/// may follow. `leaf/` and an id, a paper's name and a number: one page of it.
#[cfg(feature = "paper")]
fn on_paper(own: &str, service: &Service) -> Option<Whole> {
    let path = guard::site_path(&format!("/{own}"))?;
    let json = |body: Vec<u8>| unkept("200 OK", "application/json", Arc::new(body));
    if let Some(address) = path.as_str().strip_prefix("sheets/") {
        let built = Arc::clone(service.state.now().built()?);
        return Some(json(paper::list(&built, &SitePath::new(address))));
    }
    if let Some(leaf) = path.as_str().strip_prefix("leaf/") {
        let built = Arc::clone(service.state.now().built()?);
        let drawn = paper::leaf(&built, leaf).map(|body| unkept("200 OK", "image/svg+xml", Arc::new(body)));
        return Some(drawn.unwrap_or_else(|| sorry("404 Not Found", "there is no such page")));
    }
    let id = path.as_str().strip_prefix("sheet/")?;
    let page = addresses::sheet(id.split('/').next().unwrap_or(id));
    let built = Arc::clone(service.state.fresh(&page).built()?);
    Some(paper::show(&built, id).map_or_else(|| sorry("404 Not Found", "this sheet cannot be laid out"), json))
}

fn page(address: &SitePath, question: &Question<'_>, service: &Service) -> Whole {
    let state = &service.state;
    let snapshot = state.fresh(address);
    let Some(built) = snapshot.built() else {
        return broken(address, &[], &snapshot, service);
    };
    // A page that was just written must not wait for the list of all others.
    if let Some(entry) = built.page(address) {
        return drawn(address, &entry, question, &snapshot, service);
    }
    if let Some(entry) = built.site().get(address) {
        return drawn(address, entry, question, &snapshot, service);
    }
    let folder = SitePath::new(&format!("{address}/index.html"));
    if built.site().get(&folder).is_some() {
        return moved(address);
    }
    if let Some(bytes) = Some(address).filter(|at| at.as_str().starts_with("assets/")).and_then(|at| state.earlier_asset(at)) {
        return unkept("200 OK", content_type::of(address.as_str()), Arc::new(bytes));
    }
    if unfinished::has_text(&snapshot, address) {
        return broken(address, &[], &snapshot, service);
    }
    // The page for lost readers names addresses as they will be where the handbook is published.
    match below_base(built, address) {
        Some(Below::Top) => return moved(address),
        Some(Below::File(inner)) => return page(&inner, question, service),
        None => {}
    }
    let lost = SitePath::new(addresses::NOT_FOUND);
    match built.site().get(&lost).map(|entry| state.page(&snapshot, &lost, entry)) {
        Some(Page::Made(bytes) | Page::Kept(bytes)) => html("404 Not Found", &bytes, &snapshot, service),
        Some(Page::Broken(_)) | None => sorry("404 Not Found", "there is no such page"),
    }
}

/// The address of a folder without its slash.
fn moved(address: &SitePath) -> Whole {
    let mut moved = sorry("301 Moved Permanently", "this is a folder");
    // Writing to a string cannot fail.
    let _ = write!(moved.more, "Location: /{}/\r\n", encode_path(address.as_str()));
    moved
}

/// What an address means that begins with the path of `base_url`.
enum Below {
    /// That path itself, without a slash behind it.
    Top,
    /// A file of the handbook.
    File(SitePath),
}

fn below_base(built: &Built, address: &SitePath) -> Option<Below> {
    let url = &built.inputs.handbook.config.base_url.as_ref()?.value;
    let (_, path) = url.split_once("://")?.1.split_once('/')?;
    let base = percent_decode_str(path.trim_matches('/')).decode_utf8().ok().filter(|base| !base.is_empty())?;
    match address.as_str().strip_prefix(&*base)? {
        "" => Some(Below::Top),
        rest => Some(Below::File(SitePath::new(rest.strip_prefix('/')?))),
    }
}

/// What is at an address, made now.
fn drawn(address: &SitePath, entry: &Entry, question: &Question<'_>, snapshot: &Snapshot, service: &Service) -> Whole {
    let is_page = content_type::is_page(address.as_str());
    match service.state.page(snapshot, address, entry) {
        Page::Made(bytes) | Page::Kept(bytes) if is_page => html("200 OK", &bytes, snapshot, service),
        Page::Made(bytes) => file(address.as_str(), bytes, question.known),
        Page::Kept(bytes) => unkept("200 OK", content_type::of(address.as_str()), bytes),
        Page::Broken(problems) => broken(address, &problems, snapshot, service),
    }
}

/// A page with one script element more than a build writes.
fn html(status: &'static str, bytes: &[u8], snapshot: &Snapshot, service: &Service) -> Whole {
    const HEAD: &[u8] = b"<head>";
    let mut body = bytes.to_vec();
    if service.reload {
        // It stands first, so that it sees the page before any other script has touched it.
        let at = bytes.windows(HEAD.len()).position(|window| window == HEAD).map_or(0, |at| at + HEAD.len());
        let script = format!("<script src=\"{OWN}live.js\" defer data-id=\"{}\"></script>", snapshot.id);
        body.splice(at..at, script.into_bytes());
    }
    unkept(status, "text/html; charset=utf-8", Arc::new(body))
}

/// A page that could never be made says why, with or without a script, and what was written.
fn broken(address: &SitePath, problems: &[Problem], snapshot: &Snapshot, service: &Service) -> Whole {
    let all = if problems.is_empty() { service.state.whole() } else { problems.to_vec() };
    html("500 Internal Server Error", &unfinished::page(snapshot, address, &all), snapshot, service)
}

/// A file that a browser may keep, as long as it asks whether it is still the same.
fn file(path: &str, body: Arc<Vec<u8>>, known: Option<&str>) -> Whole {
    let tag = format!("\"{:016x}\"", rapidhash::v3::rapidhash_v3(&body));
    let more = format!("Cache-Control: no-cache\r\nETag: {tag}\r\n");
    let is_known = known
        .is_some_and(|known| known.split(',').any(|one| matches!(one.trim(), "*") || one.trim().trim_start_matches("W/") == tag));
    if is_known {
        return Whole { status: "304 Not Modified", content_type: content_type::of(path), more, body: Arc::default() };
    }
    Whole { status: "200 OK", content_type: content_type::of(path), more, body }
}

fn unkept(status: &'static str, content_type: &'static str, body: Arc<Vec<u8>>) -> Whole {
    Whole { status, content_type, more: "Cache-Control: no-store\r\n".into(), body }
}

/// One line, for whoever gets nothing else.
pub fn sorry(status: &'static str, body: &str) -> Whole {
    unkept(status, "text/plain; charset=utf-8", Arc::new(format!("{body}\n").into_bytes()))
}
