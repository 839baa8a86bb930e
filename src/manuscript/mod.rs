//! What was written, each file on its own: pages, checklists, data pages.
//!
//! Reading a file is a pure function of its bytes. Nothing here knows another file, the settings or an address.

pub mod checklist;
pub mod data;
mod document;
mod page;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rayon::prelude::*;

pub use self::page::{FrontMatter, Page, take_order};
use self::{
    checklist::{AreaFile, Head},
    data::Data,
};
use crate::{
    diagnostic::{Code, Diagnostic, Findings},
    source::{self, FileId, Source, SourcePath, Sources, Span},
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
#[derive(Debug, Clone)]
enum Part {
    Page(Arc<Page>),
    Data(Arc<Data>),
    Head(Arc<Head>),
    Area(Arc<AreaFile>),
    Unread(SourcePath),
    Nothing,
}

/// What a file was parsed to.
#[derive(Debug)]
struct Parsed {
    part: Part,
    findings: Vec<Diagnostic>,
}

/// Every file, parsed.
#[derive(Debug, Clone, Default)]
pub struct Parts(BTreeMap<FileId, Arc<Parsed>>);

/// What was parsed before, of sources that differ from those of now in nothing but these files.
#[derive(Debug, Clone, Copy)]
pub struct Earlier<'a> {
    /// The files, parsed.
    pub parts: &'a Parts,
    /// What they were parsed from. A file that is there in both keeps its id.
    pub sources: &'a Sources,
    /// Files that came, went, or say something else.
    pub changed: &'a BTreeSet<SourcePath>,
}

/// So few files are parsed at once where they are asked for: every other thread may be at work on a sheet.
const FEW: usize = 8;

/// Parses every file below `content/` and `checklists/` on all cores; after an `earlier` run, those that have changed since.
#[must_use]
pub fn parse(sources: &Sources, earlier: Option<Earlier<'_>>) -> Parts {
    let mut parts = Parts::default();
    let files: Vec<&Source> = match earlier {
        None => sources.below("content").chain(sources.below("checklists")).collect(),
        Some(Earlier { parts: before, sources: old, changed }) => {
            parts.clone_from(before);
            for gone in changed.iter().filter_map(|path| old.at(path)) {
                parts.0.remove(&gone.id);
            }
            let is_ours = |source: &&Source| source.path.is_below("content") || source.path.is_below("checklists");
            changed.iter().filter_map(|path| sources.at(path)).filter(|source| source.readable).filter(is_ours).collect()
        }
    };
    let parsed: Vec<(FileId, Arc<Parsed>)> = if files.len() > FEW {
        files.par_iter().map(|source| (source.id, one(source))).collect()
    } else {
        files.iter().map(|source| (source.id, one(source))).collect()
    };
    parts.0.extend(parsed);
    parts
}

impl Parts {
    /// The pages among the changed files, if these were and are nothing but pages.
    #[must_use]
    pub fn rewritten_pages(&self, sources: &Sources, earlier: Earlier<'_>) -> Option<Vec<Arc<Page>>> {
        let page = |parts: &Self, sources: &Sources, path| match &parts.0.get(&sources.at(path)?.id)?.part {
            Part::Page(page) => Some(Arc::clone(page)),
            Part::Data(_) | Part::Head(_) | Part::Area(_) | Part::Unread(_) | Part::Nothing => None,
        };
        let rewritten = |path| page(earlier.parts, earlier.sources, path).and_then(|_| page(self, sources, path));
        earlier.changed.iter().map(rewritten).collect()
    }

    /// What was found in the files.
    pub fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.values().flat_map(|parsed| &parsed.findings)
    }

    /// What was found in one file.
    #[must_use]
    pub fn of(&self, file: FileId) -> &[Diagnostic] {
        self.0.get(&file).map_or(&[], |parsed| &parsed.findings)
    }

    /// All of them, sorted by kind, in the order of their paths.
    #[must_use]
    pub fn manuscript(&self, sources: &Sources) -> Manuscript {
        let mut manuscript = Manuscript::default();
        for source in sources.below("content").chain(sources.below("checklists")) {
            let Some(parsed) = self.0.get(&source.id) else { continue };
            match &parsed.part {
                Part::Page(page) => manuscript.pages.push(Arc::clone(page)),
                Part::Data(data) => manuscript.data.push(Arc::clone(data)),
                Part::Head(head) => manuscript.heads.push(Arc::clone(head)),
                Part::Area(area) => manuscript.areas.push(Arc::clone(area)),
                Part::Unread(path) => manuscript.unread.push(path.clone()),
                Part::Nothing => {}
            }
        }
        // A document that cannot be read has its address all the same.
        let unreadable = sources
            .iter()
            .filter(|source| !source.readable && source::document(&source.path).is_none())
            .map(|source| source.path.clone());
        manuscript.unread.extend(unreadable);
        manuscript
    }
}

fn one(source: &Source) -> Arc<Parsed> {
    let mut findings = Findings::default();
    let part = part(source, &mut findings);
    Arc::new(Parsed { part, findings: findings.into_vec() })
}

fn part(source: &Source, findings: &mut Findings) -> Part {
    let path = &source.path;
    if let Some(kind) = source::document(path) {
        document::read(source, kind, findings);
        return Part::Nothing;
    }
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
        return Part::Page(Arc::new(page::read(source, findings)));
    }
    if path.is_below("content") {
        return data::read(source, findings).map_or_else(unread, |data| Part::Data(Arc::new(data)));
    }
    match path.folder() {
        "checklists" => checklist::read_head(source, findings).map_or_else(unread, |head| Part::Head(Arc::new(head))),
        folder if folder.matches('/').count() == 1 && path.stem() == "_checklist" => {
            checklist::read_head(source, findings).map_or_else(unread, |head| Part::Head(Arc::new(head)))
        }
        folder if folder.matches('/').count() == 1 => {
            checklist::read_area(source, findings).map_or_else(unread, |area| Part::Area(Arc::new(area)))
        }
        _ => {
            let found = Diagnostic::new(Code::MisplacedFile, Span::start_of(source.id), "a checklist's folder holds no folders");
            findings.push(found.help("move the file up, beside `_checklist.yaml`"));
            Part::Nothing
        }
    }
}
