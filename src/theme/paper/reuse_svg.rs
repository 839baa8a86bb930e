//! An SVG in which what is drawn more than once is written once, and used from there on (SVG 2, 5.6): boxes to tick with their words,
//! heads of tables, feet.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use quick_xml::{Reader, events::Event};

use super::plain_svg::attribute;

/// What is shorter than this gains nothing from a name and references.
const WORTH: usize = 48;

/// What each name begins with; those of letters do not.
const NAME: &str = "_";

/// A group or a path, as byte ranges of the text.
struct Element {
    whole: Range<usize>,
    /// ` transform="…"`, which is where the element stands and not what it is.
    transform: Option<Range<usize>>,
    /// The groups and paths in it, as indexes.
    children: Vec<usize>,
}

/// What an element draws, wherever it stands: its text without its transform.
type Drawn<'s> = (&'s str, &'s str);

/// The same SVG with each repeated group and path written once; `None` when it is not well-formed, or has names of this kind already.
pub fn reuse(svg: &str) -> Option<String> {
    if svg.contains(&format!(" id=\"{NAME}")) {
        return None;
    }
    let (elements, roots) = elements(svg)?;
    let mut times = HashMap::new();
    count(svg, &elements, &roots, &mut times);
    let worth = |((before, behind), times): &(Drawn<'_>, usize)| *times > 1 && before.len() + behind.len() >= WORTH;
    let repeated = times.into_iter().filter(worth).map(|(drawn, _)| drawn).collect();
    let mut writer = Writer { svg, elements: &elements, repeated, names: HashMap::new(), out: String::with_capacity(svg.len()) };
    writer.between(0..svg.len(), &roots);
    Some(writer.out)
}

impl Element {
    fn drawn<'s>(&self, svg: &'s str) -> Drawn<'s> {
        match &self.transform {
            Some(transform) => (&svg[self.whole.start..transform.start], &svg[transform.end..self.whole.end]),
            None => svg[self.whole.clone()].split_at(self.tag(svg).len()),
        }
    }

    /// The beginning of its tag.
    fn tag(&self, svg: &str) -> &'static str {
        if svg[self.whole.start..].starts_with("<g") { "<g" } else { "<path" }
    }
}

/// Counts how often each drawing will be written or referred to: what is in one that was there before is not counted.
fn count<'s>(svg: &'s str, elements: &[Element], among: &[usize], times: &mut HashMap<Drawn<'s>, usize>) {
    for &number in among {
        let element = &elements[number];
        let times_there = times.entry(element.drawn(svg)).or_default();
        *times_there += 1;
        if *times_there == 1 {
            count(svg, elements, &element.children, times);
        }
    }
}

/// All groups and paths outside of definitions, and which of them are in no other one. What is in a definition is for those who name it.
fn elements(svg: &str) -> Option<(Vec<Element>, Vec<usize>)> {
    let mut reader = Reader::from_str(svg);
    let (mut elements, mut roots): (Vec<Element>, Vec<usize>) = (Vec::new(), Vec::new());
    // The open elements: the root, and in it groups by their indexes, or `None` for what is no group.
    let mut open: Vec<Option<usize>> = Vec::new();
    loop {
        let start = usize::try_from(reader.buffer_position()).ok()?;
        let event = reader.read_event().ok()?;
        let end = usize::try_from(reader.buffer_position()).ok()?;
        let has_content = matches!(event, Event::Start(_));
        match event {
            Event::Start(tag) | Event::Empty(tag) => {
                let is_drawn = matches!(tag.name().as_ref(), "g" | "path") && open.iter().skip(1).all(Option::is_some);
                let number = is_drawn.then(|| {
                    let number = elements.len();
                    let parent = open.last().copied().flatten();
                    parent.map_or(&mut roots, |parent: usize| &mut elements[parent].children).push(number);
                    elements.push(Element {
                        whole: start..end,
                        transform: attribute(svg, start..end, "transform"),
                        children: Vec::new(),
                    });
                    number
                });
                if has_content {
                    open.push(number);
                }
            }
            Event::End(_) => {
                if let Some(number) = open.pop()? {
                    elements[number].whole.end = end;
                }
            }
            Event::Eof => return open.is_empty().then_some((elements, roots)),
            _ => {}
        }
    }
}

struct Writer<'s> {
    svg: &'s str,
    elements: &'s [Element],
    /// The drawings that are there more than once, and worth a name.
    repeated: HashSet<Drawn<'s>>,
    /// The names of those of them that are written.
    names: HashMap<Drawn<'s>, String>,
    out: String,
}

impl Writer<'_> {
    /// Writes a range of the text, in which these elements stand.
    fn between(&mut self, range: Range<usize>, elements: &[usize]) {
        let mut from = range.start;
        for &number in elements {
            let whole = self.elements[number].whole.clone();
            self.out.push_str(&self.svg[from..whole.start]);
            self.element(number);
            from = whole.end;
        }
        self.out.push_str(&self.svg[from..range.end]);
    }

    fn element(&mut self, number: usize) {
        let element = &self.elements[number];
        let Element { whole, transform, children } = element;
        let drawn = element.drawn(self.svg);
        if !self.repeated.contains(&drawn) {
            return self.between(whole.clone(), children);
        }
        let place = transform.clone().map_or("", |place| &self.svg[place]);
        if let Some(name) = self.names.get(&drawn) {
            self.out.push_str(&format!("<use href=\"#{name}\"{}/>", moved(place)));
            return;
        }
        let name = format!("{NAME}{}", self.names.len());
        // A reference takes the element with its transform, so that stands around it.
        if !place.is_empty() {
            self.out.push_str(&format!("<g{place}>"));
        }
        let tag = element.tag(self.svg);
        self.out.push_str(&format!("{tag} id=\"{name}\""));
        self.names.insert(drawn, name);
        let behind = whole.start + tag.len();
        match transform {
            Some(transform) => {
                self.out.push_str(&self.svg[behind..transform.start]);
                self.between(transform.end..whole.end, children);
            }
            None => self.between(behind..whole.end, children),
        }
        if !place.is_empty() {
            self.out.push_str("</g>");
        }
    }
}

/// A transform as attributes of a reference, which has shorter ones for a shift.
fn moved(transform: &str) -> String {
    let shift = transform.strip_prefix(" transform=\"translate(").and_then(|rest| rest.strip_suffix(")\""));
    match shift.map(|shift| shift.split_once(' ').unwrap_or((shift, ""))) {
        Some((x, "")) => format!(" x=\"{x}\""),
        Some(("0", y)) => format!(" y=\"{y}\""),
        Some((x, y)) => format!(" x=\"{x}\" y=\"{y}\""),
        None => transform.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOX: &str = "<path fill=\"none\" stroke=\"#525252\" d=\"M0 0h8.5v8.5h-8.5Z\"/>";

    fn at(place: &str, inner: &str) -> String {
        format!("<g transform=\"{place}\"><g clip-path=\"url(#c1)\">{inner}</g></g>")
    }

    #[test]
    fn what_is_drawn_again_is_a_reference() {
        let svg = |inner: &[String]| {
            format!("<svg>{}<defs><path id=\"s0\" d=\"M0 0h8.5v8.5h-8.5v7.25h99Z\"/></defs></svg>", inner.concat())
        };
        let inner = format!("{BOX}<use href=\"#s0\" x=\"3\"/>");
        let places = ["translate(1 2)", "translate(3)", "translate(0 4)", "matrix(1 0 0 -1 0 5)"];
        let again = |place: &str| format!("<use href=\"#_0\" {place}/>");
        let first = format!("<g transform=\"translate(1 2)\"><g id=\"_0\"><g clip-path=\"url(#c1)\">{inner}</g></g></g>");
        let first = first.replacen("<path", "<path id=\"_1\"", 1);
        let rest = ["x=\"3\"", "y=\"4\"", "transform=\"matrix(1 0 0 -1 0 5)\""].map(again);
        let expected = svg(&[first, rest.concat(), "<use href=\"#_1\"/>".to_owned()]);
        let written: Vec<String> = places.iter().map(|place| at(place, &inner)).chain([BOX.to_owned()]).collect();
        assert_eq!(reuse(&svg(&written)).unwrap(), expected);
    }

    #[test]
    fn what_is_short_or_in_a_definition_or_there_once_stays_as_it_is() {
        let path = "<path d=\"M0 0h8\"/>";
        let defined = format!("<defs><clipPath id=\"c\">{BOX}</clipPath><clipPath id=\"d\">{BOX}</clipPath></defs>");
        let svg = format!("<?xml version=\"1.0\"?><svg>{path}{path}<g>{BOX}<g>&lt;</g></g>{defined}</svg>\n");
        assert_eq!(reuse(&svg).unwrap(), svg);
    }

    #[test]
    fn what_is_malformed_or_has_such_names_is_refused() {
        for other in ["<svg><g></svg>", "<svg><g>", "</g>", "<svg><g id=\"_0\"/></svg>"] {
            assert_eq!(reuse(other), None, "{other}");
        }
    }
}
