//! Code → coloured HTML, by classes. The one door to the highlighting crates.
//!
//! A handful of short classes instead of the grammar's own scopes: the page stays small, and light and dark are two
//! sets of colours in a style sheet.

use std::collections::BTreeMap;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use super::escape;
use crate::source::limits;

/// Scope prefixes and the class that they get; the first that fits the innermost scope counts.
const CLASSES: &[(&str, &str)] = &[
    ("comment", "c"),
    ("punctuation.definition.comment", "c"),
    ("string", "s"),
    ("punctuation.definition.string", "s"),
    ("constant.character.escape", "e"),
    ("constant.numeric", "n"),
    ("constant", "l"),
    ("keyword.operator", "o"),
    ("keyword", "k"),
    ("storage", "k"),
    ("entity.name.function", "f"),
    ("support.function", "f"),
    ("variable.function", "f"),
    ("entity.name.tag", "t"),
    ("entity.name", "t"),
    ("support.type", "t"),
    ("support.class", "t"),
    ("entity.other.attribute-name", "a"),
    ("variable.parameter", "v"),
    ("variable", "v"),
    ("markup.inserted", "i"),
    ("markup.deleted", "d"),
    ("markup.heading", "k"),
];

/// Names of languages in other tools, each with the name here.
const ALIASES: &[(&str, &str)] = &[
    ("shell", "bash"),
    ("console", "bash"),
    ("sh", "bash"),
    ("zsh", "bash"),
    ("shell-session", "bash"),
    ("csharp", "cs"),
    ("jsonc", "json"),
    ("json5", "json"),
    ("golang", "go"),
    ("docker", "dockerfile"),
    ("terraform", "tf"),
    ("hcl", "tf"),
    ("c++", "cpp"),
    ("objective-c", "m"),
    ("jinja", "html"),
    ("postgresql", "sql"),
    ("plpgsql", "sql"),
    ("properties", "ini"),
];

/// Languages that are shown as they are, without a warning.
const PLAIN: &[&str] = &["", "text", "txt", "plain", "plaintext", "none", "output", "log", "csv", "promql", "mermaid", "ascii"];

/// The syntax highlighter: grammars of Sublime Text, compiled into the binary.
#[derive(Debug)]
pub struct Highlighter {
    syntaxes: SyntaxSet,
    classes: Vec<(Scope, &'static str)>,
}

impl Highlighter {
    /// Loads the grammars, which takes a millisecond or two.
    #[must_use]
    pub fn load() -> Self {
        let classes = CLASSES.iter().filter_map(|&(scope, class)| Some((Scope::new(scope).ok()?, class))).collect();
        Self { syntaxes: two_face::syntax::extra_newlines(), classes }
    }

    /// Whether a language can be highlighted, or is plain text on purpose.
    #[must_use]
    pub fn knows(&self, language: &str) -> bool {
        PLAIN.contains(&language.to_ascii_lowercase().as_str()) || self.syntax(language).is_some()
    }

    /// The names of the languages (file extensions and aliases), for suggestions.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        let own = self.syntaxes.syntaxes().iter().flat_map(|syntax| syntax.file_extensions.iter().map(String::as_str));
        own.chain(ALIASES.iter().map(|alias| alias.0))
    }

    /// The lines of a block of code as escaped HTML with `<span class>`, without line ends. A line or block beyond its limit in
    /// [`limits`] is only escaped.
    #[must_use]
    pub fn lines(&self, language: &str, code: &str) -> Vec<String> {
        let Some(syntax) = self.syntax(language).filter(|_| code.len() <= limits::CODE_BLOCK) else {
            return code.lines().map(escape).collect();
        };
        let mut state = ParseState::new(syntax);
        let mut stack = ScopeStack::new();
        let mut seen = BTreeMap::new();
        code.lines().map(|line| self.line(line, &mut state, &mut stack, &mut seen)).collect()
    }

    fn line(
        &self,
        line: &str,
        state: &mut ParseState,
        stack: &mut ScopeStack,
        seen: &mut BTreeMap<Scope, Option<&'static str>>,
    ) -> String {
        if line.len() > limits::CODE_LINE {
            return escape(line);
        }
        let with_end = format!("{line}\n");
        let Ok(parsed) = state.parse_line(&with_end, &self.syntaxes) else { return escape(line) };
        let mut html = String::with_capacity(line.len() * 2);
        let (mut done, mut open) = (0, None);
        let mut put = |text: &str, class: Option<&'static str>, html: &mut String| {
            let text = text.trim_end_matches('\n');
            if text.is_empty() {
                return;
            }
            // White space carries no colour, so that neighbours of one class share one element.
            if open != class && !text.trim().is_empty() {
                if open.is_some() {
                    html.push_str("</span>");
                }
                if let Some(class) = class {
                    html.push_str("<span class=\"");
                    html.push_str(class);
                    html.push_str("\">");
                }
                open = class;
            }
            html.push_str(&escape(text));
        };
        for (offset, op) in &parsed {
            put(&with_end[done..*offset], self.class(stack, seen), &mut html);
            done = *offset;
            if stack.apply(op).is_err() {
                return escape(line);
            }
        }
        put(&with_end[done..], self.class(stack, seen), &mut html);
        if open.is_some() {
            html.push_str("</span>");
        }
        html
    }

    fn class(&self, stack: &ScopeStack, seen: &mut BTreeMap<Scope, Option<&'static str>>) -> Option<&'static str> {
        stack.scopes.iter().rev().find_map(|&scope| {
            *seen
                .entry(scope)
                .or_insert_with(|| self.classes.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|&(_, class)| class))
        })
    }

    fn syntax(&self, language: &str) -> Option<&SyntaxReference> {
        let language = language.to_ascii_lowercase();
        if PLAIN.contains(&language.as_str()) {
            return None;
        }
        let name = ALIASES.iter().find(|alias| alias.0 == language).map_or(language.as_str(), |alias| alias.1);
        self.syntaxes.find_syntax_by_token(name)
    }
}

/// Words for a finding that says which limit keeps code, or a line of it, from being coloured; `None` when all of it is
/// coloured, or is plain text.
#[must_use]
pub fn too_long(language: &str, code: &str) -> Option<String> {
    if PLAIN.contains(&language.to_ascii_lowercase().as_str()) {
        return None;
    }
    if code.len() > limits::CODE_BLOCK {
        let (size, most) = (limits::bytes(code.len() as u64), limits::bytes(limits::CODE_BLOCK as u64));
        return Some(format!("this code has {size}, and code of more than {most} is not coloured"));
    }
    let longest = code.lines().map(str::len).max().unwrap_or(0);
    let most = limits::number(limits::CODE_LINE);
    let found =
        || format!("a line of this code has {} bytes, and one of more than {most} is not coloured", limits::number(longest));
    (longest > limits::CODE_LINE).then(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_one_element_and_everything_is_escaped() {
        let lines = Highlighter::load().lines("python", "x = '<b>'  # ok\n");
        assert_eq!(lines, ["x <span class=\"o\">= </span><span class=\"s\">'&lt;b&gt;'  </span><span class=\"c\"># ok</span>"]);
    }

    #[test]
    fn what_is_too_long_to_be_coloured_is_shown_as_it_is() {
        let (short, long) = ("x = 1\n", format!("y = '{}'\n", "<".repeat(limits::CODE_LINE)));
        let lines = Highlighter::load().lines("python", &format!("{short}{long}{short}"));
        assert!(lines[0].contains("<span") && lines[2].contains("<span"), "{lines:?}");
        assert_eq!(lines[1], escape(long.trim_end()));
        let block = short.repeat(limits::CODE_BLOCK / short.len() + 1);
        assert!(Highlighter::load().lines("python", &block).iter().all(|line| line == "x = 1"));
        let told = [too_long("python", short), too_long("python", &long), too_long("python", &block), too_long("text", &long)];
        let told = told.map(|told| told.is_some());
        assert_eq!(told, [false, true, true, false]);
    }

    #[test]
    fn the_names_that_teams_use_are_known() {
        let highlighter = Highlighter::load();
        for name in [
            "shell",
            "yaml",
            "terraform",
            "hcl",
            "sql",
            "python",
            "json",
            "dockerfile",
            "csharp",
            "typescript",
            "ts",
            "kotlin",
            "powershell",
            "toml",
            "ini",
            "diff",
            "rust",
            "go",
            "nginx",
            "graphql",
        ] {
            assert!(highlighter.knows(name), "{name}");
        }
        assert!(!highlighter.knows("klingon"));
    }
}
