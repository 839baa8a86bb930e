//! What holds for the records of reviews: exceptions, signatures, people.

use readybook_derive::Format;

use crate::yaml::{Id, Table};

/// How long a gap may be accepted, and who accepts it.
#[derive(Debug, Clone, Default, Format)]
#[format(name = "the exceptions")]
pub struct Exceptions {
    /// The most days from one end to the next, by tiers.
    #[field(default)]
    pub longest_days: Table<u32>,
    /// The roles of which one accepts it, by tiers; any role, for a tier without any. For a hard stop it is always one that may stop a
    /// launch.
    #[field(default)]
    pub accepted_by: Table<Vec<Id>>,
    /// The role that accepts a gap in a hard stop together with the other one.
    #[field(names = Role)]
    pub together_with: Option<Id>,
}

/// What holds for the records of reviews.
#[derive(Debug, Clone, Default, Format)]
#[format(name = "the records")]
pub struct RecordRules {
    /// The working days after the walkthrough within which a role signs; then a deputy does, or whoever was named to decide.
    #[field(bounds = 1..=250)]
    pub sign_within_days: Option<u32>,
    /// Names that are no person's, as those of mailing lists.
    pub not_people: Vec<String>,
    /// Months after the launch for which a record is kept.
    #[field(bounds = 1..=1200)]
    pub keep_months: Option<u32>,
}
