//! Pages: front matter by key, the text by sentence.

use super::{Conflict, Merged, yaml};

/// Stands at the end of a sentence while sentences are lines; no text has it.
const SENTENCE: &str = "\u{1}\n";

/// Merges a page. `None` when its front matter cannot be merged.
pub(super) fn merge(base: &str, yours: &str, shipped: &str) -> Option<Merged> {
    let [base, yours, shipped] = [base, yours, shipped].map(parts);
    let mut front = yaml::merge(base.0, yours.0, shipped.0)?;
    if base.1 == shipped.1 || yours.1 == shipped.1 {
        return Some(page(front, yours, yours.1.to_owned()));
    }
    let [by_sentence, of_yours, of_shipped] = [base.1, yours.1, shipped.1].map(sentences);
    let body = match diffy::merge(&by_sentence, &of_yours, &of_shipped) {
        Ok(text) => text.replace(SENTENCE, " "),
        Err(_) => match options().merge(base.1, yours.1, shipped.1) {
            Ok(text) => text,
            Err(text) => {
                let [yours, before, shipped] = [yours.1, base.1, shipped.1].map(str::to_owned);
                front.conflicts.push(Conflict { place: String::new(), yours, before, shipped });
                text.replace("<<<<<<< ours", "<<<<<<< yours").replace(">>>>>>> theirs", ">>>>>>> shipped")
            }
        },
    };
    Some(page(front, yours, body))
}

/// Git's plain markers, without what was there before.
fn options() -> diffy::MergeOptions {
    let mut options = diffy::MergeOptions::new();
    options.set_conflict_style(diffy::ConflictStyle::Merge);
    options
}

fn page(mut front: Merged, yours: (&str, &str), body: String) -> Merged {
    let fenced = !yours.0.is_empty() || !front.text.is_empty();
    front.text = if fenced { format!("---\n{}---\n{body}", front.text) } else { body };
    front
}

/// The front matter without its fences, and what follows them.
fn parts(text: &str) -> (&str, &str) {
    let inner = text.strip_prefix("---\n");
    inner.and_then(|inner| inner.find("\n---\n").map(|end| (&inner[..=end], &inner[end + 5..]))).unwrap_or(("", text))
}

/// Each sentence on a line of its own.
fn sentences(text: &str) -> String {
    [". ", "? ", "! "].iter().fold(text.to_owned(), |text, end| text.replace(end, &format!("{}{SENTENCE}", end.trim_end())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_sentences_of_a_line_are_changed_by_two() {
        let merged = merge("A one. B two. C three.\n", "A mine. B two. C three.\n", "A one. B two. C new.\n").unwrap();
        assert_eq!(merged, Merged { text: "A mine. B two. C new.\n".into(), conflicts: vec![] });
    }

    #[test]
    fn one_sentence_that_two_changed_stands_between_markers_and_front_matter_by_key() {
        let page = |title: &str, owner: &str, text: &str| format!("---\ntitle: {title}\nowner: {owner}\n---\n\n{text}\n\nEnd.\n");
        let merged = merge(&page("A", "x", "Ask."), &page("Mine", "x", "Ask us."), &page("A", "y", "Ask them.")).unwrap();
        assert_eq!(
            merged.text,
            "---\ntitle: Mine\nowner: y\n---\n\n<<<<<<< yours\nAsk us.\n=======\nAsk them.\n>>>>>>> shipped\n\nEnd.\n"
        );
        assert_eq!(merged.conflicts.len(), 1);
    }
}
