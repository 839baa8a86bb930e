//! Words in angle brackets that are no HTML: text in the lines of a tree.

use super::inlines;
use crate::prose::{Block, Definition, Heading, Html, Inline};

/// How a line is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// With all that it holds.
    Prose,
    /// As plain text: the title of a tab, and that of the page, which is a heading of the first level.
    Label,
}

/// Calls a function with each line of inlines in blocks, in the order in which they are drawn. Headings stand beside the blocks.
pub(super) fn each_line(blocks: &mut [Block], headings: &mut [Heading], call: &mut dyn FnMut(&mut Vec<Inline>, Line)) {
    for block in blocks {
        match block {
            Block::Paragraph(inlines) | Block::Plain(inlines) => call(inlines, Line::Prose),
            Block::Quote(blocks) | Block::Alert(_, blocks) => each_line(blocks, headings, call),
            Block::Tabs(tabs) => tabs.iter_mut().for_each(|tab| {
                call(&mut tab.title, Line::Label);
                each_line(&mut tab.blocks, headings, call);
            }),
            Block::List(_, items) => items.iter_mut().for_each(|item| each_line(item, headings, call)),
            Block::Definitions(definitions) => definitions.iter_mut().for_each(|definition| match definition {
                Definition::Term(inlines) => call(inlines, Line::Prose),
                Definition::Meaning(blocks) => each_line(blocks, headings, call),
            }),
            Block::Table(table) => {
                let rows = std::iter::once(&mut table.head).chain(&mut table.rows);
                rows.flatten().for_each(|cell| call(cell, Line::Prose));
            }
            Block::Heading(number) => {
                let heading = &mut headings[*number];
                call(&mut heading.content, if heading.level == 1 { Line::Label } else { Line::Prose });
            }
            Block::Code(_) | Block::Diagram(_) | Block::Html(_) | Block::Rule | Block::Directive(_) => {}
        }
    }
}

/// Puts a text in the place of each piece of HTML that is one.
pub(super) fn with_text(inlines: &mut Vec<Inline>, is_text: &dyn Fn(&Html) -> Option<String>) {
    let before = std::mem::take(inlines);
    for inline in before {
        let inline = match inline {
            Inline::Html(html) => match is_text(&html) {
                Some(text) => Inline::Text(text),
                None => Inline::Html(html),
            },
            Inline::Emphasis(mut inner) => {
                with_text(&mut inner, is_text);
                Inline::Emphasis(inner)
            }
            Inline::Strong(mut inner) => {
                with_text(&mut inner, is_text);
                Inline::Strong(inner)
            }
            Inline::Strike(mut inner) => {
                with_text(&mut inner, is_text);
                Inline::Strike(inner)
            }
            Inline::Link(number, title, mut inner) => {
                with_text(&mut inner, is_text);
                Inline::Link(number, title, inner)
            }
            Inline::Image(number, title, mut inner) => {
                with_text(&mut inner, is_text);
                Inline::Image(number, title, inner)
            }
            other => other,
        };
        inlines::push(inline, inlines);
    }
}
