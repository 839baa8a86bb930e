//! Template contexts: one struct per template, and the parts that they share.
//!
//! A field whose name ends in `_html` is safe HTML, to be printed unescaped; everything else is escaped by the template.

#[cfg(feature = "paper")]
mod answers;
mod checklists;
mod editions;
mod frame;
mod looks;
mod matrix;
mod meeting;
#[cfg(feature = "paper")]
mod meeting_sheets;
mod offers;
mod pages;
mod reference;
mod renditions;
#[cfg(feature = "paper")]
mod sheet;
#[cfg(feature = "paper")]
mod sheets;
mod walkthrough;

use serde::Serialize;

#[cfg(feature = "paper")]
pub use self::{answers::*, meeting_sheets::*, renditions::PaperRendition, sheet::*, sheets::*};
pub use self::{
    checklists::*,
    editions::*,
    frame::*,
    looks::*,
    matrix::*,
    meeting::*,
    offers::*,
    pages::*,
    reference::*,
    renditions::{HtmlRendition, ReferenceView},
    walkthrough::*,
};

/// The context of one template: the template sees what it serialises to.
pub trait View: Serialize {
    /// The template's path below `templates/`, as in `home.html`.
    const TEMPLATE: &'static str;
}

macro_rules! views {
    ($($name:ident => $template:literal,)+) => { $(impl View for $name { const TEMPLATE: &'static str = $template; })+ };
}

views! {
    HomeView => "home.html",
    PageView => "page.html",
    PhaseView => "phase.html",
    ChecklistsView => "checklists.html",
    ChecklistView => "checklist.html",
    EditionView => "edition.html",
    ItemsView => "partials/items.html",
    MeetingView => "partials/meeting.html",
    MatrixView => "matrix.html",
    ServiceView => "service.html",
    GuardrailsView => "guardrails.html",
    GlossaryView => "glossary.html",
    DomainsView => "domains.html",
    OffersView => "offers.html",
    ContentsView => "contents.html",
    RecentView => "recent.html",
    FeedView => "feed.xml",
    SitemapView => "sitemap.xml",
    SearchView => "search.html",
    BlanksView => "blanks.html",
    LooksView => "looks.html",
    WalkthroughView => "walkthrough.html",
    NotFoundView => "404.html",
    RedirectView => "redirect.html",
}

#[cfg(feature = "paper")]
views! {
    SheetsView => "sheets.html",
    SheetView => "sheet.html",
}
