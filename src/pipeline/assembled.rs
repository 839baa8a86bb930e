//! [`Parsed`] → [`Assembled`]: joins the parsed files to one handbook with its index.

use std::sync::Arc;

use super::parsed::{EarlierParsed, Parsed};
use crate::{
    check::{self, Subject},
    config::Config,
    diagnostic::{Code, Diagnostic, Findings},
    handbook::{self, Handbook},
    prose::Highlighter,
};

/// Third stage: the handbook with its index; it can be checked, and is not rendered.
#[derive(Debug, Clone)]
pub struct Assembled {
    /// The handbook.
    pub handbook: Arc<Handbook>,
    /// The syntax highlighter, which also tells checks the known languages.
    pub highlighter: Arc<Highlighter>,
    /// Findings of joining the files.
    findings: Arc<Vec<Diagnostic>>,
}

/// Joins all files to a handbook. If only prose differs from `earlier`, with the same outline, its index and findings are reused.
pub fn assemble(parsed: &Parsed, config: &Arc<Config>, earlier: Option<(EarlierParsed<'_>, &Assembled)>) -> Assembled {
    let highlighter = match earlier {
        Some((_, assembled)) => Arc::clone(&assembled.highlighter),
        None => Arc::new(Highlighter::load()),
    };
    let (handbook, findings) = taken_over(parsed, config, earlier).unwrap_or_else(|| {
        let loaded = &parsed.loaded;
        let manuscript = parsed.files.manuscript(&loaded.sources, &parsed.carried.downloads);
        let (handbook, findings) =
            handbook::assemble(Arc::clone(config), manuscript, &parsed.carried.static_files, loaded.request.drafts);
        (Arc::new(handbook), Arc::new(findings.into_vec()))
    });
    Assembled { handbook, highlighter, findings }
}

/// A handbook and the findings of joining it.
type Joined = (Arc<Handbook>, Arc<Vec<Diagnostic>>);

fn taken_over(parsed: &Parsed, config: &Arc<Config>, earlier: Option<(EarlierParsed<'_>, &Assembled)>) -> Option<Joined> {
    let (earlier, assembled) = earlier.filter(|(_, assembled)| Arc::ptr_eq(&assembled.handbook.config, config))?;
    let handbook = assembled.handbook.with_pages(&parsed.rewritten_pages(earlier)?)?;
    Some((handbook, Arc::clone(&assembled.findings)))
}

impl Assembled {
    /// The findings of joining, and those of all checks, which run now.
    pub fn findings(&self, parsed: &Parsed) -> Vec<Diagnostic> {
        let mut findings = Findings::default();
        findings.extend(self.findings.iter().cloned());
        let Self { handbook, highlighter, findings: _ } = self;
        let request = &parsed.loaded.request;
        let (as_of, since) = (request.as_of, request.since.as_deref());
        check::run(&Subject { handbook, highlighter, picture_cache: &parsed.carried.picture_cache, as_of, since }, &mut findings);
        findings.into_vec()
    }

    /// Whether joining found a limit of the whole exceeded, so that nothing is rendered.
    pub fn is_too_large(&self) -> bool {
        self.findings.iter().any(|found| found.code == Code::LimitExceeded)
    }
}
