//! All pages on one. Only this page and the one of `search/` grow with the handbook.

use std::sync::Arc;

use super::{File, Inputs, frame, painter::Painter};
use crate::{
    site::{Entry, Rendered},
    source::SitePath,
    theme::{ContentsView, NavItem},
};

/// The page.
pub fn files(inputs: &Arc<Inputs>) -> Vec<File> {
    let inputs = Arc::clone(inputs);
    vec![(SitePath::new("contents.html"), Entry::new(move || render(&inputs)))]
}

fn render(inputs: &Inputs) -> Rendered {
    let address = SitePath::new("contents.html");
    let painter = Painter::new(inputs, &address);
    let word = |name: &str| inputs.theme.word(name).to_owned();
    let tree = inputs.handbook.index.tree.root().children.iter().flat_map(|&number| branch(&painter, number, 0)).collect();
    let view = ContentsView { page: frame::bare(&painter, word("contents_title"), word("contents_summary")), tree };
    painter.finish(&view)
}

/// A page with what lies in it. Below the deepest level that a template draws, children stand beside their parent.
fn branch(painter: &Painter<'_>, number: usize, depth: usize) -> Vec<NavItem> {
    let card = frame::card(painter, number);
    let children = &painter.inputs.handbook.index.tree.node(number).children;
    let mut children: Vec<NavItem> = children.iter().flat_map(|&child| branch(painter, child, depth + 1)).collect();
    let beside = if depth < frame::DEEPEST { Vec::new() } else { std::mem::take(&mut children) };
    let item = NavItem { title: card.title, href: card.href, here: false, open: true, children };
    std::iter::once(item).chain(beside).collect()
}
