//! YAML, entry by entry: mappings by key, lists of mappings by id, lists of values by value. Lines that nothing changes stay
//! byte for byte, so this works on lines and never on values; what it makes is read again before it is given back.

use std::{borrow::Cow, collections::BTreeSet};

use super::{
    Conflict, Merged, Three,
    flow::{self, Flow},
    lines,
};
use crate::{
    source::{SourcePath, Sources},
    yaml::{self, SHIPPED_SUFFIX},
};

/// Merges a file, or front matter; `None` when it has no entries to merge by. Items that `stay` are neither removed nor retired.
pub(super) fn merge(texts: Three<&str>, stay: &[String]) -> Option<Merged> {
    let shipped = asked(texts.shipped, stay);
    let mut merge = Merge { stay, conflicts: Vec::new() };
    let text = merge.entries(Three { shipped: &shipped, ..texts }, "")?;
    (is_readable(&text) || !is_readable(texts.yours)).then_some(Merged { text, conflicts: merge.conflicts })
}

/// The ids of items that are not shipped any more and stay: you changed them, or they are answered.
pub(super) fn outliving(texts: Three<&str>, answered: &BTreeSet<String>) -> Vec<String> {
    let Some(blocks) = texts.map(items).all() else { return Vec::new() };
    let stays = |entry: &&Entry<'_>| {
        let is_gone = blocks.shipped.find(&entry.key).is_none();
        is_gone && blocks.before.find(&entry.key).is_some_and(|before| answered.contains(&entry.key) || before.body != entry.body)
    };
    blocks.yours.entries.iter().filter(stays).map(|entry| entry.key.clone()).collect()
}

/// The text of a checklist in which items that `stay` are not retired.
fn asked<'a>(text: &'a str, stay: &[String]) -> Cow<'a, str> {
    let retired = || block(text)?.entries.into_iter().find(|entry| entry.key == "retired");
    let Some(retired) = retired().filter(|_| !stay.is_empty()) else { return Cow::Borrowed(text) };
    let Some(list) = nested(retired.body).and_then(|(_, list)| block(list)) else { return Cow::Borrowed(text) };
    let whole = |entry: &Entry<'_>| format!("{}{}{}", entry.lead, entry.body, entry.tail);
    if list.entries.iter().all(|entry| stay.contains(&entry.key)) {
        return Cow::Owned(text.replacen(&whole(&retired), "", 1));
    }
    let gone = list.entries.iter().filter(|entry| stay.contains(&entry.key));
    Cow::Owned(
        gone.fold(text.to_owned(), |text, entry| text.replacen(&whole(entry), if entry.tail.is_empty() { "\n" } else { "" }, 1)),
    )
}

/// The list below `items`.
fn items(text: &str) -> Option<Block<'_>> {
    let list = block(text)?.entries.into_iter().find(|entry| entry.key == "items")?;
    block(nested(list.body)?.1)
}

fn is_readable(text: &str) -> bool {
    let mut sources = Sources::default();
    let file = sources.add(SourcePath::new("merged.yaml"), text.into(), true);
    yaml::parse(sources.file(file), 0..text.len()).is_ok()
}

/// A mapping or a list in block style, as lines.
#[derive(Debug)]
struct Block<'a> {
    /// What stands above the first entry and does not belong to it.
    head: &'a str,
    indent: usize,
    is_list: bool,
    entries: Vec<Entry<'a>>,
}

/// An entry of a block.
#[derive(Debug)]
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

impl<'a> Block<'a> {
    fn find(&self, key: &str) -> Option<&Entry<'a>> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// What stands between two entries.
    fn gap(&self) -> &'a str {
        if self.entries.len() > 1 { self.entries[0].tail } else { "\n" }
    }
}

impl Entry<'_> {
    fn whole(&self) -> String {
        written(self.lead, self.body, self.tail)
    }

    fn is_same(&self, other: &Self) -> bool {
        (self.lead, self.body) == (other.lead, other.body)
    }
}

fn written(lead: &str, body: &str, tail: &str) -> String {
    format!("{lead}{body}{}", if tail.is_empty() { "\n" } else { tail })
}

struct Merge<'a> {
    stay: &'a [String],
    conflicts: Vec<Conflict>,
}

impl Merge<'_> {
    /// Merges the entries of a mapping or a list. `None` where they are none, or of two kinds; no conflict is left behind then.
    fn entries(&mut self, texts: Three<&str>, place: &str) -> Option<String> {
        let found = self.conflicts.len();
        let merged = self.entries_or_part(texts, place);
        if merged.is_none() {
            self.conflicts.truncate(found);
        }
        merged
    }

    fn entries_or_part(&mut self, texts: Three<&str>, place: &str) -> Option<String> {
        let yours = block(texts.yours)?;
        let (before, shipped) = (aligned(texts.before, &yours)?, aligned(texts.shipped, &yours)?);
        let (before, shipped) = (block(&before)?, block(&shipped)?);
        let fits = |other: &Block<'_>| other.entries.is_empty() || yours.entries.is_empty() || other.is_list == yours.is_list;
        if !fits(&before) || !fits(&shipped) {
            return None;
        }
        let mut out: Vec<(&str, String)> = Vec::new();
        for entry in &yours.entries {
            let text = match (before.find(&entry.key), shipped.find(&entry.key)) {
                // Not shipped any more, and yours as it was.
                (Some(before), None) if before.is_same(entry) && !self.stay.contains(&entry.key) => continue,
                (_, None) => entry.whole(),
                (before, Some(shipped)) => {
                    let lead = if before.is_some_and(|before| before.lead == entry.lead) { shipped.lead } else { entry.lead };
                    let bodies =
                        Three { before: before.map_or("", |before| before.body), yours: entry.body, shipped: shipped.body };
                    let body = self.body(bodies, &entry.key, yours.is_list, place)?;
                    // The last entry of a list has nothing behind it that a next one could follow.
                    let is_taken = body == shipped.body && body != entry.body && !shipped.tail.is_empty();
                    written(lead, &body, if entry.tail.is_empty() || is_taken { shipped.tail } else { entry.tail })
                }
            };
            out.push((&entry.key, text));
        }
        for (index, entry) in shipped.entries.iter().enumerate() {
            if before.find(&entry.key).is_none() && yours.find(&entry.key).is_none() {
                let mut above = shipped.entries[..index].iter().rev();
                let at = above.find_map(|above| out.iter().position(|(key, _)| *key == above.key)).map_or(0, |at| at + 1);
                let is_inside = at < out.len() && index + 1 == shipped.entries.len();
                out.insert(at, (&entry.key, written(entry.lead, entry.body, if is_inside { yours.gap() } else { entry.tail })));
            }
        }
        if out.is_empty() && yours.entries.is_empty() {
            return Some(texts.yours.to_owned());
        }
        let text: String = std::iter::once(yours.head).chain(out.iter().map(|(_, text)| text.as_str())).collect();
        let end = &texts.yours[texts.yours.trim_end().len()..];
        // A list or a mapping of which nothing is left would be no value at all.
        (!out.is_empty() || place.is_empty()).then(|| format!("{}{}", text.trim_end(), if end.is_empty() { "\n" } else { end }))
    }

    /// Merges what an entry says. `None` when it has no place for two values.
    fn body(&mut self, bodies: Three<&str>, key: &str, is_item: bool, place: &str) -> Option<String> {
        let Three { before, yours, shipped } = bodies;
        if shipped == yours || shipped == before {
            return Some(yours.to_owned());
        }
        let may_lose = place.is_empty() && key == "items" && !self.stay.is_empty();
        if yours == before && !may_lose {
            return Some(shipped.to_owned());
        }
        let inner = if place.is_empty() { key.to_owned() } else { format!("{place}.{key}") };
        if is_item {
            return self.item(bodies, &inner);
        }
        if let Some(merged) = self.value(bodies, &inner) {
            return Some(merged);
        }
        self.tell(bodies, &inner);
        Some(format!("{yours}\n{}", renamed(shipped)?))
    }

    /// Merges an item of a list, whose first line has a dash.
    fn item(&mut self, bodies: Three<&str>, place: &str) -> Option<String> {
        let inner = bodies.map(undashed);
        let texts = inner.each();
        if let Some(flows) = texts.map(flow::parts).all() {
            let merged = self.flow(flows, place)?;
            let dash = bodies.yours.find("- ")? + 2;
            return Some(format!("{}{merged}", &bodies.yours[..dash]));
        }
        Some(dashed(&self.entries(texts, place)?, bodies.yours).trim_end().to_owned())
    }

    /// Merges the value of a key; `None` where both sides changed the same.
    fn value(&mut self, bodies: Three<&str>, place: &str) -> Option<String> {
        if let Some(values) = bodies.map(nested).all() {
            let (first, _) = values.yours;
            let merged = self.entries(values.map(|(_, value)| value), place)?;
            return Some(format!("{first}{}", merged.trim_end()));
        }
        if let Some(lines) = bodies.map(one_line).all() {
            let (Three { before, yours, shipped }, key) = (lines.map(|line| line.value), lines.yours.key);
            let mine = lines.yours.comment;
            let comment = if mine == lines.before.comment { lines.shipped.comment } else { mine };
            if shipped == before || shipped == yours {
                return Some(format!("{key}{yours}{comment}"));
            }
            if yours == before {
                return Some(format!("{key}{shipped}{comment}"));
            }
            if let Some(flows) = lines.map(|line| flow::parts(line.value)).all() {
                return self.flow(flows, place).map(|merged| format!("{key}{merged}{comment}"));
            }
        }
        // Sentences of a long text, where all three are written alike.
        let heads = bodies.map(|body| body.find(": ").and_then(|at| body[at + 2..].chars().next())).all()?;
        let is_alike =
            heads.before == heads.yours && heads.yours == heads.shipped || !bodies.yours.contains(['"', '\'', '|', '>']);
        is_alike.then(|| lines::sentences(bodies)).flatten().filter(|text| is_readable(text))
    }

    /// Merges what stands between brackets: a mapping by key, a list by value.
    fn flow(&mut self, flows: Three<Flow<'_>>, place: &str) -> Option<String> {
        let Three { before, yours, shipped } = &flows;
        if before.is_list != yours.is_list || shipped.is_list != yours.is_list {
            return None;
        }
        if yours.is_list {
            let stays = |part: &&&str| !before.parts.contains(*part) || shipped.parts.contains(*part);
            let new = |part: &&&str| !before.parts.contains(*part) && !yours.parts.contains(*part);
            let parts: Vec<&str> = yours.parts.iter().filter(stays).chain(shipped.parts.iter().filter(new)).copied().collect();
            return Some(format!("[{}]{}", parts.join(", "), yours.behind));
        }
        let mut parts: Vec<String> = Vec::new();
        for part in &yours.parts {
            let (key, value) = Flow::entry(part);
            match (before.get(key), shipped.get(key)) {
                (Some(before), None) if before == value => {}
                (_, None) => parts.push((*part).to_owned()),
                (before, Some(now)) if now == value || before == Some(now) => parts.push((*part).to_owned()),
                (Some(before), Some(now)) if before == value => parts.push(format!("{key}: {now}")),
                (before, Some(now)) => {
                    let place = format!("{place}.{key}");
                    self.tell(Three { before: before.unwrap_or(""), yours: value, shipped: now }, &place);
                    parts.extend([(*part).to_owned(), format!("{key}{SHIPPED_SUFFIX}: {now}")]);
                }
            }
        }
        let is_new = |part: &&&str| {
            let (key, _) = Flow::entry(part);
            before.get(key).is_none() && yours.get(key).is_none()
        };
        parts.extend(shipped.parts.iter().filter(is_new).map(|part| (*part).to_owned()));
        Some(format!("{{{}}}{}", parts.join(", "), yours.behind))
    }

    fn tell(&mut self, sides: Three<&str>, place: &str) {
        let Three { before, yours, shipped } = sides.map(str::to_owned);
        self.conflicts.push(Conflict { place: place.to_owned(), yours, before, shipped });
    }
}

impl Three<String> {
    fn each(&self) -> Three<&str> {
        Three { before: &self.before, yours: &self.yours, shipped: &self.shipped }
    }
}

/// A block with its lines as deep as those of yours; `None` where that cannot be.
fn aligned<'a>(text: &'a str, yours: &Block<'_>) -> Option<Cow<'a, str>> {
    let own = block(text)?;
    if own.entries.is_empty() || yours.entries.is_empty() || own.indent == yours.indent {
        return Some(Cow::Borrowed(text));
    }
    let (from, to) = (" ".repeat(own.indent), " ".repeat(yours.indent));
    let line = |line: &str| match line.strip_prefix(&from) {
        Some(rest) => format!("{to}{rest}"),
        None => line.trim_start().to_owned(),
    };
    Some(Cow::Owned(text.split_inclusive('\n').map(line).collect()))
}

/// The lines of an entry with its key renamed as that of the shipped value.
fn renamed(body: &str) -> Option<String> {
    let (key, rest) = body.split_once(':')?;
    let key = match key.strip_suffix(['"', '\'']) {
        Some(bare) => format!("{bare}{SHIPPED_SUFFIX}{}", &key[bare.len()..]),
        None => format!("{key}{SHIPPED_SUFFIX}"),
    };
    Some(format!("{key}:{rest}"))
}

/// A key with its value and its comment on one line.
#[derive(Clone, Copy)]
struct OneLine<'a> {
    /// The key, the colon and the spaces behind it.
    key: &'a str,
    value: &'a str,
    /// The comment behind it, with the spaces before it.
    comment: &'a str,
}

fn one_line(body: &str) -> Option<OneLine<'_>> {
    let at = body.find(": ")? + 2;
    let at = at + body[at..].len() - body[at..].trim_start().len();
    let (key, rest) = body.split_at(at);
    if body.contains('\n') || rest.starts_with(['|', '>', '&', '*', '!', '#']) {
        return None;
    }
    let is_open = |quote: char| rest.starts_with(quote).then(|| rest[1..].rfind(quote).map(|end| end + 2));
    let from = match is_open('"').or_else(|| is_open('\'')) {
        Some(end) => end?,
        None => 0,
    };
    let end = rest[from..].find(" #").map_or(rest.len(), |at| from + at);
    let value = rest[..end].trim_end();
    Some(OneLine { key, value, comment: &rest[value.len()..] })
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
    let line = line.lines().next().filter(|line| !line.starts_with("- "))?;
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
    let plain = |value: &str| value.trim().trim_matches(['"', '\'']).to_owned();
    if let Some(flow) = flow::parts(&text) {
        return flow.get("id").or(flow.get("term")).map_or_else(|| text.trim().to_owned(), plain);
    }
    let named = block(&text).and_then(|block| {
        let id = block.entries.iter().find(|entry| matches!(entry.key.as_str(), "id" | "term"))?;
        Some(plain(id.body.split_once(':')?.1.split(" #").next()?))
    });
    named.unwrap_or_else(|| text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(base: &str, yours: &str, shipped: &str) -> (String, Vec<String>) {
        let Merged { text, conflicts } = merge(Three { before: base, yours, shipped }, &[]).expect("it can be merged");
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
        assert_eq!(
            merged("l:\n  - a\n  - b\n", "l:\n  - a\n  - b\n  - mine\n", "l:\n  - new\n  - b\n").0,
            "l:\n  - new\n  - b\n  - mine\n"
        );
    }

    #[test]
    fn a_comment_or_another_layout_is_no_change_of_the_value() {
        let yours = "# Ours.\nask:   Y?   # mine\nn: 1\n";
        assert_eq!(
            merged("ask: Y?\nn: 1\n", yours, "ask: Why?\nn: 1\n"),
            ("# Ours.\nask:   Why?   # mine\nn: 1\n".into(), vec![])
        );
        let deeper = "items:\n    - id: x\n      ask: X?\n";
        let shipped = "items:\n- id: x\n  ask: X?\n  why: So.\n- id: y\n  ask: Y?\n";
        let expected = "items:\n    - id: x\n      ask: X?\n      why: So.\n    - id: y\n      ask: Y?\n";
        assert_eq!(merged("items:\n- id: x\n  ask: X?\n", deeper, shipped), (expected.into(), vec![]));
    }

    #[test]
    fn what_stands_between_brackets_is_merged_by_key_and_value() {
        let base = "t:\n  - {id: a, title: A, text: One}\nuse: [aws, gcp]  # ours\n";
        let yours = base.replace("title: A", "title: Mine").replace("[aws, gcp]", "[aws]");
        let shipped = base.replace("One", "Two").replace("title: A", "title: B").replace("gcp]", "gcp, self]");
        let expected = "t:\n  - {id: a, title: Mine, title~shipped: B, text: Two}\nuse: [aws, self]  # ours\n";
        assert_eq!(merged(base, &yours, &shipped), (expected.into(), vec!["t.a.title".into()]));
    }

    #[test]
    fn sentences_of_a_long_text_are_merged_one_by_one() {
        let base = "why: |\n  One. Two.\n  Three.\nnote: \"A. B.\"\n";
        let text =
            merged(base, &base.replace("One", "1").replace("A.", "Mine."), &base.replace("Two", "2").replace("B.", "New.")).0;
        assert_eq!(text, "why: |\n  1. 2.\n  Three.\nnote: \"Mine. New.\"\n");
    }

    #[test]
    fn a_retired_item_that_is_yours_or_answered_stays_and_is_not_retired() {
        let base =
            "items:\n  - id: x\n    ask: X?\n  - id: y\n    ask: Y?\n  - id: z\n    ask: Z?\nretired:\n  - {id: o, why: Old.}\n";
        let shipped = "items:\n  - id: z\n    ask: Z?\nretired:\n  - {id: o, why: Old.}\n  - {id: x, why: Gone.}\n  - {id: y, why: Gone.}\n";
        let texts = Three { before: base, yours: &base.replace("X?", "Mine?"), shipped };
        let stay = outliving(texts, &BTreeSet::new());
        assert_eq!(stay, ["x"]);
        assert_eq!(
            merge(texts, &stay).expect("it can be merged").text,
            "items:\n  - id: x\n    ask: Mine?\n  - id: z\n    ask: Z?\nretired:\n  - {id: o, why: Old.}\n  - {id: y, why: Gone.}\n"
        );
        assert_eq!(outliving(Three { yours: base, ..texts }, &["y".to_owned()].into()), ["y"]);
    }

    #[test]
    fn what_cannot_be_merged_inside_is_told_as_a_whole_and_leaves_no_conflict_behind() {
        let base = "a:\n  b: 1\n  c: 1\n";
        let found = merged(base, "a:\n  b: 2\n  c: 1\n", "a:\n  - b\n");
        assert_eq!(found, ("a:\n  b: 2\n  c: 1\na~shipped:\n  - b\n".into(), vec!["a".into()]));
    }
}
