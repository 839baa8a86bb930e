//! Changes as a text for a terminal.

use super::{
    Changed, Changes, Piece,
    wording::{Line, heading, lines, place, question_words, summary},
};
use crate::diagnostic::{ColourChoice, escape_for_terminal};

/// Writes changes for people: a line for each thing, its changes below it, and at the end how many there are. Words that go stand in `[-…-]`,
/// words that come in `{+…+}`, as in `git diff --word-diff`.
#[must_use]
pub fn text(changes: &Changes, colour: ColourChoice) -> String {
    let of = changes.service.as_ref().map_or_else(String::new, |service| format!(", for {service}"));
    let paper = Paper { changes, colour };
    let mut told = vec![escape_for_terminal(&format!("{} → {}{of}", changes.old.name, changes.new.name)).into_owned()];
    for (group, changed) in changes.groups() {
        if group == "question" {
            told.extend(paper.questions(changed));
        } else if !changed.is_empty() {
            told.push(paper.block(heading(group), changed));
        }
    }
    told.push(summary(changes));
    format!("{}\n", told.join("\n\n"))
}

struct Paper<'a> {
    changes: &'a Changes,
    colour: ColourChoice,
}

impl Paper<'_> {
    /// Questions below the checklist and area that they stand in.
    fn questions(&self, changed: &[Changed]) -> Vec<String> {
        let name = |changed: &Changed| changed.place.as_ref().map_or_else(String::new, place);
        let together = changed.chunk_by(|one, other| one.place == other.place);
        together.filter_map(|chunk| Some(self.block(&name(chunk.first()?), chunk))).collect()
    }

    fn block(&self, heading: &str, changed: &[Changed]) -> String {
        let mut told = vec![escape_for_terminal(heading).into_owned()];
        for changed in changed {
            let title = question_words(changed)
                .map_or_else(|| escape_for_terminal(&changed.title).into_owned(), |words| self.words(words));
            let title = if changed.id == changed.title { String::new() } else { format!("  {title}") };
            told.push(format!("  {}{title}", escape_for_terminal(&changed.id)));
            told.extend(lines(self.changes, changed).iter().map(|line| format!("    {}", self.line(line))));
        }
        told.join("\n")
    }

    fn line(&self, Line { what, words }: &Line<'_>) -> String {
        let what = escape_for_terminal(what);
        if words.is_empty() { what.into_owned() } else { format!("{what}: {}", self.words(words)) }
    }

    fn words(&self, words: &[Piece]) -> String {
        let coloured = |colour: &str, text: String| match self.colour {
            ColourChoice::Coloured => format!("\u{1b}[{colour}m{text}\u{1b}[0m"),
            ColourChoice::Plain => text,
        };
        let piece = |piece: &Piece| match piece {
            Piece::Same(text) => escape_for_terminal(text).into_owned(),
            Piece::Removed(text) => coloured("31", format!("[-{}-]", escape_for_terminal(text))),
            Piece::Added(text) => coloured("32", format!("{{+{}+}}", escape_for_terminal(text))),
        };
        words.iter().map(piece).collect()
    }
}
