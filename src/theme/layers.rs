//! Theme layering: a theme's file overrides the built-in one of the same path.

use std::{borrow::Cow, collections::BTreeMap};

use crate::source::{Source, SourcePath, Sources, StaticFile, fs, limits};

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

/// The bytes of a static file; `None` if it cannot be read, as when it vanished after listing. It is then left out.
pub fn bytes(other: &StaticFile) -> Option<Cow<'static, [u8]>> {
    match other {
        StaticFile::Embedded(bytes) => Some(Cow::Borrowed(bytes)),
        StaticFile::File(path, _) => fs::read_no_follow(path, limits::STATIC_FILE).ok().map(Cow::Owned),
    }
}
