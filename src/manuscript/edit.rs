//! Edits of a file in place: entries of lists come and go, every other byte stays.
//!
//! What is written in a way that is not foreseen here is left alone: then there is no edit.

use super::page::front_matter;

/// The text of a page with another entry in a list of its front matter, as in `aliases`; `None` where the list is written in a way that
/// cannot be edited.
#[must_use]
pub fn with_front_entry(text: &str, key: &str, value: &str) -> Option<String> {
    let eol = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let (front, _) = front_matter(text);
    let Some(front) = front else { return Some(format!("---{eol}{key}: [{value}]{eol}---{eol}{eol}{text}")) };
    let made = match list(&text[front.clone()], key) {
        None => format!("{}{key}: [{value}]{eol}", &text[front.clone()]),
        Some(list) => list.with(&text[front.clone()], &[value.to_owned()])?,
    };
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

/// A YAML text with another entry at the end of the list, or the mapping, below a key; `lines` are those of the entry, the first one without
/// its dash. `None` where there is no such key, or it is written in a way that cannot be edited.
#[must_use]
pub fn with_entry(text: &str, key: &str, lines: &[String]) -> Option<String> {
    list(text, key)?.with(text, lines)
}

/// Where the entries below a key stand.
struct List {
    /// The line of the key.
    key_line: std::ops::Range<usize>,
    /// How deep the key stands.
    indent: usize,
    /// Where the last entry ends; the end of the key's line if there is none.
    end: usize,
}

fn list(text: &str, key: &str) -> Option<List> {
    let mut at = 0;
    let mut found: Option<List> = None;
    for line in text.split_inclusive('\n') {
        let (inner, start) = (line.trim_start(), at);
        let depth = line.len() - inner.len();
        at += line.len();
        match &mut found {
            None => {
                let is_it = inner.strip_prefix(key).is_some_and(|rest| rest.starts_with(':'));
                found = is_it.then_some(List { key_line: start..at, indent: depth, end: at });
            }
            Some(_) if inner.trim().is_empty() || inner.starts_with('#') => {}
            Some(list) if depth > list.indent || depth == list.indent && inner.starts_with("- ") => list.end = at,
            Some(_) => break,
        }
    }
    found
}

impl List {
    fn with(&self, text: &str, lines: &[String]) -> Option<String> {
        let eol = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let line = &text[self.key_line.clone()];
        let value = line.split_once(':')?.1;
        let said = value.split(" #").next()?.trim();
        if said.starts_with('[') {
            let close = self.key_line.start + line.find(']')?;
            let separator = if said == "[]" { "" } else { ", " };
            return match lines {
                [one] => Some(format!("{}{separator}{one}{}", &text[..close], &text[close..])),
                // An empty list that becomes one of several lines.
                several if said == "[]" => {
                    let open = self.key_line.start + line.find('[')?;
                    let rest = text[close + 1..].split_once('\n').map_or("", |(_, rest)| rest);
                    Some(format!("{}{eol}{}{rest}", text[..open].trim_end(), entry(several, self.indent + 2, eol)))
                }
                _ => None,
            };
        }
        if !said.is_empty() {
            return None;
        }
        let below = &text[self.key_line.end..self.end];
        let dash = below.lines().find(|line| line.trim_start().starts_with("- "));
        let indent = dash.map_or(self.indent + 2, |line| line.len() - line.trim_start().len());
        // As far apart as its neighbours.
        let gap = if lines.len() > 1 && below.contains(&format!("{eol}{eol}{}- ", " ".repeat(indent))) { eol } else { "" };
        let end = if text[..self.end].ends_with('\n') { "" } else { eol };
        Some(format!("{}{end}{gap}{}{}", &text[..self.end], entry(lines, indent, eol), &text[self.end..]))
    }
}

/// The lines of an entry of a list.
fn entry(lines: &[String], indent: usize, eol: &str) -> String {
    let indent = " ".repeat(indent);
    let dashed = lines.iter().enumerate().map(|(at, line)| format!("{indent}{}{line}{eol}", if at == 0 { "- " } else { "  " }));
    dashed.collect()
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
        assert_eq!(with_entry("x: 1\n", "items", &lines), None);
    }
}
