//! What an earlier upgrade left to choose, and nobody has chosen yet.

use std::path::Path;

use super::Tree;
use crate::yaml::SHIPPED_SUFFIX;

/// A line at which two versions stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenChoice {
    /// The file.
    pub path: String,
    /// The line, beginning at 1.
    pub line: usize,
}

/// Where two versions still stand: the first line of each file.
#[must_use]
pub fn open_choices(yours: &Tree) -> Vec<OpenChoice> {
    let first = |(path, bytes): (&String, &Vec<u8>)| {
        let text = std::str::from_utf8(bytes).ok()?;
        let is_page = Path::new(path).extension().is_none_or(|extension| extension != "yaml");
        let front = if is_page && text.starts_with("---\n") { text[4..].find("\n---\n").map_or(0, |end| end + 4) } else { 0 };
        let mut from = 0;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            let is_yaml = !is_page || from < front;
            if line.starts_with("<<<<<<< ") || is_yaml && is_choice(line) {
                return Some(OpenChoice { path: path.clone(), line: index + 1 });
            }
            from += line.len();
        }
        None
    };
    yours.iter().filter_map(first).collect()
}

fn is_choice(line: &str) -> bool {
    let ends = [":", "\":", "':"];
    !line.trim_start().starts_with('#') && ends.iter().any(|end| line.contains(&format!("{SHIPPED_SUFFIX}{end}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_yaml_and_markers_are_found_and_what_only_speaks_of_them_is_not() {
        let tree: Tree = [
            ("a.yaml", "a: 1\n- {b: 1, b~shipped: 2}\n"),
            ("b.yaml", "# a~shipped: 1\na: 1\n"),
            ("c.md", "---\na: 1\na~shipped: 2\n---\n"),
            ("d.md", "---\na: 1\n---\n\nThen `a~shipped: 2` stands there.\n"),
            ("e.md", "# T\n\n<<<<<<< yours\nA\n"),
        ]
        .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
        .into();
        let found: Vec<(String, usize)> = open_choices(&tree).into_iter().map(|found| (found.path, found.line)).collect();
        assert_eq!(found, [("a.yaml".into(), 2), ("c.md".into(), 3), ("e.md".into(), 3)]);
    }
}
