//! The built-in theme, embedded in the binary.

use include_dir::{Dir, include_dir};

use super::layers::builtin_path;
use crate::source::SourcePath;

static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// All files of the built-in theme with their bytes, each at the path below the handbook's folder that overrides it.
#[must_use]
pub fn builtin() -> Vec<(SourcePath, &'static [u8])> {
    let mut files = Vec::new();
    collect(&FILES, &mut files);
    files
}

/// The bytes of a file of the built-in theme, by its path in the theme.
#[must_use]
pub fn builtin_file(path: &str) -> Option<&'static [u8]> {
    FILES.get_file(path).map(include_dir::File::contents)
}

/// The text of a file of the built-in theme, by its path in the theme; `None` for one that is no text.
pub fn builtin_text(path: &str) -> Option<&'static str> {
    FILES.get_file(path).and_then(|file| file.contents_utf8())
}

fn collect(folder: &Dir<'static>, files: &mut Vec<(SourcePath, &'static [u8])>) {
    for file in folder.files() {
        let below: Vec<_> = file.path().iter().map(|part| part.to_string_lossy()).collect();
        files.push((builtin_path(&below.join("/")), file.contents()));
    }
    folder.dirs().for_each(|inner| collect(inner, files));
}
