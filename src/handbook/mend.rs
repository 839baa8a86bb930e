//! What mends a link that leads nowhere, where there is one safe answer: no guess at a typing mistake in a path.

use std::collections::BTreeSet;

use super::Handbook;
use crate::{
    diagnostic::{Fix, closest},
    prose::slug,
    source::{SitePath, SourcePath, Spanned},
};

/// A link that begins at the top of the site, as other tools write it, to a page that is there.
pub fn rooted(to: &Spanned<String>, rooted: &str, from: &SourcePath, handbook: &Handbook) -> Option<Fix> {
    let path = SourcePath::new("content/x").join(rooted)?;
    let found = page(&path, handbook)?;
    Some(Fix { was: to.value.clone(), becomes: spelled(to, from, &found), moved: None })
}

/// A link to a file that is not there, while one of that name is at one other place; or that is spelled as other tools do.
pub fn moved(to: &Spanned<String>, path: &SourcePath, from: &SourcePath, handbook: &Handbook) -> Option<Fix> {
    if let Some(found) = page(path, handbook) {
        return Some(Fix { was: to.value.clone(), becomes: spelled(to, from, &found), moved: None });
    }
    if matches!(path.name(), "index.md" | "README.md") {
        return None;
    }
    let mut named = handbook.index.addresses.keys().filter(|other| other.name() == path.name());
    let (Some(found), None) = (named.next(), named.next()) else { return None };
    Some(Fix {
        was: to.value.clone(),
        becomes: spelled(to, from, found),
        moved: (path.extension() == "md").then(|| (path.clone(), found.clone())),
    })
}

/// An anchor that is not there, and one that is spelled alike.
pub fn anchor(to: &Spanned<String>, anchor: &str, anchors: &BTreeSet<String>) -> Option<Fix> {
    // Another number is another question.
    if anchor.chars().any(|sign| sign.is_ascii_digit()) {
        return None;
    }
    let alike = slug(anchor);
    let found = anchors.get(&alike).or_else(|| {
        let near = closest(anchor, anchors.iter().map(String::as_str))?;
        anchors.get(near)
    })?;
    let (path, _) = to.value.split_once('#')?;
    Some(Fix { was: to.value.clone(), becomes: format!("{path}#{found}"), moved: None })
}

/// The page that other tools spell `backups.html`, `backups` or `backups/`, or the one that was there before.
fn page(path: &SourcePath, handbook: &Handbook) -> Option<SourcePath> {
    let addresses = &handbook.index.addresses;
    let stem = path.as_str().trim_end_matches('/').trim_end_matches(".html").trim_end_matches(".htm");
    let candidates = [path.as_str().to_owned(), format!("{stem}.md"), format!("{stem}/index.md"), format!("{stem}/README.md")];
    let there = candidates.iter().map(|path| SourcePath::new(path)).find(|path| addresses.contains_key(path));
    there.or_else(|| former(stem.trim_end_matches(".md").strip_prefix("content/")?, handbook))
}

/// The page whose `aliases` name an address, written without its ending; none where several do.
fn former(stem: &str, handbook: &Handbook) -> Option<SourcePath> {
    let is_it = |from: &SitePath| {
        let from = from.as_str().trim_end_matches(".html");
        from == stem || from.strip_suffix("/index") == Some(stem)
    };
    let mut pages = handbook.index.redirects.iter().filter(|redirect| is_it(&redirect.from)).map(|redirect| &redirect.page);
    let (Some(page), None) = (pages.next(), pages.next()) else { return None };
    Some(page.clone())
}

/// The link to a file, as it is written in `from`, with the anchor that was written.
fn spelled(to: &Spanned<String>, from: &SourcePath, found: &SourcePath) -> String {
    let anchor = to.value.split_once('#').map_or(String::new(), |(_, anchor)| format!("#{anchor}"));
    SitePath::new(from.as_str()).link_to(&SitePath::new(found.as_str()), None) + &anchor
}
