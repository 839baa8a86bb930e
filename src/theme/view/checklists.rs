//! Template contexts of checklists, areas and items.

use serde::Serialize;

use super::{
    ChangedView, CustomFieldValue, EditionLine, FormerView, Frame, Helper, HtmlRendition, Link, OfferLine, ReferenceView,
};
use crate::manuscript::checklist::ItemAs;

/// A checklist in a list.
#[derive(Debug, Serialize)]
pub struct ChecklistCard {
    /// Its title, plain text.
    pub title: String,
    /// The relative URL of its page.
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
    /// The relative URL of the place that shows it in full; `None` for one that is not asked.
    pub href: Option<String>,
    /// The question as inline HTML, without marked terms; empty for one that is not asked.
    pub ask_html: String,
    /// The items that ask for it now, with their ids as titles, if it is retired.
    pub replaced_by: Vec<Link>,
}

/// All checklists.
#[derive(Debug, Serialize)]
pub struct ChecklistsView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// A card for each checklist of the handbook, in the order of the phases.
    pub checklists: Vec<ChecklistCard>,
}

/// A checklist.
#[derive(Debug, Serialize)]
pub struct ChecklistView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// Its id, as in answers.
    pub id: String,
    /// Its `intro` as inline HTML; empty without one.
    pub intro_html: String,
    /// The day of its edition, as an ISO date (`2026-11-22`); none when the file says none.
    pub edition: Option<String>,
    /// Its running edition, if something differs, and its last closed one; none without closed editions.
    pub editions: Vec<EditionLine>,
    /// What its questions asked before, oldest first; none where no words changed.
    pub former: Vec<FormerView>,
    /// The phase that it belongs to.
    pub phase: Option<Link>,
    /// Whether the oversight of its phase is at most `advisory`, so that nobody grades the answers.
    pub advisory: bool,
    /// The page that its `guide` names; none without one.
    pub guide: Option<Link>,
    /// Whether the items are shown in full here, as in a checklist without areas, or as lines that link to their areas.
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
    /// Its id, also its anchor; empty in a checklist without areas.
    pub id: String,
    /// Its title, plain text.
    pub title: String,
    /// The relative URL of the page that shows its items in full.
    pub href: String,
    /// The checklist that it belongs to.
    pub checklist: Link,
    /// Its `intro` as inline HTML; empty without one.
    pub intro_html: String,
    /// The contact of its domain; none when it names none.
    pub helper: Option<Helper>,
    /// Its items in order, retired ones left out.
    pub items: Vec<ItemView>,
}

/// An item in full: the keys of its format as they are written, and derived fields. The name of a text ends in `_html`.
#[derive(Debug, Serialize)]
pub struct ItemView {
    /// The keys of its format, flattened.
    #[serde(flatten)]
    pub item: ItemAs<HtmlRendition>,
    /// The relative URL of the place that shows it in full.
    pub href: String,
    /// The URL that edits its file, from the pattern `repository.edit`; none without a pattern.
    pub edit_url: Option<String>,
    /// `applies_when.any`: traits and tiers of which one is enough; empty where `left_out` says it more shortly.
    pub any: Vec<ReferenceView>,
    /// The titles of the tiers that are not asked, where all others are.
    pub left_out: Vec<String>,
    /// `applies_when.all`: traits and tiers that are all needed.
    pub all: Vec<ReferenceView>,
    /// The question as inline HTML without marked terms, for a heading.
    pub heading_html: String,
    /// The glossary terms in the question, each once, by first use.
    pub terms: Vec<TermLine>,
    /// The contact of its own domain, or its area's; none without one.
    pub helper: Option<Helper>,
    /// The incident that taught it, as plain text; empty without one.
    pub learned_from: String,
    /// What differs from the last closed edition; none if nothing does, and without closed editions.
    pub changed: Option<ChangedView>,
    /// The offers that help to answer it.
    pub offers: Vec<OfferLine>,
    /// Values of custom fields that are shown on screen (`screen` in `show`, or no `show`), in the order of the settings.
    pub own: Vec<CustomFieldValue>,
}

/// A term of the glossary that a text uses.
#[derive(Debug, Serialize)]
pub struct TermLine {
    /// The term as it is written in the text.
    pub said: String,
    /// Its other names in the glossary, which the text does not say.
    pub others: Vec<String>,
    /// The relative URL of its place in the glossary.
    pub href: String,
    /// Its short explanation, plain text.
    pub short: String,
}

/// A source that the settings declare.
#[derive(Debug, Clone, Serialize)]
pub struct SourceView {
    /// Its title, plain text.
    pub title: String,
    /// Its URL; none for one without.
    pub url: Option<String>,
}
