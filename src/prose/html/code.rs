//! Blocks of code → HTML.

use super::HtmlWriter;
use crate::prose::{CodeBlock, inline_text};

impl HtmlWriter<'_, '_> {
    /// Renders a block of code: title, highlighted lines, marked and changed lines.
    pub(super) fn listing(&mut self, code: &CodeBlock) {
        let Some(highlighter) = self.context.highlighter else {
            self.open("<pre><code");
            if !code.language.is_empty() {
                self.put(" class=\"language-");
                self.attribute(&code.language);
                self.put("\"");
            }
            self.put(">");
            self.escaped(&code.text);
            self.put("</code></pre>\n");
            return;
        };
        self.open("<div class=\"code\">");
        // A diagram that could not be drawn says what it would be.
        let diagram = (code.language == "mermaid").then_some(self.context.words.diagram.as_str());
        let title = code.title.as_ref().map(|title| inline_text(title, self.resolved));
        let title = title.as_deref().or(diagram);
        if let Some(title) = title {
            self.put("<p class=\"code-title\">");
            self.escaped(title);
            self.put("</p>");
        }
        self.put("<pre tabindex=\"0\" role=\"group\" aria-label=\"");
        self.attribute(title.unwrap_or(&self.context.words.code));
        self.put("\"><code>");
        let diff = code.diff || code.language == "diff";
        // In a diff of another language the first column is not part of the code.
        let bare: String = code.text.lines().flat_map(|line| [code.sign_of(line).1, "\n"]).collect();
        let lines = highlighter.lines(&code.language, if code.diff { &bare } else { &code.text });
        let mut marked = code.marked.clone();
        marked.sort_unstable();
        let (mut marks, mut marked_to) = (marked.into_iter().peekable(), 0);
        for (number, (html, line)) in lines.iter().zip(code.text.lines()).enumerate() {
            while let Some((_, last)) = marks.next_if(|&(first, _)| first <= number + 1) {
                marked_to = last.max(marked_to);
            }
            let marked = number < marked_to;
            let class = match line.as_bytes().first() {
                Some(b'+') if diff => Some("added"),
                Some(b'-') if diff => Some("removed"),
                _ if marked => Some("marked"),
                _ => None,
            };
            if let Some(class) = class {
                self.put(&format!("<span class=\"{class}\">"));
            }
            self.put(code.sign_of(line).0);
            self.put(html);
            self.put(if class.is_some() { "</span>\n" } else { "\n" });
        }
        self.put("</code></pre></div>\n");
    }
}
