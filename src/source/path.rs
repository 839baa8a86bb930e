//! Three kinds of path, so that they cannot be mixed up: where a text was written, where a reader finds it, and where a
//! file may be written.

use std::{fmt, sync::Arc};

use serde::Serialize;

/// A path below the handbook's folder: `/` between parts, never absolute, no `.` or `..`. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

impl SourcePath {
    /// Wraps a path that is normalised already; it is not checked.
    #[must_use]
    pub fn new(path: &str) -> Self {
        Self(path.into())
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the path lies below a folder, which is given without a slash at its end.
    #[must_use]
    pub fn is_below(&self, folder: &str) -> bool {
        self.0.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    }

    /// The path of its parent folder without a slash at its end; empty at the top.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.0.rfind('/').map_or("", |n| &self.0[..n])
    }

    /// The file name: the last part of the path.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rfind('/').map_or(&self.0, |n| &self.0[n + 1..])
    }

    /// The file name without its extension.
    #[must_use]
    pub fn stem(&self) -> &str {
        self.name().rsplit_once('.').map_or(self.name(), |(stem, _)| stem)
    }

    /// The extension without its dot, as it is written; empty where there is none.
    #[must_use]
    pub fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// Resolves a relative path in this file against its folder; `None` when it leaves the handbook's folder. `link` is a
    /// path alone: a fragment or percent-encoding is not interpreted.
    #[must_use]
    pub fn join(&self, link: &str) -> Option<Self> {
        resolve(self.folder(), link).map(|path| Self(path.into()))
    }
}

impl fmt::Display for SourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The path of a file relative to the site's root: `guides/backups.html`. Not percent-encoded. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct SitePath(Arc<str>);

impl SitePath {
    /// Wraps a path that is normalised already; it is not checked.
    #[must_use]
    pub fn new(path: &str) -> Self {
        Self(path.into())
    }

    /// The path as text, not percent-encoded.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The relative path from this file to the site's root: `../` for each folder, empty at the root.
    #[must_use]
    pub fn to_top(&self) -> String {
        "../".repeat(self.0.matches('/').count())
    }

    /// The relative URL of another file seen from this one, percent-encoded, with `anchor` as its fragment. To itself without
    /// an anchor it is `#`.
    #[must_use]
    pub fn link_to(&self, target: &Self, anchor: Option<&str>) -> String {
        let mut link = String::new();
        if self != target {
            let (from, to): (Vec<_>, Vec<_>) = (self.0.split('/').collect(), target.0.split('/').collect());
            let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count().min(from.len() - 1).min(to.len() - 1);
            link.push_str(&"../".repeat(from.len() - 1 - shared));
            let rest = to[shared..].join("/");
            // A first part with a colon would read as a scheme.
            if link.is_empty() && rest.split('/').next().is_some_and(|part| part.contains(':')) {
                link.push_str("./");
            }
            link.push_str(&encode_path(&rest));
        }
        if let Some(anchor) = anchor {
            link.push('#');
            link.push_str(&encode_path(anchor));
        }
        if link.is_empty() { "#".into() } else { link }
    }
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A path relative to the folder that is written to: with `/` between its parts, and nothing that leads out of the folder.
///
/// There is no other way to make one than [`OutputPath::parse`], so who has one need not look at it again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(Arc<str>);

/// The longest part of a path that file systems hold, in bytes.
const MAX_PART: usize = 255;
/// The longest path below a folder, in bytes. Linux takes 4,095 with the folder.
const MAX_PATH: usize = 3072;

impl OutputPath {
    /// Checks a path: at most 3,072 bytes, at most 255 a part, no empty, `.` or `..` part, no backslash, line break or NUL.
    ///
    /// # Errors
    /// What is wrong with it, in words for a message.
    pub fn parse(path: &str) -> Result<Self, &'static str> {
        if path.len() > MAX_PATH {
            return Err("it is longer than 3072 bytes");
        }
        for part in path.split('/') {
            match part {
                "" => return Err("it is empty, or has an empty part"),
                "." | ".." => return Err("it has a part that is `.` or `..`"),
                _ if part.len() > MAX_PART => return Err("it has a part that is longer than 255 bytes"),
                _ if part.contains(['\\', '\0', '\n', '\r']) => return Err("it has a backslash, a line break or a zero byte"),
                _ => {}
            }
        }
        Ok(Self(path.into()))
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The names of the folders that it lies in, outermost first, and its file name.
    #[must_use]
    pub fn split(&self) -> (Vec<&str>, &str) {
        match self.0.rsplit_once('/') {
            Some((folders, name)) => (folders.split('/').collect(), name),
            None => (Vec::new(), &self.0),
        }
    }

    /// The paths of the folders that it lies in, outermost first: `a` and `a/b` for `a/b/c`.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        self.0.match_indices('/').map(|(at, _)| &self.0[..at])
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for OutputPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Walks `link` from `folder`; `None` when it climbs above the top.
fn resolve(folder: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = if folder.is_empty() { Vec::new() } else { folder.split('/').collect() };
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Humanises a file's name or an id: `team-lead` becomes "Team lead".
#[must_use]
pub fn humanise(name: &str) -> String {
    let text = name.replace(['-', '_'], " ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Percent-encodes a path or a fragment of a URL (RFC 3986): its non-ASCII bytes in UTF-8, controls, blanks and reserved
/// characters other than `/`, `:` and the like, which may stand in a path.
#[must_use]
pub fn encode_path(text: &str) -> String {
    use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
    const SET: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'#')
        .add(b'%')
        .add(b'<')
        .add(b'>')
        .add(b'?')
        .add(b'`')
        .add(b'{')
        .add(b'}')
        .add(b'\\')
        .add(b'^')
        .add(b'|')
        .add(b'[')
        .add(b']');
    utf8_percent_encode(text, SET).to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn links_are_relative_and_encoded() {
        let from = SitePath::new("guides/backups.html");
        assert_eq!(from.link_to(&SitePath::new("guides/ha.html"), Some("what")), "ha.html#what");
        assert_eq!(from.link_to(&SitePath::new("index.html"), None), "../index.html");
        assert_eq!(from.link_to(&from.clone(), Some("x")), "#x");
        assert_eq!(from.link_to(&SitePath::new("guides/Über uns.html"), None), "%C3%9Cber%20uns.html");
        assert_eq!(from.link_to(&SitePath::new("guides/a:b.html"), None), "./a:b.html");
    }

    #[test]
    fn a_path_to_write_to_stays_below_its_folder() {
        let long = "a".repeat(256);
        let deep = "a/".repeat(2000) + "a";
        for wrong in ["", "/", "/a", "a/", "a//b", ".", "..", "a/..", "../a", "a/./b", "a\\b", "a\0", "a\nb", &long, &deep] {
            assert!(OutputPath::parse(wrong).is_err(), "{wrong:?}");
        }
        for right in ["a", ".hidden", "a/b c/ü.html", "...", "a/..b", &long[1..]] {
            assert_eq!(OutputPath::parse(right).map(|path| path.to_string()).as_deref(), Ok(right));
        }
        let path = OutputPath::parse("a/b/c").unwrap();
        assert_eq!(path.folders().collect::<Vec<_>>(), ["a", "a/b"]);
        assert_eq!(path.split(), (vec!["a", "b"], "c"));
    }

    proptest! {
        #[test]
        fn a_path_to_write_to_never_leads_out(path in "(\\.\\.|\\.|[a-c]|)(/(\\.\\.|\\.|[a-c]|)){0,5}") {
            if let Ok(path) = OutputPath::parse(&path) {
                let plain = |part: std::path::Component| matches!(part, std::path::Component::Normal(_));
                prop_assert!(std::path::Path::new(path.as_str()).components().all(plain));
            }
        }

        #[test]
        fn a_relative_link_leads_back_to_its_target(from in "[a-c]{1,2}(/[a-c]{1,2}){0,3}", to in "[a-c]{1,2}(/[a-c]{1,2}){0,3}") {
            let link = SitePath::new(&from).link_to(&SitePath::new(&to), None);
            if from != to {
                let reached = SourcePath::new(&from).join(&link).map(|path| path.to_string());
                prop_assert_eq!(reached, Some(to));
            }
        }

        #[test]
        fn no_link_escapes_the_top(folder in "[a-c]{1,2}(/[a-c]{1,2}){0,2}/x", link in "(\\.\\.|\\.|[a-c]|)(/(\\.\\.|\\.|[a-c]|)){0,5}") {
            if let Some(path) = SourcePath::new(&folder).join(&link) {
                prop_assert!(!path.as_str().split('/').any(|part| part == ".." || part == "."));
                prop_assert!(!path.as_str().starts_with('/'));
            }
        }
    }
}
