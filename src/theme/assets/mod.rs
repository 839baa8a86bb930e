//! The asset pipeline: files that pages load, bundled, with fingerprinted names, so that browsers may cache them for ever.
//!
//! A style sheet's `@import "part.css";` and a script's `import "./part.js";` are inlined here, so that a page makes few requests
//! and a theme is still overridden one small file at a time. A `url(…)` in a style sheet is rewritten to the fingerprinted name
//! before the sheet itself is hashed, so its fingerprint covers all that it refers to; with `?inline` behind it the file itself
//! stands there, as a `data:` URL. Comments of style sheets are left out, but for `/*! … */`.

mod script;
mod style;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use data_encoding::BASE64;
use percent_encoding::percent_decode_str;

use super::{
    builtin::builtin_text,
    icon,
    layers::{DEFAULT, bytes, layered},
};
use crate::{
    config::Config,
    diagnostic::{Code, Diagnostic, Findings, did_you_mean},
    prose::scripts,
    source::{self, FileId, SitePath, SourcePath, Sources, Span, limits, media_type},
};

/// The asset name of the generated style sheet with the brand's colour.
pub const BRAND: &str = "brand.css";

/// The asset name of the brand's logo.
pub const LOGO: &str = "logo";

/// The asset name of the style sheet with the tokens of the look.
pub const TOKENS: &str = "tokens.css";

/// The folder of all assets in the site.
const FOLDER: &str = "assets";

/// A style sheet, script, font or picture that pages load, after bundling.
#[derive(Debug, Clone)]
pub struct Asset {
    /// The name by which templates look it up: its path below `assets/` of the theme.
    pub name: String,
    /// Its bytes as they are published: imports inlined, URLs rewritten.
    pub bytes: Cow<'static, [u8]>,
}

/// An asset before bundling.
struct UnbundledAsset<'s> {
    content: Content<'s>,
    /// Its extension in the site.
    extension: String,
}

/// The content of an asset before bundling.
enum Content<'s> {
    /// A text file, such as a style sheet or a script, and its source file.
    Text(&'s str, FileId),
    /// The bytes of any other file.
    Bytes(Cow<'static, [u8]>),
}

/// Bundles the assets of a theme layered over those of the built-in one. The result is keyed by site path,
/// `assets/{stem}.{8 hex digits}.{extension}`.
pub fn make(config: &Config, sources: &Sources, theme: &str, findings: &mut Findings) -> BTreeMap<SitePath, Asset> {
    let mut raw: BTreeMap<String, UnbundledAsset<'_>> = BTreeMap::new();
    for theme in [DEFAULT, theme] {
        let prefix = format!("themes/{theme}/assets/");
        for (path, other) in sources.static_files.iter() {
            let Some(name) = path.as_str().strip_prefix(&prefix) else { continue };
            if let Some(bytes) = bytes(other) {
                raw.insert(name.into(), UnbundledAsset { content: Content::Bytes(bytes), extension: path.extension().into() });
            }
        }
    }
    for (name, source) in layered(sources, theme, "assets") {
        let content = Content::Text(&source.text, source.id);
        raw.insert(name, UnbundledAsset { content, extension: source.path.extension().into() });
    }
    let css = config.brand.colour.as_ref().map_or_else(String::new, |colour| format!(":root {{ --brand: {colour}; }}\n"));
    raw.insert(BRAND.into(), UnbundledAsset { content: Content::Bytes(Cow::Owned(css.into_bytes())), extension: "css".into() });
    if let Some(colour) = config.brand.colour.as_deref().filter(|_| !icon::is_own(sources, theme)) {
        let drawn = Content::Bytes(Cow::Owned(icon::in_colour(colour).into_bytes()));
        raw.insert(icon::NAME.into(), UnbundledAsset { content: drawn, extension: "svg".into() });
    }
    if let Some(logo) = &config.brand.logo {
        let path = config.path.join(&logo.value);
        let extension = path.as_ref().map_or("", SourcePath::extension).to_owned();
        match path.as_ref().and_then(|path| sources.static_files.get(path)).and_then(bytes) {
            Some(bytes) => {
                findings.extend(path.as_ref().and_then(|path| script_in(path, &bytes, logo.span)));
                raw.insert(LOGO.into(), UnbundledAsset { content: Content::Bytes(bytes), extension });
            }
            None => findings.push(
                Diagnostic::new(Code::MissingImage, logo.span, format!("there is no `{}`", logo.value))
                    .help("put the logo beside `handbook.yaml` or below `content/`, as an SVG, PNG, JPEG or WebP file"),
            ),
        }
    }
    let mut bundler = AssetBundler { raw: &raw, made: BTreeMap::new(), open: Vec::new(), bundled: Bundled::default(), findings };
    for name in raw.keys() {
        bundler.address(name);
    }
    bundler.made.into_iter().map(|(name, (address, bytes))| (address, Asset { name, bytes })).collect()
}

/// The finding for scripts in an SVG logo outside `content/`, where the manuscript has not been searched for them.
fn script_in(path: &SourcePath, bytes: &[u8], span: Span) -> Option<Diagnostic> {
    let is_drawing = path.extension().eq_ignore_ascii_case("svg") && source::document(path).is_none();
    let text = String::from_utf8_lossy(bytes);
    let script = is_drawing.then(|| scripts(&text, true)).into_iter().flatten().next()?;
    let line = 1 + text[..script.range.start].matches('\n').count();
    let message = format!("`{path}` holds {} in line {line}", script.what);
    Some(Diagnostic::new(Code::RefusedHtml, span, message).help("take it out, or use another picture"))
}

/// The bundler: inlines imports, rewrites URLs, and makes each asset when it is first referenced.
struct AssetBundler<'s> {
    raw: &'s BTreeMap<String, UnbundledAsset<'s>>,
    made: BTreeMap<String, (SitePath, Cow<'static, [u8]>)>,
    /// Stack of the assets being made, to detect cycles.
    open: Vec<String>,
    /// What has been inlined so far.
    bundled: Bundled,
    findings: &'s mut Findings,
}

/// Counters and state of inlining.
#[derive(Default)]
struct Bundled {
    /// Parts already inlined into the current asset, each with its enclosing import conditions.
    parts: BTreeSet<(String, Vec<String>)>,
    /// Import conditions around the part being inlined.
    conditions: Vec<String>,
    /// Number of imports in all assets, against `limits::IMPORTS`.
    imports: usize,
    /// Bytes of all imports, against `limits::IMPORTED`.
    bytes: usize,
    /// Whether an exceeded limit has been reported.
    told: bool,
}

impl AssetBundler<'_> {
    /// The site path of an asset, which is made if need be; `None` for an unknown name, or for one being made (a cycle).
    fn address(&mut self, name: &str) -> Option<SitePath> {
        if let Some((address, _)) = self.made.get(name) {
            return Some(address.clone());
        }
        let raw = self.raw.get(name)?;
        if self.open.iter().any(|open| open == name) {
            return None;
        }
        let bytes = match &raw.content {
            Content::Text(text, file) => {
                self.open.push(name.into());
                // A picture may be named by a sheet that is a part of another; each asset has parts of its own.
                let parts = std::mem::take(&mut self.bundled.parts);
                let conditions = std::mem::take(&mut self.bundled.conditions);
                let bundled =
                    if raw.extension == "css" { self.sheet(name, name, text, *file) } else { self.script(name, text, *file) };
                (self.bundled.parts, self.bundled.conditions) = (parts, conditions);
                self.open.pop();
                Cow::Owned(bundled.into_bytes())
            }
            Content::Bytes(bytes) => bytes.clone(),
        };
        let hash = rapidhash::v3::rapidhash_v3(&bytes) >> 32;
        let stem = name.strip_suffix(&raw.extension).and_then(|stem| stem.strip_suffix('.')).unwrap_or(name);
        let dot = if raw.extension.is_empty() { "" } else { "." };
        let address = SitePath::new(&format!("{FOLDER}/{stem}.{hash:08x}{dot}{}", raw.extension));
        self.made.insert(name.into(), (address.clone(), bytes));
        Some(address)
    }

    /// The style sheet `name` with its imports inlined and URLs rewritten relative to the published sheet `whole`.
    ///
    /// It is processed from its end: of two imports of one sheet the last one wins in browsers, so that one stays.
    fn sheet(&mut self, name: &str, whole: &str, css: &str, file: FileId) -> String {
        let named = style::named(css);
        let is_own = |named: &style::CssReference| {
            matches!(named.kind, style::CssReferenceKind::Import(_)) && !is_elsewhere(&css[named.place.clone()])
        };
        let first_own = named.iter().position(is_own);
        let (mut pieces, mut end) = (Vec::new(), css.len());
        for (number, style::CssReference { range, place, kind }) in named.into_iter().enumerate().rev() {
            let written = &css[place.clone()];
            let span = Span::new(file, place.clone());
            let instead = match kind {
                style::CssReferenceKind::Charset | style::CssReferenceKind::Comment => String::new(),
                style::CssReferenceKind::LateImport => {
                    let found = Diagnostic::new(Code::BrokenImport, span, "browsers ignore an `@import` after other rules");
                    self.findings.push(found.help("move it to the beginning of the file"));
                    continue;
                }
                style::CssReferenceKind::Import(_) if is_elsewhere(written) => {
                    // An address elsewhere stays an `@import`, so nothing may stand before it.
                    if name != whole || first_own.is_some_and(|first| first < number) {
                        let message = "an address elsewhere cannot be imported after files of the theme";
                        let help = "import it first, in the style sheet that pages load";
                        self.findings.push(Diagnostic::new(Code::BrokenImport, span, message).help(help));
                    }
                    continue;
                }
                style::CssReferenceKind::Import(conditions) => {
                    let imported = self.part(name, written, span).and_then(|part| self.imported(&part, whole, &conditions, span));
                    imported.unwrap_or_default()
                }
                style::CssReferenceKind::Url | style::CssReferenceKind::Text => {
                    if written.is_empty() || written.starts_with('#') || is_elsewhere(written) {
                        continue;
                    }
                    let (path, rest) = written.split_at(written.find(['?', '#']).unwrap_or(written.len()));
                    let Some(target) = self.find(name, path, span).filter(|_| self.is_shallow(span)) else { continue };
                    let Some(address) = self.address(&target) else { continue };
                    let inlined = if rest == "?inline" { self.data_url(&target, span) } else { None };
                    let link = || SitePath::new(&format!("{FOLDER}/{whole}")).link_to(&address, None) + rest;
                    let link = inlined.unwrap_or_else(link);
                    if kind == style::CssReferenceKind::Url { format!("url(\"{link}\")") } else { format!("\"{link}\"") }
                }
            };
            pieces.extend([css[range.end..end].to_owned(), instead]);
            end = range.start;
        }
        pieces.push(css[..end].to_owned());
        // What a file of one's own does not set stays as it is in ours.
        if name == TOKENS {
            let ours = builtin_text(&format!("{FOLDER}/{TOKENS}")).filter(|ours| *ours != css);
            pieces.extend(ours.map(str::to_owned));
        }
        pieces.reverse();
        pieces.concat()
    }

    /// An asset that has been made, as a `data:` URL; `None` if a limit is exceeded.
    fn data_url(&mut self, name: &str, span: Span) -> Option<String> {
        let (address, bytes) = self.made.get(name).cloned()?;
        self.is_counted(bytes.len(), span)
            .then(|| format!("data:{};base64,{}", media_type::of(address.as_str()), BASE64.encode(&bytes)))
    }

    /// An imported part wrapped in its conditions; `None` if it comes again further down under the same conditions.
    fn imported(&mut self, part: &str, whole: &str, conditions: &style::Conditions, span: Span) -> Option<String> {
        let own = conditions.wrap(String::new());
        let is_conditional = !own.is_empty();
        if is_conditional {
            self.bundled.conditions.push(own);
        }
        let bundled = self.join(part, span).map(|()| match &self.raw[part].content {
            Content::Text(css, file) => {
                self.open.push(part.into());
                let css = self.sheet(part, whole, css, *file);
                self.open.pop();
                css
            }
            Content::Bytes(bytes) => String::from_utf8_lossy(bytes).into(),
        });
        if is_conditional {
            self.bundled.conditions.pop();
        }
        let css = bundled?;
        let end = if css.is_empty() || css.ends_with('\n') { "" } else { "\n" };
        Some(conditions.wrap(format!("/* {part} */\n{css}{end}")).trim_end().into())
    }

    /// Registers a part about to be inlined; `None` when it has been already, or a limit is exceeded.
    fn join(&mut self, part: &str, span: Span) -> Option<()> {
        if !self.bundled.parts.insert((part.into(), self.bundled.conditions.clone())) || !self.is_shallow(span) {
            return None;
        }
        let size = match &self.raw[part].content {
            Content::Text(text, _) => text.len(),
            Content::Bytes(bytes) => bytes.len(),
        };
        self.is_counted(size, span).then_some(())
    }

    /// Counts a file of so many bytes that is about to be inlined; whether all of them are within the limits; reports if not.
    fn is_counted(&mut self, size: usize, span: Span) -> bool {
        let bundled = &mut self.bundled;
        (bundled.imports, bundled.bytes) = (bundled.imports + 1, bundled.bytes + size);
        if bundled.imports <= limits::IMPORTS && bundled.bytes <= limits::IMPORTED {
            return true;
        }
        let (most, bytes) = (limits::number(limits::IMPORTS), limits::bytes(limits::IMPORTED as u64));
        self.too_much(span, format!("the theme's imports join at most {most} files and {bytes}, and this is more"));
        false
    }

    /// Whether the import depth is within `limits::IMPORT_DEPTH`; reports if not.
    fn is_shallow(&mut self, span: Span) -> bool {
        let is_shallow = self.open.len() <= limits::IMPORT_DEPTH;
        if !is_shallow {
            self.too_much(span, format!("imports lie inside each other more than {} deep here", limits::IMPORT_DEPTH));
        }
        is_shallow
    }

    /// Reports an exceeded limit, once.
    fn too_much(&mut self, span: Span, message: String) {
        if !std::mem::replace(&mut self.bundled.told, true) {
            let help = "let one file import the others side by side; nothing more is joined";
            self.findings.push(Diagnostic::new(Code::LimitExceeded, span, message).help(help));
        }
    }

    /// The script `name` with its imports inlined, each part in a function of its own.
    fn script(&mut self, name: &str, text: &str, file: FileId) -> String {
        let imports = script::imports(text);
        if imports.is_empty() {
            return text.into();
        }
        let (mut bundled, mut own, mut done) = (String::new(), String::new(), 0);
        for script::Import { range, place } in imports {
            own.push_str(&text[done..range.start]);
            done = range.end;
            let span = Span::new(file, place.clone());
            let Some(part) = self.part(name, &text[place], span) else { continue };
            let Content::Text(text, file) = &self.raw[&part].content else { continue };
            // A script runs once, where it is first imported.
            if self.join(&part, span).is_none() {
                continue;
            }
            self.open.push(part.clone());
            let text = self.script(&part, text, *file);
            self.open.pop();
            bundled.push_str(&script::wrap_in_function(&part, &text));
        }
        own.push_str(&text[done..]);
        if own.lines().any(|line| !line.trim().is_empty() && !line.trim().starts_with("//")) {
            bundled.push_str(&script::wrap_in_function(name, own.trim_start()));
        }
        bundled
    }

    /// The name of the asset that `name` imports; `None` if it is missing, of another type or part of a cycle, which is reported.
    fn part(&mut self, name: &str, written: &str, span: Span) -> Option<String> {
        let part = self.find(name, written, span)?;
        let extension = &self.raw[name].extension;
        if self.raw[&part].extension != *extension {
            let message = format!("`{part}` is another kind of file than `{name}`");
            self.findings.push(Diagnostic::new(Code::BrokenImport, span, message).help(format!("import a `.{extension}` file")));
            return None;
        }
        if let Some(first) = self.open.iter().position(|open| *open == part) {
            let circle = &self.open[first..];
            // A circle is walked once from each of its files; it is told where it begins in the alphabet.
            if circle.iter().all(|other| part <= *other) {
                let way = circle.join("` → `");
                let found = Diagnostic::new(Code::BrokenImport, span, format!("`{part}` imports itself: `{way}` → `{part}`"));
                self.findings.push(found.help("remove one of the imports"));
            }
            return None;
        }
        Some(part)
    }

    /// The name of the asset at a percent-encoded path relative to the asset `from`; reported if there is none.
    fn find(&mut self, from: &str, path: &str, span: Span) -> Option<String> {
        let decoded = percent_decode_str(path).decode_utf8_lossy();
        let wanted = SourcePath::new(from).join(&decoded).map_or_else(|| decoded.to_string(), |path| path.to_string());
        if self.raw.contains_key(&wanted) {
            return Some(wanted);
        }
        let help = did_you_mean(&wanted, self.raw.keys().map(String::as_str))
            .unwrap_or_else(|| "put it below `assets/` of the theme, or write its whole web address".into());
        self.findings.push(Diagnostic::new(Code::MissingAsset, span, format!("the theme has no asset `{wanted}`")).help(help));
        None
    }
}

/// Whether a URL is not relative: it has a scheme, or begins with `/`.
fn is_elsewhere(address: &str) -> bool {
    let scheme = address.split_once(':').map(|(scheme, _)| scheme);
    address.starts_with('/')
        || scheme.is_some_and(|scheme| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        })
}
