//! A checklist's head, and the checklist that fits into one file.

use std::sync::Arc;

use jiff::civil::Date;

use super::area::{Area, area};
use crate::{
    diagnostic::Findings,
    prose::{Label, Rich},
    source::{At, FileId, Source, SourcePath},
    yaml::{self, Fields, Id, Kind, Node, Read},
};

/// What a checklist says of itself.
#[derive(Debug, Clone)]
pub struct Head {
    /// The file.
    pub file: FileId,
    /// Where it is.
    pub path: SourcePath,
    /// What the settings call it.
    pub id: Id,
    /// What readers call it.
    pub title: String,
    /// The phase that it belongs to.
    pub phase: Option<Id>,
    /// The day of this edition.
    pub edition: Option<At<Date>>,
    /// One or two sentences at its top.
    pub intro: Option<Rich>,
    /// What its sheet may take up.
    pub sheet: Sheet,
    /// Its areas.
    pub areas: Areas,
}

/// Where a checklist's areas are.
#[derive(Debug, Clone)]
pub enum Areas {
    /// In files beside this one, in this order.
    Beside(Vec<Id>),
    /// In this file, in this order.
    Here(Vec<Arc<Area>>),
    /// There is only one, without a name of its own.
    One(Arc<Area>),
}

/// What a checklist's sheet may take up: a law of the build.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Pages at most.
    pub pages: Option<At<u32>>,
    /// Items at most.
    pub items: Option<At<u32>>,
    /// Writing lines at least, for each severity; one number counts for all.
    pub lines: Lines,
}

/// Writing lines at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lines {
    /// For an item of high severity, or without one.
    pub high: u32,
    /// For an item of medium severity.
    pub medium: u32,
    /// For an item of low severity.
    pub low: u32,
}

impl Default for Lines {
    fn default() -> Self {
        Self { high: 2, medium: 2, low: 2 }
    }
}

/// Reads a checklist's file or its `_checklist.yaml`.
pub fn read_head(source: &Source, findings: &mut Findings) -> Option<Head> {
    let node = yaml::parse(source, 0..source.text.len()).map_err(|found| findings.push(found)).ok()?;
    let mut fields = Fields::of(&node, "a checklist", findings)?;
    let id = fields.required("id", findings);
    let title = fields.required("title", findings).map(|title: Label| title.0);
    let phase = fields.optional("phase", findings);
    let edition = fields.optional("edition", findings);
    let intro = fields.optional("intro", findings);
    let sheet = fields.optional("sheet", findings).unwrap_or_default();
    let areas = areas(&mut fields, source.path.stem() == "_checklist", findings);
    fields.finish(findings);
    Some(Head { file: source.id, path: source.path.clone(), id: id?, title: title?, phase, edition, intro, sheet, areas })
}

fn areas(fields: &mut Fields<'_>, in_folder: bool, findings: &mut Findings) -> Areas {
    if in_folder {
        return Areas::Beside(fields.required("areas", findings).unwrap_or_default());
    }
    if let Some(Node { kind: Kind::List(_), .. }) = fields.node("areas") {
        let areas: Vec<Area> = fields.list("areas", findings);
        return Areas::Here(areas.into_iter().map(Arc::new).collect());
    }
    let mut area = area(fields, findings);
    // The checklist's own words stand above them.
    area.id = None;
    area.title = None;
    area.intro = None;
    Areas::One(Arc::new(area))
}

impl Read for Sheet {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        let mut fields = Fields::of(node, "`sheet`", findings)?;
        let pages = fields.optional("pages", findings);
        let items = fields.optional("items", findings);
        let lines = fields.optional("lines", findings).unwrap_or_default();
        fields.finish(findings);
        Some(Self { pages, items, lines })
    }
}

impl Read for Lines {
    fn read(node: &Node, findings: &mut Findings) -> Option<Self> {
        if let Kind::Scalar(_) = node.kind {
            let lines = u32::read(node, findings)?;
            return Some(Self { high: lines, medium: lines, low: lines });
        }
        let mut fields = Fields::of(node, "`lines`", findings)?;
        let mut one = |name| fields.optional(name, findings).unwrap_or(1);
        let lines = Self { high: one("high"), medium: one("medium"), low: one("low") };
        fields.finish(findings);
        Some(lines)
    }
}
