//! Resolved trees → Markdown for programs: what a page says, with its names filled in and its links led on, and without raw HTML.

use super::{
    Alert, Align, Block, CodeBlock, Definition, Directive, Inline, Link, LinkKind, LinkTarget, Mention, Resolved, Style, Table,
    inline_text,
    readable::{one_line, readable, readable_line},
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
    let pen = Pen { resolved, context };
    let prose = resolved.prose();
    let mut parts = pen.blocks(&readable(prose, &prose.blocks));
    for (number, blocks) in prose.footnotes.iter().enumerate() {
        let text = pen.blocks(&readable(prose, blocks)).join("\n\n");
        parts.push(format!("[^{}]: {}", number + 1, indented(&text, "    ")));
    }
    parts.join("\n\n")
}

struct Pen<'p, 'a> {
    resolved: &'p Resolved<'a>,
    context: &'p dyn MarkdownContext,
}

impl Pen<'_, '_> {
    fn blocks(&self, blocks: &[Block]) -> Vec<String> {
        blocks.iter().map(|block| self.block(block)).filter(|text| !text.trim().is_empty()).collect()
    }

    fn joined(&self, blocks: &[Block]) -> String {
        self.blocks(blocks).join("\n\n")
    }

    fn block(&self, block: &Block) -> String {
        let prose = self.resolved.prose();
        match block {
            // A blank at its beginning would be an indent.
            Block::Paragraph(inlines) | Block::Plain(inlines) => self.line(inlines).trim_matches([' ', '\t', '\n']).to_owned(),
            Block::Heading(number) => {
                let heading = &prose.headings[*number];
                let text = self.line(&readable_line(prose, &heading.content));
                // Signs at a heading's end close it.
                let text = text.strip_suffix('#').map_or_else(|| text.clone(), |text| format!("{text}\\#"));
                format!("{} {}", "#".repeat(usize::from(heading.level)), text.replace('\n', " "))
            }
            Block::Quote(blocks) => quoted(&self.joined(blocks)),
            Block::Alert(alert, blocks) => quoted(&format!("[!{}]\n{}", name(*alert), self.joined(blocks))),
            Block::Tabs(tabs) => {
                let tab = |tab: &super::Tab| format!("**{}**\n\n{}", self.line(&tab.title), self.joined(&tab.blocks));
                tabs.iter().map(tab).collect::<Vec<_>>().join("\n\n")
            }
            Block::Code(code) => self.code(code),
            Block::Diagram(diagram) => {
                let title = diagram.title.as_ref().map(|title| format!("**{}**\n\n", self.line(title)));
                title.unwrap_or_default() + &fenced("mermaid", &diagram.text)
            }
            Block::Html(_) => String::new(),
            Block::List(start, items) => self.list(*start, items),
            Block::Definitions(definitions) => {
                let one = |definition: &Definition| match definition {
                    Definition::Term(inlines) => self.line(inlines),
                    Definition::Meaning(blocks) => format!(": {}", indented(&self.joined(blocks), "  ")),
                };
                definitions.iter().map(one).collect::<Vec<_>>().join("\n")
            }
            Block::Table(table) => self.table(table),
            // A list's sign is another one.
            Block::Rule => "***".to_owned(),
            Block::Directive(directive) => self.context.directive(directive),
        }
    }

    fn code(&self, code: &CodeBlock) -> String {
        let title =
            code.title.as_ref().map(|title| format!(" title=\"{}\"", inline_text(title, self.resolved).replace('"', "'")));
        let diff = if code.diff { " diff" } else { "" };
        fenced(&format!("{}{}{diff}", code.language, title.unwrap_or_default()), &code.text)
    }

    fn list(&self, start: Option<u64>, items: &[Vec<Block>]) -> String {
        let is_tight = items.iter().all(|item| item.iter().all(|block| matches!(block, Block::Plain(_) | Block::List(..))));
        let between = if is_tight { "\n" } else { "\n\n" };
        let item = |(number, blocks): (usize, &Vec<Block>)| {
            let sign = start.map_or_else(|| "- ".to_owned(), |start| format!("{}. ", start + number as u64));
            let text = self.blocks(blocks).join(between);
            format!("{sign}{}", indented(&text, &" ".repeat(sign.len())))
        };
        items.iter().enumerate().map(item).collect::<Vec<_>>().join(between)
    }

    fn table(&self, table: &Table) -> String {
        let row = |cells: &[Vec<Inline>]| {
            let cells = cells.iter().map(|cell| self.line(cell).replace("\\\n", "<br>").replace('\n', " ").replace('|', "\\|"));
            format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
        };
        let sides = table.align.iter().map(|align| match align {
            Align::None => "---",
            Align::Left => ":---",
            Align::Centre => ":---:",
            Align::Right => "---:",
        });
        let rule = format!("| {} |", sides.collect::<Vec<_>>().join(" | "));
        [row(&table.head), rule].into_iter().chain(table.rows.iter().map(|cells| row(cells))).collect::<Vec<_>>().join("\n")
    }

    fn line(&self, inlines: &[Inline]) -> String {
        let begins = |number: usize| number.checked_sub(1).is_none_or(|before| matches!(inlines[before], Inline::Break));
        let one = |(number, inline): (usize, &Inline)| match inline {
            Inline::Text(text) => escaped(text, begins(number)),
            inline => self.inline(inline),
        };
        inlines.iter().enumerate().map(one).collect()
    }

    fn inline(&self, inline: &Inline) -> String {
        match inline {
            Inline::Text(text) => escaped(text, false),
            Inline::Code(text) => code(text),
            // Around a strong text the signs may run together: `***both***`.
            Inline::Emphasis(inner) if matches!(inner[..], [Inline::Strong(_)]) => format!("*{}*", self.line(inner)),
            Inline::Emphasis(inner) => between(["*", "_"], &self.line(inner)),
            Inline::Strong(inner) => between(["**", "__"], &self.line(inner)),
            Inline::Strike(inner) => between(["~~", "~"], &self.line(inner)),
            Inline::Styled(style, inner) => {
                let element = match style {
                    Style::Superscript => "sup",
                    Style::Subscript => "sub",
                    Style::Marked => "mark",
                };
                format!("<{element}>{}</{element}>", self.line(inner))
            }
            Inline::Link(number, title, inner) => self.link(*number, title, inner),
            Inline::Image(number, title, alt) => {
                let (link, target) = (&self.resolved.prose().links[*number], self.resolved.target(*number));
                let alt = self.line(alt);
                match self.context.address(link, target) {
                    Some(address) => format!("![{alt}]({}{})", destination(&address), self.title(title)),
                    None => alt,
                }
            }
            // What is read has none.
            Inline::Html(_) => String::new(),
            Inline::Break => "\\\n".to_owned(),
            Inline::Variable(_) => escaped(&inline_text(std::slice::from_ref(inline), self.resolved), false),
            Inline::Footnote(number, _) => format!("[^{}]", number + 1),
            Inline::Task(done) => (if *done { "[x] " } else { "[ ] " }).to_owned(),
        }
    }

    fn link(&self, number: usize, title: &[Inline], inner: &[Inline]) -> String {
        let (link, target) = (&self.resolved.prose().links[number], self.resolved.target(number));
        let text = self.line(inner);
        if let LinkTarget::NotAsked(by) = target {
            let to = |Mention { id, page }: &Mention| {
                let target = LinkTarget::Inside(page.clone(), Some(id.clone()));
                self.context
                    .address(link, &target)
                    .map_or_else(|| id.clone(), |address| format!("[{id}]({})", destination(&address)))
            };
            let others = by.iter().map(to).collect::<Vec<_>>().join(", ");
            return if others.is_empty() { text } else { format!("{text} → {others}") };
        }
        match self.context.address(link, target) {
            Some(address) => format!("[{text}]({}{})", destination(&address), self.title(title)),
            None if link.kind == LinkKind::Shorthand => format!("\\[{text}\\]"),
            None => text,
        }
    }

    fn title(&self, title: &[Inline]) -> String {
        let text = inline_text(title, self.resolved).replace('\\', "\\\\").replace('"', "\\\"");
        if title.is_empty() { String::new() } else { format!(" \"{text}\"") }
    }
}

/// A field of Markdown on one line.
#[must_use]
pub fn line_markdown(resolved: &Resolved<'_>, context: &dyn MarkdownContext) -> String {
    let prose = resolved.prose();
    let pen = Pen { resolved, context };
    pen.line(&one_line(prose, &readable(prose, &prose.blocks))).replace("\\\n", " ").replace('\n', " ")
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
            '#' | '>' | '+' | '-' | ':' | '=' => line == LineStart::Blank,
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
    for (at, c) in address.char_indices() {
        if matches!(c, '\\' | '<' | '>') || c == '&' && begins_entity(&address[at + 1..]) {
            out.push('\\');
        }
        out.push(c);
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
    let longest =
        text.lines().map(|line| line.trim_start().len() - line.trim_start().trim_start_matches('`').len()).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let text = text.trim_end_matches('\n');
    if text.is_empty() { format!("{fence}{info}\n{fence}") } else { format!("{fence}{info}\n{text}\n{fence}") }
}

/// A text whose lines but the first are indented.
fn indented(text: &str, indent: &str) -> String {
    let mut lines = text.lines();
    let first = lines.next().unwrap_or("").to_owned();
    lines.fold(first, |out, line| if line.is_empty() { out + "\n" } else { out + "\n" + indent + line })
}

fn quoted(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { ">".to_owned() } else { format!("> {line}") }).collect::<Vec<_>>().join("\n")
}
