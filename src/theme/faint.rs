//! Colours of a theme that nobody could read: text on its ground, in light and in dark.

use std::collections::BTreeMap;

use super::colour::Colour;
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    source::{Source, Span},
};

/// The contrast that text needs, by WCAG 2 at level AA.
const NEEDED: f64 = 4.5;

/// Which text stands on which ground.
const PAIRS: &[(&str, &str)] = &[
    ("--ink", "--paper"),
    ("--soft", "--paper"),
    ("--notice", "--paper"),
    ("--calm", "--paper"),
    ("--deep", "--paper"),
    ("--grave", "--paper"),
    ("--good", "--paper"),
    ("--ink", "--surface"),
    ("--soft", "--surface"),
    ("--ink", "--sunk"),
    ("--soft", "--sunk"),
];

/// A token that is a colour.
struct Token {
    light: Colour,
    dark: Colour,
    /// Where it is set, if that is in a file of one's own.
    place: Option<Span>,
}

/// Reports each pair of which a file on the disk sets one. `ours` is the built-in `tokens.css`, `own` the sheets that may set tokens, in
/// the order in which they count.
pub fn check(ours: &str, own: &[&Source], findings: &mut Findings) {
    let mut tokens = BTreeMap::new();
    read(ours, None, &mut tokens);
    for source in own {
        read(&source.text, Some(source), &mut tokens);
    }
    for (text, ground) in PAIRS {
        let (Some(one), Some(other)) = (tokens.get(text), tokens.get(ground)) else { continue };
        let Some(place) = one.place.or(other.place) else { continue };
        let faint = [("light", one.light.contrast(other.light)), ("dark", one.dark.contrast(other.dark))];
        for (scheme, contrast) in faint.into_iter().filter(|(_, contrast)| *contrast < NEEDED) {
            // Cut, not rounded: 4.49 is less than what is needed.
            let contrast = (contrast * 10.0).floor() / 10.0;
            let message = format!("`{text}` on `{ground}` has a contrast of {contrast:.1} in {scheme} colours");
            let found = Diagnostic::new(Code::FaintColour, place, message);
            findings.push(found.help(format!("text needs {NEEDED}: make one darker or the other lighter")));
        }
    }
}

/// Reads the colours that a sheet sets for `:root` outside of any condition.
fn read<'t>(sheet: &'t str, source: Option<&Source>, tokens: &mut BTreeMap<&'t str, Token>) {
    for (start, block) in roots(sheet) {
        let mut at = start;
        for line in block.split_inclusive(';') {
            let begin = at;
            at += line.len();
            let Some(name_at) = line.find("--") else { continue };
            let Some((name, value)) = line[name_at..].split_once(':') else { continue };
            let (name, value) = (name.trim(), value.trim_end_matches(';').trim());
            let both =
                value.strip_prefix("light-dark(").and_then(|value| value.strip_suffix(')')).and_then(|both| both.split_once(','));
            let (light, dark) = both.unwrap_or((value, value));
            let place = source.map(|source| Span::new(source.id, begin + name_at..begin + name_at + name.len()));
            match (Colour::read(light.trim()), Colour::read(dark.trim())) {
                (Some(light), Some(dark)) => drop(tokens.insert(name, Token { light, dark, place })),
                // What it is cannot be told.
                _ => drop(tokens.remove(name)),
            }
        }
    }
}

/// The blocks of `:root` that stand at the top of a sheet, each with where it begins.
fn roots(sheet: &str) -> Vec<(usize, &str)> {
    let (mut found, mut depth, mut begin, mut head) = (Vec::new(), 0_usize, 0, 0);
    let mut is_root = false;
    for (at, c) in sheet.char_indices() {
        match c {
            '{' => {
                let selector = sheet[head..at].rsplit("*/").next().unwrap_or_default().trim();
                if depth == 0 {
                    (is_root, begin) = (selector == ":root", at + 1);
                }
                depth += 1;
            }
            '}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    if is_root {
                        found.push((begin, &sheet[begin..at]));
                    }
                    head = at + 1;
                }
            }
            _ => {}
        }
    }
    found
}
