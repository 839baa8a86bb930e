//! YAML, entry by entry: mappings by key, lists of mappings by id, lists of values by value. Lines that nothing changes stay
//! byte for byte, so this works on lines and never on values.

use super::{Conflict, Merged};
use crate::yaml::SHIPPED_SUFFIX;

/// Merges a file, or front matter. `None` when it has no entries to merge by.
pub(super) fn merge(base: &str, yours: &str, shipped: &str) -> Option<Merged> {
    let mut conflicts = Vec::new();
    let text = entries(base, yours, shipped, "", &mut conflicts)?;
    Some(Merged { text, conflicts })
}

/// A mapping or a list in block style, as lines.
struct Block<'a> {
    /// What stands above the first entry and does not belong to it.
    head: &'a str,
    indent: usize,
    is_list: bool,
    entries: Vec<Entry<'a>>,
}

/// An entry of a block.
struct Entry<'a> {
    /// The key, the id of an item, or its whole text.
    key: String,
    /// The comments right above it.
    lead: &'a str,
    /// Its lines, without empty ones at the end.
    body: &'a str,
    /// The empty lines and line ends behind it.
    tail: &'a str,
}

impl Entry<'_> {
    fn whole(&self) -> String {
        let Self { lead, body, tail, .. } = self;
        format!("{lead}{body}{}", if tail.is_empty() { "\n" } else { tail })
    }

    fn is_same(&self, other: &Self) -> bool {
        (self.lead, self.body) == (other.lead, other.body)
    }
}

fn entries(base: &str, yours: &str, shipped: &str, place: &str, conflicts: &mut Vec<Conflict>) -> Option<String> {
    let [base, yours, shipped] = [block(base)?, block(yours)?, block(shipped)?];
    let fits = |other: &Block<'_>| {
        other.entries.is_empty() || yours.entries.is_empty() || (other.indent, other.is_list) == (yours.indent, yours.is_list)
    };
    if !fits(&base) || !fits(&shipped) {
        return None;
    }
    let mut out: Vec<(&str, String)> = Vec::new();
    for entry in &yours.entries {
        let (before, now) = (find(&base, &entry.key), find(&shipped, &entry.key));
        let text = match (before, now) {
            // Not shipped any more, and yours as it was.
            (Some(before), None) if before.is_same(entry) => continue,
            (_, None) => entry.whole(),
            (Some(before), Some(now)) if before.is_same(now) => entry.whole(),
            (_, Some(now)) if now.body == entry.body => entry.whole(),
            (Some(before), Some(now)) if before.is_same(entry) => Entry { key: String::new(), tail: entry.tail, ..*now }.whole(),
            (before, Some(now)) => both(before, entry, now, yours.is_list, place, conflicts)?,
        };
        out.push((&entry.key, text));
    }
    for (index, entry) in shipped.entries.iter().enumerate() {
        if find(&base, &entry.key).is_none() && find(&yours, &entry.key).is_none() {
            let above = shipped.entries[..index].iter().rev();
            let at = above.filter_map(|above| out.iter().position(|(key, _)| *key == above.key)).next().map_or(0, |at| at + 1);
            out.insert(at, (&entry.key, entry.whole()));
        }
    }
    Some(std::iter::once(yours.head).chain(out.iter().map(|(_, text)| text.as_str())).collect())
}

/// An entry that both sides changed. `None` when it has no place for two values.
fn both(
    before: Option<&Entry<'_>>,
    yours: &Entry<'_>,
    now: &Entry<'_>,
    is_item: bool,
    place: &str,
    conflicts: &mut Vec<Conflict>,
) -> Option<String> {
    let inner_place = if place.is_empty() { yours.key.clone() } else { format!("{place}.{}", yours.key) };
    let before_body = before.map_or("", |before| before.body);
    if is_item {
        let [before, mine, new] = [before_body, yours.body, now.body].map(undashed);
        let merged = entries(&before, &mine, &new, &inner_place, conflicts)?;
        return Some(format!("{}{}{}", yours.lead, dashed(&merged, yours.body).trim_end(), yours.tail));
    }
    let found = conflicts.len();
    if let (Some((first, mine)), Some((_, new))) = (nested(yours.body), nested(now.body)) {
        let old = nested(before_body).map_or("", |(_, old)| old);
        if let Some(merged) = entries(old, mine, new, &inner_place, conflicts) {
            return Some(format!("{}{first}{}{}", yours.lead, merged.trim_end(), yours.tail));
        }
    }
    conflicts.truncate(found);
    conflicts.push(Conflict {
        place: inner_place,
        yours: yours.body.to_owned(),
        before: before_body.to_owned(),
        shipped: now.body.to_owned(),
    });
    let (key, rest) = now.body.split_once(':')?;
    let key = match key.strip_suffix(['"', '\'']) {
        Some(bare) => format!("{bare}{SHIPPED_SUFFIX}{}", &key[bare.len()..]),
        None => format!("{key}{SHIPPED_SUFFIX}"),
    };
    Some(format!("{}{}\n{key}:{rest}{}", yours.lead, yours.body, if yours.tail.is_empty() { "\n" } else { yours.tail }))
}

fn find<'a, 'b>(block: &'b Block<'a>, key: &str) -> Option<&'b Entry<'a>> {
    block.entries.iter().find(|entry| entry.key == key)
}

/// The first line of an entry whose value stands below it, and that value.
fn nested(body: &str) -> Option<(&str, &str)> {
    let end = body.find('\n')? + 1;
    let behind = body[..end].split_once(':')?.1.trim();
    (behind.is_empty() || behind.starts_with('#')).then(|| body.split_at(end))
}

/// The lines of an item as those of a mapping.
fn undashed(body: &str) -> String {
    body.replacen("- ", "  ", 1)
}

/// The lines of a mapping as those of an item, with its dash where it was in `item`.
fn dashed(text: &str, item: &str) -> String {
    let at = item.len() - item.trim_start().len();
    let mut is_open = true;
    let dash = |line: &str| {
        if is_open && is_content(line) && line.len() > at {
            is_open = false;
            return format!("{}-{}", &line[..at], &line[at + 1..]);
        }
        line.to_owned()
    };
    text.split_inclusive('\n').map(dash).collect()
}

fn is_content(line: &str) -> bool {
    let line = line.trim_start();
    !line.is_empty() && !line.starts_with('#') && line.trim_end() != "---"
}

/// The entries of a text; `None` for anything but a mapping or a list in block style with each key once.
fn block(text: &str) -> Option<Block<'_>> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let Some(first) = lines.iter().find(|line| is_content(line)) else {
        return Some(Block { head: text, indent: 0, is_list: false, entries: Vec::new() });
    };
    let indent = first.len() - first.trim_start().len();
    let is_list = first.trim_start().starts_with("- ");
    let mut starts = Vec::new();
    let mut byte = 0;
    // Where the comments right above the next line begin.
    let mut lead = 0;
    for line in &lines {
        let inner = line.trim_start();
        let depth = line.len() - inner.len();
        let is_comment = inner.starts_with('#') && depth == indent;
        if is_content(line) && depth <= indent {
            let is_list_below_key = !is_list && inner.starts_with("- ") && !starts.is_empty();
            if depth == indent && (if is_list { inner.starts_with("- ") } else { key(inner).is_some() }) {
                starts.push((lead, byte));
            } else if depth < indent || !is_list_below_key {
                return None;
            }
        }
        byte += line.len();
        if !is_comment {
            lead = byte;
        }
    }
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for (index, &(lead, start)) in starts.iter().enumerate() {
        let end = starts.get(index + 1).map_or(text.len(), |next| next.0);
        let body = text[start..end].trim_end();
        let key = if is_list { item_key(body) } else { key(body.trim_start())?.to_owned() };
        if entries.iter().any(|entry| entry.key == key) {
            return None;
        }
        entries.push(Entry { key, lead: &text[lead..start], body, tail: &text[start + body.len()..end] });
    }
    Some(Block { head: &text[..starts.first()?.0], indent, is_list, entries })
}

/// The key that a line begins with.
fn key(line: &str) -> Option<&str> {
    let line = line.lines().next()?;
    let quote = line.chars().next().filter(|first| matches!(first, '"' | '\''));
    let Some(quote) = quote else {
        let end = line.find(": ").or_else(|| line.strip_suffix(':').map(str::len))?;
        return (!line.starts_with(['{', '[', '|', '>', '?'])).then(|| &line[..end]);
    };
    let (name, rest) = line[1..].split_once(quote)?;
    rest.starts_with(':').then_some(name)
}

/// What an item is known by: its id, or all that it says.
fn item_key(body: &str) -> String {
    let text = undashed(body);
    let named = block(&text).and_then(|block| {
        let id = block.entries.iter().find(|entry| matches!(entry.key.as_str(), "id" | "term"))?;
        Some(id.body.split_once(':')?.1.split(" #").next()?.trim().trim_matches(['"', '\'']).to_owned())
    });
    named.unwrap_or_else(|| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(base: &str, yours: &str, shipped: &str) -> (String, Vec<String>) {
        let Merged { text, conflicts } = merge(base, yours, shipped).expect("it can be merged");
        (text, conflicts.into_iter().map(|found| found.place).collect())
    }

    const BASE: &str = "title: A\n# Items.\nitems:\n  - id: x\n    ask: \"X?\"\n    why: |\n      a: b\n\n      c\n\n  - id: y\n    ask: Y?\nlist: [1]\n";

    #[test]
    fn each_side_alone_is_as_that_side_says() {
        let changed = BASE.replace("Y?", "Why?");
        assert_eq!(merged(BASE, BASE, &changed), (changed.clone(), vec![]));
        assert_eq!(merged(BASE, &changed, BASE), (changed, vec![]));
    }

    #[test]
    fn items_are_merged_by_id_and_key_and_comments_and_layout_stay() {
        let yours = BASE.replace("\"X?\"", "\"Mine?\"   # ours").replace("title: A\n", "\n# Our title.\ntitle:   A\n");
        let shipped = BASE.replace("      c\n", "      d\n").replace("  - id: y", "  - id: n\n    ask: N?\n  - id: y");
        let expected = yours.replace("      c\n", "      d\n").replace("  - id: y", "  - id: n\n    ask: N?\n  - id: y");
        assert_eq!(merged(BASE, &yours, &shipped), (expected, vec![]));
    }

    #[test]
    fn what_both_changed_stands_beside_yours() {
        let (yours, shipped) = (BASE.replace("Y?", "Mine?"), BASE.replace("Y?", "Theirs?").replace("[1]", "[2]"));
        let expected = BASE.replace("ask: Y?", "ask: Mine?\n    ask~shipped: Theirs?").replace("[1]", "[2]");
        assert_eq!(merged(BASE, &yours, &shipped), (expected, vec!["items.y.ask".to_owned()]));
    }

    #[test]
    fn what_you_removed_stays_removed_and_what_is_retired_stays_only_if_it_is_yours() {
        let without = |id: &str| match id {
            "x" => BASE.replace("  - id: x\n    ask: \"X?\"\n    why: |\n      a: b\n\n      c\n\n", ""),
            _ => BASE.replace("  - id: y\n    ask: Y?\n", ""),
        };
        assert_eq!(merged(BASE, &without("x"), &BASE.replace("X?", "New?")).0, without("x"));
        assert_eq!(merged(BASE, &BASE.replace("A\n", "B\n"), &without("y")).0, without("y").replace("A\n", "B\n"));
        let yours = BASE.replace("Y?", "Mine?");
        assert_eq!(merged(BASE, &yours, &without("y")).0, yours);
    }

    #[test]
    fn values_of_a_list_come_and_go_by_themselves() {
        assert_eq!(merged("l:\n  - a\n  - b\n", "l:\n  - a\n  - b\n  - mine\n", "l:\n  - new\n  - b\n").0, "l:\n  - new\n  - b\n  - mine\n");
    }
}
