//! The sandbox in which Typst lays out one sheet: the theme's templates, `/data.json` and pictures. No disk, no packages, no
//! clock.

use std::sync::Arc;

use typst::{
    Feature, Library, LibraryExt, World,
    diag::{FileError, FileResult, PackageError},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

use super::{LayoutInput, PaperEngine};

/// Typst's `World` for one sheet.
pub struct SheetWorld<'a> {
    paper_engine: &'a PaperEngine,
    /// The input that is laid out.
    pub input: &'a LayoutInput,
    main: FileId,
    data: Bytes,
}

/// Typst's standard library, with `pdf.header-cell` for the heads of rows.
pub fn library() -> Library {
    Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build()
}

/// The id of a file by its path below `paper/`.
///
/// # Panics
/// Never: paths of themes hold no part that a virtual path refuses.
pub fn file_id(path: &str) -> FileId {
    let path = VirtualPath::new(path).or_else(|_| VirtualPath::new("unreachable")).expect("a plain path");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl<'a> SheetWorld<'a> {
    /// A world for one sheet.
    pub fn new(paper_engine: &'a PaperEngine, input: &'a LayoutInput) -> Self {
        Self { paper_engine, input, main: file_id(input.template), data: Bytes::new(input.data.clone()) }
    }
}

/// Refuses files of Typst packages, which would come from the network.
fn refuse_packages(id: FileId) -> FileResult<()> {
    match id.get().root() {
        VirtualRoot::Project => Ok(()),
        VirtualRoot::Package(package) => Err(FileError::Package(PackageError::NotFound(package.clone()))),
    }
}

impl World for SheetWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.paper_engine.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.paper_engine.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        refuse_packages(id)?;
        let path = id.get().vpath().get_without_slash();
        let template = self.paper_engine.templates.get(path).ok_or_else(|| FileError::NotFound(path.into()))?;
        Ok(template.source.clone())
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        refuse_packages(id)?;
        let path = id.get().vpath();
        if path.get_without_slash() == "data.json" {
            return Ok(self.data.clone());
        }
        match self.input.pictures.get(path.get_with_slash()) {
            Some(bytes) => Ok(Bytes::new(Arc::clone(bytes))),
            None => self.source(id).map(Bytes::from_string),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.paper_engine.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
