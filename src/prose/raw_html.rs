//! HTML that an author wrote: which of its attributes are links, which ids it gives, what it may not hold.

use html5gum::{DefaultEmitter, Token, Tokenizer};

use super::RawImage;

/// What a piece of HTML holds, with byte ranges in it.
#[derive(Debug, Default)]
pub struct Found {
    /// Values of attributes that are links: their range, their text, and whether they are shown in place.
    pub links: Vec<(std::ops::Range<usize>, String, bool)>,
    /// Pictures: where attributes can be added, where the value of `src` begins, and what is said already.
    pub images: Vec<(usize, usize, RawImage)>,
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
            // What it leads to and how it behaves is no second mistake.
            continue;
        }
        let mut image = RawImage { link: 0, width: None, height: None, has_loading: false, has_decoding: false };
        let mut source = None;
        for (attribute, value) in &tag.attributes {
            let attribute = String::from_utf8_lossy(attribute).into_owned();
            let text = String::from_utf8_lossy(&value.value).into_owned();
            let range = value_range(html, value.span.start..value.span.end);
            match attribute.as_str() {
                "href" | "cite" => found.links.push((range, text, false)),
                "src" | "poster" => {
                    source = (attribute == "src").then_some(range.start).or(source);
                    found.links.push((range, text, true));
                }
                // What is no number is left alone, and so is the other side.
                "width" => image.width = Some(text.trim().parse().unwrap_or(0)),
                "height" => image.height = Some(text.trim().parse().unwrap_or(0)),
                "loading" => image.has_loading = true,
                "decoding" => image.has_decoding = true,
                "id" => found.ids.push((range, text)),
                "name" if name == "a" => found.ids.push((range, text)),
                "style" | "srcdoc" => found.refused.push((range, format!("the attribute `{attribute}`"))),
                event if event.starts_with("on") => found.refused.push((range, format!("the attribute `{event}`"))),
                _ => {}
            }
        }
        if let Some(source) = source.filter(|_| name == "img") {
            found.images.push((tag.span.start + "<img".len(), source, image));
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
    let value = &html[start..attribute.end];
    let length = |value: &str, end: &dyn Fn(char) -> bool| value.find(end).unwrap_or(value.len());
    if let Some(quote @ ('"' | '\'')) = value.chars().next() {
        return start + 1..start + 1 + length(&value[1..], &|c| c == quote);
    }
    // Without quotes the crate's span takes the end of the tag as well.
    start..start + length(value, &|c| c.is_whitespace() || c == '>')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_say_what_they_lack() {
        let html = "<p><img width=60 src=p.png></p>";
        let found = scan(html);
        assert_eq!(&html[found.links[0].0.clone()], "p.png");
        let image = RawImage { link: 0, width: Some(60), height: None, has_loading: false, has_decoding: false };
        assert_eq!(found.images, [("<p><img".len(), found.links[0].0.start, image)]);
    }

    #[test]
    fn what_is_refused_is_one_mistake() {
        let found = scan("<script src=gone.js onload=x style=y></script>");
        assert_eq!((found.refused.len(), found.links.len()), (1, 0));
    }

    #[test]
    fn links_ids_and_refused_things_are_found_where_they_stand() {
        let html = r#"<p id="x"><a href="../a.md#b">t</a><img src='p.png' alt=""><script>1</script>"#;
        let found = scan(html);
        assert_eq!(found.links.iter().map(|link| &html[link.0.clone()]).collect::<Vec<_>>(), ["../a.md#b", "p.png"]);
        assert_eq!(&html[found.ids[0].0.clone()], "x");
        assert_eq!(found.refused[0].1, "<script>");
    }
}
