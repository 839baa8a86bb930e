//! Mappings and lists that stand on one line, between brackets.

/// The parts of a mapping or a list between brackets, each without the spaces around it; `None` for anything else, and for a text that
/// does not end. A comment behind it does not belong to it.
pub(super) fn parts(text: &str) -> Option<Flow<'_>> {
    let text = text.trim_start();
    let is_list = text.starts_with('[');
    if !is_list && !text.starts_with('{') {
        return None;
    }
    let (mut depth, mut quote, mut is_escaped, mut from) = (0usize, None, false, 1);
    let mut parts = Vec::new();
    for (at, sign) in text.char_indices() {
        match (quote, sign) {
            (Some('"'), '\\') if !is_escaped => {
                is_escaped = true;
                continue;
            }
            (Some('\''), '\'') if !is_escaped && text[at + 1..].starts_with('\'') => {
                is_escaped = true;
                continue;
            }
            (Some(open), sign) if open == sign && !is_escaped => quote = None,
            (None, '"' | '\'') if text[..at].trim_end().ends_with(['{', '[', ',', ':']) => quote = Some(sign),
            (None, '{' | '[') => depth += 1,
            (None, '}' | ']') => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    parts.push(text[from..at].trim());
                    parts.retain(|part| !part.is_empty());
                    return Some(Flow { is_list, parts, behind: &text[at + 1..] });
                }
            }
            (None, ',') if depth == 1 => {
                parts.push(text[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
        is_escaped = false;
    }
    None
}

/// A mapping or a list between brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flow<'a> {
    pub is_list: bool,
    pub parts: Vec<&'a str>,
    /// What stands behind it.
    pub behind: &'a str,
}

impl Flow<'_> {
    /// The key of an entry and its value.
    pub fn entry(part: &str) -> (&str, &str) {
        let (key, value) = part.split_once(": ").unwrap_or((part.trim_end_matches(':'), ""));
        (key.trim_matches(['"', '\'']), value.trim())
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.parts.iter().map(|part| Self::entry(part)).find(|(name, _)| *name == key).map(|(_, value)| value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_brackets_and_apostrophes_are_understood() {
        let text = r#" {id: x, text: "a, \"b\"}", list: [1, {a: b}], own: it's, say: 'it''s, so'}  # more"#;
        let flow = parts(text).expect("a mapping");
        assert_eq!(flow.parts, ["id: x", r#"text: "a, \"b\"}""#, "list: [1, {a: b}]", "own: it's", "say: 'it''s, so'"]);
        assert_eq!((flow.is_list, flow.behind, flow.get("id")), (false, "  # more", Some("x")));
        assert_eq!(parts("[a, b ,]").expect("a list").parts, ["a", "b"]);
        assert_eq!((parts("{a: b"), parts("a: b")), (None, None));
    }
}
