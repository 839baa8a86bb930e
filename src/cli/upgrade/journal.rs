//! What an upgrade is about to write stands in one file, from before its first step until after its last: a run that is killed is
//! carried on with by the next one, and nobody works on a handbook that is half upgraded.

use std::path::Path;

use crate::{
    cli::{
        bytes::{decode, digest, encode},
        common::{CliError, JOURNAL, read_existing, write_file},
        inside::{file, refuse_links},
    },
    source::fs,
};

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
    write_file(&place, None, &serde_json::to_vec(steps).map_err(failed)?)
}

/// Carries out what is written down, if anything is: what is done already is left alone. Whether there was something.
///
/// # Errors
/// When a file was changed meanwhile, or cannot be written; the next run goes on from there.
pub fn finish(root: &Path) -> Result<bool, CliError> {
    refuse_links(root, JOURNAL)?;
    let place = root.join(JOURNAL);
    let Some(journal) = read_existing(&place)? else { return Ok(false) };
    let unreadable = || CliError::new(format!("`{}` cannot be read", place.display()), "remove it, and run the command again");
    let steps: Vec<Step> = serde_json::from_slice(&journal).map_err(|_| unreadable())?;
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

/// Whether a path leads to nowhere outside of the folder that it is joined to.
fn is_inside(path: &str) -> bool {
    Path::new(path).components().all(|part| matches!(part, std::path::Component::Normal(_)))
}
