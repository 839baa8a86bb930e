//! A built handbook as a browser sees it: every address in it leads to a file, every place in a page is there.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::OnceLock,
};

use html5gum::{Token, Tokenizer};
use percent_encoding::percent_decode_str;
use readybook::pipeline::{self, Request};
use tempfile::TempDir;

use crate::{
    handbook::{files, repository},
    run::{finish, readybook},
};

pub type Files = BTreeMap<String, Vec<u8>>;

/// What is looked at of a page.
#[derive(Debug, Default)]
struct Page {
    /// The ids in order.
    ids: Vec<String>,
    /// Addresses in attributes.
    links: Vec<String>,
    /// Ids that attributes name.
    named: Vec<String>,
}

fn look(html: &[u8]) -> Page {
    let mut page = Page::default();
    for token in Tokenizer::new(html).flatten() {
        let Token::StartTag(tag) = token else { continue };
        for (name, value) in &tag.attributes {
            let value = String::from_utf8_lossy(&value.value).into_owned();
            match &***name {
                b"id" => page.ids.push(value),
                b"href" | b"src" | b"poster" | b"action" | b"cite" => page.links.push(value),
                b"content" => page.links.extend(value.split_once("url=").map(|(_, url)| url.to_owned())),
                b"aria-labelledby" | b"aria-describedby" | b"aria-controls" | b"for" | b"popovertarget" | b"headers" => {
                    page.named.extend(value.split_whitespace().map(str::to_owned));
                }
                _ => {}
            }
        }
    }
    page
}

/// The repository's own handbook, built once.
pub fn own() -> &'static Files {
    static OWN: OnceLock<Files> = OnceLock::new();
    OWN.get_or_init(|| {
        let folder = TempDir::new().expect("a temporary folder");
        let out = folder.path().join("out");
        let build = ["build", "--out", &out.to_string_lossy(), "--strict"];
        // Without paper nobody measures the budgets, and strictly seen that is wrong.
        let build = if cfg!(feature = "paper") { &build[..] } else { &build[..3] };
        finish(readybook(&repository(""), build), out.clone()).expect_ok().expect_mentions(&["0 errors"]);
        files(&out)
    })
}

/// The fixture with every format, built once.
fn all_formats() -> &'static Files {
    static ALL: OnceLock<Files> = OnceLock::new();
    ALL.get_or_init(|| {
        let folder = TempDir::new().expect("a temporary folder");
        let out = folder.path().join("out");
        let fixture = repository("tests/fixtures/all-formats/in");
        finish(readybook(&fixture, &["build", "--out", &out.to_string_lossy()]), out.clone()).expect_ok();
        files(&out)
    })
}

fn pages(files: &Files) -> BTreeMap<&str, Page> {
    files.iter().filter(|(path, _)| path.ends_with(".html")).map(|(path, html)| (path.as_str(), look(html))).collect()
}

/// Where a link in a page leads below the top of the output, with its anchor.
fn target(page: &str, link: &str, base: &str) -> Result<(String, Option<String>), String> {
    let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor)));
    let decode =
        |text: &str| percent_decode_str(text).decode_utf8().map(std::borrow::Cow::into_owned).map_err(|error| error.to_string());
    let anchor = anchor.map(decode).transpose()?;
    let path = decode(path)?;
    if path.is_empty() {
        return Ok((page.to_owned(), anchor));
    }
    if let Some(rooted) = path.strip_prefix(base).filter(|_| page == "404.html") {
        return Ok((rooted.to_owned(), anchor));
    }
    if path.starts_with('/') {
        return Err("it begins at the top of the server".into());
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop().ok_or("it leaves the output")?),
            part => parts.push(part),
        }
    }
    Ok((parts.join("/"), anchor))
}

fn is_outside(link: &str) -> bool {
    link.split_once(':').is_some_and(|(scheme, _)| scheme.chars().all(|c| c.is_ascii_alphabetic())) || link.starts_with("//")
}

/// Every address leads somewhere; `known` are those that settings hold as they are.
fn complaints(files: &Files, base: &str, known: &[&str]) -> Vec<String> {
    let pages = pages(files);
    let mut complaints = Vec::new();
    for (path, page) in &pages {
        for link in page.links.iter().filter(|link| !is_outside(link) && !known.contains(&link.as_str())) {
            let wrong = match target(path, link, base) {
                Err(wrong) => Some(wrong),
                Ok((to, _)) if !files.contains_key(&to) => Some(format!("there is no `{to}`")),
                // A part of a picture is named by its frame.
                Ok((to, Some(anchor))) if to.ends_with(".svg") && anchor.starts_with("svgView(") => None,
                Ok((to, Some(anchor))) if !anchor.is_empty() => {
                    let there = pages.get(to.as_str()).is_some_and(|page| page.ids.contains(&anchor));
                    (!there).then(|| format!("`{to}` has no id `{anchor}`"))
                }
                Ok(_) => None,
            };
            complaints.extend(wrong.map(|wrong| format!("{path}: {link}: {wrong}")));
        }
        for id in page.named.iter().filter(|id| !page.ids.contains(id)) {
            complaints.push(format!("{path}: an attribute names the id `{id}`, which is not there"));
        }
        let mut seen = BTreeSet::new();
        for id in page.ids.iter().filter(|id| !seen.insert(*id)) {
            complaints.push(format!("{path}: the id `{id}` is there twice"));
        }
    }
    complaints
}

#[track_caller]
fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "{} of them:\n{}", complaints.len(), complaints[..complaints.len().min(40)].join("\n"));
}

#[test]
fn the_repositorys_own_handbook_builds_without_a_warning_and_every_address_in_it_leads_somewhere() {
    assert!(own().len() > 80, "only {} files", own().len());
    none(&complaints(own(), "/", &[]));
}

#[test]
fn every_address_in_the_fixture_with_all_formats_leads_somewhere() {
    none(&complaints(all_formats(), "/below/", &["/imprint"]));
}

/// Tabs, bookmarks and search engines tell pages apart by these two.
#[test]
fn every_page_of_the_repositorys_own_handbook_has_a_title_of_its_own_and_a_description() {
    let mut titles: BTreeMap<String, &str> = BTreeMap::new();
    let mut wrong = Vec::new();
    // A page that only leads on to another one is called like that.
    let pages = own()
        .iter()
        .filter(|(path, html)| path.ends_with(".html") && !String::from_utf8_lossy(html).contains("http-equiv=\"refresh\""));
    for (path, html) in pages {
        let html = String::from_utf8_lossy(html);
        let title = html.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>")).map_or("", |(title, _)| title);
        if let Some(other) = titles.insert(title.to_owned(), path) {
            wrong.push(format!("{path} is called {title:?}, as {other} is"));
        }
        let is_described =
            html.split("<meta ").any(|tag| tag.contains("name=\"description\"") || tag.contains("name=description"));
        // A page that is not there has nothing to describe.
        if !is_described && path != "404.html" {
            wrong.push(format!("{path} has no description"));
        }
    }
    none(&wrong);
}

/// The anchors of the index are the ids of the pages; beside them a page has ids of the theme and of footnotes.
fn differences(folder: &Path, built: &Files) -> Vec<String> {
    let request = Request::of(folder.to_owned());
    let revision = pipeline::make(request).expect("a folder that can be read");
    let table = &revision.built().expect("a site").inputs.handbook.index.anchors;
    let mut differences = Vec::new();
    for (path, page) in pages(built) {
        let anchors =
            table.iter().find(|(address, _)| address.as_str() == path).map(|(_, anchors)| anchors.clone()).unwrap_or_default();
        let ids: BTreeSet<String> =
            page.ids.into_iter().filter(|id| !id.starts_with("rb-") && !id.starts_with("note-")).collect();
        differences.extend(anchors.difference(&ids).map(|id| format!("{path}: no element has the id `{id}`")));
        differences.extend(ids.difference(&anchors).map(|id| format!("{path}: the index does not know the id `{id}`")));
    }
    for (address, anchors) in
        table.iter().filter(|(address, anchors)| !built.contains_key(address.as_str()) && !anchors.is_empty())
    {
        differences.push(format!("{address}: there is no such page, and yet it has the anchors {anchors:?}"));
    }
    differences
}

#[test]
fn the_table_of_anchors_is_equal_to_the_ids_of_the_repositorys_own_handbook() {
    none(&differences(&repository(""), own()));
}

#[test]
fn the_table_of_anchors_is_equal_to_the_ids_of_the_fixture_with_all_formats() {
    none(&differences(&repository("tests/fixtures/all-formats/in"), all_formats()));
}

/// Elements in which no term of the glossary is marked.
const UNMARKED: &[&str] = &["h1", "h2", "h3", "h4", "h5", "h6", "a", "code", "pre", "title", "summary", "button"];

/// How many terms a page marks, and those that stand where none may.
fn marked_terms(html: &[u8]) -> (usize, Vec<String>) {
    let (mut open, mut count, mut wrong): (Vec<String>, usize, Vec<String>) = (Vec::new(), 0, Vec::new());
    for token in Tokenizer::new(html).flatten() {
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if tag
                    .attributes
                    .get(&b"class"[..])
                    .is_some_and(|class| class.value.split(|&byte| byte == b' ').any(|one| one == b"term"))
                {
                    count += 1;
                    wrong.extend(open.last().map(|around| {
                        format!("a term in <{around}>: {}", String::from_utf8_lossy(&tag.attributes[&b"href"[..]].value))
                    }));
                }
                if UNMARKED.contains(&&*name) {
                    open.push(name);
                }
            }
            Token::EndTag(tag) if open.last().is_some_and(|last| last.as_bytes() == &**tag.name) => drop(open.pop()),
            _ => {}
        }
    }
    (count, wrong)
}

#[test]
fn no_term_is_marked_in_a_heading_a_link_or_code() {
    let mut all = 0;
    let mut wrong = Vec::new();
    for (path, html) in own().iter().chain(all_formats()).filter(|(path, _)| path.ends_with(".html")) {
        let (count, found) = marked_terms(html);
        all += count;
        wrong.extend(found.into_iter().map(|found| format!("{path}: {found}")));
    }
    none(&wrong);
    assert!(all > 1000, "only {all} terms are marked");
    assert_eq!(marked_terms(b"<h3>x <a class=\"term\" href=\"#t\">t</a></h3>").1.len(), 1, "the look itself");
}

#[test]
fn no_page_holds_a_script_a_style_or_a_name_in_braces() {
    for (path, html) in own().iter().filter(|(path, _)| path.ends_with(".html")) {
        let text = String::from_utf8_lossy(html);
        for wrong in ["<style", " style=", "javascript:", " onclick="] {
            assert!(!text.contains(wrong), "`{wrong}` is in {path}");
        }
        // In code braces are only braces.
        let mut rest = &*text;
        let mut outside = String::new();
        while let Some((before, after)) = rest.split_once("<code") {
            outside.push_str(before);
            rest = after.split_once("</code>").map_or("", |(_, after)| after);
        }
        outside.push_str(rest);
        assert!(!outside.contains("{{") && !outside.contains("{%"), "braces are left in {path}");
    }
}

#[test]
fn no_output_tells_where_or_when_it_was_made() {
    let here = repository("").to_string_lossy().into_owned();
    for (path, bytes) in own() {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(&here) && !text.contains("/tmp/"), "{path} tells where it was made");
    }
}
