//! A list whose wrong entries are reported and left out, but whose ids are still known.

use super::{Fields, FromYaml, HasKind, Node, NodeKind, ValueKind};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    source::Spanned,
};

/// The entries of a list of things with ids, valid and invalid ones apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Entries<T> {
    /// The entries that could be read, in order. The struct dereferences to them.
    pub valid: Vec<T>,
    /// The ids of those that could not; they have been reported and are not missed elsewhere.
    pub invalid_ids: Vec<Spanned<String>>,
    /// As much of those as could be read, for checks alone.
    pub flawed: Vec<T>,
}

impl<T> Entries<T> {
    /// All that was written: for checks, so that one mistake hides no other.
    pub fn written(&self) -> impl Iterator<Item = &T> {
        self.valid.iter().chain(&self.flawed)
    }
}

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self { valid: Vec::new(), invalid_ids: Vec::new(), flawed: Vec::new() }
    }
}

impl<T> std::ops::Deref for Entries<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.valid
    }
}

impl<'e, T> IntoIterator for &'e Entries<T> {
    type Item = &'e T;
    type IntoIter = std::slice::Iter<'e, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.valid.iter()
    }
}

impl<T: HasKind> HasKind for Entries<T> {
    const KIND: ValueKind = ValueKind::List(&T::KIND);
}

impl<T: FromYaml> FromYaml for Entries<T> {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let NodeKind::List(nodes) = &node.kind else {
            let found = format!("expected a list, found {}", node.kind_name());
            findings.push(Diagnostic::new(Code::WrongType, node.span, found).help("begin each entry with `- `"));
            return None;
        };
        let mut entries = Self::default();
        for node in nodes {
            match T::read(node, findings) {
                Some(entry) => entries.valid.push(entry),
                None => {
                    entries.invalid_ids.extend(id(node));
                    let fields = Fields::of(node, "", &mut Findings::default());
                    entries.flawed.extend(fields.and_then(|mut fields| T::from_fields_in_part(&mut fields)));
                }
            }
        }
        Some(entries)
    }
}

fn id(node: &Node) -> Option<Spanned<String>> {
    let NodeKind::Map(entries) = &node.kind else { return None };
    let (_, id) = entries.iter().find(|(key, _)| matches!(key.text.as_str(), "id" | "term"))?;
    let NodeKind::Scalar(scalar) = &id.kind else { return None };
    Some(Spanned::new(scalar.text.clone(), id.span))
}
