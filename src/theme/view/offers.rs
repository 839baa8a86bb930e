//! Template contexts of offers.

use serde::Serialize;

use super::{Frame, Helper, ItemLine, Link};

/// Offers.
#[derive(Debug, Serialize)]
pub struct OffersView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// The offers of one data page by group, those without one first.
    pub groups: Vec<OfferGroupView>,
}

/// The offers below one heading.
#[derive(Debug, Serialize)]
pub struct OfferGroupView {
    /// Its anchor; empty for the offers without a group.
    pub anchor: String,
    /// The heading, plain text; empty for the offers without a group.
    pub title: String,
    /// Its offers, in the order of the file.
    pub offers: Vec<OfferView>,
}

/// An offer in full.
#[derive(Debug, Serialize)]
pub struct OfferView {
    /// Its id, also its anchor.
    pub id: String,
    /// Its title as inline HTML, without marked terms.
    pub title_html: String,
    /// Where a team gets it, as inline HTML; empty when the file does not say.
    pub where_html: String,
    /// How long it takes to get it, as inline HTML; empty when the file does not say.
    pub takes_html: String,
    /// What a team can then do, as inline HTML.
    pub lets_html: String,
    /// How a team made use of it, as inline HTML; empty without an example.
    pub example_html: String,
    /// The contact of its domain; none without one.
    pub helper: Option<Helper>,
    /// The items that it helps to answer.
    pub questions: Vec<ItemLine>,
    /// The cells of the matrix that it helps with, and duties of every service.
    pub cells: Vec<Link>,
    /// The guardrails that it keeps a team inside of.
    pub guardrails: Vec<Link>,
}

/// An offer where it helps.
#[derive(Debug, Clone, Serialize)]
pub struct OfferLine {
    /// Its title, plain text.
    pub title: String,
    /// The relative URL of its place on the page of offers.
    pub href: String,
    /// How long it takes to get it, as inline HTML; empty when the file does not say.
    pub takes_html: String,
}
