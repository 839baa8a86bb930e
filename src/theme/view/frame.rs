//! The frame of every page, and parts that template contexts share.

use serde::Serialize;

/// The frame of a page, `page` in its template: title, navigation, links, dates.
#[derive(Debug, Clone, Serialize)]
pub struct Frame {
    /// Its site path, as in `guides/backups.html`.
    pub path: String,
    /// `../` as often as it takes to reach the top of the site; empty for a page that lies there.
    pub top: String,
    /// Its title as plain text, variables filled in.
    pub title: String,
    /// The id that the title carries, if it was taken from a heading.
    pub title_anchor: Option<String>,
    /// Its summary, a sentence of plain text; may be empty.
    pub summary: String,
    /// Whether it is `index.html` at the top of the site.
    pub is_home: bool,
    /// Breadcrumbs from home to here, without this page.
    pub crumbs: Vec<Link>,
    /// The navigation: the top level, and below each page on the path to this one its children; at most 12 siblings on each side.
    pub nav: Vec<NavItem>,
    /// The phases of the settings in order.
    pub phases: Vec<PhaseStep>,
    /// The page before in reading order; none for the first.
    pub previous: Option<Link>,
    /// The page after in reading order; none for the last.
    pub next: Option<Link>,
    /// The table of contents: headings of levels 2 and 3 in order, without the title.
    pub toc: Vec<TocEntry>,
    /// Links to the generated pages.
    pub links: FixedLinks,
    /// The links of `brand.footer` in the settings.
    pub footer: Vec<Link>,
    /// The URL that edits its source file, from `repository.edit`; none without a pattern or a single source.
    pub edit_url: Option<String>,
    /// The URL of its source file's history, from `repository.history`; none likewise.
    pub history_url: Option<String>,
    /// The URL that reports a problem, from `repository.report`, maybe `mailto:`; none likewise.
    pub report_url: Option<String>,
    /// The day of its source file's newest commit, as an ISO date; none when Git does not know it.
    pub changed: Option<String>,
    /// The sheets with its content, each with a PDF for every paper size of the settings.
    pub sheets: Vec<SheetLink>,
    /// The published documents that contain it: its section's, and the whole handbook's; links to PDFs.
    pub documents: Vec<Link>,
    /// The relative URL of the list of sheets; none when nothing is printed.
    pub all_sheets: Option<String>,
    /// Backlinks: pages, items and terms that link here, at most 60.
    pub linked_from: Vec<Link>,
    /// Number of further backlinks.
    pub linked_from_more: usize,
    /// Its canonical URL, absolute; none without `base_url`, and for the 404 page.
    pub canonical: Option<String>,
}

/// A link as templates draw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// The text of the link, plain.
    pub title: String,
    /// Its URL, relative or absolute, percent-encoded, for `href`.
    pub href: String,
}

/// A link to a sheet and its PDFs.
#[derive(Debug, Clone, Serialize)]
pub struct SheetLink {
    /// Its title, plain text.
    pub title: String,
    /// The relative URL of its page; of its PDF for a document.
    pub href: String,
    /// Its PDFs, one for each paper size.
    pub pdfs: Vec<PdfLink>,
}

/// A PDF of a sheet on one paper size.
#[derive(Debug, Clone, Serialize)]
pub struct PdfLink {
    /// Its paper size: `a4` or `letter`.
    pub paper: &'static str,
    /// Its relative URL.
    pub href: String,
}

/// A link with a summary.
#[derive(Debug, Clone, Serialize)]
pub struct Card {
    /// The text of the link, plain.
    pub title: String,
    /// Its relative URL, percent-encoded, for `href`.
    pub href: String,
    /// The page's summary, a sentence of plain text; may be empty.
    pub summary: String,
}

/// The pages of one section that help.
#[derive(Debug, Clone, Serialize)]
pub struct CardGroup {
    /// The title of the section, plain text.
    pub title: String,
    /// Its pages, in order.
    pub cards: Vec<Card>,
}

/// An entry of the navigation.
#[derive(Debug, Clone, Serialize)]
pub struct NavItem {
    /// The text of the link, plain.
    pub title: String,
    /// Its relative URL, percent-encoded, for `href`.
    pub href: String,
    /// Whether it is this page.
    pub here: bool,
    /// Whether its children are shown: it is on the path to this page, or this page; always in the overview.
    pub open: bool,
    /// Its children, if it is open.
    pub children: Vec<NavItem>,
}

/// A phase in the navigation.
#[derive(Debug, Clone, Serialize)]
pub struct PhaseStep {
    /// Its title, plain text.
    pub title: String,
    /// The relative URL of its page; none without one.
    pub href: Option<String>,
    /// Whether the page belongs to it.
    pub here: bool,
}

/// A heading in the table of contents.
#[derive(Debug, Clone, Serialize)]
pub struct TocEntry {
    /// The level of the heading: 2 or 3.
    pub level: u8,
    /// Its relative URL with a fragment, percent-encoded, for `href`.
    pub href: String,
    /// The text of the heading as inline HTML, without links.
    pub title_html: String,
}

/// Relative URLs of pages that every page links to.
#[derive(Debug, Clone, Serialize)]
pub struct FixedLinks {
    /// The home page.
    pub home: String,
    /// The overview of all pages.
    pub contents: String,
    /// The search page, which lists entries by first letter for browsers without scripts.
    pub search: String,
    /// The page of variables without a value.
    pub blanks: String,
    /// The page of what is due for another look.
    pub looks: String,
    /// The page for the meeting before a launch; none where nobody signs.
    pub walkthrough: Option<String>,
    /// The page of recent changes; none without dates from Git.
    pub recent: Option<String>,
    /// The Atom feed of recent changes; none without `base_url` or dates from Git.
    pub feed: Option<String>,
    /// The first glossary; none without one.
    pub glossary: Option<String>,
    /// The first page of domains; none without one.
    pub domains: Option<String>,
}

/// The contact of a domain.
#[derive(Debug, Clone, Serialize)]
pub struct Helper {
    /// The domain's title, plain text.
    pub title: String,
    /// The relative URL of its place on the page of domains.
    pub href: String,
    /// What they help with, as inline HTML; may be empty.
    pub helps_with_html: String,
    /// How to reach them, as inline HTML; may be empty.
    pub contact_html: String,
    /// When they can be reached, as inline HTML; may be empty.
    pub hours_html: String,
    /// The domain's id, its anchor on the page of domains, without `#`.
    pub anchor: String,
}

/// The last look at a page, and the next.
#[derive(Debug, Serialize)]
pub struct Reviewed {
    /// The day of the last look, as an ISO date.
    pub on: String,
    /// The title of the role or the domain that looked, plain text; none if the page does not say.
    pub by: Option<String>,
    /// The day since which the text has stood as it is, if the last look confirmed it; none if it did not, or nobody knows.
    pub confirmed_since: Option<String>,
    /// Whether the page says something else now than when somebody looked at it; `false` if nobody knows.
    pub changed_since: bool,
    /// The day on which the next look is due, as an ISO date: at the latest `on` plus the months for which the page counts as fresh.
    pub due: String,
}

/// A value of a custom field, which `fields` in the settings declares.
#[derive(Debug, Serialize)]
pub struct CustomFieldValue {
    /// The field's title.
    pub title: String,
    /// Its value as plain text; entries of a list joined by `, `.
    pub value: String,
    /// The same value for `href` if the field is a URL; else none.
    pub href: Option<String>,
}

/// A word of a vocabulary.
#[derive(Debug, Clone, Serialize)]
pub struct WordView {
    /// Its id, as data files name it.
    pub id: String,
    /// Its title, plain text.
    pub title: String,
    /// Its explanation, plain text; may be empty.
    pub text: String,
}
