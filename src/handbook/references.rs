//! Every path that a handbook's files name, with its place: what must follow when a file moves.

use super::{Handbook, each_text};
use crate::{
    prose::{LinkKind, Visitor, Walk as _},
    source::{SourcePath, Spanned},
};

/// A path, and the file that it stands in.
#[derive(Debug, Clone, Copy)]
pub struct Reference<'a> {
    /// The file that it is relative to.
    pub from: &'a SourcePath,
    /// The path as it is written, which may have an anchor; with its place.
    pub to: &'a Spanned<String>,
}

/// All links of texts, and all paths of keys, each place once. Entries of `pages:` are none of them.
#[must_use]
pub fn references(handbook: &Handbook) -> Vec<Reference<'_>> {
    let mut found = paths_of_entries(handbook);
    for text in each_text(handbook) {
        let links = text.prose.links.iter().filter(|link| link.kind != LinkKind::Shorthand);
        found.extend(links.map(|link| Reference { from: text.from, to: &link.to }));
    }
    let config = &handbook.config;
    let footer = config.brand.footer.iter().map(|link| &link.url);
    let phases = config.phases.written().filter_map(|phase| phase.page.as_ref());
    found.extend(footer.chain(phases).map(|to| Reference { from: &config.path, to }));
    found.sort_by_key(|reference| reference.to.span);
    found.dedup_by_key(|reference| reference.to.span);
    found
}

/// The paths of keys of questions and of terms.
#[must_use]
pub fn paths_of_entries(handbook: &Handbook) -> Vec<Reference<'_>> {
    let mut found = Paths { list: Vec::new(), from: &handbook.config.path };
    for area in handbook.checklists.iter().flat_map(|checklist| &checklist.areas) {
        found.from = &area.path;
        area.area().walk(&mut found);
    }
    for (data, term) in handbook.written_terms() {
        found.from = &data.path;
        term.walk(&mut found);
    }
    found.list
}

/// Visitor that lists each path in a value.
struct Paths<'a> {
    list: Vec<Reference<'a>>,
    from: &'a SourcePath,
}

impl<'a> Visitor<'a> for Paths<'a> {
    fn path(&mut self, path: &'a Spanned<String>) {
        self.list.push(Reference { from: self.from, to: path });
    }
}
