//! Handbook → site: one module per output kind. Each lists its files; none is rendered yet.
//!
//! Knows the handbook and the theme. It must not know where the files go.

pub mod addresses;
mod areas;
mod blanks;
mod checklists;
mod conditions;
mod contents;
mod domains;
mod edition_changes;
mod editions;
mod feed;
mod files;
mod frame;
mod glossary;
mod guardrails;
mod handbook_json;
mod home;
mod items;
mod listing;
mod looks;
mod matrix;
mod meeting;
mod nodes;
mod not_found;
mod offer_lines;
mod offers;
#[cfg(feature = "paper")]
pub mod review_sheets;
mod pages;
mod page_renderer;
mod phases;
mod pictures;
mod recent;
mod redirects;
mod reference_title;
mod search;
mod services;
#[cfg(feature = "paper")]
pub mod sheets;
mod sitemap;
mod twins;
mod walkthrough;

use std::{collections::BTreeMap, sync::Arc};

pub use self::{pages::framed, pictures::Pictures};
use crate::{
    handbook::{Backlinks, Handbook, RunningEditions, backlinks, running_editions},
    prose::Highlighter,
    site::{File, LazyFile, Rendered, Site},
    source::{SitePath, SourcePath, StaticFile, picture::PictureCache},
    theme::Theme,
};

/// What the files of a site are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Their bytes are published.
    Publish,
    /// Only what is wrong with them is told.
    Examine,
}

/// What every output is rendered from: a pure value, shared by `Arc`, so that an update copies only what it changes.
#[derive(Debug)]
pub struct Inputs {
    /// The handbook.
    pub handbook: Arc<Handbook>,
    /// The theme: templates, words, assets, paper.
    pub theme: Arc<Theme>,
    /// The syntax highlighter for code blocks.
    pub highlighter: Arc<Highlighter>,
    /// Files that are published byte for byte, by their path in the handbook's folder.
    pub static_files: Arc<BTreeMap<SourcePath, StaticFile>>,
    /// Sizes and dark variants of the pictures among them.
    pub pictures: Arc<Pictures>,
    /// Backlinks: the places that link to each page.
    pub backlinks: Arc<Backlinks>,
    /// What differs in each checklist from its last closed edition.
    pub running: Arc<RunningEditions>,
    /// The day of each file's newest commit, as an ISO date.
    pub changed: Arc<BTreeMap<SourcePath, String>>,
    /// The sheets that can be printed, listed but not laid out; pages link to them.
    #[cfg(feature = "paper")]
    pub sheet_set: Arc<sheets::SheetSet>,
}

/// The values from which [`Inputs`] are derived.
#[derive(Debug, Clone)]
pub struct Materials {
    /// The handbook.
    pub handbook: Arc<Handbook>,
    /// The theme: templates, words, assets, paper.
    pub theme: Arc<Theme>,
    /// The syntax highlighter for code blocks.
    pub highlighter: Arc<Highlighter>,
    /// Files that are published byte for byte, by their path in the handbook's folder.
    pub static_files: Arc<BTreeMap<SourcePath, StaticFile>>,
    /// Sizes and formats of the pictures among them.
    pub picture_cache: Arc<PictureCache>,
    /// The day of each file's newest commit, as an ISO date.
    pub changed: Arc<BTreeMap<SourcePath, String>>,
}

impl Inputs {
    /// Derives pictures, backlinks, running editions and the list of sheets; reuses from `before` what cannot have changed.
    #[must_use]
    pub fn new(materials: Materials, before: Option<&Self>) -> Self {
        let Materials { handbook, theme, highlighter, static_files, picture_cache, changed } = materials;
        let pictures =
            Pictures::list(&static_files, &handbook.index.addresses, &picture_cache, before.map(|before| &before.pictures));
        let backlinks = backlinks(&handbook, before.map(|before| (&*before.handbook, &before.backlinks)));
        let running = running_editions(&handbook, before.map(|before| (&*before.handbook, &before.running)));
        #[cfg(feature = "paper")]
        let sheet_set = Arc::new(sheets::SheetSet::list(&handbook, &running, &|word| theme.word(word).to_owned()));
        Self {
            handbook,
            theme,
            highlighter,
            static_files,
            pictures,
            backlinks,
            running,
            changed,
            #[cfg(feature = "paper")]
            sheet_set,
        }
    }
}

impl Inputs {
    /// Whether they were made from these very materials, compared by pointer; static files by way of their picture cache.
    #[must_use]
    pub fn are_of(&self, materials: &Materials) -> bool {
        let Materials { handbook, theme, highlighter, static_files: _, picture_cache, changed } = materials;
        Arc::ptr_eq(&self.handbook, handbook)
            && Arc::ptr_eq(&self.theme, theme)
            && Arc::ptr_eq(&self.highlighter, highlighter)
            && Arc::ptr_eq(&self.changed, changed)
            && self.pictures.are_of(picture_cache)
    }
}

/// Lists the files of one output kind.
type ListFiles = fn(&Arc<Inputs>) -> Vec<File>;

/// Kinds that render some pages of prose with a template of their own, and so come before pages.
const BEFORE_PAGES: &[ListFiles] = &[home::files, phases::files];

/// Kinds that come after pages. The first file at a path gets it; the site reports later claims.
const AFTER_PAGES: &[ListFiles] = &[
    checklists::files,
    editions::files,
    areas::files,
    matrix::files,
    services::files,
    guardrails::files,
    glossary::files,
    domains::files,
    offers::files,
    contents::files,
    recent::files,
    feed::files,
    sitemap::files,
    search::files,
    handbook_json::files,
    twins::files,
    blanks::files,
    looks::files,
    walkthrough::files,
    not_found::files,
    redirects::files,
    files::files,
];

/// The file of home, a phase's page or a page of prose, the same as in [`site`], without listing the site. `None` for other
/// paths.
#[must_use]
pub fn page(inputs: &Arc<Inputs>, address: &SitePath) -> Option<LazyFile> {
    let taken = BEFORE_PAGES.iter().flat_map(|kind| kind(inputs)).find(|file| file.path == *address);
    taken.map(|file| file.entry).or_else(|| pages::file(inputs, address))
}

/// Renders the file at a path, with a layout cache of its own; `None` when there is no such file.
#[must_use]
pub fn render(inputs: &Arc<Inputs>, address: &SitePath) -> Option<Rendered> {
    if let Some(page) = page(inputs, address) {
        return Some(page.render());
    }
    #[cfg(feature = "paper")]
    let site = site(&Arc::new(sheets::LayoutCache::new(Arc::clone(inputs), None, None)));
    #[cfg(not(feature = "paper"))]
    let site = site(inputs);
    Some(site.get(address)?.render())
}

/// Lists the site. Sheets are laid out when they are rendered, into this cache.
#[cfg(feature = "paper")]
#[must_use]
pub fn site(layouts: &Arc<sheets::LayoutCache>) -> Site {
    let mut site = Site::default();
    list(&layouts.inputs, &mut site);
    for file in sheets::files(layouts) {
        site.add(file);
    }
    site
}

/// Lists the site.
#[cfg(not(feature = "paper"))]
#[must_use]
pub fn site(inputs: &Arc<Inputs>) -> Site {
    let mut site = Site::default();
    list(inputs, &mut site);
    site
}

fn list(inputs: &Arc<Inputs>, site: &mut Site) {
    let before: Vec<File> = BEFORE_PAGES.iter().flat_map(|kind| kind(inputs)).collect();
    let taken = before.iter().map(|file| file.path.clone()).collect();
    let pages = pages::files(inputs, &taken);
    let after = AFTER_PAGES.iter().flat_map(|kind| kind(inputs));
    for file in before.into_iter().chain(pages).chain(after) {
        site.add(file);
    }
}
