//! Files of your own theme that take the place of built-in ones: whether those have changed since.

use std::{collections::BTreeMap, path::Path};

use crate::{
    cli::{
        common::CliError,
        inside::{text, tree},
        shipped::{THEME_NOTE, theme_digests},
    },
    theme::{is_noted, older_than_ours},
};

/// The files of themes in this folder of which the built-in one changed since it was noted, a sentence each.
pub fn changed(root: &Path) -> Result<Vec<String>, CliError> {
    let Some(note) = text(root, THEME_NOTE)? else { return Ok(Vec::new()) };
    let before: BTreeMap<&str, &str> = note.lines().filter_map(|line| line.split_once(": ")).collect();
    let now = theme_digests();
    let own = tree(&root.join("themes"))?;
    let sentence = |(path, bytes): (&String, &Vec<u8>)| {
        let (_, below) = path.split_once('/')?;
        // A copy that says which file it was made of knows it better than the note of the whole theme.
        let text = String::from_utf8_lossy(bytes);
        if is_noted(&text) {
            let version = older_than_ours(below, &text)?;
            return Some(format!(
                "`themes/{path}`: it was copied from readybook {version}, and the built-in file has changed since"
            ));
        }
        let (before, now) = (before.get(below)?, now.get(below));
        let what = match now {
            Some(now) if now == before => return None,
            Some(_) => "the built-in file that it replaces has changed",
            None => "the built-in theme has no such file any more",
        };
        Some(format!("`themes/{path}`: {what}"))
    };
    Ok(own.iter().filter_map(sentence).collect())
}
