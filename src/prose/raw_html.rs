//! HTML that an author wrote: which of its attributes are links, which ids it gives, what it may not hold.

use html5gum::{DefaultEmitter, Token, Tokenizer};

/// What a piece of HTML holds, with byte ranges in it.
#[derive(Debug, Default)]
pub struct Found {
    /// Values of attributes that are links: their range, their text, and whether they are shown in place.
    pub links: Vec<(std::ops::Range<usize>, String, bool)>,
    /// Values of `id` and `name`.
    pub ids: Vec<(std::ops::Range<usize>, String)>,
    /// Elements and attributes that a page may not hold.
    pub refused: Vec<(std::ops::Range<usize>, String)>,
}

/// Looks through a piece of HTML; it need not be complete.
pub fn scan(html: &str) -> Found {
    let mut found = Found::default();
    let mut emitter = DefaultEmitter::new_with_span();
    emitter.naively_switch_states(false);
    // The piece may end inside a tag that a later piece closes, which is for the browser to read.
    for token in Tokenizer::new_with_emitter(html, emitter).flatten() {
        let Token::StartTag(tag) = token else { continue };
        let name = String::from_utf8_lossy(&tag.name).into_owned();
        if matches!(name.as_str(), "script" | "style" | "base" | "meta" | "iframe" | "object" | "embed") {
            found.refused.push((tag.span.start..tag.span.end, format!("<{name}>")));
        }
        for (attribute, value) in &tag.attributes {
            let attribute = String::from_utf8_lossy(attribute).into_owned();
            let text = String::from_utf8_lossy(&value.value).into_owned();
            let range = value_range(html, value.span.start..value.span.end);
            match attribute.as_str() {
                "href" | "cite" => found.links.push((range, text, false)),
                "src" | "poster" => found.links.push((range, text, name != "iframe")),
                "id" => found.ids.push((range, text)),
                "name" if name == "a" => found.ids.push((range, text)),
                "style" | "srcdoc" => found.refused.push((range, format!("the attribute `{attribute}`"))),
                event if event.starts_with("on") => found.refused.push((range, format!("the attribute `{event}`"))),
                _ => {}
            }
        }
    }
    found.links.sort_by_key(|link| link.0.start);
    found
}

/// The crate's span covers `name="value"`; this is the value in it, without its quotes.
fn value_range(html: &str, attribute: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let Some(equals) = html[attribute.clone()].find('=') else { return attribute };
    let rest = &html[attribute.start + equals + 1..attribute.end];
    let start = attribute.end - rest.trim_start().len();
    match html[start..attribute.end].chars().next() {
        Some(quote @ ('"' | '\'')) => {
            let end = html[start + 1..attribute.end].find(quote).map_or(attribute.end, |n| start + 1 + n);
            start + 1..end
        }
        _ => start..attribute.end,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_ids_and_refused_things_are_found_where_they_stand() {
        let html = r#"<p id="x"><a href="../a.md#b">t</a><img src='p.png' alt=""><script>1</script>"#;
        let found = scan(html);
        assert_eq!(found.links.iter().map(|link| &html[link.0.clone()]).collect::<Vec<_>>(), ["../a.md#b", "p.png"]);
        assert_eq!(&html[found.ids[0].0.clone()], "x");
        assert_eq!(found.refused[0].1, "<script>");
    }
}
