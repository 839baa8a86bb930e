//! Mermaid source → SVG. The one door to the crate that draws it.
//!
//! The crate's SVG is read piece by piece and only what is known passes: no style sheet, no inline style, no script, no
//! link. Colours stay as attributes, for a page without a style sheet; where all of them are the crate's own, each gets
//! a class beside it, so that a theme can give it another colour by day and by night.

use std::{fmt::Write as _, panic::catch_unwind};

use mermaid_svg::{
    Diagram, ParseError, Theme,
    ast::{DiagramMeta, FlowDirection},
};
use quick_xml::{
    Reader, Writer, XmlVersion,
    events::{BytesEnd, BytesStart, Event},
};

use super::escape;

/// A diagram rendered to SVG.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RenderedDiagram {
    /// Its `accTitle`, or else its title.
    pub name: Option<String>,
    /// Its `viewBox`.
    pub view_box: String,
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
    /// Whether every colour has a class, so that it can be drawn on a dark page.
    pub is_themed: bool,
    /// The markup inside its `<svg>` element.
    pub inside: String,
}

impl RenderedDiagram {
    /// The diagram as a complete SVG document, in its light colours.
    #[must_use]
    pub fn standalone(&self) -> String {
        let Self { view_box, width, height, inside, .. } = self;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{view_box}\" width=\"{width}\" height=\"{height}\">{inside}</svg>"
        )
    }
}

/// Why a diagram could not be rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiagramError {
    /// What is wrong, in words for a finding.
    pub message: String,
    /// The 1-based line of the diagram's source, without its fence.
    pub line: Option<usize>,
}

/// The longest source of a diagram, in bytes.
const MAX_LENGTH: usize = 64 * 1024;

/// The crate's colours that we choose, and those that it has built in, each with the part that it plays.
const PARTS: &[(&str, &str)] = &[
    ("#1c2422", "ink"),
    ("#333", "ink"),
    ("black", "ink"),
    ("#54605c", "soft"),
    ("#666", "soft"),
    ("#84897f", "edge"),
    ("#fcfbf8", "paper"),
    ("#fff", "paper"),
    ("white", "paper"),
    ("#f4f2ec", "box"),
    ("#f9f7f1", "group"),
    ("#fbf1dd", "note"),
    ("#7a4a00", "note-edge"),
];

/// Elements that are left out with all that is in them, and are not missed.
const DROPPED: &[&str] = &["title", "desc", "style", "script", "animate", "animateTransform", "set"];

/// Whether an SVG element may pass.
fn is_known(name: &str) -> bool {
    let shapes = ["path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"];
    let helpers = ["g", "defs", "marker", "clipPath", "linearGradient", "stop", "pattern", "filter"];
    let effects = ["feDropShadow", "feGaussianBlur", "feOffset", "feMerge", "feMergeNode"];
    shapes.contains(&name) || helpers.contains(&name) || effects.contains(&name)
}

/// Renders Mermaid source to SVG. Its ids begin with `prefix`, so that diagrams on one page share none.
///
/// # Errors
/// When the source is longer than 64 KiB or cannot be parsed, or its SVG holds what a page may not.
pub fn draw(source: &str, prefix: &str) -> Result<RenderedDiagram, DiagramError> {
    if source.len() > MAX_LENGTH {
        return Err(undrawn("it is too large".into()));
    }
    // The crate is given whatever somebody types.
    let made = catch_unwind(|| {
        let (diagram, meta) = mermaid_svg::parse_with_meta(source).map_err(|error| failed(&error))?;
        let svg = mermaid_svg::render_diagram_with(&diagram, &theme()).map_err(|error| undrawn(error.to_string()))?;
        Ok((svg, widest(&diagram), name(meta)))
    });
    let (svg, widest, name) = made.map_err(|_| undrawn("it cannot be read".into()))??;
    let mut pen = SvgSanitiser { prefix, widest, is_themed: true, ..SvgSanitiser::default() };
    let refused = || undrawn("it needs something that a page may not hold".into());
    pen.draw(&svg).ok_or_else(refused)?;
    if !pen.is_themed {
        // A colour that no theme knows: the drawing keeps all of its own.
        pen = SvgSanitiser { prefix, widest, ..SvgSanitiser::default() };
        pen.draw(&svg).ok_or_else(refused)?;
    }
    let SvgSanitiser { is_themed, view_box, width, height, out, labels, .. } = pen;
    Ok(RenderedDiagram { name, view_box, width, height, is_themed, inside: out + &labels })
}

fn undrawn(message: String) -> DiagramError {
    DiagramError { message, line: None }
}

fn failed(error: &ParseError) -> DiagramError {
    match error {
        ParseError::Syntax { message, line, .. } => {
            let message = message.strip_suffix(" at: ''").unwrap_or(message).replace('\'', "`");
            DiagramError { message, line: Some(*line) }
        }
        ParseError::UnknownDiagramType(found) => {
            DiagramError { message: format!("there is no diagram `{found}`"), line: Some(1) }
        }
        ParseError::Empty => undrawn("it is empty".into()),
        other => undrawn(other.to_string()),
    }
}

fn name(meta: DiagramMeta) -> Option<String> {
    meta.acc_title.or(meta.title)
}

/// How many characters of an edge's label fit on a line. From side to side there is only the gap between two boxes.
fn widest(diagram: &Diagram) -> usize {
    match diagram {
        Diagram::Flowchart(chart) if matches!(chart.direction, FlowDirection::LeftRight | FlowDirection::RightLeft) => 12,
        _ => 22,
    }
}

/// The crate's theme with a colour of its own for each part.
fn theme() -> Theme {
    Theme {
        fg: "#1c2422".into(),
        fg_muted: "#54605c".into(),
        bg: "#fcfbf8".into(),
        actor_fill: "#f4f2ec".into(),
        actor_stroke: "#84897f".into(),
        lifeline: "#84897f".into(),
        arrow_stroke: "#54605c".into(),
        note_fill: "#fbf1dd".into(),
        note_stroke: "#7a4a00".into(),
        activation_fill: "#f9f7f1".into(),
        activation_stroke: "#84897f".into(),
        frame_label_fill: "#f4f2ec".into(),
        flow_node_fill: "#f4f2ec".into(),
        flow_node_stroke: "#84897f".into(),
        flow_edge_stroke: "#54605c".into(),
        flow_label_bg: LABEL.into(),
        flow_cluster_fill: "#f9f7f1".into(),
        flow_cluster_stroke: "#84897f".into(),
        ..Theme::default_theme()
    }
}

/// The ground of an edge's label; nothing else has this colour.
const LABEL: &str = "#fdfcf9";

/// Filters the SVG of the Mermaid crate: only known elements and attributes pass, ids get a prefix, colours become classes.
#[derive(Default)]
struct SvgSanitiser<'a> {
    prefix: &'a str,
    widest: usize,
    is_themed: bool,
    view_box: String,
    width: u32,
    height: u32,
    out: String,
    /// Labels of edges, which are drawn last so that no box hides them.
    labels: String,
    /// The middle of a label whose text comes next.
    label: Option<(f64, f64)>,
}

impl SvgSanitiser<'_> {
    /// Reads the crate's SVG; `None` when it holds what may not pass.
    fn draw(&mut self, svg: &str) -> Option<()> {
        let mut reader = Reader::from_str(svg);
        let mut writer = Writer::new(Vec::new());
        loop {
            match reader.read_event().ok()? {
                Event::Start(tag) if tag.local_name().as_ref() == "svg" => self.root(&tag)?,
                Event::Start(tag) if DROPPED.contains(&tag.local_name().as_ref()) => {
                    let end = tag.to_end().into_owned();
                    reader.read_to_end(end.name()).ok()?;
                }
                Event::Start(tag) if tag.local_name().as_ref() == "text" && self.label.is_some() => {
                    let end = tag.to_end().into_owned();
                    let text = reader.read_text(end.name()).ok()?;
                    self.label(&text)?;
                }
                Event::Start(tag) if tag.local_name().as_ref() == "a" => {
                    writer.write_event(Event::Start(BytesStart::new("g"))).ok()?;
                }
                Event::End(tag) if tag.local_name().as_ref() == "a" => {
                    writer.write_event(Event::End(BytesEnd::new("g"))).ok()?;
                }
                Event::Start(tag) => writer.write_event(Event::Start(self.element(&tag)?)).ok()?,
                Event::Empty(tag) if DROPPED.contains(&tag.local_name().as_ref()) || self.is_label(&tag) => {}
                Event::Empty(tag) => writer.write_event(Event::Empty(self.element(&tag)?)).ok()?,
                Event::End(tag) if tag.local_name().as_ref() == "svg" => {}
                event @ (Event::End(_) | Event::Text(_) | Event::GeneralRef(_)) => writer.write_event(event).ok()?,
                Event::Eof => break,
                _ => {}
            }
        }
        self.out = String::from_utf8(writer.into_inner()).ok()?;
        (self.width > 0 && self.height > 0).then_some(())
    }

    fn root(&mut self, tag: &BytesStart<'_>) -> Option<()> {
        self.view_box = value(tag, "viewBox")?;
        let numbers: Vec<f64> = self.view_box.split(' ').filter_map(|part| part.parse().ok()).collect();
        let [_, _, width, height] = numbers[..] else { return None };
        (self.width, self.height) = (whole(width)?, whole(height)?);
        Some(())
    }

    /// An element with the attributes that may pass.
    fn element(&mut self, tag: &BytesStart<'_>) -> Option<BytesStart<'static>> {
        let name = tag.local_name().as_ref().to_owned();
        if !is_known(&name) {
            return None;
        }
        let mut element = BytesStart::new(name);
        let mut classes = Vec::new();
        for attribute in tag.attributes() {
            let attribute = attribute.ok()?;
            let key = attribute.key.as_ref().to_owned();
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned();
            match key.as_str() {
                "style" | "class" | "href" | "xlink:href" => {}
                key if key.starts_with("on") || key.starts_with("aria-") || key.starts_with("data-") => {}
                "id" => element.push_attribute(("id", format!("{}{value}", self.prefix).as_str())),
                "fill" | "stroke" | "stop-color" | "flood-color" => {
                    self.colour(&key, &value, &mut classes);
                    element.push_attribute((key.as_str(), self.local(&value).as_str()));
                }
                _ => element.push_attribute((key.as_str(), self.local(&value).as_str())),
            }
        }
        if self.is_themed && !classes.is_empty() {
            element.push_attribute(("class", classes.join(" ").as_str()));
        }
        Some(element)
    }

    /// `url(#arrow)` with the prefix of this drawing's ids.
    fn local(&self, value: &str) -> String {
        value.replace("url(#", &format!("url(#{}", self.prefix))
    }

    fn colour(&mut self, key: &str, value: &str, classes: &mut Vec<String>) {
        let value = value.to_ascii_lowercase();
        if matches!(value.as_str(), "none" | "transparent" | "currentcolor") || value.starts_with("url(") {
            return;
        }
        match PARTS.iter().find(|part| part.0 == value) {
            Some((_, part)) if matches!(key, "fill" | "stroke") => classes.push(format!("{key}-{part}")),
            _ => self.is_themed = false,
        }
    }

    /// Whether an element is the ground of an edge's label; it is drawn with its text.
    fn is_label(&mut self, tag: &BytesStart<'_>) -> bool {
        let is_label = tag.local_name().as_ref() == "rect" && value(tag, "fill").as_deref() == Some(LABEL);
        if is_label {
            let number = |name: &str| value(tag, name).and_then(|text| text.parse::<f64>().ok());
            let middle = |from: Option<f64>, length: Option<f64>| Some(from? + length? / 2.0);
            self.label = middle(number("x"), number("width")).zip(middle(number("y"), number("height")));
        }
        is_label
    }

    /// Renders the label of an edge, wrapped into lines.
    fn label(&mut self, text: &str) -> Option<()> {
        let (x, y) = self.label.take()?;
        let text = quick_xml::escape::unescape(text).ok()?;
        let lines = lines(&text, self.widest);
        let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
        let (width, height) = (7.0 * count(longest) + 8.0, 15.0 * count(lines.len()) + 3.0);
        let (ground, ink) = if self.is_themed { (" class=\"fill-paper\"", " class=\"fill-ink\"") } else { ("", "") };
        write!(
            self.labels,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"#fcfbf8\"{ground}/><text text-anchor=\"middle\" fill=\"#1c2422\" font-size=\"12\"{ink}>",
            x - width / 2.0,
            y - height / 2.0,
        )
        .ok()?;
        for (number, line) in lines.iter().enumerate() {
            let y = y - height / 2.0 + 15.0 * count(number) + 13.0;
            write!(self.labels, "<tspan x=\"{x:.1}\" y=\"{y:.1}\">{}</tspan>", escape(line)).ok()?;
        }
        self.labels.push_str("</text>");
        Some(())
    }
}

fn value(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.try_get_attribute(name).ok()??;
    Some(found.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

/// Wraps words into lines of at most `widest` characters; a longer word has a line of its own.
fn lines(text: &str, widest: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= widest => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::from(u32::MAX), f64::from)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is looked at first")]
fn whole(length: f64) -> Option<u32> {
    let length = length.ceil();
    (1.0..=100_000.0).contains(&length).then_some(length as u32)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FLOW: &str =
        "flowchart LR\n  a[Play & learn] -->|it is going to production| b{Green-light}\n  click a \"javascript:alert(1)\"\n";

    #[test]
    fn a_drawing_holds_no_style_no_script_and_no_link() {
        let drawn = draw(FLOW, "x-").unwrap();
        assert!(drawn.is_themed && drawn.width > 0 && drawn.height > 0, "{drawn:?}");
        for refused in ["style=", "<style", "<script", "onclick", "href", "<a ", "aria-", "foreignObject"] {
            assert!(!drawn.inside.contains(refused), "{refused} in {}", drawn.inside);
        }
        assert!(drawn.inside.contains("id=\"x-arrow") && drawn.inside.contains("url(#x-arrow"), "{}", drawn.inside);
        assert!(drawn.inside.contains("Play &amp; learn"), "{}", drawn.inside);
    }

    #[test]
    fn a_long_label_takes_several_lines_and_is_drawn_last() {
        let drawn = draw(FLOW, "").unwrap();
        let texts: Vec<&str> = drawn.inside.split("<tspan").skip(1).filter_map(|part| part.split(['>', '<']).nth(1)).collect();
        assert_eq!(texts, ["it is going", "to", "production"]);
        assert!(drawn.inside.ends_with("</tspan></text>"));
    }

    #[test]
    fn colours_of_the_authors_own_keep_the_light_ground() {
        let drawn = draw("flowchart TD\n a --> b\n style a fill:#f9f\n", "").unwrap();
        assert!(!drawn.is_themed && !drawn.inside.contains("class="), "{}", drawn.inside);
    }

    #[test]
    fn what_cannot_be_drawn_says_where_and_why() {
        assert_eq!(draw("nonsense\n", ""), Err(DiagramError { message: "there is no diagram `nonsense`".into(), line: Some(1) }));
        assert_eq!(draw("flowchart TD\n a -->\n", "").unwrap_err().line, Some(2));
        assert_eq!(draw(" \n", "").unwrap_err().line, None);
    }

    #[test]
    fn all_kinds_pass() {
        for source in [
            "sequenceDiagram\n A->>B: Ask\n Note over A,B: soon\n loop daily\n B-->>A: Tell\n end\n",
            "stateDiagram-v2\n [*] --> One\n One --> [*] : done\n",
            "classDiagram\n Animal <|-- Duck\n Animal : +int age\n",
            "erDiagram\n SERVICE ||--o{ DUTY : has\n",
            "gantt\n title Launch\n dateFormat YYYY-MM-DD\n section A\n Checklist :a1, 2024-01-01, 30d\n",
            "pie title Cost\n \"Compute\" : 40\n \"Storage\" : 60\n",
            "mindmap\n root((Path))\n  Playground\n  Green-light\n",
            "timeline\n title Path\n 2024 : Playground\n 2025 : Production\n",
            "gitGraph\n commit\n branch dev\n commit\n",
            "journey\n title Day\n section Go\n Build: 5: Me\n",
            "quadrantChart\n title Reach\n x-axis Low --> High\n y-axis Few --> Many\n A: [0.3, 0.6]\n",
        ] {
            let drawn = draw(source, "x-").unwrap_or_else(|error| panic!("{source}: {error:?}"));
            assert!(!drawn.inside.contains(" style="), "{source}");
            assert_eq!(draw(source, "x-").unwrap(), drawn);
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_drawn_or_refused(lines in "(flowchart (TD|LR)|sequenceDiagram|stateDiagram-v2|erDiagram|classDiagram|gantt|pie)(\n[ a-cA-C:;>|\\[\\]{}()\"#&<=.,*/%~o-]{0,24}){0,8}") {
            if let Ok(drawn) = draw(&lines, "x-") {
                prop_assert!(!drawn.inside.contains("<script") && !drawn.inside.contains(" style="));
            }
        }
    }
}
