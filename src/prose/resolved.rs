//! Prose with resolved links. Only this can be rendered, so an unresolved link cannot reach a reader.

use super::Prose;
use crate::source::SitePath;

/// What a link was resolved to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    /// A path of this site, and an anchor there. An output decides how to write it.
    Inside(SitePath, Option<String>),
    /// A URL of another site, rendered as it is.
    Outside(String),
    /// No link, but the id of a question that is not asked any more; behind it stand those that ask for it now.
    NotAsked(Vec<Mention>),
    /// No link: only its text is rendered, with its brackets if it is a shorthand.
    Nowhere,
}

/// A question that is asked: a link to it, with its id as the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Its id, which is its anchor.
    pub id: String,
    /// The path of the page that shows it.
    pub page: SitePath,
}

/// The value of a variable, `{{name}}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VariableValue {
    /// A text.
    Text(String),
    /// A variable without a value yet: its name.
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
    /// Binds prose to the targets of its links and the values of its variables, each by index.
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
