//! Routes a request and makes its response, from one snapshot.

use std::{fmt::Write as _, sync::Arc};

use percent_encoding::percent_decode_str;

#[cfg(feature = "paper")]
use super::paper;
use super::{
    client, error_page,
    host_guard::{self, AllowedHosts},
    problems::Problem,
    snapshot::Snapshot,
    store::{Page, SnapshotStore},
};
use crate::{
    output::addresses,
    pipeline::Built,
    site::LazyFile,
    source::{SitePath, encode_path, media_type},
};

/// URL path prefix of the preview's own files and API.
const OWN: &str = "/__readybook/";

/// An HTTP request, as far as an answer depends on it.
pub struct HttpRequest<'a> {
    /// The method, as in `GET`; upper case.
    pub method: &'a str,
    /// The request target as it was sent: percent-encoded path and query.
    pub url: &'a str,
    /// The `Host` header, if there is one.
    pub host: Option<&'a str>,
    /// The `If-None-Match` header: an `ETag` that the browser has, if any.
    pub if_none_match: Option<&'a str>,
}

/// Shared state of all requests.
pub struct ServerContext {
    /// The store of snapshots.
    pub store: SnapshotStore,
    /// Which `Host` headers are answered; all others get 403.
    pub allowed_hosts: AllowedHosts,
    /// Whether pages get the script for live reload.
    pub reload: bool,
}

/// An outcome of the first checks of a request, which needs no snapshot.
pub enum Reply {
    /// A rejection: 403 or 405.
    Response(Response),
    /// The connection becomes a stream of server-sent events.
    Events,
}

/// An HTTP/1.1 response, before it is written.
pub struct Response {
    status: &'static str,
    content_type: &'static str,
    /// Further header lines, each with its CRLF.
    more: String,
    body: Arc<Vec<u8>>,
}

impl Response {
    /// Status line and headers in HTTP/1.1 wire format, with the empty line at the end.
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

    /// The body as bytes; empty for 304.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

/// The response head of a stream of server-sent events.
pub const EVENTS_HEAD: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n\
                               X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n";

/// 405 for methods other than GET and HEAD, 403 for foreign hosts, the event stream for its URL; `None` for everything else.
pub fn early_reply(request: &HttpRequest<'_>, context: &ServerContext) -> Option<Reply> {
    if !matches!(request.method, "GET" | "HEAD") {
        let mut refused = plain_response("405 Method Not Allowed", "only GET and HEAD are answered");
        refused.more.push_str("Allow: GET, HEAD\r\n");
        return Some(Reply::Response(refused));
    }
    if !request.host.is_some_and(|host| context.allowed_hosts.allows(host)) {
        return Some(Reply::Response(plain_response("403 Forbidden", "this server answers to its own address only")));
    }
    let path = request.url.strip_prefix(OWN).map(|own| own.split(['?', '#']).next().unwrap_or(own));
    let is_listening = path == Some("events") && context.reload && request.method == "GET";
    is_listening.then_some(Reply::Events)
}

/// The response to any request but the event stream, made from one snapshot.
pub fn respond(request: &HttpRequest<'_>, context: &ServerContext) -> Response {
    // The backend has an address of its own, so whoever finds it is asked the same.
    match early_reply(request, context) {
        Some(Reply::Response(refused)) => return refused,
        Some(Reply::Events) => return plain_response("404 Not Found", "there is no such file"),
        None => {}
    }
    let _in_flight = context.store.in_flight();
    if let Some(own) = request.url.strip_prefix(OWN) {
        return preview_response(own, request, context);
    }
    let Some(address) = host_guard::site_path(request.url) else {
        return plain_response("400 Bad Request", "this is not the address of a page");
    };
    page(&address, request, context)
}

/// The response to a request below `/__readybook/`, `own` being the rest of the target: client scripts and styles, `words.json`,
/// sheets, and `before/` with files of the snapshot before.
fn preview_response(own: &str, request: &HttpRequest<'_>, context: &ServerContext) -> Response {
    let path = own.split(['?', '#']).next().unwrap_or(own);
    if path == "words.json" {
        let words = serde_json::to_vec(&context.store.words()).unwrap_or_default();
        return no_store("200 OK", "application/json", Arc::new(words));
    }
    #[cfg(feature = "paper")]
    if let Some(answer) = sheet_response(own, context) {
        return answer;
    }
    if let Some(address) = path.strip_prefix("before/").and_then(|path| host_guard::site_path(&format!("/{path}"))) {
        let found = context.store.earlier(&address);
        return match found {
            Some(body) => no_store("200 OK", media_type::of(address.as_str()), Arc::new(body)),
            None => plain_response("404 Not Found", "there was no such page"),
        };
    }
    match client::file(path) {
        Some(bytes) => file(path, Arc::new(bytes.to_vec()), request.if_none_match),
        None => plain_response("404 Not Found", "there is no such file"),
    }
}

/// `sheets/{site path}`: all sheets as JSON, those of that page first. `sheet/{id}` or `sheet/{id}/{paper}`: a layout as JSON.
/// `leaf/{id}/{paper}/{number}`: one page as SVG. `None` for another path, or without a site.
#[cfg(feature = "paper")]
fn sheet_response(own: &str, context: &ServerContext) -> Option<Response> {
    let path = host_guard::site_path(&format!("/{own}"))?;
    let json = |body: Vec<u8>| no_store("200 OK", "application/json", Arc::new(body));
    if let Some(address) = path.as_str().strip_prefix("sheets/") {
        let built = Arc::clone(context.store.current().built()?);
        return Some(json(paper::list(&built, &SitePath::new(address))));
    }
    if let Some(leaf) = path.as_str().strip_prefix("leaf/") {
        let built = Arc::clone(context.store.current().built()?);
        let rendered_response = paper::page_image(&built, leaf).map(|body| no_store("200 OK", "image/svg+xml", Arc::new(body)));
        return Some(rendered_response.unwrap_or_else(|| plain_response("404 Not Found", "there is no such page")));
    }
    let id = path.as_str().strip_prefix("sheet/")?;
    let page = addresses::sheet(id.split('/').next().unwrap_or(id));
    let built = Arc::clone(context.store.up_to_date(&page).built()?);
    Some(paper::show(&built, id).map_or_else(|| plain_response("404 Not Found", "this sheet cannot be laid out"), json))
}

fn page(address: &SitePath, request: &HttpRequest<'_>, context: &ServerContext) -> Response {
    let store = &context.store;
    let snapshot = store.up_to_date(address);
    let Some(built) = snapshot.built() else {
        return broken(address, &[], &snapshot, context);
    };
    // A page that was just written must not wait for the list of all others.
    if let Some(entry) = built.page(address) {
        return rendered_response(address, &entry, request, &snapshot, context);
    }
    if let Some(entry) = built.site().get(address) {
        return rendered_response(address, entry, request, &snapshot, context);
    }
    let folder = SitePath::new(&format!("{address}/index.html"));
    if built.site().get(&folder).is_some() {
        return moved(address);
    }
    if let Some(bytes) = Some(address).filter(|at| at.as_str().starts_with("assets/")).and_then(|at| store.earlier_asset(at)) {
        return no_store("200 OK", media_type::of(address.as_str()), Arc::new(bytes));
    }
    if error_page::has_text(&snapshot, address) {
        return broken(address, &[], &snapshot, context);
    }
    #[cfg(not(feature = "paper"))]
    if address.as_str().starts_with("sheets/") {
        return plain_response("404 Not Found", crate::pipeline::WITHOUT_PAPER);
    }
    // The page for lost readers names addresses as they will be where the handbook is published.
    match below_base(built, address) {
        Some(Below::Top) => return moved(address),
        Some(Below::File(inner)) => return page(&inner, request, context),
        None => {}
    }
    let lost = SitePath::new(addresses::NOT_FOUND);
    match built.site().get(&lost).map(|entry| store.page(&snapshot, &lost, entry)) {
        Some(Page::Made(bytes) | Page::LastGood(bytes)) => html("404 Not Found", &bytes, &snapshot, context),
        Some(Page::Broken(_)) | None => plain_response("404 Not Found", "there is no such page"),
    }
}

/// 301 from the address of a folder to the same with a trailing slash.
fn moved(address: &SitePath) -> Response {
    let mut moved = plain_response("301 Moved Permanently", "this is a folder");
    // Writing to a string cannot fail.
    let _ = write!(moved.more, "Location: /{}/\r\n", encode_path(address.as_str()));
    moved
}

/// A request path that begins with the path of `base_url`.
enum Below {
    /// That path itself, without a trailing slash.
    Top,
    /// The site path behind it.
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

/// Renders a file of the site: pages as `no-store` HTML, all else with an `ETag`. If that fails the last good version, else 500.
fn rendered_response(
    address: &SitePath,
    entry: &LazyFile,
    request: &HttpRequest<'_>,
    snapshot: &Snapshot,
    context: &ServerContext,
) -> Response {
    let is_page = media_type::is_page(address.as_str());
    match context.store.page(snapshot, address, entry) {
        Page::Made(bytes) | Page::LastGood(bytes) if is_page => html("200 OK", &bytes, snapshot, context),
        Page::Made(bytes) => file(address.as_str(), bytes, request.if_none_match),
        Page::LastGood(bytes) => no_store("200 OK", media_type::of(address.as_str()), bytes),
        Page::Broken(problems) => broken(address, &problems, snapshot, context),
    }
}

/// An HTML response with the live-reload script inserted behind `<head>`, if reload is on; `Cache-Control: no-store`.
fn html(status: &'static str, bytes: &[u8], snapshot: &Snapshot, context: &ServerContext) -> Response {
    const HEAD: &[u8] = b"<head>";
    let mut body = bytes.to_vec();
    if context.reload {
        // It stands first, so that it sees the page before any other script has touched it.
        let at = bytes.windows(HEAD.len()).position(|window| window == HEAD).map_or(0, |at| at + HEAD.len());
        let script = format!("<script src=\"{OWN}live.js\" defer data-id=\"{}\"></script>", snapshot.id);
        body.splice(at..at, script.into_bytes());
    }
    no_store(status, "text/html; charset=utf-8", Arc::new(body))
}

/// 500 with the error page: these problems, or all of the handbook if there are none.
fn broken(address: &SitePath, problems: &[Problem], snapshot: &Snapshot, context: &ServerContext) -> Response {
    let all = if problems.is_empty() { context.store.all_problems() } else { problems.to_vec() };
    html("500 Internal Server Error", &error_page::page(snapshot, address, &all), snapshot, context)
}

/// A file with an `ETag` (hash of its bytes) and `Cache-Control: no-cache`; 304 when `If-None-Match` has it (RFC 9110).
fn file(path: &str, body: Arc<Vec<u8>>, if_none_match: Option<&str>) -> Response {
    let tag = format!("\"{:016x}\"", rapidhash::v3::rapidhash_v3(&body));
    let more = format!("Cache-Control: no-cache\r\nETag: {tag}\r\n");
    let is_known = if_none_match.is_some_and(|if_none_match| {
        if_none_match.split(',').any(|one| matches!(one.trim(), "*") || one.trim().trim_start_matches("W/") == tag)
    });
    if is_known {
        return Response { status: "304 Not Modified", content_type: media_type::of(path), more, body: Arc::default() };
    }
    Response { status: "200 OK", content_type: media_type::of(path), more, body }
}

fn no_store(status: &'static str, content_type: &'static str, body: Arc<Vec<u8>>) -> Response {
    Response { status, content_type, more: "Cache-Control: no-store\r\n".into(), body }
}

/// A response with one line of plain text, `Cache-Control: no-store`. `status` is code and reason, as in `404 Not Found`.
pub fn plain_response(status: &'static str, body: &str) -> Response {
    no_store(status, "text/plain; charset=utf-8", Arc::new(format!("{body}\n").into_bytes()))
}
