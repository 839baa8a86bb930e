//! Prose as a syntax tree: of a page's body or a text field, with links that are listed but not yet resolved.
//!
//! `parse/` makes the tree, `resolved.rs` says where its links lead, `pen.rs` walks it, and `html/`, `nodes.rs`, `text.rs` and
//! `markdown.rs` are the pens that draw it. The room knows nothing of handbooks, themes or files.

mod resolved;
mod canonical_body;
mod diagram;
mod drawn_html;
mod field;
mod highlight;
mod html;
mod markdown;
mod nodes;
mod parse;
mod pen;
mod raw_html;
mod readable;
mod rendition;
mod slug;
mod text;

pub use self::{
    canonical_body::canonical_body,
    diagram::RenderedDiagram,
    field::{InlineMarkdown, Literal, PlainText},
    highlight::Highlighter,
    html::{MarkedText, Picture, RenderContext, TermMarker, Words, escape, heading_html, inline_html, page_html},
    markdown::{MarkdownContext, line_markdown, page_markdown},
    nodes::{BlockNode, EntryNode, InlineNode, LinkNode, NodeContext, block_nodes, inline_nodes},
    parse::{Comment, SourceMap, comments, inline, page, plain},
    raw_html::{ALLOWED_ELEMENTS, ALLOWED_EVERYWHERE, Script, is_ours, scripts},
    rendition::{Address, ReadableRendition, Render, RenderMissing, Rendition, ValueRenderer, Visitor, Walk},
    resolved::{LinkTarget, Mention, Resolved, VariableValue},
    slug::{Slugs, slug},
    text::{SectionText, inline_text, plain_text, section_texts, title_text, tree_text},
};
use std::ops::Range;

use crate::source::{Span, Spanned};

/// The syntax tree of a page's body or a text field. Links, variables and headings stand in lists beside the tree, which
/// names them by index.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Prose {
    /// The blocks of the tree, in order.
    pub blocks: Vec<Block>,
    /// Its links as written; the tree refers to them by index.
    pub links: Vec<Link>,
    /// The names of its variables, `{{name}}`; the tree refers to them by index.
    pub variables: Vec<Spanned<String>>,
    /// Its headings in order; the tree refers to them by index.
    pub headings: Vec<Heading>,
    /// Whether raw HTML in it is refused; all of it is rendered as escaped text then.
    pub is_html_refused: bool,
    /// Whether it holds raw HTML.
    pub has_html: bool,
    /// Parts of raw HTML that are wrong and do no harm, in order: what is drawn without them was judged, and nothing is wrong in it.
    pub masked: Vec<MaskedHtml>,
    /// The values of `id`, and of `name` on `<a>`, in raw HTML.
    pub ids: Vec<Spanned<String>>,
    /// Its footnotes in the order of their first mention.
    pub footnotes: Vec<Vec<Block>>,
    /// The languages of its code blocks.
    pub languages: Vec<Spanned<String>>,
    /// The lines of each of its Mermaid blocks, drawn or not.
    pub diagrams: Vec<Vec<Spanned<String>>>,
    /// The checklists and areas that its directives name.
    pub directives: Vec<Spanned<String>>,
    /// Its pieces of plain text with their spans, for checks that look for words.
    pub words: Vec<Spanned<String>>,
}

impl Prose {
    /// Whether both have the same links: kinds and destinations, in order.
    #[must_use]
    pub fn links_like(&self, other: &Self) -> bool {
        let written = |prose: &'_ Self| prose.links.iter().map(|link| (link.kind, link.to.value.clone())).collect::<Vec<_>>();
        written(self) == written(other)
    }
}

/// A link as it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Its kind.
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

/// The kind of a link.
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
    /// The id that an earlier version made, if it was another one; links from elsewhere may still name it.
    pub former: Option<String>,
    /// Its inline content.
    pub content: Vec<Inline>,
    /// Its span in the file.
    pub span: Span,
}

/// A block of prose.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// Text without a paragraph of its own, as in an item of a tight list.
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
    Code(CodeBlock),
    /// A Mermaid diagram that was rendered.
    Diagram(Box<Diagram>),
    /// A block of raw HTML.
    Html(Html),
    /// A list; with the first number, if it is ordered.
    List(Option<u64>, Vec<Vec<Block>>),
    /// A definition list.
    Definitions(Vec<Definition>),
    /// A table.
    Table(Table),
    /// A thematic break.
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
    /// Its label.
    pub title: Label,
    /// Its content.
    pub blocks: Vec<Block>,
}

/// A code block.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CodeBlock {
    /// The first word of the info string; may be empty.
    pub language: String,
    /// `title="…"`.
    pub title: Option<Label>,
    /// `{2,4-5}`: the ranges of lines to mark, 1-based and inclusive.
    pub marked: Vec<(usize, usize)>,
    /// `diff` beside another language: lines begin with `+`, `-` or a space.
    pub diff: bool,
    /// The code itself.
    pub text: String,
}

impl CodeBlock {
    /// A line of a diff of another language: the sign in its first column, if it has one, and the code behind it.
    #[must_use]
    pub fn sign_of<'l>(&self, line: &'l str) -> (&'l str, &'l str) {
        let has_sign = self.diff && line.starts_with(['+', '-', ' ']);
        line.split_at(usize::from(has_sign))
    }
}

/// A diagram, written in the language of Mermaid.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagram {
    /// `title="…"`.
    pub title: Option<Label>,
    /// Its Mermaid source.
    pub text: String,
    /// Its SVG.
    pub drawn: RenderedDiagram,
}

/// Raw HTML as the author wrote it, with its links in [`Prose::links`].
#[derive(Debug, Clone, PartialEq)]
pub struct Html {
    /// Its index among the pieces of raw HTML in the page or the text field.
    pub piece: usize,
    /// Its source, split at its links and images.
    pub parts: Vec<HtmlPart>,
}

/// A piece of HTML.
#[derive(Debug, Clone, PartialEq)]
pub enum HtmlPart {
    /// As written.
    Raw(String),
    /// The value of an attribute that is a URL: its index in [`Prose::links`], and the value as written.
    Link(usize, String),
    /// `{{name}}`: its index in [`Prose::variables`], or none if a backslash keeps it as it is; and how it is written.
    Name(Option<usize>, String),
    /// The place in an `<img>` where attributes can be added.
    Image(RawImage),
}

impl HtmlPart {
    /// Its source.
    #[must_use]
    pub fn written(&self) -> &str {
        match self {
            Self::Raw(written) | Self::Link(_, written) | Self::Name(_, written) => written,
            Self::Image(_) => "",
        }
    }
}

/// A part of a piece of raw HTML that is not drawn as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskedHtml {
    /// The index of the piece.
    pub piece: usize,
    /// The byte range in it.
    pub range: Range<usize>,
    /// What is drawn in its place.
    pub mask: Mask,
}

/// The masks of one piece of raw HTML among those of a prose, in order; no two overlap.
#[must_use]
pub fn masks_of(masked: &[MaskedHtml], piece: usize) -> &[MaskedHtml] {
    let rest = &masked[masked.partition_point(|masked| masked.piece < piece)..];
    &rest[..rest.partition_point(|masked| masked.piece == piece)]
}

/// Those of the masks of a piece, in order, that overlap a byte range of it.
#[must_use]
pub fn overlapping(masks: &[MaskedHtml], range: Range<usize>) -> &[MaskedHtml] {
    let rest = &masks[masks.partition_point(|masked| masked.range.end <= range.start)..];
    &rest[..rest.partition_point(|masked| masked.range.start < range.end)]
}

/// What is drawn in the place of HTML that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mask {
    /// Its source, as text.
    Text,
    /// The value of an attribute, as text.
    Value,
    /// Nothing.
    Nothing,
}

/// The attributes of an `<img>` in raw HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawImage {
    /// The index of its `src` in [`Prose::links`].
    pub link: usize,
    /// Its `width`, if it has one; 0 if that is no number.
    pub width: Option<u32>,
    /// Its `height`, if it has one; 0 if that is no number.
    pub height: Option<u32>,
    /// Whether it has a `loading` attribute.
    pub has_loading: bool,
    /// Whether it has a `decoding` attribute.
    pub has_decoding: bool,
}

/// A node of a definition list.
#[derive(Debug, Clone, PartialEq)]
pub enum Definition {
    /// A term.
    Term(Vec<Inline>),
    /// An explanation of the term above.
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
    /// The rest of the info string, trimmed.
    pub argument: Spanned<String>,
}

/// The directives that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DirectiveName {
    /// Shows a checklist or one of its areas.
    Checklist,
    /// When what happens in the meeting before a launch.
    Schedule,
    /// Who signs there.
    Signers,
    /// What may come out of it.
    Verdicts,
}

impl DirectiveName {
    /// Their names, as they are written between braces.
    pub const NAMES: &'static [&'static str] = &["checklist", "schedule", "signers", "verdicts"];

    /// The directive with a name; `None` for one that nobody knows.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "checklist" => Some(Self::Checklist),
            "schedule" => Some(Self::Schedule),
            "signers" => Some(Self::Signers),
            "verdicts" => Some(Self::Verdicts),
            _ => None,
        }
    }
}

/// A text of one line that is no prose of its own: of a title, a caption, a tab. It is read as plain text.
pub type Label = Vec<Inline>;

/// An inline node. A soft line break is a `\n` in the text.
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
    /// In a style that Markdown has no sign for. Only raw HTML makes it.
    Styled(Style, Vec<Inline>),
    /// A link: its index in [`Prose::links`], its title (may be empty) and its content.
    Link(usize, Label, Vec<Inline>),
    /// A picture: its index in [`Prose::links`], its title (may be empty) and its alternative text.
    Image(usize, Label, Vec<Inline>),
    /// Raw HTML.
    Html(Html),
    /// A hard line break.
    Break,
    /// The variable with this index in [`Prose::variables`].
    Variable(usize),
    /// A reference to a footnote: its index in [`Prose::footnotes`], and the number of earlier references to it.
    Footnote(usize, usize),
    /// The checkbox of a task list item; whether it is ticked.
    Task(bool),
}

/// The styles that Markdown has no sign for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "they say it themselves")]
pub enum Style {
    Superscript,
    Subscript,
    Marked,
}
