//! The renditions of format values on pages and on sheets.

use serde::Serialize;

#[cfg(feature = "paper")]
use super::RichText;
use super::{ItemLine, Link, SourceView};
use crate::prose::Rendition;

/// The rendition on pages: texts are HTML, empty for a missing one.
#[derive(Debug, Clone, Copy)]
pub struct HtmlRendition;

impl Rendition for HtmlRendition {
    const IS_HTML: bool = true;
    const IS_PUBLISHED: bool = false;
    type Inline = String;
    type Markdown = String;
    type Reference = ReferenceView;
    type Page = Link;
}

/// A reference to something by its id, as a page shows it.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum ReferenceView {
    /// The title of something without a page.
    Title(String),
    /// The link to a phase or a duty.
    Link(Link),
    /// A source that the settings declare.
    SourceView(SourceView),
    /// An item.
    Item(ItemLine),
}

/// The rendition on sheets: texts are nodes, `none` for a missing one.
#[cfg(feature = "paper")]
#[derive(Debug, Clone, Copy)]
pub struct PaperRendition;

#[cfg(feature = "paper")]
impl Rendition for PaperRendition {
    const IS_HTML: bool = false;
    const IS_PUBLISHED: bool = false;
    type Inline = Option<RichText>;
    type Markdown = Option<RichText>;
    /// The title.
    type Reference = String;
    /// The path as it was written.
    type Page = String;
}
