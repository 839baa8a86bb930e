//! The body of a page as digests see it: where a paragraph is wrapped says nothing, what stands in code does.
//!
//! Frozen: these rules are part of version 1 of the digest, and `docs/content/digests.md` says them. They know as much of Markdown as
//! is written here, so that no new version of a parser can change them.

use crate::yaml::{canonical_text, tidy};

/// The blanks at the beginning of a line.
const BLANKS: [char; 2] = [' ', '\t'];

/// The body of a page, its lines joined by `\n`. Each paragraph, item, heading and row is one line: its indent, and a canonical text.
/// What is quoted is a body behind `> `. Several blank lines are one, and at both ends there is none. Fenced and indented code loses
/// only the blanks at the ends of its lines; a comment that has its lines for itself is left out.
#[must_use]
pub fn canonical_body(text: &str) -> String {
    blocks(&tidy(text).split('\n').collect::<Vec<_>>(), false).join("\n")
}

/// The lines of a body. What is quoted in a quotation stays line by line.
fn blocks(lines: &[&str], is_quoted: bool) -> Vec<String> {
    let lines = without_comments(lines);
    let mut blocks: Vec<String> = Vec::new();
    let mut at = 0;
    // Whether an indented line is code: after a blank line, and after other such code.
    let mut may_be_code = true;
    while let Some(&line) = lines.get(at) {
        let rest = &lines[at..];
        let is_code = may_be_code && (line.starts_with('\t') || line.starts_with("    "));
        may_be_code = is_code || line.is_empty();
        let mut taken = 1;
        if line.is_empty() {
            if blocks.last().is_some_and(|block| !block.is_empty()) {
                blocks.push(String::new());
            }
        } else if is_code {
            blocks.push(line.to_owned());
        } else if let Some(length) = fenced(rest) {
            taken = length;
            blocks.extend(rest[..length].iter().map(|line| (*line).to_owned()));
        } else if unquoted(line).is_some() && !is_quoted {
            let quoted: Vec<&str> = rest.iter().map_while(|line| unquoted(line)).collect();
            taken = quoted.len();
            let inner = self::blocks(&quoted, true);
            blocks.extend(inner.iter().map(|line| format!("> {line}").trim_end().to_owned()));
            blocks.extend(inner.is_empty().then(|| ">".to_owned()));
        } else {
            if !stands_alone(line) && unquoted(line).is_none() {
                taken += rest[1..].iter().take_while(|line| goes_on(line)).count();
            }
            let text: Vec<&str> = rest[..taken].iter().map(|line| line.trim_start_matches(BLANKS)).collect();
            let indent = &line[..line.len() - line.trim_start_matches(BLANKS).len()];
            blocks.push(format!("{indent}{}", canonical_text(&text.join(" "))));
        }
        at += taken;
    }
    while blocks.last().is_some_and(String::is_empty) {
        blocks.pop();
    }
    blocks
}

/// The lines without comments that have theirs for themselves. A comment is not looked for in code.
fn without_comments<'t>(lines: &[&'t str]) -> Vec<&'t str> {
    let mut kept = Vec::with_capacity(lines.len());
    let mut at = 0;
    // Where one comment has no end, no later one has.
    let mut is_ended = true;
    while at < lines.len() {
        let rest = &lines[at..];
        let begins = rest[0].trim_start_matches(' ').starts_with("<!--") && !rest[0].starts_with("    ");
        let (mut taken, mut is_left_out) = (fenced(rest).unwrap_or(1), false);
        if begins && is_ended {
            let end = rest.iter().position(|line| line.contains("-->"));
            is_ended = end.is_some();
            taken = end.map_or(1, |end| end + 1);
            is_left_out = end.is_some_and(|end| rest[end].find("-->") == Some(rest[end].len() - 3));
        }
        if !is_left_out {
            kept.extend(&rest[..taken]);
        }
        at += taken;
    }
    kept
}

/// How many lines fenced code takes that begins with the first of them; a fence that is never closed goes on to the end.
fn fenced(lines: &[&str]) -> Option<usize> {
    let mut opening = lines[0].trim_start_matches(BLANKS);
    while let Some(rest) = after_marker(opening).filter(|rest| rest.starts_with(BLANKS)) {
        opening = rest.trim_start_matches(BLANKS);
    }
    let sign = opening.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
    let info = opening.trim_start_matches(sign);
    let length = opening.len() - info.len();
    if length < 3 || sign == '`' && info.contains('`') {
        return None;
    }
    let closes = |line: &&str| {
        let line = line.trim_start_matches(BLANKS);
        line.len() >= length && line.chars().all(|c| c == sign)
    };
    Some(lines[1..].iter().position(closes).map_or(lines.len(), |end| end + 2))
}

/// A line of a quotation without its sign.
fn unquoted(line: &str) -> Option<&str> {
    let quoted = line.trim_start_matches(' ').strip_prefix('>')?;
    Some(quoted.strip_prefix(' ').unwrap_or(quoted))
}

/// What follows the sign of a list's item.
fn after_marker(line: &str) -> Option<&str> {
    let rest = match line.strip_prefix(['-', '*', '+']) {
        Some(rest) => rest,
        None => {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
            let digits = line.len() - rest.len();
            rest.strip_prefix(['.', ')']).filter(|_| (1..=9).contains(&digits))?
        }
    };
    (rest.is_empty() || rest.starts_with(BLANKS)).then_some(rest)
}

/// Whether a line is no text that goes on: a heading, the line below one, a rule, a row, HTML, the sign of an alert.
fn stands_alone(line: &str) -> bool {
    let line = line.trim_start_matches(BLANKS);
    let level = line.len() - line.trim_start_matches('#').len();
    let is_of = |sign: char| line.chars().all(|c| c == sign);
    let is_rule = |sign: char| line.chars().all(|c| c == sign || c == ' ' || c == '\t') && line.matches(sign).count() >= 3;
    let is_heading = (1..=6).contains(&level) && (line.len() == level || line[level..].starts_with(BLANKS));
    is_heading
        || is_of('=')
        || is_of('-')
        || ['-', '*', '_'].into_iter().any(is_rule)
        || line.starts_with(['|', '<'])
        || line.starts_with("[!")
}

/// Whether a line goes on with the text of the line above it.
fn goes_on(line: &str) -> bool {
    let text = line.trim_start_matches(BLANKS);
    let begins = after_marker(text).is_some() || text.starts_with(": ") || text.starts_with('[') && text.contains("]:");
    !text.is_empty() && !begins && !stands_alone(line) && unquoted(line).is_none() && fenced(&[line]).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn same(texts: &[&str], expected: &str) {
        for text in texts {
            assert_eq!(canonical_body(text), expected, "{text:?}");
            assert_eq!(canonical_body(&canonical_body(text)), expected, "{text:?}, twice");
        }
    }

    #[test]
    fn a_paragraph_of_a_body_may_be_wrapped_anywhere() {
        let lines = "# Title\n\nOne two three four.\n- a b\n  - c d\n1. e f\n\n> [!NOTE]\n> g h i\n>\n> j";
        same(
            &[
                lines,
                "\n# Title  \n\n\nOne two\nthree   four.\n- a\n  b\n  - c\n    d\n1. e\n   f\n\n>[!NOTE]\n> g\n>  h\n>  i\n>\n>\n> j\n\n",
                "<!-- what nobody reads -->\n# Title\n\n<!--\nmore\n\nof it -->\n\nOne two three\nfour.\r\n- a b\n  - c d\n1. e f\n\n> [!NOTE]\n> g h i\n>\n> j",
            ],
            lines,
        );
    }

    #[test]
    fn what_a_line_of_a_body_begins_says_something() {
        let all = [
            "a b",
            "a\n\nb",
            "a\n- b",
            "a\n\n- b",
            "a\n1. b",
            "a\n# b",
            "a\n> b",
            "a\n| b",
            "a\n<b>",
            "a\n---",
            "a\n===",
            "a\n***",
            "a\n: b",
            "a\n[b]: c",
            "a\n```\nb\n```",
            "a\n\n    b",
            "a\n\n    b\n    c",
            "a\n\n    b c",
            "- a\n- b",
            "- a\n  - b",
            "```\na  b\n```",
            "```\na b\n```",
            "~~~\na\n\n\nb\n~~~",
            "~~~\na\n\nb\n~~~",
            "# a\nb",
            "# a b",
            "> a\n>\n> b",
            "> a b",
            "- ```\n  a  b\n  ```",
            "- ```\n  a b\n  ```",
            "> ```\n> a  b\n> ```",
            "> ```\n> a b\n> ```",
            "a <!-- b -->",
        ];
        for (n, one) in all.iter().enumerate() {
            assert_eq!(canonical_body(&canonical_body(one)), canonical_body(one), "{one:?}, twice");
            for other in &all[n + 1..] {
                assert_ne!(canonical_body(one), canonical_body(other), "{one:?} and {other:?}");
            }
        }
    }

    #[test]
    fn code_of_a_body_is_kept() {
        let text = "```sh title=\"x\"\nfor  i in *\n\n\n- a\n  b\n````\n\n    a\n      b\n\n~~~\n``` a\n~~~\nend";
        same(
            &[text, "\n\n```sh title=\"x\"\nfor  i in *  \n\n\n- a\n  b\n````\n\n\n    a\n      b\n\n~~~\n``` a\n~~~\nend\n"],
            text,
        );
        same(&["```\nnever  closed\n\n- a"], "```\nnever  closed\n\n- a");
    }
}
