//! A checklist's head with another `edition`: one value or one line is written, every other byte stays.

use super::{ChecklistHeader, header::read_header};
use crate::{
    diagnostic::Findings,
    manuscript::edit::eol,
    source::{Source, SourcePath, Sources},
    yaml::{self, EditionId, Key, Node, NodeKind},
};

/// The text of a head with this edition; `None` where it is written in a way that cannot be changed in place.
#[must_use]
pub fn set_edition(path: &SourcePath, text: &str, id: EditionId) -> Option<String> {
    let source = source(path, text);
    let root = yaml::parse(&source, 0..text.len()).ok()?;
    let NodeKind::Map(entries) = &root.kind else { return None };
    let find = |name: &str| entries.iter().find(|(key, _)| key.text == name);
    let made = match find("edition") {
        Some((_, Node { kind: NodeKind::Scalar(_), span })) => {
            format!("{}{id}{}", &text[..span.start as usize], &text[span.end as usize..])
        }
        Some((key, Node { kind: NodeKind::Null, .. })) => {
            let after = key.span.end as usize + text[key.span.end as usize..].find(':')? + 1;
            format!("{} {id}{}", &text[..after], &text[after..])
        }
        Some(_) => return None,
        None => {
            let (key, node) = ["phase", "title", "id"].into_iter().find_map(find)?;
            insert_below(text, key, node, id)?
        }
    };
    let (before, after) = (header(&source)?, header(&self::source(path, &made))?);
    let is_set = after.edition.as_ref().is_some_and(|edition| edition.value == id);
    (is_set && before.canonical([]) == after.canonical([])).then_some(made)
}

/// Puts the line below a key with its value, which begins a line of its own.
fn insert_below(text: &str, key: &Key, node: &Node, id: EditionId) -> Option<String> {
    let start = key.span.start as usize;
    if start > 0 && !text[..start].ends_with('\n') {
        return None;
    }
    let end = node.span.end as usize;
    let eol = eol(text);
    Some(match text[end..].find('\n') {
        Some(line) => format!("{}edition: {id}{eol}{}", &text[..=end + line], &text[end + line + 1..]),
        None => format!("{text}{eol}edition: {id}{eol}"),
    })
}

fn source(path: &SourcePath, text: &str) -> Source {
    let mut sources = Sources::default();
    let file = sources.add(path.clone(), text.into(), true);
    sources.file(file).clone()
}

fn header(source: &Source) -> Option<ChecklistHeader> {
    read_header(source, &mut Findings::default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str) -> Option<String> {
        set_edition(&SourcePath::new("checklists/a/_checklist.yaml"), text, "2026-12-15.2".parse().expect("an edition"))
    }

    #[test]
    fn one_value_or_one_line_is_written_and_every_other_byte_stays() {
        let head = "# Ours.\r\nid: a\r\ntitle: A  # a title\r\nphase: b\r\n";
        for (before, after) in [
            ("edition: 2026-11-22   # in spring\r\n", "edition: 2026-12-15.2   # in spring\r\n"),
            ("edition: '2026-11-22'\r\n", "edition: 2026-12-15.2\r\n"),
            ("edition:\r\n", "edition: 2026-12-15.2\r\n"),
            ("", "edition: 2026-12-15.2\r\n"),
        ] {
            let (before, after) = (format!("{head}{before}areas: [c]\r\n"), format!("{head}{after}areas: [c]\r\n"));
            assert_eq!(set(&before), Some(after));
        }
        assert_eq!(set("{id: a, title: A, areas: [c]}\n"), None);
        assert_eq!(set("areas: [c]\nid: a\ntitle: A"), Some("areas: [c]\nid: a\ntitle: A\nedition: 2026-12-15.2\n".into()));
    }
}
