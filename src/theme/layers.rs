//! A theme's files lie on those of the theme that is part of this program: the same name takes its place.

use std::collections::BTreeMap;

use crate::source::{Source, SourcePath, Sources};

/// The name of the theme that is part of this program.
pub const DEFAULT: &str = "default";

/// The files of a theme's folder by name, those of the built-in theme below them.
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

/// The path of a built-in file.
pub fn builtin_path(below: &str) -> SourcePath {
    SourcePath::new(&format!("themes/{DEFAULT}/{below}"))
}
