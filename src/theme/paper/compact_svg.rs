//! Typst's SVG in fewer bytes, drawn the same: a letter is a reference of about a hundred bytes there, and a sheet has thousands.
//!
//! What an attribute says is left out where it is what SVG takes for granted, the colour of a run of letters is said once, symbols are
//! paths with short names, and lengths are rounded to a hundredth of a point.

use std::{cmp::Reverse, collections::HashMap};

use quick_xml::{
    Reader, Writer, XmlVersion,
    events::{BytesStart, Event, attributes::Attribute},
};

/// The decimals of a place in points: a 7,200th of an inch, more than any screen or printer shows.
const PLACE: usize = 2;

/// What names are made of: a digit may not begin one.
const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

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

/// A group whose letters are not written yet.
struct Run {
    group: BytesStart<'static>,
    letters: Vec<BytesStart<'static>>,
}

impl Run {
    /// Writes the group's beginning and its letters; when it is `closed`, with the colour that all of them have.
    fn write(self, writer: &mut Writer<Vec<u8>>, closed: bool) -> Option<()> {
        let Self { mut group, mut letters } = self;
        let colour = letters.first().and_then(fill);
        if let Some(colour) = colour.filter(|colour| closed && letters.iter().all(|letter| fill(letter).as_ref() == Some(colour)))
        {
            group.push_attribute(("fill", colour.as_str()));
            letters = letters.iter().map(without_fill).collect();
        }
        writer.write_event(Event::Start(group)).ok()?;
        letters.into_iter().try_for_each(|letter| writer.write_event(Event::Empty(letter))).ok()
    }
}

/// The colour of a letter; `None` for what is no plain one: a shade is measured on what it is written on.
fn fill(letter: &BytesStart<'_>) -> Option<String> {
    attribute(letter, "fill").filter(|colour| colour.starts_with('#'))
}

fn without_fill(letter: &BytesStart<'_>) -> BytesStart<'static> {
    let rest = letter.attributes().flatten().filter(|attribute| attribute.key.as_ref() != "fill");
    BytesStart::new(letter.name().as_ref().to_owned()).with_attributes(rest)
}

/// The same SVG in fewer bytes; `None` when it is not well-formed.
pub fn compact(svg: &str) -> Option<String> {
    let symbols = symbols(svg);
    let mut writer = Writer::new(Vec::with_capacity(svg.len() / 3));
    let mut reader = Reader::from_str(svg);
    // The short name of the symbol that is one path, while inside of it.
    let mut around: Option<&str> = None;
    let mut run: Option<Run> = None;
    loop {
        let event = match reader.read_event().ok()? {
            Event::Eof => return String::from_utf8(writer.into_inner()).ok(),
            Event::Start(element) if element.name().as_ref() == "symbol" => {
                around = attribute(&element, "id")
                    .and_then(|id| symbols.get(&*id))
                    .filter(|symbol| symbol.is_path)
                    .map(|symbol| &*symbol.name);
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
        match (event, &mut run) {
            (Event::Empty(letter), Some(run)) if letter.name().as_ref() == "use" => run.letters.push(letter.into_owned()),
            (event, _) => {
                if let Some(run) = run.take() {
                    run.write(&mut writer, matches!(event, Event::End(_)))?;
                }
                match event {
                    Event::Start(group) if group.name().as_ref() == "g" => {
                        run = Some(Run { group: group.into_owned(), letters: Vec::new() });
                    }
                    event => writer.write_event(event).ok()?,
                }
            }
        }
    }
}

fn attribute(element: &BytesStart<'_>, key: &str) -> Option<String> {
    let found = element.attributes().flatten().find(|attribute| attribute.key.as_ref() == key)?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

/// All symbols by their ids. The more often one is drawn the shorter is its name.
fn symbols(svg: &str) -> HashMap<&str, Symbol> {
    let mut times: HashMap<&str, usize> = HashMap::new();
    for (name, _) in svg.split("xlink:href=\"#").skip(1).filter_map(|rest| rest.split_once('"')) {
        *times.entry(name).or_default() += 1;
    }
    let found = svg.split("<symbol id=\"").skip(1).filter_map(|rest| rest.split_once('"'));
    let mut found: Vec<(&str, &str)> = found.collect();
    found.sort_by_key(|(id, _)| Reverse(times.get(id).copied().unwrap_or(0)));
    let found = found.into_iter().enumerate().map(|(number, (id, rest))| {
        let path = rest.strip_prefix(" overflow=\"visible\"><path d=\"").and_then(|rest| rest.split_once('"'));
        (id, Symbol { name: short_name(number), is_path: path.is_some_and(|(_, rest)| rest.starts_with("/></symbol>")) })
    });
    found.collect()
}

/// A name of letters for a number: `a` to `Z`, then two letters, and so on.
fn short_name(mut number: usize) -> String {
    let mut name = String::new();
    loop {
        // An index below 52 is one of the letters.
        name.push(char::from(LETTERS[number % LETTERS.len()]));
        number /= LETTERS.len();
        if number == 0 {
            return name;
        }
        number -= 1;
    }
}

/// The path of a letter, by the name of the symbol around it; `None` when it is malformed.
fn outline(path: &BytesStart<'_>, name: &str) -> Option<BytesStart<'static>> {
    let mut short = BytesStart::new("path");
    short.push_attribute(("id", name));
    for attribute in path.attributes() {
        let attribute = attribute.ok()?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
        short.push_attribute((attribute.key.as_ref(), path_data(&value).as_str()));
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
            (_, "d") => short.push_attribute((key, path_data(&value).as_str())),
            (_, "x" | "y") => short.push_attribute((key, rounded(&value).as_str())),
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

/// A path's data with its places rounded, and no sign more than SVG needs; as it is, if it has other commands than Typst writes.
///
/// Steps are rounded so that the places to which they lead are, wherever they begin.
fn path_data(data: &str) -> String {
    shorter(data).unwrap_or_else(|| data.to_owned())
}

fn shorter(data: &str) -> Option<String> {
    // What begins at the origin begins there anyway.
    let data = data.strip_prefix("M 0 0m").map_or_else(|| data.to_owned(), |rest| format!("m{rest}"));
    let mut out = String::with_capacity(data.len());
    // The place where the pen is, and where what was written leads; both in points.
    let (mut exact, mut written) = ([0.0_f64; 2], [0.0_f64; 2]);
    let (mut start, mut start_written) = (exact, written);
    let mut rest = data.trim();
    while let Some(command) = rest.chars().next() {
        let arguments = rest.get(1..)?;
        let end = arguments.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(arguments.len());
        let steps: Vec<f64> = arguments[..end].split_whitespace().map(|number| number.parse().ok()).collect::<Option<_>>()?;
        rest = &arguments[end..];
        out.push(command);
        // The axis of each number, for one step of this command.
        let axes: &[usize] = match command {
            'm' | 'l' | 'M' | 'L' => &[0, 1],
            'h' | 'H' => &[0],
            'v' | 'V' => &[1],
            'q' => &[0, 1, 0, 1],
            'c' => &[0, 1, 0, 1, 0, 1],
            'Z' | 'z' => &[],
            _ => return None,
        };
        if steps.len() != axes.len() {
            return None;
        }
        if axes.is_empty() {
            (exact, written) = (start, start_written);
        }
        let is_absolute = command.is_ascii_uppercase();
        let (from, from_written) = if is_absolute { ([0.0; 2], [0.0; 2]) } else { (exact, written) };
        for (&axis, step) in axes.iter().zip(&steps) {
            let step_written = push_number(&mut out, from[axis] + step - from_written[axis])?;
            // The last ones are where the pen stays.
            exact[axis] = from[axis] + step;
            written[axis] = from_written[axis] + step_written;
        }
        if matches!(command, 'm' | 'M') {
            (start, start_written) = (exact, written);
        }
    }
    Some(out)
}

/// Appends a number with two decimals at most: `0.5` → `.5`, and no space where it cannot be taken for a part of the one before.
/// What was written as a number.
fn push_number(out: &mut String, number: f64) -> Option<f64> {
    let text = short_number(number);
    let short = match (text.strip_prefix("0."), text.strip_prefix("-0.")) {
        (Some(decimals), _) => format!(".{decimals}"),
        (_, Some(decimals)) => format!("-.{decimals}"),
        _ => text.clone(),
    };
    let before = out.rfind(|c: char| !c.is_ascii_digit() && c != '.').map_or(0, |at| at + 1);
    let before = &out[before..];
    let is_apart = before.is_empty() || short.starts_with('-') || short.starts_with('.') && before.contains('.');
    if !is_apart {
        out.push(' ');
    }
    out.push_str(&short);
    text.parse().ok()
}

/// A text with each of its numbers rounded to a hundredth.
fn rounded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() / 2);
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit() || c == '-') {
        out.push_str(&rest[..start]);
        let number = &rest[start..];
        let end = number[1..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(number.len(), |end| end + 1);
        let (number, behind) = number.split_at(end);
        let is_long = number.split_once('.').is_some_and(|(_, decimals)| decimals.len() > PLACE);
        match number.parse() {
            Ok(long) if is_long => out.push_str(&short_number(long)),
            _ => out.push_str(number),
        }
        rest = behind;
    }
    out + rest
}

/// `12.3456789` → `12.35`, `12.0` → `12`, `-0.0001` → `0`.
fn short_number(number: f64) -> String {
    let rounded = format!("{number:.PLACE$}");
    let short = rounded.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0" } else { short }.to_owned()
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
                     <use href=\"#a\"/><use href=\"#a\" x=\"14.34\" fill=\"#525252\"/><use xlink:href=\"#else\"/></g>\
                     <path fill=\"none\" stroke=\"#bfbfbf\" transform=\"matrix(0.0123456 0 0 1 0 0)\" d=\"M0 0h-505.07v0\"/>\
                     <a href=\"https://example.org/?a=1.23456&amp;b\">&lt;</a>\
                     <defs><path id=\"a\" d=\"m10.62 9.41Z\"/><symbol id=\"b\" overflow=\"visible\"><g/></symbol></defs></svg>";
        assert_eq!(compact(svg).unwrap(), short);
        assert_eq!(compact("<svg><g></svg>"), None);
    }

    #[test]
    fn a_colour_that_all_letters_of_a_group_have_is_said_once() {
        let letter = |fill: &str| format!("<use xlink:href=\"#g\" x=\"1\" fill=\"{fill}\"/>");
        let svg = |inner: String| {
            format!("<svg>{inner}<defs><symbol id=\"g\" overflow=\"visible\"><path d=\"M 0 0\"/></symbol></defs></svg>")
        };
        let group = |inner: String| format!("<g transform=\"x\">{inner}</g>");
        let short = |fill: &str| match fill {
            "" => "<use href=\"#a\" x=\"1\"/>".to_owned(),
            _ => format!("<use href=\"#a\" x=\"1\" fill=\"{fill}\"/>"),
        };
        let expected = |inner: String| format!("<svg>{inner}<defs><path id=\"a\" d=\"M0 0\"/></defs></svg>");
        let red = "#f00";
        let one = expected(format!("<g transform=\"x\" fill=\"#f00\">{}{}</g>", short(""), short("")));
        assert_eq!(compact(&svg(group(letter(red) + &letter(red)))).unwrap(), one);
        let black = expected(group(short(red) + &short("")));
        assert_eq!(compact(&svg(group(letter(red) + &letter("#000000")))).unwrap(), black);
        let shade = expected(group(short("url(#s)") + &short("url(#s)")));
        assert_eq!(compact(&svg(group(letter("url(#s)") + &letter("url(#s)")))).unwrap(), shade);
        let nested = expected(group(short(red) + "<g></g>"));
        assert_eq!(compact(&svg(group(letter(red) + "<g></g>"))).unwrap(), nested);
    }

    #[test]
    fn what_is_drawn_most_has_the_shortest_name() {
        let names: Vec<String> = [0, 51, 52, 54, 103, 104, 52 + 52 * 52].map(short_name).to_vec();
        assert_eq!(names, ["a", "Z", "aa", "ca", "Za", "ab", "aaa"]);
        let all: std::collections::BTreeSet<String> = (0..10_000).map(short_name).collect();
        assert_eq!(all.len(), 10_000);
        let symbol = |id: &str| format!("<symbol id=\"{id}\"/>");
        let drawn = "<use xlink:href=\"#gB\"/>".repeat(2) + "<use xlink:href=\"#gC\"/>";
        let svg = format!("<svg>{}{drawn}</svg>", ["gA", "gB", "gC"].map(symbol).concat());
        let found = symbols(&svg);
        assert_eq!(["gA", "gB", "gC"].map(|id| found[id].name.as_str()), ["c", "a", "b"]);
    }

    #[test]
    fn rounded_steps_lead_where_the_exact_ones_do() {
        assert_eq!(path_data("M 0 0m 0.004 0.004l 0.004 0.004l 0.004 0.004Z l 1 -1.5"), "m0 0l.01.01l0 0Zl1-1.5");
        assert_eq!(
            path_data("M 1 2c 0.5 0.25 10 -0.75 -3 4h 7v -0.126q 1 1 0.25 0.5Z "),
            "M1 2c.5.25 10-.75-3 4h7v-.13q1 1 .25.5Z"
        );
        for other in ["M 0 0a 1 1 0 0 1 2 2", "M 0", "l 1 x", "m 1 2 3 4"] {
            assert_eq!(path_data(other), other);
        }
    }
}
