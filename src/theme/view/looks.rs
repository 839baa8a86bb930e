//! The page of what is due for another look.

use serde::Serialize;

use super::{Frame, Link};

/// The page of what is due for another look, `to-look-at.html`. It knows no day: a script says which have passed.
#[derive(Debug, Serialize)]
pub struct LooksView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// All looks by the month in which they are due, in order.
    pub months: Vec<LookMonth>,
    /// The same by owner, in the order of their titles.
    pub owners: Vec<LookOwnerView>,
    /// What nobody has looked at yet: pages, then services.
    pub never: Vec<NeverView>,
}

/// The looks that are due in one month.
#[derive(Debug, Serialize)]
pub struct LookMonth {
    /// The month, as in `2027-09`.
    pub month: String,
    /// Its looks by their days.
    pub looks: Vec<LookView>,
}

/// The looks of one owner.
#[derive(Debug, Serialize)]
pub struct LookOwnerView {
    /// The title of a domain or a role, plain text; of the enablement team where nobody else is named.
    pub title: String,
    /// Their looks by their days.
    pub looks: Vec<LookView>,
}

/// A page, or facts of one service, that are due for another look on one day.
#[derive(Debug, Clone, Serialize)]
pub struct LookView {
    /// The page, or that of the service.
    pub link: Link,
    /// How many facts of the service they are; 0 for a page.
    pub facts: usize,
    /// The title of the owner, plain text.
    pub owner: String,
    /// The day of the last look, as an ISO date.
    pub on: String,
    /// The day on which the next one is due, as an ISO date.
    pub due: String,
    /// Whether the page says something else now than when somebody looked at it; `false` if nobody knows.
    pub changed_since: bool,
}

/// What nobody has looked at yet.
#[derive(Debug, Serialize)]
pub struct NeverView {
    /// The page, or that of the service.
    pub link: Link,
    /// How many facts of the service they are; 0 for a page.
    pub facts: usize,
    /// The title of the owner, plain text.
    pub owner: String,
}
