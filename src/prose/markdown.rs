//! Resolved trees → Markdown for programs: what a page says, with its names filled in and its links led on, and without raw HTML.

use super::{
    Alert, Align, Block, CodeBlock, Definition, Directive, Inline, Link, LinkKind, LinkTarget, Mention, Resolved, Style, Table,
    inline_text,
    readable::{one_line, readable, readable_line},
};

/// What the pen asks of who holds it.
pub trait MarkdownContext {
    /// The address of a link or a picture, as it is written between brackets.
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
            Block::Paragraph(inlines) | Block::Plain(inlines) => self.line(inlines),
            Block::Heading(number) => {
                let heading = &prose.headings[*number];
                let text = self.line(&readable_line(prose, &heading.content));
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
            Block::Rule => "---".to_owned(),
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
        let one = |(number, inline): (usize, &Inline)| match inline {
            Inline::Text(text) => escaped(text, number == 0),
            inline => self.inline(inline),
        };
        inlines.iter().enumerate().map(one).collect()
    }

    fn inline(&self, inline: &Inline) -> String {
        match inline {
            Inline::Text(text) => escaped(text, false),
            Inline::Code(text) => code(text),
            Inline::Emphasis(inner) => format!("*{}*", self.line(inner)),
            Inline::Strong(inner) => format!("**{}**", self.line(inner)),
            Inline::Strike(inner) => format!("~~{}~~", self.line(inner)),
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
                    Some(address) => format!("![{alt}]({address}{})", self.title(title)),
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
                self.context.address(link, &target).map_or_else(|| id.clone(), |address| format!("[{id}]({address})"))
            };
            let others = by.iter().map(to).collect::<Vec<_>>().join(", ");
            return if others.is_empty() { text } else { format!("{text} → {others}") };
        }
        match self.context.address(link, target) {
            Some(address) => format!("[{text}]({address}{})", self.title(title)),
            None if link.kind == LinkKind::Shorthand => format!("\\[{text}\\]"),
            None => text,
        }
    }

    fn title(&self, title: &[Inline]) -> String {
        if title.is_empty() { String::new() } else { format!(" \"{}\"", inline_text(title, self.resolved).replace('"', "\\\"")) }
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
    for (at, c) in text.char_indices() {
        let begins = at == 0 && begins_line || text[..at].ends_with('\n');
        let means =
            matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '~') || begins && matches!(c, '#' | '>' | '+' | '-' | ':');
        // Between letters an underscore is one.
        let is_inside =
            c == '_' && text[..at].ends_with(char::is_alphanumeric) && text[at + 1..].starts_with(char::is_alphanumeric);
        if means && !is_inside {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

fn code(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if text.starts_with('`') || text.ends_with('`') { format!("{fence} {text} {fence}") } else { format!("{fence}{text}{fence}") }
}

fn fenced(info: &str, text: &str) -> String {
    let longest =
        text.lines().map(|line| line.trim_start().len() - line.trim_start().trim_start_matches('`').len()).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{info}\n{}\n{fence}", text.trim_end_matches('\n'))
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
