//! What a code means at length: its section on the guide's page about errors, which is part of this program.

use super::Code;

/// The page. A test holds each section to the code's own level and meaning.
const PAGE: &str = include_str!("../../docs/content/errors.md");

impl Code {
    /// Its section on the guide's page, without the heading: Markdown whose links are plain text.
    #[must_use]
    pub fn explanation(self) -> String {
        let heading = format!("\n### {}\n", self.name());
        let section = PAGE.split_once(&heading).map_or("", |(_, rest)| rest);
        let mut is_code = false;
        let mut text = Vec::new();
        for line in section.lines() {
            let is_fence = line.starts_with("```");
            is_code ^= is_fence;
            if !is_code && line.starts_with('#') {
                break;
            }
            text.push(if is_code || is_fence { line.to_owned() } else { unlinked(line) });
        }
        text.join("\n").trim().to_owned()
    }
}

/// A line of prose with the words of its links alone.
fn unlinked(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("](") {
        let Some((begins, words)) = before.rsplit_once('[') else { break };
        text.push_str(begins);
        text.push_str(words);
        rest = after.split_once(')').map_or("", |(_, rest)| rest);
    }
    text + rest
}
