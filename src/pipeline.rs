//! The corridor: load → read → index → site, four calls in order.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::{
    check::{self, Subject},
    config::{self, Config},
    diagnostic::{Code, Diagnostic, Findings, Severity, of_flaw},
    handbook::{self, Drafts},
    manuscript,
    output::{self, Inputs, Pictures},
    prose::Highlighter,
    site::{Failure, Site},
    source::{
        At, Input, SourcePath, Sources, Span, fs,
        git::{self, History},
        load,
    },
    theme,
};

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
    pub made: Option<Made>,
}

/// A site, and what it is made from.
#[derive(Debug)]
pub struct Made {
    /// What it is made from.
    pub inputs: Arc<Inputs>,
    /// The site.
    pub site: Site,
}

/// Walks the corridor.
///
/// # Errors
/// When the handbook's folder cannot be listed.
pub fn make(request: &Request) -> fs::Result<Revision> {
    let mut findings = Findings::default();
    let ask = || if request.history { git::history(&request.root) } else { History::Unknown };
    let (loaded, history) = rayon::join(|| load(&Input { root: request.root.clone() }, &theme::builtin()), ask);
    let (sources, flaws) = loaded?;
    findings.extend(flaws.iter().map(|(file, flaw)| of_flaw(*file, flaw)));
    let config = settings(&sources, request, &mut findings);
    let changed = changed(history, &sources, &mut findings);
    let manuscript = manuscript::read(&sources, &mut findings);
    let made = config.and_then(|config| {
        let config = Arc::new(config);
        let handbook = handbook::assemble(Arc::clone(&config), manuscript, &sources, request.drafts, &mut findings);
        let highlighter = Highlighter::load();
        check::run(&Subject { handbook: &handbook, highlighter: &highlighter, as_of: request.as_of }, &mut findings);
        let theme = theme::make(&config, &sources, &mut findings)?;
        let others = sources.others.clone();
        let pictures = Pictures::list(&others, &handbook.index.addresses);
        let backlinks = handbook::backlinks(&handbook);
        let inputs = Arc::new(Inputs {
            #[cfg(feature = "paper")]
            shelf: output::sheets::Shelf::list(&handbook, &|word| theme.word(word).to_owned()),
            handbook,
            theme,
            highlighter,
            others,
            pictures,
            backlinks,
            changed,
        });
        Some(Made { site: output::site(&inputs), inputs })
    });
    let diagnostics = ordered(findings, &sources);
    Ok(Revision { sources, diagnostics, made })
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
            if let Some(source) = sources.at(&SourcePath::new("handbook.yaml")) {
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
    let source = sources.at(&SourcePath::new("handbook.yaml")).filter(|source| source.readable)?;
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
