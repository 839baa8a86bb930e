//! An area of a checklist, in a file of its own or inside its checklist's file.

use std::sync::Arc;

use readybook_derive::Format;

use super::item::{Item, ItemId};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::{InlineMarkdown, Literal},
    source::{FileId, Source, SourcePath, Span, Spanned},
    yaml::{self, Entries, Form, FromYaml, HasKind, Id, Node, ValueKind},
};

/// An area with its items.
#[derive(Debug, Clone, Format)]
#[format(name = "an area", digested)]
pub struct Area {
    /// The span of its mapping.
    #[field(span)]
    pub span: Span,
    /// The id by which the checklist lists it.
    #[field(digest = nothing)]
    pub id: Option<Id>,
    /// The prefix of its items' ids, as in `REL`.
    #[field(via = Prefix, digest = nothing)]
    pub prefix: Option<Spanned<String>>,
    /// Its title; a checklist with one area needs none.
    #[field(via = Literal)]
    pub title: Option<String>,
    /// What it is about, in a sentence or two.
    pub intro: Option<InlineMarkdown>,
    /// The page that explains it.
    #[field(path)]
    pub guide: Option<Spanned<String>>,
    /// The domain to ask about it.
    #[field(names = Domain)]
    pub domain: Option<Id>,
    /// Its questions in order.
    pub items: Entries<Item>,
    /// Ids that are not used again.
    pub retired: Vec<Retired>,
}

/// A file with one area.
#[derive(Debug, Clone)]
pub struct AreaFile {
    /// The file.
    pub file: FileId,
    /// The path of the file, relative to the handbook's folder.
    pub path: SourcePath,
    /// The area in it.
    pub area: Arc<Area>,
}

/// An item that was taken out.
#[derive(Debug, Clone, Format)]
#[format(name = "a retired item", digested = id, rendered = RetiredAs)]
pub struct Retired {
    /// Its id, which is never used again.
    #[field(via = ItemId, digest = nothing)]
    pub id: Spanned<String>,
    /// Why it was taken out.
    pub why: Option<InlineMarkdown>,
    /// The items that ask for it now.
    #[field(set, names = Item)]
    pub replaced_by: Vec<Spanned<String>>,
}

/// A prefix of ids: capital letters and digits, beginning with a letter. An invalid one is reported, and kept.
#[derive(Debug, Clone)]
pub struct Prefix(Spanned<String>);

impl HasKind for Prefix {
    const KIND: ValueKind = ValueKind::Form(Form::Prefix);
}

impl From<Prefix> for Spanned<String> {
    fn from(prefix: Prefix) -> Self {
        prefix.0
    }
}

impl FromYaml for Prefix {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let prefix: Spanned<String> = Spanned::read(node, findings)?;
        if !Form::Prefix.matches(&prefix.value) {
            findings.push(
                Diagnostic::new(Code::InvalidId, prefix.span, format!("`{}` is not a prefix", prefix.value))
                    .help(Form::Prefix.help()),
            );
        }
        Some(Self(prefix))
    }
}

/// Reads an area's file; `None`, with a finding, when it is not YAML or no area.
pub fn read_area(source: &Source, findings: &mut Findings) -> Option<AreaFile> {
    let node = yaml::parse(source, 0..source.text.len()).map_err(|found| findings.push(found)).ok()?;
    let area = Area::read(&node, findings)?;
    Some(AreaFile { file: source.id, path: source.path.clone(), area: Arc::new(area) })
}
