//! What an upgrade is about to write stands in one file, from before its first step until after its last: a run that is killed is
//! carried on with by the next one, and nobody works on a handbook that is half upgraded.

use std::path::{Component, Path};

use crate::{
    cli::{
        bytes::{decode, digest, encode},
        common::{CliError, JOURNAL, read_existing, write_file},
        inside::{file, refuse_links},
    },
    source::{VersionedFormat, fs},
};

const FORMAT: VersionedFormat = VersionedFormat { what: "this list of what an upgrade writes", version: 1 };

/// The file of it.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
struct Journal<S> {
    version: u32,
    steps: S,
}

/// A file that is written or removed.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub struct Step {
    /// Its path below the folder.
    path: String,
    /// The SHA-256 of what it held; `None` where it was not there.
    before: Option<String>,
    /// What it will hold, in Base64; `None` where it is removed.
    after: Option<String>,
}

impl Step {
    /// A step from what a file holds to what it will hold.
    pub fn new(path: &str, before: Option<&[u8]>, after: Option<&[u8]>) -> Self {
        Self { path: path.to_owned(), before: before.map(digest), after: after.map(encode) }
    }

    /// Whether the file will hold something else than before.
    pub fn does_something(&self) -> bool {
        let after = self.after.as_ref().map(|after| decode(after).unwrap_or_default());
        self.before != after.as_deref().map(digest)
    }
}

/// Writes down what will be done.
pub fn begin(root: &Path, steps: &[Step]) -> Result<(), CliError> {
    refuse_links(root, JOURNAL)?;
    let place = root.join(JOURNAL);
    fs::create_folder(place.parent().unwrap_or(root))?;
    let failed =
        |error: serde_json::Error| CliError::new(format!("the upgrade cannot be written down: {error}"), "tell its makers");
    write_file(&place, None, &serde_json::to_vec(&Journal { version: FORMAT.version, steps }).map_err(failed)?)
}

/// Carries out what is written down, if anything is: what is done already is left alone. Whether there was something.
///
/// # Errors
/// When a file was changed meanwhile, or cannot be written; the next run goes on from there.
pub fn finish(root: &Path) -> Result<bool, CliError> {
    refuse_links(root, JOURNAL)?;
    let place = root.join(JOURNAL);
    let Some(journal) = read_existing(&place)? else { return Ok(false) };
    let unreadable = || CliError::new(format!("`{JOURNAL}` cannot be read"), "remove it, and run the command again");
    let Journal { version, steps } = serde_json::from_slice::<Journal<Vec<Step>>>(&journal).map_err(|_| unreadable())?;
    FORMAT.check(version).map_err(|error| CliError::new(error.to_string(), error.help()))?;
    for Step { path, before, after } in &steps {
        if !is_inside(path) {
            return Err(unreadable());
        }
        let after = after.as_ref().map(|after| decode(after).ok_or_else(unreadable)).transpose()?;
        let now = file(root, path)?;
        if now == after {
            continue;
        }
        let at = root.join(path);
        if now.as_deref().map(digest) != *before {
            let message = format!("`{}` was changed while it was upgraded", at.display());
            let help = format!("put it back as it was, or remove `{}` to keep it and begin again", place.display());
            return Err(CliError::new(message, help));
        }
        match after {
            Some(after) => {
                fs::create_folder(at.parent().unwrap_or(root))?;
                write_file(&at, now.as_deref(), &after)?;
            }
            None => fs::remove_file(&at)?,
        }
    }
    fs::remove_file(&place)?;
    Ok(true)
}

/// Whether a path leads to nowhere outside of the folder that it is joined to, nor to what Git obeys: the folder may come from a stranger.
fn is_inside(path: &str) -> bool {
    let is_fine = |part| matches!(part, Component::Normal(name) if !name.eq_ignore_ascii_case(".git"));
    !path.is_empty() && Path::new(path).components().all(is_fine)
}
