//! The one walk over a tree, and the pens that draw it: HTML, nodes for paper, plain text, Markdown.
//!
//! The walk alone decides what is drawn and in which order: which blocks there are, where a link leads, what raw HTML means to a pen
//! that does not draw it, and that notes stand at the end. A pen has a method for each construct, so none is right in one output and lost
//! in another.

use std::borrow::Cow;

use super::{
    Alert, Block, CodeBlock, Definition, Diagram, Directive, Heading, Html, Inline, Link, LinkTarget, Mention, Prose, Style, Tab,
    Table,
    readable::{readable, readable_line},
};

/// How each construct looks in one output. What is drawn is added to what the pen has drawn already.
pub trait Pen<'t> {
    /// Whether raw HTML is drawn as it was written. To other pens it is the blocks and lines that mean the same.
    const DRAWS_HTML: bool = false;

    /// The tree.
    fn prose(&self) -> &'t Prose;
    /// The target of the link with this index.
    fn target(&self, link: usize) -> &'t LinkTarget;

    /// A paragraph.
    fn paragraph(&mut self, line: &[Inline]);
    /// A line without a paragraph of its own.
    fn plain(&mut self, line: &[Inline]);
    /// A heading.
    fn heading(&mut self, heading: &Heading, line: &[Inline]);
    /// A quotation.
    fn quote(&mut self, blocks: &[Block]);
    /// An alert.
    fn alert(&mut self, alert: Alert, blocks: &[Block]);
    /// A group of tabs.
    fn tabs(&mut self, tabs: &[Tab]);
    /// Code.
    fn code_block(&mut self, code: &CodeBlock);
    /// A diagram.
    fn diagram(&mut self, diagram: &Diagram);
    /// A list; with its first number, if it is ordered.
    fn list(&mut self, start: Option<u64>, items: &[Vec<Block>]);
    /// A definition list.
    fn definitions(&mut self, definitions: &[Definition]);
    /// A table.
    fn table(&mut self, table: &Table);
    /// A thematic break.
    fn rule(&mut self);
    /// A directive.
    fn directive(&mut self, directive: &Directive);
    /// The footnotes, of which there is at least one.
    fn footnotes(&mut self, notes: &[Cow<'_, [Block]>]);

    /// Text.
    fn text(&mut self, text: &str);
    /// Code in a line.
    fn code(&mut self, text: &str);
    /// Emphasis.
    fn emphasis(&mut self, line: &[Inline]);
    /// Strong emphasis.
    fn strong(&mut self, line: &[Inline]);
    /// Struck through.
    fn strike(&mut self, line: &[Inline]);
    /// In a style that Markdown has no sign for.
    fn styled(&mut self, style: Style, line: &[Inline]);
    /// A link with its index, which leads somewhere; its title may be empty.
    fn link(&mut self, link: usize, title: &[Inline], line: &[Inline]);
    /// The id of a question that is not asked, and those that are asked in its place.
    fn not_asked(&mut self, link: &Link, by: &[Mention], line: &[Inline]);
    /// A link that leads nowhere.
    fn unlinked(&mut self, link: &Link, line: &[Inline]);
    /// A picture with the index of its link; its title may be empty.
    fn image(&mut self, link: usize, title: &[Inline], alt: &[Inline]);
    /// A hard line break.
    fn line_break(&mut self);
    /// The variable with this index.
    fn variable(&mut self, number: usize);
    /// A reference to the footnote with this index, and the number of earlier ones.
    fn footnote(&mut self, note: usize, earlier: usize);
    /// The checkbox of a task.
    fn task(&mut self, is_done: bool);
    /// Raw HTML; only a pen that draws it meets any.
    fn html(&mut self, _html: &Html) {}
}

/// The walk, with any pen.
pub trait Draw<'t>: Pen<'t> {
    /// Draws a page's body, with its footnotes at the end.
    fn page(&mut self) {
        let prose = self.prose();
        self.blocks(&self.shown(&prose.blocks));
        let notes: Vec<_> = prose.footnotes.iter().map(|blocks| self.shown(blocks)).collect();
        if !notes.is_empty() {
            self.footnotes(&notes);
        }
    }

    /// Blocks of the tree as they are drawn.
    fn shown(&self, blocks: &'t [Block]) -> Cow<'t, [Block]> {
        if Self::DRAWS_HTML { Cow::Borrowed(blocks) } else { readable(self.prose(), blocks) }
    }

    /// Draws blocks, in order.
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Paragraph(line) => self.paragraph(line),
                Block::Plain(line) => self.plain(line),
                Block::Heading(number) => {
                    let prose = self.prose();
                    let heading = &prose.headings[*number];
                    let is_shown = Self::DRAWS_HTML;
                    let line =
                        if is_shown { Cow::Borrowed(&heading.content[..]) } else { readable_line(prose, &heading.content) };
                    self.heading(heading, &line);
                }
                Block::Quote(blocks) => self.quote(blocks),
                Block::Alert(alert, blocks) => self.alert(*alert, blocks),
                Block::Tabs(tabs) => self.tabs(tabs),
                Block::Code(code) => self.code_block(code),
                Block::Diagram(diagram) => self.diagram(diagram),
                Block::Html(html) => self.html(html),
                Block::List(start, items) => self.list(*start, items),
                Block::Definitions(definitions) => self.definitions(definitions),
                Block::Table(table) => self.table(table),
                Block::Rule => self.rule(),
                Block::Directive(directive) => self.directive(directive),
            }
        }
    }

    /// Draws what stands in a line, in order.
    fn line(&mut self, line: &[Inline]) {
        for inline in line {
            match inline {
                Inline::Text(text) => self.text(text),
                Inline::Code(text) => self.code(text),
                Inline::Emphasis(line) => self.emphasis(line),
                Inline::Strong(line) => self.strong(line),
                Inline::Strike(line) => self.strike(line),
                Inline::Styled(style, line) => self.styled(*style, line),
                Inline::Link(number, title, line) => {
                    let link = &self.prose().links[*number];
                    match self.target(*number) {
                        LinkTarget::Inside(..) | LinkTarget::Outside(_) => self.link(*number, title, line),
                        LinkTarget::NotAsked(by) => self.not_asked(link, by, line),
                        LinkTarget::Nowhere => self.unlinked(link, line),
                    }
                }
                Inline::Image(number, title, alt) => self.image(*number, title, alt),
                Inline::Html(html) => self.html(html),
                Inline::Break => self.line_break(),
                Inline::Variable(number) => self.variable(*number),
                Inline::Footnote(note, earlier) => self.footnote(*note, *earlier),
                Inline::Task(is_done) => self.task(*is_done),
            }
        }
    }
}

impl<'t, P: Pen<'t> + ?Sized> Draw<'t> for P {}
