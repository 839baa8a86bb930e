//! A piece of HTML → the byte ranges of its links, images and ids. The one door to the tokenizer that knows the spans of
//! attributes.
//!
//! Whether they may stand there is for `validate.rs` to say, which also makes sure that the whole page is read as its pieces
//! are read here.

use std::ops::Range;

use html5gum::{DefaultEmitter, Error, Spanned, StartTag, Token, Tokenizer};

use crate::prose::{Mask, RawImage};

/// The links, images and ids of a piece of HTML, with byte ranges and offsets in it.
#[derive(Debug, Default)]
pub struct ScanResult {
    /// Attribute values that are URLs, by offset: the range, the value, and whether it is embedded (as `src`) or followed.
    pub links: Vec<(Range<usize>, String, bool)>,
    /// `<img>` tags: the offset at which attributes can be inserted, that of the value of `src`, and the attributes it has.
    pub images: Vec<(usize, usize, RawImage)>,
    /// Values of `id`, and of `name` on `<a>`.
    pub ids: Vec<(Range<usize>, String)>,
}

/// Scans a piece of HTML, which need not be complete. Empty values are left out.
pub fn scan(html: &str) -> ScanResult {
    let mut found = ScanResult::default();
    for tag in start_tags(html) {
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        if matches!(name.as_str(), "script" | "style" | "base" | "meta" | "iframe" | "object" | "embed") {
            // It is refused; what it leads to is no second mistake.
            continue;
        }
        let mut image = RawImage { link: 0, width: None, height: None, has_loading: false, has_decoding: false };
        let mut source = None;
        for (attribute, value) in &tag.attributes {
            let attribute = String::from_utf8_lossy(attribute).into_owned();
            let text = String::from_utf8_lossy(&value.value).into_owned();
            let range = value_range(html, value.span.start..value.span.end);
            if text.is_empty() {
                // It leads nowhere else, and stays as it is.
                continue;
            }
            match attribute.as_str() {
                "href" | "cite" => found.links.push((range, text, false)),
                "src" | "poster" => {
                    source = (attribute == "src").then_some(range.start).or(source);
                    found.links.push((range, text, true));
                }
                "srcset" => {
                    // Entities in it stand at other places than what they stand for; it is then one address, as it is.
                    if html.get(range.clone()) == Some(text.as_str()) {
                        let place = |found: Range<usize>| range.start + found.start..range.start + found.end;
                        let all = candidates(&text).into_iter();
                        found.links.extend(all.map(|found| (place(found.clone()), text[found].to_owned(), true)));
                    } else {
                        found.links.push((range, text, true));
                    }
                }
                // What is no number is left alone, and so is the other side.
                "width" => image.width = Some(text.trim().parse().unwrap_or(0)),
                "height" => image.height = Some(text.trim().parse().unwrap_or(0)),
                "loading" => image.has_loading = true,
                "decoding" => image.has_decoding = true,
                "id" => found.ids.push((range, text)),
                "name" if name == "a" => found.ids.push((range, text)),
                _ => {}
            }
        }
        if let Some(source) = source.filter(|_| name == "img") {
            found.images.push((tag.span.start + "<img".len(), source, image));
        }
    }
    found.links.sort_by_key(|link| link.0.start);
    found
}

/// A start tag as it is written: its name and its attributes.
pub type Written = (String, Vec<(String, String)>);

/// The start tags of a piece: their names, and their attributes in the order of the alphabet.
pub fn tags(html: &str) -> Vec<Written> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let read = |tag: StartTag<usize>| {
        let attributes = tag.attributes.iter().map(|(name, value)| (text(name), text(&value.value))).collect();
        (text(&tag.name), attributes)
    };
    start_tags(html).map(read).collect()
}

/// The byte range of an attribute in a tag: of its value, or of its name if it has none.
pub fn attribute(tag: &str, name: &str) -> Option<Range<usize>> {
    let found = start_tags(tag).next()?;
    let (_, value) = found.attributes.iter().find(|(own, _)| own.as_slice() == name.as_bytes())?;
    let range = value_range(tag, value.span.start..value.span.end);
    if range.is_empty() { Some(value.span.start..value.span.start + name.len()) } else { Some(range) }
}

/// The attributes of a tag whose name stands before them in it: the name in small letters, and the byte range of the whole attribute.
pub fn repeated_attributes(tag: &str) -> Vec<(String, Range<usize>)> {
    let repeated = tokens(tag).filter_map(|token| match token {
        Token::Error(Spanned { value: Error::DuplicateAttribute, span }) => Some(span.start),
        _ => None,
    });
    let whole = |start: usize| {
        let name_end = name_end(tag, start)?;
        Some((tag[start..name_end].to_ascii_lowercase(), start..value_end(tag, name_end)))
    };
    repeated.filter_map(whole).collect()
}

/// The byte range of a whole attribute in a tag, with its name and its quotes.
pub fn whole_attribute(tag: &str, name: &str) -> Option<Range<usize>> {
    let found = start_tags(tag).next()?;
    let (_, value) = found.attributes.iter().find(|(own, _)| own.as_slice() == name.as_bytes())?;
    let start = value.span.start;
    Some(start..value_end(tag, start + name.len()))
}

/// Where the name of an attribute ends that begins at `start`. An equals sign may be its first character.
fn name_end(tag: &str, start: usize) -> Option<usize> {
    let first = tag.get(start..)?.chars().next()?.len_utf8();
    let is_end = |c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/');
    Some(tag[start + first..].find(is_end).map_or(tag.len(), |length| start + first + length))
}

/// Where an attribute ends whose name ends at `name_end`: there, or behind its value.
fn value_end(tag: &str, name_end: usize) -> usize {
    let value = tag.get(name_end..).and_then(|rest| rest.trim_ascii_start().strip_prefix('='));
    let Some(value) = value.map(str::trim_ascii_start) else { return name_end };
    let length = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value[1..].find(quote).map_or(value.len(), |end| end + 2),
        _ => value.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(value.len()),
    };
    tag.len() - value.len() + length
}

/// What is drawn in the place of links that lead nowhere, by the byte offsets of their values in a piece, in order: of a link its text, of a
/// picture its words. What is returned is in order too.
pub fn without_links(html: &str, dead: &[usize]) -> Vec<(Range<usize>, Mask)> {
    let is_dead = |found: &Range<usize>| {
        let first = dead.partition_point(|at| *at < found.start);
        dead.get(first).is_some_and(|at| found.contains(at))
    };
    let mut masks = Vec::new();
    for tag in start_tags(html) {
        let whole = tag.span.start..tag.span.end;
        if !is_dead(&whole) {
            continue;
        }
        let written = &html[whole.clone()];
        let inside = |found: Range<usize>| whole.start + found.start..whole.start + found.end;
        let names = tag.attributes.keys().map(|name| String::from_utf8_lossy(name));
        let attributes: Vec<(String, Range<usize>)> = names
            .filter_map(|name| Some((name.to_string(), inside(whole_attribute(written, &name)?))))
            .filter(|(_, range)| is_dead(range))
            .collect();
        let has_no_source = attributes.iter().any(|(name, _)| name == "src");
        match tag.name.as_slice() {
            b"img" if has_no_source => {
                let has_words = tag.attributes.get(b"alt".as_slice()).is_some_and(|words| !words.value.is_empty());
                let words = attribute(written, "alt").filter(|_| has_words).map_or(whole.start..whole.start, inside);
                masks.push((whole.start..words.start, Mask::Nothing));
                masks.push((words.clone(), Mask::Value));
                masks.push((words.end..whole.end, Mask::Nothing));
            }
            b"source" | b"track" => masks.push((whole, Mask::Nothing)),
            _ => masks.extend(attributes.into_iter().map(|(_, range)| (with_blanks(html, range), Mask::Nothing))),
        }
    }
    masks.retain(|(range, _)| !range.is_empty());
    masks.sort_by_key(|(range, _)| range.start);
    masks
}

/// The range of an attribute with the blanks before it, if it needs none behind it.
fn with_blanks(html: &str, range: Range<usize>) -> Range<usize> {
    let is_parted = html[range.end..].starts_with(|c: char| c.is_ascii_whitespace() || c == '>');
    let start = if is_parted { html[..range.start].trim_ascii_end().len() } else { range.start };
    start..range.end
}

/// A tag or a text, as a browser reads it: names in small letters, character references resolved.
#[derive(Debug, PartialEq, Eq)]
pub enum HtmlToken {
    /// A start tag, with its attributes.
    Start(String, Vec<(String, String)>),
    /// An end tag.
    End(String),
    /// A text.
    Text(String),
}

/// The tags and texts of a piece, in order.
pub fn html_tokens(html: &str) -> Vec<HtmlToken> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let read = |token: Token<usize>| match token {
        Token::StartTag(tag) => {
            let attributes = tag.attributes.iter().map(|(name, value)| (text(name), text(&value.value))).collect();
            Some(HtmlToken::Start(text(&tag.name), attributes))
        }
        Token::EndTag(tag) => Some(HtmlToken::End(text(&tag.name))),
        Token::String(written) => Some(HtmlToken::Text(text(&written.value))),
        _ => None,
    };
    tokens(html).filter_map(read).collect()
}

/// The elements in which a text is no prose: nothing in it becomes a link.
const VERBATIM: [&str; 8] = ["a", "button", "code", "kbd", "pre", "samp", "tt", "var"];

/// How many elements of each name of [`VERBATIM`] are open in raw HTML.
#[derive(Debug, Clone, Copy, Default)]
pub struct OpenVerbatim([usize; VERBATIM.len()]);

impl OpenVerbatim {
    /// Goes through a part of HTML; an end tag without a beginning changes nothing.
    pub fn read(&mut self, html: &str) {
        for (at, _) in html.match_indices('<') {
            let rest = &html[at + 1..];
            let is_end = rest.starts_with('/');
            let rest = rest.strip_prefix('/').unwrap_or(rest);
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
            let Some(index) = VERBATIM.iter().position(|name| name.eq_ignore_ascii_case(&rest[..end])) else { continue };
            self.0[index] = if is_end { self.0[index].saturating_sub(1) } else { self.0[index] + 1 };
        }
    }

    /// Whether one is open.
    pub fn any(&self) -> bool {
        self.0.iter().any(|&open| open > 0)
    }
}

/// The byte offsets of `{{` in a piece that are read as the beginning of a name: not in comments, and not in code.
pub fn braces(html: &str) -> Vec<usize> {
    let mut found = Vec::new();
    let (mut at, mut in_code) = (0, 0_usize);
    while let Some(next) = html[at..].find(['<', '{']) {
        at += next;
        let rest = &html[at..];
        let is = |tag: &str| rest.get(..tag.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(tag));
        if rest.starts_with("<!--") {
            at += rest.find("-->").unwrap_or(rest.len() - 1);
        } else if is("<code") || is("<pre") {
            in_code += 1;
        } else if is("</code") || is("</pre") {
            in_code = in_code.saturating_sub(1);
        } else if rest.starts_with("{{") && in_code == 0 {
            found.push(at);
            at += 1;
        }
        at += 1;
    }
    found
}

fn start_tags(html: &str) -> impl Iterator<Item = StartTag<usize>> {
    // The piece may end inside a tag, which is for `validate.rs` to tell.
    tokens(html).filter_map(|token| match token {
        Token::StartTag(tag) => Some(tag),
        _ => None,
    })
}

/// The tokens of a piece, mistakes among them. What stands in a script is read as HTML too.
fn tokens(html: &str) -> impl Iterator<Item = Token<usize>> {
    let mut emitter = DefaultEmitter::new_with_span();
    emitter.naively_switch_states(false);
    Tokenizer::new_with_emitter(html, emitter).flatten()
}

/// The byte ranges of the URLs in a `srcset`, split as the HTML Standard says, without their descriptors.
fn candidates(set: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let rest = &set[at..];
        at += rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',').len();
        if at == set.len() {
            return found;
        }
        let length = set[at..].find(|c: char| c.is_ascii_whitespace()).unwrap_or(set.len() - at);
        let address = set[at..at + length].trim_end_matches(',');
        found.push(at..at + address.len());
        let has_comma = address.len() < length;
        at += length;
        if !has_comma {
            // What it is for may hold commas in brackets.
            let mut depth = 0_usize;
            let end = set[at..].find(|c: char| {
                match c {
                    '(' => depth += 1,
                    ')' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                c == ',' && depth == 0
            });
            at += end.unwrap_or(set.len() - at);
        }
    }
}

/// The crate's span covers `name="value"`; this is the value in it, without its quotes.
fn value_range(html: &str, attribute: Range<usize>) -> Range<usize> {
    let Some(equals) = html[attribute.clone()].find('=') else { return attribute };
    let rest = &html[attribute.start + equals + 1..attribute.end];
    let start = attribute.end - rest.trim_start().len();
    let value = &html[start..attribute.end];
    let length = |value: &str, end: &dyn Fn(char) -> bool| value.find(end).unwrap_or(value.len());
    if let Some(quote @ ('"' | '\'')) = value.chars().next() {
        return start + 1..start + 1 + length(&value[1..], &|c| c == quote);
    }
    // Without quotes the crate's span takes the end of the tag as well.
    start..start + length(value, &|c| c.is_whitespace() || c == '>')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_say_what_they_lack() {
        let html = "<p><img width=60 src=p.png></p>";
        let found = scan(html);
        assert_eq!(&html[found.links[0].0.clone()], "p.png");
        let image = RawImage { link: 0, width: Some(60), height: None, has_loading: false, has_decoding: false };
        assert_eq!(found.images, [("<p><img".len(), found.links[0].0.start, image)]);
    }

    #[test]
    fn each_address_of_a_set_is_found() {
        let html = r#"<source srcset="a.png, b,c.png 2x,d.png (x,y), e.png"><img src=f.png>"#;
        let found = scan(html);
        let links: Vec<_> = found.links.iter().map(|link| (&html[link.0.clone()], link.1.as_str())).collect();
        assert_eq!(
            links,
            [("a.png", "a.png"), ("b,c.png", "b,c.png"), ("d.png", "d.png"), ("e.png", "e.png"), ("f.png", "f.png")]
        );
        assert_eq!(scan("<img srcset='a&amp;b.png 2x'>").links[0].1, "a&b.png 2x");
    }

    #[test]
    fn an_attribute_is_found_in_its_tag() {
        let tag = "<b title='x' onclick = \"y()\" open>";
        assert_eq!(attribute(tag, "onclick").map(|range| &tag[range]), Some("y()"));
        assert_eq!(attribute(tag, "open").map(|range| &tag[range]), Some("open"));
        assert_eq!(attribute(tag, "id"), None);
        let whole = |tag: &'static str, name| whole_attribute(tag, name).map(|range| &tag[range]);
        assert_eq!(whole(tag, "onclick"), Some("onclick = \"y()\""));
        assert_eq!(whole(tag, "title"), Some("title='x'"));
        assert_eq!(whole(tag, "open"), Some("open"));
        assert_eq!(whole("<b a=1>", "a"), Some("a=1"));
        assert_eq!(whole("<b a=\"\" c>", "a"), Some("a=\"\""));
        assert_eq!(whole("<b a=1/>", "a"), Some("a=1/"));
    }

    #[test]
    fn links_ids_and_refused_things_are_found_where_they_stand() {
        let html = r#"<p id="x"><a href="../a.md#b">t</a><img src='p.png' alt="">"#;
        let found = scan(html);
        assert_eq!(found.links.iter().map(|link| &html[link.0.clone()]).collect::<Vec<_>>(), ["../a.md#b", "p.png"]);
        assert_eq!(&html[found.ids[0].0.clone()], "x");
    }
}
