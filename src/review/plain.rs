//! A text of somebody's as plain words in Markdown.

use crate::yaml::is_space;

/// A text on one line, without controls, and with Markdown's characters escaped by a backslash.
pub(super) fn plain(text: &str) -> String {
    let words: Vec<&str> = text.split(is_space).filter(|word| !word.is_empty()).collect();
    let mut plain = String::with_capacity(text.len());
    // What moves a terminal's cursor is no part of a list.
    for c in words.join(" ").chars().filter(|c| !c.is_control()) {
        if "\\`*_{}[]<>#|~&!$".contains(c) {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}
