//! Trees → plain text, for titles, descriptions and whatever else holds no markup.

use super::{
    Block, Definition, Inline, Prose, Resolved, Style, VariableValue,
    readable::{readable, readable_line},
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
    let prose = resolved.prose();
    blocks_text(prose, &readable(prose, &prose.blocks), &|n| variable_text(resolved, n))
}

/// The text of resolved prose, cut at its headings. The first section has none. A heading inside a quote or a list cuts nothing.
#[must_use]
pub fn section_texts(resolved: &Resolved<'_>) -> Vec<SectionText> {
    let (prose, name) = (resolved.prose(), |n| variable_text(resolved, n));
    let blocks = readable(prose, &prose.blocks);
    let mut sections = vec![SectionText::default()];
    let mut from = 0;
    let mut close = |sections: &mut Vec<SectionText>, to: usize| {
        if let Some(last) = sections.last_mut() {
            last.text = blocks_text(prose, &blocks[from..to], &name);
        }
        from = to + 1;
    };
    for (at, block) in blocks.iter().enumerate() {
        if let Block::Heading(number) = block {
            close(&mut sections, at);
            let heading = &prose.headings[*number];
            let mut title = String::new();
            inlines_text(&readable_line(prose, &heading.content), &name, &mut title);
            sections.push(SectionText { heading: Some((title, heading.anchor.clone())), text: String::new() });
        }
    }
    close(&mut sections, blocks.len());
    sections
}

/// The text of inlines with the values of their variables: of a label, or of what a picture shows.
#[must_use]
pub fn inline_text(inlines: &[Inline], resolved: &Resolved<'_>) -> String {
    label_text(inlines, &|n| variable_text(resolved, n))
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

fn variable_text(resolved: &Resolved<'_>, n: usize) -> String {
    match resolved.name(n) {
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
    label_text(inlines, &|n| format!("{{{{{}}}}}", prose.variables[n].value))
}

fn blocks_text(prose: &Prose, blocks: &[Block], name: &dyn Fn(usize) -> String) -> String {
    let mut lines: Vec<String> = Vec::new();
    let nested = |blocks: &[Block]| blocks_text(prose, blocks, name);
    for block in blocks {
        let mut line = String::new();
        match block {
            Block::Paragraph(inlines) | Block::Plain(inlines) => inlines_text(inlines, name, &mut line),
            Block::Heading(n) => inlines_text(&readable_line(prose, &prose.headings[*n].content), name, &mut line),
            Block::Quote(blocks) | Block::Alert(_, blocks) => line = nested(blocks),
            Block::Tabs(tabs) => {
                for tab in tabs {
                    lines.extend([label_text(&tab.title, name), nested(&tab.blocks)]);
                }
            }
            Block::Code(code) => {
                lines.extend(code.title.as_deref().map(|title| label_text(title, name)));
                line.clone_from(&code.text);
            }
            Block::Diagram(diagram) => {
                lines.extend(diagram.title.as_deref().map(|title| label_text(title, name)));
                line.clone_from(&diagram.text);
            }
            Block::List(_, items) => items.iter().for_each(|item| lines.push(nested(item))),
            Block::Definitions(definitions) => {
                for definition in definitions {
                    match definition {
                        Definition::Term(inlines) => {
                            let mut term = String::new();
                            inlines_text(inlines, name, &mut term);
                            lines.push(term);
                        }
                        Definition::Meaning(blocks) => lines.push(nested(blocks)),
                    }
                }
            }
            Block::Table(table) => {
                for row in std::iter::once(&table.head).chain(&table.rows) {
                    let cells = row.iter().map(|cell| {
                        let mut text = String::new();
                        inlines_text(cell, name, &mut text);
                        text
                    });
                    lines.push(cells.collect::<Vec<_>>().join(" "));
                }
            }
            Block::Html(_) | Block::Rule | Block::Directive(_) => {}
        }
        if !line.is_empty() {
            lines.push(line);
        }
    }
    lines.join("\n")
}

fn label_text(label: &[Inline], name: &dyn Fn(usize) -> String) -> String {
    let mut out = String::new();
    inlines_text(label, name, &mut out);
    out
}

fn inlines_text(inlines: &[Inline], name: &dyn Fn(usize) -> String, out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => out.push_str(&text.replace('\n', " ")),
            Inline::Code(text) => out.push_str(text),
            Inline::Emphasis(inner)
            | Inline::Strong(inner)
            | Inline::Strike(inner)
            | Inline::Link(_, _, inner)
            | Inline::Styled(Style::Subscript | Style::Marked, inner) => inlines_text(inner, name, out),
            Inline::Image(_, title, inner) => {
                inlines_text(inner, name, out);
                if !title.is_empty() {
                    out.push(' ');
                    inlines_text(title, name, out);
                }
            }
            Inline::Styled(Style::Superscript, inner) => {
                let raised = label_text(inner, name);
                // Two numbers do not become one.
                let meet = out.ends_with(|c: char| c.is_numeric())
                    && raised.starts_with(|c: char| c.is_numeric() || c == '-' || c == '−');
                out.push_str(if meet { "^" } else { "" });
                out.push_str(&raised);
            }
            Inline::Break => out.push(' '),
            Inline::Variable(n) => out.push_str(&name(*n)),
            Inline::Html(_) | Inline::Footnote(..) | Inline::Task(_) => {}
        }
    }
}
