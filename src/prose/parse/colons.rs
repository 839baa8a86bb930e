//! Only `: ` with a blank behind it begins a definition; the Markdown crate takes every colon at the beginning of a line for one.
//!
//! Such a colon is hidden from it behind another sign of the same length that means nothing there, and put back into what it read.

use std::{borrow::Cow, ops::Range};

use pulldown_cmark::{CowStr, Event};

/// The sign in its place: punctuation like a colon, so that emphasis beside it is read as before.
const HIDDEN: &str = ";";

/// A text with its hidden colons.
pub(super) struct Colons<'t> {
    written: &'t str,
    /// The text as the crate reads it.
    pub(super) read: Cow<'t, str>,
    /// The byte offsets of the hidden colons.
    places: Vec<usize>,
}

impl<'t> Colons<'t> {
    pub(super) fn of(written: &'t str) -> Self {
        let mut places = Vec::new();
        let mut start = 0;
        for line in written.split_inclusive('\n') {
            let text = line.trim_start_matches([' ', '\t', '>']);
            // The row below the head of a table may begin with one.
            let is_row = || text.contains('-') && text.trim_end().chars().all(|c| matches!(c, '|' | ':' | '-' | ' ' | '\t'));
            if text.starts_with(':') && !text[1..].starts_with([' ', '\t']) && !is_row() {
                places.push(start + line.len() - text.len());
            }
            start += line.len();
        }
        let mut read = Cow::Borrowed(written);
        for &place in &places {
            read.to_mut().replace_range(place..=place, HIDDEN);
        }
        Self { written, read, places }
    }

    /// An event as it would be, had nothing been hidden.
    pub(super) fn restored<'e>(&'e self, event: Event<'e>, range: &Range<usize>) -> Event<'e> {
        let first = self.places.partition_point(|&place| place < range.start);
        let inside = &self.places[first..self.places.partition_point(|&place| place < range.end).max(first)];
        if inside.is_empty() {
            return event;
        }
        let restored = |text: CowStr<'e>| self.text(text, range, inside);
        match event {
            Event::Text(text) => Event::Text(restored(text)),
            Event::Code(text) => Event::Code(restored(text)),
            Event::Html(text) => Event::Html(restored(text)),
            Event::InlineHtml(text) => Event::InlineHtml(restored(text)),
            event => event,
        }
    }

    fn text<'e>(&'e self, text: CowStr<'e>, range: &Range<usize>, inside: &[usize]) -> CowStr<'e> {
        let read = &self.read[range.clone()];
        if *text == *read {
            return CowStr::from(&self.written[range.clone()]);
        }
        // It is not as it stands there, as code over two lines; its signs are those of the range, in their order.
        let mut signs = read.match_indices(HIDDEN).map(|(at, _)| inside.contains(&(range.start + at)));
        let put_back = |c: char| if c == ';' && signs.next().unwrap_or(false) { ':' } else { c };
        CowStr::from(text.chars().map(put_back).collect::<String>())
    }
}
