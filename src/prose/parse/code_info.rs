//! The info string of a fenced code block: `sql title="orders.sql" {2,4-5} diff`.

use crate::prose::CodeBlock;

/// Parses an info string; `text` is the code itself.
pub(super) fn code_info(info: &str, text: String) -> CodeBlock {
    let (language, mut rest) = info.split_once([' ', '\t']).unwrap_or((info, ""));
    // Behind a comma other tools say what they do with the code, as in `rust,ignore`.
    let language = language.split_once(',').map_or(language, |(name, _)| if name.is_empty() { language } else { name });
    let mut code = CodeBlock { language: language.to_owned(), text, ..CodeBlock::default() };
    if let Some((before, after)) = rest.split_once("title=\"")
        && let Some((title, behind)) = after.split_once('"')
    {
        code.title = Some(title.to_owned());
        code.diff = behind.split_whitespace().any(|word| word == "diff");
        code.marked = marked(behind);
        rest = before;
    }
    code.diff |= rest.split_whitespace().any(|word| word == "diff");
    code.marked.extend(marked(rest));
    code
}

fn marked(text: &str) -> Vec<(usize, usize)> {
    let inside = text.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map_or("", |(inside, _)| inside);
    let range = |part: &str| match part.trim().split_once('-') {
        Some((first, last)) => Some((first.trim().parse().ok()?, last.trim().parse().ok()?)),
        None => part.trim().parse().ok().map(|line| (line, line)),
    };
    inside.split(',').filter_map(range).collect()
}
