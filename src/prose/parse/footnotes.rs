//! Footnotes: which numbers they have, and which a reader never gets to because nothing refers to them but notes of the same kind.

use std::collections::{BTreeMap, BTreeSet};

use super::placeholders::{Line, each_line};
use crate::prose::{Block, Heading, Inline, Prose};

/// Leaves out the notes that no reader gets to from the body, and counts the others and what refers to them anew: in the order in
/// which somebody reads who reads the notes at the end. The former indices of those that are left out, in order.
pub(super) fn leave_out_unmentioned(prose: &mut Prose) -> Vec<usize> {
    let mut kept = mentioned(&mut prose.blocks, &mut prose.headings);
    let mut seen: BTreeSet<usize> = kept.iter().copied().collect();
    let mut read = 0;
    while let Some(&note) = kept.get(read) {
        kept.extend(mentioned(&mut prose.footnotes[note], &mut prose.headings).into_iter().filter(|note| seen.insert(*note)));
        read += 1;
    }
    let mut notes: Vec<Option<Vec<Block>>> = std::mem::take(&mut prose.footnotes).into_iter().map(Some).collect();
    prose.footnotes = kept.iter().map(|&note| notes[note].take().unwrap_or_default()).collect();
    let mut numbers = kept.into_iter().enumerate().map(|(number, note)| (note, (number, 0))).collect();
    // A note leads back to the first mark of its number, so what is drawn without a mark is counted last.
    count(prose, Line::Prose, &mut numbers);
    count(prose, Line::Label, &mut numbers);
    notes.iter().enumerate().filter_map(|(note, blocks)| blocks.is_some().then_some(note)).collect()
}

/// The notes that blocks mention, in the order of their first mention.
fn mentioned(blocks: &mut [Block], headings: &mut [Heading]) -> Vec<usize> {
    let (mut notes, mut seen) = (Vec::new(), BTreeSet::new());
    each_line(blocks, headings, &mut |line, kind| {
        each_mention(line, kind, &mut |mention| {
            if seen.insert(*mention.note) {
                notes.push(*mention.note);
            }
        });
    });
    notes
}

/// Counts what refers to notes from lines of one kind. `numbers` has the new index of each note, and how often it was counted.
fn count(prose: &mut Prose, counted: Line, numbers: &mut BTreeMap<usize, (usize, usize)>) {
    for blocks in std::iter::once(&mut prose.blocks).chain(&mut prose.footnotes) {
        each_line(blocks, &mut prose.headings, &mut |line, kind| {
            each_mention(line, kind, &mut |mention| {
                if let Some((number, mentions)) = numbers.get_mut(mention.note).filter(|_| mention.line == counted) {
                    (*mention.note, *mention.earlier) = (*number, *mentions);
                    *mentions += 1;
                }
            });
        });
    }
}

/// What refers to a note.
struct Mention<'m> {
    /// The index of the note.
    note: &'m mut usize,
    /// The number of earlier references to it.
    earlier: &'m mut usize,
    /// What it stands in.
    line: Line,
}

/// Calls a function with all that refers to a note in a line.
fn each_mention(inlines: &mut [Inline], line: Line, call: &mut dyn FnMut(Mention<'_>)) {
    for inline in inlines {
        match inline {
            Inline::Footnote(note, earlier) => call(Mention { note, earlier, line }),
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Strike(inner) | Inline::Styled(_, inner) => {
                each_mention(inner, line, call);
            }
            Inline::Link(_, title, inner) => {
                each_mention(title, Line::Label, call);
                each_mention(inner, line, call);
            }
            Inline::Image(_, title, alt) => {
                each_mention(title, Line::Label, call);
                each_mention(alt, Line::Label, call);
            }
            Inline::Text(_) | Inline::Code(_) | Inline::Html(_) | Inline::Break | Inline::Variable(_) | Inline::Task(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::prose::{Block, Inline, parse::tests::tree};

    #[test]
    fn a_note_that_only_notes_like_it_mention_is_left_out_and_told() {
        let told = |text: &str| {
            let (prose, findings) = tree(text);
            (prose.footnotes.len(), findings.into_iter().map(|found| found.message).collect::<Vec<_>>())
        };
        let lost = |name: &str| format!("nothing refers to the footnote `{name}`");
        assert_eq!(told("a\n\n[^b]: c[^b]\n"), (0, vec![lost("b")]));
        assert_eq!(told("a\n\n[^b]: c[^d]\n\n[^d]: e[^b]\n"), (0, vec![lost("b"), lost("d")]));
        let twice = "there is a footnote `b` already, so this one is not shown".to_owned();
        assert_eq!(told("a[^b]\n\n[^b]: c\n\n[^b]: d[^e]\n\n[^e]: f\n"), (1, vec![twice, lost("e")]));
        assert_eq!(told("> [!TAB] A[^b]\n> a\n\n[^b]: c\n\n[^d]: e\n"), (1, vec![lost("d")]));
    }

    #[test]
    fn notes_have_numbers_from_the_text_first_and_then_from_the_notes() {
        let (prose, _) = tree("a[^b]\n\n[^b]: c[^d]\n[^e]: f[^g]\n\n# H[^g]\n\n[^d]: i\n[^g]: j\n");
        let note = |text: &str| vec![Block::Paragraph(vec![Inline::Text(text.into())])];
        let first = vec![Block::Paragraph(vec![Inline::Text("c".into()), Inline::Footnote(2, 0)])];
        assert_eq!(prose.footnotes, [first, note("j"), note("i")]);
    }

    #[test]
    fn a_note_leads_back_to_its_first_mark() {
        let (prose, _) = tree("[^b]: c\n[^b]: d[^b]\n\n# E[^b]\n\n> [!TAB] F[^b]\n> g[^b]\n");
        let Some(Block::Tabs(tabs)) = prose.blocks.last() else { panic!("{:?}", prose.blocks) };
        let line = vec![Inline::Text("g".into()), Inline::Footnote(0, 0)];
        assert_eq!(tabs[0].blocks, [Block::Paragraph(line)]);
        assert_eq!(prose.headings[0].content.last(), Some(&Inline::Footnote(0, 1)));
    }
}
