//! Names that the settings do not give any more, and that a text may still say: those of the shipped handbook, whose copy began with
//! them, and those that `former_names` lists.

use std::ops::Range;

use super::{Settings, USUAL_REVIEW};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::Span;

/// The title of the shipped handbook.
pub const SHIPPED_TITLE: &str = "Path to Production";

/// The phases of the shipped handbook: their ids, and their titles.
pub const SHIPPED_PHASES: &[(&str, &str)] =
    &[("playground", "Playground"), ("green-light", "Green-light"), ("ready-for-production", "Ready for production")];

/// A name that is not given any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerName {
    /// The name, as it was.
    name: String,
    /// What is said instead.
    now: String,
    /// What a text may write, so that it follows the settings.
    variable: Option<String>,
}

impl FormerName {
    /// A name, and what is said instead.
    #[must_use]
    pub fn new(name: &str, now: &str) -> Self {
        Self { name: name.to_owned(), now: now.to_owned(), variable: None }
    }

    fn following(self, variable: String) -> Self {
        Self { variable: Some(variable), ..self }
    }

    /// The finding for a text that says it as `said`; `takes_variables` if that text may hold a `{{name}}`.
    #[must_use]
    pub fn told(&self, said: &str, span: Span, takes_variables: bool) -> Diagnostic {
        let Self { name: _, now, variable } = self;
        let help = match variable.as_ref().filter(|_| takes_variables) {
            Some(variable) => format!("write `{{{{{variable}}}}}`, which follows the settings, or `{now}`"),
            None => format!("write `{now}`"),
        };
        Diagnostic::new(Code::FormerName, span, format!("`{said}` is a former name: it is `{now}` now")).help(help)
    }

    /// Every place of it in a text, in bytes. A single word counts in any case and in the plural, several as they are written.
    fn places<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
        let is_word = !self.name.contains(' ');
        let is_part = |c: char| c.is_alphanumeric() || c == '_';
        // A `{{phase-green-light}}` follows the settings.
        let mut is_variable = false;
        let outside = text.char_indices().map(|(at, _)| at).filter(move |&at| {
            let rest = &text[at..];
            is_variable = rest.starts_with("{{") || is_variable && !rest.starts_with("}}");
            !is_variable
        });
        let starts = outside.filter(move |&at| {
            let found = text.as_bytes().get(at..at + self.name.len());
            found.is_some_and(|found| {
                if is_word { found.eq_ignore_ascii_case(self.name.as_bytes()) } else { found == self.name.as_bytes() }
            })
        });
        starts.filter_map(move |at| {
            let end = at + self.name.len();
            let rest = &text[end..];
            let rest = rest.strip_prefix('s').filter(|_| is_word).unwrap_or(rest);
            (!text[..at].ends_with(is_part) && !rest.starts_with(is_part)).then_some(at..end)
        })
    }
}

/// The names that a handbook does not give any more.
#[derive(Debug, Clone, Default)]
pub struct FormerNames(pub Vec<FormerName>);

impl FormerNames {
    /// Each of them that a text says, with its place in bytes.
    pub fn find<'t>(&'t self, text: &'t str) -> impl Iterator<Item = (Range<usize>, &'t FormerName)> + 't {
        self.0.iter().flat_map(move |name| name.places(text).map(move |place| (place, name)))
    }
}

impl Settings {
    /// The names of the handbook, its phases and its review that these settings do not give any more.
    #[must_use]
    pub fn names_not_given(&self) -> FormerNames {
        let mut names = Vec::new();
        if !self.title.contains(SHIPPED_TITLE) {
            names.push(FormerName::new(SHIPPED_TITLE, &self.title).following("title".into()));
        }
        for (id, title) in SHIPPED_PHASES {
            if let Some(phase) = self.phase(id).filter(|phase| !says(&phase.title, title)) {
                names.push(FormerName::new(title, &phase.title).following(format!("{PHASE_VARIABLE}{id}")));
            }
        }
        let review = self.review_short();
        let usual = last_word(USUAL_REVIEW);
        if !says(&self.review_name, usual) && !says(review, usual) {
            names.push(FormerName::new(usual, review).following("review_short".into()));
        }
        names.extend(self.former_names.iter().map(|(name, now)| FormerName::new(&name.value, now)));
        FormerNames(names)
    }

    /// What the review is called in a word: `review_short`, or the last word of its name.
    #[must_use]
    pub fn review_short(&self) -> &str {
        self.review_short.as_deref().unwrap_or_else(|| last_word(&self.review_name))
    }
}

/// How the variable with the title of a phase begins; its id follows.
pub(super) const PHASE_VARIABLE: &str = "phase-";

fn last_word(name: &str) -> &str {
    name.split_whitespace().next_back().unwrap_or(name)
}

fn says(text: &str, name: &str) -> bool {
    text.to_lowercase().contains(&name.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_counts_in_any_case_and_several_as_they_are_written() {
        let names =
            FormerNames(vec![FormerName::new("Green-light", "Kick-off"), FormerName::new("Ready for production", "Launch")]);
        let found = |text: &'static str| names.find(text).map(|(place, _)| &text[place]).collect::<Vec<_>>();
        assert_eq!(found("Green-light, green-lights, a green-light talk"), ["Green-light", "green-light", "green-light"]);
        assert_eq!(found("evergreen-light, green-lighting, green_light, green light"), [""; 0]);
        assert_eq!(found("{{phase-green-light}} is {{ not }} green-light, {{green-light"), ["green-light"]);
        assert_eq!(found("é Ready for production; is it ready for production?"), ["Ready for production"]);
    }
}
