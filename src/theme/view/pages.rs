//! Pages of prose, home and phases, and the pages that every handbook has.

use serde::Serialize;

use super::{AreaView, Card, ChecklistCard, Frame, Helper, ItemLine, Link, Named, NavItem, OwnValue, Reviewed};

/// Home.
#[derive(Debug, Serialize)]
pub struct HomeView {
    /// Around it.
    pub page: Frame,
    /// What its author wrote.
    pub body_html: String,
    /// The phases.
    pub phases: Vec<PhaseCard>,
    /// The one-page checklist.
    pub sheet: Option<Card>,
    /// What else there is.
    pub sections: Vec<Card>,
    /// Who helps.
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
    /// Around it.
    pub page: Frame,
    /// What its author wrote.
    pub body_html: String,
    /// Whom to ask.
    pub helper: Option<Helper>,
    /// When somebody last stood by it, and when it is due again, as ISO dates.
    pub reviewed: Option<Reviewed>,
    /// What lies in the section.
    pub children: Vec<Card>,
    /// The areas whose items follow.
    pub areas: Vec<AreaView>,
    /// A company's own fields.
    pub own: Vec<OwnValue>,
}

/// A phase.
#[derive(Debug, Serialize)]
pub struct PhaseView {
    /// Around it.
    pub page: Frame,
    /// What its author wrote.
    pub body_html: String,
    /// How closely the enablement team looks on: the word of the format.
    pub oversight: &'static str,
    /// How a team notices that it is here.
    pub entry_html: Vec<String>,
    /// How a team notices that it is through.
    pub exit_html: Vec<String>,
    /// What holds while a team is here.
    pub rules_html: Vec<String>,
    /// Who takes part.
    pub people: Vec<Named>,
    /// The launches that a sign-off is for: the words of the format.
    pub only_for: Vec<&'static str>,
    /// The tiers and roles of a veto, if there can be one here.
    pub veto: Option<VetoView>,
    /// The checklist is started so many days before; only in a sign-off phase.
    pub lead_time_days: Option<u32>,
    /// Pages that help.
    pub guidance: Vec<Card>,
    /// The checklists that belong here.
    pub checklists: Vec<ChecklistCard>,
    /// Items of later checklists to think about from here on.
    pub early: Vec<ItemLine>,
    /// When somebody last stood by it, and when it is due again.
    pub reviewed: Option<Reviewed>,
    /// Whom to ask.
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

/// All pages.
#[derive(Debug, Serialize)]
pub struct ContentsView {
    /// Around it.
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

/// What changed last.
#[derive(Debug, Serialize)]
pub struct RecentView {
    /// Around it.
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

/// What changed last, as a feed.
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
    /// Its whole address.
    pub url: String,
    /// The day on which it changed, as an ISO date.
    pub day: String,
    /// What a reader gets there.
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
    /// Its whole address.
    pub url: String,
    /// The day on which it changed, as an ISO date, if Git knows.
    pub day: Option<String>,
}

/// Everything that can be found, by first letter.
#[derive(Debug, Serialize)]
pub struct SearchView {
    /// Around it.
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
    /// Where it is.
    pub href: String,
    /// What it is: the name of a word.
    pub kind: &'static str,
    /// The page that it is on.
    pub parent: String,
}

/// What is left to fill in.
#[derive(Debug, Serialize)]
pub struct BlanksView {
    /// Around it.
    pub page: Frame,
    /// What nobody has filled in yet.
    pub blanks: Vec<BlankView>,
    /// How many are filled in.
    pub filled: usize,
}

/// A blank.
#[derive(Debug, Serialize)]
pub struct BlankView {
    /// Its name.
    pub name: String,
    /// The pages that need it.
    pub pages: Vec<Link>,
}

/// The page for an address that is not there.
#[derive(Debug, Serialize)]
pub struct NotFoundView {
    /// Around it.
    pub page: Frame,
}

/// The page at an old address.
#[derive(Debug, Serialize)]
pub struct RedirectView {
    /// The new address.
    pub href: String,
    /// What is there.
    pub title: String,
}
