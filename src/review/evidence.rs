//! Evidence for an answer: a text, mostly a URL, or lines of a file with their SHA-256.

use std::fmt;

use readybook_derive::Format;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::tidy::Tidy;
use crate::{
    diagnostic::Findings,
    prose::{Visitor, Walk},
    yaml::{CanonicalValue, Fields, FromYaml, HasFormat as _, HasKind, Node, NodeKind, ToYaml, ValueKind, YamlValue},
};

/// One piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// A text, mostly a URL.
    Text(String),
    /// Lines of a file.
    Lines(FileLines),
}

/// Lines of a file of the team's repository, as they were when they were shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Format)]
#[format(name = "evidence", digested, check = FileLines::names_a_file, rules = [IsVisible("file")], written)]
pub struct FileLines {
    /// The file's path from the top of its repository.
    #[field(via = Tidy, since = 2)]
    pub file: String,
    /// Its lines, counted from 1, as in `12-20`; all of it, if nothing is said.
    #[field(via = Tidy, default, since = 2)]
    pub lines: String,
    /// What the lines held: their SHA-256 as 64 hexadecimal digits.
    #[field(via = Tidy, default, since = 2)]
    pub sha256: String,
}

impl FileLines {
    fn names_a_file(self, fields: &Fields<'_>, findings: &mut Findings) -> Option<Self> {
        if self.file.is_empty() {
            findings.push(fields.missing("file"));
            return None;
        }
        Some(self)
    }
}

impl Evidence {
    /// Whether it shows nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Lines(lines) => lines.file.is_empty(),
        }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Lines(FileLines { file, lines, sha256: _ }) if lines.is_empty() => f.write_str(file),
            Self::Lines(FileLines { file, lines, sha256: _ }) => write!(f, "{file}:{lines}"),
        }
    }
}

impl Serialize for Evidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl FromYaml for Evidence {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        match node.kind {
            NodeKind::Map(_) => FileLines::read(node, findings).map(Self::Lines),
            NodeKind::Null | NodeKind::Scalar(_) | NodeKind::List(_) => String::read(node, findings).map(Self::Text),
        }
    }
}

impl HasKind for Evidence {
    const KIND: ValueKind = ValueKind::Either(&[ValueKind::Text, ValueKind::Mapping(&FileLines::FORMAT)]);
}

impl Walk for Evidence {
    fn walk<'a>(&'a self, _visitor: &mut dyn Visitor<'a>) {}
}

impl ToYaml for Evidence {
    fn write(&self) -> YamlValue {
        match self {
            Self::Text(text) => text.write(),
            Self::Lines(lines) => lines.write(),
        }
    }
}

impl CanonicalValue for Evidence {
    fn canonical_value(&self) -> Option<Value> {
        match self {
            Self::Text(text) => text.canonical_value(),
            Self::Lines(lines) => lines.canonical_value(),
        }
    }
}
