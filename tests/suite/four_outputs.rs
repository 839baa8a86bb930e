//! One meaning, four outputs: what a page says in HTML it says on paper, in the search and to programs, word by word and in the same order.
//!
//! The inputs are all pages of the guide and of the handbook, every page of the cases, and the Markdown crate's examples of `CommonMark` and of
//! what GitHub adds, each alone and inside of a list, a quotation, an alert, a tab and a meaning.

use std::{collections::BTreeMap, fs, path::Path};

use html5gum::{Token, Tokenizer};
use readybook::{
    diagnostic::Findings,
    prose::{
        BlockNode, Diagram, Directive, Highlighter, InlineNode, Link, LinkKind, LinkNode, LinkTarget, MarkdownContext,
        NodeContext, Picture, Prose, RenderContext, Resolved, SourceMap, VariableValue, Words, block_nodes, page, page_html,
        page_markdown, section_texts,
    },
    source::{SitePath, SourcePath, Sources},
};

use crate::{
    commonmark::{POSITIONS, examples, is_movable, of_github, placed},
    handbook::repository,
};

#[test]
fn every_page_says_the_same_in_all_four_outputs() {
    let mut texts = BTreeMap::new();
    for folder in ["docs/content", "content", "tests/fixtures/cases", "tests/fixtures/all-formats/in"] {
        read(&repository(folder), &mut texts);
    }
    assert!(texts.len() > 200, "only {} pages", texts.len());
    let differs = |(input, output, reason)| Difference { input, output, reason };
    let list = "the title of a list stands before it";
    let left_out = "a picture that is not there is its words, and on paper and for programs its title as well";
    let known = [
        ("all-formats/in/content/guides/a.md", "search", TITLE),
        ("42-titles-in-html", "search", TITLE),
        ("42-titles-in-html", "paper", list),
        ("42-titles-in-html", "Markdown", list),
        ("41-raw-links-nowhere", "search", left_out),
        ("41-raw-links-nowhere", "paper", left_out),
        ("41-raw-links-nowhere", "Markdown", left_out),
    ];
    compare(&texts, &known.map(differs));
}

#[test]
fn every_example_says_the_same_in_all_four_outputs_wherever_it_stands() {
    let files = [
        "spec.rs",
        "regression.rs",
        "table.rs",
        "gfm_table.rs",
        "strikethrough.rs",
        "gfm_strikethrough.rs",
        "gfm_tasklist.rs",
        "footnotes.rs",
        "definition_lists.rs",
        "blockquotes_tags.rs",
        "heading_attrs.rs",
    ];
    let of_crate =
        files.iter().flat_map(|file| examples(file).into_iter().map(move |(name, text)| (format!("{name} of {file}"), text)));
    let own = of_github().enumerate().map(|(number, text)| (format!("{number} of GitHub"), text.to_owned()));
    let mut texts = BTreeMap::new();
    for (name, text) in of_crate.chain(own) {
        for (number, position) in POSITIONS.iter().enumerate().filter(|(number, _)| *number == 0 || is_movable(&text)) {
            texts.insert(format!("{name} in position {number}"), placed(&text, *position));
        }
    }
    assert!(texts.len() > 5000, "only {} examples", texts.len());
    let title = ["579 ", "587 "].map(|number| ("spec_test_".to_owned() + number, "search", TITLE));
    let emphasis = "emphasis in emphasis that ends within a word has no sign";
    let programs = ("regression_test_102 ".to_owned(), "Markdown", emphasis);
    let known = title.iter().chain([&programs]);
    let differences: Vec<_> = known.map(|(input, output, reason)| Difference { input, output, reason }).collect();
    compare(&texts, &differences);
}

const TITLE: &str = "the title of a picture within a line shows where a pointer rests, and is found";

/// An output that says something else on purpose.
struct Difference<'d> {
    /// A part of the name of each input.
    input: &'d str,
    output: &'d str,
    reason: &'d str,
}

/// The text of each page below a folder, without its front matter.
fn read(folder: &Path, texts: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read(&path, texts);
        } else if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("md"))
            && let Ok(text) = fs::read_to_string(&path)
        {
            let body = text.strip_prefix("---\n").and_then(|text| text.split_once("\n---\n")).map_or(&*text, |(_, body)| body);
            texts.insert(path.display().to_string(), body.to_owned());
        }
    }
}

/// Compares the words of the outputs with those of HTML, but for known differences, each of which must be one.
#[track_caller]
fn compare(texts: &BTreeMap<String, String>, known: &[Difference<'_>]) {
    let highlighter = Highlighter::load();
    let mut wrong = Vec::new();
    for (name, text) in texts {
        let outputs = Outputs::of(text, &highlighter);
        for (output, words, is_same) in outputs.compared() {
            let known = known.iter().find(|known| name.contains(known.input) && known.output == output);
            if is_same != known.is_none() {
                let (html, words, known) = (outputs.html.join(" "), words.join(" "), known.map_or("", |known| known.reason));
                wrong.push(format!("{name}: {output} {known}\n--- Markdown\n{text}\n--- HTML\n{html}\n--- {output}\n{words}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), texts.len(), wrong.join("\n\n"));
}

/// Whether a text has each letter of another one, as often.
pub fn has_each(text: &str, other: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters.into_iter().collect::<String>()
    };
    has_in_order(&sorted(text), &sorted(other))
}

/// Whether a text has all letters of another one in their order, whatever stands between them.
fn has_in_order(text: &str, other: &str) -> bool {
    let mut letters = text.chars();
    other.chars().all(|wanted| letters.any(|letter| letter == wanted))
}

fn sorted(words: &[String]) -> Vec<&str> {
    let mut words: Vec<&str> = words.iter().map(|word| &**word).collect();
    words.sort_unstable();
    words
}

/// The words of a text in each output.
pub struct Outputs {
    has_notes: bool,
    html: Vec<String>,
    paper: Vec<String>,
    search: Vec<String>,
    markdown: Vec<String>,
}

impl Outputs {
    /// The outputs of a page.
    pub fn of(text: &str, highlighter: &Highlighter) -> Self {
        let prose = parsed(text);
        let resolved = resolved(&prose);
        let sections = section_texts(&resolved).into_iter();
        let search = sections.map(|section| format!("{}\n{}\n", section.heading.unwrap_or_default().0, section.text));
        let search = search.collect::<String>();
        let markdown = parsed(&(page_markdown(&resolved, &Plain) + "\n"));
        Self {
            has_notes: !prose.footnotes.is_empty(),
            html: words(&drawn(&resolved, highlighter)),
            paper: words(&Paper::of(&resolved).text),
            search: words(&search),
            markdown: words(&drawn(&self::resolved(&markdown), highlighter)),
        }
    }

    /// Each output beside HTML with its words, and whether they are those of HTML.
    fn compared(&self) -> impl Iterator<Item = (&'static str, &Vec<String>, bool)> {
        let outputs = [("paper", &self.paper), ("search", &self.search), ("Markdown", &self.markdown)];
        outputs.into_iter().map(|(output, words)| {
            // The search finds a note in the section that mentions it.
            let is_same =
                if output == "search" && self.has_notes { sorted(words) == sorted(&self.html) } else { *words == self.html };
            (output, words, is_same)
        })
    }

    /// Each output that lacks a letter of HTML or has another order, with its letters and those of HTML. Whatever is written, words
    /// may be parted in another way. The search may say more: titles of pictures.
    pub fn without_letters(&self) -> impl Iterator<Item = (&'static str, String, String)> {
        let letters = |words: &[String]| words.concat();
        self.compared().filter(|(.., is_same)| !is_same).filter_map(move |(output, words, _)| {
            let (html, said) = (letters(&self.html), letters(words));
            let is_same = match output {
                "search" if self.has_notes => has_each(&said, &html),
                "search" => has_in_order(&said, &html),
                _ => said == html,
            };
            (!is_same).then_some((output, said, html))
        })
    }
}

pub fn parsed(text: &str) -> Prose {
    let mut sources = Sources::default();
    let file = sources.add(SourcePath::new("content/example.md"), text.into(), true);
    page(text, SourceMap::Verbatim(file, 0), &mut Findings::default())
}

fn resolved(prose: &Prose) -> Resolved<'_> {
    let target = |link: &Link| match link.kind {
        LinkKind::Shorthand => LinkTarget::Nowhere,
        // An address that is empty leads nowhere, as in a handbook.
        LinkKind::Link | LinkKind::Image if link.to.value.is_empty() => LinkTarget::Nowhere,
        LinkKind::Link | LinkKind::Image => LinkTarget::Outside(link.to.value.clone()),
    };
    let names = prose.variables.iter().map(|name| VariableValue::Text(format!("{{{{{}}}}}", name.value)));
    Resolved::new(prose, prose.links.iter().map(target).collect(), names.collect())
}

/// Elements within a line: no word ends where they begin or end.
const WITHIN_LINES: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "big", "button", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "label", "mark", "q", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
    "wbr",
];

/// Elements that hold nothing, so that no title stands behind what they hold.
const VOID: &[&str] = &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// Whether a picture, or an element that is more than a part of a line, has a title: other outputs than HTML say it behind all that it holds.
pub fn has_title_of_block(html: &str) -> bool {
    Tokenizer::new(html).flatten().any(|token| match token {
        Token::StartTag(tag) => {
            let name = String::from_utf8_lossy(&tag.name);
            tag.attributes.contains_key(b"title".as_slice()) && !WITHIN_LINES.contains(&&*name)
        }
        _ => false,
    })
}

/// Two numbers on both sides of this are two.
const RAISED: char = '\u{1}';

/// A page as it is published, without its frame.
pub fn html(resolved: &Resolved<'_>, highlighter: &Highlighter) -> String {
    let (from, words) = (SitePath::new("example.html"), Words::default());
    let picture = |_: &SitePath| Picture::default();
    let directive = |_: &Directive| String::new();
    let context = RenderContext {
        from: &from,
        words: &words,
        highlighter: Some(highlighter),
        anchors: true,
        picture: &picture,
        directive: &directive,
    };
    page_html(resolved, &context, None)
}

/// What a browser shows of a page, the texts of its pictures, and behind what has a title that title, but of links. A drawing is the text that
/// it was made of, behind its caption. The marks of footnotes are left out.
fn drawn(resolved: &Resolved<'_>, highlighter: &Highlighter) -> String {
    let html = html(resolved, highlighter);
    let (mut diagrams, mut drawing) = (Paper::of(resolved).diagrams.into_iter(), None);
    let mut out = String::new();
    let mut left_out: Option<String> = None;
    let mut open: Vec<(String, usize, String)> = Vec::new();
    for Ok(token) in Tokenizer::new(&html) {
        match token {
            Token::StartTag(tag) if left_out.is_none() => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let value = |name: &str| {
                    tag.attributes
                        .get(name.as_bytes())
                        .map_or_else(String::new, |value| String::from_utf8_lossy(value).into_owned())
                };
                if name == "svg" || name == "rp" || value("class") == "note-ref" {
                    // No author may write a drawing.
                    drawing = if name == "svg" { diagrams.next() } else { drawing };
                    left_out = Some(name);
                    continue;
                }
                out.push_str(if WITHIN_LINES.contains(&&*name) { "" } else { " " });
                if name == "sup" {
                    out.push(RAISED);
                }
                match &*name {
                    "img" => out.extend([&value("alt"), " "]),
                    // Who cannot play it reads its name.
                    "audio" | "video" => out.extend([value("src").rsplit('/').next().unwrap_or_default(), " "]),
                    _ => {}
                }
                if !VOID.contains(&&*name) {
                    // That of a link stays with the link.
                    let is_link = name == "a" && !value("href").is_empty();
                    let title = if is_link { String::new() } else { value("title") };
                    open.push((name, out.len(), title));
                }
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name);
                match &left_out {
                    Some(other) if *other == name => left_out = None,
                    Some(_) => {}
                    None => {
                        // What has no end of its own ends here as well.
                        let first = open.iter().rposition(|(other, ..)| *other == name).unwrap_or(open.len());
                        for (_, from, title) in open.drain(first..).rev() {
                            // It says nothing that the text does not say.
                            if !title.is_empty() && letters(&title) != letters(&out[from..]) {
                                out.push_str(&format!(" {title} "));
                            }
                        }
                        out.push_str(if WITHIN_LINES.contains(&&*name) { "" } else { " " });
                        if name == "figure" {
                            out.extend(drawing.take());
                        }
                    }
                }
            }
            Token::String(text) if left_out.is_none() => out.push_str(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    out
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The words of a text, in order: letters and digits.
fn words(text: &str) -> Vec<String> {
    let mut out = String::new();
    let mut raised = false;
    for c in text.chars() {
        if c == RAISED {
            raised = true;
            continue;
        }
        if raised && out.ends_with(char::is_numeric) && c.is_numeric() {
            out.push(' ');
        }
        raised = false;
        out.push(if c.is_alphanumeric() { c } else { ' ' });
    }
    out.split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// What the nodes for paper say.
#[derive(Default)]
struct Paper {
    text: String,
    diagrams: Vec<String>,
}

impl Paper {
    fn of(resolved: &Resolved<'_>) -> Self {
        let mut paper = Self::default();
        paper.blocks(&block_nodes(resolved, &Plain));
        paper
    }

    fn put(&mut self, text: &str) {
        self.text.extend([" ", text, " "]);
    }

    fn blocks(&mut self, nodes: &[BlockNode<()>]) {
        for node in nodes {
            match node {
                BlockNode::Paragraph { body } | BlockNode::Heading { body, .. } => self.line(body),
                BlockNode::Quote { body } | BlockNode::Alert { body, .. } => self.blocks(body),
                BlockNode::Tabs { tabs } => {
                    for tab in tabs {
                        self.put(&tab.title);
                        self.blocks(&tab.body);
                    }
                }
                BlockNode::Code { title, lines, .. } => {
                    self.put(title.as_deref().unwrap_or_default());
                    for line in lines {
                        self.put(&line.text);
                    }
                }
                BlockNode::Diagram { title, text, .. } => {
                    self.put(title.as_deref().unwrap_or_default());
                    self.put(text);
                    self.diagrams.push(text.clone());
                }
                BlockNode::List { items, .. } => {
                    for item in items {
                        self.blocks(&item.body);
                    }
                }
                BlockNode::Definitions { entries } => {
                    for entry in entries {
                        self.line(&entry.term);
                        for body in &entry.bodies {
                            self.blocks(body);
                        }
                    }
                }
                BlockNode::Table { head, rows, .. } => {
                    for cell in head.iter().chain(rows.iter().flatten()) {
                        self.line(cell);
                    }
                }
                BlockNode::Figure { alt, caption, .. } => {
                    self.put(alt);
                    self.put(caption);
                }
                BlockNode::Rule | BlockNode::Checklist { .. } => {}
                BlockNode::Footnotes { notes } => {
                    for note in notes {
                        self.blocks(&note.body);
                    }
                }
            }
        }
    }

    fn line(&mut self, line: &[InlineNode]) {
        self.text.push(' ');
        self.inlines(line);
        self.text.push(' ');
    }

    fn inlines(&mut self, line: &[InlineNode]) {
        for node in line {
            match node {
                InlineNode::Text { text } | InlineNode::Code { text } => self.text.push_str(text),
                InlineNode::Superscript { body } => {
                    self.text.push(RAISED);
                    self.inlines(body);
                }
                InlineNode::Emphasis { body }
                | InlineNode::Strong { body }
                | InlineNode::Strike { body }
                | InlineNode::Subscript { body }
                | InlineNode::Marked { body }
                | InlineNode::Link { body, .. } => self.inlines(body),
                InlineNode::Image { alt, .. } => self.put(alt),
                InlineNode::Break => self.text.push(' '),
                InlineNode::Blank { name } => self.text.push_str(name),
                InlineNode::Footnote { .. } | InlineNode::Task { .. } => {}
            }
        }
    }
}

/// A document that holds nothing but the text.
struct Plain;

impl NodeContext<()> for Plain {
    fn link(&self, _: &Link, target: &LinkTarget) -> LinkNode {
        match target {
            LinkTarget::Outside(url) => LinkNode::Outside { url: url.clone() },
            LinkTarget::Inside(..) | LinkTarget::NotAsked(_) | LinkTarget::Nowhere => LinkNode::Nowhere,
        }
    }

    fn picture(&self, _: &Link, _: &LinkTarget) -> Option<String> {
        None
    }

    fn diagram(&self, _: &Diagram) -> Option<String> {
        None
    }

    fn anchor(&self, anchor: &str) -> String {
        anchor.to_owned()
    }

    fn directive(&self, _: &Directive) -> BlockNode<()> {
        BlockNode::Checklist { areas: Vec::new() }
    }
}

impl MarkdownContext for Plain {
    fn address(&self, _: &Link, target: &LinkTarget) -> Option<String> {
        match target {
            LinkTarget::Outside(url) => Some(url.clone()),
            LinkTarget::Inside(..) | LinkTarget::NotAsked(_) | LinkTarget::Nowhere => None,
        }
    }

    fn directive(&self, _: &Directive) -> String {
        String::new()
    }
}
