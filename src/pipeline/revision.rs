//! The result of one run of the pipeline, and the place where all findings are joined.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{assembled::Assembled, built::Built, loaded::Dates, parsed::Parsed, request::Request};
use crate::{
    diagnostic::{Baseline, Coverage, Diagnostic, Findings, Judged, Severity},
    handbook::Handbook,
    output::Purpose,
    source::{SETTINGS_FILE, SourcePath, Sources, StaticFile, fs},
};

/// The result of one run of the pipeline, complete or blocked, and the input of the next update.
#[derive(Debug)]
pub struct Revision {
    /// The second stage, which there always is.
    pub(super) parsed: Parsed,
    /// The last stage, or where the pipeline ended.
    pub outcome: Result<Arc<Built>, Blocked>,
}

/// Why there is no site; findings say more.
#[derive(Debug)]
pub enum Blocked {
    /// The settings cannot be read.
    Settings,
    /// The theme cannot be read; the handbook can be checked.
    Theme(Assembled),
    /// The handbook exceeds a limit as a whole; it can be checked.
    Size(Assembled),
}

/// A revision with all its findings.
#[derive(Debug)]
pub struct Report {
    /// The revision.
    pub revision: Revision,
    /// What was found and is told, in order, each finding once; and what is not told.
    pub judged: Judged,
}

impl Revision {
    /// The options of this run.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.parsed.loaded.request
    }

    /// The files of this revision; spans of its findings point into them.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.parsed.loaded.sources
    }

    /// The files that are carried over as they are.
    #[must_use]
    pub fn static_files(&self) -> &BTreeMap<SourcePath, StaticFile> {
        &self.parsed.carried.static_files
    }

    /// Git's dates.
    pub(super) fn dates(&self) -> &Arc<Dates> {
        &self.parsed.loaded.dates
    }

    /// The last stage; `None` if the pipeline was blocked.
    #[must_use]
    pub fn built(&self) -> Option<&Arc<Built>> {
        self.outcome.as_ref().ok()
    }

    /// The handbook; `None` if the settings cannot be read.
    #[must_use]
    pub fn handbook(&self) -> Option<&Handbook> {
        self.assembled().map(|assembled| &*assembled.handbook)
    }

    /// The third stage; `None` if the settings cannot be read.
    pub(super) fn assembled(&self) -> Option<&Assembled> {
        match &self.outcome {
            Ok(built) => Some(&built.assembled),
            Err(Blocked::Theme(assembled) | Blocked::Size(assembled)) => Some(assembled),
            Err(Blocked::Settings) => None,
        }
    }

    /// Whether `handbook.yaml` exists.
    #[must_use]
    pub fn has_settings(&self) -> bool {
        self.sources().at(&SourcePath::new(SETTINGS_FILE)).is_some()
    }

    /// Whether both share settings and theme, none of whose files changed in between.
    #[must_use]
    pub fn has_base_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.parsed.base, &other.parsed.base)
    }

    /// Those of the files that have an error of their own, or are empty.
    #[must_use]
    pub fn wrong<'p>(&self, paths: impl IntoIterator<Item = &'p SourcePath>) -> BTreeSet<SourcePath> {
        self.parsed.wrong(paths)
    }

    /// Files of settings and theme with an error.
    #[must_use]
    pub fn wrong_base(&self) -> BTreeSet<SourcePath> {
        self.parsed.wrong_base()
    }

    /// Findings of all stages and checks, unsorted; those of layout and rendering are not among them.
    #[must_use]
    pub fn findings(&self) -> Findings {
        let mut findings = Findings::default();
        findings.extend(self.parsed.loaded.findings(&self.parsed.carried.downloads));
        findings.extend(self.parsed.findings().cloned());
        findings.extend(self.assembled().into_iter().flat_map(|assembled| assembled.findings(&self.parsed)));
        findings.extend(self.built().into_iter().flat_map(|built| built.findings()));
        findings
    }

    /// The mistakes that are known: what `baseline.yaml` said.
    #[must_use]
    pub fn baseline(&self) -> &Baseline {
        &self.parsed.base.baseline
    }

    /// What becomes of findings of this revision: the one place where levels, accepts and the baseline take part.
    #[must_use]
    pub fn judge(&self, findings: Findings, coverage: Coverage) -> Judged {
        self.parsed.policy().apply(findings, self.sources(), coverage)
    }

    /// Whether nothing of this fails.
    #[must_use]
    pub fn tolerates(&self, found: &[Diagnostic], strict: bool) -> bool {
        let mut findings = Findings::default();
        findings.extend(found.iter().cloned());
        !self.judge(findings, Coverage::Partial).is_failing(strict)
    }

    /// Turns the revision into a report with these findings, sorted; they should include its own [findings](Self::findings).
    #[must_use]
    pub fn report(self, findings: Findings) -> Report {
        let judged = self.judge(findings, Coverage::Partial);
        Report { revision: self, judged }
    }

    /// Lays out and renders everything, drops the output, and reports all findings.
    ///
    /// # Errors
    /// When a static file cannot be read.
    pub fn inspect(self) -> fs::Result<Report> {
        let mut findings = self.findings();
        let Ok(built) = &self.outcome else { return Ok(self.report(findings)) };
        let progress = &*self.request().progress;
        findings.extend(built.layout_sheets(Purpose::Examine, progress));
        findings.extend(built.dry_run(progress)?);
        let judged = self.judge(findings, Coverage::Complete);
        Ok(Report { revision: self, judged })
    }
}

impl Report {
    /// Number of findings of a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.judged.told.iter().filter(|found| found.severity() == severity).count()
    }
}
