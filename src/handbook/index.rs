//! The symbol table of a handbook: paths in the site, anchors, ids, terms, redirects, the order of pages.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, btree_map::Entry},
    sync::Arc,
};

use rayon::prelude::*;

use super::{
    address::{CHECKLISTS, HOME, alias_address, below_content, page_address, service_address},
    checklists::Checklist,
    terms::{self, Terms},
    tree::{self, Tree, TreePage},
};
use crate::{
    config::Config,
    manuscript::{
        FrontMatter, Page,
        data::{DataFile, DataKind},
    },
    prose::slug,
    source::{SitePath, SourcePath, Spanned, StaticFile},
};

/// The paths of pages that a link may lead to, whether somebody wrote them or not.
const ALWAYS_THERE: &[&str] = &[HOME, CHECKLISTS];

/// The symbol table: addresses, anchors, ids, terms, redirects, and the tree of pages.
#[derive(Debug, Clone)]
pub struct Index {
    /// The path in the site of each source file that has one.
    pub addresses: Arc<BTreeMap<SourcePath, SitePath>>,
    /// The source file of each path in the site; of several the first. For look-ups only: its order differs from run to run.
    pub files: Arc<HashMap<SitePath, SourcePath>>,
    /// The anchors of each page, by its path in the site. Other files have no entry.
    pub anchors: BTreeMap<SitePath, Arc<BTreeSet<String>>>,
    /// The position of each item, by its id.
    pub items: BTreeMap<String, ItemPosition>,
    /// The ids of items that could not be read or are retired, each with the ids that replace it in the end.
    pub retired_or_invalid: BTreeMap<String, Vec<String>>,
    /// The pages in reading order.
    pub tree: Tree,
    /// The matcher for terms of the glossary.
    pub terms: Terms,
    /// The redirects from earlier addresses of pages.
    pub redirects: Vec<Redirect>,
    /// The areas whose items a guide shows, as indices of a checklist and of an area in it.
    pub guides: BTreeMap<SitePath, Vec<(usize, usize)>>,
    /// Anchors of services whose provider is not shown; a link to one leads to the matrix.
    pub not_shown: BTreeSet<String>,
    /// The source files of drafts that are left out.
    pub hidden: BTreeSet<SourcePath>,
    /// The source files that could not be read.
    pub unreadable: BTreeSet<SourcePath>,
}

/// A redirect from an earlier address of a page.
#[derive(Debug, Clone)]
pub struct Redirect {
    /// The earlier path, relative to the site's root.
    pub from: SitePath,
    /// The page's path now.
    pub to: SitePath,
    /// The earlier path as it was written in `aliases`.
    pub alias: Spanned<String>,
    /// The source file of the page.
    pub page: SourcePath,
}

/// The position of an item, as indices into the handbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemPosition {
    /// Index of the checklist in the handbook.
    pub checklist: usize,
    /// Index of the area in the checklist.
    pub area: usize,
    /// Index of the item among the valid ones of the area.
    pub item: usize,
}

/// The parts of a handbook that the index is made from.
pub struct IndexInput<'a> {
    pub config: &'a Config,
    pub pages: &'a [Arc<Page>],
    pub data: &'a [Arc<DataFile>],
    pub checklists: &'a [Checklist],
    pub static_files: &'a BTreeMap<SourcePath, StaticFile>,
    pub hidden: Vec<SourcePath>,
    pub unreadable: Vec<SourcePath>,
}

/// Indexes a whole handbook.
pub fn make(parts: &IndexInput<'_>) -> Index {
    let placed: Vec<TreePage<'_>> = parts.pages.par_iter().map(|page| TreePage::new(page, parts.config)).collect();
    let tree = || tree::make(parts.config, &placed, parts.data, parts.checklists);
    let (tree, places) = rayon::join(tree, || Places::find(parts, &placed));
    let mut files = HashMap::new();
    for (path, address) in &places.addresses {
        files.entry(address.clone()).or_insert_with(|| path.clone());
    }
    let Places { addresses, anchors, items, retired_or_invalid, hidden_items, redirects, guides, not_shown } = places;
    let retired_or_invalid = lead_on(&retired_or_invalid, &items, &hidden_items);
    Index {
        addresses: Arc::new(addresses),
        files: Arc::new(files),
        anchors,
        items,
        retired_or_invalid,
        tree,
        terms: terms::make(parts.data, parts.config),
        redirects,
        guides,
        not_shown,
        hidden: parts.hidden.iter().cloned().collect(),
        unreadable: parts.unreadable.iter().cloned().collect(),
    }
}

impl Index {
    /// The same index with changed pages, given as pairs of before and after. `None` if more changes than their anchors and
    /// their nodes in the tree.
    pub fn with_pages(&self, changes: &[(Arc<Page>, Arc<Page>)], config: &Config) -> Option<Self> {
        if !changes.iter().all(|(old, page)| self.stands_with(old, page)) {
            return None;
        }
        let placed: Vec<TreePage<'_>> = changes.iter().map(|(_, page)| TreePage::new(page, config)).collect();
        let tree = self.tree.renamed(&placed)?;
        let mut anchors = self.anchors.clone();
        anchors.extend(placed.iter().map(|placed| (placed.address.clone(), Arc::clone(&placed.page.anchors))));
        let Self {
            addresses,
            files,
            anchors: _,
            items,
            retired_or_invalid,
            tree: _,
            terms,
            redirects,
            guides,
            not_shown,
            hidden,
            unreadable,
        } = self;
        Some(Self {
            addresses: Arc::clone(addresses),
            files: Arc::clone(files),
            anchors,
            items: items.clone(),
            retired_or_invalid: retired_or_invalid.clone(),
            tree,
            terms: terms.clone(),
            redirects: redirects.clone(),
            guides: guides.clone(),
            not_shown: not_shown.clone(),
            hidden: hidden.clone(),
            unreadable: unreadable.clone(),
        })
    }

    /// Whether a changed page leaves all of the index as it is but its own anchors and its node in the tree.
    fn stands_with(&self, old: &Page, page: &Page) -> bool {
        let (before, after) = (&old.meta, &page.meta);
        let order = |meta: &FrontMatter| meta.pages.iter().map(|entry| entry.value.clone()).collect::<Vec<_>>();
        (old.file, before.draft, &before.aliases) == (page.file, after.draft, &after.aliases)
            && order(before) == order(after)
            && self.addresses.get(&page.path).is_some_and(|address| {
                // Nobody else has put anchors there.
                let is_alone = self.anchors.get(address).is_some_and(|anchors| Arc::ptr_eq(anchors, &old.anchors));
                is_alone && !self.guides.contains_key(address)
            })
    }

    /// The path of a service's page, below that of its matrix.
    #[must_use]
    pub fn service(&self, matrix: &DataFile, id: &str) -> SitePath {
        service_address(&page_address(&matrix.path), id)
    }
}

/// The index without the tree and the terms, as far as files were visited.
#[derive(Default)]
struct Places {
    addresses: BTreeMap<SourcePath, SitePath>,
    anchors: BTreeMap<SitePath, Arc<BTreeSet<String>>>,
    items: BTreeMap<String, ItemPosition>,
    retired_or_invalid: BTreeMap<String, Vec<String>>,
    /// The ids of items that the settings hide.
    hidden_items: BTreeSet<String>,
    redirects: Vec<Redirect>,
    guides: BTreeMap<SitePath, Vec<(usize, usize)>>,
    not_shown: BTreeSet<String>,
}

/// The same ids, each with what replaces it in the end: an id that was itself retired later stands for those that replace that one, and
/// one that is hidden for none.
fn lead_on(
    retired_or_invalid: &BTreeMap<String, Vec<String>>,
    items: &BTreeMap<String, ItemPosition>,
    hidden: &BTreeSet<String>,
) -> BTreeMap<String, Vec<String>> {
    let led = |id: &String| {
        let (mut found, mut seen) = (Vec::new(), BTreeSet::from([id]));
        let mut open: Vec<&String> = retired_or_invalid[id].iter().rev().collect();
        while let Some(by) = open.pop() {
            if !seen.insert(by) {
                continue;
            }
            match retired_or_invalid.get(by).filter(|_| !items.contains_key(by)) {
                Some(next) => open.extend(next.iter().rev()),
                None if hidden.contains(by) => {}
                None => found.push(by.clone()),
            }
        }
        found
    };
    retired_or_invalid.keys().map(|id| (id.clone(), led(id))).collect()
}

impl Places {
    /// Visits all files.
    fn find(parts: &IndexInput<'_>, placed: &[TreePage<'_>]) -> Self {
        let mut places = Self::default();
        // A document that may hold a script has no address, so nothing publishes it or leads to it.
        let withheld: BTreeSet<&SourcePath> = parts.unreadable.iter().collect();
        for path in parts.static_files.keys().filter(|path| path.is_below("content") && !withheld.contains(path)) {
            places.place(path.clone(), SitePath::new(below_content(path)));
        }
        for placed in placed {
            places.page(placed);
        }
        for data in parts.data {
            places.data(data, parts.config);
        }
        for (number, checklist) in parts.checklists.iter().enumerate() {
            places.checklist(number, checklist);
        }
        for address in ALWAYS_THERE {
            places.anchors.entry(SitePath::new(address)).or_default();
        }
        places
    }

    fn place(&mut self, path: SourcePath, address: SitePath) {
        self.addresses.insert(path, address);
    }

    fn page(&mut self, placed: &TreePage<'_>) {
        let TreePage { page, address, .. } = placed;
        self.place(page.path.clone(), address.clone());
        match self.anchors.entry(address.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(Arc::clone(&page.anchors));
            }
            Entry::Occupied(mut entry) => Arc::make_mut(entry.get_mut()).extend(page.anchors.iter().cloned()),
        }
        for alias in &page.meta.aliases {
            // One that cannot be an address is a finding.
            if let Ok(from) = alias_address(&alias.value) {
                let (to, alias, page) = (address.clone(), alias.clone(), page.path.clone());
                self.redirects.push(Redirect { from, to, alias, page });
            }
        }
    }

    fn data(&mut self, data: &DataFile, config: &Config) {
        let address = page_address(&data.path);
        self.place(data.path.clone(), address.clone());
        let mut anchors = BTreeSet::new();
        match &data.kind {
            DataKind::Glossary(terms) => {
                anchors.extend(terms.valid.iter().map(|term| slug(&term.term.value)));
                anchors.extend(terms.invalid_ids.iter().map(|term| slug(&term.value)));
            }
            DataKind::Guardrails(guardrails) => {
                anchors.extend(guardrails.valid.iter().map(|guardrail| guardrail.id.value.to_string()));
                // Each bound has an address of its own.
                anchors.extend(guardrails.written().flat_map(|guardrail| {
                    let bounds = guardrail.bounds.written_ids();
                    bounds.map(|environment| format!("{}.{}", guardrail.id.value, environment.value))
                }));
                anchors.extend(guardrails.invalid_ids.iter().map(|id| id.value.clone()));
            }
            DataKind::Domains(domains) => {
                anchors.extend(domains.valid.iter().map(|domain| domain.id.value.to_string()));
                anchors.extend(domains.invalid_ids.iter().map(|id| id.value.clone()));
            }
            DataKind::Offers(offers) => {
                anchors.extend(offers.valid.iter().map(|offer| offer.id.value.to_string()));
                anchors.extend(offers.valid.iter().filter_map(|offer| offer.group.as_deref()).map(slug));
                anchors.extend(offers.invalid_ids.iter().map(|id| id.value.clone()));
            }
            DataKind::Responsibilities(matrix) => {
                anchors.extend(matrix.duties.valid.iter().map(|duty| duty.id.value.to_string()));
                anchors.extend(matrix.duties.invalid_ids.iter().map(|id| id.value.clone()));
                anchors.extend(matrix.services.invalid_ids.iter().map(|id| id.value.clone()));
                for service in &matrix.services.flawed {
                    anchors.extend(service.cells.written_ids().map(|duty| format!("{}-{}", service.id.value, duty.value)));
                }
                for service in &matrix.services.valid {
                    let cells = service.cells.written_ids().map(|duty| format!("{}-{}", service.id.value, duty.value));
                    let own = std::iter::once(service.id.value.to_string()).chain(cells);
                    if !config.shows(service.provider.as_str()) {
                        self.not_shown.extend(own);
                        continue;
                    }
                    anchors.extend(own);
                    let page = service_address(&address, service.id.as_str());
                    self.anchors.insert(page, Arc::new(service.cells.written_ids().map(|duty| duty.value.clone()).collect()));
                }
            }
        }
        self.anchors_of(&address).extend(anchors);
    }

    fn anchors_of(&mut self, address: &SitePath) -> &mut BTreeSet<String> {
        Arc::make_mut(self.anchors.entry(address.clone()).or_default())
    }

    fn checklist(&mut self, number: usize, checklist: &Checklist) {
        let address = checklist.address();
        self.place(checklist.header.path.clone(), address.clone());
        for (area_number, area) in checklist.areas.iter().enumerate() {
            if area.path != checklist.header.path {
                self.place(area.path.clone(), area.address.clone());
            }
            if area.is_guided {
                self.guides.entry(area.address.clone()).or_default().push((number, area_number));
            }
            if !area.id.is_empty() {
                self.anchors_of(&address).insert(area.id.clone());
            }
            let written = area.area();
            for (item_number, item) in written.items.valid.iter().enumerate() {
                let at = ItemPosition { checklist: number, area: area_number, item: item_number };
                self.items.entry(item.id.value.clone()).or_insert(at);
                for address in [&address, &area.address] {
                    self.anchors_of(address).insert(item.id.value.clone());
                }
            }
            self.hidden_items.extend(area.hidden.iter().map(|item| item.id.value.clone()));
            for lost in &written.items.invalid_ids {
                self.retired_or_invalid.entry(lost.value.clone()).or_default();
                for address in [&address, &area.address] {
                    self.anchors_of(address).insert(lost.value.clone());
                }
            }
            for retired in &written.retired {
                let by = retired.replaced_by.iter().map(|id| id.value.clone()).collect();
                self.retired_or_invalid.insert(retired.id.value.clone(), by);
            }
        }
    }
}
