//! Template contexts of pages of prose, home and phases, and of generated pages.

use serde::Serialize;

use super::{
    AreaView, Card, CardGroup, ChecklistCard, CustomFieldValue, Frame, Helper, ItemLine, Link, NavItem, Reviewed, WordView,
};

/// Home: `index.html`.
#[derive(Debug, Serialize)]
pub struct HomeView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// The body that its author wrote, as HTML; empty when nobody wrote a page.
    pub body_html: String,
    /// The phases in the order of the settings.
    pub phases: Vec<PhaseCard>,
    /// The first checklist of the first advisory phase; none without one.
    pub sheet: Option<Card>,
    /// The children of home in the tree, as cards.
    pub sections: Vec<Card>,
    /// The contacts of all domains in order.
    pub helpers: Vec<Helper>,
}

/// A phase on home.
#[derive(Debug, Serialize)]
pub struct PhaseCard {
    /// Its title, plain text.
    pub title: String,
    /// The relative URL of its page; none without one.
    pub href: Option<String>,
    /// The summary of its page, plain text; may be empty.
    pub summary: String,
    /// The `entry_signs`, each as inline HTML.
    pub signs_html: Vec<String>,
    /// The next step: the phase's first checklist, or else the first page of its section; none without both.
    pub next: Option<Link>,
}

/// A page of prose; also a section's page, and an area's page.
#[derive(Debug, Serialize)]
pub struct PageView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// The body that its author wrote, as HTML; empty when nobody wrote a page.
    pub body_html: String,
    /// The contact of the page's (or the area's) domain; none without one.
    pub helper: Option<Helper>,
    /// The dates of its review; none if it was never reviewed.
    pub reviewed: Option<Reviewed>,
    /// Cards of its children in the tree.
    pub children: Vec<Card>,
    /// The areas shown on the page: those that name it as guide, or the page's own.
    pub areas: Vec<AreaView>,
    /// Values of custom fields that are shown on screen (`screen` in `show`, or no `show`), in the order of the settings.
    pub own: Vec<CustomFieldValue>,
}

/// The page of a phase.
#[derive(Debug, Serialize)]
pub struct PhaseView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// The body that its author wrote, as HTML; empty when nobody wrote a page.
    pub body_html: String,
    /// The oversight of the enablement team: a value of the format, as in `sign-off`.
    pub oversight: &'static str,
    /// The `entry_signs`, each as inline HTML.
    pub entry_html: Vec<String>,
    /// The `exit_signs`, each as inline HTML.
    pub exit_html: Vec<String>,
    /// The `rules`, each as inline HTML.
    pub rules_html: Vec<String>,
    /// The roles that take part.
    pub people: Vec<WordView>,
    /// The kinds of launch that need a sign-off: values of the format, as in `new-service`.
    pub only_for: Vec<&'static str>,
    /// The rules of the veto; only in a phase with sign-off, if the settings have one.
    pub veto: Option<VetoView>,
    /// Days before the review at which the checklist is started; only in a phase with sign-off.
    pub lead_time_days: Option<u32>,
    /// The pages of the phase's section, and those whose front matter names the phase, by section.
    pub guidance: Vec<CardGroup>,
    /// The checklists that the phase lists.
    pub checklists: Vec<ChecklistCard>,
    /// Items of other phases' checklists that begin in this phase.
    pub early: Vec<ItemLine>,
    /// The dates of the page's review; none if it was never reviewed.
    pub reviewed: Option<Reviewed>,
    /// The contact of the page's domain; none without one.
    pub helper: Option<Helper>,
}

/// When a launch may be vetoed, and by whom.
#[derive(Debug, Serialize)]
pub struct VetoView {
    /// Titles of the tiers whose services may be vetoed.
    pub tiers: Vec<String>,
    /// Whether any high-risk service may be vetoed as well.
    pub or_high_risk: bool,
    /// Titles of the roles that may veto.
    pub by: Vec<String>,
}

/// The list of all pages: as a tree, and by topic.
#[derive(Debug, Serialize)]
pub struct ContentsView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// All pages as a tree.
    pub tree: Vec<NavItem>,
    /// The pages by phase, by area and by domain.
    pub topics: Vec<TopicsView>,
}

/// The pages by one kind of topic.
#[derive(Debug, Serialize)]
pub struct TopicsView {
    /// `phase`, `area` or `domain`.
    pub kind: &'static str,
    /// The topics of that kind.
    pub topics: Vec<TopicView>,
}

/// A phase, an area or a domain with its pages.
#[derive(Debug, Serialize)]
pub struct TopicView {
    /// Its title, plain text.
    pub title: String,
    /// The relative URL of its own page; none without one.
    pub href: Option<String>,
    /// The pages about it.
    pub pages: Vec<Link>,
}

/// What changed last, by Git: the newest 60 pages, grouped by day.
#[derive(Debug, Serialize)]
pub struct RecentView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// The days, the newest first.
    pub days: Vec<RecentDay>,
}

/// What changed on one day.
#[derive(Debug, Serialize)]
pub struct RecentDay {
    /// The day, as an ISO date.
    pub day: String,
    /// The pages that changed, in the order of the handbook.
    pub pages: Vec<Link>,
    /// The pages that somebody looked at again and found as they should be, in the same order.
    pub confirmed: Vec<Link>,
}

/// The newest 30 pages as an Atom feed, `feed.xml`.
#[derive(Debug, Serialize)]
pub struct FeedView {
    /// The day of its newest entry, as an ISO date.
    pub updated: String,
    /// The absolute URL of home.
    pub home: String,
    /// The absolute URL of the feed.
    pub url: String,
    /// The pages, the newest first.
    pub entries: Vec<FeedEntry>,
}

/// A page in the feed.
#[derive(Debug, Serialize)]
pub struct FeedEntry {
    /// Its title, plain text.
    pub title: String,
    /// Its absolute URL.
    pub url: String,
    /// The day of its newest commit, as an ISO date.
    pub day: String,
    /// Its summary, a sentence of plain text; may be empty.
    pub summary: String,
}

/// The sitemap, `sitemap.xml`.
#[derive(Debug, Serialize)]
pub struct SitemapView {
    /// All pages of the tree in order.
    pub pages: Vec<SitemapEntry>,
}

/// A page in the site map.
#[derive(Debug, Serialize)]
pub struct SitemapEntry {
    /// Its absolute URL.
    pub url: String,
    /// The day of its newest commit, as an ISO date; none when Git does not know it.
    pub day: Option<String>,
}

/// The search page: entries of the index by first letter, without sections and cells of matrices.
#[derive(Debug, Serialize)]
pub struct SearchView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// The first letters that occur, in order.
    pub letters: Vec<FoundUnder>,
}

/// The entries with one first letter.
#[derive(Debug, Serialize)]
pub struct FoundUnder {
    /// The letter in upper case; `#` for entries without one.
    pub letter: String,
    /// Its entries, sorted by title.
    pub entries: Vec<FoundEntry>,
}

/// An entry of the search index.
#[derive(Debug, Serialize)]
pub struct FoundEntry {
    /// Its title or other name, plain text.
    pub title: String,
    /// Its relative URL.
    pub href: String,
    /// Its kind: the name of a word in the words file, as in `found_pages`.
    pub kind: &'static str,
    /// The title of the page that it is on; empty for a page.
    pub parent: String,
}

/// The page of variables without a value, `to-fill-in.html`.
#[derive(Debug, Serialize)]
pub struct BlanksView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// The variables without a value, in the order of the settings.
    pub blanks: Vec<BlankView>,
    /// Number of variables with a value.
    pub filled: usize,
}

/// A variable without a value.
#[derive(Debug, Serialize)]
pub struct BlankView {
    /// Its name below `blanks` in the settings.
    pub name: String,
    /// The pages whose texts use it, in the order of their paths.
    pub pages: Vec<Link>,
}

/// The 404 page.
#[derive(Debug, Serialize)]
pub struct NotFoundView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
}

/// The redirect page at an alias.
#[derive(Debug, Serialize)]
pub struct RedirectView {
    /// The relative URL of the site's top; ends in `/`, or is empty.
    pub top: String,
    /// The relative URL of the page's present place.
    pub href: String,
    /// The title of that page.
    pub title: String,
}
