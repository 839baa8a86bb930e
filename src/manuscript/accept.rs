//! What authors accept in place: `# readybook: accept CODE because …` in YAML, the same in an HTML comment in Markdown.

use std::ops::Range;

use super::page::front_matter;
use crate::{
    diagnostic::{Accept, Code, Diagnostic, Findings, find_code},
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
    let code = find_code(name, span, Code::InvalidAccept)?;
    let reason = parts.next().and_then(|rest| rest.trim_start().strip_prefix("because"));
    if !reason.is_some_and(|reason| reason.starts_with(char::is_whitespace) && reason.contains(char::is_alphanumeric)) {
        return Err(wrong(format!("`{name}` is accepted without a reason")).help(form));
    }
    match code.fixed() {
        Some(fixed) => Err(wrong(format!("nobody may accept `{name}`: {}", fixed.reason())).help("fix what it is about")),
        None => Ok(code),
    }
}

/// In Markdown a comment is about the block that follows it, or about its line.
fn html_comments(text: &str, body: usize) -> impl Iterator<Item = Comment> {
    // `<!-->` is a whole one, in which nothing stands.
    let with_words = |comment: &prose::Comment| comment.range.len() > "<!---->".len();
    prose::comments(&text[body..]).into_iter().filter(with_words).filter_map(move |prose::Comment { range, covers }| {
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
    texts.sort_by_key(|text| text.start);
    let mut lines: Vec<(usize, &str)> = Vec::new();
    let mut at = range.start;
    for line in text.split_inclusive('\n') {
        lines.push((at, line));
        at += line.len();
    }
    let entries = Entries::of(&lines);
    let mut found = Vec::new();
    for (number, &(start, line)) in lines.iter().enumerate() {
        let Some(hash) = line.match_indices('#').map(|(at, _)| at).find(|&at| {
            let is_comment = at == 0 || line[..at].ends_with([' ', '\t']);
            is_comment && line[at + 1..].trim_start().starts_with(MARKER)
        }) else {
            continue;
        };
        let before = texts.partition_point(|text| text.start <= start + hash);
        if texts[..before].last().is_some_and(|text| text.end > start + hash) {
            continue;
        }
        let words = trimmed(&source.text, start + hash + 1..start + line.len());
        let is_alone = line[..hash].trim().is_empty();
        let end = entries.at(if is_alone { number + 1 } else { number }).map_or(start + line.len(), |last| {
            let (last_start, last_line) = lines[last];
            last_start + last_line.trim_end().len()
        });
        found.push(Comment { words, covers: start..end });
    }
    found
}

/// The entries of a YAML text by its lines, found in one walk from the last line up.
struct Entries {
    /// For each line the first one from there on that begins an entry; the number of lines, if none does.
    next: Vec<usize>,
    /// For each line that begins an entry the first one behind all that belongs to it.
    behind: Vec<usize>,
}

impl Entries {
    fn of(lines: &[(usize, &str)]) -> Self {
        let count = lines.len();
        let (mut next, mut behind) = (vec![count; count + 1], vec![count; count]);
        // The lines below that end an entry of their depth, the nearest one last.
        let mut ends: Vec<(usize, usize)> = Vec::new();
        for (number, (_, line)) in lines.iter().enumerate().rev() {
            if line.trim().is_empty() || line.trim_start().starts_with('#') {
                next[number] = next[number + 1];
                continue;
            }
            let depth = indent(line);
            while ends.last().is_some_and(|(other, _)| *other > depth) {
                ends.pop();
            }
            behind[number] = ends.last().map_or(count, |(_, line)| *line);
            ends.push((depth, number));
            next[number] = number;
        }
        Self { next, behind }
    }

    /// The last line of the entry that begins at a line or follows it.
    fn at(&self, line: usize) -> Option<usize> {
        let entry = self.next[line];
        self.behind.get(entry).map(|behind| behind - 1)
    }
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
