//! Every address that outputs make up, and whether there is a file at it. Where authors' files are says `handbook/address.rs`.

use super::Inputs;
#[cfg(feature = "paper")]
use crate::config::Paper;
pub use crate::handbook::{CHECKLISTS, HOME};
use crate::source::{SitePath, encode_path};

/// All pages on one.
pub const CONTENTS: &str = "contents.html";

/// The page of the search.
pub const SEARCH: &str = "search.html";

/// What the search looks through.
pub const SEARCH_INDEX: &str = "search-index.js";

/// What is left to fill in.
pub const BLANKS: &str = "to-fill-in.html";

/// What changed last.
pub const RECENT: &str = "recent.html";

/// The same as a feed.
pub const FEED: &str = "feed.xml";

/// Every page with its whole address.
pub const SITEMAP: &str = "sitemap.xml";

/// The handbook for programs.
pub const HANDBOOK_JSON: &str = "handbook.json";

/// The same as a script.
pub const HANDBOOK_JS: &str = "handbook.js";

/// The page for an address that is not there.
pub const NOT_FOUND: &str = "404.html";

/// The list of all sheets.
#[cfg(feature = "paper")]
pub const SHEETS: &str = "sheets/index.html";

/// Whether there is a page of what changed last: where Git knows nothing there is none.
pub fn has_recent(inputs: &Inputs) -> bool {
    !inputs.changed.is_empty()
}

/// Whether there is a feed. It needs to know where the handbook is published, and the days that Git knows.
pub fn has_feed(inputs: &Inputs) -> bool {
    has_sitemap(inputs) && has_recent(inputs)
}

/// Whether there is a site map. It needs to know where the handbook is published.
pub fn has_sitemap(inputs: &Inputs) -> bool {
    inputs.handbook.config.base_url.is_some()
}

/// Where a reader finds a page: whole if the settings say where the handbook is published.
pub fn public_url(inputs: &Inputs, address: &SitePath) -> String {
    let base = inputs.handbook.config.base_url.as_ref().map_or("", |url| url.value.trim_end_matches('/'));
    let path = encode_path(address.as_str());
    if base.is_empty() { path } else { format!("{base}/{path}") }
}

/// The page of the sheet with an id.
#[cfg(feature = "paper")]
#[must_use]
pub fn sheet(id: &str) -> SitePath {
    SitePath::new(&format!("sheets/{id}.html"))
}

/// The PDF of the sheet with an id.
#[cfg(feature = "paper")]
#[must_use]
pub fn pdf(id: &str, paper: Paper) -> SitePath {
    SitePath::new(&format!("sheets/{id}.{}.pdf", paper.word()))
}

/// The picture of the sheet with an id, all pages one below the other.
#[cfg(feature = "paper")]
#[must_use]
pub fn svg(id: &str, paper: Paper) -> SitePath {
    SitePath::new(&format!("sheets/{id}.{}.svg", paper.word()))
}
