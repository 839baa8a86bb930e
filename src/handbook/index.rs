//! Where everything is: addresses, anchors, ids, terms, order, old addresses.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    address::{alias_address, below_content, page_address, service_address},
    checklists::Checklist,
    terms::{self, Terms},
    tree::{self, Tree},
};
use crate::{
    config::Config,
    manuscript::{
        Page,
        data::{Data, DataKind},
    },
    prose::slug,
    source::{Other, SitePath, SourcePath, Span},
};

/// Pages that every handbook has, whatever is written.
const OWN_PAGES: &[&str] =
    &["index.html", "contents.html", "recent.html", "search.html", "to-fill-in.html", "checklists/index.html", "404.html"];

/// Files that a handbook has beside its pages.
const OWN_FILES: &[&str] = &["search-index.js", "handbook.json", "handbook.js", "feed.xml", "sitemap.xml"];

/// Where everything is.
#[derive(Debug)]
pub struct Index {
    /// The address of each source file that has one.
    pub addresses: BTreeMap<SourcePath, SitePath>,
    /// Who wants which address; two that want the same are a mistake.
    pub claims: Vec<Claim>,
    /// The anchors of each page that has any.
    pub anchors: BTreeMap<SitePath, BTreeSet<String>>,
    /// Where each item is.
    pub items: BTreeMap<String, ItemAt>,
    /// Ids of items that could not be read, or that are retired.
    pub gone: BTreeMap<String, Vec<String>>,
    /// The order of the pages.
    pub tree: Tree,
    /// The words of the glossary.
    pub terms: Terms,
    /// Old addresses, and where they lead now.
    pub redirects: Vec<(SitePath, SitePath)>,
    /// The areas whose items a page shows, as numbers of a checklist and an area in it.
    pub guides: BTreeMap<SitePath, Vec<(usize, usize)>>,
    /// Anchors of services whose provider is not shown; a link to one leads to the matrix.
    pub not_shown: BTreeSet<String>,
    /// Drafts that are left out.
    pub hidden: BTreeSet<SourcePath>,
    /// Files that could not be read.
    pub unread: BTreeSet<SourcePath>,
}

/// Somebody wants an address.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The address.
    pub address: SitePath,
    /// Who wants it; a page of ours has no place.
    pub span: Option<Span>,
}

/// Where an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemAt {
    /// Which checklist.
    pub checklist: usize,
    /// Which of its areas.
    pub area: usize,
    /// Which of the area's items.
    pub item: usize,
}

/// What the index is made from.
pub struct Parts<'a> {
    pub config: &'a Config,
    pub pages: &'a [Arc<Page>],
    pub data: &'a [Arc<Data>],
    pub checklists: &'a [Checklist],
    pub others: &'a BTreeMap<SourcePath, Other>,
    pub hidden: Vec<SourcePath>,
    pub unread: Vec<SourcePath>,
}

/// Makes the index.
pub fn make(parts: &Parts<'_>) -> Index {
    let mut index = Index {
        addresses: BTreeMap::new(),
        claims: Vec::new(),
        anchors: BTreeMap::new(),
        items: BTreeMap::new(),
        gone: BTreeMap::new(),
        tree: tree::make(parts.config, parts.pages, parts.data, parts.checklists),
        terms: terms::make(parts.data, parts.config),
        redirects: Vec::new(),
        guides: BTreeMap::new(),
        not_shown: BTreeSet::new(),
        hidden: parts.hidden.iter().cloned().collect(),
        unread: parts.unread.iter().cloned().collect(),
    };
    for path in parts.others.keys().filter(|path| path.is_below("content")) {
        index.place(path.clone(), SitePath::new(below_content(path)), None);
    }
    for page in parts.pages {
        index.page(page);
    }
    for data in parts.data {
        index.data(data, parts.config);
    }
    for (number, checklist) in parts.checklists.iter().enumerate() {
        index.checklist(number, checklist);
    }
    index.claims.extend(OWN_FILES.iter().map(|own| Claim { address: SitePath::new(own), span: None }));
    for own in OWN_PAGES {
        let address = SitePath::new(own);
        if *own != "index.html" {
            index.claims.push(Claim { address: address.clone(), span: None });
        }
        index.anchors.entry(address).or_default();
    }
    index
}

impl Index {
    fn place(&mut self, path: SourcePath, address: SitePath, span: Option<Span>) {
        self.claims.push(Claim { address: address.clone(), span });
        self.addresses.insert(path, address);
    }

    fn page(&mut self, page: &Page) {
        let address = page_address(&page.path);
        self.place(page.path.clone(), address.clone(), Some(Span::start_of(page.file)));
        let anchors = self.anchors.entry(address.clone()).or_default();
        anchors.extend(page.body.headings.iter().map(|heading| heading.anchor.clone()));
        anchors.extend(page.body.ids.iter().map(|id| id.value.clone()));
        for alias in &page.meta.aliases {
            if let Some(old) = alias_address(alias) {
                self.claims.push(Claim { address: old.clone(), span: Some(alias.span) });
                self.redirects.push((old, address.clone()));
            }
        }
    }

    fn data(&mut self, data: &Data, config: &Config) {
        let address = page_address(&data.path);
        self.place(data.path.clone(), address.clone(), Some(Span::start_of(data.file)));
        let mut anchors = BTreeSet::new();
        match &data.kind {
            DataKind::Glossary(terms) => {
                anchors.extend(terms.good.iter().map(|term| slug(&term.term.value)));
                anchors.extend(terms.lost.iter().map(|term| slug(&term.value)));
            }
            DataKind::Guardrails(guardrails) => {
                anchors.extend(guardrails.good.iter().map(|guardrail| guardrail.id.value.to_string()));
                // Each bound has an address of its own.
                anchors.extend(guardrails.good.iter().flat_map(|guardrail| {
                    let bounds = guardrail.bounds.iter();
                    bounds.map(|(environment, _)| format!("{}.{}", guardrail.id.value, environment.value))
                }));
                anchors.extend(guardrails.lost.iter().map(|id| id.value.clone()));
            }
            DataKind::Domains(domains) => {
                anchors.extend(domains.good.iter().map(|domain| domain.id.value.to_string()));
                anchors.extend(domains.lost.iter().map(|id| id.value.clone()));
            }
            DataKind::Responsibilities(matrix) => {
                anchors.extend(matrix.duties.good.iter().map(|duty| duty.id.value.to_string()));
                anchors.extend(matrix.services.lost.iter().map(|id| id.value.clone()));
                for service in &matrix.services.good {
                    let cells = service.cells.iter().map(|(duty, _)| format!("{}-{}", service.id.value, duty.value));
                    let own = std::iter::once(service.id.value.to_string()).chain(cells);
                    if !config.shows(service.provider.as_str()) {
                        self.not_shown.extend(own);
                        continue;
                    }
                    anchors.extend(own);
                    let page = service_address(&address, service.id.as_str());
                    self.claims.push(Claim { address: page.clone(), span: Some(service.id.span) });
                    self.anchors.insert(page, service.cells.iter().map(|(duty, _)| duty.value.clone()).collect());
                }
            }
        }
        self.anchors.entry(address).or_default().extend(anchors);
    }

    fn checklist(&mut self, number: usize, checklist: &Checklist) {
        let address = checklist.address();
        // One with the id of another place is reported as that; it wants no address on top.
        if checklist.is_in_place() {
            self.claims.push(Claim { address: address.clone(), span: Some(Span::start_of(checklist.head.file)) });
        }
        self.addresses.insert(checklist.head.path.clone(), address.clone());
        for (area_number, area) in checklist.areas.iter().enumerate() {
            if area.path != checklist.head.path {
                self.addresses.insert(area.path.clone(), area.address.clone());
            }
            let from_guide = !area.address.as_str().starts_with("checklists/");
            if from_guide {
                self.guides.entry(area.address.clone()).or_default().push((number, area_number));
            } else if area.address != address {
                self.claims.push(Claim { address: area.address.clone(), span: Some(area.area().span) });
            }
            if !area.id.is_empty() {
                self.anchors.entry(address.clone()).or_default().insert(area.id.clone());
            }
            let written = area.area();
            for (item_number, item) in written.items.good.iter().enumerate() {
                let at = ItemAt { checklist: number, area: area_number, item: item_number };
                self.items.entry(item.id.value.clone()).or_insert(at);
                for address in [&address, &area.address] {
                    self.anchors.entry(address.clone()).or_default().insert(item.id.value.clone());
                }
            }
            for lost in &written.items.lost {
                self.gone.entry(lost.value.clone()).or_default();
                for address in [&address, &area.address] {
                    self.anchors.entry(address.clone()).or_default().insert(lost.value.clone());
                }
            }
            for retired in &written.retired {
                let by = retired.replaced_by.iter().map(|id| id.value.clone()).collect();
                self.gone.insert(retired.id.value.clone(), by);
            }
        }
    }

    /// Where the page of a service is.
    #[must_use]
    pub fn service(&self, matrix: &Data, id: &str) -> SitePath {
        service_address(&page_address(&matrix.path), id)
    }
}
