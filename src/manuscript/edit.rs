//! Edits of a file in place: entries of lists come and go, every other byte stays.
//!
//! What is written in a way that is not foreseen here is left alone: then there is no edit. A text that got another entry is read again,
//! and is not given back if it says anything else than before and that entry.

use super::page::front_matter;
use crate::{
    source::{SourcePath, Sources},
    yaml::{self, Key, Node, NodeKind, flow_scalar},
};

/// The text of a page with another entry in a list of its front matter, as in `aliases`, or as it is if that is there already; `None` where
/// the front matter is written in a way that cannot be edited.
#[must_use]
pub fn with_front_entry(text: &str, key: &str, value: &str) -> Option<String> {
    let eol = eol(text);
    let written = flow_scalar(value);
    let (front, _) = front_matter(text);
    let Some(front) = front else { return Some(format!("---{eol}{key}: [{written}]{eol}---{eol}{eol}{text}")) };
    let said = &text[front.clone()];
    let root = tree(said)?;
    if matches!(root.kind, NodeKind::Null) {
        return Some(format!("{}{key}: [{written}]{eol}{}", &text[..front.end], &text[front.end..]));
    }
    if has_entry(&root, key, value) {
        return Some(text.to_owned());
    }
    let made = edited(said, key, &[written], |root| matches!(root.kind, NodeKind::Map(_)).then_some(root))?;
    Some(format!("{}{made}{}", &text[..front.start], &text[front.end..]))
}

/// The text without the entry that stands at a range of it.
#[must_use]
pub fn without_entry(text: &str, entry: std::ops::Range<usize>) -> Option<String> {
    let start = text[..entry.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[entry.end..].find('\n').map_or(text.len(), |at| entry.end + at + 1);
    if text[start..entry.start].trim() == "-" {
        return Some(format!("{}{}", &text[..start], &text[end..]));
    }
    let (before, behind) = (&text[..entry.start], &text[entry.end..]);
    if let Some(rest) = behind.trim_start().strip_prefix(',') {
        return Some(format!("{before}{}", rest.trim_start()));
    }
    let before = before.trim_end();
    let before = before.strip_suffix(',').or_else(|| before.ends_with('[').then_some(before))?;
    Some(format!("{before}{behind}"))
}

/// A YAML text with another entry at the end of the list below a key; `lines` are those of the entry, the first one without its dash. `None`
/// where there is no such key, or it is written in a way that cannot be edited.
#[must_use]
pub fn with_entry(text: &str, key: &str, lines: &[String]) -> Option<String> {
    edited(text, key, lines, |root| mapping_with(root, key))
}

/// A YAML text with another entry at the end of the list below a key of one part: the mapping with this id in the list `parts`. The key is
/// written if the part lacks it. `None` where there is no such part, or it is written in a way that cannot be edited.
#[must_use]
pub fn with_entry_of_part(text: &str, (parts, id): (&str, &str), key: &str, entry: &str) -> Option<String> {
    edited(text, key, &[flow_scalar(entry)], |root| {
        let NodeKind::List(all) = &mut value_mut(root, parts)?.kind else { return None };
        all.iter_mut().find(|part| value(part, "id").is_some_and(|said| says(said, id)))
    })
}

/// The text with another entry in the list below a key of one of its mappings.
fn edited(text: &str, key: &str, lines: &[String], find: impl FnOnce(&mut Node) -> Option<&mut Node>) -> Option<String> {
    let mut wanted = tree(text)?;
    let entry = tree(&lines.join("\n"))?;
    let NodeKind::Map(entries) = &mut find(&mut wanted)?.kind else { return None };
    let made = if let Some((name, list)) = entries.iter_mut().find(|(name, _)| name.text == key) {
        let made = with_last(text, name, list, lines)?;
        match &mut list.kind {
            NodeKind::List(nodes) => nodes.push(entry),
            NodeKind::Null => list.kind = NodeKind::List(vec![entry]),
            NodeKind::Scalar(_) | NodeKind::Map(_) => return None,
        }
        made
    } else {
        let [one] = lines else { return None };
        let made = with_key(text, entries, &format!("{key}: [{one}]"))?;
        let span = entry.span;
        entries.push((Key { text: key.to_owned(), span }, Node { span, kind: NodeKind::List(vec![entry]) }));
        made
    };
    says_the_same(&wanted, &tree(&made)?).then_some(made)
}

/// The text with another line at the end of a mapping that is written as a block.
fn with_key(text: &str, entries: &[(Key, Node)], line: &str) -> Option<String> {
    let ((first, _), (last, node)) = (entries.first()?, entries.last()?);
    let indent = column(text, first)?;
    let eol = eol(text);
    // A text of several lines may end in one that looks like a comment.
    let said = if matches!(node.kind, NodeKind::Scalar(_)) { node.span.range().end } else { 0 };
    let end = block_end(text, column(text, last)?, line_end(text, said.max(last.span.range().end)));
    let glue = if text[..end].ends_with('\n') { "" } else { eol };
    Some(format!("{}{glue}{}{line}{eol}{}", &text[..end], " ".repeat(indent), &text[end..]))
}

/// The text with another entry at the end of a list.
fn with_last(text: &str, key: &Key, list: &Node, lines: &[String]) -> Option<String> {
    let key_end = key.span.range().end;
    let colon = key_end + text[key_end..].find(':')? + 1;
    let start = skip_blanks(text, colon);
    if let NodeKind::List(nodes) = &list.kind
        && text[start..].starts_with('[')
    {
        return match lines {
            [one] => with_last_in_brackets(text, start, nodes, one),
            several if nodes.is_empty() => brackets_to_block(text, key, start, several),
            _ => None,
        };
    }
    let first_line = line_end(text, colon);
    if !is_blank(&text[colon..first_line]) {
        return None;
    }
    let depth = column(text, key)?;
    let end = block_end(text, depth, first_line);
    let eol = eol(text);
    let below = &text[first_line..end];
    let dash = below.lines().find(|line| line.trim_start().starts_with("- "));
    let indent = dash.map_or(depth + 2, |line| line.len() - line.trim_start().len());
    // As far apart as its neighbours.
    let gap = if lines.len() > 1 && below.contains(&format!("{eol}{eol}{}- ", " ".repeat(indent))) { eol } else { "" };
    let glue = if text[..end].ends_with('\n') { "" } else { eol };
    Some(format!("{}{glue}{gap}{}{}", &text[..end], entry(lines, indent, eol), &text[end..]))
}

/// An entry that comes last in brackets: on a line of its own if the one before it has one.
fn with_last_in_brackets(text: &str, open: usize, nodes: &[Node], one: &str) -> Option<String> {
    let Some(last) = nodes.last() else {
        let close = skip_blanks(text, open + 1);
        let inside = &text[open + 1..close];
        let behind = if inside.trim().is_empty() { close } else { open + 1 };
        return Some(format!("{}{one}{}", &text[..=open], &text[behind..]));
    };
    if !matches!(last.kind, NodeKind::Scalar(_)) {
        return None;
    }
    let last = last.span.range();
    let before = &text[line_start(text, last.start)..last.start];
    let next = skip_blanks(text, last.end);
    let has_comma = text[next..].starts_with(',');
    let said = if has_comma { next + 1 } else { last.end };
    let end = line_end(text, said);
    if before.trim().is_empty() && is_blank(&text[said..end]) && text[..end].ends_with('\n') {
        let (comma, own_comma) = if has_comma { ("", ",") } else { (",", "") };
        let (behind, rest) = (&text[last.end..end], &text[end..]);
        return Some(format!("{}{comma}{behind}{before}{one}{own_comma}{}{rest}", &text[..last.end], eol(text)));
    }
    Some(format!("{}, {one}{}", &text[..last.end], &text[last.end..]))
}

/// An empty list in brackets that becomes one with an entry of several lines.
fn brackets_to_block(text: &str, key: &Key, open: usize, lines: &[String]) -> Option<String> {
    let close = skip_blanks(text, open + 1);
    let end = line_end(text, close);
    let behind = text[close..end].strip_prefix(']')?.trim_end();
    let eol = eol(text);
    let entry = entry(lines, column(text, key)? + 2, eol);
    Some(format!("{}{behind}{eol}{entry}{}", text[..open].trim_end(), &text[end..]))
}

/// The lines of an entry of a list.
fn entry(lines: &[String], indent: usize, eol: &str) -> String {
    let indent = " ".repeat(indent);
    let dashed = lines.iter().enumerate().map(|(at, line)| format!("{indent}{}{line}{eol}", if at == 0 { "- " } else { "  " }));
    dashed.collect()
}

/// Where what stands below a key at this depth ends; `at` is the end of its first line. Comments at its end are not part of it.
fn block_end(text: &str, depth: usize, mut at: usize) -> usize {
    let mut end = at;
    for line in text[at..].split_inclusive('\n') {
        at += line.len();
        let inner = line.trim_start();
        if is_blank(inner) {
            continue;
        }
        let own = line.len() - inner.len();
        if own < depth || own == depth && !inner.starts_with("- ") && inner.trim_end() != "-" {
            break;
        }
        end = at;
    }
    end
}

/// Whether a line, or the end of one, says nothing.
fn is_blank(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

/// Where the next sign stands that is neither white space nor part of a comment.
fn skip_blanks(text: &str, mut at: usize) -> usize {
    loop {
        let rest = &text[at..];
        at += rest.len() - rest.trim_start().len();
        if !text[at..].starts_with('#') {
            return at;
        }
        at = line_end(text, at);
    }
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end + 1)
}

/// The column of a key of a block; `None` for one that has more before it on its line than dashes.
fn column(text: &str, key: &Key) -> Option<usize> {
    let start = key.span.range().start;
    let before = &text[line_start(text, start)..start];
    before.chars().all(|sign| matches!(sign, ' ' | '-')).then_some(before.len())
}

/// How the lines of a text end.
pub(super) fn eol(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn tree(text: &str) -> Option<Node> {
    let mut sources = Sources::default();
    let file = sources.add(SourcePath::new("edited.yaml"), text.into(), true);
    yaml::parse(sources.file(file), 0..text.len()).ok()
}

/// The nearest mapping with this key, from the top down.
fn mapping_with<'n>(node: &'n mut Node, key: &str) -> Option<&'n mut Node> {
    if value(node, key).is_some() {
        return Some(node);
    }
    let NodeKind::Map(entries) = &mut node.kind else { return None };
    entries.iter_mut().find_map(|(_, below)| mapping_with(below, key))
}

fn value<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let NodeKind::Map(entries) = &node.kind else { return None };
    entries.iter().find(|(name, _)| name.text == key).map(|(_, value)| value)
}

fn value_mut<'n>(node: &'n mut Node, key: &str) -> Option<&'n mut Node> {
    let NodeKind::Map(entries) = &mut node.kind else { return None };
    entries.iter_mut().find(|(name, _)| name.text == key).map(|(_, value)| value)
}

fn has_entry(root: &Node, key: &str, entry: &str) -> bool {
    let Some(Node { kind: NodeKind::List(nodes), .. }) = value(root, key) else { return false };
    nodes.iter().any(|node| says(node, entry))
}

fn says(node: &Node, text: &str) -> bool {
    matches!(&node.kind, NodeKind::Scalar(scalar) if scalar.text == text)
}

/// Whether two trees differ in nothing but their places.
fn says_the_same(one: &Node, other: &Node) -> bool {
    match (&one.kind, &other.kind) {
        (NodeKind::Null, NodeKind::Null) => true,
        (NodeKind::Scalar(one), NodeKind::Scalar(other)) => (&one.text, one.plain) == (&other.text, other.plain),
        (NodeKind::List(one), NodeKind::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| says_the_same(one, other))
        }
        (NodeKind::Map(one), NodeKind::Map(other)) => {
            let is_same =
                |((key, one), (name, other)): (&(Key, Node), &(Key, Node))| key.text == name.text && says_the_same(one, other);
            one.len() == other.len() && one.iter().zip(other).all(is_same)
        }
        (NodeKind::Null | NodeKind::Scalar(_) | NodeKind::List(_) | NodeKind::Map(_), _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alias_is_added_to_whatever_is_there() {
        let with = |text: &str| with_front_entry(text, "aliases", "/b.html").unwrap();
        assert_eq!(with("# T\n"), "---\naliases: [/b.html]\n---\n\n# T\n");
        assert_eq!(with("---\ntitle: T # ours\n---\nx\n"), "---\ntitle: T # ours\naliases: [/b.html]\n---\nx\n");
        assert_eq!(with("---\naliases: [/a.html]  # old\n---\n"), "---\naliases: [/a.html, /b.html]  # old\n---\n");
        assert_eq!(with("---\naliases: []\n---\n"), "---\naliases: [/b.html]\n---\n");
        assert_eq!(
            with("---\naliases:\n  - /a.html # old\n\nowner: x\n---\n"),
            "---\naliases:\n  - /a.html # old\n  - /b.html\n\nowner: x\n---\n"
        );
    }

    #[test]
    fn an_alias_is_one_alias_however_the_list_is_written() {
        let with = |text: &str, alias: &str| with_front_entry(text, "aliases", alias);
        let one = |list: &str| with(&format!("---\naliases: {list}\n---\n"), "/b.html");
        for (before, after) in [
            ("[ ]", "[/b.html]"),
            ("[\n  ]", "[/b.html]"),
            ("[/a.html,]", "[/a.html, /b.html,]"),
            ("[ /a.html , ] # old", "[ /a.html, /b.html , ] # old"),
            ("['/a].html']", "['/a].html', /b.html]"),
            ("[/a.html,\n  /c.html]", "[/a.html,\n  /c.html, /b.html]"),
            ("[\n  /a.html # x]\n  ]", "[\n  /a.html, # x]\n  /b.html\n  ]"),
            ("\n  [\n    /a.html, # x\n  ]", "\n  [\n    /a.html, # x\n    /b.html,\n  ]"),
            ("[/a.html, /b.html]", "[/a.html, /b.html]"),
            ("# none", "# none\n  - /b.html"),
        ] {
            assert_eq!(one(before), Some(format!("---\naliases: {after}\n---\n")), "{before}");
        }
        for refused in ["/a.html", "~", "[{a: b}]", "&x [/a.html]", "{a: b}", "[/a.html"] {
            assert_eq!(one(refused), None, "{refused}");
        }
        assert_eq!(with("---\r\n# x\r\n---\r\n", "/b.html").as_deref(), Some("---\r\n# x\r\naliases: [/b.html]\r\n---\r\n"));
        assert_eq!(with("---\n{title: T}\n---\n", "/b.html"), None);
        assert_eq!(
            with("---\nx:\n  aliases: []\nsummary: |\n  A\n\n  # B\n---\n", "/b.html").as_deref(),
            Some("---\nx:\n  aliases: []\nsummary: |\n  A\n\n  # B\naliases: [/b.html]\n---\n")
        );
        for (alias, written) in
            [("/q, a.html", "\"/q, a.html\""), ("/a: b.html", "\"/a: b.html\""), ("/a #b.html", "\"/a #b.html\"")]
        {
            assert_eq!(with("# T\n", alias), Some(format!("---\naliases: [{written}]\n---\n\n# T\n")));
            assert_eq!(
                with("---\naliases:\n- /a.html\n---\n", alias),
                Some(format!("---\naliases:\n- /a.html\n- {written}\n---\n"))
            );
        }
    }

    #[test]
    fn a_part_gets_an_entry_wherever_it_stands() {
        let with = |text: &str| with_entry_of_part(text, ("phases", "b"), "checklists", "x");
        for (before, after) in [
            ("phases:\n  - id: a\n  - id: b\n\nbrand: {}\n", "phases:\n  - id: a\n  - id: b\n    checklists: [x]\n\nbrand: {}\n"),
            ("phases:\r\n- title: B\r\n  id: 'b'", "phases:\r\n- title: B\r\n  id: 'b'\r\n  checklists: [x]\r\n"),
            (
                "phases:\n  -\n    id: b\n    checklists:\n    - y # ours\n",
                "phases:\n  -\n    id: b\n    checklists:\n    - y # ours\n    - x\n",
            ),
            ("phases:\n  - checklists: [y]\n    id: b\n", "phases:\n  - checklists: [y, x]\n    id: b\n"),
            ("a:\n  - id: b\nphases:\n  - id: b # ours\n", "a:\n  - id: b\nphases:\n  - id: b # ours\n    checklists: [x]\n"),
        ] {
            assert_eq!(with(before).as_deref(), Some(after));
        }
        for refused in
            ["", "phases: []\n", "phases:\n  - id: a\n", "phases: [{id: b}]\n", "phases:\n  - id: b\n    checklists: y\n"]
        {
            assert_eq!(with(refused), None, "{refused}");
        }
    }

    #[test]
    fn an_entry_is_taken_out_of_its_list() {
        let without = |text: &str| without_entry(text, text.find("b.md").unwrap()..text.find("b.md").unwrap() + 4).unwrap();
        assert_eq!(without("pages: [a.md, b.md, c.md]\n"), "pages: [a.md, c.md]\n");
        assert_eq!(without("pages: [a.md, b.md]\n"), "pages: [a.md]\n");
        assert_eq!(without("pages: [b.md]\n"), "pages: []\n");
        assert_eq!(without("pages:\n  - a.md\n  - b.md # x\n  - c.md\n"), "pages:\n  - a.md\n  - c.md\n");
    }

    #[test]
    fn an_item_comes_last_as_far_apart_as_its_neighbours() {
        let lines = ["id: B".to_owned(), "ask: B?".to_owned()];
        let text = "items:\n  - id: A\n    ask: A?\n\n  - id: C\n    ask: C?\n\n# Others.\nretired: []\n";
        let expected =
            "items:\n  - id: A\n    ask: A?\n\n  - id: C\n    ask: C?\n\n  - id: B\n    ask: B?\n\n# Others.\nretired: []\n";
        assert_eq!(with_entry(text, "items", &lines).as_deref(), Some(expected));
        assert_eq!(with_entry("items: []\nx: 1\n", "items", &lines).as_deref(), Some("items:\n  - id: B\n    ask: B?\nx: 1\n"));
        assert_eq!(
            with_entry("items: []\r\nx: 1\r\n", "items", &lines).as_deref(),
            Some("items:\r\n  - id: B\r\n    ask: B?\r\nx: 1\r\n")
        );
        assert_eq!(with_entry("items:\n- id: A", "items", &lines).as_deref(), Some("items:\n- id: A\n- id: B\n  ask: B?\n"));
        assert_eq!(
            with_entry("items: [ ] # none\nx: 1", "items", &lines).as_deref(),
            Some("items: # none\n  - id: B\n    ask: B?\nx: 1")
        );
        assert_eq!(with_entry("x: 1\n", "items", &lines), None);
    }
}
