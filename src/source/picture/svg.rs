//! SVG: whether it is well-formed, what it would cost to draw, and its size.

use std::collections::{BTreeSet, HashMap};

use data_url::DataUrl;
use quick_xml::{
    Reader, Writer, XmlVersion,
    events::{BytesText, Event},
};
use roxmltree::{Document, Node, NodeId, ParsingOptions};

use super::{Budget, MAX_DEPTH, MAX_NODES, PictureError, PictureFormat, Size, within};

/// The XML namespace of SVG, which the root element must have.
const NAMESPACE: &str = "http://www.w3.org/2000/svg";

/// The pixels that each use of a filter takes from the budget: on paper it is drawn as a bitmap.
const FILTER: u64 = 100_000;

/// The most octaves of an `feTurbulence`.
const MAX_OCTAVES: u32 = 12;

/// The most cells of the kernel of an `feConvolveMatrix`.
const MAX_NEIGHBOURS: u64 = 81;

/// Checks an SVG in UTF-8, and the pictures embedded in it.
///
/// # Errors
/// When it is not well-formed, has a bad size, exceeds the budget, or refers to an external file.
pub fn inspect(bytes: &[u8], budget: &mut Budget) -> Result<(), PictureError> {
    let broken = |reason: &str| PictureError::Broken(PictureFormat::Svg, reason.to_owned());
    let text = std::str::from_utf8(bytes).map_err(|_| broken("it is not UTF-8"))?;
    let options = ParsingOptions {
        allow_dtd: true,
        nodes_limit: u32::try_from(MAX_NODES).unwrap_or(u32::MAX),
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text.trim_start_matches('\u{feff}'), options).map_err(|error| match error {
        roxmltree::Error::NodesLimitReached => PictureError::ManyNodes,
        error => broken(&error.to_string().replace('\'', "`")),
    })?;
    let root = document.root_element();
    if root.tag_name().namespace() != Some(NAMESPACE) {
        return Err(broken("its first element lacks `xmlns=\"http://www.w3.org/2000/svg\"`"));
    }
    measure(root)?;
    let nodes = Weights::of(&document).all();
    budget.nodes = budget.nodes.checked_sub(nodes).ok_or(PictureError::ManyNodes)?;
    for element in root.descendants().filter(Node::is_element) {
        inspect_element(element, budget)?;
    }
    Ok(())
}

/// Refuses a `width`, `height` or `viewBox` that is not positive.
fn measure(root: Node<'_, '_>) -> Result<(), PictureError> {
    for name in ["width", "height"] {
        if let Some(text) = root.attribute(name)
            && let Some(number) = number(text)
            && (number <= 0.0 || !number.is_finite())
        {
            return Err(PictureError::Broken(PictureFormat::Svg, format!("its {name} is {}", text.trim())));
        }
    }
    if let Some(shown) = root.attribute("viewBox") {
        let sides = view_box(shown).ok_or(shown).ok();
        if sides.is_some_and(|(width, height)| width <= 0.0 || height <= 0.0) {
            return Err(PictureError::Broken(PictureFormat::Svg, format!("its `viewBox` is `{shown}`, which shows nothing")));
        }
    }
    Ok(())
}

fn inspect_element(element: Node<'_, '_>, budget: &mut Budget) -> Result<(), PictureError> {
    let name = element.tag_name().name();
    let attribute = |name: &str| element.attributes().find(|found| found.name() == name).map(|found| found.value().trim());
    if attribute("filter").is_some() || attribute("style").is_some_and(|style| style.contains("filter")) {
        budget.pixels =
            budget.pixels.checked_sub(FILTER).ok_or_else(|| PictureError::Costly("it has hundreds of filters".into()))?;
    }
    match name {
        "image" | "feImage" => match attribute("href") {
            Some(address) if address.starts_with("data:") => embedded(address, budget),
            Some(address) if !address.is_empty() && !address.starts_with('#') => Err(PictureError::Shows(shortened(address))),
            _ => Ok(()),
        },
        "feTurbulence" => {
            let octaves = attribute("numOctaves").and_then(number).unwrap_or(1.0);
            let is_much = octaves > f64::from(MAX_OCTAVES);
            if is_much { Err(PictureError::Costly(format!("its `feTurbulence` has {octaves} octaves"))) } else { Ok(()) }
        }
        "feConvolveMatrix" => {
            let sides: Vec<u64> =
                attribute("order").unwrap_or("3").split([' ', ',', '\t', '\n']).filter_map(|side| side.parse().ok()).collect();
            let neighbours = match sides[..] {
                [side] => side.saturating_mul(side),
                [across, down, ..] => across.saturating_mul(down),
                [] => 9,
            };
            let is_much = neighbours > MAX_NEIGHBOURS;
            if is_much { Err(PictureError::Costly(format!("its `feConvolveMatrix` has {neighbours} cells"))) } else { Ok(()) }
        }
        _ => Ok(()),
    }
}

/// Checks a picture that is embedded by a `data:` URL.
fn embedded(address: &str, budget: &mut Budget) -> Result<(), PictureError> {
    let inside = PictureError::Broken(PictureFormat::Svg, "a picture inside it cannot be decoded".into());
    if budget.depth == MAX_DEPTH {
        return Err(PictureError::Costly("it has pictures in pictures in pictures".into()));
    }
    let Some((bytes, _)) = DataUrl::process(address).ok().and_then(|url| url.decode_to_vec().ok()) else { return Err(inside) };
    budget.depth += 1;
    let found = within(&bytes, budget);
    budget.depth -= 1;
    match found {
        Ok(_) => Ok(()),
        Err(PictureError::Empty | PictureError::Pointer | PictureError::NoPicture(_) | PictureError::Broken(..)) => Err(inside),
        Err(flaw) => Err(flaw),
    }
}

/// Counts the nodes that each element draws: its own, and those that it repeats by reference.
struct Weights<'a, 'i> {
    document: &'a Document<'i>,
    ids: HashMap<&'a str, NodeId>,
    known: HashMap<NodeId, Option<usize>>,
}

impl<'a, 'i> Weights<'a, 'i> {
    fn of(document: &'a Document<'i>) -> Self {
        let ids = document.descendants().filter_map(|node| Some((node.attribute("id")?, node.id()))).collect();
        Self { document, ids, known: HashMap::new() }
    }

    /// The number of nodes that are drawn, with one largest marker for each point of a line.
    fn all(mut self) -> usize {
        let document = self.document;
        let markers = document.descendants().filter(|node| node.tag_name().name() == "marker");
        let marker = markers.map(|node| node.descendants().count()).max().unwrap_or(0);
        let points = |node: Node<'_, '_>| {
            let line = node.attribute("d").or_else(|| node.attribute("points")).unwrap_or("");
            line.split([' ', ',', '\n', '\t', '-']).count() / 2
        };
        let points: usize = if marker == 0 { 0 } else { document.descendants().map(points).sum() };
        self.weigh(document.root()).saturating_add(points.saturating_mul(marker))
    }

    /// The number of nodes below a node, itself included, and of those that they refer to.
    fn weigh(&mut self, node: Node<'a, 'i>) -> usize {
        let mut weight = 0usize;
        for part in node.descendants() {
            weight = weight.saturating_add(1);
            for target in self.named(part) {
                weight = weight.saturating_add(self.target(target));
            }
        }
        weight
    }

    /// The nodes that an element refers to by `href` or `url(#…)`: `use`, masks, patterns and the like. Gradients, filters and
    /// markers are left out.
    fn named(&self, node: Node<'a, 'i>) -> Vec<NodeId> {
        let mut found = Vec::new();
        for attribute in node.attributes() {
            let value = attribute.value();
            if attribute.name() == "href" && matches!(node.tag_name().name(), "use" | "pattern" | "feImage") {
                found.extend(value.trim().strip_prefix('#').and_then(|id| self.ids.get(id)));
            }
            for part in value.split("url(").skip(1) {
                let id = part
                    .trim_start_matches([' ', '"', '\''])
                    .strip_prefix('#')
                    .and_then(|id| id.split([')', '"', '\'', ' ']).next());
                found.extend(id.and_then(|id| self.ids.get(id)));
            }
        }
        let is_drawn = |id: &NodeId| {
            let name = self.document.get_node(*id).map_or("", |node| node.tag_name().name());
            !matches!(name, "linearGradient" | "radialGradient" | "filter" | "marker")
        };
        found.retain(is_drawn);
        found
    }

    fn target(&mut self, id: NodeId) -> usize {
        match self.known.get(&id) {
            Some(Some(weight)) => return *weight,
            // It repeats itself, which no reader draws.
            Some(None) => return 0,
            None => {}
        }
        self.known.insert(id, None);
        let weight = self.document.get_node(id).map_or(0, |node| self.weigh(node));
        self.known.insert(id, Some(weight));
        weight
    }
}

fn shortened(address: &str) -> String {
    let mut letters = address.chars();
    let short: String = letters.by_ref().take(80).collect();
    if letters.next().is_some() { short + "…" } else { short }
}

/// An SVG with U+FFFD in place of each character of its texts that `can_draw` refuses, and the set of those characters;
/// `None` when there is none, or the XML cannot be read.
#[must_use]
pub fn with_boxes(text: &str, can_draw: &dyn Fn(char) -> bool) -> Option<(String, BTreeSet<char>)> {
    let mut lost = BTreeSet::new();
    let mut fill = |text: &str| {
        let fill = |letter| {
            if can_draw(letter) {
                return letter;
            }
            lost.insert(letter);
            '\u{fffd}'
        };
        text.chars().map(fill).collect::<String>()
    };
    let mut reader = Reader::from_str(text);
    let mut writer = Writer::new(Vec::with_capacity(text.len()));
    let mut depth = 0usize;
    loop {
        let event = reader.read_event().ok()?;
        let words = depth > 0;
        let event = match event {
            Event::Eof => break,
            Event::Start(tag) => {
                depth += usize::from(words || tag.local_name().as_ref() == "text");
                Event::Start(tag)
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                Event::End(tag)
            }
            Event::Text(text) if words => Event::Text(BytesText::from_escaped(fill(&text))),
            Event::CData(data) if words => {
                Event::Text(BytesText::from_escaped(quick_xml::escape::escape(fill(&data)).into_owned()))
            }
            Event::GeneralRef(name) if words && name.is_char_ref() => {
                let letter = name.resolve_char_ref().ok()??;
                if can_draw(letter) {
                    Event::GeneralRef(name)
                } else {
                    Event::Text(BytesText::from_escaped(fill(&letter.to_string())))
                }
            }
            event => event,
        };
        writer.write_event(event).ok()?;
    }
    if lost.is_empty() { None } else { Some((String::from_utf8(writer.into_inner()).ok()?, lost)) }
}

/// The size of an SVG in CSS pixels, by the root's `width` and `height`, or else by its `viewBox`.
pub fn size(text: &str) -> Option<Size> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let root = loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) => break tag,
            Event::Eof => return None,
            _ => {}
        }
    };
    if root.local_name().as_ref() != "svg" {
        return None;
    }
    let attribute = |name: &str| {
        let found = root.try_get_attribute(name).ok()??;
        Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
    };
    let shown = attribute("viewBox").and_then(|text| view_box(&text));
    let own = |name: &str| attribute(name).and_then(|text| length(&text));
    let (width, height) = match (own("width"), own("height"), shown) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some((across, down))) => (width, width * down / across),
        (None, Some(height), Some((across, down))) => (height * across / down, height),
        (_, _, shown) => shown?,
    };
    Some(Size { width: whole(width)?, height: whole(height)? })
}

/// The width and the height of a `viewBox`.
fn view_box(text: &str) -> Option<(f64, f64)> {
    let numbers: Vec<f64> =
        text.split([' ', ',', '\n', '\t']).filter(|part| !part.is_empty()).filter_map(|part| part.parse().ok()).collect();
    if let [_, _, width, height] = numbers[..] { Some((width, height)) } else { None }
}

/// The number of a CSS length, without its unit.
fn number(text: &str) -> Option<f64> {
    text.trim().trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%').trim().parse().ok()
}

/// A CSS length in CSS pixels; `None` for a relative one, such as `2em` or `50%`.
fn length(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let factor = match &text[digits.len()..] {
        "" | "px" => 1.0,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        _ => return None,
    };
    Some(digits.trim().parse::<f64>().ok()? * factor)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is looked at first")]
fn whole(length: f64) -> Option<u32> {
    let length = length.round();
    (1.0..=1_000_000.0).contains(&length).then_some(length as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::picture;

    fn of(text: &str) -> Option<(u32, u32)> {
        picture::size(text.as_bytes()).map(|size| (size.width, size.height))
    }

    #[test]
    fn a_drawing_is_as_large_as_it_says() {
        assert_eq!(of("<?xml version='1.0'?><!-- x --><svg width='40' height=\"30px\" viewBox='0 0 4 3'/>"), Some((40, 30)));
        assert_eq!(of("<svg viewBox=\"0 0 120.4 60\"><rect/></svg>"), Some((120, 60)));
        assert_eq!(of("<svg width='100%' height='100%' viewBox='0,0,8,6'/>"), Some((8, 6)));
        assert_eq!(of("<svg width='80' viewBox='0 0 4 3'/>"), Some((80, 60)));
        assert_eq!(of("<svg width='1in' height='72pt'/>"), Some((96, 96)));
        assert_eq!(of("<svg/>"), None);
        assert_eq!(of("<svg width='80' viewBox='0 0 0 0'/>"), None);
        assert_eq!(of("no picture"), None);
    }

    fn inspect(inside: &str) -> Result<PictureFormat, PictureError> {
        picture::inspect(format!("<svg xmlns='http://www.w3.org/2000/svg' {inside}</svg>").as_bytes())
    }

    #[test]
    fn a_drawing_that_a_browser_cannot_read_is_broken() {
        let broken = |inside: &str| match inspect(inside) {
            Err(PictureError::Broken(PictureFormat::Svg, reason)) => reason,
            found => panic!("{inside}: {found:?}"),
        };
        assert_eq!(broken(">a &nbsp; b"), "unknown entity reference `nbsp` at 1:44");
        assert_eq!(broken("><g>"), "expected `g` tag, not `svg` at 1:45");
        assert_eq!(broken("width='-5' height='5'>"), "its width is -5");
        assert_eq!(broken("viewBox='0 0 -5 5'>"), "its `viewBox` is `0 0 -5 5`, which shows nothing");
        assert_eq!(broken("><image href='data:image/png;base64,AAAA'/>"), "a picture inside it cannot be decoded");
        let Err(PictureError::Broken(PictureFormat::Svg, reason)) = picture::inspect(b"<svg width='5'/>") else {
            panic!("no namespace")
        };
        assert!(reason.contains("xmlns"), "{reason}");
        for fine in [">", "width='100%' height='5e3'>", "><use href='#a'/><g id='a'/>", "><image href=''/><image href='#a'/>"] {
            assert_eq!(inspect(fine), Ok(PictureFormat::Svg), "{fine}");
        }
    }

    #[test]
    fn a_drawing_loads_no_other_file() {
        for address in ["y.png", "https://example.org/x.png", "../a.svg", "file:///etc/passwd"] {
            let xlink = format!("xmlns:x='http://www.w3.org/1999/xlink'><image x:href='{address}'/>");
            assert_eq!(inspect(&xlink), Err(PictureError::Shows(address.into())));
        }
    }

    #[test]
    fn what_grows_or_never_ends_is_refused() {
        let doubled: String =
            (1..40).map(|n| format!("<g id='g{n}'><use href='#g{0}'/><use href='#g{0}'/></g>", n - 1)).collect();
        assert_eq!(inspect(&format!("><g id='g0'/>{doubled}")), Err(PictureError::ManyNodes));
        assert_eq!(inspect("><g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>"), Ok(PictureFormat::Svg), "a circle");
        let masks: String = (1..40)
            .map(|n| format!("<mask id='g{n}'><g mask='url(#g{0})'/><g style='fill:red;mask:url(\"#g{0}\")'/></mask>", n - 1))
            .collect();
        assert_eq!(inspect(&format!("><mask id='g0'/>{masks}")), Err(PictureError::ManyNodes));
        assert_eq!(inspect(&format!(">{}", "<g/>".repeat(MAX_NODES))), Err(PictureError::ManyNodes));
        let marker = format!("<marker id='m'>{}</marker>", "<g/>".repeat(1000));
        assert_eq!(inspect(&format!(">{marker}<path d='M0 0{}'/>", " 1 1".repeat(1000))), Err(PictureError::ManyNodes));
        assert!(matches!(inspect("><filter><feTurbulence numOctaves='1000000000'/></filter>"), Err(PictureError::Costly(_))));
        assert!(matches!(inspect("><filter><feConvolveMatrix order='900,900'/></filter>"), Err(PictureError::Costly(_))));
        assert!(matches!(inspect(&format!(">{}", "<g filter='url(#f)'/>".repeat(401))), Err(PictureError::Costly(_))));
    }

    #[test]
    fn letters_that_cannot_be_drawn_become_boxes_in_words_alone() {
        let can_draw = |letter: char| letter.is_ascii();
        let text = "<svg><!-- 東 --><g id='東'><text x='1'>a 東<tspan>&#x4eac;&amp;</tspan><![CDATA[<京>]]></text>東</g></svg>";
        let (filled, lost) = with_boxes(text, &can_draw).expect("boxes");
        assert_eq!(
            filled,
            "<svg><!-- 東 --><g id='東'><text x='1'>a \u{fffd}<tspan>\u{fffd}&amp;</tspan>&lt;\u{fffd}&gt;</text>東</g></svg>"
        );
        assert_eq!(lost, BTreeSet::from(['東', '京']));
        assert_eq!(with_boxes("<svg id='東'><text>plain</text></svg>", &can_draw), None);
    }

    #[test]
    fn pictures_in_a_drawing_are_looked_at_like_others() {
        // A GIF of 65,535 × 65,535.
        assert_eq!(
            inspect("><image href='data:image/gif;base64,R0lGODlh/////wAAAA=='/>"),
            Err(PictureError::ManyPixels(65_535, 65_535, 1))
        );
        let mut nested = "<svg xmlns='http://www.w3.org/2000/svg'/>".to_owned();
        for depth in 0..5 {
            let written: String = nested.bytes().map(|byte| format!("%{byte:02x}")).collect();
            nested = format!("<svg xmlns='http://www.w3.org/2000/svg'><image href='data:image/svg+xml,{written}'/></svg>");
            let found = picture::inspect(nested.as_bytes());
            assert!(
                if depth < MAX_DEPTH { found == Ok(PictureFormat::Svg) } else { matches!(found, Err(PictureError::Costly(_))) },
                "{depth}: {found:?}"
            );
        }
    }
}
