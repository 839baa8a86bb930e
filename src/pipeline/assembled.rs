//! [`Parsed`] → [`Assembled`]: the whole, with everything known where it is.

use std::sync::Arc;

use super::parsed::{Earlier, Parsed};
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
    /// Knows the languages of its code.
    pub highlighter: Arc<Highlighter>,
    /// What was found while it was joined.
    findings: Arc<Vec<Diagnostic>>,
}

/// Joins all parts. Where nothing but prose is different from an earlier handbook, its index and its findings are taken over.
pub fn assemble(parsed: &Parsed, config: &Arc<Config>, earlier: Option<(Earlier<'_>, &Assembled)>) -> Assembled {
    let highlighter = match earlier {
        Some((_, assembled)) => Arc::clone(&assembled.highlighter),
        None => Arc::new(Highlighter::load()),
    };
    let (handbook, findings) = taken_over(parsed, config, earlier).unwrap_or_else(|| {
        let loaded = &parsed.loaded;
        let manuscript = parsed.files.manuscript(&loaded.sources);
        let (handbook, findings) = handbook::assemble(Arc::clone(config), manuscript, &loaded.sources, loaded.request.drafts);
        (Arc::new(handbook), Arc::new(findings.into_vec()))
    });
    Assembled { handbook, highlighter, findings }
}

/// A handbook and what was found while it was joined.
type Joined = (Arc<Handbook>, Arc<Vec<Diagnostic>>);

fn taken_over(parsed: &Parsed, config: &Arc<Config>, earlier: Option<(Earlier<'_>, &Assembled)>) -> Option<Joined> {
    let (earlier, assembled) = earlier.filter(|(_, assembled)| Arc::ptr_eq(&assembled.handbook.config, config))?;
    let handbook = assembled.handbook.with_pages(&parsed.rewritten_pages(earlier)?)?;
    Some((handbook, Arc::clone(&assembled.findings)))
}

impl Assembled {
    /// What was found while it was joined, and what checks find.
    pub fn findings(&self, parsed: &Parsed) -> Vec<Diagnostic> {
        let mut findings = Findings::default();
        findings.extend(self.findings.iter().cloned());
        let Self { handbook, highlighter, findings: _ } = self;
        let as_of = parsed.loaded.request.as_of;
        check::run(&Subject { handbook, highlighter, picture_cache: &parsed.picture_cache, as_of }, &mut findings);
        findings.into_vec()
    }

    /// Whether it is too large as a whole to be drawn.
    pub fn is_too_large(&self) -> bool {
        self.findings.iter().any(|found| found.code == Code::LimitExceeded)
    }
}
