//! The page of recent changes. It needs dates from Git.

use std::{cmp::Reverse, collections::BTreeMap, sync::Arc};

use super::{
    Inputs,
    addresses::{self, RECENT},
    edition_changes, editions, frame,
    listing::generated_file,
    page_renderer::PageRenderer,
};
use crate::{
    site::{File, Rendered},
    source::SitePath,
    theme::{Link, RecentDay, RecentView},
};

/// Maximum number of pages listed.
const NEWEST: usize = 60;

/// The page of recent changes; none without dates.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    if !addresses::has_recent(inputs) {
        return Vec::new();
    }
    vec![generated_file(inputs, RECENT, "the page of what changed last", render)]
}

/// The ISO date of each page's last change, by tree node; the newest of all files that the page is made from.
pub fn days<'a>(inputs: &'a Inputs) -> BTreeMap<usize, &'a str> {
    let index = &inputs.handbook.index;
    let mut days: BTreeMap<usize, &'a str> = BTreeMap::new();
    let mut add = |address: &SitePath, day: &'a str| {
        if let Some((number, _)) = index.tree.at(address) {
            let known = days.entry(number).or_insert("");
            *known = day.max(*known);
        }
    };
    for (path, day) in inputs.changed.iter() {
        if let Some(address) = index.addresses.get(path) {
            add(address, day);
        }
        for checklist in &inputs.handbook.checklists {
            if checklist.areas.iter().any(|area| area.path == *path) {
                add(&checklist.address(), day);
            }
        }
    }
    days
}

/// The pages that changed last as ISO date and tree node, newest first, within a day in the order of the handbook.
pub fn newest(inputs: &Inputs, at_most: usize) -> Vec<(&str, usize)> {
    let mut pages: Vec<(&str, usize)> = days(inputs).into_iter().map(|(number, day)| (day, number)).collect();
    pages.sort_by_key(|&(day, number)| (Reverse(day), number));
    pages.truncate(at_most);
    pages
}

/// Whether what changed on a page that day is that somebody confirmed it: its text is older than the last look.
fn is_confirmed(inputs: &Inputs, number: usize, day: &str) -> bool {
    let handbook = &inputs.handbook;
    let page = handbook.page_at(&handbook.index.tree.node(number).address);
    page.is_some_and(|page| {
        let reviewed = page.meta.reviewed.as_ref();
        reviewed.is_some_and(|reviewed| reviewed.confirmed_since().is_some() && reviewed.on.value.to_string().as_str() <= day)
            && !page.has_changed_since_reviewed()
    })
}

/// Adds the closed editions to their days, before the pages; none that is older than all pages listed.
fn add_editions(renderer: &PageRenderer<'_>, days: &mut Vec<RecentDay>) {
    let inputs = renderer.inputs;
    let Some(oldest) = days.last().map(|day| day.day.clone()) else { return };
    // The last one of a day is put before the others.
    for (checklist, edition) in editions::newest(&inputs.handbook).into_iter().rev() {
        let id = edition.closed.value;
        let day = id.day.to_string();
        if day < oldest {
            continue;
        }
        let at = days.iter().position(|known| known.day <= day).unwrap_or(days.len());
        if days.get(at).is_none_or(|known| known.day != day) {
            days.insert(at, RecentDay { day, pages: Vec::new(), confirmed: Vec::new() });
        }
        let title = edition_changes::title(inputs, checklist, id);
        let href = renderer.href(&edition_changes::address(checklist, id), None);
        days[at].pages.insert(0, Link { title, href });
    }
}

fn render(inputs: &Inputs) -> Rendered {
    let address = SitePath::new(RECENT);
    let renderer = PageRenderer::new(inputs, &address);
    let mut days: Vec<RecentDay> = Vec::new();
    for (day, number) in newest(inputs, NEWEST) {
        let card = frame::card(&renderer, number);
        let link = Link { title: card.title, href: card.href };
        let last = match days.last_mut().filter(|last| last.day == day) {
            Some(last) => last,
            None => {
                days.push(RecentDay { day: day.to_owned(), pages: Vec::new(), confirmed: Vec::new() });
                let Some(last) = days.last_mut() else { continue };
                last
            }
        };
        if is_confirmed(inputs, number, day) { last.confirmed.push(link) } else { last.pages.push(link) }
    }
    add_editions(&renderer, &mut days);
    let word = |name: &str| inputs.theme.word(name).to_owned();
    let view = RecentView { page: frame::standalone(&renderer, word("recent_title"), word("recent_summary")), days };
    renderer.render(&view)
}
