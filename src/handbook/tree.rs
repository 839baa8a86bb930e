//! The tree of pages: sections, the pages in them, the reading order.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use super::{
    address::{CHECKLISTS, HOME, page_address, service_address},
    checklists::Checklist,
    resolve::expand,
};
use crate::{
    config::Config,
    manuscript::{
        Page,
        data::{DataFile, DataKind},
        take_order,
    },
    source::{SitePath, SourcePath, humanise},
};

/// The tree of pages in reading order; what navigation, previous and next are made from.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    nodes: Vec<Arc<Node>>,
    /// For look-ups only: its order differs from run to run.
    by_address: Arc<HashMap<SitePath, usize>>,
    /// The indices of the nodes in reading order, depth first.
    order: Vec<usize>,
    /// The position of each node in `order`.
    places: Vec<usize>,
}

/// A page in the tree.
#[derive(Debug, Clone)]
pub struct Node {
    /// Its path, relative to the site's root.
    pub address: SitePath,
    /// Its title, with variables expanded.
    pub title: String,
    /// What a reader gets, in a sentence; may be empty.
    pub summary: String,
    /// The index of the section that it is in; only the start page has none.
    pub parent: Option<usize>,
    /// The indices of the pages in it, in order.
    pub children: Vec<usize>,
    /// Whether it is generated: the index of a folder without an index page.
    pub generated: bool,
    /// Its position in the `pages:` of its section; those with the same are ordered by title, those without one come last.
    rank: Option<usize>,
}

impl Tree {
    /// The start page.
    #[must_use]
    pub fn root(&self) -> &Node {
        &self.nodes[0]
    }

    /// The node at a path in the site, with its index.
    #[must_use]
    pub fn at(&self, address: &SitePath) -> Option<(usize, &Node)> {
        self.by_address.get(address).map(|&number| (number, &*self.nodes[number]))
    }

    /// The node with an index.
    #[must_use]
    pub fn node(&self, number: usize) -> &Node {
        &self.nodes[number]
    }

    /// The breadcrumb of a node: the indices from the start page down to it, both included.
    #[must_use]
    pub fn path(&self, number: usize) -> Vec<usize> {
        let mut path: Vec<usize> = std::iter::successors(Some(number), |&number| self.nodes[number].parent).collect();
        path.reverse();
        path
    }

    /// The indices of the previous and the next node in reading order.
    #[must_use]
    pub fn neighbours(&self, number: usize) -> (Option<usize>, Option<usize>) {
        let at = self.places[number];
        (at.checked_sub(1).map(|before| self.order[before]), self.order.get(at + 1).copied())
    }

    /// All nodes with their indices, in reading order.
    pub fn in_order(&self) -> impl Iterator<Item = (usize, &Node)> {
        self.order.iter().map(|&number| (number, &*self.nodes[number]))
    }

    /// The nodes of folders without an index page.
    pub fn generated(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().map(|node| &**node).filter(|node| node.generated)
    }

    /// The same tree with new titles and summaries of pages, ordered anew in their sections. `None` if one of them is the start
    /// page, or is not in the tree.
    pub fn renamed(&self, pages: &[TreePage<'_>]) -> Option<Self> {
        let mut tree = self.clone();
        let mut sections = BTreeSet::new();
        for placed in pages {
            let &number = tree.by_address.get(&placed.address)?;
            let node = tree.change(number);
            node.title.clone_from(&placed.title);
            node.summary.clone_from(&placed.summary);
            sections.insert(node.parent?);
        }
        for section in sections {
            tree.sort(section);
        }
        tree.order.clear();
        tree.walk();
        Some(tree)
    }

    fn add(&mut self, address: SitePath, title: String, summary: String, parent: Option<usize>) -> usize {
        let number = self.nodes.len();
        Arc::make_mut(&mut self.by_address).entry(address.clone()).or_insert(number);
        self.nodes.push(Arc::new(Node { address, title, summary, parent, children: Vec::new(), generated: false, rank: None }));
        if let Some(parent) = parent {
            self.change(parent).children.push(number);
        }
        number
    }

    fn change(&mut self, number: usize) -> &mut Node {
        Arc::make_mut(&mut self.nodes[number])
    }

    /// Orders the pages in a section: as its index lists them, then by title.
    fn sort(&mut self, section: usize) {
        let mut children = self.nodes[section].children.clone();
        let key = |&child: &usize| {
            let node = &self.nodes[child];
            let by_title = node.rank.map(|_| (node.title.as_str(), &node.address));
            (node.rank.is_none(), node.rank, by_title)
        };
        children.sort_by(|a, b| key(a).cmp(&key(b)));
        self.change(section).children = children;
    }

    fn walk(&mut self) {
        fn from(nodes: &[Arc<Node>], number: usize, order: &mut Vec<usize>) {
            order.push(number);
            nodes[number].children.iter().for_each(|&child| from(nodes, child, order));
        }
        from(&self.nodes, 0, &mut self.order);
        // Every node lies below home, so each has its place.
        self.places = vec![0; self.nodes.len()];
        for (at, &number) in self.order.iter().enumerate() {
            self.places[number] = at;
        }
    }
}

/// A page of prose with its path, title and summary for the tree.
pub struct TreePage<'a> {
    pub page: &'a Page,
    pub address: SitePath,
    title: String,
    summary: String,
}

impl<'a> TreePage<'a> {
    /// Places a page.
    pub fn new(page: &'a Page, config: &Config) -> Self {
        let summary = page.meta.summary.as_ref().map_or_else(String::new, |text| expand(&text.prose, config));
        Self { page, address: page_address(&page.path), title: expand(&page.title.prose, config), summary }
    }
}

/// The files and folders in a folder below `content/`.
#[derive(Default)]
struct Folder<'a> {
    index: Option<&'a TreePage<'a>>,
    pages: Vec<&'a TreePage<'a>>,
    data: Vec<&'a DataFile>,
    folders: BTreeMap<&'a str, Folder<'a>>,
}

/// Builds the tree: the pages below `content/`, then the checklists.
pub fn make(config: &Config, pages: &[TreePage<'_>], data: &[Arc<DataFile>], checklists: &[Checklist]) -> Tree {
    let mut top = Folder::default();
    for placed in pages {
        let folder = enter(&mut top, &placed.page.path);
        let is_index = placed.address.as_str().ends_with("index.html");
        match placed.page.path.stem() {
            "index" => folder.index = Some(placed),
            stem if is_index && stem.eq_ignore_ascii_case("README") && folder.index.is_none() => folder.index = Some(placed),
            _ => folder.pages.push(placed),
        }
    }
    for data in data {
        enter(&mut top, &data.path).data.push(data);
    }
    let mut tree = Tree::default();
    let title = top.index.map_or_else(|| config.title.clone(), |placed| placed.title.clone());
    let summary = top
        .index
        .filter(|placed| placed.page.meta.summary.is_some())
        .map_or_else(|| config.summary.clone(), |placed| placed.summary.clone());
    let root = tree.add(SitePath::new(HOME), title, summary, None);
    tree.change(root).generated = top.index.is_none();
    fill_folder(&mut tree, root, "content", &top, config);
    if !checklists.is_empty() {
        add_checklists(&mut tree, root, checklists, config);
    }
    tree.walk();
    tree
}

/// The folder of a README, in whatever letters its name is.
fn without_readme(path: &str) -> Option<&str> {
    path.rsplit_once('/').filter(|(_, name)| name.eq_ignore_ascii_case("README.md")).map(|(folder, _)| folder)
}

fn enter<'f, 'a>(top: &'f mut Folder<'a>, path: &'a SourcePath) -> &'f mut Folder<'a> {
    let below = path.folder().strip_prefix("content").unwrap_or("");
    below.split('/').filter(|part| !part.is_empty()).fold(top, |folder, part| folder.folders.entry(part).or_default())
}

fn fill_folder(tree: &mut Tree, parent: usize, path: &str, folder: &Folder<'_>, config: &Config) {
    // An entry of `pages:` names a page, a data file, a folder, or a folder's index.
    let listed: Vec<String> = folder.index.map_or_else(Vec::new, |index| {
        take_order(index.page)
            .into_iter()
            .filter_map(|(path, _)| path)
            .map(|path| {
                let path = path.as_str();
                path.strip_suffix("/index.md").or_else(|| without_readme(path)).unwrap_or(path).to_owned()
            })
            .collect()
    });
    let rank = |path: &str| Some(listed.iter().position(|entry| entry == path).unwrap_or(usize::MAX));
    for placed in &folder.pages {
        let number = tree.add(placed.address.clone(), placed.title.clone(), placed.summary.clone(), Some(parent));
        tree.change(number).rank = rank(placed.page.path.as_str());
    }
    for data in &folder.data {
        let address = page_address(&data.path);
        let said = data.summary.as_ref().map_or_else(String::new, |text| expand(&text.prose, config));
        let number = tree.add(address.clone(), data_title(data, config), said, Some(parent));
        tree.change(number).rank = rank(data.path.as_str());
        if let DataKind::Responsibilities(matrix) = &data.kind {
            for service in matrix.services.valid.iter().filter(|service| config.shows(service.provider.as_str())) {
                let address = service_address(&address, service.id.as_str());
                tree.add(address, service.title.clone(), String::new(), Some(number));
            }
        }
    }
    for (name, inner) in &folder.folders {
        let path = format!("{path}/{name}");
        let address = SitePath::new(&format!("{}/index.html", path.trim_start_matches("content/")));
        let title = inner.index.map_or_else(|| humanise(name), |placed| placed.title.clone());
        let said = inner.index.map_or_else(String::new, |placed| placed.summary.clone());
        let number = tree.add(address, title, said, Some(parent));
        let node = tree.change(number);
        (node.generated, node.rank) = (inner.index.is_none(), rank(&path));
        fill_folder(tree, number, &path, inner, config);
    }
    tree.sort(parent);
}

fn add_checklists(tree: &mut Tree, root: usize, checklists: &[Checklist], config: &Config) {
    let section = tree.add(SitePath::new(CHECKLISTS), String::new(), String::new(), Some(root));
    for checklist in checklists {
        let intro = checklist.header.intro.as_ref().map_or_else(String::new, |text| expand(&text.prose, config));
        let number = tree.add(checklist.address(), checklist.header.title.clone(), intro, Some(section));
        // An area that is shown on its guide's page has its place there already.
        for area in
            checklist.areas.iter().filter(|area| !tree.by_address.contains_key(&area.address)).cloned().collect::<Vec<_>>()
        {
            tree.add(area.address.clone(), area.title.clone(), String::new(), Some(number));
        }
    }
}

fn data_title(data: &DataFile, config: &Config) -> String {
    data.title.as_ref().map_or_else(|| humanise(data.path.stem()), |title| expand(&title.prose, config))
}
