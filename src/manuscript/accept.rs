//! What authors accept in place: `# readybook: accept CODE because …` in YAML, the same in an HTML comment in Markdown.

use std::ops::Range;

use super::page::front_matter;
use crate::{
    diagnostic::{Accept, Code, Diagnostic, Findings, suggest_code},
    prose,
    source::{Source, Span},
    yaml::{self, Node, NodeKind},
};

/// What a comment for this program begins with.
const MARKER: &str = "readybook:";

/// The comments of a file that accept a mistake. What is wrong with one is a finding, and it accepts nothing.
pub fn read(source: &Source, findings: &mut Findings) -> Vec<Accept> {
    let text: &str = &source.text;
    if !text.contains(MARKER) {
        return Vec::new();
    }
    let comments = if source.path.extension() == "md" {
        let (front, body) = front_matter(text);
        front.map(|range| yaml_comments(source, range)).into_iter().flatten().chain(html_comments(text, body)).collect()
    } else {
        yaml_comments(source, 0..text.len())
    };
    let mut accepts = Vec::new();
    for Comment { words, covers } in comments {
        let span = Span::new(source.id, words.clone());
        match code(&text[words], span) {
            Ok(code) => accepts.push(Accept { code, span, covers: Span::new(source.id, covers) }),
            Err(found) => findings.push(found),
        }
    }
    accepts
}

/// A comment for this program. Ranges are bytes of the file.
struct Comment {
    /// From the marker to the last word.
    words: Range<usize>,
    /// What it is about.
    covers: Range<usize>,
}

/// The code that a comment accepts.
fn code(words: &str, span: Span) -> Result<Code, Diagnostic> {
    let wrong = |message: String| Diagnostic::new(Code::InvalidAccept, span, message);
    let form = "write `readybook: accept CODE because` and the reason";
    let rest = words[MARKER.len()..].trim_start();
    let mut parts = rest.splitn(3, char::is_whitespace).map(str::trim);
    let (verb, name) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    if verb != "accept" {
        return Err(wrong(format!("there is nothing that `{verb}` asks for")).help(form));
    }
    let Some(code) = Code::named(name) else {
        return Err(wrong(format!("there is no code `{name}`")).help(suggest_code(name)));
    };
    let reason = parts.next().and_then(|rest| rest.trim_start().strip_prefix("because"));
    if !reason.is_some_and(|reason| reason.starts_with(char::is_whitespace) && reason.contains(char::is_alphanumeric)) {
        return Err(wrong(format!("`{name}` is accepted without a reason")).help(form));
    }
    match code.fixed() {
        Some(fixed) => Err(wrong(format!("nobody may accept `{name}`: {}", fixed.reason())).help("mend what it is about")),
        None => Ok(code),
    }
}

/// In Markdown a comment is about the block that follows it, or about its line.
fn html_comments(text: &str, body: usize) -> impl Iterator<Item = Comment> {
    prose::comments(&text[body..]).into_iter().filter_map(move |prose::Comment { range, covers }| {
        let inside = body + range.start + 4..body + range.end - 3;
        let words = trimmed(text, inside);
        text[words.clone()].starts_with(MARKER).then_some(Comment { words, covers: body + covers.start..body + covers.end })
    })
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inside = &text[range.clone()];
    let start = range.start + inside.len() - inside.trim_start().len();
    start..start + inside.trim().len()
}

/// In YAML a comment is about the entry that follows it, with all that is indented below; at the end of a line about the entry
/// that the line begins.
fn yaml_comments(source: &Source, range: Range<usize>) -> Vec<Comment> {
    let text: &str = &source.text[range.clone()];
    // What is no YAML is told, and nothing in it can be accepted.
    let Ok(root) = yaml::parse(source, range.clone()) else { return Vec::new() };
    let mut texts = Vec::new();
    scalars(&root, &mut texts);
    let mut lines: Vec<(usize, &str)> = Vec::new();
    let mut at = range.start;
    for line in text.split_inclusive('\n') {
        lines.push((at, line));
        at += line.len();
    }
    let mut found = Vec::new();
    for (number, &(start, line)) in lines.iter().enumerate() {
        let Some(hash) = line.match_indices('#').map(|(at, _)| at).find(|&at| {
            let is_comment = at == 0 || line[..at].ends_with([' ', '\t']);
            is_comment && line[at + 1..].trim_start().starts_with(MARKER)
        }) else {
            continue;
        };
        if texts.iter().any(|text| text.contains(&(start + hash))) {
            continue;
        }
        let is_alone = line[..hash].trim().is_empty();
        let is_empty = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
        let first = if is_alone { number + 1 } else { number };
        let Some(entry) = (first..lines.len()).find(|&at| !is_empty(lines[at].1)) else {
            found.push(Comment {
                words: trimmed(&source.text, start + hash + 1..start + line.len()),
                covers: start..start + line.len(),
            });
            continue;
        };
        let depth = indent(lines[entry].1);
        let last = (entry + 1..lines.len())
            .take_while(|&at| is_empty(lines[at].1) || indent(lines[at].1) > depth)
            .last()
            .unwrap_or(entry);
        let (last_start, last_line) = lines[last];
        let words = trimmed(&source.text, start + hash + 1..start + line.len());
        found.push(Comment { words, covers: start..last_start + last_line.trim_end().len() });
    }
    found
}

/// How many blanks a line begins with.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Where the texts stand: a `#` in them begins no comment.
fn scalars(node: &Node, found: &mut Vec<Range<usize>>) {
    match &node.kind {
        NodeKind::Null => {}
        NodeKind::Scalar(_) => found.push(node.span.range()),
        NodeKind::List(nodes) => nodes.iter().for_each(|node| scalars(node, found)),
        NodeKind::Map(entries) => {
            for (key, value) in entries {
                found.push(key.span.range());
                scalars(value, found);
            }
        }
    }
}
