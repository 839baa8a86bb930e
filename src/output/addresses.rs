//! Site paths of generated files, and whether each exists. Those of authors' files are in `handbook/address.rs`.

use super::Inputs;
#[cfg(feature = "paper")]
use crate::config::Paper;
pub use crate::handbook::{CHECKLISTS, HOME};
use crate::source::{SitePath, encode_path};

/// The overview of all pages.
pub const CONTENTS: &str = "contents.html";

/// The search page.
pub const SEARCH: &str = "search.html";

/// The search index, a script.
pub const SEARCH_INDEX: &str = "search-index.js";

/// The page of blanks: variables still to be filled in.
pub const BLANKS: &str = "to-fill-in.html";

/// The page of what is due for another look.
pub const LOOKS: &str = "to-look-at.html";

/// The page for the room in which the meeting before a launch is held.
pub const WALKTHROUGH: &str = "in-the-room.html";

/// The page of recent changes.
pub const RECENT: &str = "recent.html";

/// The Atom feed of recent changes (RFC 4287).
pub const FEED: &str = "feed.xml";

/// The sitemap (sitemaps.org protocol).
pub const SITEMAP: &str = "sitemap.xml";

/// The export of the handbook as JSON.
pub const HANDBOOK_JSON: &str = "handbook.json";

/// The same export as a script, for pages opened from a folder.
pub const HANDBOOK_JS: &str = "handbook.js";

/// The 404 page.
pub const NOT_FOUND: &str = "404.html";

/// The page that lists all sheets.
#[cfg(feature = "paper")]
pub const SHEETS: &str = "sheets/index.html";

/// Whether [`WALKTHROUGH`] exists: only with a phase in which somebody signs.
pub fn has_walkthrough(inputs: &Inputs) -> bool {
    inputs.handbook.config.sign_off().is_some()
}

/// Whether [`RECENT`] exists: only with dates from Git.
pub fn has_recent(inputs: &Inputs) -> bool {
    !inputs.changed.is_empty()
}

/// Whether [`FEED`] exists: only with `base_url` and dates from Git.
pub fn has_feed(inputs: &Inputs) -> bool {
    has_sitemap(inputs) && has_recent(inputs)
}

/// Whether [`SITEMAP`] exists: only with `base_url`.
pub fn has_sitemap(inputs: &Inputs) -> bool {
    inputs.handbook.config.base_url.is_some()
}

/// The absolute URL of a page below `base_url`, percent-encoded; without one its path relative to the top.
pub fn public_url(inputs: &Inputs, address: &SitePath) -> String {
    let base = inputs.handbook.config.base_url.as_ref().map_or("", |url| url.value.trim_end_matches('/'));
    let path = encode_path(address.as_str());
    if base.is_empty() { path } else { format!("{base}/{path}") }
}

/// Site path of a sheet's page.
#[cfg(feature = "paper")]
#[must_use]
pub fn sheet(id: &str) -> SitePath {
    SitePath::new(&format!("sheets/{id}.html"))
}

/// Site path of a sheet's or document's PDF on a paper size.
#[cfg(feature = "paper")]
#[must_use]
pub fn pdf(id: &str, paper: Paper) -> SitePath {
    SitePath::new(&format!("sheets/{id}.{}.pdf", paper.word()))
}

/// Site path of a sheet's SVG on a paper size: one file with all pages, one below the other.
#[cfg(feature = "paper")]
#[must_use]
pub fn svg(id: &str, paper: Paper) -> SitePath {
    SitePath::new(&format!("sheets/{id}.{}.svg", paper.word()))
}
