//! Lines and columns of a text. Made once for a text, so that a place far down costs no more than one at the top.

/// Characters are counted up to every so many bytes.
const STEP: usize = 1024;

/// An index from byte offsets to lines and columns: O(log lines) a look-up, built once a text.
#[derive(Debug, Clone)]
pub struct LineIndex {
    /// The byte offset of the start of each line.
    lines: Vec<u32>,
    /// How many characters begin before each `STEP`th byte.
    marks: Vec<u32>,
    /// Whether the text is white space alone.
    pub is_blank: bool,
}

impl LineIndex {
    /// Builds the index of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| short(at + 1));
        let mut count = 0;
        let marks = bytes.chunks(STEP).scan(&mut count, |count, chunk| {
            let before = **count;
            **count += short(characters(chunk));
            Some(before)
        });
        let mut marks: Vec<u32> = marks.collect();
        marks.push(count);
        Self { lines: std::iter::once(0).chain(ends).collect(), marks, is_blank: text.trim().is_empty() }
    }

    /// The byte offset of the start of the line that holds the byte at offset `byte`.
    #[must_use]
    pub fn line_start(&self, byte: usize) -> usize {
        self.lines[self.line(byte) - 1] as usize
    }

    /// The 1-based line and column of a byte offset into the same text, which is a character boundary. Columns count characters.
    #[must_use]
    pub fn line_column(&self, text: &str, byte: usize) -> (usize, usize) {
        let before = |byte: usize| {
            let mark = byte / STEP;
            self.marks[mark] as usize + characters(&text.as_bytes()[mark * STEP..byte])
        };
        (self.line(byte), 1 + before(byte) - before(self.line_start(byte)))
    }

    fn line(&self, byte: usize) -> usize {
        self.lines.partition_point(|&start| start as usize <= byte)
    }
}

/// How many characters begin in these bytes.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

fn short(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_place_is_what_counting_from_the_top_says(text in "(a|ö|€|𝄞|\n){0,40}", many in 1_usize..200) {
            let text = text.repeat(many);
            let ruler = LineIndex::new(&text);
            for (byte, _) in text.char_indices().step_by(many).chain([(text.len(), ' ')]) {
                let before = &text[..byte];
                let start = before.rfind('\n').map_or(0, |n| n + 1);
                prop_assert_eq!(ruler.line_start(byte), start);
                let expected = (1 + before.matches('\n').count(), 1 + before[start..].chars().count());
                prop_assert_eq!(ruler.line_column(&text, byte), expected);
            }
        }
    }
}
