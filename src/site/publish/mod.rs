//! Site → folder on disk: the only writer.
//!
//! Every file is rendered into a staging folder inside the target. Only when nothing failed is it renamed into place: new
//! files and changed ones first, then removals. Each file is therefore the old or the new one, whole.
//!
//! Nothing that stands in the target is believed further than it can be checked, since all of it may have come with
//! somebody's handbook. What a killed build left is not carried on with: the next build compares all that it renders with
//! what stands there, and makes a plan of its own. The list of our files says what each of them holds, so a file is
//! replaced or removed only if it is byte for byte what a build wrote. All steps go through open folders
//! ([`fs::Dir`]), so none of them follows a link.
//!
//! - `target.rs`: which folder may be written to; open and locked
//! - `manifest.rs`: the list of our files
//! - `staging.rs`: the folder that a build works in
//! - `plan.rs`: what is to be done, found out by looking
//! - `apply.rs`: doing it

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
    plan::{OutputFiles, Plan},
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
    /// The folder to write to. It need not be there yet.
    pub folder: &'a Path,
    /// The handbook's folder, which is never written to.
    pub source: &'a Path,
    /// The handbook's id. A folder that holds another handbook is refused.
    pub handbook: &'a str,
    /// What the handbook was called before: a folder that holds it under such a name is its own.
    pub former: &'a [&'a str],
    /// Whether the folder is taken over from another handbook, and from whoever changed files in it.
    pub take_over: bool,
    /// How far the publication came, for whoever looks.
    pub progress: &'a Progress,
}

impl Destination<'_> {
    /// Whether the handbook is called this, or was.
    fn is_called(&self, id: &str) -> bool {
        self.handbook == id || self.former.contains(&id)
    }
}

/// What a publication did, in numbers of files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PublishReport {
    /// Files that were not there before.
    pub new: usize,
    /// Files that are different now.
    pub changed: usize,
    /// Files that are the same as before.
    pub unchanged: usize,
    /// Files of an earlier build that are gone now.
    pub removed: usize,
    /// Files of an earlier build that should be gone and are not: somebody changed them since, so they are theirs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<String>,
}

/// Why nothing was published.
#[derive(Debug)]
pub enum Unpublished {
    /// The content is wrong; the target is as it was.
    Content(Vec<Diagnostic>),
    /// It has nothing to do with the content.
    PublishError(PublishError),
}

/// What keeps a site from being published, whatever is in it: the file system, or a target that is not ours.
#[derive(Debug)]
pub enum PublishError {
    /// The world fails.
    Io(fs::Error),
    /// The target is not ours to write to: what is wrong, and what to do.
    Refused(String, &'static str),
    /// The target holds another handbook.
    Another(AnotherHandbook),
}

/// A folder that holds another handbook, or the same one under another name: only its author knows.
#[derive(Debug)]
pub struct AnotherHandbook {
    folder: PathBuf,
    /// Whose handbook it holds, by its id.
    theirs: String,
    /// The id of the one that was built.
    ours: String,
}

impl AnotherHandbook {
    /// What to do about it.
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

/// Refuses a folder on whose way there is a link that came with the handbook in `source`.
///
/// # Errors
/// [`PublishError::Refused`], with the link; or when the world fails.
pub fn refuse_planted_links(folder: &Path, source: &Path) -> Result<(), PublishError> {
    target::TargetPath::find(folder, source).map(drop)
}

/// Writes a site to a folder.
///
/// # Errors
/// See [`Unpublished`]. The target is then as it was, except when the world fails in the middle of the renames; the next build
/// ends in the same files as one that was not disturbed.
pub fn publish(site: &Site, to: &Destination<'_>) -> Result<PublishReport, Unpublished> {
    let wanted = OutputFiles::of(site)?;
    let target = Target::open(to.folder, to.source)?;
    let done = write(&wanted, to, &target.dir);
    match &done {
        Ok(_) => target.sync_around()?,
        Err(_) => target.undo(),
    }
    done
}

fn write(wanted: &OutputFiles<'_>, to: &Destination<'_>, target: &Dir) -> Result<PublishReport, Unpublished> {
    let stale_staging = staging::stale_staging(target)?;
    let owned = owned(to, target, &stale_staging)?;
    staging::sweep(target, &stale_staging)?;
    let staging = Staging::create(target)?;
    let plan = Plan::make(wanted, to, target, &owned, &staging);
    to.progress.begin(Step::Writing, 0);
    let done = plan.and_then(|plan| plan.apply(target, &staging).map_err(Unpublished::from).map(|()| plan.report));
    // What is wrong has been said; a folder that cannot be removed adds nothing to it, and the next build removes it.
    let closed = staging.close();
    let report = done?;
    closed?;
    Ok(report)
}

/// What of the target is ours, if the target is.
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
