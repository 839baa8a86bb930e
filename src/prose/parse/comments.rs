//! HTML comments of a Markdown text, and what they stand above.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::OPTIONS;

/// An HTML comment. Ranges are bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// From `<!--` to `-->`, both included.
    pub range: Range<usize>,
    /// What it is about: from the comment to the end of the block that follows it, in the same list item, quotation or page; the
    /// lines of the comment, where it stands in a line with other words or nothing follows.
    pub covers: Range<usize>,
}

/// The comments of a text, in order. What stands in code is none.
#[must_use]
pub fn comments(text: &str) -> Vec<Comment> {
    let mut found: Vec<Comment> = Vec::new();
    // Those that wait for the block that follows them.
    let mut alone: Vec<usize> = Vec::new();
    let mut in_html = false;
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        match event {
            Event::Start(Tag::HtmlBlock) => {
                in_html = true;
                if collect(text, range.clone(), &mut found) {
                    alone.push(found.len() - 1);
                } else {
                    settle(&mut alone, &mut found, range.end);
                }
            }
            Event::End(TagEnd::HtmlBlock) => in_html = false,
            Event::InlineHtml(_) => {
                collect(text, range, &mut found);
            }
            Event::Start(_) | Event::Rule if !in_html => settle(&mut alone, &mut found, range.end),
            Event::End(_) => alone.clear(),
            _ => {}
        }
    }
    found
}

/// Gives the block that ends here to those that waited for it.
fn settle(alone: &mut Vec<usize>, found: &mut [Comment], end: usize) {
    for at in alone.drain(..) {
        found[at].covers.end = end;
    }
}

/// Takes the comments of a piece of HTML; whether nothing else stands in it.
fn collect(text: &str, html: Range<usize>, found: &mut Vec<Comment>) -> bool {
    let mut at = html.start;
    let mut is_alone = false;
    while let Some(start) = text[at..html.end].find("<!--").map(|start| at + start) {
        let Some(end) = text[start..html.end].find("-->").map(|end| start + end + 3) else { break };
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[end..].find('\n').map_or(text.len(), |newline| end + newline);
        is_alone = text[html.start..start].trim().is_empty() && text[end..html.end].trim().is_empty();
        found.push(Comment { range: start..end, covers: line_start..line_end });
        at = end;
    }
    is_alone
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(text: &str) -> Vec<&str> {
        comments(text).into_iter().map(|comment| text[comment.covers].trim_end()).collect()
    }

    #[test]
    fn a_comment_is_about_the_block_that_follows_it() {
        assert_eq!(covered("a\n\n<!-- c -->\nb\nb\n\nd\n"), ["<!-- c -->\nb\nb"]);
        assert_eq!(covered("<!-- c -->\n\n## b\n\nd\n"), ["<!-- c -->\n\n## b"]);
        assert_eq!(covered("<!-- c -->\n\n- b\n- b\n\nd\n"), ["<!-- c -->\n\n- b\n- b"]);
        assert_eq!(covered("<!-- c -->\n```sh\nb\n\nb\n```\nd\n"), ["<!-- c -->\n```sh\nb\n\nb\n```"]);
        assert_eq!(covered("<!--\nc\n-->\n| a |\n|---|\n| b |\n"), ["<!--\nc\n-->\n| a |\n|---|\n| b |"]);
    }

    #[test]
    fn one_above_another_is_about_the_same_block() {
        assert_eq!(covered("<!-- c -->\n<!-- d -->\nb\n"), ["<!-- c -->\n<!-- d -->\nb", "<!-- d -->\nb"]);
    }

    #[test]
    fn in_a_line_with_words_it_is_about_its_line() {
        assert_eq!(covered("a\nb <!-- c --> b\nd\n"), ["b <!-- c --> b"]);
        assert_eq!(covered("<!-- c --> b\nd\n"), ["<!-- c --> b"]);
    }

    #[test]
    fn it_does_not_leave_its_list_item() {
        assert_eq!(covered("- a\n\n  <!-- c -->\n\nb\n"), ["  <!-- c -->"]);
        assert_eq!(covered("- a\n\n  <!-- c -->\n\n  b\n\nd\n"), ["  <!-- c -->\n\n  b"]);
    }

    #[test]
    fn in_code_there_is_none() {
        assert!(comments("`<!-- c -->`\n\n```html\n<!-- c -->\n```\n\n    <!-- c -->\n").is_empty());
    }
}
