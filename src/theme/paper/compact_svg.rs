//! Typst's SVG in fewer bytes, drawn the same: a letter is a reference of about a hundred bytes there, and a sheet has thousands.
//!
//! What an attribute says is left out where it is what SVG takes for granted, symbols have short names, and lengths a thousandth of
//! a point.

use std::collections::HashMap;

use quick_xml::{
    Reader, Writer, XmlVersion,
    events::{BytesStart, Event, attributes::Attribute},
};

/// The decimals of a length in points: more than any screen or printer shows.
const DECIMALS: usize = 3;

/// What an attribute is where it is not written (SVG 2, the properties' initial values). Typst writes these on shapes, never on groups.
const INITIAL: [(&str, &str); 4] =
    [("fill-rule", "nonzero"), ("stroke-linecap", "butt"), ("stroke-linejoin", "miter"), ("stroke-miterlimit", "4")];

/// The same SVG in fewer bytes; `None` when it is not well-formed.
pub fn compact(svg: &str) -> Option<String> {
    let symbols = symbols(svg);
    let mut writer = Writer::new(Vec::with_capacity(svg.len() / 3));
    let mut reader = Reader::from_str(svg);
    loop {
        match reader.read_event().ok()? {
            Event::Eof => return String::from_utf8(writer.into_inner()).ok(),
            Event::Start(element) => writer.write_event(Event::Start(shortened(&element, &symbols)?)).ok()?,
            Event::Empty(element) => writer.write_event(Event::Empty(shortened(&element, &symbols)?)).ok()?,
            other => writer.write_event(other).ok()?,
        }
    }
}

/// The short names of all symbols, by their ids.
fn symbols(svg: &str) -> HashMap<&str, String> {
    let ids = svg.split("<symbol id=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0));
    ids.enumerate().map(|(number, id)| (id, format!("s{number}"))).collect()
}

/// An element without what goes without saying; `None` when it is malformed.
fn shortened(element: &BytesStart<'_>, symbols: &HashMap<&str, String>) -> Option<BytesStart<'static>> {
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
                Some(symbol) => short.push_attribute(("href", format!("#{symbol}").as_str())),
                None => short.push_attribute((key, value.as_str())),
            },
            ("symbol", "id") => short.push_attribute((key, symbols.get(value.as_str()).unwrap_or(&value).as_str())),
            (_, "x" | "y" | "d") => short.push_attribute((key, rounded(&value).as_str())),
            // A scale needs all its decimals.
            (_, "transform")
                if ["translate(", "matrix(1 0 0 1 ", "matrix(1 0 0 -1 "].iter().any(|shift| value.starts_with(shift)) =>
            {
                short.push_attribute((key, rounded(&value).as_str()));
            }
            _ => short.push_attribute((key, value.as_str())),
        }
    }
    Some(short)
}

/// A text with each of its numbers rounded to [`DECIMALS`].
fn rounded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() / 2);
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit() || c == '-') {
        out.push_str(&rest[..start]);
        let number = &rest[start..];
        let end = number[1..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(number.len(), |end| end + 1);
        let (number, behind) = number.split_at(end);
        out.push_str(&short_number(number).unwrap_or_else(|| number.to_owned()));
        rest = behind;
    }
    out + rest
}

/// `12.3456789` → `12.346`, `-0.0001` → `0`.
fn short_number(number: &str) -> Option<String> {
    let (_, decimals) = number.split_once('.')?;
    if decimals.len() <= DECIMALS {
        return None;
    }
    let rounded = format!("{:.DECIMALS$}", number.parse::<f64>().ok()?);
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
                   <defs><symbol id=\"gA1\" overflow=\"visible\"><path d=\"M 0 0m 10.620028409 9.405539773Z \"/></symbol></defs></svg>";
        let short = "<svg xmlns:xlink=\"x\"><g transform=\"matrix(1 0 0 -1 0 13.818)\">\
                     <use href=\"#s0\"/><use href=\"#s0\" x=\"14.344\" fill=\"#525252\"/><use xlink:href=\"#else\"/></g>\
                     <path fill=\"none\" stroke=\"#bfbfbf\" transform=\"matrix(0.0123456 0 0 1 0 0)\" d=\"M 0 0h -505.067v 0\"/>\
                     <a href=\"https://example.org/?a=1.23456&amp;b\">&lt;</a>\
                     <defs><symbol id=\"s0\" overflow=\"visible\"><path d=\"M 0 0m 10.62 9.406Z \"/></symbol></defs></svg>";
        assert_eq!(compact(svg).unwrap(), short);
        assert_eq!(compact("<svg><g></svg>"), None);
    }
}
