//! [`Loaded`] → [`Parsed`]: each file on its own, settings and theme, and the list of what may be a picture.

use std::{collections::BTreeSet, sync::Arc};

use super::loaded::{Loaded, SETTINGS};
use crate::{
    config::{self, Config},
    diagnostic::{Code, Diagnostic, Findings, Severity},
    manuscript::{self, Page, Parts},
    source::{At, SourcePath, Span, picture::Gallery},
    theme::{self, Theme},
};

/// Everything that was read.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// What it was parsed from.
    pub loaded: Loaded,
    /// Pages, data and checklists.
    pub parts: Parts,
    /// Settings and theme.
    pub base: Arc<Base>,
    /// What was seen of files as pictures.
    pub gallery: Arc<Gallery>,
}

/// Settings and theme, which stand fast while pages are written, and what was found in them.
#[derive(Debug)]
pub struct Base {
    /// The settings.
    pub settings: Result<Settings, Unreadable>,
    findings: Vec<Diagnostic>,
}

/// The settings, and the theme that they name.
#[derive(Debug)]
pub struct Settings {
    /// The settings.
    pub config: Arc<Config>,
    /// The theme.
    pub theme: Result<Arc<Theme>, Unreadable>,
}

/// It cannot be read; findings say why.
#[derive(Debug, Clone, Copy)]
pub struct Unreadable;

/// What was parsed for an earlier revision, and the files that came, went, or say something else since.
#[derive(Debug, Clone, Copy)]
pub struct Earlier<'a> {
    /// What was parsed.
    pub parsed: &'a Parsed,
    /// The files that are different now.
    pub changed: &'a BTreeSet<SourcePath>,
}

impl<'a> Earlier<'a> {
    fn manuscript(self) -> manuscript::Earlier<'a> {
        let Self { parsed, changed } = self;
        manuscript::Earlier { parts: &parsed.parts, sources: &parsed.loaded.sources, changed }
    }
}

/// Parses everything, or what has changed since an earlier revision.
pub fn parse(loaded: Loaded, earlier: Option<Earlier<'_>>) -> Parsed {
    let parts = manuscript::parse(&loaded.sources, earlier.map(Earlier::manuscript));
    let base = match earlier.filter(|earlier| earlier.parsed.base.stands(earlier.changed)) {
        Some(earlier) => Arc::clone(&earlier.parsed.base),
        None => Arc::new(read_base(&loaded)),
    };
    let gallery = gallery(&loaded, earlier);
    Parsed { loaded, parts, base, gallery }
}

fn gallery(loaded: &Loaded, earlier: Option<Earlier<'_>>) -> Arc<Gallery> {
    let others = &loaded.sources.others;
    let Some(Earlier { parsed, changed }) = earlier else { return Arc::new(Gallery::list(others, &Gallery::default())) };
    let is_other = |path: &SourcePath| others.contains_key(path) || parsed.loaded.sources.others.contains_key(path);
    if changed.iter().any(is_other) { Arc::new(Gallery::list(others, &parsed.gallery)) } else { Arc::clone(&parsed.gallery) }
}

/// Reads settings and theme.
fn read_base(loaded: &Loaded) -> Base {
    let mut findings = Findings::default();
    let settings = settings(loaded, &mut findings).ok_or(Unreadable).map(|config| {
        let theme = theme::make(&config, &loaded.sources, &mut findings).map(Arc::new).ok_or(Unreadable);
        Settings { config: Arc::new(config), theme }
    });
    Base { settings, findings: findings.into_vec() }
}

fn settings(loaded: &Loaded, findings: &mut Findings) -> Option<Config> {
    let source = loaded.sources.at(&SourcePath::new(SETTINGS)).filter(|source| source.readable)?;
    if source.text.trim().is_empty() {
        let found = Diagnostic::new(Code::MissingKey, Span::start_of(source.id), "`handbook.yaml` is empty");
        findings.push(found.help("write at least `title: ` and the handbook's title"));
        return None;
    }
    let mut config = config::read(source, findings)?;
    if let Some(url) = &loaded.request.base_url {
        config.settings.base_url = Some(At::new(url.clone(), Span::start_of(source.id)));
    }
    Some(config)
}

impl Base {
    /// Whether it is the same although these files have changed.
    fn stands(&self, changed: &BTreeSet<SourcePath>) -> bool {
        let config = self.settings.as_ref().map(|settings| &settings.config);
        let logo = config.ok().and_then(|config| config.path.join(&config.brand.logo.as_ref()?.value));
        !changed.iter().any(|path| path.as_str() == SETTINGS || path.is_below("themes") || Some(path) == logo.as_ref())
    }
}

impl Parsed {
    /// What was found in the files, each on its own.
    pub fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.parts.findings().chain(&self.base.findings)
    }

    /// The pages among the files that have changed since, if these were and are nothing but pages.
    pub fn rewritten_pages(&self, earlier: Earlier<'_>) -> Option<Vec<Arc<Page>>> {
        self.parts.rewritten_pages(&self.loaded.sources, earlier.manuscript())
    }

    /// Files of these that cannot be shown as they are: with an error that the file makes alone, or empty.
    pub fn wrong<'p>(&self, paths: impl IntoIterator<Item = &'p SourcePath>) -> BTreeSet<SourcePath> {
        let is_wrong = |path: &&SourcePath| {
            self.loaded.sources.at(path).is_some_and(|source| {
                let mut found = self.parts.of(source.id).iter();
                source.flaw.is_some() || found.any(|found| found.severity() == Severity::Error || found.code == Code::EmptyFile)
            })
        };
        paths.into_iter().filter(is_wrong).cloned().collect()
    }

    /// Files of the settings and the theme that hold an error.
    #[must_use]
    pub fn wrong_base(&self) -> BTreeSet<SourcePath> {
        let errors = self.base.findings.iter().filter(|found| found.severity() == Severity::Error);
        errors.map(|found| self.loaded.sources.file(found.span.file).path.clone()).collect()
    }
}
