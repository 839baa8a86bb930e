//! Footnotes that a reader never gets to: nothing refers to them but notes of the same kind.

use std::collections::{BTreeMap, BTreeSet};

use super::placeholders::each_line;
use crate::prose::{Inline, Prose};

/// Leaves out the notes that no reader gets to from the body, and counts the others and what refers to them anew. Their former
/// indices, in order.
pub(super) fn leave_out_unmentioned(prose: &mut Prose) -> Vec<usize> {
    let mut next = Vec::new();
    each_line(&mut prose.blocks, &mut |line| each_mention(line, &mut |note, _| next.push(*note)));
    for heading in &mut prose.headings {
        each_mention(&mut heading.content, &mut |note, _| next.push(*note));
    }
    let mut kept = BTreeSet::new();
    while let Some(note) = next.pop() {
        if kept.insert(note) {
            each_line(&mut prose.footnotes[note], &mut |line| each_mention(line, &mut |note, _| next.push(*note)));
        }
    }
    let (mut left_out, mut numbers) = (Vec::new(), BTreeMap::new());
    for (note, blocks) in std::mem::take(&mut prose.footnotes).into_iter().enumerate() {
        if kept.contains(&note) {
            numbers.insert(note, (prose.footnotes.len(), 0));
            prose.footnotes.push(blocks);
        } else {
            left_out.push(note);
        }
    }
    let mut count = |note: &mut usize, earlier: &mut usize| {
        if let Some((number, mentions)) = numbers.get_mut(note) {
            (*note, *earlier) = (*number, *mentions);
            *mentions += 1;
        }
    };
    each_line(&mut prose.blocks, &mut |line| each_mention(line, &mut count));
    for heading in &mut prose.headings {
        each_mention(&mut heading.content, &mut count);
    }
    for blocks in &mut prose.footnotes {
        each_line(blocks, &mut |line| each_mention(line, &mut count));
    }
    left_out
}

/// Calls a function with the index of each note that a line refers to, and with the number of earlier references to it.
fn each_mention(line: &mut [Inline], call: &mut dyn FnMut(&mut usize, &mut usize)) {
    for inline in line {
        match inline {
            Inline::Footnote(note, earlier) => call(note, earlier),
            Inline::Emphasis(line) | Inline::Strong(line) | Inline::Strike(line) | Inline::Styled(_, line) => {
                each_mention(line, call);
            }
            Inline::Link(_, title, line) | Inline::Image(_, title, line) => {
                each_mention(title, call);
                each_mention(line, call);
            }
            Inline::Text(_) | Inline::Code(_) | Inline::Html(_) | Inline::Break | Inline::Variable(_) | Inline::Task(_) => {}
        }
    }
}
