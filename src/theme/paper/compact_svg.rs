//! Typst's SVG in fewer bytes, drawn the same: a letter is a reference of about a hundred bytes there, and a sheet has thousands.
//!
//! What an attribute says is left out where it is what SVG takes for granted, symbols are paths with short names, and lengths a
//! hundredth of a point.

use std::collections::HashMap;

use quick_xml::{
    Reader, Writer, XmlVersion,
    events::{BytesStart, Event, attributes::Attribute},
};

/// The decimals of a place in points: a 7,200th of an inch, more than any screen or printer shows.
const PLACE: usize = 2;

/// Those of an outline, whose steps are added to one another.
const OUTLINE: usize = 3;

/// What an attribute is where it is not written (SVG 2, the properties' initial values). Typst writes these on shapes, never on groups.
const INITIAL: [(&str, &str); 4] =
    [("fill-rule", "nonzero"), ("stroke-linecap", "butt"), ("stroke-linejoin", "miter"), ("stroke-miterlimit", "4")];

/// A symbol: the outline of a letter, or a picture of one.
struct Symbol {
    /// Its short name.
    name: String,
    /// Whether it is one path and nothing else, which needs no symbol around it.
    is_path: bool,
}

/// The same SVG in fewer bytes; `None` when it is not well-formed.
pub fn compact(svg: &str) -> Option<String> {
    let symbols = symbols(svg);
    let mut writer = Writer::new(Vec::with_capacity(svg.len() / 3));
    let mut reader = Reader::from_str(svg);
    // The short name of the symbol that is one path, while inside of it.
    let mut around: Option<&str> = None;
    loop {
        let event = match reader.read_event().ok()? {
            Event::Eof => return String::from_utf8(writer.into_inner()).ok(),
            Event::Start(element) if element.name().as_ref() == "symbol" => {
                around =
                    id(&element).and_then(|id| symbols.get(&*id)).filter(|symbol| symbol.is_path).map(|symbol| &*symbol.name);
                if around.is_some() {
                    continue;
                }
                Event::Start(shortened(&element, &symbols)?)
            }
            Event::End(element) if element.name().as_ref() == "symbol" && around.take().is_some() => continue,
            Event::Start(element) => Event::Start(shortened(&element, &symbols)?),
            Event::Empty(element) => Event::Empty(match around {
                Some(name) => outline(&element, name)?,
                None => shortened(&element, &symbols)?,
            }),
            other => other,
        };
        writer.write_event(event).ok()?;
    }
}

fn id(element: &BytesStart<'_>) -> Option<String> {
    let id = element.attributes().flatten().find(|attribute| attribute.key.as_ref() == "id")?;
    Some(id.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

/// All symbols by their ids.
fn symbols(svg: &str) -> HashMap<&str, Symbol> {
    let found = svg.split("<symbol id=\"").skip(1).filter_map(|rest| rest.split_once('"'));
    let found = found.enumerate().map(|(number, (id, rest))| {
        let path = rest.strip_prefix(" overflow=\"visible\"><path d=\"").and_then(|rest| rest.split_once('"'));
        (id, Symbol { name: format!("s{number}"), is_path: path.is_some_and(|(_, rest)| rest.starts_with("/></symbol>")) })
    });
    found.collect()
}

/// The path of a letter, by the name of the symbol around it; `None` when it is malformed.
fn outline(path: &BytesStart<'_>, name: &str) -> Option<BytesStart<'static>> {
    let mut short = BytesStart::new("path");
    short.push_attribute(("id", name));
    for attribute in path.attributes() {
        let attribute = attribute.ok()?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
        // What begins at the origin begins there anyway.
        let value = value.strip_prefix("M 0 0m").map_or(value.to_string(), |rest| format!("m{rest}"));
        short.push_attribute((attribute.key.as_ref(), rounded(value.trim_end(), OUTLINE).as_str()));
    }
    Some(short)
}

/// An element without what goes without saying; `None` when it is malformed.
fn shortened(element: &BytesStart<'_>, symbols: &HashMap<&str, Symbol>) -> Option<BytesStart<'static>> {
    let name = element.name();
    let mut short = BytesStart::new(name.as_ref().to_owned());
    for attribute in element.attributes() {
        let attribute: Attribute<'_> = attribute.ok()?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned();
        let key = attribute.key.as_ref();
        match (name.as_ref(), key) {
            _ if INITIAL.contains(&(key, value.as_str())) => {}
            ("use" | "path", "fill") if value == "#000000" => {}
            ("use", "x" | "y") if value == "0" => {}
            ("use", "xlink:href") => match value.strip_prefix('#').and_then(|id| symbols.get(id)) {
                Some(symbol) => short.push_attribute(("href", format!("#{}", symbol.name).as_str())),
                None => short.push_attribute((key, value.as_str())),
            },
            ("symbol", "id") => {
                short.push_attribute((key, symbols.get(value.as_str()).map_or(&*value, |symbol| &symbol.name)));
            }
            (_, "x" | "y" | "d") => short.push_attribute((key, rounded(&value, PLACE).as_str())),
            // A scale needs all its decimals.
            (_, "transform")
                if ["translate(", "matrix(1 0 0 1 ", "matrix(1 0 0 -1 "].iter().any(|shift| value.starts_with(shift)) =>
            {
                short.push_attribute((key, rounded(&value, PLACE).as_str()));
            }
            _ => short.push_attribute((key, value.as_str())),
        }
    }
    Some(short)
}

/// A text with each of its numbers rounded to so many decimals.
fn rounded(text: &str, decimals: usize) -> String {
    let mut out = String::with_capacity(text.len() / 2);
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit() || c == '-') {
        // Behind the letter of a step no space is needed.
        let before = &rest[..start];
        let letter = before.strip_suffix(' ').filter(|before| before.ends_with(|c: char| c.is_ascii_lowercase()));
        out.push_str(letter.unwrap_or(before));
        let number = &rest[start..];
        let end = number[1..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(number.len(), |end| end + 1);
        let (number, behind) = number.split_at(end);
        out.push_str(&short_number(number, decimals).unwrap_or_else(|| number.to_owned()));
        rest = behind;
    }
    out + rest
}

/// With three decimals: `12.3456789` → `12.346`, `-0.0001` → `0`.
fn short_number(number: &str, decimals: usize) -> Option<String> {
    let (_, written) = number.split_once('.')?;
    if written.len() <= decimals {
        return None;
    }
    let rounded = format!("{:.decimals$}", number.parse::<f64>().ok()?);
    let short = rounded.trim_end_matches('0').trim_end_matches('.');
    Some(if short == "-0" { "0" } else { short }.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_without_saying_goes_and_what_is_drawn_stays() {
        let svg = "<svg xmlns:xlink=\"x\"><g transform=\"matrix(1 0 0 -1 0 13.818181818)\">\
                   <use xlink:href=\"#gA1\" x=\"0\" y=\"0\" fill=\"#000000\" fill-rule=\"nonzero\"/>\
                   <use xlink:href=\"#gA1\" x=\"14.344460227\" y=\"0\" fill=\"#525252\" fill-rule=\"nonzero\"/>\
                   <use xlink:href=\"#else\"/></g>\
                   <path fill=\"none\" stroke=\"#bfbfbf\" stroke-linecap=\"butt\" stroke-miterlimit=\"4\" transform=\"matrix(0.0123456 0 0 1 0 0)\" \
                   d=\"M 0 0h -505.066929134v -0.0001\"/>\
                   <a href=\"https://example.org/?a=1.23456&amp;b\">&lt;</a>\
                   <defs><symbol id=\"gA1\" overflow=\"visible\"><path d=\"M 0 0m 10.620028409 9.405539773Z \"/></symbol>\
                   <symbol id=\"gB2\" overflow=\"visible\"><g/></symbol></defs></svg>";
        let short = "<svg xmlns:xlink=\"x\"><g transform=\"matrix(1 0 0 -1 0 13.82)\">\
                     <use href=\"#s0\"/><use href=\"#s0\" x=\"14.34\" fill=\"#525252\"/><use xlink:href=\"#else\"/></g>\
                     <path fill=\"none\" stroke=\"#bfbfbf\" transform=\"matrix(0.0123456 0 0 1 0 0)\" d=\"M 0 0h-505.07v0\"/>\
                     <a href=\"https://example.org/?a=1.23456&amp;b\">&lt;</a>\
                     <defs><path id=\"s0\" d=\"m10.62 9.406Z\"/><symbol id=\"s1\" overflow=\"visible\"><g/></symbol></defs></svg>";
        assert_eq!(compact(svg).unwrap(), short);
        assert_eq!(compact("<svg><g></svg>"), None);
    }
}
