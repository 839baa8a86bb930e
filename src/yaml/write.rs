//! Values → YAML text in the one canonical form: block style, two spaces an indent, nothing that is empty.
//! `tests/fixtures/answers/README.md` says the rule; the browser writes the same.

use jiff::civil::Date;

use super::{FromYaml, HasKind, KebabCase, Node, OneOf, Table, ValueKind};
use crate::{diagnostic::Findings, source::Spanned};

/// Serialises to YAML in canonical form.
pub trait ToYaml {
    /// Its canonical YAML value; [`YamlValue::Nothing`] when its key is to be left out.
    fn write(&self) -> YamlValue;
}

/// A YAML value that is ready to be written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum YamlValue {
    /// Nothing: its key is left out.
    Nothing,
    /// A text: plain, in quotes or as a literal block, whatever says it best.
    Text(String),
    /// A plain scalar that is written as it is, such as `true`, a number or a date.
    Verbatim(String),
    /// A list.
    List(Vec<Self>),
    /// A mapping, in this order.
    Mapping(Vec<(String, Self)>),
}

impl YamlValue {
    /// A mapping without the keys of which nothing is written; nothing when none is left.
    pub fn mapping<K: Into<String>>(entries: impl IntoIterator<Item = (K, Self)>) -> Self {
        let entries = entries.into_iter().map(|(key, value)| (key.into(), value));
        let kept: Vec<(String, Self)> = entries.filter(|(_, value)| *value != Self::Nothing).collect();
        if kept.is_empty() { Self::Nothing } else { Self::Mapping(kept) }
    }

    /// The lines of a mapping, without line ends, its keys indented by `indent` spaces; none for any other value.
    #[must_use]
    pub fn lines(&self, indent: usize) -> Vec<String> {
        match self {
            Self::Mapping(entries) => entries.iter().flat_map(|(key, value)| value.lines_behind(key, indent)).collect(),
            Self::Nothing | Self::Text(_) | Self::Verbatim(_) | Self::List(_) => Vec::new(),
        }
    }

    /// The lines of a key with this value, without line ends, the key indented by `indent` spaces.
    #[must_use]
    pub fn lines_behind(&self, key: &str, indent: usize) -> Vec<String> {
        let pad = " ".repeat(indent);
        let key = format!("{pad}{}:", scalar(key));
        match self {
            Self::Nothing => Vec::new(),
            Self::Verbatim(text) => vec![format!("{key} {text}")],
            Self::Text(text) if is_literal(text) => {
                let line = |line: &str| if line.is_empty() { String::new() } else { format!("{pad}  {line}") };
                std::iter::once(format!("{key} |-")).chain(text.split('\n').map(line)).collect()
            }
            Self::Text(text) => {
                let is_date = text.parse::<Date>().is_ok_and(|date| date.to_string() == *text);
                vec![format!("{key} {}", if is_date { text.clone() } else { scalar(text) })]
            }
            Self::List(entries) if entries.is_empty() => vec![format!("{key} []")],
            Self::List(entries) => {
                std::iter::once(key).chain(entries.iter().flat_map(|entry| entry.entry_lines(indent + 2))).collect()
            }
            Self::Mapping(_) => std::iter::once(key).chain(self.lines(indent + 2)).collect(),
        }
    }

    /// The lines of a list entry, its hyphen indented by `indent` spaces. A list in a list is not written.
    fn entry_lines(&self, indent: usize) -> Vec<String> {
        let pad = " ".repeat(indent);
        match self {
            Self::Nothing | Self::List(_) => Vec::new(),
            Self::Text(text) => vec![format!("{pad}- {}", scalar(text))],
            Self::Verbatim(text) => vec![format!("{pad}- {text}")],
            Self::Mapping(_) => {
                let mut lines = self.lines(indent + 2);
                if let Some(first) = lines.first_mut() {
                    first.replace_range(indent..=indent, "-");
                }
                lines
            }
        }
    }
}

/// A list that is written even when it is empty, which says that there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplicitList<T>(pub Vec<T>);

impl<T> std::ops::Deref for ExplicitList<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: FromYaml> FromYaml for ExplicitList<T> {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        Vec::read(node, findings).map(Self)
    }
}

impl<T: HasKind> HasKind for ExplicitList<T> {
    const KIND: ValueKind = ValueKind::StatedList(&T::KIND);
}

impl<T: ToYaml> ToYaml for ExplicitList<T> {
    fn write(&self) -> YamlValue {
        YamlValue::List(self.iter().map(ToYaml::write).collect())
    }
}

impl<T: ToYaml> ToYaml for Vec<T> {
    fn write(&self) -> YamlValue {
        if self.is_empty() { YamlValue::Nothing } else { YamlValue::List(self.iter().map(ToYaml::write).collect()) }
    }
}

impl<T: ToYaml> ToYaml for Table<T> {
    fn write(&self) -> YamlValue {
        YamlValue::mapping(self.iter().map(|(key, value)| (key.value.clone(), value.write())))
    }
}

impl<T: ToYaml> ToYaml for Option<T> {
    fn write(&self) -> YamlValue {
        self.as_ref().map_or(YamlValue::Nothing, ToYaml::write)
    }
}

impl<T: ToYaml> ToYaml for Spanned<T> {
    fn write(&self) -> YamlValue {
        self.value.write()
    }
}

impl ToYaml for String {
    fn write(&self) -> YamlValue {
        if self.is_empty() { YamlValue::Nothing } else { YamlValue::Text(self.clone()) }
    }
}

impl ToYaml for KebabCase {
    fn write(&self) -> YamlValue {
        YamlValue::Text(self.0.clone())
    }
}

impl ToYaml for bool {
    fn write(&self) -> YamlValue {
        if *self { YamlValue::Verbatim("true".into()) } else { YamlValue::Nothing }
    }
}

impl ToYaml for u32 {
    fn write(&self) -> YamlValue {
        YamlValue::Verbatim(self.to_string())
    }
}

impl ToYaml for Date {
    fn write(&self) -> YamlValue {
        YamlValue::Verbatim(self.to_string())
    }
}

impl<T: OneOf> ToYaml for T {
    fn write(&self) -> YamlValue {
        YamlValue::Text(self.word().to_owned())
    }
}

/// White space as JavaScript's `\s` matches it (ECMAScript), so that both sides agree.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() && c != '\u{85}' || c == '\u{feff}'
}

/// Whether a text is written as a literal block.
fn is_literal(text: &str) -> bool {
    let is_odd = |c: char| matches!(c, '\u{0}'..='\u{9}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{feff}');
    let is_blank = |c: char| matches!(c, ' ' | '\t');
    text.contains('\n')
        && !text.starts_with(is_space)
        && !text.contains(is_odd)
        && text.split('\n').all(|line| !line.starts_with(is_blank) && !line.ends_with(is_blank))
}

/// A text as a single-line scalar: plain where every YAML version reads it as this text, else double-quoted.
#[must_use]
pub fn scalar(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// The same inside brackets and braces, where a comma ends what stands there.
#[must_use]
pub fn flow_scalar(text: &str) -> String {
    if text.contains(',') { quoted(text) } else { scalar(text) }
}

fn is_plain(text: &str) -> bool {
    let first = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '/');
    let other = |c: char| first(c) || matches!(c, ' ' | ',' | ';' | '(' | ')' | '+' | '@' | '%' | '\'' | '-');
    text.starts_with(first) && text.chars().all(other) && !text.ends_with(' ') && !is_of_another_type(text)
}

/// Whether YAML 1.1 or 1.2 may resolve a plain scalar to another type than a string.
fn is_of_another_type(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    if matches!(text.as_str(), "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n" | ".inf" | ".nan") {
        return true;
    }
    let radix = |start: &str, digits: fn(char) -> bool| {
        text.strip_prefix(start).is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| digits(c) || c == '_'))
    };
    radix("0x", |c| c.is_ascii_hexdigit())
        || radix("0o", |c| matches!(c, '0'..='7'))
        || radix("0b", |c| matches!(c, '0' | '1'))
        || is_number(&text)
        || is_like_a_date(&text)
}

fn is_number(text: &str) -> bool {
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '_').len();
    let begins = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let exponent = |text: &str| {
        text.is_empty()
            || text.strip_prefix('e').is_some_and(|rest| {
                let rest = rest.strip_prefix(['-', '+']).unwrap_or(rest);
                !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit())
            })
    };
    if let Some(fraction) = text.strip_prefix('.') {
        return begins(fraction) && exponent(&fraction[digits(fraction)..]);
    }
    if !begins(text) {
        return false;
    }
    let rest = &text[digits(text)..];
    let rest = rest.strip_prefix('.').map_or(rest, |fraction| &fraction[digits(fraction)..]);
    exponent(rest)
}

/// Whether a text begins like `2026-11-2`: four digits, a hyphen, one or two digits, a hyphen, a digit.
fn is_like_a_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let is_number = |part: Option<&str>, least: usize, most: usize| {
        part.is_some_and(|part| (least..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    is_number(parts.next(), 4, 4)
        && is_number(parts.next(), 1, 2)
        && parts.next().is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// A double-quoted scalar with JSON's escapes; C1 controls, line separators and noncharacters are escaped as well.
fn quoted(text: &str) -> String {
    let json = serde_json::to_string(text).unwrap_or_else(|error| unreachable!("a text has a JSON form: {error}"));
    let mut quoted = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                quoted.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => quoted.push(c),
        }
    }
    quoted
}
