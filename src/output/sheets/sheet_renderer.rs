//! Renders texts of one sheet as nodes for Typst, and collects findings: the counterpart of the page renderer.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use crate::{
    diagnostic::{Code, Diagnostic},
    handbook::{expand, resolve},
    output::{Inputs, addresses::HOME},
    prose::{
        self, BlockNode, Diagram, Directive, InlineMarkdown, Link, LinkNode, LinkTarget, NodeContext, PlainText, Prose, Resolved,
    },
    source::{
        SitePath, SourcePath, Span, encode_path,
        picture::{self, PictureFormat},
    },
    theme::{AreaData, Blocks, RichText, TermData, paper::MAX_ADDRESS},
};

/// Renders the texts of one sheet as nodes for Typst, and collects findings, pictures and missing glyphs.
pub struct SheetRenderer<'a> {
    /// The inputs of all outputs.
    pub inputs: &'a Inputs,
    /// Pages in the same document, by site path, with their anchors; empty for a sheet.
    pub here: BTreeMap<SitePath, String>,
    problems: RefCell<Vec<Diagnostic>>,
    pictures: RefCell<BTreeMap<String, Arc<[u8]>>>,
    shown: RefCell<BTreeMap<String, Span>>,
    reported: RefCell<BTreeSet<(Span, String)>>,
}

/// What rendering a sheet's data collected.
pub struct SheetResources {
    /// Findings, sorted, each once.
    pub problems: Vec<Diagnostic>,
    /// Bytes of the pictures by their names in the data, as in `/images/logo.png`.
    pub pictures: BTreeMap<String, Arc<[u8]>>,
    /// The place of each picture's first use, by the same name; diagrams are not among them.
    pub shown: BTreeMap<String, Span>,
    /// Characters without a glyph that `problems` report.
    pub missing_glyphs: BTreeSet<char>,
}

impl<'a> SheetRenderer<'a> {
    /// A renderer for one sheet.
    pub fn new(inputs: &'a Inputs) -> Self {
        Self {
            inputs,
            here: BTreeMap::new(),
            problems: RefCell::default(),
            pictures: RefCell::default(),
            shown: RefCell::default(),
            reported: RefCell::default(),
        }
    }

    /// A text field of the file `from` as nodes.
    pub fn plain(&self, text: &PlainText, from: &SourcePath) -> RichText {
        self.inline(&text.prose, from)
    }

    /// A field of inline Markdown of the file `from` as nodes.
    pub fn markdown(&self, text: &InlineMarkdown, from: &SourcePath) -> RichText {
        self.inline(&text.prose, from)
    }

    /// As [`markdown`](Self::markdown); `None` for a missing text.
    pub fn maybe(&self, text: Option<&InlineMarkdown>, from: &SourcePath) -> Option<RichText> {
        text.map(|text| self.markdown(text, from))
    }

    /// As [`plain`](Self::plain), for several texts.
    pub fn plains(&self, texts: &[PlainText], from: &SourcePath) -> Vec<RichText> {
        texts.iter().map(|text| self.plain(text, from)).collect()
    }

    /// A page's body as nodes; anchors get the prefix `page_anchor/`, and `directive` gives what a directive asks for.
    pub fn blocks(
        &self,
        body: &Prose,
        from: &SourcePath,
        page_anchor: &str,
        directive: &dyn Fn(&Directive) -> BlockNode<AreaData>,
    ) -> Blocks {
        let resolved = self.resolved(body, from);
        prose::block_nodes(
            &resolved,
            &PageNodeContext { renderer: self, place: self.place(body), page: Some(page_anchor), directive },
        )
    }

    /// The glossary terms in these texts, each once, by first use, with their short explanations.
    pub fn terms<'t>(&self, texts: impl Iterator<Item = &'t PlainText>) -> Vec<TermData> {
        let handbook = &self.inputs.handbook;
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for text in texts {
            for (_, term) in handbook.index.terms.find(&expand(&text.prose, &handbook.config)) {
                if !seen.insert((term.page.clone(), term.anchor.clone())) {
                    continue;
                }
                let written = handbook.terms().find(|(_, entry)| prose::slug(&entry.term.value) == term.anchor);
                if let Some((data, entry)) = written {
                    let name = match &entry.short_form {
                        Some(short) => format!("{}, {}", short.value, entry.term.value),
                        None => entry.term.value.clone(),
                    };
                    found.push(TermData { name, short: self.plain(&entry.short, &data.path) });
                }
            }
        }
        found
    }

    /// The absolute URL of a page, percent-encoded, without a trailing `index.html`; `None` without `base_url`.
    pub fn url(&self, path: &SitePath, anchor: Option<&str>) -> Option<String> {
        let base = self.inputs.handbook.config.base_url.as_ref()?.value.trim_end_matches('/');
        let anchor = anchor.map_or_else(String::new, |anchor| format!("#{}", encode_path(anchor)));
        let path = path.as_str();
        let path = path.strip_suffix(HOME).unwrap_or(path);
        Some(format!("{base}/{}{anchor}", encode_path(path)))
    }

    /// Returns what was collected.
    pub fn into_resources(self) -> SheetResources {
        let mut problems = self.problems.into_inner();
        problems.sort();
        problems.dedup();
        let missing_glyphs = self.reported.into_inner().iter().flat_map(|(_, run)| run.chars()).collect();
        SheetResources { problems, pictures: self.pictures.into_inner(), shown: self.shown.into_inner(), missing_glyphs }
    }

    fn inline(&self, text: &Prose, from: &SourcePath) -> RichText {
        let resolved = self.resolved(text, from);
        prose::inline_nodes(
            &resolved,
            &PageNodeContext {
                renderer: self,
                place: self.place(text),
                page: None,
                directive: &|_| BlockNode::Checklist { areas: Vec::new() },
            },
        )
    }

    /// The start of the file that a text is in; where the theme is named for a text without words.
    fn place(&self, text: &Prose) -> Span {
        let heading = text.headings.first().map(|heading| heading.span);
        let span = heading.or_else(|| text.words.first().map(|word| word.span));
        span.map_or(self.inputs.theme.named, |span| Span::start_of(span.file))
    }

    fn link(&self, link: &Link, target: &LinkTarget) -> LinkNode {
        match target {
            LinkTarget::Inside(path, anchor) => match self.here.get(path) {
                Some(page) => {
                    LinkNode::Here { anchor: anchor.as_ref().map_or_else(|| page.clone(), |anchor| format!("{page}/{anchor}")) }
                }
                None => LinkNode::Page { url: self.url(path, anchor.as_deref()) },
            },
            LinkTarget::Outside(url) if url.len() > MAX_ADDRESS => {
                let message = format!("on paper this is not a link: its address has {} bytes", url.len());
                let found = Diagnostic::new(Code::Unprinted, link.to.span, message);
                self.problems.borrow_mut().push(found.help(format!("a PDF holds addresses of at most {MAX_ADDRESS} bytes")));
                LinkNode::Nowhere
            }
            LinkTarget::Outside(url) => LinkNode::Outside { url: url.clone() },
            LinkTarget::NotAsked(_) | LinkTarget::Nowhere => LinkNode::Nowhere,
        }
    }

    /// Adds a picture and returns its name in the data; `None` if it cannot be printed, which is reported if it shows on screen.
    fn picture(&self, link: &Link, target: &LinkTarget) -> Option<String> {
        let LinkTarget::Inside(path, _) = target else { return None };
        let (kind, bytes) = self.inputs.pictures.take(path)?;
        if !kind.is_printed() {
            if kind.is_shown() {
                let message = format!("paper cannot show {}, so its text is shown there instead", kind.named());
                let found = Diagnostic::new(Code::Unprinted, link.to.span, message);
                self.problems.borrow_mut().push(found.help("save it as PNG, JPEG, WebP or SVG"));
            }
            return None;
        }
        let bytes = if kind == PictureFormat::Svg { self.with_boxes(bytes, link.to.span) } else { bytes };
        // The layout engine goes by the ending.
        let ending = path.as_str().rsplit_once('.').map_or("", |(_, ending)| ending);
        let is_told = kind.endings().contains(&ending) && !matches!(ending, "apng" | "jpe" | "jfif" | "pjpeg");
        let name = if is_told { format!("/images/{path}") } else { format!("/as-{0}/{path}.{0}", kind.endings()[0]) };
        self.pictures.borrow_mut().insert(name.clone(), bytes);
        self.shown.borrow_mut().entry(name.clone()).or_insert(link.to.span);
        Some(name)
    }

    /// An SVG with a box for each character without a glyph, which is reported at `place`.
    fn with_boxes(&self, bytes: Arc<[u8]>, place: Span) -> Arc<[u8]> {
        let paper_engine = &self.inputs.theme.paper_engine;
        let text = std::str::from_utf8(&bytes).unwrap_or_default();
        let Some((filled, lost)) = picture::with_boxes(text, &|letter| paper_engine.can_draw(letter)) else { return bytes };
        let lost: String = lost.into_iter().collect();
        if self.reported.borrow_mut().insert((place, lost.clone())) {
            self.problems.borrow_mut().push(missing(&lost, place));
        }
        filled.into_bytes().into()
    }

    /// Adds a diagram's SVG and returns its name in the data; `None` if it cannot be used, and its source is printed.
    fn diagram(&self, diagram: &Diagram, place: Span) -> Option<String> {
        let svg: Arc<[u8]> = diagram.drawn.standalone().into_bytes().into();
        picture::inspect(&svg).ok()?;
        let svg = self.with_boxes(svg, place);
        let mut pictures = self.pictures.borrow_mut();
        let name = format!("/images/diagram-{}.svg", pictures.len() + 1);
        pictures.insert(name.clone(), svg);
        Some(name)
    }

    fn resolved<'t>(&self, text: &'t Prose, from: &SourcePath) -> Resolved<'t> {
        self.report_missing_glyphs(text);
        let (resolved, found) = resolve(text, from, &self.inputs.handbook);
        self.problems.borrow_mut().extend(found);
        resolved
    }

    /// Reports the characters of a text without a glyph, adjacent ones as one finding, each place once.
    fn report_missing_glyphs(&self, text: &Prose) {
        let paper_engine = &self.inputs.theme.paper_engine;
        for word in &text.words {
            // A text that stands in its file as it is has a place for each character.
            let exact = word.span.range().len() == word.value.len();
            for (at, run) in runs(&word.value, |character| !paper_engine.can_draw(character)) {
                let start = word.span.range().start + at;
                let span = if exact { Span::new(word.span.file, start..start + run.len()) } else { word.span };
                if self.reported.borrow_mut().insert((span, run.to_owned())) {
                    self.problems.borrow_mut().push(missing(run, span));
                }
            }
        }
    }
}

/// The longest runs of characters for which `is_one` holds, with their byte offsets.
fn runs(text: &str, is_one: impl Fn(char) -> bool) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(start) = text[rest..].find(&is_one).map(|at| rest + at) {
        let end = text[start..].find(|character| !is_one(character)).map_or(text.len(), |at| start + at);
        found.push((start, &text[start..end]));
        rest = end;
    }
    found
}

/// The finding for characters without a glyph.
pub fn missing(characters: &str, span: Span) -> Diagnostic {
    let mut numbers: Vec<String> = characters.chars().map(|character| format!("U+{:04X}", u32::from(character))).collect();
    if numbers.len() > NAMED {
        numbers.truncate(NAMED);
        numbers.push("…".into());
    }
    // A control would do what it does where the finding is read.
    let shown = characters.replace(char::is_control, "\u{fffd}");
    let message = format!("no font of the theme can print `{shown}` ({})", numbers.join(", "));
    Diagnostic::new(Code::MissingGlyph, span, message)
        .help("write it in words, or put a font that has it into the theme's `paper/fonts/`; sheets show a box until then")
}

/// Maximum number of characters whose code points the finding names.
const NAMED: usize = 4;

/// The context for the nodes of one page or text field.
struct PageNodeContext<'t, 'a> {
    renderer: &'t SheetRenderer<'a>,
    /// Start of its file, for findings without a better place.
    place: Span,
    page: Option<&'t str>,
    directive: &'t dyn Fn(&Directive) -> BlockNode<AreaData>,
}

impl NodeContext<AreaData> for PageNodeContext<'_, '_> {
    fn link(&self, link: &Link, target: &LinkTarget) -> LinkNode {
        self.renderer.link(link, target)
    }

    fn picture(&self, link: &Link, target: &LinkTarget) -> Option<String> {
        self.renderer.picture(link, target)
    }

    fn diagram(&self, diagram: &Diagram) -> Option<String> {
        self.renderer.diagram(diagram, self.place)
    }

    fn anchor(&self, anchor: &str) -> String {
        self.page.map_or_else(|| anchor.to_owned(), |page| format!("{page}/{anchor}"))
    }

    fn directive(&self, directive: &Directive) -> BlockNode<AreaData> {
        (self.directive)(directive)
    }
}
