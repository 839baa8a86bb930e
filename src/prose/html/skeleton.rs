//! A tree rendered before its links are resolved: texts may still change, the elements do not.
//!
//! It is rendered by the same writer as a page, in a frame like the theme's, and knows which byte ranges its author wrote.

use super::{HtmlWriter, Picture, RenderContext, Words};
use crate::{
    prose::{Block, LinkKind, LinkTarget, Prose, Resolved, VariableValue, pen::Draw, raw_html::Skeleton},
    source::SitePath,
};

/// The HTML before and behind a page's body, like a theme's.
const PAGE: (&str, &str) = (
    "<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body><header></header><div><main><article><div>\n",
    "\n</div><aside></aside></article><nav></nav></main></div><footer></footer></body></html>",
);

/// Renders a page's body, or a text field in a paragraph, as a whole HTML document, with `#` for links and no text for
/// variables.
pub fn skeleton(prose: &Prose, is_page: bool) -> Skeleton {
    let target = |kind: LinkKind| match kind {
        LinkKind::Shorthand => LinkTarget::Nowhere,
        LinkKind::Link | LinkKind::Image => LinkTarget::Outside("#".into()),
    };
    let targets = prose.links.iter().map(|link| target(link.kind)).collect();
    let resolved = Resolved::new(prose, targets, vec![VariableValue::Text(String::new()); prose.variables.len()]);
    let (from, words) = (SitePath::new("page.html"), Words::default());
    let context = RenderContext {
        from: &from,
        words: &words,
        highlighter: None,
        anchors: is_page,
        picture: &|_| Picture::default(),
        directive: &|_| "<div></div>\n".into(),
    };
    let mut writer = HtmlWriter::new(&resolved, &context, None);
    writer.out.push_str(PAGE.0);
    writer.pieces = Some(Vec::new());
    match prose.blocks.as_slice() {
        _ if is_page => writer.page(),
        [Block::Paragraph(inlines) | Block::Plain(inlines)] => {
            writer.put("<p>");
            writer.line(inlines);
            writer.put("</p>");
        }
        blocks => writer.blocks(blocks),
    }
    writer.put(PAGE.1);
    Skeleton { html: writer.out, parts: writer.pieces.unwrap_or_default() }
}
