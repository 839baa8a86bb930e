//! An area of a checklist, in a file of its own or inside its checklist's file.

use std::sync::Arc;

use super::item::{Item, is_prefix, item_id};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    prose::{Label, Rich},
    source::{At, FileId, Source, SourcePath, Span},
    yaml::{self, Entries, Fields, Id, Node, Read},
};

/// An area with its items.
#[derive(Debug, Clone)]
pub struct Area {
    /// Where it begins.
    pub span: Span,
    /// What the checklist calls it.
    pub id: Option<Id>,
    /// What its items' ids begin with.
    pub prefix: Option<At<String>>,
    /// What readers call it; a checklist with one area needs none.
    pub title: Option<String>,
    /// What it is about, in a sentence or two.
    pub intro: Option<Rich>,
    /// The page that explains it.
    pub guide: Option<At<String>>,
    /// Whom to ask.
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
    /// Where it is.
    pub path: SourcePath,
    /// What it holds.
    pub area: Arc<Area>,
}

/// An item that was taken out.
#[derive(Debug, Clone)]
pub struct Retired {
    /// Its id, which is never used again.
    pub id: At<String>,
    /// Why it was taken out.
    pub why: Option<Rich>,
    /// The items that ask for it now.
    pub replaced_by: Vec<At<String>>,
}

/// Reads an area's file.
pub fn read_area(source: &Source, findings: &mut Findings) -> Option<AreaFile> {
    let node = yaml::parse(source, 0..source.text.len()).map_err(|found| findings.push(found)).ok()?;
    let mut fields = Fields::of(&node, "an area", findings)?;
    let area = area(&mut fields, findings);
    fields.finish(findings);
    Some(AreaFile { file: source.id, path: source.path.clone(), area: Arc::new(area) })
}

/// Reads the keys of an area, wherever they stand.
pub(super) fn area(fields: &mut Fields<'_>, findings: &mut Findings) -> Area {
    let prefix: Option<At<String>> = fields.optional("prefix", findings);
    if let Some(prefix) = prefix.as_ref().filter(|prefix| !is_prefix(&prefix.value)) {
        findings.push(
            Diagnostic::new(Code::InvalidId, prefix.span, format!("`{}` is not a prefix", prefix.value))
                .help("write capital letters, as in `REL`"),
        );
    }
    Area {
        span: fields.span(),
        id: fields.optional("id", findings),
        prefix,
        title: fields.optional("title", findings).map(|title: Label| title.0),
        intro: fields.optional("intro", findings),
        guide: fields.optional("guide", findings),
        domain: fields.optional("domain", findings),
        items: fields.optional("items", findings).unwrap_or_default(),
        retired: fields.list("retired", findings),
    }
}

impl Read for Area {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "an area", findings)?;
        let area = area(&mut fields, findings);
        fields.finish(findings);
        Some(area)
    }
}

impl Read for Retired {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "a retired item", findings)?;
        let id = fields.required("id", findings).and_then(|id| item_id(id, findings));
        let why = fields.optional("why", findings);
        let replaced_by = fields.list("replaced_by", findings);
        fields.finish(findings);
        Some(Self { id: id?, why, replaced_by })
    }
}
