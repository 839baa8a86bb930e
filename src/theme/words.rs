//! The words of the interface: one YAML file per language; templates have none.

use std::collections::BTreeMap;

use tera::{Kwargs, State, TeraResult};

use super::{
    builtin::builtin_text,
    layers::{builtin_path, layered},
};
use crate::{
    config::{Config, USUAL_REVIEW},
    diagnostic::{Code, Diagnostic, Findings, did_you_mean},
    prose::Words,
    source::{Sources, Span},
    yaml::{self, FromYaml, Table},
};

/// The name of the word with the text direction, `ltr` or `rtl` (HTML's `dir`).
const DIRECTION: &str = "direction";

/// The name of the word for the review before a launch.
pub const REVIEW: &str = "review_short";

/// The words file that stands in for missing words.
const FALLBACK: &str = "en.yaml";

/// Reads the words by name for the language of the settings: from `de-AT.yaml`, else `de.yaml`; English ones stand in for missing words, with
/// a finding.
pub fn read(config: &Config, sources: &Sources, findings: &mut Findings) -> BTreeMap<String, String> {
    let mut words = as_written(config, sources, findings);
    if config.review_short.is_some() || config.review_name != USUAL_REVIEW {
        words.insert(REVIEW.into(), config.review_short().to_owned());
    }
    named(words)
}

/// Fills in the word for the review, wherever another word says `{review_short}`; with a capital where it begins one.
fn named(mut words: BTreeMap<String, String>) -> BTreeMap<String, String> {
    let review = words.get(REVIEW).cloned().unwrap_or_default();
    let first = review.chars().next().map_or(0, char::len_utf8);
    let capital = review[..first].to_uppercase() + &review[first..];
    let place = format!("{{{REVIEW}}}");
    for word in words.values_mut().filter(|word| word.contains(&place)) {
        *word = match word.strip_prefix(&place) {
            Some(rest) => capital.clone() + rest,
            None => word.clone(),
        }
        .replace(&place, &review);
    }
    words
}

fn as_written(config: &Config, sources: &Sources, findings: &mut Findings) -> BTreeMap<String, String> {
    let (theme, language, former) = (&config.theme.value, &config.language, config.names_not_given());
    let files = layered(sources, theme, "words");
    let builtin = builtin_as_written();
    let known: Vec<&str> = builtin.keys().map(String::as_str).collect();
    let read = |name: &str, findings: &mut Findings| {
        let source = files.get(name)?;
        let node = yaml::parse(source, 0..source.text.len()).map_err(|found| findings.push(found)).ok()?;
        let table: Table<String> = Table::read(&node, findings)?;
        for (key, _) in table.valid.iter().filter(|(key, _)| !known.contains(&key.value.as_str())) {
            // A theme's own templates may use words of their own, so this is no error.
            if let Some(help) = did_you_mean(&key.value, known.iter().copied()) {
                let message = format!("no built-in template uses the word `{}`", key.value);
                findings.push(Diagnostic::new(Code::UnusedWord, key.span, message).help(help));
            }
        }
        for (key, word) in table.valid.iter().filter(|_| source.disk.is_some()) {
            findings.extend(former.find(word).map(|(place, name)| name.told(&word[place], key.span, false)));
        }
        let words = table.valid.into_iter().map(|(key, word)| (key.value, word)).collect::<BTreeMap<_, _>>();
        Some((source.id, words))
    };
    let mut words = builtin.clone();
    // Read once already, unless somebody overrides it.
    if files.get(FALLBACK).is_some_and(|source| *source.text != *fallback_text()) {
        words.extend(read(FALLBACK, findings).map(|(_, words)| words).unwrap_or_default());
    }
    // `de-AT` is read from its own file, or else from that of `de`.
    let primary = language.value.split('-').next().unwrap_or_default();
    if Some(primary) != FALLBACK.strip_suffix(".yaml") {
        words.insert(DIRECTION.into(), direction(&language.value).into());
    }
    let names = [&language.value, primary].map(|language| format!("{language}.yaml"));
    let name = names.iter().find(|name| files.contains_key(*name)).unwrap_or(&names[0]);
    if name == FALLBACK {
        return words;
    }
    if !files.contains_key(name) {
        findings.push(
            Diagnostic::new(
                Code::MissingWord,
                language.span,
                format!("there are no words for the language `{}`", language.value),
            )
            .help(format!("English stands in; write `themes/{theme}/words/{name}`")),
        );
    }
    if let Some((file, own)) = read(name, findings) {
        let is_missing = |key: &&String| !own.contains_key(*key) && *key != DIRECTION;
        let missing: Vec<&str> = words.keys().filter(is_missing).map(String::as_str).collect();
        if !missing.is_empty() {
            let told = missing.iter().take(12).copied().collect::<Vec<_>>().join("`, `");
            findings.push(
                Diagnostic::new(
                    Code::MissingWord,
                    Span::start_of(file),
                    format!("the words file lacks {} of {} words", missing.len(), words.len()),
                )
                .help(format!("English stands in for them; add `{told}`{}", if missing.len() > 12 { " and so on" } else { "" })),
            );
        }
        words.extend(own);
    }
    words
}

/// The text direction of a language tag by script or language, for a language without a words file.
fn direction(language: &str) -> &'static str {
    const LANGUAGES: &[&str] = &["ar", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "ug", "ur", "yi"];
    const SCRIPTS: &[&str] = &["adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"];
    let language = language.to_ascii_lowercase();
    let mut parts = language.split('-');
    let primary = parts.next().unwrap_or_default();
    let is_rtl = match parts.find(|part| part.len() == 4) {
        Some(script) => SCRIPTS.contains(&script),
        None => LANGUAGES.contains(&primary),
    };
    if is_rtl { "rtl" } else { "ltr" }
}

/// The text of the built-in English words file.
fn fallback_text() -> &'static str {
    builtin_text(&format!("words/{FALLBACK}")).unwrap_or_default()
}

/// The built-in English words by name, so that an older words file still fits a newer template.
pub fn builtin_words() -> BTreeMap<String, String> {
    named(builtin_as_written())
}

fn builtin_as_written() -> BTreeMap<String, String> {
    let (mut sources, mut ignored) = (Sources::default(), Findings::default());
    let id = sources.add(builtin_path(FALLBACK), fallback_text().into(), true);
    let source = sources.file(id);
    let node = yaml::parse(source, 0..source.text.len()).ok();
    let table = node.and_then(|node| Table::<String>::read(&node, &mut ignored)).unwrap_or_default();
    table.valid.into_iter().map(|(key, word)| (key.value, word)).collect()
}

/// Picks the words that are rendered inside prose; the name stands in for a missing word.
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
/// Tera filter: replaces each `{name}` by the argument of that name.
///
/// # Errors
/// When an argument is missing.
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
