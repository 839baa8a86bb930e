//! Markdown → tree. A pure function of the text; the places of what it finds are kept.

use std::{collections::BTreeMap, iter::Peekable, ops::Range};

use pulldown_cmark::{
    Alignment, BlockQuoteKind, BrokenLink, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, OffsetIter, Options, Parser,
    Tag, TextMergeWithOffset,
};

use super::{
    Alert, Align, Block, Code, Definition, Directive, DirectiveName, Heading, Html, HtmlPart, Inline, Link, LinkKind, Prose,
    Slugs, Tab, Table, raw_html, tree_text,
};
use crate::{
    diagnostic::{Code as Mistake, Diagnostic, Findings, Severity, suggest},
    source::{At, FileId, Span},
};

/// Deeper than this nobody writes by hand, and a reader's browser gives up.
const DEEPEST: usize = 256;

/// Where the text to parse stands.
#[derive(Debug, Clone, Copy)]
pub enum Place {
    /// Letter for letter in the file, from this byte on.
    Verbatim(FileId, usize),
    /// Somewhere inside this span, with quotes or line breaks resolved.
    Inside(Span),
}

impl Place {
    fn span(self, range: Range<usize>) -> Span {
        match self {
            Self::Verbatim(file, base) => Span::new(file, base + range.start..base + range.end),
            Self::Inside(span) => span,
        }
    }
}

/// Parses a page's body.
pub fn page(text: &str, place: Place, findings: &mut Findings) -> Prose {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM;
    parse(text, place, options, findings)
}

/// Parses a text field that may hold inline Markdown.
pub fn inline(text: &str, place: Place, findings: &mut Findings) -> Prose {
    page(text, place, findings)
}

/// Takes a plain text as it is; only `{{names}}` are seen.
pub fn plain(text: &str, place: Place) -> Prose {
    let mut findings = Findings::default();
    let mut reader = Reader::new(text, place, std::iter::empty(), &mut findings);
    let inlines = reader.text(text, 0..text.len());
    reader.prose.blocks.push(Block::Plain(inlines));
    reader.prose
}

fn parse(text: &str, place: Place, options: Options, findings: &mut Findings) -> Prose {
    // `[REL-04]` and `[HA]` are links without a definition; what they lead to is found when they are bound.
    let shorthand = |link: BrokenLink<'_>| match link.link_type {
        LinkType::Shortcut | LinkType::ShortcutUnknown if !link.reference.starts_with('^') => {
            Some((CowStr::from(link.reference.to_string()), CowStr::from("")))
        }
        _ => None,
    };
    let events: OffsetIter<'_, _> = Parser::new_with_broken_link_callback(text, options, Some(shorthand)).into_offset_iter();
    let mut reader = Reader::new(text, place, TextMergeWithOffset::new(events), findings);
    reader.prose.blocks = reader.blocks(0);
    reader.finish()
}

/// Reads the events of the Markdown crate one by one.
struct Reader<'t, 'f, I: Iterator<Item = (Event<'t>, Range<usize>)>> {
    text: &'t str,
    place: Place,
    events: Peekable<I>,
    findings: &'f mut Findings,
    prose: Prose,
    /// The number and the mentions of each footnote.
    footnotes: BTreeMap<String, (usize, usize)>,
    definitions: BTreeMap<String, Vec<Block>>,
    too_deep: bool,
}

impl<'t, 'f, I: Iterator<Item = (Event<'t>, Range<usize>)>> Reader<'t, 'f, I> {
    fn new(text: &'t str, place: Place, events: I, findings: &'f mut Findings) -> Self {
        Self {
            text,
            place,
            events: events.peekable(),
            findings,
            prose: Prose::default(),
            footnotes: BTreeMap::new(),
            definitions: BTreeMap::new(),
            too_deep: false,
        }
    }

    fn finish(mut self) -> Prose {
        let mut mentioned: Vec<_> = std::mem::take(&mut self.footnotes).into_iter().collect();
        mentioned.sort_by_key(|(_, (number, _))| *number);
        self.prose.footnotes =
            mentioned.into_iter().map(|(name, _)| self.definitions.remove(&name).unwrap_or_default()).collect();
        // An id that an author wrote wins over one that was made, wherever it stands.
        let mut slugs = Slugs::default();
        for heading in &self.prose.headings {
            if heading.explicit && !slugs.take(&heading.anchor) {
                self.findings.push(
                    Diagnostic::new(Mistake::DuplicateId, heading.span, format!("two headings have the id `{}`", heading.anchor))
                        .help("give one of them another id"),
                );
            }
        }
        let texts: Vec<String> = self.prose.headings.iter().map(|heading| tree_text(&heading.content, &self.prose)).collect();
        for (heading, text) in self.prose.headings.iter_mut().zip(texts) {
            if !heading.explicit {
                heading.anchor = slugs.free(&text);
            }
        }
        self.prose
    }

    /// Reads blocks up to the end of the one that is open.
    fn blocks(&mut self, depth: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut line: Vec<Inline> = Vec::new();
        while let Some((event, range)) = self.events.next() {
            if let Event::End(_) = event {
                break;
            }
            if depth > DEEPEST {
                self.skip(&event, range);
                continue;
            }
            match self.try_inline(event, range, depth) {
                Ok(inlines) => line.extend(inlines),
                Err((event, range)) => {
                    flush(&mut line, &mut blocks);
                    if let Some(block) = self.block(event, range, depth) {
                        join(block, &mut blocks);
                    }
                }
            }
        }
        flush(&mut line, &mut blocks);
        blocks
    }

    fn block(&mut self, event: Event<'t>, range: Range<usize>, depth: usize) -> Option<Block> {
        let Event::Start(tag) = event else {
            return matches!(event, Event::Rule).then_some(Block::Rule);
        };
        Some(match tag {
            Tag::Paragraph => Block::Paragraph(self.inlines(depth + 1)),
            Tag::Heading { level, id, .. } => self.heading(level, id.map(|id| id.to_string()), range, depth),
            Tag::BlockQuote(Some(kind)) => Block::Alert(alert(kind), self.blocks(depth + 1)),
            Tag::BlockQuote(None) => {
                let blocks = self.blocks(depth + 1);
                self.quote(blocks)
            }
            Tag::CodeBlock(kind) => self.code(&kind, range),
            Tag::HtmlBlock => Block::Html(self.html_block()),
            Tag::List(start) => {
                let mut items = Vec::new();
                while let Some((Event::Start(Tag::Item), _)) = self.events.next() {
                    items.push(self.blocks(depth + 1));
                }
                Block::List(start, items)
            }
            Tag::DefinitionList => Block::Definitions(self.definition_list(depth)),
            Tag::Table(align) => self.table(&align, depth),
            Tag::FootnoteDefinition(name) => {
                let blocks = self.blocks(depth + 1);
                self.definitions.entry(name.to_string()).or_insert(blocks);
                return None;
            }
            // Metadata blocks are not switched on; what else starts is inline.
            _ => {
                self.blocks(depth + 1);
                return None;
            }
        })
    }

    fn heading(&mut self, level: HeadingLevel, id: Option<String>, range: Range<usize>, depth: usize) -> Block {
        let content = self.inlines(depth + 1);
        let span = self.place.span(trim(self.text, range));
        self.prose.headings.push(Heading {
            level: level as u8,
            explicit: id.is_some(),
            anchor: id.unwrap_or_default(),
            content,
            span,
        });
        Block::Heading(self.prose.headings.len() - 1)
    }

    /// `> [!TAB] Title` is a tab; any other `[!WORD]` at the head of a quotation is a mistake.
    fn quote(&mut self, mut blocks: Vec<Block>) -> Block {
        let Some(Block::Paragraph(inlines)) = blocks.first_mut() else { return Block::Quote(blocks) };
        let Some(Inline::Link(number, _, _)) = inlines.first() else { return Block::Quote(blocks) };
        let link = &self.prose.links[*number];
        let Some(word) = link.to.value.strip_prefix('!').filter(|_| link.kind == LinkKind::Shorthand) else {
            return Block::Quote(blocks);
        };
        if word != "TAB" {
            let known = ["TAB", "NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];
            self.findings.push(
                Diagnostic::new(Mistake::UnknownDirective, link.to.span, format!("there is no `[!{word}]`")).maybe_help(suggest(
                    &word.to_uppercase(),
                    "there are",
                    &known,
                )),
            );
            return Block::Quote(blocks);
        }
        // The mark itself is not part of what the page says.
        let mark = link.to.span;
        self.prose
            .words
            .retain(|text| !(text.value == "!TAB" && text.span.start <= mark.start + 1 && mark.start <= text.span.start + 1));
        let mut rest = inlines.split_off(1);
        let mut title = Vec::new();
        let mut body = Vec::new();
        for inline in rest.drain(..) {
            match inline {
                inline if !body.is_empty() => body.push(inline),
                Inline::Text(text) => match text.split_once('\n') {
                    Some((first, more)) => {
                        title.push(Inline::Text(first.to_owned()));
                        body.push(Inline::Text(more.to_owned()));
                    }
                    None => title.push(Inline::Text(text)),
                },
                inline => title.push(inline),
            }
        }
        let title = tree_text(&title, &self.prose).trim().to_owned();
        if body.is_empty() {
            blocks.remove(0);
        } else {
            blocks[0] = Block::Paragraph(body);
        }
        Block::Tabs(vec![Tab { title, blocks }])
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>, range: Range<usize>) -> Block {
        let mut text = String::new();
        while let Some((Event::Text(more), _)) = self.events.next() {
            text.push_str(&more);
        }
        let info = match kind {
            CodeBlockKind::Indented => "",
            CodeBlockKind::Fenced(info) => info,
        };
        let first_line = self.text[range.clone()].lines().next().unwrap_or("");
        let offset = range.start + first_line.find(info).unwrap_or(0);
        if let Some((name, argument)) = info.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            let name_span = self.place.span(offset + 1..offset + 1 + name.len());
            let argument_start = offset + 2 + name.len() + argument.len() - argument.trim_start().len();
            let argument = argument.trim();
            if name != "checklist" {
                self.findings.push(
                    Diagnostic::new(Mistake::UnknownDirective, name_span, format!("there is no directive `{name}`"))
                        .maybe_help(suggest(name, "there is", &["checklist"])),
                );
                return Block::Code(Code { text, ..Code::default() });
            }
            let argument_span = self.place.span(argument_start..argument_start + argument.len());
            return Block::Directive(Directive {
                name: At::new(DirectiveName::Checklist, name_span),
                argument: At::new(argument.to_owned(), argument_span),
            });
        }
        let code = code_info(info, text);
        if !code.language.is_empty() {
            let span = self.place.span(offset..offset + code.language.len());
            self.prose.languages.push(At::new(code.language.clone(), span));
        }
        Block::Code(code)
    }

    fn html_block(&mut self) -> Html {
        let mut html = String::new();
        let mut pieces: Vec<(usize, Range<usize>)> = Vec::new();
        for (event, range) in self.events.by_ref() {
            match event {
                Event::Html(text) | Event::Text(text) => {
                    pieces.push((html.len(), range));
                    html.push_str(&text);
                }
                _ => break,
            }
        }
        let place = self.place;
        self.html(&html, |inside| {
            let (start, range) = pieces.iter().rev().find(|(start, _)| *start <= inside.start).cloned().unwrap_or((0, 0..0));
            place.span(range.start + inside.start - start..range.start + inside.end - start)
        })
    }

    fn html(&mut self, html: &str, span: impl Fn(Range<usize>) -> Span) -> Html {
        let found = raw_html::scan(html);
        for (range, what) in found.refused {
            let mut refused = Diagnostic::new(Mistake::RefusedHtml, span(range), format!("a page may not hold {what}"));
            if what.contains("`style`") {
                refused.severity = Severity::Warning;
                refused.message = "a page with a strict content policy ignores the attribute `style`".into();
                self.findings.push(refused.help("remove it; looks belong into the theme's style sheet"));
            } else {
                self.findings.push(refused.help("scripts and styles belong into the theme"));
            }
        }
        self.prose.ids.extend(found.ids.into_iter().map(|(range, id)| At::new(id, span(range))));
        let mut parts = Vec::new();
        let mut done = 0;
        for (range, to, shown) in found.links {
            parts.push(HtmlPart::Raw(html[done..range.start].to_owned()));
            let kind = if shown { LinkKind::Image } else { LinkKind::Link };
            parts.push(HtmlPart::Link(self.prose.links.len()));
            self.prose.links.push(Link { kind, to: At::new(to, span(range.clone())) });
            done = range.end;
        }
        parts.push(HtmlPart::Raw(html[done..].to_owned()));
        Html(parts)
    }

    fn definition_list(&mut self, depth: usize) -> Vec<Definition> {
        let mut list = Vec::new();
        while let Some((Event::Start(tag), _)) = self.events.next() {
            list.push(match tag {
                Tag::DefinitionListTitle => Definition::Term(self.inlines(depth + 1)),
                _ => Definition::Meaning(self.blocks(depth + 1)),
            });
        }
        list
    }

    fn table(&mut self, align: &[Alignment], depth: usize) -> Block {
        let align = align
            .iter()
            .map(|align| match align {
                Alignment::None => Align::None,
                Alignment::Left => Align::Left,
                Alignment::Center => Align::Centre,
                Alignment::Right => Align::Right,
            })
            .collect();
        let mut rows = Vec::new();
        while let Some((Event::Start(_), _)) = self.events.next() {
            let mut row = Vec::new();
            while let Some((Event::Start(Tag::TableCell), _)) = self.events.next() {
                row.push(self.inlines(depth + 1));
            }
            rows.push(row);
        }
        let head = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
        Block::Table(Table { align, head, rows })
    }

    /// Reads inlines up to the end of the block or the span that is open.
    fn inlines(&mut self, depth: usize) -> Vec<Inline> {
        let mut inlines = Vec::new();
        while let Some((event, range)) = self.events.next() {
            if let Event::End(_) = event {
                break;
            }
            if depth > DEEPEST {
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
    fn try_inline(
        &mut self,
        event: Event<'t>,
        range: Range<usize>,
        depth: usize,
    ) -> Result<Vec<Inline>, (Event<'t>, Range<usize>)> {
        Ok(vec![match event {
            Event::Text(text) => return Ok(self.text(&text, range)),
            Event::Code(text) => Inline::Code(text.to_string()),
            Event::InlineHtml(html) => {
                let place = self.place;
                Inline::Html(self.html(&html, |inside| place.span(range.start + inside.start..range.start + inside.end)))
            }
            Event::SoftBreak => Inline::Text("\n".into()),
            Event::HardBreak => Inline::Break,
            Event::TaskListMarker(done) => Inline::Task(done),
            Event::FootnoteReference(name) => {
                let next = self.footnotes.len();
                let (number, mentions) = self.footnotes.entry(name.to_string()).or_insert((next, 0));
                *mentions += 1;
                Inline::Footnote(*number, *mentions - 1)
            }
            Event::Start(Tag::Emphasis) => Inline::Emphasis(self.inlines(depth + 1)),
            Event::Start(Tag::Strong) => Inline::Strong(self.inlines(depth + 1)),
            Event::Start(Tag::Strikethrough) => Inline::Strike(self.inlines(depth + 1)),
            Event::Start(Tag::Link { link_type, dest_url, title, .. }) => {
                let kind = if link_type == LinkType::ShortcutUnknown { LinkKind::Shorthand } else { LinkKind::Link };
                let to = if link_type == LinkType::Email { format!("mailto:{dest_url}") } else { dest_url.to_string() };
                let number = self.link(kind, to, &dest_url, range);
                Inline::Link(number, title.to_string(), self.inlines(depth + 1))
            }
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                let number = self.link(LinkKind::Image, dest_url.to_string(), &dest_url, range);
                Inline::Image(number, title.to_string(), self.inlines(depth + 1))
            }
            event => return Err((event, range)),
        }])
    }

    fn link(&mut self, kind: LinkKind, to: String, written: &str, range: Range<usize>) -> usize {
        // The crate's span covers the whole link; the destination is looked up in it, from behind.
        let place = match self.text[range.clone()].rfind(written).filter(|_| !written.is_empty()) {
            Some(offset) => range.start + offset..range.start + offset + written.len(),
            None => range,
        };
        self.prose.links.push(Link { kind, to: At::new(to, self.place.span(place)) });
        self.prose.links.len() - 1
    }

    /// Splits text at its `{{names}}`. A backslash before the braces keeps them as they are.
    fn text(&mut self, text: &str, range: Range<usize>) -> Vec<Inline> {
        self.prose.words.push(At::new(text.to_owned(), self.place.span(range.clone())));
        if !text.contains("{{") {
            return vec![Inline::Text(text.to_owned())];
        }
        let written = &self.text[range.clone()];
        let mut inlines = Vec::new();
        let (mut plain, mut rest, mut seen) = (String::new(), text, 0);
        while let Some(open) = rest.find("{{") {
            let (before, from) = rest.split_at(open);
            plain.push_str(before);
            let Some(length) = from.find("}}").filter(|&end| is_name(from[2..end].trim())) else {
                plain.push_str("{{");
                rest = &from[2..];
                continue;
            };
            let whole = &from[..length + 2];
            rest = &from[length + 2..];
            match written[seen..].find(whole) {
                Some(offset) if !written[..seen + offset].ends_with('\\') => {
                    let start = range.start + seen + offset;
                    seen += offset + whole.len();
                    if !plain.is_empty() {
                        inlines.push(Inline::Text(std::mem::take(&mut plain)));
                    }
                    let span = self.place.span(start..start + whole.len());
                    inlines.push(Inline::Name(self.prose.names.len()));
                    self.prose.names.push(At::new(whole[2..whole.len() - 2].trim().to_owned(), span));
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

    fn skip(&mut self, event: &Event<'t>, range: Range<usize>) {
        if !std::mem::replace(&mut self.too_deep, true) {
            let place = self.place.span(trim(self.text, range));
            self.findings.push(
                Diagnostic::new(Mistake::NestedTooDeeply, place, format!("this is nested more than {DEEPEST} levels deep"))
                    .help("split the page, or say it with fewer levels"),
            );
        }
        let mut open = usize::from(matches!(event, Event::Start(_)));
        while open > 0 {
            match self.events.next() {
                Some((Event::Start(_), _)) => open += 1,
                Some((Event::End(_), _)) => open -= 1,
                Some(_) => {}
                None => break,
            }
        }
    }
}

fn flush(line: &mut Vec<Inline>, blocks: &mut Vec<Block>) {
    if !line.is_empty() {
        let mut inlines = Vec::with_capacity(line.len());
        line.drain(..).for_each(|inline| push(inline, &mut inlines));
        blocks.push(Block::Plain(inlines));
    }
}

/// Adds an inline; texts that meet become one, so that a term may stand across a line's end.
fn push(inline: Inline, inlines: &mut Vec<Inline>) {
    match (inlines.last_mut(), inline) {
        (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(&text),
        (_, inline) => inlines.push(inline),
    }
}

/// Adds a block; tabs that follow each other are one group.
fn join(block: Block, blocks: &mut Vec<Block>) {
    match (blocks.last_mut(), block) {
        (Some(Block::Tabs(group)), Block::Tabs(tabs)) => group.extend(tabs),
        (_, block) => blocks.push(block),
    }
}

fn alert(kind: BlockQuoteKind) -> Alert {
    match kind {
        BlockQuoteKind::Note => Alert::Note,
        BlockQuoteKind::Tip => Alert::Tip,
        BlockQuoteKind::Important => Alert::Important,
        BlockQuoteKind::Warning => Alert::Warning,
        BlockQuoteKind::Caution => Alert::Caution,
    }
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    range.start..range.start + text[range].trim_end().len()
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// `sql title="orders.sql" {2,4-5} diff`
fn code_info(info: &str, text: String) -> Code {
    let (language, mut rest) = info.split_once([' ', '\t']).unwrap_or((info, ""));
    let mut code = Code { language: language.trim_end_matches(',').to_owned(), text, ..Code::default() };
    if let Some((before, after)) = rest.split_once("title=\"")
        && let Some((title, behind)) = after.split_once('"')
    {
        code.title = Some(title.to_owned());
        code.diff = behind.split_whitespace().any(|word| word == "diff");
        code.marked = marked(behind);
        rest = before;
    }
    code.diff |= rest.split_whitespace().any(|word| word == "diff");
    code.marked.extend(marked(rest));
    code
}

fn marked(text: &str) -> Vec<(usize, usize)> {
    let inside = text.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map_or("", |(inside, _)| inside);
    let range = |part: &str| match part.trim().split_once('-') {
        Some((first, last)) => Some((first.trim().parse().ok()?, last.trim().parse().ok()?)),
        None => part.trim().parse().ok().map(|line| (line, line)),
    };
    inside.split(',').filter_map(range).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourcePath, Sources};

    fn tree(text: &str) -> (Prose, Vec<Diagnostic>) {
        let mut sources = Sources::default();
        let id = sources.add(SourcePath::new("a.md"), text.into(), true);
        let mut findings = Findings::default();
        (page(text, Place::Verbatim(id, 0), &mut findings), findings.into_vec())
    }

    #[test]
    fn tabs_in_a_row_are_one_group() {
        let (prose, findings) = tree("> [!TAB] One\n> a\n\n> [!TAB] Two\n>\n> b\n");
        assert_eq!(findings, []);
        let tab = |title: &str, text: &str| Tab {
            title: title.into(),
            blocks: vec![Block::Paragraph(vec![Inline::Text(text.into())])],
        };
        assert_eq!(prose.blocks, [Block::Tabs(vec![tab("One", "a"), tab("Two", "b")])]);
        assert_eq!(prose.words.iter().map(|text| text.value.as_str()).collect::<Vec<_>>(), [" One", "a", " Two", "b"]);
    }

    #[test]
    fn names_are_seen_but_not_in_code_and_not_behind_a_backslash() {
        let (prose, _) = tree("Ask {{office_hours}} or `{{x}}` or \\{{y}}, {{a b}}.\n");
        assert_eq!(prose.names.iter().map(|name| name.value.as_str()).collect::<Vec<_>>(), ["office_hours"]);
        assert_eq!(prose.names[0].span.range(), 4..20);
    }

    #[test]
    fn code_has_a_title_marked_lines_and_a_diff() {
        let (prose, _) = tree("```sql title=\"a b.sql\" {2,4-5} diff\nx\n```\n");
        let code = Code {
            language: "sql".into(),
            title: Some("a b.sql".into()),
            marked: vec![(2, 2), (4, 5)],
            diff: true,
            text: "x\n".into(),
        };
        assert_eq!(prose.blocks, [Block::Code(code)]);
    }

    #[test]
    fn links_keep_the_place_of_their_destination() {
        let text = "See [the *guide*](../a%20b.md#x) and [REL-04] and <a href='c.md'>c</a>.\n";
        let (prose, _) = tree(text);
        let places: Vec<_> = prose.links.iter().map(|link| &text[link.to.span.range()]).collect();
        assert_eq!(places, ["../a%20b.md#x", "REL-04", "c.md"]);
    }
}
