//! The order of the pages: sections, pages in them, what comes before and after.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    address::{page_address, service_address},
    bind::fill,
    checklists::Checklist,
};
use crate::{
    config::Config,
    manuscript::{
        Page,
        data::{Data, DataKind},
        take_order,
    },
    source::{SitePath, SourcePath, spoken},
};

/// All pages that a reader walks through, in order.
#[derive(Debug)]
pub struct Tree {
    nodes: Vec<Node>,
    by_address: BTreeMap<SitePath, usize>,
    /// The nodes from the first page to the last.
    order: Vec<usize>,
}

/// A page in its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// Where it is.
    pub address: SitePath,
    /// Its title, with every name filled in.
    pub title: String,
    /// What a reader gets, in a sentence; may be empty.
    pub summary: String,
    /// The section that it lies in; only home has none.
    pub parent: Option<usize>,
    /// The pages in it, in order.
    pub children: Vec<usize>,
    /// Whether nobody wrote it: a folder without an index.
    pub made: bool,
}

impl Tree {
    /// Home.
    #[must_use]
    pub fn root(&self) -> &Node {
        &self.nodes[0]
    }

    /// The node at an address.
    #[must_use]
    pub fn at(&self, address: &SitePath) -> Option<(usize, &Node)> {
        self.by_address.get(address).map(|&number| (number, &self.nodes[number]))
    }

    /// The node with a number.
    #[must_use]
    pub fn node(&self, number: usize) -> &Node {
        &self.nodes[number]
    }

    /// The way from home to a node, both included.
    #[must_use]
    pub fn path(&self, number: usize) -> Vec<usize> {
        let mut path: Vec<usize> = std::iter::successors(Some(number), |&number| self.nodes[number].parent).collect();
        path.reverse();
        path
    }

    /// What comes before and after a node.
    #[must_use]
    pub fn around(&self, number: usize) -> (Option<usize>, Option<usize>) {
        match self.order.iter().position(|&other| other == number) {
            Some(at) => (at.checked_sub(1).map(|before| self.order[before]), self.order.get(at + 1).copied()),
            None => (None, None),
        }
    }

    /// All nodes with their numbers, from the first page to the last.
    pub fn in_order(&self) -> impl Iterator<Item = (usize, &Node)> {
        self.order.iter().map(|&number| (number, &self.nodes[number]))
    }

    /// Sections that nobody wrote a page for.
    pub fn made(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| node.made)
    }

    fn add(&mut self, address: SitePath, title: String, summary: String, parent: Option<usize>) -> usize {
        let number = self.nodes.len();
        self.by_address.entry(address.clone()).or_insert(number);
        self.nodes.push(Node { address, title, summary, parent, children: Vec::new(), made: false });
        if let Some(parent) = parent {
            self.nodes[parent].children.push(number);
        }
        number
    }

    fn walk(&self, number: usize, order: &mut Vec<usize>) {
        order.push(number);
        self.nodes[number].children.iter().for_each(|&child| self.walk(child, order));
    }
}

/// What a folder holds.
#[derive(Default)]
struct Folder<'a> {
    index: Option<&'a Page>,
    pages: Vec<&'a Page>,
    data: Vec<&'a Data>,
    folders: BTreeMap<&'a str, Folder<'a>>,
}

/// Makes the tree.
pub fn make(config: &Config, pages: &[Arc<Page>], data: &[Arc<Data>], checklists: &[Checklist]) -> Tree {
    let mut top = Folder::default();
    for page in pages {
        let folder = enter(&mut top, &page.path);
        let is_index = page_address(&page.path).as_str().ends_with("index.html");
        match page.path.stem() {
            "index" => folder.index = Some(page),
            "README" if is_index && folder.index.is_none() => folder.index = Some(page),
            _ => folder.pages.push(page),
        }
    }
    for data in data {
        enter(&mut top, &data.path).data.push(data);
    }
    let mut tree = Tree { nodes: Vec::new(), by_address: BTreeMap::new(), order: Vec::new() };
    let title = top.index.map_or_else(|| config.title.clone(), |page| fill(&page.title.prose, config));
    let summary = top
        .index
        .and_then(|page| page.meta.summary.as_ref())
        .map_or_else(|| config.summary.clone(), |text| fill(&text.prose, config));
    let root = tree.add(SitePath::new("index.html"), title, summary, None);
    tree.nodes[root].made = top.index.is_none();
    fill_folder(&mut tree, root, "content", &top, config);
    if !checklists.is_empty() {
        add_checklists(&mut tree, root, checklists, config);
    }
    let mut order = Vec::new();
    tree.walk(root, &mut order);
    tree.order = order;
    tree
}

fn enter<'f, 'a>(top: &'f mut Folder<'a>, path: &'a SourcePath) -> &'f mut Folder<'a> {
    let below = path.folder().strip_prefix("content").unwrap_or("");
    below.split('/').filter(|part| !part.is_empty()).fold(top, |folder, part| folder.folders.entry(part).or_default())
}

fn fill_folder(tree: &mut Tree, parent: usize, path: &str, folder: &Folder<'_>, config: &Config) {
    // An entry of `pages:` names a page, a data file, a folder, or a folder's index.
    let listed: Vec<String> = folder.index.map_or_else(Vec::new, |index| {
        take_order(index)
            .into_iter()
            .filter_map(|(path, _)| path)
            .map(|path| {
                let path = path.as_str();
                path.strip_suffix("/index.md").or_else(|| path.strip_suffix("/README.md")).unwrap_or(path).to_owned()
            })
            .collect()
    });
    let rank = |path: &str| listed.iter().position(|entry| entry == path).unwrap_or(usize::MAX);
    let mut entries: Vec<(usize, String, Entry<'_, '_>)> = Vec::new();
    for page in &folder.pages {
        entries.push((rank(page.path.as_str()), fill(&page.title.prose, config), Entry::Page(page)));
    }
    for data in &folder.data {
        entries.push((rank(data.path.as_str()), data_title(data, config), Entry::Data(data)));
    }
    for (name, inner) in &folder.folders {
        let path = format!("{path}/{name}");
        let title = inner.index.map_or_else(|| spoken(name), |page| fill(&page.title.prose, config));
        entries.push((rank(&path), title, Entry::Folder(path, inner)));
    }
    entries.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    for (_, title, entry) in entries {
        match entry {
            Entry::Page(page) => {
                tree.add(page_address(&page.path), title, summary(page, config), Some(parent));
            }
            Entry::Data(data) => {
                let address = page_address(&data.path);
                let said = data.summary.as_ref().map_or_else(String::new, |text| fill(&text.prose, config));
                let number = tree.add(address.clone(), title, said, Some(parent));
                if let DataKind::Responsibilities(matrix) = &data.kind {
                    for service in matrix.services.good.iter().filter(|service| config.shows(service.provider.as_str())) {
                        tree.add(
                            service_address(&address, service.id.as_str()),
                            service.title.clone(),
                            String::new(),
                            Some(number),
                        );
                    }
                }
            }
            Entry::Folder(path, inner) => {
                let address = SitePath::new(&format!("{}/index.html", path.trim_start_matches("content/")));
                let said = inner.index.map_or_else(String::new, |page| summary(page, config));
                let number = tree.add(address, title, said, Some(parent));
                tree.nodes[number].made = inner.index.is_none();
                fill_folder(tree, number, &path, inner, config);
            }
        }
    }
}

enum Entry<'f, 'a> {
    Page(&'f Page),
    Data(&'f Data),
    Folder(String, &'f Folder<'a>),
}

fn add_checklists(tree: &mut Tree, root: usize, checklists: &[Checklist], config: &Config) {
    let section = tree.add(SitePath::new("checklists/index.html"), String::new(), String::new(), Some(root));
    for checklist in checklists {
        let intro = checklist.head.intro.as_ref().map_or_else(String::new, |text| fill(&text.prose, config));
        let number = tree.add(checklist.address(), checklist.head.title.clone(), intro, Some(section));
        // An area that is shown on its guide's page has its place there already.
        for area in
            checklist.areas.iter().filter(|area| !tree.by_address.contains_key(&area.address)).cloned().collect::<Vec<_>>()
        {
            tree.add(area.address.clone(), area.title.clone(), String::new(), Some(number));
        }
    }
}

fn summary(page: &Page, config: &Config) -> String {
    page.meta.summary.as_ref().map_or_else(String::new, |text| fill(&text.prose, config))
}

fn data_title(data: &Data, config: &Config) -> String {
    data.title.as_ref().map_or_else(|| spoken(data.path.stem()), |title| fill(&title.prose, config))
}
