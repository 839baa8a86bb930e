//! Resolved trees → nodes that a paper template reads as JSON. Text stays text: nothing in it is markup.

use serde::Serialize;

use super::{
    Alert, Align, Block, CodeBlock, Definition, Diagram, Directive, Inline, Link, LinkKind, LinkTarget, Mention, Resolved, Style,
    Tab, VariableValue, inline_text,
    readable::{one_line, readable, readable_line},
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
    let setter = NodeBuilder { resolved, context };
    let prose = resolved.prose();
    let mut nodes = setter.blocks(&readable(prose, &prose.blocks), 0);
    let notes = resolved.prose().footnotes.iter().enumerate();
    let notes: Vec<NoteNode<A>> =
        notes.map(|(number, blocks)| NoteNode { number: number + 1, body: setter.blocks(&readable(prose, blocks), 1) }).collect();
    if !notes.is_empty() {
        nodes.push(BlockNode::Footnotes { notes });
    }
    nodes
}

/// The nodes of a text field as one line, its paragraphs joined by a space.
#[must_use]
pub fn inline_nodes<A>(resolved: &Resolved<'_>, context: &dyn NodeContext<A>) -> Vec<InlineNode> {
    let setter = NodeBuilder { resolved, context };
    let mut nodes = Vec::new();
    let prose = resolved.prose();
    for block in readable(prose, &prose.blocks).iter() {
        if !nodes.is_empty() {
            nodes.push(InlineNode::Text { text: " ".to_owned() });
        }
        nodes.extend(setter.inlines(&one_line(prose, std::slice::from_ref(block)), 0));
    }
    nodes
}

struct NodeBuilder<'s, 'a, A> {
    resolved: &'s Resolved<'a>,
    context: &'s dyn NodeContext<A>,
}

impl<A> NodeBuilder<'_, '_, A> {
    /// The nodes of blocks at a nesting depth, 0 at the top.
    fn blocks(&self, blocks: &[Block], depth: usize) -> Vec<BlockNode<A>> {
        let mut nodes = Vec::new();
        for block in blocks {
            match opened(block) {
                Some(inside) if depth >= MAX_BLOCK_DEPTH => nodes.extend(inside.flat_map(|part| match part {
                    FlatPart::Inlines(inlines) => vec![BlockNode::Paragraph { body: self.inlines(inlines, 0) }],
                    FlatPart::Blocks(blocks) => self.blocks(blocks, depth),
                })),
                _ => nodes.extend(self.block(block, depth)),
            }
        }
        nodes
    }

    fn block(&self, block: &Block, depth: usize) -> Option<BlockNode<A>> {
        let below = depth + 1;
        Some(match block {
            Block::Paragraph(inlines) | Block::Plain(inlines) => match inlines.as_slice() {
                [Inline::Image(number, title, alt)] => BlockNode::Figure {
                    file: self.picture(*number),
                    alt: inline_text(alt, self.resolved),
                    caption: inline_text(title, self.resolved),
                },
                inlines => {
                    let body = self.inlines(inlines, 0);
                    if body.is_empty() {
                        return None;
                    }
                    BlockNode::Paragraph { body }
                }
            },
            Block::Heading(number) => {
                let heading = &self.resolved.prose().headings[*number];
                let anchor = self.context.anchor(&heading.anchor);
                BlockNode::Heading {
                    level: heading.level,
                    anchor,
                    body: self.inlines(&readable_line(self.resolved.prose(), &heading.content), 0),
                }
            }
            Block::Quote(blocks) => BlockNode::Quote { body: self.blocks(blocks, below) },
            Block::Alert(alert, blocks) => BlockNode::Alert { flavour: flavour(*alert), body: self.blocks(blocks, below) },
            Block::Tabs(tabs) => {
                let tab =
                    |tab: &Tab| TabNode { title: inline_text(&tab.title, self.resolved), body: self.blocks(&tab.blocks, below) };
                BlockNode::Tabs { tabs: tabs.iter().map(tab).collect() }
            }
            Block::Code(code) => {
                BlockNode::Code { language: code.language.clone(), title: self.label(code.title.as_deref()), lines: lines(code) }
            }
            Block::Diagram(diagram) => BlockNode::Diagram {
                file: self.context.diagram(diagram),
                title: self.label(diagram.title.as_deref()),
                text: diagram.text.clone(),
            },
            // What is read has none.
            Block::Html(_) => return None,
            Block::List(start, items) => BlockNode::List {
                ordered: start.is_some(),
                start: start.unwrap_or(1),
                items: items.iter().map(|blocks| self.item(blocks, below)).collect(),
            },
            Block::Definitions(definitions) => BlockNode::Definitions { entries: self.entries(definitions, below) },
            Block::Table(table) => {
                let row = |cells: &Vec<Vec<Inline>>| cells.iter().map(|cell| self.inlines(cell, 0)).collect::<Vec<_>>();
                BlockNode::Table {
                    align: table.align.iter().map(|align| side(*align)).collect(),
                    head: row(&table.head),
                    rows: table.rows.iter().map(row).collect(),
                }
            }
            Block::Rule => BlockNode::Rule,
            Block::Directive(directive) => self.context.directive(directive),
        })
    }

    fn item(&self, blocks: &[Block], depth: usize) -> ItemNode<A> {
        let task = match blocks.first() {
            Some(Block::Paragraph(inlines) | Block::Plain(inlines)) => match inlines.first() {
                Some(Inline::Task(done)) => Some(*done),
                _ => None,
            },
            _ => None,
        };
        let mut body = self.blocks(blocks, depth);
        if task.is_some()
            && let Some(BlockNode::Paragraph { body }) = body.first_mut()
        {
            body.retain(|node| !matches!(node, InlineNode::Task { .. }));
        }
        ItemNode { checked: task, body }
    }

    fn entries(&self, definitions: &[Definition], depth: usize) -> Vec<EntryNode<A>> {
        let mut entries: Vec<EntryNode<A>> = Vec::new();
        for definition in definitions {
            match definition {
                Definition::Term(inlines) => {
                    entries.push(EntryNode { term: self.inlines(inlines, 0), bodies: Vec::new() });
                }
                Definition::Meaning(blocks) => {
                    if entries.is_empty() {
                        entries.push(EntryNode { term: Vec::new(), bodies: Vec::new() });
                    }
                    if let Some(entry) = entries.last_mut() {
                        entry.bodies.push(self.blocks(blocks, depth));
                    }
                }
            }
        }
        entries
    }

    fn label(&self, label: Option<&[Inline]>) -> Option<String> {
        label.map(|label| inline_text(label, self.resolved))
    }

    fn picture(&self, number: usize) -> Option<String> {
        self.context.picture(&self.resolved.prose().links[number], self.resolved.target(number))
    }

    /// The nodes behind the id of a question that is not asked: links to those that ask for it now.
    fn successors(&self, link: &Link, by: &[Mention]) -> Vec<InlineNode> {
        let mut nodes = Vec::new();
        for (number, Mention { id, page }) in by.iter().enumerate() {
            nodes.push(InlineNode::Text { text: if number == 0 { " → " } else { ", " }.to_owned() });
            let to = self.context.link(link, &LinkTarget::Inside(page.clone(), Some(id.clone())));
            nodes.push(InlineNode::Link { body: vec![InlineNode::Text { text: id.clone() }], to });
        }
        nodes
    }

    /// The nodes of inlines at a nesting depth of emphasis and links, 0 at the top.
    fn inlines(&self, inlines: &[Inline], depth: usize) -> Vec<InlineNode> {
        let mut nodes = Vec::new();
        let below = depth + 1;
        for inline in inlines {
            let node = match inline {
                Inline::Emphasis(inner)
                | Inline::Strong(inner)
                | Inline::Strike(inner)
                | Inline::Styled(_, inner)
                | Inline::Link(_, _, inner)
                    if depth >= MAX_INLINE_DEPTH =>
                {
                    nodes.extend(self.inlines(inner, depth));
                    continue;
                }
                Inline::Text(text) => InlineNode::Text { text: text.replace('\n', " ") },
                Inline::Code(text) => InlineNode::Code { text: text.clone() },
                Inline::Emphasis(inner) => InlineNode::Emphasis { body: self.inlines(inner, below) },
                Inline::Strong(inner) => InlineNode::Strong { body: self.inlines(inner, below) },
                Inline::Strike(inner) => InlineNode::Strike { body: self.inlines(inner, below) },
                Inline::Styled(Style::Superscript, inner) => InlineNode::Superscript { body: self.inlines(inner, below) },
                Inline::Styled(Style::Subscript, inner) => InlineNode::Subscript { body: self.inlines(inner, below) },
                Inline::Styled(Style::Marked, inner) => InlineNode::Marked { body: self.inlines(inner, below) },
                Inline::Link(number, _, inner) => {
                    let (link, target) = (&self.resolved.prose().links[*number], self.resolved.target(*number));
                    let body = self.inlines(inner, below);
                    if let LinkTarget::NotAsked(by) = target {
                        nodes.extend(body);
                        nodes.extend(self.successors(link, by));
                        continue;
                    }
                    // A text in brackets that names nothing is only a text in brackets.
                    if *target == LinkTarget::Nowhere && link.kind == LinkKind::Shorthand {
                        nodes.push(InlineNode::Text { text: "[".to_owned() });
                        nodes.extend(body);
                        InlineNode::Text { text: "]".to_owned() }
                    } else {
                        InlineNode::Link { body, to: self.context.link(link, target) }
                    }
                }
                Inline::Image(number, _, alt) => {
                    InlineNode::Image { alt: inline_text(alt, self.resolved), file: self.picture(*number) }
                }
                Inline::Html(_) => continue,
                Inline::Break => InlineNode::Break,
                Inline::Variable(number) => match self.resolved.name(*number) {
                    VariableValue::Text(text) => InlineNode::Text { text: text.clone() },
                    VariableValue::Unset(name) => InlineNode::Blank { name: name.replace('_', " ") },
                },
                Inline::Footnote(number, _) => InlineNode::Footnote { number: number + 1 },
                Inline::Task(done) => InlineNode::Task { done: *done },
            };
            nodes.push(node);
        }
        nodes
    }
}

/// The content of a block that holds other blocks, in order; `None` for any other block.
fn opened(block: &Block) -> Option<Box<dyn Iterator<Item = FlatPart<'_>> + '_>> {
    Some(match block {
        Block::Quote(blocks) | Block::Alert(_, blocks) => Box::new(std::iter::once(FlatPart::Blocks(blocks))),
        Block::Tabs(tabs) => Box::new(tabs.iter().flat_map(|tab| [FlatPart::Inlines(&tab.title), FlatPart::Blocks(&tab.blocks)])),
        Block::List(_, items) => Box::new(items.iter().map(|blocks| FlatPart::Blocks(blocks))),
        Block::Definitions(definitions) => Box::new(definitions.iter().map(|definition| match definition {
            Definition::Term(inlines) => FlatPart::Inlines(inlines),
            Definition::Meaning(blocks) => FlatPart::Blocks(blocks),
        })),
        Block::Paragraph(_)
        | Block::Plain(_)
        | Block::Heading(_)
        | Block::Code(_)
        | Block::Diagram(_)
        | Block::Html(_)
        | Block::Table(_)
        | Block::Rule
        | Block::Directive(_) => return None,
    })
}

/// A part of a block that is flattened because it is nested too deeply.
enum FlatPart<'b> {
    Inlines(&'b [Inline]),
    Blocks(&'b [Block]),
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
