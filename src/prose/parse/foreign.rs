//! Syntax of other tools, which is shown here as it is written. Each kind is told once a page, with what to write instead.

use std::ops::Range;

/// A kind of foreign syntax.
struct Kind {
    /// What it is, behind the words that were found.
    name: &'static str,
    /// What to write instead.
    help: &'static str,
    /// Whether it is looked for in code too.
    in_code: bool,
    /// Finds the first place in a line, from a byte offset on.
    find: fn(&str) -> Option<Range<usize>>,
}

const KINDS: &[Kind] = &[
    Kind {
        name: "a box of another tool",
        help: "write `> [!NOTE]`, and its text on lines that begin with `> `",
        in_code: false,
        find: boxed,
    },
    Kind {
        name: "a box of another tool",
        help: "write `> [!NOTE]`, and its text on lines that begin with `> `",
        in_code: false,
        find: container,
    },
    Kind {
        name: "a tab of another tool",
        help: "write `> [!TAB] Title`, and its text on lines that begin with `> `",
        in_code: false,
        find: tab,
    },
    Kind {
        name: "a tag of a template",
        help: "write out what it stands for; a name of the settings is `{{name}}`",
        in_code: false,
        find: liquid,
    },
    Kind {
        name: "a shortcode",
        help: "write out what it stands for; a link is `[text](file.md)`",
        in_code: false,
        find: shortcode,
    },
    Kind { name: "code of a template", help: "write out what it stands for", in_code: false, find: embedded },
    Kind { name: "a wiki link", help: "write `[text](file.md)`", in_code: false, find: wiki },
    Kind {
        name: "a place for a list of contents",
        help: "remove it: each page has its contents beside it",
        in_code: false,
        find: contents,
    },
    Kind { name: "a formula", help: "formulas are not set: say it in words, or show a picture", in_code: false, find: formula },
    Kind { name: "an emoji name", help: "write the character itself", in_code: false, find: emoji },
    Kind {
        name: "a list of attributes",
        help: "remove it: only `{#id}` after a heading is read",
        in_code: false,
        find: attributes,
    },
    Kind { name: "a line of a script", help: "remove it, and write in Markdown what it shows", in_code: false, find: import },
    Kind { name: "the text of another file", help: "copy the text, or link to the file", in_code: true, find: include },
    Kind { name: "a mark of another tool", help: "write `<mark>…</mark>`", in_code: false, find: marked },
    Kind { name: "an abbreviation", help: "explain the word in a glossary", in_code: false, find: abbreviation },
];

/// Tells each kind of foreign syntax in a text once: the place, a message and a help. `code` are the byte ranges of code and raw HTML,
/// in order.
pub(super) fn foreign_syntax(text: &str, code: &[Range<usize>], mut tell: impl FnMut(Range<usize>, String, &str)) {
    for kind in KINDS {
        let mut first = None;
        let mut more = 0;
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            if let Some(found) = (kind.find)(line.trim_end()) {
                let place = start + found.start..start + found.end;
                let behind = code.partition_point(|range| range.start <= place.start);
                let is_code = behind > 0 && code[behind - 1].end > place.start;
                if kind.in_code || !is_code {
                    more += usize::from(first.is_some());
                    first.get_or_insert(place);
                }
            }
            start += line.len();
        }
        let Some(place) = first else { continue };
        let others = match more {
            0 => String::new(),
            1 => ", as 1 more line here".to_owned(),
            more => format!(", as {more} more lines here"),
        };
        let shown: String = text[place.clone()].chars().take(40).collect();
        tell(place, format!("`{shown}` is {}, and is shown as it is written{others}", kind.name), kind.help);
    }
}

/// The whole of a line but its indent, if it begins with one of these.
fn begins(line: &str, beginnings: &[&str]) -> Option<Range<usize>> {
    let text = line.trim_start_matches([' ', '\t', '>']);
    beginnings.iter().any(|beginning| text.starts_with(beginning)).then(|| line.len() - text.len()..line.len())
}

/// From one sign to another one behind it.
fn between(line: &str, open: &str, close: &str) -> Option<Range<usize>> {
    let start = line.find(open)?;
    let end = line[start + open.len()..].find(close)?;
    Some(start..start + open.len() + end + close.len())
}

fn boxed(line: &str) -> Option<Range<usize>> {
    begins(line, &["!!! ", "??? ", "???+ "])
}

fn container(line: &str) -> Option<Range<usize>> {
    begins(line, &[":::"]).filter(|found| {
        line[found.start..].trim_start_matches(':').starts_with(|c: char| c.is_alphabetic() || c == ' ' || c == '{')
    })
}

fn tab(line: &str) -> Option<Range<usize>> {
    begins(line, &["=== \""])
}

fn liquid(line: &str) -> Option<Range<usize>> {
    between(line, "{%", "%}").filter(|found| !line[..found.start].ends_with('{'))
}

fn shortcode(line: &str) -> Option<Range<usize>> {
    between(line, "{{<", ">}}").or_else(|| between(line, "{{%", "%}}"))
}

fn embedded(line: &str) -> Option<Range<usize>> {
    between(line, "<%", "%>")
}

fn wiki(line: &str) -> Option<Range<usize>> {
    let found = between(line, "[[", "]]")?;
    let inside = &line[found.start + 2..found.end - 2];
    let is_link = line[found.end..].starts_with(['(', '[']);
    (!is_link && !inside.starts_with([' ', '[', '^']) && !inside.is_empty() && contents(line).is_none()).then_some(found)
}

fn contents(line: &str) -> Option<Range<usize>> {
    let text = line.trim();
    let is_one =
        ["[toc]", "[[toc]]", "[[_toc_]]", "{:toc}", "{{toc}}", "${toc}"].iter().any(|one| text.eq_ignore_ascii_case(one));
    is_one.then(|| line.len() - line.trim_start().len()..line.len())
}

fn formula(line: &str) -> Option<Range<usize>> {
    let start = line.find("$$")?;
    Some(start..line[start + 2..].find("$$").map_or(line.len(), |end| start + 4 + end))
}

fn emoji(line: &str) -> Option<Range<usize>> {
    let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '+' | '-');
    line.match_indices(':').find_map(|(start, _)| {
        let name = line[start + 1..].split(':').next()?;
        let end = start + name.len() + 2;
        let is_apart = !line[..start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, ':' | '/' | '.' | '-' | '_' | '`'))
            && !line.get(end..)?.starts_with(|c: char| c.is_alphanumeric() || matches!(c, ':' | '/' | '-' | '_' | '`'));
        let is_one = name.len() > 1
            && name.chars().all(is_name)
            && name.contains(|c: char| c.is_ascii_lowercase() || c == '+' || c == '1');
        (is_one && is_apart && line[end - 1..].starts_with(':')).then_some(start..end)
    })
}

/// The most bytes of a list of attributes.
const ATTRIBUTES: usize = 1000;

fn attributes(line: &str) -> Option<Range<usize>> {
    line.match_indices('{').find_map(|(start, _)| {
        let end = start + line.as_bytes()[start..].iter().take(ATTRIBUTES).position(|&byte| byte == b'}')?;
        let inside = line[start + 1..end].trim_start_matches(':').trim();
        let is_alone = !line[..start].ends_with(['{', '\\', '$', '`']) && !line[end + 1..].starts_with('}');
        let is_name = |name: &str| name.starts_with(|c: char| c.is_ascii_alphabetic());
        let is_attribute = |word: &str| match word.split_at_checked(1) {
            Some(("." | "#", name)) => is_name(name),
            _ => word
                .split_once("=\"")
                .is_some_and(|(name, _)| is_name(name) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')),
        };
        let is_heading = line.starts_with('#') && line[end + 1..].trim_end_matches('#').trim().is_empty();
        let is_id = inside.starts_with('#') && (is_heading || !inside.contains(' ')) && !line[start..].starts_with("{:");
        let first = inside.split_whitespace().next()?;
        (is_alone && !is_id && is_attribute(first)).then_some(start..end + 1)
    })
}

fn import(line: &str) -> Option<Range<usize>> {
    let is_import =
        line.starts_with("import ") && [" from \"", " from '", "import \"", "import '"].iter().any(|part| line.contains(part));
    let is_export = line.starts_with("export const ") || line.starts_with("export default ");
    (is_import || is_export).then_some(0..line.len())
}

fn include(line: &str) -> Option<Range<usize>> {
    begins(line, &["{{#include ", "{{#rustdoc_include ", "{{#playground ", "{{#shiftinclude ", "--8<-- ", "<<< @/"])
}

fn marked(line: &str) -> Option<Range<usize>> {
    let start = line.match_indices("==").map(|(at, _)| at).find(|&at| at == 0 || line[..at].ends_with([' ', '(', '*']))?;
    let inside = &line[start + 2..];
    let end = inside.find("==")?;
    let is_tight = !inside.starts_with([' ', '=']) && !inside[..end].ends_with(' ') && !inside[end + 2..].starts_with('=');
    (is_tight && end > 0).then_some(start..start + end + 4)
}

fn abbreviation(line: &str) -> Option<Range<usize>> {
    (line.starts_with("*[") && line.contains("]: ")).then_some(0..line.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        foreign_syntax(text, &[], |place, _, _| found.push(text[place].to_owned()));
        found
    }

    #[test]
    fn each_kind_is_told_once() {
        assert_eq!(told("!!! note \"A\"\n\n!!! tip\n"), ["!!! note \"A\""]);
        assert_eq!(told(":::tip\nA tip.\n:::\n"), [":::tip"]);
        assert_eq!(told("a {% include \"x\" %} and {{< ref \"x\" >}}\n"), ["{% include \"x\" %}", "{{< ref \"x\" >}}"]);
        assert_eq!(told("See [[Page]] :tada: now\n\n[TOC]\n"), ["[[Page]]", "[TOC]", ":tada:"]);
        assert_eq!(told("![a](b.png){ width=\"3\" }\n## A {: #b .c }\n"), ["{ width=\"3\" }"]);
    }

    #[test]
    fn what_means_something_here_or_in_a_text_is_not_told() {
        for text in [
            "## A {#b}\n",
            "GET /users/{id} and {a, b} and ${{ secrets.X }} and {{name}}\n",
            "at 12:30:45, key:value:x, a::b\n",
            "if a == b and c == d\n",
            "[[1]](x.md) [[ -f x ]]\n",
            "important from \"a\"\n",
            "===\n",
            ":::\n",
            "https://example.org/:a:/\n",
            "costs $5 and $6\n",
        ] {
            assert_eq!(told(text), [""; 0], "{text}");
        }
    }
}
