//! Themes: templates, words, assets and paper templates, each overridden one file at a time.
//!
//! The one door to Tera. Knows the structs that are template contexts, and nothing of handbooks.

mod assets;
mod builtin;
mod colour;
mod copied;
mod error;
mod faint;
mod icon;
mod layers;
mod named;
mod own_files;
#[cfg(feature = "paper")]
pub mod paper;
mod view;
mod words;

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, Tera};

use self::layers::{DEFAULT, layered};
pub use self::{
    assets::Asset,
    builtin::{builtin, builtin_file},
    copied::{copy, is_noted, older_than_ours},
    named::{oversight_word, provider_word, severity_word, who_word},
    view::*,
    words::builtin_words,
};
use crate::{
    config::Config,
    diagnostic::{Code, Diagnostic, Findings, did_you_mean},
    prose::Words,
    source::{FileId, SitePath, Source, Sources, Span, picture},
};

/// A theme, ready to render: parsed templates, words, assets and the paper engine. Files of the handbook's own theme are
/// layered over the built-in ones.
#[derive(Debug)]
pub struct Theme {
    tera: Tera,
    /// The source file of each template by name, for findings.
    files: BTreeMap<String, FileId>,
    /// Where the settings name the theme: the place of findings without another one.
    pub named: Span,
    /// The words that are rendered inside prose, as in the title of an alert.
    pub words: Words,
    /// All words of the interface by key, as in `review_open`: the words file of the language over the English one.
    pub all_words: BTreeMap<String, String>,
    /// Files that pages load, by their fingerprinted site path.
    pub assets: BTreeMap<SitePath, Asset>,
    /// The layout engine with the theme's paper templates and fonts.
    #[cfg(feature = "paper")]
    pub paper_engine: paper::PaperEngine,
}

/// The global `site` of all template contexts.
#[derive(Serialize)]
struct SiteContext<'a> {
    title: &'a str,
    summary: &'a str,
    organisation: &'a str,
    language: &'a str,
    review_name: &'a str,
    review_short: &'a str,
    logo: Option<String>,
    logo_size: Option<picture::Size>,
    icon: String,
    icon_type: &'static str,
}

/// Loads the theme that the settings name. `None` when it does not exist or a template has a syntax error, which is reported.
pub fn make(config: &Config, sources: &Sources, findings: &mut Findings) -> Option<Theme> {
    let name = &config.theme.value;
    let own = format!("themes/{name}");
    let exists =
        sources.iter().any(|source| source.path.is_below(&own)) || sources.static_files.keys().any(|path| path.is_below(&own));
    if name != DEFAULT && !exists {
        let names = sources.iter().filter_map(|source| source.path.as_str().strip_prefix("themes/")?.split('/').next());
        findings
            .push(Diagnostic::new(Code::UnknownId, config.theme.span, format!("there is no theme `{name}`")).help(
                did_you_mean(name, names).unwrap_or_else(|| format!("make the folder `{own}`, or write `theme: default`")),
            ));
        return None;
    }
    let templates = layered(sources, name, "templates");
    let assets = assets::make(config, sources, name, findings);
    own_files::check(config, sources, findings);
    let all_words = words::read(config, sources, findings);
    let tera = load(&templates, config.theme.span, findings)?;
    let mut theme = Theme {
        tera,
        files: templates.iter().map(|(name, source)| (name.clone(), source.id)).collect(),
        named: config.theme.span,
        words: words::inside_prose(&all_words),
        all_words,
        assets,
        #[cfg(feature = "paper")]
        paper_engine: paper::make(sources, name, config.theme.span, findings),
    };
    let names: BTreeMap<String, String> =
        theme.assets.iter().map(|(address, asset)| (asset.name.clone(), address.to_string())).collect();
    let logo = config.brand.logo.as_ref().and_then(|_| names.get(assets::LOGO).cloned());
    // A theme's own icon counts before a logo.
    let icon =
        logo.clone().filter(|_| !icon::is_own(sources, name)).or_else(|| names.get(icon::NAME).cloned()).unwrap_or_default();
    let site = SiteContext {
        title: &config.title,
        summary: &config.summary,
        organisation: &config.organisation,
        language: &config.language.value,
        review_name: &config.review_name,
        review_short: theme.all_words.get(words::REVIEW).map_or("", String::as_str),
        logo_size: theme.assets.values().find(|asset| asset.name == assets::LOGO).and_then(|logo| picture::size(&logo.bytes)),
        icon_type: icon::media_type(&icon),
        icon,
        logo,
    };
    let words = theme.all_words.clone();
    let globals = theme.tera.global_context();
    globals.insert("site", &site);
    globals.insert("words", &words);
    globals.insert("assets", &names);
    Some(theme)
}

impl Theme {
    /// The same theme, with what an earlier state of it has started: threads.
    #[must_use]
    pub fn taking_over(self, before: Option<&Self>) -> Self {
        #[cfg(feature = "paper")]
        if let Some(before) = before {
            return Self { paper_engine: self.paper_engine.on_threads_of(&before.paper_engine), ..self };
        }
        #[cfg(not(feature = "paper"))]
        let _ = before;
        self
    }

    /// Renders a view's template to text.
    ///
    /// # Errors
    /// A finding at the place in the template that fails.
    pub fn render<V: View>(&self, view: &V) -> Result<String, Diagnostic> {
        let context = Context::from_serialize(view).map_err(|error| self.error(V::TEMPLATE, &error))?;
        self.tera.render(V::TEMPLATE, &context).map_err(|error| self.error(V::TEMPLATE, &error))
    }

    fn error(&self, template: &str, error: &tera::Error) -> Diagnostic {
        let place = self.files.get(template).map_or(self.named, |&file| Span::start_of(file));
        error::diagnostic(error, &self.files, place)
    }

    /// The word of the interface by its name; the name itself when no words file has it.
    #[must_use]
    pub fn word<'a>(&'a self, name: &'a str) -> &'a str {
        self.all_words.get(name).map_or(name, String::as_str)
    }
}

fn load(templates: &BTreeMap<String, &Source>, named: Span, findings: &mut Findings) -> Option<Tera> {
    let files: BTreeMap<String, FileId> = templates.iter().map(|(name, source)| (name.clone(), source.id)).collect();
    // One by one first, so that a mistake in one file does not hide those in others.
    let mut broken = false;
    for (name, source) in templates {
        if let Err(error) = empty().add_raw_template(name, &source.text)
            && matches!(error.kind(), tera::ErrorKind::SyntaxError(_))
        {
            let found = error::diagnostic(&error, &files, Span::start_of(source.id));
            findings.push(error::better_help(found, &source.text));
            broken = true;
        }
    }
    if broken {
        return None;
    }
    let mut tera = empty();
    match tera.add_raw_templates(templates.iter().map(|(name, source)| (name.as_str(), &*source.text))) {
        Ok(()) => Some(tera),
        Err(error) => {
            findings.push(error::diagnostic(&error, &files, named));
            None
        }
    }
}

fn empty() -> Tera {
    let mut tera = Tera::new();
    tera.autoescape_on(vec![".html", ".xml"]);
    // `{{ words.questions | fill(n=3) }}` puts a value where the words file says `{n}`.
    tera.register_filter("fill", words::fill);
    tera
}
