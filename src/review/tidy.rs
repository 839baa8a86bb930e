//! Texts that people write into answer files.

use crate::{
    diagnostic::Findings,
    yaml::{FromYaml, HasKind, Node, ValueKind, is_space},
};

/// A text with `\n` as its line ends, and without white space at its end.
#[derive(Debug, Clone)]
pub struct Tidy(String);

impl Tidy {
    /// Normalises a text.
    pub fn of(text: &str) -> Self {
        Self(text.replace("\r\n", "\n").replace('\r', "\n").trim_end_matches(is_space).to_owned())
    }
}

impl FromYaml for Tidy {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        String::read(node, findings).map(|text| Self::of(&text))
    }
}

impl HasKind for Tidy {
    const KIND: ValueKind = ValueKind::Text;
}

impl From<Tidy> for String {
    fn from(text: Tidy) -> Self {
        text.0
    }
}
