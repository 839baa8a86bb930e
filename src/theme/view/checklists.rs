//! Checklists, areas and items.

use serde::Serialize;

use super::{CustomFieldValue, Frame, Helper, HtmlRendition, Link, ReferenceView};
use crate::manuscript::checklist::ItemAs;

/// A checklist in a list.
#[derive(Debug, Serialize)]
pub struct ChecklistCard {
    /// What it is called.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Its `intro` as inline HTML; empty without one.
    pub intro_html: String,
    /// How many questions it has, whichever service asks.
    pub count: usize,
    /// The day of its edition, as an ISO date (`2026-11-22`); none when the file says none.
    pub edition: Option<String>,
}

/// An item as one line of a list.
#[derive(Debug, Clone, Serialize)]
pub struct ItemLine {
    /// Its id, as in `REL-04`.
    pub id: String,
    /// Where it is shown in full.
    pub href: String,
    /// The question as inline HTML, terms marked.
    pub ask_html: String,
}

/// All checklists.
#[derive(Debug, Serialize)]
pub struct ChecklistsView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// A card for each checklist of the handbook, in the order of the settings' phases.
    pub checklists: Vec<ChecklistCard>,
}

/// A checklist.
#[derive(Debug, Serialize)]
pub struct ChecklistView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// What answers call it.
    pub id: String,
    /// Its `intro` as inline HTML; empty without one.
    pub intro_html: String,
    /// The day of its edition, as an ISO date (`2026-11-22`); none when the file says none.
    pub edition: Option<String>,
    /// The phase that it belongs to.
    pub phase: Option<Link>,
    /// Whether the oversight of its phase is at most `advisory`, so that nobody grades the answers.
    pub advisory: bool,
    /// The page that its `guide` names; none without one.
    pub guide: Option<Link>,
    /// Whether items are shown in full here, or as lines that lead to their areas' guides.
    pub full: bool,
    /// How many questions it has, whichever service asks.
    pub count: usize,
    /// How many of them name a tier in `hard_stop`.
    pub hard_stops: usize,
    /// Its areas in order; a checklist without areas has one whose `id` is empty.
    pub areas: Vec<AreaView>,
}

/// Items in the middle of a page.
#[derive(Debug, Serialize)]
pub struct ItemsView {
    /// The areas to draw, in the order of the checklist.
    pub areas: Vec<AreaView>,
    /// Whether to give them ids; in the middle of a page they have none.
    pub anchors: bool,
    /// Whether items are shown in full.
    pub full: bool,
}

/// An area.
#[derive(Debug, Serialize)]
pub struct AreaView {
    /// What links call it; empty for the only one.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The page that shows its items in full.
    pub href: String,
    /// The checklist that it belongs to.
    pub checklist: Link,
    /// Its `intro` as inline HTML; empty without one.
    pub intro_html: String,
    /// The domain that helps; none when the page names none.
    pub helper: Option<Helper>,
    /// Its items in order, retired ones left out.
    pub items: Vec<ItemView>,
}

/// An item in full: the keys of its format as they are written, and what the handbook adds. A text ends in `_html`.
#[derive(Debug, Serialize)]
pub struct ItemView {
    /// What its file says.
    #[serde(flatten)]
    pub item: ItemAs<HtmlRendition>,
    /// Where it is shown in full.
    pub href: String,
    /// The address at which its file is edited, by `repository.edit`; none without a pattern.
    pub edit_url: Option<String>,
    /// Of `applies_when`: one of these is enough.
    pub any: Vec<ReferenceView>,
    /// Of `applies_when`: all of these are needed.
    pub all: Vec<ReferenceView>,
    /// The question as a heading, in which nothing is marked.
    pub heading_html: String,
    /// The terms that the question uses, in the order of their first use.
    pub terms: Vec<TermLine>,
    /// Whom to ask: its own domain, or its area's.
    pub helper: Option<Helper>,
    /// The incident that taught it, as plain text; empty without one.
    pub learned_from: String,
    /// Values of custom fields with `screen` in their `show`, in the order of the settings.
    pub own: Vec<CustomFieldValue>,
}

/// A term of the glossary that a text uses.
#[derive(Debug, Serialize)]
pub struct TermLine {
    /// As it stands in the text.
    pub said: String,
    /// What else the glossary calls it: its short form, its whole name.
    pub others: Vec<String>,
    /// Where the glossary explains it.
    pub href: String,
    /// What it means, in a line.
    pub short: String,
}

/// Where something comes from.
#[derive(Debug, Clone, Serialize)]
pub struct SourceView {
    /// What it is.
    pub title: String,
    /// Where it can be read.
    pub url: Option<String>,
}
