//! What differs in each checklist from its last closed edition: derived once, for all pages and sheets that tell it.

use std::{collections::BTreeMap, sync::Arc};

use super::{Checklist, ClosedEditions, Handbook, NotAskedBecause, edition_of};
use crate::{
    manuscript::edition::{Change, Edition},
    source::SourcePath,
};

/// The running editions of a handbook.
#[derive(Debug, Default)]
pub struct RunningEditions(BTreeMap<SourcePath, RunningEdition>);

#[derive(Debug)]
struct RunningEdition {
    /// All that differs.
    changes: Vec<Change>,
    /// An edition that could be closed now; `None` when nothing that readers see differs.
    shown: Option<Edition>,
}

impl RunningEditions {
    /// What differs in a checklist from its last closed edition, in hidden questions too; nothing when none is closed.
    #[must_use]
    pub fn changes(&self, checklist: &Checklist) -> &[Change] {
        self.0.get(&checklist.header.path).map_or(&[], |running| &running.changes)
    }

    /// What differs in a checklist, as an edition that could be closed now; `None` when none is closed, or nothing that readers see
    /// differs.
    #[must_use]
    pub fn get(&self, checklist: &Checklist) -> Option<&Edition> {
        self.0.get(&checklist.header.path)?.shown.as_ref()
    }
}

/// The running editions of a handbook. Those of the handbook `before` are reused where both have the same settings, checklists and closed
/// editions.
#[must_use]
pub fn running_editions(handbook: &Handbook, before: Option<(&Handbook, &Arc<RunningEditions>)>) -> Arc<RunningEditions> {
    let same = before.filter(|(old, _)| {
        Arc::ptr_eq(&handbook.config, &old.config)
            && Arc::ptr_eq(&handbook.editions, &old.editions)
            && handbook.checklists.len() == old.checklists.len()
            && handbook.checklists.iter().zip(&old.checklists).all(|(new, old)| new.is_same(old))
    });
    same.map_or_else(|| Arc::new(compared(handbook)), |(_, running)| Arc::clone(running))
}

fn compared(handbook: &Handbook) -> RunningEditions {
    let running = |checklist: &Checklist| {
        let closed = ClosedEditions::of(&handbook.editions, checklist.header.id.as_str())?;
        let changes = closed.changes(handbook, checklist);
        let is_any_shown = changes.iter().any(|change| is_shown(handbook, change));
        let edition = || edition_of(checklist, closed.last().closed.value, Some(&closed), changes.clone());
        let shown = is_any_shown.then(edition);
        Some((checklist.header.path.clone(), RunningEdition { changes, shown }))
    };
    RunningEditions(handbook.checklists.iter().filter_map(running).collect())
}

/// Whether readers see a change: they see none of a question that the settings hide.
#[must_use]
pub fn is_shown(handbook: &Handbook, change: &Change) -> bool {
    let hidden = change.id.as_deref().and_then(|id| handbook.not_asked(id));
    !hidden.is_some_and(|not_asked| matches!(not_asked.because, NotAskedBecause::Hidden(_)))
}
