//! `review print --format pdf`: the sheets of a report, laid out with the handbook's theme, or with the built-in one where there
//! is only `handbook.json`.

use std::{collections::BTreeMap, path::Path, process::ExitCode, sync::Arc};

use clap::ValueEnum;

use super::common::print_findings;
use crate::{
    cli::{
        common::CliError,
        print::{Pdf, write},
    },
    config::Paper,
    diagnostic::{Diagnostic, Findings},
    output::review_sheets::{PrintContext, layout_inputs},
    pipeline::Built,
    review::{HandbookExport, ReviewReport, nowhere},
    source::{Sources, StaticFile},
    theme::{self, paper::PaperEngine},
};

/// A size of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PaperSize {
    /// 210 × 297 mm
    A4,
    /// 8.5 × 11 in
    Letter,
}

/// Writes a PDF for each sheet into a folder, `{id}.{paper}.pdf`. Without `size` the handbook's first paper size.
///
/// # Errors
/// Without a folder, when a sheet cannot be laid out, or a file may not be replaced; then nothing is written.
pub fn print(
    report: &ReviewReport,
    export: &HandbookExport,
    made: Option<&Built>,
    size: Option<PaperSize>,
    folder: Option<&Path>,
) -> Result<ExitCode, CliError> {
    let Some(folder) = folder else {
        return Err(CliError::new("nobody says where the PDFs go", "name a folder: `--out FOLDER`"));
    };
    let paper = match size {
        Some(PaperSize::A4) => Paper::A4,
        Some(PaperSize::Letter) => Paper::Letter,
        None => export.settings.paper.first().copied().unwrap_or(Paper::A4),
    };
    let (mut sources, mut own) = (Sources::default(), None);
    let paper_engine = match made {
        Some(made) => &made.inputs.theme.paper_engine,
        None => own.insert(builtin_paper_engine(&mut sources)),
    };
    let mut words: BTreeMap<String, String> = made.map_or_else(theme::builtin_words, |made| made.inputs.theme.all_words.clone());
    words.extend(export.words.clone());
    let layout_inputs = layout_inputs(report, export, &PrintContext { paper_engine, words: &words, paper });
    let mut pdfs = Vec::new();
    let mut found: Vec<Diagnostic> = Vec::new();
    for (name, input) in &layout_inputs {
        let layout = paper_engine.layout(input).and_then(|layout| Ok((paper_engine.pdf(input, &layout)?, layout.pages())));
        match layout {
            Ok((bytes, pages)) => {
                pdfs.push(Pdf { place: folder.join(format!("{name}.{}.pdf", paper.word())), bytes: bytes.into(), pages });
            }
            Err(more) => found.extend(more),
        }
    }
    if let Some(first) = found.first() {
        if made.is_none() {
            print_findings(&found, &sources);
        }
        return Err(CliError::new(first.message.clone(), "mend the theme's paper template, or print with `--format markdown`"));
    }
    write(&pdfs)?;
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
