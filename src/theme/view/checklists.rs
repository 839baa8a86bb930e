//! Checklists, areas and items.

use serde::Serialize;

use super::{Frame, Helper, Html, Link, OwnValue, Referred};
use crate::manuscript::checklist::ItemAs;

/// A checklist in a list.
#[derive(Debug, Serialize)]
pub struct ChecklistCard {
    /// What it is called.
    pub title: String,
    /// Its page.
    pub href: String,
    /// What it says of itself.
    pub intro_html: String,
    /// How many questions it has.
    pub count: usize,
    /// Its edition, as an ISO date.
    pub edition: Option<String>,
}

/// An item in a list.
#[derive(Debug, Clone, Serialize)]
pub struct ItemLine {
    /// Its id.
    pub id: String,
    /// Where it is shown in full.
    pub href: String,
    /// The question.
    pub ask_html: String,
}

/// All checklists.
#[derive(Debug, Serialize)]
pub struct ChecklistsView {
    /// Around it.
    pub page: Frame,
    /// They.
    pub checklists: Vec<ChecklistCard>,
}

/// A checklist.
#[derive(Debug, Serialize)]
pub struct ChecklistView {
    /// Around it.
    pub page: Frame,
    /// What answers call it.
    pub id: String,
    /// What it says of itself.
    pub intro_html: String,
    /// Its edition, as an ISO date.
    pub edition: Option<String>,
    /// The phase that it belongs to.
    pub phase: Option<Link>,
    /// Whether the phase only advises.
    pub advisory: bool,
    /// The page that explains it.
    pub guide: Option<Link>,
    /// Whether items are shown in full here.
    pub full: bool,
    /// How many questions it has.
    pub count: usize,
    /// How many of them stop a launch of some tier while they are open.
    pub hard_stops: usize,
    /// Its areas.
    pub areas: Vec<AreaView>,
}

/// Items in the middle of a page.
#[derive(Debug, Serialize)]
pub struct ItemsView {
    /// Their areas.
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
    /// What it is about.
    pub intro_html: String,
    /// Whom to ask.
    pub helper: Option<Helper>,
    /// Its items.
    pub items: Vec<ItemView>,
}

/// An item in full: the keys of its format as they are written, and what the handbook adds. A text ends in `_html`.
#[derive(Debug, Serialize)]
pub struct ItemView {
    /// What its file says.
    #[serde(flatten)]
    pub item: ItemAs<Html>,
    /// Where it is shown in full.
    pub href: String,
    /// Where it can be changed.
    pub edit_url: Option<String>,
    /// Of `applies_when`: one of these is enough.
    pub any: Vec<Referred>,
    /// Of `applies_when`: all of these are needed.
    pub all: Vec<Referred>,
    /// The question as a heading, in which nothing is marked.
    pub heading_html: String,
    /// The terms that the question uses, in the order of their first use.
    pub terms: Vec<TermLine>,
    /// Whom to ask: its own domain, or its area's.
    pub helper: Option<Helper>,
    /// The incident that taught it.
    pub learned_from: String,
    /// A company's own fields.
    pub own: Vec<OwnValue>,
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
pub struct Origin {
    /// What it is.
    pub title: String,
    /// Where it can be read.
    pub url: Option<String>,
}
