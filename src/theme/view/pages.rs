//! Pages of prose, home and phases, and the pages that every handbook has.

use serde::Serialize;

use super::{AreaView, Card, ChecklistCard, CustomFieldValue, Frame, Helper, ItemLine, Link, NavItem, Reviewed, WordView};

/// Home: `index.html`.
#[derive(Debug, Serialize)]
pub struct HomeView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// The body that its author wrote, as HTML; empty when nobody wrote a page.
    pub body_html: String,
    /// The phases.
    pub phases: Vec<PhaseCard>,
    /// The one-page checklist.
    pub sheet: Option<Card>,
    /// The children of home in the tree, as cards.
    pub sections: Vec<Card>,
    /// All domains, in order.
    pub helpers: Vec<Helper>,
}

/// A phase on home.
#[derive(Debug, Serialize)]
pub struct PhaseCard {
    /// What it is called.
    pub title: String,
    /// Its page.
    pub href: Option<String>,
    /// What its page is about.
    pub summary: String,
    /// How a team notices that it is here.
    pub signs_html: Vec<String>,
    /// The one next thing to do.
    pub next: Option<Link>,
}

/// A page of prose; also a section's page, and an area's page.
#[derive(Debug, Serialize)]
pub struct PageView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// The body that its author wrote, as HTML; empty when nobody wrote a page.
    pub body_html: String,
    /// The domain that helps; none when the page names none.
    pub helper: Option<Helper>,
    /// When somebody last stood by it, and when it is due again, as ISO dates.
    pub reviewed: Option<Reviewed>,
    /// What lies in the section.
    pub children: Vec<Card>,
    /// The areas whose items follow.
    pub areas: Vec<AreaView>,
    /// Values of custom fields with `screen` in their `show`, in the order of the settings.
    pub own: Vec<CustomFieldValue>,
}

/// The page of a phase.
#[derive(Debug, Serialize)]
pub struct PhaseView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// The body that its author wrote, as HTML; empty when nobody wrote a page.
    pub body_html: String,
    /// How closely the enablement team looks on: the word of the format.
    pub oversight: &'static str,
    /// The `entry_signs`, each as inline HTML.
    pub entry_html: Vec<String>,
    /// The `exit_signs`, each as inline HTML.
    pub exit_html: Vec<String>,
    /// The `rules`, each as inline HTML.
    pub rules_html: Vec<String>,
    /// Who takes part.
    pub people: Vec<WordView>,
    /// The launches that a sign-off is for: the words of the format.
    pub only_for: Vec<&'static str>,
    /// The tiers and roles of a veto, if there can be one here.
    pub veto: Option<VetoView>,
    /// The checklist is started so many days before; only in a sign-off phase.
    pub lead_time_days: Option<u32>,
    /// The pages of the phase's section, and those whose front matter names the phase.
    pub guidance: Vec<Card>,
    /// The checklists that belong here.
    pub checklists: Vec<ChecklistCard>,
    /// Items of later checklists to think about from here on.
    pub early: Vec<ItemLine>,
    /// When somebody last stood by it, and when it is due again.
    pub reviewed: Option<Reviewed>,
    /// The domain that helps; none when the page names none.
    pub helper: Option<Helper>,
}

/// When a launch may be stopped.
#[derive(Debug, Serialize)]
pub struct VetoView {
    /// For services of these tiers.
    pub tiers: Vec<String>,
    /// And for any service that is high-risk.
    pub or_high_risk: bool,
    /// By these roles.
    pub by: Vec<String>,
}

/// The list of all pages: as a tree, and by topic.
#[derive(Debug, Serialize)]
pub struct ContentsView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// The tree as nested lists.
    pub tree: Vec<NavItem>,
    /// The pages by phase, by area and by domain.
    pub topics: Vec<TopicsView>,
}

/// The pages by one kind of topic.
#[derive(Debug, Serialize)]
pub struct TopicsView {
    /// `phase`, `area` or `domain`.
    pub kind: &'static str,
    /// The topics.
    pub topics: Vec<TopicView>,
}

/// A phase, an area or a domain with its pages.
#[derive(Debug, Serialize)]
pub struct TopicView {
    /// What it is called.
    pub title: String,
    /// Its own page.
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
    /// The pages.
    pub pages: Vec<Link>,
}

/// The newest 30 pages as an Atom feed, `feed.xml`.
#[derive(Debug, Serialize)]
pub struct FeedView {
    /// The newest day in it, as an ISO date.
    pub updated: String,
    /// The whole address of home.
    pub home: String,
    /// The whole address of the feed.
    pub url: String,
    /// The pages, the newest first.
    pub entries: Vec<FeedEntry>,
}

/// A page in the feed.
#[derive(Debug, Serialize)]
pub struct FeedEntry {
    /// What it is called.
    pub title: String,
    /// Its whole address, with `base_url` before it.
    pub url: String,
    /// The day on which it changed, as an ISO date.
    pub day: String,
    /// What a reader gets there, in a sentence; empty when the page says nothing.
    pub summary: String,
}

/// All pages, for search engines.
#[derive(Debug, Serialize)]
pub struct SitemapView {
    /// The pages in order.
    pub pages: Vec<SitemapEntry>,
}

/// A page in the site map.
#[derive(Debug, Serialize)]
pub struct SitemapEntry {
    /// Its whole address, with `base_url` before it.
    pub url: String,
    /// The day of its newest commit, as an ISO date; none when Git does not know it.
    pub day: Option<String>,
}

/// Everything that can be found, by first letter.
#[derive(Debug, Serialize)]
pub struct SearchView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// The letters that something begins with.
    pub letters: Vec<FoundUnder>,
}

/// What begins with one letter.
#[derive(Debug, Serialize)]
pub struct FoundUnder {
    /// The letter.
    pub letter: String,
    /// What begins with it.
    pub entries: Vec<FoundEntry>,
}

/// Something that can be found.
#[derive(Debug, Serialize)]
pub struct FoundEntry {
    /// What it is called.
    pub title: String,
    /// Its address, relative to the page that shows it.
    pub href: String,
    /// What it is: the name of a word in the words file, as in `found_pages`.
    pub kind: &'static str,
    /// The page that it is on.
    pub parent: String,
}

/// The page of variables without a value, `to-fill-in.html`.
#[derive(Debug, Serialize)]
pub struct BlanksView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// What nobody has filled in yet.
    pub blanks: Vec<BlankView>,
    /// How many variables have a value.
    pub filled: usize,
}

/// A variable without a value.
#[derive(Debug, Serialize)]
pub struct BlankView {
    /// Its name below `blanks` in the settings.
    pub name: String,
    /// The pages whose texts use it, in the order of the handbook.
    pub pages: Vec<Link>,
}

/// The page for an address that is not there.
#[derive(Debug, Serialize)]
pub struct NotFoundView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
}

/// The page at an old address.
#[derive(Debug, Serialize)]
pub struct RedirectView {
    /// The new address.
    pub href: String,
    /// The title of the page that is there now.
    pub title: String,
}
