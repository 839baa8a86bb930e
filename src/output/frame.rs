//! What stands around every page: the way here, the way on, the navigation.

use super::{
    addresses::{self, BLANKS, CONTENTS, FEED, HOME, RECENT, SEARCH, public_url},
    nodes,
    painter::Painter,
};
use crate::{
    config::{Place, Repository, due_on},
    handbook::Origin,
    manuscript::{Page, data::Data},
    source::{SitePath, SourcePath},
    theme::{Card, Fixed, Frame, Helper, Link, NavItem, Reviewed, Step, TocEntry},
};

/// So many neighbours are shown on each side; a section with more is not listed whole on each of its pages.
const NEIGHBOURS: usize = 12;

/// So many places that link to a page are listed on it.
const ORIGINS: usize = 60;

/// The template crate draws components in each other no deeper than twenty levels.
pub const DEEPEST: usize = 16;

/// The frame of a page that has its place in the tree; of one that has none, a frame without a title.
pub fn frame(painter: &Painter<'_>) -> Frame {
    Standing::in_tree(painter).frame(painter, Origins::Nothing)
}

/// The frame of a page that stands beside the tree.
pub fn bare(painter: &Painter<'_>, title: String, summary: String) -> Frame {
    Standing::beside(painter, title, summary).frame(painter, Origins::Nothing)
}

/// The frame of a page that stands beside the tree, below one that does too.
#[cfg(feature = "paper")]
pub fn below(painter: &Painter<'_>, title: String, parent: Link) -> Frame {
    let mut standing = Standing::beside(painter, title, String::new());
    standing.crumbs.push(parent);
    standing.frame(painter, Origins::Nothing)
}

/// The frame of a page that is made from one file: where the file is changed, and when it was.
pub fn of_file(painter: &Painter<'_>, path: &SourcePath) -> Frame {
    Standing::in_tree(painter).frame(painter, Origins::File(path))
}

/// The frame of a page of prose.
pub fn of_page(painter: &Painter<'_>, page: &Page) -> Frame {
    Standing::in_tree(painter).frame(painter, Origins::Page(page))
}

/// What a page is made from.
#[derive(Clone, Copy)]
enum Origins<'a> {
    /// Many files, or none.
    Nothing,
    /// One file.
    File(&'a SourcePath),
    /// A page of prose.
    Page(&'a Page),
}

/// Where a page stands.
struct Standing {
    title: String,
    summary: String,
    is_home: bool,
    crumbs: Vec<Link>,
    nav: Vec<NavItem>,
    phases: Vec<Step>,
    previous: Option<Link>,
    next: Option<Link>,
    linked_from: Vec<Link>,
    linked_from_more: usize,
}

impl Standing {
    fn in_tree(painter: &Painter<'_>) -> Self {
        let tree = &painter.inputs.handbook.index.tree;
        let Some((number, node)) = tree.at(painter.address) else {
            return Self::beside(painter, String::new(), String::new());
        };
        let link = |number: usize| Link { title: title(painter, number), href: painter.href(&tree.node(number).address, None) };
        let path = tree.path(number);
        let (previous, next) = tree.around(number);
        let origins = painter.inputs.backlinks.to(painter.address);
        let origin = |origin: &Origin| Link {
            title: if origin.title.is_empty() {
                painter.inputs.theme.word("checklists_title").into()
            } else {
                origin.title.clone()
            },
            href: painter.href(&origin.address, origin.anchor.as_deref()),
        };
        Self {
            title: title(painter, number),
            summary: node.summary.clone(),
            is_home: number == 0,
            crumbs: path[..path.len() - 1].iter().map(|&number| link(number)).collect(),
            nav: nav(painter, &path, path.len().saturating_sub(DEEPEST)),
            phases: steps(painter, &path),
            previous: previous.map(link),
            next: next.map(link),
            linked_from: origins.iter().take(ORIGINS).map(origin).collect(),
            linked_from_more: origins.len().saturating_sub(ORIGINS),
        }
    }

    fn beside(painter: &Painter<'_>, title: String, summary: String) -> Self {
        let home = Link { title: self::title(painter, 0), href: painter.href(&SitePath::new(HOME), None) };
        Self {
            title,
            summary,
            is_home: false,
            crumbs: vec![home],
            nav: nav(painter, &[0], 0),
            phases: steps(painter, &[]),
            previous: None,
            next: None,
            linked_from: Vec::new(),
            linked_from_more: 0,
        }
    }

    fn frame(self, painter: &Painter<'_>, origins: Origins<'_>) -> Frame {
        let Self { title, summary, is_home, crumbs, nav, phases, previous, next, linked_from, linked_from_more } = self;
        let (path, page) = match origins {
            Origins::Nothing => (None, None),
            Origins::File(path) => (Some(path), None),
            Origins::Page(page) => (Some(&page.path), Some(page)),
        };
        let config = &painter.inputs.handbook.config;
        let address = public_url(painter.inputs, painter.address);
        let url = |pattern: fn(&Repository) -> &Option<String>| {
            let (path, found) = (path?, config.repository.as_ref()?);
            Some(found.fill(pattern(found).as_ref()?, Place { path: path.as_str(), title: &title, address: &address }))
        };
        let (edit_url, history_url, report_url) =
            (url(|found| &found.edit), url(|found| &found.history), url(|found| &found.report));
        #[cfg(feature = "paper")]
        let (sheets, documents, all_sheets) = super::sheets::links(painter);
        #[cfg(not(feature = "paper"))]
        let (sheets, documents, all_sheets) = (Vec::new(), Vec::new(), None);
        Frame {
            path: painter.address.to_string(),
            top: painter.top(),
            title,
            title_anchor: page.and_then(|page| page.title_anchor.clone()),
            summary,
            is_home,
            crumbs,
            nav,
            phases,
            previous,
            next,
            toc: page.map_or_else(Vec::new, |page| toc(painter, page)),
            links: fixed(painter),
            footer: footer(painter),
            edit_url,
            history_url,
            report_url,
            changed: path.and_then(|path| painter.inputs.changed.get(path).cloned()),
            sheets,
            documents,
            all_sheets,
            linked_from,
            linked_from_more,
            // What is shown at any address has none of its own.
            canonical: (config.base_url.is_some() && !painter.is_anywhere()).then_some(address),
        }
    }
}

/// Pages that every page links to.
fn fixed(painter: &Painter<'_>) -> Fixed {
    let handbook = &painter.inputs.handbook;
    let page = |address: &str| painter.href(&SitePath::new(address), None);
    let data = |data: &Data| Some(painter.href(handbook.index.addresses.get(&data.path)?, None));
    Fixed {
        home: page(HOME),
        contents: page(CONTENTS),
        search: page(SEARCH),
        blanks: page(BLANKS),
        recent: addresses::has_recent(painter.inputs).then(|| page(RECENT)),
        feed: addresses::has_feed(painter.inputs).then(|| page(FEED)),
        glossary: handbook.by_kind.glossaries.first().and_then(|page| data(&page.data)),
        domains: handbook.by_kind.domains.first().and_then(|page| data(&page.data)),
    }
}

/// The headings of a page of prose, but for the one that is its title.
fn toc(painter: &Painter<'_>, page: &Page) -> Vec<TocEntry> {
    let headings = painter.headings(page).into_iter();
    headings
        .filter(|(level, anchor, _)| (2..=3).contains(level) && page.title_anchor.as_ref() != Some(anchor))
        .map(|(level, anchor, title_html)| TocEntry { level, href: painter.href(painter.address, Some(&anchor)), title_html })
        .collect()
}

/// The links at the foot. One that is an address already, or begins at the server's top, is taken as it is.
fn footer(painter: &Painter<'_>) -> Vec<Link> {
    let links = painter.inputs.handbook.config.brand.footer.iter();
    links
        .filter_map(|link| {
            let is_rooted = link.url.value.starts_with('/');
            let own = || painter.link(&link.url, &painter.inputs.handbook.config.path).map(|link| link.href);
            let href = if is_rooted { link.url.value.clone() } else { own()? };
            Some(Link { title: link.title.clone(), href })
        })
        .collect()
}

/// When somebody last stood by a page, and when it is due again.
pub fn reviewed(painter: &Painter<'_>, page: &Page) -> Option<Reviewed> {
    let on = page.meta.reviewed.as_ref()?.value;
    let months = page.meta.fresh_for_months.unwrap_or(painter.inputs.handbook.config.fresh_for_months.pages);
    Some(Reviewed { on: on.to_string(), due: due_on(on, months).to_string() })
}

/// The children of a section as cards.
pub fn children(painter: &Painter<'_>) -> Vec<Card> {
    let tree = &painter.inputs.handbook.index.tree;
    let Some((_, node)) = tree.at(painter.address) else { return Vec::new() };
    node.children.iter().map(|&number| card(painter, number)).collect()
}

/// A page as a card.
pub fn card(painter: &Painter<'_>, number: usize) -> Card {
    let address = &painter.inputs.handbook.index.tree.node(number).address;
    let summary = nodes::summary(painter.inputs, number).to_owned();
    Card { title: title(painter, number), href: painter.href(address, None), summary }
}

/// Whom to ask in a domain.
pub fn helper(painter: &Painter<'_>, domain: &str) -> Option<Helper> {
    let handbook = &painter.inputs.handbook;
    let (data, domain) = handbook.domain(domain)?;
    let page = handbook.index.addresses.get(&data.path)?;
    Some(Helper {
        title: domain.title.clone(),
        href: painter.href(page, Some(domain.id.as_str())),
        helps_with_html: domain.helps_with.as_ref().map_or_else(String::new, |text| painter.plain(text, &data.path)),
        contact_html: painter.maybe(&domain.contact, &data.path),
        hours_html: painter.maybe(&domain.hours, &data.path),
        anchor: domain.id.value.to_string(),
    })
}

fn title(painter: &Painter<'_>, number: usize) -> String {
    nodes::title(painter.inputs, number).to_owned()
}

fn nav(painter: &Painter<'_>, path: &[usize], depth: usize) -> Vec<NavItem> {
    let tree = &painter.inputs.handbook.index.tree;
    let parent = tree.node(path[depth]);
    let on_path = path.get(depth + 1).copied();
    let at = on_path.and_then(|number| parent.children.iter().position(|&child| child == number));
    let centre = at.unwrap_or(0);
    let (first, last) = (centre.saturating_sub(NEIGHBOURS), (centre + NEIGHBOURS + 1).min(parent.children.len()));
    let mut items: Vec<NavItem> = parent.children[first..last]
        .iter()
        .map(|&number| {
            let open = on_path == Some(number);
            NavItem {
                title: title(painter, number),
                href: painter.href(&tree.node(number).address, None),
                here: open && depth + 2 == path.len(),
                open,
                children: if open { nav(painter, path, depth + 1) } else { Vec::new() },
            }
        })
        .collect();
    let hidden = parent.children.len() - (last - first);
    if hidden > 0 {
        let title = painter.inputs.theme.word("more_in_section").replace("{n}", &hidden.to_string());
        let href = painter.href(&parent.address, None);
        items.push(NavItem { title, href, here: false, open: false, children: Vec::new() });
    }
    items
}

/// The phases; a page belongs to one when it lies in the section of the phase's page, or is one of its checklists.
fn steps(painter: &Painter<'_>, path: &[usize]) -> Vec<Step> {
    let handbook = &painter.inputs.handbook;
    let tree = &handbook.index.tree;
    let last = path.last().map(|&number| &tree.node(number).address);
    handbook
        .config
        .phases
        .iter()
        .map(|phase| {
            let page = handbook.phase_page(phase);
            let here = page.as_ref().is_some_and(|page| path.iter().any(|&number| tree.node(number).address == **page))
                || handbook.checklists.iter().any(|checklist| {
                    let ours = phase.checklists.iter().any(|id| id.value == checklist.head.id.value);
                    ours && last.is_some_and(|last| {
                        *last == checklist.address() || checklist.areas.iter().any(|area| area.address == *last)
                    })
                });
            Step { title: phase.title.clone(), href: page.map(|page| painter.href(page, None)), here }
        })
        .collect()
}
