//! The digests of questions and of whole checklists.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    area::Area,
    header::{Areas, ChecklistHeader},
    item::Item,
};
use crate::yaml::{Canonical as _, Digest, DigestScope, digests_by_id};

/// The digests of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemDigests {
    /// What a team answers to: the words of the question, and what could be shown.
    pub asks: Digest,
    /// All that it says.
    pub all: Digest,
}

impl Item {
    /// Its digests; they do not say its id, nor where it stands.
    #[must_use]
    pub fn digests(&self) -> ItemDigests {
        ItemDigests { asks: self.digest(DigestScope::Essential), all: self.digest(DigestScope::All) }
    }
}

impl ChecklistHeader {
    /// The canonical form of the checklist with these areas, each with its id: its own keys, and the digests of the areas. One that has
    /// only one area has the keys of that beside its own, as they stand in its file.
    pub fn canonical<'a>(&self, areas: impl IntoIterator<Item = (&'a str, &'a Area)>) -> Map<String, Value> {
        let mut form = self.keys.canonical(DigestScope::All);
        match &self.areas {
            Areas::One(area) => form.extend(area.canonical(DigestScope::All)),
            Areas::Beside(_) | Areas::Here(_) => {
                let digests = digests_by_id(areas.into_iter().map(|(id, area)| (id.to_owned(), area)));
                form.extend(digests.map(|digests| ("areas".to_owned(), digests)));
            }
        }
        form
    }
}
