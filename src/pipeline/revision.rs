//! How far one walk through the pipeline came, and what was found on the way.

use std::{collections::BTreeSet, sync::Arc};

use super::{
    assembled::Assembled,
    built::Built,
    loaded::{Dates, SETTINGS},
    parsed::Parsed,
    request::Request,
};
use crate::{
    diagnostic::{Diagnostic, Findings, Severity},
    source::{SourcePath, Sources, fs},
};

/// A revision: how far a run of the pipeline came, with what is needed to update it.
#[derive(Debug)]
pub struct Revision {
    /// What was read.
    pub(super) parsed: Parsed,
    /// What was made of it.
    pub outcome: Result<Arc<Built>, Blocked>,
}

/// Where the pipeline ends before there is a site. Findings say why.
#[derive(Debug)]
pub enum Blocked {
    /// The settings cannot be read.
    Settings,
    /// The theme cannot be read; all else can be checked.
    Theme(Assembled),
    /// The handbook is too large to be drawn; it can be checked.
    Size(Assembled),
}

/// A revision, and all that was found.
#[derive(Debug)]
pub struct Report {
    /// The revision.
    pub revision: Revision,
    /// What was found, in order, each finding once.
    pub findings: Vec<Diagnostic>,
}

impl Revision {
    /// What was asked.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.parsed.loaded.request
    }

    /// Its text files, to draw findings with, and where all others are.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.parsed.loaded.sources
    }

    /// What Git says of it.
    pub(super) fn dates(&self) -> &Arc<Dates> {
        &self.parsed.loaded.dates
    }

    /// The site, if there is one.
    #[must_use]
    pub fn built(&self) -> Option<&Arc<Built>> {
        self.outcome.as_ref().ok()
    }

    /// The handbook, if its settings can be read.
    pub(super) fn assembled(&self) -> Option<&Assembled> {
        match &self.outcome {
            Ok(built) => Some(&built.assembled),
            Err(Blocked::Theme(assembled) | Blocked::Size(assembled)) => Some(assembled),
            Err(Blocked::Settings) => None,
        }
    }

    /// Whether there is a file with the settings.
    #[must_use]
    pub fn has_settings(&self) -> bool {
        self.sources().at(&SourcePath::new(SETTINGS)).is_some()
    }

    /// Whether settings and theme are those of the other one.
    #[must_use]
    pub fn has_base_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.parsed.base, &other.parsed.base)
    }

    /// Files of these that cannot be shown as they are: with an error that the file makes alone, or empty.
    #[must_use]
    pub fn wrong<'p>(&self, paths: impl IntoIterator<Item = &'p SourcePath>) -> BTreeSet<SourcePath> {
        self.parsed.wrong(paths)
    }

    /// Files of the settings and the theme that hold an error.
    #[must_use]
    pub fn wrong_base(&self) -> BTreeSet<SourcePath> {
        self.parsed.wrong_base()
    }

    /// What was found at each stage and by checks: the one place where all of it comes together.
    #[must_use]
    pub fn findings(&self) -> Findings {
        let mut findings = Findings::default();
        findings.extend(self.parsed.loaded.findings());
        findings.extend(self.parsed.findings().cloned());
        findings.extend(self.assembled().into_iter().flat_map(|assembled| assembled.findings(&self.parsed)));
        findings.extend(self.built().into_iter().flat_map(|built| built.findings()));
        findings
    }

    /// Findings in the order of files and places, each once.
    #[must_use]
    pub fn ordered(&self, findings: Findings) -> Vec<Diagnostic> {
        findings.sorted(|file| self.sources().file(file).path.to_string())
    }

    /// The report of this revision with its [findings](Self::findings), and those of what was done with it.
    #[must_use]
    pub fn report(self, findings: Findings) -> Report {
        let findings = self.ordered(findings);
        Report { revision: self, findings }
    }

    /// Lays out and renders everything, writes nothing, and reports.
    ///
    /// # Errors
    /// When a file that is carried over cannot be read.
    pub fn inspect(self) -> fs::Result<Report> {
        let mut findings = self.findings();
        if let Ok(built) = &self.outcome {
            let progress = &*self.request().progress;
            findings.extend(built.layout_sheets(progress));
            findings.extend(built.dry_run(progress)?);
        }
        Ok(self.report(findings))
    }
}

impl Report {
    /// How many findings weigh so much.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|found| found.severity() == severity).count()
    }
}
