//! Where things are found: a pure function of where they were written.

use crate::source::{At, SitePath, SourcePath};

/// `content/guides/backups.md` → `guides/backups.html`; an index or a README is its folder's page.
pub(crate) fn page_address(path: &SourcePath) -> SitePath {
    let below = below_content(path);
    let stem = below.rsplit_once('.').map_or(below, |(stem, _)| stem);
    SitePath::new(&match stem.strip_suffix("README") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => format!("{folder}index.html"),
        _ => format!("{stem}.html"),
    })
}

/// A path below `content/`.
pub(super) fn below_content(path: &SourcePath) -> &str {
    path.as_str().strip_prefix("content/").unwrap_or(path.as_str())
}

/// Where the page of a service is: below its matrix.
pub(super) fn service_address(matrix: &SitePath, id: &str) -> SitePath {
    let stem = matrix.as_str().strip_suffix(".html").unwrap_or(matrix.as_str());
    SitePath::new(&format!("{stem}/{id}.html"))
}

/// An alias as an address: `/old/place/` and `old/place.html` are both fine.
pub(super) fn alias_address(alias: &At<String>) -> Option<SitePath> {
    let path = SourcePath::new("x").join(alias.value.trim_start_matches('/'))?;
    let path = path.as_str();
    if path.is_empty() {
        return None;
    }
    let last = path.rsplit('/').next().unwrap_or(path);
    Some(if last.contains('.') && !alias.value.ends_with('/') {
        SitePath::new(path)
    } else {
        SitePath::new(&format!("{path}/index.html"))
    })
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
}
