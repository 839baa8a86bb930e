//! What pages of the tree are called: by their authors, but the section of the checklists by the words of the theme.

use super::{Inputs, addresses::CHECKLISTS};

/// A node's title.
pub fn title(inputs: &Inputs, number: usize) -> &str {
    let node = inputs.handbook.index.tree.node(number);
    if node.address.as_str() == CHECKLISTS { inputs.theme.word("checklists_title") } else { &node.title }
}

/// What a reader gets there, in a sentence.
pub fn summary(inputs: &Inputs, number: usize) -> &str {
    let node = inputs.handbook.index.tree.node(number);
    if node.address.as_str() == CHECKLISTS { inputs.theme.word("checklists_summary") } else { &node.summary }
}
