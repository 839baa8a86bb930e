//! Pages: front matter by key, the text by line and sentence.

use super::{Merged, Three, lines, yaml};
use crate::manuscript::page::front_matter;

/// Merges a page.
pub(super) fn merge(texts: Three<&str>) -> Merged {
    let parts = texts.map(parts);
    let Some(mut front) = yaml::merge(parts.map(|parts| parts.front), &[]) else { return lines::merge(texts) };
    let body = lines::merge(parts.map(|parts| parts.body));
    front.conflicts.extend(body.conflicts);
    front.text = match parts.yours.fences {
        Some((open, close)) => format!("{open}{}{close}{}", front.text, body.text),
        None if front.text.is_empty() => body.text,
        None => format!("---\n{}---\n{}", front.text, body.text),
    };
    front
}

/// A page in parts.
#[derive(Clone, Copy)]
struct Parts<'a> {
    /// The lines around the front matter, if it has one.
    fences: Option<(&'a str, &'a str)>,
    front: &'a str,
    body: &'a str,
}

fn parts(text: &str) -> Parts<'_> {
    let (front, body) = front_matter(text);
    match front {
        Some(front) => {
            let fences = Some((&text[..front.start], &text[front.end..body]));
            Parts { fences, front: &text[front], body: &text[body..] }
        }
        None => Parts { fences: None, front: "", body: text },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_merged_by_key_and_the_text_by_sentence() {
        let page = |title: &str, owner: &str, text: &str| format!("---\ntitle: {title}\nowner: {owner}\n---\n\n{text}\n\nEnd.\n");
        let (before, yours, shipped) = (page("A", "x", "Ask."), page("Mine", "x", "Ask us."), page("A", "y", "Ask them."));
        let merged = merge(Three { before: before.as_str(), yours: yours.as_str(), shipped: shipped.as_str() });
        assert_eq!(
            merged.text,
            "---\ntitle: Mine\nowner: y\n---\n\n<<<<<<< yours\nAsk us.\n=======\nAsk them.\n>>>>>>> shipped\n\nEnd.\n"
        );
        assert_eq!(merged.conflicts.len(), 1);
    }

    #[test]
    fn front_matter_is_what_a_page_is_read_with() {
        let merged = |before: &str, yours: &str, shipped: &str| merge(Three { before, yours, shipped }).text;
        let (before, shipped) = ("---\ntitle: A\n---\n\nOne.\n", "---\ntitle: A\nowner: x\n---\n\nTwo.\n");
        assert_eq!(merged(before, "--- \ntitle: B\n...\n\nOne.\n", shipped), "--- \ntitle: B\nowner: x\n...\n\nTwo.\n");
        assert_eq!(
            merged("---\n---\nOne.\n", "---\n---\nOne.\n\n---\nMine.\n", "---\nowner: x\n---\nOne.\n"),
            "---\nowner: x\n---\nOne.\n\n---\nMine.\n"
        );
    }
}
