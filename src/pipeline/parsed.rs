//! [`Loaded`] → [`Parsed`]: each file on its own, settings and theme, and the list of what may be a picture.

use std::{collections::BTreeSet, sync::Arc};

use super::loaded::{Loaded, SETTINGS};
use crate::{
    config::{self, Config},
    diagnostic::{Accept, Baseline, Code, Coverage, Diagnostic, Findings, Levels, Policy, Severity},
    manuscript::{
        self, Page, ParsedFiles,
        baseline::{self, BASELINE},
    },
    source::{SourcePath, Span, Spanned, picture::PictureCache},
    theme::{self, Theme},
};

/// Second stage: every file parsed, settings and theme read. A function of the texts alone.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// What it was parsed from.
    pub loaded: Loaded,
    /// Pages, data and checklists.
    pub files: ParsedFiles,
    /// Settings and theme.
    pub base: Arc<Base>,
    /// What was seen of files as pictures.
    pub picture_cache: Arc<PictureCache>,
}

/// Settings and theme, which stand fast while pages are written, and what was found in them.
#[derive(Debug)]
pub struct Base {
    /// The settings.
    pub settings: Result<ConfigAndTheme, Unreadable>,
    /// The mistakes that are known.
    pub baseline: Baseline,
    /// The levels of the settings; without settings those that the codes have.
    pub levels: Levels,
    /// What the settings accept in place.
    accepts: Vec<Accept>,
    findings: Vec<Diagnostic>,
}

/// The settings, and the theme that they name.
#[derive(Debug)]
pub struct ConfigAndTheme {
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
        manuscript::Earlier { files: &parsed.files, sources: &parsed.loaded.sources, changed }
    }
}

/// Parses everything, or what has changed since an earlier revision.
pub fn parse(loaded: Loaded, earlier: Option<Earlier<'_>>) -> Parsed {
    let files = manuscript::parse(&loaded.sources, earlier.map(Earlier::manuscript));
    let base = match earlier.filter(|earlier| earlier.parsed.base.is_unchanged(earlier.changed)) {
        Some(earlier) => Arc::clone(&earlier.parsed.base),
        None => Arc::new(read_base(&loaded)),
    };
    let picture_cache = picture_cache(&loaded, earlier);
    Parsed { loaded, files, base, picture_cache }
}

fn picture_cache(loaded: &Loaded, earlier: Option<Earlier<'_>>) -> Arc<PictureCache> {
    let static_files = &loaded.sources.static_files;
    let Some(Earlier { parsed, changed }) = earlier else {
        return Arc::new(PictureCache::list(static_files, &PictureCache::default()));
    };
    let is_other = |path: &SourcePath| static_files.contains_key(path) || parsed.loaded.sources.static_files.contains_key(path);
    if changed.iter().any(is_other) {
        Arc::new(PictureCache::list(static_files, &parsed.picture_cache))
    } else {
        Arc::clone(&parsed.picture_cache)
    }
}

/// Reads settings and theme.
fn read_base(loaded: &Loaded) -> Base {
    let mut findings = Findings::default();
    let settings = settings(loaded, &mut findings).ok_or(Unreadable).map(|config| {
        let theme = theme::make(&config, &loaded.sources, &mut findings).map(Arc::new).ok_or(Unreadable);
        ConfigAndTheme { config: Arc::new(config), theme }
    });
    let levels = settings.as_ref().map_or_else(|_| Levels::new(), |settings| settings.config.levels());
    let source = loaded.sources.at(&SourcePath::new(SETTINGS)).filter(|source| source.readable);
    let accepts = source.map_or_else(Vec::new, |source| manuscript::accepts(source, &mut findings));
    let baseline = baseline::read(&loaded.sources, &mut findings);
    Base { settings, baseline, levels, accepts, findings: findings.into_vec() }
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
        config.settings.base_url = Some(Spanned::new(url.clone(), Span::start_of(source.id)));
    }
    Some(config)
}

impl Base {
    /// Whether it is the same although these files have changed.
    fn is_unchanged(&self, changed: &BTreeSet<SourcePath>) -> bool {
        let config = self.settings.as_ref().map(|settings| &settings.config);
        let logo = config.ok().and_then(|config| config.path.join(&config.brand.logo.as_ref()?.value));
        !changed
            .iter()
            .any(|path| matches!(path.as_str(), SETTINGS | BASELINE) || path.is_below("themes") || Some(path) == logo.as_ref())
    }
}

impl Parsed {
    /// What was found in the files, each on its own.
    pub fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.files.findings().chain(&self.base.findings)
    }

    /// The pages among the files that have changed since, if these were and are nothing but pages.
    pub fn rewritten_pages(&self, earlier: Earlier<'_>) -> Option<Vec<Arc<Page>>> {
        self.files.rewritten_pages(&self.loaded.sources, earlier.manuscript())
    }

    /// What decides which of the findings are told, and how much they weigh.
    pub fn policy(&self) -> Policy<'_> {
        let Base { baseline, levels, accepts, .. } = &*self.base;
        Policy { levels, accepts: self.files.accepts().chain(accepts).collect(), baseline }
    }

    /// Files of these that cannot be shown as they are: with an error that the file makes alone, or empty.
    pub fn wrong<'p>(&self, paths: impl IntoIterator<Item = &'p SourcePath>) -> BTreeSet<SourcePath> {
        let policy = self.policy();
        let is_wrong = |path: &&SourcePath| {
            self.loaded.sources.at(path).is_some_and(|source| {
                let found = self.told(&policy, self.files.of(source.id));
                source.file_error.is_some()
                    || found.iter().any(|found| found.severity() == Severity::Error || found.code == Code::EmptyFile)
            })
        };
        paths.into_iter().filter(is_wrong).cloned().collect()
    }

    /// Those of some findings that are told.
    fn told(&self, policy: &Policy<'_>, found: &[Diagnostic]) -> Vec<Diagnostic> {
        let mut findings = Findings::default();
        findings.extend(found.iter().cloned());
        policy.apply(findings, &self.loaded.sources, Coverage::Partial).told
    }

    /// Files of the settings and the theme that hold an error.
    #[must_use]
    pub fn wrong_base(&self) -> BTreeSet<SourcePath> {
        let found = self.told(&self.policy(), &self.base.findings);
        let errors = found.iter().filter(|found| found.severity() == Severity::Error);
        errors.map(|found| self.loaded.sources.file(found.span.file).path.clone()).collect()
    }
}
