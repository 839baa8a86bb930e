//! Parsed files, each on its own: pages, checklists, data pages.
//!
//! Reading a file is a pure function of its bytes. Nothing here knows another file, the settings or an address.

mod accept;
pub mod baseline;
pub mod checklist;
pub mod data;
mod document;
pub mod edition;
pub mod edit;
pub(crate) mod file_version;
mod page;
pub mod past_editions;
mod reviewed;
pub mod stand_by;
pub mod upgrade;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rayon::prelude::*;

pub use self::{
    accept::read as accepts,
    page::{FrontMatter, Page, take_order},
    reviewed::{Reviewed, ShortDigest},
};
use self::{
    checklist::{AreaFile, ChecklistHeader},
    data::DataFile,
    edition::{Edition, EditionFile, Editions, Reference},
};
use crate::{
    diagnostic::{Accept, Code, Diagnostic, Findings},
    source::{self, FileId, Source, SourcePath, Sources, Span},
};

/// All parsed files of a handbook, sorted by format. Nothing is joined or looked up yet.
#[derive(Debug, Clone, Default)]
pub struct Manuscript {
    /// Pages of prose.
    pub pages: Vec<Arc<Page>>,
    /// Pages made from data.
    pub data: Vec<Arc<DataFile>>,
    /// Headers of checklists, with the areas that are in the same file.
    pub headers: Vec<Arc<ChecklistHeader>>,
    /// Areas that have a file of their own.
    pub areas: Vec<Arc<AreaFile>>,
    /// Closed editions.
    pub editions: Editions,
    /// Files that could not be read at all, and documents that may hold a script: they have no address. What they would have held is
    /// not missed elsewhere.
    pub unreadable: Vec<SourcePath>,
}

/// One file, parsed.
#[derive(Debug, Clone)]
enum FileContent {
    Page(Arc<Page>),
    Data(Arc<DataFile>),
    ChecklistHeader(Arc<ChecklistHeader>),
    Area(Arc<AreaFile>),
    Edition(Arc<EditionFile<Edition>>),
    Reference(Arc<EditionFile<Reference>>),
    Unreadable(SourcePath),
    Nothing,
}

/// The result of parsing one file.
#[derive(Debug)]
struct ParsedFile {
    part: FileContent,
    findings: Vec<Diagnostic>,
    /// What its author accepts.
    accepts: Vec<Accept>,
}

/// The cache of parsed files, by file id. The next [`parse`] takes from it all files that have not changed.
#[derive(Debug, Clone, Default)]
pub struct ParsedFiles(BTreeMap<FileId, Arc<ParsedFile>>);

/// An earlier parse, of sources that differ from the current ones in the `changed` files alone.
#[derive(Debug, Clone, Copy)]
pub struct EarlierFiles<'a> {
    /// The files, parsed.
    pub files: &'a ParsedFiles,
    /// The sources that they were parsed from. A file that is in both keeps its id.
    pub sources: &'a Sources,
    /// The paths of files that were added, removed or changed.
    pub changed: &'a BTreeSet<SourcePath>,
}

/// The text files below `content/` that are carried over as they are.
pub type Downloads = BTreeSet<SourcePath>;

/// Up to so many files are parsed on the calling thread: every other thread may be at work on a sheet.
const FEW: usize = 8;

/// The folders whose files are parsed.
const FOLDERS: &[&str] = &["content", "checklists", edition::EDITIONS];

/// Parses every file below `content/`, `checklists/` and `editions/` on all cores; after an `earlier` run, those that have changed since.
/// Nothing is read in `downloads`; one that was a download before and is none now, or the other way, counts as changed.
#[must_use]
pub fn parse(sources: &Sources, downloads: &Downloads, earlier: Option<EarlierFiles<'_>>) -> ParsedFiles {
    let mut parts = ParsedFiles::default();
    let files: Vec<&Source> = match earlier {
        None => FOLDERS.iter().flat_map(|folder| sources.below(folder)).collect(),
        Some(EarlierFiles { files: before, sources: old, changed }) => {
            parts.clone_from(before);
            for gone in changed.iter().filter_map(|path| old.at(path)) {
                parts.0.remove(&gone.id);
            }
            let is_ours = |source: &&Source| FOLDERS.iter().any(|folder| source.path.is_below(folder));
            changed.iter().filter_map(|path| sources.at(path)).filter(|source| source.readable).filter(is_ours).collect()
        }
    };
    let files: Vec<&Source> = files.into_iter().filter(|source| !downloads.contains(&source.path)).collect();
    let parsed: Vec<(FileId, Arc<ParsedFile>)> = if files.len() > FEW {
        files.par_iter().map(|source| (source.id, one(source))).collect()
    } else {
        files.iter().map(|source| (source.id, one(source))).collect()
    };
    parts.0.extend(parsed);
    parts
}

impl ParsedFiles {
    /// The pages of the changed files; `None` unless each of them was a page before and is one now.
    #[must_use]
    pub fn rewritten_pages(&self, sources: &Sources, earlier: EarlierFiles<'_>) -> Option<Vec<Arc<Page>>> {
        let page = |parts: &Self, sources: &Sources, path| match &parts.0.get(&sources.at(path)?.id)?.part {
            FileContent::Page(page) => Some(Arc::clone(page)),
            FileContent::Data(_)
            | FileContent::ChecklistHeader(_)
            | FileContent::Area(_)
            | FileContent::Edition(_)
            | FileContent::Reference(_)
            | FileContent::Unreadable(_)
            | FileContent::Nothing => None,
        };
        let rewritten = |path| page(earlier.files, earlier.sources, path).and_then(|_| page(self, sources, path));
        earlier.changed.iter().map(rewritten).collect()
    }

    /// The findings of all files.
    pub fn findings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.values().flat_map(|parsed| &parsed.findings)
    }

    /// What authors accept in the files.
    pub fn accepts(&self) -> impl Iterator<Item = &Accept> {
        self.0.values().flat_map(|parsed| &parsed.accepts)
    }

    /// What was found in one file.
    #[must_use]
    pub fn of(&self, file: FileId) -> &[Diagnostic] {
        self.0.get(&file).map_or(&[], |parsed| &parsed.findings)
    }

    /// All parsed files, sorted by format and then by path. `sources` are those that were parsed, `downloads` those of them that were not.
    #[must_use]
    pub fn manuscript(&self, sources: &Sources, downloads: &Downloads) -> Manuscript {
        let mut manuscript = Manuscript::default();
        for source in FOLDERS.iter().flat_map(|folder| sources.below(folder)) {
            let Some(parsed) = self.0.get(&source.id) else { continue };
            match &parsed.part {
                FileContent::Page(page) => manuscript.pages.push(Arc::clone(page)),
                FileContent::Data(data) => manuscript.data.push(Arc::clone(data)),
                FileContent::ChecklistHeader(header) => manuscript.headers.push(Arc::clone(header)),
                FileContent::Area(area) => manuscript.areas.push(Arc::clone(area)),
                FileContent::Edition(edition) => manuscript.editions.checklists.push(Arc::clone(edition)),
                FileContent::Reference(edition) => manuscript.editions.references.push(Arc::clone(edition)),
                FileContent::Unreadable(path) => manuscript.unreadable.push(path.clone()),
                FileContent::Nothing => {}
            }
        }
        // A document that cannot be read has its address all the same.
        let unreadable = sources
            .iter()
            .filter(|source| !source.readable && source::document(&source.path).is_none() && !downloads.contains(&source.path))
            .map(|source| source.path.clone());
        manuscript.unreadable.extend(unreadable);
        manuscript
    }
}

fn one(source: &Source) -> Arc<ParsedFile> {
    let mut findings = Findings::default();
    let part = part(source, &mut findings);
    // What is carried over as it is has nobody's comments.
    let accepts = if source::document(&source.path).is_some() { Vec::new() } else { accept::read(source, &mut findings) };
    Arc::new(ParsedFile { part, findings: findings.into_vec(), accepts })
}

fn part(source: &Source, findings: &mut Findings) -> FileContent {
    let path = &source.path;
    if let Some(kind) = source::document(path) {
        let is_fine = document::read(source, kind, findings);
        return if is_fine { FileContent::Nothing } else { FileContent::Unreadable(path.clone()) };
    }
    if source.text.trim().is_empty() {
        findings.push(
            Diagnostic::new(Code::EmptyFile, Span::start_of(source.id), "this file is empty")
                .help("write something, or remove the file"),
        );
        if path.extension() != "md" {
            return FileContent::Unreadable(path.clone());
        }
    }
    let unreadable = || FileContent::Unreadable(path.clone());
    if path.is_below(edition::EDITIONS) {
        return edition(source, findings);
    }
    if path.extension() == "md" {
        if path.is_below("checklists") {
            let found = Diagnostic::new(Code::MisplacedFile, Span::start_of(source.id), "a Markdown file is not read here");
            findings.push(found.help("pages lie below `content/`; checklists are YAML"));
            return FileContent::Nothing;
        }
        return FileContent::Page(Arc::new(page::read(source, findings)));
    }
    if path.is_below("content") {
        return data::read(source, findings).map_or_else(unreadable, |data| FileContent::Data(Arc::new(data)));
    }
    match path.folder() {
        "checklists" => checklist::read_header(source, findings)
            .map_or_else(unreadable, |header| FileContent::ChecklistHeader(Arc::new(header))),
        folder if folder.matches('/').count() == 1 && path.stem() == "_checklist" => checklist::read_header(source, findings)
            .map_or_else(unreadable, |header| FileContent::ChecklistHeader(Arc::new(header))),
        folder if folder.matches('/').count() == 1 => {
            checklist::read_area(source, findings).map_or_else(unreadable, |area| FileContent::Area(Arc::new(area)))
        }
        _ => {
            let found = Diagnostic::new(Code::MisplacedFile, Span::start_of(source.id), "a checklist's folder holds no folders");
            findings.push(found.help("move the file up, beside `_checklist.yaml`"));
            FileContent::Nothing
        }
    }
}

fn edition(source: &Source, findings: &mut Findings) -> FileContent {
    let path = &source.path;
    // A note for those who look into the folder.
    if path.extension() == "md" {
        return FileContent::Nothing;
    }
    let unreadable = || FileContent::Unreadable(path.clone());
    match path.folder().strip_prefix("editions/") {
        Some(edition::REFERENCE) => {
            edition::read_reference(source, findings).map_or_else(unreadable, |edition| FileContent::Reference(Arc::new(edition)))
        }
        Some(folder) if !folder.contains('/') => {
            edition::read(source, findings).map_or_else(unreadable, |edition| FileContent::Edition(Arc::new(edition)))
        }
        _ => {
            let message = "an edition lies in a folder named after its checklist";
            let found = Diagnostic::new(Code::MisplacedFile, Span::start_of(source.id), message);
            findings.push(found.help("move it to `editions/CHECKLIST/EDITION.yaml`, as the two are named in it"));
            FileContent::Nothing
        }
    }
}
