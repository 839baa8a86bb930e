//! The corridor: load → read → index → site, four calls in order.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::{
    check::{self, Subject},
    config::{self, Config},
    diagnostic::{Code, Diagnostic, Findings, Severity, of_flaw},
    handbook::{self, Drafts, Handbook},
    manuscript::{self, Page, Parts},
    output::{self, Inputs, Pictures},
    prose::Highlighter,
    site::{Entry, Failure, Site},
    source::{
        self, At, Input, SitePath, SourcePath, Sources, Span, fs,
        git::{self, History},
        load,
        picture::Gallery,
    },
    theme::{self, Theme},
};

/// The file with the settings.
const SETTINGS: &str = "handbook.yaml";

/// What to make.
#[derive(Debug, Clone)]
pub struct Request {
    /// The handbook's folder.
    pub root: PathBuf,
    /// Takes the place of the settings' `base_url`.
    pub base_url: Option<String>,
    /// Which pages take part.
    pub drafts: Drafts,
    /// The day that counts as today.
    pub as_of: Option<Date>,
    /// Whether Git is asked when each file was last changed.
    pub history: bool,
}

/// What was made.
#[derive(Debug)]
pub struct Revision {
    /// The text files, to draw findings with.
    pub sources: Sources,
    /// All findings so far, ordered; those of rendering are not among them.
    pub diagnostics: Vec<Diagnostic>,
    /// The site, if the settings and the theme could be read.
    pub made: Option<Arc<Made>>,
}

/// What a site is made from, and the site, which is listed when it is first asked for.
#[derive(Debug)]
pub struct Made {
    /// What it is made from.
    pub inputs: Arc<Inputs>,
    site: OnceLock<Site>,
}

impl Made {
    fn new(inputs: Inputs) -> Self {
        Self { inputs: Arc::new(inputs), site: OnceLock::new() }
    }

    /// The site.
    pub fn site(&self) -> &Site {
        self.site.get_or_init(|| output::site(&self.inputs))
    }

    /// One page of prose, without listing the whole site for it.
    #[must_use]
    pub fn page(&self, address: &SitePath) -> Option<Entry> {
        if self.site.get().is_some() { None } else { output::page(&self.inputs, address) }
    }
}

/// A revision whose checks have not run yet. The next walk takes from it what is still right; an empty one will do.
#[derive(Debug, Default)]
pub struct Draft {
    /// The text files.
    pub sources: Sources,
    /// Each file on its own.
    parts: Parts,
    /// What stands fast while pages are written.
    ground: Arc<Ground>,
    /// What was seen of its pictures.
    gallery: Arc<Gallery>,
    /// What was found while the parts were joined.
    joined: Vec<Diagnostic>,
    /// What checks look at, if the settings could be read.
    subject: Option<(Handbook, Arc<Highlighter>)>,
    /// The site, if the settings and the theme could be read.
    pub made: Option<Arc<Made>>,
}

/// What stands fast while pages are written: settings, theme, and what Git says.
#[derive(Debug, Default)]
struct Ground {
    config: Option<Arc<Config>>,
    theme: Option<Arc<Theme>>,
    /// The day of each file's newest commit.
    changed: Arc<BTreeMap<SourcePath, String>>,
    /// What was found in them.
    findings: Vec<Diagnostic>,
}

/// Walks the corridor.
///
/// # Errors
/// When the handbook's folder cannot be listed.
pub fn make(request: &Request) -> fs::Result<Revision> {
    let draft = draft(request, &Draft::default())?;
    let diagnostics = draft.check(request);
    let Draft { sources, made, .. } = draft;
    Ok(Revision { sources, diagnostics, made })
}

/// Walks the corridor up to the site. What was read and parsed for `before` is not read and parsed again.
///
/// # Errors
/// When the handbook's folder cannot be listed.
pub fn draft(request: &Request, before: &Draft) -> fs::Result<Draft> {
    let ask = || if request.history { git::history(&request.root) } else { History::Unknown };
    let read = || load(&Input { root: request.root.clone() }, &theme::builtin(), &before.sources);
    let (sources, history) = rayon::join(read, ask);
    let sources = sources?;
    let parts = manuscript::parse(&sources, &before.parts);
    let ground = ground(request, &sources, history, before, before.sources.differences(&sources));
    Ok(join(request, sources, parts, ground, before))
}

/// The same walk when nothing but these text files has changed. `None` when one of them came or went.
#[must_use]
pub fn renew(request: &Request, before: &Draft, paths: &[SourcePath]) -> Option<Draft> {
    let sources = source::renew(&before.sources, paths)?;
    let parts = before.parts.renew(&sources, paths);
    let pages = parts.pages(&before.parts, &sources, paths).unwrap_or_default();
    let renewed = before.made.as_ref().filter(|_| !pages.is_empty()).and_then(|made| {
        let handbook = made.inputs.handbook.with_pages(&pages)?;
        Some((made, handbook))
    });
    let Some((made, handbook)) = renewed else {
        let ground = ground(request, &sources, History::Unknown, before, paths);
        return Some(join(request, sources, parts, ground, before));
    };
    let old = Inputs::clone(&made.inputs);
    let links_the_same = |new: &Arc<Page>| {
        old.handbook.page(&new.path).is_none_or(|page| new.has_outline_of(page) && page.body.links_like(&new.body))
    };
    let backlinks =
        if pages.iter().all(links_the_same) { Arc::clone(&old.backlinks) } else { Arc::new(handbook::backlinks(&handbook)) };
    let subject = Some((handbook.clone(), Arc::clone(&old.highlighter)));
    let inputs = Inputs {
        #[cfg(feature = "paper")]
        shelf: shelf(&handbook, &old.theme),
        handbook,
        backlinks,
        ..old
    };
    let made = Some(Arc::new(Made::new(inputs)));
    let (ground, gallery, joined) = (Arc::clone(&before.ground), Arc::clone(&before.gallery), before.joined.clone());
    Some(Draft { sources, parts, ground, gallery, joined, subject, made })
}

impl Ground {
    /// Whether it is the same although these files have changed.
    fn stands<'p>(&self, changed: impl IntoIterator<Item = &'p SourcePath>) -> bool {
        let logo = self.config.as_ref().and_then(|config| config.path.join(&config.brand.logo.as_ref()?.value));
        !changed.into_iter().any(|path| path.as_str() == SETTINGS || path.is_below("themes") || Some(path) == logo.as_ref())
    }
}

/// The ground before, if it stands although these files have changed; otherwise a new one.
fn ground<'p>(
    request: &Request,
    sources: &Sources,
    history: History,
    before: &Draft,
    changed: impl IntoIterator<Item = &'p SourcePath>,
) -> Arc<Ground> {
    match history {
        History::Unknown if before.ground.stands(changed) => Arc::clone(&before.ground),
        history => Arc::new(lay(request, sources, history)),
    }
}

/// The ground that everything stands on.
fn lay(request: &Request, sources: &Sources, history: History) -> Ground {
    let mut findings = Findings::default();
    let config = settings(sources, request, &mut findings).map(Arc::new);
    let changed = Arc::new(changed(history, sources, &mut findings));
    let theme = config.as_ref().and_then(|config| theme::make(config, sources, &mut findings)).map(Arc::new);
    Ground { config, theme, changed, findings: findings.into_vec() }
}

/// All parts → the whole.
fn join(request: &Request, sources: Sources, parts: Parts, ground: Arc<Ground>, before: &Draft) -> Draft {
    let mut findings = Findings::default();
    let is_same = Arc::ptr_eq(&sources.others, &before.sources.others);
    let gallery = if is_same { Arc::clone(&before.gallery) } else { Arc::new(Gallery::list(&sources.others, &before.gallery)) };
    let subject = ground.config.clone().map(|config| {
        let manuscript = parts.manuscript(&sources);
        let handbook = handbook::assemble(config, manuscript, &sources, request.drafts, &mut findings);
        let known = before.subject.as_ref().map(|(_, highlighter)| Arc::clone(highlighter));
        (handbook, known.unwrap_or_else(|| Arc::new(Highlighter::load())))
    });
    let made = subject.clone().and_then(|(handbook, highlighter)| {
        let theme = Arc::clone(ground.theme.as_ref()?);
        let others = Arc::clone(&sources.others);
        let pictures = Arc::new(Pictures::list(&others, &handbook.index.addresses, &gallery));
        let backlinks = Arc::new(handbook::backlinks(&handbook));
        Some(Arc::new(Made::new(Inputs {
            #[cfg(feature = "paper")]
            shelf: shelf(&handbook, &theme),
            handbook,
            theme,
            highlighter,
            others,
            pictures,
            backlinks,
            changed: Arc::clone(&ground.changed),
        })))
    });
    Draft { sources, parts, ground, gallery, joined: findings.into_vec(), subject, made }
}

#[cfg(feature = "paper")]
fn shelf(handbook: &Handbook, theme: &Theme) -> Arc<output::sheets::Shelf> {
    Arc::new(output::sheets::Shelf::list(handbook, &|word| theme.word(word).to_owned()))
}

impl Draft {
    /// Runs the checks: everything that was found, ordered.
    #[must_use]
    pub fn check(&self, request: &Request) -> Vec<Diagnostic> {
        let mut findings = Findings::default();
        findings.extend(self.sources.flaws().map(|(file, flaw)| of_flaw(file, flaw)));
        findings.extend(self.parts.findings().chain(&self.ground.findings).chain(&self.joined).cloned());
        if let Some((handbook, highlighter)) = &self.subject {
            check::run(&Subject { handbook, highlighter, gallery: &self.gallery, as_of: request.as_of }, &mut findings);
        }
        ordered(findings, &self.sources)
    }
}

/// Renders everything and keeps nothing, for the findings alone.
///
/// # Errors
/// When a file that is carried over cannot be read.
pub fn rehearse(site: &Site) -> fs::Result<Vec<Diagnostic>> {
    let entries: Vec<_> = site.iter().collect();
    let results: Vec<_> = entries.into_par_iter().map(|(_, entry)| entry.render().err()).collect();
    let mut found = Vec::new();
    for failure in results.into_iter().flatten() {
        match failure {
            Failure::Content(more) => found.extend(more),
            Failure::World(error) => return Err(error),
        }
    }
    Ok(found)
}

/// What the sheets tell: what is wrong with them, and whether each keeps its budget of pages. A law of `build` and `check`;
/// `serve` shows the true sheet instead.
#[cfg(feature = "paper")]
#[must_use]
pub fn sheets(made: &Made) -> Vec<Diagnostic> {
    output::sheets::findings(&made.inputs)
}

/// A budget that nobody can measure is not kept silently.
#[cfg(not(feature = "paper"))]
#[must_use]
pub fn sheets(made: &Made) -> Vec<Diagnostic> {
    let budgets = made.inputs.handbook.checklists.iter().filter_map(|checklist| checklist.head.sheet.pages.as_ref());
    let unmeasured = |limit: &At<u32>| {
        Diagnostic::new(Code::SheetNotMeasured, limit.span, "nobody measured whether the sheet keeps this budget")
            .help("this readybook was built without paper; build it with its default features")
    };
    budgets.map(unmeasured).collect()
}

impl Revision {
    /// Adds the findings of rendering; those that are known already are not added again.
    pub fn add(&mut self, more: Vec<Diagnostic>) {
        let mut findings = Findings::default();
        findings.extend(std::mem::take(&mut self.diagnostics));
        findings.extend(more);
        self.diagnostics = ordered(findings, &self.sources);
    }

    /// How many findings weigh so much.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|found| found.severity == severity).count()
    }
}

fn ordered(findings: Findings, sources: &Sources) -> Vec<Diagnostic> {
    findings.sorted(|file| sources.file(file).path.to_string())
}

/// A date that could be wrong is none; that there is none is told once, not on every page.
fn changed(history: History, sources: &Sources, findings: &mut Findings) -> BTreeMap<SourcePath, String> {
    match history {
        History::Known(days) => return days,
        History::Shallow => {
            if let Some(source) = sources.at(&SourcePath::new(SETTINGS)) {
                let message = "this clone is shallow, so no page says when it was last changed";
                findings.push(
                    Diagnostic::new(Code::ShallowHistory, Span::start_of(source.id), message)
                        .help("fetch the whole history: `git fetch --unshallow`, or `fetch-depth: 0` where a pipeline clones"),
                );
            }
        }
        History::Unknown => {}
    }
    BTreeMap::new()
}

fn settings(sources: &Sources, request: &Request, findings: &mut Findings) -> Option<Config> {
    let source = sources.at(&SourcePath::new(SETTINGS)).filter(|source| source.readable)?;
    if source.text.trim().is_empty() {
        let found = Diagnostic::new(Code::MissingKey, Span::start_of(source.id), "`handbook.yaml` is empty");
        findings.push(found.help("write at least `title: ` and the handbook's title"));
        return None;
    }
    let mut config = config::read(source, findings)?;
    if let Some(url) = &request.base_url {
        config.base_url = Some(At::new(url.clone(), Span::start_of(source.id)));
    }
    Some(config)
}
