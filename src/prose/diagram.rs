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
    let (widest, is_sideways) = widest;
    let mut pen = SvgSanitiser { prefix, widest, is_sideways, is_themed: true, ..SvgSanitiser::default() };
    let refused = || undrawn("it needs something that a page may not hold".into());
    pen.draw(&svg).ok_or_else(refused)?;
    if !pen.is_themed {
        // A colour that no theme knows: the drawing keeps all of its own.
        pen = SvgSanitiser { prefix, widest, is_sideways, ..SvgSanitiser::default() };
        pen.draw(&svg).ok_or_else(refused)?;
    }
    let labels = pen.placed_labels();
    let (view_box, width, height) = pen.whole_box().ok_or_else(|| undrawn("it is too large".into()))?;
    let SvgSanitiser { is_themed, out, .. } = pen;
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

/// How many characters of an edge's label fit on a line, and whether the drawing goes from side to side, where there is only the gap
/// between two boxes.
fn widest(diagram: &Diagram) -> (usize, bool) {
    match diagram {
        Diagram::Flowchart(chart) if matches!(chart.direction, FlowDirection::LeftRight | FlowDirection::RightLeft) => (12, true),
        _ => (22, false),
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

/// So many lines of a label stand between two rows of boxes.
const MAX_LINES: usize = 4;

/// The ground of an edge's label; nothing else has this colour.
const LABEL: &str = "#fdfcf9";

/// Filters the SVG of the Mermaid crate: only known elements and attributes pass, ids get a prefix, colours become classes.
#[derive(Default)]
struct SvgSanitiser<'a> {
    prefix: &'a str,
    widest: usize,
    is_themed: bool,
    is_sideways: bool,
    /// The crate's box of all that is drawn: left, top, right, bottom.
    view_box: [f64; 4],
    /// The box of what was found in it; the crate's own leaves out notes beside the outermost lines of life.
    found: Option<[f64; 4]>,
    /// Whether coordinates are moved somewhere, so that boxes that were found say nothing.
    is_moved: bool,
    /// The text that is being read: where it stands, its anchor, the size of its letters.
    text: Option<(f64, f64, String, f64)>,
    out: String,
    /// Labels of edges, which are drawn last so that no box hides them.
    labels: Vec<EdgeLabel>,
    /// The middle of a label whose text comes next.
    label: Option<(f64, f64)>,
}

/// The label of an edge: its middle, its size, its lines.
struct EdgeLabel {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    lines: Vec<String>,
}

impl EdgeLabel {
    fn meets(&self, other: &Self) -> bool {
        (self.x - other.x).abs() < f64::midpoint(self.width, other.width)
            && (self.y - other.y).abs() < f64::midpoint(self.height, other.height)
    }
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
                Event::Start(tag) => {
                    self.measure(&tag);
                    writer.write_event(Event::Start(self.element(&tag)?)).ok()?;
                }
                Event::Empty(tag) if DROPPED.contains(&tag.local_name().as_ref()) || self.is_label(&tag) => {}
                Event::Empty(tag) => {
                    self.measure(&tag);
                    writer.write_event(Event::Empty(self.element(&tag)?)).ok()?;
                }
                Event::Text(text) => {
                    self.measure_text(&text);
                    writer.write_event(Event::Text(text)).ok()?;
                }
                Event::End(tag) if tag.local_name().as_ref() == "svg" => {}
                event @ (Event::End(_) | Event::GeneralRef(_)) => writer.write_event(event).ok()?,
                Event::Eof => break,
                _ => {}
            }
        }
        self.out = String::from_utf8(writer.into_inner()).ok()?;
        let [left, top, right, bottom] = self.view_box;
        (right > left && bottom > top).then_some(())
    }

    /// Makes room for a box, and for a text.
    fn measure(&mut self, tag: &BytesStart<'_>) {
        let number = |name: &str| value(tag, name).and_then(|text| text.parse::<f64>().ok());
        self.is_moved |= value(tag, "transform").is_some();
        match tag.local_name().as_ref() {
            "rect" => {
                if let (Some(x), Some(y), Some(width), Some(height)) =
                    (number("x"), number("y"), number("width"), number("height"))
                {
                    self.take([x, y, x + width, y + height]);
                }
            }
            "text" | "tspan" => {
                let before = self.text.take().filter(|_| tag.local_name().as_ref() == "tspan");
                let (x, y, anchor, size) = before.unwrap_or((0.0, 0.0, String::new(), 16.0));
                let anchor = value(tag, "text-anchor").unwrap_or(anchor);
                self.text =
                    Some((number("x").unwrap_or(x), number("y").unwrap_or(y), anchor, number("font-size").unwrap_or(size)));
            }
            _ => {}
        }
    }

    fn measure_text(&mut self, text: &str) {
        let Some((x, y, anchor, size)) = &self.text else { return };
        let width = 0.6 * size * count(text.trim().chars().count());
        let left = match anchor.as_str() {
            "middle" => x - width / 2.0,
            "end" => x - width,
            _ => *x,
        };
        if width > 0.0 {
            self.take([left, y - size, left + width, y + size / 2.0]);
        }
    }

    fn take(&mut self, [left, top, right, bottom]: [f64; 4]) {
        let [l, t, r, b] = self.found.unwrap_or([left, top, right, bottom]);
        self.found = Some([l.min(left), t.min(top), r.max(right), b.max(bottom)]);
    }

    /// The box of the whole drawing, as `viewBox`, width and height: the crate's own, and room for what stands out of it.
    fn whole_box(&self) -> Option<(String, u32, u32)> {
        const ROOM: f64 = 8.0;
        let [mut left, mut top, mut right, mut bottom] = self.view_box;
        if let Some([l, t, r, b]) = self.found.filter(|_| !self.is_moved) {
            let outer = |edge: f64, found: f64, room: f64| if (found - edge) * room > 0.0 { found + room } else { edge };
            (left, top) = (outer(left, l, -ROOM), outer(top, t, -ROOM));
            (right, bottom) = (outer(right, r, ROOM), outer(bottom, b, ROOM));
        }
        let (width, height) = (whole(right - left)?, whole(bottom - top)?);
        Some((format!("{} {} {width} {height}", left.floor(), top.floor()), width, height))
    }

    /// The labels of edges as SVG. One that would cover another one stands beside it, or below it where the drawing goes from side to side.
    fn placed_labels(&mut self) -> String {
        const APART: f64 = 4.0;
        let mut placed: Vec<EdgeLabel> = Vec::with_capacity(self.labels.len());
        for mut label in std::mem::take(&mut self.labels) {
            while let Some(other) = placed.iter().find(|other| other.meets(&label)) {
                if self.is_sideways {
                    label.y = other.y + f64::midpoint(other.height, label.height) + APART;
                } else {
                    label.x = other.x + f64::midpoint(other.width, label.width) + APART;
                }
            }
            let EdgeLabel { x, y, width, height, .. } = label;
            self.take([x - width / 2.0, y - height / 2.0, x + width / 2.0, y + height / 2.0]);
            placed.push(label);
        }
        placed.iter().map(|label| self.drawn_label(label)).collect()
    }

    fn drawn_label(&self, EdgeLabel { x, y, width, height, lines }: &EdgeLabel) -> String {
        let (ground, ink) = if self.is_themed { (" class=\"fill-paper\"", " class=\"fill-ink\"") } else { ("", "") };
        let mut out = format!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"#fcfbf8\"{ground}/><text text-anchor=\"middle\" fill=\"#1c2422\" font-size=\"12\"{ink}>",
            x - width / 2.0,
            y - height / 2.0,
        );
        for (number, line) in lines.iter().enumerate() {
            let y = y - height / 2.0 + 15.0 * count(number) + 13.0;
            // Writing to a string cannot fail.
            let _ = write!(out, "<tspan x=\"{x:.1}\" y=\"{y:.1}\">{}</tspan>", escape(line));
        }
        out.push_str("</text>");
        out
    }

    fn root(&mut self, tag: &BytesStart<'_>) -> Option<()> {
        let written = value(tag, "viewBox")?;
        let numbers: Vec<f64> = written.split(' ').filter_map(|part| part.parse().ok()).collect();
        let [left, top, width, height] = numbers[..] else { return None };
        self.view_box = [left, top, left + width, top + height];
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
        // A label of many lines would reach into the boxes above and below.
        let longer = if self.is_sideways { 0 } else { text.chars().count().div_ceil(MAX_LINES) + 4 };
        let lines = lines(&text, self.widest.max(if text.chars().count() > self.widest * MAX_LINES { longer } else { 0 }));
        let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
        let (width, height) = (7.0 * count(longest) + 8.0, 15.0 * count(lines.len()) + 3.0);
        self.labels.push(EdgeLabel { x, y, width, height, lines });
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

    /// Left, top, right and bottom of a drawing.
    fn corners(drawn: &RenderedDiagram) -> [f64; 4] {
        let numbers: Vec<f64> = drawn.view_box.split(' ').map(|part| part.parse().unwrap()).collect();
        [numbers[0], numbers[1], numbers[0] + numbers[2], numbers[1] + numbers[3]]
    }

    /// The boxes in a drawing whose tags hold this, in the same way.
    fn boxes(drawn: &RenderedDiagram, wanted: &str) -> Vec<[f64; 4]> {
        let number = |part: &str, name: &str| part.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?.parse::<f64>().ok();
        let read = |part: &str| {
            let (x, y) = (number(part, "x")?, number(part, "y")?);
            Some([x, y, x + number(part, "width")?, y + number(part, "height")?])
        };
        drawn
            .inside
            .split("<rect")
            .skip(1)
            .map(|part| part.split('>').next().unwrap_or(part))
            .filter(|tag| tag.contains(wanted))
            .filter_map(read)
            .collect()
    }

    #[test]
    fn notes_beside_the_outermost_lines_of_life_are_inside() {
        let source = "sequenceDiagram\n participant K as kubelet\n participant C as runtime\n Note left of K: Pod sync starts here\n K->>C: PullImage\n Note right of C: Pull OCI object now\n";
        let drawn = draw(source, "").unwrap();
        let [left, top, right, bottom] = corners(&drawn);
        for [l, t, r, b] in boxes(&drawn, "") {
            assert!(left <= l && top <= t && r <= right && b <= bottom, "{}", drawn.view_box);
        }
    }

    #[test]
    fn no_label_covers_another_one() {
        for direction in ["TD", "LR"] {
            let source = format!(
                "graph {direction}\n A -->|2. Syncs Pod| B\n B -->|5. Updates Status now and then| A\n B -->|4. Checkpoints State Locally| B\n"
            );
            let drawn = draw(&source, "").unwrap();
            let labels = boxes(&drawn, "#fcfbf8");
            assert_eq!(labels.len(), 3, "{}", drawn.inside);
            for (number, [l, t, r, b]) in labels.iter().enumerate() {
                let covered =
                    labels[..number].iter().any(|[left, top, right, bottom]| l < right && left < r && t < bottom && top < b);
                assert!(!covered, "{direction}: {labels:?}");
            }
            let [_, _, right, bottom] = corners(&drawn);
            assert!(labels.iter().all(|[_, _, r, b]| *r <= right && *b <= bottom));
        }
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
