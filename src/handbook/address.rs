//! Paths in the site: a pure function of paths of source files and of ids.

use crate::source::{SitePath, SourcePath};

/// The start page, relative to the site's root.
pub const HOME: &str = "index.html";

/// The index page of the checklists, relative to the site's root.
pub const CHECKLISTS: &str = "checklists/index.html";

/// The path of a checklist's page.
pub(super) fn checklist_address(id: &str) -> SitePath {
    SitePath::new(&format!("checklists/{id}.html"))
}

/// The path of the page of an area without a guide: below its checklist.
pub(super) fn area_address(checklist: &str, id: &str) -> SitePath {
    SitePath::new(&format!("checklists/{checklist}/{id}.html"))
}

/// `content/guides/backups.md` → `guides/backups.html`; an index or a README is its folder's page.
pub(crate) fn page_address(path: &SourcePath) -> SitePath {
    let below = below_content(path);
    let stem = below.rsplit_once('.').map_or(below, |(stem, _)| stem);
    let is_readme = stem.rsplit('/').next().is_some_and(|name| name.eq_ignore_ascii_case("README"));
    SitePath::new(&if is_readme { format!("{}index.html", &stem[..stem.len() - "README".len()]) } else { format!("{stem}.html") })
}

/// A source path relative to `content/`; any other path as it is.
pub(super) fn below_content(path: &SourcePath) -> &str {
    path.as_str().strip_prefix("content/").unwrap_or(path.as_str())
}

/// The path of a service's page: below that of its matrix.
pub(super) fn service_address(matrix: &SitePath, id: &str) -> SitePath {
    let stem = matrix.as_str().strip_suffix(".html").unwrap_or(matrix.as_str());
    SitePath::new(&format!("{stem}/{id}.html"))
}

/// Why an alias cannot be an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// It is empty.
    Empty,
    /// It holds `//`, as a URL with a scheme or a host does.
    Whole,
    /// It holds this character, `?` or `#`, behind which a query or a fragment begins.
    Cut(char),
    /// A part of it begins with a dot: it would climb, or be a hidden file, which tells servers and tools what to do.
    Hidden,
    /// It holds this character: a control or a backslash.
    Character(char),
    /// A part of it ends with a dot or a space, which some systems leave out.
    End,
}

/// The endings of files that servers and browsers take for something else than a page.
const OTHER_KINDS: &[&str] = &[
    "avif", "bmp", "css", "csv", "doc", "docx", "gif", "gz", "ico", "jpeg", "jpg", "js", "mjs", "mp4", "odt", "pdf", "png",
    "ppt", "pptx", "svg", "tar", "txt", "webm", "webp", "woff2", "xls", "xlsx", "xml", "yaml", "yml", "zip",
];

/// Whether an address ends as a file of another kind does, so that no server would take what is there for a page.
pub fn is_of_another_kind(address: &SitePath) -> bool {
    let ending = address.as_str().rsplit_once('.').map_or("", |(_, ending)| ending);
    OTHER_KINDS.iter().any(|other| ending.eq_ignore_ascii_case(other))
}

/// The path of an alias, relative to the site's root: that of `/old/place/` and `old/place` is `old/place/index.html`,
/// while `old/place.html` stays as it is.
///
/// # Errors
/// Why it cannot be one.
pub fn alias_address(alias: &str) -> Result<SitePath, Unusable> {
    if alias.contains("//") {
        return Err(Unusable::Whole);
    }
    let path = alias.trim_matches('/');
    if path.is_empty() {
        return Err(Unusable::Empty);
    }
    if let Some(character) = path.chars().find(|character| matches!(character, '?' | '#')) {
        return Err(Unusable::Cut(character));
    }
    if let Some(character) = path.chars().find(|character| character.is_control() || *character == '\\') {
        return Err(Unusable::Character(character));
    }
    let mut last = path;
    for part in path.split('/') {
        if part.starts_with('.') {
            return Err(Unusable::Hidden);
        }
        if part.ends_with(['.', ' ']) {
            return Err(Unusable::End);
        }
        last = part;
    }
    let is_file = last.contains('.') && !alias.ends_with('/');
    Ok(if is_file { SitePath::new(path) } else { SitePath::new(&format!("{path}/index.html")) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_readme_is_its_folders_page() {
        let address = |path: &str| page_address(&SourcePath::new(path)).to_string();
        assert_eq!(address("content/README.md"), "index.html");
        assert_eq!(address("content/a/README.md"), "a/index.html");
        assert_eq!(address("content/a/b.c.md"), "a/b.c.html");
        assert_eq!(address("content/reference/glossary.yaml"), "reference/glossary.html");
    }

    #[test]
    fn an_alias_is_a_file_or_a_folder_and_nothing_that_a_server_or_a_tool_obeys() {
        let address = |alias: &str| alias_address(alias).map(|address| address.to_string());
        for (alias, expected) in [
            ("/old/place/", "old/place/index.html"),
            ("old/place", "old/place/index.html"),
            ("old/place.html", "old/place.html"),
            ("/v1.2/", "v1.2/index.html"),
            ("Über uns", "Über uns/index.html"),
        ] {
            assert_eq!(address(alias).as_deref(), Ok(expected), "{alias}");
        }
        for (alias, expected) in [
            ("", Unusable::Empty),
            ("/", Unusable::Empty),
            ("//example.org/x", Unusable::Whole),
            ("https://example.org/x", Unusable::Whole),
            ("a//b", Unusable::Whole),
            ("a?b=c", Unusable::Cut('?')),
            ("a#b", Unusable::Cut('#')),
            (".htaccess", Unusable::Hidden),
            ("/.readybook.json", Unusable::Hidden),
            ("/.well-known/x", Unusable::Hidden),
            ("a/.git/config", Unusable::Hidden),
            ("../up.html", Unusable::Hidden),
            ("a/../b", Unusable::Hidden),
            ("./a", Unusable::Hidden),
            ("a/.", Unusable::Hidden),
            ("a\\b", Unusable::Character('\\')),
            ("a\0b", Unusable::Character('\0')),
            ("a\nb", Unusable::Character('\n')),
            ("a\u{7f}", Unusable::Character('\u{7f}')),
            ("a./b", Unusable::End),
            ("a /b", Unusable::End),
            ("a.html ", Unusable::End),
        ] {
            assert_eq!(address(alias), Err(expected), "{alias}");
        }
    }
}
