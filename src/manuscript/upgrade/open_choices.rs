//! What an earlier upgrade left to choose, and nobody has chosen yet.

use super::{Tree, has_extension, text_of};
use crate::{manuscript::page::front_matter, yaml::SHIPPED_SUFFIX};

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
        let (_, text) = text_of(bytes)?;
        let yaml = if has_extension(path, &["yaml", "yml"]) { 0..text.len() } else { front_matter(&text).0.unwrap_or_default() };
        let mut from = 0;
        for (index, line) in text.split_inclusive('\n').enumerate() {
            if line.starts_with("<<<<<<< ") || yaml.contains(&from) && is_choice(line) {
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
            ("f.md", "\u{feff}---\r\na: 1\r\na~shipped: 2\r\n---\r\n\r\nText.\r\n"),
            ("g.md", "---\na~shipped: 2\n..."),
            ("h.md", "\u{feff}<<<<<<< yours\r\nA\r\n"),
            ("i.md", "---\n---\n\n```yaml\na~shipped: 2\n```\n\n---\n"),
            ("j.yml", "\u{feff}a~shipped: 2\n"),
        ]
        .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
        .into();
        let found: Vec<(String, usize)> = open_choices(&tree).into_iter().map(|found| (found.path, found.line)).collect();
        let expected = [("a.yaml", 2), ("c.md", 3), ("e.md", 3), ("f.md", 3), ("g.md", 2), ("h.md", 1), ("j.yml", 1)];
        assert_eq!(found, expected.map(|(path, line)| (path.to_owned(), line)));
    }
}
