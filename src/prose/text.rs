//! Trees → plain text, for titles, descriptions and whatever else holds no markup.

use std::{
    borrow::Cow,
    collections::{BTreeSet, VecDeque},
};

use super::{
    Alert, Block, CodeBlock, Definition, Diagram, Directive, Heading, Inline, Link, LinkKind, LinkTarget, Mention, Prose,
    Resolved, Style, Tab, Table, VariableValue,
    pen::{Draw, Pen},
    readable::readable_line,
};

/// The text of one section.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SectionText {
    /// The heading's text and its anchor; `None` before the first heading.
    pub heading: Option<(String, String)>,
    /// The text up to the next heading of any level, one line a block.
    pub text: String,
}

/// The text of resolved prose, one line a block. A variable without a value is `______`, a line to write on.
#[must_use]
pub fn plain_text(resolved: &Resolved<'_>) -> String {
    let value = |number| variable_text(resolved, number);
    let mut pen = TextPen::new(resolved.prose(), &value);
    pen.page();
    pen.lines.join("\n")
}

/// The text of resolved prose, cut at its headings. The first section has none. A heading inside a quote or a list cuts nothing. A
/// footnote belongs to the section that mentions it first.
#[must_use]
pub fn section_texts(resolved: &Resolved<'_>) -> Vec<SectionText> {
    let (prose, value) = (resolved.prose(), |number| variable_text(resolved, number));
    let mut pen = TextPen { resolved: Some(resolved), ..TextPen::new(prose, &value) };
    let mut sections = vec![SectionText::default()];
    for block in pen.shown(&prose.blocks).iter() {
        if let Block::Heading(number) = block {
            pen.end_section(&mut sections);
            pen.blocks(std::slice::from_ref(block));
            let heading = Some((pen.lines.pop().unwrap_or_default(), prose.headings[*number].anchor.clone()));
            sections.push(SectionText { heading, text: String::new() });
        } else {
            pen.blocks(std::slice::from_ref(block));
        }
    }
    pen.end_section(&mut sections);
    // What nothing here mentions the page's title does.
    pen.notes.extend(0..prose.footnotes.len());
    pen.end_section(&mut sections[..1]);
    sections
}

/// The text of inlines with the values of their variables: of a label, or of what a picture shows.
#[must_use]
pub fn inline_text(inlines: &[Inline], resolved: &Resolved<'_>) -> String {
    TextPen::new(resolved.prose(), &|number| variable_text(resolved, number)).whole_line(inlines)
}

/// The text of a label as it was written, with the values of its variables.
#[must_use]
pub fn written_label(label: &[Inline], resolved: &Resolved<'_>) -> String {
    let one = |inline: &Inline| match inline {
        Inline::Text(text) => text.clone(),
        inline => inline_text(std::slice::from_ref(inline), resolved),
    };
    label.iter().map(one).collect()
}

fn variable_text(resolved: &Resolved<'_>, number: usize) -> String {
    match resolved.name(number) {
        VariableValue::Text(text) => text.clone(),
        VariableValue::Unset(_) => "______".to_owned(),
    }
}

/// The text of a heading that is a page's title, with `{{names}}` left as they are.
#[must_use]
pub fn title_text(inlines: &[Inline], prose: &Prose) -> String {
    tree_text(&readable_line(prose, inlines), prose)
}

/// The text of inlines as written, with `{{names}}` left as they are; for ids and comparisons.
#[must_use]
pub fn tree_text(inlines: &[Inline], prose: &Prose) -> String {
    TextPen::new(prose, &|number| format!("{{{{{}}}}}", prose.variables[number].value)).whole_line(inlines)
}

/// Where links lead that are not resolved.
static NOWHERE: LinkTarget = LinkTarget::Nowhere;

struct TextPen<'t> {
    prose: &'t Prose,
    /// Where links lead, if the text says what does not lead anywhere.
    resolved: Option<&'t Resolved<'t>>,
    /// The text of the variable with an index.
    value: &'t dyn Fn(usize) -> String,
    /// The lines that are drawn.
    lines: Vec<String>,
    /// The line that is being drawn.
    line: String,
    /// Whether a picture was drawn last.
    is_behind_picture: bool,
    /// The footnotes that were mentioned, in order; each is taken from here once.
    notes: VecDeque<usize>,
    /// Those that are drawn.
    noted: BTreeSet<usize>,
}

impl<'t> TextPen<'t> {
    fn new(prose: &'t Prose, value: &'t dyn Fn(usize) -> String) -> Self {
        let (lines, line, notes, noted) = (Vec::new(), String::new(), VecDeque::new(), BTreeSet::new());
        Self { prose, resolved: None, value, lines, line, is_behind_picture: false, notes, noted }
    }

    /// Gives what was drawn to the last section, with the footnotes that it mentions.
    fn end_section(&mut self, sections: &mut [SectionText]) {
        while let Some(note) = self.notes.pop_front() {
            if self.noted.insert(note) {
                self.blocks(&self.shown(&self.prose.footnotes[note]));
            }
        }
        if let Some(last) = sections.last_mut() {
            self.lines.splice(0..0, Some(std::mem::take(&mut last.text)).filter(|text| !text.is_empty()));
            last.text = std::mem::take(&mut self.lines).join("\n");
        }
    }

    fn whole_line(&mut self, line: &[Inline]) -> String {
        let outer = std::mem::take(&mut self.line);
        self.is_behind_picture = false;
        self.line(line);
        std::mem::replace(&mut self.line, outer)
    }

    /// Writes a text; behind a picture it is no part of its last word.
    fn write(&mut self, text: &str) {
        if self.is_behind_picture && text.starts_with(char::is_alphanumeric) {
            self.part_words();
        }
        self.is_behind_picture = false;
        self.line.push_str(text);
    }

    /// Ends a word where the search would read on into a picture, or out of it.
    fn part_words(&mut self) {
        if self.resolved.is_some() && self.line.ends_with(char::is_alphanumeric) {
            self.line.push(' ');
        }
    }

    /// Ends a line; an empty one is none.
    fn end(&mut self, line: String) {
        if !line.is_empty() {
            self.lines.push(line);
        }
    }

    /// A line of a title and the lines that have it.
    fn titled(&mut self, title: Option<&[Inline]>, text: &str) {
        if let Some(title) = title {
            self.paragraph(title);
        }
        self.end(text.to_owned());
    }
}

impl<'t> Pen<'t> for TextPen<'t> {
    fn prose(&self) -> &'t Prose {
        self.prose
    }

    fn target(&self, link: usize) -> &'t LinkTarget {
        self.resolved.map_or(&NOWHERE, |resolved| resolved.target(link))
    }

    fn paragraph(&mut self, line: &[Inline]) {
        let line = self.whole_line(line);
        self.end(line);
    }

    fn plain(&mut self, line: &[Inline]) {
        self.paragraph(line);
    }

    fn heading(&mut self, _heading: &Heading, line: &[Inline]) {
        let line = self.whole_line(line);
        self.lines.push(line);
    }

    fn quote(&mut self, blocks: &[Block]) {
        self.blocks(blocks);
    }

    fn alert(&mut self, _alert: Alert, blocks: &[Block]) {
        self.blocks(blocks);
    }

    fn tabs(&mut self, tabs: &[Tab]) {
        for Tab { title, blocks } in tabs {
            self.paragraph(title);
            self.blocks(blocks);
        }
    }

    fn code_block(&mut self, code: &CodeBlock) {
        self.titled(code.title.as_deref(), &code.text);
    }

    fn diagram(&mut self, diagram: &Diagram) {
        self.titled(diagram.title.as_deref(), &diagram.text);
    }

    fn list(&mut self, _start: Option<u64>, items: &[Vec<Block>]) {
        for item in items {
            self.blocks(item);
        }
    }

    fn definitions(&mut self, definitions: &[Definition]) {
        for definition in definitions {
            match definition {
                Definition::Term(line) => self.paragraph(line),
                Definition::Meaning(blocks) => self.blocks(blocks),
            }
        }
    }

    fn table(&mut self, table: &Table) {
        for row in std::iter::once(&table.head).chain(&table.rows) {
            let cells: Vec<String> = row.iter().map(|cell| self.whole_line(cell)).collect();
            self.lines.push(cells.join(" "));
        }
    }

    fn rule(&mut self) {}

    fn directive(&mut self, _directive: &Directive) {}

    fn footnotes(&mut self, notes: &[Cow<'_, [Block]>]) {
        for note in notes {
            self.blocks(note);
        }
    }

    fn text(&mut self, text: &str) {
        self.write(&text.replace('\n', " "));
    }

    fn code(&mut self, text: &str) {
        self.write(text);
    }

    fn emphasis(&mut self, line: &[Inline]) {
        self.line(line);
    }

    fn strong(&mut self, line: &[Inline]) {
        self.line(line);
    }

    fn strike(&mut self, line: &[Inline]) {
        self.line(line);
    }

    fn styled(&mut self, style: Style, line: &[Inline]) {
        match style {
            Style::Superscript => {
                let raised = self.whole_line(line);
                // Two numbers do not become one.
                let meet = self.line.ends_with(|c: char| c.is_numeric())
                    && raised.starts_with(|c: char| c.is_numeric() || c == '-' || c == '−');
                self.line.push_str(if meet { "^" } else { "" });
                self.line.push_str(&raised);
            }
            Style::Subscript | Style::Marked => self.line(line),
        }
    }

    fn link(&mut self, _link: usize, _title: &[Inline], line: &[Inline]) {
        self.line(line);
    }

    fn not_asked(&mut self, _link: &Link, by: &[Mention], line: &[Inline]) {
        self.line(line);
        for (number, Mention { id, .. }) in by.iter().enumerate() {
            self.line.push_str(if number == 0 { " → " } else { ", " });
            self.line.push_str(id);
        }
    }

    fn unlinked(&mut self, link: &Link, line: &[Inline]) {
        let is_bracketed = link.kind == LinkKind::Shorthand && self.resolved.is_some();
        self.line.push_str(if is_bracketed { "[" } else { "" });
        self.line(line);
        self.line.push_str(if is_bracketed { "]" } else { "" });
    }

    fn image(&mut self, _link: usize, title: &[Inline], alt: &[Inline]) {
        self.part_words();
        self.line(alt);
        if !title.is_empty() {
            self.line.push(' ');
            self.line(title);
        }
        self.is_behind_picture = true;
    }

    fn line_break(&mut self) {
        self.line.push(' ');
    }

    fn variable(&mut self, number: usize) {
        let value = (self.value)(number);
        self.write(&value);
    }

    fn footnote(&mut self, note: usize, _earlier: usize) {
        self.notes.push_back(note);
    }

    fn task(&mut self, _is_done: bool) {}
}
