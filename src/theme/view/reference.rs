//! Template contexts of guardrails, glossary and domains.

use serde::Serialize;

use super::{CustomFieldValue, Frame, Helper, Link, OfferLine, WordView};

/// Guardrails.
#[derive(Debug, Serialize)]
pub struct GuardrailsView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// The environments that have bounds, in the order of the settings.
    pub environments: Vec<WordView>,
    /// The guardrails of one data page, in the order of its file.
    pub guardrails: Vec<GuardrailView>,
}

/// A guardrail with the bounds of each environment.
#[derive(Debug, Serialize)]
pub struct GuardrailView {
    /// Its id, also its anchor.
    pub id: String,
    /// Its title as inline HTML, without marked terms.
    pub title_html: String,
    /// The unit of its numbers, as in `EUR per month`; empty for bounds that are words.
    pub unit: String,
    /// Its bounds, one entry for each environment that has any.
    pub bounds: Vec<BoundView>,
    /// Why it is there, as inline HTML; never empty.
    pub why_html: String,
    /// A worked example as inline HTML; empty without one.
    pub example_html: String,
    /// The contact of its domain; none without one.
    pub helper: Option<Helper>,
    /// The contact to talk to before going outside the bounds; none without one.
    pub talk_to: Option<Helper>,
    /// Titles of the roles that must agree to go outside the bounds.
    pub sign_off: Vec<String>,
    /// What to bring to that talk, each as inline HTML.
    pub bring_html: Vec<String>,
    /// The offers that keep a team inside the bounds.
    pub offers: Vec<OfferLine>,
    /// Values of custom fields that are shown on screen (`screen` in `show`, or no `show`), in the order of the settings.
    pub own: Vec<CustomFieldValue>,
}

/// The bounds in one environment.
#[derive(Debug, Serialize)]
pub struct BoundView {
    /// The id of the environment.
    pub id: String,
    /// The title of the environment.
    pub environment: String,
    /// The lower bound, itself allowed; a number without its unit.
    pub min: Option<String>,
    /// The upper bound, itself allowed; a number without its unit.
    pub max: Option<String>,
    /// The only value that is allowed.
    pub equals: Option<String>,
    /// The values that are allowed; empty when another bound is given.
    pub one_of: Vec<String>,
}

/// The glossary.
#[derive(Debug, Serialize)]
pub struct GlossaryView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// Its terms by first letter.
    pub letters: Vec<LetterView>,
}

/// The terms with one first letter.
#[derive(Debug, Serialize)]
pub struct LetterView {
    /// The letter in upper case; `#` for terms that begin with none.
    pub letter: String,
    /// The terms in alphabetical order.
    pub terms: Vec<TermView>,
}

/// An entry of the glossary.
#[derive(Debug, Serialize)]
pub struct TermView {
    /// Its anchor, without `#`.
    pub anchor: String,
    /// The term.
    pub term: String,
    /// Its acronym; none without one.
    pub short_form: Option<String>,
    /// Its synonyms.
    pub also: Vec<String>,
    /// What it means in at most fifteen words, as inline HTML.
    pub short_html: String,
    /// More about it, as inline HTML; empty without it.
    pub text_html: String,
    /// The page that its `see` names; none without one.
    pub see: Option<Link>,
}

/// A page of domains: who to ask about what.
#[derive(Debug, Serialize)]
pub struct DomainsView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// The domains of one data page, in the order of its file.
    pub helpers: Vec<Helper>,
}
