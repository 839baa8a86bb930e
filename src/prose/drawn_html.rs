//! The source of raw HTML as it is drawn, for who reads what it says.

use pulldown_cmark_escape::escape_html_body_text;

use super::{Html, HtmlPart, Inline, Mask, Prose, masks_of, overlapping};

/// Signs around the number of a link, and around that of a variable, in the source that is read: of the private use area, so that
/// no text means them.
const LINK: (char, char) = ('\u{f8f0}', '\u{f8f1}');
const NAME: (char, char) = ('\u{f8f2}', '\u{f8f1}');

/// A piece of HTML as it is drawn: what is masked in it is text or nothing. Links and names are numbers.
pub(super) fn source(prose: &Prose, html: &Html) -> String {
    let masks = masks_of(&prose.masked, html.piece);
    let mut out = String::new();
    let mut put = |written: &str, from: usize| {
        if prose.is_html_refused {
            return escape(written, &mut out);
        }
        let mut done = 0;
        for masked in overlapping(masks, from..from.saturating_add(written.len())) {
            let inside = |byte: usize| byte.saturating_sub(from).min(written.len());
            let (begin, end) = (inside(masked.range.start), inside(masked.range.end));
            out.push_str(&written[done..begin]);
            if masked.mask == Mask::Text {
                escape(&written[begin..end], &mut out);
            }
            done = end;
        }
        out.push_str(&written[done..]);
    };
    let is_masked = |from: usize| prose.is_html_refused || !overlapping(masks, from..from + 1).is_empty();
    let mut from = 0;
    for part in &html.parts {
        match part {
            HtmlPart::Raw(written) => put(written, from),
            HtmlPart::Link(_, written) | HtmlPart::Name(_, written) if is_masked(from) => put(written, from),
            HtmlPart::Link(number, _) => put(&format!("{}{number}{}", LINK.0, LINK.1), usize::MAX / 2),
            HtmlPart::Name(Some(number), _) => put(&format!("{}{number}{}", NAME.0, NAME.1), usize::MAX / 2),
            HtmlPart::Name(None, written) => put(&written[1..], usize::MAX / 2),
            HtmlPart::Image(_) => {}
        }
        from += part.written().len();
    }
    out
}

fn escape(text: &str, out: &mut String) {
    // Writing to a string cannot fail.
    let _ = escape_html_body_text(out, text);
}

/// The number of the link that the value of an attribute stands for.
pub(super) fn marked_link(value: &str) -> Option<usize> {
    value.strip_prefix(LINK.0)?.strip_suffix(LINK.1)?.parse().ok()
}

/// A text with its variables.
pub(super) fn label(text: &str) -> Vec<Inline> {
    let mut pieces = text.split(NAME.0);
    let first = pieces.next().unwrap_or_default();
    let mut out = Vec::new();
    if !first.is_empty() {
        out.push(Inline::Text(first.to_owned()));
    }
    for piece in pieces {
        match piece.split_once(NAME.1).and_then(|(number, rest)| Some((number.parse().ok()?, rest))) {
            Some((number, rest)) => {
                out.push(Inline::Variable(number));
                if !rest.is_empty() {
                    out.push(Inline::Text(rest.to_owned()));
                }
            }
            None => out.push(Inline::Text(format!("{}{piece}", NAME.0))),
        }
    }
    out
}
