//! Prose whose links lead somewhere. Only this can be drawn, so an unbound link cannot reach a reader.

use super::Prose;
use crate::source::SitePath;

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A place in this handbook. An output decides how to spell it.
    Inside(SitePath, Option<String>),
    /// An address that is not ours, written as it is.
    Outside(String),
    /// Nothing: the text in brackets is only a text in brackets.
    Nowhere,
}

/// What a `{{name}}` stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filled {
    /// A text.
    Text(String),
    /// A blank that nobody has filled in yet, by name.
    Blank(String),
}

/// Prose with a target for each of its links and a value for each of its names.
#[derive(Debug, Clone)]
pub struct Bound<'a> {
    prose: &'a Prose,
    targets: Vec<Target>,
    names: Vec<Filled>,
}

impl<'a> Bound<'a> {
    /// Binds prose; there is one target a link and one value a name.
    ///
    /// # Panics
    /// When the numbers differ, which is a mistake in this program.
    #[must_use]
    pub fn new(prose: &'a Prose, targets: Vec<Target>, names: Vec<Filled>) -> Self {
        assert_eq!((prose.links.len(), prose.names.len()), (targets.len(), names.len()), "each link and name is bound");
        Self { prose, targets, names }
    }

    /// The tree.
    #[must_use]
    pub fn prose(&self) -> &'a Prose {
        self.prose
    }

    /// Where a link leads.
    #[must_use]
    pub fn target(&self, link: usize) -> &Target {
        &self.targets[link]
    }

    /// What a name stands for.
    #[must_use]
    pub fn name(&self, name: usize) -> &Filled {
        &self.names[name]
    }
}
