//! Events → inlines.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag};

use super::{MAX_DEPTH, Piece, Reader, addresses::bare_addresses};
use crate::{
    diagnostic::{Code, Diagnostic, conflict_marker},
    prose::{Inline, Label, Link, LinkKind, tree_text},
    source::Spanned,
};

impl<'t, I: Iterator<Item = (Event<'t>, Range<usize>)>> Reader<'t, '_, '_, I> {
    /// Reads inlines up to the end of the block or the span that is open.
    pub(super) fn inlines(&mut self, depth: usize) -> Vec<Inline> {
        let mut inlines = Vec::new();
        while let Some((event, range)) = self.events.next() {
            if let Event::End(_) = event {
                break;
            }
            if depth > MAX_DEPTH {
                self.skip(&event, range);
                continue;
            }
            if let Ok(more) = self.try_inline(event, range, depth) {
                for inline in more {
                    push(inline, &mut inlines);
                }
            }
        }
        inlines
    }

    /// Reads an inline, or gives the event back when it is a block.
    pub(super) fn try_inline(
        &mut self,
        event: Event<'t>,
        range: Range<usize>,
        depth: usize,
    ) -> Result<Vec<Inline>, (Event<'t>, Range<usize>)> {
        Ok(vec![match event {
            Event::Text(text) => return Ok(self.text(&text, range)),
            Event::Code(text) => {
                self.code.push(range);
                Inline::Code(text.to_string())
            }
            Event::InlineHtml(html) => {
                self.code.push(range.clone());
                self.verbatim.read(&html);
                Inline::Html(self.html(Piece { html: html.to_string(), lines: vec![(0, range.start)] }))
            }
            Event::SoftBreak => Inline::Text("\n".into()),
            Event::HardBreak => Inline::Break,
            Event::TaskListMarker(done) => Inline::Task(done),
            Event::FootnoteReference(name) => {
                let next = self.footnotes.len();
                let (number, mentions) = self.footnotes.entry(name.to_lowercase()).or_insert((next, 0));
                *mentions += 1;
                Inline::Footnote(*number, *mentions - 1)
            }
            Event::Start(Tag::Emphasis) => Inline::Emphasis(self.inlines(depth + 1)),
            Event::Start(Tag::Strong) => Inline::Strong(self.inlines(depth + 1)),
            Event::Start(Tag::Strikethrough) => Inline::Strike(self.inlines(depth + 1)),
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let kind = if link_type == LinkType::ShortcutUnknown { LinkKind::Shorthand } else { LinkKind::Link };
                let to = if link_type == LinkType::Email { format!("mailto:{dest_url}") } else { dest_url.to_string() };
                let title = self.label(&title, range.clone());
                let number = self.link(kind, to, (&dest_url, &id), range);
                self.links_open += 1;
                let inner = self.inlines(depth + 1);
                self.links_open -= 1;
                Inline::Link(number, title, inner)
            }
            Event::Start(Tag::Image { dest_url, title, id, .. }) => {
                let whole = range.clone();
                let title = self.label(&title, range.clone());
                let number = self.link(LinkKind::Image, dest_url.to_string(), (&dest_url, &id), range);
                self.links_open += 1;
                let alt = self.inlines(depth + 1);
                self.links_open -= 1;
                if tree_text(&alt, &self.prose).trim().is_empty() {
                    let span = self.place.span(whole);
                    let found = Diagnostic::new(Code::MissingAlt, span, "this picture has no text for those who do not see it");
                    self.findings.push(found.help(
                        "say in the brackets what it shows; one that only decorates is written as `<img src=\"…\" alt=\"\">`",
                    ));
                }
                Inline::Image(number, title, alt)
            }
            event => return Err((event, range)),
        }])
    }

    /// Adds a link; `written` is its destination, and the name by which that is defined, which is empty where it stands in place.
    fn link(&mut self, kind: LinkKind, to: String, (written, name): (&str, &str), range: Range<usize>) -> usize {
        let defined = if name.is_empty() { None } else { self.link_definitions.get(&name.to_lowercase()) };
        if let Some(defined) = defined {
            let used = Some(self.place.span(range));
            self.prose.links.push(Link { kind, to: Spanned::new(to, self.place.span(defined.clone())), used });
            return self.prose.links.len() - 1;
        }
        // The crate's span covers the whole link; the destination is looked up in it, behind the text.
        let whole = &self.text[range.clone()];
        let behind = whole.rfind("](").map_or(0, |n| n + 2);
        let found = whole[behind..].find(written).map(|offset| behind + offset).or_else(|| whole.rfind(written));
        let place = match found.filter(|_| !written.is_empty()) {
            Some(offset) => range.start + offset..range.start + offset + written.len(),
            None => range,
        };
        let to = if to.contains("{{") { with_escapes(&to, &whole[behind..]) } else { to };
        self.prose.links.push(Link { kind, to: Spanned::new(to, self.place.span(place)), used: None });
        self.prose.links.len() - 1
    }

    /// A footnote that is defined is none of the text; one that is left in it has no definition.
    fn look_for_footnotes(&mut self, range: Range<usize>) {
        if !self.is_markdown {
            return;
        }
        let written = &self.text[range.clone()];
        for (at, _) in written.match_indices("[^").filter(|&(at, _)| !written[..at].ends_with('\\')) {
            // It ends where its name does; to look for a bracket far behind would take long where there are many of these.
            let rest = &written[at + 2..];
            let end = rest.find(|c: char| c.is_whitespace() || matches!(c, ']' | '[' | '\\')).unwrap_or(rest.len());
            let name = &rest[..end];
            if name.is_empty() || !rest[end..].starts_with(']') {
                continue;
            }
            let span = self.place.span(range.start + at..range.start + at + name.len() + 3);
            self.findings.push(
                Diagnostic::new(Code::UndefinedReference, span, format!("there is no footnote `{name}` on this page"))
                    .help(format!("add a line `[^{name}]: text`, or put back-ticks around what is code")),
            );
        }
    }

    /// A text with its names and its bare addresses.
    pub(super) fn text(&mut self, text: &str, range: Range<usize>) -> Vec<Inline> {
        let inlines = self.words(text, range.clone());
        if self.links_open > 0 || self.verbatim.any() || !self.is_markdown {
            return inlines;
        }
        let mut seen = range.start;
        let mut linked = Vec::with_capacity(inlines.len());
        for inline in inlines {
            match inline {
                Inline::Text(text) => self.addresses(text, (&mut seen, range.end), &mut linked),
                inline => linked.push(inline),
            }
        }
        linked
    }

    /// Splits a text at its bare addresses; `at` is where the search for them in the source goes on, and where it ends.
    fn addresses(&mut self, text: String, at: (&mut usize, usize), inlines: &mut Vec<Inline>) {
        let (seen, end) = at;
        let found = bare_addresses(&text);
        let mut done = 0;
        for (address, to) in found {
            let shown = &text[address.clone()];
            let place = match self.text[*seen..end].find(shown) {
                Some(offset) => *seen + offset..*seen + offset + shown.len(),
                None => *seen..end,
            };
            *seen = if place.end - place.start == shown.len() { place.end } else { *seen };
            if address.start > done {
                inlines.push(Inline::Text(text[done..address.start].to_owned()));
            }
            let to = Spanned::new(to, self.place.span(place));
            self.prose.links.push(Link { kind: LinkKind::Link, to, used: None });
            let inner = vec![Inline::Text(shown.to_owned())];
            inlines.push(Inline::Link(self.prose.links.len() - 1, Vec::new(), inner));
            done = address.end;
        }
        if done == 0 {
            inlines.push(Inline::Text(text));
        } else if done < text.len() {
            inlines.push(Inline::Text(text[done..].to_owned()));
        }
    }

    /// A text and its `{{names}}`.
    pub(super) fn words(&mut self, text: &str, range: Range<usize>) -> Vec<Inline> {
        let is_line = range.start == 0 || self.text[..range.start].ends_with('\n');
        let place = self.place;
        let marker =
            conflict_marker(&self.text[range.clone()], |inside| place.span(range.start + inside.start..range.start + inside.end));
        match marker.filter(|_| self.is_page && is_line) {
            Some(found) => self.findings.push(found),
            None => self.prose.words.push(Spanned::new(text.to_owned(), self.place.span(range.clone()))),
        }
        self.look_for_footnotes(range.clone());
        self.label(text, range)
    }

    /// A text that is no prose, such as a title: split at its `{{names}}`. A backslash before the braces keeps them as they are.
    pub(super) fn label(&mut self, text: &str, range: Range<usize>) -> Label {
        if text.is_empty() {
            return Vec::new();
        }
        if !text.contains("{{") {
            return vec![Inline::Text(text.to_owned())];
        }
        let written = &self.text[range.clone()];
        let mut inlines = Vec::new();
        let (mut plain, mut rest, mut seen, mut misses) = (String::new(), text, 0, 0);
        while let Some(open) = rest.find("{{") {
            let (before, from) = rest.split_at(open);
            plain.push_str(before);
            let Some(length) = variable_end(from) else {
                plain.push_str("{{");
                rest = &from[2..];
                continue;
            };
            let whole = &from[..length + 2];
            rest = &from[length + 2..];
            // One that is written in another way, as with an entity, is none; each such one costs a look at all that follows.
            let found = if misses < MISSES { written[seen..].find(whole) } else { None };
            misses += usize::from(found.is_none());
            match found {
                Some(offset) if !written[..seen + offset].ends_with('\\') => {
                    let start = range.start + seen + offset;
                    seen += offset + whole.len();
                    if !plain.is_empty() {
                        inlines.push(Inline::Text(std::mem::take(&mut plain)));
                    }
                    let span = self.place.span(start..start + whole.len());
                    inlines.push(Inline::Variable(self.prose.variables.len()));
                    self.prose.variables.push(Spanned::new(whole[2..whole.len() - 2].trim().to_owned(), span));
                }
                _ => plain.push_str(whole),
            }
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            inlines.push(Inline::Text(plain));
        }
        inlines
    }
}

/// Adds an inline; texts that meet become one, so that a term may stand across a line's end.
pub(super) fn push(inline: Inline, inlines: &mut Vec<Inline>) {
    match (inlines.last_mut(), inline) {
        (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(&text),
        (_, inline) => inlines.push(inline),
    }
}

/// A destination with the backslashes that keep its braces as they are; `written` is its source, in which they stand.
fn with_escapes(to: &str, written: &str) -> String {
    let mut escaped = written.match_indices("{{").map(|(at, _)| written[..at].ends_with('\\'));
    let mut pieces = to.split("{{");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let is_escaped = escaped.next().unwrap_or(false) && !out.ends_with('\\');
        out.push_str(if is_escaped { "\\{{" } else { "{{" });
        out.push_str(piece);
    }
    out
}

/// How many variables of a text may be missing in its source before the search for them ends.
const MISSES: usize = 50;

/// The byte offset of the `}}` behind a variable's name in a text that begins with `{{`; `None` when that is no variable.
pub(super) fn variable_end(from: &str) -> Option<usize> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let end = 2 + from[2..].find(|c: char| !is_part(c) && !c.is_whitespace())?;
    let name = from[2..end].trim();
    (from[end..].starts_with("}}") && !name.is_empty() && name.chars().all(is_part)).then_some(end)
}
