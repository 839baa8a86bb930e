//! What was written, each file on its own: pages, checklists, data pages.
//!
//! Reading a file is a pure function of its bytes. Nothing here knows another file, the settings or an address.

pub mod checklist;
pub mod data;
mod page;

use std::sync::Arc;

use rayon::prelude::*;

pub use self::page::{FrontMatter, Page, take_order};
use self::{
    checklist::{AreaFile, Head},
    data::Data,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    source::{Source, SourcePath, Sources, Span},
};

/// All files of a handbook, each parsed on its own and shared from here on.
#[derive(Debug, Clone, Default)]
pub struct Manuscript {
    /// Pages of prose.
    pub pages: Vec<Arc<Page>>,
    /// Pages made from data.
    pub data: Vec<Arc<Data>>,
    /// Checklists, or their heads.
    pub heads: Vec<Arc<Head>>,
    /// Areas that have a file of their own.
    pub areas: Vec<Arc<AreaFile>>,
    /// Files that could not be read at all; what they would have held is not missed elsewhere.
    pub unread: Vec<SourcePath>,
}

/// One file, parsed.
enum Part {
    Page(Box<Page>),
    Data(Box<Data>),
    Head(Box<Head>),
    Area(Box<AreaFile>),
    Unread(SourcePath),
    Nothing,
}

/// Reads every file below `content/` and `checklists/`, on all cores.
pub fn read(sources: &Sources, findings: &mut Findings) -> Manuscript {
    let files: Vec<&Source> = sources.below("content").chain(sources.below("checklists")).collect();
    let parts: Vec<(Part, Findings)> = files
        .par_iter()
        .map(|source| {
            let mut findings = Findings::default();
            let part = part(source, &mut findings);
            (part, findings)
        })
        .collect();
    let mut manuscript = Manuscript::default();
    for (part, found) in parts {
        findings.extend(found.into_vec());
        match part {
            Part::Page(page) => manuscript.pages.push(Arc::new(*page)),
            Part::Data(data) => manuscript.data.push(Arc::new(*data)),
            Part::Head(head) => manuscript.heads.push(Arc::new(*head)),
            Part::Area(area) => manuscript.areas.push(Arc::new(*area)),
            Part::Unread(path) => manuscript.unread.push(path),
            Part::Nothing => {}
        }
    }
    let unreadable = sources.iter().filter(|source| !source.readable).map(|source| source.path.clone());
    manuscript.unread.extend(unreadable);
    manuscript
}

fn part(source: &Source, findings: &mut Findings) -> Part {
    let path = &source.path;
    if source.text.trim().is_empty() {
        findings.push(
            Diagnostic::new(Code::EmptyFile, Span::start_of(source.id), "this file is empty")
                .help("write something, or remove the file"),
        );
        if path.extension() != "md" {
            return Part::Unread(path.clone());
        }
    }
    let unread = || Part::Unread(path.clone());
    if path.extension() == "md" {
        if path.is_below("checklists") {
            let found = Diagnostic::new(Code::MisplacedFile, Span::start_of(source.id), "a Markdown file is not read here");
            findings.push(found.help("pages lie below `content/`; checklists are YAML"));
            return Part::Nothing;
        }
        return Part::Page(Box::new(page::read(source, findings)));
    }
    if path.is_below("content") {
        return data::read(source, findings).map_or_else(unread, |data| Part::Data(Box::new(data)));
    }
    match path.folder() {
        "checklists" => checklist::read_head(source, findings).map_or_else(unread, |head| Part::Head(Box::new(head))),
        folder if folder.matches('/').count() == 1 && path.stem() == "_checklist" => {
            checklist::read_head(source, findings).map_or_else(unread, |head| Part::Head(Box::new(head)))
        }
        folder if folder.matches('/').count() == 1 => {
            checklist::read_area(source, findings).map_or_else(unread, |area| Part::Area(Box::new(area)))
        }
        _ => {
            let found = Diagnostic::new(Code::MisplacedFile, Span::start_of(source.id), "a checklist's folder holds no folders");
            findings.push(found.help("move the file up, beside `_checklist.yaml`"));
            Part::Nothing
        }
    }
}
