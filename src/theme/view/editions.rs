//! The page of what an edition of a checklist changed; pages and sheets share its parts.

use serde::Serialize;

use super::{Frame, Link};
use crate::review::changes::Piece;

/// What an edition of a checklist changed, `edition.html`; also the running edition, which is not closed yet.
#[derive(Debug, Serialize)]
pub struct EditionView {
    /// The frame around it, `page` in the template: title, navigation, links, dates.
    pub page: Frame,
    /// The checklist.
    pub checklist: Link,
    /// The id of the edition, as in `2026-12-15`; none for the running one.
    pub edition: Option<String>,
    /// The ids of the editions before it; none for the first one.
    pub after: Vec<String>,
    /// What it changed, counted; a sentence without a full stop.
    pub says: String,
    /// What it changed, by kind.
    pub groups: Vec<ChangesView>,
    /// All editions of the checklist that have a page, the newest first.
    pub editions: Vec<EditionLine>,
}

/// An edition in one line.
#[derive(Debug, Clone, Serialize)]
pub struct EditionLine {
    /// Its id; none for the running one.
    pub edition: Option<String>,
    /// The relative URL of its page.
    pub href: String,
    /// What it changed, counted, as in `5 new, 10 reworded`.
    pub says: String,
    /// Whether it is the first one, which changed nothing.
    pub is_first: bool,
    /// Whether this is its page.
    pub here: bool,
}

/// The changes of one kind.
#[derive(Debug, Clone, Serialize)]
pub struct ChangesView {
    /// `added`, `reworded`, `regraded`, `condition`, `moved`, `retired`, `correction` or `details`.
    pub kind: &'static str,
    /// The changes in the order of the edition; at least one.
    pub changes: Vec<ChangeView>,
}

/// One change.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeView {
    /// The id of the question; empty for what stands around all of them.
    pub id: String,
    /// The relative URL of the question; none for one that is not asked any more, and on paper.
    pub href: Option<String>,
    /// The question, plain text, in pieces.
    pub ask: Vec<PieceView>,
    /// What can serve as evidence, in pieces; empty where it did not change.
    pub evidence: Vec<PieceView>,
    /// What held before, as words: a grade, a condition, a place; empty where nothing is compared.
    pub was: String,
    /// What holds now, in the same way.
    pub is: String,
    /// The questions that ask for it now; on paper without an address.
    pub replaced_by: Vec<Link>,
    /// Why; empty where nobody said it.
    pub why: String,
}

/// A piece of a text that was reworded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PieceView {
    /// `same`, `removed` or `added`.
    pub kind: &'static str,
    /// Its words, with the white space at their ends.
    pub text: String,
}

/// The pieces of a text that was reworded.
#[must_use]
pub fn pieces(words: &[Piece]) -> Vec<PieceView> {
    let piece = |piece: &Piece| match piece {
        Piece::Same(text) => PieceView { kind: "same", text: text.clone() },
        Piece::Removed(text) => PieceView { kind: "removed", text: text.clone() },
        Piece::Added(text) => PieceView { kind: "added", text: text.clone() },
    };
    let mut pieces: Vec<PieceView> = words.iter().map(piece).collect();
    // What comes stands apart from what goes.
    for at in 1..pieces.len() {
        if pieces[at].kind == "added" && pieces[at - 1].kind == "removed" && !pieces[at - 1].text.ends_with(' ') {
            pieces[at - 1].text.push(' ');
        }
    }
    pieces
}

/// That a question is not what the last closed edition asked.
#[derive(Debug, Clone, Serialize)]
pub struct ChangedView {
    /// How it changed: a kind of [`ChangesView`].
    pub kind: &'static str,
    /// The id of the last closed edition.
    pub edition: String,
    /// The relative URL of the place that says what changed.
    pub href: String,
}

/// What a question asked before, so that the page's scripts can show it beside an older answer.
#[derive(Debug, Serialize)]
pub struct FormerView {
    /// The id of the question.
    pub id: String,
    /// The digest of these words, as an answer says it in `asked`.
    pub asked: String,
    /// The closed editions of the checklist that asked it so, separated by blanks.
    pub editions: String,
    /// Whether only mistakes in the words were mended since, so that nobody looks again.
    pub is_corrected: bool,
    /// The question, plain text.
    pub ask: String,
    /// What could serve as evidence, plain text; empty where nothing was named, and where it is the same today.
    pub evidence: String,
}

/// `changes.typ`: what the last edition of a checklist changed, and what changed since.
#[derive(Debug, Serialize)]
pub struct ChangesData {
    /// The last closed edition, and before it the running one, as far as they changed something.
    pub editions: Vec<EditionData>,
}

/// An edition on paper.
#[derive(Debug, Serialize)]
pub struct EditionData {
    /// Its title, as in `Edition of 2026-12-15`.
    pub title: String,
    /// What it changed, counted.
    pub says: String,
    /// What it changed, by kind.
    pub groups: Vec<ChangesView>,
}
