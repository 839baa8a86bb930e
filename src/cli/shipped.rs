//! What the binary carries for a handbook of one's own, and what is noted of it there. The lists are made by `build.rs`: paths, and bytes.

use std::collections::BTreeMap;

use super::{bytes::digest, schema};
use crate::{
    manuscript::{edition::EDITIONS, upgrade::Tree},
    source::SETTINGS_FILE,
    theme,
};

/// The version of this program.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Where it is noted which built-in theme a handbook was made with.
pub const THEME_NOTE: &str = ".readybook/theme.yaml";

/// A file: its path, and its bytes.
type ShippedFile = (&'static str, &'static [u8]);

/// The settings, content, checklists and editions of the shipped handbook.
const SHIPPED: &[ShippedFile] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// A handbook of one page and two questions.
const MINIMAL: &[ShippedFile] = include!(concat!(env!("OUT_DIR"), "/minimal.rs"));

/// What stands around a handbook: what Git leaves out (`gitignore`), pipelines, settings of an editor. `{version}` stands for that of the
/// program.
const AROUND: &[ShippedFile] = include!(concat!(env!("OUT_DIR"), "/around.rs"));

/// All that this program ships: a handbook, and what stands around it.
pub fn shipped(is_minimal: bool) -> Tree {
    let handbook = if is_minimal { MINIMAL } else { SHIPPED };
    let around = AROUND.iter().map(|(path, bytes)| {
        // The repository would heed a file of that name itself.
        let path = if *path == "gitignore" { ".gitignore" } else { path };
        (path.to_owned(), String::from_utf8_lossy(bytes).replace("{version}", VERSION).into_bytes())
    });
    handbook.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).chain(around).collect()
}

/// Whether a path is one of a handbook, and not of what stands around it.
pub fn is_of_handbook(path: &str) -> bool {
    path == SETTINGS_FILE || ["content/", "checklists/", "editions/"].iter().any(|folder| path.starts_with(folder))
}

/// The schemas of the formats, for editors.
pub fn own_schemas() -> impl Iterator<Item = (String, String)> {
    schema::for_editors().map(|(name, schema)| (format!(".schemas/{name}.json"), schema))
}

/// The day of the newest edition that is shipped.
pub fn newest_edition(shipped: &Tree) -> Option<String> {
    let day = |path: &String| {
        let (folder, name) = path.rsplit_once('/')?;
        folder.starts_with(&format!("{EDITIONS}/")).then(|| name.strip_suffix(".yaml").map(str::to_owned)).flatten()
    };
    shipped.keys().filter_map(day).max()
}

/// What is noted of the handbook that was shipped.
pub fn about_base(is_minimal: bool, edition: Option<&str>) -> String {
    let about = "# The handbook as it was shipped, so that what is yours can be told from what is new. Nobody edits it.\n";
    let edition = edition.map_or_else(String::new, |edition| format!("edition: {edition}\n"));
    format!("{about}handbook: {}\n{edition}readybook: {VERSION}\n", if is_minimal { "minimal" } else { "whole" })
}

/// What is noted of the built-in theme: the digest of each file, a line each.
pub fn theme_note() -> String {
    let about = "# The built-in theme of that time, so that an upgrade can say when one that you replaced has changed. Nobody edits it.\n";
    let lines = theme_digests().into_iter().map(|(path, digest)| format!("{path}: {digest}\n"));
    std::iter::once(about.to_owned()).chain(lines).collect()
}

/// The digest of each file of the built-in theme, by its path in the theme.
pub fn theme_digests() -> BTreeMap<String, String> {
    let below = |path: &str| path.splitn(3, '/').nth(2).unwrap_or_default().to_owned();
    theme::builtin().into_iter().map(|(path, bytes)| (below(path.as_str()), digest(bytes)[..16].to_owned())).collect()
}
