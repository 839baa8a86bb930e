//! Pages: front matter by key, the text by line and sentence.

use super::{Merged, Three, lines, yaml};

/// Merges a page.
pub(super) fn merge(texts: Three<&str>) -> Merged {
    let parts = texts.map(parts);
    let Some(mut front) = yaml::merge(parts.map(|(front, _)| front), &[]) else { return lines::merge(texts) };
    let body = lines::merge(parts.map(|(_, body)| body));
    front.conflicts.extend(body.conflicts);
    let is_fenced = !parts.yours.0.is_empty() || !front.text.is_empty();
    front.text = if is_fenced { format!("---\n{}---\n{}", front.text, body.text) } else { body.text };
    front
}

/// The front matter without its fences, and what follows them.
fn parts(text: &str) -> (&str, &str) {
    let inner = text.strip_prefix("---\n");
    inner.and_then(|inner| inner.find("\n---\n").map(|end| (&inner[..=end], &inner[end + 5..]))).unwrap_or(("", text))
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
}
