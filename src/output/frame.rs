//! The frame of a page: breadcrumbs, navigation, previous and next page, table of contents, footer.

use super::{
    addresses::{self, BLANKS, CONTENTS, FEED, HOME, LOOKS, RECENT, SEARCH, WALKTHROUGH, public_url},
    nodes,
    page_renderer::PageRenderer,
};
use crate::{
    config::{Repository, UrlValues},
    handbook::{Backlink, page_due},
    manuscript::{Page, data::DataFile},
    source::{SitePath, SourcePath},
    theme::{Card, FixedLinks, Frame, Helper, Link, NavItem, PhaseStep, Reviewed, TocEntry},
};

/// Maximum number of siblings in the navigation on each side of the current page.
const NEIGHBOURS: usize = 12;

/// Maximum number of backlinks listed on a page.
const ORIGINS: usize = 60;

/// Maximum depth of nested navigation: Tera nests components at most twenty levels deep.
pub const MAX_DEPTH: usize = 16;

/// The frame of a page made from no single file. Outside the tree of pages its title is empty.
pub fn frame(renderer: &PageRenderer<'_>) -> Frame {
    FrameStart::in_tree(renderer).frame(renderer, Origins::Nothing)
}

/// The frame of a page outside the tree of pages, such as the search.
pub fn standalone(renderer: &PageRenderer<'_>, title: String, summary: String) -> Frame {
    FrameStart::beside(renderer, title, summary).frame(renderer, Origins::Nothing)
}

/// The frame of a page outside the tree, with a breadcrumb to its parent.
pub fn below(renderer: &PageRenderer<'_>, title: String, parent: Link) -> Frame {
    let mut standing = FrameStart::beside(renderer, title, String::new());
    standing.crumbs.push(parent);
    standing.frame(renderer, Origins::Nothing)
}

/// The frame of a page made from one file: with edit and history URLs and the date of the last change.
pub fn of_file(renderer: &PageRenderer<'_>, path: &SourcePath) -> Frame {
    FrameStart::in_tree(renderer).frame(renderer, Origins::File(path))
}

/// The frame of a page of prose: as [`of_file`], with a table of contents.
pub fn of_page(renderer: &PageRenderer<'_>, page: &Page) -> Frame {
    FrameStart::in_tree(renderer).frame(renderer, Origins::Page(page))
}

/// The source of a page.
#[derive(Clone, Copy)]
enum Origins<'a> {
    /// Many files, or none.
    Nothing,
    /// One file.
    File(&'a SourcePath),
    /// A page of prose.
    Page(&'a Page),
}

/// The parts of a frame that depend on the page's position.
struct FrameStart {
    title: String,
    summary: String,
    is_home: bool,
    crumbs: Vec<Link>,
    nav: Vec<NavItem>,
    phases: Vec<PhaseStep>,
    previous: Option<Link>,
    next: Option<Link>,
    linked_from: Vec<Link>,
    linked_from_more: usize,
}

impl FrameStart {
    fn in_tree(renderer: &PageRenderer<'_>) -> Self {
        let tree = &renderer.inputs.handbook.index.tree;
        let Some((number, node)) = tree.at(renderer.address) else {
            return Self::beside(renderer, String::new(), String::new());
        };
        let link = |number: usize| Link { title: title(renderer, number), href: renderer.href(&tree.node(number).address, None) };
        let path = tree.path(number);
        let (previous, next) = tree.neighbours(number);
        let origins = renderer.inputs.backlinks.to(renderer.address);
        let origin = |origin: &Backlink| Link {
            title: if origin.title.is_empty() {
                renderer.inputs.theme.word("checklists_title").into()
            } else {
                origin.title.clone()
            },
            href: renderer.href(&origin.address, origin.anchor.as_deref()),
        };
        Self {
            title: title(renderer, number),
            summary: node.summary.clone(),
            is_home: number == 0,
            crumbs: path[..path.len() - 1].iter().map(|&number| link(number)).collect(),
            nav: nav(renderer, &path, path.len().saturating_sub(MAX_DEPTH)),
            phases: steps(renderer, &path),
            previous: previous.map(link),
            next: next.map(link),
            linked_from: origins.iter().take(ORIGINS).map(origin).collect(),
            linked_from_more: origins.len().saturating_sub(ORIGINS),
        }
    }

    fn beside(renderer: &PageRenderer<'_>, title: String, summary: String) -> Self {
        let home = Link { title: self::title(renderer, 0), href: renderer.href(&SitePath::new(HOME), None) };
        Self {
            title,
            summary,
            is_home: false,
            crumbs: vec![home],
            nav: nav(renderer, &[0], 0),
            phases: steps(renderer, &[]),
            previous: None,
            next: None,
            linked_from: Vec::new(),
            linked_from_more: 0,
        }
    }

    fn frame(self, renderer: &PageRenderer<'_>, origins: Origins<'_>) -> Frame {
        let Self { title, summary, is_home, crumbs, nav, phases, previous, next, linked_from, linked_from_more } = self;
        let (path, page) = match origins {
            Origins::Nothing => (None, None),
            Origins::File(path) => (Some(path), None),
            Origins::Page(page) => (Some(&page.path), Some(page)),
        };
        let config = &renderer.inputs.handbook.config;
        let address = public_url(renderer.inputs, renderer.address);
        let url = |pattern: fn(&Repository) -> &Option<String>| {
            let (path, found) = (path?, config.repository.as_ref()?);
            Some(found.expand(pattern(found).as_ref()?, UrlValues { path: path.as_str(), title: &title, address: &address }))
        };
        let (edit_url, history_url, report_url) =
            (url(|found| &found.edit), url(|found| &found.history), url(|found| &found.report));
        #[cfg(feature = "paper")]
        let (sheets, documents, all_sheets) = super::sheets::links(renderer);
        #[cfg(not(feature = "paper"))]
        let (sheets, documents, all_sheets) = (Vec::new(), Vec::new(), None);
        Frame {
            path: renderer.address.to_string(),
            top: renderer.top(),
            title,
            title_anchor: page.and_then(|page| page.title_anchor.clone()),
            summary,
            is_home,
            crumbs,
            nav,
            phases,
            previous,
            next,
            toc: page.map_or_else(Vec::new, |page| toc(renderer, page)),
            links: fixed(renderer),
            footer: footer(renderer),
            edit_url,
            history_url,
            report_url,
            changed: path.and_then(|path| renderer.inputs.changed.get(path).cloned()),
            sheets,
            documents,
            all_sheets,
            linked_from,
            linked_from_more,
            // What is shown at any address has none of its own.
            canonical: (config.base_url.is_some() && !renderer.is_anywhere()).then_some(address),
        }
    }
}

/// Links to the generated pages that every page links to; `None` for those that do not exist.
fn fixed(renderer: &PageRenderer<'_>) -> FixedLinks {
    let handbook = &renderer.inputs.handbook;
    let page = |address: &str| renderer.href(&SitePath::new(address), None);
    let data = |data: &DataFile| Some(renderer.href(handbook.index.addresses.get(&data.path)?, None));
    FixedLinks {
        home: page(HOME),
        contents: page(CONTENTS),
        search: page(SEARCH),
        blanks: page(BLANKS),
        looks: page(LOOKS),
        walkthrough: addresses::has_walkthrough(renderer.inputs).then(|| page(WALKTHROUGH)),
        recent: addresses::has_recent(renderer.inputs).then(|| page(RECENT)),
        feed: addresses::has_feed(renderer.inputs).then(|| page(FEED)),
        glossary: handbook.by_kind.glossaries.first().and_then(|page| data(&page.data)),
        domains: handbook.by_kind.domains.first().and_then(|page| data(&page.data)),
    }
}

/// The table of contents: headings of level 2 and 3 without the title.
fn toc(renderer: &PageRenderer<'_>, page: &Page) -> Vec<TocEntry> {
    let headings = renderer.headings(page).into_iter();
    headings
        .filter(|(level, anchor, _)| (2..=3).contains(level) && page.title_anchor.as_ref() != Some(anchor))
        .map(|(level, anchor, title_html)| TocEntry { level, href: renderer.href(renderer.address, Some(&anchor)), title_html })
        .collect()
}

/// The footer's links from the settings. Absolute URLs and root-relative paths stay as they are; others are relative to
/// `handbook.yaml`.
fn footer(renderer: &PageRenderer<'_>) -> Vec<Link> {
    let links = renderer.inputs.handbook.config.brand.footer.iter();
    links
        .filter_map(|link| {
            let is_rooted = link.url.value.starts_with('/');
            let own = || renderer.link(&link.url, &renderer.inputs.handbook.config.path).map(|link| link.href);
            let href = if is_rooted { link.url.value.clone() } else { own()? };
            Some(Link { title: link.title.clone(), href })
        })
        .collect()
}

/// The last look at a page, and when the next one is due; `None` if nobody ever looked.
pub fn reviewed(renderer: &PageRenderer<'_>, page: &Page) -> Option<Reviewed> {
    let handbook = &renderer.inputs.handbook;
    let reviewed = page.meta.reviewed.as_ref()?;
    let by = reviewed.by.as_ref().and_then(|id| handbook.role_or_domain(id.as_str()));
    let changed_since = page.has_changed_since_reviewed();
    Some(Reviewed {
        on: reviewed.on.value.to_string(),
        by: by.map(|by| by.title.to_owned()),
        confirmed_since: reviewed.confirmed_since().filter(|_| !changed_since).map(|day| day.to_string()),
        changed_since,
        due: page_due(&handbook.config, page)?.to_string(),
    })
}

/// Cards of the page's children in the tree.
pub fn children(renderer: &PageRenderer<'_>) -> Vec<Card> {
    let tree = &renderer.inputs.handbook.index.tree;
    let Some((_, node)) = tree.at(renderer.address) else { return Vec::new() };
    node.children.iter().map(|&number| card(renderer, number)).collect()
}

/// The card of the node `number`.
pub fn card(renderer: &PageRenderer<'_>, number: usize) -> Card {
    let address = &renderer.inputs.handbook.index.tree.node(number).address;
    let summary = nodes::summary(renderer.inputs, number).to_owned();
    Card { title: title(renderer, number), href: renderer.href(address, None), summary }
}

/// The contact of a domain by its id; `None` for an unknown id.
pub fn helper(renderer: &PageRenderer<'_>, domain: &str) -> Option<Helper> {
    let handbook = &renderer.inputs.handbook;
    let (data, domain) = handbook.domain(domain)?;
    let page = handbook.index.addresses.get(&data.path)?;
    Some(Helper {
        title: domain.title.clone(),
        href: renderer.href(page, Some(domain.id.as_str())),
        helps_with_html: domain.helps_with.as_ref().map_or_else(String::new, |text| renderer.plain(text, &data.path)),
        contact_html: renderer.maybe(&domain.contact, &data.path),
        hours_html: renderer.maybe(&domain.hours, &data.path),
        anchor: domain.id.value.to_string(),
    })
}

fn title(renderer: &PageRenderer<'_>, number: usize) -> String {
    nodes::title(renderer.inputs, number).to_owned()
}

fn nav(renderer: &PageRenderer<'_>, path: &[usize], depth: usize) -> Vec<NavItem> {
    let tree = &renderer.inputs.handbook.index.tree;
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
                title: title(renderer, number),
                href: renderer.href(&tree.node(number).address, None),
                here: open && depth + 2 == path.len(),
                open,
                children: if open { nav(renderer, path, depth + 1) } else { Vec::new() },
            }
        })
        .collect();
    let hidden = parent.children.len() - (last - first);
    if hidden > 0 {
        let title = renderer.inputs.theme.word("more_in_section").replace("{n}", &hidden.to_string());
        let href = renderer.href(&parent.address, None);
        items.push(NavItem { title, href, here: false, open: false, children: Vec::new() });
    }
    items
}

/// All phases in order. `here` if `path` (tree nodes from the root) leads through the phase's page, or ends at one of its
/// checklists or their areas.
fn steps(renderer: &PageRenderer<'_>, path: &[usize]) -> Vec<PhaseStep> {
    let handbook = &renderer.inputs.handbook;
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
                    let ours = phase.checklists.iter().any(|id| id.value == checklist.header.id.value);
                    ours && last.is_some_and(|last| {
                        *last == checklist.address() || checklist.areas.iter().any(|area| area.address == *last)
                    })
                });
            PhaseStep { title: phase.title.clone(), href: page.map(|page| renderer.href(page, None)), here }
        })
        .collect()
}
