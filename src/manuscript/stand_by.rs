//! Writes `reviewed` into the front matter of a page, in place: every other byte stays.
//!
//! Afterwards the text is read again. A text that does not say what it should is not given back, so that a way of writing that
//! is not foreseen here is refused instead of spoilt.

use std::{fmt, ops::Range};

use jiff::civil::Date;

use super::{
    Page, Reviewed,
    edit::eol,
    page::{self, front_matter},
};
use crate::{
    diagnostic::Findings,
    source::{SourcePath, Sources},
    yaml::{self, Key, Node, NodeKind},
};

/// The key that is written.
const KEY: &str = "reviewed";

/// What a page is called while it is read: nothing depends on it.
const PLACE: &str = "content/page.md";

/// A look at a page.
#[derive(Debug, Clone, Copy)]
pub struct NewLook<'a> {
    /// The day.
    pub on: Date,
    /// The id of the role or the domain that looked; `None` leaves it as the page says it.
    pub by: Option<&'a str>,
}

/// A page with a look written into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stood {
    /// The new text.
    pub text: String,
    /// What the look means for the page.
    pub outcome: Outcome,
}

/// What a look means for a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nobody knows what it said at the look before, or there was none.
    Reviewed,
    /// It says the same as at the look before, since this day.
    Confirmed(Date),
    /// It says something else than at the look before.
    Changed,
}

/// The front matter cannot be read, or is written in a way that cannot be changed in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotWritten;

impl fmt::Display for NotWritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the front matter is written in a way that cannot be changed in place")
    }
}

impl std::error::Error for NotWritten {}

/// The text of a page with `reviewed` as this look makes it: its day, who looked, and the digest of what the page says.
///
/// # Errors
/// When the front matter cannot be read, or is written in a way that cannot be changed in place.
pub fn stand_by(text: &str, look: NewLook<'_>) -> Result<Stood, NotWritten> {
    let before = read(text)?;
    let reviewed = before.meta.reviewed.as_ref();
    let digest = before.short_digest();
    let outcome = match reviewed.and_then(|reviewed| Some((reviewed, reviewed.text.as_ref()?))) {
        None => Outcome::Reviewed,
        Some((reviewed, text)) if text.value.0 == digest => {
            Outcome::Confirmed(reviewed.since.as_ref().unwrap_or(&reviewed.on).value.min(look.on))
        }
        Some(_) => Outcome::Changed,
    };
    let since = match outcome {
        Outcome::Confirmed(day) if day < look.on => Some(day),
        // A day that stands there is taken along.
        Outcome::Reviewed | Outcome::Confirmed(_) | Outcome::Changed => {
            reviewed.and_then(|reviewed| reviewed.since.as_ref()).map(|_| look.on)
        }
    };
    let keys: Vec<(&str, String)> = [
        ("on", Some(look.on.to_string())),
        ("by", look.by.map(str::to_owned)),
        ("text", Some(digest)),
        ("since", since.map(|day| day.to_string())),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some((key, value?)))
    .collect();
    let made = write(text, &keys)?;
    let after = read(&made)?;
    let is_as_wanted = says(after.meta.reviewed.as_ref(), &keys)
        && after.short_digest() == before.short_digest()
        && said_beside(&made) == said_beside(text)
        && other_keys(&made)? == other_keys(text)?;
    if is_as_wanted { Ok(Stood { text: made, outcome }) } else { Err(NotWritten) }
}

fn read(text: &str) -> Result<Page, NotWritten> {
    let mut sources = Sources::default();
    let file = sources.add(SourcePath::new(PLACE), text.into(), true);
    front_node(text)?;
    Ok(page::read(sources.file(file), &mut Findings::default()))
}

/// The comments in the front matter, and the body.
fn said_beside(text: &str) -> (Vec<&str>, &str) {
    let (front, body) = front_matter(text);
    let lines = front.map_or("", |range| &text[range]).lines();
    (lines.filter(|line| line.trim_start().starts_with('#')).collect(), text[body..].trim_start())
}

/// What the other keys of the front matter say.
fn other_keys(text: &str) -> Result<Vec<(String, Said)>, NotWritten> {
    let (_, node) = front_node(text)?;
    let entries = match node.map(|node| node.kind) {
        Some(NodeKind::Map(entries)) => entries,
        Some(NodeKind::Null) | None => Vec::new(),
        Some(NodeKind::Scalar(_) | NodeKind::List(_)) => return Err(NotWritten),
    };
    Ok(entries.into_iter().filter(|(key, _)| key.text != KEY).map(|(key, node)| (key.text, Said::of(node))).collect())
}

/// What a node says, wherever it stands.
#[derive(PartialEq)]
enum Said {
    Nothing,
    Text(String),
    List(Vec<Said>),
    Map(Vec<(String, Said)>),
}

impl Said {
    fn of(node: Node) -> Self {
        match node.kind {
            NodeKind::Null => Self::Nothing,
            NodeKind::Scalar(scalar) => Self::Text(scalar.text),
            NodeKind::List(nodes) => Self::List(nodes.into_iter().map(Self::of).collect()),
            NodeKind::Map(entries) => Self::Map(entries.into_iter().map(|(key, node)| (key.text, Self::of(node))).collect()),
        }
    }
}

/// The front matter of a page, as a range of its text and as a node; neither without one.
fn front_node(text: &str) -> Result<(Option<Range<usize>>, Option<Node>), NotWritten> {
    let (Some(front), _) = front_matter(text) else { return Ok((None, None)) };
    let mut sources = Sources::default();
    let file = sources.add(SourcePath::new(PLACE), text.into(), true);
    let node = yaml::parse(sources.file(file), front.clone()).map_err(|_| NotWritten)?;
    Ok((Some(front), Some(node)))
}

fn says(reviewed: Option<&Reviewed>, keys: &[(&str, String)]) -> bool {
    let Some(Reviewed { on, by, text, since }) = reviewed else { return false };
    keys.iter().all(|(key, value)| match *key {
        "on" => on.value.to_string() == *value,
        "by" => by.as_ref().is_some_and(|by| by.as_str() == value),
        "text" => text.as_ref().is_some_and(|text| text.value.0 == *value),
        _ => since.as_ref().is_some_and(|since| since.value.to_string() == *value),
    })
}

/// The text with these keys below `reviewed`.
fn write(text: &str, keys: &[(&str, String)]) -> Result<String, NotWritten> {
    let eol = eol(text);
    let mapping = keys.iter().map(|(key, value)| format!("{key}: {value}")).collect::<Vec<_>>().join(", ");
    let (Some(front), Some(node)) = front_node(text)? else {
        return Ok(format!("---{eol}{KEY}: {{{mapping}}}{eol}---{eol}{eol}{text}"));
    };
    let entries = match &node.kind {
        NodeKind::Map(entries) => entries.as_slice(),
        NodeKind::Null => &[],
        NodeKind::Scalar(_) | NodeKind::List(_) => return Err(NotWritten),
    };
    let splices = match entries.iter().find(|(key, _)| key.text == KEY) {
        None => vec![(front.end..front.end, format!("{KEY}: {{{mapping}}}{eol}"))],
        Some((_, Node { kind: NodeKind::Scalar(_), span })) => vec![(span.range(), format!("{{{mapping}}}"))],
        Some((key, Node { kind: NodeKind::Null, .. })) => {
            let colon = key.span.range().end + text[key.span.range().end..].find(':').ok_or(NotWritten)? + 1;
            vec![(colon..colon, format!(" {{{mapping}}}"))]
        }
        Some((key, Node { kind: NodeKind::Map(inner), .. })) => in_mapping(text, key, inner, keys, eol)?,
        Some((_, Node { kind: NodeKind::List(_), .. })) => return Err(NotWritten),
    };
    Ok(spliced(text, splices))
}

/// Changes values where their keys stand, and writes the other keys behind the last one.
fn in_mapping(
    text: &str,
    key: &Key,
    inner: &[(Key, Node)],
    keys: &[(&str, String)],
    eol: &str,
) -> Result<Vec<(Range<usize>, String)>, NotWritten> {
    let (first, last) = inner.first().zip(inner.last()).ok_or(NotWritten)?;
    let is_flow = text[key.span.range().end..first.0.span.range().start].contains('{');
    let line_start = text[..first.0.span.range().start].rfind('\n').map_or(0, |at| at + 1);
    let indent = &text[line_start..first.0.span.range().start];
    let mut splices = Vec::new();
    let mut more = String::new();
    for (name, value) in keys {
        match inner.iter().find(|(key, _)| key.text == *name) {
            Some((_, Node { kind: NodeKind::Scalar(_), span })) => splices.push((span.range(), value.clone())),
            Some(_) => return Err(NotWritten),
            None if is_flow => more.push_str(&format!(", {name}: {value}")),
            None => more.push_str(&format!("{indent}{name}: {value}{eol}")),
        }
    }
    let behind = last.1.span.range().end;
    // In a block a comment may stand behind the value.
    let at = if is_flow { behind } else { behind + text[behind..].find('\n').ok_or(NotWritten)? + 1 };
    if !more.is_empty() {
        splices.push((at..at, more));
    }
    Ok(splices)
}

/// The text with each range replaced. The ranges do not overlap.
fn spliced(text: &str, mut splices: Vec<(Range<usize>, String)>) -> String {
    splices.sort_by_key(|(range, _)| (range.start, range.end));
    let mut made = text.to_owned();
    for (range, value) in splices.into_iter().rev() {
        made.replace_range(range, &value);
    }
    made
}
