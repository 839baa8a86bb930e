//! Today's date: the one place that asks the clock, for verbs whose findings depend on it, or that print a report.
//!
//! No output of a build holds the day. Pages list dates, and a script says in the browser which of them have passed.

use jiff::{Zoned, civil::Date};

/// The day that a verb takes for today.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct AsOf {
    /// The day that counts as today [default: the day of this machine]
    #[arg(long = "as-of", value_name = "DATE")]
    day: Option<Date>,
}

impl AsOf {
    /// The date given, or today in the local time zone. A verb asks once and reports it, so that its findings can be reproduced.
    #[must_use]
    pub fn day(self) -> Date {
        self.day.unwrap_or_else(today)
    }
}

/// Today in the local time zone.
#[must_use]
pub fn today() -> Date {
    Zoned::now().date()
}
