//! Nodes → typed values. Each entry of a list and each key of a mapping is read on its own, so that one mistake does
//! not hide the next.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Key, Kind, Node, Scalar};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, suggest},
    source::{At, Span, scheme},
};

/// Something that can be read from a node. What is wrong goes into the findings, and the answer is `None`.
pub trait Read: Sized {
    /// Reads it.
    fn read(node: &Node, findings: &mut Findings) -> Option<Self>;
}

/// An id in kebab-case: letters, digits and hyphens, beginning with a letter.
pub type Id = At<KebabCase>;

/// The text of an [`Id`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct KebabCase(pub String);

impl At<KebabCase> {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.value.0
    }
}

impl std::fmt::Display for KebabCase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for KebabCase {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl std::ops::Deref for KebabCase {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// A mapping whose keys are ids of something else, in the order in which it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table<T>(pub Vec<(At<String>, T)>);

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// The keys of one mapping, read one by one. [`Fields::finish`] reports those that nobody read.
#[derive(Debug)]
pub struct Fields<'a> {
    entries: &'a [(Key, Node)],
    span: Span,
    known: Vec<&'static str>,
    what: &'static str,
}

impl<'a> Fields<'a> {
    /// Begins to read a mapping; `what` names it in messages, as in "an item".
    pub fn of(node: &'a Node, what: &'static str, findings: &mut Findings) -> Option<Self> {
        match &node.kind {
            Kind::Map(entries) => Some(Self { entries, span: node.span, known: Vec::new(), what }),
            Kind::Null => {
                findings.push(
                    Diagnostic::new(Code::WrongType, node.span, format!("{what} is empty")).help("write its keys below it"),
                );
                None
            }
            _ => {
                findings.push(wrong_type(node, &format!("{what} as a mapping of keys and values")));
                None
            }
        }
    }

    /// Where the mapping begins.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// The node at a key, if it is there; the key counts as known from now on.
    pub fn node(&mut self, name: &'static str) -> Option<&'a Node> {
        self.known.push(name);
        self.entries.iter().find(|(key, _)| key.text == name).map(|(_, node)| node)
    }

    /// The place of a key, if it is there.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<Span> {
        self.entries.iter().find(|(key, _)| key.text == name).map(|(key, _)| key.span)
    }

    /// A value that may be missing. A key without a value counts as missing.
    pub fn optional<T: Read>(&mut self, name: &'static str, findings: &mut Findings) -> Option<T> {
        match self.node(name) {
            None | Some(Node { kind: Kind::Null, .. }) => None,
            Some(node) => T::read(node, findings),
        }
    }

    /// A value that must be there.
    pub fn required<T: Read>(&mut self, name: &'static str, findings: &mut Findings) -> Option<T> {
        let node = self.node(name);
        match node {
            Some(Node { kind: Kind::Null, .. }) | None => {
                let place = node.map_or(self.span, |_| self.key(name).unwrap_or(self.span));
                findings.push(
                    Diagnostic::new(Code::MissingKey, place, format!("{} has no `{name}`", self.what))
                        .help(format!("write `{name}:` and its value")),
                );
                None
            }
            Some(node) => T::read(node, findings),
        }
    }

    /// A list that may be missing; a wrong entry is reported and left out, the others stay.
    pub fn list<T: Read>(&mut self, name: &'static str, findings: &mut Findings) -> Vec<T> {
        self.optional(name, findings).unwrap_or_default()
    }

    /// The entries that nobody has read so far, for what a company adds of its own.
    #[must_use]
    pub fn rest(&self) -> Vec<(Key, Node)> {
        self.entries.iter().filter(|(key, _)| !self.known.contains(&key.text.as_str())).cloned().collect()
    }

    /// The names that have been asked for.
    #[must_use]
    pub fn known(&self) -> &[&'static str] {
        &self.known
    }

    /// Reports every key that nobody has read.
    pub fn finish(self, findings: &mut Findings) {
        for (key, _) in self.rest() {
            findings.push(unknown_key(&key, self.what, &self.known));
        }
    }
}

/// The finding for a key that means nothing.
#[must_use]
pub fn unknown_key(key: &Key, what: &str, known: &[&str]) -> Diagnostic {
    let found = Diagnostic::new(Code::UnknownKey, key.span, format!("{what} has no key `{}`", key.text)).label("unknown key");
    found.maybe_help(suggest(&key.text, "its keys are", known))
}

fn wrong_type(node: &Node, wanted: &str) -> Diagnostic {
    Diagnostic::new(Code::WrongType, node.span, format!("expected {wanted}, found {}", node.kind_name()))
}

fn scalar<'a>(node: &'a Node, wanted: &str, findings: &mut Findings) -> Option<&'a Scalar> {
    if let Kind::Scalar(scalar) = &node.kind {
        return Some(scalar);
    }
    let help = matches!(&node.kind, Kind::Map(_)).then(|| "a text with `: ` or `{{` in it stands in quotes".to_owned());
    findings.push(wrong_type(node, wanted).maybe_help(help));
    None
}

impl Read for String {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        scalar(node, "a text", findings).map(|scalar| scalar.text.clone())
    }
}

impl Read for KebabCase {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let text = &scalar(node, "an id", findings)?.text;
        let fine = text.starts_with(|c: char| c.is_ascii_lowercase())
            && !text.ends_with('-')
            && !text.contains("--")
            && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !fine {
            findings.push(Diagnostic::new(Code::InvalidId, node.span, format!("`{text}` is not an id")).help(
                "an id is written in small letters, digits and single hyphens, and begins with a letter, as in `stores-data`",
            ));
        }
        fine.then(|| Self(text.clone()))
    }
}

impl Read for bool {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        match scalar(node, "`true` or `false`", findings)? {
            Scalar { text, plain: true, .. } if text == "true" => Some(true),
            Scalar { text, plain: true, .. } if text == "false" => Some(false),
            Scalar { text, .. } => {
                findings.push(
                    Diagnostic::new(Code::WrongType, node.span, format!("expected `true` or `false`, found `{text}`"))
                        .help("`yes`, `no`, `on` and `off` are texts here, as in YAML 1.2"),
                );
                None
            }
        }
    }
}

/// A whole web address, or one of a mailbox or a telephone; never a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebAddress(pub String);

impl Read for WebAddress {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let text = &scalar(node, "a web address", findings)?.text;
        let scheme = scheme::scheme(text);
        let fine = match scheme.as_deref() {
            Some("http" | "https") => scheme::names_server(text),
            Some("mailto" | "tel") => !text.contains(|c: char| c <= ' '),
            Some(_) | None => false,
        };
        if !fine {
            findings.push(
                Diagnostic::new(Code::WrongValue, node.span, format!("`{text}` is not a web address"))
                    .help("write it whole, as in `https://handbook.example.org/`"),
            );
        }
        fine.then(|| Self(text.clone()))
    }
}

/// The address below which a handbook is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseAddress(pub String);

impl Read for BaseAddress {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let text = &scalar(node, "a web address", findings)?.text;
        match scheme::check_base(text) {
            Ok(()) => Some(Self(text.clone())),
            Err(wrong) => {
                findings.push(
                    Diagnostic::new(Code::WrongValue, node.span, format!("`{text}` {wrong}"))
                        .help("write it whole, as in `https://handbook.example.org/`"),
                );
                None
            }
        }
    }
}

impl Read for u32 {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let text = &scalar(node, "a whole number", findings)?.text;
        let number = text.parse().ok();
        if number.is_none() {
            findings.push(Diagnostic::new(Code::WrongType, node.span, format!("expected a whole number, found `{text}`")));
        }
        number
    }
}

impl Read for Date {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let text = &scalar(node, "a date", findings)?.text;
        // The library reads more than ISO dates; we read only what everyone writes alike.
        let date = text.parse::<Self>().ok().filter(|date| date.to_string() == *text);
        if date.is_none() {
            findings.push(
                Diagnostic::new(Code::InvalidDate, node.span, format!("`{text}` is not a date of the calendar"))
                    .help("write year, month and day, as in `2026-11-22`"),
            );
        }
        date
    }
}

impl<T: Read> Read for At<T> {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        T::read(node, findings).map(|value| Self::new(value, node.span))
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        if let Kind::List(nodes) = &node.kind {
            Some(nodes.iter().filter_map(|node| T::read(node, findings)).collect())
        } else {
            findings.push(wrong_type(node, "a list").help("write each entry on a line of its own after `- `, or all in `[…]`"));
            None
        }
    }
}

impl<T: Read> Read for Table<T> {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let Kind::Map(entries) = &node.kind else {
            findings.push(wrong_type(node, "a mapping"));
            return None;
        };
        let read = |(key, node): &(Key, Node)| Some((At::new(key.text.clone(), key.span), T::read(node, findings)?));
        Some(Self(entries.iter().filter_map(read).collect()))
    }
}

impl<T: Read> Read for BTreeMap<String, T> {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        Table::read(node, findings).map(|table: Table<T>| table.0.into_iter().map(|(key, value)| (key.value, value)).collect())
    }
}

/// Makes an enum that is read from, and written as, one word in kebab-case.
macro_rules! word_enum {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $variant_doc:literal])+ $variant:ident = $word:literal,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[doc = $variant_doc])+ $variant,)+ }

        impl $name {
            /// The word that is written.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl $crate::yaml::Read for $name {
            fn read(node: &$crate::yaml::Node, findings: &mut $crate::diagnostic::Findings) -> Option<Self> {
                let word = <String as $crate::yaml::Read>::read(node, findings)?;
                match word.as_str() {
                    $($word => Some(Self::$variant),)+
                    _ => {
                        findings.push($crate::diagnostic::Diagnostic::new(
                            $crate::diagnostic::Code::WrongValue, node.span, format!("`{word}` is not one of the allowed values"),
                        ).maybe_help($crate::diagnostic::suggest(&word, "allowed are", &[$($word),+])));
                        None
                    }
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = <String as serde::Deserialize>::deserialize(deserializer)?;
                match word.as_str() {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(serde::de::Error::unknown_variant(&word, &[$($word),+])),
                }
            }
        }
    };
}
pub(crate) use word_enum;
