//! Handbook → site: one file an output kind. Each lists the files that it makes; none of them is made yet.
//!
//! Knows the handbook and the theme. It must not know where the files go.

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
mod matrix;
mod not_found;
#[cfg(feature = "paper")]
pub mod packet;
mod pages;
mod painter;
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
    manuscript::{
        Page,
        data::{Data, DataKind},
    },
    prose::Highlighter,
    site::{Claimant, Entry, File, Rendered, Site},
    source::{Other, SitePath, SourcePath, Span, picture::Gallery},
    theme::Theme,
};

/// What outputs are made from. All of it is shared, so that a change copies only what it changes.
#[derive(Debug)]
pub struct Inputs {
    /// The handbook.
    pub handbook: Arc<Handbook>,
    /// How it looks.
    pub theme: Arc<Theme>,
    /// Colours code.
    pub highlighter: Arc<Highlighter>,
    /// Files that are carried over as they are.
    pub others: Arc<BTreeMap<SourcePath, Other>>,
    /// What is known of the pictures among them.
    pub pictures: Arc<Pictures>,
    /// What links to each page.
    pub backlinks: Arc<Backlinks>,
    /// The day of each file's newest commit, as an ISO date.
    pub changed: Arc<BTreeMap<SourcePath, String>>,
    /// Which sheets on paper there are; pages link to them.
    #[cfg(feature = "paper")]
    pub shelf: Arc<sheets::Shelf>,
}

/// What has to be there before the inputs of outputs can be listed.
#[derive(Debug, Clone)]
pub struct Materials {
    /// The handbook.
    pub handbook: Arc<Handbook>,
    /// How it looks.
    pub theme: Arc<Theme>,
    /// Colours code.
    pub highlighter: Arc<Highlighter>,
    /// Files that are carried over as they are.
    pub others: Arc<BTreeMap<SourcePath, Other>>,
    /// What was seen of them as pictures.
    pub gallery: Arc<Gallery>,
    /// The day of each file's newest commit, as an ISO date.
    pub changed: Arc<BTreeMap<SourcePath, String>>,
}

impl Inputs {
    /// Lists what outputs need beside these: pictures, backlinks, sheets. What is sure to be as it was in the inputs `before`
    /// is taken from there.
    #[must_use]
    pub fn new(materials: Materials, before: Option<&Self>) -> Self {
        let Materials { handbook, theme, highlighter, others, gallery, changed } = materials;
        let pictures = Pictures::list(&others, &handbook.index.addresses, &gallery, before.map(|before| &before.pictures));
        let backlinks = backlinks(&handbook, before.map(|before| (&*before.handbook, &before.backlinks)));
        #[cfg(feature = "paper")]
        let shelf = Arc::new(sheets::Shelf::list(&handbook, &|word| theme.word(word).to_owned()));
        Self {
            handbook,
            theme,
            highlighter,
            others,
            pictures,
            backlinks,
            changed,
            #[cfg(feature = "paper")]
            shelf,
        }
    }
}

impl Inputs {
    /// Whether they were made from these very materials. Files that nobody has looked at since are those of the gallery.
    #[must_use]
    pub fn are_of(&self, materials: &Materials) -> bool {
        let Materials { handbook, theme, highlighter, others: _, gallery, changed } = materials;
        Arc::ptr_eq(&self.handbook, handbook)
            && Arc::ptr_eq(&self.theme, theme)
            && Arc::ptr_eq(&self.highlighter, highlighter)
            && Arc::ptr_eq(&self.changed, changed)
            && self.pictures.are_of(gallery)
    }
}

/// Makes the files of one kind.
type Kind = fn(&Arc<Inputs>) -> Vec<File>;

/// All output kinds. The first one that wants an address gets it; the site knows who came too late, and tells it.
const KINDS: &[Kind] = &[
    home::files,
    phases::files,
    pages::files,
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

/// A file for each data page of a kind.
fn data_files(inputs: &Arc<Inputs>, wanted: fn(&DataKind) -> bool, render: fn(&Inputs, &Data) -> Rendered) -> Vec<File> {
    let data = inputs.handbook.data.iter().filter(|data| wanted(&data.kind));
    data.filter_map(|data| {
        let address = inputs.handbook.index.addresses.get(&data.path)?.clone();
        let by = Claimant::File(data.path.clone(), Some(Span::start_of(data.file)));
        let (inputs, data) = (Arc::clone(inputs), Arc::clone(data));
        Some(File::new(address, by, move || render(&inputs, &data)))
    })
    .collect()
}

/// A file that readybook makes whatever is written, always at the same address; `what` it is, in words.
fn own_file(inputs: &Arc<Inputs>, address: &str, what: &'static str, render: fn(&Inputs) -> Rendered) -> File {
    let inputs = Arc::clone(inputs);
    File::new(SitePath::new(address), Claimant::Own(what.into()), move || render(&inputs))
}

/// A page of prose wants its address.
fn page_claim(page: &Page) -> Claimant {
    Claimant::File(page.path.clone(), Some(Span::start_of(page.file)))
}

/// The file of one page of prose that no other kind draws; the same as [`site`] has at its address.
#[must_use]
pub fn page(inputs: &Arc<Inputs>, address: &SitePath) -> Option<Entry> {
    pages::file(inputs, address)
}

/// The file at an address, made for once; `None` when there is none.
#[must_use]
pub fn render(inputs: &Arc<Inputs>, address: &SitePath) -> Option<Rendered> {
    if let Some(page) = page(inputs, address) {
        return Some(page.render());
    }
    #[cfg(feature = "paper")]
    let site = site(&Arc::new(sheets::Layouts::new(Arc::clone(inputs), None)));
    #[cfg(not(feature = "paper"))]
    let site = site(inputs);
    Some(site.get(address)?.render())
}

/// Makes the site. Sheets are laid out when somebody asks for one, and remembered in these layouts.
#[cfg(feature = "paper")]
#[must_use]
pub fn site(layouts: &Arc<sheets::Layouts>) -> Site {
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
    for kind in KINDS {
        for file in kind(inputs) {
            site.add(file);
        }
    }
}
