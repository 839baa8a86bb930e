//! Draws texts for one page, and remembers what went wrong on the way.

use std::cell::RefCell;

use crate::{
    diagnostic::Diagnostic,
    handbook::{Marker, bind, fill, resolve},
    manuscript::Page,
    output::Inputs,
    prose::{self, Bound, Directive, Drawing, Link, LinkKind, Mark as _, Picture, Plain, Prose, Rich, Target},
    site::{Failure, Rendered},
    source::{At, SitePath, SourcePath},
    theme::{self, TermLine, View},
};

/// What one page is painted with.
pub struct Painter<'a> {
    /// What outputs are made from.
    pub inputs: &'a Inputs,
    /// The page that is painted.
    pub address: &'a SitePath,
    /// The path of the handbook's top on a server, if the page is shown at any address: what it links to is named from there.
    anywhere: Option<String>,
    marker: RefCell<Marker<'a>>,
    problems: RefCell<Vec<Diagnostic>>,
}

impl<'a> Painter<'a> {
    /// A painter for the page at an address.
    pub fn new(inputs: &'a Inputs, address: &'a SitePath) -> Self {
        let marker = RefCell::new(Marker::new(&inputs.handbook.index.terms, address));
        Self { inputs, address, anywhere: None, marker, problems: RefCell::default() }
    }

    /// A painter for a page that a server shows at any address; `top` is the path of the handbook there, with a slash at its
    /// end.
    pub fn anywhere(inputs: &'a Inputs, address: &'a SitePath, top: String) -> Self {
        Self { anywhere: Some(top), ..Self::new(inputs, address) }
    }

    /// Whether the page is shown at any address.
    pub fn is_anywhere(&self) -> bool {
        self.anywhere.is_some()
    }

    /// How this page spells the way to the handbook's top.
    pub fn top(&self) -> String {
        self.anywhere.clone().unwrap_or_else(|| self.address.to_top())
    }

    /// A plain text of the file `from`, with terms marked.
    pub fn plain(&self, text: &Plain, from: &SourcePath) -> String {
        self.inline(&text.prose, from, true)
    }

    /// A text with inline Markdown of the file `from`, with terms marked.
    pub fn rich(&self, text: &Rich, from: &SourcePath) -> String {
        self.inline(&text.prose, from, true)
    }

    /// A text that may be missing.
    pub fn maybe<'t>(&self, text: impl Into<Option<&'t Rich>>, from: &SourcePath) -> String {
        text.into().map_or_else(String::new, |text| self.rich(text, from))
    }

    /// Several plain texts.
    pub fn plains(&self, texts: &[Plain], from: &SourcePath) -> Vec<String> {
        texts.iter().map(|text| self.plain(text, from)).collect()
    }

    /// A text that stands in a link, so that nothing in it is a link.
    pub fn unmarked(&self, text: &Plain, from: &SourcePath) -> String {
        self.inline(&text.prose, from, false)
    }

    /// A plain text as plain text.
    pub fn words(&self, text: &Plain) -> String {
        fill(&text.prose, &self.inputs.handbook.config)
    }

    /// A new section begins, in which each term is marked once more.
    pub fn section(&self) {
        self.marker.borrow_mut().section();
    }

    /// The terms that a plain text uses, in the order of their first use. A glossary does not explain its own.
    pub fn terms(&self, text: &Plain) -> Vec<TermLine> {
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

    /// A page's body; `directive` draws what its directives ask for.
    pub fn body(&self, page: &Page, directive: &dyn Fn(&Directive) -> String) -> String {
        let Some(bound) = self.bound(&page.body, &page.path) else { return String::new() };
        // A marker of its own: a directive in the body draws other texts meanwhile.
        let mut marker = Marker::new(&self.inputs.handbook.index.terms, self.address);
        let pictures = |path: &SitePath| self.inputs.pictures.look_up(path);
        prose::page_html(&bound, &self.drawing(&pictures, directive), Some(&mut marker))
    }

    /// The headings of a page's body: level, anchor, what it says.
    pub fn headings(&self, page: &Page) -> Vec<(u8, String, String)> {
        let Some(bound) = self.bound(&page.body, &page.path) else { return Vec::new() };
        let pictures = |path: &SitePath| self.inputs.pictures.look_up(path);
        let drawing = self.drawing(&pictures, &|_| String::new());
        let html = |(number, heading): (usize, &prose::Heading)| {
            (heading.level, heading.anchor.clone(), prose::heading_html(&bound, number, &drawing))
        };
        page.body.headings.iter().enumerate().map(html).collect()
    }

    /// How this page spells the address of another one.
    pub fn href(&self, target: &SitePath, anchor: Option<&str>) -> String {
        let href = self.address.link_to(target, anchor);
        match &self.anywhere {
            Some(top) => format!("{top}{href}"),
            None => href,
        }
    }

    /// Where a link that a key holds (`guide`, `see`) leads.
    pub fn link(&self, to: &At<String>, from: &SourcePath) -> Option<theme::Link> {
        let link = Link { kind: LinkKind::Link, to: to.clone() };
        match resolve(&link, from, &self.inputs.handbook) {
            Ok(Target::Inside(path, anchor)) => {
                let title =
                    self.inputs.handbook.index.tree.at(&path).map_or_else(|| path.to_string(), |(_, node)| node.title.clone());
                Some(theme::Link { title, href: self.href(&path, anchor.as_deref()) })
            }
            Ok(Target::Outside(address)) => Some(theme::Link { title: address.clone(), href: address }),
            Ok(Target::Nowhere) => None,
            Err(found) => {
                self.problems.borrow_mut().push(found);
                None
            }
        }
    }

    /// Remembers a problem.
    pub fn problem(&self, found: Diagnostic) {
        self.problems.borrow_mut().push(found);
    }

    /// Fills a template in the middle of a page.
    pub fn part<V: View>(&self, view: &V) -> String {
        self.inputs.theme.render(view).unwrap_or_else(|found| {
            self.problem(found);
            String::new()
        })
    }

    /// Fills the page's template, unless something went wrong before.
    pub fn finish<V: View>(self, view: &V) -> Rendered {
        let mut problems = self.problems.into_inner();
        problems.sort();
        problems.dedup();
        match self.inputs.theme.render(view) {
            Ok(html) if problems.is_empty() => Ok(html.into_bytes()),
            Ok(_) => Err(Failure::Content(problems)),
            Err(found) => {
                problems.push(found);
                Err(Failure::Content(problems))
            }
        }
    }

    fn inline(&self, text: &Prose, from: &SourcePath, mark: bool) -> String {
        let Some(bound) = self.bound(text, from) else { return String::new() };
        // A checklist inside a text field could hold the field itself.
        // Its headings, if there are any, have no place in the page's table of anchors.
        let pictures = |path: &SitePath| self.inputs.pictures.look_up(path);
        let drawing = Drawing { anchors: false, ..self.drawing(&pictures, &|_| String::new()) };
        let mut marker = self.marker.borrow_mut();
        prose::inline_html(&bound, &drawing, mark.then_some(&mut *marker as &mut dyn prose::Mark))
    }

    fn bound<'t>(&self, text: &'t Prose, from: &SourcePath) -> Option<Bound<'t>> {
        match bind(text, from, &self.inputs.handbook) {
            Ok(bound) => Some(bound),
            Err(found) => {
                self.problems.borrow_mut().extend(found);
                None
            }
        }
    }

    fn drawing<'d>(
        &'d self,
        picture: &'d dyn Fn(&SitePath) -> Picture,
        directive: &'d dyn Fn(&Directive) -> String,
    ) -> Drawing<'d> {
        Drawing {
            from: self.address,
            words: &self.inputs.theme.words,
            highlighter: Some(&self.inputs.highlighter),
            anchors: true,
            picture,
            directive,
        }
    }
}
