//! Why the shipped handbook changed: what its new editions say.

use std::collections::BTreeMap;

use super::{Tree, text_of};
use crate::{
    diagnostic::Findings,
    manuscript::edition::EDITIONS,
    source::{SourcePath, Sources},
    yaml::{self, Node, NodeKind},
};

/// Why a question changed, by its id.
pub type Reasons = BTreeMap<String, String>;

/// The reasons in the editions that are shipped now and were not before; of a question that changed twice, the last one.
#[must_use]
pub fn reasons(base: &Tree, shipped: &Tree) -> Reasons {
    let is_new = |path: &&String| path.starts_with(&format!("{EDITIONS}/")) && !base.contains_key(*path);
    let new = shipped.iter().filter(|(path, _)| is_new(path));
    new.filter_map(|(path, bytes)| changes(path, &text_of(bytes)?.1)).flatten().collect()
}

fn changes(path: &str, text: &str) -> Option<Vec<(String, String)>> {
    let mut sources = Sources::default();
    let file = sources.add(SourcePath::new(path), text.into(), true);
    let node = yaml::parse(sources.file(file), 0..text.len()).ok()?;
    let NodeKind::List(changes) = &get(&node, "changes")?.kind else { return None };
    let text = |change, key| <String as yaml::FromYaml>::read(get(change, key)?, &mut Findings::default());
    Some(changes.iter().filter_map(|change| Some((text(change, "id")?, text(change, "why")?))).collect())
}

fn get<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let NodeKind::Map(entries) = &node.kind else { return None };
    entries.iter().find(|(name, _)| name.text == key).map(|(_, node)| node)
}
