//! The corridor: load → read → index → site, one call after the other.
//!
//! [`make`] walks it once. The preview walks it again and again: [`look`] when anything may have changed, [`renew`] when it
//! is known which files have, [`stand_in`] when some of them cannot be shown as they are.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
};

use jiff::civil::Date;
use rayon::prelude::*;

#[cfg(feature = "paper")]
use crate::output::sheets::Layouts;
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
    /// Its sheets, as far as they were laid out.
    #[cfg(feature = "paper")]
    pub layouts: Arc<Layouts>,
    /// To list a site makes none of its files and needs no other thread, so nobody waits long for whoever does it.
    site: OnceLock<Site>,
}

impl Made {
    /// What is made from these, and nothing of it yet.
    #[must_use]
    pub fn of(inputs: Arc<Inputs>) -> Self {
        Self {
            #[cfg(feature = "paper")]
            layouts: Arc::new(Layouts::new(Arc::clone(&inputs))),
            inputs,
            site: OnceLock::new(),
        }
    }

    /// The same for whoever made another state before: a sheet that says the same is not laid out again.
    fn after(before: Option<&Self>, inputs: Inputs) -> Self {
        let inputs = Arc::new(inputs);
        let made = Self::of(Arc::clone(&inputs));
        #[cfg(feature = "paper")]
        if let Some(before) = before {
            return Self { layouts: Arc::new(Layouts::after(&before.layouts, inputs)), ..made };
        }
        #[cfg(not(feature = "paper"))]
        let _ = before;
        made
    }

    /// The site.
    pub fn site(&self) -> &Site {
        #[cfg(feature = "paper")]
        let made_from = &self.layouts;
        #[cfg(not(feature = "paper"))]
        let made_from = &self.inputs;
        self.site.get_or_init(|| output::site(made_from))
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
    /// When files were changed.
    dates: Arc<Dates>,
    /// What was seen of its pictures.
    gallery: Arc<Gallery>,
    /// What was found while the parts were joined.
    joined: Vec<Diagnostic>,
    /// What checks look at, if the settings could be read.
    subject: Option<(Handbook, Arc<Highlighter>)>,
    /// The site, if the settings and the theme could be read.
    pub made: Option<Arc<Made>>,
}

/// What stands fast while pages are written: settings and theme.
#[derive(Debug, Default)]
struct Ground {
    config: Option<Arc<Config>>,
    theme: Option<Arc<Theme>>,
    /// What was found in them.
    findings: Vec<Diagnostic>,
}

/// What Git says of a handbook, as pages tell it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// The day of each file's newest commit.
    changed: Arc<BTreeMap<SourcePath, String>>,
    /// Whether the clone is cut off, so that every date in it could be wrong.
    is_shallow: bool,
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
    let ask = || request.history.then(|| Arc::new(dates(&request.root)));
    let (sources, asked) = rayon::join(|| read(request, &before.sources), ask);
    let sources = sources?;
    let changed = before.sources.differences(&sources).into_iter().cloned().collect();
    Ok(follow(request, sources, before, &changed, asked.unwrap_or_else(|| Arc::clone(&before.dates))))
}

/// What a look at the disk found.
#[derive(Debug)]
pub enum Look {
    /// Every file looks as it did.
    Same,
    /// Files were written, but say what they said: all that was made of them is still right.
    Rewritten(Sources),
    /// Something is different: these files.
    Changed(Draft, BTreeSet<SourcePath>),
}

/// The same walk for whoever has walked before. Where nothing has changed only the files' stamps are looked at, and nothing
/// is made. `written` are files that are known to say something else, even if they look the same. Git is not asked: what it
/// said before still counts.
///
/// # Errors
/// When the handbook's folder cannot be listed.
pub fn look(request: &Request, before: &Draft, written: &BTreeSet<SourcePath>) -> fs::Result<Look> {
    let sources = read(request, &before.sources)?;
    let mut changed = written.clone();
    changed.extend(before.sources.differences(&sources).into_iter().cloned());
    Ok(if !changed.is_empty() {
        let draft = follow(request, sources, before, &changed, Arc::clone(&before.dates));
        Look::Changed(draft, changed)
    } else if before.sources.looks_like(&sources) {
        Look::Same
    } else {
        Look::Rewritten(sources)
    })
}

/// What Git says of the files of a handbook, to be put into a draft by [`Draft::dated`].
#[must_use]
pub fn dates(root: &Path) -> Dates {
    match git::history(root) {
        History::Known(days) => Dates { changed: Arc::new(days), is_shallow: false },
        History::Shallow => Dates { is_shallow: true, ..Dates::default() },
        History::Unknown => Dates::default(),
    }
}

fn read(request: &Request, before: &Sources) -> fs::Result<Sources> {
    load(&Input { root: request.root.clone() }, &theme::builtin(), before)
}

/// The walk from the sources on, for those that differ from the ones before in what has `changed`.
fn follow(request: &Request, sources: Sources, before: &Draft, changed: &BTreeSet<SourcePath>, dates: Arc<Dates>) -> Draft {
    let parts = manuscript::parse(&sources, &before.parts);
    let ground = ground(request, &sources, before, changed);
    join(request, Read { sources, parts, ground, dates }, before)
}

/// The same walk when nothing but these text files has changed. `None` when one of them came or went.
#[must_use]
pub fn renew(request: &Request, before: &Draft, paths: &[SourcePath]) -> Option<Draft> {
    let sources = source::renew(&before.sources, paths)?;
    Some(renewed(request, before, sources, paths))
}

fn renewed(request: &Request, before: &Draft, sources: Sources, paths: &[SourcePath]) -> Draft {
    let parts = before.parts.renew(&sources, paths);
    let pages = parts.pages(&before.parts, &sources, paths).unwrap_or_default();
    let renewed = before.made.as_ref().filter(|_| !pages.is_empty()).and_then(|made| {
        let handbook = made.inputs.handbook.with_pages(&pages)?;
        Some((made, handbook))
    });
    let dates = Arc::clone(&before.dates);
    let Some((made, handbook)) = renewed else {
        let ground = ground(request, &sources, before, paths);
        return join(request, Read { sources, parts, ground, dates }, before);
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
    let made = Some(Arc::new(Made::after(Some(made), inputs)));
    let (ground, gallery, joined) = (Arc::clone(&before.ground), Arc::clone(&before.gallery), before.joined.clone());
    Draft { sources, parts, ground, dates, gallery, joined, subject, made }
}

/// A draft of the same files, but for those that are held: each of them still says what it says in `before`, where the other
/// ones follow this draft. `None` when nothing in it differs from `before`.
#[must_use]
pub fn stand_in(request: &Request, now: &Draft, before: &Draft, held: &BTreeSet<SourcePath>) -> Option<Draft> {
    let sources = now.sources.with_held(&before.sources, held);
    let changed: BTreeSet<SourcePath> = before.sources.differences(&sources).into_iter().cloned().collect();
    if changed.is_empty() && now.dates == before.dates {
        return None;
    }
    let is_text = |path: &SourcePath| before.sources.at(path).is_some() && sources.at(path).is_some();
    if now.dates == before.dates && changed.iter().all(is_text) {
        let paths: Vec<SourcePath> = changed.into_iter().collect();
        return Some(renewed(request, before, sources, &paths));
    }
    Some(follow(request, sources, before, &changed, Arc::clone(&now.dates)))
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
    before: &Draft,
    changed: impl IntoIterator<Item = &'p SourcePath>,
) -> Arc<Ground> {
    if before.ground.stands(changed) { Arc::clone(&before.ground) } else { Arc::new(lay(request, sources)) }
}

/// The ground that everything stands on.
fn lay(request: &Request, sources: &Sources) -> Ground {
    let mut findings = Findings::default();
    let config = settings(sources, request, &mut findings).map(Arc::new);
    let theme = config.as_ref().and_then(|config| theme::make(config, sources, &mut findings)).map(Arc::new);
    Ground { config, theme, findings: findings.into_vec() }
}

/// Everything that was read, before it is joined.
struct Read {
    sources: Sources,
    parts: Parts,
    ground: Arc<Ground>,
    dates: Arc<Dates>,
}

/// All parts → the whole.
fn join(request: &Request, read: Read, before: &Draft) -> Draft {
    let Read { sources, parts, ground, dates } = read;
    let mut findings = Findings::default();
    let is_same = Arc::ptr_eq(&sources.others, &before.sources.others);
    let gallery = if is_same { Arc::clone(&before.gallery) } else { Arc::new(Gallery::list(&sources.others, &before.gallery)) };
    let subject = ground.config.clone().map(|config| {
        let manuscript = parts.manuscript(&sources);
        let handbook = handbook::assemble(config, manuscript, &sources, request.drafts, &mut findings);
        let known = before.subject.as_ref().map(|(_, highlighter)| Arc::clone(highlighter));
        (handbook, known.unwrap_or_else(|| Arc::new(Highlighter::load())))
    });
    // A handbook that is too large as a whole is not drawn.
    let drawn = subject.clone().filter(|_| !findings.has(Code::LimitExceeded));
    let made = drawn.and_then(|(handbook, highlighter)| {
        let theme = Arc::clone(ground.theme.as_ref()?);
        let others = Arc::clone(&sources.others);
        let pictures = Arc::new(Pictures::list(&others, &handbook.index.addresses, &gallery));
        let backlinks = Arc::new(handbook::backlinks(&handbook));
        let inputs = Inputs {
            #[cfg(feature = "paper")]
            shelf: shelf(&handbook, &theme),
            handbook,
            theme,
            highlighter,
            others,
            pictures,
            backlinks,
            changed: Arc::clone(&dates.changed),
        };
        Some(Arc::new(Made::after(before.made.as_deref(), inputs)))
    });
    Draft { sources, parts, ground, dates, gallery, joined: findings.into_vec(), subject, made }
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
        findings.extend(self.cut_off());
        if let Some((handbook, highlighter)) = &self.subject {
            check::run(&Subject { handbook, highlighter, gallery: &self.gallery, as_of: request.as_of }, &mut findings);
        }
        if let Some(made) = &self.made {
            findings.extend(made.site().findings(Span::start_of(made.inputs.theme.named.file)));
        }
        ordered(findings, &self.sources)
    }

    /// A date that could be wrong is none; that there is none is told once, not on every page.
    fn cut_off(&self) -> Option<Diagnostic> {
        let source = self.sources.at(&SourcePath::new(SETTINGS)).filter(|_| self.dates.is_shallow)?;
        let message = "this clone is shallow, so no page says when it was last changed";
        Some(
            Diagnostic::new(Code::ShallowHistory, Span::start_of(source.id), message)
                .help("fetch the whole history: `git fetch --unshallow`, or `fetch-depth: 0` where a pipeline clones"),
        )
    }

    /// The same draft with files that were written again and say what they said.
    #[must_use]
    pub fn rewritten(&self, sources: Sources) -> Self {
        let Self { sources: _, parts, ground, dates, gallery, joined, subject, made } = self;
        let (parts, ground, dates, gallery) = (parts.clone(), Arc::clone(ground), Arc::clone(dates), Arc::clone(gallery));
        Self { sources, parts, ground, dates, gallery, joined: joined.clone(), subject: subject.clone(), made: made.clone() }
    }

    /// The same draft with what Git says now; `None` when it says nothing new.
    #[must_use]
    pub fn dated(&self, dates: &Arc<Dates>) -> Option<Self> {
        if *dates == self.dates {
            return None;
        }
        let made = self.made.as_ref().map(|made| {
            let inputs = Inputs { changed: Arc::clone(&dates.changed), ..Inputs::clone(&made.inputs) };
            Arc::new(Made::after(Some(made), inputs))
        });
        Some(Self { dates: Arc::clone(dates), made, ..self.rewritten(self.sources.clone()) })
    }

    /// Whether settings and theme are those of the other draft.
    #[must_use]
    pub fn stands_on_ground_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.ground, &other.ground)
    }

    /// Files of these that cannot be shown as they are: with an error that the file makes alone, or empty.
    pub fn wrong<'p>(&self, paths: impl IntoIterator<Item = &'p SourcePath>) -> BTreeSet<SourcePath> {
        let is_wrong = |path: &&SourcePath| {
            self.sources.at(path).is_some_and(|source| {
                source.flaw.is_some()
                    || self
                        .parts
                        .of(source.id)
                        .iter()
                        .any(|found| found.severity == Severity::Error || found.code == Code::EmptyFile)
            })
        };
        paths.into_iter().filter(is_wrong).cloned().collect()
    }

    /// Files of the settings and the theme that hold an error.
    #[must_use]
    pub fn wrong_ground(&self) -> BTreeSet<SourcePath> {
        let errors = self.ground.findings.iter().filter(|found| found.severity == Severity::Error);
        errors.map(|found| self.sources.file(found.span.file).path.clone()).collect()
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
    output::sheets::findings(&made.layouts)
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

fn settings(sources: &Sources, request: &Request, findings: &mut Findings) -> Option<Config> {
    let source = sources.at(&SourcePath::new(SETTINGS)).filter(|source| source.readable)?;
    if source.text.trim().is_empty() {
        let found = Diagnostic::new(Code::MissingKey, Span::start_of(source.id), "`handbook.yaml` is empty");
        findings.push(found.help("write at least `title: ` and the handbook's title"));
        return None;
    }
    let mut config = config::read(source, findings)?;
    if let Some(url) = &request.base_url {
        config.settings.base_url = Some(At::new(url.clone(), Span::start_of(source.id)));
    }
    Some(config)
}
