//! What was written, each file on its own: pages, checklists, data pages.
//!
//! Reading a file is a pure function of its bytes. Nothing here knows another file, the settings or an address.

pub mod checklist;
pub mod data;
mod document;
mod page;

use std::{collections::BTreeMap, sync::Arc};

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

/// What a text was parsed to.
#[derive(Debug)]
struct Parsed {
    path: SourcePath,
    text: Arc<str>,
    part: Part,
    findings: Vec<Diagnostic>,
}

/// Every file, parsed. It can be given to the next [`parse`], which takes from it what has the same text.
#[derive(Debug, Clone, Default)]
pub struct Parts(BTreeMap<FileId, Arc<Parsed>>);

/// Parses every file below `content/` and `checklists/` on all cores, but those whose text is the same as `before`.
#[must_use]
pub fn parse(sources: &Sources, before: &Parts) -> Parts {
    let files: Vec<&Source> = sources.below("content").chain(sources.below("checklists")).collect();
    let parsed: Vec<_> = files.par_iter().map(|source| (source.id, before.kept(source).unwrap_or_else(|| one(source)))).collect();
    Parts(parsed.into_iter().collect())
}

impl Parts {
    /// The same parts, with some files parsed again.
    #[must_use]
    pub fn renew(&self, sources: &Sources, paths: &[SourcePath]) -> Self {
        let mut parts = self.clone();
        let read = |source: &&Source| source.readable && (source.path.is_below("content") || source.path.is_below("checklists"));
        for source in paths.iter().filter_map(|path| sources.at(path)) {
            match Some(source).filter(read) {
                Some(source) => parts.0.insert(source.id, self.kept(source).unwrap_or_else(|| one(source))),
                None => parts.0.remove(&source.id),
            };
        }
        parts
    }

    /// The pages at these paths, if they and those of `before` are all pages.
    #[must_use]
    pub fn pages(&self, before: &Self, sources: &Sources, paths: &[SourcePath]) -> Option<Vec<Arc<Page>>> {
        let page = |parts: &Self, path| match &parts.0.get(&sources.at(path)?.id)?.part {
            Part::Page(page) => Some(Arc::clone(page)),
            Part::Data(_) | Part::Head(_) | Part::Area(_) | Part::Unread(_) | Part::Nothing => None,
        };
        paths.iter().map(|path| page(before, path).and_then(|_| page(self, path))).collect()
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

    /// A pure function of the same bytes has the same result.
    fn kept(&self, source: &Source) -> Option<Arc<Parsed>> {
        let is_same = |parsed: &&Arc<Parsed>| parsed.path == source.path && parsed.text == source.text;
        self.0.get(&source.id).filter(is_same).cloned()
    }
}

fn one(source: &Source) -> Arc<Parsed> {
    let mut findings = Findings::default();
    let part = part(source, &mut findings);
    Arc::new(Parsed { path: source.path.clone(), text: Arc::clone(&source.text), part, findings: findings.into_vec() })
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
