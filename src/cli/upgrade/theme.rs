//! Files of your own theme that take the place of built-in ones: whether those have changed since.

use std::{collections::BTreeMap, path::Path};

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use crate::{
    cli::{
        common::CliError,
        inside::{text, tree},
    },
    theme,
};

/// Where it is noted which built-in theme the handbook was made with.
pub const NOTE: &str = ".readybook/theme.yaml";

/// The digest of each file of the built-in theme, a line each.
pub fn digests() -> String {
    let about = "# The built-in theme of that time, so that files of yours that take the place of one are told when it changes. Nobody edits it.\n";
    let lines = builtin().into_iter().map(|(path, digest)| format!("{path}: {digest}\n"));
    std::iter::once(about.to_owned()).chain(lines).collect()
}

/// The files of themes in this folder of which the built-in one changed since it was noted, a sentence each.
pub fn changed(root: &Path) -> Result<Vec<String>, CliError> {
    let Some(note) = text(root, NOTE)? else { return Ok(Vec::new()) };
    let before: BTreeMap<&str, &str> = note.lines().filter_map(|line| line.split_once(": ")).collect();
    let now = builtin();
    let own = tree(&root.join("themes"))?;
    let sentence = |path: &String| {
        let (_, below) = path.split_once('/')?;
        let (before, now) = (before.get(below)?, now.get(below));
        let what = match now {
            Some(now) if now == before => return None,
            Some(_) => "the built-in file that it takes the place of has changed",
            None => "the built-in theme has no such file any more",
        };
        Some(format!("`themes/{path}`: {what}"))
    };
    Ok(own.keys().filter_map(sentence).collect())
}

/// The digest of each file of the built-in theme, by its path in the theme.
fn builtin() -> BTreeMap<String, String> {
    let digest = |bytes: &[u8]| HEXLOWER.encode(&Sha256::digest(bytes)[..8]);
    let below = |path: &str| path.splitn(3, '/').nth(2).unwrap_or_default().to_owned();
    theme::builtin().into_iter().map(|(path, bytes)| (below(path.as_str()), digest(bytes))).collect()
}
