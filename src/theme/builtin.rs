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

fn collect(folder: &Dir<'static>, files: &mut Vec<(SourcePath, &'static [u8])>) {
    for file in folder.files() {
        let below: Vec<_> = file.path().iter().map(|part| part.to_string_lossy()).collect();
        files.push((builtin_path(&below.join("/")), file.contents()));
    }
    folder.dirs().for_each(|inner| collect(inner, files));
}
