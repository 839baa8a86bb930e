//! Finds the references in a style sheet, `@import`, `url(…)` and the like, and its comments.
//!
//! The one door to the CSS lexer. Knows text and byte ranges, and nothing of assets.

use std::ops::Range;

use css_module_lexer::{Dependency, Lexer, Mode, TokenKind, UrlRangeKind, WarningKind, collect_dependencies};

/// A reference or a comment in a style sheet.
#[derive(Debug, PartialEq, Eq)]
pub struct CssReference {
    /// Byte range of the whole: the rule, or the `url(…)`.
    pub range: Range<usize>,
    /// Byte range of the URL alone.
    pub place: Range<usize>,
    /// Its kind.
    pub kind: CssReferenceKind,
}

/// The kind of a reference.
#[derive(Debug, PartialEq, Eq)]
pub enum CssReferenceKind {
    /// `@charset`: every sheet is UTF-8.
    Charset,
    /// `@import`, with the conditions behind it.
    Import(Conditions),
    /// `@import` after other rules, where browsers ignore it.
    LateImport,
    /// `url(…)`.
    Url,
    /// A URL as a bare string, as in `image-set(…)`.
    Text,
    /// A comment that no reader of the published sheet needs, with its line if it is alone there. `/*! … */`, for licences, is none.
    Comment,
}

/// The layer, `supports()` and media conditions behind an `@import`, in order.
#[derive(Debug, PartialEq, Eq)]
pub struct Conditions {
    layer: Option<String>,
    supports: Option<String>,
    media: Option<String>,
}

impl Conditions {
    /// Wraps CSS in `@layer`, `@supports` and `@media`; unchanged without conditions.
    pub fn wrap(&self, mut css: String) -> String {
        if let Some(layer) = &self.layer {
            css = format!("@layer {layer} {{\n{css}}}\n");
        }
        if let Some(supports) = &self.supports {
            css = format!("@supports ({supports}) {{\n{css}}}\n");
        }
        if let Some(media) = &self.media {
            css = format!("@media {media} {{\n{css}}}\n");
        }
        css
    }
}

/// Byte ranges of the comments that can go without joining what stands on both sides of them.
fn comments(css: &str) -> impl Iterator<Item = Range<usize>> {
    let mut lexer = Lexer::new(css, ());
    let tokens = std::iter::from_fn(move || Some(lexer.next_token()).filter(|token| token.kind != TokenKind::Eof));
    tokens.filter(|token| token.kind == TokenKind::Comment).filter_map(|token| {
        let range = token.range.start as usize..token.range.end as usize;
        let (before, after) = (&css[..range.start], &css[range.end..]);
        let is_apart = before.is_empty()
            || after.is_empty()
            || before.ends_with(char::is_whitespace)
            || after.starts_with(char::is_whitespace);
        if !is_apart || css[range.clone()].starts_with("/*!") {
            return None;
        }
        let indent = before.len() - before.trim_end_matches([' ', '\t']).len();
        let is_line = (before.len() == indent || before[..before.len() - indent].ends_with('\n')) && after.starts_with('\n');
        Some(if is_line { range.start - indent..range.end + 1 } else { range })
    })
}

/// All references and comments of a style sheet in order.
pub fn named(css: &str) -> Vec<CssReference> {
    let (found, warnings) = collect_dependencies(css, Mode::Css);
    let place = |range: &Range<usize>, address: &str| {
        let start = range.start + css[range.clone()].find(address).unwrap_or(0);
        start..start + address.len()
    };
    let bytes = |range: &css_module_lexer::Range| range.start as usize..range.end as usize;
    let mut named: Vec<CssReference> = found
        .iter()
        .filter_map(|dependency| match dependency {
            Dependency::Charset { range, .. } => {
                let range = bytes(range);
                Some(CssReference { place: range.clone(), range, kind: CssReferenceKind::Charset })
            }
            Dependency::Import { request, range, attributes, .. } => {
                let attributes = found.import_attributes(*attributes);
                let text = |text: Option<&str>| text.map(|text| text.trim().to_owned());
                let conditions = Conditions {
                    layer: text(attributes.layer()),
                    supports: text(attributes.supports()),
                    media: text(attributes.media()),
                };
                let range = bytes(range);
                Some(CssReference { place: place(&range, request), range, kind: CssReferenceKind::Import(conditions) })
            }
            Dependency::Url { request, range, kind, .. } => {
                let range = bytes(range);
                // In `image-set(url("x"))` the lexer gives the string alone; the function around it may stay.
                let is_function = css[range.clone()].to_ascii_lowercase().starts_with("url(");
                let kind =
                    if *kind == UrlRangeKind::Function && is_function { CssReferenceKind::Url } else { CssReferenceKind::Text };
                Some(CssReference { place: place(&range, request), range, kind })
            }
            // The rest belongs to CSS modules, which no browser knows.
            _ => None,
        })
        .collect();
    named.extend(warnings.iter().filter(|warning| matches!(warning.kind(), WarningKind::NotPrecededAtImport)).map(|warning| {
        let range = bytes(warning.range());
        CssReference { place: range.clone(), range, kind: CssReferenceKind::LateImport }
    }));
    named.sort_by_key(|named| named.range.start);
    let is_inside = |range: &Range<usize>| {
        let before = named.partition_point(|named| named.range.start < range.end);
        named[..before].last().is_some_and(|named| range.start < named.range.end)
    };
    let comments: Vec<_> = comments(css).filter(|range| !is_inside(range)).collect();
    named.extend(comments.into_iter().map(|range| CssReference { place: range.clone(), range, kind: CssReferenceKind::Comment }));
    named.sort_by_key(|named| named.range.start);
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(css: &str) -> Vec<(String, &str)> {
        let named = named(css).into_iter().filter(|named| named.kind != CssReferenceKind::Comment);
        named.map(|named| (format!("{:?}", named.kind), &css[named.place])).collect()
    }

    #[test]
    fn addresses_are_found_and_comments_and_strings_are_not() {
        let css = "/* url(no.png) */ a { content: \"url(no.png)\"; b: url(a.png), url( 'b.png' ); c: image-set(\"c.png\" 1x) }";
        let found: Vec<&str> = told(css).into_iter().map(|(_, place)| place).collect();
        assert_eq!(found, ["a.png", "b.png", "c.png"]);
    }

    #[test]
    fn comments_are_found_where_they_join_nothing() {
        let css =
            "@import /* l */ \"m.css\";\n/* a */\n/*! b */ c /* d */ e/* f */.g {\n  /* h\n */\n  i: \"/* j */\"; /* k */\n}";
        let found: Vec<_> = named(css).into_iter().filter(|named| named.kind == CssReferenceKind::Comment).collect();
        let found: Vec<&str> = found.into_iter().map(|named| &css[named.range]).collect();
        assert_eq!(found, ["/* a */\n", "/* d */", "  /* h\n */\n", "/* k */"]);
    }

    #[test]
    fn an_import_brings_its_conditions() {
        let css = "@import \"a.css\" layer(x) supports(display: grid) print;\n";
        let found = named(css);
        let [CssReference { kind: CssReferenceKind::Import(conditions), place, range }] = &found[..] else { panic!("{found:?}") };
        assert_eq!((&css[place.clone()], &css[range.clone()]), ("a.css", css.trim_end()));
        let wrapped = conditions.wrap("a {}\n".into());
        assert_eq!(wrapped, "@media print {\n@supports (display: grid) {\n@layer x {\na {}\n}\n}\n}\n");
    }

    #[test]
    fn an_import_after_a_rule_is_late() {
        assert_eq!(told("a {}\n@import \"b.css\";\n")[0].0, "LateImport");
    }
}
