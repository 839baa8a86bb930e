//! Resolved trees → Markdown for programs: what a page says, with its names filled in and its links led on, and without raw HTML.

use std::borrow::Cow;

use super::{
    Alert, Align, Block, CodeBlock, Definition, Diagram, Directive, Heading, Inline, Link, LinkKind, LinkTarget, Mention, Prose,
    Resolved, Style, Tab, Table, inline_text,
    pen::{Draw, Pen},
    readable::one_line,
};

/// What the pen asks of who holds it.
pub trait MarkdownContext {
    /// The address of a link or a picture.
    fn address(&self, link: &Link, target: &LinkTarget) -> Option<String>;
    /// What a directive shows, as Markdown.
    fn directive(&self, directive: &Directive) -> String;
}

/// A page's body as Markdown, with its footnotes at the end.
#[must_use]
pub fn page_markdown(resolved: &Resolved<'_>, context: &dyn MarkdownContext) -> String {
    let mut pen = MarkdownPen::new(resolved, context);
    pen.page();
    pen.parts.join("\n\n")
}

/// A field of Markdown on one line.
#[must_use]
pub fn line_markdown(resolved: &Resolved<'_>, context: &dyn MarkdownContext) -> String {
    let prose = resolved.prose();
    let mut pen = MarkdownPen::new(resolved, context);
    let line = one_line(prose, &pen.shown(&prose.blocks));
    pen.whole_line(&line).replace("\\\n", " ").replace('\n', " ")
}

struct MarkdownPen<'p, 'a> {
    resolved: &'p Resolved<'a>,
    context: &'p dyn MarkdownContext,
    /// The blocks that are written.
    parts: Vec<String>,
    /// The line that is being written.
    line: String,
    /// Whether it is the text of a link, which holds no other.
    is_linked: bool,
    /// Whether it is a cell of a table, in which nothing begins a line.
    is_cell: bool,
}

impl<'p, 'a> MarkdownPen<'p, 'a> {
    fn new(resolved: &'p Resolved<'a>, context: &'p dyn MarkdownContext) -> Self {
        Self { resolved, context, parts: Vec::new(), line: String::new(), is_linked: false, is_cell: false }
    }

    /// Adds a block, if it says anything.
    fn block(&mut self, text: String) {
        if !text.trim().is_empty() {
            self.parts.push(text);
        }
    }

    fn inside(&mut self, blocks: &[Block]) -> Vec<String> {
        let outer = std::mem::take(&mut self.parts);
        self.blocks(blocks);
        std::mem::replace(&mut self.parts, outer)
    }

    fn joined(&mut self, blocks: &[Block]) -> String {
        self.inside(blocks).join("\n\n")
    }

    fn whole_line(&mut self, line: &[Inline]) -> String {
        let outer = std::mem::take(&mut self.line);
        self.line(line);
        std::mem::replace(&mut self.line, outer)
    }

    fn row(&mut self, cells: &[Vec<Inline>]) -> String {
        self.is_cell = true;
        let cell = |cell: &Vec<Inline>| self.whole_line(cell).replace("\\\n", "<br>").replace('\n', " ").replace('|', "\\|");
        let row = format!("| {} |", cells.iter().map(cell).collect::<Vec<_>>().join(" | "));
        self.is_cell = false;
        row
    }

    /// A link as it is written, if it has an address.
    fn linked(&self, link: &Link, target: &LinkTarget, title: &[Inline], text: &str) -> Option<String> {
        let address = self.context.address(link, target)?;
        Some(format!("[{text}]({}{})", destination(&address), self.title(title)))
    }

    fn title(&self, title: &[Inline]) -> String {
        let text = inline_text(title, self.resolved).replace('\\', "\\\\").replace('"', "\\\"");
        if title.is_empty() { String::new() } else { format!(" \"{text}\"") }
    }
}

impl<'p> Pen<'p> for MarkdownPen<'p, '_> {
    fn prose(&self) -> &'p Prose {
        self.resolved.prose()
    }

    fn target(&self, link: usize) -> &'p LinkTarget {
        self.resolved.target(link)
    }

    fn paragraph(&mut self, line: &[Inline]) {
        // A blank at its beginning would be an indent.
        let text = self.whole_line(line).trim_matches([' ', '\t', '\n']).to_owned();
        self.block(text);
    }

    fn plain(&mut self, line: &[Inline]) {
        self.paragraph(line);
    }

    fn heading(&mut self, heading: &Heading, line: &[Inline]) {
        let text = self.whole_line(line).replace("\\\n", " ").replace('\n', " ").trim_end().to_owned();
        // Signs at a heading's end close it.
        let text = text.strip_suffix('#').map_or_else(|| text.clone(), |text| format!("{text}\\#"));
        // What looks like an id at its end would be one.
        let id = text.rsplit_once("{#").filter(|(_, id)| id.ends_with('}'));
        let text = id.map_or_else(|| text.clone(), |(text, id)| format!("{text}\\{{#{id}"));
        // A box to tick stands at the beginning of its item, so the signs of its heading stand below it.
        self.block(match line.first() {
            Some(Inline::Task(_)) => format!("{text}\n{}", if heading.level == 1 { "===" } else { "---" }),
            _ => format!("{} {text}", "#".repeat(usize::from(heading.level))),
        });
    }

    fn quote(&mut self, blocks: &[Block]) {
        let text = quoted(&self.joined(blocks));
        self.block(text);
    }

    fn alert(&mut self, alert: Alert, blocks: &[Block]) {
        // What is no paragraph may not begin a line behind a line of text.
        let is_text = matches!(blocks.first(), None | Some(Block::Paragraph(_) | Block::Plain(_)));
        let text = quoted(&format!("[!{}]\n{}{}", name(alert), if is_text { "" } else { "\n" }, self.joined(blocks)));
        self.block(text);
    }

    fn tabs(&mut self, tabs: &[Tab]) {
        for Tab { title, blocks } in tabs {
            let title = self.whole_line(&without_pictures(title));
            self.block(format!("**{title}**"));
            self.blocks(blocks);
        }
    }

    fn code_block(&mut self, code: &CodeBlock) {
        let title =
            code.title.as_ref().map(|title| format!(" title=\"{}\"", inline_text(title, self.resolved).replace('"', "'")));
        let diff = if code.diff { " diff" } else { "" };
        self.block(fenced(&format!("{}{}{diff}", code.language, title.unwrap_or_default()), &code.text));
    }

    fn diagram(&mut self, diagram: &Diagram) {
        if let Some(title) = &diagram.title {
            let title = self.whole_line(title);
            self.block(format!("**{title}**"));
        }
        self.block(fenced("mermaid", &diagram.text));
    }

    fn list(&mut self, start: Option<u64>, items: &[Vec<Block>]) {
        let is_line = |block: &Block| matches!(block, Block::Plain(_) | Block::List(..));
        // Only a list that begins with 1, and with a text, ends a line of text.
        let ends_text = |block: &Block| match block {
            Block::List(start, items) => {
                start.is_none_or(|start| start == 1) && items.first().is_some_and(|item| !item.is_empty())
            }
            _ => true,
        };
        let is_tight = items.iter().all(|item| item.iter().all(is_line) && item.iter().skip(1).all(ends_text));
        let between = if is_tight { "\n" } else { "\n\n" };
        let item = |(number, blocks): (usize, &Vec<Block>)| {
            let sign = start.map_or_else(|| "- ".to_owned(), |start| format!("{}. ", start + number as u64));
            format!("{sign}{}", indented(&self.inside(blocks).join(between), &" ".repeat(sign.len())))
        };
        let text = items.iter().enumerate().map(item).collect::<Vec<_>>().join(between);
        self.block(text);
    }

    fn definitions(&mut self, definitions: &[Definition]) {
        let one = |definition: &Definition| match definition {
            Definition::Term(line) => self.whole_line(line),
            Definition::Meaning(blocks) => format!(": {}", indented(&self.joined(blocks), "  ")),
        };
        let text = definitions.iter().map(one).collect::<Vec<_>>().join("\n");
        self.block(text);
    }

    fn table(&mut self, table: &Table) {
        let sides = table.align.iter().map(|align| match align {
            Align::None => "---",
            Align::Left => ":---",
            Align::Centre => ":---:",
            Align::Right => "---:",
        });
        let mut rows = vec![self.row(&table.head), format!("| {} |", sides.collect::<Vec<_>>().join(" | "))];
        rows.extend(table.rows.iter().map(|cells| self.row(cells)));
        self.block(rows.join("\n"));
    }

    fn rule(&mut self) {
        // A list's sign is another one.
        self.block("***".to_owned());
    }

    fn directive(&mut self, directive: &Directive) {
        self.block(self.context.directive(directive));
    }

    fn footnotes(&mut self, notes: &[Cow<'_, [Block]>]) {
        for (number, blocks) in notes.iter().enumerate() {
            let text = format!("[^{}]: {}", number + 1, indented(&self.joined(blocks), "    "));
            self.block(text);
        }
    }

    fn text(&mut self, text: &str) {
        let begins_line = !self.is_cell && (self.line.is_empty() || self.line.ends_with('\n'));
        // Behind the mark of a footnote it would begin the note.
        self.line.push_str(if self.line.ends_with(']') && text.starts_with(':') { "\\" } else { "" });
        self.line.push_str(&escaped(text, begins_line));
    }

    fn code(&mut self, text: &str) {
        self.line.push_str(&code(text));
    }

    fn emphasis(&mut self, line: &[Inline]) {
        let text = self.whole_line(line);
        // Around a strong text the signs may run together: `***both***`.
        let is_both = matches!(line, [Inline::Strong(_)]);
        self.line.push_str(&if is_both { format!("*{text}*") } else { between(["*", "_"], &text) });
    }

    fn strong(&mut self, line: &[Inline]) {
        // In a word no sign may follow the sign; twice strong is strong.
        if self.line.ends_with(char::is_alphanumeric) && matches!(line, [Inline::Strong(_)]) {
            return self.line(line);
        }
        let text = self.whole_line(line);
        self.line.push_str(&between(["**", "__"], &text));
    }

    fn strike(&mut self, line: &[Inline]) {
        let text = self.whole_line(line);
        self.line.push_str(&between(["~~", "~"], &text));
    }

    fn styled(&mut self, style: Style, line: &[Inline]) {
        let element = match style {
            Style::Superscript => "sup",
            Style::Subscript => "sub",
            Style::Marked => "mark",
        };
        let text = self.whole_line(line);
        self.line.push_str(&format!("<{element}>{text}</{element}>"));
    }

    fn link(&mut self, number: usize, title: &[Inline], line: &[Inline]) {
        if self.is_linked {
            return self.line(line);
        }
        self.is_linked = true;
        let text = self.whole_line(line);
        self.is_linked = false;
        let written = self.linked(&self.prose().links[number], self.target(number), title, &text);
        self.line.push_str(&written.unwrap_or(text));
    }

    fn not_asked(&mut self, link: &Link, by: &[Mention], line: &[Inline]) {
        self.line(line);
        for (number, Mention { id, page }) in by.iter().enumerate() {
            let target = LinkTarget::Inside(page.clone(), Some(id.clone()));
            let written = self.linked(link, &target, &[], id).unwrap_or_else(|| id.clone());
            self.line.push_str(if number == 0 { " → " } else { ", " });
            self.line.push_str(&written);
        }
    }

    fn unlinked(&mut self, link: &Link, line: &[Inline]) {
        let text = self.whole_line(line);
        let is_shorthand = link.kind == LinkKind::Shorthand;
        self.line.push_str(&if is_shorthand { format!("\\[{text}\\]") } else { text });
    }

    fn image(&mut self, number: usize, title: &[Inline], alt: &[Inline]) {
        let alt = self.whole_line(alt);
        match self.linked(&self.prose().links[number], self.target(number), title, &alt) {
            Some(written) => self.line.push_str(&format!("!{written}")),
            None => self.line.push_str(&alt),
        }
    }

    fn line_break(&mut self) {
        self.line.push_str("\\\n");
    }

    fn variable(&mut self, number: usize) {
        let text = inline_text(&[Inline::Variable(number)], self.resolved);
        self.line.push_str(&escaped(&text, false));
    }

    fn footnote(&mut self, note: usize, _earlier: usize) {
        self.line.push_str(&format!("[^{}]", note + 1));
    }

    fn task(&mut self, is_done: bool) {
        self.line.push_str(if is_done { "[x] " } else { "[ ] " });
    }
}

fn name(alert: Alert) -> &'static str {
    match alert {
        Alert::Note => "NOTE",
        Alert::Tip => "TIP",
        Alert::Important => "IMPORTANT",
        Alert::Warning => "WARNING",
        Alert::Caution => "CAUTION",
    }
}

/// A text in which no sign means anything; `begins_line` says whether it stands at the beginning of one.
fn escaped(text: &str, begins_line: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut line = if begins_line { LineStart::Blank } else { LineStart::Text };
    for (at, c) in text.char_indices() {
        let (before, after) = (&text[..at], &text[at + c.len_utf8()..]);
        let means = match c {
            '\\' | '`' | '*' | '[' | ']' | '<' | '~' => true,
            // Between letters it is one.
            '_' => !(before.ends_with(char::is_alphanumeric) && after.starts_with(char::is_alphanumeric)),
            // The last of them may begin the row of hyphens below the head of a table.
            '#' | '>' | '+' | '-' | ':' | '=' | '|' => line == LineStart::Blank,
            '.' | ')' => line == LineStart::Number && !after.starts_with(|c: char| !c.is_whitespace()),
            // A link may follow, or a picture.
            '!' => after.is_empty(),
            '&' => begins_entity(after),
            _ => false,
        };
        if means {
            out.push('\\');
        }
        out.push(c);
        line = match (line, c) {
            (_, '\n') | (LineStart::Blank, ' ' | '\t') => LineStart::Blank,
            (LineStart::Blank | LineStart::Number, '0'..='9') => LineStart::Number,
            _ => LineStart::Text,
        };
    }
    out
}

/// What a line has so far.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LineStart {
    Blank,
    /// Digits alone, which a list may begin with.
    Number,
    Text,
}

/// Whether what follows a `&` makes one character of it, as `amp;` and `#8212;` do.
fn begins_entity(after: &str) -> bool {
    let name = after.strip_prefix('#').unwrap_or(after);
    let behind = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric());
    behind.len() < name.len() && behind.starts_with(';')
}

/// A text between signs: the second of them where the first would run together with its own.
fn between([sign, other]: [&str; 2], text: &str) -> String {
    let inner = text.trim();
    if inner.is_empty() {
        return text.to_owned();
    }
    let sign = if inner.starts_with(&sign[..1]) || inner.ends_with(&sign[..1]) { other } else { sign };
    let (before, after) = (&text[..text.len() - text.trim_start().len()], &text[text.trim_end().len()..]);
    format!("{before}{sign}{inner}{sign}{after}")
}

/// An address as it is written between the brackets of a link.
fn destination(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    // A browser leaves out line ends and tabs.
    for (at, c) in address.char_indices().filter(|(_, c)| !matches!(c, '\t' | '\n' | '\r')) {
        if matches!(c, '\\' | '<' | '>') || c == '&' && begins_entity(&address[at + 1..]) {
            out.push('\\');
        }
        // No address between brackets holds a control character.
        if c.is_ascii_control() {
            out.push_str(&format!("%{:02X}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    if address.contains([' ', '(', ')']) { format!("<{out}>") } else { out }
}

fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // One blank on each side is not part of it.
    let is_padded = text.starts_with(' ') && text.ends_with(' ') && !text.trim().is_empty();
    let needs_blanks = is_padded || text.starts_with('`') || text.ends_with('`');
    if needs_blanks { format!("{fence} {text} {fence}") } else { format!("{fence}{text}{fence}") }
}

fn fenced(info: &str, text: &str) -> String {
    // Behind a fence of backticks nothing on its line may be one.
    let sign = if info.contains('`') { '~' } else { '`' };
    let signs = |line: &str| line.trim_start().len() - line.trim_start().trim_start_matches(sign).len();
    let fence = sign.to_string().repeat(text.lines().map(signs).max().unwrap_or(0).max(2) + 1);
    let text = text.trim_end_matches('\n');
    if text.is_empty() { format!("{fence}{info}\n{fence}") } else { format!("{fence}{info}\n{text}\n{fence}") }
}

/// A text whose lines but the first are indented.
fn indented(text: &str, indent: &str) -> String {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or("").to_owned();
    lines.fold(first, |out, line| if line.is_empty() { out + "\n" } else { out + "\n" + indent + line })
}

/// A label in which each picture is what it says.
fn without_pictures(label: &[Inline]) -> Vec<Inline> {
    let one = |inline: &Inline| match inline {
        Inline::Image(_, title, alt) if title.is_empty() => without_pictures(alt),
        Inline::Image(_, title, alt) => [without_pictures(alt), vec![Inline::Text(" ".to_owned())], title.clone()].concat(),
        Inline::Emphasis(inner) => vec![Inline::Emphasis(without_pictures(inner))],
        Inline::Strong(inner) => vec![Inline::Strong(without_pictures(inner))],
        Inline::Strike(inner) => vec![Inline::Strike(without_pictures(inner))],
        Inline::Link(number, title, inner) => vec![Inline::Link(*number, title.clone(), without_pictures(inner))],
        other => vec![other.clone()],
    };
    label.iter().flat_map(one).collect()
}

fn quoted(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { ">".to_owned() } else { format!("> {line}") }).collect::<Vec<_>>().join("\n")
}
