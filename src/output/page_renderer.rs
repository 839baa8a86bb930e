//! Renders texts and templates of one page, and collects findings.

use std::cell::RefCell;

use crate::{
    diagnostic::Diagnostic,
    handbook::{GlossaryMarker, expand, resolve, resolve_link},
    manuscript::Page,
    output::Inputs,
    prose::{
        self, Directive, InlineMarkdown, Link, LinkTarget, Picture, PlainText, Prose, RenderContext, Resolved, TermMarker as _,
    },
    site::{RenderError, Rendered},
    source::{SitePath, SourcePath, Spanned},
    theme::{self, TermLine, View},
};

/// Renders one page: prose as HTML with links relative to its path, and then its template; collects findings on the way.
pub struct PageRenderer<'a> {
    /// The inputs of all outputs.
    pub inputs: &'a Inputs,
    /// The page's site path; every link is relative to it.
    pub address: &'a SitePath,
    /// For the 404 page the root-relative path of the site's top, with a slash at both ends; `None` for relative links.
    anywhere: Option<String>,
    marker: RefCell<GlossaryMarker<'a>>,
    problems: RefCell<Vec<Diagnostic>>,
}

impl<'a> PageRenderer<'a> {
    /// A renderer for the page at a site path.
    pub fn new(inputs: &'a Inputs, address: &'a SitePath) -> Self {
        let marker = RefCell::new(GlossaryMarker::new(&inputs.handbook.index.terms, address));
        Self { inputs, address, anywhere: None, marker, problems: RefCell::default() }
    }

    /// A renderer for a page that a server shows at any path; `top` is the root-relative path of the site, with a slash at the
    /// end.
    pub fn anywhere(inputs: &'a Inputs, address: &'a SitePath, top: String) -> Self {
        Self { anywhere: Some(top), ..Self::new(inputs, address) }
    }

    /// Whether links are root-relative.
    pub fn is_anywhere(&self) -> bool {
        self.anywhere.is_some()
    }

    /// The relative prefix to the site's top, as in `../`; root-relative for the 404 page.
    pub fn top(&self) -> String {
        self.anywhere.clone().unwrap_or_else(|| self.address.to_top())
    }

    /// A text field as inline HTML, terms of the glossary marked; relative links start at the file `from`.
    pub fn plain(&self, text: &PlainText, from: &SourcePath) -> String {
        self.inline(&text.prose, from, true)
    }

    /// A field of inline Markdown as inline HTML, terms marked; relative links start at the file `from`.
    pub fn markdown(&self, text: &InlineMarkdown, from: &SourcePath) -> String {
        self.inline(&text.prose, from, true)
    }

    /// As [`markdown`](Self::markdown); empty for a missing text.
    pub fn maybe<'t>(&self, text: impl Into<Option<&'t InlineMarkdown>>, from: &SourcePath) -> String {
        text.into().map_or_else(String::new, |text| self.markdown(text, from))
    }

    /// As [`plain`](Self::plain), for several texts.
    pub fn plains(&self, texts: &[PlainText], from: &SourcePath) -> Vec<String> {
        texts.iter().map(|text| self.plain(text, from)).collect()
    }

    /// As [`plain`](Self::plain) without marked terms, for a text inside a link.
    pub fn unmarked(&self, text: &PlainText, from: &SourcePath) -> String {
        self.inline(&text.prose, from, false)
    }

    /// A text field as plain text, variables filled in.
    pub fn words(&self, text: &PlainText) -> String {
        expand(&text.prose, &self.inputs.handbook.config)
    }

    /// Begins a new section, in which the first use of each term is marked again.
    pub fn section(&self) {
        self.marker.borrow_mut().section();
    }

    /// The glossary terms in a plain text, each once, by first use; without those explained on this page.
    pub fn terms(&self, text: &PlainText) -> Vec<TermLine> {
        let words = self.words(text);
        let mut lines: Vec<TermLine> = Vec::new();
        for (range, term) in self.inputs.handbook.index.terms.find(&words) {
            let href = self.href(&term.page, Some(&term.anchor));
            if term.page == *self.address || lines.iter().any(|line| line.href == href) {
                continue;
            }
            let said = words[range].to_owned();
            let others = term.others(&said).map(str::to_owned).collect();
            lines.push(TermLine { said, others, href, short: term.short.clone() });
        }
        lines
    }

    /// A page's body as HTML with its footnotes; `directive` renders a directive as HTML.
    pub fn body(&self, page: &Page, directive: &dyn Fn(&Directive) -> String) -> String {
        let resolved = self.resolved(&page.body, &page.path);
        // A marker of its own: a directive in the body draws other texts meanwhile.
        let mut marker = GlossaryMarker::new(&self.inputs.handbook.index.terms, self.address);
        let pictures = |path: &SitePath| self.inputs.pictures.look_up(path);
        prose::page_html(&resolved, &self.context(&pictures, directive), Some(&mut marker))
    }

    /// The headings of a page's body: level (1 to 6), anchor, and text as inline HTML.
    pub fn headings(&self, page: &Page) -> Vec<(u8, String, String)> {
        let resolved = self.resolved(&page.body, &page.path);
        let pictures = |path: &SitePath| self.inputs.pictures.look_up(path);
        let context = self.context(&pictures, &|_| String::new());
        let html = |(number, heading): (usize, &prose::Heading)| {
            (heading.level.max(2), heading.anchor.clone(), prose::heading_html(&resolved, number, &context))
        };
        page.body.headings.iter().enumerate().map(html).collect()
    }

    /// The URL of a site path as seen from this page, percent-encoded, with the anchor as fragment.
    pub fn href(&self, target: &SitePath, anchor: Option<&str>) -> String {
        let href = self.address.link_to(target, anchor);
        match &self.anywhere {
            Some(top) => format!("{top}{href}"),
            None => href,
        }
    }

    /// Title and URL of a link in a key (`guide`, `see`) of the file `from`; `None` for a broken link, which is reported.
    pub fn link(&self, to: &Spanned<String>, from: &SourcePath) -> Option<theme::Link> {
        let link = Link::to(to.clone());
        match resolve_link(&link, from, &self.inputs.handbook) {
            Ok(LinkTarget::Inside(path, anchor)) => {
                let title =
                    self.inputs.handbook.index.tree.at(&path).map_or_else(|| path.to_string(), |(_, node)| node.title.clone());
                Some(theme::Link { title, href: self.href(&path, anchor.as_deref()) })
            }
            Ok(LinkTarget::Outside(address)) => Some(theme::Link { title: address.clone(), href: address }),
            Ok(LinkTarget::NotAsked(_) | LinkTarget::Nowhere) => None,
            Err(found) => {
                self.problems.borrow_mut().push(found);
                None
            }
        }
    }

    /// Collects a finding; with one of them the page is flawed.
    pub fn report(&self, found: Diagnostic) {
        self.problems.borrow_mut().push(found);
    }

    /// Renders a partial template to HTML; empty if that fails, which is reported.
    pub fn render_partial<V: View>(&self, view: &V) -> String {
        self.inputs.theme.render(view).unwrap_or_else(|found| {
            self.report(found);
            String::new()
        })
    }

    /// Renders the page's template to bytes.
    ///
    /// # Errors
    /// The findings that were collected on the way, with the bytes all the same; or the one of the template, without.
    pub fn render<V: View>(self, view: &V) -> Rendered {
        let mut problems = self.problems.into_inner();
        problems.sort();
        problems.dedup();
        match self.inputs.theme.render(view) {
            Ok(html) if problems.is_empty() => Ok(html.into_bytes()),
            Ok(html) => Err(RenderError::Flawed(problems, html.into_bytes())),
            Err(found) => {
                problems.push(found);
                Err(RenderError::Content(problems))
            }
        }
    }

    fn inline(&self, text: &Prose, from: &SourcePath, mark: bool) -> String {
        let resolved = self.resolved(text, from);
        // A checklist inside a text field could hold the field itself.
        // Its headings, if there are any, have no place in the page's table of anchors.
        let pictures = |path: &SitePath| self.inputs.pictures.look_up(path);
        let context = RenderContext { anchors: false, ..self.context(&pictures, &|_| String::new()) };
        let mut marker = self.marker.borrow_mut();
        prose::inline_html(&resolved, &context, mark.then_some(&mut *marker as &mut dyn prose::TermMarker))
    }

    fn resolved<'t>(&self, text: &'t Prose, from: &SourcePath) -> Resolved<'t> {
        let (resolved, found) = resolve(text, from, &self.inputs.handbook);
        self.problems.borrow_mut().extend(found);
        resolved
    }

    fn context<'d>(
        &'d self,
        picture: &'d dyn Fn(&SitePath) -> Picture,
        directive: &'d dyn Fn(&Directive) -> String,
    ) -> RenderContext<'d> {
        RenderContext {
            from: self.address,
            words: &self.inputs.theme.words,
            highlighter: Some(&self.inputs.highlighter),
            anchors: true,
            picture,
            directive,
        }
    }
}
