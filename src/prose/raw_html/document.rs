//! Scripts in static files that a browser opens as documents.
//!
//! A document beside the pages has their origin, so that a script in it reads and writes what they keep in the
//! reader's browser. An HTML file is read as HTML. An XML file is read as XML, which knows entities and style sheets that
//! make scripts, and as HTML as well: what a browser that takes it for the other would run is found too.

use std::ops::Range;

use quick_xml::{Reader, events::Event};

use super::tree::{TokenKind, read};
use crate::source::scheme;

/// A script, or what may become one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// Its byte range in the document.
    pub range: Range<usize>,
    /// What it is, in words for a finding, as in "`<script>`".
    pub what: String,
}

/// The scripts of a document in order, one for each start offset. `is_xml` says that its file extension is one of XML.
pub fn scripts(text: &str, is_xml: bool) -> Vec<Script> {
    let mut found = Vec::new();
    if let Some(at) = text.find('\u{1b}') {
        found.push((at..at + 1, "an escape character, which makes some browsers read letters as other ones".into()));
    }
    if is_xml {
        in_xml(text, &mut found);
    }
    in_html(text, &mut found);
    found.sort_by_key(|(range, _)| (range.start, range.end));
    found.dedup_by_key(|(range, _)| range.start);
    found.into_iter().map(|(range, what)| Script { range, what }).collect()
}

type Found = Vec<(Range<usize>, String)>;

fn in_html(text: &str, found: &mut Found) {
    let tree = read(text);
    for token in &tree.tokens {
        let TokenKind::Start(tag) = &token.kind else { continue };
        let attributes = tag.attributes.iter().map(|(name, value)| (name.as_str(), Some(value.as_str())));
        found.extend(of_tag(&tag.name, attributes).map(|what| (token.range.clone(), what)));
    }
    if tree.is_too_deep {
        let range = tree.tokens.last().map_or(0..0, |token| token.range.clone());
        found.push((range, "elements in each other, more deeply than can be looked through".into()));
    }
}

/// What makes a start tag a script, in words for a finding; `None` when nothing does.
fn of_tag<'a>(name: &str, attributes: impl Iterator<Item = (&'a str, Option<&'a str>)> + Clone) -> Option<String> {
    let local = |name: &'a str| name.rsplit(':').next().unwrap_or(name);
    let own = name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase();
    match own.as_str() {
        "script" => {
            // Data for programs, which no browser runs.
            let kinds = ["application/json", "application/ld+json"];
            let mut names = attributes.clone();
            let is_data =
                attributes.clone().any(|(name, value)| name == "type" && value.is_some_and(|value| kinds.contains(&value)));
            if !is_data || names.any(|(name, _)| matches!(local(name), "src" | "href")) {
                return Some("`<script>`".into());
            }
        }
        "applet" | "embed" | "handler" | "listener" | "object" => return Some(format!("`<{own}>`")),
        _ => {}
    }
    let is_refresh = |name: &str, value: Option<&str>| {
        name == "http-equiv" && value.is_some_and(|value| value.trim().eq_ignore_ascii_case("refresh"))
    };
    let refreshes = own == "meta" && attributes.clone().any(|(name, value)| is_refresh(&name.to_ascii_lowercase(), value));
    attributes.into_iter().find_map(|(name, value)| of_attribute(&own, &local(name).to_ascii_lowercase(), value, refreshes))
}

/// What makes an attribute a script, in words for a finding. A value with an entity of the document's own is `None`.
fn of_attribute(element: &str, name: &str, value: Option<&str>, refreshes: bool) -> Option<String> {
    if name.starts_with("on") && name.len() > 2 || name == "srcdoc" {
        return Some(format!("the attribute `{name}`"));
    }
    let Some(value) = value else { return Some(format!("the attribute `{name}` with an entity in it")) };
    let is_words = name.starts_with("aria-") || ["alt", "content", "label", "placeholder", "summary", "title"].contains(&name);
    if !is_words && value.split(';').any(is_script) {
        return Some(format!("a script in the attribute `{name}`"));
    }
    let is_document =
        |value: &str| scheme::scheme(value).as_deref() == Some("data") && (element == "use" || !scheme::may_be_shown(value));
    let leads = matches!(name, "action" | "data" | "formaction" | "href" | "src");
    if leads && is_document(value) {
        return Some(format!("a document in the attribute `{name}`"));
    }
    let lower = value.to_ascii_lowercase();
    match (element, name) {
        ("meta", "content") if refreshes => {
            let address =
                lower.split_once("url").map_or("", |(_, rest)| rest.trim_start_matches([' ', '\t', '\n', '=', '\'', '"']));
            if is_script(address) || is_document(address) {
                return Some("a page that is opened in its place".into());
            }
            None
        }
        ("meta", "content") => {
            let label = lower.find("charset=").map(|at| &lower[at + "charset=".len()..]);
            label.is_some_and(|label| !is_utf8(label)).then(|| OTHER_ENCODING.into())
        }
        ("meta", "charset") => (!is_utf8(value)).then(|| OTHER_ENCODING.into()),
        (_, "attributename") => lower.trim().starts_with("on").then(|| "an animation that changes what is run".into()),
        _ => None,
    }
}

/// The letters of a tag could hide in what another encoding reads as text.
const OTHER_ENCODING: &str = "another encoding than UTF-8";

fn is_script(value: &str) -> bool {
    matches!(scheme::scheme(value).as_deref(), Some("javascript" | "vbscript" | "livescript" | "mocha"))
}

fn is_utf8(label: &str) -> bool {
    let label = label.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';')).to_ascii_lowercase();
    matches!(label.as_str(), "utf-8" | "utf8" | "us-ascii" | "ascii")
}

fn in_xml(text: &str, found: &mut Found) {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    loop {
        let start = place(reader.buffer_position());
        let event = reader.read_event();
        let range = start..place(reader.buffer_position()).max(start);
        match event {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                let attributes: Vec<(String, Option<String>)> = tag
                    .attributes()
                    .with_checks(false)
                    .filter_map(Result::ok)
                    .map(|attribute| {
                        let name = attribute.key.as_ref().to_owned();
                        // An entity of the document's own could be anything; in the name of a name space it draws nothing.
                        let value =
                            attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned);
                        let is_name_space = name == "xmlns" || name.starts_with("xmlns:");
                        (name, if is_name_space { Some(value.unwrap_or_default()) } else { value })
                    })
                    .collect();
                let name = tag.name().as_ref().to_owned();
                let pairs = attributes.iter().map(|(name, value)| (name.as_str(), value.as_deref()));
                found.extend(of_tag(&name, pairs).map(|what| (range, what)));
            }
            Ok(Event::PI(instruction)) => {
                let text = instruction.to_string();
                let is_css = text.contains("\"text/css\"") || text.contains("'text/css'");
                if text.starts_with("xml-stylesheet") && !is_css {
                    found.push((range, "a style sheet that may make scripts".into()));
                }
            }
            Ok(Event::Decl(declaration)) => {
                let text = declaration.to_string().to_ascii_lowercase();
                let label = text.split_once("encoding").map(|(_, rest)| rest.trim_start().trim_start_matches('=').trim_start());
                let label = label.and_then(|rest| rest.get(1..)?.split(['"', '\'']).next().map(str::to_owned));
                if label.is_some_and(|label| !is_utf8(&label)) {
                    found.push((range, OTHER_ENCODING.into()));
                }
            }
            Ok(Event::DocType(doctype)) => {
                let text = doctype.to_string();
                found.extend(of_doctype(&text).map(|what| (range, what.to_owned())));
            }
            // Where it is broken a browser stops as well; what stands behind is read as HTML.
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// What a document type may hide, in words for a finding: entities with markup, and default attributes.
fn of_doctype(text: &str) -> Option<&'static str> {
    if text.contains("<!ATTLIST") {
        return Some("attributes that are given to elements in the document type");
    }
    let inside = text.split_once('[').map_or("", |(_, inside)| inside);
    let entities = inside.split("<!ENTITY").skip(1).map(|rest| rest.split('>').next().unwrap_or(rest));
    // One that stands in another file (`SYSTEM`) is fetched by no browser, and so stands for nothing.
    let is_markup = |entity: &str| entity.contains(['<', '&']) || entity.contains("javascript");
    (inside.contains('%') || entities.into_iter().any(is_markup)).then_some("an entity that may stand for markup")
}

fn place(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, is_xml: bool) -> Vec<(String, String)> {
        scripts(text, is_xml).into_iter().map(|script| (text[script.range].to_owned(), script.what)).collect()
    }

    fn one(text: &str, is_xml: bool, place: &str, what: &str) {
        assert_eq!(told(text, is_xml), [(place.to_owned(), what.to_owned())], "{text}");
    }

    #[test]
    fn scripts_of_html_are_found_where_they_stand() {
        one("<!DOCTYPE html><p>a</p><SCRIPT>1</SCRIPT>", false, "<SCRIPT>", "`<script>`");
        one("<body onload='x'>", false, "<body onload='x'>", "the attribute `onload`");
        one("<a href=' java\tscript:x'>", false, "<a href=' java\tscript:x'>", "a script in the attribute `href`");
        one("<iframe srcdoc='x'></iframe>", false, "<iframe srcdoc='x'>", "the attribute `srcdoc`");
        one("<a href='data:text/html,x'>", false, "<a href='data:text/html,x'>", "a document in the attribute `href`");
        let refresh = "<meta http-equiv=refresh content='0; url=javascript:x'>";
        one(refresh, false, refresh, "a page that is opened in its place");
        let refresh = "<meta http-equiv=refresh content='0; url=data:text/html,x'>";
        one(refresh, false, refresh, "a page that is opened in its place");
        one("<textarea><!-- </textarea><img src=x onerror=1> -->", false, "<img src=x onerror=1>", "the attribute `onerror`");
        one("<meta charset=iso-2022-jp>", false, "<meta charset=iso-2022-jp>", "another encoding than UTF-8");
        for fine in [
            "<!DOCTYPE html><meta charset='UTF-8'><style>p { color: red }</style><p class=x>on and off<a href='a.html#javascript:'>a</a>",
            "<script type='application/ld+json'>{}</script><img src='data:image/png;base64,AA'><p title='a; data: b'>",
            "<meta name=description content='Data: what we keep, and why; data for all'>",
        ] {
            assert_eq!(told(fine, false), [], "{fine}");
        }
    }

    #[test]
    fn scripts_of_drawings_are_found_where_they_stand() {
        let svg = |inside: &str| {
            format!("<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">{inside}</svg>")
        };
        one(&svg("<script>1</script>"), true, "<script>", "`<script>`");
        one(
            &svg("<x:script xmlns:x='http://www.w3.org/2000/svg'/>"),
            true,
            "<x:script xmlns:x='http://www.w3.org/2000/svg'/>",
            "`<script>`",
        );
        one(&svg("<rect onclick='x'/>"), true, "<rect onclick='x'/>", "the attribute `onclick`");
        one(
            &svg("<a xlink:href='java&#115;cript:x'/>"),
            true,
            "<a xlink:href='java&#115;cript:x'/>",
            "a script in the attribute `href`",
        );
        let animation = "<animate attributeName='href' values='#;javascript:x'/>";
        one(&svg(animation), true, animation, "a script in the attribute `values`");
        let used = "<use href='data:image/svg+xml,x#y'/>";
        one(&svg(used), true, used, "a document in the attribute `href`");
        one(&svg("<foreignObject><body onload='x'/></foreignObject>"), true, "<body onload='x'/>", "the attribute `onload`");
        one(
            &format!("<?xml-stylesheet type='text/xsl' href='x'?>{}", svg("")),
            true,
            "<?xml-stylesheet type='text/xsl' href='x'?>",
            "a style sheet that may make scripts",
        );
        let entity = "<!DOCTYPE svg [<!ENTITY x \"&#60;script/>\">]>";
        assert_eq!(
            told(&format!("{entity}{}", svg("&x;")), true).first().map(|found| found.1.as_str()),
            Some("an entity that may stand for markup")
        );
        let list = "<!DOCTYPE svg [<!ATTLIST svg onload CDATA 'x'>]>";
        assert!(!told(&format!("{list}{}", svg("")), true).is_empty());
        for fine in [
            svg(
                "<style>a { b: c }</style><a href='https://example.org/'><text>on</text></a><image href='data:image/png;base64,AA'/>",
            ),
            format!(
                "<?xml version='1.0' encoding='UTF-8'?><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'>{}",
                svg("<use href='#a'/>")
            ),
            format!("<!DOCTYPE svg [<!ENTITY ns_svg \"http://www.w3.org/2000/svg\">]><svg xmlns=\"&ns_svg;\">{}</svg>", ""),
        ] {
            assert_eq!(told(&fine, true), [], "{fine}");
        }
    }

    #[test]
    fn what_is_broken_is_looked_through_all_the_same() {
        assert!(!told("<svg><a b=c><rect onclick='x'/>", true).is_empty());
        assert!(!told("<svg>&nbsp;<script>1</script>", true).is_empty());
    }
}
