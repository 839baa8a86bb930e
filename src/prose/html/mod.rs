//! Resolved trees → HTML.

mod code;
mod mark;
mod picture;
mod skeleton;
mod table;

use std::{borrow::Cow, collections::BTreeSet};

use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};

pub use self::{
    mark::{MarkedText, TermMarker},
    picture::Picture,
    skeleton::skeleton,
};
use super::{
    Alert, Block, CodeBlock, Definition, Diagram, Directive, Heading, Highlighter, Html, Inline, Link, LinkKind, LinkTarget,
    Mention, Prose, Resolved, Style, Tab, Table, VariableValue,
    pen::{Draw, Pen},
    raw_html::{OpenVerbatim, Part},
    text::written_label,
};
use crate::source::SitePath;

/// What rendering to HTML needs beside the tree: the page's address, words, highlighter, and callbacks.
pub struct RenderContext<'a> {
    /// The path of the page that is rendered; links are relative to it.
    pub from: &'a SitePath,
    /// The words of the interface.
    pub words: &'a Words,
    /// Highlights code; without one code is a bare `<pre><code>`.
    pub highlighter: Option<&'a Highlighter>,
    /// Whether headings get their ids and a link to themselves.
    pub anchors: bool,
    /// The size and the dark variant of a picture of this site, by its path.
    pub picture: &'a dyn Fn(&SitePath) -> Picture,
    /// Renders a directive to HTML.
    pub directive: &'a dyn Fn(&Directive) -> String,
}

/// The words of the interface that stand inside prose.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "they are named after what they say")]
pub struct Words {
    pub note: String,
    pub tip: String,
    pub important: String,
    pub warning: String,
    pub caution: String,
    pub footnotes: String,
    pub back_to_text: String,
    pub link_to_section: String,
    pub to_fill_in: String,
    pub table: String,
    pub code: String,
    pub diagram: String,
    pub done: String,
    pub not_done: String,
}

/// Renders a page's body and its footnotes to HTML. `mark`, if given, marks terms outside of links and headings.
pub fn page_html<'w>(
    resolved: &'w Resolved<'_>,
    context: &'w RenderContext<'w>,
    mark: Option<&'w mut (dyn TermMarker + 'w)>,
) -> String {
    let mut writer = HtmlWriter::new(resolved, context, mark);
    writer.page();
    writer.out
}

/// Renders a text field to HTML. A single paragraph is rendered without its `<p>`.
pub fn inline_html<'w>(
    resolved: &'w Resolved<'_>,
    context: &'w RenderContext<'w>,
    mark: Option<&'w mut (dyn TermMarker + 'w)>,
) -> String {
    let mut writer = HtmlWriter::new(resolved, context, mark);
    match resolved.prose().blocks.as_slice() {
        [Block::Paragraph(inlines) | Block::Plain(inlines)] => writer.line(inlines),
        blocks => writer.blocks(blocks),
    }
    writer.out
}

/// Renders the content of the heading with this index, without its element, links, footnotes, raw HTML and marks.
pub fn heading_html<'w>(resolved: &'w Resolved<'_>, heading: usize, context: &'w RenderContext<'w>) -> String {
    let mut writer = HtmlWriter::new(resolved, context, None);
    writer.line(&unlinked(&resolved.prose().headings[heading].content));
    writer.out
}

/// Escapes a text as the content of an HTML element (`&`, `<`, `>`), not as the value of an attribute.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Writing to a string cannot fail.
    let _ = escape_html_body_text(&mut out, text);
    out
}

struct HtmlWriter<'w, 'a> {
    resolved: &'w Resolved<'a>,
    context: &'w RenderContext<'w>,
    mark: Option<&'w mut (dyn TermMarker + 'w)>,
    out: String,
    /// How many links and headings are open, in which no term is marked.
    quiet: usize,
    /// The elements such as `<code>` that are open, in which none is either.
    verbatim: OpenVerbatim,
    /// The footnotes whose marks were drawn.
    noted: BTreeSet<usize>,
    /// The byte ranges of raw HTML in the output, if they are asked for.
    pieces: Option<Vec<Part>>,
}

impl<'w, 'a> HtmlWriter<'w, 'a> {
    fn new(resolved: &'w Resolved<'a>, context: &'w RenderContext<'w>, mark: Option<&'w mut (dyn TermMarker + 'w)>) -> Self {
        Self {
            resolved,
            context,
            mark,
            out: String::new(),
            quiet: 0,
            verbatim: OpenVerbatim::default(),
            noted: BTreeSet::new(),
            pieces: None,
        }
    }
}

impl<'w> Pen<'w> for HtmlWriter<'w, '_> {
    const DRAWS_HTML: bool = true;

    fn prose(&self) -> &'w Prose {
        self.resolved.prose()
    }

    fn target(&self, link: usize) -> &'w LinkTarget {
        self.resolved.target(link)
    }

    fn paragraph(&mut self, line: &[Inline]) {
        if let Some((number, title, alt)) = captioned(line) {
            return self.figure(number, title, alt);
        }
        self.open("<p>");
        self.line(line);
        self.put("</p>\n");
    }

    fn plain(&mut self, line: &[Inline]) {
        match captioned(line) {
            Some((number, title, alt)) => self.figure(number, title, alt),
            None => self.line(line),
        }
    }

    fn heading(&mut self, heading: &Heading, line: &[Inline]) {
        if let Some(mark) = self.mark.as_mut() {
            mark.section();
        }
        // A page has one title, which stands above its body.
        let level = if self.context.anchors { heading.level.max(2) } else { heading.level };
        if self.context.anchors {
            self.open(&format!("<h{level} id=\""));
            self.attribute(&heading.anchor);
            self.put("\">");
        } else {
            self.open(&format!("<h{level}>"));
        }
        if let Some(former) = heading.former.as_deref().filter(|_| self.context.anchors) {
            self.put("<span id=\"");
            self.attribute(former);
            self.put("\"></span>");
        }
        self.quietly(line);
        if self.context.anchors {
            self.put(" <a class=\"anchor\" href=\"#");
            self.href(&crate::source::encode_path(&heading.anchor));
            self.put("\" aria-label=\"");
            self.attribute(&self.context.words.link_to_section);
            self.put("\">#</a>");
        }
        self.put(&format!("</h{level}>\n"));
    }

    fn quote(&mut self, blocks: &[Block]) {
        self.open("<blockquote>\n");
        self.blocks(blocks);
        self.put("</blockquote>\n");
    }

    fn tabs(&mut self, tabs: &[Tab]) {
        self.open("<div class=\"tabs\">\n");
        for tab in tabs {
            self.put("<section class=\"tab\">\n<p class=\"tab-title\">");
            self.label(&tab.title);
            self.put("</p>\n");
            self.blocks(&tab.blocks);
            self.put("</section>\n");
        }
        self.put("</div>\n");
    }

    fn code_block(&mut self, code: &CodeBlock) {
        self.listing(code);
    }

    fn diagram(&mut self, diagram: &Diagram) {
        self.drawing(diagram);
    }

    fn definitions(&mut self, definitions: &[Definition]) {
        self.open("<dl>\n");
        for definition in definitions {
            match definition {
                Definition::Term(line) => {
                    self.open("<dt>");
                    self.line(line);
                    self.put("</dt>\n");
                }
                Definition::Meaning(blocks) => {
                    self.open("<dd>");
                    self.blocks(blocks);
                    self.put("</dd>\n");
                }
            }
        }
        self.put("</dl>\n");
    }

    fn table(&mut self, table: &Table) {
        self.framed_table(table);
    }

    fn rule(&mut self) {
        self.open("<hr />\n");
    }

    fn directive(&mut self, directive: &Directive) {
        let html = (self.context.directive)(directive);
        self.open(&html);
    }

    fn alert(&mut self, alert: Alert, blocks: &[Block]) {
        let words = self.context.words;
        let (class, title) = match alert {
            Alert::Note => ("note", &words.note),
            Alert::Tip => ("tip", &words.tip),
            Alert::Important => ("important", &words.important),
            Alert::Warning => ("warning", &words.warning),
            Alert::Caution => ("caution", &words.caution),
        };
        self.open(&format!("<div class=\"alert {class}\" role=\"note\">\n<p class=\"alert-title\">"));
        self.escaped(title);
        self.put("</p>\n");
        self.blocks(blocks);
        self.put("</div>\n");
    }

    fn list(&mut self, start: Option<u64>, items: &[Vec<Block>]) {
        match start {
            None => self.open("<ul>\n"),
            Some(1) => self.open("<ol>\n"),
            Some(start) => self.open(&format!("<ol start=\"{start}\">\n")),
        }
        for item in items {
            self.open("<li>");
            self.blocks(item);
            self.put("</li>\n");
        }
        self.put(if start.is_some() { "</ol>\n" } else { "</ul>\n" });
    }

    fn footnotes(&mut self, notes: &[Cow<'_, [Block]>]) {
        self.open("<section class=\"footnotes\" aria-label=\"");
        self.attribute(&self.context.words.footnotes);
        self.put("\">\n<ol>\n");
        for (number, blocks) in notes.iter().enumerate() {
            self.put(&format!("<li id=\"rb-note-{}\">", number + 1));
            self.blocks(blocks);
            // A page's title shows no mark that it could lead back to.
            if self.noted.contains(&number) {
                self.put(&format!("<a class=\"back\" href=\"#rb-note-ref-{}\" aria-label=\"", number + 1));
                self.attribute(&self.context.words.back_to_text);
                self.put("\">↩</a>");
            }
            self.put("</li>\n");
        }
        self.put("</ol>\n</section>\n");
    }

    fn text(&mut self, text: &str) {
        self.marked(text);
    }

    fn code(&mut self, text: &str) {
        self.put("<code>");
        self.escaped(text);
        self.put("</code>");
    }

    fn emphasis(&mut self, line: &[Inline]) {
        self.wrap("em", line);
    }

    fn strong(&mut self, line: &[Inline]) {
        self.wrap("strong", line);
    }

    fn strike(&mut self, line: &[Inline]) {
        self.wrap("del", line);
    }

    fn styled(&mut self, style: Style, line: &[Inline]) {
        self.wrap(element(style), line);
    }

    fn link(&mut self, number: usize, title: &[Inline], line: &[Inline]) {
        self.put("<a href=\"");
        self.address(number);
        if !title.is_empty() {
            self.put("\" title=\"");
            self.attribute(&written_label(title, self.resolved));
        }
        let is_shorthand = self.prose().links[number].kind == LinkKind::Shorthand;
        self.put(if is_shorthand { "\" class=\"id\">" } else { "\">" });
        self.quietly(line);
        self.put("</a>");
    }

    fn not_asked(&mut self, _link: &Link, by: &[Mention], line: &[Inline]) {
        self.put("<span class=\"id\">");
        self.line(line);
        self.put("</span>");
        for (number, Mention { id, page }) in by.iter().enumerate() {
            self.put(if number == 0 { " → <a href=\"" } else { ", <a href=\"" });
            self.lead(&LinkTarget::Inside(page.clone(), Some(id.clone())));
            self.put("\" class=\"id\">");
            self.escaped(id);
            self.put("</a>");
        }
    }

    fn unlinked(&mut self, link: &Link, line: &[Inline]) {
        let is_shorthand = link.kind == LinkKind::Shorthand;
        self.put(if is_shorthand { "[" } else { "" });
        self.line(line);
        self.put(if is_shorthand { "]" } else { "" });
    }

    fn image(&mut self, number: usize, title: &[Inline], alt: &[Inline]) {
        self.picture(number, title, alt);
    }

    fn line_break(&mut self) {
        self.put("<br />\n");
    }

    fn variable(&mut self, number: usize) {
        match self.resolved.name(number) {
            VariableValue::Text(text) => self.marked(text),
            VariableValue::Unset(name) => {
                self.put("<span class=\"blank\" title=\"");
                self.attribute(&self.context.words.to_fill_in);
                self.put(": ");
                self.attribute(name);
                self.put("\">");
                self.escaped(&name.replace('_', " "));
                self.put("</span>");
            }
        }
    }

    fn footnote(&mut self, note: usize, earlier: usize) {
        self.noted.insert(note);
        let (number, id) = (note + 1, if earlier == 0 { String::new() } else { format!("-{earlier}") });
        self.put(&format!(
            "<sup class=\"note-ref\"><a id=\"rb-note-ref-{number}{id}\" href=\"#rb-note-{number}\">{number}</a></sup>"
        ));
    }

    fn task(&mut self, is_done: bool) {
        let words = self.context.words;
        self.put("<input type=\"checkbox\" disabled aria-label=\"");
        self.attribute(if is_done { &words.done } else { &words.not_done });
        self.put(if is_done { "\" checked> " } else { "\"> " });
    }

    fn html(&mut self, html: &Html) {
        self.written_html(html);
    }
}

impl HtmlWriter<'_, '_> {
    fn wrap(&mut self, element: &str, line: &[Inline]) {
        self.put(&format!("<{element}>"));
        self.line(line);
        self.put(&format!("</{element}>"));
    }

    /// Renders a line in which no term is marked; what raw HTML opens or closes in it holds no longer than it does.
    fn quietly(&mut self, line: &[Inline]) {
        let verbatim = self.verbatim;
        self.quiet += 1;
        self.line(line);
        self.quiet -= 1;
        self.verbatim = verbatim;
    }

    fn marked(&mut self, text: &str) {
        if self.quiet > 0 || self.verbatim.any() {
            return self.escaped(text);
        }
        let Some(mark) = &mut self.mark else { return self.escaped(text) };
        for piece in mark.mark(text) {
            match piece {
                MarkedText::Text(text) => self.escaped(text),
                MarkedText::Term { text, short, target } => {
                    self.put("<a class=\"term\" href=\"");
                    self.lead(&target);
                    self.put("\" title=\"");
                    self.attribute(&short);
                    self.put("\">");
                    self.escaped(text);
                    self.put("</a>");
                }
            }
        }
    }

    fn address(&mut self, number: usize) {
        let target = self.resolved.target(number).clone();
        self.lead(&target);
    }

    fn lead(&mut self, target: &LinkTarget) {
        match target {
            LinkTarget::Inside(path, anchor) => self.href(&self.context.from.link_to(path, anchor.as_deref())),
            LinkTarget::Outside(address) => self.href(address),
            LinkTarget::NotAsked(_) | LinkTarget::Nowhere => self.put("#"),
        }
    }

    fn open(&mut self, tag: &str) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.out.push_str(tag);
    }

    fn put(&mut self, html: &str) {
        self.out.push_str(html);
    }

    // Writing to a string cannot fail, so the three results below are of no use.

    fn label(&mut self, label: &[Inline]) {
        // It has no HTML, but what its author wrote as that is judged.
        if self.pieces.is_some() {
            return self.line(label);
        }
        let text = written_label(label, self.resolved);
        self.escaped(&text);
    }

    fn escaped(&mut self, text: &str) {
        let _ = escape_html_body_text(&mut self.out, text);
    }

    fn attribute(&mut self, text: &str) {
        let _ = escape_html(&mut self.out, text);
    }

    fn href(&mut self, address: &str) {
        let _ = escape_href(&mut self.out, address);
    }
}

/// The picture that a line consists of, if it has a caption.
fn captioned(line: &[Inline]) -> Option<(usize, &[Inline], &[Inline])> {
    match line {
        [Inline::Image(number, title, alt)] if !title.is_empty() => Some((*number, title, alt)),
        _ => None,
    }
}

fn element(style: Style) -> &'static str {
    match style {
        Style::Superscript => "sup",
        Style::Subscript => "sub",
        Style::Marked => "mark",
    }
}

/// The same inlines with every link replaced by what it says.
fn unlinked(inlines: &[Inline]) -> Vec<Inline> {
    let one = |inline: &Inline| match inline {
        Inline::Link(_, _, inner) => unlinked(inner),
        Inline::Emphasis(inner) => vec![Inline::Emphasis(unlinked(inner))],
        Inline::Strong(inner) => vec![Inline::Strong(unlinked(inner))],
        Inline::Strike(inner) => vec![Inline::Strike(unlinked(inner))],
        Inline::Footnote(..) | Inline::Html(_) => Vec::new(),
        other => vec![other.clone()],
    };
    inlines.iter().flat_map(one).collect()
}
