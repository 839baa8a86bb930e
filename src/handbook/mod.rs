//! The whole: all parts of the manuscript, shared, and an index over them.
//!
//! From here on nothing is read and nothing is changed. Links are bound one prose at a time, by a pure function.

mod address;
mod backlinks;
mod resolve;
mod checklists;
mod digests;
mod editions;
mod index;
mod looks;
mod mend;
mod not_asked;
mod references;
mod running_editions;
mod terms;
mod texts;
mod tree;

use std::{collections::BTreeMap, sync::Arc};

pub use self::{
    address::{CHECKLISTS, HOME, Unusable, alias_address, is_of_another_kind},
    backlinks::{Backlink, Backlinks, backlinks},
    checklists::{Checklist, ChecklistArea},
    digests::{Digested, digested},
    editions::{ClosedEditions, Reused, Vanished, edition_of, is_taken, next_id, reference_of, reused},
    index::{Index, ItemPosition, Redirect},
    looks::{Look, LookOf, LookOwner, fact_due, page_due},
    not_asked::{NotAsked, NotAskedBecause, unknown_item},
    references::{Reference, paths_of_entries, references},
    resolve::{expand, expand_text, names_in_address, names_what_is_not_asked, resolve, resolve_link, try_resolve_link},
    running_editions::{RunningEditions, is_shown, running_editions},
    terms::{GlossaryMarker, TermEntry, Terms},
    texts::{Owner, Text, each_text},
    tree::{Node, Tree},
};
use crate::{
    config::{Config, Phase},
    diagnostic::Findings,
    manuscript::{
        Manuscript, Page,
        checklist::Item,
        data::{ByKind, DataFile, Domain, Duty, Guardrail, Offer, Responsibilities, Service, Term},
        edition::Editions,
    },
    source::{SitePath, SourcePath, StaticFile},
};

/// A whole handbook with its index, immutable: what checks and outputs read.
#[derive(Debug, Clone)]
pub struct Handbook {
    /// Its settings.
    pub config: Arc<Config>,
    /// Its pages of prose.
    pub pages: Vec<Arc<Page>>,
    /// Its pages made from data.
    pub data: Vec<Arc<DataFile>>,
    /// The same, sorted by kind.
    pub by_kind: Arc<ByKind>,
    /// Its checklists in the order of the phases, with their areas joined to them.
    pub checklists: Vec<Checklist>,
    /// The closed editions of them, and of the rest.
    pub editions: Arc<Editions>,
    /// Its symbol table.
    pub index: Arc<Index>,
}

/// Whether pages with `draft: true` take part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drafts {
    /// Drafts are left out.
    Hidden,
    /// Drafts are pages like any other.
    Shown,
}

/// Joins the parsed files and indexes them, with the files that are carried over as they are. The findings are those of joining: files and ids of checklists, and limits.
#[must_use]
pub fn assemble(
    config: Arc<Config>,
    manuscript: Manuscript,
    static_files: &BTreeMap<SourcePath, StaticFile>,
    drafts: Drafts,
) -> (Handbook, Findings) {
    let mut findings = Findings::default();
    let Manuscript { pages, data, headers, areas, editions, unreadable } = manuscript;
    let (shown, hidden): (Vec<_>, Vec<_>) = pages.into_iter().partition(|page| drafts == Drafts::Shown || !page.meta.draft);
    let hidden: Vec<SourcePath> = hidden.iter().map(|page| page.path.clone()).collect();
    let parts = checklists::JoinInput { headers, areas, unreadable: &unreadable, hide: &config.hide };
    let mut checklists = checklists::join(&parts, &shown, &mut findings);
    checklists::sort(&mut checklists, &config);
    checklists::count(&checklists, &mut findings);
    let index = index::make(&index::IndexInput {
        config: &config,
        pages: &shown,
        data: &data,
        checklists: &checklists,
        static_files,
        hidden,
        unreadable,
    });
    let by_kind = Arc::new(ByKind::of(&data));
    let editions = Arc::new(editions);
    (Handbook { config, pages: shown, data, by_kind, checklists, editions, index: Arc::new(index) }, findings)
}

impl Handbook {
    /// The same handbook with changed pages. `None` when more changes than the pages themselves, their anchors and their
    /// nodes in the tree; the whole is then assembled anew.
    #[must_use]
    pub fn with_pages(self: &Arc<Self>, rewritten: &[Arc<Page>]) -> Option<Arc<Self>> {
        if rewritten.is_empty() {
            return Some(Arc::clone(self));
        }
        let mut pages = self.pages.clone();
        let mut changes = Vec::new();
        for page in rewritten {
            let Ok(at) = pages.binary_search_by(|other| other.path.cmp(&page.path)) else {
                if page.meta.draft && self.index.hidden.contains(&page.path) {
                    continue;
                }
                return None;
            };
            let old = std::mem::replace(&mut pages[at], Arc::clone(page));
            if !page.has_outline_of(&old) {
                changes.push((old, Arc::clone(page)));
            }
        }
        let index =
            if changes.is_empty() { Arc::clone(&self.index) } else { Arc::new(self.index.with_pages(&changes, &self.config)?) };
        let (config, by_kind) = (Arc::clone(&self.config), Arc::clone(&self.by_kind));
        let (data, checklists) = (self.data.clone(), self.checklists.clone());
        let editions = Arc::clone(&self.editions);
        Some(Arc::new(Self { config, pages, data, by_kind, checklists, editions, index }))
    }

    /// The item with an id, with its checklist and its area.
    #[must_use]
    pub fn item(&self, id: &str) -> Option<(&Checklist, &ChecklistArea, &Item)> {
        let at = self.index.items.get(id)?;
        let checklist = &self.checklists[at.checklist];
        let area = &checklist.areas[at.area];
        Some((checklist, area, &area.area().items.valid[at.item]))
    }

    /// The areas that a `{checklist}` directive asks for, as in `ready` or `ready#testing`, each with its checklist; none that is not there,
    /// which is for a check to say.
    pub fn areas_asked(&self, asked: &str) -> impl Iterator<Item = (&Checklist, &ChecklistArea)> {
        let (id, part) = asked.split_once('#').map_or((asked, None), |(id, part)| (id, Some(part)));
        let checklist = self.checklists.iter().find(|checklist| checklist.header.id.as_str() == id);
        let areas = checklist.into_iter().flat_map(|checklist| checklist.areas.iter().map(move |area| (checklist, area)));
        areas.filter(move |(_, area)| part.is_none_or(|part| area.id == part))
    }

    /// The items that the settings hide, in order, each with its checklist and its area.
    pub fn hidden_items(&self) -> impl Iterator<Item = (&Checklist, &ChecklistArea, &Item)> {
        self.checklists.iter().flat_map(|checklist| {
            checklist.areas.iter().flat_map(move |area| area.hidden.iter().map(move |item| (checklist, area, item)))
        })
    }

    /// All items in order, without hidden ones.
    pub fn items(&self) -> impl Iterator<Item = (&Checklist, &ChecklistArea, &Item)> {
        self.checklists.iter().flat_map(|checklist| {
            checklist.areas.iter().flat_map(move |area| area.area().items.valid.iter().map(move |item| (checklist, area, item)))
        })
    }

    /// All items in order and, for checks, as much as could be read of those that are wrong.
    pub fn written_items(&self) -> impl Iterator<Item = (&Checklist, &ChecklistArea, &Item)> {
        self.checklists.iter().flat_map(|checklist| {
            checklist.areas.iter().flat_map(move |area| area.area().items.written().map(move |item| (checklist, area, item)))
        })
    }

    /// All terms, each with its page, and as much as could be read of those that are wrong.
    pub fn written_terms(&self) -> impl Iterator<Item = (&DataFile, &Term)> {
        self.by_kind.glossaries.iter().flat_map(|page| page.holds.written().map(|term| (&*page.data, term)))
    }

    /// All guardrails, each with its page, and as much as could be read of those that are wrong.
    pub fn written_guardrails(&self) -> impl Iterator<Item = (&DataFile, &Guardrail)> {
        self.by_kind.guardrails.iter().flat_map(|page| page.holds.written().map(|guardrail| (&*page.data, guardrail)))
    }

    /// All terms, each with its page.
    pub fn terms(&self) -> impl Iterator<Item = (&DataFile, &Term)> {
        self.by_kind.glossaries.iter().flat_map(|page| page.holds.valid.iter().map(|term| (&*page.data, term)))
    }

    /// All domains, each with its page.
    pub fn domains(&self) -> impl Iterator<Item = (&DataFile, &Domain)> {
        self.by_kind.domains.iter().flat_map(|page| page.holds.valid.iter().map(|domain| (&*page.data, domain)))
    }

    /// All guardrails, each with its page.
    pub fn guardrails(&self) -> impl Iterator<Item = (&DataFile, &Guardrail)> {
        self.by_kind.guardrails.iter().flat_map(|page| page.holds.valid.iter().map(|guardrail| (&*page.data, guardrail)))
    }

    /// All offers, each with its page.
    pub fn offers(&self) -> impl Iterator<Item = (&DataFile, &Offer)> {
        self.by_kind.offers.iter().flat_map(|page| page.holds.valid.iter().map(|offer| (&*page.data, offer)))
    }

    /// All matrices, each with its page.
    pub fn matrices(&self) -> impl Iterator<Item = (&DataFile, &Responsibilities)> {
        self.by_kind.matrices.iter().map(|page| (&*page.data, &*page.holds))
    }

    /// The services that are shown, each with its page and its duties.
    pub fn services(&self) -> impl Iterator<Item = (&DataFile, &[Duty], &Service)> {
        self.matrices().flat_map(|(data, matrix)| {
            let shown = matrix.services.valid.iter().filter(|service| self.config.shows(service.provider.as_str()));
            shown.map(move |service| (data, matrix.duties.valid.as_slice(), service))
        })
    }

    /// The services whose provider is none of those in the settings.
    pub fn hidden_services(&self) -> impl Iterator<Item = &Service> {
        let all = self.matrices().flat_map(|(_, matrix)| &matrix.services.valid);
        all.filter(|service| !self.config.shows(service.provider.as_str()))
    }

    /// The page of a source file; `None` for any other file, and for a draft that is left out.
    #[must_use]
    pub fn page(&self, path: &SourcePath) -> Option<&Arc<Page>> {
        self.pages.binary_search_by(|page| page.path.cmp(path)).ok().and_then(|at| self.pages.get(at))
    }

    /// The page of prose at a path in the site.
    #[must_use]
    pub fn page_at(&self, address: &SitePath) -> Option<&Arc<Page>> {
        self.page(self.index.files.get(address)?)
    }

    /// The path of a phase's page; `None` when it has none.
    #[must_use]
    pub fn phase_page(&self, phase: &Phase) -> Option<&SitePath> {
        let path = self.config.path.join(&phase.page.as_ref()?.value)?;
        self.page(&path).and_then(|_| self.index.addresses.get(&path))
    }

    /// The domain with an id, with its page.
    #[must_use]
    pub fn domain(&self, id: &str) -> Option<(&DataFile, &Domain)> {
        self.domains().find(|(_, domain)| domain.id.as_str() == id)
    }
}
