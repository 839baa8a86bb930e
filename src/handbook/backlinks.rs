//! Backlinks: every link of every text, turned round.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rayon::prelude::*;

use super::{
    Handbook, Owner, each_text,
    resolve::{expand, try_resolve_link},
};
use crate::{
    manuscript::Page,
    prose::{Link, LinkKind, LinkTarget},
    source::{SitePath, SourcePath, Spanned},
};

/// The places that link to each page, by the page's path.
#[derive(Debug, Default)]
pub struct Backlinks(BTreeMap<SitePath, Vec<Backlink>>);

/// A backlink: a place that links to a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backlink {
    /// The path of the page that it is on.
    pub address: SitePath,
    /// Its anchor there; a page of prose as a whole has none.
    pub anchor: Option<String>,
    /// Its title as plain text, with variables expanded.
    pub title: String,
}

impl Backlinks {
    /// The places on other pages that link to a page, each once, in the order of the handbook's files.
    #[must_use]
    pub fn to(&self, page: &SitePath) -> &[Backlink] {
        self.0.get(page).map_or(&[], Vec::as_slice)
    }
}

/// Makes the backlinks of a handbook. A broken link has been reported and is left out. Those of the handbook `before` are
/// reused where both share an index and all links of their pages are the same.
#[must_use]
pub fn backlinks(handbook: &Handbook, before: Option<(&Handbook, &Arc<Backlinks>)>) -> Arc<Backlinks> {
    let same = before.filter(|(old, _)| has_links_of(handbook, old));
    same.map_or_else(|| Arc::new(turned_round(handbook)), |(_, backlinks)| Arc::clone(backlinks))
}

/// Two that share an index differ only in texts of pages.
fn has_links_of(handbook: &Handbook, old: &Handbook) -> bool {
    let is_same = |(new, old): (&Arc<Page>, &Arc<Page>)| Arc::ptr_eq(new, old) || new.body.links_like(&old.body);
    Arc::ptr_eq(&handbook.index, &old.index) && handbook.pages.iter().zip(&old.pages).all(is_same)
}

fn turned_round(handbook: &Handbook) -> Backlinks {
    let texts = each_text(handbook);
    let written = texts.par_iter().map(|text| {
        let links = text.prose.links.iter().filter(|link| link.kind != LinkKind::Image);
        (text.owner, links.filter_map(|link| target(link, text.from, handbook)).collect())
    });
    let mut found: Vec<(Owner<'_>, Vec<SitePath>)> = written.collect();
    let key = |to: &Spanned<String>, from: &SourcePath| {
        let link = Link::to(to.clone());
        target(&link, from, handbook).into_iter().collect::<Vec<_>>()
    };
    for (data, term) in handbook.terms() {
        found.extend(term.see.iter().map(|see| (Owner::Term(data, term), key(see, &data.path))));
    }
    for (_, area, item) in handbook.items() {
        found.extend(item.guide.iter().map(|guide| (Owner::Item(area, item), key(guide, &area.path))));
    }
    let mut backlinks: BTreeMap<SitePath, Vec<Backlink>> = BTreeMap::new();
    let mut known = BTreeSet::new();
    for (owner, targets) in found {
        if targets.is_empty() {
            continue;
        }
        let Some(origin) = origin(owner, handbook) else { continue };
        for target in targets.into_iter().filter(|target| *target != origin.address) {
            if known.insert((target.clone(), origin.address.clone(), origin.anchor.clone(), origin.title.clone())) {
                backlinks.entry(target).or_default().push(origin.clone());
            }
        }
    }
    Backlinks(backlinks)
}

fn target(link: &Link, from: &SourcePath, handbook: &Handbook) -> Option<SitePath> {
    match try_resolve_link(link, from, handbook)? {
        LinkTarget::Inside(page, _) => Some(page),
        LinkTarget::Outside(_) | LinkTarget::NotAsked(_) | LinkTarget::Nowhere => None,
    }
}

fn origin(owner: Owner<'_>, handbook: &Handbook) -> Option<Backlink> {
    let config = &handbook.config;
    let page = |path: &SourcePath| handbook.index.addresses.get(path).cloned();
    let in_tree = |address: SitePath| {
        let title = handbook.index.tree.at(&address)?.1.title.clone();
        Some(Backlink { address, anchor: None, title })
    };
    match owner {
        Owner::Settings => None,
        Owner::Page(written) => in_tree(page(&written.path)?),
        Owner::Data(data) => in_tree(page(&data.path)?),
        Owner::Term(data, term) => {
            let anchor = Some(crate::prose::slug(&term.term.value));
            Some(Backlink { address: page(&data.path)?, anchor, title: term.term.value.clone() })
        }
        Owner::Guardrail(data, guardrail) => Some(Backlink {
            address: page(&data.path)?,
            anchor: Some(guardrail.id.value.to_string()),
            title: expand(&guardrail.title.prose, config),
        }),
        Owner::Service(data, service) => in_tree(handbook.index.service(data, service.id.as_str())),
        Owner::Checklist(checklist) => in_tree(checklist.address()),
        Owner::Area(area) => in_tree(area.address.clone()),
        Owner::Item(area, item) => Some(Backlink {
            address: area.address.clone(),
            anchor: Some(item.id.value.clone()),
            title: format!("{} {}", item.id.value, expand(&item.ask.prose, config)),
        }),
    }
}
