//! A checklist's head, and the checklist that fits into one file.

use std::sync::Arc;

use jiff::civil::Date;

use readybook_derive::Format;

use super::area::Area;
use crate::{
    diagnostic::Findings,
    prose::{Label, Rich},
    source::{At, FileId, Source, SourcePath},
    yaml::{self, Anything, Fields, Id, Kind, Node, Read},
};

/// What a checklist says of itself.
#[derive(Debug, Clone)]
pub struct Head {
    /// The file.
    pub file: FileId,
    /// Where it is.
    pub path: SourcePath,
    /// What it says of itself as a whole.
    pub keys: HeadKeys,
    /// Its areas.
    pub areas: Areas,
}

impl std::ops::Deref for Head {
    type Target = HeadKeys;

    fn deref(&self) -> &HeadKeys {
        &self.keys
    }
}

/// The keys at the top of a checklist. A checklist of one area has the keys of an [`Area`] beside them.
#[derive(Debug, Clone, Format)]
#[format(name = "a checklist")]
pub struct HeadKeys {
    /// What the settings call it.
    #[field(digest = nothing)]
    pub id: Id,
    /// What readers call it.
    #[field(via = Label)]
    pub title: String,
    /// The phase that it belongs to.
    #[field(names = Phase)]
    pub phase: Option<Id>,
    /// The day of this edition.
    #[field(digest = nothing)]
    pub edition: Option<At<Date>>,
    /// One or two sentences at its top.
    pub intro: Option<Rich>,
    /// What its sheet may take up.
    #[field(default, digest = nothing)]
    pub sheet: Sheet,
    /// Its areas: their ids in the order of their files, or all of them as they are.
    pub areas: Option<Anything>,
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
#[derive(Debug, Clone, Default, Format)]
#[format(name = "`sheet`")]
pub struct Sheet {
    /// Pages at most.
    pub pages: Option<At<u32>>,
    /// Items at most.
    pub items: Option<At<u32>>,
    /// Writing lines at least, for each severity; one number counts for all.
    #[field(default)]
    pub lines: Lines,
}

/// Writing lines at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Format)]
#[format(name = "`lines`", scalar = lines_for_all)]
pub struct Lines {
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

impl Default for Lines {
    fn default() -> Self {
        Self { high: 2, medium: 2, low: 2 }
    }
}

fn lines_for_all(node: &Node, findings: &mut Findings) -> Option<Lines> {
    let lines = u32::read(node, findings)?;
    Some(Lines { high: lines, medium: lines, low: lines })
}

/// Reads a checklist's file or its `_checklist.yaml`.
pub fn read_head(source: &Source, findings: &mut Findings) -> Option<Head> {
    let node = yaml::parse(source, 0..source.text.len()).map_err(|found| findings.push(found)).ok()?;
    let mut fields = Fields::of(&node, "a checklist", findings)?;
    let keys = HeadKeys::from_fields(&mut fields, findings);
    let areas = areas(&mut fields, source.path.stem() == "_checklist", findings);
    fields.finish(findings);
    Some(Head { file: source.id, path: source.path.clone(), keys: keys?, areas })
}

fn areas(fields: &mut Fields<'_>, in_folder: bool, findings: &mut Findings) -> Areas {
    if in_folder {
        return Areas::Beside(fields.required("areas", findings).unwrap_or_default());
    }
    if let Some(Node { kind: Kind::List(_), .. }) = fields.node("areas") {
        let areas: Vec<Area> = fields.list("areas", findings);
        return Areas::Here(areas.into_iter().map(Arc::new).collect());
    }
    // The checklist's own words stand above those of its only area.
    let area = Area::from_fields(fields, findings).map(|area| Area { id: None, title: None, intro: None, ..area });
    area.map_or_else(|| Areas::Here(Vec::new()), |area| Areas::One(Arc::new(area)))
}
