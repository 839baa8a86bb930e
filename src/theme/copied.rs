//! Copies of built-in files. Which version one came from stands in its first line, as a comment of its own syntax.

use super::builtin::builtin_file;
use crate::{
    diagnostic::{Code, Diagnostic},
    source::{Source, Span},
};

/// How a note begins, behind the sign of a comment.
const BEGIN: &str = "copied from readybook ";

/// A copy of a built-in file: its bytes below a line that says which program's it is. A file that is no text has no such line.
#[must_use]
pub fn copy(path: &str, bytes: &[u8]) -> Vec<u8> {
    let (open, close) = match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => ("/* ", " */"),
        "js" | "typ" => ("// ", ""),
        "yaml" => ("# ", ""),
        "html" | "xml" => ("{# ", " -#}"),
        "svg" => ("<!-- ", " -->"),
        _ => return bytes.to_vec(),
    };
    let note = format!("{open}{BEGIN}{}, {}{close}\n", env!("CARGO_PKG_VERSION"), fingerprint(bytes));
    [note.as_bytes(), bytes].concat()
}

/// The version of the program that a file was copied from, if it says so and the built-in file is another one now. `path` is its path
/// in the theme.
#[must_use]
pub fn older_than_ours<'t>(path: &str, text: &'t str) -> Option<&'t str> {
    let (_, note) = text.lines().next()?.split_once(BEGIN)?;
    let (version, rest) = note.split_once(", ")?;
    let noted = rest.split(' ').next()?;
    let is_same = builtin_file(path).is_some_and(|bytes| fingerprint(bytes) == noted);
    (!is_same).then_some(version)
}

/// Whether a file says of which one it is a copy.
#[must_use]
pub fn is_noted(text: &str) -> bool {
    text.lines().next().is_some_and(|line| line.contains(BEGIN))
}

/// The finding for a copy that is older than our file.
pub(super) fn told(path: &str, source: &Source) -> Option<Diagnostic> {
    let version = older_than_ours(path, &source.text)?;
    let (what, help) = if builtin_file(path).is_some() {
        (
            "has changed since",
            format!("take over what is new, by `readybook theme show {path}`, or copy it again and change that"),
        )
    } else {
        ("is gone", "see whether you still need it, and take its first line out".to_owned())
    };
    let message = format!("this is a copy of our `{path}` of readybook {version}, which {what}");
    Some(Diagnostic::new(Code::OlderCopy, Span::start_of(source.id), message).help(help))
}

fn fingerprint(bytes: &[u8]) -> String {
    format!("{:016x}", rapidhash::v3::rapidhash_v3(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_says_what_it_was_made_of_and_is_told_when_that_is_another_one() {
        for path in
            ["assets/tokens.css", "templates/base.html", "words/en.yaml", "paper/path.typ", "assets/icon.svg", "assets/toc.js"]
        {
            let bytes = builtin_file(path).expect("a built-in file");
            let made = String::from_utf8(copy(path, bytes)).expect("a text");
            assert_eq!((is_noted(&made), older_than_ours(path, &made)), (true, None), "{path}");
            let older = made.replacen(&fingerprint(bytes), "0000000000000000", 1);
            assert_eq!(older_than_ours(path, &older), Some(env!("CARGO_PKG_VERSION")), "{path}");
        }
    }
}
