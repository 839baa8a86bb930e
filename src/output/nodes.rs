//! Titles and summaries of nodes of the page tree; those of the section of checklists are words of the theme.

use super::{Inputs, addresses::CHECKLISTS};

/// The title of the node `number`, plain text.
pub fn title(inputs: &Inputs, number: usize) -> &str {
    let node = inputs.handbook.index.tree.node(number);
    if node.address.as_str() == CHECKLISTS { inputs.theme.word("checklists_title") } else { &node.title }
}

/// The summary of the node `number`, plain text; may be empty.
pub fn summary(inputs: &Inputs, number: usize) -> &str {
    let node = inputs.handbook.index.tree.node(number);
    if node.address.as_str() == CHECKLISTS { inputs.theme.word("checklists_summary") } else { &node.summary }
}
