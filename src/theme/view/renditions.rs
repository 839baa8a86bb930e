//! What values of a format become on pages and on sheets.

use serde::Serialize;

#[cfg(feature = "paper")]
use super::RichText;
use super::{ItemLine, Link, SourceView};
use crate::prose::Rendition;

/// Values on a page: texts are HTML.
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

/// Something that is declared elsewhere, as a page names it.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum ReferenceView {
    /// What has no place of its own, by its title.
    Title(String),
    /// What has one.
    Link(Link),
    /// Where something comes from.
    SourceView(SourceView),
    /// An item.
    Item(ItemLine),
}

/// Values on a sheet: texts are nodes; one that is missing is `none`.
#[cfg(feature = "paper")]
#[derive(Debug, Clone, Copy)]
pub struct PaperRendition;

#[cfg(feature = "paper")]
impl Rendition for PaperRendition {
    const IS_HTML: bool = false;
    const IS_PUBLISHED: bool = false;
    type Inline = Option<RichText>;
    type Markdown = Option<RichText>;
    /// By its title.
    type Reference = String;
    /// By its path.
    type Page = String;
}
