//! [`Assembled`] and a theme → [`Built`]: the lazy site.

use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::{
    assembled::Assembled,
    parsed::Parsed,
    request::{BuildTarget, Request},
};
#[cfg(feature = "paper")]
use crate::output::sheets::{self, LayoutCache};
#[cfg(not(feature = "paper"))]
use crate::{diagnostic::Code, source::Spanned};
use crate::{
    diagnostic::Diagnostic,
    output::{self, Inputs, Materials, Purpose},
    site::{
        LazyFile, Progress, RenderError, Site, Step,
        publish::{self, Destination, Tolerates, Unpublished},
    },
    source::{SitePath, Span, fs},
    theme::Theme,
};

/// What a program without sheets says to whoever asks for one.
#[cfg(any(test, not(feature = "paper")))]
pub const WITHOUT_PAPER: &str = "this readybook was built without paper; in its source `cargo run --release --` runs one with \
                                 sheets, and `cargo install --path .` installs it";

/// Last stage: the inputs of all outputs, the layout cache, and the lazy site.
#[derive(Debug)]
pub struct Built {
    /// The stage before.
    pub assembled: Assembled,
    /// What all files are rendered from.
    pub inputs: Arc<Inputs>,
    /// The cache of laid-out sheets.
    #[cfg(feature = "paper")]
    pub layouts: Arc<LayoutCache>,
    /// Listed on first use, as listing takes longer than many an update; it renders nothing.
    site: OnceLock<Site>,
}

/// Makes the inputs of the site. Reuses from `before` all of it if no input differs, else the layouts of sheets with equal data.
pub fn build(parsed: &Parsed, assembled: Assembled, theme: &Arc<Theme>, before: Option<&Arc<Built>>) -> Arc<Built> {
    let materials = Materials {
        handbook: Arc::clone(&assembled.handbook),
        theme: Arc::clone(theme),
        highlighter: Arc::clone(&assembled.highlighter),
        static_files: Arc::clone(&parsed.carried.static_files),
        picture_cache: Arc::clone(&parsed.carried.picture_cache),
        changed: Arc::clone(&parsed.loaded.dates.changed),
    };
    if let Some(same) = before.filter(|before| before.inputs.are_of(&materials)) {
        return Arc::clone(same);
    }
    let inputs = Arc::new(Inputs::new(materials, before.map(|before| &*before.inputs)));
    Arc::new(Built {
        assembled,
        #[cfg(feature = "paper")]
        layouts: Arc::new(LayoutCache::new(
            Arc::clone(&inputs),
            parsed.loaded.request.results.clone(),
            before.map(|before| &*before.layouts),
        )),
        inputs,
        site: OnceLock::new(),
    })
}

impl Built {
    /// The site; listed on the first call.
    pub fn site(&self) -> &Site {
        #[cfg(feature = "paper")]
        let made_from = &self.layouts;
        #[cfg(not(feature = "paper"))]
        let made_from = &self.inputs;
        self.site.get_or_init(|| output::site(made_from))
    }

    /// The page of prose at a path, without listing the whole site; `None` if the site is listed already, or no page is there.
    #[must_use]
    pub fn page(&self, address: &SitePath) -> Option<LazyFile> {
        if self.site.get().is_some() { None } else { output::page(&self.inputs, address) }
    }

    /// Findings about the paths of the site; lists it if it is not yet.
    pub fn findings(&self) -> Vec<Diagnostic> {
        self.site().findings(Span::start_of(self.inputs.theme.named.file))
    }

    /// Lays out every sheet on every paper size; findings of the layout, and of budgets of pages. `build` and `check` report
    /// them,
    /// `serve` shows the sheet instead.
    #[cfg(feature = "paper")]
    #[must_use]
    pub fn layout_sheets(&self, purpose: Purpose, progress: &Progress) -> Vec<Diagnostic> {
        sheets::findings(&self.layouts, purpose, progress)
    }

    /// A finding for every budget of pages, as nothing measures it without the feature `paper`.
    #[cfg(not(feature = "paper"))]
    #[must_use]
    pub fn layout_sheets(&self, _: Purpose, _: &Progress) -> Vec<Diagnostic> {
        let budgets = self.inputs.handbook.checklists.iter().filter_map(|checklist| checklist.header.sheet.pages.as_ref());
        let unmeasured = |limit: &Spanned<u32>| {
            Diagnostic::new(Code::SheetNotMeasured, limit.span, "nobody measured whether the sheet keeps this budget")
                .help(WITHOUT_PAPER)
        };
        budgets.map(unmeasured).collect()
    }

    /// Renders everything and writes it to a folder.
    ///
    /// # Errors
    /// What is wrong with the content, with the folder, or with the world.
    pub fn publish(
        &self,
        request: &Request,
        target: &BuildTarget<'_>,
        tolerates: Tolerates<'_>,
    ) -> Result<publish::PublishReport, Unpublished> {
        let config = &self.inputs.handbook.config;
        let former: Vec<&str> = config.former_ids.iter().map(|id| id.value.0.as_str()).collect();
        let BuildTarget { folder, take_over, strict: _ } = *target;
        let handbook = config.handbook_id();
        let (source, progress) = (&*request.root, &*request.progress);
        let destination = Destination { folder, source, handbook: &handbook, former: &former, take_over, progress };
        publish::publish(self.site(), &destination, tolerates)
    }

    /// Examines every file on all cores; returns what rendering it would find.
    ///
    /// # Errors
    /// When a file that is carried over cannot be read.
    pub fn dry_run(&self, progress: &Progress) -> fs::Result<Vec<Diagnostic>> {
        let entries: Vec<_> = self.site().iter().collect();
        progress.begin(Step::Rendering, entries.len());
        let one = |(_, entry): (&SitePath, &LazyFile)| {
            let failure = entry.examine().err();
            progress.advance();
            failure
        };
        let results: Vec<_> = entries.into_par_iter().map(one).collect();
        let mut found = Vec::new();
        for failure in results.into_iter().flatten() {
            match failure {
                RenderError::Content(more) | RenderError::Flawed(more, _) => found.extend(more),
                RenderError::Io(error) => return Err(error),
            }
        }
        Ok(found)
    }
}
