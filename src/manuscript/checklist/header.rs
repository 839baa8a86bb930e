//! A checklist's head, and the checklist that fits into one file.

use std::sync::Arc;

use readybook_derive::Format;

use super::area::Area;
use crate::{
    diagnostic::Findings,
    prose::{InlineMarkdown, Literal},
    source::{FileId, Source, SourcePath, Spanned},
    yaml::{
        self, AnyNode, EditionId, Fields, Form, FromYaml, HasFormat as _, HasKind as _, Id, KebabCase, Mapping, Node, NodeKind,
        Presence, Rule, ValueKind,
    },
};

/// The header of a checklist: its own keys, and where its areas are.
#[derive(Debug, Clone)]
pub struct ChecklistHeader {
    /// The file.
    pub file: FileId,
    /// The path of the file, relative to the handbook's folder.
    pub path: SourcePath,
    /// The keys of the checklist as a whole.
    pub keys: HeaderKeys,
    /// Its areas, or their ids.
    pub areas: Areas,
}

impl std::ops::Deref for ChecklistHeader {
    type Target = HeaderKeys;

    fn deref(&self) -> &HeaderKeys {
        &self.keys
    }
}

/// The keys at the top of a checklist. A checklist of one area has the keys of an [`Area`] beside them.
#[derive(Debug, Clone, Format)]
#[format(name = "a checklist", digested, in_part)]
pub struct HeaderKeys {
    /// The id by which the settings refer to it.
    #[field(digest = nothing)]
    pub id: Id,
    /// What readers call it.
    #[field(via = Literal, foreign("name"))]
    pub title: String,
    /// The phase that it belongs to.
    #[field(names = Phase)]
    pub phase: Option<Id>,
    /// The last edition that was closed.
    #[field(digest = nothing)]
    pub edition: Option<Spanned<EditionId>>,
    /// One or two sentences at its top.
    #[field(foreign("description", "summary"))]
    pub intro: Option<InlineMarkdown>,
    /// The limits of its sheet.
    #[field(default, digest = nothing)]
    pub sheet: SheetLimits,
    /// Its areas: their ids in the order of their files, or all of them as they are.
    pub areas: Option<AnyNode>,
}

/// Where a checklist's areas are.
#[derive(Debug, Clone)]
pub enum Areas {
    /// In files beside this one: the ids, which are the files' names, in this order.
    Beside(Vec<Id>),
    /// In this file, in this order.
    Here(Vec<Arc<Area>>),
    /// There is only one, without a name of its own.
    One(Arc<Area>),
}

/// The limits of a checklist's sheet, `sheet:` in its file; exceeding one is an error of the build.
#[derive(Debug, Clone, Default, Format)]
#[format(name = "`sheet`")]
pub struct SheetLimits {
    /// The maximum number of pages.
    pub pages: Option<Spanned<u32>>,
    /// The maximum number of items.
    pub items: Option<Spanned<u32>>,
    /// The minimum number of writing lines for each severity; one number counts for all.
    #[field(default)]
    pub lines: WritingLines,
}

/// The minimum number of writing lines for an item, by its severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Format)]
#[format(name = "`lines`", scalar = u32)]
pub struct WritingLines {
    /// For an item of high severity, or without one.
    #[field(default = 1)]
    pub high: u32,
    /// For an item of medium severity.
    #[field(default = 1)]
    pub medium: u32,
    /// For an item of low severity.
    #[field(default = 1)]
    pub low: u32,
}

impl Default for WritingLines {
    fn default() -> Self {
        Self { high: 2, medium: 2, low: 2 }
    }
}

impl From<u32> for WritingLines {
    fn from(lines: u32) -> Self {
        Self { high: lines, medium: lines, low: lines }
    }
}

/// The keys of a checklist's `_checklist.yaml`: its areas lie beside it.
#[must_use]
pub fn keys_in_folder() -> Mapping {
    Mapping::from(HeaderKeys::FORMAT).with("areas", ValueKind::List(&Id::KIND), Presence::Required)
}

/// The keys of a checklist in one file: its areas as they are, or beside its own those of its only area.
#[must_use]
pub fn keys_in_one_file() -> Mapping {
    let mut keys = Mapping::from(HeaderKeys::FORMAT).with("areas", ValueKind::List(&Area::KIND), Presence::Optional);
    let head = HeaderKeys::FORMAT.names();
    let area = Area::FORMAT.keys.iter().filter(|field| !head.contains(&field.name));
    keys.rules.extend(area.clone().map(|field| Rule::NotBoth("areas", field.name)));
    keys.keys.extend(area);
    keys
}

/// Reads a checklist's file or its `_checklist.yaml`; `None`, with a finding, when it is not YAML or lacks a required key.
pub fn read_header(source: &Source, findings: &mut Findings) -> Option<ChecklistHeader> {
    let node = yaml::parse(source, 0..source.text.len()).map_err(|found| findings.push(found)).ok()?;
    let mut fields = Fields::of(&node, HeaderKeys::FORMAT.name, findings)?;
    let keys = HeaderKeys::from_fields(&mut fields, findings);
    let areas = areas(&mut fields, source.path.stem() == "_checklist", findings);
    fields.reject_unknown(findings);
    // Without a title, say, its questions are looked at all the same; whoever names the checklist means its place.
    let keys = keys.or_else(|| {
        let mut keys = HeaderKeys::from_fields_in_part(&mut fields)?;
        if !Form::Id.matches(keys.id.as_str()) {
            keys.id.value = KebabCase(place(&source.path).to_owned());
        }
        Some(keys)
    });
    Some(ChecklistHeader { file: source.id, path: source.path.clone(), keys: keys?, areas })
}

/// What a checklist's file, or its folder, is called.
#[must_use]
pub fn place(path: &SourcePath) -> &str {
    if path.stem() == "_checklist" { path.folder().rsplit('/').next().unwrap_or("") } else { path.stem() }
}

fn areas(fields: &mut Fields<'_>, in_folder: bool, findings: &mut Findings) -> Areas {
    if in_folder {
        return Areas::Beside(fields.required("areas", findings).unwrap_or_default());
    }
    if let Some(Node { kind: NodeKind::Scalar(_) | NodeKind::List(_) | NodeKind::Map(_), .. }) = fields.node("areas") {
        let areas: Vec<Area> = fields.list("areas", findings);
        return Areas::Here(areas.into_iter().map(Arc::new).collect());
    }
    // The checklist's own words stand above those of its only area.
    let area = Area::from_fields(fields, findings).map(|area| Area { id: None, title: None, intro: None, ..area });
    area.map_or_else(|| Areas::Here(Vec::new()), |area| Areas::One(Arc::new(area)))
}
