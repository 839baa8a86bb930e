//! Publishes a site: the only writer of output folders.
//!
//! Every new or changed file is rendered into a staging folder inside the target. Only when nothing failed are they renamed
//! into place, and then stale files removed. Each file is therefore the old or the new one, whole.
//!
//! The target is not trusted, since all of it may have come with somebody's handbook. A killed build is not resumed: the next
//! one compares all that it renders with the target, and makes a plan of its own. The manifest has a digest of each file, so a
//! file is replaced or removed only if it is what a build wrote. All steps go through open folders ([`fs::Dir`]), so none
//! follows a symbolic link.
//!
//! - `target.rs`: checks, opens and locks the target
//! - `manifest.rs`: the manifest of owned files
//! - `staging.rs`: the staging folder
//! - `plan.rs`: compares the site with the target
//! - `apply.rs`: renames and removes

mod apply;
mod manifest;
mod plan;
mod staging;
mod target;

use std::{
    fmt,
    path::{Path, PathBuf},
};

use serde::Serialize;

use self::{
    manifest::{Claim, ManifestState, Owned},
    plan::{OutputFiles, PublishPlan},
    staging::Staging,
    target::Target,
};
use super::{Progress, Site, Step, wrong};
use crate::{
    diagnostic::Diagnostic,
    source::fs::{self, Dir},
};

/// The target of a publication, and the handbook that owns it.
#[derive(Debug, Clone, Copy)]
pub struct Destination<'a> {
    /// The target folder, absolute or relative to the working directory; created if it does not exist.
    pub folder: &'a Path,
    /// The handbook's folder: refused as a target, like any folder above it, and its `content`, `checklists` and `themes`.
    pub source: &'a Path,
    /// The handbook's id. A folder that holds another handbook is refused.
    pub handbook: &'a str,
    /// Earlier ids of the handbook; a folder that holds one of them is accepted.
    pub former: &'a [&'a str],
    /// Whether to replace another handbook, and files of the manifest that somebody changed (`--take-over`).
    pub take_over: bool,
    /// How far the publication came, for whoever looks.
    pub progress: &'a Progress,
}

impl Destination<'_> {
    /// Whether an id is the handbook's, or one of its earlier ones.
    fn is_called(&self, id: &str) -> bool {
        self.handbook == id || self.former.contains(&id)
    }
}

/// Whether a file with these findings is published all the same. It is asked on many threads.
pub type Tolerates<'a> = &'a (dyn Fn(&[Diagnostic]) -> bool + Sync);

/// What a publication did, in numbers of files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PublishReport {
    /// Files that did not exist before.
    pub new: usize,
    /// Files that were replaced.
    pub changed: usize,
    /// Files with the same bytes as before, not written.
    pub unchanged: usize,
    /// Files of an earlier build that were removed.
    pub removed: usize,
    /// Paths, relative to the target, of stale files that were not removed, because somebody changed or replaced them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<String>,
}

/// Why nothing was published.
#[derive(Debug)]
pub enum Unpublished {
    /// The content has errors; the target is unchanged.
    Content(Vec<Diagnostic>),
    /// The file system failed, or the target is refused.
    PublishError(PublishError),
}

/// Why a site cannot be published, whatever its content.
#[derive(Debug)]
pub enum PublishError {
    /// The file system failed.
    Io(fs::Error),
    /// The target may not be written to: message, and help.
    Refused(String, &'static str),
    /// The target's manifest has another handbook's id.
    Another(AnotherHandbook),
}

/// A target with another handbook, or the same one under another id: only its author knows.
#[derive(Debug)]
pub struct AnotherHandbook {
    folder: PathBuf,
    /// The handbook's id in the target's manifest.
    theirs: String,
    /// The id of the handbook that was built.
    ours: String,
}

impl AnotherHandbook {
    /// The help line of the finding.
    #[must_use]
    pub fn help(&self) -> String {
        let Self { theirs, ours, .. } = self;
        // Some names mean something else in YAML.
        let is_plain = theirs.starts_with(char::is_alphabetic) && !matches!(theirs.as_str(), "null" | "true" | "false");
        let theirs = if is_plain { theirs.clone() } else { format!("{theirs:?}") };
        format!(
            "if it is the same handbook with another title, write `id: {theirs}` into `handbook.yaml`, \
             or `former_ids: [{theirs}]` if `{ours}` is what it is called from now on; \
             if not, name another folder by `--out`, or put this handbook in the other one's place with `--take-over`"
        )
    }
}

impl fmt::Display for AnotherHandbook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { folder, theirs, ours } = self;
        write!(f, "`{}` holds another handbook: `{theirs}`, and this one is `{ours}`", folder.display())
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => error.fmt(f),
            Self::Refused(what, _) => f.write_str(what),
            Self::Another(other) => other.fmt(f),
        }
    }
}

impl std::error::Error for PublishError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::Refused(..) | Self::Another(_) => None,
        }
    }
}

impl fmt::Display for Unpublished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Content(found) => wrong(found, f),
            Self::PublishError(problem) => problem.fmt(f),
        }
    }
}

impl std::error::Error for Unpublished {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Content(_) => None,
            Self::PublishError(problem) => Some(problem),
        }
    }
}

impl From<fs::Error> for PublishError {
    fn from(error: fs::Error) -> Self {
        Self::Io(error)
    }
}

impl From<fs::Error> for Unpublished {
    fn from(error: fs::Error) -> Self {
        Self::PublishError(error.into())
    }
}

impl From<PublishError> for Unpublished {
    fn from(problem: PublishError) -> Self {
        Self::PublishError(problem)
    }
}

/// Refuses a path through a symbolic link that may have come with the handbook in `source`: one in its Git working tree, or in
/// its folder if there is none.
///
/// # Errors
/// [`PublishError::Refused`], naming the link, or for a path that is no folder; [`PublishError::Io`].
pub fn refuse_planted_links(folder: &Path, source: &Path) -> Result<(), PublishError> {
    target::TargetPath::find(folder, source).map(drop)
}

/// Renders a site and writes it to a folder.
///
/// # Errors
/// See [`Unpublished`]. The target is then as it was, except when the world fails in the middle of the renames; the next build
/// ends in the same files as one that was not disturbed.
pub fn publish(site: &Site, to: &Destination<'_>, tolerates: Tolerates<'_>) -> Result<PublishReport, Unpublished> {
    let wanted = OutputFiles::of(site)?;
    let target = Target::open(to.folder, to.source)?;
    let done = write(&wanted, to, &target.dir, tolerates);
    match &done {
        Ok(_) => target.sync_around()?,
        Err(_) => target.undo(),
    }
    done
}

fn write(
    wanted: &OutputFiles<'_>,
    to: &Destination<'_>,
    target: &Dir,
    tolerates: Tolerates<'_>,
) -> Result<PublishReport, Unpublished> {
    let stale_staging = staging::stale_staging(target)?;
    let owned = owned(to, target, &stale_staging)?;
    staging::sweep(target, &stale_staging)?;
    let staging = Staging::create(target)?;
    let plan = PublishPlan::make(wanted, to, target, &owned, &staging, tolerates);
    to.progress.begin(Step::Writing, 0);
    let done = plan.and_then(|plan| plan.apply(target, &staging).map_err(Unpublished::from).map(|()| plan.report));
    // What is wrong has been said; a folder that cannot be removed adds nothing to it, and the next build removes it.
    let closed = staging.close();
    let report = done?;
    closed?;
    Ok(report)
}

/// The files of the target that this handbook owns.
///
/// # Errors
/// When the target is not empty and has no valid manifest, or one of another handbook or an unknown version.
fn owned(to: &Destination<'_>, target: &Dir, stale_staging: &[String]) -> Result<Owned, PublishError> {
    let place = target.path().display();
    match manifest::read(target)? {
        ManifestState::Nothing | ManifestState::Foreign => {
            let is_left = |name: &std::ffi::OsString| stale_staging.iter().any(|left| name == left.as_str());
            if target.names()?.iter().all(is_left) {
                return Ok(Owned::default());
            }
            let message = format!("`{place}` is not empty and was not made by readybook");
            Err(PublishError::Refused(message, "name another folder by `--out`, or empty this one yourself"))
        }
        ManifestState::Unreadable(what) => {
            let message = format!("`{}` is {what}, and not a list of files", target.path().join(manifest::NAME).display());
            Err(PublishError::Refused(message, "name another folder by `--out`, or empty this one yourself"))
        }
        ManifestState::Newer(unknown) => Err(PublishError::Refused(format!("cannot use `{place}`: {unknown}"), unknown.help())),
        // It can name only files below this folder, and after this build there is a list that says what they hold.
        ManifestState::Older(files) => Ok(Owned::of_names(files)),
        ManifestState::Ours(manifest) if !to.is_called(&manifest.handbook) && !to.take_over => {
            Err(PublishError::Another(AnotherHandbook {
                folder: target.path().to_owned(),
                theirs: manifest.handbook,
                ours: to.handbook.to_owned(),
            }))
        }
        ManifestState::Ours(manifest) => Ok(manifest.owned(if to.take_over { Claim::TargetPath } else { Claim::Nothing })),
    }
}
