//! Events → blocks.

use std::{collections::btree_map::Entry, ops::Range};

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, Tag};

use super::{
    MAX_DEPTH, Piece, Reader,
    code_info::code_info,
    inlines::{push, variable_end},
    trim,
};
use crate::{
    diagnostic::{Code as Mistake, Diagnostic, suggest},
    prose::{
        Alert, Align, Block, CodeBlock, Definition, Diagram, Directive, DirectiveName, Heading, Html, HtmlPart, Inline, Link,
        LinkKind, RawImage, Tab, Table, diagram, highlight::too_long, raw_html,
    },
    source::{Span, Spanned},
};

impl<'t, I: Iterator<Item = (Event<'t>, Range<usize>)>> Reader<'t, '_, '_, I> {
    /// Reads blocks up to the end of the one that is open.
    pub(super) fn blocks(&mut self, depth: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut line: Vec<Inline> = Vec::new();
        while let Some((event, range)) = self.events.next() {
            if let Event::End(_) = event {
                break;
            }
            if depth > MAX_DEPTH {
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
            Tag::Paragraph => {
                self.look_for_table(range);
                Block::Paragraph(self.inlines(depth + 1))
            }
            Tag::Heading { level, .. } => self.heading(level, range, depth),
            Tag::BlockQuote(Some(kind)) => Block::Alert(alert(kind), self.blocks(depth + 1)),
            Tag::BlockQuote(None) => {
                let before = self.prose.words.len();
                let blocks = self.blocks(depth + 1);
                self.quote(blocks, before)
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
                self.footnote(&name, range, blocks);
                return None;
            }
            // Metadata blocks are not switched on; what else starts is inline.
            _ => {
                self.blocks(depth + 1);
                return None;
            }
        })
    }

    fn heading(&mut self, level: HeadingLevel, range: Range<usize>, depth: usize) -> Block {
        let mut content = self.inlines(depth + 1);
        let id = self.heading_id(&mut content, range.clone());
        let span = self.place.span(trim(self.text, range));
        self.prose.headings.push(Heading {
            level: level as u8,
            explicit: id.is_some(),
            anchor: id.unwrap_or_default(),
            former: None,
            content,
            span,
        });
        Block::Heading(self.prose.headings.len() - 1)
    }

    /// Takes `{#id}` from the end of a heading, with classes and keys behind the id, which say nothing to a reader. Any other braces are
    /// what it says.
    fn heading_id(&mut self, content: &mut Vec<Inline>, range: Range<usize>) -> Option<String> {
        let Some(Inline::Text(text)) = content.last_mut() else { return None };
        let (before, inside) = text.trim_end().strip_suffix('}')?.rsplit_once("{#")?;
        let (id, rest) = inside.split_once(' ').unwrap_or((inside, ""));
        let is_id = !id.is_empty() && !id.contains(['{', '}', '#', '.', '=']);
        // Braces that are written with a backslash or an entity are what it says.
        let (written, _) = self.text[range].rsplit_once("{#")?;
        let is_escaped = (written.len() - written.trim_end_matches('\\').len()) % 2 == 1;
        if !is_id || !rest.split(' ').all(is_attribute) || is_escaped {
            return None;
        }
        let (id, length) = (id.to_owned(), before.trim_end().len());
        let taken = text.len() - length;
        text.truncate(length);
        if text.is_empty() {
            content.pop();
        }
        if let Some(word) = self.prose.words.last_mut() {
            word.value.truncate(word.value.len().saturating_sub(taken));
        }
        Some(id)
    }

    /// Keeps a footnote until it is known which are mentioned.
    fn footnote(&mut self, name: &str, range: Range<usize>, blocks: Vec<Block>) {
        let first = self.text[range.clone()].lines().next().unwrap_or("").trim_end().len();
        let span = self.place.span(range.start..range.start + first);
        match self.definitions.entry(name.to_lowercase()) {
            Entry::Vacant(entry) => {
                entry.insert((span, blocks));
            }
            Entry::Occupied(entry) => {
                let message = format!("there is a footnote `{name}` already, so this one is not shown");
                let found = Diagnostic::new(Mistake::LostFootnote, span, message).also(entry.get().0, "the first one");
                self.findings.push(found.help("give one of them another name"));
            }
        }
    }

    /// `> [!TAB] Title` is a tab; any other `[!WORD]` at the head of a quotation is a finding. `before` is the length of
    /// [`Prose::words`](crate::prose::Prose::words) at its start.
    fn quote(&mut self, mut blocks: Vec<Block>, before: usize) -> Block {
        self.look_for_lost_mark(blocks.first());
        let Some(Block::Paragraph(inlines)) = blocks.first_mut() else { return Block::Quote(blocks) };
        let Some(Inline::Link(number, _, _)) = inlines.first() else { return Block::Quote(blocks) };
        let link = &self.prose.links[*number];
        let Some(word) = link.to.value.strip_prefix('!').filter(|_| link.kind == LinkKind::Shorthand) else {
            return Block::Quote(blocks);
        };
        // The mark itself is not part of what the page says.
        let (word, mark) = (word.to_owned(), link.to.span);
        let is_mark = |text: &Spanned<String>| text.value == format!("!{word}") && text.span.start.abs_diff(mark.start) <= 1;
        let own = self.prose.words.split_off(before);
        self.prose.words.extend(own.into_iter().filter(|text| !is_mark(text)));
        if word != "TAB" {
            let known = ["TAB", "NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];
            self.findings.push(
                Diagnostic::new(Mistake::UnknownDirective, mark, format!("there is no `[!{word}]`")).maybe_help(suggest(
                    &word.to_uppercase(),
                    "there are",
                    &known,
                )),
            );
            return Block::Quote(blocks);
        }
        let mut rest = inlines.split_off(1);
        let mut title = Vec::new();
        let (mut body, mut is_body) = (Vec::new(), false);
        for inline in rest.drain(..) {
            match inline {
                inline if is_body => body.push(inline),
                Inline::Text(text) => match text.split_once('\n') {
                    Some((first, more)) => {
                        is_body = true;
                        title.push(Inline::Text(first.to_owned()));
                        body.extend(Some(more).filter(|more| !more.is_empty()).map(|more| Inline::Text(more.to_owned())));
                    }
                    None => title.push(Inline::Text(text)),
                },
                inline => title.push(inline),
            }
        }
        trim_ends(&mut title);
        if body.is_empty() {
            blocks.remove(0);
        } else {
            blocks[0] = Block::Paragraph(body);
        }
        Block::Tabs(vec![Tab { title, blocks }])
    }

    /// Tells of a `[!WORD]` at the head of a quotation that the line below it makes a heading or a row of a table of.
    fn look_for_lost_mark(&mut self, first: Option<&Block>) {
        let (line, what) = match first {
            Some(Block::Heading(number)) => (self.prose.headings[*number].content.first(), "a heading"),
            Some(Block::Table(table)) => (table.head.first().and_then(|cell| cell.first()), "a row of a table"),
            _ => return,
        };
        let Some(Inline::Link(number, _, _)) = line else { return };
        let link = &self.prose.links[*number];
        if link.kind == LinkKind::Shorthand && link.to.value.starts_with('!') {
            let (word, span) = (&link.to.value, link.to.span);
            let found =
                Diagnostic::new(Mistake::UnknownDirective, span, format!("this `[{word}]` stands in {what}, so it is only text"));
            self.findings.push(found.help("give it a line of its own, with a line `>` below it"));
        }
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>, range: Range<usize>) -> Block {
        self.code.push(range.clone());
        let mut text = String::new();
        let mut lines = Vec::new();
        while let Some((Event::Text(more), range)) = self.events.next() {
            text.push_str(&more);
            lines.push((more, range));
        }
        if matches!(kind, CodeBlockKind::Fenced(_)) && !is_closed(&self.text[range.clone()]) {
            let first = self.text[range.clone()].lines().next().unwrap_or("");
            let span = self.place.span(range.start..range.start + first.trim_end().len());
            let found = Diagnostic::new(Mistake::UnclosedFence, span, "this block of code is never closed");
            self.findings.push(
                found.label("all that follows is code").help("close it with a line of the same characters as it begins with"),
            );
        }
        let info = match kind {
            CodeBlockKind::Indented => "",
            CodeBlockKind::Fenced(info) => info,
        };
        let first_line = self.text[range.clone()].lines().next().unwrap_or("");
        let place = self.place;
        // All of it where a part is written in another way, with an entity.
        let written = first_line.trim_start_matches(['`', '~', ' ', '\t']).trim_end();
        let written_at = range.start + first_line.find(written).unwrap_or(0);
        let span = |at: Option<usize>, part: &str| {
            let (at, length) = at.map_or((0, written.len()), |at| (at, part.len()));
            place.span(written_at + at..written_at + at + length)
        };
        let is_directive = !info.trim_start_matches('{').trim_start().starts_with(['.', '#']);
        let braced = info.strip_prefix('{').filter(|_| is_directive).and_then(|rest| rest.split_once('}'));
        if let Some((name, argument)) = braced {
            let argument = argument.trim();
            let (name_span, argument_span) =
                (span(written.find(&info[..name.len() + 2]).map(|at| at + 1), name), span(written.rfind(argument), argument));
            let Some(known) = DirectiveName::named(name) else {
                self.findings.push(
                    Diagnostic::new(Mistake::UnknownDirective, name_span, format!("there is no directive `{name}`"))
                        .maybe_help(suggest(name, "there are", DirectiveName::NAMES)),
                );
                return Block::Code(CodeBlock { text, ..CodeBlock::default() });
            };
            if known == DirectiveName::Checklist {
                self.prose.directives.push(Spanned::new(argument.to_owned(), argument_span));
            } else if !argument.is_empty() {
                self.findings.push(
                    Diagnostic::new(Mistake::UnknownDirective, argument_span, format!("`{{{name}}}` stands alone"))
                        .help("remove what follows it; the settings say what it shows, below `meeting`"),
                );
            }
            return Block::Directive(Directive {
                name: Spanned::new(known, name_span),
                argument: Spanned::new(argument.to_owned(), argument_span),
            });
        }
        let title = range.start..range.start + first_line.len();
        let code = code_info(info, text, |written| self.label(written, title));
        if code.language == "mermaid" {
            let placed = |(text, range): (CowStr<'_>, Range<usize>)| Spanned::new(text.into_string(), self.place.span(range));
            self.prose.diagrams.push(lines.into_iter().map(placed).collect());
            let fence = span(written.find(&code.language), &code.language);
            return self.diagram(code, range, fence);
        }
        if !code.language.is_empty() {
            let span = span(written.find(&code.language), &code.language);
            if let Some(message) = too_long(&code.language, &code.text) {
                let found = Diagnostic::new(Mistake::UncolouredCode, span, message);
                self.findings.push(found.help("readers see it as it is; shorten it, or write `text`"));
            }
            self.prose.languages.push(Spanned::new(code.language.clone(), span));
        }
        Block::Code(code)
    }

    /// Tells of a row of hyphens that makes no table, because it has other columns than the row above it.
    fn look_for_table(&mut self, range: Range<usize>) {
        let mut at = range.start;
        let mut before: Option<&str> = None;
        for line in self.text[range].split_inclusive('\n') {
            if let Some(head) = before.filter(|head| head.contains('|') && is_separator(line)) {
                let (wanted, found) = (columns(head), columns(line));
                let span = self.place.span(at..at + line.trim_end().len());
                let message = format!("this is not a table: its first row has {wanted} columns, and the row of hyphens {found}");
                let help = format!("write `|{}`", "---|".repeat(wanted));
                self.findings.push(Diagnostic::new(Mistake::BrokenTable, span, message).help(help));
                return;
            }
            at += line.len();
            before = Some(line);
        }
    }

    /// A diagram as a drawing; one that cannot be drawn stays code.
    fn diagram(&mut self, code: CodeBlock, range: Range<usize>, fence: Span) -> Block {
        let drawn = if self.is_page {
            diagram::draw(&code.text, &format!("rb-diagram-{}-", self.prose.diagrams.len()))
        } else {
            Err(diagram::DiagramError { message: "only a page draws diagrams".into(), line: None })
        };
        match drawn {
            Ok(drawn) => Block::Diagram(Box::new(Diagram { title: code.title, text: code.text, drawn })),
            Err(undrawn) => {
                // The fence is the line before the first.
                let start = range.start;
                let line = undrawn.line.and_then(|number| {
                    self.text[range]
                        .split_inclusive('\n')
                        .scan(start, |start, line| {
                            let place = *start..*start + line.trim_end().len();
                            *start += line.len();
                            Some(place)
                        })
                        .nth(number)
                });
                let span = line.filter(|line| !line.is_empty()).map_or(fence, |line| self.place.span(line));
                self.findings.push(
                    Diagnostic::new(
                        Mistake::DiagramNotDrawn,
                        span,
                        format!("this diagram is shown as text: {}", undrawn.message),
                    )
                    .help("simplify it, or put a picture beside the page"),
                );
                Block::Code(code)
            }
        }
    }

    fn html_block(&mut self) -> Html {
        let mut piece = Piece { html: String::new(), lines: Vec::new() };
        for (event, range) in self.events.by_ref() {
            match event {
                Event::Html(text) | Event::Text(text) => {
                    self.code.push(range.clone());
                    piece.lines.push((piece.html.len(), range.start));
                    piece.html.push_str(&text);
                }
                _ => break,
            }
        }
        self.html(piece)
    }

    /// Finds the links, images and ids of a piece of raw HTML; it is validated once the whole body is parsed.
    pub(super) fn html(&mut self, piece: Piece) -> Html {
        let html = piece.html.as_str();
        let found = raw_html::scan(html);
        let place = self.place;
        let span = |inside: Range<usize>| place.span(piece.range(inside));
        self.prose.ids.extend(found.ids.into_iter().map(|(range, id)| Spanned::new(id, span(range))));
        let mut parts = Vec::new();
        let mut done = 0;
        let mut images = found.images.into_iter().peekable();
        let first = self.prose.links.len();
        let starts: Vec<usize> = found.links.iter().map(|link| link.0.start).collect();
        for (range, to, shown) in found.links {
            // A picture's other links may stand before its `src`.
            while let Some((place, source, image)) = images.next_if(|image| image.0 <= range.start) {
                parts.push(HtmlPart::Raw(html[done..place].to_owned()));
                let link = first + starts.iter().position(|&start| start == source).unwrap_or(0);
                parts.push(HtmlPart::Image(RawImage { link, ..image }));
                done = place;
            }
            parts.push(HtmlPart::Raw(html[done..range.start].to_owned()));
            let kind = if shown { LinkKind::Image } else { LinkKind::Link };
            parts.push(HtmlPart::Link(self.prose.links.len(), html[range.clone()].to_owned()));
            self.prose.links.push(Link { kind, to: Spanned::new(to, span(range.clone())), used: None });
            done = range.end;
        }
        parts.push(HtmlPart::Raw(html[done..].to_owned()));
        let parts = self.html_names(parts, &piece);
        self.pieces.push(piece);
        Html { piece: self.pieces.len() - 1, parts }
    }

    /// Splits what is written in HTML at its `{{names}}`.
    fn html_names(&mut self, parts: Vec<HtmlPart>, piece: &Piece) -> Vec<HtmlPart> {
        let names = if piece.html.contains("{{") { raw_html::braces(&piece.html) } else { Vec::new() };
        if names.is_empty() {
            return parts;
        }
        let mut split = Vec::with_capacity(parts.len() + 2 * names.len());
        let mut start = 0;
        for part in parts {
            let HtmlPart::Raw(raw) = part else {
                start += if let HtmlPart::Link(_, written) = &part { written.len() } else { 0 };
                split.push(part);
                continue;
            };
            let mut done = 0;
            for at in names.iter().filter(|at| (start..start + raw.len()).contains(at)).map(|at| at - start) {
                let Some(length) = variable_end(&raw[at..]) else { continue };
                let is_kept = raw[..at].ends_with('\\');
                let (begin, end) = (at - usize::from(is_kept), at + length + 2);
                split.push(HtmlPart::Raw(raw[done..begin].to_owned()));
                let name = raw[at + 2..end - 2].trim().to_owned();
                split.push(HtmlPart::Name((!is_kept).then_some(self.prose.variables.len()), raw[begin..end].to_owned()));
                if !is_kept {
                    let span = self.place.span(piece.range(start + at..start + end));
                    self.prose.variables.push(Spanned::new(name, span));
                }
                done = end;
            }
            split.push(HtmlPart::Raw(raw[done..].to_owned()));
            start += raw.len();
        }
        split
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

    /// Tells of a row with more cells than its table has columns: nobody sees the rest.
    fn look_for_cells(&mut self, range: Range<usize>, width: usize) {
        let found = columns(&self.text[range.clone()]);
        if found > width {
            let message = format!("this row has {found} cells, and its table {width} columns: what follows them is not shown");
            let found = Diagnostic::new(Mistake::BrokenTable, self.place.span(trim(self.text, range)), message);
            self.findings.push(found.help("write a `|` that parts no cells as `\\|`, in code too"));
        }
    }

    fn table(&mut self, align: &[Alignment], depth: usize) -> Block {
        let width = align.len();
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
        while let Some((Event::Start(_), range)) = self.events.next() {
            self.look_for_cells(range, width);
            let mut row = Vec::new();
            while let Some((Event::Start(Tag::TableCell), _)) = self.events.next() {
                row.push(self.inlines(depth + 1));
            }
            rows.push(row);
        }
        let head = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
        Block::Table(Table { align, head, rows })
    }
}

/// Whether a word behind the id of a heading is a class or a key, or nothing.
fn is_attribute(word: &str) -> bool {
    word.is_empty()
        || word.strip_prefix('.').is_some_and(|class| !class.is_empty())
        || word.split_once('=').is_some_and(|(key, _)| !key.is_empty())
}

/// Takes the blanks from both ends of a line of inlines.
fn trim_ends(inlines: &mut Vec<Inline>) {
    if let Some(Inline::Text(first)) = inlines.first_mut() {
        *first = first.trim_start().to_owned();
    }
    if let Some(Inline::Text(last)) = inlines.last_mut() {
        last.truncate(last.trim_end().len());
    }
    inlines.retain(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()));
}

/// Whether a fenced block ends with a fence; `written` is all of it.
fn is_closed(written: &str) -> bool {
    let bare = |line: &str| line.trim_start_matches([' ', '\t', '>']).trim_end().to_owned();
    let mut lines = written.trim_end().lines();
    let first = bare(lines.next().unwrap_or(""));
    let Some(sign) = first.chars().next() else { return true };
    let fence = first.chars().take_while(|c| *c == sign).count();
    lines.next_back().map(bare).is_some_and(|last| last.len() >= fence && last.chars().all(|c| c == sign))
}

/// Whether a line could be the row of hyphens below the head of a table.
fn is_separator(line: &str) -> bool {
    line.contains('|') && line.contains("--") && line.trim().chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

/// How many columns a row has.
fn columns(row: &str) -> usize {
    let row = row.trim().replace("\\|", "");
    let row = row.strip_prefix('|').unwrap_or(&row);
    row.strip_suffix('|').unwrap_or(row).split('|').count()
}

fn flush(line: &mut Vec<Inline>, blocks: &mut Vec<Block>) {
    if !line.is_empty() {
        let mut inlines = Vec::with_capacity(line.len());
        line.drain(..).for_each(|inline| push(inline, &mut inlines));
        blocks.push(Block::Plain(inlines));
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
