//! Nodes → typed values. Each entry of a list and each key of a mapping is read on its own, so that one mistake does
//! not hide the next.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Form, Format, HasKind, Key, Node, NodeKind, Scalar, ValueKind};
use crate::{
    diagnostic::{Code, Diagnostic, Findings, suggest},
    source::{Span, Spanned, scheme},
};

/// Deserialises from a YAML node. Errors go into the findings, and the result is `None`.
pub trait FromYaml: Sized {
    /// Reads a value; `None`, with a finding, when it cannot be read.
    fn read(node: &Node, findings: &mut Findings) -> Option<Self>;

    /// As much of a mapping as can be read, for the checks: what must be there and is not has a stand-in, and what is wrong
    /// has been told. `None` where nobody looks at a part.
    fn from_fields_in_part(_fields: &mut Fields<'_>) -> Option<Self> {
        None
    }
}

/// What stands in the place of a value that must be there and is not, so that the rest can be checked all the same.
pub trait StandIn {
    /// It; `written` is what was written in its place, if that is a scalar.
    fn stand_in(written: &str, span: Span) -> Self;
}

impl StandIn for String {
    fn stand_in(written: &str, _span: Span) -> Self {
        written.to_owned()
    }
}

impl StandIn for KebabCase {
    fn stand_in(written: &str, _span: Span) -> Self {
        Self(written.to_owned())
    }
}

impl<T: StandIn> StandIn for Spanned<T> {
    fn stand_in(written: &str, span: Span) -> Self {
        Self::new(T::stand_in(written, span), span)
    }
}

/// An id in kebab-case: `a` to `z`, digits and single hyphens, beginning with a letter.
pub type Id = Spanned<KebabCase>;

/// The text of an [`Id`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub struct KebabCase(pub String);

impl Spanned<KebabCase> {
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

/// A mapping whose keys are ids of something else, in the order in which it was written: valid and invalid entries apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table<T> {
    /// The entries that could be read. The struct dereferences to them.
    pub valid: Vec<(Spanned<String>, T)>,
    /// The keys of those that could not; they have been reported and are not missed elsewhere.
    pub invalid_ids: Vec<Spanned<String>>,
    /// As much of those as could be read, for checks alone.
    pub flawed: Vec<(Spanned<String>, T)>,
}

impl<T> Table<T> {
    /// The keys of all that was written.
    pub fn written_ids(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.valid.iter().map(|(id, _)| id).chain(&self.invalid_ids)
    }

    /// All that was written: for checks, so that one mistake hides no other.
    pub fn written(&self) -> impl Iterator<Item = &(Spanned<String>, T)> {
        self.valid.iter().chain(&self.flawed)
    }
}

impl<T> From<Vec<(Spanned<String>, T)>> for Table<T> {
    fn from(valid: Vec<(Spanned<String>, T)>) -> Self {
        Self { valid, ..Self::default() }
    }
}

impl<T> StandIn for Table<T> {
    fn stand_in(_written: &str, _span: Span) -> Self {
        Self::default()
    }
}

impl<T> std::ops::Deref for Table<T> {
    type Target = [(Spanned<String>, T)];

    fn deref(&self) -> &Self::Target {
        &self.valid
    }
}

impl<'t, T> IntoIterator for &'t Table<T> {
    type Item = &'t (Spanned<String>, T);
    type IntoIter = std::slice::Iter<'t, (Spanned<String>, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.valid.iter()
    }
}

/// A value that is not read here, because what it means depends on the keys beside it; its key only counts as known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnyNode;

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { valid: Vec::new(), invalid_ids: Vec::new(), flawed: Vec::new() }
    }
}

/// Reads the keys of one mapping one by one. [`Fields::reject_unknown`] reports those that were not asked for.
#[derive(Debug)]
pub struct Fields<'a> {
    entries: &'a [(Key, Node)],
    span: Span,
    known: Vec<&'static str>,
    formats: Vec<&'static Format>,
    what: &'static str,
}

impl<'a> Fields<'a> {
    /// Begins to read a mapping; `what` names it in messages, as in "an item". `None`, with a finding, for any other node.
    pub fn of(node: &'a Node, what: &'static str, findings: &mut Findings) -> Option<Self> {
        match &node.kind {
            NodeKind::Map(entries) => Some(Self { entries, span: node.span, known: Vec::new(), formats: Vec::new(), what }),
            NodeKind::Null => {
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

    /// Says which format its keys belong to: what it knows of the names of other tools helps where a key is unknown.
    pub fn describe(&mut self, format: &'static Format) {
        self.formats.push(format);
    }

    /// Where the mapping begins.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// The node at a key, if it is there; the key counts as known from now on.
    pub fn node(&mut self, name: &'static str) -> Option<&'a Node> {
        self.known.push(name);
        self.entry(name).map(|(_, node)| node)
    }

    fn entry(&self, name: &str) -> Option<&'a (Key, Node)> {
        self.entries.iter().find(|(key, _)| key.text == name)
    }

    /// The span of a key itself; `None` when it is missing.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<Span> {
        self.entry(name).map(|(key, _)| key.span)
    }

    /// The finding for a key that is missing, or has no value.
    #[must_use]
    pub fn missing(&self, name: &str) -> Diagnostic {
        missing_key(self.what, name, self.key(name).unwrap_or(self.span))
    }

    /// Reads a value that may be missing. A key without a value counts as missing.
    pub fn optional<T: FromYaml>(&mut self, name: &'static str, findings: &mut Findings) -> Option<T> {
        match self.node(name) {
            None | Some(Node { kind: NodeKind::Null, .. }) => None,
            Some(node) => T::read(node, findings),
        }
    }

    /// Reads a value that must be there; a missing one is a finding.
    pub fn required<T: FromYaml>(&mut self, name: &'static str, findings: &mut Findings) -> Option<T> {
        match self.node(name) {
            Some(Node { kind: NodeKind::Null, .. }) | None => {
                findings.push(self.missing(name));
                None
            }
            Some(node) => T::read(node, findings),
        }
    }

    /// Reads a list that may be missing; a wrong entry is reported and left out, the others stay.
    pub fn list<T: FromYaml>(&mut self, name: &'static str, findings: &mut Findings) -> Vec<T> {
        self.optional(name, findings).unwrap_or_default()
    }

    /// The entries whose keys were not asked for so far: custom fields, or unknown keys.
    #[must_use]
    pub fn rest(&self) -> Vec<(Key, Node)> {
        self.entries.iter().filter(|(key, _)| !self.known.contains(&key.text.as_str())).cloned().collect()
    }

    /// What stands in the place of the value of a key.
    #[must_use]
    pub fn stand_in<T: StandIn>(&self, name: &str) -> T {
        match self.entry(name) {
            Some((_, Node { kind: NodeKind::Scalar(scalar), span })) => T::stand_in(&scalar.text, *span),
            _ => T::stand_in("", self.span),
        }
    }

    /// The text at a key, if that is a single value.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.entry(name) {
            Some((_, Node { kind: NodeKind::Scalar(scalar), .. })) => Some(&scalar.text),
            _ => None,
        }
    }

    /// Whether a key stands there without a value.
    #[must_use]
    pub fn is_null(&self, name: &str) -> bool {
        matches!(self.entry(name), Some((_, Node { kind: NodeKind::Null, .. })))
    }

    /// Whether the value of a key is a list with at least one entry, valid or not.
    #[must_use]
    pub fn holds_entries(&self, name: &str) -> bool {
        matches!(self.entry(name), Some((_, Node { kind: NodeKind::List(nodes), .. })) if !nodes.is_empty())
    }

    /// Whether something stands behind a key, valid or not.
    #[must_use]
    pub fn holds_value(&self, name: &str) -> bool {
        matches!(self.entry(name), Some((_, Node { kind: NodeKind::Scalar(_) | NodeKind::Map(_), .. })))
            || self.holds_entries(name)
    }

    /// The span of a key's value, or of the mapping if the key is missing.
    #[must_use]
    pub fn value_span(&self, name: &str) -> Span {
        self.entry(name).map_or(self.span, |(_, node)| node.span)
    }

    /// Reports every key that was not asked for so far.
    pub fn reject_unknown(&self, findings: &mut Findings) {
        for (key, _) in self.rest() {
            let foreign = self.formats.iter().find_map(|format| format.foreign_help(&key.text));
            findings.push(unknown_key(&key, self.what, &self.known).maybe_help(foreign.map(str::to_owned)));
        }
    }
}

/// The finding for a missing key.
fn missing_key(what: &str, name: &str, place: Span) -> Diagnostic {
    Diagnostic::new(Code::MissingKey, place, format!("{what} has no `{name}`")).help(format!("write `{name}:` and its value"))
}

/// What stands behind a key that `readybook upgrade` wrote: both sides changed the value, and this is the shipped one.
pub const SHIPPED_SUFFIX: &str = "~shipped";

/// The finding for a key that the mapping `what` does not have, with the nearest of its `known` keys.
#[must_use]
pub fn unknown_key(key: &Key, what: &str, known: &[&str]) -> Diagnostic {
    if let Some(yours) = key.text.strip_suffix(SHIPPED_SUFFIX) {
        let message = format!("the shipped handbook and yours both changed `{yours}`");
        return Diagnostic::new(Code::UpgradeConflict, key.span, message)
            .label("what is shipped now")
            .help(format!("keep one of the two as `{yours}`, and remove `{}`", key.text));
    }
    let found = Diagnostic::new(Code::UnknownKey, key.span, format!("{what} has no key `{}`", key.text)).label("unknown key");
    found.maybe_help(suggest(&key.text, "its keys are", known))
}

fn wrong_type(node: &Node, wanted: &str) -> Diagnostic {
    Diagnostic::new(Code::WrongType, node.span, format!("expected {wanted}, found {}", node.kind_name()))
}

fn scalar<'a>(node: &'a Node, wanted: &str, findings: &mut Findings) -> Option<&'a Scalar> {
    if let NodeKind::Scalar(scalar) = &node.kind {
        return Some(scalar);
    }
    let help = matches!(&node.kind, NodeKind::Map(_)).then(|| "put a text with `: ` or `{{` in it into quotes".to_owned());
    findings.push(wrong_type(node, wanted).maybe_help(help));
    None
}

impl FromYaml for String {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        scalar(node, "a text", findings).map(|scalar| scalar.text.clone())
    }
}

impl FromYaml for KebabCase {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let text = &scalar(node, "an id", findings)?.text;
        let fine = Form::Id.matches(text);
        if !fine {
            findings.push(Diagnostic::new(Code::InvalidId, node.span, format!("`{text}` is not an id")).help(Form::Id.help()));
        }
        fine.then(|| Self(text.clone()))
    }
}

impl FromYaml for AnyNode {
    fn read(_node: &Node, _findings: &mut Findings) -> Option<Self> {
        Some(Self)
    }
}

impl FromYaml for bool {
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

/// An absolute URL with the scheme `http`, `https`, `mailto` or `tel`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebAddress(pub String);

impl FromYaml for WebAddress {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let text = &scalar(node, "a web address", findings)?.text;
        let fine = Form::WebAddress.matches(text);
        if !fine {
            findings.push(
                Diagnostic::new(Code::WrongValue, node.span, format!("`{text}` is not a web address"))
                    .help(Form::WebAddress.help()),
            );
        }
        fine.then(|| Self(text.clone()))
    }
}

/// The base URL below which a handbook is published: `http` or `https`, without query and fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseAddress(pub String);

impl FromYaml for BaseAddress {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let text = &scalar(node, "a web address", findings)?.text;
        match scheme::check_base(text) {
            Ok(()) => Some(Self(text.clone())),
            Err(wrong) => {
                findings.push(
                    Diagnostic::new(Code::WrongValue, node.span, format!("`{text}` {wrong}")).help(Form::BaseAddress.help()),
                );
                None
            }
        }
    }
}

impl FromYaml for u32 {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let text = &scalar(node, "a whole number", findings)?.text;
        let number = text.parse().ok();
        if number.is_none() {
            findings.push(
                Diagnostic::new(Code::WrongType, node.span, format!("expected a whole number, found `{text}`"))
                    .help("write digits and nothing else, as in `12`"),
            );
        }
        number
    }
}

impl FromYaml for Date {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let text = &scalar(node, "a date", findings)?.text;
        // The library reads more than ISO dates; we read only what everyone writes alike.
        let date = Form::Date.matches(text).then(|| text.parse::<Self>().ok()).flatten();
        if date.is_none() {
            findings.push(
                Diagnostic::new(Code::InvalidDate, node.span, format!("`{text}` is not a date of the calendar"))
                    .help(Form::Date.help()),
            );
        }
        date
    }
}

/// The number if it is within the inclusive bounds; else `None`, with a finding at `span`.
pub fn within(number: Option<u32>, bounds: std::ops::RangeInclusive<u32>, span: Span, findings: &mut Findings) -> Option<u32> {
    let number = number?;
    if bounds.contains(&number) {
        return Some(number);
    }
    let (least, most) = (bounds.start(), bounds.end());
    findings.push(
        Diagnostic::new(Code::WrongValue, span, format!("{number} is not between {least} and {most}"))
            .help(format!("write a whole number from {least} to {most}")),
    );
    None
}

impl<T: FromYaml> FromYaml for Spanned<T> {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        T::read(node, findings).map(|value| Self::new(value, node.span))
    }
}

impl<T: FromYaml> FromYaml for Vec<T> {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        if let NodeKind::List(nodes) = &node.kind {
            Some(nodes.iter().filter_map(|node| T::read(node, findings)).collect())
        } else {
            findings.push(wrong_type(node, "a list").help("write each entry on a line of its own after `- `, or all in `[…]`"));
            None
        }
    }
}

impl<T: FromYaml> FromYaml for Table<T> {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let NodeKind::Map(entries) = &node.kind else {
            findings.push(wrong_type(node, "a mapping"));
            return None;
        };
        let mut table = Self::default();
        for (key, node) in entries {
            if key.text.ends_with(SHIPPED_SUFFIX) {
                findings.push(unknown_key(key, "this mapping", &[]));
                continue;
            }
            let id = Spanned::new(key.text.clone(), key.span);
            match T::read(node, findings) {
                Some(value) => table.valid.push((id, value)),
                None => {
                    table.invalid_ids.push(id.clone());
                    let fields = Fields::of(node, "", &mut Findings::default());
                    let part = fields.and_then(|mut fields| T::from_fields_in_part(&mut fields));
                    table.flawed.extend(part.map(|part| (id, part)));
                }
            }
        }
        Some(table)
    }
}

impl<T: FromYaml> FromYaml for BTreeMap<String, T> {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        Table::read(node, findings)
            .map(|table: Table<T>| table.valid.into_iter().map(|(key, value)| (key.value, value)).collect())
    }
}

/// Implements [`HasKind`]: for plain types, then for types that hold another one.
macro_rules! kinds {
    ($($type:ty = $kind:expr,)+; $($outer:ident: $of:expr,)+) => {
        $(impl HasKind for $type { const KIND: ValueKind = $kind; })+
        $(impl<T: HasKind> HasKind for $outer<T> { const KIND: ValueKind = $of; })+
    };
}

kinds! {
    String = ValueKind::Text,
    KebabCase = ValueKind::Id(None),
    bool = ValueKind::Flag,
    u32 = ValueKind::Number(0, u32::MAX),
    Date = ValueKind::Form(Form::Date),
    WebAddress = ValueKind::Form(Form::WebAddress),
    BaseAddress = ValueKind::Form(Form::BaseAddress),
    AnyNode = ValueKind::Anything,
    ;
    Spanned: T::KIND,
    Option: T::KIND,
    Vec: ValueKind::List(&T::KIND),
    Table: ValueKind::Table(&T::KIND),
}

impl From<WebAddress> for String {
    fn from(address: WebAddress) -> Self {
        address.0
    }
}
