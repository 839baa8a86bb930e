//! HTML → its tags, and the DOM tree that a browser builds of them. The one door to the HTML parser.
//!
//! The parser is the one of the HTML standard: its tree builder tells its tokenizer how to read on (a `<!--` in a
//! `<textarea>` begins no comment), moves what cannot stand where it was written, and closes what is left open. Each tag
//! knows which bytes it was written with, and each element which tag it was made from.

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
    ops::Range,
};

use html5ever::{
    Attribute, LocalName, Namespace, QualName,
    buffer_queue::BufferQueue,
    interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TokenizerResult, TreeSink},
    ns,
    tendril::StrTendril,
    tokenizer::{TagKind, Token as Read, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts},
    tree_builder::{TreeBuilder, TreeBuilderOpts},
};

/// The deepest nesting of elements: no browser draws more, and the parser grows slow.
const MAX_DEPTH: usize = 768;

/// The attribute that carries the number of a tag into the tree. No tag can be written with a blank in the name.
const NUMBER: &str = "tag number";

/// A parsed document.
#[derive(Debug)]
pub struct HtmlTree {
    /// Tags and comments in their order.
    pub tokens: Vec<Token>,
    /// The elements; the first one is the document itself.
    pub elements: Vec<Element>,
    /// Whether parsing stopped at the last token, because its element is nested too deeply.
    pub is_too_deep: bool,
    /// The byte offset of a tag that is never finished; all behind it is lost.
    pub unfinished: Option<usize>,
}

/// A tag or a comment.
#[derive(Debug)]
pub struct Token {
    /// Its byte range in the document.
    pub range: Range<usize>,
    /// Its kind.
    pub kind: TokenKind,
}

/// The kind of a token.
#[derive(Debug)]
pub enum TokenKind {
    /// A start tag.
    Start(Tag),
    /// An end tag, with its name in lower case.
    End(String),
    /// A comment, or what a browser takes for one.
    Comment,
    /// A document type.
    Doctype,
}

/// A start tag.
#[derive(Debug)]
pub struct Tag {
    /// Its name in lower case.
    pub name: String,
    /// Its attributes as a browser reads them: names in lower case, each once, values with character references resolved.
    pub attributes: Vec<(String, String)>,
    /// Whether it ends with `/>`.
    pub closes_itself: bool,
}

/// An element of the tree.
#[derive(Debug, Default)]
pub struct Element {
    /// The index of its parent; `None` for the document, and for one that is not in the tree.
    pub parent: Option<usize>,
    /// The index of the start tag in [`Tree::tokens`]; `None` when a browser adds it of its own accord.
    pub tag: Option<usize>,
    /// Its name.
    pub name: String,
}

/// Parses a whole document.
#[must_use]
pub fn read(html: &str) -> HtmlTree {
    read_in_pieces(html, &[])
}

/// Parses a whole document piece by piece: a piece ends before `<`, behind `>`, and at each of the byte offsets `cuts`,
/// which are in order. So the byte range of a tag is known from its pieces.
#[must_use]
pub fn read_in_pieces(html: &str, cuts: &[usize]) -> HtmlTree {
    let builder = TreeBuilder::new(Arena::default(), TreeBuilderOpts::default());
    let tracker = Tracker {
        builder,
        piece: Cell::new((0, 0)),
        start: Cell::new(0),
        has_read: Cell::new(false),
        said: RefCell::default(),
        opening: RefCell::default(),
        tokens: RefCell::default(),
    };
    let tokenizer = Tokenizer::new(tracker, TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() });
    let mut cuts = cuts.iter().copied().peekable();
    let input = BufferQueue::default();
    let mut start = 0;
    while start < html.len() && !tokenizer.sink.builder.sink.is_too_deep.get() {
        while cuts.next_if(|&cut| cut <= start).is_some() {}
        let end = piece_end(html, start, cuts.peek().copied().unwrap_or(html.len()));
        tokenizer.sink.begin(start..end, &html[start..end]);
        input.push_back(StrTendril::from_slice(&html[start..end]));
        // What would be a script's turn to run, or a change of encoding, is passed over.
        while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
        start = end;
    }
    let is_too_deep = tokenizer.sink.builder.sink.is_too_deep.get();
    let mut unfinished = None;
    if !is_too_deep {
        tokenizer.sink.begin(html.len()..html.len(), "");
        let (start, before) = (tokenizer.sink.start.get(), tokenizer.sink.tokens.borrow().len());
        tokenizer.end();
        // An unfinished comment is a comment all the same.
        let is_lost = start < html.len() && tokenizer.sink.tokens.borrow().len() == before;
        unfinished = is_lost.then_some(start);
    }
    let Tracker { builder, tokens, .. } = tokenizer.sink;
    let nodes = builder.sink.nodes.into_inner();
    let elements =
        nodes.into_iter().map(|node| Element { parent: node.parent, tag: node.tag, name: node.name.local.to_string() });
    HtmlTree { tokens: tokens.into_inner(), elements: elements.collect(), is_too_deep, unfinished }
}

/// The byte offset of the end of the piece that begins at `start`: before the next `<`, behind the next `>`, or `limit`.
fn piece_end(html: &str, start: usize, limit: usize) -> usize {
    let bytes = &html.as_bytes()[start..limit];
    let found = bytes.iter().enumerate().find_map(|(at, byte)| match byte {
        b'<' if at > 0 => Some(at),
        b'>' => Some(at + 1),
        _ => None,
    });
    start + found.unwrap_or(bytes.len())
}

/// Records the tokens with their byte ranges, on their way from the tokenizer to the tree builder.
struct Tracker {
    builder: TreeBuilder<usize, Arena>,
    /// The byte range of the piece that is being read.
    piece: Cell<(usize, usize)>,
    /// The byte offset of the token that is being read.
    start: Cell<usize>,
    /// Whether the piece held the end of a token.
    has_read: Cell<bool>,
    /// The text that was read while the piece was.
    said: RefCell<String>,
    /// How the piece begins, if it begins with `<`: that and the sign behind it, if there is one.
    opening: RefCell<Option<String>>,
    tokens: RefCell<Vec<Token>>,
}

impl Tracker {
    fn begin(&self, Range { start, end }: Range<usize>, piece: &str) {
        if self.has_read.replace(false) {
            self.start.set(start);
        }
        self.piece.set((start, end));
        self.said.borrow_mut().clear();
        *self.opening.borrow_mut() =
            piece.starts_with('<').then(|| piece.chars().take(2).collect::<String>().replace('\r', "\n"));
    }

    /// Whether a text that was read is the piece's own. In one that begins with `<` it may be what stood before: a `<` that opens
    /// nothing, or a reference such as `&copy`, is only over when the next piece begins; what the piece opens is then still open.
    fn is_own(&self, text: &str) -> bool {
        let mut said = self.said.borrow_mut();
        said.push_str(text);
        self.opening.borrow().as_ref().is_none_or(|opening| opening != "<" && said.contains(opening.as_str()))
    }

    /// Records a token that ends where the piece ends, and returns its index.
    fn note(&self, kind: TokenKind) -> usize {
        let (_, end) = self.piece.get();
        self.has_read.set(true);
        let mut tokens = self.tokens.borrow_mut();
        tokens.push(Token { range: self.start.replace(end)..end, kind });
        tokens.len() - 1
    }
}

impl TokenSink for Tracker {
    type Handle = usize;

    fn process_token(&self, token: Read, line: u64) -> TokenSinkResult<usize> {
        let token = match token {
            Read::TagToken(mut tag) if tag.kind == TagKind::StartTag => {
                let attribute = |found: &Attribute| (found.name.local.to_string(), found.value.to_string());
                let attributes = tag.attrs.iter().map(attribute).collect();
                let kind = TokenKind::Start(Tag { name: tag.name.to_string(), attributes, closes_itself: tag.self_closing });
                let number = self.note(kind);
                let name = QualName::new(None, ns!(), LocalName::from(NUMBER));
                tag.attrs.push(Attribute { name, value: number.to_string().into() });
                Read::TagToken(tag)
            }
            Read::TagToken(tag) => {
                self.note(TokenKind::End(tag.name.to_string()));
                Read::TagToken(tag)
            }
            Read::CommentToken(text) => {
                self.note(TokenKind::Comment);
                Read::CommentToken(text)
            }
            Read::DoctypeToken(doctype) => {
                self.note(TokenKind::Doctype);
                Read::DoctypeToken(doctype)
            }
            text @ (Read::CharacterTokens(_) | Read::NullCharacterToken | Read::EOFToken) => {
                self.start.set(self.start.get().max(self.piece.get().0));
                let is_own = if let Read::CharacterTokens(read) = &text { self.is_own(read) } else { true };
                self.has_read.set(self.has_read.get() || is_own);
                text
            }
            Read::ParseError(error) => Read::ParseError(error),
        };
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// A node of the tree while it grows. Texts are left out.
#[derive(Debug)]
struct TreeNode {
    name: QualName,
    parent: Option<usize>,
    children: Vec<usize>,
    tag: Option<usize>,
    depth: usize,
    is_integration_point: bool,
}

/// An element's name, as the tree builder asks for it.
#[derive(Debug)]
struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

/// The tree while it grows.
#[derive(Debug)]
struct Arena {
    nodes: RefCell<Vec<TreeNode>>,
    is_too_deep: Cell<bool>,
}

impl Default for Arena {
    fn default() -> Self {
        let arena = Self { nodes: RefCell::default(), is_too_deep: Cell::new(false) };
        arena.add(QualName::new(None, ns!(), LocalName::from("")), None, false);
        arena
    }
}

impl Arena {
    fn add(&self, name: QualName, tag: Option<usize>, is_integration_point: bool) -> usize {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(TreeNode { name, parent: None, children: Vec::new(), tag, depth: 0, is_integration_point });
        nodes.len() - 1
    }

    /// Puts a node into another one, before one of its children or behind all.
    fn put(&self, parent: usize, child: NodeOrText<usize>, before: Option<usize>) {
        let NodeOrText::AppendNode(child) = child else { return };
        self.take_out(child);
        let mut nodes = self.nodes.borrow_mut();
        let place = before.and_then(|before| nodes[parent].children.iter().rposition(|&other| other == before));
        let place = place.unwrap_or(nodes[parent].children.len());
        nodes[parent].children.insert(place, child);
        nodes[child].parent = Some(parent);
        nodes[child].depth = nodes[parent].depth + 1;
        if nodes[child].depth > MAX_DEPTH {
            self.is_too_deep.set(true);
        }
    }

    fn take_out(&self, child: usize) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some(parent) = nodes[child].parent.take()
            && let Some(place) = nodes[parent].children.iter().rposition(|&other| other == child)
        {
            nodes[parent].children.remove(place);
        }
    }

    fn parent(&self, node: usize) -> Option<usize> {
        self.nodes.borrow()[node].parent
    }
}

impl TreeSink for Arena {
    type Handle = usize;
    type Output = ();
    type ElemName<'a> = Name;

    fn finish(self) {}

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> usize {
        0
    }

    fn elem_name(&self, node: &usize) -> Name {
        Name(self.nodes.borrow()[*node].name.clone())
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> usize {
        let number = attributes.iter().find(|attribute| &*attribute.name.local == NUMBER);
        let tag = number.and_then(|attribute| attribute.value.parse().ok());
        self.add(name, tag, flags.mathml_annotation_xml_integration_point)
    }

    fn create_comment(&self, _text: StrTendril) -> usize {
        self.add(QualName::new(None, ns!(), LocalName::from("")), None, false)
    }

    fn create_pi(&self, _target: StrTendril, data: StrTendril) -> usize {
        self.create_comment(data)
    }

    fn append(&self, parent: &usize, child: NodeOrText<usize>) {
        self.put(*parent, child, None);
    }

    fn append_based_on_parent_node(&self, element: &usize, before: &usize, child: NodeOrText<usize>) {
        match self.parent(*element) {
            Some(parent) => self.put(parent, child, Some(*element)),
            None => self.put(*before, child, None),
        }
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public: StrTendril, _system: StrTendril) {}

    /// What a template holds is judged like everything else.
    fn get_template_contents(&self, template: &usize) -> usize {
        *template
    }

    fn same_node(&self, a: &usize, b: &usize) -> bool {
        a == b
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &usize, child: NodeOrText<usize>) {
        if let Some(parent) = self.parent(*sibling) {
            self.put(parent, child, Some(*sibling));
        }
    }

    fn add_attrs_if_missing(&self, _target: &usize, _attributes: Vec<Attribute>) {}

    fn remove_from_parent(&self, node: &usize) {
        self.take_out(*node);
    }

    fn reparent_children(&self, node: &usize, new_parent: &usize) {
        let children = std::mem::take(&mut self.nodes.borrow_mut()[*node].children);
        for child in children {
            self.nodes.borrow_mut()[child].parent = None;
            self.put(*new_parent, NodeOrText::AppendNode(child), None);
        }
    }

    fn is_mathml_annotation_xml_integration_point(&self, node: &usize) -> bool {
        self.nodes.borrow()[*node].is_integration_point
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each tag as it was written, with the elements that stand around it.
    fn told(html: &str) -> Vec<String> {
        let tree = read(html);
        let mut lines = Vec::new();
        for (number, token) in tree.tokens.iter().enumerate() {
            let TokenKind::Start(tag) = &token.kind else {
                lines.push(html[token.range.clone()].to_owned());
                continue;
            };
            for element in tree.elements.iter().filter(|element| element.tag == Some(number)) {
                let mut path = vec![tag.name.clone()];
                let mut parent = element.parent;
                while let Some(at) = parent.filter(|&at| at > 0) {
                    path.push(tree.elements[at].name.clone());
                    parent = tree.elements[at].parent;
                }
                lines.push(format!("{} {}", &html[token.range.clone()], path.join("<")));
            }
        }
        lines
    }

    #[test]
    fn each_tag_knows_its_bytes_whatever_stands_in_it() {
        assert_eq!(
            told("a &amp <p title='x > y < z'>&copy<b\n id=q >1 < 2</b><!-- <i> --></p>"),
            ["<p title='x > y < z'> p<body<html", "<b\n id=q > b<p<body<html", "</b>", "<!-- <i> -->", "</p>",]
        );
    }

    #[test]
    fn what_stands_before_a_tag_and_opens_nothing_does_not_part_it() {
        for before in ["<", "<<", "< <", "&copy", "&lt", "a&amp", "</p><", "<\r<", "<é<"] {
            let html = format!("{before}<b title='<'>x</b>");
            let told = told(&html);
            assert_eq!(&told[told.len() - 2..], ["<b title='<'> b<body<html", "</b>"], "{html}");
            let html = format!("{before}<b title='<");
            assert_eq!(read(&html).unfinished, Some(before.len()), "{html}");
        }
        assert_eq!(told("<textarea><<b a='<'</textarea>"), ["<textarea> textarea<body<html", "</textarea>"]);
    }

    #[test]
    fn a_comment_in_a_text_area_is_none() {
        assert_eq!(
            told("<textarea><!-- </textarea><img src=x onerror=y> --></textarea>"),
            ["<textarea> textarea<body<html", "</textarea>", "<img src=x onerror=y> img<body<html", "</textarea>"]
        );
    }

    #[test]
    fn what_a_browser_moves_is_moved() {
        assert_eq!(told("<table><p>x</p></table>"), ["<table> table<body<html", "<p> p<body<html", "</p>", "</table>"]);
        assert_eq!(told("<b><p>x</b>y</p>"), ["<b> b<body<html", "<b> b<p<body<html", "<p> p<body<html", "</b>", "</p>"]);
    }

    #[test]
    fn reading_ends_where_it_grows_too_deep() {
        assert!(read(&"<div>".repeat(10_000)).is_too_deep);
        assert!(!read(&"<div>".repeat(700)).is_too_deep);
    }
}
