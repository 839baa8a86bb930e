//! Diagnosis of a sheet that cannot be printed: whether template or content is to blame, and which pictures.
//!
//! Runs after a failure only.

use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::AtomicUsize},
};

use typst::{diag::SourceDiagnostic, ecow::EcoVec, syntax::Source as TypstSource, utils::LazyHash};
use typst_layout::PagedDocument;

use super::{LayoutInput, PaperEngine, SheetWorld, Template, file_id, layout, library};
use crate::theme::{DEFAULT, builtin};

/// The name of the template that tests a picture.
const PICTURE: &str = "picture.typ";

/// Its text: a minimal valid document, in which only the picture can fail.
const PICTURE_ALONE: &str =
    "#set document(title: \"picture\")\n#heading[picture]\n#image(json(\"/data.json\").file, alt: \"picture\")\n";

impl PaperEngine {
    /// Whether a sheet can be laid out and exported as PDF.
    #[must_use]
    pub fn prints(&self, input: &LayoutInput) -> bool {
        self.attempt(input).is_ok()
    }

    /// Whether a failing sheet's content is to blame: the error's trace leads through no template on the disk, and the built-in
    /// templates fail as well.
    #[must_use]
    pub fn blames_content(&self, input: &LayoutInput) -> bool {
        let Err(errors) = self.attempt(input) else { return false };
        let leads_through = |error: &SourceDiagnostic| {
            let traced = error.trace.iter().any(|point| self.is_own(point.span.id()));
            traced || self.is_own(error.span.id())
        };
        if errors.iter().any(leads_through) {
            return false;
        }
        let has_own = self.templates.values().any(|template| template.is_own);
        !has_own || self.with(ours()).attempt(input).is_err()
    }

    /// Whether a document with this picture alone can be laid out and exported. `name` is its path in the data.
    #[must_use]
    pub fn prints_picture(&self, name: &str, bytes: &Arc<[u8]>) -> bool {
        let paper_engine = self.with([(PICTURE.to_owned(), PICTURE_ALONE.to_owned())]);
        let data = serde_json::json!({ "file": name }).to_string().into_bytes();
        paper_engine.prints(&LayoutInput {
            template: PICTURE,
            data,
            pictures: BTreeMap::from([(name.to_owned(), Arc::clone(bytes))]),
        })
    }

    fn attempt(&self, input: &LayoutInput) -> Result<Vec<u8>, EcoVec<SourceDiagnostic>> {
        let world = SheetWorld::new(self, input);
        self.threads.run(|| layout::pdf(&typst::compile::<PagedDocument>(&world).output?))
    }

    /// An engine with the same fonts and other templates.
    fn with(&self, templates: impl IntoIterator<Item = (String, String)>) -> Self {
        let templates = templates.into_iter().map(|(name, text)| {
            let source = TypstSource::new(file_id(&name), text);
            (name, Template { source, file: self.named.file, is_own: false })
        });
        Self {
            library: LazyHash::new(library()),
            book: self.book.clone(),
            draws_ascii: self.draws_ascii,
            fonts: self.fonts.clone(),
            templates: templates.collect(),
            threads: Arc::clone(&self.threads),
            remembered: AtomicUsize::new(0),
            key: self.key,
            named: self.named,
        }
    }

    fn is_own(&self, file: Option<typst::syntax::FileId>) -> bool {
        self.templates.values().any(|template| template.is_own && Some(template.source.id()) == file)
    }
}

/// Names and texts of the built-in templates.
fn ours() -> Vec<(String, String)> {
    let prefix = format!("themes/{DEFAULT}/paper/");
    let files = builtin().into_iter();
    let texts = files.filter_map(|(path, bytes)| {
        let name = path.as_str().strip_prefix(&prefix)?;
        let text = std::str::from_utf8(bytes).ok().filter(|_| path.extension() == "typ")?;
        Some((name.to_owned(), text.to_owned()))
    });
    texts.collect()
}
