//! `review record FILE correct`: a new entry in the place of an old one.

use super::{
    Scene,
    ask::{Ask, at},
};
use crate::{
    cli::common::CliError,
    diagnostic::{Findings, suggest},
    review::record::{Correction, Draft, Entry, EntryFile, Head, entry_text, read_entry},
    source::{SourcePath, Sources},
    yaml::{Id, Node, NodeKind, YamlValue, parse},
};

/// The flags of a correction.
#[derive(Debug, clap::Args)]
pub struct CorrectFlags {
    /// The entry to put right, by the name of its file; the beginning is enough where only one that counts begins so
    #[arg(value_name = "ENTRY")]
    pub entry: Option<String>,
    /// Why it has to be put right
    #[arg(long, value_name = "TEXT")]
    pub why: Option<String>,
    /// What it should say, by the key of the entry: `ends_on=2026-12-20`, `areas.reliability={mark: solid}`, `discussions.1.due=2026-12-20`
    /// for the first of a list; an empty value takes the key out
    #[arg(long = "set", value_name = "KEY=VALUE", value_parser = setting)]
    pub set: Vec<Setting>,
}

/// A key of an entry, in parts, and what it should say.
pub type Setting = (Vec<String>, String);

fn setting(text: &str) -> Result<Setting, String> {
    match text.split_once('=') {
        Some((key, value)) if key.split('.').all(|part| !part.trim().is_empty()) => {
            Ok((key.split('.').map(|part| part.trim().to_owned()).collect(), value.trim().to_owned()))
        }
        _ => Err("write a key, `=` and what it should say, as in `ends_on=2026-12-20`".to_owned()),
    }
}

impl CorrectFlags {
    /// The file of the new entry. One that cannot be read yet is given as it would be written, so that what is wrong with it has a place.
    ///
    /// # Errors
    /// When nobody answers, a key leads nowhere, or nothing would be put right.
    pub fn draft(&self, before: &Entry, head: Head, ask: &mut Ask<'_>, comment: &str) -> Result<Draft, CliError> {
        let why = ask.text(self.why.as_ref(), "--why TEXT", "Why does it have to be put right?")?;
        let is_other = head.on.value != before.head.on.value
            || !same_ids(&head, before)
            || head.phase.as_str() != before.head.phase.as_str();
        let head = Head { corrects: Some(Correction { entry: at(before.id.clone()), why }), ..head };
        let key = before.what.value.kind().key();
        let begins = format!("{}-{}", head.on.value, before.what.value.kind().word());
        let mut value = EntryFile::new(head, before.what.value.clone()).to_value();
        let as_before = value.clone();
        let what = member(&mut value, &key).unwrap_or_else(|| unreachable!("an entry has the key of its kind"));
        if *what == YamlValue::Verbatim("{}".to_owned()) {
            *what = YamlValue::Mapping(Vec::new());
        }
        let asked = if self.set.is_empty() && ask.prompt.is_there { ask_each(what, ask)? } else { Vec::new() };
        for (path, text) in self.set.iter().chain(&asked) {
            set(what, path, new_value(text))
                .map_err(|help| CliError::new(format!("`{}` leads to no key of `{}`", path.join("."), before.id), help))?;
        }
        if *what == YamlValue::Mapping(Vec::new()) {
            *what = YamlValue::Verbatim("{}".to_owned());
        }
        ask.all_is_said()?;
        if value == as_before && !is_other {
            return Err(CliError::new(
                format!("nothing of `{}` would be put right", before.id),
                "say what it should say with `--set KEY=VALUE`, or with `--on`, `--by` and `--phase`; `withdraw` takes an entry away",
            ));
        }
        let text = entry_text(&value, comment);
        let id = format!("{begins}-new");
        let (mut sources, mut findings) = (Sources::default(), Findings::default());
        let file = sources.add(SourcePath::new(&format!("{id}.yaml")), text.as_str().into(), true);
        let entry = read_entry(sources.file(file), &mut findings);
        // What is wrong stays in the text, so that it is told where it stands.
        Ok(match entry.filter(|_| findings.is_empty()) {
            Some(entry) => Draft::of(entry, comment),
            None => Draft { id, text },
        })
    }
}

fn same_ids(head: &Head, before: &Entry) -> bool {
    let [now, then] = [&head.by, &before.head.by].map(|ids| ids.iter().map(Id::as_str).collect::<Vec<_>>());
    now == then
}

/// Asks for each text of an entry, with what it says now.
fn ask_each(what: &YamlValue, ask: &mut Ask<'_>) -> Result<Vec<Setting>, CliError> {
    ask.prompt.say("What should it say? Return keeps what is there, `-` removes it.");
    let mut said = Vec::new();
    let mut open = vec![(Vec::new(), what)];
    while let Some((path, value)) = open.pop() {
        match value {
            YamlValue::Mapping(entries) => {
                let inner = entries.iter().rev().map(|(key, value)| ([path.clone(), vec![key.clone()]].concat(), value));
                open.extend(inner);
            }
            YamlValue::List(values) => {
                let inner = values.iter().enumerate().rev();
                open.extend(inner.map(|(n, value)| ([path.clone(), vec![(n + 1).to_string()]].concat(), value)));
            }
            YamlValue::Text(text) | YamlValue::Verbatim(text) => {
                // Digests are no texts that somebody types.
                if matches!(path.first().map(String::as_str), Some("version" | "answers" | "editions")) {
                    continue;
                }
                match ask.prompt.ask(&format!("  {} [{}]:", path.join("."), text.replace('\n', " ")))?.as_str() {
                    "" => {}
                    "-" => said.push((path, String::new())),
                    now => said.push((path, now.to_owned())),
                }
            }
            YamlValue::Nothing => {}
        }
    }
    Ok(said)
}

/// What a flag says: a list or a mapping as YAML has them, else a text; nothing for an empty one.
fn new_value(text: &str) -> YamlValue {
    if text.is_empty() || text == "false" {
        return YamlValue::Nothing;
    }
    if text == "true" {
        return YamlValue::Verbatim(text.to_owned());
    }
    let mut sources = Sources::default();
    let file = sources.add(SourcePath::new("typed"), text.into(), true);
    let parsed = text.starts_with(['[', '{']).then(|| parse(sources.file(file), 0..text.len()).ok()).flatten();
    parsed.as_ref().map_or_else(|| YamlValue::Text(text.to_owned()), from_node)
}

fn from_node(node: &Node) -> YamlValue {
    match &node.kind {
        NodeKind::Null => YamlValue::Nothing,
        NodeKind::Scalar(scalar) if scalar.plain && scalar.text == "true" => YamlValue::Verbatim("true".to_owned()),
        NodeKind::Scalar(scalar) => YamlValue::Text(scalar.text.clone()),
        NodeKind::List(nodes) => YamlValue::List(nodes.iter().map(from_node).collect()),
        NodeKind::Map(entries) => YamlValue::mapping(entries.iter().map(|(key, node)| (key.text.clone(), from_node(node)))),
    }
}

fn member<'v>(value: &'v mut YamlValue, key: &str) -> Option<&'v mut YamlValue> {
    match value {
        YamlValue::Mapping(entries) => entries.iter_mut().find(|(known, _)| known == key).map(|(_, value)| value),
        _ => None,
    }
}

/// Sets what a path leads to; nothing takes it out.
fn set(value: &mut YamlValue, path: &[String], new: YamlValue) -> Result<(), String> {
    let Some((key, rest)) = path.split_first() else {
        *value = new;
        return Ok(());
    };
    match value {
        YamlValue::Mapping(entries) => {
            let found = entries.iter().position(|(known, _)| known == key);
            match (found, rest.is_empty(), new) {
                (Some(at), true, YamlValue::Nothing) => drop(entries.remove(at)),
                (None, true, YamlValue::Nothing) => {}
                (Some(at), _, new) => return set(&mut entries[at].1, rest, new),
                (None, _, new) => {
                    let mut inner = YamlValue::Mapping(Vec::new());
                    set(&mut inner, rest, new)?;
                    entries.push((key.clone(), inner));
                }
            }
            Ok(())
        }
        YamlValue::List(values) => {
            let count = values.len();
            let at = key.parse::<usize>().ok().and_then(|n| n.checked_sub(1)).filter(|at| *at <= count);
            match (at, rest.is_empty(), new) {
                (None, _, _) => Err(format!("a list has places from 1 to {}, and {} for another one", count, count + 1)),
                (Some(at), true, YamlValue::Nothing) if at < count => {
                    values.remove(at);
                    Ok(())
                }
                (Some(at), _, new) if at < count => set(&mut values[at], rest, new),
                (Some(_), _, YamlValue::Nothing) => Ok(()),
                (Some(_), _, new) => {
                    let mut inner = YamlValue::Mapping(Vec::new());
                    set(&mut inner, rest, new)?;
                    values.push(inner);
                    Ok(())
                }
            }
        }
        YamlValue::Text(_) | YamlValue::Verbatim(_) | YamlValue::Nothing => {
            Err(format!("there is a text before `{key}`; set it whole, as in `KEY={{{key}: …}}`"))
        }
    }
}

impl Scene<'_> {
    /// The entry to put right.
    ///
    /// # Errors
    /// When there is none of that name, or nobody answers.
    pub fn entry_before(&self, said: Option<&String>, ask: &mut Ask<'_>) -> Result<Option<&Entry>, CliError> {
        let name = self.entry(said, &[], ask)?.value;
        if name.is_empty() {
            return Ok(None);
        }
        let found = self.record.entries.iter().find(|entry| entry.id == name);
        let known: Vec<&str> = self.record.entries.iter().map(|entry| entry.id.as_str()).collect();
        let help = || suggest(&name, "there are", &known).unwrap_or_else(|| "the record is empty".to_owned());
        found.map(Some).ok_or_else(|| CliError::new(format!("the record has no entry `{name}`"), help()))
    }
}
