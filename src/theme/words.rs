//! The words of the interface: one file a language, no word in a template.

use std::collections::BTreeMap;

use tera::{Kwargs, State, TeraResult};

use super::layered;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::Words,
    source::{Sources, Span},
    yaml::{self, Read, Table},
};

/// The language that every theme has.
const FALLBACK: &str = "en.yaml";

/// Reads the words of a language; what it lacks is taken from English, with a warning.
pub fn read(sources: &Sources, theme: &str, language: &str, findings: &mut Findings) -> BTreeMap<String, String> {
    let files = layered(sources, theme, "words");
    let mut read = |name: &str| {
        let source = files.get(name)?;
        let node = yaml::parse(source, 0..source.text.len()).map_err(|found| findings.push(found)).ok()?;
        let table: Table<String> = Table::read(&node, findings)?;
        let words = table.0.into_iter().map(|(key, word)| (key.value, word)).collect::<BTreeMap<_, _>>();
        Some((source.id, words))
    };
    let name = format!("{language}.yaml");
    let own = if name == FALLBACK { None } else { read(&name) };
    let mut words = builtin_words();
    words.extend(read(FALLBACK).map(|(_, words)| words).unwrap_or_default());
    if let Some((file, own)) = own {
        let missing: Vec<&str> = words.keys().filter(|key| !own.contains_key(*key)).map(String::as_str).collect();
        if !missing.is_empty() {
            findings.push(
                Diagnostic::new(
                    Code::MissingWord,
                    Span::start_of(file),
                    format!("the words file lacks {} of {} words", missing.len(), words.len()),
                )
                .help(format!("English stands in for them; add `{}`", missing.join("`, `"))),
            );
        }
        words.extend(own);
    }
    words
}

/// The words that are part of this program, so that an older words file still fits a newer template.
fn builtin_words() -> BTreeMap<String, String> {
    let path = super::builtin_path(&format!("words/{FALLBACK}"));
    let mut sources = Sources::default();
    for (_, bytes) in super::builtin().into_iter().filter(|(found, _)| *found == path) {
        sources.add(path.clone(), String::from_utf8_lossy(bytes).into(), true);
    }
    let mut ignored = Findings::default();
    let Some(source) = sources.at(&path) else { return BTreeMap::new() };
    let node = yaml::parse(source, 0..source.text.len()).ok();
    let table = node.and_then(|node| Table::<String>::read(&node, &mut ignored)).unwrap_or_default();
    table.0.into_iter().map(|(key, word)| (key.value, word)).collect()
}

/// The words that stand inside prose.
pub fn inside_prose(words: &BTreeMap<String, String>) -> Words {
    let word = |name: &str| words.get(name).cloned().unwrap_or_else(|| name.to_owned());
    Words {
        note: word("alert_note"),
        tip: word("alert_tip"),
        important: word("alert_important"),
        warning: word("alert_warning"),
        caution: word("alert_caution"),
        footnotes: word("footnotes"),
        back_to_text: word("back_to_text"),
        link_to_section: word("link_to_section"),
        to_fill_in: word("to_fill_in"),
        table: word("table"),
        code: word("code"),
        diagram: word("diagram"),
        done: word("done"),
        not_done: word("not_done"),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the template crate calls filters like this")]
/// Puts each argument where the text says `{name}`.
pub fn fill(text: &str, arguments: Kwargs, _: &State<'_>) -> TeraResult<String> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, behind)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        let value: tera::Value = arguments.must_get(name)?;
        filled.push_str(&value.to_string());
        rest = behind;
    }
    filled.push_str(rest);
    Ok(filled)
}
