//! The pipeline: load → parse → assemble → build. Each step is a function that makes a full stage from the one before.
//!
//! ```text
//! Request → Loaded → Parsed → Assembled → Built → folder on disk | HTTP
//!                       └────────┴───────────┴──→ Blocked, where settings or theme cannot be read
//! ```
//!
//! [`make`] walks it from nothing, [`update`] from an earlier [`Revision`] and what has [changed](Changes) since. Both walk
//! the same steps: each is given what was made before, and may take from it what is sure to come out the same. What was found
//! stays beside each stage, and is joined in `revision.rs` alone.

mod assembled;
mod built;
mod carried;
mod changes;
mod loaded;
mod parsed;
mod request;
mod revision;

use std::{collections::BTreeSet, sync::Arc};

#[cfg(any(test, not(feature = "paper")))]
pub use self::built::WITHOUT_PAPER;
use self::parsed::{EarlierParsed, parse};
pub use self::{
    assembled::Assembled,
    built::Built,
    changes::{Changes, Rescan, rescan},
    loaded::{Dates, Loaded, dates, past_editions},
    parsed::{Base, ConfigAndTheme, Parsed, Unreadable},
    request::{BuildTarget, Request},
    revision::{Blocked, Report, Revision},
};
use crate::{
    diagnostic::Coverage,
    output::Purpose,
    site::{
        Step,
        publish::{self, PublishError, Unpublished},
    },
    source::{SourcePath, fs, git::GitError},
};

/// Builds a handbook and writes it to the target. With an error in it (or a warning, if `strict`) nothing is written and the
/// second value is `None`; findings are then complete, those of rendering included.
///
/// # Errors
/// When the file system fails, or the target is refused.
pub fn build(request: Request, target: &BuildTarget<'_>) -> Result<(Report, Option<publish::PublishReport>), PublishError> {
    let revision = make(request)?;
    let mut findings = revision.findings();
    let mut published = None;
    let progress = &*revision.request().progress;
    if let Ok(built) = &revision.outcome {
        findings.extend(built.layout_sheets(Purpose::Publish, progress));
        if revision.judge(findings.clone(), Coverage::Partial).is_failing(target.strict) {
            // All findings in one run: those of rendering as well.
            findings.extend(built.dry_run(progress)?);
        } else {
            match built.publish(revision.request(), target, &|found| revision.tolerates(found, target.strict)) {
                Ok(report) => published = Some(report),
                Err(Unpublished::Content(found)) => findings.extend(found),
                Err(Unpublished::PublishError(problem)) => return Err(problem),
            }
        }
    }
    Ok((revision.report(findings), published))
}

/// Builds a handbook, renders and lays out everything, and writes nothing.
///
/// # Errors
/// When the handbook's folder cannot be listed, or a static file cannot be read.
pub fn check(request: Request) -> fs::Result<Report> {
    make(request)?.inspect()
}

/// Runs all stages on the files on the disk, up to the lazy site.
///
/// # Errors
/// When the handbook's folder cannot be listed.
pub fn make(request: Request) -> fs::Result<Revision> {
    Ok(run_stages(loaded::load(request)?, None))
}

/// Runs all stages on the files that the handbook's folder had at a revision in Git. Static files are known by their paths alone, so
/// that nothing of it is to be published.
///
/// # Errors
/// When Git cannot tell which files those are.
pub fn make_revision(request: Request, revision: &str) -> Result<Revision, GitError> {
    Ok(run_stages(loaded::load_revision(request, revision)?, None))
}

/// Makes the next revision incrementally; the result is the same as [`make`] would give now.
#[must_use]
pub fn update(changes: Changes<'_>) -> Revision {
    let Changes { before, loaded, paths } = changes;
    run_stages(loaded, Some(Previous { revision: before, changed: &paths }))
}

/// An earlier revision, and the files that were created, removed, or have other content since.
#[derive(Clone, Copy)]
struct Previous<'a> {
    revision: &'a Revision,
    changed: &'a BTreeSet<SourcePath>,
}

/// Runs the stages after loading, reusing what `memory` has.
fn run_stages(loaded: Loaded, memory: Option<Previous<'_>>) -> Revision {
    let earlier = memory.map(|Previous { revision, changed }| EarlierParsed { parsed: &revision.parsed, changed });
    let parsed = parse(loaded, earlier);
    parsed.loaded.request.progress.begin(Step::Checking, 0);
    let outcome = finish(&parsed, earlier.zip(memory.map(|memory| memory.revision)));
    Revision { parsed, outcome }
}

fn finish(parsed: &Parsed, before: Option<(EarlierParsed<'_>, &Revision)>) -> Result<Arc<Built>, Blocked> {
    let Ok(ConfigAndTheme { config, theme }) = &parsed.base.settings else { return Err(Blocked::Settings) };
    let earlier = before.and_then(|(earlier, revision)| Some((earlier, revision.assembled()?)));
    let assembled = assembled::assemble(parsed, config, earlier);
    match theme {
        Err(Unreadable) => Err(Blocked::Theme(assembled)),
        Ok(_) if assembled.is_too_large() => Err(Blocked::Size(assembled)),
        Ok(theme) => Ok(built::build(parsed, assembled, theme, before.and_then(|(_, revision)| revision.built()))),
    }
}
