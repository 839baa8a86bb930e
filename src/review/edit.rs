//! Edits of the text of an answer file, in place. Only the lines of what changed are written; every other byte stays: comments,
//! order, spacing, line ends.
//!
//! A change is made of splices. Afterwards the text is read again: a text that does not say what it should is not given
//! back, so that a way of writing that is not foreseen here is refused instead of spoilt.

use std::{cell::RefCell, collections::BTreeMap, fmt, ops::Range};

use super::{
    answers::{self, Answer, Answers, ChecklistAnswers, VERSION, Version},
    handbook_export::Checklist,
    write,
};
use crate::{
    diagnostic::Findings,
    source::{Source, SourcePath, Sources, Spanned},
    yaml::{self, Digest, EditionId, Key, Node, NodeKind, ToYaml as _, YamlValue, scalar},
};

/// An edit in place is not possible: the text is written in a way (flow style, aliases) that cannot be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditError;

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is written in a way that cannot be changed in place")
    }
}

impl std::error::Error for EditError {}

/// An edit of the answers to one checklist.
#[derive(Debug, Clone)]
pub enum Edit {
    /// Lists the checklist, with its edition and without items, after all others.
    Begin(Option<EditionId>),
    /// Sets the `edition`.
    Edition(EditionId),
    /// Lists an item (its id and its question) without a value under `items`, the question as a comment above it.
    List(String, String),
    /// Moves the answer to the item with this id from `items` to `retired`, as it is written.
    Retire(String),
    /// Marks the answer to a reworded question to be looked at, with today's question above it.
    Reword(Reword),
}

/// An answer that was given to former words of its question.
#[derive(Debug, Clone)]
pub struct Reword {
    /// The id of the item.
    pub item: String,
    /// Today's question.
    pub ask: String,
    /// The digest of today's words.
    pub asks: Digest,
    /// The comment above the answer that is the former question, as it stands there, and what it says from now on.
    pub former: Option<(String, String)>,
}

/// Applies an edit to the answers of the checklist `id`, and verifies it: the result is parsed again, and nothing else may
/// differ. `checklist` gives the order of items, if the handbook has it.
///
/// # Errors
/// When the text is written in a way that cannot be edited in place.
pub fn apply(text: &str, id: &str, checklist: Option<&Checklist>, edit: &Edit) -> Result<String, EditError> {
    let splice = |root: &Node, _before: &Answers, buffer: &mut EditBuffer<'_>| {
        let mut path = MappingPath::of(root);
        path.enter("checklists", buffer)?;
        if let Edit::Begin(edition) = edit {
            return buffer.begin(&path, id, *edition);
        }
        path.enter(id, buffer)?;
        match edit {
            Edit::Begin(_) => Ok(()),
            Edit::Edition(day) => buffer.edition(&path, *day),
            Edit::List(item, ask) => {
                let lines = vec![format!("# {}", one_line(ask)), format!("{item}:")];
                buffer.insert_item(&path, "items", item, lines, checklist)
            }
            Edit::Retire(item) => buffer.retire(&path, item, checklist),
            Edit::Reword(reword) => buffer.reword(path, reword),
        }
    };
    let made = edited(text, splice, |before, after| says_the_same_but(before, after, id, edit))?;
    let is_former = |line: &str| match edit {
        Edit::Reword(Reword { former: Some((former, _)), .. }) => line.contains(former.as_str()),
        _ => false,
    };
    if lost_comments(text, &made).into_iter().all(is_former) { Ok(made) } else { Err(EditError) }
}

/// The text with the current version of the format in `answers`. What an older version says means the same in it.
///
/// # Errors
/// When the text is written in a way that cannot be edited in place.
pub fn raise(text: &str) -> Result<String, EditError> {
    let splice = |root: &Node, before: &Answers, buffer: &mut EditBuffer<'_>| {
        if before.version == Version(VERSION) {
            return Ok(());
        }
        let entry = MappingPath::of(root).find("answers").ok_or(EditError)?;
        buffer.replace(entry, &[format!("answers: {VERSION}")])
    };
    // What is written of an answer file is always of the current version.
    edited(text, splice, |before, after| after.version == Version(VERSION) && before.write() == after.write())
}

/// An answer by checklist and item, and the digest of the words that it was given to.
pub type AskedAnswer = (String, String, Digest);

/// The text in which these answers, which do not say it, say to which words they were given; and how many of them do now. One that is
/// written in another way than as a block or in braces stays as it is.
pub fn note_asked(text: &str, all: &[AskedAnswer]) -> (String, usize) {
    let noted = RefCell::new(Vec::new());
    let splice = |root: &Node, _before: &Answers, buffer: &mut EditBuffer<'_>| {
        noted.borrow_mut().extend(all.iter().filter(|asked| buffer.asked(root, asked).is_ok()));
        Ok(())
    };
    let edited = edited(text, splice, |before, after| {
        let mut wanted = before.clone();
        for (checklist, item, digest) in noted.borrow().iter() {
            let answered = wanted.checklists.valid.iter_mut().filter(|(id, _)| id.value == *checklist);
            let answers = answered.flat_map(|(_, answered)| &mut answered.items.valid).filter(|(id, _)| id.value == *item);
            answers.for_each(|(_, answer)| answer.asked = digest.to_string());
        }
        wanted.write() == after.write()
    });
    edited.map_or_else(|_| (text.to_owned(), 0), |text| (text, noted.borrow().len()))
}

/// Splices a text and parses it again: `is_as_wanted` compares the answers before and after.
fn edited(
    text: &str,
    splice: impl FnOnce(&Node, &Answers, &mut EditBuffer<'_>) -> Result<(), EditError>,
    is_as_wanted: impl FnOnce(&Answers, &Answers) -> bool,
) -> Result<String, EditError> {
    let source = source(text);
    let root = yaml::parse(&source, 0..text.len()).map_err(|_| EditError)?;
    let before = read(&source).ok_or(EditError)?;
    let mut buffer = EditBuffer { text, eol: if text.contains("\r\n") { "\r\n" } else { "\n" }, splices: Vec::new() };
    splice(&root, &before, &mut buffer)?;
    let made = buffer.finish();
    let after = read(&self::source(&made)).ok_or(EditError)?;
    if is_as_wanted(&before, &after) { Ok(made) } else { Err(EditError) }
}

/// The lines of comments that stand in the first text, and not as often in the second one.
fn lost_comments<'a>(before: &'a str, after: &str) -> Vec<&'a str> {
    let mut kept: BTreeMap<&str, usize> = BTreeMap::new();
    for line in comments(after) {
        *kept.entry(line).or_default() += 1;
    }
    let is_lost = |line: &&str| match kept.get_mut(*line) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    };
    comments(before).filter(is_lost).collect()
}

fn comments(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| line.starts_with('#'))
}

fn source(text: &str) -> Source {
    let mut sources = Sources::default();
    let file = sources.add(SourcePath::new("answers.yaml"), text.into(), true);
    sources.file(file).clone()
}

/// The answers of a text; `None` if it is not an answer file.
pub(super) fn read_text(text: &str) -> Option<Answers> {
    read(&source(text))
}

fn read(source: &Source) -> Option<Answers> {
    let mut findings = Findings::default();
    answers::read(source, &mut findings)
}

/// A text on one line: each run of white space becomes a space.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Answers by the ids of items, as canonical YAML values.
type Listed = Vec<(String, YamlValue)>;

fn listed(answers: &[(Spanned<String>, Answer)]) -> Listed {
    answers.iter().map(|(id, answer)| (id.value.clone(), answer.write())).collect()
}

/// Whether the answers differ in nothing but the edit.
fn says_the_same_but(before: &Answers, after: &Answers, id: &str, edit: &Edit) -> bool {
    let Answers { span: _, version: _, from, service, checklists } = before;
    if (from.write(), service.write()) != (after.from.write(), after.service.write()) {
        return false;
    }
    let begun = match edit {
        Edit::Begin(edition) => after.checklists.get(checklists.len()).is_some_and(|(name, begun)| {
            let said = begun.edition.as_ref().map(|edition| edition.value);
            name.value == id && said == *edition && begun.items.is_empty()
        }),
        Edit::Edition(_) | Edit::List(..) | Edit::Retire(_) | Edit::Reword(_) => true,
    };
    let more = usize::from(matches!(edit, Edit::Begin(_)));
    begun
        && checklists.len() + more == after.checklists.len()
        && checklists.iter().zip(&after.checklists).all(|((name, before), (other, after))| {
            let ChecklistAnswers { span: _, edition, owners, items, retired } = before;
            let (mut items, mut retired) = (listed(items), listed(retired));
            let mut edition = edition.as_ref().map(|edition| edition.value);
            if name.value == id {
                match edit {
                    Edit::Begin(_) => {}
                    Edit::Edition(day) => edition = Some(*day),
                    Edit::List(item, _) => items.push((item.clone(), YamlValue::Nothing)),
                    Edit::Retire(item) => {
                        let (gone, kept): (Listed, Listed) = items.into_iter().partition(|(id, _)| id == item);
                        items = kept;
                        retired.extend(gone);
                    }
                    Edit::Reword(Reword { item, asks, .. }) => {
                        let said = before.items.iter().filter(|(id, _)| id.value == *item);
                        let marked = said.map(|(_, answer)| Answer { asked: asks.to_string(), look: true, ..answer.clone() });
                        let marked: Vec<YamlValue> = marked.map(|answer| answer.write()).collect();
                        items.iter_mut().filter(|(id, _)| id == item).zip(marked).for_each(|((_, now), marked)| *now = marked);
                    }
                }
            }
            let same = |mut left: Listed, mut right: Listed| {
                left.sort();
                right.sort();
                left == right
            };
            name.value == other.value
                && edition == after.edition.as_ref().map(|edition| edition.value)
                && owners.write() == after.owners.write()
                && same(items, listed(&after.items))
                && same(retired, listed(&after.retired))
        })
}

/// A block mapping on the way from the root of the tree to what is edited.
struct MappingPath<'a> {
    node: &'a Node,
}

impl<'a> MappingPath<'a> {
    fn of(node: &'a Node) -> Self {
        Self { node }
    }

    fn entries(&self) -> &'a [(Key, Node)] {
        match &self.node.kind {
            NodeKind::Map(entries) => entries,
            NodeKind::Null | NodeKind::Scalar(_) | NodeKind::List(_) => &[],
        }
    }

    fn find(&self, name: &str) -> Option<&'a (Key, Node)> {
        self.entries().iter().find(|(key, _)| key.text == name)
    }

    fn enter(&mut self, name: &str, buffer: &EditBuffer<'_>) -> Result<(), EditError> {
        let (key, node) = self.find(name).ok_or(EditError)?;
        buffer.indent(key)?;
        self.node = node;
        Ok(())
    }
}

struct EditBuffer<'a> {
    text: &'a str,
    eol: &'static str,
    splices: Vec<(Range<usize>, String)>,
}

impl EditBuffer<'_> {
    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |n| n + 1)
    }

    fn line_end(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |n| at + n + 1)
    }

    /// The indent of a key in spaces; an error unless it is the first thing on its line.
    fn indent(&self, key: &Key) -> Result<usize, EditError> {
        let start = key.span.start as usize;
        let before = &self.text[self.line_start(start)..start];
        if before.chars().all(|c| c == ' ') { Ok(before.len()) } else { Err(EditError) }
    }

    /// The byte range of the lines of a key and its value, without blank lines and comments of others at their end.
    fn block(&self, key: &Key) -> Result<Range<usize>, EditError> {
        let indent = self.indent(key)?;
        let start = self.line_start(key.span.start as usize);
        let mut end = self.line_end(key.span.end as usize);
        let mut at = end;
        while at < self.text.len() {
            let next = self.line_end(at);
            let line = self.text[at..next].trim_end();
            let depth = line.len() - line.trim_start_matches(' ').len();
            let is_entry = depth == indent && (line[depth..].starts_with("- ") || &line[depth..] == "-");
            at = next;
            if line.is_empty() {
                continue;
            }
            if depth > indent || is_entry {
                end = next;
            } else if !line.trim_start().starts_with('#') {
                break;
            }
        }
        Ok(start..end)
    }

    /// The same with the comments that stand right above it.
    fn block_with_comments(&self, key: &Key) -> Result<Range<usize>, EditError> {
        let indent = self.indent(key)?;
        let Range { mut start, end } = self.block(key)?;
        while start > 0 {
            let above = self.line_start(start - 1);
            let line = &self.text[above..start];
            if !line.trim_start().starts_with('#') || line.len() - line.trim_start_matches(' ').len() < indent {
                break;
            }
            start = above;
        }
        Ok(start..end)
    }

    fn lines(&self, lines: &[String], indent: usize) -> String {
        let pad = " ".repeat(indent);
        lines.iter().map(|line| if line.is_empty() { self.eol.to_owned() } else { format!("{pad}{line}{}", self.eol) }).collect()
    }

    fn splice(&mut self, range: Range<usize>, text: String) {
        // The last line of a file may lack its end.
        let glue = if range.start > 0 && !self.text[..range.start].ends_with('\n') && !text.is_empty() { self.eol } else { "" };
        self.splices.push((range, format!("{glue}{text}")));
    }

    fn finish(mut self) -> String {
        // What is only put in comes before what is replaced at the same place.
        self.splices.sort_by_key(|(range, _)| (range.start, range.end));
        let mut made = String::with_capacity(self.text.len() + 256);
        let mut done = 0;
        for (range, text) in &self.splices {
            made.push_str(&self.text[done..range.start]);
            made.push_str(text);
            done = range.end;
        }
        made.push_str(&self.text[done..]);
        made
    }

    /// Replaces one key's lines; what somebody noted behind its value stays, and so does what is noted below one that ends on its line.
    fn replace(&mut self, entry: &(Key, Node), lines: &[String]) -> Result<(), EditError> {
        let (key, node) = entry;
        let indent = self.indent(key)?;
        let mut range = self.block(key)?;
        let (value, line_end) = (&self.text[node.span.range()], self.line_end(key.span.end as usize));
        let ends_on_line = match node.kind {
            NodeKind::Null => value.is_empty() || node.span.end as usize <= line_end,
            NodeKind::Scalar(_) => !value.starts_with(['|', '>']) && node.span.end as usize <= line_end,
            NodeKind::List(_) | NodeKind::Map(_) => false,
        };
        if ends_on_line {
            range.end = line_end;
        }
        let mut lines = lines.to_vec();
        if let (NodeKind::Scalar(_), Some(first)) = (&node.kind, lines.first_mut()) {
            let end = node.span.end as usize;
            let note = self.text[end..self.line_end(end)].trim();
            if note.starts_with('#') && self.line_end(end) >= range.end {
                first.push(' ');
                first.push_str(note);
            }
        }
        let text = self.lines(&lines, indent);
        self.splice(range, text);
        Ok(())
    }

    /// Lists a checklist after the last one.
    fn begin(&mut self, path: &MappingPath<'_>, id: &str, edition: Option<EditionId>) -> Result<(), EditError> {
        let (last, _) = path.entries().last().ok_or(EditError)?;
        let (at, indent) = (self.block(last)?.end, self.indent(last)?);
        let mut lines = vec![format!("{}:", scalar(id))];
        lines.extend(edition.map(|day| format!("  edition: {day}")));
        lines.push("  items:".to_owned());
        let text = self.lines(&lines, indent);
        self.splice(at..at, text);
        Ok(())
    }

    fn edition(&mut self, path: &MappingPath<'_>, day: EditionId) -> Result<(), EditError> {
        let line = vec![format!("edition: {day}")];
        if let Some(entry) = path.find("edition") {
            return self.replace(entry, &line);
        }
        let (first, _) = path.entries().first().ok_or(EditError)?;
        let (at, indent) = (self.block_with_comments(first)?.start, self.indent(first)?);
        let text = self.lines(&line, indent);
        self.splice(at..at, text);
        Ok(())
    }

    /// Marks an answer to be looked at, and puts today's question above it.
    fn reword(&mut self, mut path: MappingPath<'_>, reword: &Reword) -> Result<(), EditError> {
        path.enter("items", self)?;
        let (key, node) = path.find(&reword.item).ok_or(EditError)?;
        let indent = self.indent(key)?;
        let at = self.line_start(key.span.start as usize);
        let above = self.block_with_comments(key)?.start..at;
        if let Some((from, to)) = &reword.former {
            let start = self.text[above.clone()].find(from.as_str()).ok_or(EditError)? + above.start;
            let text = self.lines(&[format!("# {to}")], indent);
            self.splice(self.line_start(start)..self.line_end(start), text);
        }
        let text = self.lines(&[format!("# {}", one_line(&reword.ask))], indent);
        self.splice(at..at, text);
        let answer = MappingPath::of(node);
        let (last, _) = answer.entries().last().ok_or(EditError)?;
        if let Some(start) = self.flow_start(&answer) {
            let (_, asked) = answer.find("asked").ok_or(EditError)?;
            self.splices.push((asked.span.range(), reword.asks.to_string()));
            self.splices.push(match answer.find("look") {
                Some((_, look)) => (look.span.range(), "true".to_owned()),
                None => (start..start, "look: true, ".to_owned()),
            });
            return Ok(());
        }
        self.replace(answer.find("asked").ok_or(EditError)?, &[format!("asked: {}", reword.asks)])?;
        match answer.find("look") {
            Some(entry) => self.replace(entry, &["look: true".to_owned()]),
            None => {
                let (end, indent) = (self.block(last)?.end, self.indent(last)?);
                let text = self.lines(&["look: true".to_owned()], indent);
                self.splice(end..end, text);
                Ok(())
            }
        }
    }

    /// Where the first key of a mapping in braces stands; `None` for one that is written as a block, and an empty one.
    fn flow_start(&self, path: &MappingPath<'_>) -> Option<usize> {
        let start = path.entries().first()?.0.span.start as usize;
        self.text[..start].trim_end().ends_with('{').then_some(start)
    }

    /// Puts `asked` into an answer, before the day of the last change; first in one that is written in braces.
    fn asked(&mut self, root: &Node, (checklist, item, digest): &AskedAnswer) -> Result<(), EditError> {
        let mut path = MappingPath::of(root);
        for name in ["checklists", checklist, "items", item] {
            path.enter(name, self)?;
        }
        if let Some(start) = self.flow_start(&path) {
            self.splices.push((start..start, format!("asked: {digest}, ")));
            return Ok(());
        }
        let (last, _) = path.entries().last().ok_or(EditError)?;
        let indent = self.indent(last)?;
        let at = match path.find("updated") {
            Some((key, _)) => self.block_with_comments(key)?.start,
            None => self.block(last)?.end,
        };
        let text = self.lines(&[format!("asked: {digest}")], indent);
        self.splice(at..at, text);
        Ok(())
    }

    /// Inserts an item at its position in canonical order.
    fn insert_item(
        &mut self,
        path: &MappingPath<'_>,
        below: &'static str,
        item: &str,
        lines: Vec<String>,
        checklist: Option<&Checklist>,
    ) -> Result<(), EditError> {
        let found = path.find(below);
        let entries = found.map_or(&[][..], |(_, node)| MappingPath::of(node).entries());
        let place = write::order(item, checklist);
        if let Some((first, _)) = entries.first() {
            let indent = self.indent(first)?;
            let before = entries.iter().rev().find(|(key, _)| write::order(&key.text, checklist) < place);
            let at = match before {
                Some((key, _)) => self.block(key)?.end,
                None => self.block_with_comments(first)?.start,
            };
            let text = self.lines(&lines, indent);
            self.splice(at..at, text);
            return Ok(());
        }
        let (at, indent, with_key) = match (found, path.entries().last()) {
            (Some((key, Node { kind: NodeKind::Null, .. })), _) => (self.block(key)?.end, self.indent(key)?, false),
            (None, Some((last, _))) => (self.block(last)?.end, self.indent(last)?, true),
            _ => return Err(EditError),
        };
        let mut text = if with_key { self.lines(&[format!("{below}:")], indent) } else { String::new() };
        text.push_str(&self.lines(&lines, indent + 2));
        self.splice(at..at, text);
        Ok(())
    }

    fn retire(&mut self, path: &MappingPath<'_>, item: &str, checklist: Option<&Checklist>) -> Result<(), EditError> {
        let (_, items) = path.find("items").ok_or(EditError)?;
        let (key, _) = MappingPath::of(items).find(item).ok_or(EditError)?;
        let range = self.block_with_comments(key)?;
        let indent = self.indent(key)?;
        let pad = " ".repeat(indent);
        // As it was written, with its comments; those that stand less deep than its key come to stand below it.
        let lines: Vec<String> = self.text[range.clone()]
            .lines()
            .map(|line| line.strip_prefix(&pad).unwrap_or_else(|| line.trim_start()).to_owned())
            .collect();
        self.splice(range, String::new());
        self.insert_item(path, "retired", item, lines, checklist)
    }
}
