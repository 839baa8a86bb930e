//! A phase on the path to production.

use readybook_derive::Format;

use super::vocabulary::title_of;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::{Address, Literal, PlainText},
    source::Spanned,
    yaml::{Fields, Id, word_enum},
};

word_enum! {
    /// How closely the enablement team looks on, from not at all to a sign-off.
    Oversight {
        /// Not at all.
        None = "none",
        /// Only at what it costs.
        SpendOnly = "spend-only",
        /// With advice: no grades, no signature.
        Advisory = "advisory",
        /// With a sign-off, for new launches only.
        SignOff = "sign-off",
    }
}

word_enum! {
    /// What can be launched. A change is not: it goes through code review.
    LaunchKind {
        /// A service that did not exist before.
        NewService = "new-service",
        /// A product that did not exist before.
        NewProduct = "new-product",
    }
}

/// A phase on the path to production, as `phases` lists it.
#[derive(Debug, Clone, Format)]
#[format(name = "a phase", in_part, check = check, rules = [NeedsFor("oversight", "sign-off", "only_for")], rendered = PhaseAs)]
pub struct Phase {
    /// The id by which other files refer to it.
    pub id: Id,
    /// Its title on pages and sheets; made from the id if it is missing.
    #[field(via = Literal, default = title_of(id_.as_ref()))]
    pub title: String,
    /// The address of its page, only in `handbook.json`.
    #[field(address)]
    pub address: Option<Address>,
    /// The Markdown file of its page, as a path relative to the handbook's folder.
    #[field(path, hidden)]
    pub page: Option<Spanned<String>>,
    /// How closely the enablement team looks on.
    pub oversight: Oversight,
    /// How a team notices that it is here; any one is enough.
    pub entry_signs: Vec<PlainText>,
    /// How a team notices that it is through.
    pub exit_signs: Vec<PlainText>,
    /// What holds while a team is here.
    pub rules: Vec<PlainText>,
    /// The roles that take part.
    #[field(names = Role)]
    pub participants: Vec<Id>,
    /// The checklists that belong here.
    #[field(names = Checklist)]
    pub checklists: Vec<Id>,
    /// The environments that teams work in here; without it the one that has the phase's id.
    #[field(names = Environment, hidden)]
    pub environments: Vec<Id>,
    /// The launches that a sign-off is for.
    pub only_for: Vec<Spanned<LaunchKind>>,
}

impl Phase {
    /// Whether teams work in an environment while they are in this phase.
    #[must_use]
    pub fn has_environment(&self, id: &str) -> bool {
        if self.environments.is_empty() { self.id.as_str() == id } else { self.environments.iter().any(|one| one.as_str() == id) }
    }
}

/// A sign-off says what it is for; where there is none, nothing is for it.
#[expect(clippy::unnecessary_wraps, reason = "a check of a format may refuse what it looks at")]
fn check(phase: Phase, fields: &Fields<'_>, findings: &mut Findings) -> Option<Phase> {
    // Of a word that is none nothing follows.
    if fields.text("oversight").is_none_or(|written| written != phase.oversight.word()) {
        return Some(phase);
    }
    match (phase.oversight, phase.only_for.first()) {
        (Oversight::SignOff, None) if !fields.holds_entries("only_for") => findings.push(
            Diagnostic::new(
                Code::MissingKey,
                fields.key("only_for").unwrap_or_else(|| fields.value_span("oversight")),
                format!("the phase `{}` has a sign-off and does not say `only_for` which launches", phase.id.value),
            )
            .help("write `only_for: [new-service, new-product]`; a change goes through code review"),
        ),
        (Oversight::None | Oversight::SpendOnly | Oversight::Advisory, Some(kind)) => findings.push(
            Diagnostic::new(
                Code::GradedAdvice,
                kind.span,
                format!("the phase `{}` has no sign-off, so nothing is `only_for` it", phase.id.value),
            )
            .label("belongs to a sign-off")
            .help("remove it, or set `oversight: sign-off`"),
        ),
        (Oversight::SignOff, _) | (_, None) => {}
    }
    Some(phase)
}
