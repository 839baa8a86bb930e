//! The responsibility matrix and its services.

use serde::{Serialize, Serializer};

use super::{CustomFieldValue, Frame, ItemLine, Link};
use crate::manuscript::data::{Basis, Cell, Later, ServiceKind, Who};

/// Who is accountable for a duty: `provider`, `team`, `both`, `none`, or `unknown` where nobody wrote it down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accountable {
    /// It follows from the halves of the cell.
    Known(Who),
    /// There is no cell.
    Unknown,
}

impl Accountable {
    /// Who is, in a cell.
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
    /// Its rows: a group for each provider that the settings show.
    pub groups: Vec<ProviderView>,
}

/// A column of the matrix.
#[derive(Debug, Serialize)]
pub struct DutyView {
    /// What links call it.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What the enablement team offers for the duty, as inline HTML; empty when it offers nothing.
    pub enablement_html: String,
}

/// The services of one provider.
#[derive(Debug, Serialize)]
pub struct ProviderView {
    /// The provider's id.
    pub provider: String,
    /// Its services.
    pub services: Vec<RowView>,
}

/// A row of the matrix.
#[derive(Debug, Serialize)]
pub struct RowView {
    /// What links call it.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Its own page.
    pub href: String,
    /// What kind of thing it is: the word of the format.
    pub kind: ServiceKind,
    /// A cell a duty, in the order of the columns.
    pub cells: Vec<CellView>,
}

/// Who does one duty for one service.
#[derive(Debug, Serialize)]
pub struct CellView {
    /// What links call it.
    pub anchor: String,
    /// The duty's id.
    pub duty: String,
    /// What the duty is called.
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
    /// What must be switched on.
    pub must_enable: Option<MustEnableView>,
    /// What it rests on: the word of the format.
    pub basis: Basis,
    /// The day on which its sources were read, as an ISO date; none when nobody has read them.
    pub checked: Option<String>,
    /// The day on which it is due again, as an ISO date.
    pub due: Option<String>,
    /// The pages that were read for it, in the order of the file.
    pub sources: Vec<CitationView>,
    /// The items that ask about the duty.
    pub items: Vec<ItemLine>,
}

/// What must be switched on.
#[derive(Debug, Serialize)]
pub struct MustEnableView {
    /// The setting to switch on, as the provider calls it.
    pub setting: String,
    /// Its value when nobody sets it.
    pub default: String,
    /// The line of configuration or code that proves it, to be copied.
    pub show: String,
    /// Whether it can be switched on afterwards: the word of the format.
    pub later: Later,
}

/// A source of a cell: a page of the provider's documentation.
#[derive(Debug, Serialize)]
pub struct CitationView {
    /// Its web address, as it was written.
    pub url: String,
    /// What it says in our words, as inline HTML; empty when nothing is quoted.
    pub says_html: String,
}

/// What remains yours on a service.
#[derive(Debug, Serialize)]
pub struct ServiceView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// The provider's id.
    pub provider: String,
    /// What kind of thing it is: the word of the format.
    pub kind: ServiceKind,
    /// The matrix.
    pub matrix: Link,
    /// Duties that must be switched on.
    pub must_enable: Vec<CellView>,
    /// Duties of the team.
    pub team: Vec<CellView>,
    /// Duties of both.
    pub both: Vec<CellView>,
    /// Duties of the provider, and those that do not apply.
    pub rest: Vec<CellView>,
    /// What surprises people.
    pub traps: Vec<TrapView>,
    /// Values of custom fields with `screen` in their `show`, in the order of the settings.
    pub own: Vec<CustomFieldValue>,
}

/// What surprises people.
#[derive(Debug, Serialize)]
pub struct TrapView {
    /// What happens.
    pub text_html: String,
    /// The setting that it hangs on.
    pub setting: Option<String>,
}
