//! Mappings and lists in brackets, found in a text that may be no YAML.

/// A mapping or a list in brackets that is still open.
#[derive(Clone, Copy)]
pub(super) struct Flow {
    /// Its bracket.
    pub start: usize,
    /// Where a comment begins in it.
    pub comment: Option<usize>,
}

/// Which brackets are open, from the beginning of a text on. Brackets inside a text without quotes open one as well, as the crate reads them.
pub(super) struct FlowScan<'t> {
    text: &'t str,
    /// How far it came, in bytes.
    at: usize,
    /// Those that are open there, the innermost last.
    pub open: Vec<Flow>,
    /// The sign that ends the text in quotes.
    quote: Option<char>,
    /// Whether a value may begin, with its quotes and brackets; or else a text goes on.
    at_value: bool,
    in_comment: bool,
    before: char,
}

impl<'t> FlowScan<'t> {
    pub fn of(text: &'t str) -> Self {
        Self { text, at: 0, open: Vec::new(), quote: None, at_value: true, in_comment: false, before: '\n' }
    }

    /// Goes on to a byte, which begins a character and is not before the last one.
    pub fn advance(&mut self, to: usize) {
        let (from, text) = (self.at, self.text);
        for (offset, c) in text[from..to].char_indices() {
            self.step(from + offset, c);
        }
        self.at = to;
    }

    fn step(&mut self, at: usize, c: char) {
        if self.in_comment {
            self.in_comment = c != '\n';
            self.before = '\n';
            return;
        }
        match (self.quote, c) {
            (Some(closing), _) => self.quote = self.quote.filter(|_| c != closing),
            (None, '"' | '\'') if self.at_value => self.quote = Some(c),
            (None, '#') if self.before.is_whitespace() => {
                if let Some(flow) = self.open.last_mut() {
                    flow.comment.get_or_insert(at);
                }
                self.in_comment = true;
                return;
            }
            (None, '{' | '[') if self.at_value || !self.open.is_empty() => self.open.push(Flow { start: at, comment: None }),
            (None, '}' | ']') => drop(self.open.pop()),
            (None, _) => {}
        }
        self.at_value = match c {
            '\n' | ',' | '{' | '[' | ':' | '-' => true,
            ' ' | '\t' => self.at_value,
            _ => false,
        };
        self.before = c;
    }
}
