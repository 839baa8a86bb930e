//! Resolved trees → nodes that a paper template reads as JSON. Text stays text: nothing in it is markup.

use std::borrow::Cow;

use serde::Serialize;

use super::{
    Alert, Align, Block, CodeBlock, Definition, Diagram, Directive, Heading, Inline, Link, LinkKind, LinkTarget, Mention, Prose,
    Resolved, Style, Tab, Table, VariableValue, inline_text,
    pen::{Draw, Pen},
    readable::one_line,
};

/// The deepest nesting of blocks; deeper ones are flattened to this depth. A layout engine has its limits, and so has the
/// width of a page.
const MAX_BLOCK_DEPTH: usize = 12;

/// The same for inline nodes.
const MAX_INLINE_DEPTH: usize = 12;

/// An inline node.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "they are the tree's own, and the authors' guide lists them")]
pub enum InlineNode {
    Text { text: String },
    Code { text: String },
    Emphasis { body: Vec<InlineNode> },
    Strong { body: Vec<InlineNode> },
    Strike { body: Vec<InlineNode> },
    Superscript { body: Vec<InlineNode> },
    Subscript { body: Vec<InlineNode> },
    Marked { body: Vec<InlineNode> },
    Link { body: Vec<InlineNode>, to: LinkNode },
    Image { alt: String, file: Option<String> },
    Break,
    Blank { name: String },
    Footnote { number: usize },
    Task { done: bool },
}

/// The target of a link on paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum LinkNode {
    /// To a place of the same document.
    Here {
        /// Its anchor in this document.
        anchor: String,
    },
    /// To a page of the handbook that the document does not hold.
    Page {
        /// Its absolute URL, if the handbook has a base URL.
        url: Option<String>,
    },
    /// To another site.
    Outside {
        /// Its URL.
        url: String,
    },
    /// No target: only the text is printed.
    Nowhere,
}

/// A block; `A` is the data of an area of a checklist.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[expect(missing_docs, reason = "they are the tree's own, and the authors' guide lists them")]
pub enum BlockNode<A> {
    Paragraph { body: Vec<InlineNode> },
    Heading { level: u8, anchor: String, body: Vec<InlineNode> },
    Quote { body: Vec<BlockNode<A>> },
    Alert { flavour: &'static str, body: Vec<BlockNode<A>> },
    Tabs { tabs: Vec<TabNode<A>> },
    Code { language: String, title: Option<String>, lines: Vec<LineNode> },
    Diagram { file: Option<String>, title: Option<String>, text: String },
    List { ordered: bool, start: u64, items: Vec<ItemNode<A>> },
    Definitions { entries: Vec<EntryNode<A>> },
    Table { align: Vec<&'static str>, head: Vec<Vec<InlineNode>>, rows: Vec<Vec<Vec<InlineNode>>> },
    Figure { file: Option<String>, alt: String, caption: String },
    Rule,
    Checklist { areas: Vec<A> },
    Footnotes { notes: Vec<NoteNode<A>> },
}

/// One tab of a group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TabNode<A> {
    /// Its label, as plain text.
    pub title: String,
    /// Its content.
    pub body: Vec<BlockNode<A>>,
}

/// A line of code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineNode {
    /// The line without its line end.
    pub text: String,
    /// `marked`, `added` or `removed`.
    pub mark: Option<&'static str>,
}

/// An item of a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ItemNode<A> {
    /// Whether its task is done, if it is one.
    pub checked: Option<bool>,
    /// Its blocks.
    pub body: Vec<BlockNode<A>>,
}

/// A term and what it means.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EntryNode<A> {
    /// The term.
    pub term: Vec<InlineNode>,
    /// Its meanings.
    pub bodies: Vec<Vec<BlockNode<A>>>,
}

/// A footnote.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NoteNode<A> {
    /// Counted from one.
    pub number: usize,
    /// Its blocks.
    pub body: Vec<BlockNode<A>>,
}

/// Callbacks of a document that nodes are made for.
pub trait NodeContext<A> {
    /// The target of a link in this document.
    fn link(&self, link: &Link, target: &LinkTarget) -> LinkNode;
    /// The name of a picture in the sheet's data; `None` if it cannot be printed.
    fn picture(&self, link: &Link, target: &LinkTarget) -> Option<String>;
    /// The name of a diagram in the sheet's data; `None` if it cannot be printed.
    fn diagram(&self, diagram: &Diagram) -> Option<String>;
    /// The anchor of a heading in this document.
    fn anchor(&self, anchor: &str) -> String;
    /// What a directive asks for.
    fn directive(&self, directive: &Directive) -> BlockNode<A>;
}

/// The nodes of a page's body, with its footnotes at the end.
#[must_use]
pub fn block_nodes<A>(resolved: &Resolved<'_>, context: &dyn NodeContext<A>) -> Vec<BlockNode<A>> {
    let mut pen = NodePen::new(resolved, context);
    pen.page();
    pen.nodes
}

/// The nodes of a text field as one line, its paragraphs joined by a space.
#[must_use]
pub fn inline_nodes<A>(resolved: &Resolved<'_>, context: &dyn NodeContext<A>) -> Vec<InlineNode> {
    let mut pen = NodePen::new(resolved, context);
    let prose = resolved.prose();
    for block in pen.shown(&prose.blocks).iter() {
        if !pen.line.is_empty() {
            pen.put(InlineNode::Text { text: " ".to_owned() });
        }
        pen.line(&one_line(prose, std::slice::from_ref(block)));
    }
    pen.line
}

struct NodePen<'p, 'a, A> {
    resolved: &'p Resolved<'a>,
    context: &'p dyn NodeContext<A>,
    nodes: Vec<BlockNode<A>>,
    /// The nesting of the blocks that are drawn, 0 at the top.
    depth: usize,
    line: Vec<InlineNode>,
    /// The nesting of emphasis and links in the line, 0 at the top.
    line_depth: usize,
}

impl<'p, 'a, A> NodePen<'p, 'a, A> {
    fn new(resolved: &'p Resolved<'a>, context: &'p dyn NodeContext<A>) -> Self {
        Self { resolved, context, nodes: Vec::new(), depth: 0, line: Vec::new(), line_depth: 0 }
    }

    fn put(&mut self, node: InlineNode) {
        self.line.push(node);
    }

    /// The nodes of blocks inside of another block.
    fn inside(&mut self, blocks: &[Block]) -> Vec<BlockNode<A>> {
        let outer = std::mem::take(&mut self.nodes);
        self.depth += 1;
        self.blocks(blocks);
        self.depth -= 1;
        std::mem::replace(&mut self.nodes, outer)
    }

    /// Whether what holds other blocks is left out here, but not what it holds.
    fn is_flat(&self) -> bool {
        self.depth >= MAX_BLOCK_DEPTH
    }

    /// The nodes of a whole line.
    fn whole_line(&mut self, line: &[Inline]) -> Vec<InlineNode> {
        self.line(line);
        std::mem::take(&mut self.line)
    }

    /// Adds a node that holds a part of the line, or what it would hold where it would be nested too deeply.
    fn nested(&mut self, line: &[Inline], node: impl FnOnce(Vec<InlineNode>) -> InlineNode) {
        if self.line_depth >= MAX_INLINE_DEPTH {
            return self.line(line);
        }
        let outer = std::mem::take(&mut self.line);
        self.line_depth += 1;
        self.line(line);
        self.line_depth -= 1;
        let body = std::mem::replace(&mut self.line, outer);
        self.put(node(body));
    }

    fn item(&mut self, blocks: &[Block]) -> ItemNode<A> {
        let task = match blocks.first() {
            Some(Block::Paragraph(inlines) | Block::Plain(inlines)) => match inlines.first() {
                Some(Inline::Task(done)) => Some(*done),
                _ => None,
            },
            _ => None,
        };
        let mut body = self.inside(blocks);
        if task.is_some()
            && let Some(BlockNode::Paragraph { body }) = body.first_mut()
        {
            body.retain(|node| !matches!(node, InlineNode::Task { .. }));
        }
        ItemNode { checked: task, body }
    }

    fn label(&self, label: Option<&[Inline]>) -> Option<String> {
        label.map(|label| inline_text(label, self.resolved))
    }

    fn picture(&self, number: usize) -> Option<String> {
        self.context.picture(&self.resolved.prose().links[number], self.resolved.target(number))
    }
}

impl<'p, A> Pen<'p> for NodePen<'p, '_, A> {
    fn prose(&self) -> &'p Prose {
        self.resolved.prose()
    }

    fn target(&self, link: usize) -> &'p LinkTarget {
        self.resolved.target(link)
    }

    fn paragraph(&mut self, line: &[Inline]) {
        if let [Inline::Image(number, title, alt)] = line {
            let (alt, caption) = (inline_text(alt, self.resolved), inline_text(title, self.resolved));
            return self.nodes.push(BlockNode::Figure { file: self.picture(*number), alt, caption });
        }
        let body = self.whole_line(line);
        if !body.is_empty() {
            self.nodes.push(BlockNode::Paragraph { body });
        }
    }

    fn plain(&mut self, line: &[Inline]) {
        self.paragraph(line);
    }

    fn heading(&mut self, heading: &Heading, line: &[Inline]) {
        let (level, anchor) = (heading.level, self.context.anchor(&heading.anchor));
        let body = self.whole_line(line);
        self.nodes.push(BlockNode::Heading { level, anchor, body });
    }

    fn quote(&mut self, blocks: &[Block]) {
        if self.is_flat() {
            return self.blocks(blocks);
        }
        let body = self.inside(blocks);
        self.nodes.push(BlockNode::Quote { body });
    }

    fn alert(&mut self, alert: Alert, blocks: &[Block]) {
        if self.is_flat() {
            return self.blocks(blocks);
        }
        let body = self.inside(blocks);
        self.nodes.push(BlockNode::Alert { flavour: flavour(alert), body });
    }

    fn tabs(&mut self, tabs: &[Tab]) {
        if self.is_flat() {
            for Tab { title, blocks } in tabs {
                self.paragraph(title);
                self.blocks(blocks);
            }
            return;
        }
        let tab = |tab: &Tab| TabNode { title: inline_text(&tab.title, self.resolved), body: self.inside(&tab.blocks) };
        let tabs = tabs.iter().map(tab).collect();
        self.nodes.push(BlockNode::Tabs { tabs });
    }

    fn code_block(&mut self, code: &CodeBlock) {
        let title = self.label(code.title.as_deref());
        self.nodes.push(BlockNode::Code { language: code.language.clone(), title, lines: lines(code) });
    }

    fn diagram(&mut self, diagram: &Diagram) {
        let title = self.label(diagram.title.as_deref());
        self.nodes.push(BlockNode::Diagram { file: self.context.diagram(diagram), title, text: diagram.text.clone() });
    }

    fn list(&mut self, start: Option<u64>, items: &[Vec<Block>]) {
        if self.is_flat() {
            return items.iter().for_each(|item| self.blocks(item));
        }
        let items = items.iter().map(|item| self.item(item)).collect();
        self.nodes.push(BlockNode::List { ordered: start.is_some(), start: start.unwrap_or(1), items });
    }

    fn definitions(&mut self, definitions: &[Definition]) {
        let is_flat = self.is_flat();
        let mut entries: Vec<EntryNode<A>> = Vec::new();
        for definition in definitions {
            match definition {
                Definition::Term(line) if is_flat => self.paragraph(line),
                Definition::Meaning(blocks) if is_flat => self.blocks(blocks),
                Definition::Term(line) => entries.push(EntryNode { term: self.whole_line(line), bodies: Vec::new() }),
                Definition::Meaning(blocks) => {
                    let body = self.inside(blocks);
                    match entries.last_mut() {
                        Some(entry) => entry.bodies.push(body),
                        None => entries.push(EntryNode { term: Vec::new(), bodies: vec![body] }),
                    }
                }
            }
        }
        if !is_flat {
            self.nodes.push(BlockNode::Definitions { entries });
        }
    }

    fn table(&mut self, table: &Table) {
        let mut row = |cells: &Vec<Vec<Inline>>| cells.iter().map(|cell| self.whole_line(cell)).collect::<Vec<_>>();
        let (head, rows) = (row(&table.head), table.rows.iter().map(row).collect());
        self.nodes.push(BlockNode::Table { align: table.align.iter().map(|align| side(*align)).collect(), head, rows });
    }

    fn rule(&mut self) {
        self.nodes.push(BlockNode::Rule);
    }

    fn directive(&mut self, directive: &Directive) {
        self.nodes.push(self.context.directive(directive));
    }

    fn footnotes(&mut self, notes: &[Cow<'_, [Block]>]) {
        let note = |(number, blocks): (usize, &Cow<'_, [Block]>)| NoteNode { number: number + 1, body: self.inside(blocks) };
        let notes = notes.iter().enumerate().map(note).collect();
        self.nodes.push(BlockNode::Footnotes { notes });
    }

    fn text(&mut self, text: &str) {
        self.put(InlineNode::Text { text: text.replace('\n', " ") });
    }

    fn code(&mut self, text: &str) {
        self.put(InlineNode::Code { text: text.to_owned() });
    }

    fn emphasis(&mut self, line: &[Inline]) {
        self.nested(line, |body| InlineNode::Emphasis { body });
    }

    fn strong(&mut self, line: &[Inline]) {
        self.nested(line, |body| InlineNode::Strong { body });
    }

    fn strike(&mut self, line: &[Inline]) {
        self.nested(line, |body| InlineNode::Strike { body });
    }

    fn styled(&mut self, style: Style, line: &[Inline]) {
        self.nested(line, |body| match style {
            Style::Superscript => InlineNode::Superscript { body },
            Style::Subscript => InlineNode::Subscript { body },
            Style::Marked => InlineNode::Marked { body },
        });
    }

    fn link(&mut self, number: usize, _title: &[Inline], line: &[Inline]) {
        let to = self.context.link(&self.prose().links[number], self.target(number));
        self.nested(line, |body| InlineNode::Link { body, to });
    }

    fn not_asked(&mut self, link: &Link, by: &[Mention], line: &[Inline]) {
        self.line(line);
        for (number, Mention { id, page }) in by.iter().enumerate() {
            self.put(InlineNode::Text { text: if number == 0 { " → " } else { ", " }.to_owned() });
            let to = self.context.link(link, &LinkTarget::Inside(page.clone(), Some(id.clone())));
            self.put(InlineNode::Link { body: vec![InlineNode::Text { text: id.clone() }], to });
        }
    }

    fn unlinked(&mut self, link: &Link, line: &[Inline]) {
        if link.kind != LinkKind::Shorthand {
            return self.nested(line, |body| InlineNode::Link { body, to: LinkNode::Nowhere });
        }
        // A text in brackets that names nothing is only a text in brackets.
        self.text("[");
        self.line(line);
        self.text("]");
    }

    fn image(&mut self, number: usize, _title: &[Inline], alt: &[Inline]) {
        self.put(InlineNode::Image { alt: inline_text(alt, self.resolved), file: self.picture(number) });
    }

    fn line_break(&mut self) {
        self.put(InlineNode::Break);
    }

    fn variable(&mut self, number: usize) {
        self.put(match self.resolved.name(number) {
            VariableValue::Text(text) => InlineNode::Text { text: text.clone() },
            VariableValue::Unset(name) => InlineNode::Blank { name: name.replace('_', " ") },
        });
    }

    fn footnote(&mut self, note: usize, _earlier: usize) {
        self.put(InlineNode::Footnote { number: note + 1 });
    }

    fn task(&mut self, is_done: bool) {
        self.put(InlineNode::Task { done: is_done });
    }
}

fn flavour(alert: Alert) -> &'static str {
    match alert {
        Alert::Note => "note",
        Alert::Tip => "tip",
        Alert::Important => "important",
        Alert::Warning => "warning",
        Alert::Caution => "caution",
    }
}

fn side(align: Align) -> &'static str {
    match align {
        Align::None | Align::Left => "left",
        Align::Centre => "center",
        Align::Right => "right",
    }
}

/// The lines of code as the layout engine counts them: it ends a line at more characters than an author does. Each piece of
/// a line has the mark of that line.
fn lines(code: &CodeBlock) -> Vec<LineNode> {
    let diff = code.diff || code.language == "diff";
    let line = |(number, text): (usize, &str)| {
        let marked = code.marked.iter().any(|&(first, last)| (first..=last).contains(&(number + 1)));
        let mark = match text.as_bytes().first() {
            Some(b'+') if diff => Some("added"),
            Some(b'-') if diff => Some("removed"),
            _ if marked => Some("marked"),
            _ => None,
        };
        // The mark stands for the sign.
        let text = if diff { text.strip_prefix(['+', '-', ' ']).unwrap_or(text) } else { text };
        let piece = move |text: &str| LineNode { text: text.to_owned(), mark };
        text.split(['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']).map(piece).collect::<Vec<_>>()
    };
    code.text.lines().enumerate().flat_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_code_ends_wherever_the_layout_engine_ends_one() {
        let code = |text: &str, marked: &[(usize, usize)]| {
            lines(&CodeBlock { text: text.to_owned(), marked: marked.to_vec(), ..CodeBlock::default() })
        };
        assert_eq!(code("", &[(1, 9)]), []);
        let line = |text: &str, mark| LineNode { text: text.to_owned(), mark };
        for end in ["\r", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}"] {
            let found = code(&format!("a\nb{end}c\nd\n"), &[(2, 2)]);
            let marked = Some("marked");
            assert_eq!(found, [line("a", None), line("b", marked), line("c", marked), line("d", None)], "{end:?}");
        }
        assert_eq!(code("a\r\nb\n\n", &[]), [line("a", None), line("b", None), line("", None)]);
    }
}
