//! Checks of a handbook as a whole: one per file, each a function from the handbook to findings.

mod acronyms;
mod advice;
mod aliases;
mod anchors;
mod budgets;
mod directives;
mod downloads;
mod edited_history;
mod editions;
mod former_names;
mod freshness;
mod headings;
mod hidden;
mod ids;
mod languages;
mod links;
mod offers;
mod outside_pictures;
mod custom_fields;
mod phases;
mod pictures;
mod providers;
mod questions;
mod references;
mod reviewed;
mod unread_pages;
mod values;
mod variables;

use jiff::civil::Date;

pub use self::former_names::{SHIPPED_AREAS, SHIPPED_QUESTIONS};

use crate::{
    diagnostic::Findings, handbook::Handbook, manuscript::past_editions::PastEditions, prose::Highlighter,
    source::picture::PictureCache,
};

/// The input of all checks.
pub struct Subject<'a> {
    /// The handbook.
    pub handbook: &'a Handbook,
    /// The syntax highlighter, asked for the languages that it knows.
    pub highlighter: &'a Highlighter,
    /// Formats and errors of static files as pictures.
    pub picture_cache: &'a PictureCache,
    /// The day taken for today; `None` to report nothing as overdue.
    pub as_of: Option<Date>,
    /// The closed editions of a revision in Git; `None` if nobody named one.
    pub since: Option<&'a PastEditions>,
}

/// A check: reads the subject, pushes findings.
type Check = fn(&Subject<'_>, &mut Findings);

/// All checks; the order does not matter, findings are sorted.
const CHECKS: &[Check] = &[
    aliases::check,
    anchors::check,
    links::check,
    outside_pictures::check,
    pictures::check,
    directives::check,
    downloads::check,
    ids::check,
    offers::check,
    editions::check,
    edited_history::check,
    references::check,
    reviewed::check,
    hidden::check,
    custom_fields::check,
    phases::check,
    providers::check,
    advice::check,
    questions::check,
    budgets::check,
    languages::check,
    acronyms::check,
    former_names::check,
    freshness::check,
    headings::check,
    unread_pages::check,
    values::check,
    variables::check,
];

/// Runs all checks, and adds their findings.
pub fn run(subject: &Subject<'_>, findings: &mut Findings) {
    for check in CHECKS {
        check(subject, findings);
    }
}
