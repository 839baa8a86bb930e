//! The filter of items of a sheet.

use std::collections::BTreeSet;

use crate::{manuscript::checklist::Item, yaml::Id};

/// Selects the items that a sheet prints.
#[derive(Debug, Clone, Default)]
pub struct ItemFilter {
    /// Ids of the service's traits and its tier; `None` prints every item.
    pub traits: Option<BTreeSet<String>>,
}

impl ItemFilter {
    /// Whether the item's `applies_when` matches: any of `any` (if given) and all of `all`.
    #[must_use]
    pub fn wants(&self, item: &Item) -> bool {
        let Some(traits) = &self.traits else { return true };
        let has = |id: &Id| traits.contains(id.as_str());
        let when = &item.applies_when;
        (when.any.is_empty() || when.any.iter().any(has)) && when.all.iter().all(has)
    }
}
