//! A list whose wrong entries are reported and left out, but whose ids are still known.

use super::{Kind, Kinded, Node, Read, ValueKind};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    source::At,
};

/// The entries of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Entries<T> {
    /// Those that could be read.
    pub good: Vec<T>,
    /// The ids of those that could not; they have been reported and are not missed elsewhere.
    pub lost: Vec<At<String>>,
}

impl<T> Default for Entries<T> {
    fn default() -> Self {
        Self { good: Vec::new(), lost: Vec::new() }
    }
}

impl<T> std::ops::Deref for Entries<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.good
    }
}

impl<'e, T> IntoIterator for &'e Entries<T> {
    type Item = &'e T;
    type IntoIter = std::slice::Iter<'e, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.good.iter()
    }
}

impl<T: Kinded> Kinded for Entries<T> {
    const KIND: ValueKind = ValueKind::List(&T::KIND);
}

impl<T: Read> Read for Entries<T> {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let Kind::List(nodes) = &node.kind else {
            let found = format!("expected a list, found {}", node.kind_name());
            findings.push(Diagnostic::new(Code::WrongType, node.span, found).help("begin each entry with `- `"));
            return None;
        };
        let mut entries = Self::default();
        for node in nodes {
            match T::read(node, findings) {
                Some(entry) => entries.good.push(entry),
                None => entries.lost.extend(id(node)),
            }
        }
        Some(entries)
    }
}

fn id(node: &Node) -> Option<At<String>> {
    let Kind::Map(entries) = &node.kind else { return None };
    let (_, id) = entries.iter().find(|(key, _)| matches!(key.text.as_str(), "id" | "term"))?;
    let Kind::Scalar(scalar) = &id.kind else { return None };
    Some(At::new(scalar.text.clone(), id.span))
}
