//! One page of a sheet as SVG for the screen: Typst's SVG, with runs of equal glyph style joined to one path.
//!
//! Typst writes each glyph as a `use` of a shared `symbol`. That is the smaller file, but slow to draw: a browser clones the
//! outline for each of some thousands of references, and the preview draws a page at every save.

use std::{
    collections::HashMap,
    hash::{Hash, Hasher},
};

use quick_xml::{
    Reader, Writer, XmlVersion,
    events::{BytesStart, Event, attributes::Attribute},
};
use typst::layout::{Frame, FrameItem};
use typst_layout::Page;
use typst_svg::SvgOptions;

use super::plain_svg;

/// A page as SVG; Typst's own if its form is unknown.
pub fn draw(page: &Page) -> String {
    let svg = typst_svg::svg(page, &SvgOptions::default());
    let svg = plain_svg::plain(&svg).unwrap_or(svg);
    join(&svg).unwrap_or(svg)
}

/// A hash of a page's appearance: size, and items without tags and links.
pub fn hash(page: &Page) -> u128 {
    typst::utils::hash128(&FrameHash(&page.frame))
}

struct FrameHash<'f>(&'f Frame);

impl Hash for FrameHash<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.size().hash(state);
        for (place, item) in self.0.items() {
            match item {
                FrameItem::Tag(_) | FrameItem::Link(..) => {}
                FrameItem::Group(group) => {
                    (place, &group.transform, &group.clip).hash(state);
                    FrameHash(&group.frame).hash(state);
                }
                FrameItem::Text(_) | FrameItem::Shape(..) | FrameItem::Image(..) => (place, item).hash(state),
            }
        }
    }
}

/// The start of an outline in Typst's SVG; what follows is relative to it.
const ORIGIN: &str = "M 0 0";

/// Adjacent glyphs that differ only in outline and position.
#[derive(Default)]
struct Run {
    /// Their other attributes.
    rest: Vec<(String, String)>,
    path: String,
}

/// The SVG with its glyphs joined; `None` when it is not of the expected form.
fn join(svg: &str) -> Option<String> {
    let outlines = outlines(svg);
    let mut writer = Writer::new(Vec::with_capacity(svg.len() * 3));
    let mut reader = Reader::from_str(svg);
    let mut run = Run::default();
    let mut is_all_joined = true;
    let mut in_defs = false;
    loop {
        let event = reader.read_event().ok()?;
        if let Event::Empty(element) = &event
            && element.name().as_ref() == "use"
        {
            let Letter { outline, x, y, rest } = letter(element)?;
            if let Some(path) = outlines.get(&outline) {
                if rest != run.rest {
                    end(&mut run, &mut writer)?;
                    run.rest = rest;
                }
                run.path.extend(["M ", &x, " ", &y, path]);
                continue;
            }
            is_all_joined = false;
        }
        end(&mut run, &mut writer)?;
        match &event {
            Event::Eof => break,
            // What nobody refers to any more.
            Event::Start(element) if element.name().as_ref() == "defs" => in_defs = is_all_joined,
            Event::End(element) if element.name().as_ref() == "defs" && in_defs => in_defs = false,
            _ if in_defs => {}
            _ => writer.write_event(event).ok()?,
        }
    }
    // Colours that are no plain ones, and pictures, are kept beside the outlines.
    let lost = svg.contains("url(#") && is_all_joined;
    if lost { None } else { String::from_utf8(writer.into_inner()).ok() }
}

/// Path data of the symbols by id, without [`ORIGIN`]; only those with relative commands throughout, which can be moved by
/// their first point.
fn outlines(svg: &str) -> HashMap<String, &str> {
    let symbols = svg.split("<symbol id=\"").skip(1);
    let outline = |symbol: &'_ str| -> Option<(String, usize, usize)> {
        let (id, rest) = symbol.split_once("\" overflow=\"visible\"><path d=\"")?;
        let (path, after) = rest.split_once('"')?;
        let is_relative = path.strip_prefix(ORIGIN)?.chars().all(|c| !c.is_ascii_uppercase() || c == 'Z');
        let start = symbol.len() - rest.len() + ORIGIN.len();
        (is_relative && after.starts_with("/></symbol>")).then(|| (id.to_owned(), start, start + path.len() - ORIGIN.len()))
    };
    symbols.filter_map(|symbol| outline(symbol).map(|(id, start, end)| (id, &symbol[start..end]))).collect()
}

/// A `use` element that refers to an outline.
struct Letter {
    outline: String,
    x: String,
    y: String,
    /// Its other attributes.
    rest: Vec<(String, String)>,
}

/// Reads a `use` element; `None` when it is malformed.
fn letter(element: &BytesStart<'_>) -> Option<Letter> {
    let (mut outline, mut x, mut y, mut rest) = (String::new(), "0".to_owned(), "0".to_owned(), Vec::new());
    for attribute in element.attributes() {
        let attribute: Attribute<'_> = attribute.ok()?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned();
        match attribute.key.as_ref() {
            "xlink:href" => value.strip_prefix('#')?.clone_into(&mut outline),
            "x" => x = value,
            "y" => y = value,
            key => rest.push((key.to_owned(), value)),
        }
    }
    Some(Letter { outline, x, y, rest })
}

/// Writes the current run as one `path` element, and clears it.
fn end(run: &mut Run, writer: &mut Writer<Vec<u8>>) -> Option<()> {
    let Run { rest, path } = std::mem::take(run);
    if path.is_empty() {
        return Some(());
    }
    let mut element = BytesStart::new("path");
    for (key, value) in &rest {
        element.push_attribute((key.as_str(), value.as_str()));
    }
    element.push_attribute(("d", path.as_str()));
    writer.write_event(Event::Empty(element)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = "<svg><g><use xlink:href=\"#a\" x=\"1\" y=\"0\" fill=\"#000\"/><use xlink:href=\"#b\" x=\"2.5\" y=\"0\" fill=\"#000\"/>\
                       <use xlink:href=\"#a\" x=\"4\" y=\"0\" fill=\"#fff\"/></g>\
                       <defs><symbol id=\"a\" overflow=\"visible\"><path d=\"M 0 0m 1 2h 3Z \"/></symbol>\
                       <symbol id=\"b\" overflow=\"visible\"><path d=\"M 0 0v 3Z \"/></symbol></defs></svg>";

    #[test]
    fn letters_of_one_colour_become_one_path_and_outlines_that_nobody_needs_go() {
        let joined = "<svg><g><path fill=\"#000\" d=\"M 1 0m 1 2h 3Z M 2.5 0v 3Z \"/><path fill=\"#fff\" d=\"M 4 0m 1 2h 3Z \"/></g></svg>";
        assert_eq!(join(SVG).unwrap(), joined);
    }

    #[test]
    fn what_is_no_plain_outline_stays_as_it_is() {
        let picture = SVG.replace("<path d=\"M 0 0v 3Z \"/>", "<image/>");
        let joined = join(&picture).unwrap();
        assert!(joined.contains("<use xlink:href=\"#b\""), "{joined}");
        assert!(joined.contains("<symbol id=\"b\" overflow=\"visible\"><image/></symbol>"), "{joined}");
        let shaded = SVG.replace("#fff", "url(#shade)");
        assert_eq!(join(&shaded), None);
    }
}
