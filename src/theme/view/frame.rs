//! What stands around every page, and the parts that templates share.

use serde::Serialize;

/// What every page has around its content.
#[derive(Debug, Clone, Serialize)]
pub struct Frame {
    /// Its own address from the top of the site, as in `guides/backups.html`.
    pub path: String,
    /// `../` as often as it takes to reach the top of the site; empty for a page that lies there.
    pub top: String,
    /// Its title as plain text, variables filled in.
    pub title: String,
    /// The id that the title carries, if it was taken from a heading.
    pub title_anchor: Option<String>,
    /// What a reader gets, in a sentence of plain text; empty when nothing is said.
    pub summary: String,
    /// Whether it is `index.html` at the top of the site.
    pub is_home: bool,
    /// The way from home to here, without this page.
    pub crumbs: Vec<Link>,
    /// The tree of navigation: every page on the way, its neighbours (at most 12 on each side) and its children.
    pub nav: Vec<NavItem>,
    /// The phases of the settings in order; at most one has `here`.
    pub phases: Vec<PhaseStep>,
    /// The page before in reading order; none for the first.
    pub previous: Option<Link>,
    /// The page after in reading order; none for the last.
    pub next: Option<Link>,
    /// Its headings of levels 2 and 3 in order.
    pub toc: Vec<TocEntry>,
    /// Pages that every page links to.
    pub links: FixedLinks,
    /// The links of `brand.footer` in the settings.
    pub footer: Vec<Link>,
    /// The address at which its source is edited, by `repository.edit`; none without a pattern.
    pub edit_url: Option<String>,
    /// The address that shows its past, by `repository.history`; none without a pattern.
    pub history_url: Option<String>,
    /// The address at which a problem is reported, by `repository.report`; may begin with `mailto:`.
    pub report_url: Option<String>,
    /// The day on which its file was last changed, as an ISO date.
    pub changed: Option<String>,
    /// The sheets that print what it says, each with a PDF for every paper of the settings.
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

/// A link as templates draw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// The text of the link, plain.
    pub title: String,
    /// Where it leads: a relative address, encoded, ready for `href`.
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

/// A PDF of a sheet on one paper.
#[derive(Debug, Clone, Serialize)]
pub struct PdfLink {
    /// The word of its paper: `a4` or `letter`.
    pub paper: &'static str,
    /// Its address, relative to the page that shows it.
    pub href: String,
}

/// A link with a sentence.
#[derive(Debug, Clone, Serialize)]
pub struct Card {
    /// The text of the link, plain.
    pub title: String,
    /// Where it leads: a relative address, encoded, ready for `href`.
    pub href: String,
    /// What a reader gets there, in a sentence; empty when the page says nothing.
    pub summary: String,
}

/// An entry of the navigation.
#[derive(Debug, Clone, Serialize)]
pub struct NavItem {
    /// The text of the link, plain.
    pub title: String,
    /// Where it leads: a relative address, encoded, ready for `href`.
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
pub struct PhaseStep {
    /// What it is called.
    pub title: String,
    /// Its page.
    pub href: Option<String>,
    /// Whether the page belongs to it.
    pub here: bool,
}

/// A heading in the table of contents.
#[derive(Debug, Clone, Serialize)]
pub struct TocEntry {
    /// The level of the heading: 2 or 3.
    pub level: u8,
    /// Where it leads: a relative address, encoded, ready for `href`.
    pub href: String,
    /// The text of the heading as HTML, without links.
    pub title_html: String,
}

/// Pages that every page links to.
#[derive(Debug, Clone, Serialize)]
pub struct FixedLinks {
    /// The address of home, relative.
    pub home: String,
    /// The address of the list of all pages, relative.
    pub contents: String,
    /// Everything by first letter, for a browser without scripts.
    pub search: String,
    /// The address of the page of variables without a value, relative.
    pub blanks: String,
    /// What changed last, if Git knows.
    pub recent: Option<String>,
    /// The same as a feed, if the settings say where the handbook is published.
    pub feed: Option<String>,
    /// The address of the first glossary; none without one.
    pub glossary: Option<String>,
    /// The address of the first page of domains; none without one.
    pub domains: Option<String>,
}

/// A domain, as whoever needs its help sees it.
#[derive(Debug, Clone, Serialize)]
pub struct Helper {
    /// What they are called.
    pub title: String,
    /// Where they are described.
    pub href: String,
    /// What they help with.
    pub helps_with_html: String,
    /// How to reach them, as inline HTML; empty when nothing is said.
    pub contact_html: String,
    /// When they can be reached; empty when nothing is said.
    pub hours_html: String,
    /// The id of their place on the page of domains, without `#`.
    pub anchor: String,
}

/// When something was looked at, as ISO dates.
#[derive(Debug, Serialize)]
pub struct Reviewed {
    /// The day on which somebody last stood by it, as an ISO date.
    pub on: String,
    /// The day on which it is due again, as an ISO date: `on` plus the months for which it counts as fresh.
    pub due: String,
}

/// A value of a custom field, which `fields` in the settings declares.
#[derive(Debug, Serialize)]
pub struct CustomFieldValue {
    /// What the field is called.
    pub title: String,
    /// What was written, as plain text; the entries of a list with commas.
    pub value: String,
    /// Where it leads, if it is an address.
    pub href: Option<String>,
}

/// A word of a vocabulary.
#[derive(Debug, Clone, Serialize)]
pub struct WordView {
    /// What files call it.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it means.
    pub text: String,
}
