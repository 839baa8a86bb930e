//! What is wrong in a text that is no YAML, or none that is accepted: where, and what most likely happened.

use std::ops::Range;

use serde_yaml::Error;

use super::{
    Excerpt,
    flow::{Flow, FlowScan},
};
use crate::{
    diagnostic::{Code, Diagnostic},
    source::Span,
    yaml::{Node, NodeKind},
};

impl Excerpt<'_> {
    /// The byte offsets of tabs in an indent, which YAML forbids and which most editors do not show. In a `|` or `>` text one is part of
    /// the text, and before a comment it says nothing.
    pub(super) fn tab_indents(&self) -> Vec<usize> {
        if !self.text.contains('\t') {
            return Vec::new();
        }
        let mut found = Vec::new();
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
                if line[depth..].starts_with('\t') && !in_block && !line.trim_start().starts_with('#') {
                    found.push(start + depth);
                }
                above.truncate(above.partition_point(|(indent, _)| *indent < depth));
                above.push((depth, begins_block(line)));
            }
            start += line.len();
        }
        found
    }

    /// The first of these tabs that indents something in the YAML of `root`: in a text that goes on in the next line one is a blank like any
    /// other, and so it is in brackets, and between an indent and a text.
    pub(super) fn indenting_tab(&self, tabs: &[usize], root: &Node) -> Option<usize> {
        let mut scalars = Scalars::default();
        if !tabs.is_empty() {
            scalars.collect(root);
            scalars.sort();
        }
        let begins = self.text.len() - self.text.trim_start().len();
        let mut scan = FlowScan::of(self.text);
        tabs.iter().copied().find(|&tab| {
            scan.advance(tab);
            let value = tab + self.text[tab..].len() - self.text[tab..].trim_start().len();
            let is_indented = self.text[..tab].ends_with(' ');
            let is_blank = tab < begins
                || !scan.open.is_empty()
                || scalars.hold(self.start + tab)
                || is_indented && scalars.begin_at(self.start + value);
            !is_blank
        })
    }

    pub(super) fn tab_indent(&self, tab: usize) -> Diagnostic {
        Diagnostic::new(Code::YamlSyntax, self.span(tab..tab + 1), "a tab cannot indent YAML")
            .label("a tab")
            .help("indent with spaces")
    }

    /// The first line without an indent in which a value in brackets or in quotes goes on. Below no key it needs none.
    pub(super) fn unindented(&self, root: &Node) -> Option<Diagnostic> {
        let text = |line: &str| !line.trim().is_empty() && !line.starts_with(['#', '%']);
        let first = self.text.lines().find(|line| text(line) && *line != "---")?;
        if first.trim_start_matches("---").trim_start().starts_with(['[', '{']) {
            return None;
        }
        let (at, what) = self.goes_on_unindented(root, true)?;
        if self.text[at..].starts_with('\t') {
            return Some(self.tab_indent(at));
        }
        let end = at + self.text[at..].chars().next().map_or(0, char::len_utf8);
        let message = format!("{what} goes on in a line without an indent");
        Some(Diagnostic::new(Code::YamlSyntax, self.span(at..end), message).help("begin the line with two spaces"))
    }

    /// Where such a line begins, and what goes on there.
    fn goes_on_unindented(&self, node: &Node, is_root: bool) -> Option<(usize, &'static str)> {
        // A text that is empty stands at the line behind it.
        let is_at_margin = |span: Span| {
            let at = span.range().start - self.start;
            let is_there = !span.range().is_empty() && self.text[at..].starts_with(|c: char| !c.is_whitespace());
            !is_root && is_there && (at == 0 || self.text[..at].ends_with('\n'))
        };
        let in_brackets = |span: Span| (span.range().start - self.start, "what stands in brackets");
        match &node.kind {
            NodeKind::Null => None,
            NodeKind::Scalar(_) if is_at_margin(node.span) => Some(in_brackets(node.span)),
            NodeKind::Scalar(_) => {
                let start = node.span.range().start - self.start;
                let written = &self.text[start..node.span.range().end - self.start];
                let mut lines = written.match_indices('\n').map(|(at, _)| start + at + 1).filter(|_| !is_root);
                let is_text = |&at: &usize| self.text[at..].lines().next().is_some_and(|line| !line.trim().is_empty());
                let is_quoted = written.starts_with(['"', '\'']);
                lines.find(|at| is_quoted && is_text(at) && !self.text[*at..].starts_with(' ')).map(|at| (at, "a text in quotes"))
            }
            NodeKind::List(nodes) => nodes.iter().find_map(|node| self.goes_on_unindented(node, false)),
            NodeKind::Map(entries) => entries.iter().find_map(|(key, node)| {
                let below = || self.goes_on_unindented(node, false);
                is_at_margin(key.span).then(|| in_brackets(key.span)).or_else(below)
            }),
        }
    }

    pub(super) fn error(&self, error: &Error) -> Diagnostic {
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
            Range { start, end } if start == end => start..self.text.ceil_char_boundary(start + 1),
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
                // One of them alone is where the crate gave up, or before it.
                let behind = self.text.ceil_char_boundary(place.start + 2).max(place.end);
                let braces = self.text[..behind].rfind("{{").map(|start| start..start + 2);
                let braces = braces.unwrap_or_else(|| place.start.saturating_sub(1)..place.start);
                Diagnostic::new(Code::YamlSyntax, self.span(braces), "braces begin a mapping in YAML")
                    .help("put a text that begins with `{{` into quotes, as in `\"{{office_hours}}\"`")
            }
            _ if self.open_quote(place.start).is_some() => {
                let quote = self.open_quote(place.start).unwrap_or(place);
                let help = match self.text[quote.clone()].chars().next() {
                    Some('\'') => "close it; write an apostrophe inside it twice, or use double quotes",
                    _ => "close it, or begin a longer text with `>-`",
                };
                Diagnostic::new(Code::YamlSyntax, self.span(quote), "this quote is not closed on its line")
                    .label("opened here")
                    .help(help)
            }
            _ if self.is_behind_apostrophe(place.start) => {
                let apostrophe = place.start - 1..place.start;
                Diagnostic::new(Code::YamlSyntax, self.span(apostrophe), "this apostrophe ends the text in single quotes")
                    .help("write an apostrophe inside it twice, or use double quotes")
            }
            _ if let Some(comment) = self.flow_around(place.start).and_then(|flow| flow.comment) => {
                let line = self.text[comment..].lines().next().unwrap_or("");
                let text = line.split([',', '}', ']']).next().unwrap_or(line).trim_end();
                Diagnostic::new(Code::YamlSyntax, self.span(comment..comment + text.len()), "a comment begins here")
                    .label("nothing from here on is read")
                    .help(format!("put a text that begins with `#` into quotes, as in `\"{text}\"`"))
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
        let found = Diagnostic::new(Code::DuplicateKey, span, format!("the key `{name}` is here twice"))
            .label("again")
            .help("keep one of the two");
        match first {
            Some(byte) if !name.is_empty() => found.also(self.span(byte..byte + name.len()), "first here"),
            _ => found,
        }
    }

    /// The quote before a byte that opens a text and that nothing closes where it should. YAML reads on to the next quote, so the
    /// crate notices the mistake far below it. A text that goes on in indented lines, and ends where a value may end, is fine.
    fn open_quote(&self, byte: usize) -> Option<Range<usize>> {
        let byte = crate::source::floor_char_boundary(self.text, byte);
        let end = self.text[byte..].find('\n').map_or(self.text.len(), |n| byte + n);
        let (mut at, mut block) = (0, None);
        while at < end {
            let line = self.text[at..].split_inclusive('\n').next().unwrap_or("");
            let indent = line.len() - line.trim_start_matches(' ').len();
            let is_blank = line.trim().is_empty();
            if is_blank || block.is_some_and(|block| indent > block) {
                at += line.len();
                continue;
            }
            block = begins_block(line).then_some(indent);
            let Some(quote) = quoted_value(line) else {
                at += line.len();
                continue;
            };
            let start = at + quote;
            let found = Some(start..start + 1);
            let Some(length) = quoted_length(&self.text[start..]) else { return found };
            let (inside, behind) = self.text[start..].split_at(length);
            let rest = behind.lines().next().unwrap_or("").trim_start();
            let may_end = rest.is_empty() || rest.starts_with(['#', ',', ']', '}', ':']);
            let goes_on =
                inside.lines().skip(1).all(|line| line.trim().is_empty() || line.len() - line.trim_start().len() > indent);
            if inside.contains('\n') && !(may_end && goes_on) {
                return found;
            }
            at = start + length + behind.find('\n').map_or(behind.len(), |end| end + 1);
        }
        None
    }

    /// The innermost `{…}` or `[…]` that is open at a byte.
    fn open_flow(&self, byte: usize) -> Option<Flow> {
        let mut scan = FlowScan::of(self.text);
        scan.advance(crate::source::floor_char_boundary(self.text, byte));
        scan.open.pop()
    }

    /// Whether an apostrophe of a word stands before this byte, as in `'It's'`.
    fn is_behind_apostrophe(&self, byte: usize) -> bool {
        let byte = crate::source::floor_char_boundary(self.text, byte);
        self.text[..byte].ends_with('\'') && self.text[byte..].starts_with(char::is_alphabetic)
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
                format!("put a text with `{{`, `[`, `,`, or `: ` in it into quotes after a `{bracket}`")
            });
        }
        let start = self.text[..byte].rfind('\n').map_or(0, |n| n + 1);
        let line = self.text[start..].lines().next()?.trim();
        let value = line.split_once(": ").map_or("", |(_, value)| value.trim_start());
        let behind = quoted_length(value).map(|length| value[length..].trim_start());
        if behind.is_some_and(|behind| !behind.is_empty()) {
            Some("a text in quotes ends at its second quote; a comment after it begins with a space and `#`".into())
        } else if value.starts_with(['[', '{']) && !value.ends_with([']', '}']) {
            Some(format!("a text that begins with `{}` stands in quotes", &value[..1]))
        } else if value.contains(": ") && !value.starts_with(['"', '\'', '{', '[']) {
            Some("put a text with `: ` in it into quotes".into())
        } else if value.starts_with(['@', '`', '%']) {
            Some("put a text that begins with this character into quotes".into())
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

/// Where in a line a value in quotes begins: behind `key: ` and behind `- `.
fn quoted_value(line: &str) -> Option<usize> {
    let mut value = line.trim_start();
    while let Some(rest) = value.strip_prefix("- ") {
        value = rest.trim_start();
    }
    if !value.starts_with(['"', '\'']) {
        value = value.split_once(": ")?.1.trim_start();
    }
    value.starts_with(['"', '\'']).then(|| line.len() - value.len())
}

/// The length of a text in quotes that begins here, with its quotes; `None` if it is none, or has no end.
fn quoted_length(text: &str) -> Option<usize> {
    let quote = text.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let mut signs = text.char_indices().skip(1).peekable();
    while let Some((at, sign)) = signs.next() {
        match sign {
            '\\' if quote == '"' => drop(signs.next()),
            // An apostrophe is written twice.
            '\'' if quote == '\'' && signs.next_if(|(_, next)| *next == '\'').is_some() => {}
            sign if sign == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Where the single values and the keys of a file stand.
#[derive(Default)]
struct Scalars {
    /// Their byte ranges, in order.
    ranges: Vec<(usize, usize)>,
    /// Where a value begins that is no key, in order.
    values: Vec<usize>,
}

impl Scalars {
    fn collect(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::Null => {}
            NodeKind::Scalar(_) => {
                self.ranges.push((node.span.range().start, node.span.range().end));
                self.values.push(node.span.range().start);
            }
            NodeKind::List(nodes) => {
                for node in nodes {
                    self.collect(node);
                }
            }
            NodeKind::Map(entries) => {
                for (key, node) in entries {
                    self.ranges.push((key.span.range().start, key.span.range().end));
                    self.collect(node);
                }
            }
        }
    }

    fn sort(&mut self) {
        self.ranges.sort_unstable();
        self.values.sort_unstable();
    }

    /// Whether a byte is inside one.
    fn hold(&self, byte: usize) -> bool {
        let behind = self.ranges.partition_point(|&(start, _)| start <= byte);
        behind > 0 && byte < self.ranges[behind - 1].1
    }

    /// Whether a value begins at a byte.
    fn begin_at(&self, byte: usize) -> bool {
        self.values.binary_search(&byte).is_ok()
    }
}

/// Whether a `|` or `>` text begins behind this line, as in `text: |2-`.
fn begins_block(line: &str) -> bool {
    let end = line.split(" #").next().unwrap_or("").trim_end().trim_end_matches(|c: char| matches!(c, '-' | '+' | '1'..='9'));
    end.ends_with(['|', '>'])
}
