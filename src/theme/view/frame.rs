//! What stands around every page, and the parts that templates share.

use serde::Serialize;

/// What every page has around its content.
#[derive(Debug, Clone, Serialize)]
pub struct Frame {
    /// Its own path.
    pub path: String,
    /// `../` as often as it takes to reach the top.
    pub top: String,
    /// Its title.
    pub title: String,
    /// The id that the title carries, if it was taken from a heading.
    pub title_anchor: Option<String>,
    /// What a reader gets, in a sentence.
    pub summary: String,
    /// Whether it is home.
    pub is_home: bool,
    /// The way from home to here, without this page.
    pub crumbs: Vec<Link>,
    /// The path, the siblings and the children.
    pub nav: Vec<NavItem>,
    /// The phases, with the one that this page belongs to.
    pub phases: Vec<Step>,
    /// The page before.
    pub previous: Option<Link>,
    /// The page after.
    pub next: Option<Link>,
    /// Its headings.
    pub toc: Vec<TocEntry>,
    /// Pages that every page links to.
    pub links: Fixed,
    /// Links at the foot.
    pub footer: Vec<Link>,
    /// Where the page can be changed.
    pub edit_url: Option<String>,
    /// Where its past is shown.
    pub history_url: Option<String>,
    /// Where a problem with it is told.
    pub report_url: Option<String>,
    /// The day on which its file was last changed, as an ISO date.
    pub changed: Option<String>,
    /// The sheets that print what it says.
    pub sheets: Vec<SheetLink>,
    /// The published documents that hold it: its section's, and the whole handbook's.
    pub documents: Vec<Link>,
    /// The list of all sheets, if there are any.
    pub all_sheets: Option<String>,
    /// What links here: pages, questions, terms.
    pub linked_from: Vec<Link>,
    /// How many more do, where there are too many to list.
    pub linked_from_more: usize,
    /// Its whole address, if the settings say where the handbook is published.
    pub canonical: Option<String>,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// What it says.
    pub title: String,
    /// Where it leads.
    pub href: String,
}

/// A sheet that prints what a page says.
#[derive(Debug, Clone, Serialize)]
pub struct SheetLink {
    /// What it is called.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Its PDFs.
    pub pdfs: Vec<PdfLink>,
}

/// A PDF.
#[derive(Debug, Clone, Serialize)]
pub struct PdfLink {
    /// The word of its paper: `a4` or `letter`.
    pub paper: &'static str,
    /// Where it is.
    pub href: String,
}

/// A link with a sentence.
#[derive(Debug, Clone, Serialize)]
pub struct Card {
    /// What it says.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// What a reader gets there.
    pub summary: String,
}

/// An entry of the navigation.
#[derive(Debug, Clone, Serialize)]
pub struct NavItem {
    /// What it says.
    pub title: String,
    /// Where it leads.
    pub href: String,
    /// Whether it is this page.
    pub here: bool,
    /// Whether it is on the way to this page.
    pub open: bool,
    /// What lies in it, if it is on the way.
    pub children: Vec<NavItem>,
}

/// A phase on the path.
#[derive(Debug, Clone, Serialize)]
pub struct Step {
    /// What it is called.
    pub title: String,
    /// Its page.
    pub href: Option<String>,
    /// Whether the page belongs to it.
    pub here: bool,
}

/// A heading.
#[derive(Debug, Clone, Serialize)]
pub struct TocEntry {
    /// 2 or 3.
    pub level: u8,
    /// Where it leads.
    pub href: String,
    /// What it says.
    pub title_html: String,
}

/// Pages that every page links to.
#[derive(Debug, Clone, Serialize)]
pub struct Fixed {
    /// Home.
    pub home: String,
    /// All pages.
    pub contents: String,
    /// Everything by first letter, for a browser without scripts.
    pub search: String,
    /// What is left to fill in.
    pub blanks: String,
    /// What changed last, if Git knows.
    pub recent: Option<String>,
    /// The same as a feed, if the settings say where the handbook is published.
    pub feed: Option<String>,
    /// The first glossary.
    pub glossary: Option<String>,
    /// Whom to ask.
    pub domains: Option<String>,
}

/// Whom to ask.
#[derive(Debug, Clone, Serialize)]
pub struct Helper {
    /// What they are called.
    pub title: String,
    /// Where they are described.
    pub href: String,
    /// What they help with.
    pub helps_with_html: String,
    /// How to reach them.
    pub contact_html: String,
    /// When.
    pub hours_html: String,
    /// The id of their place on the page of domains.
    pub anchor: String,
}

/// When something was looked at, as ISO dates.
#[derive(Debug, Serialize)]
pub struct Reviewed {
    /// The day.
    pub on: String,
    /// The day on which it is due again.
    pub due: String,
}

/// A value of an own field.
#[derive(Debug, Serialize)]
pub struct OwnValue {
    /// What the field is called.
    pub title: String,
    /// What it says.
    pub value: String,
    /// Where it leads, if it is an address.
    pub href: Option<String>,
}

/// A word of a vocabulary.
#[derive(Debug, Clone, Serialize)]
pub struct Named {
    /// What files call it.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it means.
    pub text: String,
}
