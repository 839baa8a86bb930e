//! [`Loaded`] → [`Parsed`]: reads settings and theme, parses each file on its own.

use std::{collections::BTreeSet, sync::Arc};

use super::{carried::CarriedOver, loaded::Loaded};
use crate::{
    config::{self, Config},
    diagnostic::{Accept, Baseline, Code, Coverage, Diagnostic, Findings, Levels, Policy, Severity},
    manuscript::{self, Page, ParsedFiles, baseline},
    source::{BASELINE_FILE, SETTINGS_FILE, SourcePath, Span, Spanned},
    theme::{self, Theme},
};

/// Second stage: every file parsed, settings and theme read. A pure function of the loaded files.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The stage before.
    pub loaded: Loaded,
    /// Parsed pages, data files and checklists, with their findings.
    pub files: ParsedFiles,
    /// Settings and theme.
    pub base: Arc<Base>,
    /// What is published as it is.
    pub carried: CarriedOver,
}

/// Settings and theme with their findings; shared between revisions while none of their files changes.
#[derive(Debug)]
pub struct Base {
    /// Settings and theme; `Err` if the settings cannot be read.
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
    /// The settings, `base_url` overridden by the request.
    pub config: Arc<Config>,
    /// The theme; `Err` if it cannot be read.
    pub theme: Result<Arc<Theme>, Unreadable>,
}

/// Marks settings or a theme that cannot be read; findings say why.
#[derive(Debug, Clone, Copy)]
pub struct Unreadable;

/// The parsed stage of an earlier revision, and the files that changed since.
#[derive(Debug, Clone, Copy)]
pub struct EarlierParsed<'a> {
    /// The earlier stage.
    pub parsed: &'a Parsed,
    /// The files that were created, removed, or have other content.
    pub changed: &'a BTreeSet<SourcePath>,
}

impl<'a> EarlierParsed<'a> {
    fn manuscript(self) -> manuscript::EarlierFiles<'a> {
        let Self { parsed, changed } = self;
        manuscript::EarlierFiles { files: &parsed.files, sources: &parsed.loaded.sources, changed }
    }
}

/// Parses all files, or with `earlier` those that changed; the rest is shared.
pub fn parse(loaded: Loaded, earlier: Option<EarlierParsed<'_>>) -> Parsed {
    let is_same = |earlier: &EarlierParsed<'_>| {
        earlier.parsed.base.is_unchanged(earlier.changed) && earlier.parsed.loaded.sources.left_out == loaded.sources.left_out
    };
    let base = match earlier.filter(is_same) {
        Some(earlier) => Arc::clone(&earlier.parsed.base),
        None => Arc::new(read_base(&loaded, earlier.and_then(|earlier| earlier.parsed.base.theme()))),
    };
    let config = base.settings.as_ref().ok().map(|settings| &*settings.config);
    let before = earlier.map(|EarlierParsed { parsed, changed }| (&parsed.carried, changed));
    let carried = CarriedOver::list(&loaded.sources, config, before);
    // What has become a download, or is none any more, is read otherwise although it says the same.
    let changed: Option<BTreeSet<SourcePath>> = earlier.map(|EarlierParsed { parsed, changed }| {
        let turned = parsed.carried.downloads.symmetric_difference(&carried.downloads);
        changed.iter().chain(turned).cloned().collect()
    });
    let before = earlier.zip(changed.as_ref()).map(|(earlier, changed)| EarlierParsed { changed, ..earlier }.manuscript());
    let files = manuscript::parse(&loaded.sources, &carried.downloads, before);
    Parsed { loaded, files, base, carried }
}

/// Reads the settings, and the theme that they name; `before` is the theme of an earlier revision.
fn read_base(loaded: &Loaded, before: Option<&Theme>) -> Base {
    let mut findings = Findings::default();
    let settings = settings(loaded, &mut findings).ok_or(Unreadable).map(|config| {
        let theme = theme::make(&config, &loaded.sources, &mut findings).map(|theme| Arc::new(theme.taking_over(before)));
        let theme = theme.ok_or(Unreadable);
        ConfigAndTheme { config: Arc::new(config), theme }
    });
    let levels = settings.as_ref().map_or_else(|_| Levels::new(), |settings| settings.config.levels());
    let source = loaded.sources.at(&SourcePath::new(SETTINGS_FILE)).filter(|source| source.readable);
    let accepts = source.map_or_else(Vec::new, |source| manuscript::accepts(source, &mut findings));
    findings.extend(left_out(loaded));
    let baseline = baseline::read(&loaded.sources, &mut findings);
    Base { settings, baseline, levels, accepts, findings: findings.into_vec() }
}

/// Tells once of all that programs left behind.
fn left_out(loaded: &Loaded) -> Option<Diagnostic> {
    const NAMED: usize = 3;
    let paths = &loaded.sources.left_out;
    let settings = loaded.sources.at(&SourcePath::new(SETTINGS_FILE))?;
    let named: Vec<String> = paths.iter().take(NAMED).map(|path| format!("`{path}`")).collect();
    let more = match paths.len().saturating_sub(NAMED) {
        _ if paths.is_empty() => return None,
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!("programs left these behind, and they are not published: {}{more}", named.join(", "));
    Some(Diagnostic::new(Code::LeftOut, Span::start_of(settings.id), message).help("remove them, or rename what is meant"))
}

fn settings(loaded: &Loaded, findings: &mut Findings) -> Option<Config> {
    let source = loaded.sources.at(&SourcePath::new(SETTINGS_FILE)).filter(|source| source.readable)?;
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
    /// The theme; `None` if it or the settings cannot be read.
    fn theme(&self) -> Option<&Theme> {
        self.settings.as_ref().ok()?.theme.as_deref().ok()
    }

    /// Whether none of these changed files belongs to settings, theme or logo.
    fn is_unchanged(&self, changed: &BTreeSet<SourcePath>) -> bool {
        let config = self.settings.as_ref().map(|settings| &settings.config);
        let logo = config.ok().and_then(|config| config.path.join(&config.brand.logo.as_ref()?.value));
        !changed.iter().any(|path| {
            matches!(path.as_str(), SETTINGS_FILE | BASELINE_FILE) || path.is_below("themes") || Some(path) == logo.as_ref()
        })
    }
}

impl Parsed {
    /// Findings of single files, and of settings and theme.
    pub fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.files.findings().chain(&self.base.findings)
    }

    /// The changed files as pages; `None` unless each was a page before and is one now.
    pub fn rewritten_pages(&self, earlier: EarlierParsed<'_>) -> Option<Vec<Arc<Page>>> {
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
        paths.into_iter().filter(|path| !self.carried.downloads.contains(*path)).filter(is_wrong).cloned().collect()
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
