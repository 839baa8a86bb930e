//! Template contexts of the responsibility matrix and its services.

use serde::{Serialize, Serializer};

use super::{CustomFieldValue, Frame, ItemLine, Link, OfferLine};
use crate::manuscript::data::{Basis, Cell, Later, Who};

/// Who is accountable for a duty: `provider`, `team`, `both`, `none`, or `unknown` where nobody wrote it down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accountable {
    /// Derived from the halves of the cell.
    Known(Who),
    /// There is no cell.
    Unknown,
}

impl Accountable {
    /// Who is accountable by a cell; `Unknown` without one.
    #[must_use]
    pub fn of(cell: Option<&Cell>) -> Self {
        cell.map_or(Self::Unknown, |cell| Self::Known(cell.who()))
    }
}

impl Serialize for Accountable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(who) => who.serialize(serializer),
            Self::Unknown => serializer.serialize_str("unknown"),
        }
    }
}

/// The responsibility matrix.
#[derive(Debug, Serialize)]
pub struct MatrixView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// Its columns, in the order of the file.
    pub duties: Vec<DutyView>,
    /// The kinds of its rows, in the order of the settings.
    pub kinds: Vec<KindView>,
    /// Its rows: a group for each provider that the settings show.
    pub groups: Vec<ProviderView>,
}

/// A column of the matrix.
#[derive(Debug, Serialize)]
pub struct DutyView {
    /// Its id, also its anchor.
    pub id: String,
    /// Its title, plain text.
    pub title: String,
    /// What the enablement team offers for the duty, as inline HTML; empty when it offers nothing.
    pub enablement_html: String,
}

/// A kind of service.
#[derive(Debug, Serialize)]
pub struct KindView {
    /// Its id.
    pub id: String,
    /// Its title, plain text.
    pub title: String,
}

/// The services of one provider.
#[derive(Debug, Serialize)]
pub struct ProviderView {
    /// The provider's id.
    pub provider: String,
    /// Its services in the order of the file.
    pub services: Vec<RowView>,
}

/// A row of the matrix.
#[derive(Debug, Serialize)]
pub struct RowView {
    /// Its id, also its anchor.
    pub id: String,
    /// Its title, plain text.
    pub title: String,
    /// The relative URL of its page.
    pub href: String,
    /// The id of its kind, as in `database`.
    pub kind: String,
    /// The title of its kind, plain text.
    pub kind_title: String,
    /// One cell per duty, in the order of the columns.
    pub cells: Vec<CellView>,
}

/// Who does one duty for one service.
#[derive(Debug, Serialize)]
pub struct CellView {
    /// Its anchor, `{service}-{duty}`.
    pub anchor: String,
    /// The duty's id.
    pub duty: String,
    /// The duty's title, plain text.
    pub title: String,
    /// `provider`, `team`, `both`, `none` or `unknown`.
    pub who: Accountable,
    /// The provider's half as inline HTML; empty when it has none.
    pub provider_html: String,
    /// The team's half as inline HTML; empty when it has none.
    pub team_html: String,
    /// How the enablement team helps with exactly this, as inline HTML; empty when it does not.
    pub enablement_html: String,
    /// Why there is nothing to do, as inline HTML; empty for any other cell.
    pub not_applicable_html: String,
    /// The setting that must be enabled; none if there is none.
    pub must_enable: Option<MustEnableView>,
    /// The basis of the cell: a value of the format, as in `unverified`.
    pub basis: Basis,
    /// The day on which somebody last read its sources, or copies of them, as an ISO date; none if never.
    pub read_on: Option<String>,
    /// The day on which somebody last found it on the live pages, as an ISO date; none if never.
    pub checked_live: Option<String>,
    /// The day on which they are due for another look, as an ISO date; none if nobody looked.
    pub due: Option<String>,
    /// The pages that were read for it, in the order of the file.
    pub sources: Vec<CitationView>,
    /// The items that ask about the duty; on the service's page only.
    pub items: Vec<ItemLine>,
    /// The offers that help with it.
    pub offers: Vec<OfferLine>,
}

/// A setting that must be enabled.
#[derive(Debug, Serialize)]
pub struct MustEnableView {
    /// The setting's name at the provider.
    pub setting: String,
    /// Its default value.
    pub default: String,
    /// The line of configuration or code that proves it, to be copied.
    pub show: String,
    /// Whether it can be enabled later: a value of the format.
    pub later: Later,
}

/// A source of a cell: a page of the provider's documentation.
#[derive(Debug, Serialize)]
pub struct CitationView {
    /// Its URL, as it was written.
    pub url: String,
    /// What it says, as inline HTML; may be empty.
    pub says_html: String,
    /// Its own day of reading, as an ISO date; none if that of the cell holds for it, or nobody read it.
    pub read_on: Option<String>,
    /// Its own day of a look at the live page, as an ISO date; none likewise.
    pub checked_live: Option<String>,
}

/// The page of a service.
#[derive(Debug, Serialize)]
pub struct ServiceView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// The provider's id.
    pub provider: String,
    /// The id of its kind, as in `database`.
    pub kind: String,
    /// The title of its kind, plain text.
    pub kind_title: String,
    /// The link to its row in the matrix.
    pub matrix: Link,
    /// Duties with a setting that must be enabled, whoever is accountable.
    pub must_enable: Vec<CellView>,
    /// Other duties of the team.
    pub team: Vec<CellView>,
    /// Other duties of both.
    pub both: Vec<CellView>,
    /// All others: of the provider, not applicable, or unknown.
    pub rest: Vec<CellView>,
    /// Known pitfalls.
    pub traps: Vec<TrapView>,
    /// Values of custom fields that are shown on screen (`screen` in `show`, or no `show`), in the order of the settings.
    pub own: Vec<CustomFieldValue>,
}

/// A known pitfall of a service.
#[derive(Debug, Serialize)]
pub struct TrapView {
    /// What happens, as inline HTML.
    pub text_html: String,
    /// The setting that avoids it; none without one.
    pub setting: Option<String>,
}
