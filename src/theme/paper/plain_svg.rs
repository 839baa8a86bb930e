//! Typst's SVG without links and labels.
//!
//! Both hold what people wrote, and Typst writes that as it is: one `&` in an address, and no browser shows the picture. Pictures of
//! sheets are images, in which nobody can follow a link.

use std::ops::Range;

use quick_xml::{Reader, events::Event};

/// The attribute of a group in which Typst notes a label.
const LABEL: &str = "data-typst-label";

/// The same SVG without links and labels; `None` when its elements do not match.
pub fn plain(svg: &str) -> Option<String> {
    let mut reader = Reader::from_str(svg);
    let mut out = String::with_capacity(svg.len());
    // Where what is not written yet begins, and how many links are open.
    let (mut from, mut links) = (0, 0_usize);
    loop {
        let start = usize::try_from(reader.buffer_position()).ok()?;
        let event = reader.read_event().ok()?;
        let end = usize::try_from(reader.buffer_position()).ok()?;
        match event {
            Event::Start(tag) if tag.name().as_ref() == "a" => {
                if links == 0 {
                    out.push_str(&svg[from..start]);
                }
                links += 1;
            }
            Event::End(tag) if tag.name().as_ref() == "a" => {
                links -= 1;
                from = end;
            }
            Event::Start(_) | Event::Empty(_) if links == 0 => {
                if let Some(label) = attribute(svg, start..end, LABEL) {
                    out.push_str(&svg[from..label.start]);
                    from = label.end;
                }
            }
            Event::Eof => {
                out.push_str(&svg[from..]);
                return (links == 0).then_some(out);
            }
            _ => {}
        }
    }
}

/// The place of an attribute in a tag, with the space before it.
pub fn attribute(svg: &str, tag: Range<usize>, name: &str) -> Option<Range<usize>> {
    let begin = format!(" {name}=\"");
    let start = tag.start + svg[tag.clone()].find(&begin)?;
    let value = start + begin.len();
    Some(start..value + svg[value..tag.end].find('"')? + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_labels_go_with_whatever_is_in_them() {
        let link =
            |href: &str| format!("<a transform=\"translate(1)\" href=\"{href}\" xlink:href=\"{href}\"><rect width=\"2\"/></a>");
        let svg =
            |label: &str, links: &str| format!("<svg><g{label} d=\"1\">{links}<path d=\"M0 0\"/></g>{links}<g{label}/></svg>");
        let written = svg(" data-typst-label=\"a&b<c>\"", &(link("https://example.org/?a=1&b=<2>") + &link("/?&lt;&quot;")));
        assert_eq!(plain(&written).unwrap(), svg("", ""));
        assert_eq!(plain(&svg("", "")).unwrap(), svg("", ""));
    }

    #[test]
    fn what_does_not_match_is_refused() {
        for other in ["<svg><a href=\"x\"></svg>", "<svg></a></svg>", "<svg><a>"] {
            assert_eq!(plain(other), None, "{other}");
        }
    }
}
