//! Prose whose links lead somewhere. Only this can be drawn, so an unbound link cannot reach a reader.

use super::Prose;
use crate::source::SitePath;

/// What a link was resolved to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    /// A place in this handbook. An output decides how to spell it.
    Inside(SitePath, Option<String>),
    /// An address that is not ours, written as it is.
    Outside(String),
    /// Nothing: the text in brackets is only a text in brackets.
    Nowhere,
}

/// The value of a variable, `{{name}}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VariableValue {
    /// A text.
    Text(String),
    /// A variable that nobody has filled in yet, by name.
    Unset(String),
}

/// Prose whose links and variables are resolved. Only this can be rendered, so no broken link reaches a reader.
#[derive(Debug, Clone)]
pub struct Resolved<'a> {
    prose: &'a Prose,
    targets: Vec<LinkTarget>,
    names: Vec<VariableValue>,
}

impl<'a> Resolved<'a> {
    /// Resolves prose; there is one target a link and one value a name.
    ///
    /// # Panics
    /// When the numbers differ, which is a mistake in this program.
    #[must_use]
    pub fn new(prose: &'a Prose, targets: Vec<LinkTarget>, names: Vec<VariableValue>) -> Self {
        assert_eq!((prose.links.len(), prose.variables.len()), (targets.len(), names.len()), "each link and name is bound");
        Self { prose, targets, names }
    }

    /// The syntax tree.
    #[must_use]
    pub fn prose(&self) -> &'a Prose {
        self.prose
    }

    /// The target of the link with this index.
    #[must_use]
    pub fn target(&self, link: usize) -> &LinkTarget {
        &self.targets[link]
    }

    /// The value of the variable with this index.
    #[must_use]
    pub fn name(&self, name: usize) -> &VariableValue {
        &self.names[name]
    }
}
