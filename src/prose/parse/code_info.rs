//! The info string of a fenced code block: `sql title="orders.sql" {2,4-5} diff`.

use crate::prose::{CodeBlock, Label};

/// Parses an info string; `text` is the code itself, and `label` reads a title.
///
/// What other tools write is understood as far as it says the same: `rust,ignore`, `js{1,3}`, `{ .sh .no-copy title="a" }`.
pub(super) fn code_info(info: &str, text: String, label: impl FnOnce(&str) -> Label) -> CodeBlock {
    let attributes = info.strip_prefix('{').and_then(|rest| rest.split_once('}'));
    let (language, rest) = match attributes {
        Some((inside, behind)) => {
            let class = inside.split_whitespace().find_map(|word| word.strip_prefix('.')).unwrap_or("");
            (class, format!("{inside} {behind}"))
        }
        None if TITLES.iter().any(|key| info.starts_with(key)) => ("", info.to_owned()),
        None => {
            let end = info.find([' ', '\t', '{']).unwrap_or(info.len());
            (&info[..end], info[end..].to_owned())
        }
    };
    // Behind a comma or a colon other tools say what they do with the code.
    let language = language.split_once([',', ':']).map_or(language, |(name, _)| if name.is_empty() { language } else { name });
    let mut code = CodeBlock { language: language.to_owned(), text, ..CodeBlock::default() };
    let mut rest = rest.as_str();
    if let Some((before, title, behind)) = titled(rest) {
        code.title = Some(label(title));
        code.diff = behind.split_whitespace().any(|word| word == "diff");
        code.marked = marked(behind);
        rest = before;
    }
    code.diff |= rest.split_whitespace().any(|word| word == "diff");
    code.marked.extend(marked(rest));
    code
}

/// How a title begins, here and in other tools.
const TITLES: &[&str] = &["title=", "filename=", "caption="];

/// A title between what stands before and behind it.
fn titled(text: &str) -> Option<(&str, &str, &str)> {
    let (at, key) = TITLES.iter().filter_map(|key| Some((text.find(key)?, key))).min()?;
    let (before, after) = (&text[..at], &text[at + key.len()..]);
    let (title, behind) = match after.chars().next()? {
        quote @ ('"' | '\'') => after[1..].split_once(quote)?,
        _ => after.split_once(' ').unwrap_or((after, "")),
    };
    (!title.is_empty()).then_some((before, title, behind))
}

fn marked(text: &str) -> Vec<(usize, usize)> {
    let inside = text.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map_or("", |(inside, _)| inside);
    let range = |part: &str| match part.trim().split_once('-') {
        Some((first, last)) => Some((first.trim().parse().ok()?, last.trim().parse().ok()?)),
        None => part.trim().parse().ok().map(|line| (line, line)),
    };
    inside.split(',').filter_map(range).collect()
}
