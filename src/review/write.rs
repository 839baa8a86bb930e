//! Answers → text, in the one canonical form. `tests/fixtures/answers/README.md` says the rule; the browser writes the same.

use jiff::civil::Date;

use super::{
    answers::{Answer, Answered, Answers, HandledBy, Plan, Service, State, VERSION, is_space},
    book::{Book, Checklist},
};
use crate::source::At;

/// Writes a whole file.
#[must_use]
pub fn file(answers: &Answers, book: &Book) -> String {
    let mut lines = vec![format!("answers: {VERSION}"), "service:".to_owned()];
    lines.extend(service(&answers.service));
    let mut checklists: Vec<&(At<String>, Answered)> = answers.checklists.iter().collect();
    checklists.sort_by_key(|(id, _)| {
        let known = book.checklists.iter().position(|checklist| checklist.id == id.value);
        (known.unwrap_or(usize::MAX), id.value.clone())
    });
    let blocks: Vec<String> =
        checklists.iter().flat_map(|(id, found)| checklist(&id.value, found, book.checklist(&id.value))).collect();
    if !blocks.is_empty() {
        lines.push("checklists:".to_owned());
        lines.extend(blocks);
    }
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

pub(super) fn service(service: &Service) -> Vec<String> {
    let Service { span: _, id, title, launch, team, tier, high_risk, traits, uses, walkthrough } = service;
    let mut block = Block::new(2);
    block.text("id", id.as_str());
    block.text("title", title);
    block.text("launch", launch.value.word());
    block.text("team", team);
    block.text("tier", tier.as_ref().map_or("", |tier| tier.as_str()));
    block.flag("high_risk", *high_risk);
    block.list("traits", traits.iter().map(crate::yaml::Id::as_str));
    block.list("uses", uses.iter().map(crate::yaml::Id::as_str));
    block.plain("walkthrough", walkthrough.as_ref().map(|day| day.value.to_string()));
    block.lines
}

fn checklist(id: &str, answered: &Answered, known: Option<&Checklist>) -> Vec<String> {
    let mut block = Block::new(4);
    block.plain("edition", answered.edition.as_ref().map(|edition| edition.value.to_string()));
    for (key, answers) in [("items", &answered.items), ("retired", &answered.retired)] {
        let inside: Vec<String> = sorted(answers, known).into_iter().flat_map(|(id, found)| item(&id.value, found, 6)).collect();
        block.inside(key, inside);
    }
    if block.lines.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![format!("  {}:", scalar(id))];
    lines.extend(block.lines);
    lines
}

/// Answers in canonical order.
pub(super) fn sorted<'a>(answers: &'a [(At<String>, Answer)], checklist: Option<&Checklist>) -> Vec<&'a (At<String>, Answer)> {
    let mut sorted: Vec<_> = answers.iter().collect();
    sorted.sort_by_key(|(id, _)| order(&id.value, checklist));
    sorted
}

/// What ids are sorted by: the prefix's place among the areas, the prefix, the number, the id.
pub(super) fn order(id: &str, checklist: Option<&Checklist>) -> (usize, String, u64, String) {
    let digits = id.len() - id.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (prefix, number) = id.split_at(id.len() - digits);
    let prefix = prefix.strip_suffix('-').unwrap_or(prefix);
    let place = checklist.and_then(|checklist| checklist.areas.iter().position(|area| area.prefix.as_deref() == Some(prefix)));
    (place.unwrap_or(usize::MAX), prefix.to_owned(), number.parse().unwrap_or(0), id.to_owned())
}

/// An item with its answer; nothing when it says nothing.
pub(super) fn item(id: &str, answer: &Answer, indent: usize) -> Vec<String> {
    let inside = self::answer(answer, indent + 2);
    let key = format!("{}{}:", " ".repeat(indent), scalar(id));
    if inside.is_empty() { Vec::new() } else { std::iter::once(key).chain(inside).collect() }
}

/// The keys of an answer; none when it says nothing.
pub(super) fn answer(answer: &Answer, indent: usize) -> Vec<String> {
    if answer.is_empty() {
        return Vec::new();
    }
    let Answer { state: _, help_wanted, handled_by, says, setting, evidence, speaker, plan, why, updated } = answer;
    let mut block = Block::new(indent);
    let state = answer.state();
    block.text("state", if state == State::Open { "" } else { state.word() });
    block.flag("help_wanted", *help_wanted);
    block.text("handled_by", handled_by.as_ref().map_or("", |by: &At<HandledBy>| by.value.word()));
    block.text("says", says);
    block.text("setting", setting);
    block.list("evidence", evidence.iter().map(String::as_str));
    block.text("speaker", speaker);
    if let Some(plan) = plan {
        let Plan { what, owner, due } = &plan.value;
        let mut inside = Block::new(indent + 2);
        inside.text("what", what);
        inside.text("owner", owner);
        inside.plain("due", due.as_ref().map(ToString::to_string));
        block.inside("plan", inside.lines);
    }
    block.text("why", why);
    block.plain("updated", updated.as_ref().map(ToString::to_string));
    block.lines
}

/// The lines of one mapping.
struct Block {
    indent: usize,
    lines: Vec<String>,
}

impl Block {
    fn new(indent: usize) -> Self {
        Self { indent, lines: Vec::new() }
    }

    fn key(&self, key: &str) -> String {
        format!("{}{key}:", " ".repeat(self.indent))
    }

    fn text(&mut self, key: &str, text: &str) {
        if text.is_empty() {
            return;
        }
        if !is_literal(text) {
            let is_date = text.parse::<Date>().is_ok_and(|date| date.to_string() == text);
            let written = if is_date { text.to_owned() } else { scalar(text) };
            return self.lines.push(format!("{} {written}", self.key(key)));
        }
        self.lines.push(format!("{} |-", self.key(key)));
        let indent = " ".repeat(self.indent + 2);
        self.lines.extend(text.split('\n').map(|line| if line.is_empty() { String::new() } else { format!("{indent}{line}") }));
    }

    fn plain(&mut self, key: &str, text: Option<String>) {
        self.lines.extend(text.map(|text| format!("{} {text}", self.key(key))));
    }

    fn flag(&mut self, key: &str, flag: bool) {
        self.plain(key, flag.then(|| "true".to_owned()));
    }

    fn list<'a>(&mut self, key: &str, entries: impl Iterator<Item = &'a str>) {
        let indent = " ".repeat(self.indent + 2);
        let lines: Vec<String> = entries.map(|entry| format!("{indent}- {}", scalar(entry))).collect();
        self.inside(key, lines);
    }

    fn inside(&mut self, key: &str, lines: Vec<String>) {
        if !lines.is_empty() {
            self.lines.push(self.key(key));
            self.lines.extend(lines);
        }
    }
}

/// Whether a text is written as a literal block.
fn is_literal(text: &str) -> bool {
    let is_odd = |c: char| matches!(c, '\u{0}'..='\u{9}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{a0}' | '\u{2028}' | '\u{2029}' | '\u{feff}');
    let is_blank = |c: char| matches!(c, ' ' | '\t');
    text.contains('\n')
        && !text.starts_with(is_space)
        && !text.contains(is_odd)
        && text.split('\n').all(|line| !line.starts_with(is_blank) && !line.ends_with(is_blank))
}

/// A text as a scalar of one line.
pub(super) fn scalar(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

fn is_plain(text: &str) -> bool {
    let first = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '/');
    let other = |c: char| first(c) || matches!(c, ' ' | ',' | ';' | '(' | ')' | '+' | '@' | '%' | '\'' | '-');
    text.starts_with(first) && text.chars().all(other) && !text.ends_with(' ') && !is_of_another_type(text)
}

/// Whether some YAML reads a plain scalar as something else than a text.
fn is_of_another_type(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    if matches!(text.as_str(), "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n" | ".inf" | ".nan") {
        return true;
    }
    let radix = |start: &str, digits: fn(char) -> bool| {
        text.strip_prefix(start).is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| digits(c) || c == '_'))
    };
    radix("0x", |c| c.is_ascii_hexdigit())
        || radix("0o", |c| matches!(c, '0'..='7'))
        || radix("0b", |c| matches!(c, '0' | '1'))
        || is_number(&text)
        || is_like_a_date(&text)
}

fn is_number(text: &str) -> bool {
    let digits = |text: &str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '_').len();
    let begins = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let exponent = |text: &str| {
        text.is_empty()
            || text.strip_prefix('e').is_some_and(|rest| {
                let rest = rest.strip_prefix(['-', '+']).unwrap_or(rest);
                !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit())
            })
    };
    if let Some(fraction) = text.strip_prefix('.') {
        return begins(fraction) && exponent(&fraction[digits(fraction)..]);
    }
    if !begins(text) {
        return false;
    }
    let rest = &text[digits(text)..];
    let rest = rest.strip_prefix('.').map_or(rest, |fraction| &fraction[digits(fraction)..]);
    exponent(rest)
}

/// Four digits, a hyphen, one or two digits, a hyphen, one or two digits, and anything.
fn is_like_a_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let is_number = |part: Option<&str>, least: usize, most: usize| {
        part.is_some_and(|part| (least..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    is_number(parts.next(), 4, 4)
        && is_number(parts.next(), 1, 2)
        && parts.next().is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// A text in quotes, as JSON writes it; what an editor or a reader of YAML could trip over is escaped as well.
fn quoted(text: &str) -> String {
    let json = serde_json::to_string(text).unwrap_or_else(|error| unreachable!("a text has a JSON form: {error}"));
    let mut quoted = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                quoted.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => quoted.push(c),
        }
    }
    quoted
}
