//! Guardrails, glossary and domains.

use serde::Serialize;

use super::{Frame, Helper, Link, Named, OwnValue};

/// Guardrails.
#[derive(Debug, Serialize)]
pub struct GuardrailsView {
    /// Around it.
    pub page: Frame,
    /// The environments that have bounds.
    pub environments: Vec<Named>,
    /// They.
    pub guardrails: Vec<GuardrailView>,
}

/// A guardrail.
#[derive(Debug, Serialize)]
pub struct GuardrailView {
    /// What links call it.
    pub id: String,
    /// What it bounds.
    pub title_html: String,
    /// The unit of its numbers.
    pub unit: String,
    /// Its bounds.
    pub bounds: Vec<BoundView>,
    /// Why it is there.
    pub why_html: String,
    /// A worked example.
    pub example_html: String,
    /// Whom to ask.
    pub helper: Option<Helper>,
    /// Whom to talk to outside the bounds.
    pub talk_to: Option<Helper>,
    /// Who agrees outside the bounds.
    pub sign_off: Vec<String>,
    /// What to bring.
    pub bring_html: Vec<String>,
    /// A company's own fields.
    pub own: Vec<OwnValue>,
}

/// The bounds in one environment.
#[derive(Debug, Serialize)]
pub struct BoundView {
    /// The id of the environment.
    pub id: String,
    /// The environment.
    pub environment: String,
    /// Not less than this.
    pub min: Option<String>,
    /// Not more than this.
    pub max: Option<String>,
    /// This and nothing else.
    pub equals: Option<String>,
    /// One of these.
    pub one_of: Vec<String>,
}

/// The glossary.
#[derive(Debug, Serialize)]
pub struct GlossaryView {
    /// Around it.
    pub page: Frame,
    /// Its terms by first letter.
    pub letters: Vec<LetterView>,
}

/// The terms of one letter.
#[derive(Debug, Serialize)]
pub struct LetterView {
    /// The letter.
    pub letter: String,
    /// The terms.
    pub terms: Vec<TermView>,
}

/// A term.
#[derive(Debug, Serialize)]
pub struct TermView {
    /// What links call it.
    pub anchor: String,
    /// The term.
    pub term: String,
    /// Its acronym.
    pub short_form: Option<String>,
    /// Other words for it.
    pub also: Vec<String>,
    /// What it means, in a line.
    pub short_html: String,
    /// More about it.
    pub text_html: String,
    /// A page that says more.
    pub see: Option<Link>,
}

/// Whom to ask.
#[derive(Debug, Serialize)]
pub struct DomainsView {
    /// Around it.
    pub page: Frame,
    /// They.
    pub helpers: Vec<Helper>,
}
