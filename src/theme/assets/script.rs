//! Finds the lines `import "./other.js";` at the beginning of a script.
//!
//! Pages load classic scripts, because modules do not load on `file://`. So the parts are concatenated, each in a function scope
//! of its own, as a module has. Knows text and byte ranges, and nothing of assets.

use std::ops::Range;

/// An import of another script.
#[derive(Debug, PartialEq, Eq)]
pub struct Import {
    /// Byte range of the whole statement.
    pub range: Range<usize>,
    /// Byte range of the path without quotes.
    pub place: Range<usize>,
}

/// The imports at the beginning of a script, in order; only white space and comments may be between them.
pub fn imports(script: &str) -> Vec<Import> {
    let mut found = Vec::new();
    let mut at = 0;
    loop {
        let rest = &script[at..];
        let blank = rest.len() - rest.trim_start().len();
        let rest = &rest[blank..];
        at += blank;
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if let Some(comment) = rest.strip_prefix("/*") {
            at += comment.find("*/").map_or(rest.len(), |end| end + 4);
        } else if let Some((whole, address)) = import(rest) {
            found.push(Import { range: at..at + whole, place: at + address.start..at + address.end });
            at += whole;
        } else {
            return found;
        }
    }
}

/// Parses an import at the very beginning of `text`: its length, and the range of its path, both in bytes.
fn import(text: &str) -> Option<(usize, Range<usize>)> {
    let behind = text.strip_prefix("import")?.trim_start_matches([' ', '\t']);
    let quote = behind.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let start = text.len() - behind.len() + 1;
    let end = start + text[start..].find([quote, '\n']).filter(|&end| text[start + end..].starts_with(quote))?;
    let after = &text[end + 1..];
    let semicolon = after.trim_start_matches([' ', '\t']);
    let length = if semicolon.starts_with(';') { text.len() - semicolon.len() + 1 } else { end + 1 };
    Some((length, start..end))
}

/// Wraps a script in an immediately invoked function, under a comment with its name.
pub fn wrap_in_function(name: &str, script: &str) -> String {
    let end = if script.ends_with('\n') { "" } else { "\n" };
    format!("// {name}\n(() => {{\n{script}{end}}})();\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_stand_at_the_beginning() {
        let script =
            "// All pages.\nimport \"./a.js\";\n/* and */ import './b.js'\n\nimport \"./c.js\" ; let x;\nimport \"./d.js\";\n";
        let found: Vec<(&str, &str)> =
            imports(script).into_iter().map(|import| (&script[import.place], &script[import.range])).collect();
        assert_eq!(found, [("./a.js", "import \"./a.js\";"), ("./b.js", "import './b.js'"), ("./c.js", "import \"./c.js\" ;")]);
    }

    #[test]
    fn what_only_looks_like_an_import_is_none() {
        for script in
            ["import(\"./a.js\");", "important = \"x\";", "import x from \"./a.js\";", "import \"./a.js\n", "/* import", "//"]
        {
            assert_eq!(imports(script), [], "{script}");
        }
    }
}
