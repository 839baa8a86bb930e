//! A page of prose: front matter and body.

use std::{collections::BTreeSet, sync::Arc};

use readybook_derive::Format;
use serde_json::{Map, Value};

use super::Reviewed;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::{self, Block, PlainText, Prose, SourceMap, canonical_body},
    source::{FileId, Source, SourcePath, Span, Spanned, humanise},
    yaml::{self, Canonical, DigestScope, FromYaml, Id, Key, Node, NodeKind},
};

/// A page of Markdown: front matter and syntax tree.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its file.
    pub file: FileId,
    /// The path of the file, relative to the handbook's folder.
    pub path: SourcePath,
    /// Its title: from the front matter, or the first heading, or the file's name.
    pub title: PlainText,
    /// The anchor of the heading that the title was taken from, which is not part of the body.
    pub title_anchor: Option<String>,
    /// Its front matter.
    pub meta: FrontMatter,
    /// Its body.
    pub body: Prose,
    /// The text of its file, and where in it the body begins, in bytes.
    pub text: (Arc<str>, usize),
    /// The anchors that a link's fragment may name: of headings and of elements of raw HTML.
    pub anchors: Arc<BTreeSet<String>>,
}

/// The front matter: the YAML between the `---` lines at the top of a page.
#[derive(Debug, Clone, Default, PartialEq, Format)]
#[format(name = "a page", digested, rest = custom)]
pub struct FrontMatter {
    /// Its title, if it does not stand in the first heading.
    pub title: Option<PlainText>,
    /// What a reader gets, in a sentence.
    #[field(foreign("description", "excerpt", "abstract", "subtitle", "lead"))]
    pub summary: Option<PlainText>,
    /// Words that readers type when they look for it, beside those of its title.
    #[field(digest = nothing, foreign("search_terms", "search_keywords"))]
    pub keywords: Vec<String>,
    /// The phases whose page lists this one.
    #[field(set, names = Phase)]
    pub phases: Vec<Id>,
    /// The domain to ask about it.
    #[field(names = Domain)]
    pub domain: Option<Id>,
    /// When somebody last stood by it: a day, or a mapping that also says who, and what they read.
    #[field(digest = nothing, foreign("last_reviewed_on", "last_reviewed", "reviewed_on", "review_date"))]
    pub reviewed: Option<Reviewed>,
    /// How long that counts, in months, if not as long as the settings say.
    #[field(
        digest = nothing,
        foreign("review_in", "review_every"),
        foreign_help = "here it is called `fresh_for_months`, and is a number of months"
    )]
    pub fresh_for_months: Option<u32>,
    /// Addresses that it had before.
    #[field(digest = nothing, foreign("redirect_from", "redirects", "redirect_froms", "old_paths"))]
    pub aliases: Vec<Spanned<String>>,
    /// Whether it is left out.
    #[field(
        digest = nothing,
        foreign("published", "publish", "unlisted"),
        foreign_help = "write `draft: true` into a page that is to be left out"
    )]
    pub draft: bool,
    /// In a section's index: the order of what lies beside it.
    #[field(
        path,
        digest = nothing,
        foreign("weight", "nav_order", "sidebar_position", "order", "position"),
        foreign_help = "leave it out: `pages` in the section's `index.md` lists its pages in their order"
    )]
    pub pages: Vec<Spanned<String>>,
    /// Keys that the format does not list: custom fields, if the settings declare them.
    pub custom: Vec<(Key, Node)>,
}

/// Its front matter, and its body as it is written.
impl Canonical for Page {
    fn canonical(&self, scope: DigestScope) -> Map<String, Value> {
        let mut form = self.meta.canonical(scope);
        let (text, start) = &self.text;
        let body = canonical_body(&text[*start..]);
        if scope.holds(DigestScope::All) && !body.is_empty() {
            form.insert("body".into(), Value::String(body));
        }
        form
    }
}

impl Page {
    /// The digest of all that the page says, as people write it down.
    #[must_use]
    pub fn short_digest(&self) -> String {
        self.digest(DigestScope::All).short()
    }

    /// Whether the page says something else now than when somebody last stood by it; `false` if nobody knows what they read.
    #[must_use]
    pub fn has_changed_since_reviewed(&self) -> bool {
        let text = self.meta.reviewed.as_ref().and_then(|reviewed| reviewed.text.as_ref());
        text.is_some_and(|text| text.value.0 != self.short_digest())
    }

    /// Whether two versions of a page have the same path, title, front matter and anchors, and differ at most in the body.
    #[must_use]
    pub fn has_outline_of(&self, other: &Self) -> bool {
        let Self { file, path, title, title_anchor, meta, body, text: _, anchors: _ } = self;
        (file, path, title_anchor, meta) == (&other.file, &other.path, &other.title_anchor, &other.meta)
            && (&title.written, &title.prose) == (&other.title.written, &other.title.prose)
            && anchors(body).eq(anchors(&other.body))
    }
}

/// The anchors of its headings, then those of other elements, in their order.
fn anchors(body: &Prose) -> impl Iterator<Item = &String> {
    let former = body.headings.iter().filter_map(|heading| heading.former.as_ref());
    body.headings.iter().map(|heading| &heading.anchor).chain(former).chain(body.ids.iter().map(|id| &id.value))
}

/// Reads a page. There is always one: what is wrong in the front matter does not hide the body.
pub fn read(source: &Source, findings: &mut Findings) -> Page {
    let text: &str = &source.text;
    let (front, body_start) = front_matter(text);
    let mut meta = FrontMatter::default();
    if let Some(range) = front {
        match yaml::parse(source, range) {
            Ok(Node { kind: NodeKind::Null, .. }) => {}
            Ok(node) => {
                meta = FrontMatter::read(&node, findings).unwrap_or_default();
            }
            Err(found) => findings.push(found),
        }
    } else if is_unended(text) {
        findings.push(
            Diagnostic::new(Code::YamlSyntax, Span::new(source.id, 0..3), "the front matter that begins here never ends")
                .help("close it by a line of `---`"),
        );
    } else if text.starts_with("+++\n") || text.starts_with("+++\r\n") {
        findings.push(
            Diagnostic::new(Code::YamlSyntax, Span::new(source.id, 0..3), "front matter is YAML between `---` lines")
                .label("TOML")
                .help("write `key: value` lines between two lines of `---`"),
        );
    } else if let Some(line) = misplaced_front_matter(text) {
        findings.push(
            Diagnostic::new(Code::YamlSyntax, Span::new(source.id, line), "front matter is not read from here")
                .help("it begins with `---`, three hyphens, on the very first line of the file"),
        );
    }
    let mut title = meta.title.clone();
    let mut body = prose::page(&text[body_start..], SourceMap::Verbatim(source.id, body_start), findings);
    let start = Span::new(source.id, body_start..body_start);
    let mut title_anchor = None;
    let heading = body.blocks.iter().position(|block| matches!(block, Block::Heading(n) if body.headings[*n].level == 1));
    if let Some(at) = heading
        && let Block::Heading(number) = body.blocks[at]
    {
        let heading = &body.headings[number];
        let said = prose::title_text(&heading.content, &body);
        let span = heading.span;
        // A heading that says the title again is not drawn twice.
        if title.as_ref().is_none_or(|title: &PlainText| title.written == said) {
            title = Some(PlainText::made(&said, span));
            title_anchor = Some(heading.anchor.clone());
            body.blocks.remove(at);
        }
    }
    let title = title.unwrap_or_else(|| PlainText::made(&title_of(&source.path), start));
    let anchors = Arc::new(anchors(&body).cloned().collect());
    let text = (Arc::clone(&source.text), body_start);
    Page { file: source.id, path: source.path.clone(), title, title_anchor, meta, body, text, anchors }
}

/// The entries of a section's `pages:`, each with the path that it resolves to; `None` for one that leaves the handbook's
/// folder.
#[must_use]
pub fn take_order(page: &Page) -> Vec<(Option<SourcePath>, &Spanned<String>)> {
    page.meta.pages.iter().map(|entry| (page.path.join(&entry.value), entry)).collect()
}

/// The range of the front matter, without its lines of hyphens, and where the body begins.
pub(super) fn front_matter(text: &str) -> (Option<std::ops::Range<usize>>, usize) {
    let Some(first) = text.split_inclusive('\n').next().filter(|line| line.trim_end() == "---" && line.ends_with('\n')) else {
        return (None, 0);
    };
    let mut at = first.len();
    for line in text[first.len()..].split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return (Some(first.len()..at), at + line.len());
        }
        at += line.len();
    }
    (None, 0)
}

/// Whether a line could be one of front matter: a key and what it says.
fn is_key(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, rest)| {
        !key.is_empty()
            && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
            && (rest.is_empty() || rest.starts_with(' '))
    })
}

/// The first line that says something, no comment: a key, in front matter.
fn begins_with_key<'t>(mut lines: impl Iterator<Item = &'t str>) -> bool {
    lines.find(|line| !line.trim().is_empty() && !line.starts_with('#')).is_some_and(|line| is_key(line.trim()))
}

/// Whether a text that [`front_matter`] finds none in begins with a `---` line and a key below it.
fn is_unended(text: &str) -> bool {
    let mut lines = text.lines();
    lines.next().is_some_and(|first| first.trim_end() == "---") && begins_with_key(lines)
}

/// The byte range of a line that front matter seems to begin with, at a place or in a form in which it does not.
fn misplaced_front_matter(text: &str) -> Option<std::ops::Range<usize>> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let sign = line.trim();
        let is_fence = sign.len() >= 3 && (sign.chars().all(|c| c == '-') || sign == "+++");
        if is_fence {
            let behind = || text[start + line.len()..].lines();
            let is_closed = behind().any(|line| line.trim() == sign);
            let is_key = |line: &str| is_key(line.trim()) || line.contains(" = ");
            let has_key = behind()
                .take_while(|line| line.trim() != sign)
                .all(|line| is_key(line) || line.trim().is_empty() || line.starts_with([' ', '-', '#']));
            let has_first = behind().next().is_some_and(is_key);
            let indent = line.len() - line.trim_start().len();
            return (is_closed && has_key && has_first).then(|| start + indent..start + indent + sign.len());
        }
        if !sign.is_empty() && !sign.starts_with("<!--") {
            return None;
        }
        start += line.len();
    }
    None
}

/// `guides/high-availability.md` as a title; the folder's name for an index.
fn title_of(path: &SourcePath) -> String {
    let stem = match path.stem() {
        stem if stem == "index" || stem.eq_ignore_ascii_case("README") => path.folder().rsplit('/').next().unwrap_or(""),
        stem => stem,
    };
    humanise(stem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{prose::Inline, source::Sources};

    fn page(text: &str) -> (Page, Vec<Diagnostic>) {
        let mut sources = Sources::default();
        let id = sources.add(SourcePath::new("content/some-page.md"), text.into(), true);
        let mut findings = Findings::default();
        let page = read(sources.file(id), &mut findings);
        (page, findings.into_vec())
    }

    #[test]
    fn a_title_comes_from_the_front_matter_or_the_heading_or_the_name() {
        assert_eq!(page("---\ntitle: A\n---\n# B\n").0.title.written, "A");
        assert_eq!(page("# B *c*\n\nText.\n").0.title.written, "B c");
        assert_eq!(page("Text.\n").0.title.written, "Some page");
    }

    #[test]
    fn the_title_is_not_drawn_twice() {
        assert_eq!(page("# B\n\nText.\n").0.body.blocks.len(), 1);
        assert_eq!(page("---\ntitle: B\n---\n\n# B\n\nText.\n").0.body.blocks.len(), 1);
        assert_eq!(page("---\ntitle: A\n---\n\n# B\n\nText.\n").0.body.blocks.len(), 2);
    }

    #[test]
    fn a_line_of_hyphens_without_an_end_is_a_rule() {
        assert_eq!(page("---\n\nText.\n").0.body.blocks, [Block::Rule, Block::Paragraph(vec![Inline::Text("Text.".into())])]);
    }
}
