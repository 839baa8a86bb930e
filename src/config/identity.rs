//! `id` and `former_ids`: what programs call a handbook, whatever its title says.

use super::Settings;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::{Visitor, Walk, slug},
    source::Spanned,
    yaml::{Form, FromYaml, HasKind, Node, ValueKind},
};

/// A handbook's id: any non-empty text that is its own slug, so that a handbook whose title changes can keep its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandbookId(pub String);

impl FromYaml for HandbookId {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let text = String::read(node, findings)?;
        let fine = Self::is_one(&text);
        if !fine {
            findings.push(
                Diagnostic::new(Code::InvalidId, node.span, format!("`{text}` is not an id of a handbook"))
                    .help(Form::HandbookId.help()),
            );
        }
        fine.then_some(Self(text))
    }
}

impl HandbookId {
    /// Whether a text is one.
    #[must_use]
    pub fn is_one(text: &str) -> bool {
        Form::HandbookId.matches(text) && slug(text) == text
    }
}

/// Reports former ids that are the current id, or are listed twice.
pub fn check(config: &Settings, findings: &mut Findings) {
    let current = config.handbook_id();
    for (at, former) in config.former_ids.iter().enumerate() {
        let first = config.former_ids[..at].iter().find(|earlier| earlier.value == former.value);
        let found = match (first, config.id.as_ref()) {
            (Some(first), _) => again(former, "is here twice").also(first.span, "first here"),
            (None, Some(id)) if id.value == former.value => {
                again(former, "is the handbook's id, and no former one").also(id.span, "the id")
            }
            (None, None) if former.value.0 == current => {
                again(former, "is what the handbook is called by its title, and no former id")
            }
            (None, Some(_) | None) => continue,
        };
        findings.push(found.help("name only what the handbook was called before"));
    }
}

fn again(former: &Spanned<HandbookId>, what: &str) -> Diagnostic {
    Diagnostic::new(Code::DuplicateId, former.span, format!("`{}` {what}", former.value.0))
}

impl HasKind for HandbookId {
    const KIND: ValueKind = ValueKind::Form(Form::HandbookId);
}

impl Walk for HandbookId {
    fn walk<'a>(&'a self, _visitor: &mut dyn Visitor<'a>) {}
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_a_title_becomes_has_the_form_of_an_id(title in any::<String>()) {
            let id = slug(&title);
            prop_assert!(id.is_empty() || Form::HandbookId.matches(&id), "{}", id);
        }
    }
}
