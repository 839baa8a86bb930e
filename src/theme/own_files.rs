//! What only the files of a theme together can show: files that nothing loads, style sheets that do not end, properties that
//! nothing defines. Knows texts, and nothing of what they draw.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    assets::TOKENS,
    builtin::{builtin, builtin_text},
    copied, faint,
    layers::{DEFAULT, builtin_path, layered},
};
use crate::{
    config::Config,
    diagnostic::{Code, Diagnostic, Findings, did_you_mean},
    source::{Source, Sources, Span},
};

/// So many properties are named.
const NAMED: usize = 5;

/// Looks at the files that a theme has on the disk, beside those of ours.
pub fn check(config: &Config, sources: &Sources, findings: &mut Findings) {
    let theme = config.theme.value.as_str();
    let ours: BTreeMap<String, &'static [u8]> = builtin().into_iter().map(|(path, bytes)| (path.to_string(), bytes)).collect();
    let own: Vec<(&str, &Source)> = sources
        .iter()
        .filter(|source| source.readable && source.disk.is_some())
        .filter_map(|source| Some((source.path.as_str().strip_prefix(&format!("themes/{theme}/"))?, source)))
        .collect();
    if own.is_empty() {
        return;
    }
    unused(&own, sources, &ours, theme, findings);
    for (_, source) in own.iter().filter(|(_, source)| source.path.extension() == "css") {
        findings.extend(unclosed(source));
    }
    undefined(&own, sources, &ours, theme, findings);
    findings.extend(own.iter().filter_map(|(path, source)| copied::told(path, source)));
    let tokens = builtin_text(&format!("assets/{TOKENS}")).unwrap_or_default();
    let sheets = [TOKENS, "custom.css"].map(|name| format!("assets/{name}"));
    let sheets: Vec<&Source> =
        sheets.iter().filter_map(|sheet| own.iter().find(|(path, _)| path == sheet)).map(|(_, source)| *source).collect();
    faint::check(tokens, &sheets, findings);
    let former = config.names_not_given();
    for (_, source) in own.iter().filter(|(path, _)| path.starts_with("templates/")) {
        for (at, text) in said(&source.text) {
            let told = former.find(text).map(|(place, name)| {
                name.told(&text[place.clone()], Span::new(source.id, at + place.start..at + place.end), false)
            });
            findings.extend(told);
        }
    }
}

/// What a template says to readers, with where that begins: what stands outside tags, tests and values.
fn said(template: &str) -> Vec<(usize, &str)> {
    let (mut pieces, mut at) = (Vec::new(), 0);
    while at < template.len() {
        let rest = &template[at..];
        let end = [("{{", "}}"), ("{%", "%}"), ("{#", "#}"), ("<", ">")].iter().find_map(|(open, close)| {
            rest.starts_with(open).then(|| rest.find(close).map_or(rest.len(), |end| end + close.len()))
        });
        let length = end.unwrap_or_else(|| {
            let first = rest.chars().next().map_or(1, char::len_utf8);
            let length = first + rest[first..].find(['{', '<']).unwrap_or(rest.len() - first);
            pieces.push((at, &rest[..length]));
            length
        });
        at += length;
    }
    pieces
}

/// Files that take the place of none of ours, and that no other file names.
fn unused(own: &[(&str, &Source)], sources: &Sources, ours: &BTreeMap<String, &[u8]>, theme: &str, findings: &mut Findings) {
    let folder = |path: &str| path.split_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    let loaded = |path: &str| matches!(folder(path).as_str(), "templates" | "assets" | "paper");
    for (path, source) in own.iter().filter(|(path, _)| loaded(path)) {
        let name = source.path.name();
        let is_named = || {
            let others = sources.iter().filter(|other| other.id != source.id);
            let mut texts =
                others.filter(|other| other.path.is_below(&format!("themes/{theme}")) || other.path.is_below("themes/default"));
            texts.any(|other| other.text.contains(name))
        };
        if ours.contains_key(builtin_path(path).as_str()) || is_named() {
            continue;
        }
        let beside: Vec<&str> = ours
            .keys()
            .filter_map(|other| other.strip_prefix(&format!("themes/{DEFAULT}/")))
            .filter(|other| folder(other) == folder(path))
            .collect();
        let message = format!("nothing loads `{path}` of this theme, and it replaces no built-in file");
        findings.push(
            Diagnostic::new(Code::UnusedThemeFile, Span::start_of(source.id), message)
                .help("name it in a file that is loaded, as by `@import` in a style sheet, or remove it")
                .maybe_help(did_you_mean(path, beside)),
        );
    }
}

/// The first brace or comment that is open where a style sheet ends, or the first brace that closes nothing.
fn unclosed(source: &Source) -> Option<Diagnostic> {
    let found = |at: usize, message: &str, help: &str| {
        Some(Diagnostic::new(Code::StyleSyntax, Span::new(source.id, at..at + 1), message).help(help))
    };
    let (mut open, mut rest) = (Vec::new(), source.text.char_indices());
    while let Some((at, c)) = rest.next() {
        let text = rest.as_str();
        match c {
            '{' => open.push(at),
            '}' if open.pop().is_none() => {
                return found(at, "this brace closes nothing", "remove it, or open one before it with `{`");
            }
            '\\' => drop(rest.next()),
            '/' if text.starts_with('*') => match text.find("*/") {
                Some(end) => while rest.next().is_some_and(|(inner, _)| inner < at + end + 2) {},
                None => return found(at, "this comment is never closed", "close it with `*/`"),
            },
            // A string ends with its line.
            '"' | '\'' => {
                while let Some((_, inner)) = rest.next() {
                    match inner {
                        '\\' => drop(rest.next()),
                        inner if inner == c || inner == '\n' => break,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    found(*open.first()?, "this brace is never closed", "close it with `}` after the last line that belongs to it")
}

/// Properties that style sheets use and nothing defines: most often because a sheet of ours was replaced by a shorter one.
fn undefined(own: &[(&str, &Source)], sources: &Sources, ours: &BTreeMap<String, &[u8]>, theme: &str, findings: &mut Findings) {
    let mut sheets = layered(sources, theme, "assets");
    sheets.retain(|_, source| source.path.extension() == "css");
    // A part of a list of ours is loaded by a list alone.
    let is_part = |name: &str| name.contains('/') && builtin_text(&format!("assets/{name}")).is_some();
    let parts: Vec<String> = sheets.keys().filter(|name| is_part(name)).cloned().collect();
    let loose = parts.into_iter().filter(|name| !sheets.values().any(|sheet| sheet.text.contains(name.as_str())));
    for name in loose.collect::<Vec<_>>() {
        sheets.remove(&name);
    }
    let sheets: Vec<&Source> = sheets.into_values().collect();
    // Templates and scripts may set them as well; there any mention counts.
    let set = sources.iter().filter(|source| source.path.is_below("themes") && matches!(source.path.extension(), "html" | "js"));
    let set: BTreeSet<&str> = set.flat_map(|source| properties(&source.text)).map(|(_, name)| name).collect();
    // A token that a theme does not set comes from ours.
    let tokens = builtin_text(&format!("assets/{TOKENS}"));
    let defined: BTreeSet<&str> = sheets.iter().map(|source| &*source.text).chain(tokens).flat_map(defined).collect();
    let mut missing: BTreeMap<&str, Span> = BTreeMap::new();
    for source in &sheets {
        for (at, name) in properties(&source.text) {
            let rest = source.text[at + name.len()..].trim_start();
            let is_needed = source.text[..at].trim_end().ends_with("var(") && rest.starts_with(')');
            if is_needed && !defined.contains(name) && !set.contains(name) && name != "--brand" {
                missing.entry(name).or_insert_with(|| Span::new(source.id, at..at + name.len()));
            }
        }
    }
    for (path, source) in own {
        let list = builtin_text(path).unwrap_or("");
        let parts = ours
            .keys()
            .filter_map(|name| name.strip_prefix(builtin_path("assets/").as_str()).filter(|name| list.contains(*name)));
        let replaced = parts.filter_map(|name| builtin_text(&format!("assets/{name}"))).chain([list]);
        let lacking: BTreeSet<&str> = replaced.flat_map(self::defined).filter(|name| missing.contains_key(name)).collect();
        let lacking: Vec<&str> = lacking.into_iter().collect();
        let Some(names) = named(&lacking) else { continue };
        let message = format!("this file replaces the built-in one and lacks {names}, which other style sheets use");
        let help = "begin with a copy of the built-in one, and change what should differ";
        findings.push(Diagnostic::new(Code::UndefinedProperty, Span::start_of(source.id), message).help(help));
        missing.retain(|name, _| !lacking.contains(name));
    }
    for (name, span) in missing {
        let message = format!("nothing defines `{name}`");
        let help = did_you_mean(name, defined.iter().copied());
        findings.push(
            Diagnostic::new(Code::UndefinedProperty, span, message)
                .help(help.unwrap_or_else(|| format!("define it, or write what counts without it, as in `var({name}, 0)`"))),
        );
    }
}

fn named(names: &[&str]) -> Option<String> {
    let quoted = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match names.len() {
        0 => None,
        count if count > NAMED => Some(format!("{quoted} and {} more", count - NAMED)),
        _ => Some(quoted),
    }
}

/// Every place of a name such as `--ink`.
fn properties(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    text.match_indices("--").filter(move |(at, _)| !text[..*at].ends_with(is_part)).filter_map(move |(at, _)| {
        let length = text[at..].find(|c: char| !is_part(c)).unwrap_or(text.len() - at);
        (length > 2).then(|| (at, &text[at..at + length]))
    })
}

/// The properties that a style sheet defines.
fn defined(text: &str) -> Vec<&str> {
    let is_defined = |(at, name): &(usize, &str)| {
        text[at + name.len()..].trim_start().starts_with(':') || text[..*at].trim_end().ends_with("@property")
    };
    properties(text).filter(is_defined).map(|(_, name)| name).collect()
}
