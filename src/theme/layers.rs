//! Theme layering: a theme's file overrides the built-in one of the same path.

use std::collections::BTreeMap;

use crate::source::{Source, SourcePath, Sources};

/// The name of the built-in theme.
pub const DEFAULT: &str = "default";

/// The text files of a folder of a theme, layered over the built-in one, by path relative to that folder.
pub fn layered<'s>(sources: &'s Sources, theme: &str, folder: &str) -> BTreeMap<String, &'s Source> {
    let mut files = BTreeMap::new();
    for theme in [DEFAULT, theme] {
        let prefix = format!("themes/{theme}/{folder}/");
        for source in sources.iter().filter(|source| source.readable) {
            if let Some(name) = source.path.as_str().strip_prefix(&prefix) {
                files.insert(name.to_owned(), source);
            }
        }
    }
    files
}

/// The source path of a file of the built-in theme, from its path in the theme.
pub fn builtin_path(below: &str) -> SourcePath {
    SourcePath::new(&format!("themes/{DEFAULT}/{below}"))
}
