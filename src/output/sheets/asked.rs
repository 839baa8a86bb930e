//! Which items a sheet prints.

use std::collections::BTreeSet;

use crate::{manuscript::checklist::Item, yaml::Id};

/// Which items are printed.
#[derive(Debug, Clone, Default)]
pub struct ItemFilter {
    /// The traits and tiers of the service; without them every item is printed.
    pub traits: Option<BTreeSet<String>>,
}

impl ItemFilter {
    /// Whether an item is asked of the service.
    #[must_use]
    pub fn wants(&self, item: &Item) -> bool {
        let Some(traits) = &self.traits else { return true };
        let has = |id: &Id| traits.contains(id.as_str());
        let when = &item.applies_when;
        (when.any.is_empty() || when.any.iter().any(has)) && when.all.iter().all(has)
    }
}
