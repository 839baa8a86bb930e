//! Handbook → site: one file an output kind. Each lists the files that it makes; none of them is made yet.
//!
//! Knows the handbook and the theme. It must not know where the files go.

pub mod addresses;
mod areas;
mod blanks;
mod checklists;
mod contents;
mod domains;
mod feed;
mod files;
mod frame;
mod glossary;
mod guardrails;
mod handbook_json;
mod home;
mod items;
mod listing;
mod matrix;
mod nodes;
mod not_found;
#[cfg(feature = "paper")]
pub mod review_sheets;
mod pages;
mod page_renderer;
mod phases;
mod pictures;
mod recent;
mod redirects;
mod search;
mod services;
#[cfg(feature = "paper")]
pub mod sheets;
mod sitemap;

use std::{collections::BTreeMap, sync::Arc};

pub use self::{pages::framed, pictures::Pictures};
use crate::{
    handbook::{Backlinks, Handbook, backlinks},
    prose::Highlighter,
    site::{File, LazyFile, Rendered, Site},
    source::{SitePath, SourcePath, StaticFile, picture::PictureCache},
    theme::Theme,
};

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
    /// What is known of the pictures among them.
    pub pictures: Arc<Pictures>,
    /// The places that link to each page.
    pub backlinks: Arc<Backlinks>,
    /// The day of each file's newest commit, as an ISO date.
    pub changed: Arc<BTreeMap<SourcePath, String>>,
    /// The sheets that can be printed, listed but not laid out; pages link to them.
    #[cfg(feature = "paper")]
    pub sheet_set: Arc<sheets::SheetSet>,
}

/// What has to be there before the inputs of outputs can be listed.
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
    /// What was seen of them as pictures.
    pub picture_cache: Arc<PictureCache>,
    /// The day of each file's newest commit, as an ISO date.
    pub changed: Arc<BTreeMap<SourcePath, String>>,
}

impl Inputs {
    /// Lists what outputs need beside these: pictures, backlinks, sheets. What is sure to be as it was in the inputs `before`
    /// is taken from there.
    #[must_use]
    pub fn new(materials: Materials, before: Option<&Self>) -> Self {
        let Materials { handbook, theme, highlighter, static_files, picture_cache, changed } = materials;
        let pictures =
            Pictures::list(&static_files, &handbook.index.addresses, &picture_cache, before.map(|before| &before.pictures));
        let backlinks = backlinks(&handbook, before.map(|before| (&*before.handbook, &before.backlinks)));
        #[cfg(feature = "paper")]
        let sheet_set = Arc::new(sheets::SheetSet::list(&handbook, &|word| theme.word(word).to_owned()));
        Self {
            handbook,
            theme,
            highlighter,
            static_files,
            pictures,
            backlinks,
            changed,
            #[cfg(feature = "paper")]
            sheet_set,
        }
    }
}

impl Inputs {
    /// Whether they were made from these very materials. Files that nobody has looked at since are those of the picture cache.
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

/// Makes the files of one kind.
type ListFiles = fn(&Arc<Inputs>) -> Vec<File>;

/// The kinds that draw some pages of prose in their own way, and so come before pages.
const BEFORE_PAGES: &[ListFiles] = &[home::files, phases::files];

/// The kinds that come after pages. The first file that wants an address gets it; the site knows who came too late, and
/// tells it.
const AFTER_PAGES: &[ListFiles] = &[
    checklists::files,
    areas::files,
    matrix::files,
    services::files,
    guardrails::files,
    glossary::files,
    domains::files,
    contents::files,
    recent::files,
    feed::files,
    sitemap::files,
    search::files,
    handbook_json::files,
    blanks::files,
    not_found::files,
    redirects::files,
    files::files,
];

/// The file of a page of prose, without a list of all others; the same as [`site`] has at its address. `None` when somebody
/// else may want the address.
#[must_use]
pub fn page(inputs: &Arc<Inputs>, address: &SitePath) -> Option<LazyFile> {
    let taken = BEFORE_PAGES.iter().flat_map(|kind| kind(inputs)).find(|file| file.path == *address);
    taken.map(|file| file.entry).or_else(|| pages::file(inputs, address))
}

/// The file at an address, made for once; `None` when there is none.
#[must_use]
pub fn render(inputs: &Arc<Inputs>, address: &SitePath) -> Option<Rendered> {
    if let Some(page) = page(inputs, address) {
        return Some(page.render());
    }
    #[cfg(feature = "paper")]
    let site = site(&Arc::new(sheets::LayoutCache::new(Arc::clone(inputs), None)));
    #[cfg(not(feature = "paper"))]
    let site = site(inputs);
    Some(site.get(address)?.render())
}

/// Makes the site. Sheets are laid out when somebody asks for one, and remembered in these layouts.
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

/// Makes the site.
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
