//! YAML text → [`Node`]s, through the YAML crate's own spans.

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
    if let Some(found) = conflict_marker(text.text, |range| text.span(range)).or_else(|| text.tab_indent()) {
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
    serde_yaml::from_str_with_options::<serde::de::IgnoredAny>(text.text, options.clone()).map_err(|error| text.error(&error))?;
    let raw: Spanned<RawNode> = serde_yaml::from_str_with_options(text.text, options).map_err(|error| text.error(&error))?;
    text.node(raw)
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
            let start = usize::try_from(start).unwrap_or(0).min(self.text.len());
            return start..(start + usize::try_from(length).unwrap_or(0)).min(self.text.len());
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

    /// A tab in an indent, which YAML forbids and which most editors do not show. In a `|` or `>` text it is part of the text.
    fn tab_indent(&self) -> Option<Diagnostic> {
        // The lines that the next one could belong to, each indented further than the one before it, and whether a block of
        // text begins behind it.
        let mut above: Vec<(usize, bool)> = Vec::new();
        let mut start = 0;
        for line in self.text.split_inclusive('\n') {
            if !line.trim().is_empty() {
                let depth = line.len() - line.trim_start_matches(' ').len();
                // The nearest line that is indented less; what is not indented at all may stand below another such line.
                let owner = above.partition_point(|(indent, _)| *indent < depth.max(1));
                let in_block = owner.checked_sub(1).is_some_and(|owner| above[owner].1);
                if line[depth..].starts_with('\t') && !in_block {
                    let place = self.span(start + depth..start + depth + 1);
                    return Some(
                        Diagnostic::new(Code::YamlSyntax, place, "a tab cannot indent YAML")
                            .label("a tab")
                            .help("indent with spaces"),
                    );
                }
                above.truncate(above.partition_point(|(indent, _)| *indent < depth));
                above.push((depth, begins_block(line)));
            }
            start += line.len();
        }
        None
    }

    fn error(&self, error: &Error) -> Diagnostic {
        // An error inside an alias is wrapped; what happened matters, and the place is where the alias stands.
        let error = match error.without_snippet() {
            Error::AliasError { error, .. } => error,
            error => error,
        };
        let place = match error.locations() {
            Some(locations) => self.range(&locations.reference_location),
            None => 0..0,
        };
        let place = match place {
            Range { start, end } if start == end => start..(start + 1).min(self.text.len()),
            place => place.start..self.trimmed_end(place),
        };
        let span = self.span(place.start..place.end.max(place.start));
        match error {
            Error::DuplicateMappingKey { key, .. } => self.duplicate(key.as_deref(), span),
            Error::MultipleDocuments { .. } => {
                let line = self.text[..place.start].rfind("---").map_or(place.clone(), |start| start..start + 3);
                Diagnostic::new(Code::YamlSyntax, self.span(line), "a second document begins here")
                    .help("one file holds one document: remove the `---`")
            }
            Error::Budget { .. }
            | Error::AliasReplayLimitExceeded { .. }
            | Error::AliasExpansionLimitExceeded { .. }
            | Error::AliasReplayStackDepthExceeded { .. }
            | Error::AliasReplayCounterOverflow { .. } => {
                Diagnostic::new(Code::YamlTooLarge, span, "this YAML grows too large or too deep when it is read")
                    .help("write the values out instead of repeating them by `*alias`")
            }
            // The parser's own limit has no kind of its own.
            other if other.to_string().contains("recursion limit") => {
                Diagnostic::new(Code::YamlTooLarge, span, "this YAML is nested too deeply").help("write it with fewer levels")
            }
            _ if self.text[place.start..].starts_with("{{") || self.text[..place.start].ends_with('{') => {
                let start = self.text[..place.end].rfind("{{").unwrap_or(place.start);
                Diagnostic::new(Code::YamlSyntax, self.span(start..start + 2), "braces begin a mapping in YAML")
                    .help("a text that begins with `{{` stands in quotes, as in `\"{{office_hours}}\"`")
            }
            _ if self.open_quote(place.start).is_some() => {
                let quote = self.open_quote(place.start).unwrap_or(place);
                let help = match self.text[quote.clone()].chars().next() {
                    Some('\'') => "close it; an apostrophe inside is written twice, or the text stands in double quotes",
                    _ => "close it, or begin a longer text by `>-`",
                };
                Diagnostic::new(Code::YamlSyntax, self.span(quote), "this quote is not closed on its line")
                    .label("opened here")
                    .help(help)
            }
            _ if let Some(comment) = self.flow_around(place.start).and_then(|flow| flow.comment) => {
                let line = self.text[comment..].lines().next().unwrap_or("");
                let text = line.split([',', '}', ']']).next().unwrap_or(line).trim_end();
                Diagnostic::new(Code::YamlSyntax, self.span(comment..comment + text.len()), "a comment begins here")
                    .label("nothing from here on is read")
                    .help(format!("a text that begins with `#` stands in quotes, as in `\"{text}\"`"))
            }
            other => {
                let told = other.to_string();
                let told = told.split(" at line ").next().unwrap_or(&told);
                let told = told.strip_prefix("invalid YAML: ").unwrap_or(told);
                Diagnostic::new(Code::YamlSyntax, span, format!("this is not YAML: {told}")).maybe_help(self.hint(place.start))
            }
        }
    }

    /// The finding for a duplicate key: at the second one, with the first as its secondary place.
    fn duplicate(&self, key: Option<&str>, span: Span) -> Diagnostic {
        let name = key.unwrap_or("");
        let here = span.range().start - self.start;
        let depth = |byte: usize| byte - self.text[..byte].rfind('\n').map_or(0, |n| n + 1);
        let (depth_here, mut at, mut first) = (depth(here), 0, None);
        // Line by line: at one place of each the key could stand.
        for line in self.text[..here].split_inclusive('\n') {
            let rest = line.get(depth_here..).and_then(|rest| rest.strip_prefix(name));
            if rest.is_some_and(|rest| rest.trim_start().starts_with(':')) {
                first = Some(at + depth_here);
            }
            at += line.len();
        }
        let found = Diagnostic::new(Code::DuplicateKey, span, format!("the key `{name}` stands here twice"))
            .label("again")
            .help("keep one of the two");
        match first {
            Some(byte) if !name.is_empty() => found.also(self.span(byte..byte + name.len()), "first here"),
            _ => found,
        }
    }

    /// The last quote that is opened before a byte and not closed on its line. YAML reads on to the next quote, so the
    /// crate notices the mistake far below it.
    fn open_quote(&self, byte: usize) -> Option<Range<usize>> {
        let byte = crate::source::floor_char_boundary(self.text, byte);
        let end = self.text[byte..].find('\n').map_or(self.text.len(), |n| byte + n);
        let mut at = 0;
        let mut found = None;
        for line in self.text[..end].split_inclusive('\n') {
            let value =
                line.split_once(": ").map_or_else(|| line.trim_start().trim_start_matches("- "), |(_, value)| value.trim_start());
            if let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\''))
                && value.trim_end().matches(quote).count() % 2 == 1
            {
                let start = at + line.len() - value.len();
                found = Some(start..start + 1);
            }
            at += line.len();
        }
        found
    }

    /// The innermost `{…}` or `[…]` that is open at a byte. Brackets inside a text without quotes open one as well, as the
    /// crate reads them.
    fn open_flow(&self, byte: usize) -> Option<Flow> {
        let byte = crate::source::floor_char_boundary(self.text, byte);
        let mut open: Vec<Flow> = Vec::new();
        let (mut quote, mut at_value, mut before) = (None, true, '\n');
        let mut chars = self.text[..byte].char_indices();
        while let Some((at, c)) = chars.next() {
            match (quote, c) {
                (Some(closing), _) => quote = quote.filter(|_| c != closing),
                (None, '"' | '\'') if at_value => quote = Some(c),
                (None, '#') if before.is_whitespace() => {
                    if let Some(flow) = open.last_mut() {
                        flow.comment.get_or_insert(at);
                    }
                    chars.find(|(_, c)| *c == '\n');
                    before = '\n';
                    continue;
                }
                (None, '{' | '[') if at_value || !open.is_empty() => {
                    open.push(Flow { start: at, comment: None });
                }
                (None, '}' | ']') => drop(open.pop()),
                (None, _) => {}
            }
            // What follows may be a value, with its quotes and brackets, or goes on as a text.
            at_value = match c {
                '\n' | ',' | '{' | '[' | ':' | '-' => true,
                ' ' => at_value,
                _ => false,
            };
            before = c;
        }
        open.pop()
    }

    /// The innermost bracket that is open where the crate gave up: there, behind the sign there, or where its line ends.
    fn flow_around(&self, byte: usize) -> Option<Flow> {
        let byte = crate::source::floor_char_boundary(self.text, byte);
        let next = byte + self.text[byte..].chars().next().map_or(0, char::len_utf8);
        let end = self.text[byte..].find('\n').map_or(self.text.len(), |n| byte + n + 1);
        let around: Vec<Flow> = [byte, next, end].into_iter().filter_map(|at| self.open_flow(at)).collect();
        around.iter().find(|flow| flow.comment.is_some()).or(around.first()).copied()
    }

    /// What most likely happened, judged by the line.
    fn hint(&self, byte: usize) -> Option<String> {
        let byte = crate::source::floor_char_boundary(self.text, byte);
        if let Some(flow) = self.flow_around(byte) {
            let bracket = &self.text[flow.start..=flow.start];
            let line = self.text[..flow.start].matches('\n').count() + self.first_line;
            let is_unclosed = flow.start == byte || self.text[flow.start..byte.max(flow.start)].contains('\n');
            return Some(if is_unclosed {
                format!("close the `{bracket}` that is opened in line {line}")
            } else {
                format!("a text with `{{`, `[`, `,` or `: ` in it stands in quotes where it stands behind a `{bracket}`")
            });
        }
        let start = self.text[..byte].rfind('\n').map_or(0, |n| n + 1);
        let line = self.text[start..].lines().next()?.trim();
        let value = line.split_once(": ").map_or("", |(_, value)| value.trim_start());
        if value.contains(": ") && !value.starts_with(['"', '\'', '{', '[']) {
            Some("a text with `: ` in it stands in quotes".into())
        } else if value.starts_with(['@', '`', '%']) {
            Some("a text that begins with this character stands in quotes".into())
        } else if (value.starts_with('"') && !value[1..].contains('"')) || (value.starts_with('\'') && !value[1..].contains('\''))
        {
            Some("close the quote on this line".into())
        } else if line.contains(':') {
            Some("indent each key like the keys beside it, with spaces".into())
        } else {
            None
        }
    }
}

/// A mapping or a list in brackets that is still open.
#[derive(Clone, Copy)]
struct Flow {
    /// Its bracket.
    start: usize,
    /// Where a comment begins in it.
    comment: Option<usize>,
}

/// Whether a `|` or `>` text begins behind this line, as in `text: |2-`.
fn begins_block(line: &str) -> bool {
    let end = line.split(" #").next().unwrap_or("").trim_end().trim_end_matches(|c: char| matches!(c, '-' | '+' | '1'..='9'));
    end.ends_with(['|', '>'])
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
