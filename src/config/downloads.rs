//! `downloads`: which files below `content/` are offered as they are. The one door to the crate for patterns.

use glob::{MatchOptions, Pattern};

use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::{Visitor, Walk},
    source::SourcePath,
    yaml::{Form, FromYaml, HasKind, Node, ValueKind},
};

/// A file or a folder below `content/`, by its path from the handbook's folder: `*` stands for any letters of a name, `**` for any
/// folders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownloadPattern(Pattern);

/// A name is taken as it is written, and `*` stays within one.
const EXACT: MatchOptions =
    MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: false };

impl DownloadPattern {
    /// Whether it names this file, or a folder that the file lies in.
    #[must_use]
    pub fn names(&self, path: &SourcePath) -> bool {
        let path = path.as_str();
        let folders = path.match_indices('/').map(|(slash, _)| &path[..slash]);
        folders.chain([path]).any(|place| self.0.matches_with(place, EXACT))
    }
}

impl std::fmt::Display for DownloadPattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl FromYaml for DownloadPattern {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let text = String::read(node, findings)?;
        let pattern = Pattern::new(text.trim_end_matches('/')).ok().filter(|_| Form::Download.matches(&text));
        if pattern.is_none() {
            findings.push(
                Diagnostic::new(Code::WrongValue, node.span, format!("`{text}` names nothing below `content/`"))
                    .help(Form::Download.help()),
            );
        }
        pattern.map(Self)
    }
}

impl HasKind for DownloadPattern {
    const KIND: ValueKind = ValueKind::Form(Form::Download);
}

impl Walk for DownloadPattern {
    fn walk<'a>(&'a self, _visitor: &mut dyn Visitor<'a>) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn named(pattern: &str, paths: &[&str]) -> Vec<bool> {
        let pattern = DownloadPattern(Pattern::new(pattern).expect("a pattern"));
        paths.iter().map(|path| pattern.names(&SourcePath::new(path))).collect()
    }

    #[test]
    fn a_star_stays_in_a_name_two_stand_for_folders_and_a_folder_for_all_in_it() {
        assert_eq!(named("content/a.yaml", &["content/a.yaml", "content/a.yaml.yaml", "content/b/a.yaml"]), [true, false, false]);
        assert_eq!(named("content/*.yaml", &["content/a.yaml", "content/b/a.yaml"]), [true, false]);
        assert_eq!(
            named("content/**/a.yaml", &["content/a.yaml", "content/b/c/a.yaml", "content/b/ba.yaml"]),
            [true, true, false]
        );
        assert_eq!(named("content/b", &["content/b/a.yaml", "content/b/c/d.yml", "content/bb/a.yaml"]), [true, true, false]);
        assert_eq!(named("content/*/b", &["content/a/b/c.yaml", "content/b/c.yaml"]), [true, false]);
    }

    #[test]
    fn each_text_of_the_form_is_a_pattern() {
        for text in ["content/a", "content/**", "content/**/a.yaml", "content/a/*/b*c?.yaml", "content/a/"] {
            assert!(Form::Download.matches(text) && Pattern::new(text.trim_end_matches('/')).is_ok(), "{text}");
        }
        for text in [
            "content",
            "content/",
            "a.yaml",
            "/content/a",
            "content//a",
            "content/a**",
            "content/**a/b",
            "content/***",
            "content/[a",
        ] {
            assert!(!Form::Download.matches(text), "{text}");
        }
    }
}
