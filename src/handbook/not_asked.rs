//! Questions that are not asked: retired ones, and those that the settings hide. Texts may go on naming them.

use super::{Checklist, ChecklistArea, Handbook};
use crate::{
    diagnostic::{Code, Diagnostic, suggest_item},
    manuscript::checklist::Retired,
    source::{SitePath, Span},
};

/// A question that is not asked.
#[derive(Debug, Clone, Copy)]
pub struct NotAsked<'h> {
    /// Its checklist.
    pub checklist: &'h Checklist,
    /// Its area.
    pub area: &'h ChecklistArea,
    /// Why it is not asked.
    pub because: NotAskedBecause<'h>,
}

/// Why a question is not asked.
#[derive(Debug, Clone, Copy)]
pub enum NotAskedBecause<'h> {
    /// It was taken out.
    Retired(&'h Retired),
    /// The settings hide it, at this place.
    Hidden(Span),
}

impl Handbook {
    /// The question with an id that is not asked; `None` for one that is asked, and for an unknown one.
    #[must_use]
    pub fn not_asked(&self, id: &str) -> Option<NotAsked<'_>> {
        if self.index.items.contains_key(id) {
            return None;
        }
        let hidden = || {
            let place = self.config.hide.iter().find(|hidden| hidden.value == id)?.span;
            let (checklist, area, _) = self.hidden_items().find(|(_, _, item)| item.id.value == id)?;
            Some(NotAsked { checklist, area, because: NotAskedBecause::Hidden(place) })
        };
        let retired = || {
            self.index.retired_or_invalid.get(id)?;
            let areas = self.checklists.iter().flat_map(|checklist| checklist.areas.iter().map(move |area| (checklist, area)));
            areas.into_iter().find_map(|(checklist, area)| {
                let retired = area.area().retired.iter().find(|retired| retired.id.value == id)?;
                Some(NotAsked { checklist, area, because: NotAskedBecause::Retired(retired) })
            })
        };
        hidden().or_else(retired)
    }

    /// The questions that ask in the end for what this one asked for, each with the path of the page that shows it.
    pub fn successors<'h>(&'h self, id: &str) -> impl Iterator<Item = (&'h str, &'h SitePath)> {
        let by = self.index.retired_or_invalid.get(id).into_iter().flatten();
        by.filter_map(|id| self.item(id).map(|(_, area, item)| (item.id.value.as_str(), &area.address)))
    }
}

impl NotAsked<'_> {
    /// Whether a page would show it, if it were asked.
    #[must_use]
    pub fn was_on(&self, page: &SitePath) -> bool {
        *page == self.area.address || *page == self.checklist.address()
    }

    /// The note for a text or a key that names it at `span`.
    #[must_use]
    pub fn told(&self, id: &str, span: Span, handbook: &Handbook) -> Diagnostic {
        match self.because {
            NotAskedBecause::Hidden(place) => {
                Diagnostic::new(Code::NotAsked, span, format!("`{id}` is hidden in this handbook, and named here"))
                    .also(place, "hidden here")
                    .help("readers see the id as text; nothing needs to be done")
            }
            NotAskedBecause::Retired(retired) => {
                let by: Vec<&str> = handbook.successors(id).map(|(id, _)| id).collect();
                let help = match by[..] {
                    [] => "readers see the id as text, as no other question asks for it now".to_owned(),
                    [one] => format!("`{one}` asks for it now; readers see a link to it beside the old id"),
                    _ => format!("`{}` ask for it now; readers see links to them beside the old id", by.join("`, `")),
                };
                Diagnostic::new(Code::NotAsked, span, format!("`{id}` is retired, and named here"))
                    .also(retired.id.span, "retired here")
                    .help(help)
            }
        }
    }
}

/// The finding for the id of an item that the handbook does not have; `known` are those that it has, and may be empty where nobody
/// should guess.
#[must_use]
pub fn unknown_item(id: &str, span: Span, known: &[&str]) -> Diagnostic {
    let near = suggest_item(id, known);
    let found = Diagnostic::new(Code::UnknownId, span, format!("there is no item `{id}`"));
    match near {
        Some(near) if near.ends_with('?') => found.help(near),
        near => found.help(format!(
            "{}if it was taken out, write `{{id: {id}, why: …}}` below `retired` in its area; if you only do not ask it, keep it and \
             name it in `hide` in `handbook.yaml`",
            near.map_or_else(String::new, |near| format!("{near}; "))
        )),
    }
}
