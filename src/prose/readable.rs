//! Raw HTML → the nodes that mean the same, for whoever does not draw HTML: paper, the search, programs.
//!
//! What an element says is kept, however the author wrote it: lists, tables, headings, pictures and links become ours, and what
//! has no node of ours is its text, in paragraphs of its own where a browser would break the line.

use std::borrow::Cow;

use super::{
    Align, Block, CodeBlock, Definition, Html, Inline, Prose, Style, Tab, Table,
    drawn_html::{label, marked_link, source},
    raw_html::{HtmlToken, closes, html_tokens},
};

/// Blocks without raw HTML.
pub fn readable<'b>(prose: &Prose, blocks: &'b [Block]) -> Cow<'b, [Block]> {
    if prose.has_html { Cow::Owned(lowered(prose, blocks)) } else { Cow::Borrowed(blocks) }
}

/// Inlines without raw HTML, on one line.
pub fn readable_line<'b>(prose: &Prose, inlines: &'b [Inline]) -> Cow<'b, [Inline]> {
    if prose.has_html { Cow::Owned(line(prose, inlines)) } else { Cow::Borrowed(inlines) }
}

/// Blocks on one line, for a place that holds no others: nothing that they say is left out.
pub fn one_line(prose: &Prose, blocks: &[Block]) -> Vec<Inline> {
    let mut out = Vec::new();
    let text = |text: &str| Inline::Text(text.to_owned());
    for block in blocks {
        if !out.is_empty() {
            out.push(Inline::Break);
        }
        match block {
            Block::Paragraph(inlines) | Block::Plain(inlines) => out.extend(inlines.iter().cloned()),
            Block::Heading(number) => out.push(Inline::Strong(line(prose, &prose.headings[*number].content))),
            Block::Quote(blocks) | Block::Alert(_, blocks) => out.extend(one_line(prose, blocks)),
            Block::Tabs(tabs) => {
                for Tab { title, blocks } in tabs {
                    out.push(Inline::Strong(title.clone()));
                    out.push(text(" "));
                    out.extend(one_line(prose, blocks));
                }
            }
            Block::Code(code) => out.push(Inline::Code(code.text.trim_end().to_owned())),
            Block::Diagram(diagram) => out.push(Inline::Code(diagram.text.trim_end().to_owned())),
            Block::List(start, items) => {
                for (number, item) in items.iter().enumerate() {
                    if number > 0 {
                        out.push(Inline::Break);
                    }
                    out.push(match start {
                        Some(start) => Inline::Text(format!("{}. ", start + number as u64)),
                        None => text("• "),
                    });
                    out.extend(one_line(prose, item));
                }
            }
            Block::Definitions(definitions) => {
                for definition in definitions {
                    match definition {
                        Definition::Term(inlines) => out.push(Inline::Strong(inlines.clone())),
                        Definition::Meaning(blocks) => out.extend([vec![text(" ")], one_line(prose, blocks)].concat()),
                    }
                }
            }
            Block::Table(table) => {
                for row in std::iter::once(&table.head).chain(&table.rows) {
                    for cell in row.iter().filter(|cell| !cell.is_empty()) {
                        out.extend(cell.iter().cloned());
                        out.push(text(" "));
                    }
                }
            }
            Block::Html(_) | Block::Rule | Block::Directive(_) => {}
        }
    }
    while out.last() == Some(&Inline::Break) {
        out.pop();
    }
    out
}

fn line(prose: &Prose, inlines: &[Inline]) -> Vec<Inline> {
    let mut reader = Reader::new(prose);
    for inline in inlines {
        reader.inline(inline);
    }
    one_line(prose, &reader.finish())
}

fn lowered(prose: &Prose, blocks: &[Block]) -> Vec<Block> {
    let mut reader = Reader::new(prose);
    for block in blocks {
        reader.block(block);
    }
    reader.finish()
}

/// An element that holds blocks.
#[derive(Default)]
struct Frame {
    name: String,
    /// The first number of a list, the columns of a cell.
    number: Option<u64>,
    blocks: Vec<Block>,
    /// What stands in a list or a table and nowhere else.
    parts: Vec<Part>,
    /// The text in a `<pre>`.
    text: String,
    /// Its title.
    meaning: Vec<Inline>,
}

impl Frame {
    /// Adds blocks. Those behind a part of a list belong to it, so that they stay behind it.
    fn hold(&mut self, blocks: impl IntoIterator<Item = Block>) {
        let mut blocks = blocks.into_iter().peekable();
        match self.parts.last_mut() {
            Some(_) if blocks.peek().is_none() => {}
            Some(Part::Item(item) | Part::Definition(Definition::Meaning(item))) => item.extend(blocks),
            Some(Part::Definition(Definition::Term(_))) => {
                self.parts.push(Part::Definition(Definition::Meaning(blocks.collect())));
            }
            Some(Part::Row(_) | Part::Cell(_)) | None => self.blocks.extend(blocks),
        }
    }
}

enum Part {
    Item(Vec<Block>),
    Definition(Definition),
    Row(Vec<Cell>),
    Cell(Cell),
}

struct Cell {
    is_head: bool,
    width: u64,
    inlines: Vec<Inline>,
}

/// An inline element that is open, with the link of an `<a>`.
#[derive(Default)]
struct Open {
    name: String,
    link: Option<usize>,
    /// Its title: what an `<abbr>` stands for, for example.
    meaning: Vec<Inline>,
    inlines: Vec<Inline>,
}

struct Reader<'p> {
    prose: &'p Prose,
    frames: Vec<Frame>,
    /// The line that is being read: the outermost stands for the line itself.
    open: Vec<Open>,
}

/// Elements within a line.
const INLINE: &[&str] = &[
    "a", "abbr", "audio", "b", "bdi", "bdo", "big", "button", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "meter", "progress", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "time", "tt", "u", "var", "video",
];

impl<'p> Reader<'p> {
    fn new(prose: &'p Prose) -> Self {
        Self { prose, frames: vec![Frame::default()], open: vec![Open::default()] }
    }

    fn finish(mut self) -> Vec<Block> {
        self.flush(Block::Paragraph);
        while self.frames.len() > 1 {
            self.close_frame();
        }
        self.frames.pop().unwrap_or_default().blocks
    }

    fn block(&mut self, block: &Block) {
        if let Block::Html(html) = block {
            return self.html(html);
        }
        self.flush(Block::Paragraph);
        let prose = self.prose;
        let block = match block {
            Block::Paragraph(inlines) => {
                for inline in inlines {
                    self.inline(inline);
                }
                return self.flush(Block::Paragraph);
            }
            Block::Plain(inlines) => {
                for inline in inlines {
                    self.inline(inline);
                }
                return self.flush(Block::Plain);
            }
            Block::Quote(blocks) => Block::Quote(lowered(prose, blocks)),
            Block::Alert(alert, blocks) => Block::Alert(*alert, lowered(prose, blocks)),
            Block::Tabs(tabs) => Block::Tabs(
                tabs.iter().map(|tab| Tab { title: tab.title.clone(), blocks: lowered(prose, &tab.blocks) }).collect(),
            ),
            Block::List(start, items) => Block::List(*start, items.iter().map(|item| lowered(prose, item)).collect()),
            Block::Definitions(definitions) => {
                let one = |definition: &Definition| match definition {
                    Definition::Term(inlines) => Definition::Term(line(prose, inlines)),
                    Definition::Meaning(blocks) => Definition::Meaning(lowered(prose, blocks)),
                };
                Block::Definitions(definitions.iter().map(one).collect())
            }
            Block::Table(Table { align, head, rows }) => {
                let row = |row: &Vec<Vec<Inline>>| row.iter().map(|cell| line(prose, cell)).collect::<Vec<_>>();
                Block::Table(Table { align: align.clone(), head: row(head), rows: rows.iter().map(row).collect() })
            }
            block => block.clone(),
        };
        self.put(block);
    }

    fn inline(&mut self, inline: &Inline) {
        let prose = self.prose;
        let inline = match inline {
            Inline::Html(html) => return self.html(html),
            Inline::Emphasis(inner) => Inline::Emphasis(line(prose, inner)),
            Inline::Strong(inner) => Inline::Strong(line(prose, inner)),
            Inline::Strike(inner) => Inline::Strike(line(prose, inner)),
            Inline::Link(number, title, inner) => Inline::Link(*number, title.clone(), line(prose, inner)),
            Inline::Image(number, title, inner) => Inline::Image(*number, title.clone(), line(prose, inner)),
            inline => inline.clone(),
        };
        self.add(inline);
    }

    fn html(&mut self, html: &Html) {
        for token in html_tokens(&source(self.prose, html)) {
            match token {
                HtmlToken::Start(name, attributes) => self.start(&name, &attributes),
                HtmlToken::End(name) => self.end(&name),
                HtmlToken::Text(text) => self.text(&text),
            }
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(frame) = self.frames.last_mut().filter(|frame| frame.name == "pre") {
            frame.text.push_str(text);
            return;
        }
        for inline in label(text) {
            let Inline::Text(text) = inline else {
                self.add(inline);
                continue;
            };
            let starts = text.starts_with(|c: char| c.is_ascii_whitespace());
            let ends = text.ends_with(|c: char| c.is_ascii_whitespace());
            let words = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
            let begins_line = self.open.len() == 1 && matches!(self.open[0].inlines.last(), None | Some(Inline::Break));
            let before = if starts && !begins_line { " " } else { "" };
            let behind = if ends && !words.is_empty() { " " } else { "" };
            let text = format!("{before}{words}{behind}");
            if !text.is_empty() {
                self.add(Inline::Text(text));
            }
        }
    }

    fn start(&mut self, name: &str, attributes: &[(String, String)]) {
        let value = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        let link = |name: &str| value(name).and_then(marked_link);
        let title = || value("title").map_or_else(Vec::new, label);
        while self.frames.len() > 1 && self.frames.last().is_some_and(|frame| closes(&frame.name, name)) {
            self.flush(Block::Paragraph);
            self.close_frame();
        }
        match name {
            "br" => self.line_break(),
            "hr" => {
                self.flush(Block::Paragraph);
                self.put(Block::Rule);
            }
            "img" => {
                let alt = label(value("alt").unwrap_or_default());
                match link("src") {
                    Some(number) => {
                        let title = Some(title()).filter(|title| says_more(title, &alt)).unwrap_or_default();
                        self.add(Inline::Image(number, title, alt));
                    }
                    // A browser shows what stands for it.
                    None => alt.into_iter().for_each(|inline| self.add(inline)),
                }
            }
            "source" | "track" | "wbr" | "col" | "input" | "area" => {}
            "rt" => self.open.push(Open { name: name.to_owned(), ..Open::default() }),
            name if INLINE.contains(&name) => {
                let link = link("href").or_else(|| link("src"));
                self.open.push(Open { name: name.to_owned(), link, meaning: title(), inlines: Vec::new() });
            }
            name => {
                self.flush(Block::Paragraph);
                let number = value("start").or_else(|| value("colspan")).and_then(|number| number.trim().parse().ok());
                self.frames.push(Frame { name: name.to_owned(), number, meaning: title(), ..Frame::default() });
            }
        }
    }

    fn end(&mut self, name: &str) {
        if name == "br" {
            return self.line_break();
        }
        if let Some(at) = self.open.iter().rposition(|open| open.name == name && !name.is_empty()) {
            while self.open.len() > at {
                self.close_inline();
            }
        } else if let Some(at) = self.frames.iter().rposition(|frame| frame.name == name && !name.is_empty()) {
            self.flush(Block::Paragraph);
            while self.frames.len() > at {
                self.close_frame();
            }
        }
    }

    fn line_break(&mut self) {
        match self.frames.last_mut().filter(|frame| frame.name == "pre") {
            Some(frame) => frame.text.push('\n'),
            None => self.add(Inline::Break),
        }
    }

    fn add(&mut self, inline: Inline) {
        if let Some(open) = self.open.last_mut() {
            open.inlines.push(inline);
        }
    }

    fn put(&mut self, block: Block) {
        if let Some(frame) = self.frames.last_mut() {
            frame.hold([block]);
        }
    }

    /// Ends the line that is being read.
    fn flush(&mut self, make: fn(Vec<Inline>) -> Block) {
        while self.open.len() > 1 {
            self.close_inline();
        }
        let mut inlines = std::mem::take(&mut self.open[0].inlines);
        while matches!(inlines.last(), Some(Inline::Break)) {
            inlines.pop();
        }
        if let Some(Inline::Text(last)) = inlines.last_mut() {
            last.truncate(last.trim_end().len());
        }
        inlines.retain(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()));
        if !inlines.is_empty() {
            self.put(make(inlines));
        }
    }

    fn close_inline(&mut self) {
        let Some(Open { name, link, mut meaning, inlines }) = self.open.pop() else { return };
        let text = |text: &str| Inline::Text(text.to_owned());
        let is_unseen = name == "a" && link.is_some() && inlines.is_empty();
        if is_unseen || !says_more(&meaning, &inlines) {
            meaning.clear();
        }
        let wrapped = match (name.as_str(), link) {
            ("a", Some(number)) if !inlines.is_empty() => {
                vec![Inline::Link(number, std::mem::take(&mut meaning), inlines)]
            }
            ("audio" | "video", Some(number)) => {
                let to = &self.prose.links[number].to.value;
                let shown = to.rsplit('/').next().unwrap_or(to);
                [vec![Inline::Link(number, Vec::new(), vec![text(shown)]), text(" ")], inlines].concat()
            }
            ("b" | "strong", _) => vec![Inline::Strong(inlines)],
            ("i" | "em" | "cite" | "dfn" | "var" | "u" | "ins", _) => vec![Inline::Emphasis(inlines)],
            ("s" | "strike" | "del", _) => vec![Inline::Strike(inlines)],
            ("sup", _) => vec![Inline::Styled(Style::Superscript, inlines)],
            ("sub", _) => vec![Inline::Styled(Style::Subscript, inlines)],
            ("mark", _) => vec![Inline::Styled(Style::Marked, inlines)],
            ("code" | "kbd" | "samp" | "tt", _) => match inlines.as_slice() {
                [Inline::Text(text)] => vec![Inline::Code(text.clone())],
                _ => inlines,
            },
            ("q", _) => [vec![text("“")], inlines, vec![text("”")]].concat(),
            ("rt", _) => [vec![text(" (")], inlines, vec![text(")")]].concat(),
            ("rp", _) => Vec::new(),
            _ => inlines,
        };
        for inline in wrapped {
            self.add(inline);
        }
        if !meaning.is_empty() {
            for inline in in_brackets(meaning) {
                self.add(inline);
            }
        }
    }

    /// Whether an item, a cell or a row stands in a list or a table.
    fn is_held(&self, name: &str) -> bool {
        let holders: &[&str] = match name {
            "li" => &["ul", "ol"],
            "dt" | "dd" => &["dl"],
            "td" | "th" => &["tr"],
            _ => &["table"],
        };
        let own = ["ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "td", "th", "blockquote", "pre", ""];
        self.frames.iter().rfind(|frame| own.contains(&&*frame.name)).is_some_and(|frame| holders.contains(&&*frame.name))
    }

    fn close_frame(&mut self) {
        let Some(Frame { name, number, mut blocks, parts, text, meaning }) = self.frames.pop() else { return };
        let prose = self.prose;
        let is_held = self.is_held(&name);
        if !meaning.is_empty() && says_more(&meaning, &one_line(prose, &blocks)) {
            match blocks.last_mut() {
                Some(Block::Paragraph(line) | Block::Plain(line)) => line.extend(in_brackets(meaning)),
                _ => blocks.push(Block::Paragraph(meaning)),
            }
        }
        let Some(around) = self.frames.last_mut() else { return };
        match name.as_str() {
            // Without what it belongs to it is what it holds.
            "li" | "dt" | "dd" | "td" | "th" | "tr" if !is_held => {
                around.hold(blocks);
                around.parts.extend(parts);
            }
            "li" => around.parts.push(Part::Item(blocks)),
            "dt" => around.parts.push(Part::Definition(Definition::Term(one_line(prose, &blocks)))),
            "dd" => around.parts.push(Part::Definition(Definition::Meaning(blocks))),
            "td" | "th" => {
                let inlines = one_line(prose, &blocks);
                around.parts.push(Part::Cell(Cell { is_head: name == "th", width: number.unwrap_or(1).clamp(1, 50), inlines }));
            }
            "tr" => {
                let cell = |part| if let Part::Cell(cell) = part { Some(cell) } else { None };
                around.parts.push(Part::Row(parts.into_iter().filter_map(cell).collect()));
                around.hold(blocks);
            }
            "thead" | "tbody" | "tfoot" => {
                around.parts.extend(parts);
                around.hold(blocks);
            }
            "ul" | "ol" => {
                let item = |part| if let Part::Item(blocks) = part { Some(blocks) } else { None };
                let items: Vec<Vec<Block>> = parts.into_iter().filter_map(item).collect();
                around.hold(blocks);
                if !items.is_empty() {
                    around.hold([Block::List((name == "ol").then(|| number.unwrap_or(1)), items)]);
                }
            }
            "dl" => {
                let one = |part| if let Part::Definition(definition) = part { Some(definition) } else { None };
                around.hold(blocks);
                around.hold([Block::Definitions(parts.into_iter().filter_map(one).collect())]);
            }
            "table" => {
                around.hold(blocks);
                around.hold(table(parts));
            }
            "blockquote" => around.hold([Block::Quote(blocks)]),
            "pre" => {
                let text = text.strip_prefix('\n').unwrap_or(&text).to_owned();
                around.hold([Block::Code(CodeBlock { text, ..CodeBlock::default() })]);
                around.hold(blocks);
            }
            "summary" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if !blocks.is_empty() => {
                around.hold([Block::Paragraph(vec![Inline::Strong(one_line(prose, &blocks))])]);
            }
            "figcaption" | "caption" if !blocks.is_empty() => {
                around.hold([Block::Paragraph(vec![Inline::Emphasis(one_line(prose, &blocks))])]);
            }
            _ => {
                around.hold(blocks);
                around.parts.extend(parts);
            }
        }
    }
}

/// A title behind what has it.
fn in_brackets(meaning: Vec<Inline>) -> Vec<Inline> {
    let text = |text: &str| vec![Inline::Text(text.to_owned())];
    [text(" ("), meaning, text(")")].concat()
}

/// Whether a title says anything else than what has it.
fn says_more(title: &[Inline], text: &[Inline]) -> bool {
    let (mut said, mut shown) = (String::new(), String::new());
    letters(title, &mut said);
    letters(text, &mut shown);
    !said.is_empty() && said != shown
}

/// The letters and the variables of a line.
fn letters(line: &[Inline], out: &mut String) {
    for inline in line {
        match inline {
            Inline::Text(text) | Inline::Code(text) => out.extend(text.chars().filter(|c| !c.is_whitespace())),
            Inline::Emphasis(line)
            | Inline::Strong(line)
            | Inline::Strike(line)
            | Inline::Styled(_, line)
            | Inline::Link(_, _, line)
            | Inline::Image(_, _, line) => letters(line, out),
            Inline::Variable(number) => out.push_str(&format!("{{{number}}}")),
            Inline::Html(_) | Inline::Break | Inline::Footnote(..) | Inline::Task(_) => {}
        }
    }
}

/// A table of rows; the first one is its head if it holds nothing but heads.
fn table(parts: Vec<Part>) -> Option<Block> {
    let mut rows: Vec<Vec<Cell>> =
        parts.into_iter().filter_map(|part| if let Part::Row(row) = part { Some(row) } else { None }).collect();
    let width = |row: &Vec<Cell>| row.iter().map(|cell| usize::try_from(cell.width).unwrap_or(1)).sum::<usize>();
    let columns = rows.iter().map(width).max().filter(|columns| *columns > 0)?;
    let has_head = rows[0].iter().all(|cell| cell.is_head);
    let spread = |row: Vec<Cell>, is_head: bool| {
        let mut cells: Vec<Vec<Inline>> = Vec::with_capacity(columns);
        for cell in row {
            let inlines = if cell.is_head && !is_head && !cell.inlines.is_empty() {
                vec![Inline::Strong(cell.inlines)]
            } else {
                cell.inlines
            };
            cells.push(inlines);
            cells.extend(std::iter::repeat_n(Vec::new(), usize::try_from(cell.width).unwrap_or(1) - 1));
        }
        cells.resize(columns, Vec::new());
        cells
    };
    let head = if has_head { spread(rows.remove(0), true) } else { vec![Vec::new(); columns] };
    let rows = rows.into_iter().map(|row| spread(row, false)).collect();
    Some(Block::Table(Table { align: vec![Align::None; columns], head, rows }))
}
