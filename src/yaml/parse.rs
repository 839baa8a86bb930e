//! YAML text → [`Node`]s, through the YAML crate's own spans.

mod flow;
mod mistakes;

use std::{fmt, ops::Range};

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_yaml::{Error, Location, Spanned};

use super::{Key, Node, NodeKind, Scalar};
use crate::{
    diagnostic::{Code, Diagnostic, conflict_marker},
    source::{FileId, Source, Span, limits},
};

/// Parses the YAML text in a byte range of a source. A text of blanks and comments alone is [`NodeKind::Null`].
///
/// # Errors
/// The first thing that is no YAML, or no YAML that we accept: a tab indent, an unclosed quote, a duplicate key, a second
/// document, an alias bomb, a text beyond a limit.
pub fn parse(source: &Source, range: Range<usize>) -> Result<Node, Diagnostic> {
    let first_line = 1 + source.text[..range.start].matches('\n').count();
    let text = Excerpt { file: source.id, start: range.start, first_line, text: &source.text[range.clone()] };
    if let Some(found) = conflict_marker(text.text, |range| text.span(range)) {
        return Err(found);
    }
    // The library counts a lone `...` or `---` in its own way; an empty text is nothing.
    if text.text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(Node { span: Span::new(source.id, range.start..range.start), kind: NodeKind::Null });
    }
    if text.text.len() > limits::YAML {
        let (size, most) = (limits::bytes(text.text.len() as u64), limits::bytes(limits::YAML as u64));
        let place = text.span(0..text.text.find('\n').unwrap_or(0).min(80));
        let message = format!("this YAML has {size}, and the limit is {most}");
        return Err(Diagnostic::new(Code::LimitExceeded, place, message).help("split it into several files"));
    }
    let budget = serde_yaml::budget! {
        max_events: 4 * limits::YAML_VALUES,
        max_nodes: limits::YAML_VALUES,
        max_depth: limits::YAML_DEPTH,
        max_total_scalar_bytes: limits::YAML_SCALARS
    };
    let options = serde_yaml::options! {
        with_snippet: false,
        merge_keys: serde_yaml::MergeKeyPolicy::AsOrdinary,
        budget: budget
    };
    // A mistake in the grammar is told before a mistake in the values, wherever it is.
    let tabs = text.tab_indents();
    let told = |error: Error| match tabs.first() {
        Some(&tab) => text.tab_indent(tab),
        None => text.error(&error),
    };
    serde_yaml::from_str_with_options::<serde::de::IgnoredAny>(text.text, options.clone()).map_err(told)?;
    let raw: Spanned<RawNode> = serde_yaml::from_str_with_options(text.text, options).map_err(told)?;
    let node = text.node(raw)?;
    match text.indenting_tab(&tabs, &node) {
        Some(tab) => Err(text.tab_indent(tab)),
        None => text.unindented(&node).map_or(Ok(node), Err),
    }
}

/// A node as the library gives it, with spans relative to the excerpt.
enum RawNode {
    Null,
    Scalar(String),
    List(Vec<Spanned<RawNode>>),
    Map(Vec<(Spanned<RawKey>, Spanned<RawNode>)>),
}

struct RawKey(String);

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = RawNode;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<RawNode, E> {
        Ok(RawNode::Scalar(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<RawNode, E> {
        Ok(RawNode::Scalar(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<RawNode, E> {
        Ok(RawNode::Scalar(value.to_string()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<RawNode, E> {
        Ok(RawNode::Scalar(value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<RawNode, E> {
        Ok(RawNode::Scalar(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<RawNode, E> {
        Ok(RawNode::Scalar(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<RawNode, E> {
        Ok(RawNode::Scalar(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<RawNode, E> {
        Ok(RawNode::Scalar(value))
    }

    fn visit_unit<E>(self) -> Result<RawNode, E> {
        Ok(RawNode::Null)
    }

    fn visit_none<E>(self) -> Result<RawNode, E> {
        Ok(RawNode::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<RawNode, D::Error> {
        RawNode::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<RawNode, A::Error> {
        let mut list = Vec::new();
        while let Some(node) = seq.next_element()? {
            list.push(node);
        }
        Ok(RawNode::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawNode, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(RawNode::Map(entries))
    }
}

impl<'de> Deserialize<'de> for RawNode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

impl<'de> Deserialize<'de> for RawKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match deserializer.deserialize_any(RawVisitor)? {
            RawNode::Scalar(text) => Ok(Self(text)),
            RawNode::Null => Ok(Self(String::new())),
            RawNode::List(_) | RawNode::Map(_) => Err(D::Error::custom("a key must be a single value")),
        }
    }
}

/// The YAML text, and its byte offset in its file.
struct Excerpt<'a> {
    file: FileId,
    start: usize,
    /// The number of its first line in the file.
    first_line: usize,
    text: &'a str,
}

impl Excerpt<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, self.start + range.start..self.start + range.end)
    }

    fn range(&self, location: &Location) -> Range<usize> {
        let span = location.span();
        if let (Some(start), Some(length)) = (span.byte_offset(), span.byte_len()) {
            let start = usize::try_from(start).unwrap_or(0);
            let end = start.saturating_add(usize::try_from(length).unwrap_or(0));
            // Where it names a part of a character it means the whole.
            return self.text.floor_char_boundary(start)..self.text.ceil_char_boundary(end);
        }
        let start = self.byte_at(location.line(), location.column());
        start..start
    }

    fn byte_at(&self, line: u64, column: u64) -> usize {
        let line_start: usize =
            self.text.split_inclusive('\n').take(usize::try_from(line.max(1) - 1).unwrap_or(0)).map(str::len).sum();
        let rest = self.text[line_start..].lines().next().unwrap_or("");
        let column = usize::try_from(column.max(1) - 1).unwrap_or(0);
        line_start + rest.char_indices().nth(column).map_or(rest.len(), |(byte, _)| byte)
    }

    fn node(&self, raw: Spanned<RawNode>) -> Result<Node, Diagnostic> {
        let range = self.range(&raw.referenced);
        // A value that came through an alias stands where its anchor is.
        let defined = self.range(&raw.defined);
        let mut span = self.span(range);
        let kind = match raw.value {
            RawNode::Null => NodeKind::Null,
            RawNode::Scalar(text) => {
                let scalar = self.scalar(text, defined.clone());
                // The library's span of a plain scalar may reach over the line's end.
                span = self.span(self.range(&raw.referenced).start..self.trimmed_end(self.range(&raw.referenced)));
                NodeKind::Scalar(scalar)
            }
            RawNode::List(nodes) => NodeKind::List(nodes.into_iter().map(|node| self.node(node)).collect::<Result<_, _>>()?),
            RawNode::Map(entries) => {
                let mut map: Vec<(Key, Node)> = Vec::with_capacity(entries.len());
                for (key, node) in entries {
                    let range = self.range(&key.referenced);
                    let end = self.trimmed_end(range.clone());
                    let key_span = self.span(range.start..end);
                    // As it was written: `on` and `1.10` are keys like any other.
                    let text = self.scalar(key.value.0, range).text;
                    map.push((Key { text, span: key_span }, self.node(node)?));
                }
                if let Some((key, _)) = map.first() {
                    span = key.span;
                }
                NodeKind::Map(map)
            }
        };
        Ok(Node { span, kind })
    }

    fn trimmed_end(&self, range: Range<usize>) -> usize {
        range.start + self.text[range].trim_end().len()
    }

    fn scalar(&self, resolved: String, range: Range<usize>) -> Scalar {
        let written = self.text[range.clone()].trim_end();
        let is_plain = !written.starts_with(['"', '\'', '|', '>', '&', '*', '!']);
        // A plain scalar on one line is its own text, however the library resolved it.
        let text = if is_plain && !written.is_empty() && !written.contains('\n') { written.to_owned() } else { resolved };
        let pieces = pieces(&text, written, self.start + range.start);
        Scalar { text, plain: is_plain, pieces }
    }
}

/// How many words of a text may be missing in its source before the search ends.
const MISSES: usize = 50;

/// The source map of a scalar, [`Scalar::pieces`]: `written` is its source text, `start` the byte offset of that in the file.
fn pieces(text: &str, written: &str, start: usize) -> Vec<(u32, u32)> {
    let short = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    if let Some(offset) = written.find(text).filter(|_| !text.is_empty()) {
        return vec![(0, short(start + offset))];
    }
    let (mut at, mut misses) = (0, 0);
    let mut pieces = Vec::new();
    for word in text.split_whitespace() {
        match written[at..].find(word) {
            Some(offset) => {
                pieces.push((short(word.as_ptr() as usize - text.as_ptr() as usize), short(start + at + offset)));
                at += offset + word.len();
            }
            // Each one costs a look at all that follows.
            None => {
                misses += 1;
                if misses > MISSES {
                    break;
                }
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourcePath, Sources};

    fn source(text: &str) -> Source {
        let mut sources = Sources::default();
        let id = sources.add(SourcePath::new("a.yaml"), text.into(), true);
        sources.file(id).clone()
    }

    fn entries(text: &str) -> Vec<(String, String)> {
        let source = source(text);
        match parse(&source, 0..text.len()).unwrap().kind {
            NodeKind::Map(map) => map
                .into_iter()
                .map(|(key, node)| {
                    let written = source.text[node.span.range()].to_owned();
                    match node.kind {
                        NodeKind::Scalar(scalar) => (key.text, format!("{}|{written}", scalar.text)),
                        other => (key.text, format!("{other:?}")),
                    }
                })
                .collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn scalars_keep_what_was_written() {
        let text = "a: 1.10\non: off\nc: \"zw\\u00f6lf\"\nd: 2026-11-22 # a day\nno: 0o17\nf: 'x'\n";
        let expected = [
            ("a", "1.10|1.10"),
            ("on", "off|off"),
            ("c", "zwölf|\"zw\\u00f6lf\""),
            ("d", "2026-11-22|2026-11-22"),
            ("no", "0o17|0o17"),
            ("f", "x|'x'"),
        ];
        let expected: Vec<_> = expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        assert_eq!(entries(text), expected);
    }

    #[test]
    fn the_words_of_a_folded_text_are_found_where_they_stand() {
        let source = source("k: >-\n  one two\n  three\n");
        let NodeKind::Map(map) = parse(&source, 0..source.text.len()).unwrap().kind else { panic!() };
        let NodeKind::Scalar(scalar) = &map[0].1.kind else { panic!() };
        assert_eq!((scalar.text.as_str(), &scalar.pieces[..]), ("one two three", &[(0, 8), (4, 12), (8, 18)][..]));
    }

    /// What a mistake underlines, and what is said of it.
    fn told(text: &str) -> (String, String) {
        let found = parse(&source(text), 0..text.len()).unwrap_err();
        (text[found.span.range()].lines().next().unwrap_or("").to_owned(), found.message)
    }

    #[test]
    fn a_legal_text_in_quotes_is_not_blamed_for_a_later_mistake() {
        let mistake = "ask: Which one: this?\n";
        for legal in [
            "a: \"What is the\n  plan?\"\n",
            "a: \"a 5\\\" disk\"\n",
            "a: \"a\" # 5\" wide\n",
            "a: 'it''s\n\n  here'\n",
            "- \"x\n  y\": 1\n",
            "a: |\n  \"x\n",
        ] {
            let legal = if legal.starts_with('-') { "b: 1\n" } else { legal };
            let (place, message) = told(&format!("{legal}{mistake}"));
            assert_eq!((place.as_str(), message.starts_with("this is not YAML")), (":", true), "{legal}: {message}");
        }
        assert_eq!(told("a: \"What\nb: 1\nc: 2\n"), ("\"".into(), "this quote is not closed on its line".into()));
        assert_eq!(told("a: \"What\nb: \"x\"\nc: 2\n"), ("\"".into(), "this quote is not closed on its line".into()));
    }

    #[test]
    fn a_mistake_is_told_at_whole_characters_within_the_text() {
        for (text, place) in [
            (" :\n\u{fffd}", "\u{fffd}"),
            (":\n🦀", "🦀"),
            ("[]é:", "é"),
            (": :\n \u{202e}", "\u{202e}"),
            ("{'", "{"),
            ("{\u{fffd}", "{"),
            (" {\u{fffd}t", "{"),
            ("{w\u{fffd}\u{11}", "{"),
            ("a: {{office_hours}}\n", "{{"),
            ("a: {{", "{{"),
        ] {
            assert_eq!(told(text).0, place, "{text:?}");
        }
    }

    #[test]
    fn a_tab_indents_nothing_and_is_a_blank_in_a_text() {
        for legal in [
            "a: \"b\n  \tc\"\n",
            "a: b\n  \tc\n",
            "a: [b,\n\tc]\n",
            "a: 1\n\t# b\nc: 2\n",
            "a: |\n  \tb\n",
            "a:\n \tb\n",
            "\t[\n\tb]\n",
        ] {
            assert!(parse(&source(legal), 0..legal.len()).is_ok(), "{legal:?}");
        }
        for wrong in ["a:\n\tb: 1\n", "a:\n  b: 1\n\tc: 2\n", "a:\n\t- b\n", "a:\n \tb: 1\n", "a:\n\tb\n", "a: \"b\n\tc\"\n"] {
            assert_eq!(told(wrong), ("\t".into(), "a tab cannot indent YAML".into()), "{wrong:?}");
        }
    }

    #[test]
    fn what_goes_on_in_the_next_line_is_indented_there_but_for_the_root() {
        for legal in [
            "[a,\nb]\n",
            "{a: 1,\nb: 2}\n",
            "\"a\nb\"\n",
            "--- [a,\nb]\n",
            "a: [b,\n c,\n]\n",
            "a: {\n  b: 1\n}\n",
            "a: \"b\n\n c\"\n",
            "a: |\nb: 1\n",
            "a: >+\n\n",
            "a: !!str\nb: 1\n",
            "a: &x\nb: *x\n",
            "a: ''\nb: 1\n",
        ] {
            assert!(parse(&source(legal), 0..legal.len()).is_ok(), "{legal:?}");
        }
        let brackets = "what stands in brackets goes on in a line without an indent";
        let quotes = "a text in quotes goes on in a line without an indent";
        for (wrong, place, message) in [
            ("a: [b,\ncd,\n]\n", "c", brackets),
            ("a: {b: 1,\ncd: 2}\n", "c", brackets),
            ("a:\n  - [b,\nc]\n", "c", brackets),
            ("a: \"b\n\nc d\"\n", "c", quotes),
            ("a: 'b\nc'\n", "c", quotes),
        ] {
            assert_eq!(told(wrong), (place.into(), message.into()), "{wrong:?}");
        }
    }

    #[test]
    fn an_alias_bomb_is_refused_and_a_duplicate_key_names_both_places() {
        let bomb: String = (1..9).fold("a0: &a0 [x,x,x,x,x,x,x,x,x]\n".to_owned(), |text, n| {
            let alias = format!("*a{},", n - 1).repeat(9);
            format!("{text}a{n}: &a{n} [{alias}]\n")
        });
        let found = parse(&source(&bomb), 0..bomb.len()).unwrap_err();
        assert_eq!(found.code, Code::YamlTooLarge, "{}", found.message);
        let twice = "a: 1\nb: 2\na: 3\n";
        let found = parse(&source(twice), 0..twice.len()).unwrap_err();
        assert_eq!((found.code, found.span.range(), found.also[0].span.range()), (Code::DuplicateKey, 10..11, 0..1));
    }
}
