//! Prose as a tree: what a page or a text field says, with links that are numbered but not yet bound.
//!
//! `parse.rs` makes the tree, `resolved.rs` says where its links lead, `html.rs` and `text.rs` draw it. The room knows
//! nothing of handbooks, themes or files.

mod resolved;
mod diagram;
mod field;
mod highlight;
mod html;
mod nodes;
mod parse;
mod raw_html;
mod rendition;
mod slug;
mod text;

pub use self::{
    diagram::RenderedDiagram,
    field::{InlineMarkdown, Literal, PlainText},
    highlight::Highlighter,
    html::{MarkedText, Picture, RenderContext, TermMarker, Words, escape, heading_html, inline_html, page_html},
    nodes::{BlockNode, EntryNode, InlineNode, LinkNode, NodeContext, block_nodes, inline_nodes},
    parse::{SourceMap, inline, page, plain},
    raw_html::{ALLOWED_ELEMENTS, ALLOWED_EVERYWHERE, Script, is_ours, scripts},
    rendition::{Address, ReadableRendition, Render, RenderMissing, Rendition, ValueRenderer, Visitor, Walk},
    resolved::{LinkTarget, Resolved, VariableValue},
    slug::{Slugs, slug},
    text::{SectionText, plain_text, section_texts, tree_text},
};
use crate::source::{Span, Spanned};

/// The syntax tree of a page's body or a text field. Links, variables and headings stand in lists beside the tree, which
/// names them by index.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Prose {
    /// The blocks of the tree, in order.
    pub blocks: Vec<Block>,
    /// Where its links point, as written; the tree names them by number.
    pub links: Vec<Link>,
    /// The `{{names}}` it uses; the tree names them by number.
    pub variables: Vec<Spanned<String>>,
    /// Its headings in order.
    pub headings: Vec<Heading>,
    /// Whether HTML of its author's is refused; none of it is drawn then but as the text that it is.
    pub is_html_refused: bool,
    /// Ids that raw HTML gives to its elements.
    pub ids: Vec<Spanned<String>>,
    /// Its footnotes in the order of their first mention.
    pub footnotes: Vec<Vec<Block>>,
    /// The languages of its code blocks.
    pub languages: Vec<Spanned<String>>,
    /// How many diagrams it has.
    pub diagrams: usize,
    /// What its directives ask for.
    pub directives: Vec<Spanned<String>>,
    /// The places of its plain text, for checks that look for words.
    pub words: Vec<Spanned<String>>,
}

impl Prose {
    /// Whether another one links to the same.
    #[must_use]
    pub fn links_like(&self, other: &Self) -> bool {
        let written = |prose: &'_ Self| prose.links.iter().map(|link| (link.kind, link.to.value.clone())).collect::<Vec<_>>();
        written(self) == written(other)
    }
}

/// A link as it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// What kind of link.
    pub kind: LinkKind,
    /// Its destination with escapes and entities resolved; where it is defined, if that is elsewhere.
    pub to: Spanned<String>,
    /// Where it is used, if its destination is defined elsewhere: `[text][name]`.
    pub used: Option<Span>,
}

impl Link {
    /// A link that a key of a format names.
    #[must_use]
    pub fn to(to: Spanned<String>) -> Self {
        Self { kind: LinkKind::Link, to, used: None }
    }
}

/// What kind of link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// A link to follow.
    Link,
    /// A picture or another thing that is shown in place.
    Image,
    /// `[REL-04]` or `[HA]`: an item, a term, or only a text in brackets.
    Shorthand,
}

/// A heading, as a table of contents needs it.
#[derive(Debug, Clone, PartialEq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its id in the page.
    pub anchor: String,
    /// Whether the author wrote the id.
    pub explicit: bool,
    /// What it says.
    pub content: Vec<Inline>,
    /// Where it is.
    pub span: Span,
}

/// A block of prose.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// Text that stands in a list item or a cell without a paragraph of its own.
    Plain(Vec<Inline>),
    /// The heading with this number in [`Prose::headings`].
    Heading(usize),
    /// A quotation.
    Quote(Vec<Block>),
    /// A GitHub alert.
    Alert(Alert, Vec<Block>),
    /// A group of tabs.
    Tabs(Vec<Tab>),
    /// Code.
    Code(Code),
    /// A diagram that could be drawn.
    Diagram(Box<Diagram>),
    /// HTML as the author wrote it.
    Html(Html),
    /// A list; with the first number, if it is ordered.
    List(Option<u64>, Vec<Vec<Block>>),
    /// Terms and what they mean.
    Definitions(Vec<Definition>),
    /// A table.
    Table(Table),
    /// A line across.
    Rule,
    /// A directive.
    Directive(Directive),
}

/// The kinds of alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "they are GitHub's own")]
pub enum Alert {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
}

/// One tab of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Tab {
    /// What stands on it.
    pub title: String,
    /// What it shows.
    pub blocks: Vec<Block>,
}

/// A code block.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Code {
    /// The first word after the fence.
    pub language: String,
    /// `title="…"`.
    pub title: Option<String>,
    /// `{2,4-5}`: the lines to mark, counted from one.
    pub marked: Vec<(usize, usize)>,
    /// `diff` beside another language: lines begin with `+`, `-` or a space.
    pub diff: bool,
    /// The code itself.
    pub text: String,
}

/// A diagram, written in the language of Mermaid.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagram {
    /// `title="…"`.
    pub title: Option<String>,
    /// As it was written.
    pub text: String,
    /// As it looks.
    pub drawn: RenderedDiagram,
}

/// HTML as the author wrote it, with its links numbered.
#[derive(Debug, Clone, PartialEq)]
pub struct Html {
    /// Its number among the pieces of the page or the text field.
    pub piece: usize,
    /// What it consists of.
    pub parts: Vec<HtmlPart>,
}

/// A piece of HTML.
#[derive(Debug, Clone, PartialEq)]
pub enum HtmlPart {
    /// As written.
    Raw(String),
    /// The value of an attribute that is a link, and how it was written.
    Link(usize, String),
    /// The place in an `<img>` where attributes can be added.
    Image(RawImage),
}

/// What an `<img>` of the author's says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawImage {
    /// The link that it shows.
    pub link: usize,
    /// Its `width`, if it is a number.
    pub width: Option<u32>,
    /// Its `height`, if it is a number.
    pub height: Option<u32>,
    /// Whether it says when to load.
    pub has_loading: bool,
    /// Whether it says how to decode.
    pub has_decoding: bool,
}

/// Terms and what they mean.
#[derive(Debug, Clone, PartialEq)]
pub enum Definition {
    /// A term.
    Term(Vec<Inline>),
    /// What the term above means.
    Meaning(Vec<Block>),
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// How each column is aligned.
    pub align: Vec<Align>,
    /// The first row.
    pub head: Vec<Vec<Inline>>,
    /// The others.
    pub rows: Vec<Vec<Vec<Inline>>>,
}

/// How a column is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "they say it themselves")]
pub enum Align {
    None,
    Left,
    Centre,
    Right,
}

/// A directive: ```` ```{checklist} operational-readiness#reliability ````.
#[derive(Debug, Clone, PartialEq)]
pub struct Directive {
    /// Which one.
    pub name: Spanned<DirectiveName>,
    /// What stands behind its name.
    pub argument: Spanned<String>,
}

/// The directives that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DirectiveName {
    /// Shows a checklist or one of its areas.
    Checklist,
}

/// A piece of text in a line. A soft line break is a `\n` in the text.
#[derive(Debug, Clone, PartialEq)]
pub enum Inline {
    /// Text.
    Text(String),
    /// Code.
    Code(String),
    /// Emphasis.
    Emphasis(Vec<Inline>),
    /// Strong emphasis.
    Strong(Vec<Inline>),
    /// Struck through.
    Strike(Vec<Inline>),
    /// The link with this number.
    Link(usize, String, Vec<Inline>),
    /// The picture with this number.
    Image(usize, String, Vec<Inline>),
    /// HTML as the author wrote it.
    Html(Html),
    /// A line break.
    Break,
    /// The name with this number.
    Variable(usize),
    /// The footnote with this number, and how often it was mentioned before.
    Footnote(usize, usize),
    /// The box of a task; ticked or not.
    Task(bool),
}
