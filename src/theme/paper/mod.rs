//! The one door to Typst: lays out a sheet from its data and a paper template, and exports PDF or SVG.
//!
//! Knows templates, fonts and bytes, and nothing of handbooks: a sheet's data comes as JSON, in which text is never parsed as
//! markup.

mod compact_pdf;
mod compact_svg;
mod glyphs;
mod layout;
mod page_image;
mod plain_svg;
mod layout_input;
mod probe;
mod reuse_svg;
mod threads;
mod world;

use std::{
    borrow::Cow,
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use typst::{
    World, WorldExt,
    diag::{Severity, SourceDiagnostic, Warned},
    foundations::Bytes,
    syntax::{DiagSpan, Source as TypstSource},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;

/// Maximum length of a URL in a PDF, in bytes.
pub const MAX_ADDRESS: usize = 8000;

/// After so many pages what Typst remembers is looked through.
const REMEMBERED: usize = 40;

pub use self::{
    layout::{Layout, LayoutMark},
    layout_input::LayoutInput,
};
use self::{
    threads::TypstThreads,
    world::{SheetWorld, file_id, library},
};
use super::layers::{DEFAULT, bytes, layered};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, suggest},
    source::{
        FileId, Source, SourcePath, Sources, Span, StaticFile,
        fs::{CacheKey, ResultCache},
    },
};

/// The paper engine of a theme, the one door to Typst: parsed templates, fonts and the standard library.
pub struct PaperEngine {
    library: LazyHash<typst::Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    /// Whether one of the fonts has a glyph for each letter, digit and sign of ASCII.
    draws_ascii: bool,
    templates: BTreeMap<String, Template>,
    threads: Arc<TypstThreads>,
    /// How many pages were laid out since what Typst remembers was looked through.
    remembered: AtomicUsize,
    /// The key of its templates and fonts.
    key: CacheKey,
    /// Where the settings name the theme: the place of findings without another one.
    named: Span,
}

/// A parsed template, and its source file.
struct Template {
    source: TypstSource,
    file: FileId,
    /// Whether it is on the disk and not built in.
    is_own: bool,
}

impl std::fmt::Debug for PaperEngine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PaperEngine")
            .field("templates", &self.templates.keys())
            .field("fonts", &self.fonts.len())
            .finish_non_exhaustive()
    }
}

/// Loads the paper templates and fonts of a theme, layered over the built-in ones; reports font files that cannot be read.
pub fn make(sources: &Sources, theme: &str, named: Span, findings: &mut Findings) -> PaperEngine {
    let templates = layered(sources, theme, "paper");
    let mut files: BTreeMap<String, (&SourcePath, &StaticFile)> = BTreeMap::new();
    for theme in [DEFAULT, theme] {
        let prefix = format!("themes/{theme}/paper/fonts/");
        let fonts = sources.static_files.iter().filter(|(path, _)| matches!(path.extension(), "otf" | "ttf" | "ttc" | "otc"));
        files.extend(fonts.filter_map(|(path, other)| Some((path.as_str().strip_prefix(&prefix)?.to_owned(), (path, other)))));
    }
    // A file that cannot be read holds no font either.
    let fonts: Vec<Cow<'static, [u8]>> = files.values().map(|(_, other)| bytes(other).unwrap_or_default()).collect();
    let paths: Vec<&SourcePath> = files.values().map(|(path, _)| *path).collect();
    let (paper_engine, unread) = PaperEngine::new(&templates, &fonts, named);
    for number in unread {
        let message = format!("`{}` holds no font that can be read", paths[number]);
        findings.push(
            Diagnostic::new(Code::TemplateRender, named, message)
                .help("put an OpenType or TrueType file there; WOFF2 is for pages"),
        );
    }
    paper_engine
}

impl PaperEngine {
    /// An engine with these templates by name, and these font files; also returns the indexes of files that hold no font.
    fn new(templates: &BTreeMap<String, &Source>, fonts: &[Cow<'static, [u8]>], named: Span) -> (Self, Vec<usize>) {
        let mut unread = Vec::new();
        let mut read = Vec::new();
        for (number, bytes) in fonts.iter().enumerate() {
            let before = read.len();
            read.extend(Font::iter(Bytes::new(bytes.clone())));
            if read.len() == before {
                unread.push(number);
            }
        }
        let texts = templates.iter().flat_map(|(name, source)| [name.as_bytes(), source.text.as_bytes()]);
        let key = CacheKey::new("engine", texts.chain(fonts.iter().map(|bytes| &**bytes)));
        let templates = templates.iter().map(|(name, source)| {
            let id = file_id(name);
            let template = TypstSource::new(id, source.text.to_string());
            (name.clone(), Template { source: template, file: source.id, is_own: source.disk.is_some() })
        });
        let paper_engine = Self {
            draws_ascii: read.iter().any(|font| (b'!'..=b'~').all(|sign| font.info().coverage.contains(sign.into()))),
            library: LazyHash::new(library()),
            book: LazyHash::new(FontBook::from_fonts(&read)),
            fonts: read,
            templates: templates.collect(),
            threads: Arc::new(TypstThreads::new()),
            remembered: AtomicUsize::new(0),
            key,
            named,
        };
        (paper_engine, unread)
    }

    /// The same engine on the threads of another one, which are started already.
    #[must_use]
    pub(super) fn on_threads_of(self, other: &Self) -> Self {
        Self { threads: Arc::clone(&other.threads), ..self }
    }

    /// Whether a character needs no glyph, or one of the fonts has one.
    #[must_use]
    pub fn can_draw(&self, character: char) -> bool {
        if glyphs::is_refused(character) {
            return false;
        }
        if character.is_ascii_graphic() && self.draws_ascii {
            return true;
        }
        glyphs::is_invisible(character) || self.fonts.iter().any(|font| font.info().coverage.contains(u32::from(character)))
    }

    /// Lays out a sheet with Typst, or takes what `results` knows of it. Laying out costs some 10 to 100 ms; it takes rayon's threads, so no
    /// lock may be held.
    ///
    /// # Errors
    /// Findings at the places in the template that fail.
    pub fn layout(&self, input: &LayoutInput, results: Option<&ResultCache>) -> Result<Layout, Vec<Diagnostic>> {
        let known = self.known(input, results);
        if let Some(facts) = known.get("layout").and_then(|json| serde_json::from_slice(&json).ok()) {
            return Ok(Layout::known(facts));
        }
        let (document, remarks) = self.compile(input)?;
        let layout = Layout::new(document, remarks);
        // What is remarked stands at places in files, which the next run may know by other numbers.
        if layout.remarks.is_empty() {
            known.put("layout", &serde_json::to_vec(layout.facts()).unwrap_or_default());
        }
        Ok(layout)
    }

    /// Exports a layout of this engine as a tagged PDF/UA-1; deterministic. `input` is what it was made from.
    ///
    /// # Errors
    /// Findings at the places in the template that violate the standard.
    pub fn pdf(&self, input: &LayoutInput, layout: &Layout, results: Option<&ResultCache>) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let known = self.known(input, results);
        if let Some(bytes) = known.get("pdf") {
            return Ok(bytes);
        }
        let document = self.document(input, layout)?;
        let bytes = self.threads.run(|| layout::pdf(&document)).map_err(|errors| self.diagnostics(input, &errors))?;
        known.put("pdf", &bytes);
        Ok(bytes)
    }

    /// Whether an earlier run exported a layout of this input without an error, and kept the PDF.
    #[must_use]
    pub fn has_pdf(&self, input: &LayoutInput, results: Option<&ResultCache>) -> bool {
        self.known(input, results).has("pdf")
    }

    /// All pages of a layout of this engine as one SVG, one below the other, with a gap of 12 points.
    ///
    /// # Errors
    /// Findings at the places in the template that fail.
    pub fn svg(&self, input: &LayoutInput, layout: &Layout, results: Option<&ResultCache>) -> Result<Vec<u8>, Vec<Diagnostic>> {
        let known = self.known(input, results);
        if let Some(bytes) = known.get("svg") {
            return Ok(bytes);
        }
        let document = self.document(input, layout)?;
        let bytes = layout::svg(&document).into_bytes();
        known.put("svg", &bytes);
        Ok(bytes)
    }

    /// One page of a layout of this engine, counted from one, as SVG; `None` when there is no such page.
    #[must_use]
    pub fn page_svg(&self, input: &LayoutInput, layout: &Layout, page: usize) -> Option<String> {
        let document = self.document(input, layout).ok()?;
        Some(page_image::draw(document.pages().get(page.checked_sub(1)?)?))
    }

    /// A hash of a page's appearance, stable within this process; 0 for no such page.
    #[must_use]
    pub fn page_hash(&self, input: &LayoutInput, layout: &Layout, page: usize) -> u128 {
        let page = |document: &PagedDocument| Some(page_image::hash(document.pages().get(page.checked_sub(1)?)?));
        self.document(input, layout).ok().and_then(|document| page(&document)).unwrap_or(0)
    }

    fn document(&self, input: &LayoutInput, layout: &Layout) -> Result<Arc<PagedDocument>, Vec<Diagnostic>> {
        layout.document(|| self.compile(input).map(|(document, _)| document))
    }

    fn compile(&self, input: &LayoutInput) -> Result<(PagedDocument, Vec<Diagnostic>), Vec<Diagnostic>> {
        self.forget_unused();
        let world = SheetWorld::new(self, input);
        let Warned { output, warnings } = self.threads.run(|| typst::compile::<PagedDocument>(&world));
        match output {
            Ok(document) => {
                self.remembered.fetch_add(document.pages().len(), Ordering::Relaxed);
                Ok((document, warnings.iter().filter_map(|warning| self.unknown_font(&world, warning)).collect()))
            }
            Err(errors) => Err(self.diagnostics(input, &errors)),
        }
    }

    /// Forgets what Typst remembers and did not use lately, once enough pages were laid out since the last time. Typst remembers each
    /// paragraph, for the next sheet that has the same one.
    fn forget_unused(&self) {
        if self.remembered.load(Ordering::Relaxed) >= REMEMBERED && self.remembered.swap(0, Ordering::Relaxed) >= REMEMBERED {
            // What was used in this round is left for the next one: a document that is being laid out needs it once more.
            evict_cache(1);
        }
    }

    /// What `results` knows of an input; without results no key is made.
    fn known<'r>(&self, input: &LayoutInput, results: Option<&'r ResultCache>) -> Known<'r> {
        Known { results, key: results.map(|_| self.key(input)) }
    }

    /// The key of all that is made from an input: this engine's templates and fonts are a part of it.
    fn key(&self, input: &LayoutInput) -> CacheKey {
        let pictures = input.pictures.iter().flat_map(|(name, bytes)| [name.as_bytes(), bytes]);
        let own = [self.key.as_bytes(), input.template.as_bytes(), &input.data];
        CacheKey::new("sheet", own.into_iter().chain(pictures))
    }

    fn diagnostics(&self, input: &LayoutInput, errors: &[SourceDiagnostic]) -> Vec<Diagnostic> {
        let world = SheetWorld::new(self, input);
        errors.iter().map(|error| self.diagnostic(&world, error)).collect()
    }

    /// Converts an error of Typst to a finding at the innermost place in a template that leads to it.
    fn diagnostic(&self, world: &SheetWorld<'_>, error: &SourceDiagnostic) -> Diagnostic {
        let spans = std::iter::once(error.span).chain(error.trace.iter().map(|point| point.span.into()));
        let place = spans.into_iter().find_map(|span| self.place(world, span)).unwrap_or(self.named);
        let code = match error.severity {
            Severity::Error => Code::TemplateRender,
            Severity::Warning => Code::TemplateSyntax,
        };
        // Some hints are for those who run Typst by hand, with options that nobody has here.
        let hints = error.hints.iter().map(|hint| hint.v.as_str()).filter(|hint| !hint.contains("`--"));
        let hints: Vec<&str> = hints.collect();
        let usual = "what a sheet may use stands in the comment that its template begins with; a file that takes the place of ours begins \
                     best as a copy of it";
        let help = if hints.is_empty() { usual.to_owned() } else { hints.join("; ") };
        let template = world.input.template;
        Diagnostic::new(code, place, format!("the sheet `{template}` cannot be laid out: {}", error.message)).help(help)
    }

    /// The finding for a family that a template names and no font has; `None` for any other warning of Typst. It stands where a
    /// template of the handbook's theme writes the name, which may be another place than where it is used.
    fn unknown_font(&self, world: &SheetWorld<'_>, warning: &SourceDiagnostic) -> Option<Diagnostic> {
        let family = warning.message.strip_prefix("unknown font family: ")?;
        let quoted = format!("\"{family}\"");
        let written = self.templates.values().filter(|template| template.is_own).find_map(|template| {
            // Typst tells names in lower case; letters of other scripts may take another room there, and are then not found.
            let at = template.source.text().to_ascii_lowercase().find(&quoted)?;
            Some((template, at + 1..at + 1 + family.len()))
        });
        let (name, place) = match written {
            Some((template, range)) => (&template.source.text()[range.clone()], Some(Span::new(template.file, range))),
            None => (family, self.place(world, warning.span)),
        };
        let families: Vec<&str> = self.book.families().map(|(family, _)| family).collect();
        let found =
            Diagnostic::new(Code::UnknownFont, place.unwrap_or(self.named), format!("no font of the theme is called `{name}`"));
        Some(found.help("put its file into the theme's `paper/fonts/`, or name another one").maybe_help(
            suggest(name, "there are", &families).map(|known| format!("{known}; a font is a file in the theme's `paper/fonts/`")),
        ))
    }

    fn place(&self, world: &SheetWorld<'_>, span: DiagSpan) -> Option<Span> {
        let id = span.id()?;
        let template = self.templates.values().find(|template| template.source.id() == id)?;
        Some(Span::new(template.file, (world as &dyn World).range(span)?))
    }
}

/// The results of earlier runs for one input, if any are kept.
#[derive(Clone, Copy)]
struct Known<'a> {
    results: Option<&'a ResultCache>,
    key: Option<CacheKey>,
}

impl Known<'_> {
    fn get(self, kind: &str) -> Option<Vec<u8>> {
        self.results?.get(&self.key_of(kind)?)
    }

    fn has(self, kind: &str) -> bool {
        self.results.zip(self.key_of(kind)).is_some_and(|(results, key)| results.has(&key))
    }

    fn put(self, kind: &str, result: &[u8]) {
        if let Some((results, key)) = self.results.zip(self.key_of(kind)) {
            results.put(&key, result);
        }
    }

    fn key_of(self, kind: &str) -> Option<CacheKey> {
        Some(CacheKey::new(kind, [self.key?.as_bytes()]))
    }
}

/// Evicts entries of Typst's memoisation cache that were not used in the last `evictions` of these calls, so that a preview does not
/// grow, nor a build with the number of its sheets.
pub fn evict_cache(evictions: usize) {
    typst::comemo::evict(evictions);
}
