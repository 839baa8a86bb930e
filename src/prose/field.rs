//! Text fields of data files as prose.

use serde_json::Value;

use super::{Prose, SourceMap, inline, plain};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    source::Span,
    yaml::{CanonicalValue, FromYaml, HasKind, Node, NodeKind, StandIn, ValueKind},
};

/// A text field of plain text; only variables, `{{name}}`, are seen.
#[derive(Debug, Clone, PartialEq)]
pub struct PlainText {
    /// Its syntax tree.
    pub prose: Prose,
    /// Its source, as it was written.
    pub written: String,
    /// Its span in the file.
    pub span: Span,
}

/// A text that is taken letter for letter, such as the title of a checklist: a `{{name}}` in it is a mistake, because it
/// would stand before readers as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal(pub String);

/// A text field of inline Markdown: links, emphasis, code, variables; no blocks.
#[derive(Debug, Clone, PartialEq)]
pub struct InlineMarkdown {
    /// Its syntax tree.
    pub prose: Prose,
    /// Its source, as it was written.
    pub written: String,
    /// Its span in the file.
    pub span: Span,
}

impl PlainText {
    /// A text that no file holds as it is, such as a title made from a file's name; findings point at `span`.
    #[must_use]
    pub fn made(text: &str, span: Span) -> Self {
        Self { prose: plain(text, SourceMap::Inside(span)), written: text.to_owned(), span }
    }
}

impl FromYaml for PlainText {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let written = String::read(node, findings)?;
        Some(Self { prose: plain(&written, place(node)), written, span: node.span })
    }
}

impl StandIn for PlainText {
    fn stand_in(written: &str, span: Span) -> Self {
        Self::made(written, span)
    }
}

impl StandIn for InlineMarkdown {
    fn stand_in(_written: &str, span: Span) -> Self {
        Self { prose: plain("", SourceMap::Inside(span)), written: String::new(), span }
    }
}

impl FromYaml for Literal {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let PlainText { prose, written, span: _ } = PlainText::read(node, findings)?;
        for name in prose.variables {
            let message = format!("`{{{{{}}}}}` is not filled in here", name.value);
            findings.push(
                Diagnostic::new(Code::UnknownName, name.span, message)
                    .help("write what it stands for; names are filled in in prose, in summaries and in the texts of questions"),
            );
        }
        Some(Self(written))
    }
}

impl FromYaml for InlineMarkdown {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let written = String::read(node, findings)?;
        Some(Self { prose: inline(&written, place(node), findings), written, span: node.span })
    }
}

fn place(node: &Node) -> SourceMap<'_> {
    match &node.kind {
        NodeKind::Scalar(scalar) => SourceMap::Pieces { pieces: &scalar.pieces, whole: node.span },
        _ => SourceMap::Inside(node.span),
    }
}

impl CanonicalValue for PlainText {
    fn canonical_value(&self) -> Option<Value> {
        self.written.canonical_value()
    }
}

impl CanonicalValue for InlineMarkdown {
    fn canonical_value(&self) -> Option<Value> {
        self.written.canonical_value()
    }
}

impl HasKind for PlainText {
    const KIND: ValueKind = ValueKind::Inline;
}

impl HasKind for Literal {
    const KIND: ValueKind = ValueKind::Text;
}

impl HasKind for InlineMarkdown {
    const KIND: ValueKind = ValueKind::Markdown;
}

impl From<Literal> for String {
    fn from(label: Literal) -> Self {
        label.0
    }
}
