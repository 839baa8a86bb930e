//! Plain text: by lines, and within a line that both sides changed by sentences.

use std::borrow::Cow;

use super::{Conflict, Merged, Three};

/// Stands between two sentences while they are lines; no text has it. A line of its own, so that neighbours do not touch.
const SENTENCE: &str = "\n\u{1}\n";

/// The lines that `diffy` writes around what both sides changed.
const MARKERS: [&str; 4] = ["<<<<<<< ours\n", "||||||| original\n", "=======\n", ">>>>>>> theirs\n"];

/// Merges a text. What both sides changed stands between Git's markers.
pub(super) fn merge(texts: Three<&str>) -> Merged {
    let [before, yours, shipped] = [texts.before, texts.yours, texts.shipped].map(ended);
    let texts = Three { before: &*before, yours: &*yours, shipped: &*shipped };
    let Three { before, yours, shipped } = texts;
    let mut options = diffy::MergeOptions::new();
    options.set_conflict_style(diffy::ConflictStyle::Diff3);
    match options.merge(before, yours, shipped) {
        Ok(text) => Merged { text, conflicts: Vec::new() },
        Err(_) if [before, yours, shipped].iter().any(|text| text.lines().any(is_marker)) => marked(texts),
        Err(text) => by_hunks(&text),
    }
}

/// Merges sentences; `None` where both sides changed the same one.
pub(super) fn sentences(texts: Three<&str>) -> Option<String> {
    let Three { before, yours, shipped } = texts.map(|text| {
        let split = |text: String, end: &str| text.replace(end, &format!("{}{SENTENCE}", end.trim_end()));
        [". ", "? ", "! "].into_iter().fold(text.to_owned(), split)
    });
    diffy::merge(&before, &yours, &shipped).ok().map(|text| text.replace(SENTENCE, " "))
}

fn is_marker(line: &str) -> bool {
    MARKERS.iter().any(|marker| line.starts_with(&marker[..7]))
}

/// A text with the markers of `diffy`: each part between them is looked at by sentence.
fn by_hunks(text: &str) -> Merged {
    let mut merged = Merged { text: String::new(), conflicts: Vec::new() };
    let mut rest = text;
    while let Some(hunk) = next_hunk(rest) {
        let (above, three, below) = hunk;
        merged.text += above;
        match sentences(three) {
            Some(text) => merged.text += &text,
            None => {
                let Merged { text, conflicts } = marked(three);
                merged.text += &text;
                merged.conflicts.extend(conflicts);
            }
        }
        rest = below;
    }
    merged.text += rest;
    merged
}

/// What stands above the next conflict, its three sides, and what stands below it.
fn next_hunk(text: &str) -> Option<(&str, Three<&str>, &str)> {
    let [open, before, now, close] = MARKERS;
    let (above, text) = split_at_line(text, open)?;
    let (yours, text) = split_at_line(text, before)?;
    let (before, text) = split_at_line(text, now)?;
    let (shipped, below) = split_at_line(text, close).or_else(|| Some((text.strip_suffix(close.trim_end())?, "")))?;
    Some((above, Three { before, yours, shipped }, below))
}

/// The text above a line, and that below it.
fn split_at_line<'a>(text: &'a str, line: &str) -> Option<(&'a str, &'a str)> {
    let at = if text.starts_with(line) { 0 } else { text.find(&format!("\n{line}"))? + 1 };
    Some((&text[..at], &text[at + line.len()..]))
}

/// A text whose last line ends.
pub(super) fn ended(text: &str) -> Cow<'_, str> {
    if text.is_empty() || text.ends_with('\n') { Cow::Borrowed(text) } else { Cow::Owned(format!("{text}\n")) }
}

/// Yours and the shipped text between markers.
fn marked(texts: Three<&str>) -> Merged {
    let Three { before, yours, shipped } = texts.map(|text| ended(text).into_owned());
    let text = format!("<<<<<<< yours\n{yours}=======\n{shipped}>>>>>>> shipped\n");
    Merged { text, conflicts: vec![Conflict { place: String::new(), yours, before, shipped }] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(before: &str, yours: &str, shipped: &str) -> Merged {
        merge(Three { before, yours, shipped })
    }

    #[test]
    fn two_sentences_of_a_line_are_changed_by_two() {
        let found = merged("A one. B two. C three.\n", "A mine. B two. C three.\n", "A one. B two. C new.\n");
        assert_eq!(found, Merged { text: "A mine. B two. C new.\n".into(), conflicts: vec![] });
    }

    #[test]
    fn only_what_both_changed_stands_between_markers() {
        let before = "# T\n\nOne. Two.\n\nThree.\n\nFour.\n";
        let found = merged(
            before,
            &before.replace("One", "1").replace("Three", "3").replace("Four", "Vier"),
            &before.replace("Two", "2").replace("Three", "III"),
        );
        assert_eq!(found.text, "# T\n\n1. 2.\n\n<<<<<<< yours\n3.\n=======\nIII.\n>>>>>>> shipped\n\nVier.\n");
        let expected =
            Conflict { place: String::new(), yours: "3.\n".into(), before: "Three.\n".into(), shipped: "III.\n".into() };
        assert_eq!(found.conflicts, [expected]);
    }

    #[test]
    fn a_text_with_lines_like_markers_is_left_whole() {
        let found = merged("T\n=======\n\nA.\n", "T\n=======\n\nB.\n", "T\n=======\n\nC.\n");
        assert_eq!(found.text, "<<<<<<< yours\nT\n=======\n\nB.\n=======\nT\n=======\n\nC.\n>>>>>>> shipped\n");
    }

    #[test]
    fn a_text_without_an_end_of_line_is_merged_as_well() {
        assert_eq!(merged("A.", "B.", "C.").text, "<<<<<<< yours\nB.\n=======\nC.\n>>>>>>> shipped\n");
    }
}
