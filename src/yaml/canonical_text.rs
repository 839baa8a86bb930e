//! A text as digests see it: layout says nothing, what stands in code does.
//!
//! Frozen: these rules are part of version 1 of the digest, and `docs/content/digests.md` says them.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization as _, is_nfc};

const WHITE: [char; 3] = [' ', '\t', '\n'];

const BLANK: [char; 2] = [' ', '\t'];

/// A text on one line: tidy, without white space at its ends, each run of white space (spaces, tabs, line ends) as one space. What
/// stands between backticks is code and stays as it is.
#[must_use]
pub fn canonical_text(text: &str) -> String {
    one_line(tidy(text).trim_matches(WHITE))
}

/// A text in NFC, with `\n` as its line ends, without blanks at the ends of its lines.
#[must_use]
pub fn tidy(text: &str) -> String {
    let text = if text.is_ascii() || is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect::<String>()) };
    let mut tidy = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(end) = rest.find(['\r', '\n']) {
        tidy.push_str(rest[..end].trim_end_matches(BLANK));
        tidy.push('\n');
        rest = &rest[end + if rest[end..].starts_with("\r\n") { 2 } else { 1 }..];
    }
    tidy + rest.trim_end_matches(BLANK)
}

fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c == '`' {
            let opened = at + run(&text[at..]);
            let is_escaped = text[..at].ends_with('\\');
            let end = if is_escaped { None } else { closed(text, opened, opened - at) }.unwrap_or(opened);
            line.push_str(&text[at..end]);
            at = end;
            continue;
        }
        if !WHITE.contains(&c) {
            line.push(c);
        } else if !line.ends_with(' ') {
            line.push(' ');
        }
        at += c.len_utf8();
    }
    line
}

/// The number of backticks at the beginning of a text.
fn run(text: &str) -> usize {
    text.len() - text.trim_start_matches('`').len()
}

/// The end of the first run of exactly so many backticks from a place on.
fn closed(text: &str, mut from: usize, backticks: usize) -> Option<usize> {
    while let Some(found) = text[from..].find('`') {
        let length = run(&text[from + found..]);
        from += found + length;
        if length == backticks {
            return Some(from);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn same(texts: &[&str], expected: &str) {
        for text in texts {
            assert_eq!(canonical_text(text), expected, "{text:?}");
            assert_eq!(canonical_text(&canonical_text(text)), expected, "{text:?}, twice");
        }
    }

    #[test]
    fn the_layout_of_a_text_says_nothing() {
        same(&["Who  is\tcalled\r\nat night? ", "\n Who is called at\n  night?\n\n"], "Who is called at night?");
        same(&["u\u{308}ber", "\u{fc}ber"], "\u{fc}ber");
        same(&["", " \n\t "], "");
        // A space that holds words together is no layout.
        same(&["at\u{a0} 3"], "at\u{a0} 3");
    }

    #[test]
    fn code_in_a_text_keeps_its_white_space() {
        same(&["run  `a  b`  now", "run `a  b`\nnow"], "run `a  b` now");
        same(&["``a ` b  c``  d  `e"], "``a ` b  c`` d `e");
        same(&["\\`a  b`"], "\\`a b`");
        same(&["```sh\nfor  i \n  do\n```"], "```sh\nfor  i\n  do\n```");
    }
}
