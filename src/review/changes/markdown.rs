//! Changes as Markdown: for a merge request, a release note, a wiki.

use super::{
    Changed, Changes, Piece,
    wording::{Line, heading, lines, place, question_words, summary},
};
use crate::review::plain::plain;

/// Writes changes as Markdown. Words that go stand in `<del>`, words that come in `<ins>`.
#[must_use]
pub fn markdown(changes: &Changes) -> String {
    let Changes { old, new, service, .. } = changes;
    let of = service.as_ref().map_or_else(String::new, |service| format!(", for {}", plain(service)));
    let mut blocks = vec![format!("# {}: {} → {}{of}", plain(&new.title), plain(&old.name), plain(&new.name))];
    blocks.push(format!("{}.", sentence(&summary(changes))));
    for (group, changed) in changes.groups().into_iter().filter(|(_, changed)| !changed.is_empty()) {
        blocks.push(format!("## {}", heading(group)));
        if group == "question" {
            for chunk in changed.chunk_by(|one, other| one.place == other.place) {
                let heading = chunk.first().and_then(|changed| changed.place.as_ref()).map_or_else(String::new, place);
                blocks.push(format!("### {}", plain(&heading)));
                blocks.push(list(changes, chunk));
            }
        } else {
            blocks.push(list(changes, changed));
        }
    }
    format!("{}\n", blocks.join("\n\n"))
}

/// A text with a capital letter at its beginning.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn list(changes: &Changes, changed: &[Changed]) -> String {
    let mut told = Vec::new();
    for changed in changed {
        let title = question_words(changed).map_or_else(|| plain(&changed.title), words);
        let title = if changed.id == changed.title { String::new() } else { format!(" {title}") };
        told.push(format!("- **{}**{title}", plain(&changed.id)));
        told.extend(lines(changes, changed).iter().map(line).map(|line| format!("  - {line}")));
    }
    told.join("\n")
}

fn line(Line { what, words: of }: &Line<'_>) -> String {
    let what = plain(what);
    if of.is_empty() { what } else { format!("{what}: {}", words(of)) }
}

/// Words that go stand in `<del>`, words that come in `<ins>`.
pub fn words(words: &[Piece]) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Same(text) => spaced(text),
        Piece::Removed(text) => format!("<del>{}</del>", spaced(text)),
        Piece::Added(text) => format!("<ins>{}</ins>", spaced(text)),
    };
    words.iter().map(piece).collect()
}

/// A piece of a text without marks, with the white space at its ends.
fn spaced(text: &str) -> String {
    let begins = if text.starts_with(char::is_whitespace) { " " } else { "" };
    let ends = if text.ends_with(char::is_whitespace) && !text.trim().is_empty() { " " } else { "" };
    format!("{begins}{}{ends}", plain(text))
}
