//! `review print --format pdf`: the sheets of a report, laid out with the handbook's theme, or with the built-in one where there
//! is only `handbook.json`.

use std::{collections::BTreeMap, path::Path, process::ExitCode, sync::Arc};

use crate::{
    cli::{
        common::CliError,
        console::Console,
        paper_size::PaperSize,
        print::{Pdf, write},
    },
    config::Paper,
    diagnostic::{Diagnostic, Findings},
    output::review_sheets::PrintContext,
    pipeline::Built,
    review::{HandbookExport, nowhere},
    source::{Sources, StaticFile},
    theme::{
        self,
        paper::{LayoutInput, PaperEngine},
    },
};

/// Where PDFs go, and what is said of them.
pub struct PdfOptions<'a> {
    /// The paper; the first of the handbook when none is named.
    pub size: Option<PaperSize>,
    /// The folder that was named.
    pub folder: Option<&'a Path>,
    /// Where it is told.
    pub console: Console,
}

/// Prints sheets into a folder, each with its file name without extension.
pub fn print(
    export: &HandbookExport,
    made: Option<&Built>,
    PdfOptions { size, folder, console }: PdfOptions<'_>,
    sheets: impl FnOnce(&PrintContext<'_>) -> Vec<(String, LayoutInput)>,
) -> Result<ExitCode, CliError> {
    let Some(folder) = folder else {
        return Err(CliError::new("nobody says where the PDFs go", "name a folder: `--out FOLDER`"));
    };
    let paper = size.map_or_else(|| export.settings.paper.first().copied().unwrap_or(Paper::A4), Paper::from);
    let (mut sources, mut own) = (Sources::default(), None);
    let paper_engine = match made {
        Some(made) => &made.inputs.theme.paper_engine,
        None => own.insert(builtin_paper_engine(&mut sources)),
    };
    let mut words: BTreeMap<String, String> = made.map_or_else(theme::builtin_words, |made| made.inputs.theme.all_words.clone());
    words.extend(export.words.clone());
    let layout_inputs = sheets(&PrintContext { paper_engine, words: &words, paper });
    let mut pdfs = Vec::new();
    let mut found: Vec<Diagnostic> = Vec::new();
    for (name, input) in &layout_inputs {
        // What a team answers is kept nowhere.
        let layout =
            paper_engine.layout(input, None).and_then(|layout| Ok((paper_engine.pdf(input, &layout, None)?, layout.pages())));
        match layout {
            Ok((bytes, pages)) => {
                pdfs.push(Pdf { place: folder.join(format!("{name}.{}.pdf", paper.word())), bytes: bytes.into(), pages });
            }
            Err(more) => found.extend(more),
        }
    }
    if let Some(first) = found.first() {
        if made.is_none() {
            console.findings(&found, &sources, "");
        }
        return Err(CliError::new(first.message.clone(), "fix the theme's paper template, or print with `--format markdown`"));
    }
    write(&pdfs, console)?;
    Ok(ExitCode::SUCCESS)
}

/// The paper engine of the built-in theme; its files are added to `sources`.
fn builtin_paper_engine(sources: &mut Sources) -> PaperEngine {
    for (path, bytes) in theme::builtin() {
        match std::str::from_utf8(bytes) {
            Ok(text) if path.extension() == "typ" => {
                sources.add(path, text.into(), true);
            }
            _ => {
                Arc::make_mut(&mut sources.static_files).insert(path, StaticFile::Embedded(bytes));
            }
        }
    }
    theme::paper::make(sources, "default", nowhere(), &mut Findings::default())
}
