//! Text fields of data files as prose.

use super::{Place, Prose, inline, plain};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    source::Span,
    yaml::{Kind, Kinded, Node, Read, ValueKind},
};

/// A text field that is taken as it is; only `{{names}}` are seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Plain {
    /// What it says.
    pub prose: Prose,
    /// As it was written.
    pub written: String,
    /// Where it stands.
    pub span: Span,
}

/// A text that is taken letter for letter, such as the title of a checklist: a `{{name}}` in it is a mistake, because it
/// would stand before readers as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label(pub String);

/// A text field that holds inline Markdown.
#[derive(Debug, Clone, PartialEq)]
pub struct Rich {
    /// What it says.
    pub prose: Prose,
    /// Where it stands.
    pub span: Span,
}

impl Plain {
    /// A text that no file holds as it is, such as a title made from a file's name.
    #[must_use]
    pub fn made(text: &str, span: Span) -> Self {
        Self { prose: plain(text, Place::Inside(span)), written: text.to_owned(), span }
    }
}

impl Read for Plain {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let written = String::read(node, findings)?;
        Some(Self { prose: plain(&written, place(node)), written, span: node.span })
    }
}

impl Read for Label {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let Plain { prose, written, span: _ } = Plain::read(node, findings)?;
        for name in prose.names {
            let message = format!("`{{{{{}}}}}` is not filled in here", name.value);
            findings.push(
                Diagnostic::new(Code::UnknownName, name.span, message)
                    .help("write what it stands for; names are filled in in prose, in summaries and in the texts of questions"),
            );
        }
        Some(Self(written))
    }
}

impl Read for Rich {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let written = String::read(node, findings)?;
        Some(Self { prose: inline(&written, place(node), findings), span: node.span })
    }
}

fn place(node: &Node) -> Place<'_> {
    match &node.kind {
        Kind::Scalar(scalar) => Place::Pieces { pieces: &scalar.pieces, whole: node.span },
        _ => Place::Inside(node.span),
    }
}

impl Kinded for Plain {
    const KIND: ValueKind = ValueKind::Inline;
}

impl Kinded for Label {
    const KIND: ValueKind = ValueKind::Text;
}

impl Kinded for Rich {
    const KIND: ValueKind = ValueKind::Markdown;
}

impl From<Label> for String {
    fn from(label: Label) -> Self {
        label.0
    }
}
